/** A workflow that uses the Action: what its jobs may do, and what starts them. Pure. */
import { readYaml } from "../../core/yaml.ts";

export type Level = "none" | "read" | "write";

/** One step of a workflow that uses the Action. */
export interface ActionUse {
  /** Id of its job. */
  readonly job: string;
  /** Which copy of the Action: `owner/quench@<commit>`, or a path. */
  readonly copy: string;
  /** `gate` where the step does not say it; null where an expression does. */
  readonly mode: string | null;
  /** Null where neither the job nor the workflow says any: then the repository's default holds. */
  readonly permissions: ((key: string) => Level) | null;
}

export interface WorkflowFile {
  readonly uses: readonly ActionUse[];
  /** Names of the events that start it. */
  readonly events: readonly string[];
  /** True where it could not be read as YAML. */
  readonly broken: boolean;
}

/** By owner and name, whoever holds the copy; a local path in the Action's own repository. */
const USES = /^(?:[\w.-]+\/quench(?:\/[^@]*)?@.+|\.\/?)$/i;

export function readWorkflowFile(text: string): WorkflowFile {
  const file = readYaml(text);
  if (!file.ok) return { uses: [], events: [], broken: true };
  const workflow = record(file.value);
  const uses = Object.entries(record(workflow["jobs"])).flatMap(([job, value]): ActionUse[] => {
    const { steps, permissions = workflow["permissions"] } = record(value);
    if (!Array.isArray(steps)) return [];
    return steps.map(record).flatMap((step): ActionUse[] => {
      const copy = step["uses"];
      if (typeof copy !== "string" || !USES.test(copy)) return [];
      return [{ job, copy, mode: modeOf(record(step["with"])["mode"]), permissions: levelsOf(permissions) }];
    });
  });
  return { uses, events: eventsOf(workflow["on"] ?? workflow["true"]), broken: false };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function modeOf(value: unknown): string | null {
  if (value === undefined || value === null || value === "") return "gate";
  return typeof value === "string" && !value.includes("${{") ? value.trim() : null;
}

/** Source: https://docs.github.com/en/actions/writing-workflows/workflow-syntax-for-github-actions#permissions */
function levelsOf(permissions: unknown): ActionUse["permissions"] {
  if (permissions === undefined) return null;
  if (permissions === "read-all") return () => "read";
  if (permissions === "write-all") return () => "write";
  const said = record(permissions);
  // What a map leaves out, it takes away.
  return (key) => (said[key] === "write" || said[key] === "read" ? said[key] : "none");
}

function eventsOf(on: unknown): readonly string[] {
  if (typeof on === "string") return [on];
  if (Array.isArray(on)) return on.filter((event): event is string => typeof event === "string");
  return Object.keys(record(on));
}
