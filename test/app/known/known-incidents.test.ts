/** What one process knows of incidents, in tables of words: held against the plainest way to know the same. */
import { describe, expect, it } from "@jest/globals";
import { createGroups } from "../../../src/app/known/groups.ts";
import { createKeyTable } from "../../../src/app/known/key-table.ts";
import { createKnownIncidents } from "../../../src/app/known/known-incidents.ts";
import { issueKey } from "../../../src/app/events/references.ts";
import type { IncidentSubject } from "../../../src/queue/queue.ts";
import { Dice } from "../../support/dice.ts";

const incident = (number: number, repository = "acme/shop", installation = 3): IncidentSubject => ({
  kind: "incident",
  installation,
  repository,
  number,
});

function put(
  known: ReturnType<typeof createKnownIncidents>,
  subject: IncidentSubject,
  keys: readonly string[] = [],
): void {
  known.put(subject, [issueKey(subject.repository, subject.number), ...keys]);
}

describe("known incidents", () => {
  it("are found by their keys, repositories and installations, in whatever case", () => {
    const known = createKnownIncidents({ incidents: 10, keys: 100 });
    put(known, incident(1, "Acme/Shop"), ["sha a", "merged acme/shop"]);
    put(known, incident(2), ["sha b", "merged acme/shop"]);
    put(known, incident(1, "acme/other", 4), ["acme/shop#1"]);
    expect(known.find("sha a")).toEqual([incident(1, "Acme/Shop")]);
    expect(known.find("merged acme/shop")).toEqual([incident(1, "Acme/Shop"), incident(2)]);
    expect(known.find("acme/shop#1")).toEqual([incident(1, "Acme/Shop"), incident(1, "acme/other", 4)]);
    expect(known.find("sha c")).toEqual([]);
    expect(known.of("ACME/shop")).toEqual([incident(1, "Acme/Shop"), incident(2)]);
    expect(known.of("acme/none")).toEqual([]);
    expect(known.ofInstallation(4)).toEqual([incident(1, "acme/other", 4)]);
    known.drop(incident(1));
    expect(known.find("acme/shop#1")).toEqual([incident(1, "acme/other", 4)]);
    expect(known.ofInstallation(3)).toEqual([incident(2)]);
    known.drop(incident(7));
    expect(known.size).toBe(2);
  });

  it("are replaced as a whole, with an installation of another number", () => {
    const known = createKnownIncidents({ incidents: 10, keys: 100 });
    put(known, incident(1), ["sha a"]);
    put(known, incident(1, "acme/shop", 9), ["sha b"]);
    expect(known.size).toBe(1);
    expect(known.find("sha a")).toEqual([]);
    expect(known.find("sha b")).toEqual([incident(1, "acme/shop", 9)]);
    expect([known.ofInstallation(3), known.ofInstallation(9)]).toEqual([[], [incident(1, "acme/shop", 9)]]);
  });

  it("are bounded in number and in keys: the longest untouched go first, the last one stays", () => {
    const few = createKnownIncidents({ incidents: 2, keys: 100 });
    for (const number of [1, 2, 1, 3]) put(few, incident(number));
    expect(few.of("acme/shop").map(({ number }) => number)).toEqual([1, 3]);
    const small = createKnownIncidents({ incidents: 100, keys: 10 });
    for (const number of [1, 2, 3]) put(small, incident(number), ["a", "b", "c", "d"]);
    expect(small.find("a").map(({ number }) => number)).toEqual([2, 3]);
    const large = Array.from({ length: 50 }, (_, at) => `key ${at}`);
    put(small, incident(4), large);
    expect(small.of("acme/shop")).toEqual([incident(4)]);
  });

  it("are as many as there are, after any history", () => {
    const dice = new Dice(7);
    const below = (count: number): number => dice.nat(count - 1);
    const known = createKnownIncidents({ incidents: 1_000, keys: 100_000 });
    const plain = new Map<string, { subject: IncidentSubject; keys: Set<string> }>();
    for (let step = 0; step < 5_000; step += 1) {
      const subject = incident(1 + below(40), `acme/r${below(10)}`, 1 + below(3));
      const own = issueKey(subject.repository, subject.number);
      if (below(4) === 0) {
        known.drop(subject);
        plain.delete(own);
        continue;
      }
      const keys = new Set([own, ...Array.from({ length: below(20) }, () => `key ${below(300)}`)]);
      known.put(subject, keys);
      plain.set(own, { subject, keys });
    }
    const names = (subjects: Iterable<IncidentSubject>): string[] =>
      [...subjects].map((each) => `${each.installation} ${each.repository}#${each.number}`).toSorted();
    const where = (matches: (one: { subject: IncidentSubject; keys: Set<string> }) => boolean): string[] =>
      names([...plain.values()].filter(matches).map(({ subject }) => subject));
    expect(known.size).toBe(plain.size);
    for (let key = 0; key < 300; key += 1) {
      expect(names(known.find(`key ${key}`))).toEqual(where(({ keys }) => keys.has(`key ${key}`)));
    }
    for (let one = 0; one < 10; one += 1) {
      expect(names(known.of(`acme/r${one}`))).toEqual(where(({ subject }) => subject.repository === `acme/r${one}`));
      expect(names(known.ofInstallation(one))).toEqual(where(({ subject }) => subject.installation === one));
    }
  });
});

describe("a table of keys", () => {
  it("takes any text, and gives back what was cleared", () => {
    const table = createKeyTable();
    const texts = ["", " ", "a", "A", "ä", "🔥", "key\u0000", "x".repeat(10_000), "__proto__"];
    for (const [owner, text] of texts.entries()) table.add(owner, text);
    for (const [owner, text] of texts.entries()) expect(table.owners(text)).toEqual([owner]);
    expect(table.size).toBe(texts.length);
    for (const owner of texts.keys()) table.clear(owner);
    table.clear(999_999);
    expect(table.size).toBe(0);
    for (const text of texts) expect(table.owners(text)).toEqual([]);
  });

  it("keeps a hundred thousand keys apart", () => {
    const table = createKeyTable();
    for (let key = 0; key < 100_000; key += 1) table.add(key >> 4, `sha ${key}`);
    let wrong = 0;
    for (let key = 0; key < 100_000; key += 1) {
      const owners = table.owners(`sha ${key}`);
      if (owners.length !== 1 || owners[0] !== key >> 4) wrong += 1;
    }
    expect(wrong).toBe(0);
  });
});

describe("groups", () => {
  it("keep the order in which members joined, whoever leaves", () => {
    const groups = createGroups<string>();
    for (const member of [5, 0, 900, 7]) groups.join("a", member);
    groups.join("b", 1);
    for (const member of [5, 7]) groups.leave("a", member);
    groups.join("a", 5);
    expect([...groups.members("a")]).toEqual([0, 900, 5]);
    groups.leave("b", 1);
    groups.leave("b", 1);
    expect([...groups.members("b")]).toEqual([]);
  });
});
