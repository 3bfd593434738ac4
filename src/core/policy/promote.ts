/** R-K2: the gate's own phases, with the dates on which it promotes itself. */
import type { Instant } from "../snapshot/types.ts";
import { startOfLocalDay } from "../time.ts";
import type { Mode } from "../verdict/types.ts";
import { MODES, type Policy } from "./schema.ts";

export interface Promotion {
  readonly mode: Mode;
  /** The beginning of the day, in the team's zone, on which it came to this mode by itself; null: as the file says. */
  readonly since: Instant | null;
  /** When it promotes itself next; null if never. */
  readonly next: { readonly mode: Mode; readonly at: Instant } | null;
}

/** The mode at an instant. A date never demotes. */
export function promotionAt(policy: Policy, now: Instant): Promotion {
  let promotion: Omit<Promotion, "next"> = { mode: policy.mode, since: null };
  for (const mode of ["warn", "enforce"] as const) {
    const day = policy.promote[mode];
    if (day === null || MODES.indexOf(mode) <= MODES.indexOf(promotion.mode)) continue;
    const at = startOfLocalDay(day, policy.time.zone);
    if (at > now) return { ...promotion, next: { mode, at } };
    promotion = { mode, since: at };
  }
  return { ...promotion, next: null };
}
