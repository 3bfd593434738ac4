/**
 * The portfolio's JSON as a schema, published as docs/reference/portfolio.schema.json. The compiler holds it against the
 * type: a field added to one and not to the other does not compile.
 */
import * as z from "zod";
import { SEVERITIES } from "../forms/vocabulary.ts";
import type { Holds, Same } from "../same.ts";
import { score, standing, step } from "../verdict/schema.ts";
import type { PortfolioDocument } from "./document.ts";
import { STANDINGS } from "./row.ts";

const instant = z.string().meta({ description: "ISO 8601, UTC, whole seconds: `2026-03-01T09:30:00Z`." });
const day = z.string().meta({ description: "A calendar day of the team's, `2026-03-31`." });
const login = z.string().nullable().meta({ description: "A login without `@`." });
const mode = z.enum(["shadow", "warn", "enforce"]);
const outcome = z.enum(["pass", "fail", "unknown", "not_applicable"]);

const due = z.strictObject({
  day,
  overdue: z.boolean(),
  number: z.int().nullable().meta({ description: "Of the item, risk or debt." }),
  url: z.string(),
  owner: login,
});

const bundle = z.strictObject({
  state: z.enum(["due", "posted", "changed"]).meta({
    description: "`due`: to be posted; `changed`: posted, and not all there as it was posted.",
  }),
  sha256: z.string(),
  url: z.string().nullable().meta({ description: "Of its first comment." }),
  signature: z.enum(["valid", "wrong", "unsigned", "unchecked"]).nullable().meta({
    description: "`unchecked`: there is one, and no key to check it with.",
  }),
  note: z.string().nullable(),
});

const row = z.strictObject({
  number: z.int(),
  url: z.string(),
  title: z.string(),
  state: z.enum(["open", "closed"]),
  closedAt: instant.nullable(),
  severity: z.enum(SEVERITIES).nullable().meta({ description: "null where nothing was read." }),
  drill: z.boolean(),
  standing: z.enum(STANDINGS).meta({ description: "How it stands, in one word; `unread`: nothing of it was read." }),
  outcome: outcome.meta({ description: "R-C1: whether it may close." }),
  headline: z.string().meta({ description: "The verdict in one line. Markdown." }),
  effectiveMode: mode.nullable(),
  closure: z.enum(["open", "kept", "grace", "pending", "undo", "disputed", "settled"]).nullable(),
  score: score.nullable(),
  next: step.nullable().meta({ description: "The nearest step toward closing." }),
  due: due.nullable().meta({ description: "The date that comes first." }),
  overdue: z.int().meta({ description: "Dates that are over." }),
  owner: login.meta({ description: "Who answers for that date, else for the first item that is not verified." }),
  bundle: bundle.nullable().meta({ description: "R-G1; null where none is due or posted." }),
  paused: z.string().nullable().meta({ description: "Why reminders rest here. Markdown." }),
  unread: z.string().nullable().meta({ description: "Why it was not read, or not whole; null: it was." }),
});

const entry = z.strictObject({
  incident: z.int(),
  item: z.int().nullable(),
  url: z.string(),
  title: z.string(),
  owner: login,
  phrase: z.string().meta({ description: "One sentence. Markdown; a person's words in it are escaped." }),
  proof: z.array(z.string()),
  isNew: z.boolean().meta({ description: "New since the last digest." }),
  date: z.string().nullable(),
  topic: z.string().nullable(),
});

const section = z.strictObject({
  name: z.enum([
    "overdue",
    "due",
    "people",
    "weak",
    "blocked",
    "disputed",
    "overrides",
    "ready",
    "would_have_blocked",
    "closed",
    "trend",
  ]),
  title: z.string(),
  entries: z.array(entry),
});

/** The portfolio, version 1. */
export const portfolioSchema = z
  .strictObject({
    schema: z.literal("quench/portfolio/1"),
    repository: z.string().meta({ description: "`owner/name`." }),
    url: z.string(),
    at: instant.meta({ description: "GitHub's clock when the report began." }),
    policy: standing.meta({ description: "The policy it was judged by; `path` is null for the built-in defaults." }),
    mode,
    complete: z.boolean().meta({ description: "False where something was not read: `stopped`, `notes`, `unread`." }),
    stopped: z
      .strictObject({ why: z.string(), again: instant.nullable() })
      .nullable()
      .meta({ description: "Why the report ended before its end, and when to come again." }),
    notes: z.array(z.string()).meta({ description: "What else was not read." }),
    outcome: outcome.meta({ description: "What all incidents come to." }),
    counts: z.strictObject({
      ready: z.int(),
      not_ready: z.int(),
      unknown: z.int(),
      overridden: z.int(),
      disputed: z.int(),
      pending: z.int(),
      closed: z.int(),
      closed_early: z.int(),
      let_go: z.int(),
      unread: z.int(),
    }),
    overdue: z.int().meta({ description: "Dates that are over, of all incidents." }),
    incidents: z.array(row).meta({ description: "Open and lately closed ones, the most urgent first." }),
    sections: z.array(section).meta({ description: "R-O1: the digest of this day." }),
  })
  .meta({ title: "Quench portfolio", description: "All open and lately closed incidents of a repository." });

export type PortfolioSchemaIsWhole = Holds<Same<z.output<typeof portfolioSchema>, PortfolioDocument>>;
