import { describe, expect, it } from "@jest/globals";
import { hear } from "../../../src/core/commands/hear.ts";
import { said, undecided } from "../../../src/core/commands/said.ts";
import { policyInForce } from "../../support/policy.ts";
import { comment, day, item, OPENED, person, snapshot } from "../../support/snapshot.ts";

const { policy } = policyInForce();

describe("rulebook N what accepted commands come to", () => {
  const first = comment("/quench due 2026-04-01\n/quench blocked the vendor is late", "tess", day(1));
  const second = comment("/quench due 2026-04-02", "oscar", day(2));
  const refused = comment("/quench due 2026-04-03", "otto", day(3));
  const unread = comment("/quench due 2026-04-04", "paul", day(4));
  const subject = item(2, { owner: "oscar", comments: [unread, refused, second, first] });
  const people = [person("otto", "read", true), person("paul", { unreadable: "role of paul: 502" })];
  const seed = { owner: "oscar", verifier: null, operator: null, since: OPENED };
  const heard = hear(snapshot({ items: [subject], people }), policy, subject, seed, []);

  it("those of a name that count, in the order in which they began to", () => {
    expect(said(heard, "due")).toEqual([
      {
        command: { name: "due", date: "2026-04-01", because: null },
        by: "tess",
        at: day(1),
        url: first.url,
        comment: first.nodeId,
        issue: 2,
      },
      {
        command: { name: "due", date: "2026-04-02", because: null },
        by: "oscar",
        at: day(2),
        url: second.url,
        comment: second.nodeId,
        issue: 2,
      },
    ]);
    expect(said(heard, "blocked").map(({ command }) => command.because)).toEqual(["the vendor is late"]);
    expect(said(heard, "snooze")).toEqual([]);
  });

  it("R-V1: those of which nobody can say whether they count", () => {
    expect(undecided(heard, "due")).toEqual([{ unreadable: "the role of paul could not be read" }]);
    expect(undecided(heard, "blocked")).toEqual([]);
  });
});
