/** `quench report`: the portfolio of a repository, with verdicts and bundles as files. Reads, and writes no issue. */
import type { Environment } from "../app/settings/config.ts";
import { isUnsure, type PortfolioDocument } from "../core/portfolio/document.ts";
import { renderPortfolio } from "../core/render/portfolio.ts";
import { tokenIdentity } from "../github/identity.ts";
import { readStanding } from "../github/portfolio/read-standing.ts";
import { type RepositoryReport, reportOn } from "../report.ts";
import { FolderRefused, openReportFiles, type ReportFiles } from "../report-files.ts";
import { BadArgument, checkSameHost, type NamedRepository, repositoryOf } from "./argument.ts";
import { type Access, findAccess } from "./credentials.ts";
import { wantsColor } from "./demo/terminal.ts";
import { createProgress, type Progress } from "./progress.ts";
import { createReader, OUR_LOGIN } from "./read-live.ts";
import { missingLines, portfolioText } from "./report/tell.ts";
import { firstSignal } from "./signals.ts";
import { whyNot } from "./why-not.ts";

export interface ReportOptions {
  /** `owner/repo`, or its address. */
  readonly repository: string | undefined;
  /** A folder for the files. */
  readonly output?: string | undefined;
  readonly json: boolean;
  readonly env: Environment;
}

/** @returns the exit code: 0 all is read and told, 3 something is not known, 1 cannot run. */
export async function report(options: ReportOptions): Promise<number> {
  const progress = createProgress(process.stderr, "incidents read");
  const signal = firstSignal();
  let interrupted = false;
  void signal.came.then(() => void (interrupted = true));
  try {
    const named = repositoryOf(options.repository, "report", options.env);
    const files = options.output === undefined ? null : openReportFiles(folderOf(options.output));
    progress.show(0, 0);
    const access = await findAccess(options.env, named.owner);
    const enough = (): string | null => (interrupted ? "it was interrupted: run it again" : null);
    const result = await look(named, access, { progress, files, enough });
    progress.clear();
    if (result.kind === "closed") {
      const why = result.why.replace(/\.$/, "");
      throw new BadArgument(
        `${named.owner}/${named.repo} cannot be read: ${why}. Check its spelling, and that ${access.viewer ?? "the token"} may see the repository.`,
      );
    }
    if (result.kind === "disabled") return tellDisabled(result.repository, options.json);
    return tell(result, files, options);
  } catch (error) {
    progress.clear();
    process.stderr.write(`${error instanceof FolderRefused ? error.message : whyNot(error, options.env)}\n`);
    return 1;
  } finally {
    signal.release();
  }
}

function folderOf(output: string): string {
  if (output !== "" && output !== "-") return output;
  throw new BadArgument("`-o` takes a folder, as in `-o report`; `--json` prints the portfolio as JSON.");
}

interface Looking {
  readonly progress: Progress;
  readonly files: ReportFiles | null;
  readonly enough: () => string | null;
}

function look(named: NamedRepository, access: Access, { progress, files, enough }: Looking): Promise<RepositoryReport> {
  const { client, viewer, app } = access;
  const identity = app ?? tokenIdentity(viewer ?? OUR_LOGIN);
  const read = createReader(access, undefined);
  return reportOn(named, {
    client,
    identity,
    progress: (done, all) => progress.show(done, all),
    enough,
    ...(files === null ? {} : { keep: (incident) => files.keep(incident) }),
    steps: {
      async standing(...asked) {
        const standing = await readStanding(...asked);
        if (!("closed" in standing)) checkSameHost(named, standing.repository.url);
        return standing;
      },
      // Without a policy the App itself would read little.
      read: (_client, subject, self) => read(subject, self.key === null),
    },
  });
}

function tell(
  { portfolio, inForce }: Extract<RepositoryReport, { kind: "read" }>,
  files: ReportFiles | null,
  { output = "", json }: ReportOptions,
): number {
  const { stdout, stderr, env } = process;
  const { zone } = inForce.policy.time;
  const notes: string[] = [];
  if (files !== null) {
    const count = files.finish(portfolio, renderPortfolio(portfolio, zone));
    notes.push(`Wrote ${count} files to ${output}.`);
    if (files.foreign.length > 0)
      notes.push(`Left alone there, because Quench did not write it: ${few(files.foreign)}.`);
  }
  if (json) stdout.write(`${JSON.stringify(portfolio, null, 2)}\n`);
  else {
    const columns = stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY;
    stdout.write(portfolioText(portfolio, { zone, color: wantsColor(stdout, env), columns }));
  }
  const lines = [...(json ? missingLines(portfolio, zone) : []), ...notes];
  stderr.write(lines.map((line) => `${line}\n`).join(""));
  return exitOf(portfolio);
}

function exitOf(portfolio: PortfolioDocument): number {
  const { incidents } = portfolio;
  if (incidents.length > 0 && incidents.every(({ standing }) => standing === "unread")) return 1;
  return isUnsure(portfolio) ? 3 : 0;
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => name.replace(/[\p{Cc}\p{Cf}]/gu, "?"));
  return `${shown.join(", ")}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ""}`;
}

/** A team that switched Quench off asked for just that: nothing is wrong. */
function tellDisabled(repository: string, json: boolean): number {
  const why = `${repository}: its policy says \`enabled: false\`, so nothing is judged.`;
  if (json) process.stdout.write("null\n");
  (json ? process.stderr : process.stdout).write(`${why}\n`);
  return 0;
}
