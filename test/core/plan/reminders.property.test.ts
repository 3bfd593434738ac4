/** Laws of what is posted: whatever is deleted, delivered twice, missed, moved or handed over. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isReachable } from "../../../src/core/calendar.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import type { InForce } from "../../../src/core/policy/resolve.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../../../src/core/snapshot/types.ts";
import { addDays, addMs, DAY, localDay } from "../../../src/core/time.ts";
import { evaluate } from "../../../src/core/verdict/evaluate.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { Dice } from "../../support/dice.ts";
import { planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, assigned, comment, incident, item, snapshot } from "../../support/snapshot.ts";

const OWNERS = ["oscar", "otto", "vera"];
const END = "2026-04-25T00:00:00Z";

interface Posted {
  readonly at: Instant;
  readonly thread: number;
  readonly body: string;
  readonly parts: readonly string[];
}

/** One life of an incident: passes at its own wake-ups, and whatever the dice put between them. */
class Life {
  read: Snapshot;
  readonly posted: Posted[] = [];
  readonly inForce: InForce;
  private readonly dice: Dice;

  constructor(seed: number) {
    this.dice = new Dice(seed);
    this.inForce = policyInForce({
      time: {
        zone: this.dice.pick(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Chatham"]),
        days_off: ["2026-04-03", "2026-04-06"],
        quiet_hours: this.dice.pick([null, { from: "20:00", to: "09:30" }]),
      },
      people: {
        escalation: this.dice.pick([null, "maya"]),
        away: this.dice.pick([[], [{ login: "oscar", from: "2026-03-25", until: "2026-04-10", delegate: "vera" }]]),
      },
    });
    const date = () => addDays("2026-03-20", this.dice.nat(30));
    const dated = (number: number): Issue =>
      item(number, {
        owner: "oscar",
        fields: { due: date(), adoption_check: date(), review: date() },
        key: `lane-${number}`,
      });
    const debt = item(31, {
      labels: ["reliability-debt"],
      body: `### Incident reference\n\n#1\n\n### Revisit date\n\n${date()}`,
      owner: "vera",
    });
    this.read = snapshot({ now: "2026-03-03T10:00:00Z", incident: incident(), items: [dated(2), dated(3)] });
    this.read = { ...this.read, ledger: [debt] };
  }

  live(): void {
    for (let turn = 0; this.read.now < END && turn < 200; turn += 1) {
      this.pass();
      if (this.dice.nat(3) === 0) this.pass();
      const wake = evaluate(this.read, this.inForce).wakeAt ?? END;
      // Now and then nobody wakes for days.
      const missed = this.dice.nat(9) === 0 ? this.dice.nat(9) * DAY : 0;
      this.read = { ...this.read, now: addMs(wake, missed) };
      this.happen();
    }
  }

  private pass(): void {
    for (let round = 0; round < 8; round += 1) {
      const writes = planned(this.read, this.inForce);
      // A cut in the middle: the rest is planned anew.
      const made = this.dice.nat(5) === 0 ? writes.slice(0, 1 + this.dice.nat(writes.length)) : writes;
      for (const write of made) this.note(write);
      this.read = applyPlan(this.read, made);
      if (writes.length === 0) return;
    }
    throw new Error("the plan does not converge");
  }

  private note(write: Write): void {
    if (write.kind !== "notice" || !write.key.startsWith("reminder:")) return;
    const [, ...parts] = write.key.split("+");
    this.posted.push({ at: this.read.now, thread: write.issue.number, body: write.body, parts });
  }

  private happen(): void {
    if (this.dice.nat(2) === 0)
      this.each((issue) => {
        const { comments } = issue;
        if (isUnreadable(comments)) return issue;
        return { ...issue, comments: comments.filter(({ own }) => own?.key.startsWith("notice:") !== true) };
      });
    if (this.dice.nat(6) === 0) {
      const day = addDays("2026-03-20", this.dice.nat(40));
      const body = (text: string) => text.replace(/(### (?:Due date|Revisit date)\n\n)[^\n]*/, `$1${day}`);
      this.each((issue) => ({
        ...issue,
        body: body(issue.body),
        lastEditedAt: this.read.now,
        editor: actor("maya"),
      }));
    }
    if (this.dice.nat(6) === 0) {
      const owner = this.dice.pick(OWNERS);
      this.each((issue) => ({
        ...issue,
        assignees: [actor(owner)],
        events: isUnreadable(issue.events) ? issue.events : [...issue.events, assigned(this.read.now, "maya", owner)],
      }));
    }
    if (this.dice.nat(9) === 0) {
      const said: Comment = comment(`/quench snooze ${1 + this.dice.nat(5)} busy`, "maya", this.read.now);
      this.each((issue) => (isUnreadable(issue.comments) ? issue : { ...issue, comments: [...issue.comments, said] }));
    }
  }

  /** One of the threads, by the dice. */
  private each(change: (issue: Issue) => Issue): void {
    const chosen = this.dice.pick([2, 3, 31]);
    const of = (list: Snapshot["items"]) =>
      isUnreadable(list) ? list : list.map((issue) => (issue.number === chosen ? change(issue) : issue));
    this.read = { ...this.read, items: of(this.read.items), ledger: of(this.read.ledger) };
  }
}

describe("R-O3 what is posted", () => {
  it("law: each once for ever, never two a day in a thread, nothing on days off and in quiet hours, nobody else called", () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const life = new Life(seed);
        life.live();
        const { policy } = life.inForce;
        const steps = life.posted.flatMap(({ thread, parts }) => parts.map((part) => `#${thread} ${part}`));
        expect(steps.filter((step, index) => steps.indexOf(step) !== index)).toEqual([]);
        const days = life.posted.map(({ thread, at }) => `#${thread} ${localDay(at, policy.time.zone)}`);
        expect(days.filter((one, index) => days.indexOf(one) !== index)).toEqual([]);
        for (const { at, body } of life.posted) {
          expect(isReachable(at, policy.rhythm.hour, policy.time)).toBe(true);
          const called = [...body.replace(/`[^`]*`/g, "").matchAll(/@([\w-]+)/g)].map(([, login]) => login);
          expect(called.length).toBeGreaterThan(0);
          expect(new Set(called).size).toBe(called.length);
          for (const login of called) expect([...OWNERS, "maya"]).toContain(login);
        }
        seen += life.posted.length;
      }),
      { numRuns: 4 },
    );
    // The laws hold of something.
    expect(seen).toBeGreaterThan(40);
  });
});
