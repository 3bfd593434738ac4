/**
 * The bundle's JSON as a schema, published as docs/reference/bundle.schema.json. The compiler holds it against the type: a
 * field added to one and not to the other does not compile.
 */
import * as z from "zod";
import { SEVERITIES } from "../forms/vocabulary.ts";
import type { Holds, Same } from "../same.ts";
import { node, score } from "../verdict/schema.ts";
import type { Bundle } from "./bundle-document.ts";

const instant = z.string().meta({ description: "ISO 8601, UTC, whole seconds: `2026-03-01T09:30:00Z`." });
const login = z.string().nullable().meta({ description: "A login without `@`." });
const seconds = z.number().nullable().meta({ description: "Seconds, where it was timed." });
const count = z.int();

const link = z
  .strictObject({
    item: z.int().nullable().meta({ description: "The item's number; null for the incident's own." }),
    kind: z.enum([
      "diff",
      "command_output",
      "red_green_proof",
      "guardrail",
      "test",
      "runbook",
      "oncall_checklist",
      "monitoring",
      "rollback",
      "ownership_file",
      "retro",
      "behavioral",
      "rollback_run",
      "exercise",
      "sign_off",
      "oncall_ack",
      "runbook_ack",
      "adoption_ack",
      "failure_path",
      "dashboard",
      "link",
    ]),
    url: z.string(),
    because: z.string().meta({ description: "Why it counts. Markdown; a person's words in it are escaped." }),
    who: login,
    at: instant.nullable(),
    style: z.string().nullable().meta({ description: "Of behavioral evidence: `drill`, `rollback`, …" }),
    duration: seconds,
  })
  .meta({ id: "Link", description: "A verified fact, and why it is there." });

const links = z.array(link);

const sighting = z.strictObject({
  url: z.string(),
  mergedAt: instant,
  result: z.enum(["passed", "failed", "skipped", "missing"]),
  required: z.boolean().nullable(),
});

const control = z.strictObject({
  item: z.int(),
  url: z.string(),
  title: z.string(),
  status: z.enum(["open", "in_progress", "verified", "retired"]),
  owner: login,
  verifier: login,
  operator: login,
  check: z.string().nullable().meta({ description: "The control's check, as its form names it." }),
  pulls: z.array(z.string()).meta({ description: "Merged pull requests that brought it." }),
  sightings: z.array(sighting).meta({ description: "R-A2: later pull requests on which it was looked for." }),
});

const pull = z.strictObject({
  pull: z.string().meta({ description: "`owner/name#12`." }),
  url: z.string(),
  title: z.string(),
  author: z.string(),
  mergedAt: instant.nullable(),
  mergedBy: login,
  mergeCommit: z.string().nullable(),
  headSha: z.string(),
  files: z
    .array(z.strictObject({ path: z.string(), change: z.string() }))
    .meta({ description: "The first 50 by path." }),
  checks: z
    .array(
      z.strictObject({
        name: z.string(),
        app: z.string().nullable(),
        conclusion: z.string().nullable(),
        completedAt: instant.nullable(),
        url: z.string(),
      }),
    )
    .meta({ description: "Checks of its last head, the first 20 by name; GitHub deletes them after 400 days." }),
});

const run = z.strictObject({
  url: z.string(),
  kind: z.enum(["workflow_run", "job", "check_run"]),
  name: z.string(),
  id: z.int(),
  attempt: z.int(),
  event: z.string().nullable(),
  headSha: z.string(),
  conclusion: z.string().nullable(),
  startedAt: instant.nullable(),
  completedAt: instant.nullable(),
  actor: login,
});

const residual = z.strictObject({
  kind: z.enum(["risk", "debt", "deferred item"]),
  number: z.int(),
  url: z.string(),
  items: z.array(z.int()).meta({ description: "What it covers." }),
  owner: login,
  due: z.string().nullable().meta({ description: "A calendar day, `2026-03-31`." }),
});

const incident = z.strictObject({
  id: z.string().meta({ description: "The issue's node id, to which the signature is bound." }),
  repository: z.string(),
  number: z.int(),
  url: z.string(),
  title: z.string(),
  summary: z.string().nullable(),
  severity: z.enum(SEVERITIES),
  drill: z.boolean(),
  failureClass: z.string().nullable(),
  rootCause: z.string().nullable(),
  startedAt: z.string().nullable(),
  detectedAt: z.string().nullable(),
  restoredAt: z.string().nullable(),
});

/** The bundle, version 1. */
export const bundleSchema = z
  .strictObject({
    schema: z.literal("quench/bundle/1"),
    incident,
    controls: z.array(control).meta({ description: "The items that are shipped, by number." }),
    tests: links.meta({ description: "Tests, their output, and the runs that exercised the controls." }),
    runbooks: links.meta({ description: "Changes to runbooks, on-call checklists, owners and monitoring." }),
    confirmations: links.meta({ description: "Who signed off and who acknowledged what." }),
    pulls: z.array(pull).meta({ description: "The merged pull requests behind the links." }),
    runs: z.array(run).meta({ description: "The runs behind the links." }),
    residual: z.array(residual).meta({ description: "What is left: open risks and debts, and deferred items." }),
    gate: node.meta({ description: "R-C1: the conditions for closing, as they held." }),
    score,
    scorecard: node.meta({ description: "R-S1: the scorecard's rows." }),
    windows: z.array(
      z.strictObject({ rule: z.string(), title: z.string(), deadline: instant, metAt: instant.nullable() }),
    ),
    override: z
      .strictObject({ by: z.string(), at: instant, until: instant, because: z.string(), url: z.string() })
      .nullable(),
    policy: z.strictObject({ path: z.string().nullable(), commit: z.string().nullable() }),
    complete: z
      .boolean()
      .meta({ description: "False where some facts could not be read, so that what they prove may be missing." }),
    leftOut: z
      .strictObject({
        controls: count,
        tests: count,
        runbooks: count,
        confirmations: count,
        pulls: count,
        runs: count,
        residual: count,
        characters: count,
      })
      .meta({ description: "Entries above 300 a list, and characters above 8,000 a text, that are not in here." }),
  })
  .meta({
    title: "Quench completion bundle",
    description: "What was shipped and proven when an incident could close.",
  });

export type BundleSchemaIsWhole = Holds<Same<z.output<typeof bundleSchema>, Bundle>>;
