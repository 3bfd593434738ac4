/** What a rule of the registry is: its words for the docs, and the function that judges it. */
import type { VerdictNode } from "../verdict/types.ts";
import type { Judged } from "../verdict/judged.ts";

export interface Rule {
  /** `R-Y1`, as the rulebook has it. */
  readonly id: string;
  /** A few words, as a heading. */
  readonly title: string;
  /** One sentence each: when it passes, and when it fails. Markdown. */
  readonly passes: string;
  readonly fails: string;
  /** When it is unknown; null where it cannot be, and `never` says why. */
  readonly unknown: string | null;
  /** Why an outcome cannot be observed, by outcome; empty for most rules. */
  readonly never?: Readonly<Partial<Record<"pass" | "fail" | "unknown", string>>>;
  /** Settings of the policy that change it, by their keys (`closure.grace`); the docs show their defaults. */
  readonly settings: readonly string[];
  /**
   * `gate`: part of whether the incident may close, or of an item's gate. `finding`: a failing node is told as a
   * remark. `fact`: says how a thing was read; it gates through other rules.
   */
  readonly kind: "gate" | "finding" | "fact";
  /**
   * The nodes for `Verdict.rules`, one for each subject that the rule speaks of; none where it speaks of nothing. A rule
   * whose nodes stand elsewhere in the verdict (a gate's rows) has none here: `null`.
   */
  readonly judge: ((subject: Judged) => readonly VerdictNode[]) | null;
}
