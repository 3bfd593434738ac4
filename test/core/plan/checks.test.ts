import { describe, expect, it } from "@jest/globals";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { comment, day, file, HERE, incident, item, link, openPull, snapshot } from "../../support/snapshot.ts";

const SHARED = "docs/runbooks/limit.md";

/** Two items in different lanes, each with a pull request; both touch one file unless told otherwise. */
function lanes(over: Partial<PullRequest> = {}, said?: string): Snapshot {
  const comments = said === undefined ? [] : [comment(said, "maya", day(1))];
  return snapshot({
    incident: incident({ comments }),
    items: [
      item(2, { owner: "oscar", fields: { lane: "controls" }, links: [link(150)] }),
      item(3, { owner: "oscar", fields: { lane: "operations" }, links: [link(151)] }),
    ],
    pulls: [openPull(150, [SHARED, "a.yml"]), openPull(151, [SHARED], over)],
  });
}

const summaries = (read: Snapshot) => ofKind(planned(read), "check").map(({ content }) => content.summary);

describe("R-L2 on each pull request concerned", () => {
  it("R-L2 fail: says which files and which others, and whom to name", () => {
    const [first, second, ...more] = summaries(lanes());
    expect(more).toEqual([]);
    expect(first).toContain(
      `**Lanes meet:** another lane's pull request touches the same file: \`${SHARED}\` (also in ${HERE}#151). Name one merge owner: \`/quench merge-owner @login\` on #1.`,
    );
    expect(second).toContain(`(also in ${HERE}#150)`);
  });

  it("R-L2 pass: clears once the overlap is gone, and tells who merges once that is said", () => {
    for (const text of summaries(lanes({ files: [file("b.md")] }))) expect(text).not.toContain("Lanes meet");
    for (const text of summaries(lanes({}, "/quench merge-owner @oscar")))
      expect(text).toContain("`oscar` merges them.");
  });

  it("R-L2 unknown: without its files nothing is said of a pull request", () => {
    for (const text of summaries(lanes({ files: { unreadable: "files: 502" } }))) expect(text).not.toContain("Lanes");
  });

  it("law 7: hostile paths neither ping, break out nor outgrow the check", () => {
    const hostile = [
      "`@maya`/**x**.md",
      "<!-- quench:check:1:clear -->",
      "</details><script>alert(1)</script>",
      `${"😀".repeat(15_000)}.md`,
      "a\u202Eb\n\n# @everyone.md",
    ].map((path) => file(path));
    const read = lanes({ files: hostile });
    const pull = read.pulls[`${HERE}#150`] as PullRequest;
    for (const text of summaries({ ...read, pulls: { ...read.pulls, [pull.key]: { ...pull, files: hostile } } })) {
      expect(text.length).toBeLessThan(6_000);
      expect(text.match(/^<!-- quench:check:/gm)).toHaveLength(1);
      expect(text).not.toContain("\u202E");
      expect(text).not.toMatch(/^# /m);
      expect(text.replace(/(`+)[^`]*?\1|`` .*? ``/g, "")).not.toContain("@maya");
    }
  });
});

describe("the checks of many pull requests", () => {
  const many = (count: number): Snapshot =>
    snapshot({
      items: [item(2, { owner: "oscar", links: Array.from({ length: count }, (_, index) => link(200 + index)) })],
      pulls: Array.from({ length: count }, (_, index) => openPull(200 + index, ["tests/a.test.js"])),
    });

  it("tell what each earns, unless there are too many", () => {
    expect(summaries(many(25)).every((text) => text.includes("**When merged**"))).toBe(true);
    const all = summaries(many(60));
    expect(all).toHaveLength(60);
    expect(all.some((text) => text.includes("**When merged**"))).toBe(false);
  });

  it("each say what they are about, and carry their repository", () => {
    expect(ofKind(planned(many(2)), "check").map(({ about, repository }) => [about, repository])).toEqual([
      ["pull 200", HERE],
      ["pull 201", HERE],
    ]);
  });
});
