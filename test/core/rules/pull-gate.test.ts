import { describe, expect, it } from "@jest/globals";
import type { InForce } from "../../../src/core/policy/resolve.ts";
import type { Check, PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { PULL_GATE_RULE, pullStandings } from "../../../src/core/rules/pull-gate.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { type Gates, judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  APP_ID,
  check,
  comment,
  day,
  HERE,
  incident,
  item,
  link,
  openPull,
  sha,
  snapshot,
} from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

const NAME = "Quench / hardening gate";
const CLOSES_INCIDENT = { closes: [`${HERE}#1`] };

/** An incident with an unproven item #2; #150 is linked to the incident, unless `to` says to the item. */
function story(over: Partial<PullRequest> = {}, to: "incident" | "item" = "incident"): Snapshot {
  const links = [link(150, "closing_keyword")];
  return snapshot({
    incident: incident({ links: to === "incident" ? links : [] }),
    items: [item(2, { owner: "oscar", links: to === "item" ? links : [] })],
    pulls: [openPull(150, ["src/a.ts"], over)],
  });
}

function checkOf(read: Snapshot, inForce?: InForce) {
  const checks = ofKind(planned(read, inForce), "check");
  expect(checks).toHaveLength(1);
  const [only] = checks;
  if (only === undefined) throw new Error("no check");
  expect(only.name).toBe(NAME);
  return only;
}

const closableWith = (over: Partial<PullRequest>): Snapshot => {
  const read = closableStory({ pulls: [openPull(150, ["src/a.ts"], over)] });
  return { ...read, incident: { ...read.incident, links: [link(150, "closing_keyword")] } };
};

describe("R-C4 a check that another incident's pass may write at the same moment", () => {
  it.each<[string, Partial<PullRequest>, boolean]>([
    ["a pull request that closes this incident alone", CLOSES_INCIDENT, false],
    ["one that closes nothing", { closes: [] }, false],
    ["one that closes an item of another one", { closes: [`${HERE}#9`] }, true],
    ["one that closes another one too", { closes: [`${HERE}#1`, `${HERE}#7`] }, true],
    ["one that closes another one now, and this one no longer", { closes: [`${HERE}#7`] }, true],
    [
      "one whose commits close another one",
      { closes: [], closedByCommits: [{ issue: `${HERE}#7`, commit: sha(7) }] },
      true,
    ],
    ["one of which it cannot be told", { closes: { unreadable: "closes: 502" } }, true],
  ])("is written over what was read, and over nothing else: %s", (_name, pull, several) => {
    const { over, content } = checkOf(story(pull));
    expect(content.summary).toContain("<!-- quench:check:1:");
    expect(over).toBe(several ? null : undefined);
  });

  it("is nobody else's where the merge closes items of this incident", () => {
    expect(checkOf(story({ closes: [`${HERE}#2`] }, "item")).over).toBeUndefined();
    expect(checkOf(story({ closes: [`${HERE}#2`, `${HERE}#9`] }, "item")).over).toBeNull();
  });
});

describe("R-C4 a merge that would close the incident", () => {
  it("R-C4 fail: too early, in enforce mode", () => {
    const { content, sha: head, repository, existing } = checkOf(story(CLOSES_INCIDENT));
    expect(content).toMatchObject({
      status: "completed",
      conclusion: "failure",
      title: "Merging would close incident #1 too early",
    });
    expect(content.summary).toContain("**Next:** Take the closing keyword for #1 out of this pull request's body");
    expect({ head, repository, existing }).toEqual({ head: sha(5150), repository: HERE, existing: null });
  });

  it("R-C4 pass: once it may close", () => {
    expect(checkOf(closableWith(CLOSES_INCIDENT)).content).toMatchObject({
      conclusion: "success",
      title: "Incident #1 is ready to close",
    });
  });

  it("R-C4: in warn mode, and below high risk, it is told and does not block", () => {
    const told = { conclusion: "success", title: "Merging would close incident #1 early; nothing is enforced" };
    expect(checkOf(story(CLOSES_INCIDENT), policyInForce({ mode: "warn" })).content).toMatchObject(told);
    const minor = {
      ...story(CLOSES_INCIDENT),
      incident: incident({ links: [link(150, "closing_keyword")], fields: { severity: "SEV4" } }),
    };
    expect(checkOf(minor).content).toMatchObject(told);
  });

  it("R-C4 pass: into another branch no keyword counts", () => {
    expect(checkOf(story({ ...CLOSES_INCIDENT, baseIsDefault: false, baseBranch: "next" })).content.conclusion).toBe(
      "success",
    );
  });

  it("R-C4 pass: another incident's number, or another repository's", () => {
    expect(checkOf(story({ closes: [`${HERE}#11`, "acme/other#1"] })).content.conclusion).toBe("success");
  });

  it("R-C4 fail: however the repository's name is spelled", () => {
    expect(checkOf(story({ closes: ["ACME/Shop#1"] })).content.conclusion).toBe("failure");
  });

  it("R-C4 unknown: what its merge would close, or the gate, could not be read: it waits, and never neutral", () => {
    const unread = { unreadable: "closing issues: 502", transient: true };
    expect(checkOf(story({ closes: unread })).content).toMatchObject({
      status: "in_progress",
      conclusion: null,
      title: "Cannot tell yet",
    });
    const read = { ...story(CLOSES_INCIDENT), items: { unreadable: "items: 502", transient: true } };
    expect(checkOf(read).content.status).toBe("in_progress");
  });

  it("R-C4 pass: unread, though nothing is at stake", () => {
    expect(checkOf(closableWith({ closes: { unreadable: "closing issues: 502" } })).content.conclusion).toBe("success");
    expect(
      checkOf(story({ closes: { unreadable: "closing issues: 502" } }), policyInForce({ mode: "warn" })).content
        .conclusion,
    ).toBe("success");
  });
});

/** The same story judged with gates that say what a test wants; #150 closes the incident. */
function gated(gates: Gates, settings: Record<string, unknown> = {}, over: Partial<PullRequest> = CLOSES_INCIDENT) {
  const read = story(over);
  const acked = item(2, { owner: "oscar", comments: [comment("/quench ack adoption", "oscar", day(1))] });
  return judged({ ...read, items: [acked] }, { ...gates, inForce: policyInForce(settings) });
}

describe("R-C4 a gate with a mode of its own", () => {
  const outcomes = (...told: Parameters<typeof gated>) => pullStandings(gated(...told)).map(({ outcome }) => outcome);
  const CHECKLIST: Gates = { checklist: "fail" };

  it("R-C4: blocked only where a condition that is enforced fails", () => {
    expect(outcomes({})).toEqual(["clear"]);
    expect(outcomes(CHECKLIST)).toEqual(["blocked"]);
    expect(outcomes(CHECKLIST, { gates: { checklist: "warn" } })).toEqual(["told"]);
    expect(outcomes(CHECKLIST, { gates: { checklist: "shadow" } })).toEqual(["told"]);
    expect(outcomes({ ...CHECKLIST, scorecard: "fail" }, { gates: { checklist: "warn" } })).toEqual(["blocked"]);
    expect(pullStandings(gated(CHECKLIST), "warn").map(({ outcome }) => outcome)).toEqual(["told"]);
    expect(pullStandings(gated(CHECKLIST), "shadow").map(({ outcome }) => outcome)).toEqual(["told"]);
  });

  it("R-C4 unknown: only where what cannot be told is enforced, and nothing enforced fails", () => {
    expect(outcomes({ scorecard: "unknown" })).toEqual(["unknown"]);
    expect(outcomes({ scorecard: "unknown" }, { gates: { scorecard: "warn" } })).toEqual(["told"]);
    expect(outcomes({ ...CHECKLIST, scorecard: "unknown" })).toEqual(["blocked"]);
    expect(outcomes({ ...CHECKLIST, scorecard: "unknown" }, { gates: { checklist: "warn" } })).toEqual(["unknown"]);
  });

  it("R-C4: what it would close could not be read", () => {
    const unread = { closes: { unreadable: "closing issues: 502" } };
    expect(outcomes(CHECKLIST, {}, unread)).toEqual(["unknown"]);
    expect(outcomes({ scorecard: "unknown" }, {}, unread)).toEqual(["unknown"]);
    expect(outcomes(CHECKLIST, { gates: { checklist: "warn" } }, unread)).toEqual(["clear"]);
    expect(outcomes({}, {}, unread)).toEqual(["clear"]);
    expect(outcomes(CHECKLIST, {}, { ...unread, baseIsDefault: false })).toEqual(["clear"]);
  });
});

describe("R-C4 which pull requests get the check", () => {
  const ours = check(NAME, "failure", {
    app: { id: APP_ID, slug: "quench" },
    own: { title: "", summary: "<!-- quench:check:1:clear -->\nSaid before.", text: "" },
  });
  const links = (...numbers: readonly number[]) => numbers.map((number) => link(number, "closing_keyword"));
  const mentioned = (over: Partial<PullRequest>) =>
    pullStandings(
      judged(
        snapshot({
          incident: incident({ links: [link(150, "mentioned")] }),
          pulls: [openPull(150, [], over)],
        }),
      ),
    ).map(({ pull }) => pull.number);

  it("R-C4: one that was linked once keeps its check up to date, while it is open", () => {
    const head = (...checks: readonly Check[]) => ({ head: { sha: sha(5150), checks } });
    expect(mentioned(head(check("ci / test"), ours))).toEqual([150]);
    expect(mentioned(head(check("ci / test")))).toEqual([]);
    expect(mentioned(head({ ...ours, name: "Another of ours" }))).toEqual([]);
    expect(mentioned(head({ ...ours, own: null }))).toEqual([]);
    // One that said nothing of this incident: of another one, or of none.
    const other = { title: "", summary: "<!-- quench:check:2:clear -->\nOf another.", text: "" };
    expect(mentioned(head({ ...ours, own: other }))).toEqual([]);
    expect(mentioned(head({ ...ours, own: { ...other, summary: "Not about any incident." } }))).toEqual([]);
    expect(mentioned({ ...head(ours), state: "merged" })).toEqual([]);
    expect(mentioned({ head: { sha: sha(5150), checks: { unreadable: "checks: 502" } } })).toEqual([]);
  });

  it("R-C4: in the order of their numbers, each with the items it closes and serves", () => {
    const read = snapshot({
      incident: incident({ links: links(153) }),
      items: [
        item(2, { owner: "oscar", links: links(151, 152) }),
        item(3, { owner: "oscar", links: links(151) }),
        item(4, { owner: "oscar", links: links(150) }),
      ],
      pulls: [
        openPull(153),
        openPull(151, [], { closes: [`${HERE}#2`] }),
        openPull(150, [], { closes: [`${HERE}#4`], baseIsDefault: false }),
        openPull(152),
      ],
    });
    const found = pullStandings(judged(read)).map(({ pull, closesItems, serves }) => [
      pull.number,
      closesItems,
      serves,
    ]);
    expect(found).toEqual([
      [150, [], [4]],
      [151, [2], [3]],
      [152, [], [2]],
      [153, [], []],
    ]);
  });
});

describe("R-C4 in the verdict", () => {
  const nodes = (...told: Parameters<typeof gated>) => PULL_GATE_RULE.judge?.(gated(...told)) ?? [];
  const PULL = `${HERE}#150`;

  it("R-C4 fail: with the edit that clears it", () => {
    expect(nodes({ checklist: "fail" })).toEqual([
      {
        rule: "R-C4",
        key: `R-C4:${PULL}`,
        title: "Merge closes in time",
        item: null,
        outcome: "fail",
        phrase: `Merging ${PULL} would close the incident too early, so its check fails.`,
        evidence: [`https://github.com/${HERE}/pull/150`],
        next: {
          text: `Take the closing keyword for #1 out of the body of ${PULL}.`,
          distance: "edit",
          who: ["paul"],
        },
        children: [],
      },
    ]);
    expect(nodes({ checklist: "fail" }, { mode: "warn" })).toMatchObject([
      { outcome: "fail", phrase: `Merging ${PULL} would close the incident early; nothing is enforced.` },
    ]);
  });

  it("R-C4 pass: it may, it closes an item, or it closes nothing", () => {
    expect(nodes({})).toMatchObject([
      { outcome: "pass", phrase: `Merging ${PULL} closes the incident, which it may.`, next: null },
    ]);
    expect(nodes({ checklist: "fail" }, {}, {})).toMatchObject([
      { outcome: "pass", phrase: `Merging ${PULL} does not close the incident.` },
    ]);
    const read = story({ closes: [`${HERE}#2`] }, "item");
    expect(PULL_GATE_RULE.judge?.(judged(read, { checklist: "fail" }))).toMatchObject([
      { outcome: "pass", phrase: `Merging ${PULL} closes #2, which stays open until it is verified.` },
    ]);
  });

  it("R-C4 unknown: what it would close could not be read", () => {
    expect(nodes({ checklist: "fail" }, {}, { closes: { unreadable: "closing issues: 502" } })).toMatchObject([
      {
        outcome: "unknown",
        phrase: `Whether merging ${PULL} would close the incident too early cannot be told yet.`,
        next: null,
      },
    ]);
  });

  it("R-C4: nothing of a pull request that is merged", () => {
    expect(PULL_GATE_RULE.judge?.(judged(snapshot()))).toEqual([]);
  });
});

describe("R-C4 a merge that would close an item", () => {
  it("R-C4 pass: with the sentence that the item stays open", () => {
    const { content } = checkOf(story({ closes: [`${HERE}#2`] }, "item"));
    expect(content).toMatchObject({ conclusion: "success", title: "#2 stays open until it is verified" });
    expect(content.summary).toContain("\n#2 stays open until it is verified: verification comes after the merge.\n");
  });

  it("R-C4: one merely linked gets the check too", () => {
    const { content } = checkOf(story({}, "item"));
    expect(content).toMatchObject({ conclusion: "success", title: "Linked to incident #1" });
    expect(content.text).toContain("#2");
    expect(content.summary).not.toContain("stays open");
  });

  it("R-C4 fail: the item and the incident together", () => {
    const { content } = checkOf(story({ closes: [`${HERE}#1`, `${HERE}#2`] }, "item"));
    expect(content.conclusion).toBe("failure");
    expect(content.summary).toContain("\n\n#2 stays open");
  });
});

describe("R-C4 one check under one name", () => {
  const withCheck = (own: Check["own"], over: Partial<Check> = {}, self = {}): Snapshot => {
    const present = check(NAME, "failure", { app: { id: APP_ID, slug: "quench" }, databaseId: 77, own, ...over });
    const read = story({ ...CLOSES_INCIDENT, head: { sha: sha(5150), checks: [present] } });
    return { ...read, self: { ...read.self, ...self } };
  };
  const content = () => {
    const { title, summary, text } = checkOf(story(CLOSES_INCIDENT)).content;
    return { title, summary, text };
  };

  it("law 1: an equal one is not written again", () => {
    expect(ofKind(planned(withCheck(content())), "check")).toEqual([]);
  });

  it("law 1: another one is updated, not doubled", () => {
    expect(checkOf(withCheck({ ...content(), title: "Old" })).existing).toBe(77);
  });

  it("law 6: somebody else's check of our name is not ours", () => {
    expect(checkOf(withCheck(null, { app: { id: 999, slug: "forger" } })).existing).toBeNull();
    expect(checkOf(withCheck(content(), { app: { id: 999, slug: "forger" } })).existing).toBeNull();
  });

  it("R-V1 unknown: a head whose checks could not be read is left alone", () => {
    expect(
      ofKind(
        planned(story({ ...CLOSES_INCIDENT, head: { sha: sha(5150), checks: { unreadable: "checks: 502" } } })),
        "check",
      ),
    ).toEqual([]);
  });

  it("R-C4: merged ones, and those that merely mention it, get none", () => {
    const mentioned = { ...story(), incident: incident({ links: [link(150, "mentioned")] }) };
    expect(ofKind(planned(mentioned), "check")).toEqual([]);
    const merged = snapshot({
      incident: incident({ links: [link(150, "closing_keyword")] }),
      pulls: [openPull(150, [], { state: "merged", mergedAt: day(1) })],
    });
    expect(ofKind(planned(merged), "check")).toEqual([]);
  });
});

describe("R-C4 pull requests of other repositories of the owner", () => {
  const OTHER = "acme/Other";
  const elsewhere = (over: Partial<PullRequest> = {}, reach: Snapshot["reach"] = ["acme/other"], hidden = false) =>
    snapshot({
      incident: incident({ title: "Secret outage", links: [{ pull: `${OTHER}#7`, kind: "closing_keyword" }] }),
      items: [item(2, { owner: "oscar", title: "Secret control", links: [{ pull: `${OTHER}#7`, kind: "body_line" }] })],
      repository: { private: hidden, nodeId: "R_kgDOAbc" },
      pulls: [openPull(7, ["src/a.ts"], { key: `${OTHER}#7`, repository: OTHER, closes: [`${HERE}#1`], ...over })],
      over: reach === undefined ? {} : { reach },
    });
  const standing = (read: Snapshot) => pullStandings(judged(read, { checklist: "fail" }))[0];

  it("R-C4 fail: get the check there, under a marker that names the incident's repository by its id", () => {
    const written = checkOf(elsewhere());
    expect(written).toMatchObject({ repository: OTHER, key: `check:acme/other@${sha(5007)}`, about: "pull 7" });
    expect(written.content).toMatchObject({
      conclusion: "failure",
      title: `Merging would close incident ${HERE}#1 too early`,
    });
    expect(written.content.summary).toMatch(/^<!-- quench:check:R_kgDOAbc#1:blocked -->\n\*\*Next:\*\* /);
    // No number stands alone: there it would be another issue.
    expect(`${written.content.summary}${written.content.text}`.replace(/^<!--.*-->$/gm, "")).not.toMatch(
      /(?<![\w/])#\d/,
    );
  });

  it("R-C4: nothing of a private incident is told there but its number", () => {
    for (const over of [{}, { closes: [] }, { closes: { unreadable: "closing issues: 502" } }]) {
      const { content } = checkOf(elsewhere(over, ["acme/other"], true));
      const all = `${content.title}\n${content.summary}\n${content.text}`;
      expect(content.title + content.summary).toContain("private incident (`#1`)");
      for (const leak of ["shop", "Secret", "oscar", "paul", "maya", "https://", "#2", "SEV", "checkout"])
        expect(all).not.toContain(leak);
    }
    expect(checkOf(elsewhere({}, ["acme/other"], true)).content).toMatchObject({
      conclusion: "failure",
      title: "Merging would close a private incident (#1) too early",
    });
  });

  it("R-C4 pass: closing nothing", () => {
    expect(checkOf(elsewhere({ closes: [] })).content).toMatchObject({
      conclusion: "success",
      title: `Linked to incident ${HERE}#1`,
    });
  });

  it("R-C4: where we may not write, no check is tried, and the verdict says what would help", () => {
    const out = elsewhere({}, []);
    expect(ofKind(planned(out), "check")).toEqual([]);
    expect(standing(out)).toMatchObject({ reach: false, outcome: "blocked" });
    expect(PULL_GATE_RULE.judge?.(judged(out, { checklist: "fail" }))).toMatchObject([
      {
        outcome: "fail",
        phrase: `Merging ${OTHER}#7 would close the incident too early, and no check can stop it: Quench may not write there.`,
        next: { text: `Add ${OTHER} to the repositories of Quench's installation.`, who: ["someone with admin"] },
      },
    ]);
    expect(PULL_GATE_RULE.judge?.(judged(elsewhere({ closes: [] }, []), { checklist: "fail" }))).toMatchObject([
      {
        outcome: "pass",
        phrase: `Merging ${OTHER}#7 does not close the incident. It gets no check: Quench may not write there.`,
      },
    ]);
  });

  it("R-C4 unknown: where we may write was not read: nothing is tried yet", () => {
    expect(ofKind(planned(elsewhere({}, { unreadable: "502", transient: true })), "check")).toEqual([]);
    const { reach: _, ...notAsked } = elsewhere();
    expect(ofKind(planned(notAsked), "check")).toEqual([]);
  });

  it("R-C4: a section of another repository stands while an issue of its number is closed", () => {
    const present = (closes: readonly string[]) => {
      const own = { title: "", summary: "<!-- quench:check:R_other#9:blocked -->\nOf another one.", text: "" };
      const ours = check(NAME, "failure", { app: { id: APP_ID, slug: "quench" }, databaseId: 77, own });
      return checkOf(story({ closes, head: { sha: sha(5150), checks: [ours] } })).content;
    };
    expect(present([`${HERE}#1`, "acme/incidents#9"])).toMatchObject({
      title: "Merging would close incidents #1, #9 of another repository too early",
    });
    expect(present([`${HERE}#1`]).summary).not.toContain("R_other");
  });
});

describe("R-C4 keywords in commit messages", () => {
  const closing = (issue = `${HERE}#1`): Partial<PullRequest> => ({
    closedByCommits: [{ issue, commit: "0123456789" }],
  });

  it("R-C4 fail: they close the incident although the body does not", () => {
    const { content } = checkOf(story(closing()));
    expect(content.conclusion).toBe("failure");
    expect(content.summary).toContain(
      "**Next:** Take the closing keyword for #1 out of the message of commit `0123456789`, and close",
    );
    expect(checkOf(story({ ...closing(), ...CLOSES_INCIDENT })).content.summary).toContain(
      "out of this pull request's body and out of the message of commit `0123456789`",
    );
    expect(PULL_GATE_RULE.judge?.(gated({ checklist: "fail" }, {}, closing()))).toMatchObject([
      { next: { text: `Take the closing keyword for #1 out of the message of commit 0123456789 of ${HERE}#150.` } },
    ]);
  });

  it("R-C4 fail: also where the pull request is merely mentioned", () => {
    const read = { ...story(closing()), incident: incident({ links: [link(150, "mentioned")] }) };
    expect(checkOf(read).content.conclusion).toBe("failure");
  });

  it("R-C4 pass: another issue's, on the way into another branch, or once it may close", () => {
    expect(checkOf(story(closing(`${HERE}#11`))).content.conclusion).toBe("success");
    expect(checkOf(story({ ...closing(), baseIsDefault: false })).content.conclusion).toBe("success");
    expect(checkOf(closableWith(closing())).content.conclusion).toBe("success");
  });

  it("R-C4 unknown: messages that were not read are not held against it", () => {
    expect(checkOf(story({ closedByCommits: { unreadable: "commits: 502" } })).content.conclusion).toBe("success");
  });
});
