/** The weekly digest as an issue's text (R-O1): what is new first, long lists folded, nobody mentioned. */
import { codeSpan, inlineText, safeUrl } from "../markdown.ts";
import type { DigestEntry } from "../rules/digest-entries.ts";
import type { DigestName, DigestSection } from "../rules/digest.ts";
import { bullets, fit, type Part } from "./fit.ts";
import { bracketed } from "./words.ts";

export interface DigestContent {
  readonly sections: readonly DigestSection[];
  /** Incidents that could not be read whole, and why: raw. */
  readonly unread: readonly { readonly number: number; readonly why: string }[];
  /** Incidents whose reminders rest, and why: a clause in Markdown. */
  readonly paused: readonly { readonly number: number; readonly why: string }[];
  /** The digest before this one, and whether it is a week old: weeks with nothing to say have none. */
  readonly former: { readonly number: number; readonly isLastWeek: boolean } | null;
}

/** Characters of an issue are 65,536; our marker, and some to spare, are off already. */
const ROOM = 60_000;
/** Entries of a section that are seen without opening anything. */
const SHOWN = 5;
const PROOFS = 5;
const NOUN = ["entry", "entries"] as const;

/** What is counted in the first line, in the digest's order; a trend is no news by itself. */
const COUNTED: readonly (readonly [DigestName, one: string, many: string])[] = [
  ["due", "due this week", "due this week"],
  ["people", "ownerless or departed", "ownerless or departed"],
  ["weak", "with weak evidence", "with weak evidence"],
  ["blocked", "blocked", "blocked"],
  ["disputed", "disputed", "disputed"],
  ["overrides", "override about to expire", "overrides about to expire"],
  ["ready", "ready to close", "ready to close"],
  ["would_have_blocked", "close that would have been undone", "closes that would have been undone"],
  ["closed", "closed with evidence", "closed with evidence"],
];

/** The digest's text; null where there is nothing to say. */
export function renderDigest(content: DigestContent): string | null {
  const { sections, unread, former } = content;
  if (unread.length === 0 && sections.every(({ name }) => name === "trend")) return null;
  const parts: readonly Part[] = [
    digestHead(sections),
    ...digestParts(content),
    former === null ? "" : `${former.isLastWeek ? "Last week" : "Last digest"}: #${former.number}.`,
    "<sub>Quench writes one digest a week, and none where there is nothing to say. `digest: null` under `rhythm` in the policy stops it.</sub>",
  ];
  return fit(parts, ROOM);
}

/** What is counted, and the nearest step; `""` where nothing is. */
export function digestHead(sections: readonly DigestSection[]): string {
  const [first, step] = [countLine(sections), nearestStep(sections)];
  return first === null ? "" : `**${first}.**${step === null ? "" : ` ${step}`}`;
}

/** What was not read, the sections, and what is paused. */
export function digestParts({ sections, unread, paused }: Omit<DigestContent, "former">): readonly Part[] {
  return [
    ...unreadLines(unread),
    ...sections.flatMap(sectionParts),
    paused.length === 0 ? "" : `Paused: ${numbered(paused, (why) => why)}.`,
  ];
}

function countLine(sections: readonly DigestSection[]): string | null {
  const overdue = entriesOf(sections, "overdue");
  const isNew = overdue.filter((entry) => entry.isNew).length;
  const counts = COUNTED.flatMap(([name, one, many]) => {
    const { length } = entriesOf(sections, name);
    return length === 0 ? [] : [`${length} ${length === 1 ? one : many}`];
  });
  const all = [
    ...(isNew === 0 ? [] : [`${isNew} newly overdue`]),
    ...(overdue.length === isNew ? [] : [`${overdue.length - isNew} still overdue`]),
    ...counts,
  ];
  return all.length === 0 ? null : all.join(" · ");
}

function entriesOf(sections: readonly DigestSection[], name: DigestName): readonly DigestEntry[] {
  return sections.find((section) => section.name === name)?.entries ?? [];
}

/** One sentence: what takes least comes first. */
function nearestStep(sections: readonly DigestSection[]): string | null {
  const words: readonly (readonly [DigestName, (number: number) => string])[] = [
    ["ready", (number) => `Nearest step: close #${number}.`],
    ["people", (number) => `Nearest step: name who answers for #${number}.`],
    ["blocked", (number) => `Nearest step: reassign #${number}.`],
    ["overdue", (number) => `Nearest step: move #${number} on, or agree on another date.`],
    ["weak", (number) => `Nearest step: link the proof of #${number}.`],
    ["overrides", (number) => `Nearest step: finish what #${number} lacks before its override ends.`],
  ];
  for (const [name, say] of words) {
    const [entry] = entriesOf(sections, name);
    if (entry !== undefined) return say(entry.item ?? entry.incident);
  }
  return null;
}

function unreadLines(unread: DigestContent["unread"]): readonly Part[] {
  if (unread.length === 0) return [];
  const one = unread.length === 1;
  const head = `${unread.length} ${one ? "incident" : "incidents"} could not be read whole, so that what ${one ? "it asks" : "they ask"} for may be missing here:`;
  const lines = bullets(unread.map(({ number, why }) => `#${number}: ${inlineText(why, 160)}`));
  return [
    { head, lines: lines.slice(0, SHOWN), noun: NOUN, weight: 90 },
    { head: `${lines.length - SHOWN} more`, lines: lines.slice(SHOWN), noun: NOUN, weight: 5, folded: true },
  ];
}

/** Lower loses its lines first; what asks for action soonest keeps them longest. */
const WEIGHTS: Readonly<Record<DigestName, number>> = {
  overdue: 80,
  due: 70,
  disputed: 65,
  overrides: 60,
  ready: 55,
  people: 50,
  blocked: 45,
  weak: 40,
  would_have_blocked: 30,
  closed: 20,
  trend: 10,
};

function sectionParts({ name, title, entries }: DigestSection): readonly Part[] {
  const weight = WEIGHTS[name];
  const head = `### ${title}`;
  if (name === "overdue") {
    const fresh = entries.filter(({ isNew }) => isNew);
    const still = entries.filter(({ isNew }) => !isNew);
    return [
      ...(fresh.length === 0 ? [`${head}\nNothing since the last digest.`] : listed(head, fresh, weight)),
      { head: `${still.length} still overdue`, lines: linesOf(still), noun: NOUN, weight: weight - 5, folded: true },
    ];
  }
  return listed(head, entries, weight);
}

function listed(head: string, entries: readonly DigestEntry[], weight: number): readonly Part[] {
  const lines = linesOf(entries);
  return [
    { head, lines: lines.slice(0, SHOWN), noun: NOUN, weight },
    { head: `${lines.length - SHOWN} more`, lines: lines.slice(SHOWN), noun: NOUN, weight: weight - 5, folded: true },
  ];
}

function linesOf(entries: readonly DigestEntry[]) {
  return bullets(entries.map(entryText));
}

/** The sentence with who answers for it; below it, what it is about and what proves it. */
function entryText({ phrase, owner, title, item, incident, proof }: DigestEntry): string {
  const name = owner === null ? null : codeSpan(owner, 60);
  const sentence = bracketed(phrase, name === null || phrase.includes(name) ? "" : name);
  const links = proofLinks(proof);
  const more = links.length > PROOFS ? ` and ${links.length - PROOFS} more` : "";
  const facts = [
    inlineText(title.replace(/ \(incident #\d+\)$/, ""), 80),
    ...(item === null ? [] : [`incident #${incident}`]),
    ...(links.length === 0 ? [] : [`proof: ${links.slice(0, PROOFS).join(", ")}${more}`]),
  ];
  return `${sentence}\n  ${facts.filter((fact) => fact !== "").join(" · ")}`;
}

/** Named by what they lead to; of several of a kind the later ones by a number. */
function proofLinks(proof: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return proof.flatMap((url) => {
    const address = safeUrl(url);
    if (address === null) return [];
    const name = nameOf(address);
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return [`[${nth === 1 ? name : `${name} ${nth}`}](${address})`];
  });
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/#issuecomment-\d+$/, "comment"],
  [/\/actions\/runs\//, "run"],
  [/\/runs\/\d+$/, "check"],
  [/\/blob\//, "file"],
];

function nameOf(address: string): string {
  const kind = KINDS.find(([where]) => where.test(address))?.[1];
  if (kind !== undefined) return kind;
  const issue = /\/(?:issues|pull)\/(\d{1,10})(?:[#?]|$)/.exec(address)?.[1];
  const commit = /\/commit\/([0-9a-f]{7})/.exec(address)?.[1];
  return issue === undefined ? (commit ?? "link") : `#${issue}`;
}

function numbered(
  list: readonly { readonly number: number; readonly why: string }[],
  say: (why: string) => string,
): string {
  const shown = list.slice(0, 20).map(({ number, why }) => `#${number} (${say(why)})`);
  return `${shown.join(", ")}${list.length > shown.length ? ` and ${list.length - shown.length} more` : ""}`;
}
