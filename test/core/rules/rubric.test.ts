import { describe, expect, it } from "@jest/globals";
import { ITEM_FORM } from "../../../src/core/forms/item.ts";
import type { PastIncident } from "../../../src/core/snapshot/facts.ts";
import {
  DRILL,
  facts,
  FIELDS,
  GRAFANA,
  HANDBOOK,
  itemOf,
  type Told,
  within,
  WORDS,
  words,
} from "../../support/adopted.ts";
import { check, comment, day, file, openPull, person, sha } from "../../support/snapshot.ts";

const [BOUNDARY] = ITEM_FORM.fields.filter(({ id }) => id === "boundary");
const TASK = ITEM_FORM.fields.find(({ id }) => id === "proposed_control");

const row = (name: string, told: Told = {}) => within(itemOf(told).rubric.node, `R-S2:#2/${name}`);

describe("R-S2 the rubric", () => {
  it("R-S2 pass: nine of ten", () => {
    const { node, score } = itemOf().rubric;
    expect(score).toEqual({ min: 9, max: 9, of: 10, target: 7 });
    expect(node).toMatchObject({
      rule: "R-S2",
      key: "R-S2:#2",
      title: "Rubric",
      item: 2,
      outcome: "pass",
      phrase: "9 of 10 points; 7 are needed.",
      next: null,
    });
    expect(node.children.map(({ key, title }) => [key, title])).toEqual([
      ["R-S2:#2/clarity", "Clarity"],
      ["R-S2:#2/evidence", "Evidence"],
      ["R-S2:#2/ownership", "Ownership"],
      ["R-S2:#2/adoption", "Adoption"],
      ["R-S2:#2/risk", "Risk impact"],
    ]);
    for (const child of node.children) expect(child).toMatchObject({ rule: "R-S2", item: 2 });
  });

  it("R-S2: seven of ten pass, six fail, six to seven is unknown", () => {
    const seven = { fields: { boundary: null, hypothesis: null } };
    expect(itemOf(seven).rubric.node).toMatchObject({ outcome: "pass", phrase: "7 of 10 points; 7 are needed." });
    const six = { ...seven, comments: words("verifier") };
    expect(itemOf(six).rubric.node).toMatchObject({ outcome: "fail", phrase: "6 of 10 points; 7 are needed." });
    expect(itemOf(six).rubric.node.next).toMatchObject({
      distance: "comment",
      text: expect.stringContaining("/quench verifier @login"),
    });
    const range = { ...seven, people: [person("vera", "write", { unreadable: "502" })] };
    expect(itemOf(range).rubric).toMatchObject({
      score: { min: 6, max: 7 },
      node: { outcome: "unknown", phrase: "6–7 of 10 points; 7 are needed." },
    });
    expect(itemOf({ ...six, policy: { scores: { rubric: 6 } } }).rubric.node.outcome).toBe("pass");
  });
});

describe("R-S2 clarity", () => {
  const clarity = (task: string | null, told: Told = {}) =>
    row("clarity", { ...told, fields: { proposed_control: task, ...told.fields } });

  it("R-S2 clarity 0: empty, the template's own text, or under 20 characters", () => {
    const template = "0 of 2: its proposed control is empty or the template's own text.";
    expect(clarity(null)).toMatchObject({ outcome: "fail", phrase: template });
    for (const text of [
      "Alert rule and routing update",
      "alert rule and  routing update.",
      "Guardrail that stops this failure",
      "Runbook update and owner confirmation",
      TASK?.placeholder ?? "",
      TASK?.description ?? "",
      "n/a",
      "TBD",
      "…",
      "not applicable",
    ]) {
      expect(clarity(text).phrase).toBe(template);
    }
    expect(clarity("Guard in guard.yml!").phrase).toBe("0 of 2: its proposed control has fewer than 20 characters.");
    expect(clarity("a                  b").phrase).toBe("0 of 2: its proposed control has fewer than 20 characters.");
    expect(clarity("💥💥💥💥💥💥💥💥💥💥💥x").phrase).toBe(
      "0 of 2: its proposed control has fewer than 20 characters.",
    );
    expect(clarity(null).next).toEqual({
      text: "Write the precise change as *Proposed control*, naming the path, check or alert that it touches, in the form of #2.",
      distance: "edit",
      who: ["oscar"],
    });
  });

  it("R-S2 clarity 1: filled in, with 20 characters", () => {
    const found = clarity("Make it more robust.");
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "1 of 2: it names no path, check or alert that its pull request touches.",
      next: { distance: "edit" },
    });
    expect(clarity("部署前检查配置文件是否超过连接池上限并且拒绝").phrase).toContain("1 of 2");
  });

  it.each([
    null,
    "none",
    "N/A",
    "tbd.",
    BOUNDARY?.placeholder ?? "",
    BOUNDARY?.description ?? "",
  ])("R-S2 clarity 1: the boundary is %s", (boundary) => {
    const found = clarity(FIELDS["proposed_control"] ?? "", { fields: { boundary } });
    expect(found).toMatchObject({ outcome: "fail", phrase: "1 of 2: it does not say what it leaves out." });
    expect(found.next).toMatchObject({
      text: "Say what the control does not cover as *Boundary* in the form of #2.",
      distance: "edit",
    });
  });

  it.each([
    ["the whole path", "Refuse it in .github/workflows/guard.yml from now on.", ".github/workflows/guard.yml"],
    ["its file", "Refuse a large pool in guard.yml from now on.", "guard.yml"],
    ["the control check", "Refuse a large pool with the guard from now on.", "guard"],
    ["a check on its head", "Refuse a large pool in ci / test from now on.", "ci / test"],
  ])("R-S2 clarity 2: it names %s, and its boundary", (_name, task, name) => {
    expect(clarity(task)).toMatchObject({
      outcome: "pass",
      phrase: `2 of 2: it names \`${name}\` and its boundary.`,
      next: null,
    });
  });

  it("R-S2 clarity 2: an alert that its pull request adds", () => {
    const rules = (added: readonly string[]) => ({
      pull: { files: [file("monitoring/alerts/pool.yml", { added })] },
      fields: { control_check: null },
    });
    const task = "Alert the owner as `PoolExhausted` within a minute.";
    expect(clarity(task, rules(["- alert: PoolExhausted"])).phrase).toBe(
      "2 of 2: it names `PoolExhausted` and its boundary.",
    );
    expect(clarity(task, rules(["- alert: PoolEmpty"])).outcome).toBe("fail");
    expect(clarity(task.replaceAll("`", ""), rules(["- alert: PoolExhausted"])).outcome).toBe("fail");
    const elsewhere = {
      pull: { files: [file("src/a.ts", { added: ["PoolExhausted"] })] },
      fields: { control_check: null },
    };
    expect(clarity(task, elsewhere).outcome).toBe("fail");
  });

  it("R-S2 clarity 1: a path that no merged pull request touches", () => {
    const task = "Refuse a large pool in deploy/other.yml from now on.";
    expect(clarity(task).outcome).toBe("fail");
    expect(
      clarity("Refuse a large pool in guard.yml from now on.", { pull: openPull(102), fields: { control_check: null } })
        .outcome,
    ).toBe("fail");
    expect(
      clarity("Refuse it, as the boundary says in short.", {
        fields: { boundary: "Not guard.yml", control_check: null },
      }).outcome,
    ).toBe("fail");
  });

  it("R-S2 clarity 1–2: what an alert gained, or what reported on it, could not be read", () => {
    const task = "Alert the owner as `PoolExhausted` within a minute.";
    const alerts = (over: object) => ({
      pull: { files: [file("monitoring/alerts/pool.yml", over)] },
      fields: { control_check: null },
    });
    const down = { unreadable: "patches: 502", transient: true };
    expect(clarity(task, alerts({ added: down }))).toMatchObject({
      outcome: "unknown",
      phrase: "1–2 of 2: cannot tell yet: patches: 502.",
    });
    expect(clarity(task, alerts({})).phrase).toContain("what was added to monitoring/alerts/pool.yml was not read");
    expect(clarity(task.replaceAll("`", ""), alerts({ added: down })).outcome).toBe("fail");
    const checks = {
      pull: { head: { sha: "", checks: { unreadable: "checks: 502" } } },
      fields: { control_check: null },
    };
    expect(clarity(task, checks).phrase).toBe("1–2 of 2: cannot tell yet: checks: 502.");
  });

  it("R-S2 clarity 1–2: its files could not be read", () => {
    const task = "Refuse a large pool in guard.yml from now on.";
    const unread = { pull: { files: { unreadable: "files: 502" } }, fields: { control_check: null } };
    expect(clarity(task, unread)).toMatchObject({
      outcome: "unknown",
      phrase: "1–2 of 2: cannot tell yet: files: 502.",
    });
    expect(
      clarity(task, { issue: { links: { unreadable: "links: 502" } }, fields: { control_check: null } }).phrase,
    ).toContain("links: 502");
    expect(clarity("Let the guard refuse a large pool.", { pull: { files: { unreadable: "502" } } }).outcome).toBe(
      "pass",
    );
    expect(clarity("too short", unread).outcome).toBe("fail");
  });
});

describe("R-S2 evidence", () => {
  const bare = { pull: openPull(102), comments: [] };
  const links = (url: string, found: "image" | "other" | "absent"): Told => ({
    ...bare,
    fields: { evidence_links: url },
    links: [{ url, found: { kind: found } }],
  });

  it("R-S2 evidence 2: verified", () => {
    expect(row("evidence")).toMatchObject({ outcome: "pass", phrase: "2 of 2: verified: 3 changed files, merged." });
    expect(row("evidence").evidence).toContain("https://github.com/acme/shop/pull/102");
    const found = row("evidence", { ...bare, fields: { evidence_links: HANDBOOK } });
    expect(found).toMatchObject({
      outcome: "pass",
      phrase: "2 of 2: verified: `docs/guard.md` is on the default branch.",
    });
  });

  it("R-S2 evidence 1: a screenshot, a page or a dashboard only", () => {
    const found = row("evidence", links("https://example.com/a.png", "image"));
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "1 of 2: it is a screenshot, which is told, not verified.",
      evidence: ["https://example.com/a.png"],
    });
    expect(found.next).toEqual({
      text: "Link its pull request, or a run that exercises it: `/quench evidence implementation <url>` on #2.",
      distance: "comment",
      who: ["oscar"],
    });
    expect(row("evidence", links("https://example.com/", "other")).phrase).toContain("1 of 2");
    const dashboard = comment(`/quench evidence dashboard ${GRAFANA}`, "oscar", day(1));
    expect(row("evidence", { ...bare, comments: [dashboard] }).phrase).toContain("1 of 2: told, not verified");
  });

  it("R-S2 evidence 0: none, or nothing that counts; words and documents are no proof", () => {
    expect(row("evidence", bare)).toMatchObject({
      outcome: "fail",
      phrase: "0 of 2: nothing is shown yet.",
      evidence: [],
    });
    expect(row("evidence", bare).next).not.toBeNull();
    expect(row("evidence", links("https://example.com/", "absent")).phrase).toBe(
      "0 of 2: its link does not exist or cannot be opened by Quench.",
    );
    expect(row("evidence", { ...bare, comments: [WORDS.adoption, WORDS.failurePath] }).phrase).toContain("0 of 2");
  });

  it("R-S2 evidence 0–2 and 1–2: what decides could not be read", () => {
    const hidden = { ...bare, links: [{ url: DRILL, found: { unreadable: "run: 502" } }] };
    expect(row("evidence", { ...hidden, comments: [WORDS.drill] })).toMatchObject({
      outcome: "unknown",
      phrase: "0–2 of 2: cannot tell yet: run: 502.",
    });
    const rollback = comment(`/quench evidence rollback ${DRILL}`, "oscar", day(1, 300));
    expect(row("evidence", { ...hidden, comments: [rollback] }).phrase).toContain("0–2 of 2");
    expect(row("evidence", { ...hidden, fields: { evidence_links: `${DRILL} ${GRAFANA}` } }).phrase).toContain(
      "1–2 of 2",
    );
    expect(row("evidence", { ...bare, issue: { links: { unreadable: "links: 502" } } }).phrase).toContain("links: 502");
  });
});

describe("R-S2 ownership", () => {
  const ownership = (told: Told = {}) => row("ownership", told);

  it("R-S2 ownership 2: owner, another person as verifier, due date", () => {
    expect(ownership()).toMatchObject({
      outcome: "pass",
      phrase: "2 of 2: oscar owns it, vera verifies it, due Mar 31, 2026.",
      next: null,
    });
  });

  it.each<[string, Told, string, string]>([
    ["no verifier", { comments: words("verifier") }, "it has an owner, but no verifier", "/quench verifier @login"],
    [
      "itself as verifier",
      { comments: [...words("verifier"), comment("/quench verifier @Oscar", "tess", day(0, 120))] },
      "its owner is its verifier",
      "/quench verifier @login",
    ],
    ["no due date", { comments: words("due") }, "it has no due date", "/quench due YYYY-MM-DD"],
    [
      "an owner who left",
      { people: [person("oscar", "read", false)] },
      "its owner is no longer a member",
      "/quench owner @login",
    ],
    [
      "a verifier who left",
      {
        people: [person("vera", "read", false)],
        comments: words("verifier"),
        issue: { editor: { login: "tess", nodeId: "U_tess", kind: "user" }, lastEditedAt: day(0, 6) },
        fields: { verifier: "vera" },
      },
      "its verifier is no longer a member",
      "/quench verifier @login",
    ],
  ])("R-S2 ownership 1: %s", (_name, told, because, command) => {
    const found = ownership(told);
    expect(found).toMatchObject({ outcome: "fail", phrase: `1 of 2: ${because}.` });
    expect(found.next).toMatchObject({ distance: "comment", who: ["someone with triage or above"] });
    expect(found.next?.text).toContain(`\`${command}\` on #2.`);
  });

  it("R-S2 ownership 0: nobody owns it", () => {
    expect(ownership({ issue: { assignees: [] } })).toMatchObject({
      outcome: "fail",
      phrase: "0 of 2: nobody owns it.",
      next: {
        text: "Name one owner: `/quench owner @login` on #2.",
        distance: "comment",
        who: ["someone with triage or above"],
      },
    });
  });

  it("R-S2 ownership 0–2 and 1–2: comments, rights or memberships could not be read", () => {
    const comments = { unreadable: "comments: 502" };
    expect(ownership({ issue: { comments } })).toMatchObject({
      outcome: "unknown",
      phrase: "1–2 of 2: cannot tell yet: comments: 502.",
    });
    expect(ownership({ issue: { comments, assignees: [] } }).phrase).toBe("0–2 of 2: cannot tell yet: comments: 502.");
    expect(ownership({ people: [person("oscar", "write", { unreadable: "members: 403" })] }).phrase).toBe(
      "1–2 of 2: cannot tell yet: members: 403.",
    );
    const ulla = [person("ulla", { unreadable: "502" }, true)];
    for (const said of ["owner @paul", "verifier @paul", "due 2026-05-01"]) {
      const unsure = comment(`/quench ${said}`, "ulla", day(1, 400));
      expect(ownership({ comments: [...words(), unsure], people: ulla }).outcome).toBe("unknown");
    }
    const settled = [comment("/quench verifier @paul", "ulla", day(0, 100)), ...words()];
    expect(ownership({ comments: settled, people: ulla }).outcome).toBe("pass");
    const other = [...words(), comment("/quench operator @otto", "ulla", day(1, 400))];
    expect(ownership({ comments: other, people: ulla }).outcome).toBe("pass");
  });
});

describe("R-S2 adoption", () => {
  const adoption = (told: Told = {}) => row("adoption", told);
  const unseen = { control: facts({ sightings: [] }) };

  it("R-S2 adoption 2: observed in the real workflow", () => {
    expect(adoption()).toMatchObject({ outcome: "pass", phrase: "2 of 2: it was observed in the real workflow." });
    expect(adoption().evidence).toHaveLength(5);
  });

  it("R-S2 adoption 1: somebody says so", () => {
    const found = adoption(unseen);
    expect(found).toMatchObject({ outcome: "fail", phrase: "1 of 2: somebody says so, and it was not observed." });
    expect(found.next).toEqual(itemOf(unseen).observed.next);
    const dashboard = comment(`/quench evidence dashboard ${GRAFANA}`, "oscar", day(1, 303));
    expect(adoption({ ...unseen, comments: [dashboard] })).toMatchObject({
      phrase: expect.stringContaining("1 of 2"),
      evidence: [GRAFANA],
    });
  });

  it("R-S2 adoption 0: nobody says so", () => {
    expect(adoption({ ...unseen, comments: words("adoption") })).toMatchObject({
      outcome: "fail",
      phrase: "0 of 2: nobody says that it is used.",
    });
    expect(adoption({ ...unseen, comments: words("adoption") }).next?.distance).toBe("wait");
  });

  it("R-S2 adoption 0–2, 1–2 and 0–1: what decides could not be read", () => {
    expect(adoption({ control: null }).phrase).toBe(
      "1–2 of 2: cannot tell yet: whether it runs in the real workflow could not be read.",
    );
    expect(adoption({ control: null, comments: words("adoption") }).phrase).toContain("0–2 of 2");
    const hidden = { ...unseen, issue: { comments: { unreadable: "502" } } };
    expect(adoption(hidden)).toMatchObject({ outcome: "fail", phrase: "0–1 of 2: cannot tell yet: 502." });
    const dashboard = comment(`/quench evidence dashboard ${GRAFANA}`, "oscar", day(1, 303));
    const lost = { ...unseen, comments: [dashboard], links: [{ url: GRAFANA, found: { unreadable: "host: 502" } }] };
    expect(adoption(lost).phrase).toContain("0–1 of 2");
  });
});

describe("R-S2 risk impact", () => {
  const risk = (told: Told = {}) => row("risk", told);
  const said = (body: string, by = "vera") => ({
    comments: [...words(), comment(`/quench outcome ${body}`, by, day(19))],
  });

  it.each([
    "If we refuse it, incidents drop by 50 %.",
    "drop by 50%",
    "p95 from 12min to 3min",
    "10x fewer",
    "-30 % alerts",
    "~5 a week",
    "down to ٣ a week",
  ])("R-S2 risk impact 1: %s", (hypothesis) => {
    expect(risk({ fields: { hypothesis } })).toMatchObject({
      outcome: "fail",
      phrase: "1 of 2: its hypothesis has a number, and no outcome is recorded.",
      next: {
        text: "Record what was measured: `/quench outcome confirmed|refuted|inconclusive <number>% <because>` on #2.",
        distance: "comment",
        who: ["oscar"],
      },
    });
  });

  it.each([
    null,
    "If we add X, Y drops by Z %.",
    ITEM_FORM.fields.find(({ id }) => id === "hypothesis")?.placeholder ?? "",
    "It will help a lot.",
    "Like #12 did",
    "As of 2026-03-31 it is better",
    "see https://example.com/12",
    "p95 gets lower",
    "no more SEV-1",
    "the v2.1 release",
    "deploy/2 gets faster",
  ])("R-S2 risk impact 0: %s", (hypothesis) => {
    const found = risk({ fields: { hypothesis } });
    expect(found).toMatchObject({ outcome: "fail", phrase: "0 of 2: no hypothesis with a number, and no outcome." });
    expect(found.next).toEqual({
      text: 'Write a *Hypothesis* with a number ("If we add X, Y drops by 40 %") in the form of #2.',
      distance: "edit",
      who: ["oscar"],
    });
  });

  it("R-S2 risk impact 1: a recorded outcome that is not confirmed", () => {
    expect(risk(said("refuted 5% no change"))).toMatchObject({
      outcome: "fail",
      phrase: "1 of 2: the outcome is refuted.",
      next: null,
    });
    expect(risk({ ...said("inconclusive 5% too few"), fields: { hypothesis: null } }).phrase).toBe(
      "1 of 2: the outcome is inconclusive.",
    );
    expect(risk(said("confirmed 50% fewer", "paul")).phrase).toContain("no outcome is recorded");
  });

  const past = (number: number, openedAt: string): PastIncident => ({
    number,
    url: `https://github.com/acme/shop/issues/${number}`,
    failureClass: "config-change",
    openedAt,
    startedAt: null,
    detectedAt: null,
    restoredAt: null,
    drill: false,
    duplicate: false,
  });
  const history = Array.from({ length: 12 }, (_, index) => past(500 + index, day(-5 * index - 3)));
  const confirmed = (told: Told = {}): Told => ({
    ...said("confirmed 100% none since"),
    verified: { I_2: day(3) },
    now: day(93),
    over: { history },
    ...told,
  });

  it("R-S2 risk impact 2: a confirmed outcome that the incidents of the class bear out", () => {
    const found = risk(confirmed());
    expect(found.outcome).toBe("pass");
    expect(found.phrase).toMatch(/^2 of 2: confirmed; .*became rarer.*[^.]\.$/);
    expect(found.evidence).toHaveLength(1);
  });

  it("R-S2 risk impact 1: confirmed, and the incidents do not bear it out", () => {
    expect(risk(confirmed({ over: { history: [] } })).phrase).toMatch(/^1 of 2: confirmed; .*too few/);
    expect(risk(confirmed({ verified: {} })).phrase).toMatch(/^1 of 2: confirmed; /);
    const later = [
      ...said("confirmed 100% none since").comments,
      comment("/quench outcome refuted 0% they are back", "vera", day(19, 5)),
    ];
    expect(risk(confirmed({ comments: later })).phrase).toBe("1 of 2: the outcome is refuted.");
    expect(
      risk(confirmed({ over: { history: history.map((one) => ({ ...one, failureClass: "capacity" })) } })).phrase,
    ).toContain("1 of 2");
  });

  it("R-S2 risk impact 1: confirmed without a failure class", () => {
    const found = risk(confirmed({ fields: { failure_class: null }, incident: { fields: { failure_class: null } } }));
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "1 of 2: confirmed, with no failure class to measure it by.",
    });
    expect(found.next).toMatchObject({
      text: "Name the *Failure class*, so that its incidents can be counted, in the form of #2.",
      distance: "edit",
    });
  });

  it("R-S2 risk impact 1–2 and 0–2: what decides could not be read", () => {
    expect(risk(confirmed({ over: { history: { unreadable: "history: 502" } } })).phrase).toBe(
      "1–2 of 2: cannot tell yet: history: 502.",
    );
    const comments = { unreadable: "comments: 502" };
    expect(risk({ issue: { comments } })).toMatchObject({
      outcome: "unknown",
      phrase: "1–2 of 2: cannot tell yet: comments: 502.",
    });
    expect(risk({ issue: { comments }, fields: { hypothesis: null } }).phrase).toContain("0–2 of 2");
    const people = [person("vera", { unreadable: "502" }, true)];
    expect(risk({ ...said("confirmed 5% x"), people, fields: { hypothesis: null } }).phrase).toContain("0–2 of 2");
    const both = [
      ...said("refuted 5% x", "oscar").comments,
      comment("/quench outcome confirmed 5% x", "vera", day(19, 5)),
    ];
    expect(risk({ comments: both, people, fields: { hypothesis: null } }).phrase).toContain("1–2 of 2");
  });
});

describe("R-S2 texts", () => {
  it("law 7: a name from a pull request cannot break ours", () => {
    const name = "`@acme/all` <!-- x -->";
    const told = { pull: { head: { sha: sha(1), checks: [check(name)] } }, fields: { control_check: null } };
    const found = row("clarity", {
      ...told,
      fields: { control_check: null, proposed_control: `Refuse the pool in ${name}, always` },
    });
    expect(found.phrase).not.toContain("<!-- x --> and");
  });
});
