import { describe, expect, it } from "@jest/globals";
import type { StrayedItem } from "../../../src/core/snapshot/facts.ts";
import type { Comment } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Person, Role } from "../../../src/core/snapshot/types.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../../../src/github/request/errors.ts";
import { readStrayed } from "../../../src/github/incident/read-strayed.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, day, type Event, incident, item, person, snapshot, tracker } from "../../support/snapshot.ts";

const who = (login: string | null) => (login === null ? null : { __typename: "User", login, id: `U_${login}` });

const labeledAt = (at: string, by: string | null = "paul", name = "hardening") => ({
  __typename: "LabeledEvent",
  id: `LE_${at}`,
  createdAt: at,
  actor: who(by),
  label: { name },
});
const unlabeledAt = (at: string, by: string | null, name = "hardening") => ({
  ...labeledAt(at, by, name),
  __typename: "UnlabeledEvent",
});
const movedAt = (at: string, by: string | null, parent: { id: string } | null = { id: "I_1" }) => ({
  __typename: "ParentIssueRemovedEvent",
  id: `PE_${at}`,
  createdAt: at,
  actor: who(by),
  parent,
});
const transferredAt = (at: string, by: string | null, from: string | null = "acme/shop") => ({
  __typename: "TransferredEvent",
  id: `TE_${at}`,
  createdAt: at,
  actor: who(by),
  fromRepository: from === null ? null : { nameWithOwner: from },
});

/** An item's node as GitHub answers it: still labelled, below no issue. */
function stray(number: number, over: Readonly<Record<string, unknown>> = {}, events: readonly unknown[] = []) {
  return {
    __typename: "Issue",
    id: `I_${number}`,
    number,
    url: `https://github.com/acme/shop/issues/${number}`,
    body: "Something else.",
    lastEditedAt: null,
    author: who("paul"),
    editor: null,
    repository: { nameWithOwner: "acme/shop" },
    parent: null,
    labels: { nodes: [{ name: "Hardening" }], pageInfo: { hasNextPage: false } },
    events: { nodes: events, pageInfo: { hasPreviousPage: false } },
    ...over,
  };
}
const UNLABELLED = { labels: { nodes: [{ name: "bug" }], pageInfo: { hasNextPage: false } } };
const THERE = { parent: { id: "I_1" } };

const removed = (number: number | null, by: string, at = day(3)): Event => ({
  kind: "sub_issue_removed",
  id: `SE_${number}_${at}`,
  at,
  actor: actor(by),
  subIssue: number === null ? null : `I_${number}`,
});

const OWED = { due: null, riskReduction: null, failureClass: null };
const remembering = (...numbers: readonly number[]): Comment =>
  tracker({ obligations: Object.fromEntries(numbers.map((number) => [`I_${number}`, { ...OWED, number }])) });

interface Scene {
  /** Item numbers that our memory holds. */
  readonly remembered?: readonly number[];
  readonly memory?: Comment;
  readonly events?: readonly Event[] | { unreadable: string };
  readonly items?: Snapshot["items"];
  readonly nodes?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly { message: string; type?: string; path: readonly (string | number)[] }[];
  readonly rest?: (route: string, number: unknown, repository: string) => unknown;
  readonly fails?: Error;
  readonly roles?: Readonly<Record<string, Role>>;
}

async function read(scene: Scene) {
  const asked: (readonly string[])[] = [];
  const client: GitHubClient = {
    async graphql<T>(_query: string, variables: Record<string, unknown>) {
      const ids = variables["ids0"] as string[];
      asked.push(ids);
      if (scene.fails !== undefined) throw scene.fails;
      const data = { n0: ids.map((id) => scene.nodes?.[id] ?? null) } as T;
      return { data, errors: scene.errors ?? [], date: day(4) };
    },
    async rest(route, parameters = {}) {
      asked.push([route, String(parameters["issue_number"])]);
      if (scene.rest === undefined) throw new Error(`nobody expects ${route}`);
      const repository = `${String(parameters["owner"])}/${String(parameters["repo"])}`;
      return { status: 200, data: scene.rest(route, parameters["issue_number"], repository), headers: {} };
    },
  };
  const memory = scene.memory ?? remembering(...(scene.remembered ?? []));
  const base = snapshot({
    items: scene.items ?? [item(2)],
    incident: incident({ comments: [memory], events: scene.events ?? [] }),
    people: [],
  });
  const people: Record<string, Person> = { ...base.people };
  const looked: string[] = [];
  const strayed = await readStrayed({
    client,
    subject: buildCase(base, policyInForce().policy),
    merged: null,
    people: {
      async read(logins) {
        for (const login of logins) {
          looked.push(login);
          const role = scene.roles?.[login];
          if (role !== undefined) people[login] = person(login, role);
        }
      },
      known: () => people,
      date: async () => undefined,
      isOutsider: () => false,
    },
  });
  return { strayed, asked, looked };
}

async function strays(scene: Scene): Promise<readonly (readonly [number | null, StrayedItem["how"], string | null])[]> {
  const { strayed } = await read(scene);
  if (isUnreadable(strayed)) throw new Error(strayed.unreadable);
  return strayed.map(({ number, how, by }) => [number, how, by?.login ?? null]);
}

describe("R-B5: where nothing can have strayed", () => {
  it("nothing is asked", async () => {
    expect(await read({})).toEqual({ strayed: [], asked: [], looked: [] });
    expect(await read({ remembered: [2], events: [removed(2, "paul")] })).toEqual({
      strayed: [],
      asked: [],
      looked: [],
    });
    expect(await read({ events: [removed(null, "paul")] })).toMatchObject({ strayed: [], asked: [] });
  });

  it("items or events that were not read are that, and never an empty list", async () => {
    const why = { unreadable: "items: 502" };
    expect(await read({ items: why, remembered: [9] })).toMatchObject({ strayed: why, asked: [] });
    expect(await read({ events: why })).toMatchObject({ strayed: why, asked: [] });
  });
});

describe("R-B5: an item that we remember", () => {
  const one = (node: unknown, over: Scene = {}) => strays({ remembered: [2, 9], nodes: { I_9: node }, ...over });

  it("was taken off the incident, by whom the incident's timeline says", async () => {
    const events = [removed(9, "zoe", day(2)), removed(9, "oscar", day(3)), removed(8, "vera", day(4))];
    expect(await one(stray(9), { events, nodes: { I_9: stray(9), I_8: null } })).toEqual([[9, "unlinked", "oscar"]]);
    const elsewhere = stray(9, { parent: { id: "I_77" } });
    expect(await one(elsewhere, { events })).toEqual([[9, "unlinked", "oscar"]]);
    const outOfSight = stray(9, { parent: { problem: "x", type: "NOT_FOUND" } });
    expect(await one(outOfSight, { events })).toEqual([[9, "unlinked", "oscar"]]);
  });

  it("or by whom its own timeline says", async () => {
    const events = [movedAt(day(2), "zoe"), movedAt(day(3), "oscar"), movedAt(day(4), "vera", { id: "I_77" })];
    expect(await one(stray(9, {}, events))).toEqual([[9, "unlinked", "oscar"]]);
    expect(await one(stray(9, {}, [movedAt(day(4), "vera", null)]))).toEqual([[9, "unlinked", null]]);
  });

  it("or by whoever rewrote the body that named the incident", async () => {
    const edited = { lastEditedAt: day(3), editor: who("oscar") };
    expect(await one(stray(9, edited))).toEqual([[9, "unlinked", "oscar"]]);
    expect(await one(stray(9, { ...edited, editor: null }))).toEqual([[9, "unlinked", null]]);
    expect(await one(stray(9, { editor: who("oscar") }))).toEqual([[9, "unlinked", null]]);
    // What moved it below another issue is not its body.
    expect(await one(stray(9, { ...edited, parent: { id: "I_77" } }))).toEqual([[9, "unlinked", null]]);
  });

  it("lost its label, by whom took it off last", async () => {
    const events = [unlabeledAt(day(2), "zoe"), unlabeledAt(day(3), "oscar"), unlabeledAt(day(4), "vera", "bug")];
    expect(await one(stray(9, { ...THERE, ...UNLABELLED }, events))).toEqual([[9, "unlabelled", "oscar"]]);
    const named = { body: item(9).body, ...UNLABELLED };
    expect(await one(stray(9, named, events))).toEqual([[9, "unlabelled", "oscar"]]);
    expect(await one(stray(9, { ...THERE, ...UNLABELLED }))).toEqual([[9, "unlabelled", null]]);
  });

  it("was transferred, by whom the transfer from here says", async () => {
    const moved = { repository: { nameWithOwner: "acme/attic" } };
    const events = [
      transferredAt(day(2), "oscar", "Acme/Shop"),
      transferredAt(day(3), "vera", "acme/other"),
      transferredAt(day(4), "zoe", null),
    ];
    expect(await one(stray(9, moved, events))).toEqual([[9, "transferred", "oscar"]]);
    expect(await one(stray(9, moved, events.slice(1)))).toEqual([[9, "transferred", null]]);
    expect(await one(stray(9, { ...moved, ...THERE, ...UNLABELLED }, events))).toEqual([[9, "transferred", "oscar"]]);
  });

  it("stayed where it was, while the incident was transferred", async () => {
    const there = { repository: { nameWithOwner: "acme/attic" } };
    expect(await one(stray(9, { ...there, ...THERE }))).toEqual([[9, "left", null]]);
    expect(await one(stray(9, there))).toEqual([[9, "left", null]]);
    // Unknown: what is not listed may hold a transfer.
    const cut = { nodes: [], pageInfo: { hasPreviousPage: true } };
    expect(await one({ ...stray(9, there), events: cut })).toEqual([[9, "transferred", null]]);
  });

  it("by a deleted account: nobody says by whom", async () => {
    const ghost = { ...removed(9, "ghost"), actor: { login: "ghost", nodeId: "", kind: "ghost" as const } };
    expect(await one(stray(9), { events: [ghost] })).toEqual([[9, "unlinked", null]]);
    const events = [unlabeledAt(day(2), null)];
    expect(await one(stray(9, { ...THERE, ...UNLABELLED }, events))).toEqual([[9, "unlabelled", null]]);
  });

  it("is let go where any of what was done to it was by the right", async () => {
    const node = stray(9, UNLABELLED, [unlabeledAt(day(2), "maya")]);
    const over = { events: [removed(9, "oscar")], roles: { oscar: "write", maya: "maintain" } } as const;
    expect(await one(node, over)).toEqual([[9, "unlabelled", "maya"]]);
    expect(await one(node, { ...over, roles: { oscar: "admin", maya: "write" } })).toEqual([[9, "unlinked", "oscar"]]);
    // Of what cannot be told, it may have been by the right.
    const unknown = stray(9, UNLABELLED, [unlabeledAt(day(2), "nora")]);
    expect(await one(unknown, { ...over, roles: { oscar: "write" } })).toEqual([[9, "unlabelled", "nora"]]);
    const neither = stray(9, UNLABELLED, [unlabeledAt(day(2), "paul")]);
    expect(await one(neither, { ...over, roles: { oscar: "write", paul: "triage" } })).toEqual([
      [9, "unlinked", "oscar"],
    ]);
  });

  it("carries its old node id, address and the people to look up", async () => {
    const found = await read({ remembered: [9], nodes: { I_9: stray(9) }, events: [removed(9, "oscar")] });
    expect(found.strayed).toEqual([
      {
        nodeId: "I_9",
        number: 9,
        url: "https://github.com/acme/shop/issues/9",
        how: "unlinked",
        by: actor("oscar"),
      },
    ]);
    expect(found.looked).toEqual(["oscar"]);
    expect(found.asked).toEqual([["I_9"]]);
  });

  it("bots are named, not looked up", async () => {
    const bot = { ...removed(9, "stale[bot]"), actor: { login: "stale[bot]", nodeId: "B_1", kind: "bot" as const } };
    const found = await read({ remembered: [9], nodes: { I_9: stray(9) }, events: [bot] });
    expect(found.strayed).toMatchObject([{ by: { login: "stale[bot]", kind: "bot" } }]);
    expect(found.looked).toEqual([]);
  });

  it("that is where it was, and was not read, is unread", async () => {
    for (const over of [THERE, { body: item(9).body }]) {
      expect((await read({ remembered: [9], nodes: { I_9: stray(9, over) } })).strayed).toEqual({
        unreadable: "items that are gone: #9 came back while they were read",
        transient: true,
      });
    }
  });
});

describe("R-B5: an item that nobody answers for", () => {
  const gone = (rest: Scene["rest"], over: Scene = {}) =>
    strays({ remembered: [9], ...over, ...(rest ? { rest } : {}) });
  const refuse = (status: number) => () => {
    throw new Refused("GET issue", status, {}, {});
  };

  it("was deleted where GitHub says so, and is gone where it does not; by nobody we could name", async () => {
    expect(await gone(refuse(410))).toEqual([[9, "deleted", null]]);
    expect(await gone(refuse(404))).toEqual([[9, "gone", null]]);
    const problem = (type: string) => [{ message: "Could not resolve", type, path: ["n0", 0] }];
    expect(await gone(refuse(410), { errors: problem("NOT_FOUND") })).toEqual([[9, "deleted", null]]);
    expect(await gone(refuse(404), { errors: problem("FORBIDDEN") })).toEqual([[9, "gone", null]]);
    // Of a discussion made of it, GitHub tells as little.
    expect(await gone(refuse(410), { nodes: { I_9: { __typename: "Discussion" } } })).toEqual([[9, "deleted", null]]);
  });

  it("is gone where its number is not remembered", async () => {
    expect(await gone(undefined, { memory: tracker({ obligations: { I_9: OWED } }) })).toEqual([[null, "gone", null]]);
  });

  it("is followed to where it was transferred, under its new node id", async () => {
    const node = stray(3, { id: "I_99", url: "https://github.com/acme/attic/issues/3" }, [
      transferredAt(day(3), "oscar"),
    ]);
    const moved = { ...node, repository: { nameWithOwner: "acme/attic" } };
    const rest = () => ({ node_id: "I_99", html_url: moved.url });
    const found = await read({ remembered: [9], rest, nodes: { I_99: moved } });
    expect(found.strayed).toEqual([
      { nodeId: "I_9", number: 3, url: moved.url, how: "transferred", by: actor("oscar") },
    ]);
    expect(found.asked).toEqual([["I_9"], ["GET /repos/{owner}/{repo}/issues/{issue_number}", "9"], ["I_99"]]);
    expect(await gone(rest)).toEqual([[9, "transferred", null]]);
  });

  it("is none where it was transferred and is back: it is among the items under its new node id", async () => {
    const back = item(12);
    const rest = () => ({ node_id: back.nodeId, html_url: back.url });
    expect(await read({ remembered: [9], items: [item(2), back], rest })).toMatchObject({ strayed: [] });
  });

  it("is looked for where the incident was when it had its number", async () => {
    const asked: string[] = [];
    const own = remembering(9).own;
    const data = own?.memory.state === "valid" ? own.memory.data : null;
    const from = { nodeId: "I_0", repository: "acme/attic", number: 4 };
    const memory = tracker();
    const moved: Comment = {
      ...memory,
      own: { key: "tracker", lastEditorIsUs: true, memory: { state: "moved", data, from, proven: true } },
    };
    const brought = item(12);
    const rest = () => ({ node_id: brought.nodeId });
    const found = await read({
      memory: moved,
      items: [brought],
      rest: (route, number, repository) => {
        asked.push(`${repository} ${String(number)}`);
        return rest();
      },
    });
    expect(found.strayed).toEqual([]);
    expect(asked).toEqual(["acme/attic 9"]);
  });

  it("is unread where the answers contradict each other, or fail", async () => {
    const unread = async (scene: Scene) => (await read({ remembered: [9], ...scene })).strayed;
    expect(await unread({ rest: () => ({ node_id: "I_9" }) })).toMatchObject({ transient: true });
    expect(await unread({ rest: () => null })).toMatchObject({ transient: true });
    const down = () => {
      throw new Unavailable("GET issue", 502, "");
    };
    expect(await unread({ rest: down })).toMatchObject({ transient: true });
    expect(await unread({ rest: refuse(403) })).toEqual({ unreadable: "items that are gone: GET issue: HTTP 403 ()" });
  });
});

describe("R-B5: without a memory, the incident's timeline tells", () => {
  const one = (node: unknown, over: Scene = {}) =>
    strays({ nodes: { I_9: node }, events: [removed(9, "oscar", day(3))], ...over });

  it("of sub-issues that carried the item label when they were taken off", async () => {
    expect(await one(stray(9, {}, [labeledAt(day(3))]))).toEqual([[9, "unlinked", "oscar"]]);
    expect(await one(stray(9, UNLABELLED, [labeledAt(day(2))]))).toEqual([[9, "unlinked", "oscar"]]);
    // Labelled from the first, which not every server tells as an event.
    expect(await one(stray(9))).toEqual([[9, "unlinked", "oscar"]]);
    expect(await one(stray(9, {}, [labeledAt(day(4))]))).toEqual([]);
    expect(await one(stray(9, UNLABELLED, [labeledAt(day(2), "paul", "bug")]))).toEqual([]);
    expect(await one(null)).toEqual([]);
  });

  it("of items of ours by their marker", async () => {
    const ours = { ...UNLABELLED, author: { __typename: "Bot", login: "quench", id: "B_quench" }, body: item(9).body };
    expect(await one(stray(9, ours))).toEqual([[9, "unlinked", "oscar"]]);
    expect(await one(stray(9, { ...ours, body: "<!-- quench:item:lane-controls --> quoted" }))).toEqual([]);
    expect(await one(stray(9, { ...ours, author: who("oscar") }))).toEqual([]);
  });

  it("of items moved elsewhere", async () => {
    const moved = stray(9, { repository: { nameWithOwner: "acme/attic" } }, [
      labeledAt(day(1)),
      transferredAt(day(3), "vera"),
    ]);
    expect(await one(moved, { roles: { vera: "maintain", oscar: "write" } })).toEqual([[9, "transferred", "vera"]]);
    expect(await one(moved, { roles: { vera: "write", oscar: "maintain" } })).toEqual([[9, "unlinked", "oscar"]]);
  });

  it("cannot tell where the events are more than were read", async () => {
    const events = { nodes: [], pageInfo: { hasPreviousPage: true } };
    const { strayed } = await read({
      nodes: { I_9: stray(9, { ...UNLABELLED, events }) },
      events: [removed(9, "oscar")],
    });
    expect(strayed).toEqual({ unreadable: "items that are gone: #9 has more events than were read" });
  });
});

describe("R-V1: a look-up that failed", () => {
  it("is unread as a whole, never an empty list", async () => {
    const unread = async (scene: Scene) => (await read({ remembered: [9], ...scene })).strayed;
    expect(await unread({ fails: new Unavailable("GraphQL", 502, "") })).toMatchObject({ transient: true });
    const partial = [{ message: "timeout", path: ["n0", 0] }];
    expect(await unread({ nodes: { I_9: stray(9) }, errors: partial })).toMatchObject({
      unreadable: "items that are gone: timeout",
      transient: true,
    });
    const inner = [{ message: "timeout", path: ["n0", 0, "events"] }];
    expect(await unread({ nodes: { I_9: stray(9) }, errors: inner })).toMatchObject({ transient: true });
    expect(await unread({ nodes: { I_9: stray(9, { labels: null }) } })).toMatchObject({ transient: true });
    expect(await unread({ nodes: { I_9: stray(9, {}, [null]) } })).toMatchObject({ transient: true });
  });

  it("a rate limit ends the pass", async () => {
    const limited = new RateLimited("GraphQL", 0, 1000);
    await expect(read({ remembered: [9], fails: limited })).rejects.toThrow(limited);
  });

  it("more than can be read are told", async () => {
    const numbers = Array.from({ length: 301 }, (_, index) => 100 + index);
    expect(await read({ remembered: numbers })).toMatchObject({
      strayed: { unreadable: "items that are gone: there are more than can be read" },
      asked: [],
    });
    const many = await read({ remembered: numbers.slice(1), rest: () => ({}) });
    expect(many.asked.slice(0, 3).map((ids) => ids.length)).toEqual([100, 100, 100]);
  });
});
