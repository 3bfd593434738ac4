/** `quench init`: policy, issue forms and workflow into a checkout; nothing is asked that can be seen, nothing lost. */
import type { Environment } from "../../app/settings/environment.ts";
import { UNKNOWN_COPY } from "../../core/onboarding/workflow.ts";
import { CannotWrite } from "../whole-file.ts";
import { type Answers, findAnswers, type Given } from "./answers.ts";
import { type Ask, askOnTerminal, NoAnswer } from "./ask.ts";
import { findCheckout, ownCopy } from "./checkout.ts";
import { wantedFiles } from "./files.ts";
import { look, type Seen } from "./seen.ts";
import { type Done, json, planned, told } from "./told.ts";
import { writeAll } from "./write-all.ts";

export interface InitOptions {
  readonly folder: string | undefined;
  /** Takes every proposal. */
  readonly yes: boolean;
  readonly force: boolean;
  readonly json: boolean;
  readonly given: Given;
  readonly env: Environment;
}

/** What stops it before anything is written: whole sentences. */
class Stop extends Error {
  override readonly name = "Stop";
}

/**
 * @param ask null where nobody can be asked
 * @returns the exit code: 0 everything is there, or was left on purpose; 1 nothing was written.
 * @throws UsageError where an option's value is no answer
 */
export async function init(options: InitOptions, ask: Ask | null = askOnTerminal()): Promise<number> {
  try {
    const done = await run(options, options.yes ? null : ask);
    process.stdout.write(options.json ? json(done) : told(done));
    return 0;
  } catch (error) {
    if (error instanceof NoAnswer) process.stderr.write("\nNothing was written.\n");
    else if (error instanceof Stop || error instanceof CannotWrite) process.stderr.write(`${error.message}\n`);
    else throw error;
    return 1;
  }
}

async function run(
  { folder = ".", yes, force, json: asJson, given, env }: InitOptions,
  ask: Ask | null,
): Promise<Done> {
  const { root, git, below } = findCheckout(folder);
  if (!git && !yes) await consent(root, ask);
  const [seen, copy] = [look(root), await ownCopy(env)];
  const answers = await findAnswers(given, { seen, force, copy, env }, ask);
  const files = wantedFiles(root, answers, seen);
  const toWrite = files.filter(({ standing }) => standing === "missing" || (standing === "differs" && force));
  const done: Done = { root, below, git, answers, files, written: toWrite, policy: policyInForce(seen, force) };
  if (toWrite.length === 0) return done;
  if (!yes) await confirm(done, asJson, ask);
  writeAll(root, toWrite);
  return done;
}

/** The labels that people will use come from the policy that holds in the end. */
function policyInForce({ policy }: Seen, force: boolean): Done["policy"] {
  return force ? null : (policy?.policy ?? null);
}

async function consent(root: string, ask: Ask | null): Promise<void> {
  const where = `${root} is in no git repository`;
  if (ask === null) {
    throw new Stop(`${where}: name a checkout, or write there all the same with --yes. Nothing was written.`);
  }
  const answer = await ask(`${where}. Write there all the same?`, "no", yesOrNo);
  if (!isYes(answer)) throw new Stop("Nothing was written. Name a checkout, as in `quench init path/to/it`.");
}

async function confirm(done: Done, asJson: boolean, ask: Ask | null): Promise<void> {
  if (ask === null) {
    if (asJson) process.stdout.write(json({ ...done, written: [] }));
    throw new Stop(
      `${planned(done)}Nobody can be asked here, so nothing was written. Go on with ${goOn(done.answers)}`,
    );
  }
  process.stderr.write(planned(done));
  const answer = await ask(done.written.length === 1 ? "Write it?" : "Write them?", "yes", yesOrNo);
  if (!isYes(answer)) throw new Stop("Nothing was written.");
}

/** The command line that does it without a question, with what was proposed. */
function goOn({ with: what, mode, zone, uses }: Answers): string {
  const copy = what === "app" || uses === UNKNOWN_COPY ? "" : ` --uses ${uses}`;
  return `\`quench init --yes --with ${what} --mode ${mode} --zone ${zone}${copy}\`, or run it in a terminal.`;
}

function yesOrNo(answer: string): string | null {
  return /^(?:y|yes|n|no)$/i.test(answer) ? null : "`yes` or `no`";
}

function isYes(answer: string): boolean {
  return /^y/i.test(answer);
}
