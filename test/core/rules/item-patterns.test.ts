import { describe, expect, it } from "@jest/globals";
import { ANTI_PATTERN_RULES } from "../../../src/core/rules/anti-patterns.ts";
import type { PastIncident, Run, Sighting } from "../../../src/core/snapshot/facts.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { addMs } from "../../../src/core/time.ts";
import type { Judged } from "../../../src/core/verdict/judged.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { past } from "../../support/entries.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
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
  run,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";
import { expectWords, nodesOf } from "../../support/rule-nodes.ts";
import { controlFacts, sightings } from "../../support/story.ts";

const LOST = { unreadable: "files: 502" };

interface World {
  readonly now?: string;
  readonly items?: Snapshot["items"];
  readonly pulls?: readonly PullRequest[];
  readonly runs?: readonly Run[];
  readonly comments?: Issue["comments"];
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly over?: Partial<Snapshot>;
  readonly policy?: object;
  /** What the adoption score comes to: least and most points. */
  readonly adoption?: readonly [number, number];
  readonly retired?: boolean;
}

function subject({
  now = day(2),
  items = [],
  pulls = [],
  runs = [],
  comments = [],
  over = {},
  ...rest
}: World): Judged {
  const read = snapshot({ now, incident: incident({ comments, fields: rest.fields ?? {} }), items, pulls, runs, over });
  const found = judged(read, { inForce: policyInForce({ ...rest.policy }) });
  const [min, max] = rest.adoption ?? [5, 5];
  return {
    ...found,
    items: found.items.map((one) => ({
      ...one,
      adoption: { ...one.adoption, score: { min, max, of: 5, target: found.policy.scores.adoption } },
      status: rest.retired === true ? "retired" : one.status,
    })),
  };
}

const lines = (rule: string, world: World): readonly VerdictNode[] => nodesOf(ANTI_PATTERN_RULES, rule, subject(world));
const outcomes = (rule: string, world: World) => lines(rule, world).map(({ outcome }) => outcome);

/** An item whose pull request, its number and 100, is merged a day and three hours after the incident. */
const implemented = (number: number, over: Parameters<typeof item>[1] = {}) =>
  item(number, { owner: "oscar", links: [link(number + 100)], ...over });
const MERGED = day(1, 180);
const URL = "https://github.com/acme/shop/issues/12";
const PULL = "https://github.com/acme/shop/pull/112";
/** 72 hours after the merge. */
const DUE = day(4, 180);

describe("R-Y3: marked done before the adoption check", () => {
  const done = (at: string, over: Parameters<typeof item>[1] = {}) =>
    shut(item(12, { owner: "oscar", ...over }), closed(at, "oscar"));
  const dated = { fields: { adoption_check: "2026-03-10" } };

  it("fails below the target", () => {
    expect(lines("R-Y3", { items: [done(day(1))], adoption: [3, 3] })).toMatchObject([
      {
        rule: "R-Y3",
        key: "R-Y3:#12",
        title: "Done comes after the adoption check",
        item: 12,
        outcome: "fail",
        phrase: "#12 was closed as completed with an adoption score of 3 of 5; it takes 4.",
        evidence: [URL],
      },
    ]);
  });

  it("passes at the target, and is unknown around it", () => {
    expect(lines("R-Y3", { items: [done(day(1))], adoption: [4, 4] })).toMatchObject([
      { outcome: "pass", phrase: "#12 was closed with an adoption score of 4 of 5.", next: null },
    ]);
    expect(lines("R-Y3", { items: [done(day(1))], adoption: [3, 4] })).toMatchObject([
      {
        outcome: "unknown",
        phrase: "Cannot tell yet whether #12 is adopted: its score is 3–4 of 5, and it takes 4.",
        next: null,
      },
    ]);
    expect(outcomes("R-Y3", { items: [done(day(1))], adoption: [2, 3] })).toEqual(["fail"]);
    expect(outcomes("R-Y3", { items: [done(day(1))], adoption: [3, 3], policy: { scores: { adoption: 3 } } })).toEqual([
      "pass",
    ]);
  });

  it("fails before the adoption check date, in the team's zone, whatever the score", () => {
    expect(lines("R-Y3", { items: [done("2026-03-09T23:59:59Z", dated)] })).toMatchObject([
      {
        outcome: "fail",
        phrase: "#12 was closed as completed on Mar 9, 2026, before its adoption check on Mar 10, 2026.",
        next: {
          text: "Reopen #12, and close it on or after Mar 10, 2026 once its adoption holds.",
          distance: "edit",
          who: ["oscar"],
        },
      },
    ]);
    expect(outcomes("R-Y3", { items: [done("2026-03-10T00:00:00Z", dated)] })).toEqual(["pass"]);
    const policy = { time: { zone: "Europe/Berlin" } };
    expect(outcomes("R-Y3", { items: [done("2026-03-09T23:00:00Z", dated)], policy })).toEqual(["pass"]);
    expect(outcomes("R-Y3", { items: [done("2026-03-09T12:00:00Z", dated)], adoption: [3, 4] })).toEqual(["fail"]);
  });

  it("says nothing of items that are open, let go or retired", () => {
    expect(outcomes("R-Y3", { items: [item(12, dated)], adoption: [0, 0] })).toEqual([]);
    const gone = shut(item(12), closed(day(1), "maya", { reason: "not_planned" }));
    expect(outcomes("R-Y3", { items: [gone], adoption: [0, 0] })).toEqual([]);
    expect(outcomes("R-Y3", { items: [done(day(1))], adoption: [0, 0], retired: true })).toEqual([]);
    const again = { ...done(day(1)), state: "open" as const, closedAt: null };
    expect(outcomes("R-Y3", { items: [again], adoption: [0, 0] })).toEqual([]);
  });
});

describe("R-Y5: control added, never exercised", () => {
  const CHECK = { fields: { control_check: "guard" } };
  const seen = (over: Partial<Sighting> = {}): Partial<Snapshot> => ({
    controls: { 12: controlFacts({ sightings: sightings(1, { pull: "acme/shop#700", ...over }) }) },
  });
  const unseen: Partial<Snapshot> = { controls: { 12: controlFacts({ sightings: [] }) } };

  it("fails 72 hours after the merge, with neither a run of its check nor behavioral evidence", () => {
    const world = { items: [implemented(12)], pulls: [pull(112)] };
    expect(lines("R-Y5", { ...world, now: DUE })).toEqual([
      {
        rule: "R-Y5",
        key: "R-Y5:#12",
        title: "Controls are exercised",
        item: 12,
        outcome: "fail",
        phrase: "#12 is implemented since Mar 3, 2026, 12:00 UTC, and neither its check nor a drill has exercised it.",
        evidence: [PULL],
        next: {
          text: "Exercise the control in a workflow run, then comment `/quench evidence behavior <style> <run URL>` on #12.",
          distance: "run",
          who: ["oscar"],
        },
        children: [],
      },
    ]);
    expect(lines("R-Y5", { ...world, now: addMs(DUE, -1000) })).toMatchObject([
      {
        outcome: "pass",
        phrase: "#12 is implemented, and has until Mar 6, 2026, 12:00 UTC to be exercised.",
        evidence: [PULL],
        next: null,
      },
    ]);
    const policy = { findings: { after: "24h" } };
    expect(outcomes("R-Y5", { ...world, policy, now: day(2, 180) })).toEqual(["fail"]);
    expect(outcomes("R-Y5", { ...world, policy, now: day(2, 179) })).toEqual(["pass"]);
  });

  it("says nothing of what is not implemented, let go or retired", () => {
    expect(outcomes("R-Y5", { items: [implemented(12)], pulls: [openPull(112)], now: DUE })).toEqual([]);
    const gone = shut(implemented(12), closed(day(1), "maya", { reason: "duplicate" }));
    expect(outcomes("R-Y5", { items: [gone], pulls: [pull(112)], now: DUE })).toEqual([]);
    expect(outcomes("R-Y5", { items: [implemented(12)], pulls: [pull(112)], now: DUE, retired: true })).toEqual([]);
  });

  it("passes with verified behavioral evidence", () => {
    const drill = run(900, [pull(112).mergeCommit ?? ""]);
    const told = (url: string) => [comment(`/quench evidence behavior drill ${url}`, "oscar", day(2))];
    const world = { items: [implemented(12, { comments: told(drill.url) })], pulls: [pull(112)], now: DUE };
    expect(lines("R-Y5", { ...world, runs: [drill] })).toMatchObject([
      { outcome: "pass", phrase: "#12 is implemented, and was exercised.", evidence: [PULL, drill.url], next: null },
    ]);
    expect(outcomes("R-Y5", world)).toEqual(["fail"]);
    expect(outcomes("R-Y5", { ...world, runs: [{ ...drill, conclusion: "failure" }] })).toEqual(["fail"]);
  });

  it("passes with a timed rollback, which uses it as well", () => {
    const rollback = run(900, [pull(112).mergeCommit ?? ""]);
    const comments = [comment(`/quench evidence rollback ${rollback.url}`, "oscar", day(2))];
    expect(
      outcomes("R-Y5", { items: [implemented(12, { comments })], pulls: [pull(112)], runs: [rollback], now: DUE }),
    ).toEqual(["pass"]);
  });

  it("passes with a run of its check on a later pull request, passed or failed", () => {
    const world = { items: [implemented(12, CHECK)], pulls: [pull(112)], now: DUE };
    expect(lines("R-Y5", { ...world, over: seen() })).toMatchObject([
      { outcome: "pass", evidence: [PULL, "https://github.com/acme/shop/pull/700"] },
    ]);
    expect(outcomes("R-Y5", { ...world, over: seen({ result: "failed" }) })).toEqual(["pass"]);
    expect(outcomes("R-Y5", { ...world, over: seen({ result: "skipped" }) })).toEqual(["fail"]);
    expect(outcomes("R-Y5", { ...world, over: seen({ result: "missing" }) })).toEqual(["fail"]);
    expect(outcomes("R-Y5", { ...world, over: seen({ mergedAt: MERGED }) })).toEqual(["fail"]);
    expect(outcomes("R-Y5", { ...world, over: unseen })).toEqual(["fail"]);
  });

  it("passes with a scheduled run of its check's workflow", () => {
    const scheduled = [run(902, [], { event: "schedule" }), run(901, [], { event: "schedule" })];
    const over = { controls: { 12: controlFacts({ sightings: [], scheduled }) } };
    expect(lines("R-Y5", { items: [implemented(12, CHECK)], pulls: [pull(112)], over, now: DUE })).toMatchObject([
      {
        outcome: "pass",
        evidence: [PULL, ...[901, 902].map((id) => `https://github.com/acme/shop/actions/runs/${id}`)],
      },
    ]);
  });

  it("is unknown where runs, comments or the pull request could not be read", () => {
    const world = { items: [implemented(12, CHECK)], pulls: [pull(112)], now: DUE };
    expect(lines("R-Y5", world)).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: the control of #12 was not read." },
    ]);
    expect(outcomes("R-Y5", { ...world, over: { controls: { 12: LOST } } })).toEqual(["unknown"]);
    for (const part of ["sightings", "scheduled"]) {
      const controls = { 12: { ...controlFacts({ sightings: [] }), [part]: LOST } };
      expect(lines("R-Y5", { ...world, over: { controls } })).toMatchObject([
        { outcome: "unknown", phrase: "Cannot tell yet: files: 502." },
      ]);
    }
    expect(outcomes("R-Y5", { items: [item(12, { comments: LOST })], now: DUE })).toEqual(["unknown"]);
    expect(outcomes("R-Y5", { items: [implemented(12)], pulls: [pull(112, [], { files: LOST })], now: DUE })).toEqual([
      "unknown",
    ]);
    const heard = implemented(12, { comments: LOST });
    expect(outcomes("R-Y5", { items: [heard], pulls: [pull(112)], now: DUE })).toEqual(["unknown"]);
    const url = "https://github.com/acme/shop/actions/runs/900";
    const comments = [comment(`/quench evidence rollback ${url}`, "oscar", day(2))];
    const over = { links: { [url]: { url, found: LOST } } };
    expect(outcomes("R-Y5", { items: [implemented(12, { comments })], pulls: [pull(112)], over, now: DUE })).toEqual([
      "unknown",
    ]);
  });

  it("but what is readable decides first", () => {
    const world = { items: [implemented(12, CHECK)], pulls: [pull(112)] };
    expect(outcomes("R-Y5", { ...world, now: addMs(DUE, -1000) })).toEqual(["pass"]);
    const controls = { 12: { ...controlFacts(), scheduled: LOST } };
    expect(outcomes("R-Y5", { ...world, over: { controls }, now: DUE })).toEqual(["pass"]);
    const lost = implemented(12, { comments: LOST, ...CHECK });
    expect(outcomes("R-Y5", { items: [lost], pulls: [pull(112)], over: seen(), now: DUE })).toEqual(["pass"]);
    expect(
      outcomes("R-Y5", { items: [lost], pulls: [pull(112, [], { files: LOST })], over: seen(), now: DUE }),
    ).toEqual([]);
  });
});

describe("R-Y7: closed without effect", () => {
  const REVIEW = { review: "2026-06-30", failure_class: "config-change" };
  const SINCE = "2026-03-12T00:00:00Z";
  const OVER = "2026-07-01T00:00:00Z";
  const done = (fields: Readonly<Record<string, string | null>> = REVIEW) =>
    shut(item(12, { owner: "oscar", fields }), closed(day(20), "oscar"));
  const history: readonly PastIncident[] = [2, 3].map((number) => past(number, "2026-02-20T00:00:00Z"));
  const comments: readonly Comment[] = [tracker({ verified: { I_12: SINCE } })];

  it("fails past the review date with nothing measured", () => {
    expect(lines("R-Y7", { items: [done()], comments, over: { history: [] }, now: OVER })).toMatchObject([
      {
        key: "R-Y7:#12",
        title: "Closed work shows an effect",
        item: 12,
        outcome: "fail",
        phrase:
          "#12 is closed and past its review date, Jun 30, 2026, with no measured effect: 1 incident of `config-change` in the 90 days before Mar 12, 2026, 0 in the 90 days after: too few to say whether it helped.",
        evidence: [URL],
        next: {
          text: "Look at the figures of #12; if the control does not help, say `/quench retire <because>` there.",
          distance: "comment",
          who: ["oscar"],
        },
      },
    ]);
    expect(outcomes("R-Y7", { items: [done()], over: { history }, now: OVER })).toEqual(["fail"]);
  });

  it("passes with a measured effect, of the incident's class where the item names none", () => {
    expect(lines("R-Y7", { items: [done()], comments, over: { history }, now: OVER })).toMatchObject([
      { outcome: "pass", phrase: expect.stringContaining("and its effect is measured: 3 incidents of"), next: null },
    ]);
    const own = done({ review: "2026-06-30", failure_class: null });
    expect(outcomes("R-Y7", { items: [own], comments, over: { history }, now: OVER })).toEqual(["pass"]);
    const other = done({ review: "2026-06-30", failure_class: "capacity" });
    expect(outcomes("R-Y7", { items: [other], comments, over: { history }, now: OVER })).toEqual(["fail"]);
  });

  it("asks for a failure class where there is none", () => {
    const own = done({ review: "2026-06-30", failure_class: null });
    expect(lines("R-Y7", { items: [own], fields: { failure_class: null }, comments, now: OVER })).toMatchObject([
      {
        outcome: "fail",
        phrase:
          "#12 is closed and past its review date, Jun 30, 2026, and names no failure class whose incidents could be counted.",
        next: { text: "Write the failure class into the form of #12.", distance: "edit", who: ["oscar"] },
      },
    ]);
  });

  it("says nothing through the review date, without one, of open and of let-go items", () => {
    const world = { comments, over: { history: [] } };
    expect(outcomes("R-Y7", { ...world, items: [done()], now: addMs(OVER, -1000) })).toEqual([]);
    expect(outcomes("R-Y7", { ...world, items: [done({ review: null })], now: OVER })).toEqual([]);
    expect(outcomes("R-Y7", { ...world, items: [item(12, { fields: REVIEW })], now: OVER })).toEqual([]);
    const gone = shut(item(12, { fields: REVIEW }), closed(day(1), "maya", { reason: "not_planned" }));
    expect(outcomes("R-Y7", { ...world, items: [gone], now: OVER })).toEqual([]);
    const policy = { time: { zone: "America/New_York" } };
    expect(outcomes("R-Y7", { ...world, items: [done()], policy, now: OVER })).toEqual([]);
  });

  it("is unknown where the other incidents were not read", () => {
    expect(lines("R-Y7", { items: [done()], comments, now: OVER })).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: the other incidents were not read." },
    ]);
  });
});

describe("R-Y8: not brought to the operators", () => {
  const world = { items: [implemented(12, { fields: { operator: "otto" } })], pulls: [pull(112)] };
  const ack = [comment("/quench ack oncall", "otto", day(2))];

  it("fails 72 hours after the merge without the operator's acknowledgement", () => {
    expect(lines("R-Y8", { ...world, now: DUE })).toMatchObject([
      {
        key: "R-Y8:#12",
        title: "Controls reach their operators",
        item: 12,
        outcome: "fail",
        phrase: "#12 is implemented since Mar 3, 2026, 12:00 UTC, and its operator `otto` has not acknowledged it.",
        evidence: [PULL],
        next: { text: "Acknowledge on-call duty: `/quench ack oncall` on #12.", distance: "comment", who: ["otto"] },
      },
    ]);
    expect(lines("R-Y8", { ...world, now: addMs(DUE, -1000) })).toMatchObject([
      {
        outcome: "pass",
        phrase: "#12 is implemented, and its operator has until Mar 6, 2026, 12:00 UTC to acknowledge on-call duty.",
      },
    ]);
  });

  it("fails where no operator is named", () => {
    expect(lines("R-Y8", { items: [implemented(12)], pulls: [pull(112)], now: DUE })).toMatchObject([
      {
        outcome: "fail",
        phrase: "#12 is implemented since Mar 3, 2026, 12:00 UTC, and no operator is named.",
        next: {
          text: "Name the operator: `/quench operator @login` on #12.",
          distance: "comment",
          who: ["someone with triage or above"],
        },
      },
    ]);
  });

  it("passes with it, and says nothing of what is not implemented", () => {
    const items = [implemented(12, { fields: { operator: "otto" }, comments: ack })];
    expect(lines("R-Y8", { items, pulls: [pull(112)], now: DUE })).toMatchObject([
      {
        outcome: "pass",
        phrase: "#12 is implemented, and its operator acknowledged on-call duty.",
        evidence: [PULL, ack[0]?.url],
        next: null,
      },
    ]);
    expect(outcomes("R-Y8", { items, pulls: [openPull(112)], now: DUE })).toEqual([]);
  });

  it("is unknown where the acknowledgement, or the pull request, could not be read", () => {
    const items = [implemented(12, { fields: { operator: "otto" }, comments: ack })];
    const people = { ...snapshot().people, otto: person("otto", LOST) };
    expect(lines("R-Y8", { items, pulls: [pull(112)], over: { people }, now: DUE })).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: the role of otto could not be read." },
    ]);
    expect(outcomes("R-Y8", { items: [implemented(12)], now: DUE })).toEqual(["unknown"]);
    expect(outcomes("R-Y8", { items, now: DUE })).toEqual([]);
  });
});

describe("R-Y10: owner has left", () => {
  const staffed = item(12, {
    owner: "oscar",
    fields: { operator: "otto", verifier: "vera" },
  });
  const without = (login: string, member: boolean | typeof LOST): Partial<Snapshot> => ({
    people: { ...snapshot().people, [login]: person(login, "none", member) },
  });

  it("passes while everybody can be assigned", () => {
    expect(lines("R-Y10", { items: [staffed] })).toMatchObject([
      {
        key: "R-Y10:#12",
        title: "Everybody is still a member",
        item: 12,
        outcome: "pass",
        phrase: "Everybody who answers for #12 is still a member.",
        evidence: [URL],
        next: null,
      },
    ]);
  });

  it.each([
    ["oscar", "owner"],
    ["vera", "verifier"],
    ["otto", "operator"],
  ])("fails once %s, the %s, has left", (login, role) => {
    expect(lines("R-Y10", { items: [staffed], over: without(login, false) })).toMatchObject([
      {
        outcome: "fail",
        phrase: `\`${login}\` (${role}) of #12 is no longer a member.`,
        next: {
          text: `Name another ${role}: \`/quench ${role} @login\` on #12.`,
          distance: "comment",
          who: ["someone with triage or above"],
        },
      },
    ]);
  });

  it("names all who have left, and asks for the first", () => {
    const people = { ...without("oscar", false).people, otto: person("otto", "none", false) };
    expect(lines("R-Y10", { items: [staffed], over: { people } })).toMatchObject([
      {
        phrase: "`oscar` (owner), `otto` (operator) of #12 are no longer members.",
        next: { text: "Name another owner: `/quench owner @login` on #12." },
      },
    ]);
  });

  it("knows the escalation owner: the policy's, or the last one named by command", () => {
    const policy = { people: { escalation: "otto" } };
    expect(lines("R-Y10", { policy })).toMatchObject([
      {
        key: "R-Y10/escalation",
        item: null,
        outcome: "pass",
        phrase: "Everybody who answers for the incident is still a member.",
        evidence: ["https://github.com/acme/shop/issues/1"],
      },
    ]);
    expect(lines("R-Y10", { policy, over: without("otto", false) })).toMatchObject([
      {
        outcome: "fail",
        phrase: "`otto` (escalation owner) of the incident is no longer a member.",
        next: { text: "Name another escalation owner: `/quench escalation @login` on #1." },
      },
    ]);
    const named = comment("/quench escalation @vera", "tess", day(1));
    expect(lines("R-Y10", { policy, comments: [named], over: without("otto", false) })).toMatchObject([
      { outcome: "pass", evidence: [named.url] },
    ]);
    // On an App's own record the word counts on, though the one it names has left since.
    const taken = comment("/quench escalation @vera", "tess", day(1), { ownReactions: ["+1"] });
    expect(lines("R-Y10", { comments: [taken], over: without("vera", false) })).toMatchObject([
      { outcome: "fail", phrase: "`vera` (escalation owner) of the incident is no longer a member." },
    ]);
  });

  it("is unknown where membership, or a naming, could not be read", () => {
    expect(lines("R-Y10", { items: [staffed], over: without("vera", LOST) })).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: files: 502.", next: null },
    ]);
    const stranger = item(12, { assignees: [actor("nora")] });
    expect(lines("R-Y10", { items: [stranger] })).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: whether `nora` is a member was not read." },
    ]);
    const comments = [comment("/quench escalation @vera", "tess", day(1))];
    const people = { ...snapshot().people, tess: person("tess", LOST) };
    expect(lines("R-Y10", { comments, over: { people } })).toMatchObject([
      { key: "R-Y10/escalation", outcome: "unknown", phrase: "Cannot tell yet: the role of tess could not be read." },
    ]);
    const both = { ...without("oscar", false).people, vera: person("vera", "write", LOST) };
    expect(outcomes("R-Y10", { items: [staffed], over: { people: both } })).toEqual(["fail"]);
  });

  it("says nothing where nobody is named, and of items that are let go or retired", () => {
    expect(lines("R-Y10", { items: [item(12)] })).toEqual([]);
    const gone = shut(staffed, closed(day(1), "maya", { reason: "not_planned" }));
    expect(lines("R-Y10", { items: [gone], over: without("oscar", false) })).toEqual([]);
    expect(lines("R-Y10", { items: [staffed], over: without("oscar", false), retired: true })).toEqual([]);
    const done = shut(staffed, closed(day(1), "oscar"));
    expect(outcomes("R-Y10", { items: [done], over: without("oscar", false) })).toEqual(["fail"]);
  });
});

it("the family has its words for the docs", () => {
  expectWords(ANTI_PATTERN_RULES);
});
