/** A workflow as the checks look at it: what GitHub would make of the file, without what they do not ask. */
import { parse } from "yaml";

export interface Step {
  /** From 1. */
  readonly number: number;
  readonly uses: string | null;
  readonly run: string | null;
  readonly with: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

export interface Job {
  readonly id: string;
  readonly when: string;
  /** Null where the job states none of its own. */
  readonly permissions: Permissions | null;
  readonly concurrency: Concurrency | null;
  readonly timeout: number | null;
  readonly env: Readonly<Record<string, string>>;
  /** Of another workflow that it calls. */
  readonly uses: string | null;
  readonly steps: readonly Step[];
}

/** `read-all` and `write-all` are a word; everything else is a map. */
export type Permissions = string | Readonly<Record<string, string>>;

export interface Concurrency {
  readonly group: string;
  /** `true`, `false`, or an expression. */
  readonly cancel: string;
}

export interface Workflow {
  /** Where it is written, as `docs/how-to/run-as-an-action.md:12`. */
  readonly place: string;
  readonly text: string;
  readonly events: readonly string[];
  readonly permissions: Permissions | null;
  readonly concurrency: Concurrency | null;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: readonly Job[];
}

/** True for YAML that GitHub would take for a workflow. */
export function isWorkflow(text: string): boolean {
  const root = mapOf(safely(text));
  return "on" in root && "jobs" in root;
}

/** @throws where it is no YAML */
export function parseWorkflow(place: string, text: string): Workflow {
  const root = mapOf(parse(text));
  return {
    place,
    text,
    events: eventsOf(root["on"]),
    permissions: permissionsOf(root["permissions"]),
    concurrency: concurrencyOf(root["concurrency"]),
    env: textsOf(root["env"]),
    jobs: Object.entries(mapOf(root["jobs"])).map(([id, value]) => jobOf(id, mapOf(value))),
  };
}

function jobOf(id: string, job: Record<string, unknown>): Job {
  const timeout = job["timeout-minutes"];
  const steps = Array.isArray(job["steps"]) ? (job["steps"] as unknown[]) : [];
  return {
    id,
    when: textOf(job["if"]) ?? "",
    permissions: permissionsOf(job["permissions"]),
    concurrency: concurrencyOf(job["concurrency"]),
    timeout: typeof timeout === "number" ? timeout : null,
    env: textsOf(job["env"]),
    uses: textOf(job["uses"]),
    steps: steps.map((step, index) => stepOf(index + 1, mapOf(step))),
  };
}

function stepOf(number: number, step: Record<string, unknown>): Step {
  return {
    number,
    uses: textOf(step["uses"]),
    run: textOf(step["run"]),
    with: textsOf(step["with"]),
    env: textsOf(step["env"]),
  };
}

function eventsOf(on: unknown): readonly string[] {
  if (typeof on === "string") return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(mapOf(on));
}

function permissionsOf(value: unknown): Permissions | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : textsOf(value);
}

function concurrencyOf(value: unknown): Concurrency | null {
  if (value === undefined) return null;
  if (typeof value === "string") return { group: value, cancel: "false" };
  const { group, "cancel-in-progress": cancel } = mapOf(value);
  return { group: textOf(group) ?? "", cancel: textOf(cancel) ?? "false" };
}

function safely(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    return null;
  }
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(mapOf(value)).map(([key, one]) => [key, textOf(one) ?? ""]));
}

function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}
