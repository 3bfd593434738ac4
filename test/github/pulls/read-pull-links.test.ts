import { describe, expect, it } from "@jest/globals";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Readable } from "../../../src/core/snapshot/types.ts";
import { createAliases } from "../../../src/github/incident/aliases.ts";
import type { RawIssue } from "../../../src/github/raw.ts";
import { doubtfulNames, pullLinksOf } from "../../../src/github/pulls/read-pull-links.ts";
import { pull } from "../../support/snapshot.ts";
import { rawIssue, rawList, rawPull, referenceOf, refOf, scripted, silent } from "../request/raw-support.ts";

type Pulls = Record<string, Readable<PullRequest>>;

const HERE = "acme/shop";
const pulled = (number: number, body: string, repository = HERE): Pulls => ({
  [`${repository}#${number}`]: pull(number, [], {
    key: `${repository}#${number}`,
    repository,
    body,
    url: `https://github.com/${repository}/pull/${number}`,
  }),
});
const from = (number: number, repository = HERE) =>
  referenceOf(rawPull(number, { repository: { nameWithOwner: repository, defaultBranchRef: { name: "main" } } }));
const links = (raw: RawIssue, pulls: Pulls, aliases = createAliases(silent(), HERE)) =>
  pullLinksOf(raw, { commanded: [], pulls, aliases });

describe("links to pull requests", () => {
  it("are told apart by how they came to be", () => {
    const raw = rawIssue(5, {
      developed: rawList([refOf(1)]),
      closers: rawList([refOf(1), refOf(2)]),
      references: rawList([from(3), from(4), from(2)]),
    });
    const pulls = { ...pulled(2, "Hardening: #5"), ...pulled(3, "Hardening: #5"), ...pulled(4, "See #5") };
    expect(pullLinksOf(raw, { commanded: ["acme/api#9"], pulls, aliases: createAliases(silent(), HERE) })).toEqual([
      { pull: "acme/api#9", kind: "command" },
      { pull: "acme/shop#1", kind: "development" },
      { pull: "acme/shop#2", kind: "body_line" },
      { pull: "acme/shop#2", kind: "closing_keyword" },
      { pull: "acme/shop#3", kind: "body_line" },
      { pull: "acme/shop#4", kind: "mentioned" },
    ]);
  });

  it("from another repository of the owner count, from a stranger's never", () => {
    const strange = "evil/shop";
    const raw = rawIssue(5, {
      references: rawList([from(3, "acme/api"), from(6, strange), from(7, "acme-evil/shop")]),
      closers: rawList([refOf(6, strange), refOf(8, strange)]),
      developed: rawList([refOf(9, strange)]),
      events: rawList([
        {
          __typename: "ClosedEvent",
          id: "CE_1",
          createdAt: "2026-03-02T09:00:00Z",
          actor: null,
          closer: { __typename: "PullRequest", ...refOf(10, strange) },
        },
      ]),
    });
    const pulls = {
      ...pulled(3, "Hardening: acme/shop#5", "acme/api"),
      ...pulled(6, "Hardening: acme/shop#5", strange),
      ...pulled(7, "Hardening: acme/shop#5", "acme-evil/shop"),
    };
    expect(links(raw, pulls)).toEqual([{ pull: "acme/api#3", kind: "body_line" }]);
  });

  it("by a name that the repository had count, once it was looked up", async () => {
    const raw = rawIssue(5, { references: rawList([from(3), from(4)]) });
    const pulls = { ...pulled(3, "Hardening: acme/old-shop#5"), ...pulled(4, "Hardening: acme/other#5") };
    const names = doubtfulNames(pulls, [1, 5]);
    expect([...names].sort()).toEqual(["acme/old-shop", "acme/other"]);
    const aliases = createAliases(
      scripted(() => ({ data: { r0: { nameWithOwner: HERE }, r1: { nameWithOwner: "acme/other" } } })),
      HERE,
    );
    expect(links(raw, pulls, aliases)).toMatchObject([{ kind: "mentioned" }, { kind: "mentioned" }]);
    await aliases.learn(names);
    expect(links(raw, pulls, aliases)).toEqual([
      { pull: "acme/shop#3", kind: "body_line" },
      { pull: "acme/shop#4", kind: "mentioned" },
    ]);
  });

  it("need no name looked up where all is said in names of today, or of other issues", () => {
    const pulls = {
      ...pulled(3, "Hardening: #5, acme/shop#5, acme/api#5, acme/old#77"),
      ...pulled(4, "Hardening: #5", "acme/api"),
      gone: { unreadable: "pull request: HTTP 502" },
    };
    expect(doubtfulNames(pulls, [1, 5])).toEqual([]);
  });

  it("are unread where a name could not be looked up, and only of the issue that it may mean", async () => {
    const pulls = pulled(3, "Hardening: acme/old#5");
    const aliases = createAliases(
      scripted(() => ({ data: { r0: null }, errors: [{ message: "timeout", path: ["r0"] }] })),
      HERE,
    );
    await aliases.learn(["acme/old"]);
    const references = rawList([from(3)]);
    expect(links(rawIssue(5, { references }), pulls, aliases)).toEqual({
      unreadable: "repository name: timeout",
      transient: true,
    });
    expect(links(rawIssue(6, { references }), pulls, aliases)).toEqual([{ pull: "acme/shop#3", kind: "mentioned" }]);
  });

  it("of a pull request that could not be read are unknown, unless something else links it", () => {
    const unread = { "acme/shop#3": { unreadable: "pull request: HTTP 502", transient: true } };
    const references = rawList([from(3)]);
    expect(links(rawIssue(5, { references }), unread)).toEqual({
      unreadable: "links: pull request: HTTP 502",
      transient: true,
    });
    const closers = rawList([refOf(3)]);
    expect(links(rawIssue(5, { references, closers }), unread)).toEqual([
      { pull: "acme/shop#3", kind: "closing_keyword" },
    ]);
  });

  it("of one that is gone for us are a mention only", () => {
    expect(links(rawIssue(5, { references: rawList([from(3)]) }), {})).toEqual([
      { pull: "acme/shop#3", kind: "mentioned" },
    ]);
  });

  it("from places out of our sight are none; whatever else is missing leaves them unread", () => {
    const lost = (problem: string, type: string | null, field: string) =>
      rawIssue(5, { references: rawList([{ problem, type, field } as never]) });
    expect(links(lost("no", "FORBIDDEN", "source"), {})).toEqual([]);
    expect(links(lost("no", "NOT_FOUND", "source"), {})).toEqual([]);
    expect(links(lost("timeout", null, "source"), {})).toEqual({ unreadable: "links: timeout", transient: true });
    expect(links(lost("no", "FORBIDDEN", "nodes"), {})).toEqual({
      unreadable: "links: no",
      permission: "pull requests: read",
    });
    const closers = { problem: "Resource not accessible by integration", type: "FORBIDDEN", field: "closers" };
    expect(links(rawIssue(5, { closers }), {})).toMatchObject({ permission: "pull requests: read" });
    const developed = { problem: "timeout", type: null };
    expect(links(rawIssue(5, { developed }), {})).toMatchObject({ transient: true });
  });

  it("are unread where pull requests are refused in our own repository, too, and something that refers here is", () => {
    const refused = { problem: "Resource not accessible by integration", type: "FORBIDDEN", field: "merged" };
    const aliases = createAliases(silent(), HERE);
    const told = (references: RawIssue["references"]) =>
      pullLinksOf(rawIssue(5, { references }), { commanded: [], pulls: {}, aliases, refused });
    expect(told(rawList([{ ...refused, field: "source" } as never]))).toEqual({
      unreadable: "links: Resource not accessible by integration",
      permission: "pull requests: read",
    });
    expect(told(rawList([{ problem: "no", type: "NOT_FOUND", field: "source" } as never]))).toEqual([]);
    expect(told(rawList([]))).toEqual([]);
  });
});
