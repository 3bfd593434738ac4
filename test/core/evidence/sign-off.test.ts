import { describe, expect, it } from "@jest/globals";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import type { Comment, Issue, Person, PullRequest, Snapshot } from "../../../src/core/snapshot/types.ts";
import { judge, ofKind, planned, row } from "../../support/judge.ts";
import {
  actor,
  assigned,
  comment,
  day,
  incident,
  item,
  link,
  person,
  pull,
  run,
  sha,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

const EXERCISED = run(902, [sha(102)]);

interface Told {
  readonly comments?: readonly Comment[];
  readonly issue?: Partial<Issue>;
  readonly pull?: Partial<PullRequest>;
  readonly more?: readonly PullRequest[];
  readonly people?: readonly Person[];
  readonly fields?: Record<string, string>;
  readonly memory?: Partial<TrackerMemory>;
}

const NAMED = comment("/quench verifier @vera", "maya", day(0, 120));
const VERIFIED = comment("/quench verify", "vera", day(1, 420));
const EXERCISE = comment(`/quench evidence behavior drill ${EXERCISED.url}`, "oscar", day(1, 300));

function story(told: Told = {}): Snapshot {
  const subject = item(2, {
    owner: "oscar",
    comments: told.comments ?? [NAMED, EXERCISE, VERIFIED],
    links: [link(102), ...(told.more ?? []).map((one) => link(one.number))],
    fields: told.fields ?? {},
    ...told.issue,
  });
  return snapshot({
    incident: incident({ comments: told.memory === undefined ? [] : [tracker(told.memory)] }),
    items: [subject],
    pulls: [pull(102, undefined, told.pull), ...(told.more ?? [])],
    runs: [EXERCISED],
    people: told.people ?? [],
  });
}

const signOff = (told: Told = {}) => row(judge(story(told)), "R-Q1:#2/sign-off");

function refusedBecause(told: Told): string {
  const found = signOff(told);
  expect(found.outcome).toBe("fail");
  expect(found.next).not.toBeNull();
  return found.phrase;
}

describe("R-H5 who may sign off", () => {
  it("R-H5 pass: the named verifier, after all of the evidence", () => {
    const found = signOff();
    expect(found.outcome).toBe("pass");
    expect(found.evidence).toEqual([VERIFIED.url]);
  });

  it("R-H5 fail: nobody is named, and somebody with triage is asked to name one", () => {
    const found = signOff({ comments: [EXERCISE, VERIFIED] });
    expect(found.phrase).toBe("No verifier is named.");
    expect(found.next).toMatchObject({ distance: "comment", who: ["someone with triage or above"] });
  });

  it("R-H5 fail: named only after the sign-off", () => {
    const late = comment("/quench verifier @vera", "maya", day(1, 430));
    expect(refusedBecause({ comments: [EXERCISE, VERIFIED, late] })).toBe("The verifier has not signed off.");
  });

  it("R-H5 fail: no longer the named one", () => {
    const recorded = { ...VERIFIED, ownReactions: ["+1"] };
    const other = comment("/quench verifier @tess", "maya", day(1, 500));
    expect(refusedBecause({ comments: [NAMED, EXERCISE, recorded, other] })).toContain(
      "vera is no longer the named verifier",
    );
  });

  it("R-H5 fail: the owner", () => {
    const named = comment("/quench verifier @oscar", "maya", day(0, 120));
    const verified = comment("/quench verify", "oscar", day(1, 420));
    expect(refusedBecause({ comments: [named, EXERCISE, verified] })).toContain("oscar owns the item");
  });

  it("R-H5 fail: the owner, however the login is spelled", () => {
    const named = comment("/quench verifier @OSCAR", "maya", day(0, 120));
    const verified = comment("/quench verify", "Oscar", day(1, 420));
    expect(refusedBecause({ comments: [named, EXERCISE, verified], issue: { assignees: [actor("oSCAR")] } })).toContain(
      "owns the item",
    );
  });

  it("R-H5 fail: the author of an implementing pull request", () => {
    const named = comment("/quench verifier @paul", "maya", day(0, 120));
    const verified = comment("/quench verify", "paul", day(1, 420));
    expect(refusedBecause({ comments: [named, EXERCISE, verified] })).toBe(
      "The named verifier cannot sign off: paul worked on acme/shop#102.",
    );
  });

  it("R-H5 fail: a co-author or committer of one", () => {
    expect(refusedBecause({ pull: { contributors: ["paul", "Vera"] } })).toContain("vera worked on acme/shop#102");
  });

  it("R-H5 unknown: who committed could not be read", () => {
    expect(signOff({ pull: { contributors: { unreadable: "commits: truncated" } } }).outcome).toBe("unknown");
  });

  it("R-H5 fail: no longer a member", () => {
    const comments = [{ ...NAMED, ownReactions: ["+1"] }, EXERCISE, { ...VERIFIED, ownReactions: ["+1"] }];
    expect(refusedBecause({ comments, people: [person("vera", "write", false)] })).toContain(
      "vera is no longer a member",
    );
    expect(refusedBecause({ people: [person("vera", "write", false)] })).toBe("No verifier is named.");
  });

  it("R-H5 unknown: role or membership could not be read", () => {
    expect(signOff({ people: [person("vera", { unreadable: "role of vera: 502", transient: true })] }).outcome).toBe(
      "unknown",
    );
    expect(signOff({ people: [person("vera", "write", { unreadable: "membership of vera: 502" })] }).outcome).toBe(
      "unknown",
    );
  });

  it("R-H5 unknown: comments could not be read", () => {
    expect(signOff({ issue: { comments: { unreadable: "comments: 502", transient: true } } }).outcome).toBe("unknown");
  });
});

describe("R-H5 nobody names themselves", () => {
  it("R-H5 fail: by command", () => {
    const self = comment("/quench verifier @vera", "vera", day(0, 120));
    expect(refusedBecause({ comments: [self, EXERCISE, VERIFIED] })).toBe("No verifier is named.");
  });

  it("R-H5 fail: in the body that one wrote last oneself", () => {
    const byVera: Partial<Issue> = { editor: actor("vera"), lastEditedAt: day(0, 90) };
    expect(refusedBecause({ comments: [EXERCISE, VERIFIED], fields: { verifier: "@vera" }, issue: byVera })).toBe(
      "No verifier is named.",
    );
    const authored: Partial<Issue> = { author: actor("Vera"), openedByUs: false };
    expect(refusedBecause({ comments: [EXERCISE, VERIFIED], fields: { verifier: "@vera" }, issue: authored })).toBe(
      "No verifier is named.",
    );
  });

  it("R-H5 pass: in a body that somebody else wrote last, before the sign-off", () => {
    const byMaya: Partial<Issue> = { editor: actor("maya"), lastEditedAt: day(0, 90) };
    expect(signOff({ comments: [EXERCISE, VERIFIED], fields: { verifier: "@vera" }, issue: byMaya }).outcome).toBe(
      "pass",
    );
  });

  it("R-H5 fail: the body named the verifier only after the sign-off", () => {
    const later: Partial<Issue> = { editor: actor("maya"), lastEditedAt: day(1, 500) };
    expect(refusedBecause({ comments: [EXERCISE, VERIFIED], fields: { verifier: "@vera" }, issue: later })).toBe(
      "The verifier has not signed off.",
    );
  });
});

describe("R-H4 whose comment it is", () => {
  it("R-H4 fail: edited by somebody else", () => {
    const edited = comment("/quench verify", "vera", day(1, 420), {
      editor: actor("oscar"),
      lastEditedAt: day(1, 430),
    });
    expect(refusedBecause({ comments: [NAMED, EXERCISE, edited] })).toBe("The verifier has not signed off.");
  });

  it("R-H4 fail: edited by somebody else after we took it", () => {
    const edited = comment("/quench verify", "vera", day(1, 420), {
      editor: actor("oscar"),
      lastEditedAt: day(1, 430),
      ownReactions: ["+1"],
    });
    expect(refusedBecause({ comments: [NAMED, EXERCISE, edited] })).toBe("The verifier has not signed off.");
  });

  it("R-H4: an edit of one's own counts from the edit on", () => {
    const early = comment("/quench verify", "vera", day(0, 200), { editor: actor("vera"), lastEditedAt: day(1, 420) });
    expect(signOff({ comments: [NAMED, EXERCISE, early] }).outcome).toBe("pass");
  });

  it("R-H4 fail: a bot", () => {
    const bot = comment("/quench verify", "vera[bot]", day(1, 420));
    expect(refusedBecause({ comments: [NAMED, EXERCISE, bot] })).toBe("The verifier has not signed off.");
  });

  it("R-H4 fail: deleting the comment withdraws it", () => {
    expect(refusedBecause({ comments: [NAMED, EXERCISE] })).toBe("The verifier has not signed off.");
  });
});

describe("R-H5 a sign-off is stale once what it saw has changed", () => {
  it("R-H5 fail: a later merge", () => {
    const later = pull(103, undefined, { mergedAt: day(1, 430) });
    const found = signOff({ more: [later] });
    expect(found.phrase).toContain("it is stale: acme/shop#103 was merged after it");
    expect(found.next?.who).toEqual(["vera"]);
    expect(found.next?.distance).toBe("comment");
  });

  it("R-H5 fail: behavioral evidence that came after it", () => {
    const late = comment(`/quench evidence behavior drill ${EXERCISED.url}`, "oscar", day(1, 425));
    expect(refusedBecause({ comments: [NAMED, VERIFIED, late] })).toContain(
      "it is stale: behavioral evidence came after it",
    );
  });

  it("R-H5 fail: another owner since", () => {
    const handed: Partial<Issue> = {
      assignees: [actor("otto")],
      events: [assigned(day(0, 60), "maya", "oscar"), assigned(day(1, 430), "maya", "otto")],
    };
    expect(refusedBecause({ issue: handed })).toContain("it is stale: the owner changed after it");
  });

  it("R-H5 pass: an owner named before it whom Quench comes to assign only after it", () => {
    const owner = comment("/quench owner @oscar", "maya", day(0, 60));
    const late = assigned(day(1, 430), "quench[bot]", "oscar");
    const before: Told = { comments: [owner, NAMED, EXERCISE, VERIFIED], issue: { assignees: [] } };
    expect(signOff(before).outcome).toBe("pass");
    const [tracker] = ofKind(planned(story(before)), "tracker");
    const done = { ...owner, ownReactions: ["+1"] };
    const after: Told = {
      comments: [done, NAMED, EXERCISE, VERIFIED],
      issue: { assignees: [actor("oscar")], events: [late] },
      memory: { signOffs: tracker?.memory.signOffs ?? {} },
    };
    expect(Object.keys(tracker?.memory.signOffs ?? {})).toEqual([VERIFIED.nodeId]);
    expect(signOff(after).outcome).toBe("pass");
  });

  it("R-H5 fail: an owner named after it", () => {
    const owner = comment("/quench owner @otto", "maya", day(1, 425));
    const handed: Told = { comments: [NAMED, EXERCISE, VERIFIED, owner] };
    expect(refusedBecause(handed)).toContain("it is stale: the owner changed after it");
  });

  it("R-H5 unknown: whether another owner was named", () => {
    const owner = comment("/quench owner @otto", "tess", day(0, 60));
    const people = [person("tess", { unreadable: "role of tess: 502", transient: true })];
    expect(signOff({ comments: [owner, NAMED, EXERCISE, VERIFIED], people }).outcome).toBe("unknown");
  });

  it("R-H5 fail: the digest noted when it was first seen differs", () => {
    const seen = { [VERIFIED.nodeId]: "another digest" };
    expect(refusedBecause({ memory: { signOffs: seen } })).toContain("it is stale: the evidence it saw has changed");
  });

  it("R-H5 pass: signing off again, after the change", () => {
    const later = pull(103, undefined, { mergedAt: day(1, 430) });
    const again = comment("/quench verify", "vera", day(1, 440));
    expect(signOff({ comments: [NAMED, EXERCISE, VERIFIED, again], more: [later] }).outcome).toBe("pass");
  });

  it("R-H5: the tracker remembers what a sign-off saw, and a reverted pull request then makes it stale", () => {
    const both = { more: [pull(103)], memory: {} };
    const [written] = ofKind(planned(story(both)), "tracker");
    const noted = written?.memory.signOffs ?? {};
    expect(Object.keys(noted)).toEqual([VERIFIED.nodeId]);
    expect(signOff({ ...both, memory: { signOffs: noted } }).outcome).toBe("pass");
    const reverted = { more: [pull(103, undefined, { revertedBy: "acme/shop#130" })], memory: { signOffs: noted } };
    expect(refusedBecause(reverted)).toContain("the evidence it saw has changed");
  });

  it("R-H7: nothing is noted while something could not be read", () => {
    const [written] = ofKind(
      planned(story({ pull: { files: { unreadable: "files: 502", transient: true } } })),
      "tracker",
    );
    expect(written?.memory.signOffs).toEqual({});
  });
});

describe("R-V1 what could not be read might make a sign-off stale, or its author dependent", () => {
  const unread = { unreadable: "502", transient: true };

  it("R-H5 unknown: the timeline, which would tell of another owner", () => {
    expect(signOff({ issue: { events: unread } }).outcome).toBe("unknown");
  });

  it("R-H5 unknown: another linked pull request", () => {
    const read = story({ issue: { links: [link(102), link(103)] } });
    const verdict = judge({ ...read, pulls: { ...read.pulls, "acme/shop#103": unread } });
    expect(row(verdict, "R-Q1:#2/sign-off").outcome).toBe("unknown");
  });

  it("R-H5 unknown: whether another verifier was named", () => {
    const other = comment("/quench verifier @otto", "tess", day(1, 500));
    const people = [person("tess", unread)];
    expect(signOff({ comments: [NAMED, EXERCISE, VERIFIED, other], people }).outcome).toBe("unknown");
  });

  it("R-H5 pass: a naming that could not be read counts no more once another one came after it", () => {
    const other = comment("/quench verifier @otto", "tess", day(0, 100));
    expect(signOff({ comments: [other, NAMED, EXERCISE, VERIFIED], people: [person("tess", unread)] }).outcome).toBe(
      "pass",
    );
  });

  it("R-Q1 unknown: whether another operator was named", () => {
    const acked = [
      comment("/quench operator @otto", "maya", day(0, 130)),
      comment("/quench ack oncall", "otto", day(1, 330)),
    ];
    const other = comment("/quench operator @paul", "tess", day(1, 500));
    const told: Told = { comments: [NAMED, ...acked, EXERCISE, VERIFIED, other], people: [person("tess", unread)] };
    expect(row(judge(story(told)), "R-Q1:#2/oncall").outcome).toBe("unknown");
    expect(row(judge(story({ ...told, people: [] })), "R-Q1:#2/oncall").outcome).toBe("fail");
  });
});

describe("R-H5 before there is anything to sign", () => {
  it("R-H5 fail: the verifier waits, and is not the nearest step", () => {
    const found = signOff({ comments: [NAMED], pull: { state: "open", mergedAt: null } });
    expect(found.next).toMatchObject({ distance: "wait", who: ["vera"] });
  });
});
