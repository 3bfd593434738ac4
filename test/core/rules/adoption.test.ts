import { describe, expect, it } from "@jest/globals";
import { ADOPTION_RULES } from "../../../src/core/rules/adoption.ts";
import type { ControlFacts, Sighting } from "../../../src/core/snapshot/facts.ts";
import {
  brought,
  DRILL,
  facts,
  GRAFANA,
  HANDBOOK,
  itemOf,
  judgedOf,
  nodesOf,
  seen,
  sighting,
  type Told,
  within,
  words,
} from "../../support/adopted.ts";
import { check, comment, day, file, incident, item, link, openPull, pull, run, sha } from "../../support/snapshot.ts";

const observed = (told: Told = {}) => itemOf(told).observed;
const sighted = (sightings: readonly Sighting[], over: Partial<ControlFacts> = {}, told: Told = {}) =>
  observed({ ...told, control: facts({ sightings, ...over }) });

describe("R-A2 observed in the real workflow", () => {
  it("R-A2 pass: it ran on enough of the pull requests since", () => {
    expect(sighted(seen(4, 1), { required: false })).toEqual({
      rule: "R-A2",
      key: "R-A2:#2",
      title: "Observed",
      item: 2,
      outcome: "pass",
      phrase: "`guard` ran on 4 of the last 5 pull requests. It is not required.",
      evidence: [1004, 1003, 1002, 1001].map((number) => `https://github.com/acme/shop/pull/${number}`),
      next: null,
      children: [],
    });
    expect(sighted(seen(5)).phrase).toBe("`guard` ran on 5 of the last 5 pull requests. It is required.");
  });

  it("R-A2 fail: one below the share", () => {
    const found = sighted(seen(7, 3), { required: false });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "`guard` ran on 7 of the last 10 pull requests, and 80 % are needed. It is not required.",
      evidence: [1010, 1009, 1008].map((number) => `https://github.com/acme/shop/pull/${number}`),
    });
    expect(found.next).toEqual({
      text: "Make `guard` run on every pull request that it guards, or narrow the *Control scope* of #2 to what it guards.",
      distance: "edit",
      who: ["oscar"],
    });
    expect(sighted(seen(8, 2), { required: false }).outcome).toBe("pass");
  });

  it.each([
    ["adoption.share", { share: 70 }, "pass"],
    ["adoption.share", { share: 71 }, "fail"],
    ["adoption.least", { least: 11 }, "fail"],
  ])("R-A2: %s decides where the bar is", (_key, adoption, outcome) => {
    expect(sighted(seen(7, 3), {}, { policy: { adoption } }).outcome).toBe(outcome);
  });

  it("R-A2: only the newest are looked at", () => {
    const told = { policy: { adoption: { pull_requests: 5 } } };
    expect(
      sighted(
        [...seen(5), ...Array.from({ length: 5 }, (_, index) => sighting(20 + index, { result: "skipped" }))].reverse(),
        {},
        told,
      ).phrase,
    ).toContain("ran once and on none of the last 5");
    const newest = [...seen(0, 3), ...Array.from({ length: 5 }, (_, index) => sighting(20 + index))];
    expect(sighted(newest, {}, told)).toMatchObject({ outcome: "pass" });
    expect(sighted(newest, {}, { policy: { adoption: { pull_requests: 8 } } }).outcome).toBe("fail");
  });

  it("R-A2: a check that failed ran; one that was skipped or missing did not", () => {
    const shadow = { fields: { phase: "shadow" } };
    const one = (result: Sighting["result"]) =>
      sighted([...seen(3), sighting(8, { result }), sighting(9, { result })], {}, shadow);
    expect(one("failed").phrase).toContain("5 of the last 5");
    expect(one("skipped")).toMatchObject({ outcome: "fail" });
    expect(one("skipped").phrase).toContain("3 of the last 5");
    expect(one("missing").phrase).toContain("3 of the last 5");
  });

  it("R-A2: only what was merged after the control, and not its own pull requests", () => {
    const early = [sighting(0, { result: "missing" }), sighting(-1, { result: "missing" })];
    const own = sighting(3, { pull: "acme/shop#102", result: "missing" });
    expect(sighted([...seen(5), ...early, own]).phrase).toContain("5 of the last 5");
  });

  it("R-A2: only what touches the control's scope", () => {
    const fields = { control_scope: "deploy/**" };
    const inside = Array.from({ length: 5 }, (_, index) =>
      sighting(index + 1, { paths: ["README.md", "deploy/a.yml"] }),
    );
    const outside = sighting(9, { result: "missing" });
    expect(sighted([...inside, outside], {}, { fields }).phrase).toContain("5 of the last 5");
    expect(sighted([...inside, sighting(9, { result: "missing", paths: [] })], {}, { fields: {} }).phrase).toContain(
      "5 of the last 6",
    );
  });

  it("R-A2: the order in which they arrive does not matter (law 2)", () => {
    const some = [...seen(4, 2), sighting(2, { pull: "acme/shop#1", result: "skipped" })];
    expect(sighted([...some].reverse())).toEqual(sighted(some));
  });

  it("R-A2 pass: fewer, all of them, and a scheduled run or a drill besides", () => {
    const scheduled = [run(801, [], { startedAt: day(1, 181), completedAt: day(1, 182) })];
    const without = { comments: words("drill") };
    expect(sighted(seen(1), { scheduled }, without)).toMatchObject({
      outcome: "pass",
      phrase: "`guard` ran on the one pull request merged since, and in a scheduled run or a drill. It is required.",
      evidence: ["https://github.com/acme/shop/pull/1001", "https://github.com/acme/shop/actions/runs/801"],
    });
    expect(sighted(seen(4))).toMatchObject({ outcome: "pass" });
    expect(sighted(seen(4)).evidence).toContain(DRILL);
  });

  it.each<[string, Partial<ReturnType<typeof run>>]>([
    ["failed", { conclusion: "failure" }],
    ["is still going", { status: "in_progress" }],
    ["began with the merge", { startedAt: day(1, 180) }],
    ["never began", { startedAt: null }],
  ])("R-A2 fail: a scheduled run that %s is none", (_name, over) => {
    const scheduled = [run(801, [], { startedAt: day(1, 181), ...over })];
    const found = sighted(seen(4), { scheduled }, { comments: words("drill") });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase:
        "`guard` ran on 4 of the last 4 pull requests; while there are fewer than 5, a scheduled run or a drill is needed too.",
    });
    expect(found.next).toEqual({
      text: "Use the control in a drill's workflow run, then comment `/quench evidence behavior alert-replay|drill|rollback|regression-trend <run URL>` on #2.",
      distance: "run",
      who: ["oscar"],
    });
  });

  it("R-A2: a suite's item is asked for a drill, not for another trend", () => {
    const found = sighted(seen(4), {}, { comments: words("drill"), fields: { finding_type: "repeated regression" } });
    expect(found.next?.text).toContain("`/quench evidence behavior drill <run URL>`");
  });

  it("R-A2 fail: fewer, and not on all of them", () => {
    const found = sighted(seen(3, 1), { required: false });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "`guard` ran on 3 of the last 4 pull requests; while there are fewer than 5, it must run on all of them.",
      evidence: ["https://github.com/acme/shop/pull/1004"],
    });
    expect(found.next).toMatchObject({
      text: "Make `guard` run on every pull request that it guards.",
      distance: "edit",
    });
  });

  it("R-A2 fail: none merged since, however many drills", () => {
    expect(sighted([])).toMatchObject({
      outcome: "fail",
      phrase: "No pull request that `guard` guards has been merged since the control.",
      next: { text: "Wait for the next pull request that `guard` guards.", distance: "wait", who: ["oscar"] },
    });
  });

  it("R-A2 fail: nothing is merged", () => {
    const found = observed({ pull: openPull(102), control: null });
    expect(found).toMatchObject({ outcome: "fail", phrase: "Nothing is merged yet that could run." });
    expect(found.next).toEqual({ text: "Merge the control of #2 first.", distance: "pull_request", who: ["oscar"] });
    expect(observed({ pull: openPull(102), issue: { assignees: [] } }).next?.who).toEqual([
      "someone with triage or above",
    ]);
  });

  it("R-A2 unknown: the pull requests since, or the control, were not read", () => {
    expect(observed({ control: null })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: the control of #2 was not read.",
      next: null,
    });
    expect(observed({ control: { unreadable: "502" } }).phrase).toBe("Cannot tell yet: 502.");
    const sightings = { unreadable: "search: 403", permission: "checks: read" };
    expect(observed({ control: facts({ sightings }) }).phrase).toBe(
      "Cannot tell yet: search: 403. Grant Quench checks: read.",
    );
    expect(observed({ issue: { links: { unreadable: "links: 502" } } })).toMatchObject({ outcome: "unknown" });
  });

  it("R-A2 unknown: only the scheduled runs or the drills could not be read, and they decide", () => {
    const scheduled = { unreadable: "runs: 502" };
    expect(sighted(seen(4), { scheduled }, { comments: words("drill") }).phrase).toBe("Cannot tell yet: runs: 502.");
    expect(sighted(seen(4), { scheduled }).outcome).toBe("pass");
    expect(sighted(seen(3, 1), { scheduled }, { comments: words("drill") }).outcome).toBe("fail");
    const told = { comments: words("drill"), over: { history: { unreadable: "history: 502" } } };
    expect(sighted(seen(4), {}, told).phrase).toBe("Cannot tell yet: history: 502.");
    expect(sighted(seen(5), { scheduled }, told).outcome).toBe("pass");
  });

  it("R-A2: whether it is required is told where it could be read", () => {
    expect(sighted(seen(5), { required: { unreadable: "403" } })).toMatchObject({
      outcome: "pass",
      phrase: "`guard` ran on 5 of the last 5 pull requests. Whether it is required could not be read.",
    });
  });
});

describe("R-A2 with the facts of a real workflow", () => {
  const guard = (over: Partial<Sighting>, count: number, from = 1) =>
    Array.from({ length: count }, (_, index) => sighting(from + index, over));

  it.each([
    [15, "fail"],
    [16, "pass"],
  ])("R-A2: %i of 20: %s", (count, outcome) => {
    const some = [...guard({}, count), ...guard({ result: "missing", seconds: null }, 20 - count, 50)];
    expect(sighted(some, { required: false })).toMatchObject({ outcome });
    expect(sighted([...some, sighting(-5), ...guard({}, 10, -60)], { required: false })).toMatchObject({ outcome });
  });

  it("R-A2: of twenty, the three in its scope count, and need a scheduled run or a drill", () => {
    const fields = { control_scope: "deploy/**" };
    const some = [...guard({ paths: ["deploy/a.sh"] }, 3), ...guard({ result: "missing" }, 17, 50)];
    const told = { fields, comments: words("drill") };
    expect(sighted(some, { required: false }, told).phrase).toContain("ran on 3 of the last 3 pull requests; while");
    const scheduled = [run(801, [], { startedAt: day(2) })];
    expect(sighted(some, { required: false, scheduled }, told).outcome).toBe("pass");
  });

  it("R-A2 fail: skipped everywhere, though GitHub takes that for passed", () => {
    const found = sighted(guard({ result: "skipped", required: true }, 5));
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "`guard` ran on 0 of the last 5 pull requests and was skipped on 5, and 80 % are needed. It is required.",
    });
    expect(found.next?.text).toBe(
      "Make `guard` run on every pull request that it guards (skipped, it looks at nothing, though GitHub takes it for passed), or narrow the *Control scope* of #2 to what it guards.",
    );
    expect(sighted(guard({ result: "skipped" }, 2)).next?.text).toContain("(skipped, it looks at nothing");
  });

  it("R-A2: a run after the merge is a run", () => {
    expect(sighted(guard({ late: true }, 5), { required: false }).outcome).toBe("pass");
    expect(sighted(guard({ late: true, result: "failed" }, 5), { required: false }).outcome).toBe("pass");
  });

  it("R-A2: from whom it is required is told, and a check that anybody can report plainly", () => {
    const told = (pinned: ControlFacts["pinned"]) =>
      sighted(seen(5), pinned === undefined ? {} : { pinned }).phrase.split(". ")[1];
    expect(told({ id: 15_368, slug: "github-actions" })).toBe("It is required, from `github-actions` alone.");
    expect(told({ id: 99, slug: null })).toBe("It is required, from the App 99 alone.");
    expect(told(null)).toBe("It is required, but from no App in particular: anybody who may write can report it.");
    expect(told(undefined)).toBe("It is required.");
  });

  it("R-A2 fail: it is looked for out of our sight", () => {
    const absent = "it is looked for in `evil/shop`, which belongs to somebody else";
    const control = facts({ sightings: [], required: false, absent });
    expect(observed({ control })).toMatchObject({
      outcome: "fail",
      phrase: `\`guard\` was not seen: ${absent}.`,
      next: {
        text: "Name a check that Quench can see in the *Control check* of #2.",
        distance: "edit",
        who: ["oscar"],
      },
    });
    expect(bypass({ control })).toMatchObject({
      outcome: "unknown",
      phrase: `Whether #2 is bypassed cannot be told yet: ${absent}.`,
    });
    expect(bypass({ control, required: ["I_2"] })?.outcome).toBe("fail");
  });
});

describe("R-A2 a control without a check", () => {
  const dashboard = comment(`/quench evidence dashboard ${GRAFANA}`, "oscar", day(1, 303));
  const without = (told: Told) => observed({ fields: { control_check: null }, control: null, ...told });

  it("R-A2 pass: a verified run after the merge and a trusted dashboard", () => {
    expect(without({ comments: [...words(), dashboard] })).toMatchObject({
      outcome: "pass",
      phrase: "It has no check; a verified run and a trusted dashboard show it.",
      next: null,
    });
    expect(without({ comments: [...words(), dashboard] }).evidence).toEqual([DRILL, GRAFANA]);
    const trend = comment(`/quench evidence behavior regression-trend ${DRILL}`, "oscar", day(1, 300));
    expect(without({ comments: [trend, dashboard] }).outcome).toBe("pass");
    expect(without({ comments: [dashboard], fields: { control_check: null, evidence_links: DRILL } }).outcome).toBe(
      "pass",
    );
  });

  it("R-A2 fail: a run alone, a dashboard alone, neither", () => {
    expect(without({})).toMatchObject({
      outcome: "fail",
      phrase: "It has no check, so a trusted dashboard must show that it runs.",
      next: {
        text: "Show that it runs on a host of the policy's `evidence.trusted_hosts`: `/quench evidence dashboard <url>` on #2.",
        distance: "comment",
        who: ["oscar"],
      },
    });
    expect(without({ comments: [dashboard] })).toMatchObject({
      outcome: "fail",
      phrase: "It has no check, and no verified run after the merge shows it.",
      next: {
        text: "Exercise the merged control in a workflow run, then comment `/quench evidence behavior alert-replay|drill|rollback|regression-trend <run URL>` on #2.",
        distance: "run",
      },
    });
    expect(without({ comments: [] }).phrase).toBe(
      "It has no check, so a verified run and a trusted dashboard must show it.",
    );
    const early = { comments: [...words(), dashboard], run: { startedAt: day(1, 100) } };
    expect(without(early).outcome).toBe("fail");
  });

  it("R-B3: proposes the checks that came with it, until it is observed some other way", () => {
    const proposing = (proposed: readonly string[], told: Told = {}) =>
      without({ control: facts({ sightings: [], required: false, proposed }), ...told }).phrase;
    expect(proposing(["pool limit"])).toBe(
      "It has no check, so a trusted dashboard must show that it runs. Its pull request brought the check `pool limit`: if that is the control, name it as *Control check* in the form of #2.",
    );
    expect(proposing(["a", "b", "c", "d"])).toContain("brought the checks `a`, `b`, `c` and 1 more: if");
    expect(proposing(["a", "b"])).toContain("brought the checks `a` and `b`: if");
    expect(proposing([])).not.toContain("brought");
    expect(proposing(["a"], { comments: [...words(), dashboard] })).not.toContain("brought");
  });

  it("R-A2 unknown: the run or the dashboard could not be looked up", () => {
    const hidden = (url: string) => [{ url, found: { unreadable: `${url} was not read` } }];
    expect(without({ comments: [...words(), dashboard], links: hidden(GRAFANA) })).toMatchObject({
      outcome: "unknown",
    });
    expect(without({ comments: [...words(), dashboard], links: hidden(DRILL) })).toMatchObject({ outcome: "unknown" });
    const rollback = comment(`/quench evidence rollback ${DRILL}`, "oscar", day(1, 300));
    expect(without({ comments: [rollback, dashboard], links: hidden(DRILL) })).toMatchObject({ outcome: "unknown" });
    const form = { control_check: null, evidence_links: DRILL };
    expect(without({ comments: [dashboard], fields: form, links: hidden(DRILL) })).toMatchObject({
      outcome: "unknown",
    });
    const known = { comments: [dashboard], fields: { control_check: null, evidence_links: GRAFANA } };
    expect(without(known).outcome).toBe("fail");
  });
});

const bypass = (told: Told = {}) => nodesOf(ADOPTION_RULES, "R-A3", judgedOf(told))[0];
const bypassed = (sightings: readonly Sighting[], over: Partial<ControlFacts> = {}, told: Told = {}) =>
  bypass({ ...told, control: facts({ sightings, required: false, ...over }) });

describe("R-A3 silently bypassed", () => {
  it("R-A3 pass: nothing was merged around it", () => {
    expect(bypass()).toEqual({
      rule: "R-A3",
      key: "R-A3:#2",
      title: "Not bypassed",
      item: 2,
      outcome: "pass",
      phrase: "#2 is in force: nothing was merged around `guard`.",
      evidence: [],
      next: null,
      children: [],
    });
    expect(bypassed([])?.outcome).toBe("pass");
  });

  it("R-A3 fail: it ran once and on none of the last five", () => {
    const found = bypassed(seen(1, 5));
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "#2 is silently bypassed: `guard` ran once and on none of the last 5 pull requests.",
      next: { text: "Make `guard` run again on every pull request that it guards.", distance: "edit", who: ["oscar"] },
    });
    expect(found?.evidence).toHaveLength(5);
    expect(bypassed(seen(1, 4))?.outcome).toBe("pass");
    expect(bypassed([...seen(1, 5), sighting(30)])?.outcome).toBe("pass");
  });

  it.each([
    [1, 2, "pass"],
    [1, 3, "fail"],
    [3, 3, "fail"],
    [4, 3, "pass"],
    [4, 4, "fail"],
  ])("R-A3: with adoption.least %i, %i in a row without it: %s", (least, missing, outcome) => {
    expect(bypassed(seen(1, missing), {}, { policy: { adoption: { least } } })?.outcome).toBe(outcome);
  });

  it("R-A3: it ran once on its own pull request; one that never ran has not stopped", () => {
    expect(bypassed(seen(0, 5))?.outcome).toBe("pass");
    const head = (name: string, conclusion: string | null) =>
      bypassed(seen(0, 5), {}, { pull: { head: { sha: sha(5102), checks: [check(name, conclusion)] } } })?.outcome;
    expect(head("guard", "success")).toBe("fail");
    expect(head("guard", "failure")).toBe("fail");
    expect(head("guard", "skipped")).toBe("pass");
    expect(head("guard", null)).toBe("pass");
    expect(head("other", "success")).toBe("pass");
  });

  it("R-A3: when it ran may be longer ago than what is looked at", () => {
    const told = { policy: { adoption: { pull_requests: 5 } } };
    expect(bypassed(seen(1, 6), {}, told)?.outcome).toBe("fail");
  });

  it("R-A3 fail: it was required once and is not any more", () => {
    const phrase = "#2 is silently bypassed: its check was required once, and `guard` is not.";
    const remembered = bypassed(seen(5), {}, { required: ["I_2"] });
    expect(remembered).toMatchObject({ outcome: "fail", phrase, evidence: [] });
    expect(remembered?.next?.text).toBe("Require `guard` in a ruleset.");
    expect(bypassed([...seen(5), sighting(9, { required: true })])).toMatchObject({ outcome: "fail", phrase });
    expect(bypassed(seen(5), {}, { required: ["I_3"] })?.outcome).toBe("pass");
    expect(bypassed(seen(5), { required: true }, { required: ["I_2"] })?.outcome).toBe("pass");
    expect(
      bypass({ control: facts({ sightings: { unreadable: "502" }, required: false }), required: ["I_2"] })?.outcome,
    ).toBe("fail");
  });

  it("R-A3 fail: merged over its failure, whether required or not", () => {
    for (const required of [true, false, null]) {
      const found = bypassed([...seen(5), sighting(9, { result: "failed", required })], { required: true });
      expect(found).toMatchObject({
        outcome: "fail",
        phrase: "#2 is silently bypassed: `guard` was bypassed: acme/shop#1009 was merged over its failure.",
        evidence: ["https://github.com/acme/shop/pull/1009"],
      });
      expect(found?.next?.text).toBe("Repair what was merged around `guard`, and require it with no way around it.");
    }
  });

  it("R-A3: in rollout phase shadow a failure may be merged, unless the check was required", () => {
    const over = (required: boolean, told: Told) =>
      bypassed([sighting(9, { result: "failed", required })], { required: true }, told)?.outcome;
    expect(over(false, { fields: { phase: "shadow" } })).toBe("pass");
    expect(over(true, { fields: { phase: "shadow" } })).toBe("fail");
    expect(over(false, { fields: { phase: "warn" } })).toBe("fail");
    const warn = [
      ...words(),
      comment("/quench phase shadow", "tess", day(1, 310)),
      comment("/quench phase warn", "tess", day(1, 320)),
    ];
    expect(over(false, { comments: warn })).toBe("fail");
    expect(over(false, { comments: warn.slice(0, -1) })).toBe("pass");
  });

  it("R-A3 fail: merged without it, where it was required then", () => {
    const found = bypassed([...seen(5), sighting(9, { result: "missing", required: true })], { required: true });
    expect(found?.phrase).toBe(
      "#2 is silently bypassed: `guard` was bypassed: acme/shop#1009 was merged without it, though it was required.",
    );
    const skipped = [...seen(5), sighting(9, { result: "skipped", required: true })];
    expect(bypassed(skipped, { required: true })?.outcome).toBe("pass");
    expect(bypassed(seen(5, 1), { required: true })?.outcome).toBe("pass");
  });

  it("R-A3 fail: its workflow is disabled or deleted, however few were merged since", () => {
    const disabled = { name: "Guard", state: "disabled" } as const;
    const found = bypassed([...seen(10), sighting(20, { result: "missing" })], { workflow: disabled });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase:
        "#2 is silently bypassed: `guard` has stopped: its workflow `Guard` is disabled, and acme/shop#1020 was merged since.",
      evidence: ["https://github.com/acme/shop/pull/1020"],
      next: { text: "Enable the workflow of `guard` again.", distance: "edit", who: ["oscar"] },
    });
    const deleted = bypassed(seen(5), { workflow: { name: "", state: "deleted" } });
    expect(deleted).toMatchObject({
      outcome: "fail",
      phrase: "#2 is silently bypassed: `guard` has stopped: its workflow is deleted.",
      evidence: [],
    });
    expect(deleted?.next?.text).toBe("Bring the workflow of `guard` back.");
    expect(bypassed(seen(5), { workflow: { name: "Guard", state: "active" } })?.outcome).toBe("pass");
    expect(bypassed(seen(0, 4), { workflow: disabled })?.outcome).toBe("pass");
    const head = { sha: sha(5102), checks: [check("guard")] };
    expect(bypassed([], { workflow: disabled }, { pull: { head } })?.outcome).toBe("fail");
    expect(bypassed(seen(0, 2), { workflow: disabled }, { pull: { head } })?.phrase).toContain(
      "and acme/shop#1002 and acme/shop#1001 were merged since",
    );
  });

  it("R-A3: what it said only after the merge was not merged over, but a required check was merged without", () => {
    const over = (one: Partial<Sighting>) =>
      bypassed([...seen(5), sighting(9, { late: true, ...one })], { required: true });
    expect(over({ result: "failed", required: false })?.outcome).toBe("pass");
    expect(over({ result: "passed", required: false })?.outcome).toBe("pass");
    expect(over({ result: "passed", required: true })?.phrase).toContain(
      "acme/shop#1009 was merged without it, though it was required",
    );
    expect(over({ result: "failed", required: true })?.phrase).not.toContain("over its failure");
    expect(over({ result: "passed", required: null })?.outcome).toBe("unknown");
  });

  it("R-A3: it names three, and counts the rest", () => {
    const failed = Array.from({ length: 5 }, (_, index) => sighting(10 + index, { result: "failed" }));
    const missing = [
      sighting(20, { result: "missing", required: true }),
      sighting(21, { result: "missing", required: true }),
    ];
    expect(bypassed([...failed, ...missing], { required: true })?.phrase).toBe(
      "#2 is silently bypassed: `guard` was bypassed: acme/shop#1014, acme/shop#1013, acme/shop#1012 and 2 more were merged over its failure; acme/shop#1021 and acme/shop#1020 were merged without it, though it was required.",
    );
  });

  it("R-A3: one that is no longer among the newest is past", () => {
    const old = [sighting(1, { result: "failed" }), ...Array.from({ length: 5 }, (_, index) => sighting(10 + index))];
    expect(bypassed(old, {}, { policy: { adoption: { pull_requests: 5 } } })?.outcome).toBe("pass");
    expect(bypassed(old, {}, { policy: { adoption: { pull_requests: 6 } } })?.outcome).toBe("fail");
  });

  it("R-A3 unknown: not read, or nobody knows whether it was required then", () => {
    expect(bypass({ control: null })).toMatchObject({
      outcome: "unknown",
      phrase: "Whether #2 is bypassed cannot be told yet: the control of #2 was not read.",
      next: null,
    });
    expect(bypassed(seen(5), { required: { unreadable: "403" } }, { required: ["I_2"] })?.phrase).toContain(": 403.");
    expect(bypassed(seen(5), { required: { unreadable: "403" } })?.outcome).toBe("pass");
    const unsure = [...seen(5), sighting(9, { result: "missing", required: null })];
    expect(bypassed(unsure)).toMatchObject({
      outcome: "unknown",
      phrase:
        "Whether #2 is bypassed cannot be told yet: whether `guard` was required is not known for acme/shop#1009.",
    });
    expect(bypassed([...unsure, sighting(10, { result: "failed" })])?.outcome).toBe("fail");
    expect(bypassed([...seen(5), sighting(9, { result: "skipped", required: null })])?.outcome).toBe("pass");
  });

  it("R-A3: no node without a check, or before the merge", () => {
    expect(bypass({ fields: { control_check: null } })).toBeUndefined();
    expect(bypass({ pull: openPull(102) })).toBeUndefined();
    const subject = judgedOf();
    const retired = { ...subject, items: subject.items.map((one) => ({ ...one, status: "retired" as const })) };
    expect(nodesOf(ADOPTION_RULES, "R-A3", retired)).toEqual([]);
  });

  it("R-A3: it withdraws what was observed, and no dashboard stands in for it", () => {
    const sightings = [...seen(9), sighting(20, { result: "failed" })];
    const comments = [...words(), comment(`/quench evidence dashboard ${GRAFANA}`, "oscar", day(1, 303))];
    const found = itemOf({ comments, control: facts({ sightings }) });
    expect(found.observed).toMatchObject({
      outcome: "fail",
      phrase: "Silently bypassed: `guard` was bypassed: acme/shop#1020 was merged over its failure.",
      evidence: ["https://github.com/acme/shop/pull/1020"],
    });
    expect(found.observed.next?.text).toContain("Repair what was merged around `guard`");
    expect(within(found.adoption.node, "R-S3:#2/signal")).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1: it is silently bypassed.",
    });
    expect(within(found.adopted, "R-A1:#2/runs")).toMatchObject({
      outcome: "fail",
      phrase: "It is silently bypassed.",
    });
    expect(within(found.rubric.node, "R-S2:#2/adoption").phrase).toBe(
      "1 of 2: somebody says so, and it was not observed.",
    );
  });
});

describe("R-A1 the adoption checklist", () => {
  const adopted = (told: Told = {}) => itemOf(told).adopted;
  const row = (name: string, told: Told = {}) => within(adopted(told), `R-A1:#2/${name}`);

  it("R-A1 pass: all four, and the adoption score", () => {
    const found = adopted();
    expect(found).toMatchObject({
      rule: "R-A1",
      key: "R-A1:#2",
      title: "Adoption",
      item: 2,
      outcome: "pass",
      phrase: "It is adopted: people and the workflow use it.",
      next: null,
    });
    expect(found.children.map(({ key, title, outcome }) => [key, title, outcome])).toEqual([
      ["R-A1:#2/owners", "Owners can run it without help", "pass"],
      ["R-A1:#2/failure-path", "Its own failure path is documented", "pass"],
      ["R-A1:#2/on-call-checklist", "The on-call checklist has it", "pass"],
      ["R-A1:#2/runs", "A dashboard or log proves that it runs", "pass"],
      ["R-S3:#2", "Adoption score", "pass"],
    ]);
    expect(within(found, "R-A1:#2/runs").children.map(({ key }) => key)).toEqual(["R-A2:#2"]);
  });

  it("R-A1 fail: what is missing is named, and the nearest step told", () => {
    const found = adopted({ comments: words("adoption", "failurePath") });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "Missing: owners can run it without help; its own failure path is documented.",
    });
    expect(found.next?.text).toBe("Learn to run it without help, then acknowledge: `/quench ack adoption` on #2.");
    expect(adopted({ comments: words("failurePath") }).next?.text).toContain(
      "`/quench evidence failure-path <url>` on #2.",
    );
  });

  it("R-A1 fail: all four, and the adoption score below its target", () => {
    const control = facts({ required: false });
    const comments = words("drill");
    const found = adopted({ control, comments });
    expect(found).toMatchObject({ outcome: "fail", phrase: "Missing: adoption score." });
    expect(found.next).not.toBeNull();
    expect(adopted({ control, comments, policy: { scores: { adoption: 3 } } }).outcome).toBe("pass");
  });

  it("R-A1 unknown: one could not be read, and no other is missing", () => {
    const links = [{ url: HANDBOOK, found: { unreadable: "contents: 502" } }];
    expect(adopted({ links })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: its own failure path is documented.",
    });
    expect(adopted({ links, comments: words("adoption") }).outcome).toBe("fail");
  });

  it("R-A1 owners: the present owner's own word", () => {
    expect(row("owners")).toMatchObject({ phrase: "Its owner acknowledged adoption." });
  });

  it("R-A1 failure path fail: why, of that kind of evidence alone", () => {
    const weak = comment(`/quench evidence dashboard https://evil.test/d`, "oscar", day(1, 310));
    const links = [{ url: HANDBOOK, found: { kind: "absent" as const } }];
    expect(row("failure-path", { links, comments: [...words(), weak] }).phrase).toBe(
      "Its link does not exist or cannot be opened by Quench.",
    );
    expect(row("failure-path", { links, comments: [...words("failurePath"), weak] }).phrase).toBe(
      "Nothing says what to do when the control itself fails.",
    );
  });

  it("R-A1 failure path: pass, fail with why, unknown", () => {
    expect(row("failure-path")).toMatchObject({
      phrase: "`docs/guard.md` is on the default branch.",
      evidence: [HANDBOOK],
      next: null,
    });
    expect(row("failure-path", { comments: words("failurePath") })).toMatchObject({
      outcome: "fail",
      phrase: "Nothing says what to do when the control itself fails.",
      next: { distance: "comment", who: ["oscar"] },
    });
    expect(row("failure-path", { links: [{ url: HANDBOOK, found: { kind: "absent" } }] })).toMatchObject({
      outcome: "fail",
      phrase: "Its link does not exist or cannot be opened by Quench.",
    });
    expect(row("failure-path", { links: [{ url: HANDBOOK, found: { unreadable: "502" } }] })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: 502.",
    });
  });

  const silent = { files: [file(".github/workflows/guard.yml")] };

  it("R-A1 on-call checklist: its own change, or another's that names it", () => {
    expect(row("on-call-checklist")).toMatchObject({
      phrase: "Adds to `docs/oncall/checklist.md`.",
      evidence: ["https://github.com/acme/shop/pull/102"],
    });
    const found = row("on-call-checklist", { pull: silent });
    expect(found).toMatchObject({ outcome: "fail", phrase: "No merged pull request adds it to an on-call checklist." });
    expect(found.next).toEqual({
      text: "Add the control to the on-call checklist: merge a pull request with `Hardening: #2` in its body.",
      distance: "pull_request",
      who: ["oscar"],
    });
    const told = (added: readonly string[] | undefined): Told => {
      const other = pull(150, [], { files: [file("docs/oncall/list.md", added === undefined ? {} : { added })] });
      const items = [
        item(2, { owner: "oscar", links: [link(102)], fields: { control_check: "guard" } }),
        item(3, { links: [link(150)] }),
      ];
      const pulls = Object.fromEntries([brought(silent), other].map((one) => [one.key, one]));
      return { pull: silent, over: { items, pulls } };
    };
    expect(row("on-call-checklist", told(["Look at guard first."]))).toMatchObject({
      outcome: "pass",
      phrase: "`docs/oncall/list.md` names it.",
      evidence: ["https://github.com/acme/shop/pull/150"],
    });
    expect(row("on-call-checklist", told(["Look around."])).outcome).toBe("fail");
    expect(row("on-call-checklist", told(undefined))).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: what acme/shop#150 adds to a document was not read.",
    });
  });

  it("R-A1 on-call checklist unknown: its files could not be read", () => {
    expect(row("on-call-checklist", { pull: { files: { unreadable: "files: 502" } } })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: files: 502.",
    });
  });

  it("R-A1 on-call checklist: a pull request of the incident alone counts where it names it", () => {
    const other = pull(150, [], { files: [file("docs/oncall/list.md", { added: ["guard"] })] });
    const pulls = Object.fromEntries([brought(silent), other].map((one) => [one.key, one]));
    const found = row("on-call-checklist", {
      pull: silent,
      over: { pulls, incident: incident({ links: [link(150)] }) },
    });
    expect(found.outcome).toBe("pass");
  });
});

describe("the registry's words", () => {
  it("names every rule of adoption, with keys of the policy", () => {
    expect(ADOPTION_RULES.map(({ id, kind }) => [id, kind])).toEqual([
      ["R-A1", "gate"],
      ["R-A2", "fact"],
      ["R-A3", "finding"],
    ]);
  });
});
