import { describe, expect, it } from "@jest/globals";
import {
  type ClosingTold,
  renderClosings,
  renderLooking,
  renderUnread,
} from "../../../src/core/render/check-closings.ts";
import { sectionsOf } from "../../../src/core/pulls/sections.ts";

const HERE = "acme/shop";

function told(over: Partial<ClosingTold> = {}): ClosingTold {
  return {
    repository: HERE,
    private: false,
    number: 1,
    url: `https://github.com/${over.repository ?? HERE}/issues/${over.number ?? 1}`,
    commit: null,
    outcome: "blocked",
    standing: "Not ready to close: 3 of 6 conditions are not met yet",
    next: "Name an owner.",
    ...over,
  };
}

describe("the check of what no incident's pass writes", () => {
  it("passes where nothing is closed", () => {
    expect(renderClosings([], HERE, "pull request")).toEqual({
      status: "completed",
      conclusion: "success",
      title: "Not about any incident",
      summary: "Merging this pull request closes no incident, so there is nothing to wait for.",
      text: "",
    });
    expect(renderClosings([], HERE, "merge group").summary).toContain("this merge group");
  });

  it("fails where an incident would be closed too early, and says where the word stands", () => {
    const group = renderClosings([told(), told({ number: 2, outcome: "clear" })], HERE, "merge group");
    expect(group).toMatchObject({ conclusion: "failure", title: "Merging would close incident #1 too early" });
    expect(group.summary).toMatch(
      /^\*\*Next:\*\* Take the closing keyword for \[#1\]\(\S+\) out of the body of the pull/,
    );
    expect(group.text).toContain("GitHub takes the pull request that would close the incident out of the queue");
    const pull = renderClosings([told({ commit: "0123456789" })], HERE, "pull request");
    expect(pull.summary).toContain("out of the message of commit `0123456789`");
    expect(pull.text).toBe("");
  });

  it("waits where one cannot be told, and only tells where nothing is enforced", () => {
    const all = [told({ outcome: "told" }), told({ number: 2, outcome: "unknown" })];
    expect(renderClosings(all, HERE, "merge group")).toMatchObject({ status: "in_progress", conclusion: null });
    expect(renderClosings([told({ outcome: "told" })], HERE, "merge group")).toMatchObject({
      conclusion: "success",
      title: "Merging would close incident #1 early; nothing is enforced",
    });
    expect(renderClosings([told({ outcome: "clear" })], HERE, "merge group").title).toBe(
      "Merging may close incident #1",
    );
    for (const waiting of [renderUnread("merge group"), renderLooking()])
      expect(waiting).toMatchObject({ status: "in_progress", conclusion: null });
  });

  it("names incidents of other repositories, and of private ones only the number", () => {
    const other = renderClosings([told({ repository: "acme/incidents", number: 12 })], HERE, "pull request");
    expect(other.title).toBe("Merging would close incident acme/incidents#12 too early");
    const hidden = renderClosings(
      [told({ repository: "acme/secret", private: true, number: 12 })],
      HERE,
      "pull request",
    );
    const all = `${hidden.title}\n${hidden.summary}\n${hidden.text}`;
    expect(hidden.title).toBe("Merging would close a private incident (#12) too early");
    expect(all).toContain("(`#12`)");
    for (const leak of ["secret", "https", "owner", "conditions"]) expect(all).not.toContain(leak);
    expect(renderClosings([told({ private: true })], HERE, "pull request").summary).toContain("Name an owner.");
  });

  it("keeps to GitHub's limit, and is never taken for an incident's section", () => {
    const many = Array.from({ length: 200 }, (_, number) => told({ number: number + 1, next: "x".repeat(2500) }));
    const content = renderClosings(many, HERE, "merge group");
    expect(content.summary.length).toBeLessThanOrEqual(65_535);
    expect(content.summary).toContain("180 more incidents are not shown.");
    expect(content.title).toBe("Merging would close incident #1, incident #2, incident #3 and 197 more too early");
    expect(sectionsOf(content)).toEqual([]);
  });
});
