import { describe, expect, it } from "@jest/globals";
import { BUNDLE_RULES, bundleInputs } from "../../../src/core/rules/bundle.ts";
import { bundleBytes, bundleOf } from "../../../src/core/rules/bundle-document.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Judged } from "../../../src/core/verdict/judged.ts";
import { debt, risk } from "../../support/entries.ts";
import { judge } from "../../support/judge.ts";
import { judged } from "../../support/judged.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  link,
  openPull,
  pull,
  shut,
  snapshot,
} from "../../support/snapshot.ts";
import { expectWords, nodesOf } from "../../support/rule-nodes.ts";
import { closableStory } from "../../support/story.ts";

const LOST = { unreadable: "files: 502" };
const PATHS = [".github/workflows/guard.yml", "test/pool.test.ts", "docs/runbooks/pool.md"];

interface World {
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly items?: Snapshot["items"];
  readonly pulls?: readonly PullRequest[];
  readonly links?: Issue["links"];
  readonly comments?: Issue["comments"];
  readonly over?: Partial<Snapshot>;
}

const shipped = (number = 12, over: Partial<Issue> = {}) =>
  item(number, { owner: "oscar", links: [link(number + 100)], ...over });

function subject({
  fields = {},
  items = [shipped()],
  pulls = [pull(112, PATHS)],
  over = {},
  ...rest
}: World = {}): Judged {
  const { links = [], comments = [] } = rest;
  return judged(snapshot({ incident: incident({ fields, links, comments }), items, pulls, over }));
}
const inputs = (world: World = {}) => Object.fromEntries(bundleInputs(subject(world)).map((one) => [one.name, one]));
const outcomes = (world: World = {}) => bundleInputs(subject(world)).map(({ outcome }) => outcome);
const line = (world: World = {}) => nodesOf(BUNDLE_RULES, "R-G1", subject(world))[0];
const PULL = "https://github.com/acme/shop/pull/112";

describe("R-G1: the bundle's inputs", () => {
  it("are all there", () => {
    expect(bundleInputs(subject())).toEqual([
      {
        name: "summary",
        outcome: "pass",
        unread: null,
        evidence: ["https://github.com/acme/shop/issues/1"],
        next: null,
      },
      { name: "controls", outcome: "pass", unread: null, evidence: [PULL], next: null },
      { name: "tests", outcome: "pass", unread: null, evidence: [PULL], next: null },
      { name: "runbooks", outcome: "pass", unread: null, evidence: [PULL], next: null },
      { name: "residual work", outcome: "pass", unread: null, evidence: [], next: null },
    ]);
    expect(line()).toEqual({
      rule: "R-G1",
      key: "R-G1",
      title: "Completion bundle",
      item: null,
      outcome: "pass",
      phrase: "All inputs of the completion bundle are there.",
      evidence: ["https://github.com/acme/shop/issues/1", PULL],
      next: null,
      children: [],
    });
  });

  it("lack the summary where the form has none", () => {
    expect(inputs({ fields: { summary: null } })["summary"]).toMatchObject({
      outcome: "fail",
      next: { text: "Write the *Summary* in the form of #1.", distance: "edit", who: ["paul"] },
    });
  });

  it("lack controls, tests and runbooks where nothing of the kind is merged", () => {
    expect(outcomes({ pulls: [openPull(112, PATHS)] })).toEqual(["pass", "fail", "fail", "fail", "pass"]);
    expect(outcomes({ pulls: [pull(112, ["src/app.ts"])] })).toEqual(["pass", "pass", "fail", "fail", "pass"]);
    expect(outcomes({ pulls: [pull(112, ["docs/oncall/checklist.md"])] })).toEqual([
      "pass",
      "pass",
      "fail",
      "pass",
      "pass",
    ]);
    const gone = shut(shipped(), closed(day(1), "maya", { reason: "not_planned" }));
    expect(outcomes({ items: [gone] })).toEqual(["pass", "fail", "fail", "fail", "pass"]);
    expect(inputs({ pulls: [openPull(112, PATHS)] })).toMatchObject({
      controls: {
        next: {
          text: "Merge a control: a pull request with `Hardening: #12` in its body.",
          distance: "pull_request",
          who: ["oscar"],
        },
      },
      tests: { next: { text: expect.stringContaining("Merge a regression test:") } },
      runbooks: { next: { text: expect.stringContaining("Merge a runbook or process update:") } },
    });
  });

  it("ask for the item that has nothing yet, or for any, or for a linked pull request", () => {
    const only = { pulls: [pull(112, ["src/app.ts"])] };
    expect(inputs({ ...only, items: [shipped(), item(13)] })["tests"]?.next).toMatchObject({
      text: "Merge a regression test: a pull request with `Hardening: #13` in its body.",
      who: ["someone with triage or above"],
    });
    expect(inputs(only)["tests"]?.next?.text).toContain("`Hardening: #12`");
    expect(inputs({ items: [], pulls: [] })["tests"]?.next).toMatchObject({
      text: "Merge a regression test from a linked pull request.",
      who: ["someone with triage or above"],
    });
  });

  it("count what the incident's own pull requests bring, but no control", () => {
    const own = { items: [item(12)], links: [link(50)], pulls: [pull(50, PATHS)] };
    expect(outcomes(own)).toEqual(["pass", "fail", "pass", "pass", "pass"]);
  });

  it("are unknown where they may be in what was not read", () => {
    const all = ["pass", "unknown", "unknown", "unknown", "pass"];
    expect(outcomes({ items: LOST })).toEqual(all);
    expect(outcomes({ pulls: [pull(112, [], { files: LOST })] })).toEqual(all);
    expect(outcomes({ pulls: [], links: LOST, items: [] })).toEqual(all);
    expect(outcomes({ items: [], links: [link(50)], pulls: [pull(50, [], { files: LOST })] })).toEqual(all);
    expect(inputs({ items: LOST })["tests"]).toEqual({
      name: "tests",
      outcome: "unknown",
      unread: LOST,
      evidence: [],
      next: null,
    });
    expect(outcomes({ items: [shipped(), item(13, { links: LOST })] })).toEqual([
      "pass",
      "pass",
      "pass",
      "pass",
      "pass",
    ]);
  });
});

describe("R-G1: residual work", () => {
  const left = (world: World) => inputs(world)["residual work"];

  it("needs an owner and a date each", () => {
    const ledger = [risk(20), debt(21)];
    expect(left({ over: { ledger } })).toMatchObject({
      outcome: "pass",
      evidence: ["https://github.com/acme/shop/issues/20", "https://github.com/acme/shop/issues/21"],
    });
    expect(left({ over: { ledger: [risk(20), debt(21, { owner: null, fields: { revisit: null } })] } })).toEqual({
      name: "residual work",
      outcome: "fail",
      unread: null,
      evidence: ["https://github.com/acme/shop/issues/21"],
      next: { text: "Give #21 an owner.", distance: "edit", who: ["someone with triage or above"] },
    });
    expect(left({ over: { ledger: [risk(20, { fields: { target: null } })] } })?.next).toEqual({
      text: "Give #20 a date.",
      distance: "edit",
      who: ["oscar"],
    });
    expect(left({ over: { ledger: [shut(risk(20, { owner: null }), closed(day(1), "maya"))] } })?.outcome).toBe("pass");
  });

  it("is unknown where the ledger was not read", () => {
    expect(left({ over: { ledger: LOST } })).toEqual({
      name: "residual work",
      outcome: "unknown",
      unread: LOST,
      evidence: [],
      next: null,
    });
  });
});

describe("R-G1: its line", () => {
  it("names all that is missing, with the nearest step", () => {
    const missing: World = { fields: { summary: null }, pulls: [], items: [item(12)], over: { ledger: LOST } };
    expect(line(missing)).toMatchObject({
      outcome: "fail",
      phrase: "The bundle still lacks the summary, a shipped control, a merged test and a runbook or process update.",
      next: { text: "Write the *Summary* in the form of #1.", distance: "edit" },
    });
    expect(line({ over: { ledger: [risk(20, { owner: null })] } })?.phrase).toBe(
      "The bundle still lacks owners and dates of the residual work.",
    );
  });

  it("is unknown where nothing is known to be missing", () => {
    expect(line({ items: LOST })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet whether the bundle is complete: files: 502.",
      next: null,
    });
  });
});

describe("R-G1: the document", () => {
  it("holds everything of a whole incident, and comes with the same bytes however the facts arrive", () => {
    const read = closableStory();
    const made = (from: Snapshot) => {
      const verdict = judge(from);
      return bundleOf(judged(from), verdict);
    };
    const bundle = made(read);
    expect(bundle).toMatchObject({
      schema: "quench/bundle/1",
      incident: {
        id: "I_1",
        repository: "acme/shop",
        number: 1,
        url: "https://github.com/acme/shop/issues/1",
        title: "Checkout is down",
        summary: "Checkout failed for every customer after a configuration change.",
        severity: "SEV1",
        drill: false,
        failureClass: "config-change",
        rootCause: null,
        startedAt: "2026-03-02T08:30:00Z",
        detectedAt: null,
        restoredAt: null,
      },
      residual: [],
      gate: { rule: "R-C1" },
      override: null,
    });
    expect(bundle.controls).toMatchObject(
      [2, 3, 4].map((number) => ({
        item: number,
        url: `https://github.com/acme/shop/issues/${number}`,
        title: `Guardrail ${number} (incident #1)`,
        owner: "oscar",
        verifier: "vera",
        operator: "otto",
        pulls: [`https://github.com/acme/shop/pull/${number + 100}`],
      })),
    );
    expect(bundle.tests).toContainEqual({
      item: 3,
      kind: "test",
      url: "https://github.com/acme/shop/pull/103",
      because: "adds to `test/checkout.test.ts`",
      who: "paul",
      at: "2026-03-03T12:00:00Z",
      style: null,
      duration: null,
    });
    expect([...new Set(bundle.tests.map(({ item: of }) => of))]).toEqual([2, 3, 4]);
    expect(new Set(bundle.runbooks.map(({ kind }) => kind))).toEqual(
      new Set(["runbook", "oncall_checklist", "monitoring"]),
    );
    const bytes = bundleBytes(bundle);
    expect(bytes.startsWith('{\n  "schema": "quench/bundle/1",\n  "incident": {\n')).toBe(true);
    expect(bytes.endsWith("}\n")).toBe(true);
    expect(JSON.parse(bytes)).toEqual(JSON.parse(JSON.stringify(bundle)));
    const items = "unreadable" in read.items ? [] : read.items;
    const turned = {
      ...read,
      items: items.toReversed(),
      pulls: Object.fromEntries(Object.entries(read.pulls).reverse()),
    };
    expect(bundleBytes(made(turned))).toBe(bytes);
  });

  it("lists a link once a kind, by item, and only what is verified", () => {
    const world = subject({
      items: [shipped(13), shipped(12)],
      links: [link(50)],
      pulls: [pull(113, ["test/a.test.ts"]), pull(112, PATHS), pull(50, ["test/b.test.ts"])],
      comments: [comment("/quench evidence rollback https://x.example/shot.png", "maya", day(1))],
    });
    const bundle = bundleOf(world, judge(world.snapshot));
    expect(bundle.tests.filter(({ kind }) => kind === "test").map(({ item: of, url }) => [of, url])).toEqual([
      [null, "https://github.com/acme/shop/pull/50"],
      [12, PULL],
      [13, "https://github.com/acme/shop/pull/113"],
    ]);
    expect(bundle.tests.some(({ kind }) => kind === "rollback_run")).toBe(false);
    expect(bundle.controls.map(({ item: of }) => of)).toEqual([12, 13]);
  });

  it("lists what is left: risks, debts, and what was deferred and is not filed yet", () => {
    const items = [
      item(12, { owner: "oscar" }),
      item(13, {
        owner: "otto",
        comments: [comment("/quench defer #13 2026-04-01 the vendor ships late", "maya", day(1))],
      }),
      item(14, { owner: "otto" }),
    ];
    const ledger = [debt(21), risk(20, { fields: { covers: "#12, #14" } }), debt(22, { fields: { item: null } })];
    const world = subject({ items, pulls: [], over: { ledger } });
    expect(bundleOf(world, judge(world.snapshot)).residual).toEqual([
      {
        kind: "deferred item",
        number: 13,
        url: "https://github.com/acme/shop/issues/13",
        items: [13],
        owner: "otto",
        due: "2026-04-01",
      },
      {
        kind: "risk",
        number: 20,
        url: "https://github.com/acme/shop/issues/20",
        items: [12, 14],
        owner: "oscar",
        due: "2026-03-20",
      },
      {
        kind: "debt",
        number: 21,
        url: "https://github.com/acme/shop/issues/21",
        items: [12],
        owner: "oscar",
        due: "2026-03-20",
      },
      {
        kind: "debt",
        number: 22,
        url: "https://github.com/acme/shop/issues/22",
        items: [],
        owner: "oscar",
        due: "2026-03-20",
      },
    ]);
    const lost = subject({ items: [item(12, { assignees: [actor("oscar")], comments: LOST })], pulls: [] });
    expect(bundleOf(lost, judge(lost.snapshot)).residual).toEqual([]);
  });
});

it("the family has its words for the docs", () => {
  expectWords(BUNDLE_RULES);
});
