import { describe, expect, it } from "@jest/globals";
import { type Addressee, renderReminder } from "../../../src/core/render/reminder.ts";
import type { ReminderTopic } from "../../../src/core/rules/reminder-dates.ts";
import type { Reminder } from "../../../src/core/rules/reminders.ts";
import { step } from "../../../src/core/verdict/node.ts";

const to = (login: string): Addressee => ({ login, standsInFor: null });

function reminder(topic: ReminderTopic, overdueDays = 0, over: Partial<Reminder> = {}): Reminder {
  return {
    key: `reminder:#12/${topic}/2026-03-31/on`,
    topic,
    step: "on",
    number: 12,
    to: "oscar",
    escalate: null,
    dueDay: "2026-03-31",
    at: "2026-03-31T09:00:00Z",
    overdueDays,
    next: step("Do it.", "comment", ["oscar"]),
    ...over,
  };
}

const title = (...reminders: readonly Reminder[]): string =>
  renderReminder({ reminders, owner: to("oscar"), escalation: null }).split("\n")[0] ?? "";

describe("a reminder", () => {
  it.each([
    ["due", "## ⏰ Due Mar 31, 2026", "## ⛔ Overdue since Mar 31, 2026"],
    ["adoption", "## ⏰ Adoption check due Mar 31, 2026", "## ⛔ Adoption check overdue since Mar 31, 2026"],
    ["review", "## ⏰ Review due Mar 31, 2026", "## ⛔ Review overdue since Mar 31, 2026"],
    [
      "risk",
      "## ⏰ Residual risk: target date Mar 31, 2026",
      "## ⛔ Residual risk: past its target date, Mar 31, 2026",
    ],
    [
      "debt",
      "## ⏰ Deferred work: to be revisited Mar 31, 2026",
      "## ⛔ Deferred work: revisit overdue since Mar 31, 2026",
    ],
  ] as const)("R-O3: begins with what is due when: %s", (topic, ahead, over) => {
    expect(title(reminder(topic))).toBe(ahead);
    expect(title(reminder(topic, 1))).toBe(over);
  });

  it("R-O3: counts where there are several, and says each", () => {
    const text = renderReminder({
      reminders: [reminder("due", 2), reminder("review", 0, { next: null })],
      owner: to("oscar"),
      escalation: to("maya"),
    });
    expect(text).toBe(
      [
        "## ⛔ 2 dates of this issue, 1 overdue",
        "@oscar, this is yours.\n@maya, this is yours as escalation owner, because it stays overdue.",
        "- **Overdue since Mar 31, 2026.** Do it.\n- **Review due Mar 31, 2026.**",
        "Not now? `/quench snooze <days> <because>` in this thread puts reminders off, never the gate.",
      ].join("\n\n"),
    );
  });

  it("R-O3: says of how many that they are over", () => {
    expect(title(reminder("due"), reminder("review"))).toBe("## ⏰ 2 dates of this issue");
    expect(title(reminder("due", 1), reminder("review"), reminder("adoption"))).toBe(
      "## ⛔ 3 dates of this issue, 1 overdue",
    );
    expect(title(reminder("due", 1), reminder("review", 4))).toBe("## ⛔ 2 dates of this issue overdue");
  });

  it("R-O3: says a step that several dates share once", () => {
    const text = (...reminders: readonly Reminder[]) =>
      renderReminder({ reminders, owner: to("oscar"), escalation: null })
        .split("\n\n")
        .slice(2, -1)
        .join("\n\n");
    const review = reminder("review", 0, { next: step("Record it.", "comment", ["oscar"]) });
    expect(text(reminder("due", 2), reminder("adoption"))).toBe(
      "- Overdue since Mar 31, 2026\n- Adoption check due Mar 31, 2026\n\n**Next:** Do it.",
    );
    expect(text(reminder("due", 2), review, reminder("adoption"))).toBe(
      "- **Overdue since Mar 31, 2026. Adoption check due Mar 31, 2026.** Do it.\n- **Review due Mar 31, 2026.** Record it.",
    );
    expect(text(reminder("due", 0, { next: null }), reminder("adoption", 0, { next: null }))).toBe(
      "- Due Mar 31, 2026\n- Adoption check due Mar 31, 2026",
    );
  });

  it("R-O3: no step where there is none", () => {
    const text = renderReminder({
      reminders: [reminder("due", 0, { next: null })],
      owner: to("oscar"),
      escalation: null,
    });
    expect(text).not.toContain("Next:");
  });

  it("law 7: mentions nobody but those it is for, whatever they are called", () => {
    const hostile = "a`@everyone`";
    const standsInFor = { login: "vera", of: hostile, until: "2026-04-10" };
    const text = renderReminder({
      reminders: [reminder("due", 3, { to: hostile })],
      owner: { login: "vera", standsInFor },
      escalation: to(hostile),
    });
    const open = text.replace(/(`+)[^`].*?[^`]?\1(?!`)/g, "");
    expect(open.match(/@[\w-]+/g)).toEqual(["@vera"]);
    expect(
      renderReminder({ reminders: [reminder("due", 3, { to: hostile })], owner: null, escalation: to("maya") }),
    ).toContain("The owner `` a`@everyone` `` is no longer here.");
  });
});
