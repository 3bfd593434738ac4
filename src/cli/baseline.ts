/** `quench baseline`: what the gate would have said of the incidents that were closed lately. Reads, and writes nothing. */
import type { Environment } from "../app/settings/config.ts";
import { DAY } from "../core/time.ts";
import { readClosures } from "../github/portfolio/read-closures.ts";
import type { GitHubClient } from "../github/request/client.ts";
import { RateLimited, Refused } from "../github/request/errors.ts";
import { BadArgument, checkSameHost, repositoryOf } from "./argument.ts";
import { judgedBy } from "./baseline/judge-by.ts";
import { readClosuresOf } from "./baseline/read.ts";
import { baselineJson, type BaselineReport, baselineText, isComplete } from "./baseline/tell.ts";
import { findAccess } from "./credentials.ts";
import { wantsColor } from "./demo/terminal.ts";
import { printable } from "./frame/command.ts";
import { createProgress } from "./progress.ts";
import { firstSignal } from "./signals.ts";
import { whyNot } from "./why-not.ts";

export interface BaselineOptions {
  readonly repository: string | undefined;
  /** How far back: a whole number from 1 to 3650. */
  readonly days: string;
  /** What makes an incident, in place of the policy's labels and types. */
  readonly label?: string | undefined;
  /** A policy file in place of the repository's. */
  readonly policy?: string | undefined;
  readonly json: boolean;
  readonly env: Environment;
}

/** Incidents that are read at most, the last closed first: about 3,500 of an hour's 5,000 points. */
const MOST_READ = 500;
const MOST_DAYS = 3650;

/** @returns the exit code: 0 told, 3 something could not be told, 1 cannot run. */
export async function baseline(options: BaselineOptions): Promise<number> {
  const progress = createProgress(process.stderr, "incidents read");
  const signal = firstSignal();
  try {
    const report = await look(options, signal.came, (done, all) => progress.show(done, all));
    progress.clear();
    const { stdout, env } = process;
    const columns = stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY;
    stdout.write(
      options.json
        ? `${JSON.stringify(baselineJson(report), null, 2)}\n`
        : baselineText(report, { color: wantsColor(stdout, env), columns }),
    );
    return isComplete(report) ? 0 : 3;
  } catch (error) {
    progress.clear();
    process.stderr.write(`${whyNot(error, options.env)}\n`);
    // Nothing is known yet, and nothing is wrong: it only takes time.
    return error instanceof RateLimited ? 3 : 1;
  } finally {
    signal.release();
  }
}

async function look(
  options: BaselineOptions,
  interrupted: Promise<unknown>,
  show: (done: number, all: number) => void,
): Promise<BaselineReport> {
  const named = repositoryOf(options.repository, "baseline", options.env);
  const days = daysOf(options.days);
  const label = options.label?.trim();
  if (label === "") throw new BadArgument("`--label` is empty: name a label, as in `--label outage`.");
  show(0, 0);
  const begin = async () => {
    const access = await findAccess(options.env, named.owner);
    const judge = await judgedBy(access.client, named, { policy: options.policy, label });
    const list = { span: days * DAY, fallback: Date.now() };
    return { access, judge, ...(await listed(readClosures(access.client, named, judge.marks, list), named)) };
  };
  const begun = await Promise.race([begin(), interrupted.then(() => null)]);
  if (begun === null) throw new BadArgument("Stopped before anything was read.");
  const { access, judge, now, closures, more } = begun;
  const [first] = closures;
  if (first !== undefined) checkSameHost(named, first.html_url);
  const wanted = closures.slice(0, MOST_READ);
  show(0, wanted.length);
  const { told, stop } = await readClosuresOf(wanted, {
    access,
    ...named,
    judge,
    interrupted,
    onRead: (done) => show(done, wanted.length),
  });
  const missingLabels = closures.length > 0 ? [] : await missingOf(access.client, named, judge.marks.labels);
  const repository = `${named.owner}/${named.repo}`;
  return { repository, asOf: now, days, judge, closed: closures.length, more, told, stop, missingLabels };
}

function daysOf(text: string): number {
  const days = Number(text);
  if (/^\d{1,4}$/.test(text) && days >= 1 && days <= MOST_DAYS) return days;
  throw new BadArgument(`\`--days\` is \`${printable(text)}\`: give a whole number from 1 to ${MOST_DAYS}.`);
}

async function listed<T>(list: Promise<T>, { owner, repo }: { owner: string; repo: string }): Promise<T> {
  try {
    return await list;
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 410) throw error;
    throw new BadArgument(`${owner}/${repo} has its issues switched off, so there are no incidents to look back on.`);
  }
}

/** Labels that the repository does not have; one that cannot be looked up is taken to be there. */
async function missingOf(
  client: GitHubClient,
  { owner, repo }: { owner: string; repo: string },
  labels: readonly string[],
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const name of labels) {
    try {
      await client.rest("GET /repos/{owner}/{repo}/labels/{name}", { owner, repo, name });
    } catch (error) {
      if (error instanceof Refused && error.status === 404) missing.push(name);
      else if (error instanceof RateLimited) throw error;
    }
  }
  return missing;
}
