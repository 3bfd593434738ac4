/** A GitHub of merged pull requests, rules, workflows and deployments, for what is read of controls; strict both ways. */
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused } from "../../../src/github/request/errors.ts";
import { readControls } from "../../../src/github/controls/read-controls.ts";
import type { RawMergedList } from "../../../src/github/controls/read-merged.ts";
import { createPeopleReader } from "../../../src/github/people/read-people.ts";
import { day, HERE, type Parts, sha, snapshot } from "../../support/snapshot.ts";
import { policyInForce } from "../../support/policy.ts";

export const ACTIONS = { databaseId: 15_368, slug: "github-actions" };
export const CIRCLE = { databaseId: 18_001, slug: "circleci-checks" };
export const WORKFLOW = { databaseId: 77, name: "Guard", state: "ACTIVE" };

type Json = Record<string, unknown>;

/** A check run as GraphQL answers it: done ten minutes before `at`, within a minute. */
export function ran(conclusion: string | null, at: string, over: Json = {}): Json {
  const { app = ACTIONS, workflow = WORKFLOW, event = "pull_request", ...rest } = over;
  const end = new Date(Date.parse(at) - 600_000).toISOString().replace(".000Z", "Z");
  const start = new Date(Date.parse(at) - 660_000).toISOString().replace(".000Z", "Z");
  return {
    __typename: "CheckRun",
    id: "CR",
    databaseId: 1,
    name: "guard",
    status: conclusion === null ? "IN_PROGRESS" : "COMPLETED",
    conclusion: conclusion?.toUpperCase() ?? null,
    url: "https://github.com/acme/shop/runs/1",
    startedAt: start,
    completedAt: conclusion === null ? null : end,
    checkSuite: { app, workflowRun: workflow === null ? null : { event, workflow } },
    ...rest,
  };
}

export interface MergedPull {
  readonly number: number;
  /** When it was merged; changed last then, too, unless `updatedAt` says otherwise. */
  readonly at: string;
  readonly updatedAt?: string;
  readonly paths?: readonly string[];
  /** What was reported on its last head, its merge commit. */
  readonly head?: readonly Json[];
  readonly merge?: readonly Json[] | null;
  readonly over?: Json;
}

/** Merged so many minutes after the control, which was merged on `day(1, 180)`; its check passed. */
export function merged(minutes: number, over: Partial<MergedPull> = {}): MergedPull {
  const at = day(1, 180 + minutes);
  return { number: 1000 + minutes, at, paths: ["src/app.ts"], head: [ran("success", at)], merge: [], ...over };
}

/** As `merged`, with the check so concluded on the last head; null: nowhere. */
export function mergedWith(minutes: number, conclusion: string | null, over: Json = {}): MergedPull {
  const at = day(1, 180 + minutes);
  return merged(minutes, { head: conclusion === null ? [] : [ran(conclusion, at, over)] });
}

export interface World {
  readonly pulls: readonly MergedPull[];
  /** Whole answers, or errors, by path with its query; what is asked for and not here is an error of the test. */
  readonly rest?: Readonly<Record<string, unknown>>;
  /** Instead of an answer to the list. */
  readonly graphql?: (page: number) => unknown;
  /** Reports of one page, and files. */
  readonly page?: number;
}

export const RULES = "/repos/acme/shop/rules/branches/main?per_page=100&page=1";
export const BRANCH = "/repos/acme/shop/branches/main";

/** Nothing is required. */
export const FREE: Readonly<Record<string, unknown>> = {
  [RULES]: [],
  [BRANCH]: { name: "main", protected: false, protection: { enabled: false } },
};

/** A ruleset requires the check; it was changed last before the control was merged. */
export function ruled(over: { context?: string; app?: number | null; updated_at?: string; enforcement?: string } = {}) {
  const { context = "guard", app = 15_368, updated_at = day(0), enforcement = "active" } = over;
  const check = { context, ...(app === null ? {} : { integration_id: app }) };
  return {
    [RULES]: [
      { type: "deletion", ruleset_id: 3 },
      { type: "required_status_checks", ruleset_id: 4, parameters: { required_status_checks: [check] } },
    ],
    "/repos/acme/shop/rulesets/4": { id: 4, enforcement, updated_at },
  };
}

export class Forge implements GitHubClient {
  readonly asked: string[] = [];
  lists = 0;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async graphql<T>(query: string, variables: Record<string, unknown>): Promise<{ data: T; errors: []; date: string }> {
    const answer = query.includes("query Merged") ? this.#list(variables) : this.#pages(query, variables);
    if (answer instanceof Error) throw answer;
    return { data: answer as T, errors: [], date: day(20) };
  }

  async rest(route: string, parameters: Record<string, unknown> = {}) {
    const rest = new Map(Object.entries(parameters));
    const path = route.replace("GET ", "").replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = String(rest.get(name));
      rest.delete(name);
      return value;
    });
    const query = [...rest].map(([name, value]) => `${name}=${String(value)}`).join("&");
    const asked = query === "" ? path : `${path}?${query}`;
    this.asked.push(asked);
    const found = this.#world.rest?.[asked];
    if (found === undefined) throw new Error(`not scripted: ${asked}`);
    if (found instanceof Error) throw found;
    return { status: 200, data: found, headers: {} };
  }

  #list({ owner, repo, branch, after, files }: Record<string, unknown>): unknown {
    this.lists += 1;
    if (this.#world.graphql !== undefined) return this.#world.graphql(this.lists);
    const size = this.#world.page ?? 30;
    const from = after === null ? 0 : Number(after);
    this.asked.push(`list ${String(owner)}/${String(repo)}@${String(branch)} ${from}${files === true ? " files" : ""}`);
    const sorted = [...this.#world.pulls].sort((a, b) => ((a.updatedAt ?? a.at) < (b.updatedAt ?? b.at) ? 1 : -1));
    const nodes = sorted.slice(from, from + size).map((one) => toNode(one, files === true));
    const pageInfo = { hasNextPage: sorted.length > from + size, endCursor: String(from + size) };
    const nameWithOwner = `${String(owner)}/${String(repo)}`;
    return { repository: { nameWithOwner, pullRequests: { nodes, pageInfo } } };
  }

  /** The rest of lists of reports and files, whole: everything behind the first fifty, the first hundred. */
  #pages(query: string, variables: Record<string, unknown>): unknown {
    const ids = Object.entries(variables).filter(([name]) => name.startsWith("id"));
    this.asked.push(`pages of ${ids.length}`);
    const end = { hasNextPage: false, endCursor: "end" };
    return Object.fromEntries(
      ids.map(([name, id]) => {
        const [kind, number] = String(id).split("_");
        const pull = this.#world.pulls.find((one) => String(one.number) === number);
        if (kind === "PR") {
          const nodes = (pull?.paths ?? []).slice(100).map((path) => ({ path }));
          return [name.replace("id", "p"), { page: { nodes, pageInfo: end } }];
        }
        const nodes = ((kind === "H" ? pull?.head : pull?.merge) ?? []).slice(50);
        if (!query.includes("statusCheckRollup")) throw new Error("reports hang on the rollup");
        return [name.replace("id", "p"), { statusCheckRollup: { page: { nodes, pageInfo: end } } }];
      }),
    );
  }
}

/** Merged pull requests as the request that reads the incident answers them: the `size` that were changed last. */
export function lately(pulls: readonly MergedPull[], size = 25): RawMergedList {
  const sorted = [...pulls].sort((a, b) => ((a.updatedAt ?? a.at) < (b.updatedAt ?? b.at) ? 1 : -1));
  const nodes = sorted.slice(0, size).map((one) => toNode(one, true));
  const pageInfo = { hasNextPage: sorted.length > size, endCursor: "lately" };
  return { nodes, pageInfo } as unknown as RawMergedList;
}

function toNode(
  { number, at, updatedAt = at, paths = [], head = [], merge = [], over }: MergedPull,
  files: boolean,
): Json {
  const page = (size: number, nodes: readonly unknown[]) => ({
    nodes: nodes.slice(0, size),
    pageInfo: { hasNextPage: nodes.length > size, endCursor: "cut" },
  });
  const commit = (id: string, oid: string, reports: readonly Json[]) => ({
    id,
    oid,
    statusCheckRollup: reports.length === 0 ? null : { contexts: page(50, reports) },
  });
  return {
    id: `PR_${number}`,
    number,
    url: `https://github.com/${HERE}/pull/${number}`,
    mergedAt: at,
    updatedAt,
    ...(files
      ? {
          files: page(
            100,
            paths.map((path) => ({ path })),
          ),
        }
      : {}),
    head: { nodes: [{ commit: commit(`H_${number}`, sha(number + 5000), head) }] },
    mergeCommit: merge === null ? null : commit(`M_${number}`, sha(number), merge),
    ...over,
  };
}

/** What is read of the controls of a snapshot. */
export async function controlsOf(
  forge: Forge,
  parts: Parts,
  policy: Readonly<Record<string, unknown>> = {},
  lately: RawMergedList = null,
): Promise<NonNullable<Snapshot["controls"]>> {
  const subject = buildCase(snapshot(parts), policyInForce(policy).policy);
  return readControls({ client: forge, subject, people: createPeopleReader(forge, "acme", "shop"), merged: lately });
}

export function refused(status: number, message: string, headers: Record<string, string> = {}): Refused {
  return new Refused("GET", status, { message }, headers);
}
