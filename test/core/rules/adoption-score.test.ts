import { describe, expect, it } from "@jest/globals";
import type { ControlFacts, Deployment } from "../../../src/core/snapshot/facts.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import { brought, DRILL, facts, GRAFANA, itemOf, seen, type Told, within, words } from "../../support/adopted.ts";
import { comment, day, file, item, link, openPull, person, pull, sha } from "../../support/snapshot.ts";

const row = (name: string, told: Told = {}) => within(itemOf(told).adoption.node, `R-S3:#2/${name}`);

describe("R-S3 the adoption score", () => {
  it("R-S3 pass: five of five", () => {
    const { node, score } = itemOf().adoption;
    expect(score).toEqual({ min: 5, max: 5, of: 5, target: 4 });
    expect(node).toMatchObject({
      rule: "R-S3",
      key: "R-S3:#2",
      title: "Adoption score",
      item: 2,
      outcome: "pass",
      next: null,
    });
    expect(node.phrase).toBe("5 of 5 points; 4 are needed.");
    expect(node.children.map(({ key, title }) => [key, title])).toEqual([
      ["R-S3:#2/enabled", "Enabled in the target environment"],
      ["R-S3:#2/acknowledged", "Owners are trained and acknowledged it"],
      ["R-S3:#2/runbook", "The runbook has its execution steps"],
      ["R-S3:#2/signal", "A dashboard or log shows that it runs"],
      ["R-S3:#2/exercised", "A real incident or drill used it"],
    ]);
    for (const child of node.children)
      expect(child).toMatchObject({ rule: "R-S3", item: 2, outcome: "pass", next: null });
  });

  it("R-S3: four of five pass, three fail, three to four is unknown", () => {
    expect(itemOf({ comments: words("drill") }).adoption.score).toMatchObject({ min: 4, max: 4 });
    expect(itemOf({ comments: words("drill") }).adoption.node.outcome).toBe("pass");
    const three = itemOf({ comments: words("drill", "adoption") }).adoption;
    expect(three.score).toMatchObject({ min: 3, max: 3 });
    expect(three.node).toMatchObject({ outcome: "fail", phrase: "3 of 5 points; 4 are needed." });
    expect(three.node.next?.distance).toBe("comment");
    const range = itemOf({ comments: words("drill", "adoption"), over: { history: { unreadable: "502" } } }).adoption;
    expect(range.score).toMatchObject({ min: 3, max: 4 });
    expect(range.node).toMatchObject({ outcome: "unknown", phrase: "3–4 of 5 points; 4 are needed." });
  });
});

describe("R-S3 enabled in the target environment", () => {
  const merge = sha(102);
  const deployed = (over: Partial<Deployment> = {}): Deployment => ({
    url: "https://github.com/acme/shop/deployments/1",
    environment: "production",
    at: day(2),
    contains: [merge],
    ...over,
  });
  const control = (over: Partial<ControlFacts>) => facts({ required: false, ...over });

  it("R-S3 pass: its check is required", () => {
    expect(row("enabled")).toMatchObject({
      outcome: "pass",
      phrase: "1 of 1: its check is required, for `production`.",
    });
  });

  it("R-S3: from whom its check is required is told", () => {
    const phrase = (pinned: ControlFacts["pinned"]) =>
      row("enabled", { control: facts({ required: true, ...(pinned === undefined ? {} : { pinned }) }) }).phrase;
    expect(phrase({ id: 15_368, slug: "github-actions" })).toBe(
      "1 of 1: its check is required, for `production`, from `github-actions` alone.",
    );
    expect(phrase(null)).toBe(
      "1 of 1: its check is required, for `production`, but from no App in particular: anybody who may write can report it.",
    );
  });

  it("R-S3 fail: it names no target environment, required or not", () => {
    expect(row("enabled", { fields: { environment: null } })).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1: it names no target environment.",
      next: { text: "Name the *Target environment* in the form of #2.", distance: "edit", who: ["oscar"] },
    });
  });

  it.each([
    ["before anything is merged", { pull: { state: "open" as const, mergedAt: null, mergeCommit: null } }],
    ["of an item that names no check", { fields: { control_check: null } }],
  ])("R-S3: a required check counts not %s", (_when, told) => {
    expect(row("enabled", { ...told, control: facts({ required: true, deployments: [] }) }).outcome).not.toBe("pass");
  });

  it("R-S3 pass: a deployment after the merge", () => {
    const found = row("enabled", { control: control({ deployments: [deployed()] }) });
    expect(found).toMatchObject({
      outcome: "pass",
      phrase: "1 of 1: it was deployed to `production` after the merge.",
      evidence: ["https://github.com/acme/shop/deployments/1"],
    });
    const shout = control({ deployments: [deployed({ environment: " Production " })] });
    expect(row("enabled", { control: shout }).outcome).toBe("pass");
  });

  it.each<[string, Partial<Deployment>]>([
    ["of another environment", { environment: "staging" }],
    ["with the merge", { at: day(1, 180) }],
    ["before the merge", { at: day(1, 179) }],
    ["without the control", { contains: [sha(7)] }],
    ["of nothing", { contains: [] }],
  ])("R-S3 fail: a deployment %s", (_name, over) => {
    const found = row("enabled", { control: control({ deployments: [deployed(over)] }), run: { environments: [] } });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1: nothing shows it in `production` since the merge.",
    });
    expect(found.next).toEqual({
      text: "Require its check in a ruleset, or deploy the merged control to `production`.",
      distance: "run",
      who: ["oscar"],
    });
  });

  it("R-S3 pass: a run in that environment", () => {
    const found = row("enabled", { control: control({}), run: { environments: ["staging", "PRODUCTION"] } });
    expect(found).toMatchObject({
      outcome: "pass",
      phrase: "1 of 1: a run in `production` succeeded after the merge.",
    });
    expect(found.evidence).toContain(DRILL);
    const failed = { environments: ["production"], conclusion: "failure" };
    expect(row("enabled", { control: control({}), run: failed }).outcome).toBe("fail");
  });

  it("R-S3 unknown: what decides was not read", () => {
    const run = { environments: ["staging"] };
    const unread = (over: Partial<ControlFacts>, told: Told = {}) =>
      row("enabled", { control: control(over), run, ...told });
    expect(row("enabled", { control: null, run })).toMatchObject({
      outcome: "unknown",
      phrase: "0–1 of 1: cannot tell yet: the control of #2 was not read.",
    });
    expect(unread({ deployments: { unreadable: "deployments: 403" } }).phrase).toContain("deployments: 403");
    expect(unread({ required: { unreadable: "rules: 403" } }).phrase).toContain("rules: 403");
    expect(unread({ required: { unreadable: "rules: 403" } }, { fields: { control_check: null } }).outcome).toBe(
      "fail",
    );
    expect(unread({}).outcome).toBe("fail");
    expect(unread({}, { run: {} }).phrase).toContain("the environments of its runs were not read");
    expect(unread({}, { links: [{ url: DRILL, found: { unreadable: "run: 502" } }] }).phrase).toContain("run: 502");
    const rollback = comment(`/quench evidence rollback ${DRILL}`, "oscar", day(1, 300));
    const hidden = { comments: [rollback], links: [{ url: DRILL, found: { unreadable: "run: 502" } }] };
    expect(unread({}, hidden).outcome).toBe("unknown");
    expect(unread({}, { ...hidden, comments: [], fields: { evidence_links: DRILL } }).outcome).toBe("unknown");
  });

  it("R-S3: what is read decides all the same", () => {
    const deployments = { unreadable: "403" };
    expect(row("enabled", { control: facts({ deployments }) }).outcome).toBe("pass");
    expect(row("enabled", { control: control({ deployments }), run: { environments: ["production"] } }).outcome).toBe(
      "pass",
    );
    expect(
      row("enabled", { control: control({ required: { unreadable: "403" }, deployments: [deployed()] }) }).outcome,
    ).toBe("pass");
  });

  it("R-S3 fail, not unknown: nothing that is not merged can be deployed", () => {
    expect(row("enabled", { pull: openPull(102), control: null }).outcome).toBe("fail");
  });
});

describe("R-S3 owners acknowledged it", () => {
  const acknowledged = (told: Told) => row("acknowledged", told);

  it("R-S3 pass: the owner's own word, on the item or on the incident", () => {
    expect(acknowledged({}).phrase).toBe("1 of 1: its owner acknowledged adoption.");
    const said = comment("/quench ack adoption", "Oscar", day(1, 301));
    const found = acknowledged({ comments: words("adoption"), incident: { comments: [said] } });
    expect(found).toMatchObject({ outcome: "pass", evidence: [said.url] });
  });

  it("R-S3 fail: another's word, another word, or none", () => {
    const fails = (...said: readonly [string, string][]) =>
      acknowledged({ comments: [...words("adoption"), ...said.map(([body, by]) => comment(body, by, day(1, 301)))] });
    expect(fails()).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1: its owner has not acknowledged adoption.",
      next: {
        text: "Learn to run it without help, then acknowledge: `/quench ack adoption` on #2.",
        distance: "comment",
        who: ["oscar"],
      },
    });
    expect(fails(["/quench ack runbook", "oscar"]).outcome).toBe("fail");
    expect(fails(["/quench ack adoption", "paul"]).outcome).toBe("fail");
    const handed = comment("/quench owner @paul", "tess", day(1, 400));
    expect(acknowledged({ comments: [...words(), handed] }).next?.who).toEqual(["paul"]);
  });

  it("R-S3 fail: nobody owns it", () => {
    expect(acknowledged({ issue: { assignees: [] } })).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1: nobody owns it.",
      next: {
        text: "Name one owner: `/quench owner @login` on #2.",
        distance: "comment",
        who: ["someone with triage or above"],
      },
    });
    expect(acknowledged({ issue: { assignees: [], comments: { unreadable: "502" } } }).outcome).toBe("unknown");
  });

  it("R-S3 unknown: comments, rights or the owner's name could not be read", () => {
    expect(acknowledged({ issue: { comments: { unreadable: "comments: 502" } } }).phrase).toContain("comments: 502");
    const hidden = { comments: words("adoption"), incident: { comments: { unreadable: "incident: 502" } } };
    expect(acknowledged(hidden).phrase).toContain("incident: 502");
    const people = [person("oscar", { unreadable: "502" }, true)];
    expect(acknowledged({ people })).toMatchObject({
      outcome: "unknown",
      phrase: "0–1 of 1: cannot tell yet: the role of oscar could not be read.",
    });
    const runbook = { comments: [comment("/quench ack runbook", "oscar", day(1, 301))], people };
    expect(acknowledged(runbook).outcome).toBe("fail");
    const naming = comment("/quench owner @paul", "ulla", day(1, 400));
    const unsure = { comments: [...words(), naming], people: [person("ulla", { unreadable: "502" }, true)] };
    expect(acknowledged(unsure)).toMatchObject({ outcome: "unknown" });
    expect(acknowledged({ ...unsure, comments: [...words("adoption"), naming] }).outcome).toBe("unknown");
  });
});

describe("R-S3 the runbook names the control", () => {
  const GUARD = file(".github/workflows/guard.yml");
  const runbook = (added: readonly string[] | null, fields: Told["fields"] = {}, more: Told = {}) =>
    row("runbook", {
      ...more,
      fields,
      pull: {
        files: [
          GUARD,
          file("docs/runbooks/checkout.md", added === null ? {} : { added }),
          ...((more.pull?.files as []) ?? []),
        ],
      },
    });

  it.each<[string, Told["fields"]]>([
    ["When GUARD is red, stop.", {}],
    ["See .github/workflows/guard.yml.", { control_check: null }],
    ["guard.yml checks the pool.", { control_check: null }],
    ["ci / pool-1 must be green", { control_check: "ci / pool*" }],
    [
      "Refuse a pool above the limit: wait.",
      { control_check: null, proposed_control: "Refuse a pool above the limit" },
    ],
    ["1. GUARDRAIL 2 refuses it.", { control_check: null }],
    ["Run `poolctl verify`.", { control_check: null, proposed_control: "Run `poolctl verify` in every deployment." }],
  ])("R-S3 pass: %s", (line, fields) => {
    const found = runbook(["Title", line], fields);
    expect(found).toMatchObject({ outcome: "pass", phrase: "1 of 1: `docs/runbooks/checkout.md` names it." });
    expect(found.evidence).toEqual(["https://github.com/acme/shop/pull/102"]);
  });

  it.each<[string, Told["fields"]]>([
    ["Call whoever is on call.", {}],
    ["Mind the guardrails.", { control_check: null, proposed_control: "Guardrail" }],
    ["Read docs/runbooks/checkout.md again.", { control_check: null }],
    ["a b", { control_check: null, proposed_control: "a b" }],
    ["x ".repeat(40).trim().concat(" end"), { control_check: null, proposed_control: `${"x ".repeat(40)}end` }],
  ])("R-S3 fail: %s", (line, fields) => {
    const found = runbook([line], fields);
    expect(found).toMatchObject({ outcome: "fail", phrase: "0 of 1: the runbook's new lines do not name it." });
    expect(found.next).toEqual({
      text: "Merge its execution steps into a runbook that names it: its check, a file that it changed, or what #2 calls it.",
      distance: "pull_request",
      who: ["oscar"],
    });
  });

  it.each([
    ["eight characters", "a gate b", "pass"],
    ["seven", "a gate", "fail"],
    ["80 characters", `a ${"b".repeat(78)}`, "pass"],
    ["81", `a ${"b".repeat(79)}`, "fail"],
    ["one word", "poolguard", "fail"],
    ["two lines", "pool limit\ngate", "fail"],
  ])("R-S3: what the item calls it is a name with %s: %s", (_name, task, outcome) => {
    const found = runbook([`first ${task.split("\n")[0] ?? ""}`, ...task.split("\n"), "end"], {
      control_check: null,
      proposed_control: task,
    });
    expect(found.outcome).toBe(outcome);
  });

  it.each([
    ["Pool limit gate (incident #12)", "the pool limit gate refuses it", "pass"],
    ["Hardening: Pool limit gate", "the pool limit gate refuses it", "pass"],
    ["Pool limit gate", "the pool limits", "fail"],
    ["A gate (incident #12) for pools", "a gate for pools", "fail"],
    ["A Hardening: gate", "a gate is here", "fail"],
  ])("R-S3: the title %s and the line %s: %s", (title, line, outcome) => {
    expect(runbook([line], { control_check: null }, { issue: { title } }).outcome).toBe(outcome);
  });

  it("R-S3 fail: no runbook is changed", () => {
    expect(row("runbook", { pull: { files: [GUARD] } })).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1: no merged runbook change names it.",
    });
    const other = { files: [GUARD, file("docs/oncall/list.md", { added: ["guard"] })] };
    expect(row("runbook", { pull: other }).outcome).toBe("fail");
    const gone = {
      files: [GUARD, file("docs/runbooks/a.md", { change: "deleted" as const, additions: 0, added: ["guard"] })],
    };
    expect(row("runbook", { pull: gone }).outcome).toBe("fail");
  });

  it("R-S3 unknown: the new lines, or the files, were not read", () => {
    expect(runbook(null)).toMatchObject({
      outcome: "unknown",
      phrase: "0–1 of 1: cannot tell yet: what acme/shop#102 adds to a document was not read.",
    });
    expect(row("runbook", { pull: { files: { unreadable: "files: 502" } } }).phrase).toContain("files: 502");
    expect(row("runbook", { issue: { links: { unreadable: "links: 502" } } }).phrase).toContain("links: 502");
    expect(
      row("runbook", {
        pull: { files: [GUARD] },
        comments: [comment("/quench evidence implementation https://github.com/acme/shop/pull/9", "ulla", day(1))],
        people: [person("ulla", { unreadable: "502" }, true)],
      }).outcome,
    ).toBe("unknown");
  });

  it("R-S3 pass: another item's runbook names it; one that was not read is unknown", () => {
    const told = (other: PullRequest): Told => {
      const items = [
        item(2, { owner: "oscar", links: [link(102)], fields: { control_check: "guard" } }),
        item(3, { links: [link(150)] }),
      ];
      const mine = brought({ files: [GUARD] });
      return { over: { items, pulls: { [mine.key]: mine, [other.key]: other } } };
    };
    const named = pull(150, [], { files: [file("docs/runbooks/all.md", { added: ["guard"] })] });
    expect(row("runbook", told(named))).toMatchObject({
      outcome: "pass",
      phrase: "1 of 1: `docs/runbooks/all.md` names it.",
    });
    expect(row("runbook", told(pull(150, [], { files: { unreadable: "502" } }))).outcome).toBe("unknown");
    expect(row("runbook", told(pull(150, ["src/a.ts"]))).outcome).toBe("fail");
  });

  it("R-S3 pass: where the form says that a runbook is the control, its own change is enough", () => {
    const silent = ["Call whoever is on call."];
    const declared: readonly Record<string, string | null>[] = [
      { control_type: "runbook and template upgrade" },
      { lane: "operations", control_check: null },
    ];
    for (const fields of declared) {
      expect(runbook(silent, fields)).toMatchObject({
        outcome: "pass",
        phrase: "1 of 1: the runbook is the control: it adds to `docs/runbooks/checkout.md`.",
        evidence: ["https://github.com/acme/shop/pull/102"],
      });
      expect(row("runbook", { fields, pull: { files: [GUARD] } }).outcome).toBe("fail");
      expect(row("runbook", { fields, pull: openPull(102) }).outcome).toBe("fail");
    }
    expect(runbook(silent, { lane: "operations" }).outcome).toBe("fail");
    expect(runbook(silent, { control_check: null }).outcome).toBe("fail");
    expect(runbook(silent, { control_type: "regression suite expansion" }).outcome).toBe("fail");
  });
});

describe("R-S3 a signal that it runs", () => {
  const dashboard = comment(`/quench evidence dashboard ${GRAFANA}`, "oscar", day(1, 303));
  const unseen = { control: facts({ sightings: [] }) };

  it("R-S3 pass: observed, else a trusted dashboard", () => {
    expect(row("signal")).toMatchObject({ outcome: "pass", phrase: "1 of 1: it was observed in the real workflow." });
    expect(row("signal").evidence).toHaveLength(5);
    expect(row("signal", { ...unseen, comments: [...words(), dashboard] })).toMatchObject({
      outcome: "pass",
      phrase: "1 of 1: told, not verified: the policy trusts `grafana.example.com`.",
      evidence: [GRAFANA],
    });
    expect(row("signal", { control: null, comments: [...words(), dashboard] }).outcome).toBe("pass");
  });

  it("R-S3 fail: neither, and why the dashboard does not count", () => {
    expect(row("signal", unseen)).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1: nothing shows it yet.",
      next: { distance: "comment", who: ["oscar"] },
    });
    const foreign = comment("https://evil.test/quench", "oscar", day(1, 303), {
      body: "/quench evidence dashboard https://evil.test/d",
    });
    expect(row("signal", { ...unseen, comments: [...words(), foreign] }).phrase).toBe(
      "0 of 1: `evil.test` is not among the policy's `evidence.trusted_hosts`.",
    );
  });

  it("R-S3 unknown: what its check did, or the dashboard, could not be read", () => {
    expect(row("signal", { control: null })).toMatchObject({
      outcome: "unknown",
      phrase: "0–1 of 1: what its check did could not be read.",
    });
    const hidden = {
      ...unseen,
      comments: [...words(), dashboard],
      links: [{ url: GRAFANA, found: { unreadable: "502" } }],
    };
    expect(row("signal", hidden).phrase).toBe("0–1 of 1: cannot tell yet: 502.");
  });
});

describe("R-S3 an incident or a drill used it", () => {
  it("R-S3 pass: a verified drill", () => {
    expect(row("exercised")).toMatchObject({
      outcome: "pass",
      phrase: "1 of 1: the run `drill` succeeded on a commit with the control.",
      evidence: [DRILL],
    });
  });

  it("R-S3 fail: none, or one that is only told", () => {
    expect(row("exercised", { comments: words("drill") })).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1: no incident or drill has used it yet.",
      next: { distance: "run", who: ["oscar"] },
    });
    expect(row("exercised", { links: [{ url: DRILL, found: { kind: "other" } }] })).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1: its link is not a workflow run, so it is told, not verified.",
    });
  });

  it("R-S3 unknown: the run or the later incidents could not be read", () => {
    expect(row("exercised", { links: [{ url: DRILL, found: { unreadable: "502" } }] }).outcome).toBe("unknown");
    expect(row("exercised", { comments: words("drill"), over: { history: { unreadable: "502" } } }).outcome).toBe(
      "unknown",
    );
    expect(row("exercised", { over: { history: { unreadable: "502" } } }).outcome).toBe("pass");
  });

  it("R-S3: seven sightings of a check are no drill", () => {
    expect(row("exercised", { comments: words("drill"), control: facts({ sightings: seen(7) }) }).outcome).toBe("fail");
  });
});
