/** What the App counts. No repository, login or title is ever a label, so that a scrape tells nothing of what is private. */
import type { Lane, Subject } from "../queue/queue.ts";

export type DeliveryOutcome = "enqueued" | "irrelevant" | "refused" | "overloaded";
/** Installations by the size of their hourly allowance, never by name. */
export type InstallationClass = "app" | "small" | "large";
export type Healed = "redelivered" | "start_sweep" | "full_sweep";

/** Told by whoever does it; `createMetrics` counts. */
export interface Metrics {
  delivery(event: string, outcome: DeliveryOutcome): void;
  /** A look ended: its subject, what became of it (a pass's kind, `failed`), how long it took. */
  pass(subject: Subject["kind"], outcome: string, ms: number): void;
  /** How long a look waited from being asked for (or due) to its begin. */
  lag(lane: Lane, ms: number): void;
  retry(subject: Subject["kind"]): void;
  postponed(lane: Lane): void;
  /** One request to GitHub; `points`: what GraphQL charged. */
  request(of: InstallationClass, api: "rest" | "graphql", status: number | null, points: number): void;
  /** One write that was done: a kind of `Write`. */
  write(kind: string): void;
  healed(by: Healed): void;
}
