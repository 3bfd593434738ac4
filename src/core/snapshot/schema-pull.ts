/** Pull requests of a snapshot with their checks, cited links with the runs behind them, and what was read of controls. */
import * as z from "zod";
import { actor, group, instant, LEFT_OUT, list, made, madeNumber, orNull, readable } from "./schema-facts.ts";

const app = group({ id: z.int(), slug: z.string() });
const status = z.enum(["queued", "in_progress", "completed"]).default("completed");

const check = group({
  name: z.string(),
  app: orNull(app).meta({ description: "Null: a commit status." }),
  status,
  conclusion: orNull(z.string()).meta({ description: "`success`, `failure`, …; left out: none, which is no success." }),
  url: made("the pull request's address"),
  startedAt: orNull(instant),
  completedAt: orNull(instant),
  databaseId: orNull(z.int()),
  own: orNull(group({ title: z.string(), summary: z.string(), text: z.string() })),
});

const commitChecks = group({ sha: made("the pull request"), checks: list(check) });

const changedFile = group({
  path: z.string(),
  change: z.enum(["added", "modified", "deleted", "renamed", "copied", "changed"]).default("modified"),
  additions: z.int().default(0).meta({ description: "Left out: adds nothing, which proves nothing." }),
  deletions: z.int().default(0),
  added: readable(z.array(z.string())).optional(),
  kept: readable(z.boolean()).optional(),
});

export const pull = group({
  key: made("its key in `pulls`"),
  repository: made("its key in `pulls`"),
  number: madeNumber("its key in `pulls`"),
  nodeId: made("the number"),
  url: made("its key in `pulls`"),
  title: made("the number"),
  body: z.string().default(""),
  author: actor,
  contributors: readable(z.array(z.string())).prefault(LEFT_OUT).meta({
    description: "Who wrote its commits. Left out: unknown, because a sign-off depends on it (R-H5).",
  }),
  state: z.enum(["open", "closed", "merged"]),
  draft: z.boolean().default(false),
  createdAt: instant.prefault("2000-01-01T00:00:00Z"),
  mergedAt: orNull(instant),
  mergedBy: orNull(actor),
  mergeCommit: orNull(z.string()).meta({ description: "Left out of a merged one: made from its key in `pulls`." }),
  baseBranch: z.string(),
  baseIsDefault: z.boolean().default(false).meta({
    description: "Left out: whether `baseBranch` is the default branch, of one in this repository; else false.",
  }),
  headSha: made("its key in `pulls`"),
  headRepository: orNull(z.string()),
  files: list(changedFile),
  head: commitChecks.prefault({}),
  closes: list(z.string()),
  closedByCommits: readable(z.array(group({ issue: z.string(), commit: z.string() }))).optional(),
  revertedBy: readable(z.string().nullable()).prefault(LEFT_OUT).meta({
    description:
      "`owner/name#12` or `commit 0123456789ab`; null: not reverted. Left out: unknown, because its evidence depends on it (R-H2).",
  }),
  revertedAt: instant.nullable().optional().meta({
    description: "When that landed. Left out: when the pull request that did it was merged, else now (R-C7).",
  }),
}).meta({ id: "PullRequest" });

const run = group({
  url: made("its key in `links`"),
  kind: z
    .enum(["workflow_run", "job", "check_run"])
    .default("workflow_run")
    .meta({ description: "Left out: what its address says." }),
  id: madeNumber("its address"),
  attempt: z.int().default(1),
  name: z.string().default(""),
  app: app.nullable().optional(),
  event: orNull(z.string()),
  environments: readable(z.array(z.string())).optional(),
  headSha: made("its address"),
  status,
  conclusion: orNull(z.string()).meta({ description: "Left out: none, which is no success." }),
  startedAt: orNull(instant),
  completedAt: orNull(instant),
  actor: orNull(actor),
  contains: list(z.string()).meta({ description: "Merge commits that the run's commit contains." }),
}).meta({ id: "Run" });

const found = z.discriminatedUnion("kind", [
  group({ kind: z.literal("run"), run }),
  group({
    kind: z.literal("artifact"),
    name: z.string().default(""),
    expired: z.boolean().default(true).meta({ description: "Left out: expired, which is told, not verified." }),
    run,
  }),
  group({ kind: z.literal("pull_request"), pull: z.string() }),
  group({
    kind: z.literal("commit"),
    sha: z.string(),
    onDefaultBranch: z.boolean().default(false),
    at: instant.optional(),
  }),
  group({
    kind: z.literal("file"),
    path: z.string(),
    blob: z.string().default(""),
    onDefaultBranch: z.boolean().default(false),
  }),
  group({ kind: z.enum(["comment", "issue"]), author: actor, createdAt: instant }),
  group({ kind: z.enum(["image", "other"]) }),
  group({
    kind: z.literal("absent"),
    because: z.string().optional().meta({ description: "A clause. Left out: it does not exist, or not for us." }),
  }),
]);

export const citedLink = group({
  url: made("its key in `links`"),
  found: readable(found),
});

const sighting = group({
  pull: z.string(),
  url: made("the pull request's key"),
  mergedAt: instant,
  paths: z.array(z.string()),
  result: z.enum(["passed", "failed", "skipped", "missing"]),
  late: z.boolean().optional().meta({ description: "It told its result only after the merge." }),
  required: orNull(z.boolean()),
  seconds: orNull(z.number()),
});

const deployment = group({
  url: made("the repository's address"),
  environment: z.string(),
  at: instant,
  contains: z.array(z.string()).default([]),
});

export const controlFacts = group({
  sightings: list(sighting),
  required: readable(z.boolean()).prefault(LEFT_OUT).meta({ description: "Left out: unknown." }),
  pinned: group({ id: z.int(), slug: orNull(z.string()) })
    .nullable()
    .optional()
    .meta({ description: "The App from which it is required; null: from any." }),
  workflow: group({ name: z.string(), state: z.enum(["active", "disabled", "deleted"]) })
    .optional()
    .meta({ description: "The workflow behind the check." }),
  proposed: z
    .array(z.string())
    .optional()
    .meta({ description: "Checks new on the pull requests that brought it, where its form names none." }),
  absent: z.string().optional().meta({ description: "Why there is nothing of its check to read." }),
  deployments: list(deployment),
  scheduled: list(run),
});
