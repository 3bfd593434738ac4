/** W. Windows: a time-boxed loop whose clock starts when service was restored (R-W1 to R-W4). */
import { said, undecided } from "../commands/said.ts";
import { OVERRIDERS } from "../people.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { addMs, formatDuration, formatInstant, maxInstant, minInstant, msBetween } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { Assessed, JudgedItem, Judged } from "../verdict/judged.ts";
import { nearest, node, step } from "../verdict/node.ts";
import type { Outcome, VerdictNode, WindowState, WindowVerdict } from "../verdict/types.ts";
import type { Rule } from "./rule.ts";
import { few } from "./takers.ts";
import { type Need, closeNeeds, keepNeeds, learnNeeds } from "./window-needs.ts";

export interface Start {
  /** When the clock began. */
  readonly at: Instant;
  /** The latched *Service restored at*; null until one is valid. */
  readonly latched: Instant | null;
  /** Set where the form now says something else than what was latched (R-W4). */
  readonly differs: Instant | null;
}

/**
 * R-W4: the start is latched when first valid (started ≤ restored ≤ now). Later the earlier deadline holds, unless
 * somebody with the override right said `/quench restored`.
 */
export function startOf(subject: Case): Start {
  const { snapshot, form, memory } = subject;
  const spoken = said(subject.heard, "restored").findLast(({ command }) => command.at <= snapshot.now)?.command.at;
  if (spoken !== undefined) return { at: spoken, latched: spoken, differs: null };
  const stated = form.restoredAt;
  const valid =
    stated !== null && stated <= snapshot.now && (form.startedAt === null || form.startedAt <= stated) ? stated : null;
  const latched = minInstant(memory.restoredAt, valid);
  const differs = latched !== null && stated !== latched ? stated : null;
  return { at: latched ?? snapshot.incident.createdAt, latched, differs };
}

/** Why the start is not sure: what was latched, or said of it, could not be read; null where it is. */
function startUnread(subject: Case): Unreadable | null {
  const { comments } = subject.snapshot.incident;
  return isUnreadable(comments) ? comments : (undecided(subject.heard, "restored")[0] ?? null);
}

interface Look {
  readonly window: WindowVerdict;
  readonly needs: readonly Need[];
  readonly unread: Unreadable | null;
}

/** A window with what it needs. Facts not read count only where nothing that was read has decided already (R-V1). */
function look(subject: Case, base: Omit<WindowVerdict, "state" | "metAt">, needs: readonly Need[]): Look {
  const { now } = subject.snapshot;
  const there = needs.every(({ at }) => at !== null);
  const metAt = there ? maxInstant(...needs.map(({ at }) => at)) : null;
  const short = needs.filter(({ at }) => at === null || at > base.deadline);
  const hidden = short.every(({ unread }) => unread !== null) ? (short[0]?.unread ?? null) : null;
  const unread = startUnread(subject) ?? hidden;
  const state = ((): WindowState => {
    if (short.length === 0) return "met";
    if (unread !== null) return "unknown";
    if (there) return "late";
    if (now >= base.deadline) return "missed";
    return now < base.opens ? "upcoming" : "open";
  })();
  return { window: { ...base, state, metAt }, needs, unread };
}

/** R-W1: in the first 24 hours the incident gets a timeline and an evidence packet. */
function keep(subject: Case): Look {
  const opens = startOf(subject).at;
  const deadline = addMs(opens, subject.policy.windows.keep);
  return look(subject, { rule: "R-W1", title: "Keep the signal", opens, deadline }, keepNeeds(subject));
}

/** R-W2: up to 72 hours the dominant failure mode is closed, by a guardrail and a regression test. */
function close(subject: Assessed): Look {
  const { at } = startOf(subject);
  const opens = addMs(at, subject.policy.windows.keep);
  const deadline = addMs(at, subject.policy.windows.close);
  return look(subject, { rule: "R-W2", title: "Close the failure mode", opens, deadline }, closeNeeds(subject));
}

/** R-W3: up to 14 days the runbook says it, and every owner has confirmed the checklist. */
function learn(subject: Assessed): Look {
  const { at } = startOf(subject);
  const opens = addMs(at, subject.policy.windows.close);
  const deadline = addMs(at, subject.policy.windows.learn);
  return look(subject, { rule: "R-W3", title: "Make it the institution's", opens, deadline }, learnNeeds(subject));
}

// Windows and their nodes are asked for at different stages of one case: its items are looked through once.
const seen = new WeakMap<readonly JudgedItem[], readonly Look[]>();

function looks(subject: Assessed): readonly Look[] {
  const known = seen.get(subject.items);
  if (known !== undefined) return known;
  const made = [keep(subject), close(subject), learn(subject)];
  seen.set(subject.items, made);
  return made;
}

/** R-W1 to R-W3. */
export function windowsOf(subject: Assessed): readonly WindowVerdict[] {
  return looks(subject).map(({ window }) => window);
}

const OUTCOMES: Readonly<Record<WindowState, Outcome>> = {
  met: "pass",
  late: "fail",
  missed: "fail",
  open: "not_applicable",
  upcoming: "not_applicable",
  unknown: "unknown",
};

function windowNode(subject: Judged, { window, needs, unread }: Look): VerdictNode {
  const { rule, title, state, metAt, opens, deadline } = window;
  const told = (at: Instant): string => formatInstant(at, subject.policy.time.zone);
  const still = few(clauses(needs.filter(({ at }) => at === null)), "; ");
  const phrase = {
    met: `Met on ${told(metAt ?? opens)}; the deadline is ${told(deadline)}.`,
    late: `Late by ${formatDuration(msBetween(deadline, metAt ?? deadline))}: met on ${told(metAt ?? deadline)}, the deadline was ${told(deadline)}.`,
    missed: `Missed, the deadline was ${told(deadline)}: ${still}.`,
    open: `Open until ${told(deadline)}: ${still}.`,
    upcoming: `Opens on ${told(opens)}, until ${told(deadline)}: ${still}.`,
    unknown: `Cannot tell yet: ${unread?.unreadable ?? ""}.`,
  }[state];
  return node(rule, rule, title, OUTCOMES[state], phrase, {
    evidence: needs.flatMap(({ evidence }) => evidence),
    next: state === "unknown" ? null : nearest(needs.map((need) => (need.at === null ? need.next : null))),
  });
}

/** Items that lack the same thing in one clause. */
function clauses(missing: readonly Need[]): readonly string[] {
  const groups = new Map<string, Need[]>();
  for (const need of missing) {
    const key = need.ofSeveral?.lack ?? need.missing;
    groups.set(key, [...(groups.get(key) ?? []), need]);
  }
  return [...groups].map(([lack, group]) => {
    const names = group.flatMap(({ ofSeveral }) => ofSeveral?.name ?? []);
    return names.length > 1 ? `${few(names)} ${lack}` : (group[0]?.missing ?? "");
  });
}

/** R-W4: what the clock goes by, and a form that was changed after the start was latched. */
function startNode(subject: Judged): VerdictNode {
  const { url } = subject.snapshot.incident;
  const { at, latched, differs } = startOf(subject);
  const told = (instant: Instant): string => formatInstant(instant, subject.policy.time.zone);
  const say = (outcome: Outcome, phrase: string, extra: Parameters<typeof node>[5] = {}): VerdictNode =>
    node("R-W4", "R-W4", "The clock", outcome, phrase, { evidence: [url], ...extra });
  const unread = startUnread(subject);
  if (unread !== null) return say("unknown", `Cannot tell yet when the clock started: ${unread.unreadable}.`);
  if (latched === null) {
    const next = step(
      `Write *Service restored at* into the form of #${subject.snapshot.incident.number} once service is back.`,
      "edit",
      [subject.snapshot.incident.author.login],
    );
    return say("not_applicable", `No restoration counts yet: the clock started on ${told(at)}, with the incident.`, {
      next,
    });
  }
  if (differs === null) return say("pass", `The clock started when service was restored, on ${told(latched)}.`);
  return say(
    "fail",
    `The form now says that service was restored at ${differs}; the clock started at ${latched}, and the earlier deadline holds.`,
    { next: step(`Say \`/quench restored ${differs} <because>\` if the change is right.`, "comment", [OVERRIDERS]) },
  );
}

const one =
  (index: number) =>
  (subject: Judged): readonly VerdictNode[] =>
    looks(subject)
      .slice(index, index + 1)
      .map((each) => windowNode(subject, each));

export const WINDOW_RULES: readonly Rule[] = [
  {
    id: "R-W1",
    title: "Keep the signal (0–24 h)",
    passes:
      "The incident holds a timeline of at least two timestamped entries and an evidence packet with a link, both written by the deadline.",
    fails: "One of them is missing at the deadline, or came late. Until then the window is open, and neither.",
    unknown: "The incident's comments, where the missing text or the start of the clock may stand, were not read.",
    settings: ["windows.keep", "time.zone"],
    kind: "fact",
    judge: one(0),
  },
  {
    id: "R-W2",
    title: "Close the dominant failure mode (24–72 h)",
    passes:
      "By the deadline a Controls item has a guardrail and a Quality item a regression test: each with a merged diff and successful command output.",
    fails: "One of them is missing at the deadline, or came late. Before that the window is upcoming or open.",
    unknown: "Pull requests, checks or items that may have brought what is missing were not read.",
    settings: ["windows.keep", "windows.close", "evidence.output_checks"],
    kind: "fact",
    judge: one(1),
  },
  {
    id: "R-W3",
    title: "Lower the risk of the class (3–14 d)",
    passes:
      "By the deadline a runbook or process update is merged, and the owner of every item has confirmed the checklist with `/quench ack adoption`.",
    fails: "One of them is missing at the deadline, or came late. Before that the window is upcoming or open.",
    unknown: "Pull requests, comments or owners that may show what is missing were not read.",
    settings: ["windows.close", "windows.learn", "files.runbooks", "files.oncall_checklists"],
    kind: "fact",
    judge: one(2),
  },
  {
    id: "R-W4",
    title: "The start of the clock is latched",
    passes: "The clock started when service was restored, and the form still says so.",
    fails:
      "The form was changed to another time; the earlier deadline holds until `/quench restored <ISO> <because>` by the override right.",
    unknown: "The comments with what was latched, or the right of whoever said `/quench restored`, were not read.",
    settings: ["people.override.role", "people.override.users", "people.override.teams"],
    kind: "finding",
    judge: (subject) => [startNode(subject)],
  },
];
