/** The small parts of a snapshot that recur: instants, people, what could not be read; and how a part may be left out. */
import * as z from "zod";
import { parseTime } from "../time.ts";
import type { Unreadable } from "./types.ts";

/** What stands for a fact that a snapshot leaves out and that could turn a gate: unknown, never a happy guess (R-V1). */
export const LEFT_OUT: Unreadable = { unreadable: "the snapshot leaves it out" };

/**
 * An object whose every key is known: a misspelt one must not silently do nothing.
 *
 * The message of its complaint about unknown keys is the list of the known ones, from which `parse.ts` suggests.
 */
export function group<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(" ") : undefined),
  });
}

const INSTANT = "write an instant such as `2026-03-01T09:30:00Z`";

/** An instant in ISO 8601; with an offset or fractions it becomes UTC with whole seconds. */
export const instant = z
  .string(INSTANT)
  .transform((text, context) => {
    const read = parseTime(text, "UTC");
    if (read !== null) return read;
    context.addIssue(INSTANT);
    return z.NEVER;
  })
  .meta({ description: "ISO 8601, UTC, whole seconds: `2026-03-01T09:30:00Z`." });

/** Nothing happened, or there is none, where it is left out. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.nullable().prefault(null as z.input<T> | null);
}

/** A text that is made from what stands around it where it is left out (`complete.ts`). */
export function made(from: string) {
  return z
    .string()
    .default("")
    .meta({ made: true, description: `Left out: made from ${from}.` });
}

/** A number that is made from what stands around it where it is left out (`complete.ts`). */
export function madeNumber(from: string) {
  return z
    .int()
    .default(0)
    .meta({ made: true, description: `Left out: made from ${from}.` });
}

export const unreadable = group({
  unreadable: z.string(),
  permission: z.string().optional(),
  transient: z.boolean().optional(),
}).meta({ id: "Unreadable", description: "A fact that could not be read, and why: whatever rests on it is unknown." });

/** What was read, or why it was not. The order of the two matters to `parse.ts`. */
export function readable<T extends z.ZodType>(schema: T) {
  return z.union([unreadable, schema]);
}

/** A list of what was read; empty where it is left out. */
export function list<T extends z.ZodType>(schema: T) {
  return readable(z.array(schema)).prefault([]);
}

export const actor = group({
  login: z.string(),
  nodeId: made("the login"),
  kind: z
    .enum(["user", "bot", "ghost"])
    .default("user")
    .meta({ description: "Left out: `bot` for a login that ends in `[bot]`, else `user`." }),
}).meta({ id: "Actor" });

export const role = z.enum(["none", "read", "triage", "write", "maintain", "admin"]);

export const person = group({
  login: made("the key"),
  nodeId: made("the login"),
  role: readable(role).prefault(LEFT_OUT).meta({ description: "Left out: unknown." }),
  member: readable(z.boolean()).prefault(LEFT_OUT).meta({
    description: "Left out: true from triage up, false for `none`, unknown for `read` or where the role is unknown.",
  }),
  createdAt: instant.optional().meta({
    description: "When the account was made. Whoever was named before that is somebody else (R-B2).",
  }),
});

export const repository = group({
  owner: z.string().default("local"),
  name: z.string().default("repository"),
  nodeId: made("owner and name"),
  url: made("owner and name, on github.com"),
  defaultBranch: z.string().default("main"),
  private: z.boolean().default(false),
  archived: z.boolean().default(false),
  members: z.int().optional().meta({ description: "How many people may be assigned here. Left out: not read." }),
  labels: list(z.string()),
});

export const self = group({
  login: z.string().default("quench[bot]"),
  kind: z.enum(["app", "action"]).default("app"),
  appId: orNull(z.int()),
});

const policyFields = {
  path: z.string().default(".github/quench.yml"),
  commit: made("the version's place in the list"),
  committedAt: instant.prefault("2000-01-01T00:00:00Z").meta({ description: "Left out: since before any incident." }),
  text: z.string().nullable().meta({ description: "The file's YAML; null where that commit deleted the file." }),
  repository: z.string().optional().meta({ description: "`owner/name`; left out: it extends nothing." }),
};

const policyBase = group({
  repository: z.string(),
  path: z.string().default(".github/quench.yml"),
  versions: z.array(group(policyFields)).meta({ description: "Newest first." }),
  absent: orNull(z.string()),
});

export const policyVersion = group({
  ...policyFields,
  bases: z
    .array(policyBase)
    .optional()
    .meta({ description: "Of the newest version only: the files that it builds on, by `_extends`." }),
});
