import type { Write } from "../src/core/plan/write.ts";
import type { Snapshot } from "../src/core/snapshot/snapshot.ts";
import type { Verdict } from "../src/core/verdict/types.ts";
import type { Claim } from "../src/github/write/claim.ts";
import type { ReconcileDeps, Steps } from "../src/reconcile.ts";

/** What a pass may leave behind, as GitHub would hold it. */
export interface World {
  nextId: number;
  labels: string[];
  trackers: { id: number; body: string }[];
  items: string[];
  notices: string[];
  open: boolean;
  claim: { id: number } | null;
  /** Every write in the order in which it took effect. */
  journal: string[];
  policy: string | null;
}

export const WANTED = ["lane-controls", "lane-quality", "lane-operations"];
const ISSUE = { number: 12, nodeId: "I_12" };

export function createWorld(given: Partial<World> = {}): World {
  return {
    nextId: 1,
    labels: [],
    trackers: [],
    items: [],
    notices: [],
    open: false,
    claim: null,
    journal: [],
    policy: "version: 1\nmode: enforce\n",
    ...given,
  };
}

interface Seen {
  readonly labels: readonly string[];
  readonly trackers: readonly { readonly id: number; readonly body: string }[];
  readonly items: readonly string[];
  readonly notices: readonly string[];
  readonly open: boolean;
}

/** A process that dies: nothing it does afterwards reaches the world, not even the release of its claim. */
export class Crash extends Error {}

export interface Process {
  readonly deps: ReconcileDeps;
  readonly warnings: string[];
}

/**
 * A process on the world. `before` is called ahead of everything that touches it, and may wait or throw; a process that
 * crashed stays dead.
 */
export function createProcess(world: World, before: (what: string) => Promise<void> = async () => undefined): Process {
  let dead = false;
  const touch = async (what: string): Promise<void> => {
    if (dead) throw new Crash();
    try {
      await before(what);
    } catch (error) {
      dead ||= error instanceof Crash;
      throw error;
    }
    if (dead) throw new Crash();
  };
  const does = (what: string, act: () => void): void => {
    act();
    world.journal.push(what);
  };
  const steps: Steps = {
    async read() {
      await touch("read");
      return { kind: "snapshot", snapshot: snapshotOf(world) };
    },
    evaluate: () => ({ wakeAt: "2026-03-01T10:00:00Z", closure: { kind: "open" } }) as unknown as Verdict,
    plan: (_verdict, snapshot) => planOf((snapshot as unknown as { seen: Seen }).seen),
    async apply(_client, context, write) {
      if (write.kind === "create_item" || write.kind === "notice" || write.kind === "reopen")
        await context.beforeCreate();
      await touch(write.kind);
      switch (write.kind) {
        case "label":
          does(`label ${write.name}`, () => void (world.labels = [...new Set([...world.labels, write.name])]));
          break;
        case "tracker":
          does("edit tracker", () => {
            const tracker = world.trackers.find(({ id }) => id === write.existing);
            if (tracker !== undefined) tracker.body = write.body;
          });
          break;
        case "create_item":
          does(`item ${write.key}`, () => void world.items.push(write.key));
          break;
        case "notice":
          does(`notice ${write.key}`, () => void world.notices.push(write.key));
          break;
        case "reopen":
          does("reopen", () => void (world.open = true));
          break;
        case "delete_comment":
          does("delete", () => void (world.trackers = world.trackers.filter(({ id }) => id !== write.comment)));
          break;
        default:
          throw new Error(write.kind);
      }
      return "done";
    },
    async applyTracker(_client, _context, write) {
      await touch("find tracker");
      const found = lowest(world.trackers);
      if (found !== undefined) return { id: found.id, result: "unchanged" };
      await touch("create tracker");
      const id = world.nextId++;
      does("create tracker", () => void world.trackers.push({ id, body: write.body }));
      await touch("read back tracker");
      const leader = lowest(world.trackers);
      if (leader === undefined || leader.id === id) return { id, result: "done" };
      does("yield", () => void (world.trackers = world.trackers.filter((each) => each.id !== id)));
      return { id: leader.id, result: "unchanged" };
    },
    async claim() {
      await touch("claim");
      if (world.claim !== null) return null;
      const mine = { id: world.nextId++ };
      world.claim = mine;
      const claim: Claim = {
        keep: async () => undefined,
        release: async () => {
          if (!dead && world.claim === mine) world.claim = null;
        },
      };
      return claim;
    },
  };
  const warnings: string[] = [];
  const log = { info: () => undefined, warn: (_fields: object, message: string) => void warnings.push(message) };
  const identity = { login: "quench[bot]", appId: 7, kind: "app" as const, key: null };
  const unused = () => Promise.reject(new Error("no request is made"));
  return { deps: { client: { rest: unused, graphql: unused }, identity, log, steps }, warnings };
}

function lowest<T extends { readonly id: number }>(all: readonly T[]): T | undefined {
  return [...all].sort((a, b) => a.id - b.id)[0];
}

function snapshotOf(world: World): Snapshot {
  const seen: Seen = structuredClone({
    labels: world.labels,
    trackers: world.trackers,
    items: world.items,
    notices: world.notices,
    open: world.open,
  });
  const ownReactions = world.claim === null ? [] : ["eyes"];
  const comments = seen.trackers.map(({ id }) => ({ databaseId: id, own: { key: "tracker" }, ownReactions }));
  const policy =
    world.policy === null
      ? []
      : [{ path: ".github/quench.yml", commit: "c", committedAt: "2026-01-01T00:00:00Z", text: world.policy }];
  return { now: "2026-03-01T09:00:00Z", policy, incident: { comments }, seen } as unknown as Snapshot;
}

/** What a real plan does, small: what should be there, less what is there. */
function planOf(seen: Seen): readonly Write[] {
  const body = `items: ${[...seen.items].sort().join(" ")}`;
  const [leader, ...duplicates] = [...seen.trackers].sort((a, b) => a.id - b.id);
  const writes: Write[] = [];
  if (!seen.labels.includes("hardening"))
    writes.push({ kind: "label", key: "l", name: "hardening", color: "", description: "" });
  if (leader === undefined || leader.body !== body) {
    const memory = {} as Extract<Write, { kind: "tracker" }>["memory"];
    writes.push({ kind: "tracker", key: "tracker", issue: ISSUE, existing: leader?.id ?? null, body, memory });
  }
  for (const { id } of duplicates) writes.push({ kind: "delete_comment", key: `d${id}`, comment: id });
  for (const key of WANTED.filter((each) => !seen.items.includes(each))) {
    writes.push({ kind: "create_item", key, incident: ISSUE, title: "", body: "", labels: [] });
  }
  if (!seen.notices.includes("undo")) writes.push({ kind: "notice", key: "undo", issue: ISSUE, body: "" });
  if (!seen.open) writes.push({ kind: "reopen", key: "undo", issue: ISSUE, closeEvent: "CE", notice: null });
  return writes;
}
