import { describe, expect, it } from "@jest/globals";
import { renderItem } from "../../../src/core/render/item.ts";
import { awayLine, pauseLine } from "../../../src/core/render/pause.ts";
import { judge } from "../../../src/core/verdict/evaluate.ts";
import { policyInForce } from "../../support/policy.ts";
import { subjectOf } from "../../support/rule.ts";
import { incident, item, snapshot } from "../../support/snapshot.ts";

const AWAY = [{ login: "oscar", from: "2026-03-04", until: "2026-03-10", delegate: "vera" }];

function told(labels: readonly string[], settings: Readonly<Record<string, unknown>> = {}) {
  const issue = item(2, { owner: "oscar", fields: { due: "2026-03-31" } });
  const read = snapshot({ items: [issue], incident: incident({ labels: ["incident", ...labels] }) });
  const subject = subjectOf(read, policyInForce(settings));
  const [only] = subject.items;
  const [verdict] = judge(subject).items;
  if (only === undefined || verdict === undefined) throw new Error("no item");
  return { pause: pauseLine(subject), away: awayLine(subject), item: renderItem(subject, only, verdict) };
}

describe("reminders that rest, and who stands in", () => {
  it("R-O3: says nothing where all is as usual", () => {
    const { pause, away, item: text } = told([]);
    expect([pause, away]).toEqual(["", ""]);
    expect(text).toContain("Next reminder: Mar 27, 2026.");
    expect(text).not.toContain("away");
  });

  it("R-O3: says how to let them go on, in the label's own words, and pings nobody", () => {
    const settings = { reminders: { pause_label: "on hold @all" } };
    expect(told(["On hold @all"], settings).pause).toBe(
      "⏸️ Reminders and escalation are paused; the gate is not. Take the label `On hold @all` off to let them go on.",
    );
    const { pause, item: text } = told([], { reminders: { paused: [1] } });
    expect(pause).toContain("Take its number out of `reminders.paused` in the policy to let them go on.");
    expect(text).toContain("Reminders are paused for the whole incident.");
    expect(text).not.toContain("Next reminder");
  });

  it("R-O3: names who is away until when, of owners and the escalation owner, each once", () => {
    const sentence = "`oscar` is away until Mar 10, 2026: `vera` stands in.";
    const { away, item: text } = told([], { people: { away: AWAY, escalation: "oscar" } });
    expect(away).toBe(sentence);
    expect(text).toContain(sentence);
    expect(told([], { people: { away: AWAY, escalation: "maya" } }).away).toBe(sentence);
    expect(told([], { people: { away: [{ ...AWAY[0], login: "paul" }] } }).away).toBe("");
  });
});
