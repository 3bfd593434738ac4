import { describe, expect, it } from "@jest/globals";
import {
  dueReminders,
  nextReminder,
  type Reminder,
  REMINDER_RULES,
  remindersOf,
  reminderWake,
} from "../../../src/core/rules/reminders.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Instant, Person } from "../../../src/core/snapshot/types.ts";
import { addDays } from "../../../src/core/time.ts";
import type { Judged } from "../../../src/core/verdict/judged.ts";
import type { Outcome } from "../../../src/core/verdict/types.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { headings, saysOf, saysOnce, sentences, subjectOf, titles } from "../../support/rule.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  person,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

const LOST = { unreadable: "502", transient: true };

interface Told {
  readonly due?: string | null;
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly comments?: Issue["comments"];
  readonly owner?: string | null;
  readonly over?: Partial<Issue>;
  readonly now?: Instant;
  readonly gate?: Outcome;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly incident?: Issue;
  readonly ledger?: Snapshot["ledger"];
  readonly people?: readonly Person[];
}

/** One item #2 of oscar's, due on Tuesday, March 31, 2026, whose gate fails. */
function subject({ due = "2026-03-31", comments = [], owner = "oscar", gate = "fail", ...told }: Told = {}): Judged {
  const issue = item(2, { fields: { due, ...told.fields }, comments, owner, ...told.over });
  const read = snapshot({
    items: [issue],
    now: told.now ?? day(1),
    incident: told.incident ?? incident(),
    people: told.people ?? [],
    over: { ledger: told.ledger ?? [] },
  });
  const inForce = policyInForce({ ...told.settings });
  return judged(read, { inForce, items: { 2: { gate } } });
}

/** What is sent by and by, at each wake-up from a day on: each once, as a planner would. */
function sent(told: Told, from = "2026-03-20", days = 60): readonly Reminder[] {
  const seen = new Map<string, Reminder>();
  const one = subject(told);
  const end = `${addDays(from, days)}T00:00:00Z`;
  for (let now: Instant | null = `${from}T00:00:00Z`; now !== null && now < end; ) {
    const then: Judged = { ...one, snapshot: { ...one.snapshot, now } };
    for (const reminder of dueReminders(then)) if (!seen.has(reminder.key)) seen.set(reminder.key, reminder);
    now = reminderWake(then);
  }
  return [...seen.values()];
}

const steps = (told: Told, from?: string, days?: number) =>
  sent(told, from, days).map(({ key, at, overdueDays }) => [key.split("/").at(-1), at, overdueDays]);
const next = (told: Told) => {
  const one = subject(told);
  const [only] = one.items;
  return only === undefined ? null : nextReminder(one, only);
};

describe("R-O3 the steps of a date", () => {
  it("R-O3: three days and one before, on it, daily for three working days, then weekly", () => {
    expect(steps({})).toEqual([
      ["before-3", "2026-03-27T09:00:00Z", 0],
      ["before-1", "2026-03-30T09:00:00Z", 0],
      ["on", "2026-03-31T09:00:00Z", 0],
      ["overdue-1", "2026-04-01T09:00:00Z", 1],
      ["overdue-2", "2026-04-02T09:00:00Z", 2],
      ["overdue-3", "2026-04-03T09:00:00Z", 3],
      ["overdue-4", "2026-04-10T09:00:00Z", 10],
      ["overdue-5", "2026-04-17T09:00:00Z", 17],
      ["overdue-6", "2026-04-24T09:00:00Z", 24],
      ["overdue-7", "2026-05-01T09:00:00Z", 31],
      ["overdue-8", "2026-05-08T09:00:00Z", 38],
      ["overdue-9", "2026-05-15T09:00:00Z", 45],
    ]);
  });

  it("R-O3: before the date on the working day before, on it on the one after; of two on one day the later", () => {
    // Saturday, April 4: Wednesday, Friday, then Monday to Wednesday; the word for the day itself is Monday's too.
    expect(steps({ due: "2026-04-04" }, "2026-03-30", 14)).toEqual([
      ["before-3", "2026-04-01T09:00:00Z", 0],
      ["before-1", "2026-04-03T09:00:00Z", 0],
      ["overdue-1", "2026-04-06T09:00:00Z", 2],
      ["overdue-2", "2026-04-07T09:00:00Z", 3],
      ["overdue-3", "2026-04-08T09:00:00Z", 4],
    ]);
    // Monday, April 6: both words before it fall on Friday.
    expect(steps({ due: "2026-04-06" }, "2026-03-30", 9)).toEqual([
      ["before-1", "2026-04-03T09:00:00Z", 0],
      ["on", "2026-04-06T09:00:00Z", 0],
      ["overdue-1", "2026-04-07T09:00:00Z", 1],
    ]);
  });

  it("R-O3: none on the policy's days off", () => {
    const settings = { time: { days_off: ["2026-03-31", "2026-04-02"] } };
    expect(steps({ settings }, "2026-03-26", 12)).toEqual([
      ["before-3", "2026-03-27T09:00:00Z", 0],
      ["before-1", "2026-03-30T09:00:00Z", 0],
      ["overdue-1", "2026-04-01T09:00:00Z", 1],
      ["overdue-2", "2026-04-03T09:00:00Z", 3],
      ["overdue-3", "2026-04-06T09:00:00Z", 6],
    ]);
  });

  it("R-O3: on it comes on the next working day where nothing is sent daily", () => {
    const settings = { reminders: { before: [], daily_for: 0, then_every: 5 }, time: { days_off: ["2026-03-31"] } };
    expect(steps({ settings }, "2026-03-26", 20)).toEqual([
      ["on", "2026-04-01T09:00:00Z", 1],
      ["overdue-1", "2026-04-06T09:00:00Z", 6],
      ["overdue-2", "2026-04-10T09:00:00Z", 10],
    ]);
  });

  it("R-O3: the policy's steps", () => {
    const settings = { reminders: { before: [10, 5, 1], daily_for: 1, then_every: 2 } };
    expect(steps({ settings }, "2026-03-15", 24).map(([step]) => step)).toEqual([
      "before-10",
      "before-5",
      "before-1",
      "on",
      "overdue-1",
      "overdue-2",
      "overdue-3",
      "overdue-4",
    ]);
  });

  it("R-O3: at the policy's hour on the team's clocks, across the change of clocks", () => {
    const settings = { rhythm: { hour: 8 }, time: { zone: "Europe/Berlin" } };
    expect(sent({ settings }, "2026-03-26", 5).map(({ at }) => at)).toEqual([
      "2026-03-27T07:00:00Z",
      "2026-03-30T06:00:00Z",
    ]);
  });

  it("R-O3: after the quiet hours, where the hour lies in them", () => {
    const settings = { rhythm: { hour: 6 }, time: { quiet_hours: { from: "20:00", to: "07:30" } } };
    expect(sent({ settings }, "2026-03-26", 4)[0]?.at).toBe("2026-03-27T07:30:00Z");
    expect(dueReminders(subject({ settings, now: "2026-03-27T07:29:59Z" }))).toEqual([]);
    expect(dueReminders(subject({ settings, now: "2026-03-27T07:30:00Z" }))).toHaveLength(1);
  });

  it("R-O3: none where reminders are off", () => {
    const off = subject({ settings: { reminders: { enabled: false } }, now: "2026-03-31T12:00:00Z" });
    expect([dueReminders(off), remindersOf(off), reminderWake(off)]).toEqual([[], [], null]);
    expect(saysOf(REMINDER_RULES, "R-O3", off)).toEqual([]);
  });
});

describe("R-O3 one reminder", () => {
  it("R-O3: says what is due when, to whom, and the step to take", () => {
    expect(dueReminders(subject({ now: "2026-03-31T09:00:00Z" }))).toEqual([
      {
        key: "reminder:#2/due/2026-03-31/on",
        topic: "due",
        step: "on",
        number: 2,
        to: "oscar",
        escalate: null,
        dueDay: "2026-03-31",
        at: "2026-03-31T09:00:00Z",
        overdueDays: 0,
        next: { text: "Do R-B4:#2.", distance: "pull_request", who: ["oscar"] },
      },
    ]);
    expect(dueReminders(subject({ now: "2026-04-01T09:00:00Z" }))[0]).toMatchObject({
      overdueDays: 1,
    });
  });

  it("R-O3: is due from its second on, and names no time that passes", () => {
    expect(dueReminders(subject({ now: "2026-03-27T08:59:59Z" }))).toEqual([]);
    const at = (now: Instant) => JSON.stringify(dueReminders(subject({ now })));
    expect(at("2026-03-27T09:00:00Z")).toBe(at("2026-03-27T23:59:59Z"));
  });

  it("R-O3: after an outage only the newest of each date, and at a time people can be reached", () => {
    const late = dueReminders(subject({ now: "2026-04-09T15:00:00Z" }));
    expect(late.map(({ key }) => key)).toEqual(["reminder:#2/due/2026-03-31/overdue-3"]);
    // Saturday: it waits for Monday, and the wake-up says so.
    const weekend = subject({ now: "2026-04-04T15:00:00Z" });
    expect(dueReminders(weekend)).toEqual([]);
    expect(reminderWake(weekend)).toBe("2026-04-06T09:00:00Z");
    expect(dueReminders(subject({ now: "2026-04-06T09:00:00Z" }))[0]?.key).toContain("overdue-3");
  });

  it("R-O3: with nothing waiting a weekend wakes nobody", () => {
    expect(reminderWake(subject({ now: "2026-03-21T15:00:00Z" }))).toBe("2026-03-27T09:00:00Z");
    expect(reminderWake(subject({ due: null }))).toBeNull();
  });

  it("R-O3: the next one of an item, nearest first of its dates", () => {
    expect(next({})).toBe("2026-03-27T09:00:00Z");
    expect(next({ now: "2026-03-27T09:00:00Z" })).toBe("2026-03-30T09:00:00Z");
    expect(next({ fields: { review: "2026-03-20" } })).toBe("2026-03-17T09:00:00Z");
    expect(next({ due: null })).toBeNull();
    expect(next({ now: "2026-04-09T15:00:00Z" })).toBe("2026-04-10T09:00:00Z");
  });

  it("R-O3: of two on one day only the later is in the list", () => {
    const both = remindersOf(subject({ due: "2026-04-06", now: "2026-04-03T12:00:00Z" }));
    expect(both.map(({ key }) => key.split("/").at(-1))).toEqual(["before-1", "on"]);
  });

  it("R-O3: all up to now and the next one, in their order", () => {
    expect(remindersOf(subject({ now: "2026-03-30T12:00:00Z" })).map(({ key }) => key.split("/").at(-1))).toEqual([
      "before-3",
      "before-1",
      "on",
    ]);
  });

  it("R-O3: overdue for many years it is still the newest, and soon found", () => {
    const old = subject({ due: "1970-01-05", now: "2026-03-04T12:00:00Z", settings: { reminders: { then_every: 1 } } });
    expect(remindersOf(old).length).toBeLessThan(500);
    expect(dueReminders(old)[0]).toMatchObject({ at: "2026-03-04T09:00:00Z", dueDay: "1970-01-05" });
    const weekly = subject({ due: "2024-03-04", now: "2026-03-04T12:00:00Z" });
    // Thursday, March 7, 2024, and every seven days since.
    expect(dueReminders(weekly)[0]?.at).toBe("2026-02-26T09:00:00Z");
    expect(reminderWake(weekly)).toBe("2026-03-05T09:00:00Z");
  });
});

describe("R-O3 escalation", () => {
  const escalated = (told: Told) =>
    sent(told, "2026-03-24", 22).map(({ overdueDays, escalate }) => [overdueDays, escalate]);
  const ESTER = { people: { escalation: "ester" } };

  it("R-O3: from the third overdue day on, and each time after", () => {
    expect(escalated({ settings: ESTER })).toEqual([
      [0, null],
      [0, null],
      [0, null],
      [1, null],
      [2, null],
      [3, "ester"],
      [10, "ester"],
    ]);
    const settings = { ...ESTER, reminders: { escalate_after: 2 } };
    expect(escalated({ settings })[4]).toEqual([2, "ester"]);
  });

  it("R-O3: the third overdue day is a working day: a weekend in between calls nobody sooner", () => {
    // Friday, March 27: Monday is three days over, and the first on which anybody could have worked on it.
    expect(escalated({ settings: ESTER, due: "2026-03-27" })).toEqual([
      [0, null],
      [0, null],
      [0, null],
      [3, null],
      [4, null],
      [5, "ester"],
      [12, "ester"],
    ]);
    const holidays = { ...ESTER, time: { days_off: ["2026-04-01", "2026-04-02"] } };
    expect(escalated({ settings: holidays }).slice(3)).toEqual([
      [3, null],
      [6, null],
      [7, "ester"],
      [14, "ester"],
    ]);
    const snoozed = comment("/quench snooze 5 the vendor is away", "oscar", "2026-03-29T12:00:00Z");
    expect(escalated({ settings: ESTER, comments: [snoozed] })[1]).toEqual([3, "ester"]);
  });

  it("R-O3: whom a command names goes before the policy; the owner is not called twice", () => {
    const named = comment("/quench escalation @otto", "tess", day(0, 30));
    expect(escalated({ settings: ESTER, incident: incident({ comments: [named] }) })[5]).toEqual([3, "otto"]);
    expect(escalated({ settings: { people: { escalation: "Oscar" } } })[5]).toEqual([3, null]);
    expect(escalated({})[5]).toEqual([3, null]);
  });
});

describe("R-O3 snooze", () => {
  const snooze = (days: number, at: Instant, by = "oscar"): Comment =>
    comment(`/quench snooze ${days} the vendor is away`, by, at);

  it("R-O3: holds back what is to come, and the newest is sent on the first working day after", () => {
    const told = { comments: [snooze(5, "2026-03-29T12:00:00Z")] };
    // Until April 3: neither the 30th, nor the 31st, nor the first two overdue days.
    expect(steps(told, "2026-03-26", 16)).toEqual([
      ["before-3", "2026-03-27T09:00:00Z", 0],
      ["overdue-3", "2026-04-03T09:00:00Z", 3],
      ["overdue-4", "2026-04-10T09:00:00Z", 10],
    ]);
  });

  it("R-O3: one that ends on a weekend ends on Monday", () => {
    const told = { comments: [snooze(6, "2026-03-29T12:00:00Z")] };
    expect(steps(told, "2026-03-26", 16)[1]).toEqual(["overdue-3", "2026-04-06T09:00:00Z", 6]);
  });

  it("R-O3: said after the day's hour it takes nothing back, before it it does", () => {
    const at = (said: Instant) => steps({ comments: [snooze(1, said)] }, "2026-03-26", 6);
    expect(at("2026-03-27T10:00:00Z")[0]).toEqual(["before-3", "2026-03-27T09:00:00Z", 0]);
    expect(at("2026-03-27T09:00:01Z")[0]).toEqual(["before-3", "2026-03-27T09:00:00Z", 0]);
    // Friday's word goes out on Monday, where the one of that day is newer.
    expect(at("2026-03-27T09:00:00Z")[0]).toEqual(["before-1", "2026-03-30T09:00:00Z", 0]);
  });

  it("R-O3: one after another, and on the incident for all", () => {
    const two = [snooze(5, "2026-03-29T12:00:00Z"), snooze(10, "2026-04-02T12:00:00Z")];
    expect(steps({ comments: two }, "2026-03-26", 30).map(([, at]) => at)).toEqual([
      "2026-03-27T09:00:00Z",
      "2026-04-13T09:00:00Z",
      "2026-04-17T09:00:00Z",
      "2026-04-24T09:00:00Z",
    ]);
    const general = incident({ comments: [snooze(5, "2026-03-29T12:00:00Z", "tess")] });
    expect(steps({ incident: general }, "2026-03-26", 10)[1]?.[1]).toBe("2026-04-03T09:00:00Z");
    // Said on the item first, then for all: the later word moves what the earlier has moved.
    const later = incident({ comments: [snooze(5, "2026-04-01T12:00:00Z", "tess")] });
    const turned = { comments: [snooze(5, "2026-03-29T12:00:00Z")], incident: later, now: "2026-04-02T12:00:00Z" };
    expect(next(turned)).toBe("2026-04-06T09:00:00Z");
    const crossed = { comments: [snooze(5, "2026-04-01T12:00:00Z")], incident: general };
    expect(steps(crossed, "2026-03-26", 14)[1]?.[1]).toBe("2026-04-06T09:00:00Z");
  });

  it("R-O3: an outsider's counts for nothing; one of whom nothing is known holds back", () => {
    const told = { comments: [snooze(5, "2026-03-29T12:00:00Z", "mallory")] };
    expect(steps(told, "2026-03-26", 6)[1]?.[1]).toBe("2026-03-30T09:00:00Z");
    const unsure = { comments: [snooze(5, "2026-03-29T12:00:00Z", "tess")], people: [person("tess", LOST)] };
    expect(steps(unsure, "2026-03-30", 2)).toEqual([]);
  });

  it("R-O3: while it runs nothing is sent, not even what an outage kept back, and the wake-up says until when", () => {
    const told = { comments: [snooze(5, "2026-04-03T12:00:00Z")] };
    const running = subject({ ...told, now: "2026-04-07T23:59:59Z" });
    expect(dueReminders(running)).toEqual([]);
    expect(reminderWake(running)).toBe("2026-04-08T09:00:00Z");
    expect(dueReminders(subject({ ...told, now: "2026-04-08T08:59:59Z" }))).toEqual([]);
    expect(dueReminders(subject({ ...told, now: "2026-04-08T09:00:00Z" }))[0]?.key).toContain("overdue-3");
    const two = { comments: [snooze(10, "2026-04-03T12:00:00Z"), snooze(1, "2026-04-04T12:00:00Z")] };
    expect(dueReminders(subject({ ...two, now: "2026-04-13T08:59:59Z" }))).toEqual([]);
    expect(dueReminders(subject({ ...two, now: "2026-04-13T09:00:00Z" }))).toHaveLength(1);
    expect(reminderWake(subject({ ...two, now: "2026-04-09T12:00:00Z" }))).toBe("2026-04-13T09:00:00Z");
  });

  it("R-O3: delays no gate and no finding", () => {
    const over = subject({ comments: [snooze(60, "2026-03-29T12:00:00Z")], now: "2026-04-01T00:00:00Z" });
    expect(saysOnce(REMINDER_RULES, "R-O3", over).outcome).toBe("fail");
  });
});

describe("R-O3 what is done reminds no more", () => {
  const ALL = { adoption_check: "2026-03-31", review: "2026-03-31" };
  const topics = (told: Told) =>
    dueReminders(subject({ fields: ALL, now: "2026-03-31T12:00:00Z", ...told })).map(({ topic }) => topic);
  const adopted = (outcome: Outcome, gate: Outcome = "fail") => {
    const real = subject({ fields: ALL, now: "2026-03-31T12:00:00Z", gate });
    const items = real.items.map((one) => ({ ...one, adopted: { ...one.adopted, outcome } }));
    return dueReminders({ ...real, items }).map(({ topic }) => topic);
  };

  it("R-O3: due, adoption check and review are three dates", () => {
    expect(adopted("fail")).toEqual(["due", "adoption", "review"]);
    const review = dueReminders(subject({ fields: { review: "2026-03-31" }, due: null, now: "2026-03-31T12:00:00Z" }));
    expect(review[0]).toMatchObject({
      key: "reminder:#2/review/2026-03-31/on",
      next: { text: "Record the outcome: `/quench outcome confirmed|refuted|inconclusive <number>% <because>` on #2." },
    });
  });

  it("R-O3: says what each is about", () => {
    const real = subject({ fields: ALL, now: "2026-03-31T12:00:00Z" });
    const nodes = saysOf(REMINDER_RULES, "R-O3", {
      ...real,
      items: real.items.map((one) => ({ ...one, adopted: { ...one.adopted, outcome: "fail" as const } })),
    });
    expect(nodes.map(({ key, phrase }) => `${key} ${phrase}`)).toEqual([
      "R-O3:#2/due #2 is due on Mar 31, 2026; reminders come by themselves.",
      "R-O3:#2/adoption The adoption of #2 is checked on Mar 31, 2026; reminders come by themselves.",
      "R-O3:#2/review The experiment of #2 is reviewed on Mar 31, 2026; reminders come by themselves.",
    ]);
  });

  it("R-O3: the step of a date that is over is its owner's", () => {
    const over = (told: Told) =>
      saysOf(REMINDER_RULES, "R-O3", subject({ due: null, now: "2026-04-01T00:00:00Z", ...told }));
    expect(over({ fields: { review: "2026-03-31" } })[0]?.next).toMatchObject({ distance: "comment", who: ["oscar"] });
    expect(over({ ledger: [RISK, DEBT] }).map((one) => [one.next?.distance, one.next?.who])).toEqual([
      ["edit", ["vera"]],
      ["edit", ["vera"]],
    ]);
    expect(over({ ledger: [{ ...RISK, assignees: [] }] })[0]?.next?.who).toEqual(["someone with triage or above"]);
  });

  it("R-O3: what is done has no line either", () => {
    const outcome = comment("/quench outcome confirmed 5% it did", "oscar", day(2));
    const keys = (told: Told) => saysOf(REMINDER_RULES, "R-O3", subject(told)).map(({ key }) => key);
    expect(keys({ due: null, fields: { review: "2026-03-31" }, comments: [outcome] })).toEqual([]);
    const defer = comment("/quench defer #2 2026-06-01 the vendor comes first", "maya", day(1));
    expect(keys({ incident: incident({ comments: [defer] }) })).toEqual([]);
    expect(keys({ incident: incident({ comments: [defer] }), people: [person("maya", LOST)] })).toEqual([
      "R-O3:#2/due",
    ]);
  });

  it("R-O3: an adopted item needs no adoption check, a verified one is reviewed only", () => {
    expect(adopted("pass")).toEqual(["due", "review"]);
    expect(adopted("fail", "pass")).toEqual(["review"]);
  });

  it("R-O3: none on unknown", () => {
    expect(adopted("unknown")).toEqual(["due", "review"]);
    expect(topics({ gate: "unknown" })).not.toContain("due");
    expect(topics({ comments: LOST })).toEqual([]);
    const renamed = comment("/quench owner @vera", "tess", day(2));
    expect(topics({ comments: [renamed], people: [person("tess", LOST)] })).toEqual([]);
    const outcome = comment("/quench outcome confirmed 5% it did", "oscar", day(2));
    expect(topics({ comments: [outcome], people: [person("oscar", LOST)] })).not.toContain("review");
  });

  it("R-O3: an outcome on record ends the review", () => {
    const outcome = comment("/quench outcome confirmed 5% it did", "oscar", day(2));
    expect(topics({ comments: [outcome] })).not.toContain("review");
  });

  it("R-O3: without an owner nobody is reminded", () => {
    expect(topics({ owner: null })).toEqual([]);
    expect(next({ owner: null })).toBeNull();
    expect(reminderWake(subject({ owner: null }))).toBeNull();
    // The date itself stands all the same.
    expect(saysOnce(REMINDER_RULES, "R-O3", subject({ owner: null })).outcome).toBe("pass");
  });

  it("R-O3: nothing of an item let go, nor of an incident let go; a completed one goes on", () => {
    const close = (reason: "completed" | "not_planned" | "duplicate") => closed(day(1), "maya", { reason });
    expect(topics({ over: shut(item(2, { fields: ALL, owner: "oscar" }), close("not_planned")) })).toEqual([]);
    expect(topics({ incident: incident({ close: close("duplicate") }) })).toEqual([]);
    expect(topics({ incident: incident({ close: close("completed") }) })).toContain("review");
  });

  it("R-C7, R-O2: what decays once the incident is settled reminds of no due date and no adoption check", () => {
    const close = closed(day(1), "maya");
    const of = (settled: string | null, told: Told = {}) =>
      topics({ incident: incident({ close, comments: [tracker({ settled })] }), ...told });
    expect(of(null)).toContain("due");
    expect(of(close.id)).toEqual(["review"]);
    expect(of(close.id, { ledger: [RISK, DEBT] })).toEqual(["review", "risk", "debt"]);
    expect(of(closed(day(0), "maya").id)).toContain("due");
    const again = { ...incident({ close, comments: [tracker({ settled: close.id })] }), state: "open" as const };
    expect(topics({ incident: again })).toContain("due");
  });

  it("R-O3: what is put off is not due; the debt's date is", () => {
    const defer = comment("/quench defer #2 2026-06-01 the vendor comes first", "maya", day(1));
    expect(topics({ incident: incident({ comments: [defer] }) })).not.toContain("due");
    const unsure = { incident: incident({ comments: [defer] }), people: [person("maya", LOST)] };
    expect(topics(unsure)).not.toContain("due");
  });
});

const entry = (number: number, label: string, fields: string, over: Partial<Issue> = {}): Issue =>
  item(number, { body: `### Incident reference\n\n#1\n\n${fields}`, labels: [label], owner: "vera", ...over });
const RISK = entry(30, "residual-risk", "### Target date\n\n2026-03-31");
const DEBT = entry(31, "reliability-debt", "### Revisit date\n\n2026-03-31");

describe("R-O3 the ledger's dates", () => {
  const told = (ledger: Snapshot["ledger"], over: Told = {}) =>
    dueReminders(subject({ due: null, ledger, now: "2026-03-31T12:00:00Z", ...over }));

  it("R-O3: a risk's target and a debt's revisit date, to the entry's owner", () => {
    expect(told([RISK, DEBT])).toMatchObject([
      {
        key: "reminder:#30/risk/2026-03-31/on",
        topic: "risk",
        to: "vera",
        next: { text: "Close #30 if the risk is gone; else set a new target date in its form." },
      },
      {
        key: "reminder:#31/debt/2026-03-31/on",
        topic: "debt",
        to: "vera",
        next: { text: "Take the work up again and close #31; else set a new revisit date in its form." },
      },
    ]);
  });

  it("R-O3: a closed entry, one without its date or without an owner reminds nobody", () => {
    expect(told([shut(RISK, closed(day(2), "maya")), shut(DEBT, closed(day(2), "maya"))])).toEqual([]);
    expect(told([entry(30, "residual-risk", ""), entry(31, "reliability-debt", "")])).toEqual([]);
    expect(told([{ ...RISK, assignees: [] }])).toEqual([]);
    expect(told([{ ...RISK, comments: LOST }])).toEqual([]);
    expect(told(LOST)).toEqual([]);
  });

  it("R-O3: an outsider's entry is nobody's duty", () => {
    const outside = { openedByUs: false, author: actor("mallory") };
    expect(told([{ ...RISK, ...outside }])).toEqual([]);
    expect(told([{ ...RISK, openedByUs: false, author: actor("paul") }])).toHaveLength(1);
    expect(told([{ ...RISK, author: actor("mallory") }])).toHaveLength(1);
  });

  it("R-O3: a snooze in its thread is its own", () => {
    const snoozed = { ...RISK, comments: [comment("/quench snooze 5 later", "vera", "2026-03-30T12:00:00Z")] };
    expect(told([snoozed, DEBT]).map(({ topic }) => topic)).toEqual(["debt"]);
  });
});

describe("R-O3 as lines of the verdict", () => {
  const o3 = (told: Told) => saysOnce(REMINDER_RULES, "R-O3", subject(told));

  it("R-O3 pass: the date lies ahead, up to its last second", () => {
    expect(o3({ now: "2026-03-31T23:59:59Z" })).toMatchObject({
      key: "R-O3:#2/due",
      item: 2,
      outcome: "pass",
      phrase: "#2 is due on Mar 31, 2026; reminders come by themselves.",
      evidence: ["https://github.com/acme/shop/issues/2"],
      next: null,
    });
  });

  it("R-O3 fail: then it is over, on the team's clocks", () => {
    expect(o3({ now: "2026-04-01T00:00:00Z" })).toMatchObject({
      outcome: "fail",
      phrase: "#2 is due on Mar 31, 2026, and that day is over.",
      next: { text: "Do R-B4:#2." },
    });
    const settings = { time: { zone: "America/New_York" } };
    expect(o3({ now: "2026-04-01T03:59:59Z", settings }).outcome).toBe("pass");
    expect(o3({ now: "2026-04-01T04:00:00Z", settings }).outcome).toBe("fail");
  });

  it("R-O3 unknown: whether it is done, or whose it is, could not be read", () => {
    expect(o3({ gate: "unknown" })).toMatchObject({
      outcome: "unknown",
      phrase: "#2 is due on Mar 31, 2026, but nobody is reminded: some facts that may prove #2 could not be read.",
    });
    expect(saysOnce(REMINDER_RULES, "R-O3", subjectOf(snapshot({ items: LOST })))).toMatchObject({
      key: "R-O3",
      outcome: "unknown",
    });
  });
});

describe("the family in the docs", () => {
  it("is headed as it is", () => {
    expect(headings(REMINDER_RULES)).toEqual([
      "R-O3 (fact) Reminders [reminders.enabled, reminders.before, reminders.daily_for, reminders.then_every, reminders.escalate_after, reminders.paused, reminders.pause_label, rhythm.hour, time.zone, time.workdays, time.days_off, time.quiet_hours, people.escalation, people.away]",
    ]);
    for (const one of [subject(), subject({ now: "2026-04-01T00:00:00Z" }), subject({ gate: "unknown" })])
      expect(titles(REMINDER_RULES, one)).toEqual(["R-O3 Reminder"]);
    expect(titles(REMINDER_RULES, subjectOf(snapshot({ items: LOST })))).toEqual(["R-O3 Reminder"]);
  });

  it("has its sentences for the docs", () => {
    for (const sentence of sentences(REMINDER_RULES)) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });
});
