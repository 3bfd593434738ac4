import { describe, expect, it } from "@jest/globals";
import { PROOF_RULES } from "../../../src/core/rules/proof.ts";
import type { CitedLink, Run } from "../../../src/core/snapshot/facts.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { assess } from "../../../src/core/verdict/assess.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  comment,
  day,
  file,
  incident,
  item,
  link,
  openPull,
  ownComment,
  person,
  pull,
  run,
  sha,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

const UNREAD = { unreadable: "it: 502", transient: true };
const TRIAGE = ["someone with triage or above"];

interface Told {
  readonly incident?: Parameters<typeof incident>[0];
  readonly items?: readonly Issue[];
  readonly pulls?: readonly PullRequest[];
  readonly runs?: readonly Run[];
  readonly links?: readonly CitedLink[];
  readonly people?: readonly Person[];
  readonly over?: Partial<Snapshot>;
  readonly self?: Partial<Snapshot["self"]>;
  readonly settings?: Record<string, unknown>;
}

/** What one rule says. */
function nodes(id: string, told: Told): readonly VerdictNode[] {
  const read = snapshot({
    incident: incident(told.incident),
    items: told.items ?? [],
    pulls: told.pulls ?? [],
    runs: told.runs ?? [],
    links: told.links ?? [],
    people: told.people ?? [],
    self: told.self ?? {},
    over: told.over ?? {},
  });
  const inForce = policyInForce(told.settings);
  const rule = PROOF_RULES.find((one) => one.id === id);
  const found = rule?.judge?.(assess(buildCase(read, inForce.policy), inForce)) ?? [];
  expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
  for (const one of found) expect(one.rule).toBe(id);
  return found;
}

const only = (id: string, told: Told): VerdictNode => {
  const found = nodes(id, told);
  expect(found).toHaveLength(1);
  return found[0] as VerdictNode;
};

const PR = "https://github.com/acme/shop/pull/102";
const linked = (...links: Issue["links"] & readonly unknown[]) => [item(2, { owner: "oscar", links })];

describe("the rules of chapter H", () => {
  it("stand in the rulebook's order, none of them a gate by itself", () => {
    expect(PROOF_RULES.map(({ id }) => id)).toEqual(["R-H1", "R-H2", "R-H3", "R-H4", "R-H5", "R-H6", "R-H7"]);
    for (const rule of PROOF_RULES) expect(rule.kind).toBe("fact");
  });

  it("say nothing of an incident with nothing", () => {
    for (const { id } of PROOF_RULES) expect(nodes(id, {})).toEqual([]);
  });
});

describe("R-H1 pull requests linked", () => {
  it.each([
    ["closing_keyword", "a closing keyword"],
    ["development", "its development link"],
    ["body_line", "a line of its body"],
  ] as const)("R-H1 pass: by %s", (kind, words) => {
    expect(only("R-H1", { items: linked(link(102, kind)), pulls: [pull(102)] })).toEqual({
      rule: "R-H1",
      key: "R-H1:#2/acme/shop#102",
      title: "acme/shop#102",
      item: 2,
      outcome: "pass",
      phrase: `acme/shop#102 is linked to #2 by ${words}.`,
      evidence: [PR],
      next: null,
      children: [],
    });
  });

  const saying = (by: string, over: Partial<Comment> = {}) =>
    item(2, {
      owner: "oscar",
      links: [link(102, "command")],
      comments: [comment(`/quench evidence implementation ${PR}`, by, day(1), over)],
    });

  it("R-H1 pass: by an accepted command", () => {
    expect(only("R-H1", { items: [saying("oscar")], pulls: [pull(102)] }).phrase).toBe(
      "acme/shop#102 is linked to #2 by a command.",
    );
  });

  it("R-H1 pass: whatever it comes to, be it open, refused or of unknown standing", () => {
    for (const one of [openPull(102), pull(102, [], { baseIsDefault: false }), pull(102, [], { revertedBy: UNREAD })]) {
      expect(only("R-H1", { items: linked(link(102), link(102, "mentioned")), pulls: [one] })).toMatchObject({
        outcome: "pass",
        phrase: "acme/shop#102 is linked to #2 by a line of its body.",
      });
    }
  });

  it("R-H1 fail: only mentioned, until a command on the item confirms it", () => {
    expect(only("R-H1", { items: linked(link(102, "mentioned")), pulls: [pull(102)] })).toMatchObject({
      outcome: "fail",
      phrase: "acme/shop#102 only mentions #2.",
      next: {
        text: `Confirm the link: \`/quench evidence implementation ${PR}\` on #2.`,
        distance: "comment",
        who: ["oscar"],
      },
    });
    const items = [item(2, { links: [link(102, "mentioned")] })];
    expect(only("R-H1", { items, pulls: [pull(102)] }).next?.who).toEqual(TRIAGE);
  });

  it("R-H1 fail: of the incident, until the pull request's body confirms it", () => {
    const found = only("R-H1", { incident: { links: [link(102, "mentioned")] }, pulls: [pull(102)] });
    expect(found).toMatchObject({
      key: "R-H1:#1/acme/shop#102",
      item: null,
      outcome: "fail",
      next: { distance: "edit", who: ["paul"] },
    });
    expect(found.next?.text).toMatch(/^Write `Hardening: #1` into the body of \[.*\]\(https:.*\/pull\/102\)\.$/);
  });

  it("R-H1 fail: by a command alone that does not count", () => {
    const edited = { editor: actor("paul"), lastEditedAt: day(1, 5) };
    for (const one of [saying("mallory"), saying("oscar", edited)]) {
      expect(only("R-H1", { items: [one], pulls: [pull(102)] })).toMatchObject({
        outcome: "fail",
        phrase: "acme/shop#102 is linked to #2 by a command alone, which does not count.",
        next: { distance: "comment" },
      });
    }
  });

  it("R-H1 unknown: the links, the pull request, or the right of whoever said it", () => {
    expect(
      only("R-H1", { items: [item(2, { links: { unreadable: "links: 403", permission: "issues: read" } })] }),
    ).toEqual({
      rule: "R-H1",
      key: "R-H1:#2/links",
      title: "Links",
      item: 2,
      outcome: "unknown",
      phrase: "Cannot tell yet: links: 403. Grant Quench issues: read.",
      evidence: [],
      next: null,
      children: [],
    });
    expect(only("R-H1", { incident: { links: UNREAD } })).toMatchObject({ key: "R-H1:#1/links", item: null });
    expect(only("R-H1", { items: linked(link(102)) })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: acme/shop#102 was not read.",
    });
    expect(only("R-H1", { items: linked(link(102)), over: { pulls: { "acme/shop#102": UNREAD } } }).phrase).toBe(
      "Cannot tell yet: it: 502.",
    );
    const people = [person("paul", { unreadable: "role of paul: 502" })];
    expect(only("R-H1", { items: [saying("paul")], pulls: [pull(102)], people })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: the role of paul could not be read.",
    });
  });

  it("R-H1: each pull request once, by its key, in any order of arrival", () => {
    const links = [link(104), link(102, "mentioned"), link(103), link(104, "development")];
    const pulls = [pull(102), pull(103), pull(104)];
    const found = nodes("R-H1", { items: linked(...links), pulls });
    expect(found.map(({ title }) => title)).toEqual(["acme/shop#102", "acme/shop#103", "acme/shop#104"]);
    expect(
      nodes("R-H1", { items: linked(...links.toReversed()), pulls: pulls.toReversed() }).map(({ key }) => key),
    ).toEqual(found.map(({ key }) => key));
  });
});

describe("R-H2 pull requests that count", () => {
  const judged = (over: Partial<PullRequest>, settings = {}) =>
    only("R-H2", { items: linked(link(102)), pulls: [pull(102, [], over)], settings });

  it("R-H2 pass: merged, with when in the team's time zone", () => {
    expect(judged({})).toMatchObject({
      key: "R-H2:#2/acme/shop#102",
      item: 2,
      outcome: "pass",
      phrase: "acme/shop#102 counts: merged on Mar 3, 2026, 12:00 UTC.",
      evidence: [PR],
      next: null,
    });
    expect(judged({}, { time: { zone: "Europe/Berlin" } }).phrase).toContain("13:00 GMT+1");
  });

  it("R-H2 fail: open, and its author is asked to merge it", () => {
    expect(only("R-H2", { items: linked(link(102)), pulls: [openPull(102)] })).toMatchObject({
      outcome: "fail",
      phrase: "acme/shop#102 is not merged yet.",
      next: { text: expect.stringContaining("Merge [acme/shop#"), distance: "pull_request", who: ["paul"] },
    });
  });

  it.each([
    [{ state: "closed", mergedAt: null }, "it was closed without being merged"],
    [{ baseIsDefault: false, baseBranch: "next" }, "it was merged into `next`, not into the default branch"],
    [{ mergedAt: "2026-03-02T08:29:59Z" }, "it was merged before the incident began"],
    [{ revertedBy: "acme/shop#130" }, "it was reverted by acme/shop#130"],
  ] as const)("R-H2 fail: %j", (over, because) => {
    expect(judged(over)).toMatchObject({
      outcome: "fail",
      phrase: `acme/shop#102 does not count: ${because}.`,
      next: {
        text: "Merge a change that counts: a pull request with `Hardening: #2` in its body.",
        distance: "pull_request",
        who: ["oscar"],
      },
    });
  });

  it("R-H2 pass: tells what was deleted since", () => {
    const files = ["a", "b", "c", "d", "e"].map((name) => ({ ...file(`test/${name}.test.js`), kept: name === "e" }));
    const phrase = (count: number) =>
      only("R-H2", { items: [item(2, { links: [link(102)] })], pulls: [pull(102, [], { files: files.slice(-count) })] })
        .phrase;
    expect(phrase(1)).not.toContain("Deleted");
    expect(phrase(2)).toMatch(/^acme\/shop#102 counts: merged .*\. Deleted since: `test\/d\.test\.js`\.$/);
    expect(phrase(5)).toContain("`test/a.test.js`, `test/b.test.js`, `test/c.test.js` and 1 more.");
  });

  it("R-H2 pass: merged in the very second in which the incident began", () => {
    expect(judged({ mergedAt: "2026-03-02T08:30:00Z" }).outcome).toBe("pass");
  });

  it("R-H2: the incident's own", () => {
    const told = { incident: { links: [link(102)] }, pulls: [pull(102, [], { baseIsDefault: false })] };
    expect(only("R-H2", told)).toMatchObject({ item: null, key: "R-H2:#1/acme/shop#102", next: { who: TRIAGE } });
  });

  it("R-H2 unknown: it, or whether it was reverted, was not read", () => {
    expect(judged({ revertedBy: UNREAD })).toMatchObject({ outcome: "unknown", phrase: "Cannot tell yet: it: 502." });
    expect(only("R-H2", { items: linked(link(102)) }).outcome).toBe("unknown");
  });

  it("R-H2: says nothing of one that is not linked for sure", () => {
    expect(nodes("R-H2", { items: linked(link(102, "mentioned")), pulls: [pull(102)] })).toEqual([]);
    expect(nodes("R-H2", { items: linked(link(102, "command")), pulls: [pull(102)] })).toEqual([]);
    expect(nodes("R-H2", { items: [item(2, { links: UNREAD })] })).toEqual([]);
  });
});

describe("R-H3 runs that count", () => {
  const drill = (over: Partial<Run> = {}) => run(902, [sha(102)], over);
  const { url } = drill();
  const said = comment(`/quench evidence behavior drill ${url}`, "oscar", day(2));
  const told = (over: Told & { readonly comments?: readonly Comment[] } = {}) => ({
    items: [item(2, { owner: "oscar", links: [link(102)], comments: over.comments ?? [said] })],
    pulls: [pull(102)],
    runs: [drill()],
    ...over,
  });

  it("R-H3 pass: it succeeded, on a commit with the control, after its merge", () => {
    expect(only("R-H3", told())).toMatchObject({
      key: `R-H3:#2/${said.databaseId}.0`,
      title: "Run",
      item: 2,
      outcome: "pass",
      phrase: "It counts: the run `drill` succeeded on a commit with the control.",
      evidence: [url],
      next: null,
    });
  });

  it("R-H3 pass: a rollback, on the item and on the incident", () => {
    const rollback = comment(`/quench evidence rollback ${url}`, "tess", day(2));
    expect(only("R-H3", told({ comments: [rollback] })).outcome).toBe("pass");
    const found = only("R-H3", { ...told({ comments: [] }), incident: { comments: [rollback] } });
    expect(found).toMatchObject({ item: null, key: `R-H3:#1/${rollback.databaseId}.0`, outcome: "pass" });
  });

  it("R-H3 fail: it did not succeed, or is only told", () => {
    expect(only("R-H3", told({ runs: [drill({ conclusion: "failure" })] }))).toMatchObject({
      outcome: "fail",
      phrase: "It does not count: the run `drill` ended with failure.",
      next: {
        text: "Exercise the merged control in a workflow run, then cite that run on #2.",
        distance: "run",
        who: ["oscar"],
      },
    });
    expect(only("R-H3", told({ runs: [] })).phrase).toBe(
      "It does not count: it is told, and its link was not looked up.",
    );
  });

  it("R-H3: told in two styles it is judged in each", () => {
    const other = comment(`/quench evidence behavior rollback ${url}`, "oscar", day(2));
    const items = [
      item(2, {
        owner: "oscar",
        links: [link(102)],
        fields: { finding_type: "late decision" },
        comments: [said, other],
      }),
    ];
    expect(nodes("R-H3", { ...told(), items }).map(({ outcome }) => outcome)).toEqual(["pass", "fail"]);
  });

  it("R-H3: each line of a comment by itself", () => {
    const both = comment(`/quench evidence behavior drill ${url}\n/quench evidence rollback ${url}`, "oscar", day(2));
    expect(nodes("R-H3", told({ comments: [both] })).map(({ key }) => key)).toEqual([
      `R-H3:#2/${both.databaseId}.0`,
      `R-H3:#2/${both.databaseId}.1`,
    ]);
  });

  it("R-H3 unknown: the run, or what it contains, was not read", () => {
    const found = only("R-H3", told({ runs: [], links: [{ url, found: UNREAD }] }));
    expect(found).toMatchObject({ outcome: "unknown", phrase: "Cannot tell yet: it: 502.", evidence: [url] });
    expect(only("R-H3", told({ runs: [drill({ contains: UNREAD })] })).outcome).toBe("unknown");
  });

  it("R-H3: a run among the item's evidence links, and nothing else there", () => {
    const fields = { evidence_links: `${url} https://example.com/a.png` };
    const items = [item(2, { owner: "oscar", links: [link(102)], fields })];
    const links: readonly CitedLink[] = [{ url: "https://example.com/a.png", found: { kind: "image" } }];
    expect(only("R-H3", { ...told(), items, links })).toMatchObject({ key: `R-H3:#2/${url}`, outcome: "pass" });
    const unread = [{ url, found: UNREAD }];
    expect(nodes("R-H3", { ...told(), items, runs: [], links: unread })).toEqual([]);
  });

  it("R-H3: says nothing of other commands, or of those that are not accepted", () => {
    const comments = [
      comment(`/quench evidence dashboard ${url}`, "oscar", day(2)),
      comment("/quench due 2026-04-01", "tess", day(2)),
      comment(`/quench evidence behavior drill ${url}`, "mallory", day(2)),
    ];
    expect(nodes("R-H3", told({ comments }))).toEqual([]);
  });
});

describe("R-H4 comments that count", () => {
  const said = (body: string, by: string, over: Partial<Comment> = {}, people: readonly Person[] = []) => {
    const one = comment(body, by, day(2), over);
    return { one, found: nodes("R-H4", { items: [item(2, { owner: "oscar", comments: [one] })], people }) };
  };

  it("R-H4 pass: its author had the right to say it", () => {
    const { one, found } = said("/quench due 2026-04-01", "tess");
    expect(found).toEqual([
      {
        rule: "R-H4",
        key: `R-H4:#2/${one.databaseId}.0`,
        title: "`/quench due`",
        item: 2,
        outcome: "pass",
        phrase: "`/quench due` of `tess` counts.",
        evidence: [one.url],
        next: null,
        children: [],
      },
    ]);
  });

  it("R-H4 fail: said by somebody who may not, or not to be understood, with what would work", () => {
    expect(said("/quench verify", "otto").found[0]).toMatchObject({
      outcome: "fail",
      phrase: expect.stringContaining("No verifier is named yet"),
      next: null,
    });
    expect(said("/quench nonsense", "tess").found[0]).toMatchObject({
      title: "`/quench`",
      outcome: "fail",
      phrase: expect.stringContaining("is not a command"),
      next: null,
    });
    const own = { editor: actor("Tess"), lastEditedAt: day(2, 1) };
    expect(said("/quench nonsense", "tess", own).found[0]?.next).toBeNull();
  });

  it("R-H4 fail: edited by somebody else, who cannot speak for its author", () => {
    const edited = { editor: actor("paul"), lastEditedAt: day(2, 1) };
    expect(said("/quench due 2026-04-01", "tess", edited).found[0]).toMatchObject({
      outcome: "fail",
      phrase: "Somebody else edited this comment, so it no longer counts. Say it again in a new comment.",
      next: { text: "Say it again in a new comment on #2.", distance: "comment", who: ["tess"] },
    });
  });

  it("R-H4 unknown: its author's role was not read", () => {
    const people = [person("tess", { unreadable: "role of tess: 502" })];
    expect(said("/quench due 2026-04-01", "tess", {}, people).found[0]).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: the role of tess could not be read.",
    });
  });

  it("R-H4: an outsider or a bot is not spoken of; the incident's own comments are", () => {
    expect(said("/quench verify", "mallory").found).toEqual([]);
    expect(said("/quench verify", "renovate[bot]").found).toEqual([]);
    const one = comment("/quench score", "tess", day(2));
    expect(only("R-H4", { incident: { comments: [one] } })).toMatchObject({
      item: null,
      key: `R-H4:#1/${one.databaseId}.0`,
    });
  });
});

describe("R-H5 sign-offs that count", () => {
  const named = comment("/quench verifier @vera", "maya", day(1));
  const signed = comment("/quench verify", "vera", day(2));
  const told = (over: Told & { readonly comments?: readonly Comment[] } = {}) => ({
    items: [item(2, { owner: "oscar", links: [link(102)], comments: over.comments ?? [named, signed] })],
    pulls: [pull(102)],
    ...over,
  });

  it("R-H5 pass: by the named verifier, after all of the evidence", () => {
    expect(only("R-H5", told())).toMatchObject({
      key: `R-H5:#2/${signed.databaseId}.0`,
      title: "Sign-off",
      item: 2,
      outcome: "pass",
      phrase: "vera signed off after all of the evidence.",
      evidence: [signed.url],
      next: null,
    });
  });

  it("R-H5 fail: stale, and the verifier is asked again", () => {
    expect(only("R-H5", told({ pulls: [pull(102, [], { mergedAt: day(2, 1) })] }))).toMatchObject({
      outcome: "fail",
      phrase: "It does not count: it is stale: acme/shop#102 was merged after it.",
      next: { text: "Look at the evidence and sign off: `/quench verify` on #2.", distance: "comment", who: ["vera"] },
    });
  });

  it("R-H5: a stale one and a fresh one, each by itself", () => {
    const again = comment("/quench verify", "vera", day(3));
    const found = nodes(
      "R-H5",
      told({ comments: [named, signed, again], pulls: [pull(102, [], { mergedAt: day(2, 1) })] }),
    );
    expect(found.map(({ outcome }) => outcome)).toEqual(["fail", "pass"]);
  });

  it("R-H5 unknown: what it was bound to was not read", () => {
    expect(only("R-H5", told({ pulls: [pull(102, [], { contributors: UNREAD })] }))).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: it: 502.",
      evidence: [signed.url],
    });
  });

  it("R-H5: says nothing of one that was never taken, or of other commands", () => {
    expect(nodes("R-H5", told({ comments: [named, comment("/quench verify", "tess", day(2))] }))).toEqual([]);
    expect(nodes("R-H5", told({ comments: [named] }))).toEqual([]);
  });

  it("R-H5 fail: nobody is the verifier any more, and one is to be named", () => {
    const reacted = { ...signed, ownReactions: ["+1"] };
    expect(only("R-H5", told({ comments: [reacted] }))).toMatchObject({
      outcome: "fail",
      next: { text: "Name a verifier: `/quench verifier @login` on #2.", who: TRIAGE },
    });
  });
});

describe("R-H6 what is told, not verified", () => {
  const settings = { evidence: { trusted_hosts: ["grafana.example.com"] } };
  const BOARD = "https://grafana.example.com/d/1";
  const cites = (url: string, by = "oscar") => comment(`/quench evidence dashboard ${url}`, by, day(2));
  const board = (url: string, over: Told = {}) =>
    nodes("R-H6", { items: [item(2, { owner: "oscar", comments: [cites(url)] })], settings, ...over });

  it("R-H6 pass: a dashboard on a trusted host, shown as told", () => {
    expect(board(BOARD)).toMatchObject([
      {
        key: `R-H6:#2/dashboard/${BOARD}`,
        title: "Told",
        item: 2,
        outcome: "pass",
        phrase: "Strength 1: told, not verified: the policy trusts `grafana.example.com`.",
        evidence: [BOARD],
        next: null,
      },
    ]);
  });

  it("R-H6 pass: a screenshot, wherever it is cited", () => {
    const url = "https://example.com/a.png";
    const links: readonly CitedLink[] = [{ url, found: { kind: "image" } }];
    const items = [item(2, { fields: { evidence_links: url } })];
    expect(nodes("R-H6", { items, links })).toMatchObject([
      { key: `R-H6:#2/link/${url}`, outcome: "pass", phrase: expect.stringContaining("screenshot") },
    ]);
  });

  it("R-H6 fail: a host that nobody trusts, and what would be taken", () => {
    const url = "https://elsewhere.example.org/d/1";
    expect(board(url)).toMatchObject([
      {
        key: `R-H6:#2/dashboard/${url}`,
        outcome: "fail",
        phrase: expect.stringContaining("`elsewhere.example.org` is not among"),
        next: {
          text: "Link a dashboard on a host of `evidence.trusted_hosts`: `/quench evidence dashboard <url>` on #2.",
          distance: "comment",
          who: ["oscar"],
        },
      },
    ]);
    const told = { incident: { comments: [cites(url, "tess")] }, settings };
    expect(only("R-H6", told)).toMatchObject({ item: null, outcome: "fail", next: { who: TRIAGE } });
  });

  it("R-H6 unknown: the link was not looked up for a reason of ours", () => {
    const links = [{ url: BOARD, found: UNREAD }];
    expect(board(BOARD, { links })).toMatchObject([
      { key: `R-H6:#2/dashboard/${BOARD}`, outcome: "unknown", phrase: "Cannot tell yet: it: 502." },
    ]);
    const twice = [item(2, { owner: "oscar", comments: [cites(BOARD), cites(BOARD)] })];
    expect(nodes("R-H6", { items: twice, links, settings })).toHaveLength(1);
  });

  it("R-H6: told twice it is one", () => {
    const twice = [item(2, { owner: "oscar", comments: [cites(BOARD), cites(BOARD)] })];
    expect(nodes("R-H6", { items: twice, settings })).toHaveLength(1);
  });

  it("R-H6: says nothing of other links, or of what was refused", () => {
    const url = run(902, []).url;
    const comments = [comment(`/quench evidence behavior drill ${url}`, "oscar", day(2)), cites(BOARD, "mallory")];
    expect(nodes("R-H6", { items: [item(2, { owner: "oscar", comments })], settings })).toEqual([]);
  });
});

describe("R-H7 our own memory", () => {
  const remembered = (comments: NonNullable<Parameters<typeof incident>[0]>["comments"], over: Told = {}) =>
    nodes("R-H7", { incident: { comments: comments ?? [] }, ...over });

  it("R-H7 pass: ours and unchanged", () => {
    const own = tracker({});
    expect(remembered([own])).toMatchObject([
      {
        key: "R-H7",
        title: "Our own memory",
        item: null,
        outcome: "pass",
        phrase: "What Quench remembers is its own and unchanged.",
        evidence: [own.url],
        next: null,
      },
    ]);
  });

  it("R-H7 fail: somebody else's edit, or a memory that cannot be read", () => {
    const edited = ownComment("tracker", "", { memory: { state: "void", why: "somebody else edited it" } });
    expect(remembered([edited])).toMatchObject([
      {
        outcome: "fail",
        phrase: "What stood in Quench's comment does not count: somebody else edited it.",
        next: { text: "Wait: Quench writes its comment anew at its next look.", distance: "wait", who: [] },
      },
    ]);
    const strange = ownComment("tracker", "", { memory: { state: "valid", data: { version: 9 } } });
    expect(remembered([strange])[0]).toMatchObject({
      outcome: "fail",
      phrase: "What stood in Quench's comment does not count: it cannot be read.",
    });
  });

  it("R-H7 unknown: the comments were not read", () => {
    expect(remembered(UNREAD)).toMatchObject([{ outcome: "unknown", phrase: "Cannot tell yet: it: 502." }]);
  });

  it("R-H7: without a key of its own an Action takes nothing from it; nothing is there to take before the first look", () => {
    expect(remembered([tracker({})], { self: { kind: "action" } })).toMatchObject([
      {
        outcome: "not_applicable",
        phrase: "Without a key of its own, Quench takes nothing from what it wrote before.",
      },
    ]);
    expect(remembered([ownComment("tracker", "")])).toEqual([]);
    expect(remembered([ownComment("notice:help", "")])).toEqual([]);
  });
});
