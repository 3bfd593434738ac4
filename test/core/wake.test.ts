import { describe, expect, it } from "@jest/globals";
import type { PastIncident } from "../../src/core/snapshot/facts.ts";
import type { Instant } from "../../src/core/snapshot/types.ts";
import { judge } from "../support/judge.ts";
import { policyInForce } from "../support/policy.ts";
import {
  closed,
  comment,
  day,
  incident,
  item,
  labeled,
  link,
  OPENED,
  type Parts,
  pull,
  reopened,
  snapshot,
  tracker,
} from "../support/snapshot.ts";

const wakeAt = (parts: Parts) => judge(snapshot(parts)).wakeAt;

describe("R-W1, R-C3, R-C8, R-V2 the next instant at which a verdict changes with no event", () => {
  it("is each window's opening and deadline and each sprint step's end, one after the other, then never", () => {
    const chain: Instant[] = [];
    for (let at: Instant | null = wakeAt({ now: OPENED }); at !== null; at = wakeAt({ now: at })) chain.push(at);
    expect(chain).toEqual([
      // R-W1 ends and R-W2 opens.
      day(1),
      "2026-03-04T00:00:00Z",
      // R-W2 ends, R-W3 opens, and 72 hours are over (R-Y1).
      day(3),
      "2026-03-07T00:00:00Z",
      "2026-03-10T00:00:00Z",
      "2026-03-13T00:00:00Z",
      "2026-03-16T00:00:00Z",
      day(14),
    ]);
  });

  it("is a restoration typed ahead of its time, in the form or in a command", () => {
    expect(wakeAt({ now: day(3), incident: incident({ fields: { restored_at: "2026-03-06T12:00Z" } }) })).toBe(
      "2026-03-06T12:00:00Z",
    );
    const said = comment("/quench restored 2026-03-06T13:00Z it will be so", "maya", day(1));
    expect(wakeAt({ now: day(3), incident: incident({ comments: [said] }) })).toBe("2026-03-06T13:00:00Z");
  });

  it("is the end of the grace", () => {
    const close = closed(day(3), "paul");
    expect(wakeAt({ now: "2026-03-05T09:00:20Z", incident: incident({ comments: [tracker()], close }) })).toBe(
      "2026-03-05T09:01:00Z",
    );
  });

  it("for a close that could not be judged, a quarter of an hour, and a day after it for the question", () => {
    const close = closed(day(3), "paul");
    const pending = incident({ comments: [tracker()], close, links: { unreadable: "502", transient: true } });
    expect(wakeAt({ now: day(3, 10), incident: pending })).toBe(day(3, 25));
    expect(wakeAt({ now: day(3, 1430), incident: pending })).toBe(day(4));
    expect(wakeAt({ now: day(9), incident: pending })).toBe(day(9, 15));
  });

  // From here on the windows and the sprint of the incident are over.
  const LATE = day(40);

  it("is the end of an override, whoever spoke it", () => {
    const said = (by: string) => comment("/quench override the customer waits for it", by, day(38));
    for (const by of ["maya", "oscar"])
      expect(wakeAt({ now: LATE, incident: incident({ comments: [said(by)] }) })).toBe(day(45));
    expect(wakeAt({ now: day(45), incident: incident({ comments: [said("maya")] }) })).toBeNull();
  });

  it("is when a promotion is announced, and the day on which the policy promotes itself", () => {
    const promoted = { mode: "shadow", promote: { warn: "2026-04-20" }, time: { zone: "Europe/Berlin" } };
    const next = (now: string) => judge(snapshot({ now }), policyInForce(promoted)).wakeAt;
    expect(next(LATE)).toBe("2026-04-13T07:00:00Z");
    expect(next("2026-04-13T07:00:00Z")).toBe("2026-04-19T22:00:00Z");
  });

  it("is when reopenings no longer count, and when a dispute ends", () => {
    const at = day(39, 30);
    const events = [labeled(OPENED, "paul"), closed(day(39), "paul"), reopened(at)];
    expect(wakeAt({ now: LATE, incident: incident({ events }) })).toBe(day(40, 30));
    const twice = [...events, closed(day(39, 60), "paul"), reopened(day(39, 90))];
    const close = closed(day(39, 120), "paul");
    const disputed = incident({ comments: [tracker({ enforcedSince: day(-9) })], events: twice, close });
    expect(judge(snapshot({ now: day(39, 180), incident: disputed })).closure.kind).toBe("disputed");
    // Friday, April 10: the next working day is Monday; before that the counts of the last day change.
    expect(wakeAt({ now: day(40, 90), incident: disputed })).toBe("2026-04-13T00:00:00Z");
    const items = [item(2, { events: [reopened(at)] })];
    expect(wakeAt({ now: LATE, items })).toBe(day(40, 30));
  });

  it("is the end of the time in which a revert reopens a closed incident", () => {
    const close = closed(day(30), "maya", { reason: "not_planned" });
    expect(wakeAt({ now: LATE, incident: incident({ comments: [tracker()], close }) })).toBe(day(44));
  });

  it("is the end of an item's or entry's day, in the team's zone, the next of them first", () => {
    const dates = (fields: Record<string, string>, over: Parameters<typeof item>[1] = {}) =>
      wakeAt({ now: LATE, items: [item(2, { fields, ...over })] });
    expect(dates({ due: "2026-05-01", review: "2026-04-20" })).toBe("2026-04-21T00:00:00Z");
    expect(dates({ adoption_check: "2026-04-18", due: "2026-04-01" })).toBe("2026-04-19T00:00:00Z");
    expect(dates({ due: "2026-04-11" })).toBe("2026-04-12T00:00:00Z");
    expect(dates({ due: "2026-04-10" })).toBeNull();
    const ledger = [
      item(30, { body: "### Target date\n\n2026-04-25", labels: ["residual-risk"] }),
      item(31, { body: "### Revisit date\n\n2026-04-24", labels: ["reliability-debt"] }),
    ];
    expect(wakeAt({ now: LATE, over: { ledger } })).toBe("2026-04-25T00:00:00Z");
    expect(wakeAt({ now: LATE, over: { ledger: ledger.slice(0, 1) } })).toBe("2026-04-26T00:00:00Z");
    const defer = comment("/quench defer #2 2026-04-15 the vendor comes first", "maya", day(1));
    expect(wakeAt({ now: LATE, incident: incident({ comments: [defer] }) })).toBe("2026-04-16T00:00:00Z");
    const auckland = policyInForce({ time: { zone: "Pacific/Auckland" } });
    const items = [item(2, { fields: { due: "2026-04-20" } })];
    expect(judge(snapshot({ now: LATE, items }), auckland).wakeAt).toBe("2026-04-20T12:00:00Z");
  });

  it("is the next reminder, where that is sooner", () => {
    expect(wakeAt({ now: LATE, items: [item(2, { fields: { due: "2026-05-01" }, owner: "oscar" })] })).toBe(
      "2026-04-28T09:00:00Z",
    );
  });

  it("is 72 hours after an item was implemented, and after the clock started", () => {
    const merged = pull(102, ["src/app.ts"], { mergedAt: day(39) });
    const items = [item(2, { links: [link(102)] })];
    expect(wakeAt({ now: LATE, items, pulls: [merged] })).toBe(day(42));
    const settings = policyInForce({ findings: { after: "45d" } });
    expect(judge(snapshot({ now: LATE }), settings).wakeAt).toBe(day(45));
  });

  it("is each day after a control's adoption while its effect is counted, and its window's end", () => {
    const verified = { verified: { I_2: day(39, 60) } };
    const adopted = (now: Instant, window: string, history: Parts["over"] = { history: [] }) =>
      judge(
        snapshot({ now, items: [item(2)], incident: incident({ comments: [tracker(verified)] }), over: history }),
        policyInForce({ effect: { window } }),
      ).wakeAt;
    expect(adopted(LATE, "30d")).toBe(day(40, 60));
    expect(adopted(day(40, 60), "30d")).toBe(day(41, 60));
    expect(adopted(day(46, 0), "170h")).toBe(day(46, 60));
    // 170 hours are seven days and two hours.
    expect(adopted(day(46, 60), "170h")).toBe(day(46, 180));
    expect(adopted(LATE, "30d", {})).toBeNull();
    expect(adopted(LATE, "30d", { history: { unreadable: "502" } })).toBeNull();
    expect(adopted(day(70), "30d")).toBeNull();
  });

  it("is a second after an incident leaves the window in which the class is counted", () => {
    const past = {
      number: 9,
      url: "",
      failureClass: "config-change",
      restoredAt: null,
      drill: false,
      duplicate: false,
    };
    const left = (over: Pick<PastIncident, "openedAt" | "startedAt" | "detectedAt">) =>
      judge(
        snapshot({ now: LATE, over: { history: [{ ...past, ...over }] } }),
        policyInForce({ effect: { window: "20d" } }),
      ).wakeAt;
    expect(left({ openedAt: day(25), startedAt: null, detectedAt: null })).toBe("2026-04-16T09:00:01Z");
    expect(left({ openedAt: day(25), startedAt: null, detectedAt: day(24) })).toBe("2026-04-15T09:00:01Z");
    expect(left({ openedAt: day(25), startedAt: day(22), detectedAt: day(24) })).toBe("2026-04-13T09:00:01Z");
    expect(left({ openedAt: day(1), startedAt: null, detectedAt: null })).toBeNull();
  });

  it("is always ahead", () => {
    for (let minute = 0; minute < 3000; minute += 171) {
      const now = day(0, minute);
      expect((wakeAt({ now }) ?? "9999") > now).toBe(true);
    }
  });
});
