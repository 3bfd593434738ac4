import { describe, expect, it } from "@jest/globals";
import type { FormProblem } from "../../../src/core/forms/definition.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { BACKLOG_RULES, formLacks, STATUS_LABELS, statusOf, verifiedOf } from "../../../src/core/rules/backlog.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { Outcome } from "../../../src/core/verdict/types.ts";
import { saying } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { expectWords } from "../../support/rule-words.ts";
import { itemIn, judge, ofKind, planned } from "../../support/judge.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  link,
  openPull,
  person,
  pull,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";
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
const nodes = (told: Told, rule: string) => judge(read(told)).rules.filter((one) => one.rule === rule);
const status = (told: Told) => itemIn(judge(read(told)), 2).status;

describe("R-B1 each item lies in one bucket", () => {
  it("R-B1 pass: of the form", () => {
    expect(findings({}, "R-B1")).toEqual([]);
    expect(itemIn(judge(read({ fields: { bucket: "detect" } })), 2).bucket).toBe("detect");
  });

  it("R-B1 pass: it is named", () => {
    expect(nodes({ fields: { bucket: "detect" } }, "R-B1")).toMatchObject([
      { key: "R-B1:#2/bucket", item: 2, outcome: "pass", phrase: "#2 is in the bucket detect.", next: null },
    ]);
  });

  it("R-B1: an item that was let go or retired is not spoken of, one that was completed is", () => {
    const close = closed(day(1), "maya", { reason: "not_planned" });
    const gone = shut(item(2), close);
    expect(nodes({ issue: { state: gone.state, stateReason: gone.stateReason } }, "R-B1")).toEqual([]);
    expect(nodes({ issue: { state: "closed", stateReason: "completed" } }, "R-B1")).toHaveLength(1);
    const retired = snapshot({
      items: [item(2, { comments: [comment("/quench retire It costs more.", "maya", day(1))] })],
      incident: incident({ comments: [tracker({ verified: { I_2: day(1) } })] }),
    });
    expect(judge(retired).rules.filter(({ rule }) => rule === "R-B1")).toEqual([]);
  });

  it.each(["R-B1", "R-B2", "R-B3"])("%s unknown: the items could not be read", (rule) => {
    const verdict = judge(snapshot({ items: { unreadable: "items: 502" } }));
    expect(verdict.rules.filter((one) => one.rule === rule)).toMatchObject([
      { key: rule, item: null, outcome: "unknown", phrase: "The hardening items could not be read: items: 502." },
    ]);
  });

  it("R-B1 fail: none, or a word of somebody's own, is a finding for its owner", () => {
    for (const bucket of [null, "detect, prevent", "somewhere"]) {
      const [finding] = findings({ fields: { bucket } }, "R-B1");
      expect(finding).toMatchObject({
        key: "R-B1:#2/bucket",
        item: 2,
        phrase: "#2 is in no bucket.",
        evidence: ["https://github.com/acme/shop/issues/2"],
        next: {
          text: "Choose one bucket in the item's form: detect, prevent or recover.",
          distance: "edit",
          who: ["oscar"],
        },
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

  it("R-B2 fail: a team", () => {
    for (const team of ["@acme/payments", "acme/payments"]) {
      expect(findings({ owner: null, fields: { owner: team } }, "R-B2")[0]).toMatchObject({
        key: "R-B2:#2/owner",
        phrase: "#2 names a team as its owner, and an owner is one person.",
        next: { text: "Name one owner: `/quench owner @login` on #2." },
      });
    }
    expect(findings({ owner: null, fields: { owner: "a team" } }, "R-B2")[0]?.phrase).toBe("#2 has no owner.");
    expect(findings({ owner: null, fields: { verifier: "@acme/payments" } }, "R-B2")[0]?.phrase).toBe(
      "#2 has no owner.",
    );
  });

  it("R-B2 fail: a login that is another account's by now", () => {
    const taken = (nodeId: string, assigned = "U_oscar") =>
      nodes(
        { people: [{ ...person("oscar"), nodeId }], issue: { assignees: [{ ...actor("oscar"), nodeId: assigned }] } },
        "R-B2",
      )[0];
    expect(taken("U_another")).toMatchObject({
      outcome: "fail",
      phrase: "The login of the owner of #2 is now another account's.",
      next: {
        text: "Name another owner: `/quench owner @login` on #2.",
        distance: "comment",
        who: ["someone with triage or above"],
      },
    });
    expect(taken("U_oscar")?.outcome).toBe("pass");
    expect(taken("")?.outcome).toBe("pass");
    expect(taken("U_oscar", "")?.outcome).toBe("pass");
    // Who is named and not assigned yet has nobody's id but their own.
    const naming = comment("/quench owner @paul", "tess", day(1));
    expect(nodes({ issue: { comments: [naming] } }, "R-B2")[0]?.outcome).toBe("pass");
  });

  it("R-B2 unknown: whether one has left could not be read: no finding", () => {
    const unread = { people: [person("oscar", "write", { unreadable: "membership of oscar: 502" })] };
    expect(findings(unread, "R-B2")).toEqual([]);
    expect(nodes(unread, "R-B2")[0]).toMatchObject({
      key: "R-B2:#2/owner",
      outcome: "unknown",
      phrase: "Cannot tell yet whether the owner of #2 is still a member.",
    });
    expect(nodes({ owner: "zoe" }, "R-B2")[0]?.outcome).toBe("unknown");
  });

  it("R-B2 unknown: who owns it, or when it is due", () => {
    const blind = [person("tess", { unreadable: "role of tess: 502" })];
    const naming = { issue: { comments: [comment("/quench owner @paul", "tess", day(1))] }, people: blind };
    expect(nodes(naming, "R-B2")[0]).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet who owns #2.",
      next: null,
    });
    const dated = {
      fields: { due: null },
      issue: { comments: [comment("/quench due 2026-04-02", "tess", day(1))] },
      people: blind,
    };
    expect(nodes(dated, "R-B2")[1]).toMatchObject({
      key: "R-B2:#2/due",
      outcome: "unknown",
      phrase: "Cannot tell yet when #2 is due: the role of tess could not be read.",
    });
  });

  it("R-B2 pass: both, with the day", () => {
    expect(nodes({}, "R-B2")).toMatchObject([
      { key: "R-B2:#2/owner", outcome: "pass", phrase: "#2 has one owner." },
      { key: "R-B2:#2/due", outcome: "pass", phrase: "#2 is due Mar 31, 2026." },
    ]);
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
      next: {
        text: "Set a due date: `/quench due YYYY-MM-DD` on #2.",
        distance: "comment",
        who: ["someone with triage or above"],
      },
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
  it("R-B3 pass: complete", () => {
    expect(nodes({}, "R-B3")).toMatchObject([
      { key: "R-B3:#2/form", outcome: "pass", phrase: "The form of #2 is complete.", next: null },
    ]);
  });

  it("R-B3 fail: whoever may edit it is asked where nobody owns it", () => {
    expect(findings({ owner: null, fields: { verifier: "@acme/payments" } }, "R-B3")[0]?.next?.who).toEqual([
      "someone with triage or above",
    ]);
  });

  it("R-B3: what it says unclearly is told once, by field", () => {
    const [finding, ...more] = findings({ fields: { verifier: "@acme/payments" } }, "R-B3");
    expect(more).toEqual([]);
    expect(finding?.phrase).toContain("*Verifier* cannot be `@acme/payments`");
    expect(finding?.key).toMatch(/^R-B3:#2\/verifier\/[1-9]\d*$/);
    expect(finding?.next).toEqual({ text: "Edit the item's form.", distance: "edit", who: ["oscar"] });
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
    expect(findings({ issue: { body } }, "R-B3")[0]?.key).toBe("R-B3:#2/missing");
  });

  it("R-B3: what is missing of a form is one clause", () => {
    const missing = (field: string | null, label: string | null): FormProblem => ({
      code: "missing",
      field,
      label,
      line: null,
      message: "",
    });
    expect(formLacks([])).toBeNull();
    expect(formLacks([{ ...missing("lane", "Lane"), code: "invalid" }])).toBeNull();
    expect(formLacks([missing("lane", "Lane"), missing(null, null)])).toBe("was written without its form");
  });
});

describe("R-B4 an item is verified", () => {
  const verified = (...rows: readonly Outcome[]) => {
    const [only] = buildCase(read(), policyInForce().policy).items;
    if (only === undefined) throw new Error("no item");
    return verifiedOf(
      only,
      rows.map((outcome, index) => saying("R-Q1", `Row ${index}`, outcome)),
    );
  };

  it("R-B4 pass: every part passes", () => {
    expect(verified("pass", "pass")).toMatchObject({
      rule: "R-B4",
      key: "R-B4:#2",
      title: "Verified",
      item: 2,
      outcome: "pass",
      phrase: "Verified: evidence, rubric and adoption hold.",
      next: null,
      children: [{ key: "Row 0" }, { key: "Row 1" }],
    });
  });

  it("R-B4 fail, unknown: the parts that do not, and the nearest step", () => {
    expect(verified("unknown", "pass", "fail")).toMatchObject({
      outcome: "fail",
      phrase: "Missing: row 0, row 2.",
      next: { text: "Do Row 2." },
    });
    expect(verified("unknown", "pass")).toMatchObject({ outcome: "unknown", phrase: "Missing: row 0." });
    expect(verified().outcome).toBe("fail");
  });

  it("R-B4: a label for each status", () => {
    expect(STATUS_LABELS).toEqual({
      open: "quench: open",
      in_progress: "quench: in_progress",
      verified: "quench: verified",
      retired: "quench: retired",
    });
  });
});

describe("R-B4 the status is derived", () => {
  it("R-B4: evidence that does not count is no work", () => {
    const drill = comment("/quench evidence behavior drill https://example.com/x", "oscar", day(1));
    const subject = buildCase(read({ issue: { comments: [drill] } }), policyInForce().policy);
    const [only] = subject.items;
    if (only === undefined) throw new Error("no item");
    const at = (strength: 0 | 1) =>
      statusOf(subject, { ...only, evidence: only.evidence.map((one) => ({ ...one, strength })) }, "fail");
    expect(only.evidence).not.toEqual([]);
    expect([at(0), at(1)]).toEqual(["open", "in_progress"]);
  });

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

describe("R-B1 to R-B5 in the registry", () => {
  it("have their words and settings; all but the gate are told as findings", () => {
    expectWords(BACKLOG_RULES, {
      "R-B1": [],
      "R-B2": ["time.zone"],
      "R-B3": ["failure_classes"],
      "R-B4": ["scores.rubric", "scores.adoption"],
      "R-B5": ["people.override.role", "people.override.users", "people.override.teams"],
    });
    expect(BACKLOG_RULES.map(({ kind }) => kind)).toEqual(["finding", "finding", "finding", "gate", "finding"]);
    expect(BACKLOG_RULES[3]?.judge).toBeNull();
  });
});
