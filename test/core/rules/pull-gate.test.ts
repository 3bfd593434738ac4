import { describe, expect, it } from "@jest/globals";
import type { InForce } from "../../../src/core/policy/resolve.ts";
import type { Check, PullRequest, Snapshot } from "../../../src/core/snapshot/types.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { APP_ID, check, HERE, incident, item, link, openPull, sha, snapshot } from "../../support/snapshot.ts";
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

describe("R-C4 a merge that would close an item", () => {
  it("R-C4 pass: with the sentence that the item stays open", () => {
    const { content } = checkOf(story({ closes: [`${HERE}#2`] }, "item"));
    expect(content).toMatchObject({ conclusion: "success", title: "#2 stays open until it is verified" });
    expect(content.text).toContain("#2 stays open until it is verified: verification comes after the merge.");
  });

  it("R-C4: one merely linked gets the check too", () => {
    const { content } = checkOf(story({}, "item"));
    expect(content).toMatchObject({ conclusion: "success", title: "Linked to incident #1" });
    expect(content.text).toBe("Linked to #2.");
  });

  it("R-C4 fail: the item and the incident together", () => {
    const { content } = checkOf(story({ closes: [`${HERE}#1`, `${HERE}#2`] }, "item"));
    expect(content.conclusion).toBe("failure");
    expect(content.text).toContain("#2 stays open");
  });
});

describe("R-C4 one check under one name", () => {
  const withCheck = (own: Check["own"], over: Partial<Check> = {}, self = {}): Snapshot => {
    const present = check(NAME, "failure", { app: { id: APP_ID, slug: "quench" }, databaseId: 77, own, ...over });
    const read = story({ ...CLOSES_INCIDENT, head: { sha: sha(5150), checks: [present] } });
    return { ...read, self: { ...read.self, ...self } };
  };
  const { title, summary, text } = checkOf(story(CLOSES_INCIDENT)).content;

  it("law 1: an equal one is not written again", () => {
    expect(ofKind(planned(withCheck({ title, summary, text })), "check")).toEqual([]);
  });

  it("law 1: another one is updated, not doubled", () => {
    expect(checkOf(withCheck({ title: "Old", summary, text })).existing).toBe(77);
  });

  it("law 6: somebody else's check of our name is not ours", () => {
    expect(checkOf(withCheck(null, { app: { id: 999, slug: "forger" } })).existing).toBeNull();
    expect(checkOf(withCheck({ title, summary, text }, { app: { id: 999, slug: "forger" } })).existing).toBeNull();
  });

  it("R-V1 unknown: a head whose checks could not be read is left alone", () => {
    expect(
      ofKind(
        planned(story({ ...CLOSES_INCIDENT, head: { sha: sha(5150), checks: { unreadable: "checks: 502" } } })),
        "check",
      ),
    ).toEqual([]);
  });

  it("R-C4: pull requests of other repositories, merged, or merely mentioning get none", () => {
    const elsewhere = openPull(150, [], { key: "acme/other#150", repository: "acme/other" });
    const read = snapshot({
      incident: incident({ links: [{ pull: "acme/other#150", kind: "closing_keyword" }] }),
      pulls: [elsewhere],
    });
    expect(ofKind(planned(read), "check")).toEqual([]);
    const mentioned = { ...story(), incident: incident({ links: [link(150, "mentioned")] }) };
    expect(ofKind(planned(mentioned), "check")).toEqual([]);
  });
});
