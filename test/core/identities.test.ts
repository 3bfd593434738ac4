import { describe, expect, it } from "@jest/globals";
import { identitiesOf } from "../../src/core/identities.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { actor, assigned, comment, day, incident, item, person, pull, snapshot } from "../support/snapshot.ts";

const oz = { ...actor("oz"), nodeId: "U_oscar" };

describe("R-H5 the names of one account", () => {
  it("are none where the account is not known, and no name to go by where it has one", () => {
    const read = identitiesOf(snapshot());
    expect([read.namesOf("nobody"), read.nameOf("nobody"), read.firstAct("nobody")]).toEqual([[], null, null]);
    expect([read.namesOf("oscar"), read.nameOf("oscar")]).toEqual([["oscar"], null]);
  });

  it.each<[string, Parameters<typeof snapshot>[0]]>([
    ["whoever merged", { pulls: [pull(9, [], { mergedBy: oz })] }],
    ["the editor of a comment", { incident: incident({ comments: [comment("x", "vera", day(1), { editor: oz })] }) }],
    ["whoever assigned", { items: [item(2, { events: [{ ...assigned(day(1), "maya", "vera"), actor: oz }] })] }],
  ])("are told by %s", (_who, parts) => {
    const read = identitiesOf(snapshot(parts));
    expect([read.namesOf("OSCAR"), read.nameOf("oscar")]).toEqual([["oscar", "oz"], "oz"]);
  });

  it("are the first in the alphabet where nobody acted under any", () => {
    const people = { zed: person("zed"), abe: { ...person("abe"), nodeId: "U_zed" } };
    const read = identitiesOf(snapshot({ people: [], over: { people } }));
    expect([read.nameOf("zed"), read.nameOf("abe")]).toEqual(["abe", "abe"]);
  });

  it("are not told by a bot, nor by an account that was deleted", () => {
    const bot = { ...actor("helper[bot]"), nodeId: "U_oscar" };
    const read = identitiesOf(
      snapshot({ incident: incident({ comments: [comment("x", "x", day(1), { author: bot })] }) }),
    );
    expect(read.namesOf("oscar")).toEqual(["oscar"]);
  });

  it("are told by what could be read", () => {
    const hidden = { unreadable: "502" };
    const over: Partial<Snapshot> = { items: hidden, ledger: hidden, pulls: { "acme/shop#9": hidden } };
    const read = identitiesOf(snapshot({ incident: incident({ comments: hidden, events: hidden, editor: oz }), over }));
    expect(read.nameOf("oscar")).toBe("oz");
    expect(read.firstAct("oscar")).toBeNull();
  });

  it("are looked for once", () => {
    const read = snapshot();
    expect(identitiesOf(read)).toBe(identitiesOf(read));
  });
});

describe("R-B2 when an account first said something", () => {
  it("is the earliest, in whatever order it was read, and under any of its names", () => {
    const said = [
      comment("b", "oscar", day(2)),
      comment("a", "oz", day(1), { author: oz }),
      comment("c", "oscar", day(3)),
    ];
    for (const comments of [said, said.toReversed()]) {
      const read = identitiesOf(snapshot({ items: [item(2, { comments })] }));
      expect([read.firstAct("oscar"), read.firstAct("OZ")]).toEqual([day(1), day(1)]);
    }
  });
});
