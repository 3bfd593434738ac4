import { describe, expect, it } from "@jest/globals";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { resolvePolicy } from "../../../src/core/policy/resolve.ts";
import { nearest, step } from "../../../src/core/verdict/node.ts";
import { judge, planned } from "../../support/judge.ts";
import { COMMITTED } from "../../support/policy.ts";
import { actor, comment, day, incident, item, person, snapshot, tracker } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

describe("the verdict as other programs read it", () => {
  it("names its schema, the incident, the policy, and one verdict an item", () => {
    const verdict = judge(closableStory());
    expect(verdict).toMatchObject({
      schema: "quench/verdict/1",
      incident: { number: 1, url: "https://github.com/acme/shop/issues/1", title: "Checkout is down" },
      severity: "SEV1",
      drill: false,
      mode: "enforce",
      effectiveMode: "enforce",
      policy: { path: ".github/quench.yml", problem: null, belowFloor: [] },
      closure: { kind: "open" },
    });
    expect(verdict.items.map((item) => [item.number, item.status, item.lane])).toEqual([
      [2, "verified", "controls"],
      [3, "verified", "quality"],
      [4, "verified", "operations"],
    ]);
  });

  it("is JSON all the way: nothing is lost by writing it down and reading it", () => {
    const verdict = judge(closableStory());
    expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  });
});

describe("R-V3 what the incident's form says unclearly", () => {
  const found = (fields: Record<string, string | null>) =>
    judge(snapshot({ incident: incident({ fields }) })).findings.filter((one) => one.rule === "R-V3");

  it("R-V3 pass: nothing to tell", () => {
    expect(found({})).toEqual([]);
  });

  it("R-V3: a severity left empty is told, with what it counts as", () => {
    expect(found({ severity: null }).map((one) => one.phrase)).toEqual([
      "No severity is stated, so it counts as SEV2.",
    ]);
  });

  it("R-V3: a word that is no severity is told once, as what it is", () => {
    const [finding, ...more] = found({ severity: "Really bad @acme/all" });
    expect(more).toEqual([]);
    expect(finding?.phrase).toContain("*Severity* cannot be `Really bad @acme/all`");
  });

  it("R-V3: a time that is no time", () => {
    expect(found({ restored_at: "around noon" })[0]?.phrase).toContain("*Service restored at* cannot be `around noon`");
  });

  it("R-V3: a heading given twice is told, not guessed", () => {
    const base = incident();
    const doubled = { ...base, body: `${base.body}\n\n### Severity\n\nSEV4` };
    const verdict = judge(snapshot({ incident: doubled }));
    expect(verdict.severity).toBe("SEV1");
    expect(verdict.findings.some((one) => one.rule === "R-V3" && one.phrase.includes("Severity"))).toBe(true);
  });

  it("R-V3: a severity inside a code fence of an answer is none", () => {
    const base = incident({ fields: { summary: "See:\n```\n### Severity\n\nSEV4\n```" } });
    expect(judge(snapshot({ incident: base })).severity).toBe("SEV1");
  });

  it("R-V3: a body saved by a browser, with CRLF, reads the same", () => {
    const base = incident();
    const crlf = { ...base, body: base.body.replaceAll("\n", "\r\n") };
    expect(judge(snapshot({ incident: crlf }))).toEqual(judge(snapshot({ incident: base })));
  });
});

describe("the policy's standing is told on every verdict", () => {
  const version = (text: string, commit: string) => ({
    path: ".github/quench.yml",
    commit,
    committedAt: COMMITTED,
    text,
  });

  it("a file that no longer parses leaves the last valid one in force, and says where and what", () => {
    const resolved = resolvePolicy([
      version("version: 1\nmode: enforse\n", "b".repeat(40)),
      version("version: 1\nmode: enforce\n", "a".repeat(40)),
    ]);
    if (resolved.state !== "in_force") throw new Error("not in force");
    const { mode, policy } = judge(snapshot(), resolved);
    expect(mode).toBe("enforce");
    expect(policy.commit).toBe("a".repeat(40));
    expect(policy.problem).toMatch(/^\.github\/quench\.yml:2:\d+: /);
  });

  it("one that never parsed means the defaults in shadow mode: nothing is undone", () => {
    const resolved = resolvePolicy([version("mode: [", "b".repeat(40))]);
    if (resolved.state !== "in_force") throw new Error("not in force");
    expect(judge(snapshot(), resolved)).toMatchObject({ mode: "shadow", policy: { path: null, commit: null } });
  });

  it("an archived repository is written to by nobody", () => {
    expect(planned(snapshot({ repository: { archived: true } }))).toEqual([]);
  });
});

describe("R-H7 memory counts only where it is ours and valid", () => {
  const severe = (own: Parameters<typeof tracker>[1]) =>
    judge(
      snapshot({
        incident: incident({ fields: { severity: "SEV4" }, comments: [tracker({ severity: "SEV1" }, own)] }),
      }),
    ).severity;

  it("R-H7 pass: signed, and last edited by us", () => {
    expect(severe({})).toBe("SEV1");
  });

  it("R-H7 fail: void, absent or malformed it grants nothing", () => {
    const own = (memory: { state: "void"; why: string } | { state: "none" } | { state: "valid"; data: unknown }) => ({
      own: { key: "tracker", memory, lastEditorIsUs: true },
    });
    expect(severe(own({ state: "void", why: "somebody else edited it" }))).toBe("SEV4");
    expect(severe(own({ state: "none" }))).toBe("SEV4");
    for (const data of [null, 7, {}, { version: 2 }, { version: 1, severity: "SEV0" }])
      expect(severe(own({ state: "valid", data }))).toBe("SEV4");
  });

  it("R-H7 fail: a person's comment that imitates our marker is a person's comment", () => {
    const forged = comment(
      "<!-- quench:tracker -->\n## ✅ Ready to close\n\n<!-- quench-memory e30.c2ln -->",
      "mallory",
      day(0, 1),
    );
    const verdict = judge(snapshot({ incident: incident({ fields: { severity: "SEV4" }, comments: [forged] }) }));
    expect(verdict.severity).toBe("SEV4");
    expect(verdict.closable.outcome).toBe("fail");
  });

  it("R-H7: of several trackers the lowest id leads", () => {
    const first = tracker({ severity: "SEV1" });
    const second = tracker({ severity: "SEV4" });
    for (const comments of [
      [first, second],
      [second, first],
    ]) {
      expect(judge(snapshot({ incident: incident({ fields: { severity: "SEV4" }, comments }) })).severity).toBe("SEV1");
    }
  });
});

describe("the nearest step", () => {
  it("is by distance first, then in the order given", () => {
    const far = step("far", "pull_request", []);
    const near = step("near", "comment", []);
    const twin = step("twin", "comment", []);
    const idle = step("idle", "wait", []);
    expect(nearest([null, idle, far, near, twin])).toBe(near);
    expect(nearest([idle, far])).toBe(far);
    expect(nearest([null])).toBeNull();
  });

  it("names the author of the incident for its form, never nobody", () => {
    const verdict = judge(snapshot({ incident: incident({ fields: { severity: null }, author: actor("paul") }) }));
    expect(verdict.findings[0]?.next?.who).toEqual(["paul"]);
  });
});

describe("R-V: which issues are an incident's items", () => {
  const numbers = (author: string, role: Person["role"], member: boolean, byReference?: true) => {
    const named = item(2, {
      author: actor(author),
      openedByUs: false,
      ...(byReference === undefined ? {} : { byReference }),
    });
    return judge(snapshot({ items: [named], people: [person(author, role, member)] })).items.map(
      ({ number }) => number,
    );
  };

  it("R-V fail: one that only names the incident, by somebody without a say, is none", () => {
    expect(numbers("otis", "none", false, true)).toEqual([]);
    expect(numbers("otis", "read", false, true)).toEqual([]);
  });

  it("R-V pass: a collaborator's is, and so is any sub-issue", () => {
    expect(numbers("olga", "write", true, true)).toEqual([2]);
    expect(numbers("otis", "none", false)).toEqual([2]);
  });

  it("R-V unknown: where the author's role could not be read it keeps its place", () => {
    expect(numbers("otis", { unreadable: "role of otis: 502", transient: true }, false, true)).toEqual([2]);
  });
});
