/** The commands of the rulebook's table N, as a closed union. Logins are without `@`, as written. */
import type { CalendarDay } from "../forms/fields.ts";
import type { BehaviorStyle, FindingType, Phase } from "../forms/vocabulary.ts";
import type { Instant } from "../snapshot/types.ts";

export type EvidenceTopic = "implementation" | "ownership" | "rollback" | "dashboard" | "failure-path";

export type AckTopic = "runbook" | "oncall" | "adoption";

export type OutcomeResult = "confirmed" | "refuted" | "inconclusive";

export type Command =
  | { readonly name: "item"; readonly finding: FindingType; readonly title: string }
  | { readonly name: "evidence"; readonly topic: EvidenceTopic; readonly url: string; readonly note: string | null }
  | {
      readonly name: "evidence";
      readonly topic: "behavior";
      readonly style: BehaviorStyle;
      readonly url: string;
      readonly note: string | null;
    }
  | { readonly name: "snooze"; readonly days: number; readonly because: string }
  | { readonly name: "blocked"; readonly because: string }
  | { readonly name: "score" }
  | { readonly name: "help" }
  | {
      readonly name: "owner" | "verifier" | "operator" | "escalation" | "merge-owner";
      readonly login: string;
    }
  | { readonly name: "due"; readonly date: CalendarDay; readonly because: string | null }
  | { readonly name: "phase"; readonly phase: Phase }
  | { readonly name: "verify" }
  /** `percent`: the measured change in percent, signed as written. */
  | { readonly name: "outcome"; readonly result: OutcomeResult; readonly percent: number; readonly because: string }
  | { readonly name: "ack"; readonly topic: AckTopic }
  | { readonly name: "retire"; readonly because: string; readonly replacedBy: number | null }
  | { readonly name: "defer"; readonly item: number; readonly until: CalendarDay; readonly because: string }
  /** `/quench risk accept #n`. */
  | { readonly name: "risk"; readonly accept: number }
  | { readonly name: "restored"; readonly at: Instant; readonly because: string }
  | { readonly name: "override"; readonly because: string }
  | { readonly name: "false-alarm"; readonly because: string };

export type CommandName = Command["name"];

/** A line that was meant for us and cannot be taken. */
export interface CommandProblem {
  readonly name: "problem";
  /** The command it was meant as; null when that is not clear. */
  readonly command: CommandName | null;
  /** Markdown: why, and what would work. People's text in it is already quoted safely. */
  readonly message: string;
}

/** How a command stands. `ignored`: said by an outsider or a bot, who get no answer. */
export type Standing =
  | { readonly kind: "accepted" }
  /** `lost`: it counted, until the login that it names became another account's. */
  | { readonly kind: "refused"; readonly why: string; readonly lost?: true }
  | { readonly kind: "undecided"; readonly why: string }
  | { readonly kind: "ignored" };
