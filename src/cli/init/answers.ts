/** The few things that `quench init` cannot see: asked, given as options, or taken as proposed. */
import type { Environment } from "../../app/settings/environment.ts";
import { isZone } from "../../core/time.ts";
import { UNKNOWN_COPY } from "../../core/onboarding/workflow.ts";
import { printable, UsageError } from "../frame/command.ts";
import { listed } from "../frame/read-line.ts";
import type { Ask } from "./ask.ts";
import type { Seen } from "./seen.ts";

export interface Answers {
  readonly with: "app" | "action" | "both";
  readonly mode: "shadow" | "warn";
  readonly zone: string;
  /** The copy of the Action that the workflow runs. */
  readonly uses: string;
}

/** As given on the command line; their choices are checked there. */
export type Given = Readonly<Partial<Record<keyof Answers, string | undefined>>>;

interface Question {
  readonly key: keyof Answers;
  readonly text: string;
  readonly proposal: string;
  /** Null where it is an answer, else what would be one. */
  readonly refuse: (answer: string) => string | null;
  /** False where what is there answers it, or the answers before it. */
  readonly open: (answers: Answers) => boolean;
}

/**
 * @param copy the clone's own, if it can be named
 * @param ask null: nobody is asked, and every proposal taken
 * @throws UsageError where an option's value is no answer
 */
export async function findAnswers(
  given: Given,
  {
    seen,
    force,
    copy,
    env,
  }: { readonly seen: Seen; readonly force: boolean; readonly copy: string | null; readonly env: Environment },
  ask: Ask | null,
): Promise<Answers> {
  const writesPolicy = seen.policy === null || force;
  const writesWorkflow = seen.workflow === null || force;
  const questions: readonly Question[] = [
    {
      key: "with",
      text: "What looks at the incidents: an App that you run, a workflow of this repository (action), or both?",
      // A policy without a workflow is how it stands where an App looks.
      proposal: seen.policy !== null && seen.workflow === null ? "app" : "action",
      refuse: oneOf(["app", "action", "both"]),
      open: () => seen.workflow === null,
    },
    {
      key: "mode",
      text: "How to begin: shadow records and says nothing, warn tells what is missing? Neither undoes anything.",
      proposal: seen.policy?.policy?.mode === "shadow" ? "shadow" : "warn",
      refuse: oneOf(["shadow", "warn"]),
      open: () => writesPolicy,
    },
    {
      key: "zone",
      text: "Which time zone does the team live by?",
      proposal: seen.policy?.policy?.time.zone ?? zoneOf(env),
      refuse: (answer) => (isZone(answer) ? null : "an IANA time zone such as `Europe/Berlin` or `UTC`"),
      open: () => writesPolicy,
    },
    {
      key: "uses",
      text: "Which copy of the Action does the workflow run, as OWNER/REPO@COMMIT?",
      proposal: seen.workflow?.uses ?? copy ?? UNKNOWN_COPY,
      refuse: (answer) =>
        /^[\w.-]+(?:\/[\w.-]+)+@[\w./-]+$/.test(answer)
          ? null
          : "a repository and a commit, such as `acme/quench@<full SHA>`",
      open: (answers) => answers.with !== "app" && writesWorkflow,
    },
  ];
  let answers: Answers = { with: "action", mode: "warn", zone: "UTC", uses: UNKNOWN_COPY };
  for (const { key, text, proposal, refuse, open } of questions) {
    const value = given[key];
    const wanted = value === undefined ? null : refuse(value);
    if (wanted !== null) throw new UsageError(`\`--${key}\` is \`${printable(value ?? "")}\`: give ${wanted}.`);
    const answer = value ?? (ask !== null && open(answers) ? await ask(text, proposal, refuse) : proposal);
    answers = { ...answers, [key]: answer };
  }
  return answers;
}

function oneOf(words: readonly string[]): (answer: string) => string | null {
  return (answer) => (words.includes(answer) ? null : listed(words));
}

/** The zone of this machine, as its environment says, else as its system does. */
function zoneOf(env: Environment): string {
  const named = (env["TZ"] ?? "").replace(/^:/, "");
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [named, own].find((zone) => zone !== "" && isZone(zone)) ?? "UTC";
}
