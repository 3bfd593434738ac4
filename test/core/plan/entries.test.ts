import { describe, expect, it } from "@jest/globals";
import { readDebtForm } from "../../../src/core/forms/values.ts";
import { filedEntries, planEntries } from "../../../src/core/plan/entries.ts";
import { entryMarker, filedKey } from "../../../src/core/rules/debt.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { debt } from "../../support/entries.ts";
import { ofKind } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, closed, comment, day, incident, item, SELF, shut, snapshot, tracker } from "../../support/snapshot.ts";

const { policy } = policyInForce({ closure: { override_lasts: "5d" }, time: { zone: "Europe/Berlin" } });
const DEFER = "/quench defer #12 2026-04-01 the vendor ships late, says @mallory <b>x</b>";
const OVERRIDE = "/quench override the vendor needs a week, and we watch it";

const read = (comments: readonly Comment[], over: Partial<Snapshot> = {}): Snapshot =>
  snapshot({
    incident: incident({ comments }),
    items: [item(12, { owner: "oscar" })],
    repository: { labels: ["reliability-debt"] },
    over: { ledger: [], ...over },
  });
const plans = (from: Snapshot) => planEntries(buildCase(from, policy));
const filed = (from: Snapshot) => ofKind(plans(from), "create_entry");

/** The debt as we made it for a key. */
const made = (number: number, key: string, over: Partial<Issue> = {}): Issue => {
  const entry = debt(number, { author: actor(SELF), openedByUs: true });
  return { ...entry, body: `${entry.body}\n\n${entryMarker(key)}`, ...over };
};

describe("R-D1: `/quench defer` files a debt", () => {
  const said = comment(DEFER, "maya", day(1));
  const key = filedKey("defer", said.databaseId, 0);

  it("as a sub-issue that belongs to the item's owner, with our words for a title", () => {
    const [write] = filed(read([said]));
    expect(write).toMatchObject({
      kind: "create_entry",
      key,
      incident: { number: 1, nodeId: "I_1" },
      title: "Reliability debt of item #12 (incident #1)",
      labels: ["reliability-debt"],
      assignees: ["oscar"],
    });
    const body = write?.body ?? "";
    expect(readDebtForm(body, policy)).toEqual({
      incident: { repository: null, number: 1 },
      item: 12,
      whyDeferred: "the vendor ships late, says @\u200bmallory &lt;b&gt;x&lt;/b&gt;",
      riskOfDelay: null,
      owner: "oscar",
      revisit: "2026-04-01",
      problems: [],
    });
    expect(body.endsWith(`\n\n${entryMarker(key)}`)).toBe(true);
    expect(body.match(/<!--/g)).toHaveLength(1);
  });

  it("once for ever: not while the ledger shows it, nor once we remember it", () => {
    expect(filed(read([said], { ledger: [made(20, key)] }))).toEqual([]);
    expect(filed(read([said], { ledger: [shut(made(20, key), closed(day(1), "maya"))] }))).toEqual([]);
    expect(filed(read([tracker({ created: { [key]: "I_20" } }), said]))).toEqual([]);
    expect(filed(read([tracker({ created: { [`${key}b`]: "I_20" } }), said]))).toHaveLength(1);
  });

  it("goes on where it was made and not put below its incident, and remembers it only then", () => {
    const loose = made(20, key, { parentless: true });
    expect(filed(read([said], { ledger: [loose] }))).toMatchObject([{ key, incident: { number: 1 } }]);
    expect(filedEntries(buildCase(read([said], { ledger: [loose] }), policy))).toEqual({});
    // What a person took away from the incident, or closed, stays as it is.
    expect(filed(read([tracker({ created: { [key]: "I_20" } }), said], { ledger: [loose] }))).toEqual([]);
    expect(filed(read([said], { ledger: [shut(loose, closed(day(1), "maya"))] }))).toEqual([]);
    // Somebody else's marker says nothing.
    expect(filed(read([said], { ledger: [{ ...loose, openedByUs: false }] }))).toHaveLength(1);
  });

  it("law 1: applied once, there is nothing left to file", () => {
    const other = comment(OVERRIDE, "maya", day(1));
    const from = read([said, other]);
    const after = applyPlan(from, plans(from));
    expect(plans(after)).toEqual([]);
    expect(filedEntries(buildCase(after, policy))).toEqual({
      [key]: "I_1001",
      [filedKey("override", other.databaseId, 0)]: expect.stringMatching(/^I_/),
    });
  });

  it("one for each line and comment that counts, wherever it is said", () => {
    const both = comment(`${DEFER}\n/quench defer #12 2026-05-01 and the other half later`, "maya", day(1));
    const there = comment(DEFER, "maya", day(1));
    const items = [item(12, { owner: "oscar", comments: [there] })];
    expect(
      filed(read([both], { items }))
        .map((write) => write.key)
        .sort(),
    ).toEqual(
      [
        filedKey("defer", both.databaseId, 0),
        filedKey("defer", both.databaseId, 1),
        filedKey("defer", there.databaseId, 0),
      ].sort(),
    );
  });

  it("not for a command that does not count, nor for what is no item of the incident", () => {
    expect(filed(read([comment(DEFER, "oscar", day(1))]))).toEqual([]);
    expect(filed(read([comment(DEFER.replace("#12", "#13"), "maya", day(1))]))).toEqual([]);
    expect(filed(read([comment("/quench help", "maya", day(1))]))).toEqual([]);
  });

  it("assigned to nobody where the item has no owner, or one who cannot be assigned", () => {
    const [bare] = filed(read([said], { items: [item(12)] }));
    expect(bare).toMatchObject({ assignees: [] });
    expect(readDebtForm(bare?.body ?? "", policy).owner).toBeNull();
    const [gone] = filed(read([said], { items: [item(12, { owner: "mallory" })] }));
    expect(gone).toMatchObject({ assignees: [] });
    expect(readDebtForm(gone?.body ?? "", policy).owner).toBe("mallory");
    const lost = { unreadable: "people: 502" };
    const people = { ...read([]).people, tess: { login: "tess", nodeId: "U_tess", role: lost, member: true } };
    const named = item(12, { owner: "oscar", comments: [comment("/quench owner @otto", "tess", day(1))] });
    expect(filed(read([said], { items: [named], people }))[0]).toMatchObject({ assignees: [] });
  });

  it("waits for a ledger and items that were read", () => {
    expect(plans(read([said], { ledger: { unreadable: "502" } }))).toEqual([]);
    expect(plans(read([said], { items: { unreadable: "502" } }))).toEqual([]);
  });
});

describe("R-C5: `/quench override` files its own debt", () => {
  const said = comment(OVERRIDE, "maya", day(1));

  it("of whoever overrode, revisited on the day on which it ends in the team's zone", () => {
    const [write] = filed(read([said]));
    expect(write).toMatchObject({
      key: filedKey("override", said.databaseId, 0),
      title: "Reliability debt of an override (incident #1)",
      labels: ["reliability-debt"],
      assignees: ["maya"],
    });
    expect(readDebtForm(write?.body ?? "", policy)).toMatchObject({
      item: null,
      whyDeferred: "maya overrode the gate until Mar 8, 2026, 10:00 GMT+1: the vendor needs a week, and we watch it",
      riskOfDelay:
        "The incident was let go before its gate passed. What the gate still lacks is in the incident's tracker comment.",
      owner: "maya",
      revisit: "2026-03-08",
    });
    const late = comment(OVERRIDE, "maya", "2026-03-03T23:30:00Z");
    expect(readDebtForm(filed(read([late]))[0]?.body ?? "", policy).revisit).toBe("2026-03-09");
  });

  it("not for an override that does not count", () => {
    expect(filed(read([comment(OVERRIDE, "oscar", day(1))]))).toEqual([]);
    expect(filed(read([comment("/quench override too short", "maya", day(1))]))).toEqual([]);
  });
});

describe("what goes with an entry", () => {
  const said = comment(DEFER, "maya", day(1));
  const labels = (given: Snapshot["repository"]["labels"]) => {
    const from = read([said]);
    return ofKind(plans({ ...from, repository: { ...from.repository, labels: given } }), "label");
  };

  it("is the ledger's label, where the repository lacks it", () => {
    expect(labels(["bug"])).toEqual([
      {
        kind: "label",
        key: "label:reliability-debt",
        name: "reliability-debt",
        color: "fef2c0",
        description: "Hardening work put off, with the day it is revisited",
      },
    ]);
    expect(labels(["Reliability-Debt"])).toEqual([]);
    expect(labels({ unreadable: "502" })).toEqual([]);
    const nothing = read([]);
    expect(plans({ ...nothing, repository: { ...nothing.repository, labels: [] } })).toEqual([]);
  });

  it("law 5: of two that were filed at once the lower number stays", () => {
    const key = filedKey("defer", said.databaseId, 0);
    const ledger = [made(23, key), made(21, key), made(22, `${key}b`)];
    expect(plans(read([said], { ledger }))).toEqual([
      {
        kind: "close_own",
        key: "duplicate:23",
        issue: { number: 23, nodeId: "I_23" },
        reason: "duplicate",
        notice: "Duplicate of #21.",
      },
    ]);
  });

  it("not one that is closed, that somebody edited, or that is not ours", () => {
    const key = filedKey("defer", said.databaseId, 0);
    const doubles = (double: Issue) => plans(read([said], { ledger: [made(21, key), double] }));
    expect(doubles(shut(made(23, key), closed(day(1), SELF)))).toEqual([]);
    expect(doubles(made(23, key, { lastEditedAt: day(1), editor: actor("oscar") }))).toEqual([]);
    expect(doubles(made(23, key, { openedByUs: false, author: actor("oscar") }))).toEqual([]);
  });

  it("is remembered by the first that has the key", () => {
    const key = filedKey("defer", said.databaseId, 0);
    const ledger = [made(21, key), made(23, key), debt(24)];
    expect(filedEntries(buildCase(read([said], { ledger }), policy))).toEqual({ [key]: "I_21" });
  });
});
