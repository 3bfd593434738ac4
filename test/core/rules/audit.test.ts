import { describe, expect, it } from "@jest/globals";
import { auditOf, NO_AUDIT } from "../../../src/core/rules/audit.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Judged } from "../../../src/core/verdict/judged.ts";
import { past } from "../../support/entries.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, day, incident, item, link, person, pull, shut, snapshot, tracker } from "../../support/snapshot.ts";
import { controlFacts, sightings } from "../../support/story.ts";

const { policy } = policyInForce();
const LOST = { unreadable: "502" };
const SINCE = "2026-03-12T00:00:00Z";
const NOW = "2026-06-10T00:00:00Z";

const control = (number: number, over: Parameters<typeof item>[1] = {}) =>
  item(number, { owner: "oscar", links: [link(number + 100)], fields: { control_check: "guard" }, ...over });

function subject(number: number, items: readonly Issue[], over: Partial<Snapshot> = {}): Judged {
  const verified = Object.fromEntries(items.map(({ nodeId }) => [nodeId, SINCE]));
  return judged(
    snapshot({
      now: NOW,
      incident: incident({
        number,
        url: `https://github.com/acme/shop/issues/${number}`,
        comments: [tracker({ verified })],
      }),
      items,
      pulls: items.map((one) => pull(one.number + 100)),
      over: { history: [], ...over },
    }),
  );
}

describe("R-O2: the monthly audit", () => {
  it("says nothing of no incident", () => {
    expect(auditOf([], policy)).toEqual(NO_AUDIT);
  });

  it("lists each control that names a check: those in trouble first, then by incident and number", () => {
    const facts = {
      12: controlFacts(),
      13: controlFacts({ sightings: sightings(1, { result: "failed" }) }),
      14: LOST,
      15: controlFacts(),
    };
    const one = subject(1, [control(15), control(12), control(13), control(14), item(16, { owner: "oscar" })], {
      controls: facts,
    });
    const two = subject(2, [control(22)], {
      controls: { 22: controlFacts({ sightings: sightings(1, { result: "failed" }) }) },
    });
    const { controls } = auditOf([two, one], policy);
    expect(controls.map((entry) => [entry.incident, entry.item, entry.outcome])).toEqual([
      [1, 13, "fail"],
      [2, 22, "fail"],
      [1, 14, "unknown"],
      [1, 12, "pass"],
      [1, 15, "pass"],
    ]);
    expect(controls[0]).toEqual({
      incident: 1,
      item: 13,
      url: "https://github.com/acme/shop/issues/13",
      title: "Guardrail 13 (incident #1)",
      owner: "oscar",
      outcome: "fail",
      phrase: "#13 does not run as it should: `guard` was bypassed: acme/shop#700 was merged over its failure.",
      evidence: ["https://github.com/acme/shop/pull/700"],
      cost: "`guard` of #13 costs 1 minutes a week: 1 run since Mar 3, 2026.",
      remedy: "Repair what was merged around `guard`, and require it with no way around it.",
    });
    expect(controls[2]?.phrase).toBe("Whether #14 still runs could not be told: 502.");
    expect(controls[3]?.phrase).toBe("#12 still runs: nothing was merged around `guard`.");
  });

  it("lists whoever has left, or could not be looked up, and nobody else", () => {
    const people = {
      ...snapshot().people,
      otto: person("otto", "none", false),
      vera: person("vera", "write", LOST),
    };
    const items = [control(12), control(13, { owner: "otto" }), control(14, { owner: "vera" })];
    const { people: found } = auditOf([subject(1, items, { people })], policy);
    expect(found).toMatchObject([
      {
        item: 13,
        owner: "otto",
        outcome: "fail",
        phrase: "`otto` (owner) of #13 is no longer a member. Name another owner: `/quench owner @login` on #13.",
        evidence: ["https://github.com/acme/shop/issues/13"],
      },
      { item: 14, outcome: "unknown", phrase: "Cannot tell yet: 502." },
    ]);
  });

  it("tells of the escalation owner under the incident's own title", () => {
    const inForce = policyInForce({ people: { escalation: "otto" } });
    const people = { ...snapshot().people, otto: person("otto", "none", false) };
    const found = auditOf([judged(snapshot({ over: { people } }), { inForce })], inForce.policy).people;
    expect(found).toMatchObject([
      { item: null, title: "Checkout is down", url: "https://github.com/acme/shop/issues/1", owner: null },
    ]);
  });

  it("proposes for retirement, with the figures, what no longer lowers its risk", () => {
    const history = ["2026-04-20T00:00:00Z", "2026-04-21T00:00:00Z", "2026-04-22T00:00:00Z"].map((at, index) =>
      past(100 + index, at),
    );
    const { retire } = auditOf([subject(1, [control(13), control(12)], { history })], policy);
    expect(retire).toMatchObject([
      {
        item: 12,
        outcome: "fail",
        phrase: expect.stringMatching(
          /^Retire #12, or say why not: 1 incident of `config-change` in the 90 days before Mar 12, 2026, 3 in the 90 days after: no clear change, /,
        ),
        evidence: ["https://github.com/acme/shop/issues/12"],
      },
      { item: 13 },
    ]);
    expect(auditOf([subject(1, [control(12)])], policy).retire).toEqual([]);
    expect(auditOf([subject(1, [control(12)], { history: LOST })], policy).retire).toEqual([]);
  });

  it("leaves out what is let go", () => {
    const gone = shut(control(12, { owner: "otto" }), closed(day(1), "maya", { reason: "not_planned" }));
    const people = { ...snapshot().people, otto: person("otto", "none", false) };
    expect(auditOf([subject(1, [gone], { people, controls: { 12: controlFacts() } })], policy)).toEqual(NO_AUDIT);
  });

  it("lists a control without a check apart, and none that is not merged", () => {
    const bare = item(17, { owner: "oscar", links: [link(117)] });
    const { controls } = auditOf([subject(1, [bare, item(16, { owner: "oscar" })])], policy);
    expect(controls).toMatchObject([
      {
        item: 17,
        outcome: "not_applicable",
        phrase: "#17 names no *Control check*: whether it still works is for its owner to say.",
        cost: null,
        remedy: null,
      },
    ]);
  });

  it("says what every other adopted control did: too few events, fewer incidents, or what could not be read", () => {
    const effects = (over: Partial<Snapshot>, items: readonly Issue[] = [control(12)]) =>
      auditOf([subject(1, items, over)], policy).effects.map(({ outcome, phrase }) => [outcome, phrase]);
    expect(effects({})).toEqual([
      [
        "not_applicable",
        expect.stringMatching(/^#12: 1 incident of `config-change` in .*: too few to say whether it helped\.$/),
      ],
    ]);
    const before = ["2026-01-10T00:00:00Z", "2026-01-20T00:00:00Z", "2026-02-01T00:00:00Z", "2026-02-10T00:00:00Z"];
    const rarer = [...before, "2026-05-01T00:00:00Z"].map((at, index) => past(100 + index, at));
    expect(effects({ history: rarer })).toEqual([
      ["pass", expect.stringMatching(/^#12: 5 incidents of .* 1 in the 90 days after/)],
    ]);
    expect(effects({ history: LOST })).toEqual([["unknown", "#12: What it did to its risk could not be told: 502."]]);
    const more = ["2026-04-20T00:00:00Z", "2026-04-21T00:00:00Z", "2026-04-22T00:00:00Z"].map((at, index) =>
      past(100 + index, at),
    );
    expect(effects({ history: more })).toEqual([]);
  });
});
