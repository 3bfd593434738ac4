import { describe, expect, it } from "@jest/globals";
import { renderTracker } from "../../../src/core/render/tracker.ts";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import type { Comment } from "../../../src/core/snapshot/issue.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { judge } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { subjectOf } from "../../support/rule.ts";
import {
  closed,
  comment,
  day,
  incident,
  labeled,
  person,
  reopened,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

interface Told {
  readonly comments?: readonly Comment[];
  readonly memory?: Partial<TrackerMemory>;
  readonly people?: Readonly<Record<string, Person>>;
  readonly open?: boolean;
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly now?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

function text({
  comments = [],
  memory = {},
  people = {},
  open = false,
  policy = {},
  now = day(3),
  fields = {},
}: Told = {}): string {
  const close = closed(day(1), "paul", { id: "CE_1" });
  const events = [labeled(day(0), "paul"), ...(open ? [close, reopened(day(2), "paul")] : [])];
  const here = incident({ comments: [tracker(memory), ...comments], events, fields, ...(open ? {} : { close }) });
  const seen = snapshot({ now, incident: here });
  const read = { ...seen, people: { ...seen.people, ...people } };
  const inForce = policyInForce({ mode: "shadow", ...policy });
  return renderTracker(judge(read, inForce), subjectOf(read, inForce));
}

describe("R-C3: the tracker of an incident that was closed early", () => {
  it("fail: says that it would have been reopened, why, and how to say that this is wrong", () => {
    expect(text()).toContain(
      "**Closed early.** It would have been reopened: 6 of 6 conditions are not met yet. It stays closed: shadow mode only records what would have been undone. If closing it was right: `/quench false-alarm <because>` here (someone with maintain or admin).",
    );
    expect(text({ policy: { mode: "warn" } })).toContain("It stays closed: warn mode only tells.");
  });

  it("pass: shows the false alarm, quoting safely, with its link", () => {
    const said = comment("/quench false-alarm @maya <b>lied</b> in #1", "maya", day(2));
    const shown = text({ comments: [said] });
    expect(shown).toContain(
      `[A false alarm](${said.url}), says \`maya\`: @\u200bmaya &lt;b&gt;lied&lt;/b&gt; in #\u200b1`,
    );
    expect(shown).not.toContain("If closing it was right");
  });

  it("unknown: says that it cannot be told yet", () => {
    const people = { nora: { ...person("nora", "write", true), role: { unreadable: "502" } } };
    const said = comment("/quench false-alarm it was a test", "nora", day(2));
    expect(text({ comments: [said], people })).toContain(
      "Whether that was a false alarm cannot be told yet: the role of nora could not be read.",
    );
  });

  it("keeps former ones folded, and says nothing where there were none", () => {
    const former = text({ open: true, memory: { early: { CE_1: day(1) } } });
    expect(former).toContain(
      "<summary>Closed early before (1)</summary>\n\n- Closed Mar 3, 2026, 09:00 UTC: it would have been reopened.\n",
    );
    expect(former).not.toContain("**Closed early.**");
    expect(text({ open: true })).not.toContain("Closed early");
  });

  it("says nothing of it where enforce mode would not have blocked either", () => {
    expect(text({ fields: { severity: "SEV4", failure_class: "" } })).toContain(
      "Closed, and left so: shadow mode only records what would have been undone.",
    );
  });
});

describe("R-K2: the tracker in the week before a promotion", () => {
  const promoted = (now: string, mode: "warn" | "enforce" = "warn", fields: Told["fields"] = {}) =>
    text({
      open: true,
      now,
      fields,
      policy: { mode: "shadow", promote: { [mode]: "2026-03-16" }, time: { zone: "Europe/Berlin" } },
    });

  it("says from when on, and what it means here", () => {
    expect(promoted("2026-03-09T07:59:59Z")).not.toContain("📅");
    expect(promoted("2026-03-09T08:00:00Z")).toContain(
      "> 📅 From Mar 16, 2026, 00:00 GMT+1 Quench is in warn mode. An early close is told, not undone.",
    );
    expect(promoted("2026-03-09T08:00:00Z", "enforce")).toContain(
      "Quench is in enforce mode. Closing early is undone.",
    );
    expect(promoted("2026-03-09T08:00:00Z", "enforce", { severity: "SEV4", failure_class: "" })).toContain(
      "Quench is in enforce mode. At this severity an early close is told, not undone.",
    );
    expect(promoted("2026-03-15T23:00:00Z")).not.toContain("📅");
  });

  it("says nothing of it on a closed incident", () => {
    const policy = { mode: "shadow", promote: { warn: "2026-03-16" } };
    expect(text({ now: "2026-03-10T12:00:00Z", policy })).not.toContain("📅");
  });
});
