import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, parse, validate } from "graphql";
import { INCIDENT_QUERY } from "../../../src/github/queries/incident.ts";
import { pagesQuery } from "../../../src/github/queries/more.ts";
import { PORTFOLIO_QUERY } from "../../../src/github/queries/portfolio.ts";
import { mergeDocuments, operationOf, partOfAnswer } from "../../../src/github/request/merge-documents.ts";
import { ADD_COMMENT, REMOVE_EYES, UPDATE_COMMENT } from "../../../src/github/write/by-mutation.ts";

const schema = buildSchema(readFileSync("node_modules/@octokit/graphql-schema/schema.graphql", "utf8"), {
  assumeValidSDL: true,
});
const of = (number: number) => ({ owner: "acme", repo: "shop", number, path: "p", expression: "HEAD:p" });

describe("documents merged into one", () => {
  it("are valid for GitHub, ask once for what is the same, and each part is told from the others", () => {
    const merged = mergeDocuments([1, 2, 3].map((number) => ({ query: INCIDENT_QUERY, variables: of(number) })));
    expect(merged).not.toBeNull();
    expect(validate(schema, parse(merged?.query ?? ""))).toEqual([]);
    const [first, second] = merged?.names ?? [];
    expect([...(first?.keys() ?? [])]).toEqual(["rateLimit", "repository", "lately", "organization"]);
    expect(first?.get("organization")).toBe(second?.get("organization"));
    expect(first?.get("repository")).not.toBe(second?.get("repository"));
    expect(new Set(Object.values(merged?.variables ?? {}))).toEqual(new Set([1, 2, 3, "HEAD:p", "acme", "p", "shop"]));
    expect(Object.values(merged?.variables ?? {})).toHaveLength(7);
  });

  it("may be different ones", () => {
    const pages = { query: pagesQuery([{ kind: "comments" }]), variables: { id0: "I_1", size0: 100, after0: "x" } };
    const portfolio = { query: PORTFOLIO_QUERY, variables: { ...of(1), label: "quench: report" } };
    const merged = mergeDocuments([{ query: INCIDENT_QUERY, variables: of(1) }, pages, portfolio]);
    expect(validate(schema, parse(merged?.query ?? ""))).toEqual([]);
    expect(merged?.names[1]?.has("p0")).toBe(true);
  });

  it("that change something are each made, also where two say the same", () => {
    const comment = { query: ADD_COMMENT, variables: { subject: "I_1", body: "Same" } };
    const merged = mergeDocuments([comment, comment, { query: REMOVE_EYES, variables: { subject: "IC_1" } }]);
    expect(validate(schema, parse(merged?.query ?? ""))).toEqual([]);
    expect(merged?.names.map((names) => [...names.values()])).toEqual([["r0"], ["r1"], ["r2"]]);
    expect(operationOf(UPDATE_COMMENT)).toBe("mutation");
  });

  it("carry people's text as variables alone", () => {
    const body = '") { evil } } #\n"""';
    const merged = mergeDocuments([
      { query: ADD_COMMENT, variables: { subject: "I_1", body } },
      { query: ADD_COMMENT, variables: { subject: "I_2", body: "$subject" } },
    ]);
    expect(merged?.query).not.toContain("evil");
    expect(Object.values(merged?.variables ?? {})).toEqual(["I_1", body, "I_2", "$subject"]);
  });

  it.each([
    ["no operation", "{ a }"],
    ["a fragment with a variable", "query A($a: Int) { a { ...F } } fragment F on B { c(d: $a) }"],
    ["a spread at the root", "query A { ...F } fragment F on Query { a }"],
    ["what is not closed", "query A { a {"],
  ])("are not made of %s", (_name, query) => {
    expect(mergeDocuments([{ query, variables: {} }])).toBeNull();
    expect(operationOf(query)).toBeNull();
  });

  it("are not made where two fragments have one name, nor of a question and a change", () => {
    const question = { query: "query A { a { ...F } } fragment F on B { c }", variables: {} };
    const other = { query: "query A { a { ...F } } fragment F on B { d }", variables: {} };
    expect(mergeDocuments([question, other])).toBeNull();
    expect(mergeDocuments([question, { query: ADD_COMMENT, variables: {} }])).toBeNull();
  });
});

describe("a part of a merged answer", () => {
  const names = new Map([["repository", "r1"]]);
  it("has its own fields, and its own errors under their own names", () => {
    const errors = [
      { message: "gone", path: ["r1", "issue"] },
      { message: "another's", path: ["r2", "issue"] },
      { message: "all", type: "SOME" },
    ];
    const part = partOfAnswer({ r1: { issue: null }, r2: { issue: {} } }, errors, names);
    expect(part).toEqual({
      data: { repository: { issue: null } },
      errors: [
        { message: "gone", path: ["repository", "issue"] },
        { message: "all", type: "SOME" },
      ],
    });
  });

  it("is a copy, so that a reader may write into it", () => {
    const shared = { r1: { list: [1] } };
    const part = partOfAnswer(shared, [], names);
    (part.data?.["repository"] as { list: number[] } | undefined)?.list.push(2);
    expect(shared.r1.list).toEqual([1]);
  });
});
