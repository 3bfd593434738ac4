/**
 * The ledger's pages: residual risks (R-Z1) and reliability debt (R-D1), the oldest first. A list and no table: on a
 * phone a table's last columns, which say what is overdue, are out of sight. Nobody is mentioned.
 */
import { inlineText, plainText } from "../markdown.ts";
import type { Instant } from "../snapshot/types.ts";
import { formatDay } from "../time.ts";
import { fit, type Line } from "./fit.ts";
import { details, inWords, person, shortTitle } from "./words.ts";

/** One entry, with people's text raw. */
export interface PageRow {
  readonly number: number;
  readonly title: string;
  readonly what: string | null;
  readonly why: string | null;
  /** The item that is put off. */
  readonly item: number | null;
  /** The sole assignee, else whom the form names; null where nobody answers for it alone. */
  readonly owner: string | null;
  /** How many are assigned. */
  readonly owners: number;
  /** Target or revisit date. */
  readonly day: string | null;
  /** `#12`, `acme/shop#12`; null where it names none. */
  readonly incident: string | null;
  /** What it must have and has not: `a trigger`. */
  readonly lacks: readonly string[];
  /** `unmanaged`: it lacks something. */
  readonly state: "overdue" | "unmanaged" | "dated";
  /** Nobody could tell whether its author belongs here. */
  readonly unsure: boolean;
  readonly filedAt: Instant;
}

export interface LedgerPage {
  readonly kind: "risk" | "debt";
  /** The oldest first. */
  readonly rows: readonly PageRow[];
  /** Issues that carry the label and were opened by somebody without a say here. */
  readonly strangers: readonly number[];
  /** There are too many: the newest are missing. */
  readonly more: boolean;
}

const ROOM = 60_000;
/** Of the numbers of strangers' issues. */
const MOST_NAMED = 20;

const WORDS = {
  risk: {
    none: "✅ No residual risk is open",
    day: "target date",
    what: "Risk",
    why: "Why not solved",
    unmanaged: "so it covers nothing",
    how: "Each open issue with the label of residual risks stands here, the oldest first. An entry is managed once it has a risk statement, a trigger, one owner and a target date; it covers items once it is accepted: `/quench risk accept #<risk>`. Close an entry once its risk is gone.",
  },
  debt: {
    none: "✅ Nothing is deferred",
    day: "revisit date",
    what: "Risk of delay",
    why: "Why deferred",
    unmanaged: "so it defers nothing",
    how: "Each open issue with the label of reliability debts stands here, the oldest first. `/quench defer #<item> YYYY-MM-DD <because>` files one. On its revisit date its owner is reminded. Close an entry once its work is done.",
  },
} as const;

/** Renders a page; it changes only when an entry does, or one of its days is over. */
export function renderLedger(page: LedgerPage): string {
  const words = WORDS[page.kind];
  return fit(
    [
      `## ${headline(page)}`,
      next(page),
      {
        head: "**Oldest first**",
        lines: page.rows.map((row) => lineOf(page, row)),
        noun: ["entry", "entries"],
        weight: 50,
      },
      strangers(page),
      page.more ? "There are more entries than are read here: the newest are missing." : "",
      details(
        "How this page works",
        [words.how, "The page is rewritten whenever an entry changes; what is written into it by hand is lost."]
          .map((line) => `- ${line}`)
          .join("\n"),
      ),
    ],
    ROOM,
  );
}

function headline({ kind, rows }: LedgerPage): string {
  const words = WORDS[kind];
  if (rows.length === 0) return words.none;
  const count = (state: PageRow["state"]): number => rows.filter((row) => row.state === state).length;
  const [overdue, unmanaged] = [count("overdue"), count("unmanaged")];
  const what =
    kind === "debt" ? `${rows.length} deferred` : `${rows.length} residual ${rows.length === 1 ? "risk" : "risks"}`;
  const troubles = [
    ...(overdue === 0 ? [] : [`${overdue} overdue`]),
    ...(unmanaged === 0 ? [] : [`${unmanaged} unmanaged`]),
  ];
  return troubles.length === 0 ? `⏳ ${what}, none overdue` : `⛔ ${what}: ${troubles.join(", ")}`;
}

function next({ kind, rows }: LedgerPage): string {
  const overdue = rows.filter(({ state }) => state === "overdue").toSorted(byDay)[0];
  if (overdue !== undefined) {
    const act =
      kind === "risk"
        ? "look at the risk again, then close it or set a later target date"
        : "do the work and close it, or defer it anew";
    return `**Next:** Revisit #${overdue.number}: ${act}${by(overdue)}.`;
  }
  const unmanaged = rows.find(({ state }) => state === "unmanaged");
  return unmanaged === undefined
    ? ""
    : `**Next:** Write ${inWords(unmanaged.lacks)} into #${unmanaged.number}${by(unmanaged)}.`;
}

function byDay(a: PageRow, b: PageRow): number {
  return (a.day ?? "") < (b.day ?? "") ? -1 : a.day === b.day ? a.number - b.number : 1;
}

function by({ owner }: PageRow): string {
  return owner === null ? "" : ` (${person(owner)})`;
}

function lineOf({ kind }: LedgerPage, row: PageRow): Line {
  const words = WORDS[kind];
  const facts = [
    standing(kind, row),
    ownerOf(row),
    ...(row.item === null ? [] : [`item #${row.item}`]),
    ...(row.incident === null ? [] : [`incident ${incident(row.incident)}`]),
  ];
  const told = [
    `- ${MARKS[row.state]} #${row.number} ${shown(shortTitle(row.title), 100)}`,
    facts.join(" · "),
    ...(row.what === null ? [] : [`${words.what}: ${shown(row.what, 300)}`]),
    ...(row.why === null ? [] : [`${words.why}: ${shown(row.why, 300)}`]),
    ...(row.unsure ? ["Whether its author belongs here could not be looked up."] : []),
  ];
  return { text: told.join("\n  "), rank: row.state === "dated" ? 0 : 1 };
}

const MARKS = { overdue: "⛔", unmanaged: "⚠️", dated: "⏳" } as const;

function standing(kind: LedgerPage["kind"], { state, day, lacks }: PageRow): string {
  const words = WORDS[kind];
  if (day === null || state === "unmanaged") return `**unmanaged:** it lacks ${inWords(lacks)}, ${words.unmanaged}`;
  return state === "overdue"
    ? `**overdue:** its ${words.day}, ${formatDay(day)}, is over`
    : `${words.day} ${formatDay(day)}`;
}

function ownerOf({ owner, owners }: PageRow): string {
  if (owner !== null) return person(owner);
  return owners > 1 ? `${owners} people assigned, and no one owner` : "no owner";
}

/** A form's field is Markdown that people wrote, or that we did. */
function shown(text: string, max: number): string {
  return inlineText(plainText(text), max);
}

/** Only what has the shape of a reference links. */
function incident(reference: string): string {
  return /^(?:[\w.-]+\/[\w.-]+)?#\d+$/.test(reference) ? reference : inlineText(reference, 100);
}

function strangers({ strangers: numbers }: LedgerPage): string {
  if (numbers.length === 0) return "";
  const named = numbers.slice(0, MOST_NAMED).map((number) => `#${number}`);
  const more = numbers.length - named.length;
  const list = `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `Not counted, because people without a say here opened ${numbers.length === 1 ? "it" : "them"}: ${list}. If one is right, file it again yourself.`;
}
