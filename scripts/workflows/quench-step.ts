/** Steps that run Quench's own Action. */
import { MODE_NAMES, type ModeName } from "../../src/core/onboarding/modes.ts";
import type { Job, Step } from "./workflow.ts";

/** What such a step runs, `./` for the checkout's own; null for any other step. */
export function quenchOf({ uses }: Pick<Step, "uses">): string | null {
  return uses !== null && /^(?:\.\/|\.\/quench|(?:<owner>|[\w.-]+)\/quench@.+)$/.test(uses) ? uses : null;
}

/** The modes that a job's steps run, each once. */
export function modesOf({ steps }: Job): readonly ModeName[] {
  const named = steps.flatMap((step) => (quenchOf(step) === null ? [] : [step.with["mode"] ?? "gate"]));
  return MODE_NAMES.filter((mode) => named.includes(mode));
}
