/** What decides: the gate's mode, its conditions and scores, and what makes an incident and a hardening item. */
import * as z from "zod";
import { SEVERITIES } from "../forms/vocabulary.ts";
import { count, day, duration, flag, issueType, labelName, MODES } from "./settings.ts";

export const enabled = flag
  .default(true)
  .describe("`false` switches Quench off in this repository: it reads nothing and writes nothing.");

// A file that does not say its mode must not start to reopen issues or comment at people: whoever wants that says so.
export const mode = z
  .enum(MODES)
  .default("shadow")
  .describe(
    "What happens to an incident that is closed too early: `shadow` records it, `warn` says so, `enforce` reopens it. (R-C3, R-K2)",
  );

export const promote = z
  .strictObject({
    warn: day
      .nullable()
      .default(null)
      .describe("The day from which the mode is `warn`, where `mode` is weaker; `null` for never. (R-K2)"),
    enforce: day
      .nullable()
      .default(null)
      .describe(
        "The day from which the mode is `enforce`, where `mode` is weaker; `null` for never. Closes before it are not judged. (R-K2, R-C7)",
      ),
  })
  .prefault({})
  .describe("Days on which the gate promotes itself, from their beginning in the team's time zone. (R-K2)");

export const enforce = z
  .strictObject({
    when: z
      .array(z.enum([...SEVERITIES, "repeat"]))
      .max(20, "list each severity once")
      .default(["SEV1", "SEV2", "repeat"])
      .describe(
        "Where `enforce` really blocks: severities, and `repeat` for a failure class that came back. Elsewhere it acts as `warn`. (R-K2, R-C3)",
      ),
    repeat_within: duration("1d", "365d")
      .prefault("90d")
      .describe("How long after an incident another one of its failure class counts as a repeat. (R-K2)"),
  })
  .prefault({})
  .describe("What counts as high risk. (R-K2)");

/** A gate's own mode; empty: the policy's. It never makes a gate stricter than the policy's mode. */
const gateMode = (what: string) =>
  z
    .enum(MODES)
    .nullable()
    .default(null)
    .describe(
      `Mode of one closure condition: ${what}. \`null\` takes the policy's \`mode\`, which it cannot exceed. (R-C1, R-K2)`,
    );

export const gates = z
  .strictObject({
    scorecard: gateMode("the scorecard reaches its target"),
    adoption: gateMode("a control is implemented and its guardrails run in the normal workflow"),
    owners: gateMode("the follow-up owners confirmed adoption"),
    priorities: gateMode("no P0 or P1 is unresolved"),
    items: gateMode("every other item is verified, retired, or deferred with owner and revisit date"),
    checklist: gateMode("the quick checklist is complete"),
  })
  .prefault({})
  .describe(
    "Closure conditions that are to be softer than the rest, one by one. A softer one puts a banner on verdicts. (R-C1)",
  );

export const scores = z
  .strictObject({
    scorecard: count(0, 5)
      .default(4)
      .describe("Points of 5 at which the scorecard passes; below 4 puts a banner on verdicts. (R-S1)"),
    rubric: count(0, 10)
      .default(7)
      .describe("Points of 10 at which an item's rubric passes; below 7 puts a banner on verdicts. (R-S2)"),
    adoption: count(0, 5)
      .default(4)
      .describe("Points of 5 at which an item's adoption score passes; below 4 puts a banner on verdicts. (R-S3)"),
  })
  .prefault({})
  .describe("Targets of the three scores. (R-S1, R-S2, R-S3)");

export const adoption = z
  .strictObject({
    pull_requests: count(1, 50)
      .default(20)
      .describe("How many of the last merged pull requests a control's check is looked up on. (R-A2)"),
    least: count(1, 50)
      .default(5)
      .describe(
        "With fewer pull requests than this the check must have run on all of them, and once on schedule or in a drill. (R-A2)",
      ),
    share: count(1, 100)
      .default(80)
      .describe("Percent of those pull requests on which the check must have run to count as observed. (R-A2)"),
  })
  .prefault({})
  .describe("When a control counts as observed in the real workflow. (R-A2)");

export const incident = z
  .strictObject({
    labels: z
      .array(labelName)
      .min(1, "list at least one label")
      .max(20, "list at most 20 labels")
      .default(["incident"])
      .describe("Labels that make an issue an incident; any of them does. (R-F1, R-C3)"),
    types: z
      .array(issueType)
      .max(20, "list at most 20 issue types")
      .default(["Incident"])
      .describe("Issue types of the organization that make an issue an incident, without a label. (R-F1)"),
    drill_label: labelName
      .default("drill")
      .describe(
        "Label that makes an incident a drill: the whole loop runs, and nothing of it counts as an incident. (R-S3, R-M1)",
      ),
  })
  .prefault({})
  .describe("What makes an issue an incident. (R-F1)");

export const items = z
  .strictObject({
    label: labelName.default("hardening").describe("Label of hardening items. (R-F1, R-B2)"),
    create: z
      .enum(["on_label", "on_restored"])
      .default("on_label")
      .describe(
        "When an incident's items are made: as soon as it gets its label, or once its service is restored. (R-F1)",
      ),
  })
  .prefault({})
  .describe("Hardening items, the issues that an incident's fixes are tracked in. (R-F1)");

export const closure = z
  .strictObject({
    grace: duration("0s", "1h")
      .prefault("60s")
      .describe("How long after a close it is judged, so that a comment sent along with it is read. (R-C3)"),
    max_reopens_per_day: count(1, 10)
      .default(2)
      .describe("Reopenings of one incident a day; then it is disputed and a person is called. (R-C8)"),
    override_lasts: duration("1d", "30d")
      .prefault("7d")
      .describe("How long an override holds; an incident whose gate still fails then is reopened. (R-C5)"),
    settles_after: duration("1d", "90d")
      .prefault("14d")
      .describe(
        "How long after a passed close a reverted pull request still reopens the incident; then it is settled. (R-C7)",
      ),
  })
  .prefault({})
  .describe("How closes are judged. (R-C3, R-C5, R-C7, R-C8)");

export const checks = z
  .strictObject({
    all_pull_requests: flag
      .default(false)
      .describe(
        "`true` gives the check `Quench / hardening gate` to every open pull request, not only to those that are linked to an incident: needed before a ruleset requires it, because a required check that nobody posts never ends. (R-C4)",
      ),
  })
  .prefault({})
  .describe("The checks of pull requests. (R-C4)");
