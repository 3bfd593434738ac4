import { describe, expect, it } from "@jest/globals";
import { schema } from "@octokit/graphql-schema";
import { buildSchema, parse, validate } from "graphql";
import { CLOSING_REFERENCES_QUERY, findIncidents, mentionedIssues } from "../../../src/action/gate/find.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused, Unavailable } from "../../../src/github/request/errors.ts";

const place = { owner: "acme", repo: "shop" };
const API = "https://api.github.com/repos";

interface World {
  readonly issues: Record<number, { body?: string; pull_request?: object }>;
  readonly parents?: Record<number, { number: number; repository_url: string }>;
  readonly timeline?: readonly object[];
  /** `owner/name#number` */
  readonly closing?: readonly string[];
  /** Of the commit; left out: it is not in the repository. */
  readonly pulls?: readonly number[];
  readonly failing?: number;
}

/** GitHub as far as these questions go; everything else is an error. */
function clientOf(world: World): GitHubClient {
  const missing = (route: string): Refused => new Refused(route, 404, { message: "Not Found" }, {});
  return {
    graphql: async <T>(query: string, variables: Record<string, unknown>) => {
      expect(query).toBe(CLOSING_REFERENCES_QUERY);
      expect(variables).toMatchObject({ owner: "acme", repo: "shop" });
      const nodes = (world.closing ?? []).map((key) => {
        const [nameWithOwner = "", number] = key.split("#");
        return { number: Number(number), repository: { nameWithOwner } };
      });
      const data = { repository: { pullRequest: { closingIssuesReferences: { nodes } } } };
      return { data: data as T, errors: [], date: "2026-03-01T00:00:00Z" };
    },
    rest: async (route, parameters) => {
      if (world.failing !== undefined) throw new Refused(route, world.failing, { message: "no" }, {});
      const number = Number(parameters?.["issue_number"]);
      const answer = (data: unknown) => {
        if (data === undefined) throw missing(route);
        return { status: 200, data, headers: {} };
      };
      switch (route) {
        case "GET /repos/{owner}/{repo}/issues/{issue_number}":
          return answer(world.issues[number] && { number, ...world.issues[number] });
        case "GET /repos/{owner}/{repo}/issues/{issue_number}/parent":
          return answer(world.parents?.[number]);
        case "GET /repos/{owner}/{repo}/issues/{issue_number}/timeline":
          return answer(world.timeline ?? []);
        case "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls":
          if (world.pulls === undefined) throw new Refused(route, 422, { message: "No commit found" }, {});
          return answer(world.pulls.map((each) => ({ number: each, state: "closed" })));
        default:
          throw new Error(`nothing was expected at ${route}`);
      }
    },
  };
}

const issue = (number: number) => ({ kind: "issue", number }) as const;
const pull = (number: number) => ({ kind: "pull_request", number }) as const;

describe("the incidents of an issue", () => {
  it("are the issue itself where it stands alone", async () => {
    expect(await findIncidents(clientOf({ issues: { 12: { body: "" } } }), place, issue(12))).toEqual([12]);
  });

  it("are its parent first, in this repository only", async () => {
    const issues = { 13: {} };
    const here = { 13: { number: 12, repository_url: `${API}/Acme/shop` } };
    const elsewhere = { 13: { number: 12, repository_url: `${API}/acme/other-shop` } };
    expect(await findIncidents(clientOf({ issues, parents: here }), place, issue(13))).toEqual([12, 13]);
    expect(await findIncidents(clientOf({ issues, parents: elsewhere }), place, issue(13))).toEqual([13]);
  });

  it("are the one its form names, where it has no parent", async () => {
    const body = "### Incident reference\n\n#9\n\n### Failure class\n\ndeploy\n";
    expect(await findIncidents(clientOf({ issues: { 13: { body } } }), place, issue(13))).toEqual([9, 13]);
  });

  it("are none where the number is a pull request's, or nobody's", async () => {
    expect(await findIncidents(clientOf({ issues: { 7: { pull_request: {} } } }), place, issue(7))).toEqual([]);
    expect(await findIncidents(clientOf({ issues: {} }), place, issue(7))).toEqual([]);
  });

  it("are not guessed where GitHub refuses to tell", async () => {
    await expect(findIncidents(clientOf({ issues: {}, failing: 403 }), place, issue(12))).rejects.toThrow(Refused);
  });
});

describe("the incidents of a pull request", () => {
  it("come from closing references, the body, and whoever names it, each with its parent", async () => {
    const client = clientOf({
      issues: { 7: { body: "Hardening: #14", pull_request: {} }, 12: {}, 13: {}, 14: {}, 15: {} },
      parents: { 14: { number: 12, repository_url: `${API}/acme/shop` } },
      closing: ["acme/shop#13", "acme/other#99"],
      timeline: [
        { event: "labeled" },
        { event: "cross-referenced", source: { issue: { number: 15, repository_url: `${API}/acme/shop` } } },
        { event: "cross-referenced", source: { issue: { number: 16, repository_url: `${API}/acme/other` } } },
      ],
    });
    expect(await findIncidents(client, place, pull(7))).toEqual([13, 12, 14, 15]);
  });

  it("are none where it refers to nothing", async () => {
    expect(await findIncidents(clientOf({ issues: { 7: { pull_request: {} } } }), place, pull(7))).toEqual([]);
  });

  it("are at most twenty, however many issues a body names", async () => {
    const issues: World["issues"] = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [index + 1, {}]));
    const body = Object.keys(issues)
      .map((number) => `#${number}`)
      .join(" ");
    const client = clientOf({ issues: { ...issues, 100: { body, pull_request: {} } } });
    expect(await findIncidents(client, place, pull(100))).toHaveLength(20);
  });

  it("are unknown, not none, where the closing references could not be read", async () => {
    const client: GitHubClient = {
      ...clientOf({ issues: { 7: { pull_request: {} } } }),
      graphql: async () => ({
        data: null,
        errors: [{ message: "Something went wrong" }],
        date: "2026-03-01T00:00:00Z",
      }),
    };
    await expect(findIncidents(client, place, pull(7))).rejects.toThrow(Unavailable);
  });
});

describe("the incidents of a commit", () => {
  const behind = (pulls: readonly number[]) => ({ kind: "commit", sha: "a".repeat(40), pulls }) as const;
  const world: World = { issues: { 7: { body: "Hardening: #12", pull_request: {} }, 12: {} } };

  it("are those of the pull requests that the event names", async () => {
    expect(await findIncidents(clientOf(world), place, behind([7]))).toEqual([12]);
  });

  it("are those of the pull requests that GitHub knows of it", async () => {
    expect(await findIncidents(clientOf({ ...world, pulls: [7] }), place, behind([]))).toEqual([12]);
  });

  it("are none where the commit is out of our sight, and unknown where GitHub refuses", async () => {
    expect(await findIncidents(clientOf(world), place, behind([]))).toEqual([]);
    await expect(findIncidents(clientOf({ ...world, failing: 403 }), place, behind([]))).rejects.toThrow(Refused);
  });
});

describe("issues that a text names", () => {
  it.each([
    ["Fixes #12, see acme/shop#13 and ACME/Shop#14", [12, 13, 14]],
    ["https://github.com/acme/shop/issues/15#issuecomment-1", [15]],
    ["other/shop#16 https://github.com/acme/other/issues/17 https://github.com/acme/shop/pull/18", []],
    ["abc#12 is no word of ours, #13a neither; #14.", [12, 14]],
    ["", []],
  ])("in %j are %j", (text, numbers) => {
    expect(mentionedIssues(text, place)).toEqual(numbers);
  });

  it("are found in a hostile text without delay", () => {
    expect(mentionedIssues(`${"-/".repeat(50_000)}#1 ${"a".repeat(100_000)}/b#2`, place)).toEqual([1, 2]);
  });
});

describe("the Action's GraphQL documents", () => {
  const github = buildSchema(schema.idl, { assumeValidSDL: true });
  it.each([["closing references", CLOSING_REFERENCES_QUERY]])("fit GitHub's public schema: %s", (_name, document) => {
    expect(validate(github, parse(document))).toEqual([]);
  });
});
