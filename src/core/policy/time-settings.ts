/** When: windows and sprint days, reminders, digests and audits, and the calendar they are reckoned in. */
import * as z from "zod";
import { isZone } from "../time.ts";
import { clock, count, day, duration, flag, labelName, WEEKDAYS } from "./settings.ts";

export const windows = z
  .strictObject({
    keep: duration("1h", "90d")
      .prefault("24h")
      .describe("End of the first window: timeline and evidence packet are kept. (R-W1)"),
    close: duration("1h", "90d")
      .prefault("72h")
      .describe("End of the second window: a guardrail and a regression test are in. (R-W2)"),
    learn: duration("1h", "90d")
      .prefault("14d")
      .describe("End of the third window: the runbook is updated and every owner confirmed the checklist. (R-W3)"),
  })
  .refine(
    ({ keep, close, learn }) => keep < close && close < learn,
    "make `keep` shorter than `close`, and `close` shorter than `learn`",
  )
  .prefault({})
  .describe("Deadlines of the loop, counted from the restored service; each longer than the one before. (R-W1, R-W4)");

export const findings = z
  .strictObject({
    after: duration("1h", "90d")
      .prefault("72h")
      .describe(
        "How long the work may stand still before it is a finding: a retro without controls, a control never exercised or not brought to its operator. (R-Y1, R-Y5, R-Y8)",
      ),
  })
  .prefault({})
  .describe("Anti-patterns. (R-Y1)");

export const sprint = z
  .strictObject({
    rank: count(1, 90).default(2).describe("Last day of ranking the findings by risk and reversibility. (R-T1)"),
    build: count(1, 90).default(5).describe("Last day of putting the top P0 and P1 controls in. (R-T2)"),
    verify: count(1, 90).default(8).describe("Last day of verification coverage and evidence links. (R-T3)"),
    adopt: count(1, 90).default(11).describe("Last day of adoption checks in the real workflow. (R-T4)"),
    conclude: count(1, 90).default(14).describe("Last day of the summary and the residual risk's owners. (R-T5)"),
  })
  .refine(
    ({ rank, build, verify, adopt, conclude }) => rank < build && build < verify && verify < adopt && adopt < conclude,
    "make each step end after the one before it",
  )
  .prefault({})
  .describe("Steps of the sprint: the last day of each, counted from 1; each later than the one before. (R-T1, R-T6)");

export const phases = z
  .strictObject({
    shadow: duration("0s", "90d").prefault("7d").describe("Least time of a control in `shadow`. (R-K2)"),
    warn: duration("0s", "90d").prefault("7d").describe("Least time of a control in `warn`. (R-K2)"),
  })
  .prefault({})
  .describe("How long a control stays in each rollout phase at least; a shorter one is a finding. (R-K2)");

export const effect = z
  .strictObject({
    window: duration("7d", "730d")
      .prefault("90d")
      .describe("Time before and after a control's adoption that is compared. (R-M1)"),
    least: count(1, 100)
      .default(3)
      .describe("Incidents of the class that it takes to call the difference a trend. (R-M1)"),
  })
  .prefault({})
  .describe("How a control's effect is measured. (R-M1)");

export const reminders = z
  .strictObject({
    enabled: flag.default(true).describe("`false` sends none. (R-O3)"),
    before: z
      .array(count(1, 60))
      .max(10, "list at most 10 numbers of days")
      .refine((days) => days.every((days_, index) => index === 0 || days_ < (days[index - 1] ?? 0)), {
        error: "list each number of days once, the largest first, such as `[3, 1]`",
      })
      .meta({ uniqueItems: true })
      .default([3, 1])
      .describe("Days before a due date on which its owner is reminded, the largest first. (R-O3)"),
    daily_for: count(0, 30)
      .default(3)
      .describe("Working days after the due date on which the owner is reminded daily. (R-O3)"),
    then_every: count(1, 60).default(7).describe("Days between the reminders after that. (R-O3)"),
    escalate_after: count(1, 60)
      .default(3)
      .describe("The overdue working day from which the escalation owner is reminded as well. (R-O3)"),
    paused: z
      .array(count(1, 2_147_483_647))
      .max(100, "list at most 100 incidents")
      .default([])
      .describe("Numbers of incidents whose reminders and escalation rest; their gates do not. (R-O3)"),
    pause_label: labelName
      .default("quench: paused")
      .describe("Label that people put on an incident to let its reminders and escalation rest. (R-O3)"),
  })
  .prefault({})
  .describe("Reminders in the items' threads, to their owners. (R-O3)");

export const rhythm = z
  .strictObject({
    digest: z
      .enum(WEEKDAYS)
      .nullable()
      .default("mon")
      .describe("Day of the weekly digest, one issue a week; `null` for none. (R-O1)"),
    audit: count(1, 28)
      .nullable()
      .default(1)
      .describe("Day of the month of the control audit; `null` for none. (R-O2)"),
    hour: count(0, 23).default(9).describe("Hour on the team's clocks of digest, audit and reminders. (R-O1, R-O3)"),
  })
  .prefault({})
  .describe("When digest and audit come. (R-O1, R-O2)");

export const time = z
  .strictObject({
    zone: z
      .string("write an IANA time zone such as `Europe/Berlin` or `UTC`")
      .meta({ pattern: "^[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*$" })
      .refine(isZone, "write an IANA time zone such as `Europe/Berlin` or `UTC`")
      .default("UTC")
      .describe("IANA time zone of due dates, sprint days, reminders and of times that name none. (R-V3, R-O3)"),
    workdays: z
      .array(z.enum(WEEKDAYS))
      .min(1, "list at least one day")
      .max(20, "list each day once")
      .default(["mon", "tue", "wed", "thu", "fri"])
      .describe("Working days of a week. Reminders and further reopenings wait for one. (R-O3, R-C8)"),
    days_off: z
      .array(day)
      .max(400, "list at most 400 days")
      .default([])
      .describe("Days on which nobody works, such as public holidays. (R-O3, R-C8)"),
    quiet_hours: z
      .strictObject({
        from: clock.describe("Where they begin. (R-O3)"),
        to: clock.describe("Where they end; earlier than `from` means the next day. (R-O3)"),
      })
      .refine(({ from, to }) => from !== to, "make `from` and `to` differ")
      .nullable()
      .default(null)
      .describe("Hours on the team's clocks in which no reminder is sent; `null` for none. (R-O3)"),
  })
  .prefault({})
  .describe("The team's calendar. (R-O3)");
