import { describe, expect, it } from "@jest/globals";
import { nextMemory } from "../../../src/core/plan/memory.ts";
import { planReminders } from "../../../src/core/plan/reminders.ts";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import { heldBackUntil } from "../../../src/core/rules/reminder-sent.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Instant, Person } from "../../../src/core/snapshot/types.ts";
import { judge } from "../../../src/core/verdict/evaluate.ts";
import type { Judged } from "../../../src/core/verdict/judged.ts";
import { wakeAt } from "../../../src/core/wake.ts";
import { judged } from "../../support/judged.ts";
import { COMMITTED, policyInForce } from "../../support/policy.ts";
import { actor, comment, day, incident, item, ownComment, person, snapshot, tracker } from "../../support/snapshot.ts";

interface Told {
  readonly now?: Instant;
  readonly due?: string | null;
  readonly fields?: Readonly<Record<string, string>>;
  readonly owner?: string | null;
  readonly over?: Partial<Issue>;
  readonly comments?: Issue["comments"];
  readonly memory?: Partial<TrackerMemory>;
  readonly first?: Instant;
  readonly labels?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly people?: readonly Person[];
  readonly ledger?: Snapshot["ledger"];
  readonly action?: boolean;
}

/** Item #2 of oscar's, due on Tuesday, March 31, and not done; seen long before. */
function subject({ due = "2026-03-31", owner = "oscar", comments = [], ...told }: Told = {}): Judged {
  const ours = tracker(told.memory, told.first === undefined ? {} : { createdAt: told.first });
  const read = snapshot({
    now: told.now ?? "2026-03-31T09:00:00Z",
    incident: incident({ comments: [ours], labels: ["incident", ...(told.labels ?? [])] }),
    items: [item(2, { fields: { due, ...told.fields }, owner, comments, ...told.over })],
    people: told.people ?? [],
    over: { ledger: told.ledger ?? [] },
    ...(told.action === true ? { self: { kind: "action" as const } } : {}),
  });
  return judged(read, { inForce: policyInForce({ ...told.settings }), items: { 2: { gate: "fail" } } });
}

const keys = (told: Told = {}) => planReminders(subject(told)).map(({ key }) => key);
const bodies = (told: Told = {}) =>
  planReminders(subject(told)).map((write) => (write.kind === "notice" ? write.body : write.kind));
const remembered = (told: Told = {}) => nextMemory(subject(told), judge(subject(told)), COMMITTED).reminded;
const sent = (key: string) => ownComment(`notice:reminder:2/${key}`, "");

describe("R-O3 a reminder is posted", () => {
  it("R-O3: in the item's own thread, as a comment of its own that mentions the owner", () => {
    expect(planReminders(subject())).toEqual([
      {
        kind: "notice",
        key: "reminder:2/2026-03-31+due/2026-03-31/on",
        issue: { number: 2, nodeId: "I_2" },
        body: "## ⏰ Due Mar 31, 2026\n\n@oscar, this is yours.\n\n**Next:** Do R-B4:#2.\n\nNot now? `/quench snooze <days> <because>` in this thread puts reminders off, never the gate.",
      },
    ]);
  });

  it("R-O3: all that is due in a thread is one comment", () => {
    expect(keys({ fields: { review: "2026-04-03" } })).toEqual([
      "reminder:2/2026-03-31+due/2026-03-31/on+review/2026-04-03/before-3",
    ]);
    expect(bodies({ fields: { review: "2026-04-03" } })[0]).toContain(
      "## ⏰ 2 dates of this issue\n\n@oscar, this is yours.\n\n- **Due Mar 31, 2026.** Do R-B4:#2.\n- **Review due Apr 3, 2026.** Record the outcome",
    );
  });

  it("R-O3: an entry of the ledger has its own thread", () => {
    const debt = item(31, {
      labels: ["reliability-debt"],
      body: "### Incident reference\n\n#1\n\n### Revisit date\n\n2026-03-31",
      owner: "vera",
    });
    const writes = planReminders(subject({ ledger: [debt] }));
    expect(writes.map((write) => (write.kind === "notice" ? [write.issue.number, write.key] : []))).toEqual([
      [2, "reminder:2/2026-03-31+due/2026-03-31/on"],
      [31, "reminder:31/2026-03-31+debt/2026-03-31/on"],
    ]);
  });

  it("law 6: of two threads with the same dates each has a key of its own", () => {
    const fields = { due: "2026-03-31" };
    const read = snapshot({
      now: "2026-03-31T09:00:00Z",
      incident: incident({ comments: [tracker()] }),
      items: [item(2, { fields, owner: "oscar" }), item(3, { fields, owner: "oscar", key: "lane-3" })],
    });
    const both = judged(read, { items: { 2: { gate: "fail" }, 3: { gate: "fail" } } });
    expect(planReminders(both).map(({ key }) => key)).toEqual([
      "reminder:2/2026-03-31+due/2026-03-31/on",
      "reminder:3/2026-03-31+due/2026-03-31/on",
    ]);
  });

  it("R-O3: none where comments could not be read, where nobody owns it, on a day off", () => {
    expect(keys({ comments: { unreadable: "502" } })).toEqual([]);
    expect(keys({ owner: null })).toEqual([]);
    expect(keys({ now: "2026-03-28T12:00:00Z" })).toEqual([]);
  });

  it("R-O3: whoever left is not called back; the escalation owner is told", () => {
    const gone = [person("oscar", "none", false)];
    expect(keys({ people: gone })).toEqual([]);
    const settings = { people: { escalation: "maya" } };
    const [body = ""] = bodies({ people: gone, settings, now: "2026-04-03T09:00:00Z" });
    expect(body).toContain("@maya, this is yours as escalation owner, because it stays overdue. The owner `oscar` is");
    expect(body).not.toContain("@oscar");
    const lost = [person("oscar", "write", { unreadable: "502" })];
    expect(keys({ people: lost })).toHaveLength(1);
  });
});

describe("R-O3 each once for ever", () => {
  const KEY = "2026-03-31+due/2026-03-31/on";

  it("R-O3: what a comment says was sent is not sent again, nor anything before it", () => {
    expect(keys({ comments: [sent(KEY)] })).toEqual([]);
    expect(keys({ comments: [sent(KEY)], now: "2026-03-31T20:00:00Z" })).toEqual([]);
    expect(keys({ comments: [sent("2026-03-30+due/2026-03-31/before-1")] })).toHaveLength(1);
    expect(keys({ comments: [sent("2026-04-01+due/2026-03-31/overdue-1")] })).toEqual([]);
  });

  it("R-O3: what was said before the issue was transferred was said in this thread", () => {
    expect(keys({ comments: [ownComment(`notice:reminder:77/${KEY}`, "")] })).toEqual([]);
  });

  it("R-O3: what is proven for a while is not forgotten: when the proof decays nothing is said again", () => {
    const reminded = { 2: { on: "2026-03-31", dates: { "due/2026-03-31": "on" } } };
    const proven = judged(subject({ memory: { reminded } }).snapshot, { items: { 2: { gate: "pass" } } });
    expect(planReminders(proven)).toEqual([]);
    expect(nextMemory(proven, judge(proven), COMMITTED).reminded).toEqual(reminded);
  });

  it("R-O3: somebody else's comment that looks so says nothing", () => {
    expect(keys({ comments: [comment(`<!-- quench:notice:reminder:2/${KEY} -->`, "mallory", day(3))] })).toHaveLength(
      1,
    );
  });

  it("R-O3: what is remembered was sent, whoever deleted the comment", () => {
    const memory = { reminded: { 2: { on: "2026-03-31", dates: { "due/2026-03-31": "on" } } } };
    expect(keys({ memory })).toEqual([]);
    expect(keys({ memory, now: "2026-04-01T09:00:00Z" })).toEqual(["reminder:2/2026-04-01+due/2026-03-31/overdue-1"]);
  });

  it("R-O3: the comment is remembered in the next round", () => {
    expect(remembered({ comments: [sent(KEY)] })).toEqual({
      2: { on: "2026-03-31", dates: { "due/2026-03-31": "on" } },
    });
    const memory = { reminded: { 2: { on: "2026-03-31", dates: { "due/2026-03-31": "on" } } } };
    expect(remembered({ memory })).toEqual(memory.reminded);
    expect(remembered({ memory, comments: [sent("2026-03-27+due/2026-03-31/before-3")] })).toEqual(memory.reminded);
  });

  it("R-O3: a changed date starts its own series, and one changed back repeats nothing", () => {
    const memory = {
      reminded: { 2: { on: "2026-03-27", dates: { "due/2026-03-31": "before-1", "due/2026-04-02": "seen" } } },
    };
    expect(keys({ memory, due: "2026-04-02", now: "2026-03-30T09:00:00Z" })).toEqual([
      "reminder:2/2026-03-30+due/2026-04-02/before-3",
    ]);
    expect(keys({ memory, due: "2026-03-31", now: "2026-03-30T09:00:00Z" })).toEqual([]);
    expect(keys({ memory, due: "2026-03-31" })).toEqual([`reminder:2/${KEY}`]);
  });

  it("R-O3: remembered is what is still asked for; what could not be read is kept", () => {
    const reminded = { 2: { dates: { "due/2026-03-31": "on" } }, 77: { dates: { "due/2026-01-31": "on" } } };
    expect(remembered({ memory: { reminded } })).toEqual({ 2: reminded[2] });
    expect(remembered({ memory: { reminded }, ledger: { unreadable: "502" } })).toEqual(reminded);
    expect(remembered({ memory: { reminded }, settings: { reminders: { enabled: false } } })).toEqual(reminded);
    expect(remembered({ due: null })).toBeUndefined();
  });

  it("R-O3: of one thread no more than a dozen dates are remembered, and always those asked for", () => {
    const old = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`due/2027-01-${10 + index}`, "on"]));
    const { 2: kept } = remembered({ memory: { reminded: { 2: { dates: old } } } }) ?? {};
    expect(Object.keys(kept?.dates ?? {})).toHaveLength(13);
    expect(kept?.dates["due/2026-03-31"]).toBe("seen");
  });
});

describe("R-O3 what came before it could be meant", () => {
  it("R-O3: a date written today is not reminded of for yesterday", () => {
    const edited = { over: { lastEditedAt: "2026-03-30T11:00:00Z", editor: actor("oscar") } };
    expect(keys({ ...edited, now: "2026-03-30T11:00:05Z" })).toEqual([]);
    expect(remembered({ ...edited, now: "2026-03-30T11:00:05Z" })).toEqual({
      2: { dates: { "due/2026-03-31": "before-1" } },
    });
    expect(keys(edited)).toHaveLength(1);
    const told = { due: null, comments: [comment("/quench due 2026-03-31", "maya", "2026-03-30T11:00:00Z")] };
    expect(keys({ ...told, now: "2026-03-30T11:00:05Z" })).toEqual([]);
  });

  it("R-O3: an edit of a date that was seen before moves nothing", () => {
    const edited = {
      over: { lastEditedAt: "2026-03-31T12:00:00Z", editor: actor("oscar") },
      now: "2026-03-31T12:00:05Z",
    };
    expect(keys(edited)).toEqual([]);
    const memory = { reminded: { 2: { dates: { "due/2026-03-31": "before-1" } } } };
    expect(keys({ ...edited, memory })).toHaveLength(1);
  });

  it("R-O3: a date by command is as new as the command, whatever else of the form is edited", () => {
    const told = {
      due: null,
      comments: [comment("/quench due 2026-03-31", "maya", "2026-03-20T11:00:00Z")],
      over: { lastEditedAt: "2026-03-31T10:00:00Z", editor: actor("oscar") },
    };
    expect(keys({ ...told, now: "2026-03-31T12:00:00Z" })).toEqual(["reminder:2/2026-03-31+due/2026-03-31/on"]);
  });

  it("R-O3: a date is seen also while nobody is reminded of it, so that a later edit of its text moves nothing", () => {
    const now = "2026-03-30T12:00:00Z";
    const edited = {
      over: { lastEditedAt: "2026-03-31T10:00:00Z", editor: actor("oscar") },
      now: "2026-03-31T12:00:00Z",
    };
    for (const silent of [{ owner: null }, { labels: ["quench: paused"] }]) {
      const reminded = remembered({ ...silent, now });
      expect(reminded).toEqual({ 2: { dates: { "due/2026-03-31": "seen" } } });
      expect(keys({ ...silent, ...edited })).toEqual([]);
      expect(keys({ ...edited, memory: { reminded } })).toEqual(["reminder:2/2026-03-31+due/2026-03-31/on"]);
    }
    expect(remembered({ comments: { unreadable: "502" }, now })).toBeUndefined();
  });

  it("R-O3: work that was long overdue when Quench came is reminded of with its next step", () => {
    expect(keys({ due: "2026-03-03", first: "2026-03-31T08:00:00Z" })).toEqual([]);
    expect(keys({ due: "2026-03-03", first: "2026-03-06T08:59:59Z" })).toHaveLength(1);
  });
});

describe("R-O3 never two a day in a thread", () => {
  const early = { comments: [sent("2026-03-31+due/2026-03-31/on")], fields: { review: "2026-03-31" } };
  const seen = { memory: { reminded: { 2: { dates: { "review/2026-03-31": "seen" } } } } };

  it("R-O3: what becomes due later on a day waits for the next working day, and the wake-up knows", () => {
    const told = { ...early, ...seen, now: "2026-03-31T15:00:00Z" };
    expect(keys(told)).toEqual([]);
    expect(heldBackUntil(subject(told))).toBe("2026-04-01T09:00:00Z");
    expect(wakeAt(subject(told), { kind: "open" }) ?? "").toMatch(/^2026-0(?:3-31|4-01)/);
    expect(keys({ ...told, now: "2026-04-01T09:00:00Z" })).toEqual([
      "reminder:2/2026-04-01+due/2026-03-31/overdue-1+review/2026-03-31/overdue-1",
    ]);
  });

  it("R-O3: what waited does so for the next day's hour, whoever looks before it", () => {
    const held = { ...early, ...seen };
    expect(keys({ ...held, now: "2026-04-01T00:00:00Z" })).toEqual([]);
    expect(keys({ ...held, now: "2026-04-01T08:59:59Z" })).toEqual([]);
    const named = { now: "2026-04-06T00:00:05Z", due: "2026-04-03", first: "2026-03-06T08:59:59Z" };
    expect(keys(named)).toEqual([]);
    expect(wakeAt(subject(named), { kind: "open" })).toBe("2026-04-06T09:00:00Z");
    expect(keys({ ...named, now: "2026-04-06T09:00:00Z" })).toHaveLength(1);
  });

  it("R-O3: whoever owns it by then", () => {
    expect(keys({ ...early, ...seen, owner: "vera", now: "2026-03-31T15:00:00Z" })).toEqual([]);
    expect(heldBackUntil(subject())).toBeNull();
  });

  it("R-O3: even where the comment of that day was deleted", () => {
    const memory = {
      reminded: { 2: { on: "2026-03-31", dates: { "due/2026-03-31": "on", "review/2026-03-31": "seen" } } },
    };
    expect(keys({ fields: { review: "2026-03-31" }, memory, now: "2026-03-31T15:00:00Z" })).toEqual([]);
  });
});

describe("R-O3 paused", () => {
  it("R-O3: by label or by policy: no reminder, no wake-up for one, and the gate goes on", () => {
    const label = subject({ labels: ["Quench: Paused"] });
    expect(planReminders(label)).toEqual([]);
    expect(keys({ settings: { reminders: { paused: [1] } } })).toEqual([]);
    expect(keys({ settings: { reminders: { paused: [2] } } })).toHaveLength(1);
    expect(keys({ settings: { reminders: { pause_label: "later" } }, labels: ["quench: paused"] })).toHaveLength(1);
    expect(judge(label).closable).toEqual(judge(subject()).closable);
    expect(judge(label).rules.find(({ key }) => key === "R-O3:#2/due")?.phrase).toBe(
      "#2 is due on Mar 31, 2026; reminders rest.",
    );
  });

  it("R-O3: afterwards the newest comes", () => {
    const memory = { reminded: { 2: { on: "2026-03-27", dates: { "due/2026-03-31": "before-3" } } } };
    expect(remembered({ memory, labels: ["quench: paused"], now: "2026-04-01T12:00:00Z" })).toEqual(memory.reminded);
    expect(keys({ memory, now: "2026-04-01T12:00:00Z" })).toEqual(["reminder:2/2026-04-01+due/2026-03-31/overdue-1"]);
  });
});

describe("R-O3 leave", () => {
  const away = (...people: readonly (readonly [login: string, delegate: string])[]) => ({
    people: {
      escalation: "maya",
      away: people.map(([login, delegate]) => ({ login, from: "2026-03-31", until: "2026-04-03", delegate })),
    },
  });

  it("R-O3: the delegate is reminded, told for whom and until when", () => {
    const [body = ""] = bodies({ settings: away(["Oscar", "vera"]) });
    expect(body).toContain("@vera, this is yours, for `oscar`, who is away until Apr 3, 2026.");
    expect(body).not.toContain("@oscar");
    expect(bodies({ settings: away(["oscar", "vera"]), now: "2026-04-06T09:00:00Z" })[0]).toContain("@oscar");
    expect(bodies({ settings: away(["oscar", "vera"]), now: "2026-03-30T09:00:00Z" })[0]).toContain("@oscar");
  });

  it("R-O3: passed on once, never back", () => {
    expect(bodies({ settings: away(["oscar", "vera"], ["vera", "otto"]) })[0]).toContain(
      "@otto, this is yours, for `oscar`",
    );
    expect(bodies({ settings: away(["oscar", "vera"], ["vera", "oscar"]) })[0]).toContain("@oscar, this is yours.");
    expect(bodies({ settings: away(["oscar", "vera"], ["vera", "otto"], ["otto", "paul"]) })[0]).toContain(
      "@oscar, this",
    );
  });

  it("R-O3: the escalation owner's goes to theirs, and nobody is called twice", () => {
    const late = { now: "2026-04-03T09:00:00Z" };
    expect(bodies({ ...late, settings: away(["maya", "tess"]) })[0]).toContain(
      "@oscar, this is yours.\n@tess, this is yours as escalation owner, because it stays overdue, for `maya`, who is away until Apr 3, 2026.",
    );
    const [body = ""] = bodies({ ...late, settings: away(["oscar", "maya"]) });
    expect(body.match(/@maya/g)).toHaveLength(1);
  });

  it("R-O3: a delegate who left stands in for nobody; one of whom nothing is known does", () => {
    expect(bodies({ settings: away(["oscar", "vera"]), people: [person("vera", "none", false)] })[0]).toContain(
      "@oscar, this",
    );
    const lost = person("vera", { unreadable: "502" }, { unreadable: "502" });
    expect(bodies({ settings: away(["oscar", "vera"]), people: [lost] })[0]).toContain("@vera, this");
  });
});

describe("R-O3 in the Action", () => {
  it("R-H7: the comments alone remember: a deleted one comes again", () => {
    expect(keys({ action: true, comments: [sent("2026-03-31+due/2026-03-31/on")] })).toEqual([]);
    expect(keys({ action: true })).toHaveLength(1);
  });
});
