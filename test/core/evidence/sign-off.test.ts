import { describe, expect, it } from "@jest/globals";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import type { CitedLink, Run } from "../../../src/core/snapshot/facts.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
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
  readonly run?: Partial<Run>;
  readonly links?: readonly CitedLink[];
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
    runs: [{ ...EXERCISED, ...told.run }],
    links: told.links ?? [],
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
    // Whoever has left cannot be asked to sign off again.
    expect(signOff({ comments, people: [person("vera", "write", false)] }).next).toMatchObject({
      text: expect.stringContaining("Name another verifier"),
      who: ["someone with triage or above"],
    });
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

/** What we note of the sign-offs when we first see this. */
function noted(told: Told): TrackerMemory["signOffs"] {
  const [written] = ofKind(planned(story({ ...told, memory: {} })), "tracker");
  const signOffs = written?.memory.signOffs ?? {};
  expect(Object.keys(signOffs)).toEqual([VERIFIED.nodeId]);
  return signOffs;
}

/** How a sign-off of one day stands on another. */
const signedThen = (then: Told, now: Told) => signOff({ ...now, memory: { signOffs: noted(then) } });

describe("R-H5 a sign-off binds to what it saw", () => {
  const CHANGED = "it is stale: the evidence it saw has changed";

  it("R-H5 pass: as long as nothing changes", () => {
    expect(signedThen({}, {}).outcome).toBe("pass");
  });

  it("R-H5 fail: said before the merge", () => {
    expect(refusedBecause({ pull: { mergedAt: day(1, 421) } })).toContain("acme/shop#102 was merged after it");
  });

  it("R-H5 fail: said while the change was open, and the last commit came after it", () => {
    const then: Told = { pull: { state: "open", mergedAt: null, mergeCommit: null } };
    expect(refusedBecause(then)).toContain("it is early: nothing was merged yet");
    const now: Told = {
      pull: { mergedAt: day(1, 500), headSha: sha(7777) },
      run: { startedAt: day(1, 510), completedAt: day(1, 520) },
    };
    expect(refusedBecause(now)).toContain("was merged after it");
  });

  it("R-H5 fail: the cited run was started again, in the same second or at a time nobody tells", () => {
    expect(signedThen({}, { run: { attempt: 2 } })).toMatchObject({
      outcome: "fail",
      phrase: expect.stringContaining(CHANGED),
    });
    expect(signedThen({ run: { attempt: 2 } }, { run: { attempt: 2 } }).outcome).toBe("pass");
    expect(signedThen({ run: { attempt: 2 } }, { run: { attempt: 3 } }).outcome).toBe("fail");
  });

  it("R-H5 fail: the cited run was started again later", () => {
    const again = { attempt: 2, startedAt: day(1, 430), completedAt: day(1, 440) };
    expect(refusedBecause({ run: again })).toContain("behavioral evidence came after it");
  });

  it("R-H5 fail: the cited run had not ended when it was said", () => {
    expect(refusedBecause({ run: { completedAt: day(1, 421) } })).toContain("a run that it rests on ended after it");
    expect(signOff({ run: { completedAt: day(1, 420) } }).outcome).toBe("pass");
    expect(signOff({ run: { completedAt: null } }).outcome).toBe("pass");
  });

  it("R-H5 fail: another run is cited in the first one's place", () => {
    const other = run(903, [sha(102)]);
    const links: readonly CitedLink[] = [{ url: other.url, found: { kind: "run", run: other } }];
    const cites = comment(`/quench evidence behavior drill ${other.url}`, "oscar", day(1, 300));
    expect(signedThen({}, { comments: [NAMED, cites, VERIFIED], links }).phrase).toContain(CHANGED);
  });

  it("R-H5 fail: a cited file says something else", () => {
    const url = "https://github.com/acme/shop/blob/main/docs/failure.md";
    const cites = comment(`/quench evidence failure-path ${url}`, "oscar", day(1, 310));
    const told = (blob: string): Told => ({
      comments: [NAMED, EXERCISE, cites, VERIFIED],
      links: [{ url, found: { kind: "file", path: "docs/failure.md", blob, onDefaultBranch: true } }],
    });
    expect(signedThen(told("b10bb10bb10b1"), told("b10bb10bb10b1")).outcome).toBe("pass");
    expect(signedThen(told("b10bb10bb10b1"), told("c0ffeec0ffee1")).phrase).toContain(CHANGED);
  });

  it("R-H5 unknown: a cited file or a linked pull request cannot be read now, which changes nothing that it saw", () => {
    const unread = { unreadable: "502", transient: true };
    const url = "https://github.com/acme/shop/blob/main/docs/failure.md";
    const cites = comment(`/quench evidence failure-path ${url}`, "oscar", day(1, 310));
    const told = (found: CitedLink["found"]): Told => ({
      comments: [NAMED, EXERCISE, cites, VERIFIED],
      links: [{ url, found }],
    });
    const file = { kind: "file", path: "docs/failure.md", blob: "b10bb10bb10b1", onDefaultBranch: true } as const;
    expect(signedThen(told(file), told(unread))).toMatchObject({
      outcome: "unknown",
      phrase: expect.stringContaining("502"),
    });
    // What is newer than the sign-off decides all the same.
    expect(signedThen(told(file), { ...told(unread), pull: { mergedAt: day(1, 421) } }).outcome).toBe("fail");
  });

  it("R-H5 fail: another pull request, merged before it, is linked after it", () => {
    expect(signedThen({}, { more: [pull(103)] }).phrase).toContain(CHANGED);
  });

  it("R-H5: one that is reverted makes it stale, and one that is back as it was does not", () => {
    const both: Told = { more: [pull(103)] };
    expect(signedThen(both, { more: [pull(103, undefined, { revertedBy: "acme/shop#130" })] }).phrase).toContain(
      CHANGED,
    );
    expect(signedThen(both, both).outcome).toBe("pass");
  });

  it("R-H5 fail: the owner changed", () => {
    const handed: Partial<Issue> = { assignees: [actor("otto")], events: [] };
    expect(signedThen({}, { issue: handed }).phrase).toContain(CHANGED);
  });
});

describe("R-H5 a rename makes nobody independent of themselves", () => {
  const oz = { ...actor("oz"), nodeId: "U_vera" };
  const people = [{ ...person("oz"), nodeId: "U_vera" }];
  const OWNED = "owns the item, and a sign-off is another person's";

  it("R-H5 fail: the owner signs off under the name that was theirs when they were named verifier", () => {
    const verified = comment("/quench verify", "oz", day(1, 420), { author: oz });
    const told: Told = { comments: [NAMED, EXERCISE, verified], issue: { assignees: [oz] }, people };
    expect(refusedBecause(told)).toBe("The named verifier cannot sign off: oz owns the item.");
    const [heard] = ofKind(planned(story(told)), "notice").filter(({ key }) => key === `answer:${verified.databaseId}`);
    expect(heard?.body).toContain("You own this item");
    // Also where we took it, before the item was handed to them.
    const taken = comment("/quench verify", "oz", day(1, 420), { author: oz, ownReactions: ["+1"] });
    const verdict = judge(story({ ...told, comments: [NAMED, EXERCISE, taken] }));
    const facts = verdict.rules.filter(({ rule }) => rule === "R-H5");
    expect(facts.map(({ phrase }) => phrase)).toEqual([`It does not count: oz ${OWNED}.`]);
  });

  it("R-H5 fail: the author of the change, or who contributed to it", () => {
    const verified = comment("/quench verify", "oz", day(1, 420), { author: oz });
    const comments = [NAMED, EXERCISE, verified];
    expect(refusedBecause({ comments, people, pull: { author: actor("vera") } })).toContain("worked on acme/shop#102");
    expect(refusedBecause({ comments, people, pull: { contributors: ["Vera"] } })).toContain(
      "oz worked on acme/shop#102",
    );
  });

  it("R-H5 fail: who names themselves by their former name", () => {
    const self = comment("/quench verifier @vera", "oz", day(0, 120), { author: oz });
    expect(refusedBecause({ comments: [self, EXERCISE, VERIFIED], people })).toBe("No verifier is named.");
    const form: Partial<Issue> = { editor: oz, lastEditedAt: day(0, 90) };
    expect(refusedBecause({ comments: [EXERCISE, VERIFIED], fields: { verifier: "@vera" }, issue: form, people })).toBe(
      "No verifier is named.",
    );
  });

  it("R-H5 pass: the verifier who renamed their account, and edits their own comment under the new name", () => {
    const verified = comment("/quench verify", "vera", day(1, 400), { editor: oz, lastEditedAt: day(1, 420) });
    expect(signOff({ comments: [NAMED, EXERCISE, verified], people }).outcome).toBe("pass");
    const renamed = comment("/quench verify", "oz", day(1, 420), { author: oz });
    expect(signOff({ comments: [NAMED, EXERCISE, renamed], people }).outcome).toBe("pass");
  });
});

describe("R-H5 a login that somebody else took", () => {
  const young = (createdAt: string) => [{ ...person("vera"), createdAt }];

  it("R-H5 fail: who was named by command is not who holds the login now, and that is told", () => {
    const told: Told = { people: young(day(0, 121)) };
    expect(refusedBecause(told)).toBe("No verifier is named.");
    const [answer] = ofKind(planned(story(told)), "notice").filter(({ key }) => key === `answer:${NAMED.databaseId}`);
    expect(answer?.body).toContain("`vera` is another account now than when it was named");
    expect(signOff({ people: young(day(0, 120)) }).outcome).toBe("pass");
  });

  it("R-H5 fail: also where we took the naming, and a former verifier does not come back by it", () => {
    const taken = { ...NAMED, ownReactions: ["+1"] };
    const before = comment("/quench verifier @tess", "maya", day(0, 100));
    const told: Told = {
      comments: [before, taken, EXERCISE, VERIFIED],
      people: young(day(1)),
      fields: { verifier: "@otto" },
    };
    expect(refusedBecause(told)).toBe("No verifier is named.");
  });

  it("R-H5: a naming without the right takes nothing from the one who was named", () => {
    const said = comment("/quench verifier @tim", "oscar", day(1, 10), { author: actor("rita") });
    const people = [person("rita", "read", true), { ...person("tim"), createdAt: day(1, 20) }];
    expect(signOff({ comments: [NAMED, said, EXERCISE, VERIFIED], people }).outcome).toBe("pass");
  });

  it("R-H5 fail: whom the form names", () => {
    const form: Partial<Issue> = { editor: actor("maya"), lastEditedAt: day(0, 90) };
    const told = (createdAt: string): Told => ({
      comments: [EXERCISE, VERIFIED],
      fields: { verifier: "@vera" },
      issue: form,
      people: young(createdAt),
    });
    expect(refusedBecause(told(day(0, 91)))).toBe("No verifier is named.");
    expect(signOff(told(day(0, 90))).outcome).toBe("pass");
  });
});

describe("R-H4 an administrator edits a sign-off", () => {
  it("R-H4 fail: it is void, and the one who said it is told once", () => {
    const edited = comment("/quench verify", "vera", day(1, 420), {
      editor: actor("maya"),
      lastEditedAt: day(1, 430),
      ownReactions: ["+1"],
    });
    const told: Told = { comments: [NAMED, EXERCISE, edited] };
    const [notice, ...more] = ofKind(planned(story(told)), "notice").filter(({ key }) =>
      key.startsWith(`answer:${edited.databaseId}`),
    );
    expect(more).toEqual([]);
    expect(notice?.body).toContain("Somebody else edited this comment");
    const answered = { ...edited, ownReactions: ["+1", "confused"] };
    expect(
      ofKind(planned(story({ comments: [NAMED, EXERCISE, answered] })), "notice").filter(({ key }) =>
        key.startsWith(`answer:${edited.databaseId}`),
      ),
    ).toEqual([]);
  });

  it("R-H4 pass: once its author has edited it again, as of then", () => {
    const again = comment("/quench verify", "vera", day(0, 200), { editor: actor("vera"), lastEditedAt: day(1, 430) });
    expect(signOff({ comments: [NAMED, EXERCISE, again] }).outcome).toBe("pass");
  });
});
