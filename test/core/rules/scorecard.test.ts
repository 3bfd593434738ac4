import { describe, expect, it } from "@jest/globals";
import { columnOf, earnedBy, scorecardOf } from "../../../src/core/rules/scorecard.ts";
import type { CitedLink, Run } from "../../../src/core/snapshot/facts.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { ChangedFile, PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { assess } from "../../../src/core/verdict/assess.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  comment,
  day,
  file,
  incident,
  item,
  link,
  openPull,
  person,
  pull,
  run,
  sha,
  snapshot,
} from "../../support/snapshot.ts";

const UNREAD = { unreadable: "files: 502", transient: true };
const TRIAGE = ["someone with triage or above"];

interface Told {
  readonly incident?: Parameters<typeof incident>[0];
  readonly items?: Snapshot["items"];
  readonly pulls?: readonly PullRequest[];
  readonly runs?: readonly Run[];
  readonly links?: readonly CitedLink[];
  readonly people?: readonly Person[];
  readonly over?: Partial<Snapshot>;
}

function judged(told: Told, settings: Record<string, unknown> = {}) {
  const read = snapshot({
    incident: incident(told.incident),
    items: told.items ?? [],
    pulls: told.pulls ?? [],
    runs: told.runs ?? [],
    links: told.links ?? [],
    people: told.people ?? [],
    over: { codeowners: null, ...told.over },
  });
  const inForce = policyInForce(settings);
  return assess(buildCase(read, inForce.policy), inForce);
}

/** One row of the scorecard. */
function row(name: string, told: Told): VerdictNode {
  const found = scorecardOf(judged(told)).node.children.find((child) => child.key === `R-S1/${name}`);
  if (found === undefined) throw new Error(`no row ${name}`);
  return found;
}

const CLASS = { failure_class: "config-change" };
/** An item of the incident's class whose pull request `number + 100` changes these files. */
const shipped = (number: number, over: Parameters<typeof item>[1] = {}): Issue =>
  item(number, { owner: "oscar", links: [link(number + 100)], ...over, fields: { ...CLASS, ...over?.fields } });

describe("R-S1.1 the root-cause class is covered by a test", () => {
  const test = pull(102, ["test/checkout.test.ts"]);
  const told = (over: Told = {}) => row("class-test", { items: [shipped(2)], pulls: [test], ...over });

  it("R-S1 fail: a test that was deleted later; unknown where nobody can say", () => {
    const kept = (one: ChangedFile["kept"]) =>
      told({ pulls: [pull(102, [], { files: [{ ...file("test/checkout.test.ts"), kept: one ?? UNREAD }] })] });
    expect(kept(true).outcome).toBe("pass");
    expect(kept(false).outcome).toBe("fail");
    expect(kept(UNREAD)).toMatchObject({ outcome: "unknown", phrase: "Cannot tell yet: files: 502." });
  });

  it("R-S1 pass: a merged test of an item of the incident's class, in any case", () => {
    expect(told()).toMatchObject({
      rule: "R-S1",
      title: "A test covers the root-cause class",
      outcome: "pass",
      phrase: "A merged test covers `config-change` (#2).",
      evidence: [test.url],
      next: null,
    });
    expect(told({ items: [shipped(2, { fields: { failure_class: "Config-Change" } })] }).outcome).toBe("pass");
    expect(told().children).toEqual([
      {
        rule: "R-S1",
        key: "R-S1/class-test:#2",
        title: "#2",
        item: 2,
        outcome: "pass",
        phrase: "A merged test covers `config-change`.",
        evidence: [test.url],
        next: null,
        children: [],
      },
    ]);
  });

  it("R-S1 fail: an incident without a class, whatever is merged", () => {
    const found = told({ incident: { fields: { failure_class: null } } });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "The incident names no failure class that a test could cover.",
      next: { text: "State the *Failure class* in the form of #1.", distance: "edit", who: ["paul"] },
    });
    expect(told({ incident: { fields: { failure_class: null } }, items: UNREAD }).outcome).toBe("fail");
    expect(
      told({ incident: { fields: { failure_class: null } }, items: [shipped(2, { fields: { failure_class: "" } })] })
        .outcome,
    ).toBe("fail");
  });

  it("R-S1 fail: the test of an item of another class", () => {
    expect(told({ items: [shipped(2, { fields: { failure_class: "capacity" } })] })).toMatchObject({
      outcome: "fail",
      phrase: "No hardening item is of the class `config-change`.",
      next: {
        text: "Merge a test from a hardening item whose *Failure class* is `config-change`.",
        distance: "pull_request",
        who: TRIAGE,
      },
    });
  });

  it("R-S1 fail: an item with a test that names no class is one edit away", () => {
    expect(told({ items: [shipped(2, { fields: { failure_class: "" } })] })).toMatchObject({
      outcome: "fail",
      phrase: "#2 has a merged test, but names no failure class.",
      next: { text: "State `config-change` as the *Failure class* of #2.", distance: "edit", who: ["oscar"] },
    });
    // Without a test of its own the class would help nothing.
    expect(told({ items: [shipped(2, { fields: { failure_class: "" }, links: [] })] }).next?.distance).toBe(
      "pull_request",
    );
  });

  it("R-S1 fail: no test among what is merged; the quality lane is asked first", () => {
    const items = [shipped(2), shipped(3, { owner: "tess", fields: { lane: "quality" } })];
    expect(told({ items, pulls: [pull(102), openPull(103)] })).toMatchObject({
      outcome: "fail",
      phrase: "No merged test covers `config-change` yet.",
      next: {
        text: "Merge a test: a pull request with `Hardening: #3` in its body.",
        distance: "pull_request",
        who: ["tess"],
      },
    });
    expect(told({ items: [shipped(2, { owner: null })], pulls: [pull(102)] }).next).toEqual({
      text: "Merge a test: a pull request with `Hardening: #2` in its body.",
      distance: "pull_request",
      who: TRIAGE,
    });
  });

  it("R-S1 fail: the incident's own pull request is no item's test", () => {
    expect(told({ incident: { links: [link(102)] }, items: [shipped(3, { links: [] })] }).outcome).toBe("fail");
  });

  it("R-S1 unknown: items, files, links, pull requests, comments or a linking command that were not read", () => {
    expect(told({ items: { unreadable: "items: 502", permission: "issues: read" } })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: items: 502. Grant Quench issues: read.",
      next: null,
      evidence: [],
    });
    expect(told({ pulls: [pull(102, [], { files: UNREAD })] })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: files: 502.",
    });
    expect(told({ items: [shipped(2, { links: UNREAD })] }).outcome).toBe("unknown");
    expect(told({ pulls: [] }).phrase).toBe("Cannot tell yet: acme/shop#102 was not read.");
    expect(told({ pulls: [pull(102)], items: [shipped(2, { comments: UNREAD })] }).outcome).toBe("unknown");
    const linking = comment("/quench evidence implementation https://github.com/acme/shop/pull/102", "paul", day(1));
    const nobody = [person("paul", { unreadable: "role of paul: 502" })];
    const items = [shipped(2, { links: [], comments: [linking] })];
    expect(told({ items, people: nobody }).phrase).toBe("Cannot tell yet: the role of paul could not be read.");
    expect(told({ items, people: [person("paul", "read", true)] }).outcome).toBe("fail");
  });

  it("R-S1 fail: what is not read of items of another class decides nothing", () => {
    const items = [shipped(2), shipped(3, { links: UNREAD, fields: { failure_class: "capacity" } })];
    expect(told({ items, pulls: [pull(102)] }).outcome).toBe("fail");
  });

  it("R-S1 pass: checks that were not read do not hide a file", () => {
    expect(told({ pulls: [pull(102, ["test/a.test.ts"], { head: { sha: sha(9), checks: UNREAD } })] }).outcome).toBe(
      "pass",
    );
    expect(told({ pulls: [pull(102, ["src/a.ts"], { head: { sha: sha(9), checks: UNREAD } })] }).outcome).toBe("fail");
  });
});

describe("R-S1.2 the rollback is rehearsed and timed", () => {
  const SLOW = { finding_type: "slow recovery" };
  const cites = (words: string, by = "oscar"): Comment =>
    comment(`/quench evidence ${words} ${run(902, []).url}`, by, day(1, 300));
  const rehearsal = (over: Partial<Run> = {}) => run(902, [sha(102)], over);
  const told = (words: string, over: Told = {}) =>
    row("rollback", {
      items: [shipped(2, { comments: [cites(words)], fields: SLOW })],
      pulls: [pull(102)],
      runs: [rehearsal()],
      ...over,
    });

  it("R-S1 pass: a run told as the item's behavior in the style rollback, with its duration", () => {
    expect(told("behavior rollback")).toMatchObject({
      outcome: "pass",
      title: "The rollback is rehearsed and timed",
      phrase: "The rollback was rehearsed in 10 min (#2).",
      evidence: [rehearsal().url],
    });
  });

  it("R-S1 pass: a run told as rollback, on an item of any style or on the incident", () => {
    expect(told("rollback").outcome).toBe("pass");
    const onIncident = { incident: { comments: [cites("rollback", "tess")] }, items: [shipped(2)] };
    expect(told("", onIncident)).toMatchObject({
      outcome: "pass",
      phrase: "The rollback was rehearsed in 10 min (the incident itself).",
      children: [],
    });
  });

  it("R-S1 unknown: a run of which nobody can tell whether it had the control", () => {
    const pulls = [pull(102, undefined, { revertedBy: { unreadable: "reverts: 502" } })];
    expect(told("behavior rollback", { pulls })).toMatchObject({ outcome: "unknown" });
    expect(told("rollback", { pulls })).toMatchObject({ outcome: "unknown" });
  });

  it("R-S1 fail: a drill is no rollback", () => {
    const items = [shipped(2, { comments: [cites("behavior drill")] })];
    expect(told("", { items })).toMatchObject({ outcome: "fail", phrase: "No rollback was rehearsed yet." });
  });

  it("R-S1 fail: rehearsed, and not timed", () => {
    for (const over of [{ startedAt: null }, { completedAt: null }]) {
      expect(told("behavior rollback", { runs: [rehearsal(over)] })).toMatchObject({
        outcome: "fail",
        phrase: "The rollback was rehearsed, but how long it took is not known.",
      });
    }
    expect(told("behavior rollback", { runs: [rehearsal({ completedAt: rehearsal().startedAt })] }).phrase).toBe(
      "The rollback was rehearsed in 0 s (#2).",
    );
  });

  it("R-S1 fail: told, and not verified, says why; the item of that style is asked", () => {
    expect(told("behavior rollback", { runs: [rehearsal({ conclusion: "failure" })] })).toMatchObject({
      outcome: "fail",
      phrase: "What was told of a rollback does not count: the run `drill` ended with failure.",
      next: {
        text: "Rehearse the rollback in a workflow run, then comment `/quench evidence rollback <run URL>` on #2.",
        distance: "run",
        who: ["oscar"],
      },
    });
  });

  it("R-S1 fail: nothing was told, and without an item of that style the incident is where to say it", () => {
    expect(row("rollback", { items: [shipped(2)], pulls: [pull(102)] })).toMatchObject({
      outcome: "fail",
      phrase: "No rollback was rehearsed yet.",
      next: { text: expect.stringContaining("on #1."), who: TRIAGE },
    });
  });

  it("R-S1 unknown: the run, what it contains, the comments or the speaker's role were not read", () => {
    const url = rehearsal().url;
    expect(told("behavior rollback", { runs: [], links: [{ url, found: { unreadable: "run: 502" } }] }).phrase).toBe(
      "Cannot tell yet: run: 502.",
    );
    expect(told("rollback", { runs: [rehearsal({ contains: UNREAD })] }).phrase).toBe("Cannot tell yet: files: 502.");
    expect(told("rollback", { people: [person("oscar", UNREAD)] }).phrase).toBe(
      "Cannot tell yet: the role of oscar could not be read.",
    );
    expect(told("", { items: [shipped(2, { comments: UNREAD })] }).outcome).toBe("unknown");
    expect(told("", { incident: { comments: UNREAD }, items: [] }).outcome).toBe("unknown");
    expect(told("", { items: UNREAD }).outcome).toBe("unknown");
  });

  it("R-S1 fail: what is not read of other evidence decides nothing", () => {
    const url = rehearsal().url;
    const items = [shipped(2, { comments: [cites("behavior drill"), cites("dashboard")] })];
    expect(told("", { items, runs: [], links: [{ url, found: { unreadable: "run: 502" } }] }).outcome).toBe("fail");
    const refused = [shipped(2, { comments: [cites("behavior rollback", "otto")], fields: SLOW })];
    const people = [person("otto", "read", true)];
    expect(told("", { items: refused, people, runs: [], links: [{ url, found: UNREAD }] }).outcome).toBe("fail");
  });
});

describe("R-S1.3 an escalation owner is documented", () => {
  const naming = (login: string, by = "tess", at = day(1)): Comment => comment(`/quench escalation @${login}`, by, at);
  const told = (over: Told) => row("escalation", over);
  const gone = person("maya", "none");

  it("R-S1 pass: named on the incident or on an item, and still a member", () => {
    const said = naming("maya");
    expect(told({ incident: { comments: [said] } })).toMatchObject({
      outcome: "pass",
      title: "An escalation owner is documented",
      phrase: "`maya` is named as escalation owner (the incident itself).",
      evidence: [said.url],
    });
    expect(told({ items: [shipped(2, { links: [], comments: [said] })] }).phrase).toBe(
      "`maya` is named as escalation owner (#2).",
    );
  });

  it("R-S1 fail: whoever was named last, wherever, has left", () => {
    const recorded = { ownReactions: ["+1"] };
    const found = told({
      incident: { comments: [naming("otto")] },
      items: [shipped(2, { links: [], comments: [{ ...naming("maya", "tess", day(2)), ...recorded }] })],
      people: [gone],
    });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "`maya`, the named escalation owner, is no longer a member.",
      next: { text: "Name an escalation owner: `/quench escalation @login` on #1.", distance: "comment", who: TRIAGE },
    });
  });

  it("R-S1 pass: a later naming, on another issue, puts it right", () => {
    const recorded = { ownReactions: ["+1"] };
    const found = told({
      incident: { comments: [naming("otto", "tess", day(3))] },
      items: [shipped(2, { links: [], comments: [{ ...naming("maya"), ...recorded }] })],
      people: [gone],
    });
    expect(found).toMatchObject({ outcome: "pass", children: [] });
  });

  it("R-S1 fail: nobody is named; the policy's escalation owner is no document of this incident", () => {
    const subject = judged({}, { people: { escalation: "maya" } });
    expect(scorecardOf(subject).node.children[2]).toMatchObject({
      outcome: "fail",
      phrase: "No escalation owner is documented.",
    });
    expect(told({ incident: { comments: [naming("maya", "mallory")] } }).outcome).toBe("fail");
  });

  it("R-S1 unknown: a naming that is not decided, a membership or comments that were not read", () => {
    const unread = [person("tess", { unreadable: "role of tess: 502" })];
    expect(told({ incident: { comments: [naming("maya")] }, people: unread }).phrase).toBe(
      "Cannot tell yet: the role of tess could not be read.",
    );
    // It may be that somebody else is named by now.
    const both = [naming("otto", "maya"), naming("vera", "tess", day(2))];
    expect(told({ incident: { comments: both }, people: unread }).outcome).toBe("unknown");
    const recorded = { ...naming("maya"), ownReactions: ["+1"] };
    const member = { unreadable: "membership of maya: 502" };
    expect(told({ incident: { comments: [recorded] }, people: [person("maya", "write", member)] }).phrase).toBe(
      "Cannot tell yet: membership of maya: 502.",
    );
    const stranger = { ...naming("stranger"), ownReactions: ["+1"] };
    expect(told({ incident: { comments: [stranger] } }).phrase).toBe(
      "Cannot tell yet: whether stranger is a member was not read.",
    );
    expect(told({ incident: { comments: UNREAD } }).outcome).toBe("unknown");
  });

  describe("by a merged change to an ownership file", () => {
    const owning = (over: Partial<ChangedFile> = {}, people: readonly Person[] = []) =>
      told({
        items: [shipped(2)],
        pulls: [pull(102, [], { files: [file(".github/CODEOWNERS", over), file("src/a.ts", { added: ["@nobody"] })] })],
        people,
      });

    it("R-S1 pass: whose lines were not read, or name no single person", () => {
      expect(owning()).toMatchObject({
        outcome: "pass",
        phrase: "Ownership is documented: adds to `.github/CODEOWNERS` (#2).",
        evidence: ["https://github.com/acme/shop/pull/102"],
      });
      expect(owning({ added: ["/docs/ @acme/sre ops@example.com", "# who owns what"] }).outcome).toBe("pass");
    });

    it("R-S1 pass: one of those it names is still a member", () => {
      expect(owning({ added: ["/src/ @Maya @oscar"] }, [gone]).outcome).toBe("pass");
    });

    it("R-S1 fail: all whom it names have left", () => {
      expect(owning({ added: ["/src/ @Maya", "/docs/ (@mallory)"] }, [gone])).toMatchObject({
        outcome: "fail",
        phrase: "Nobody whom the changed ownership file names is still a member.",
      });
    });

    it("R-S1 unknown: nobody can say whether they are", () => {
      expect(owning({ added: ["/src/ @maya @stranger"] }, [gone]).phrase).toBe(
        "Cannot tell yet: whether stranger is a member was not read.",
      );
    });

    it("R-S1 pass: linked to the incident alone, or cited by a command", () => {
      const pulls = [pull(102, [".github/CODEOWNERS"])];
      expect(told({ incident: { links: [link(102)] }, pulls }).outcome).toBe("pass");
      const url = "https://github.com/acme/shop/pull/102";
      const cited = comment(`/quench evidence ownership ${url}`, "tess", day(2));
      const links: readonly CitedLink[] = [{ url, found: { kind: "pull_request", pull: "acme/shop#102" } }];
      expect(told({ items: [shipped(2, { links: [], comments: [cited] })], pulls, links }).outcome).toBe("pass");
      const files = [file(".github/CODEOWNERS", { added: ["* @maya"] })];
      const left = { pulls: [pull(102, [], { files })], people: [gone] };
      expect(told({ items: [shipped(2, { links: [], comments: [cited] })], links, ...left }).outcome).toBe("fail");
    });

    it("R-S1 unknown: files or a cited link that were not read", () => {
      expect(told({ items: [shipped(2)], pulls: [pull(102, [], { files: UNREAD })] }).outcome).toBe("unknown");
      const url = "https://github.com/acme/shop/pull/102";
      const cited = comment(`/quench evidence ownership ${url}`, "tess", day(2));
      const items = [shipped(2, { links: [], comments: [cited] })];
      expect(told({ items, links: [{ url, found: { unreadable: "link: 502" } }] }).phrase).toBe(
        "Cannot tell yet: link: 502.",
      );
      expect(told({ items, links: [{ url, found: { kind: "absent" } }] }).outcome).toBe("fail");
    });
  });
});

describe("R-S1.4 monitoring is updated", () => {
  const told = (over: Told) => row("monitoring", over);

  it("R-S1 pass: by an item's merged change, or the incident's own", () => {
    const pulls = [pull(102, ["ops/alerts/checkout.yml"])];
    expect(told({ items: [shipped(2)], pulls })).toMatchObject({
      outcome: "pass",
      title: "Monitoring is updated",
      phrase: "A dashboard or alert is updated: adds to `ops/alerts/checkout.yml` (#2).",
    });
    expect(told({ incident: { links: [link(102)] }, pulls }).outcome).toBe("pass");
  });

  it("R-S1 fail: an open one counts for nothing; who detects is asked", () => {
    const items = [shipped(2), shipped(3, { owner: "tess", fields: { bucket: "detect" } })];
    expect(told({ items, pulls: [pull(102), openPull(103, ["ops/alerts/checkout.yml"])] })).toMatchObject({
      outcome: "fail",
      phrase: "No dashboard or alert is updated yet.",
      next: {
        text: "Merge a change to a dashboard or an alert: a pull request with `Hardening: #3` in its body.",
        distance: "pull_request",
        who: ["tess"],
      },
    });
    expect(told({ items: [shipped(2)], pulls: [pull(102)] }).next?.text).toContain("`Hardening: #2`");
    expect(told({}).next).toEqual({
      text: "Merge a change to a dashboard or an alert from a linked pull request.",
      distance: "pull_request",
      who: TRIAGE,
    });
  });

  it("R-S1 unknown: files that were not read, of an item or of the incident", () => {
    expect(told({ items: [shipped(2)], pulls: [pull(102, [], { files: UNREAD })] }).outcome).toBe("unknown");
    expect(told({ incident: { links: UNREAD } }).outcome).toBe("unknown");
  });
});

describe("R-S1.5 the runbook is updated and acknowledged", () => {
  const BOOK = "docs/runbooks/checkout.md";
  const MERGED = day(1, 180);
  const ack = (by: string, at = day(2)): Comment => comment("/quench ack runbook", by, at);
  const second = (offset: number) =>
    `${new Date(Date.parse(MERGED) + offset * 1000).toISOString().slice(0, 19)}Z` as const;
  const told = (comments: readonly Comment[], over: Told = {}) =>
    row("runbook", { items: [shipped(2, { comments })], pulls: [pull(102, [BOOK])], ...over });
  const owned = (codeowners: string, teams: Snapshot["teams"] = {}) => ({ over: { codeowners, teams } });

  it("R-S1 pass: where CODEOWNERS names nobody, the item's owner acknowledged it", () => {
    const said = ack("oscar");
    expect(told([said])).toMatchObject({
      outcome: "pass",
      title: "The runbook is updated and acknowledged",
      phrase: `\`${BOOK}\` is updated, and its owners acknowledged it (#2).`,
      evidence: ["https://github.com/acme/shop/pull/102", said.url],
    });
    expect(told([said], owned("/src/ @tess\n*.md ops@example.com")).outcome).toBe("pass");
  });

  it("R-S1: after the merge; in the same second is after, one before is not", () => {
    expect(told([ack("oscar", second(0))]).outcome).toBe("pass");
    expect(told([ack("oscar", second(1))]).outcome).toBe("pass");
    expect(told([ack("oscar", second(-1))])).toMatchObject({
      outcome: "fail",
      phrase: `\`${BOOK}\` is updated in acme/shop#102; not acknowledged since by oscar.`,
      next: { text: "Acknowledge the runbook: `/quench ack runbook` on #2.", distance: "comment", who: ["oscar"] },
    });
  });

  it("R-S1: said on the item or on the incident, and not on another item", () => {
    expect(told([], { incident: { comments: [ack("oscar")] } }).outcome).toBe("pass");
    const items = [shipped(2), shipped(3, { links: [], comments: [ack("oscar")] })];
    expect(told([], { items }).outcome).toBe("fail");
  });

  it("R-S1: another acknowledgement is not the runbook's", () => {
    expect(told([comment("/quench ack adoption", "oscar", day(2))]).outcome).toBe("fail");
  });

  it("R-S1 pass: every person whom CODEOWNERS names, and one of each team", () => {
    const rules = owned(`* @oscar\n/docs/ @Tess @otto @acme/sre`, { "acme/sre": ["vera", "paul"] });
    expect(told([ack("tess"), ack("otto"), ack("paul")], rules).outcome).toBe("pass");
    expect(told([ack("tess"), ack("paul")], rules)).toMatchObject({
      outcome: "fail",
      phrase: `\`${BOOK}\` is updated in acme/shop#102; not acknowledged since by otto.`,
      next: { who: ["otto"] },
    });
    expect(told([ack("tess"), ack("otto"), ack("oscar")], rules)).toMatchObject({
      outcome: "fail",
      next: { who: ["a member of `acme/sre`"] },
    });
    expect(told([], rules).next?.who).toEqual(["Tess", "otto", "a member of `acme/sre`"]);
  });

  it("R-S1 fail: the item's owner does not stand in for whom CODEOWNERS names", () => {
    expect(told([ack("oscar")], owned("/docs/ @tess")).outcome).toBe("fail");
  });

  it("R-S1 pass: of several updates one acknowledged by its owners is enough", () => {
    const pulls = [pull(102, [BOOK, "docs/runbooks/other.md"])];
    const rules = owned(`/docs/runbooks/checkout.md @tess\n/docs/runbooks/other.md @otto`);
    expect(told([ack("otto")], { pulls, ...rules })).toMatchObject({
      outcome: "pass",
      phrase: expect.stringContaining("docs/runbooks/other.md"),
    });
    const items = [shipped(2), shipped(3, { comments: [ack("oscar")] })];
    expect(told([], { items, pulls: [pull(102, [BOOK]), pull(103, [BOOK])] }).phrase).toContain("(#3)");
  });

  it("R-S1 fail: nobody owns it", () => {
    expect(told([], { items: [shipped(2, { owner: null })] })).toMatchObject({
      outcome: "fail",
      phrase: `\`${BOOK}\` is updated, and has no owner who could acknowledge it.`,
      next: {
        text: "Name an owner who can acknowledge the runbook: `/quench owner @login` on #2.",
        distance: "comment",
        who: TRIAGE,
      },
    });
  });

  it("R-S1 fail: no runbook is merged; the operations lane is asked first", () => {
    const items = [shipped(2), shipped(3, { owner: "tess", fields: { lane: "operations" } })];
    expect(told([], { items, pulls: [pull(102), openPull(103, [BOOK])] })).toMatchObject({
      outcome: "fail",
      phrase: "No runbook update is merged yet.",
      next: {
        text: "Merge a runbook update: a pull request with `Hardening: #3` in its body.",
        distance: "pull_request",
        who: ["tess"],
      },
    });
    expect(told([], { pulls: [pull(102)] }).next?.text).toContain("`Hardening: #2`");
    expect(told([], { items: [], pulls: [] }).next).toEqual({
      text: "Merge a runbook update from a linked pull request.",
      distance: "pull_request",
      who: TRIAGE,
    });
  });

  it("R-S1: of the incident's own pull request an owner of any item may acknowledge, anywhere", () => {
    const on = { links: [link(102)] };
    const items = [shipped(3, { links: [], comments: [ack("oscar")] })];
    expect(told([], { incident: on, items })).toMatchObject({
      outcome: "pass",
      phrase: expect.stringContaining("(the incident itself)"),
    });
    const two = [shipped(3, { links: [] }), shipped(4, { links: [], owner: "tess" }), shipped(5, { links: [] })];
    expect(told([], { incident: on, items: two })).toMatchObject({
      outcome: "fail",
      next: { text: "Acknowledge the runbook: `/quench ack runbook` on #1.", who: ["oscar", "tess"] },
    });
    expect(told([], { incident: { ...on, comments: [ack("tess")] }, items: two }).outcome).toBe("pass");
  });

  it("R-S1 unknown: who owns it was not read, and somebody acknowledged it", () => {
    const unread = { over: { codeowners: { unreadable: "CODEOWNERS: 502" } } };
    expect(told([ack("oscar")], unread)).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: CODEOWNERS: 502.",
      next: null,
    });
    // Whoever it is: they have not.
    expect(told([], unread)).toMatchObject({ outcome: "fail", next: { who: ["oscar"] } });
    expect(told([ack("oscar", second(-1))], unread).outcome).toBe("fail");
  });

  it("R-S1 unknown: a team was not read, unless a person is missing anyway", () => {
    const one = ack("otto");
    const accepted = { ...one, ownReactions: ["+1"] };
    expect(told([accepted], owned("/docs/ @acme/sre")).phrase).toBe(
      "Cannot tell yet: the members of acme/sre were not read.",
    );
    expect(told([], owned("/docs/ @acme/sre")).next?.who).toEqual(["a member of `acme/sre`"]);
    expect(told([accepted], owned("/docs/ @acme/sre @tess"))).toMatchObject({
      outcome: "fail",
      next: { who: ["tess"] },
    });
  });

  it("R-S1 unknown: an acknowledgement or an owner that is not decided, comments or files that were not read", () => {
    const people = [person("tess", { unreadable: "role of tess: 502" })];
    expect(told([ack("tess")], { people }).phrase).toBe("Cannot tell yet: the role of tess could not be read.");
    const onIncident = { incident: { comments: [ack("tess")] }, people };
    expect(told([], onIncident).outcome).toBe("unknown");
    expect(told([], { items: [shipped(2, { comments: UNREAD })] }).outcome).toBe("unknown");
    expect(told([], { incident: { comments: UNREAD } }).outcome).toBe("unknown");
    expect(told([], { pulls: [pull(102, [], { files: UNREAD })] }).outcome).toBe("unknown");
    expect(told([], { items: UNREAD }).outcome).toBe("unknown");
    const renamed = [comment("/quench owner @vera", "tess", day(1)), { ...ack("vera"), ownReactions: ["+1"] }];
    expect(told(renamed, { people }).phrase).toBe("Cannot tell yet: who owns the item could not be read.");
  });
});

describe("R-S1: what is not decided hides only what it would show", () => {
  const URL_102 = "https://github.com/acme/shop/pull/102";
  const people = [person("tess", { unreadable: "role of tess: 502" })];
  /** All rows of an item on which somebody whose role was not read said this. */
  const rows = (line: string, over: Parameters<typeof item>[1] = {}) => {
    const items = [shipped(2, { links: [], comments: [comment(line, "tess", day(2))], ...over })];
    const { node } = scorecardOf(judged({ items, people }));
    return Object.fromEntries(node.children.map((child) => [child.key.replace("R-S1/", ""), child.outcome]));
  };
  const FAIL = { "class-test": "fail", rollback: "fail", escalation: "fail", monitoring: "fail", runbook: "fail" };

  it.each([
    ["due 2026-04-01", FAIL],
    ["ack oncall", FAIL],
    ["ack adoption", FAIL],
    ["evidence dashboard https://example.com", FAIL],
    ["evidence behavior drill https://example.com", FAIL],
    ["evidence failure-path https://example.com", FAIL],
    ["evidence rollback https://example.com", { ...FAIL, rollback: "unknown" }],
    ["evidence behavior rollback https://example.com", { ...FAIL, rollback: "unknown" }],
    ["evidence ownership https://example.com", { ...FAIL, escalation: "unknown" }],
    ["escalation @maya", { ...FAIL, escalation: "unknown" }],
    [
      `evidence implementation ${URL_102}`,
      { ...FAIL, "class-test": "unknown", escalation: "unknown", monitoring: "unknown", runbook: "unknown" },
    ],
    // Nothing is there that could be acknowledged.
    ["ack runbook", FAIL],
  ])("R-S1: %s", (line, expected) => {
    expect(rows(`/quench ${line}`)).toEqual(expected);
  });

  it("R-S1: of a runbook that is there only its own acknowledgement might help", () => {
    const told = (line: string, on: "item" | "incident") => {
      const said = [comment(line, "tess", day(2))];
      return row("runbook", {
        incident: on === "incident" ? { comments: said } : {},
        items: [shipped(2, { comments: on === "item" ? said : [] })],
        pulls: [pull(102, ["docs/runbooks/checkout.md"])],
        people,
      }).outcome;
    };
    for (const on of ["item", "incident"] as const) {
      expect(told("/quench ack runbook", on)).toBe("unknown");
      expect(told("/quench ack adoption", on)).toBe("fail");
      expect(told("/quench due 2026-04-01", on)).toBe("fail");
      expect(told("/quench evidence behavior drill https://example.com", on)).toBe("fail");
    }
  });

  it("R-S1: of the incident's own runbook an acknowledgement said anywhere might help; of an item's, not one elsewhere", () => {
    const items = [shipped(3, { links: [], comments: [comment("/quench ack runbook", "tess", day(2))] })];
    const pulls = [pull(102, ["docs/runbooks/checkout.md"])];
    expect(row("runbook", { incident: { links: [link(102)] }, items, pulls, people }).outcome).toBe("unknown");
    expect(row("runbook", { items: [shipped(2), ...items], pulls, people }).outcome).toBe("fail");
  });

  it("R-S1: who is the owner matters only where somebody acknowledged", () => {
    const naming = comment("/quench owner @vera", "tess", day(1));
    const told = (...comments: readonly Comment[]) =>
      row("runbook", {
        items: [shipped(2, { comments: [naming, ...comments] }), shipped(3, { links: [] })],
        pulls: [pull(102, ["docs/runbooks/checkout.md"])],
        people,
      });
    expect(told().outcome).toBe("fail");
    expect(told({ ...comment("/quench ack runbook", "vera", day(2)), ownReactions: ["+1"] }).outcome).toBe("unknown");
  });
});

describe("R-S1 what it comes to", () => {
  const PATHS = ["test/a.test.ts", "ops/alerts/a.yml", "docs/runbooks/a.md", ".github/CODEOWNERS"];
  const everything = (comments: readonly Comment[] = []): Told => ({
    items: [
      shipped(2, {
        fields: { finding_type: "slow recovery" },
        comments: [
          comment(`/quench evidence behavior rollback ${run(902, []).url}`, "oscar", day(1, 300)),
          comment("/quench ack runbook", "oscar", day(1, 365)),
          ...comments,
        ],
      }),
    ],
    pulls: [pull(102, PATHS)],
    runs: [run(902, [sha(102)])],
  });
  const without = (...paths: readonly string[]): Told => ({
    ...everything(),
    pulls: [
      pull(
        102,
        PATHS.filter((path) => !paths.includes(path)),
      ),
    ],
  });
  const card = (told: Told, settings = {}) => scorecardOf(judged(told, settings));

  it("R-S1 pass: five of five, each row in the rulebook's order", () => {
    const { node, score } = card(everything());
    expect(score).toEqual({ min: 5, max: 5, of: 5, target: 4 });
    expect(node).toMatchObject({
      rule: "R-S1",
      key: "R-S1",
      title: "Scorecard",
      outcome: "pass",
      phrase: "5 of 5, target 4.",
      next: null,
    });
    expect(node.children.map(({ key }) => key)).toEqual([
      "R-S1/class-test",
      "R-S1/rollback",
      "R-S1/escalation",
      "R-S1/monitoring",
      "R-S1/runbook",
    ]);
  });

  it("R-S1 pass: exactly the target needs no more steps", () => {
    expect(card(without("ops/alerts/a.yml"))).toMatchObject({
      score: { min: 4, max: 4 },
      node: { outcome: "pass", phrase: "4 of 5, target 4.", next: null },
    });
  });

  it("R-S1 fail: one below it, with the nearest step of what is missing", () => {
    expect(card(without("ops/alerts/a.yml", ".github/CODEOWNERS"))).toMatchObject({
      score: { min: 3, max: 3 },
      node: {
        outcome: "fail",
        phrase: "3 of 5, target 4; hardening is incomplete.",
        next: { text: "Name an escalation owner: `/quench escalation @login` on #1." },
      },
    });
  });

  it("R-S1: the policy's own target", () => {
    const three = without("ops/alerts/a.yml", ".github/CODEOWNERS");
    expect(card(three, { scores: { scorecard: 3 } })).toMatchObject({
      score: { target: 3 },
      node: { outcome: "pass" },
    });
    expect(card(everything(), { scores: { scorecard: 5 } }).node.outcome).toBe("pass");
    expect(card(without("ops/alerts/a.yml"), { scores: { scorecard: 5 } }).node.outcome).toBe("fail");
    expect(card({}, { scores: { scorecard: 0 } }).node).toMatchObject({ outcome: "pass", phrase: "0 of 5, target 0." });
  });

  it("R-S1 unknown: a range that the target lies in; a pass that the unknown cannot undo, and a fail it cannot mend", () => {
    const unread = { over: { codeowners: UNREAD } };
    expect(card({ ...without("ops/alerts/a.yml"), ...unread })).toMatchObject({
      score: { min: 3, max: 4 },
      node: { outcome: "unknown", phrase: "3–4 of 5, target 4; some facts could not be read." },
    });
    expect(card({ ...everything(), ...unread })).toMatchObject({
      score: { min: 4, max: 5 },
      node: { outcome: "pass", phrase: "4–5 of 5, target 4." },
    });
    expect(card({ ...without("ops/alerts/a.yml", ".github/CODEOWNERS"), ...unread })).toMatchObject({
      score: { min: 2, max: 3 },
      node: { outcome: "fail", phrase: "2–3 of 5, target 4; hardening is incomplete." },
    });
  });

  it("R-S1 fail: an incident with nothing", () => {
    expect(card({})).toMatchObject({ score: { min: 0, max: 0 }, node: { outcome: "fail" } });
  });

  it("R-S1: each control's column says which points it earned by itself", () => {
    const subject = judged({
      ...everything(),
      items: [
        ...(everything().items as readonly Issue[]),
        shipped(3, { comments: [comment("/quench escalation @maya", "tess", day(2))] }),
        shipped(4, { fields: { failure_class: "capacity" } }),
        shipped(5, { links: [] }),
      ],
      pulls: [
        pull(
          102,
          PATHS.filter((path) => path !== ".github/CODEOWNERS"),
        ),
        pull(103, ["test/b.test.ts"]),
        pull(104, ["test/c.test.ts", "ops/alerts/b.yml"]),
      ],
    });
    const columns = new Map(subject.items.map((one) => [one.issue.number, earnedBy(subject, one)]));
    expect(columns.get(2)).toEqual(["class-test", "rollback", "monitoring", "runbook"]);
    expect(columns.get(3)).toEqual(["class-test", "escalation"]);
    expect(columns.get(4)).toEqual(["monitoring"]);
    expect(columns.get(5)).toEqual([]);
    for (const one of subject.items) expect(columnOf(subject, one)).toBe(columns.get(one.issue.number)?.length);
    const { node } = scorecardOf(subject);
    expect(node.children[0]?.phrase).toBe("A merged test covers `config-change` (#2, #3).");
    expect(node.children[0]?.children.map((child) => child.item)).toEqual([2, 3]);
    expect(node.children[3]?.children.map((child) => child.key)).toEqual(["R-S1/monitoring:#2", "R-S1/monitoring:#4"]);
  });

  it("R-S1: a long row of earners is cut, by number, the incident last", () => {
    const numbers = [9, 8, 7, 6, 5, 4];
    const items = numbers.map((number) => shipped(number));
    const pulls = numbers.map((number) => pull(number + 100, ["ops/alerts/a.yml"]));
    const many = row("monitoring", { items, pulls });
    expect(many.phrase).toContain("(#4, #5, #6, #7, #8 and 1 more).");
    const five = row("monitoring", { items: items.slice(1), pulls });
    expect(five.phrase).toContain("(#4, #5, #6, #7, #8).");
    const beside = row("monitoring", { items: items.slice(2), pulls, incident: { links: [link(109)] } });
    expect(beside.phrase).toContain("(#4, #5, #6, #7, the incident itself).");
  });
});
