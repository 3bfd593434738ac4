import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, parse, validate } from "graphql";
import { MERGED_QUERY } from "../../../src/github/queries/controls.ts";
import { filesQuery } from "../../../src/github/queries/files.ts";
import { INCIDENT_QUERY, LEAN_INCIDENT_QUERY } from "../../../src/github/queries/incident.ts";
import {
  namedPullsQuery,
  namesQuery,
  type NodeKind,
  NODES,
  nodesQuery,
  type PageKind,
  PAGES,
  pagesQuery,
} from "../../../src/github/queries/more.ts";
import {
  FILE_AT_QUERY,
  POLICY_BASE_QUERY,
  POLICY_CHANGE_QUERY,
  POLICY_HISTORY_QUERY,
  POLICY_HOLDERS_QUERY,
} from "../../../src/github/queries/policy.ts";
import {
  groupQuery,
  issuesQuery,
  OPEN_PULLS_QUERY,
  PULL_HEAD_QUERY,
  pullsQuery,
} from "../../../src/github/queries/heads.ts";
import { PORTFOLIO_QUERY } from "../../../src/github/queries/portfolio.ts";
import { VIEWER_QUERY } from "../../../src/github/queries/viewer.ts";
import { SWEEP_QUERY } from "../../../src/github/queries/sweep.ts";
import { ADD_COMMENT, REMOVE_EYES, UPDATE_COMMENT } from "../../../src/github/write/by-mutation.ts";
import { landedQuery } from "../../../src/github/queries/reverts.ts";

const schema = buildSchema(readFileSync("node_modules/@octokit/graphql-schema/schema.graphql", "utf8"), {
  assumeValidSDL: true,
});
const kinds = Object.keys(PAGES) as PageKind[];
const nodeKinds = Object.keys(NODES) as NodeKind[];

const documents: Record<string, string> = {
  "merged pull requests": MERGED_QUERY,
  "files that may be there": filesQuery(2, [0, 1, 0]),
  "a pull request's head": PULL_HEAD_QUERY,
  "open pull requests": OPEN_PULLS_QUERY,
  "pulls of a merge group": groupQuery(["0".repeat(40), "1".repeat(40)]),
  "pulls by number": pullsQuery([3, 12]),
  "issues by name": issuesQuery(2),
  incident: INCIDENT_QUERY,
  "lean incident": LEAN_INCIDENT_QUERY,
  "policy history": POLICY_HISTORY_QUERY,
  portfolio: PORTFOLIO_QUERY,
  "a sweep's beginning": SWEEP_QUERY,
  "whom a token acts as": VIEWER_QUERY,
  "a comment": ADD_COMMENT,
  "another text of a comment": UPDATE_COMMENT,
  "a reaction taken back": REMOVE_EYES,
  "policy base": POLICY_BASE_QUERY,
  "policy holders": POLICY_HOLDERS_QUERY,
  "policy change": POLICY_CHANGE_QUERY,
  "file at a commit": FILE_AT_QUERY,
  "what landed, by path": landedQuery([2, 1]),
  "pulls by name": namedPullsQuery(3, "whole"),
  "many pulls by name": namedPullsQuery(3, "named"),
  "names of repositories": namesQuery(2),
  "all pages at once": pagesQuery(kinds.map((kind) => ({ kind, both: true }))),
  ...Object.fromEntries(kinds.map((kind) => [`page of ${kind}`, pagesQuery([{ kind }])])),
  ...Object.fromEntries(nodeKinds.map((kind) => [`nodes: ${kind}`, nodesQuery(kind, 3)])),
};

describe("every GraphQL document of the product", () => {
  it.each(Object.entries(documents))("%s is valid against GitHub's public schema", (_name, text) => {
    expect(validate(schema, parse(text)).map((error) => error.message)).toEqual([]);
  });
});
