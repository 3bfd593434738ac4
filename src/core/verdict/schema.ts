/**
 * The verdict's JSON as a schema, published as docs/reference/verdict.schema.json. The compiler holds it against the
 * type: a field added to one and not to the other does not compile.
 */
import * as z from "zod";
import { BANDS, SEVERITIES } from "../forms/vocabulary.ts";
import type { Holds, Same } from "../same.ts";
import type { Verdict } from "./types.ts";

const instant = z.string().meta({ description: "ISO 8601, UTC, whole seconds: `2026-03-01T09:30:00Z`." });
const number = z.int().nullable().meta({ description: "Number of the issue it is about; null for the incident." });
const urls = z.array(z.string()).meta({ description: "URLs of the facts that decided." });
const mode = z.enum(["shadow", "warn", "enforce"]);

const outcome = z.enum(["pass", "fail", "unknown", "not_applicable"]).meta({
  id: "Outcome",
  description: "`unknown`: some fact could not be read. It never passes, and never punishes.",
});

export const step = z
  .strictObject({
    text: z.string().meta({ description: "One imperative sentence in Markdown." }),
    distance: z.enum(["wait", "comment", "edit", "run", "pull_request"]).meta({
      description:
        "How far it is: a comment is nearer than an edit, a run, or a pull request; `wait` is nobody's turn.",
    }),
    who: z.array(z.string()).meta({ description: "Logins without `@`, or a group in words: who can take it." }),
  })
  .meta({ id: "Step", description: "The nearest thing to do." });

export const node = z
  .strictObject({
    rule: z.string().meta({ description: "Id of the rule: `R-Q1`. See rules.md." }),
    key: z.string().meta({ description: "Unique within a verdict, and the same for the same subject." }),
    title: z.string(),
    item: number,
    outcome,
    phrase: z.string().meta({ description: "One sentence for a person: why the outcome is what it is." }),
    evidence: urls,
    next: step.nullable(),
    get children() {
      return z.array(node);
    },
  })
  .meta({ id: "Node", description: "One rule's judgment of one subject, and what it is made of." });

export const score = z
  .strictObject({ min: z.int(), max: z.int(), of: z.int(), target: z.int() })
  .meta({ id: "Score", description: "From `min` to `max` of `of` points; the two differ where facts are unknown." });

const window = z.strictObject({
  rule: z.string(),
  title: z.string(),
  state: z.enum(["upcoming", "open", "met", "late", "missed", "unknown"]),
  opens: instant,
  deadline: instant,
  metAt: instant.nullable(),
});

const item = z.strictObject({
  number: z.int(),
  url: z.string(),
  title: z.string(),
  status: z.enum(["open", "in_progress", "verified", "retired"]),
  outcome,
  bucket: z.string().nullable(),
  lane: z.string().nullable(),
  band: z.enum(BANDS).nullable(),
  signalToEffort: z.number().nullable(),
  owner: z.string().nullable(),
  verifier: z.string().nullable(),
  operator: z.string().nullable(),
  due: z.string().nullable().meta({ description: "A calendar day, `2026-03-31`." }),
  gate: node,
  rubric: score,
  adoption: score,
  reminder: instant.nullable(),
});

const finding = z.strictObject({
  rule: z.string(),
  key: z.string(),
  item: number,
  phrase: z.string(),
  evidence: urls,
  next: step.nullable(),
});

const sprintStep = z.strictObject({
  rule: z.string(),
  title: z.string(),
  from: z.string().meta({ description: "First calendar day in the team's time zone." }),
  to: z.string().meta({ description: "Last calendar day." }),
  outcome,
  phrase: z.string(),
});

const override = z.strictObject({
  by: z.string(),
  at: instant,
  until: instant,
  because: z.string(),
  url: z.string(),
  running: z.boolean(),
});

const closure = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("open") }),
  z.strictObject({ kind: z.literal("kept"), why: z.string(), early: z.enum(["told", "recorded"]).optional() }),
  z.strictObject({ kind: z.literal("grace"), until: instant }),
  z.strictObject({ kind: z.literal("pending"), why: z.string() }),
  z.strictObject({ kind: z.literal("undo"), event: z.string(), how: z.string() }),
  z.strictObject({ kind: z.literal("disputed"), event: z.string(), until: instant.nullable() }),
  z.strictObject({ kind: z.literal("settled") }),
]);

export const standing = z.strictObject({
  path: z.string().nullable(),
  commit: z.string().nullable(),
  problem: z.string().nullable(),
  belowFloor: z.array(z.string()),
  files: z
    .array(z.strictObject({ repository: z.string(), path: z.string(), commit: z.string() }))
    .optional()
    .meta({ description: "The files that make it up: the one in force, then each that it builds on (`_extends`)." }),
  alone: z
    .literal(true)
    .optional()
    .meta({ description: "A file that it builds on is out of sight, so that its own settings alone count." }),
});

/** The verdict, version 1. */
export const verdictSchema = z
  .strictObject({
    schema: z.literal("quench/verdict/1"),
    incident: z.strictObject({ number: z.int(), url: z.string(), title: z.string() }),
    severity: z.enum(SEVERITIES),
    drill: z.boolean(),
    mode: mode.meta({ description: "The policy's mode." }),
    effectiveMode: mode.meta({ description: "What it comes to here: enforce blocks at high risk only." }),
    policy: standing.meta({ description: "The policy in force; `path` is null for the built-in defaults." }),
    closable: node.meta({ description: "R-C1: whether the incident may close." }),
    next: step.nullable().meta({ description: "The nearest step toward closing." }),
    windows: z.array(window).meta({ description: "R-W1 to R-W3." }),
    items: z.array(item).meta({ description: "The hardening items, in the order of work (R-P4)." }),
    checklist: z.array(node).meta({ description: "R-C6: the quick checklist." }),
    scorecard: node.meta({ description: "R-S1: the scorecard's rows." }),
    score: score.meta({ description: "R-S1: what the scorecard comes to." }),
    sprint: z.array(sprintStep).meta({ description: "R-T1 to R-T5." }),
    override: override.nullable().meta({ description: "R-C5: the override that was spoken, if any." }),
    rules: z.array(node).meta({ description: "What every other rule says, in the registry's order." }),
    findings: z.array(finding).meta({ description: "Remarks that are no gate." }),
    closure: closure.meta({ description: "How the incident's closure stands." }),
    wakeAt: instant.nullable().meta({ description: "When the verdict changes next with no event." }),
  })
  .meta({ title: "Quench verdict", description: "All gates, scores and findings of one incident at one instant." });

export type VerdictSchemaIsWhole = Holds<Same<z.output<typeof verdictSchema>, Verdict>>;
