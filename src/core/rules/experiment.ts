/** X. Each item is an experiment with a fixed review date (R-X1, R-X2). */
import { said, undecided } from "../commands/said.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { endOfLocalDay, formatDay } from "../time.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { nearest, node, step } from "../verdict/node.ts";
import type { Outcome, Step, VerdictNode } from "../verdict/types.ts";
import { isStanding, itemsUnread } from "./priority.ts";
import type { Rule } from "./rule.ts";
import { STEWARDS, takersOf } from "./takers.ts";

/** A number that stands for itself: not part of a name (`v2`, `p95`, `node-3`), a reference (`#12`) or an address. */
const NUMBER = /(?<![\p{L}\p{N}_#./])(?<!\p{L}-)\d/u;
const DATE = /\b\d{4}-\d{2}-\d{2}\b/g;

/** R-X1, R-S2: true for a text that states a number, as a hypothesis does: `drops by 40 %`, `from 5 to 1 a month`. */
export function statesNumber(text: string): boolean {
  return NUMBER.test(text.replace(DATE, ""));
}

const COUNT =
  "\\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|twenty|thirty|sixty|ninety|next|first|following";
const UNIT = "hours?|h|days?|d|weeks?|w|months?|quarters?|sprints?|years?|y";
/** A span of time (`30 days`, `two weeks`, `over the next month`) or a day. A rate, `3 a week`, is none. */
const WINDOW = new RegExp(
  `\\b(?:${COUNT})[ -]?(?:full |working |calendar )?(?:${UNIT})\\b|\\b(?:over|for|during|within|across|after) (?:an?|the) (?:${UNIT})\\b|\\b\\d{4}-\\d{2}-\\d{2}\\b`,
  "i",
);

/** R-X1: true for a measure that says over which time it is watched. */
export function statesWindow(text: string): boolean {
  return WINDOW.test(text);
}

interface Part {
  readonly missing: string;
  readonly next: Step;
  readonly unread: Unreadable | null;
}

/** What an item lacks to be an experiment, in the rulebook's order. */
function lacks(item: JudgedItem): readonly Part[] {
  const { fields, issue, owner, ownerIsSure, verifier } = item;
  const where = `#${issue.number}`;
  const edit = (missing: string, text: string): Part => ({
    missing,
    next: step(`${text} in the form of ${where}.`, "edit", takersOf(item)),
    unread: null,
  });
  const name = (role: "owner" | "verifier", unread: Unreadable | null): Part => ({
    missing: `one ${role === "owner" ? "execution owner" : "verifier"}`,
    next: step(`Name one ${role}: \`/quench ${role} @login\` on ${where}.`, "comment", STEWARDS),
    unread,
  });
  const unheard = (role: "owner" | "verifier"): Unreadable | null =>
    isUnreadable(issue.comments) ? issue.comments : (undecided(item.heard, role)[0] ?? null);
  const { hypothesis, measure } = fields;
  return [
    ...(hypothesis !== null && statesNumber(hypothesis)
      ? []
      : [
          edit(
            hypothesis === null ? "a hypothesis" : "a number in its hypothesis",
            "Write a *Hypothesis* with a number, such as “If we add X, Y drops by 40 %”,",
          ),
        ]),
    ...(measure !== null && statesWindow(measure)
      ? []
      : [
          edit(
            measure === null ? "a measure" : "an observation window in its measure",
            "Write what is measured and over which time as *Measure*, such as “failed deploys over 30 days”,",
          ),
        ]),
    ...(fields.guardrail === null
      ? [edit("a guardrail", "Write when the control itself is rolled back as *Guardrail*")]
      : []),
    ...(owner === null || !ownerIsSure ? [name("owner", ownerIsSure ? null : unheard("owner"))] : []),
    ...(verifier === null ? [name("verifier", unheard("verifier"))] : []),
    ...(fields.review === null
      ? [edit("a fixed review date", "Write a date such as `2026-05-01` as *Review date*")]
      : []),
  ];
}

/** R-X1: an item says what it expects, how that is seen, who does it and who checks it, and when it is looked at. */
function designed(item: JudgedItem): VerdictNode {
  const where = `#${item.issue.number}`;
  const parts = lacks(item);
  const sure = parts.filter(({ unread }) => unread === null);
  const say = (outcome: Outcome, phrase: string, next: Step | null = null): VerdictNode =>
    node("R-X1", `R-X1:${where}`, "Experiment", outcome, phrase, {
      item: item.issue.number,
      evidence: [item.issue.url],
      next,
    });
  const [hidden] = parts;
  if (hidden === undefined)
    return say("pass", `${where} is an experiment: hypothesis, measure, guardrail, owner, verifier and review date.`);
  if (sure.length === 0) return say("unknown", `Cannot tell yet: ${hidden.unread?.unreadable ?? ""}.`);
  return say(
    "fail",
    `${where} is no experiment yet: it lacks ${sure.map(({ missing }) => missing).join(", ")}.`,
    nearest(sure.map(({ next }) => next)),
  );
}

/** The outcome of an item's experiment as it was recorded last; null where it was not. */
export function outcomeOf(item: ItemCase): { readonly url: string; readonly phrase: string } | Unreadable | null {
  const spoken = said(item.heard, "outcome").at(-1);
  if (spoken !== undefined) {
    const { result, percent } = spoken.command;
    return { url: spoken.url, phrase: `${result}, ${percent} %` };
  }
  if (isUnreadable(item.issue.comments)) return item.issue.comments;
  return undecided(item.heard, "outcome")[0] ?? null;
}

/** The command that records an outcome. */
export const OUTCOME_COMMAND = "`/quench outcome confirmed|refuted|inconclusive <number>% <because>`";

/** R-X2: once the review date is over, the outcome is on record. */
function reviewed(subject: Judged, item: JudgedItem): readonly VerdictNode[] {
  const { review } = item.fields;
  if (review === null) return [];
  const where = `#${item.issue.number}`;
  const say = (outcome: Outcome, phrase: string, evidence: readonly string[], next: Step | null = null) => [
    node("R-X2", `R-X2:${where}`, "Review", outcome, phrase, { item: item.issue.number, evidence, next }),
  ];
  const found = outcomeOf(item);
  if (found !== null && !isUnreadable(found))
    return say("pass", `The outcome of ${where} is on record: ${found.phrase}.`, [found.url]);
  const over = subject.snapshot.now >= endOfLocalDay(review, subject.policy.time.zone);
  if (!over) return say("not_applicable", `The outcome of ${where} is due on ${formatDay(review)}.`, []);
  if (found !== null) return say("unknown", `Cannot tell yet whether ${where} was reviewed: ${found.unreadable}.`, []);
  const who = [item.owner, item.verifier].filter((login) => login !== null);
  return say(
    "fail",
    `The review date of ${where} was ${formatDay(review)}, and no outcome is on record.`,
    [item.issue.url],
    step(
      `Record the outcome: ${OUTCOME_COMMAND} on ${where}.`,
      "comment",
      who.length > 0 ? who : ["someone with triage or above, who first names an owner"],
    ),
  );
}

export const EXPERIMENT_RULES: readonly Rule[] = [
  {
    id: "R-X1",
    title: "Each item is an experiment",
    passes:
      "It has a hypothesis with a number, a measure with its observation window, a guardrail, one owner and one verifier, and a review date.",
    fails: "One of these is missing. “Later”, “soon” and “next quarter” are no date.",
    unknown: "The hardening items, or the comments that may name an owner or a verifier, were not read.",
    settings: [],
    kind: "finding",
    judge: (subject) => [
      ...itemsUnread(subject, "R-X1", "Experiment"),
      ...subject.items.filter(isStanding).map(designed),
    ],
  },
  {
    id: "R-X2",
    title: "The outcome is recorded by the review date",
    passes: "An outcome was recorded with `/quench outcome` by the item's owner or verifier.",
    fails: "The review date is over, in the team's time zone, and no outcome was recorded.",
    unknown: "The hardening items, the item's comments, or the right of whoever recorded an outcome were not read.",
    settings: ["time.zone"],
    kind: "finding",
    judge: (subject) => [
      ...itemsUnread(subject, "R-X2", "Review"),
      ...subject.items.filter(isStanding).flatMap((item) => reviewed(subject, item)),
    ],
  },
];
