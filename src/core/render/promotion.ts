/** The notice that the mode promotes itself, a week before (R-K2): what changes, the counts for and against, how to stop it. */
import { DOCUMENTATION } from "../documentation.ts";
import { inlineText, linkText } from "../markdown.ts";
import { OVERRIDERS } from "../people.ts";
import type { Announcement } from "../policy/promote.ts";
import { MODES, type Policy } from "../policy/schema.ts";
import { countEarly, type EarlyClose } from "../rules/early-close.ts";
import { isUnreadable } from "../snapshot/types.ts";
import { formatDay, formatInstant, localDay } from "../time.ts";
import type { Mode } from "../verdict/types.ts";
import { fit, type Line, type Section } from "./fit.ts";
import { person } from "./words.ts";

/** An incident with closes that enforce mode would have undone. */
export interface EarlyIncident {
  readonly number: number;
  readonly url: string;
  /** As its author wrote it: raw. */
  readonly title: string;
  readonly closes: readonly EarlyClose[];
}

export interface PromotionFacts {
  readonly next: Announcement;
  readonly policy: Policy;
  /** The mode now. */
  readonly from: Mode;
  /** The policy file and where it is edited, then each that it builds on. None: the defaults decide. */
  readonly files: readonly { readonly name: string; readonly url: string }[];
  /** By number, without drills. */
  readonly incidents: readonly EarlyIncident[];
  /** How many incidents were looked at. */
  readonly looked: number;
  /** How many settled ones were not, because there are too many. */
  readonly beyond: number;
  /** Numbers of those that could not be read. */
  readonly unread: readonly number[];
}

const ROOM = 60_000;
/** Of the numbers of incidents that could not be read. */
const MOST_NAMED = 20;

/** Renders the notice; nobody is mentioned. */
export function renderPromotion(facts: PromotionFacts): string {
  const { next, policy, from } = facts;
  const at = formatInstant(next.begins, policy.time.zone);
  return fit(
    [
      `## 📅 From ${at} Quench is in ${next.mode} mode`,
      `**Next:** ${stop(facts)}`,
      `**What changes.** ${CHANGES[from](next.mode, highRisk(policy))}${softer(policy, next.mode)}`,
      figures(facts),
      list(facts),
      unread(facts),
      facts.beyond === 0
        ? ""
        : `Older settled incidents that were not looked at, because there are too many: ${facts.beyond}.`,
      `Read on: [How to go from shadow to enforce](${DOCUMENTATION}/how-to/go-from-shadow-to-enforce.md).`,
    ],
    ROOM,
  );
}

/** What is said as the notice is closed because its day came. */
export function renderPromoted(mode: Mode): string {
  return `Quench is in ${mode} mode here now.`;
}

/** What is said as it is closed because the date was taken out or moved. */
export function renderStopped(mode: Mode, day: string, moved: string | null, now: Mode): string {
  const then = moved === null ? "" : ` It goes on to ${mode} mode on ${formatDay(moved)} instead.`;
  return `${formatDay(day)} is no longer in the policy: Quench stays in ${now} mode.${then}`;
}

/** What enforce mode calls high risk, in words. */
function highRisk({ enforce }: Policy): string {
  const named = enforce.when.map((one) => (one === "repeat" ? "a repeated failure class" : one));
  const [last, ...rest] = named.toReversed();
  return rest.length === 0 ? (last ?? "") : `${rest.toReversed().join(", ")} or ${last}`;
}

const CHANGES: Readonly<Record<Mode, (to: Mode, risk: string) => string>> = {
  shadow: (to, risk) => (to === "warn" ? WARNING : enforcing(risk)),
  warn: (_to, risk) => enforcing(risk),
  enforce: () => "Nothing.",
};

const WARNING =
  "An incident that is closed before its fix is proven stays closed, and a comment on it says what is missing. Until then such a close is only recorded.";

function enforcing(risk: string): string {
  return risk === ""
    ? "Nothing: the policy names nothing that it blocks (`enforce.when` is empty)."
    : `An incident of ${risk} that is closed before its fix is proven is reopened, with what is missing. Any other stays closed, and a comment tells so. Closes before that day are not judged.`;
}

function softer({ gates }: Policy, to: Mode): string {
  const named = Object.entries(gates).flatMap(([gate, mode]) =>
    mode !== null && MODES.indexOf(mode) < MODES.indexOf(to) ? [`\`gates.${gate}\` stays in ${mode} mode`] : [],
  );
  return named.length === 0 ? "" : ` ${named.join("; ")}.`;
}

function stop({ next, files }: PromotionFacts): string {
  if (files.length === 0) return "Nothing, if that is right.";
  const links = files.map(({ name, url }) => linkText(name, url)).join(" or ");
  return `Nothing, if that is right. To stop it, change or take out \`promote.${next.mode}\` in ${links}; this issue is closed then.`;
}

function figures({ incidents, looked }: PromotionFacts): string {
  const { closes, falseAlarms, unsure } = countEarly(incidents.flatMap((one) => one.closes));
  if (looked === 0) return "**What speaks for it.** There was no incident to look at: nothing was closed early.";
  const of = `Of ${looked} ${looked === 1 ? "incident" : "incidents"} looked at`;
  if (closes === 0) return `**What speaks for it.** ${of}, none was closed early: nothing would have been undone.`;
  const many = `${incidents.length} ${incidents.length === 1 ? "was" : "were"} closed early`;
  const times = `${of}, ${many}: ${closes} ${closes === 1 ? "close" : "closes"} would have been undone`;
  const wrong =
    falseAlarms === 0
      ? "Nobody called one a false alarm."
      : closes === 1
        ? "It was called a false alarm."
        : `${falseAlarms} of them ${falseAlarms === 1 ? "was" : "were"} called a false alarm (${Math.round((falseAlarms / closes) * 100)}%).`;
  const open = unsure === 0 ? "" : ` Whether ${unsure} ${unsure === 1 ? "was" : "were"} one cannot be told yet.`;
  return `**What speaks for it, and against.** ${times}. ${wrong}${open}`;
}

function list({ incidents, policy }: PromotionFacts): Section {
  const lines = incidents.flatMap(({ number, title, closes }) =>
    closes.map(({ at, falseAlarm }): Line => {
      const what = `- #${number} ${inlineText(title, 80)}: closed ${formatDay(localDay(at, policy.time.zone))}`;
      if (falseAlarm === null) return { text: `${what}.` };
      if (isUnreadable(falseAlarm))
        return { text: `${what}; whether it was a false alarm cannot be told yet.`, rank: 1 };
      const { by, because, url } = falseAlarm;
      return { text: `${what}. ${linkText("False alarm", url)}, says ${person(by)}: ${inlineText(because)}`, rank: 1 };
    }),
  );
  const hint =
    lines.length === 0 ? "" : `. One that was right to close: \`/quench false-alarm <because>\` on it (${OVERRIDERS})`;
  return { head: `**Closed early** (${lines.length})${hint}`, lines, noun: ["close", "closes"], least: 5, weight: 10 };
}

function unread({ unread: numbers }: PromotionFacts): string {
  if (numbers.length === 0) return "";
  const named = numbers.slice(0, MOST_NAMED).map((number) => `#${number}`);
  const more = numbers.length - named.length;
  return `Not counted, because they could not be read: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}
