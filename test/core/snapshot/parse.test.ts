import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatDiagnostic } from "../../../src/core/policy/parse.ts";
import { parseSnapshot } from "../../../src/core/snapshot/parse.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { Dice } from "../../support/dice.ts";
import { world } from "../../support/world.ts";

/** The least that somebody writes by hand. */
const LEAST = {
  now: "2026-03-04T09:00:00Z",
  incident: { number: 1, author: { login: "paul" }, createdAt: "2026-03-02T09:00:00Z" },
};

const LEFT_OUT = { unreadable: "the snapshot leaves it out" };

function read(written: Readonly<Record<string, unknown>>): Snapshot {
  const { snapshot, problems } = parseSnapshot(JSON.stringify({ ...LEAST, ...written }), "s.json");
  if (snapshot === null) throw new Error(problems.map(formatDiagnostic).join("\n"));
  return snapshot;
}

function complaints(written: unknown): readonly string[] {
  const text = typeof written === "string" ? written : JSON.stringify(written, null, 2);
  return parseSnapshot(text, "s.json").problems.map(formatDiagnostic);
}

describe("a snapshot that a program wrote", () => {
  it("is read as it is, whatever is in it", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { snapshot } = world(new Dice(seed), { hostile: true, unreadable: true });
        const text = JSON.stringify(snapshot);
        const parsed = parseSnapshot(text, "s.json");
        expect(parsed.problems).toEqual([]);
        expect(parsed.snapshot).toEqual(JSON.parse(text));
      }),
      { numRuns: 60, seed: 20260310 },
    );
  });
});

describe("a snapshot that a person wrote", () => {
  it("needs the moment and the incident, and nothing else", () => {
    const snapshot = read({});
    expect(snapshot).toMatchObject({
      schema: "quench/snapshot/1",
      repository: {
        owner: "local",
        name: "repository",
        defaultBranch: "main",
        url: "https://github.com/local/repository",
      },
      self: { login: "quench[bot]", kind: "app", appId: null },
      policy: [],
      items: [],
      ledger: [],
      recent: null,
      pulls: {},
      links: {},
      people: {},
      overrideTeam: [],
    });
    expect(snapshot.incident).toMatchObject({
      nodeId: "I_1",
      databaseId: 1,
      url: "https://github.com/local/repository/issues/1",
      title: "Issue 1",
      author: { login: "paul", nodeId: "U_paul", kind: "user" },
      state: "open",
      stateReason: null,
      closedAt: null,
      comments: [],
      links: [],
    });
    expect(snapshot.controls).toBeUndefined();
    expect(snapshot.history).toBeUndefined();
  });

  it("takes the moment from outside", () => {
    const { snapshot } = parseSnapshot(JSON.stringify({ incident: LEAST.incident }), "s.json", {
      now: "2026-03-05T09:00:00Z",
    });
    expect(snapshot?.now).toBe("2026-03-05T09:00:00Z");
  });

  it("reads times with an offset as UTC, in whole seconds", () => {
    expect(read({ now: "2026-03-04T10:00:00.250+01:00" }).now).toBe("2026-03-04T09:00:00Z");
    expect(complaints({ ...LEAST, now: "tomorrow" })).toEqual([
      's.json:2:10: `now` cannot be `"tomorrow"`; write an instant such as `2026-03-01T09:30:00Z`.',
    ]);
    expect(complaints({ ...LEAST, now: 5 })).toEqual([
      "s.json:2:10: `now` cannot be `5`; write an instant such as `2026-03-01T09:30:00Z`.",
    ]);
  });

  it("gives comments and events ids in their order, over all issues", () => {
    const said = { author: { login: "x" }, body: "a", createdAt: LEAST.now };
    const { incident, items } = read({
      incident: {
        ...LEAST.incident,
        comments: [said, said],
        events: [{ kind: "reopened", at: LEAST.now, actor: { login: "b[bot]" } }],
      },
      items: [{ ...LEAST.incident, number: 2, comments: [said] }],
    });
    const list = Array.isArray(items) ? (items as Snapshot["incident"][]) : [];
    expect(incident.comments).toMatchObject([
      { databaseId: 1, nodeId: "IC_1", url: "https://github.com/local/repository/issues/1#issuecomment-1", own: null },
      { databaseId: 2 },
    ]);
    expect(list[0]?.comments).toMatchObject([{ databaseId: 3 }]);
    expect(incident.events).toMatchObject([{ id: "E_I_1_0", actor: { nodeId: "U_b[bot]", kind: "bot" } }]);
  });

  it("takes a close from the timeline, and the stricter reason where nothing says one", () => {
    const close = { kind: "closed", at: LEAST.now, actor: { login: "x" }, reason: "duplicate" };
    const closed = { ...LEAST.incident, state: "closed" };
    expect(read({ incident: { ...closed, events: [close] } }).incident).toMatchObject({
      stateReason: "duplicate",
      closedAt: LEAST.now,
      events: [{ closer: { kind: "direct" } }],
    });
    expect(read({ incident: closed }).incident).toMatchObject({ stateReason: "completed", closedAt: null });
  });

  it("takes people as members by their role, and nobody for granted", () => {
    const roles = ["none", "read", "triage", "write", "maintain", "admin"];
    const { people } = read({ people: { ...Object.fromEntries(roles.map((role) => [role, { role }])), Oscar: {} } });
    expect(roles.map((role) => people[role]?.member)).toEqual([false, LEFT_OUT, true, true, true, true]);
    expect(people["oscar"]).toEqual({ login: "Oscar", nodeId: "U_oscar", role: LEFT_OUT, member: LEFT_OUT });
    expect(read({ people: { maya: { role: "admin", member: false } } }).people["maya"]?.member).toBe(false);
  });

  it("fills in a pull request from its key, but nothing that earns anything", () => {
    const pull = { author: { login: "paul" }, state: "merged", mergedAt: LEAST.now, baseBranch: "main" };
    const { pulls } = read({
      pulls: { "local/repository#7": pull, "local/repository#8": { ...pull, baseBranch: "next" } },
    });
    const seven = pulls["local/repository#7"];
    expect(seven).toMatchObject({
      key: "local/repository#7",
      repository: "local/repository",
      number: 7,
      url: "https://github.com/local/repository/pull/7",
      baseIsDefault: true,
      contributors: LEFT_OUT,
      revertedBy: LEFT_OUT,
      files: [],
      closes: [],
      head: { checks: [] },
    });
    expect(pulls["local/repository#8"]).toMatchObject({ baseIsDefault: false });
    const shas = Object.values(pulls).flatMap((one) =>
      "headSha" in one ? [one.headSha, one.mergeCommit, one.head.sha] : [],
    );
    expect(new Set(shas).size).toBe(4);
    for (const sha of shas) expect(sha).toMatch(/^[0-9a-f]{40}$/);
  });

  it("does not guess what the default branch of another repository is", () => {
    const pull = { author: { login: "paul" }, state: "open", baseBranch: "main" };
    const { pulls } = read({ pulls: { "other/one#7": pull, "other/one#8": { ...pull, baseIsDefault: true } } });
    expect(pulls["other/one#7"]).toMatchObject({ repository: "other/one", baseIsDefault: false });
    expect(pulls["other/one#8"]).toMatchObject({ baseIsDefault: true });
  });

  it("takes what a link says of its run", () => {
    const run = { found: { kind: "run", run: { conclusion: "success" } } };
    const runs = "https://github.com/a/b/actions/runs";
    const { links } = read({
      links: { [`${runs}/5`]: run, [`${runs}/5/job/6`]: run, "https://github.com/a/b/runs/7": run },
    });
    const kinds = Object.values(links).map(({ url, found }) =>
      "kind" in found && found.kind === "run" ? [url, found.run.kind, found.run.id, found.run.attempt] : [],
    );
    expect(kinds).toEqual([
      [`${runs}/5`, "workflow_run", 5, 1],
      [`${runs}/5/job/6`, "job", 6, 1],
      ["https://github.com/a/b/runs/7", "check_run", 7, 1],
    ]);
  });

  it("leaves a control's requirement unknown, and its lists empty", () => {
    const { controls } = read({ controls: { "2": {}, "3": { unreadable: "502" } } });
    expect(controls).toEqual({
      "2": { sightings: [], required: LEFT_OUT, deployments: [], scheduled: [] },
      "3": { unreadable: "502" },
    });
  });

  it("keeps what could not be read as it is written", () => {
    const unread = { unreadable: "502 from GitHub", transient: true };
    const snapshot = read({ items: unread, pulls: { "a/b#1": unread }, policy: unread });
    expect([snapshot.items, snapshot.pulls["a/b#1"], snapshot.policy]).toEqual([unread, unread, unread]);
  });
});

describe("a snapshot that cannot be read", () => {
  it("says where, what, and what to write instead", () => {
    expect(complaints("[]")).toEqual(["s.json:1:1: the snapshot cannot be a list; write an object, `{…}`."]);
    expect(complaints('{"now": tru}')).toEqual(['s.json:1:9: the JSON cannot be read at "t"; write a value here.']);
    expect(complaints({})).toEqual([
      "s.json:1:1: `now` is missing; write an instant such as `2026-03-01T09:30:00Z`.",
      "s.json:1:1: `incident` is missing; write an object, `{…}`.",
    ]);
  });

  it("finds the slip of the pen", () => {
    const wrong = {
      ...LEAST,
      itmes: [],
      incident: { ...LEAST.incident, state: "clsed", zzzzzz: 1, comments: [{ body: 1 }], type: { unreadabl: "x" } },
      pulls: { "a/b#1": { author: {}, state: "merged", baseBranch: "main", baseIsDefault: true } },
    };
    expect(complaints(wrong)).toEqual([
      's.json:9:14: `incident.state` cannot be `"clsed"`; did you mean `closed`?',
      expect.stringMatching(
        /^s\.json:10:5: `incident\.zzzzzz` is no key of a snapshot; known here: `nodeId`, `databaseId`/,
      ),
      "s.json:12:7: `incident.comments[0].author` is missing; write an object, `{…}`.",
      "s.json:12:7: `incident.comments[0].createdAt` is missing; write an instant such as `2026-03-01T09:30:00Z`.",
      "s.json:13:17: `incident.comments[0].body` cannot be `1`; write text in double quotes.",
      "s.json:16:13: `incident.type` cannot be an object; write text in double quotes.",
      "s.json:20:3: `itmes` is no key of a snapshot; did you mean `items`?",
      's.json:23:17: `pulls["a/b#1"].author.login` is missing; write text in double quotes.',
    ]);
  });

  it("knows the kinds of an event, and the keys of what could not be read", () => {
    const event = (kind: string) => ({ ...LEAST, incident: { ...LEAST.incident, events: [{ kind }] } });
    expect(complaints(event("closd"))[0]).toContain("did you mean `closed`?");
    expect(complaints(event("xxxxxxxx"))[0]).toContain("write one of `closed`, `reopened`, `labeled`");
    expect(complaints({ ...LEAST, items: { unreadable: "x", why: 1 } })).toEqual([
      "s.json:12:5: `items.why` is no key of a snapshot; known here: `unreadable`, `permission`, `transient`.",
    ]);
  });

  it("refuses two issues of one number: their lines of the verdict would share a key", () => {
    const issue = { ...LEAST.incident, number: 2 };
    expect(complaints({ ...LEAST, items: [issue, issue], ledger: [LEAST.incident] })).toEqual([
      "s.json:19:17: #2 stands twice in the snapshot; give each issue its own number.",
      "s.json:28:17: #1 stands twice in the snapshot; give each issue its own number.",
    ]);
  });

  it("tells 20 complaints at most", () => {
    const items = Array.from({ length: 30 }, (_, index) => ({ number: index + 2 }));
    expect(complaints({ ...LEAST, items })).toHaveLength(20);
  });
});
