/**
 * The snapshot's JSON as a schema: what a program or a person may write for `quench evaluate`, published as
 * docs/reference/snapshot.schema.json. The compiler holds it against the type: a field added to one and not to the other
 * does not compile.
 *
 * What may be left out has a default that earns nothing: an id, an address, an empty list, a null. A fact whose absence
 * could let a gate pass is unknown where it is left out, or must be written.
 */
import * as z from "zod";
import type { Holds, Same } from "../same.ts";
import {
  group,
  instant,
  list,
  made,
  orNull,
  person,
  policyVersion,
  readable,
  repository,
  self,
} from "./schema-facts.ts";
import { issue } from "./schema-issue.ts";
import { citedLink, controlFacts, pull } from "./schema-pull.ts";
import type { Snapshot } from "./snapshot.ts";

const recentIncident = group({
  number: z.int(),
  url: made("the repository's address and the number"),
  failureClass: orNull(z.string()),
  openedAt: instant.optional(),
});

const strayedItem = group({
  nodeId: z.string(),
  number: orNull(z.int()),
  url: orNull(z.string()),
  how: z.enum(["unlinked", "unlabelled", "transferred", "left", "deleted", "gone"]),
  by: orNull(issue.shape.author),
});

const pastIncident = group({
  number: z.int(),
  url: made("the repository's address and the number"),
  failureClass: orNull(z.string()),
  openedAt: instant,
  startedAt: orNull(instant),
  detectedAt: orNull(instant),
  restoredAt: orNull(instant),
  drill: z.boolean().default(false),
  duplicate: z.boolean().default(false),
  exercised: z.array(z.int()).optional(),
  by: issue.shape.author.optional(),
});

/** A snapshot as it may be written, read into a whole one. Ids and addresses are made beforehand by `complete`. */
export const snapshotSchema = group({
  schema: z.literal("quench/snapshot/1").default("quench/snapshot/1"),
  now: instant,
  repository: repository.prefault({}),
  self: self.prefault({}),
  policy: list(policyVersion).meta({ description: "Versions of the policy file, newest first." }),
  incident: issue,
  items: list(issue).meta({ description: "The hardening items of this incident." }),
  ledger: list(issue).meta({ description: "Residual-risk and reliability-debt issues that name this incident." }),
  recent: orNull(readable(z.array(recentIncident))),
  pulls: z.record(z.string(), readable(pull)).prefault({}).meta({ description: "By `owner/name#number`." }),
  links: z.record(z.string(), citedLink).prefault({}).meta({ description: "By the address as it is cited." }),
  people: z
    .record(z.string(), person)
    .prefault({})
    .meta({ description: "By login. Somebody who is not here: unknown." }),
  overrideTeam: list(z.string()),
  controls: z.record(z.string(), readable(controlFacts)).optional().meta({ description: "By the item's number." }),
  strayed: readable(z.array(strayedItem)).optional(),
  history: readable(z.array(pastIncident)).optional(),
  reach: readable(z.array(z.string())).optional(),
  codeowners: readable(z.string().nullable()).optional(),
  teams: z.record(z.string(), readable(z.array(z.string()))).optional(),
}).meta({ title: "Quench snapshot", description: "What was read from GitHub of one incident, at one instant." });

export type SnapshotSchemaIsWhole = Holds<Same<z.output<typeof snapshotSchema>, Snapshot>>;
