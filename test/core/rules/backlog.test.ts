import { describe, expect, it } from "@jest/globals";
import type { Issue, Person } from "../../../src/core/snapshot/types.ts";
import { itemIn, judge, ofKind, planned } from "../../support/judge.ts";
import { actor, comment, day, item, link, openPull, person, pull, snapshot } from "../../support/snapshot.ts";
import { proven, storyOf } from "../../support/story.ts";

interface Told {
  readonly issue?: Partial<Issue>;
  readonly fields?: Record<string, string | null>;
  readonly owner?: string | null;
  readonly people?: readonly Person[];
}

function read({ issue = {}, fields = {}, owner = "oscar", people = [] }: Told = {}) {
  return snapshot({
    items: [item(2, { owner, fields: { due: "2026-03-31", ...fields }, ...issue })],
    pulls: [pull(102)],
    people,
  });
}

const findings = (told: Told, rule: string) => judge(read(told)).findings.filter((one) => one.rule === rule);
const status = (told: Told) => itemIn(judge(read(told)), 2).status;

describe("R-B1 each item lies in one bucket", () => {
  it("R-B1 pass: of the form", () => {
    expect(findings({}, "R-B1")).toEqual([]);
    expect(itemIn(judge(read({ fields: { bucket: "detect" } })), 2).bucket).toBe("detect");
  });

  it("R-B1 fail: none, or a word of somebody's own, is a finding for its owner", () => {
    for (const bucket of [null, "detect, prevent", "somewhere"]) {
      const [finding] = findings({ fields: { bucket } }, "R-B1");
      expect(finding).toMatchObject({
        key: "R-B1:#2/bucket",
        item: 2,
        phrase: "#2 is in no bucket.",
        next: { distance: "edit", who: ["oscar"] },
      });
    }
  });
});

describe("R-B2 one owner, one due date", () => {
  it("R-B2 pass: the sole assignee", () => {
    expect(findings({}, "R-B2")).toEqual([]);
    expect(itemIn(judge(read()), 2).owner).toBe("oscar");
  });

  it("R-B2 fail: nobody, or several", () => {
    expect(findings({ owner: null }, "R-B2")[0]).toMatchObject({
      phrase: "#2 has no owner.",
      next: { distance: "comment", who: ["someone with triage or above"] },
    });
    const two = { issue: { assignees: [actor("oscar"), actor("paul")] } };
    expect(findings(two, "R-B2")[0]?.phrase).toBe("#2 has 2 assignees, and an item has exactly one owner.");
    expect(itemIn(judge(read(two)), 2).owner).toBeNull();
  });

  it("R-B2 fail: one who has left", () => {
    expect(findings({ people: [person("oscar", "none")] }, "R-B2")[0]?.phrase).toBe(
      "The owner of #2 is no longer a member.",
    );
  });

  it("R-B2 unknown: whether one has left could not be read: no finding", () => {
    expect(
      findings({ people: [person("oscar", "write", { unreadable: "membership of oscar: 502" })] }, "R-B2"),
    ).toEqual([]);
  });

  it("R-B2: the form's field only seeds the owner", () => {
    const told: Told = { owner: null, fields: { owner: "@oscar" } };
    expect(itemIn(judge(read(told)), 2).owner).toBeNull();
    expect(ofKind(planned(read(told)), "assign")).toEqual([
      { kind: "assign", key: "assign:2", issue: { number: 2, nodeId: "I_2" }, add: ["oscar"], remove: [] },
    ]);
  });

  it("R-B2: but not somebody who is not here, nor an item that had an owner before", () => {
    expect(ofKind(planned(read({ owner: null, fields: { owner: "@mallory" } })), "assign")).toEqual([]);
    expect(ofKind(planned(read({ owner: null, fields: { owner: "@acme/payments" } })), "assign")).toEqual([]);
    const before: Told = { fields: { owner: "@paul" }, issue: { assignees: [] } };
    expect(ofKind(planned(read(before)), "assign")).toEqual([]);
  });

  it("R-B2: `/quench owner @x` assigns x and unassigns others, once", () => {
    const said = comment("/quench owner @paul", "tess", day(1));
    const [write] = ofKind(planned(read({ issue: { comments: [said] } })), "assign");
    expect(write).toMatchObject({ add: ["paul"], remove: ["oscar"] });
    const taken = { ...said, ownReactions: ["+1"] };
    expect(ofKind(planned(read({ issue: { comments: [taken] } })), "assign")).toEqual([]);
  });

  it("R-B2 fail: an outsider's does nothing", () => {
    expect(
      ofKind(planned(read({ issue: { comments: [comment("/quench owner @mallory", "mallory", day(1))] } })), "assign"),
    ).toEqual([]);
  });

  it("R-B2 fail: no due date", () => {
    expect(findings({ fields: { due: null } }, "R-B2")[0]).toMatchObject({
      key: "R-B2:#2/due",
      phrase: "#2 has no due date.",
    });
    expect(findings({ fields: { due: "soon" } }, "R-B2")).toHaveLength(1);
  });

  it("R-B2 pass: one set by command", () => {
    const told: Told = {
      fields: { due: null },
      issue: { comments: [comment("/quench due 2026-04-02", "tess", day(1))] },
    };
    expect(findings(told, "R-B2")).toEqual([]);
    expect(itemIn(judge(read(told)), 2).due).toBe("2026-04-02");
  });
});

describe("R-B3 the item's form", () => {
  it("R-B3: what it says unclearly is told once, by field", () => {
    const [finding, ...more] = findings({ fields: { verifier: "@acme/payments" } }, "R-B3");
    expect(more).toEqual([]);
    expect(finding?.phrase).toContain("*Verifier* cannot be `@acme/payments`");
    expect(finding?.next).toMatchObject({ distance: "edit", who: ["oscar"] });
  });

  it("R-B3: an item written without the form is one finding, not one a field", () => {
    expect(findings({ issue: { body: "We should add a check." } }, "R-B3").map((one) => one.phrase)).toEqual([
      "#2 was written without its form.",
    ]);
  });

  it("R-B3: a form without some of its headings is one finding that names them", () => {
    const body = item(2, { fields: { due: "2026-03-31" } })
      .body.replace("### Bucket", "### Bukkit")
      .replace("### Lane", "### Lain");
    expect(findings({ issue: { body } }, "R-B3").map((one) => one.phrase)).toEqual([
      "#2 lacks these headings of its form: Bucket, Lane.",
    ]);
  });
});

describe("R-B4 the status is derived", () => {
  it("R-B4: open without owner, or without any work", () => {
    expect(status({})).toBe("open");
    expect(status({ owner: null, issue: { links: [link(102)] } })).toBe("open");
  });

  it("R-B4: in progress with an owner and a linked pull request, or any evidence", () => {
    expect(status({ issue: { links: [link(102)] } })).toBe("in_progress");
    expect(status({ issue: { comments: [comment("/quench ack runbook", "oscar", day(1))] } })).toBe("in_progress");
    const open = snapshot({ items: [item(2, { owner: "oscar", links: [link(102)] })], pulls: [openPull(102)] });
    expect(itemIn(judge(open), 2).status).toBe("in_progress");
  });

  it("R-B4: a bare mention is no work", () => {
    expect(status({ issue: { links: [link(102, "mentioned")] } })).toBe("open");
  });

  it("R-B4: verified while the gate passes, shown as our label alone", () => {
    const one = proven(2, { issue: { labels: ["hardening", "quench: open", "team-a"] } });
    const [write] = ofKind(planned(storyOf([one])), "issue_labels");
    expect(write).toMatchObject({ issue: { number: 2 }, add: ["quench: verified"], remove: ["quench: open"] });
  });

  it("R-B4: a label that a person put on is no input", () => {
    const [write] = ofKind(planned(read({ issue: { labels: ["hardening", "quench: verified"] } })), "issue_labels");
    expect(write).toMatchObject({ add: ["quench: open"], remove: ["quench: verified"] });
    expect(status({ issue: { labels: ["hardening", "quench: verified"] } })).toBe("open");
  });

  it("R-B4 unknown: the label stays as it is", () => {
    const one = proven(2, { pull: { files: { unreadable: "files: 502", transient: true } } });
    expect(ofKind(planned(storyOf([one])), "issue_labels")).toEqual([]);
  });
});
