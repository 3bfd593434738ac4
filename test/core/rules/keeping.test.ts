import { describe, expect, it } from "@jest/globals";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import { statusOf } from "../../../src/core/rules/backlog.ts";
import { KEEPING_RULES, retirementOf } from "../../../src/core/rules/keeping.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Outcome } from "../../../src/core/verdict/types.ts";
import { type Gates, judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { expectWords, sound } from "../../support/rule-words.ts";
import { comment, day, incident, item, type Parts, person, snapshot, tracker } from "../../support/snapshot.ts";

const named = comment("/quench verifier @vera", "maya", day(0, 10));
const retire = (by: string, minutes = 0, more = ""): Comment =>
  comment(`/quench retire It costs more than it saves${more}`, by, day(1, minutes));

interface Told {
  readonly said?: Issue["comments"];
  readonly memory?: Partial<TrackerMemory>;
  readonly gate?: Outcome;
  readonly parts?: Parts;
}

const ONCE = { verified: { I_2: day(1) } };

function story({ said = [], memory = ONCE, gate = "fail", parts = {} }: Told) {
  const comments = Array.isArray(said) ? [named, ...(said as readonly Comment[])] : said;
  const read = snapshot({
    items: [item(2, { owner: "oscar", comments })],
    incident: incident({ comments: [tracker(memory)] }),
    ...parts,
  });
  return judged(read, { items: { 2: { gate } } });
}

function retirement(told: Told) {
  const subject = story(told);
  const [only] = subject.items;
  if (only === undefined) throw new Error("no item");
  return { ...retirementOf(subject, only, told.gate ?? "fail"), status: statusOf(subject, only, told.gate ?? "fail") };
}

const nodes = (rule: string, told: Told) =>
  sound(KEEPING_RULES.find(({ id }) => id === rule)?.judge?.(story(told)) ?? []);

describe("R-K1 a control is retired", () => {
  it("R-K1: nobody asked", () => {
    expect(retirement({})).toEqual({ kind: "none", status: "open" });
    expect(nodes("R-K1", {})).toEqual([]);
  });

  it("R-K1 pass: once verified, by the override right", () => {
    const said = retire("maya");
    expect(retirement({ said: [said] })).toEqual({
      kind: "retired",
      by: "maya",
      url: said.url,
      because: "It costs more than it saves",
      replacedBy: null,
      counted: `${said.nodeId}@${said.createdAt}`,
      status: "retired",
    });
    expect(nodes("R-K1", { said: [said] })).toEqual([
      {
        rule: "R-K1",
        key: "R-K1:#2",
        title: "Retired with reason",
        item: 2,
        outcome: "pass",
        phrase: "`maya` retired #2: It costs more than it saves",
        evidence: [said.url],
        next: null,
        children: [],
      },
    ]);
  });

  it("R-K1 pass: verified now, and replaced by another", () => {
    const said = [retire("maya", 0, ", replaced by #7")];
    expect(retirement({ said, memory: {}, gate: "pass" })).toMatchObject({ kind: "retired", replacedBy: 7 });
    expect(nodes("R-K1", { said, memory: {}, gate: "pass" })[0]?.phrase).toBe(
      "`maya` retired #2, replaced by #7: It costs more than it saves",
    );
  });

  it("R-K1 pass: by owner and verifier both; who else agrees is not one of them", () => {
    expect(retirement({ said: [retire("oscar"), retire("vera", 5)] })).toMatchObject({ kind: "retired", by: "vera" });
    expect(retirement({ said: [retire("oscar"), retire("oscar", 5)] }).kind).toBe("unconfirmed");
    const apart = [retire("oscar", 0, ", replaced by #7"), retire("vera", 5, ", replaced by #8")];
    expect(retirement({ said: apart }).kind).toBe("unconfirmed");
  });

  it("R-K1 pass: what counted once counts for ever", () => {
    const said = retire("maya");
    const left = { said: [said], parts: { people: [person("maya", "write")] } };
    const parts = (weakenings: readonly string[]) => ({
      ...left,
      memory: { ...ONCE, weakenings },
    });
    expect(retirement(parts([`${said.nodeId}@${said.createdAt}`])).kind).toBe("none");
    // Somebody without the right today says nothing that counts, unless what they said was taken when they had it.
    const taken = { ...said, ownReactions: ["+1"] };
    expect(retirement({ ...parts([`${said.nodeId}@${said.createdAt}`]), said: [taken] }).kind).toBe("retired");
    expect(retirement({ ...parts([]), said: [taken] }).kind).toBe("unconfirmed");
  });

  it("R-B5 fail: one of owner and verifier alone", () => {
    const said = retire("oscar");
    expect(retirement({ said: [said] })).toEqual({
      kind: "unconfirmed",
      by: "oscar",
      url: said.url,
      confirm: ["vera", "someone with maintain or admin"],
      status: "open",
    });
    expect(nodes("R-K1", { said: [said] })).toEqual([]);
  });

  it("R-K1 fail: never verified: it is deferred instead", () => {
    const said = retire("maya");
    expect(retirement({ said: [said], memory: {} })).toEqual({
      kind: "never_verified",
      by: "maya",
      url: said.url,
      status: "open",
    });
    expect(nodes("R-K1", { said: [said], memory: {} })).toMatchObject([
      {
        outcome: "fail",
        phrase: "#2 was never verified, so it cannot be retired: what was never proven is put off.",
        evidence: [said.url],
        next: {
          text: "Defer it instead: `/quench defer #2 YYYY-MM-DD <because>`.",
          distance: "comment",
          who: ["someone with maintain or admin"],
        },
      },
    ]);
    expect(retirement({ said: [said], memory: { verified: { I_3: day(1) } } }).kind).toBe("never_verified");
  });

  it("R-K1 unknown: whether it was verified, or whether who asked may", () => {
    const said = [retire("maya")];
    expect(retirement({ said, memory: {}, gate: "unknown" })).toEqual({
      kind: "unknown",
      why: "whether it was ever verified could not be read",
      status: "open",
    });
    expect(retirement({ said, gate: "unknown" }).kind).toBe("retired");
    const blind = { people: [person("maya", { unreadable: "role: 502" })] };
    expect(nodes("R-K1", { said, parts: blind })).toMatchObject([
      {
        key: "R-K1:#2",
        outcome: "unknown",
        phrase: "Cannot tell yet whether #2 is retired: the role of maya could not be read.",
        next: null,
      },
    ]);
    const teams = { over: { overrideTeam: { unreadable: "teams: 502" } } satisfies Partial<Snapshot> };
    expect(retirement({ said: [retire("oscar")], parts: teams })).toMatchObject({
      kind: "unknown",
      why: "whether oscar may retire a control could not be read",
    });
    expect(retirement({ said: [retire("oscar"), retire("maya", 5)], parts: blind })).toMatchObject({ kind: "unknown" });
    expect(retirement({ said: [retire("oscar"), retire("vera", 5)], parts: teams }).kind).toBe("retired");
    // Known to be right by one, it matters not who else asked.
    const zoe = { people: [person("zoe", { unreadable: "role: 502" })] };
    expect(retirement({ said: [retire("maya"), retire("zoe", 5)], parts: zoe }).kind).toBe("retired");
    const taken = { ...retire("zoe", 5), ownReactions: ["+1"] };
    expect(retirement({ said: [retire("oscar"), taken], parts: zoe })).toMatchObject({ kind: "unknown" });
    expect(retirement({ said: [taken, retire("oscar", 9)], parts: zoe })).toMatchObject({ kind: "unknown" });
  });
});

const phase = (to: string, at: string, by = "tess"): Comment => comment(`/quench phase ${to}`, by, at);

describe("R-K2 the phases of a control", () => {
  const CREATED = "2026-03-02T09:00:00Z";

  function rollout(first: string | null, said: readonly Comment[], settings = {}, parts: Parts = {}) {
    const one = item(2, { owner: "oscar", createdAt: CREATED, fields: { phase: first }, comments: said });
    const subject = judged(snapshot({ now: day(60), items: [one], ...parts }), { inForce: policyInForce(settings) });
    const all = sound(KEEPING_RULES.find(({ id }) => id === "R-K2")?.judge?.(subject) ?? []);
    return all.filter(({ item: number }) => number === 2);
  }

  it("R-K2: a control that names no phase is not spoken of", () => {
    expect(rollout(null, [])).toEqual([]);
  });

  it("R-K2 pass: where it began, and since when", () => {
    expect(rollout("shadow", [])).toEqual([
      {
        rule: "R-K2",
        key: "R-K2:#2",
        title: "Phases in their order",
        item: 2,
        outcome: "pass",
        phrase: "#2 is in the phase shadow since Mar 2, 2026, 09:00 UTC.",
        evidence: ["https://github.com/acme/shop/issues/2"],
        next: null,
        children: [],
      },
    ]);
    expect(rollout("enforce", [])).toMatchObject([{ outcome: "pass" }]);
    expect(rollout(null, [phase("enforce", day(3))])).toMatchObject([
      { outcome: "pass", phrase: "#2 is in the phase enforce since Mar 5, 2026, 09:00 UTC." },
    ]);
  });

  it("R-K2 pass: each in its time, exactly", () => {
    const said = [phase("warn", day(7)), phase("enforce", day(14))];
    expect(rollout("shadow", said)).toMatchObject([
      {
        outcome: "pass",
        phrase: "#2 is in the phase enforce since Mar 16, 2026, 09:00 UTC.",
        evidence: [said[1]?.url],
      },
    ]);
  });

  it("R-K2 fail: one second too soon", () => {
    const said = phase("warn", "2026-03-09T08:59:59Z");
    expect(rollout("shadow", [said])).toMatchObject([
      {
        outcome: "fail",
        phrase: "#2 went to warn after 6 d 23 h of shadow, and the least is 7 d.",
        evidence: [said.url],
        next: {
          text: "Go back for now: `/quench phase shadow` on #2.",
          distance: "comment",
          who: ["someone with triage or above"],
        },
      },
    ]);
    expect(rollout("warn", [phase("enforce", "2026-03-09T08:59:59Z")])).toMatchObject([
      {
        outcome: "fail",
        phrase: "#2 went to enforce after 6 d 23 h of warn, and the least is 7 d.",
        next: { text: "Go back for now: `/quench phase warn` on #2." },
      },
    ]);
  });

  it("R-K2: the policy sets the least times, each its own", () => {
    const said = [phase("warn", day(2)), phase("enforce", day(5))];
    expect(rollout("shadow", said, { phases: { shadow: "2d", warn: "3d" } })).toMatchObject([{ outcome: "pass" }]);
    expect(rollout("shadow", said, { phases: { shadow: "3d", warn: "3d" } })).toMatchObject([{ outcome: "fail" }]);
    expect(rollout("shadow", said, { phases: { shadow: "2d", warn: "4d" } })).toMatchObject([{ outcome: "fail" }]);
  });

  it("R-K2 fail: a jump, however long it was in shadow", () => {
    expect(rollout("shadow", [phase("enforce", day(40))])).toMatchObject([
      {
        outcome: "fail",
        phrase: "#2 went from shadow to enforce without warn.",
        next: { text: "Go back for now: `/quench phase warn` on #2." },
      },
    ]);
  });

  it("R-K2 pass: gone back, and on again in time", () => {
    const back = [phase("enforce", day(1)), phase("warn", day(2))];
    expect(rollout("shadow", back)).toMatchObject([
      { outcome: "pass", phrase: "#2 is in the phase warn since Mar 4, 2026, 09:00 UTC." },
    ]);
    expect(rollout("shadow", [...back, phase("enforce", day(9))])).toMatchObject([{ outcome: "pass" }]);
    expect(rollout("shadow", [...back, phase("enforce", day(8))])).toMatchObject([{ outcome: "fail" }]);
  });

  it("R-K2 pass: gone back from warn to shadow, however soon", () => {
    expect(rollout("warn", [phase("shadow", day(1))])).toMatchObject([
      { outcome: "pass", phrase: "#2 is in the phase shadow since Mar 3, 2026, 09:00 UTC." },
    ]);
  });

  it("R-K2 fail: what was too short stays so while it only goes on", () => {
    expect(rollout("shadow", [phase("warn", day(1)), phase("enforce", day(20))])).toMatchObject([
      { outcome: "fail", phrase: "#2 went to warn after 1 d of shadow, and the least is 7 d." },
    ]);
  });

  it("R-K2: saying the same phase again begins nothing", () => {
    expect(rollout("shadow", [phase("shadow", day(3)), phase("warn", day(7))])).toMatchObject([{ outcome: "pass" }]);
  });

  it("R-K2: one said by nobody who may counts for nothing", () => {
    expect(rollout("shadow", [phase("enforce", day(1), "mallory")])).toMatchObject([{ outcome: "pass" }]);
  });

  it("R-K2 unknown: whether one counts could not be read", () => {
    const blind = { people: [person("tess", { unreadable: "role: 502" })] };
    expect(rollout("shadow", [phase("warn", day(9))], {}, blind)).toMatchObject([
      {
        key: "R-K2:#2",
        outcome: "unknown",
        phrase: "Cannot tell yet in which phase #2 is: the role of tess could not be read.",
      },
    ]);
  });
});

describe("R-K2 the phases of Quench itself", () => {
  const own = (settings: Record<string, unknown>, now = day(0)) => {
    const gates: Gates = { inForce: policyInForce(settings) };
    const all = sound(KEEPING_RULES.find(({ id }) => id === "R-K2")?.judge?.(judged(snapshot({ now }), gates)) ?? []);
    expect(all).toHaveLength(1);
    return all[0];
  };

  it("R-K2 pass: as the file says", () => {
    expect(own({ mode: "warn" })).toMatchObject({
      key: "R-K2:policy",
      item: null,
      outcome: "pass",
      phrase: "Quench is in warn mode.",
      next: null,
    });
  });

  it("R-K2 pass: with the day on which it goes on, in the team's zone", () => {
    const dates = { mode: "shadow", promote: { warn: "2026-03-10", enforce: "2026-03-17" } };
    expect(own(dates)?.phrase).toBe("Quench is in shadow mode. On Mar 10, 2026, 00:00 UTC it goes on to warn.");
    expect(own(dates, "2026-03-10T00:00:00Z")?.phrase).toBe(
      "Quench is in warn mode. On Mar 17, 2026, 00:00 UTC it goes on to enforce.",
    );
    expect(own(dates, "2026-03-17T00:00:00Z")).toMatchObject({ outcome: "pass", phrase: "Quench is in enforce mode." });
    expect(own({ ...dates, time: { zone: "Europe/Berlin" } })?.phrase).toContain("Mar 10, 2026, 00:00 GMT+1");
  });

  const FIX = "Change `promote` in the policy file.";

  it("R-K2 fail: from shadow to enforce without warn", () => {
    expect(own({ mode: "shadow", promote: { enforce: "2026-03-17" } })).toMatchObject({
      key: "R-K2:policy",
      outcome: "fail",
      phrase: "Quench is to go from shadow to enforce without warn.",
      next: { text: FIX, distance: "pull_request", who: ["someone with maintain or admin"] },
    });
  });

  it("R-K2 fail: a warn phase shorter than its least time", () => {
    expect(own({ mode: "shadow", promote: { warn: "2026-03-11", enforce: "2026-03-17" } })).toMatchObject({
      outcome: "fail",
      phrase: "Quench is to go to enforce after 6 d of warn, and the least is 7 d.",
    });
    const short = { mode: "shadow", promote: { warn: "2026-03-11", enforce: "2026-03-17" }, phases: { warn: "6d" } };
    expect(own(short)?.outcome).toBe("pass");
  });

  it("R-K2 pass: a file that begins with warn has no shadow to jump from", () => {
    expect(own({ mode: "warn", promote: { enforce: "2026-03-04" } })).toMatchObject({ outcome: "pass" });
    expect(own({ mode: "shadow", promote: { warn: "2026-03-04" } })).toMatchObject({ outcome: "pass" });
  });
});

describe("R-K1 and R-K2 in the registry", () => {
  it("have their words and settings, and are told as findings", () => {
    expectWords(KEEPING_RULES, {
      "R-K1": ["people.override.role"],
      "R-K2": ["phases.shadow", "phases.warn", "mode", "promote.warn", "promote.enforce"],
    });
    expect(KEEPING_RULES.map(({ kind }) => kind)).toEqual(["finding", "finding"]);
  });
});
