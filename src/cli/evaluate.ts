/** `quench evaluate`: judges an incident in a terminal, live or as a file recorded it. */
import type { Environment } from "../app/settings/config.ts";
import { formatDiagnostic } from "../core/policy/parse.ts";
import type { InForce } from "../core/policy/resolve.ts";
import { renderTerminal } from "../core/render/terminal.ts";
import { parseSnapshot } from "../core/snapshot/parse.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { parseTime } from "../core/time.ts";
import { evaluate as judge } from "../core/verdict/evaluate.ts";
import type { Outcome } from "../core/verdict/types.ts";
import { wantsColor } from "./demo/terminal.ts";
import { nameOf } from "./file-failure.ts";
import { printable, UsageError } from "./frame/command.ts";
import { CannotJudge, policyFrom, policyOf, readText } from "./policy-source.ts";
import { whyNot } from "./why-not.ts";

export interface EvaluateOptions {
  /** `owner/repo#12`, or the address; this or `snapshot`. */
  readonly incident?: string | undefined;
  /** The snapshot's file; `-` reads standard input. */
  readonly snapshot?: string | undefined;
  /** A policy file in place of the incident's policy. */
  readonly policy?: string | undefined;
  /** An instant in place of the snapshot's `now`. */
  readonly now?: string | undefined;
  /** Live: login whose comments, issues and checks are Quench's own. */
  readonly as?: string | undefined;
  readonly json: boolean;
  readonly env: Environment;
}

const EXIT: Readonly<Record<Outcome, number>> = { pass: 0, fail: 2, not_applicable: 2, unknown: 3 };

/** What is judged, and by what. */
interface Judged {
  readonly snapshot: Snapshot;
  readonly inForce: InForce;
  /** For standard error. */
  readonly remarks: readonly string[];
}

/**
 * @returns the exit code: 0 closable, 2 not, 3 unknown, 1 cannot run.
 * @throws UsageError where what was given does not go together
 */
export async function evaluate(options: EvaluateOptions): Promise<number> {
  checkGiven(options);
  try {
    const { snapshot, inForce, remarks } =
      options.snapshot === undefined ? await live(options) : recorded(options.snapshot, options);
    const verdict = judge(snapshot, inForce);
    const { stdout, stderr, env } = process;
    const zone = inForce.policy.time.zone;
    stdout.write(
      options.json
        ? `${JSON.stringify(verdict, null, 2)}\n`
        : renderTerminal(verdict, { zone, color: wantsColor(stdout, env) }),
    );
    stderr.write(remarks.map((line) => `${line}\n`).join(""));
    return EXIT[verdict.closable.outcome];
  } catch (error) {
    process.stderr.write(`${error instanceof CannotJudge ? error.message : whyNot(error, options.env)}\n`);
    return 1;
  }
}

function checkGiven({ incident, snapshot, policy, now, as }: EvaluateOptions): void {
  if (incident !== undefined && snapshot !== undefined) {
    throw new UsageError(
      `\`${printable(incident)}\` is judged live, and \`--snapshot\` a recording: give one of them.`,
    );
  }
  if (incident === undefined && snapshot === undefined) {
    throw new UsageError(
      "What to judge is missing: name an incident, as in `quench evaluate acme/shop#12`, or a recording with `--snapshot FILE` (`-` for standard input).",
    );
  }
  if (snapshot === "-" && policy === "-") {
    throw new UsageError(
      "`--snapshot` and `--policy` are both `-`: standard input is one of them, and the other a file.",
    );
  }
  if (snapshot === undefined && now !== undefined) {
    throw new UsageError(
      "`--now` goes with `--snapshot`: a live incident is judged as of GitHub's clock. Record it with `quench record`, and judge the file as of another instant.",
    );
  }
  if (snapshot !== undefined && as !== undefined) {
    throw new UsageError("`--as` goes with a live incident: a recording says itself whose comments are Quench's.");
  }
}

/** The same read as that of `quench record`, so that both give the same verdict. */
async function live({ incident, policy, as, env }: EvaluateOptions): Promise<Judged> {
  // Judging a file must not wait for the client.
  const [{ incidentOf }, { readIncident }, { remarksOn }] = await Promise.all([
    import("./argument.ts"),
    import("./live-incident.ts"),
    import("./remarks.ts"),
  ]);
  const subject = incidentOf(incident, "evaluate", env);
  const { snapshot, access } = await readIncident(subject, as, env);
  const place = `${subject.owner}/${subject.repo}#${subject.number}`;
  const inForce = policy === undefined ? policyOf(snapshot, place) : policyFrom(snapshot, policy);
  return { snapshot, inForce, remarks: remarksOn(snapshot, access, { done: "judged", policy: inForce.policy }) };
}

function recorded(file: string, { policy, now }: EvaluateOptions): Judged {
  const over: Record<string, unknown> = {};
  if (now !== undefined) {
    over["now"] = parseTime(now, "UTC");
    if (over["now"] === null) {
      throw new CannotJudge(
        `\`--now\` is \`${printable(now)}\`, which is no instant: write one such as \`2026-03-01T09:30:00Z\`.`,
      );
    }
  }
  const { snapshot, problems } = parseSnapshot(readText(file), nameOf(file), over);
  if (snapshot === null) throw new CannotJudge(problems.map(formatDiagnostic).join("\n"));
  const inForce = policy === undefined ? policyOf(snapshot, `${nameOf(file)}:1:1`) : policyFrom(snapshot, policy);
  return { snapshot, inForce, remarks: [] };
}
