import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, parse, validate } from "graphql";
import { INCIDENT_QUERY, POLICY_HISTORY_QUERY } from "../../../src/github/queries/incident.ts";
import {
  AUTHORS_QUERY,
  COMMIT_PULLS_QUERY,
  ITEMS_QUERY,
  namedPullsQuery,
  type PageKind,
  PAGES,
  pagesQuery,
  PULLS_QUERY,
  REVERTS_QUERY,
} from "../../../src/github/queries/more.ts";

const schema = buildSchema(readFileSync("node_modules/@octokit/graphql-schema/schema.graphql", "utf8"), {
  assumeValidSDL: true,
});
const kinds = Object.keys(PAGES) as PageKind[];

const documents: Record<string, string> = {
  incident: INCIDENT_QUERY,
  "policy history": POLICY_HISTORY_QUERY,
  pulls: PULLS_QUERY,
  items: ITEMS_QUERY,
  authors: AUTHORS_QUERY,
  "pulls of commits": COMMIT_PULLS_QUERY,
  reverts: REVERTS_QUERY,
  "pulls by name": namedPullsQuery(3),
  "all pages at once": pagesQuery(kinds),
  ...Object.fromEntries(kinds.map((kind) => [`page of ${kind}`, pagesQuery([kind])])),
};

describe("every GraphQL document of the product", () => {
  it.each(Object.entries(documents))("%s is valid against GitHub's public schema", (_name, text) => {
    expect(validate(schema, parse(text)).map((error) => error.message)).toEqual([]);
  });
});
