import { describe, expect, it } from "@jest/globals";
import type { Write } from "../../../src/core/plan/write.ts";
import { bundleComments } from "../../../src/core/render/bundle-comments.ts";
import type { Bundle } from "../../../src/core/rules/bundle-document.ts";
import { bundleSchema } from "../../../src/core/rules/bundle-schema.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { trackersOf } from "../../../src/core/verdict/memory.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { judge, ofKind, planned } from "../../support/judge.ts";
import { actor, closed, comment, day, incident, reopened, shut } from "../../support/snapshot.ts";
import { closableStory, escalation } from "../../support/story.ts";
import { withoutCode } from "../../support/visible.ts";

function settle(read: Snapshot): Snapshot {
  let shown = read;
  for (let round = 0; round < 5; round += 1) {
    const writes = planned(shown);
    if (writes.length === 0) return shown;
    shown = applyPlan(shown, writes);
  }
  throw new Error(JSON.stringify(planned(shown).map(({ kind, key }) => [kind, key])));
}

const commentsOf = ({ incident: { comments } }: Snapshot): readonly Comment[] =>
  isUnreadable(comments) ? [] : comments;
const partsOf = (read: Snapshot) => commentsOf(read).filter(({ own }) => own?.key.startsWith("bundle:") === true);
const withComments = (read: Snapshot, change: (comments: readonly Comment[]) => readonly Comment[]): Snapshot => ({
  ...read,
  incident: { ...read.incident, comments: change(commentsOf(read)) },
});
const trackerOf = (read: Snapshot): string => trackersOf(settle(read))[0]?.body ?? "";
const changeNotices = (writes: readonly Write[]) =>
  ofKind(writes, "notice").filter(({ key }) => key.startsWith("bundle-changed:"));
const forget = (comments: readonly Comment[]) => comments.filter(({ own }) => own?.key !== "tracker");
const documentOf = (read: Snapshot): Bundle => JSON.parse(ofKind(planned(read), "bundle")[0]?.document ?? "null");

/** Closed at day 4, late enough to be judged, with the evidence as it is. */
const shutAt = (read: Snapshot): Snapshot => ({
  ...read,
  now: day(4),
  incident: shut(read.incident, closed(day(3, 1400), "oscar")),
});

/** The runbook's pull request brought another file too. */
function withOnePullLess(read: Snapshot): Snapshot {
  const [key = ""] = Object.keys(read.pulls).toSorted();
  const { [key]: pull, ...pulls } = read.pulls;
  if (pull === undefined || isUnreadable(pull) || isUnreadable(pull.files)) throw new Error(key);
  const files = pull.files.filter(({ path }) => !path.startsWith("monitoring/"));
  return { ...read, pulls: { ...pulls, [key]: { ...pull, files } } };
}

const ready = settle(closableStory());
const UNPROVEN: Snapshot = { ...closableStory(), pulls: {} };

describe("the bundle is posted", () => {
  it("once, when the incident first may close", () => {
    expect(ofKind(planned(closableStory()), "bundle")).toHaveLength(1);
    expect(partsOf(ready)).toHaveLength(1);
    expect(planned(ready)).toEqual([]);
    expect(planned({ ...ready, now: day(5, 3) }).filter(({ kind }) => kind === "bundle")).toEqual([]);
    expect(trackerOf(ready)).toMatch(
      /^📦 The \[completion bundle\]\(https:\/\/github\.com\/acme\/shop\/issues\/1#issuecomment-\d+\) is posted, SHA-256 `[0-9a-f]{12}…`\.$/m,
    );
  });

  it("not while a condition fails, and not while what it is made of was not read", () => {
    expect(judge(UNPROVEN).closable.outcome).not.toBe("pass");
    expect(ofKind(planned(UNPROVEN), "bundle")).toEqual([]);
    const lost = closableStory({ over: { ledger: { unreadable: "ledger: 502" } } });
    expect(ofKind(planned(lost), "bundle")).toEqual([]);
  });

  it("with the same bytes for the same facts, whenever, and by its schema", () => {
    const [first] = ofKind(planned(closableStory()), "bundle");
    const bundle = documentOf(closableStory());
    expect(bundleSchema.safeParse(bundle).error).toBeUndefined();
    expect(first?.document).not.toMatch(/[<>`\u2028\u202e]/);
    expect(bundle.pulls.map(({ pull }) => pull)).toEqual(["acme/shop#102", "acme/shop#103", "acme/shop#104"]);
    expect(bundle.pulls[0]?.checks[0]).toMatchObject({ name: "ci / test", conclusion: "success" });
    expect(bundle.runs[0]).toMatchObject({ name: "drill", conclusion: "success" });
    expect(bundle.controls[0]?.check).toBe("guard");
    expect(bundle.controls[0]?.sightings).toHaveLength(5);
    expect(bundle.complete).toBe(true);
    expect(Object.values(bundle.leftOut)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    const again = closableStory();
    const ids = (text = ""): string => text.replace(/issuecomment-\d+|runs\/\d+|"[0-9a-f]{40}"/g, "ID");
    const later = ofKind(planned({ ...again, now: day(3, 1439) }), "bundle")[0]?.document;
    expect(ids(later)).toBe(ids(ofKind(planned(again), "bundle")[0]?.document));
  });

  it("is found again where the tracker was deleted, and not posted twice", () => {
    const lost = withComments(ready, forget);
    expect(ofKind(planned(lost), "bundle")).toEqual([]);
    expect(partsOf(settle(lost))).toEqual(partsOf(ready));
  });

  it("works without a key: nothing is remembered, and the comments say it all", () => {
    const read = closableStory();
    const done = settle({ ...read, self: { ...read.self, kind: "action" } });
    expect(partsOf(done)).toHaveLength(1);
    expect(partsOf(done)[0]?.body).toContain("Not signed");
    expect(planned(done)).toEqual([]);
  });

  it("cut between two parts over other facts: what was begun goes, in the end", () => {
    const sha = "cd".repeat(32);
    const half = (part: number): Comment => ({
      ...(partsOf(ready)[0] as Comment),
      databaseId: 2_000_000 + part,
      body: "half",
      own: { key: `bundle:${part}/3:${sha}`, memory: { state: "none" }, lastEditorIsUs: true },
    });
    const notYet = withComments(UNPROVEN, (all) => [...all, half(1), half(2)]);
    expect(ofKind(planned(notYet), "delete_comment").map((write) => write.comment)).toEqual([2_000_001, 2_000_002]);
    // A second process began another one: the one that is remembered stays.
    const two = withComments(ready, (all) => [...all, half(1)]);
    expect(ofKind(planned(two), "delete_comment").map((write) => write.comment)).toEqual([2_000_001]);
    const [own] = partsOf(ready);
    const twice = withComments(ready, (all) => [...all, { ...(own as Comment), databaseId: 3_000_000 }]);
    expect(ofKind(planned(twice), "delete_comment").map((write) => write.comment)).toEqual([3_000_000]);
    expect(settle(twice).incident.comments).toEqual(ready.incident.comments);
  });
});

describe("what becomes of it is told", () => {
  it("where a part was edited", () => {
    const edited = withComments(ready, (all) =>
      all.map((one) =>
        one.own?.key.startsWith("bundle:") === true
          ? { ...one, body: "x", editor: actor("mallory"), own: { ...one.own, lastEditorIsUs: false } }
          : one,
      ),
    );
    expect(trackerOf(edited)).toContain(
      "⚠️ The bundle is not what Quench wrote any more: it was edited by `mallory`. It is not written again, so that nobody takes a later text for the archived one.",
    );
    expect(planned(settle(edited))).toEqual([]);
  });

  it("where a part is gone, and it is not posted again", () => {
    const gone = withComments(ready, (all) => all.filter((one) => !partsOf(ready).includes(one)));
    const text = trackerOf(gone);
    expect(text).toContain("📦 The completion bundle was posted, SHA-256 `");
    expect(text).toMatch(/SHA-256 `[0-9a-f]{64}`/);
    expect(text).toContain("it is gone.");
    expect(partsOf(settle(gone))).toEqual([]);
  });
});

describe("a change of the evidence", () => {
  const changed = withOnePullLess(ready);

  it("is told by the tracker, with the links", () => {
    const text = trackerOf(changed);
    expect(text).toMatch(
      /ℹ️ The evidence has changed since the bundle: 1 gone \(#2 \[monitoring\]\(https:\/\/github\.com\/acme\/shop\/pull\/102\)\)\./,
    );
    expect(changeNotices(planned(changed))).toEqual([]);
    expect(trackerOf(settle({ ...changed, pulls: ready.pulls }))).not.toContain("has changed");
  });

  it("while the incident is closed, by one comment for each distinct change", () => {
    const shutNow = settle(shutAt(ready));
    expect(shutNow.incident.state).toBe("closed");
    expect(commentsOf(shutNow).some(({ own }) => own?.key.startsWith("notice:bundle-changed:") === true)).toBe(false);
    const later = { ...shutNow, pulls: changed.pulls };
    const [notice, ...more] = changeNotices(planned(later));
    expect(more).toEqual([]);
    expect(notice?.body).toContain("## ℹ️ The evidence has changed since the completion bundle");
    expect(notice?.body).toContain("**Gone** (1)\n- #2 [monitoring](https://github.com/acme/shop/pull/102)");
    const told = settle(later);
    expect(planned(told)).toEqual([]);
    // Nor where somebody deletes it: it is remembered.
    const quiet = withComments(told, (all) =>
      all.filter(({ own }) => own?.key.startsWith("notice:bundle-changed:") !== true),
    );
    expect(changeNotices(planned(quiet))).toEqual([]);
  });

  it("that its tracker told while it was open is not said again at the close", () => {
    const open = settle(changed);
    expect(changeNotices(planned(shutAt(open)))).toEqual([]);
    const { incident: again } = settle(shutAt(open));
    const events = isUnreadable(again.events) ? [] : again.events;
    const back: Issue = {
      ...again,
      state: "open",
      stateReason: null,
      closedAt: null,
      events: [...events, reopened(day(4, 5), "maya")],
    };
    expect(changeNotices(planned({ ...open, now: day(4, 9), incident: back }))).toEqual([]);
  });

  it("is not told of what could not be read", () => {
    const shutNow = settle(shutAt(ready));
    const [key = ""] = Object.keys(ready.pulls).toSorted();
    const lost: Snapshot = { ...shutNow, pulls: { ...shutNow.pulls, [key]: { unreadable: "pull: 502" } } };
    expect(changeNotices(planned(lost))).toEqual([]);
    const [tracker] = ofKind(planned(lost), "tracker");
    expect(tracker?.body ?? "").not.toContain("has changed since");
  });

  it("is no more said by comments after ten", () => {
    const shutNow = settle(shutAt(ready));
    const said = (count: number) =>
      withComments({ ...shutNow, pulls: changed.pulls }, (all) => [
        ...all,
        ...Array.from({ length: count }, (_, index) => ({
          ...(partsOf(ready)[0] as Comment),
          databaseId: 4_000_000 + index,
          own: { key: `notice:bundle-changed:${index}`, memory: { state: "none" as const }, lastEditorIsUs: true },
        })),
      ]);
    expect(changeNotices(planned(said(8)))[0]?.body).not.toContain("No more such comments");
    expect(changeNotices(planned(said(9)))[0]?.body).toContain("No more such comments follow here");
    expect(changeNotices(planned(said(10)))).toEqual([]);
  });
});

describe("people's words in a bundle", () => {
  const emoji = "🔥".repeat(15_000);

  it.each([
    ...HOSTILE,
    emoji,
    "x".repeat(60_000),
    "```\n~~~\n</details>\n-->\n@maya".repeat(500),
  ])("stay where they are, and come back as they were (%#)", (text) => {
    const read = closableStory();
    const body = read.incident.body.replace(
      "Checkout failed for every customer after a configuration change.",
      () => `${text || "-"}`,
    );
    const hostile: Snapshot = {
      ...read,
      incident: {
        ...incident({ comments: [escalation(), comment(text, "olga", day(1))] }),
        body,
        title: text.slice(0, 250),
      },
      items: isUnreadable(read.items) ? [] : read.items.map((item) => ({ ...item, title: text.slice(0, 250) })),
    };
    const [write] = ofKind(planned(hostile), "bundle");
    if (write === undefined) throw new Error(judge(hostile).closable.phrase);
    const { incident: held, leftOut } = JSON.parse(write.document) as Bundle;
    expect(held.title).toBe(text.slice(0, 250));
    expect(leftOut.characters).toBe(Math.max(0, (judgeSummary(hostile)?.length ?? 0) - 8000));
    expect(write.text.length).toBeLessThanOrEqual(20_000);
    const comments = bundleComments(write.text, write.document, { sha256: "0".repeat(64), hmac: "x".repeat(43) });
    for (const { body: shown } of comments) {
      expect(shown.length).toBeLessThanOrEqual(64_800);
      const visible = withoutCode(shown);
      expect(visible).not.toMatch(/@[A-Za-z]|<!--|<script|[^\\]\]\(javascript:|:\/\/evil/);
      expect(visible.match(/<details>/g)?.length).toBe(visible.match(/<\/details>/g)?.length);
      expect(shown.split("\n").filter((line) => line.startsWith("```"))).toEqual(["```json", "```"]);
    }
  });

  function judgeSummary(read: Snapshot): string | null {
    const { summary } = (JSON.parse(ofKind(planned(read), "bundle")[0]?.document ?? "null") as Bundle).incident;
    const whole = read.incident.body.split("### Summary\n\n")[1]?.split("\n\n###")[0]?.trim() ?? null;
    return summary === null || whole === null || summary.length < 8000 ? summary : whole;
  }
});
