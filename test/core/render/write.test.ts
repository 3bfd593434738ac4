import { describe, expect, it } from "@jest/globals";
import type { Write } from "../../../src/core/plan/write.ts";
import { describeOutcomes, describeWrite } from "../../../src/core/render/write.ts";
import { HOSTILE } from "../../support/hostile-text.ts";

const issue = { number: 12, nodeId: "I_12" };
const content = {
  status: "completed",
  conclusion: "action_required",
  title: "Not yet",
  summary: "",
  text: "",
} as const;
const memory = {
  version: 1,
  restoredAt: null,
  created: {},
  signOffs: {},
  settled: null,
  severity: null,
  enforcedSince: null,
} as const;

/** One of every kind, all of whose texts are `text`. */
function writes(text: string): { readonly [Kind in Write["kind"]]: Extract<Write, { kind: Kind }> } {
  const [key, title, body, label] = ["k", text, text, text];
  return {
    label: { kind: "label", key, name: label, color: "ededed", description: text },
    issue_labels: { kind: "issue_labels", key, issue, add: [label], remove: [label] },
    tracker: { kind: "tracker", key, issue, existing: null, body, memory },
    topic_comment: { kind: "topic_comment", key, issue, topic: text, existing: 5, body },
    notice: { kind: "notice", key, issue, body },
    bundle: { kind: "bundle", key, issue, text, document: "x".repeat(2500) },
    delete_comment: { kind: "delete_comment", key, comment: 5 },
    reaction: { kind: "reaction", key, comment: 5, content: "eyes" },
    create_item: { kind: "create_item", key, incident: issue, title, body, labels: [label] },
    create_entry: { kind: "create_entry", key, incident: issue, title, body, labels: [], assignees: [text] },
    reopen: { kind: "reopen", key, issue, closeEvent: "C_1", notice: body },
    close_own: { kind: "close_own", key, issue, reason: "not_planned", notice: null },
    assign: { kind: "assign", key, issue, add: [text], remove: [text] },
    check: {
      kind: "check",
      key,
      repository: "acme/shop",
      sha: "a".repeat(40),
      name: text,
      existing: null,
      content: { ...content, title },
    },
    own_issue: { kind: "own_issue", key, title, body, labels: [label], existing: null },
    offer_set_up: {
      kind: "offer_set_up",
      key,
      title,
      body,
      mark: { name: label, color: "ededed", description: text },
      takeOver: false,
      proposal: null,
    },
    close_proposal: { kind: "close_proposal", key, issue, notice: body },
  };
}

describe("describeWrite", () => {
  it("says each kind in our words, with people's text in code", () => {
    const lines = Object.values(writes("a text")).map(describeWrite);
    expect(lines).toEqual([
      "create the label `a text`",
      "change the labels of #12: add `a text`, take `a text` off",
      "post the tracker comment on #12",
      "edit our comment on #12 (`a text`)",
      "comment on #12: `a text`",
      "post the completion bundle on #12 (3 kB)",
      "delete our duplicate comment 5",
      "react with 👀 to comment 5",
      "create an item under #12: `a text`, labeled `a text`",
      "create a ledger entry under #12: `a text`, assigned to `a text`",
      "reopen #12 and say why",
      "close #12, an issue of ours, as not planned",
      "change who #12 is assigned to: add `a text`, take `a text` off",
      "set the check `a text` on `aaaaaaa` to action required: `a text`",
      "open the issue `a text`, labeled `a text`",
      "offer to set Quench up, by an issue: `a text`",
      "close the pull request #12, our offer, and say why",
    ]);
  });

  it("tells what is made anew from what is edited, and what is said from what is not", () => {
    const all = writes("x");
    expect(describeWrite({ ...all.label, update: true })).toBe(
      "create the label `x`, or bring its description up to date",
    );
    expect(describeWrite({ ...all.tracker, existing: 7 })).toBe("edit the tracker comment on #12");
    expect(describeWrite({ ...all.topic_comment, existing: null })).toBe("post our comment on #12 (`x`)");
    expect(describeWrite({ ...all.reopen, notice: null })).toBe("reopen #12, quietly");
    expect(describeWrite({ ...all.close_own, reason: "duplicate", notice: "why" })).toBe(
      "close #12, an issue of ours, as a duplicate and say why",
    );
    expect(describeWrite({ ...all.own_issue, existing: 30 })).toBe("edit our issue #30, `x`");
    expect(describeWrite({ ...all.check, content: { ...content, status: "in_progress", conclusion: null } })).toBe(
      "set the check `x` on `aaaaaaa` to in progress: `Not yet`",
    );
    const proposal = { branch: "quench", base: "main", message: "", body: "", files: [] };
    expect(describeWrite({ ...all.offer_set_up, proposal })).toBe("offer to set Quench up, by a pull request: `x`");
  });

  it("shows a comment by the first line that people see, and counts names beyond ten", () => {
    const { notice, issue_labels } = writes("x");
    const body = "<!-- quench:notice:k\n -->\n\n## ⛔ Closed **too early** by @rosa\n\nMore.";
    expect(describeWrite({ ...notice, body })).toBe("comment on #12: `⛔ Closed too early by @rosa`");
    expect(describeWrite({ ...notice, body: "<!-- only this -->" })).toBe("comment on #12: (empty)");
    const add = Array.from({ length: 12 }, (_, index) => `l${index}`);
    expect(describeWrite({ ...issue_labels, add, remove: [] })).toMatch(/`l9` and 2 more$/);
  });

  const COMMANDS = [
    "::error::x",
    "\n::add-mask::x",
    "##[add-mask]x",
    "#\u200b#[error]x",
    "##\u200b[group]x",
    "a\r\n::stop-commands::t",
  ];
  it.each([
    ...HOSTILE,
    ...COMMANDS,
    "😀".repeat(30_000),
    "`".repeat(300),
    "x".repeat(60_000),
  ])("lets no text break a line, be a command, ping, or end its code: %#", (text) => {
    for (const write of Object.values(writes(text))) {
      const line = describeWrite(write);
      expect(line).not.toMatch(/[\r\n\u0085\u2028\u2029\u200b\u202a-\u202e]/);
      expect(line).toMatch(/^[a-z]/);
      expect(line).not.toContain("##[");
      expect([...line].length).toBeLessThan(1500);
      // Nothing of it stands outside code: without code spans, only our words are left.
      const outside = line.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
      expect(outside).not.toMatch(/[@<>[\]*_~|\\]|https?:/);
    }
  });
});

describe("describeOutcomes", () => {
  const { reopen, notice } = writes("x");
  it("says what became of each, and each line once", () => {
    expect(
      describeOutcomes([
        { write: reopen, result: "planned" },
        { write: reopen, result: "planned" },
        { write: notice, result: "done" },
        { write: notice, result: "unchanged" },
        { write: notice, result: "skipped" },
        { write: reopen, result: "failed", reason: "HTTP 403 (`no`\n::error::)" },
      ]),
    ).toEqual([
      "Would: reopen #12 and say why.",
      "Done: comment on #12: `x`.",
      "Already so: comment on #12: `x`.",
      "Not needed any more: comment on #12: `x`.",
      "Refused: reopen #12 and say why (``HTTP 403 (`no` ::error::)``).",
    ]);
    expect(describeOutcomes([])).toEqual([]);
  });
});
