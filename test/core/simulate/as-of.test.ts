import { describe, expect, it } from "@jest/globals";
import { asOf } from "../../../src/core/simulate/as-of.ts";
import type { ControlFacts } from "../../../src/core/snapshot/facts.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable, type Readable } from "../../../src/core/snapshot/types.ts";
import {
  check,
  closed,
  comment,
  day,
  HERE,
  incident,
  item,
  labeled,
  pull,
  reopened,
  run,
  sha,
  shut,
  snapshot,
} from "../../support/snapshot.ts";

const AT = day(5);
const [BEFORE, AFTER] = [day(4), day(6)];
const read = <T>(value: Readable<T>): T => {
  if (isUnreadable(value)) throw new Error("unread");
  return value;
};
const then = (read: Snapshot, said = AT): Snapshot => asOf(read, AT, said);

describe("a snapshot as it was", () => {
  it("has the issues that were there, up to the instant", () => {
    const at = (createdAt: string, number: number) => item(number, { createdAt });
    const found = then(snapshot({ items: [at(BEFORE, 2), at(AT, 3), at(AFTER, 4)] }));
    expect(read(found.items).map(({ number }) => number)).toEqual([2, 3]);
    const ledger = read(snapshot({ items: [at(BEFORE, 2), at(AT, 3), at(AFTER, 4)] }).items);
    expect(read(then({ ...snapshot({}), ledger }).ledger).map(({ number }) => number)).toEqual([2, 3]);
  });

  it("has what was closed later open, and what was closed by then closed", () => {
    const [early, same, late] = [2, 3, 4].map((number) => read(snapshot({ items: [item(number)] }).items)[0]);
    if (early === undefined || same === undefined || late === undefined) throw new Error("no items");
    const shutAt = (issue: typeof early, at: string) => shut(issue, closed(at, "paul"));
    const items = [shutAt(early, BEFORE), shutAt(same, AT), shutAt(late, AFTER)];
    const found = read(then({ ...snapshot({}), items }).items);
    expect(found.map(({ state, stateReason, closedAt }) => [state, stateReason, closedAt])).toEqual([
      ["closed", "completed", BEFORE],
      ["closed", "completed", AT],
      ["open", null, null],
    ]);
  });

  it("has the events before it, and the comments until so long after as they are read", () => {
    const comments = [comment("a", "maya", BEFORE), comment("b", "maya", AFTER), comment("c", "maya", day(7))];
    const events = [labeled(day(0), "paul"), closed(BEFORE, "paul"), reopened(AT), closed(AFTER, "paul")];
    const found = then(snapshot({ incident: incident({ comments, events, state: "closed", closedAt: AFTER }) }), AFTER);
    expect(read(found.incident.events).map(({ at }) => at)).toEqual([day(0), BEFORE]);
    expect(read(found.incident.comments).map(({ body }) => body)).toEqual(["a", "b"]);
    expect(found.incident).toMatchObject({ state: "open", stateReason: null, closedAt: null });
  });

  it("has unmerged what was merged later, and in force what was reverted later", () => {
    const at = (number: number, mergedAt: string, revertedAt?: string) =>
      pull(number, [], { mergedAt, ...(revertedAt === undefined ? {} : { revertedBy: "a revert", revertedAt }) });
    const pulls = [
      at(1, BEFORE),
      at(2, AT),
      at(3, AFTER),
      at(4, BEFORE, BEFORE),
      at(5, BEFORE, AT),
      at(6, BEFORE, AFTER),
    ];
    const found = then(snapshot({ pulls })).pulls;
    const of = (number: number) => {
      const one = found[`${HERE}#${number}`];
      if (one === undefined || isUnreadable(one)) throw new Error("unread");
      return one;
    };
    expect([1, 2, 3].map((number) => of(number).state)).toEqual(["merged", "merged", "open"]);
    expect(of(3)).toMatchObject({ mergedAt: null, mergedBy: null, mergeCommit: null });
    expect([4, 5, 6].map((number) => of(number).revertedBy)).toEqual(["a revert", "a revert", null]);
    expect([4, 5, 6].map((number) => of(number).revertedAt)).toEqual([BEFORE, AT, null]);
    expect(of(1).mergedAt).toBe(BEFORE);
  });

  it("has the checks that had ended, and those that say not when", () => {
    const checks = [BEFORE, AT, AFTER, null].map((completedAt, index) =>
      check(`ci ${index}`, "success", { completedAt }),
    );
    const found = then(snapshot({ pulls: [pull(1, [], { head: { sha: sha(1), checks } })] })).pulls[`${HERE}#1`];
    if (found === undefined || isUnreadable(found)) throw new Error("unread");
    expect(read(found.head.checks).map(({ name }) => name)).toEqual(["ci 0", "ci 1", "ci 3"]);
  });

  it("takes a run that ended later as absent, and leaves other links alone", () => {
    const linked = (completedAt: string | null) => ({
      url: "https://x",
      found: { kind: "run" as const, run: run(1, [], { completedAt }) },
    });
    const gone = { url: "https://y", found: { kind: "absent" as const, because: "404" } };
    const lost = { url: "https://z", found: { unreadable: "502" } };
    const links = {
      a: linked(BEFORE),
      b: linked(AT),
      c: linked(AFTER),
      d: linked(null),
      gone,
      lost,
    } as Snapshot["links"];
    const found = then({ ...snapshot({}), links }).links;
    const late = { url: "https://x", found: { kind: "absent", because: "it ran only later" } };
    expect(found).toEqual({ ...links, c: late });
  });

  it("has what controls did until then", () => {
    const facts = {
      sightings: [BEFORE, AT, AFTER].map((mergedAt) => ({ mergedAt })),
      deployments: [BEFORE, AT, AFTER].map((at) => ({ at })),
      scheduled: [BEFORE, AT, AFTER, null].map((completedAt) => run(1, [], { completedAt })),
    } as unknown as ControlFacts;
    const lost: Readable<ControlFacts> = { unreadable: "502" };
    const found = then({ ...snapshot({}), controls: { 2: facts, 3: lost } }).controls ?? {};
    const known = read<ControlFacts>(found[2] ?? lost);
    expect(read(known.sightings).map(({ mergedAt }) => mergedAt)).toEqual([BEFORE, AT]);
    expect(read(known.deployments).map(({ at }) => at)).toEqual([BEFORE, AT]);
    expect(read(known.scheduled).map(({ completedAt }) => completedAt)).toEqual([BEFORE, AT, null]);
    expect(found[3]).toEqual(lost);
    const { controls: _none, ...without } = snapshot({});
    expect(then(without).controls).toEqual({});
  });
});
