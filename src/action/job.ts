/** What every mode of the Action is given, and what it gives back. */
import type { ToldOutcome } from "../core/render/write.ts";
import type { Identity } from "../github/identity.ts";
import type { GitHubClient } from "../github/request/client.ts";
import type { ReconcileLog } from "../reconcile.ts";
import type { Inputs, Runner } from "./inputs.ts";
import type { Meter } from "./meter.ts";
import type { Lack } from "./permissions.ts";

/** `owner` and `repo` of the job. A token of one repository sees no incident elsewhere. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
}

export interface Job {
  readonly runner: Runner;
  readonly inputs: Inputs;
  readonly place: Place;
  /** The event file, parsed; nothing in it is believed but numbers and commits. */
  readonly payload: unknown;
  /** Counts what it sends (`meter`). */
  readonly client: GitHubClient;
  readonly identity: Identity;
  readonly meter: Meter;
  /** What the token was refused so far: told by `main.ts` at the end, whatever the mode says. */
  readonly lacks: () => readonly Lack[];
  readonly log: ReconcileLog;
  /** One line in the job's log: whatever it holds, it is no command to the runner. */
  readonly say: (line: string) => void;
  /** One line to the runner as it is: a command of ours, or what stands while commands are stopped. */
  readonly command: (line: string) => void;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds since the job began. */
  readonly elapsed: () => number;
}

export const OUTPUTS = ["verdict", "outcome", "closable", "next-step", "reopened", "requests", "directory"] as const;

/** A line of a file that the job points at, as GitHub shows it beside the change. */
export interface JobAnnotation {
  readonly level: "error" | "warning" | "notice";
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly title: string;
  readonly message: string;
}

export interface JobReport {
  readonly outputs: Readonly<Partial<Record<(typeof OUTPUTS)[number], string>>>;
  /** Markdown of the job's summary: the verdict first; `""` where there is nothing to show. */
  readonly summary: string;
  readonly annotations: readonly JobAnnotation[];
  /** One sentence each, of ours. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** Why the job fails, one sentence each; empty where it does not. */
  readonly failures: readonly string[];
  /** What became of each write, in a dry run what it would write: told in the log. */
  readonly outcomes?: readonly ToldOutcome[];
}

/** One mode of the Action. @throws what GitHub does not answer or refuses; `main.ts` says what to do about it. */
export type Mode = (job: Job) => Promise<JobReport>;
