/** `quench record`: one incident as it is read now, as a file that `quench evaluate --snapshot` judges the same. */
import type { Environment } from "../app/settings/config.ts";
import { redact } from "../core/snapshot/redact.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { evaluate } from "../core/verdict/evaluate.ts";
import { checkBot, incidentOf } from "./argument.ts";
import { differences } from "./differences.ts";
import { CannotJudge, policyFor } from "./policy-source.ts";
import { readIncident, replay } from "./live-incident.ts";
import { remarksOn } from "./remarks.ts";
import { checkTarget, writeWhole } from "./whole-file.ts";
import { whyNot } from "./why-not.ts";

export interface RecordOptions {
  /** `owner/repo#12`, or the address. */
  readonly incident: string | undefined;
  /** The file; `-` or nothing for standard output. */
  readonly output?: string | undefined;
  readonly redact: boolean;
  /** Overwrites whatever file is there. */
  readonly force: boolean;
  /** Login whose comments, issues and checks are Quench's own. */
  readonly as?: string | undefined;
  readonly env: Environment;
}

/** @returns the exit code: 0 written, 1 where it cannot be. */
export async function record(options: RecordOptions): Promise<number> {
  const { output = "-" } = options;
  try {
    const subject = incidentOf(options.incident, "record", options.env);
    if (options.as !== undefined) checkBot(options.as);
    if (output !== "-") checkTarget(output, options.force);
    const { snapshot: read, access } = await readIncident(subject, options.as, options.env);
    const remarks = remarksOn(read, access, { done: "recorded", policy: policyFor(read).policy });
    const snapshot = options.redact ? redacted(read) : read;
    const text = `${JSON.stringify(snapshot, null, 2)}\n`;
    if (output === "-") process.stdout.write(text);
    else writeWhole(output, text);
    const name = `${subject.owner}/${subject.repo}#${subject.number}`;
    const where = output === "-" ? "" : ` in ${output}`;
    tell([`Recorded ${name} as of ${snapshot.now}${where}.`, ...remarks]);
    return 0;
  } catch (error) {
    tell([error instanceof CannotJudge ? error.message : whyNot(error, options.env)]);
    return 1;
  }
}

function tell(lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(""));
}

function redacted(snapshot: Snapshot): Snapshot {
  const without = replay(redact(snapshot));
  const changed = differences(evaluate(snapshot, policyFor(snapshot)), evaluate(without, policyFor(without)));
  if (changed.length === 0) return without;
  throw new CannotJudge(
    [
      "Without people's words it would be judged otherwise, so nothing is written:",
      ...changed.map((line) => `  - ${line}`),
      "Record it without --redact, and take out by hand what must not be shared.",
    ].join("\n"),
  );
}
