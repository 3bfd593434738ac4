/**
 * The portfolio of a repository as a text: what is not known and what is urgent first, then the digest's sections. Every
 * number is a link: a job's summary and a file on a disk make none of `#12`. Nobody is mentioned.
 */
import { isUnsure, type PortfolioDocument } from "../portfolio/document.ts";
import type { PortfolioRow, RowBundle, StandingName } from "../portfolio/row.ts";
import { codeSpan, inlineText } from "../markdown.ts";
import { formatDay, formatInstant } from "../time.ts";
import { digestHead, digestParts } from "./digest.ts";
import { bullets, fit, type Part } from "./fit.ts";
import { policyFault } from "./policy-standing.ts";
import { person, renderStep } from "./words.ts";

/** By its first line a file of ours is known. */
export const PORTFOLIO_MARK = "<!-- quench:portfolio -->";

/** GitHub takes 1 MiB of a job's summary, and nobody reads as much. */
const ROOM = 200_000;
/** Incidents that are seen without opening anything. */
const SHOWN = 25;

const COUNTED: readonly (readonly [StandingName, words: string])[] = [
  ["not_ready", "not ready to close"],
  ["disputed", "disputed"],
  ["closed_early", "closed before the fix was proven"],
  ["unknown", "not to be told yet"],
  ["pending", "closed and not judged yet"],
  ["unread", "not read"],
  ["overridden", "overridden"],
  ["ready", "ready to close"],
  ["closed", "closed with evidence"],
  ["let_go", "let go"],
];

/** How the incidents stand, in one clause: `2 not ready to close, 1 ready to close`. */
export function countWords({ counts, overdue }: PortfolioDocument): string {
  const told = COUNTED.flatMap(([name, words]) => (counts[name] === 0 ? [] : [`${counts[name]} ${words}`]));
  const late = overdue === 0 ? [] : [`${overdue} ${overdue === 1 ? "date" : "dates"} overdue`];
  return [...told, ...late].join(", ");
}

/** @param zone the team's time zone, for the instants in it. */
export function renderPortfolio(portfolio: PortfolioDocument, zone: string): string {
  const { repository, incidents, sections } = portfolio;
  const many = incidents.length === 1 ? "1 incident" : `${incidents.length} incidents`;
  const lines = bullets(incidents.map(rowText));
  const noun = ["incident", "incidents"] as const;
  const digest = digestParts({ sections, unread: [], paused: [] });
  const isEmpty = incidents.length === 0;
  const parts: readonly Part[] = [
    PORTFOLIO_MARK,
    `# Hardening portfolio of ${inlineText(repository)}`,
    isEmpty
      ? isUnsure(portfolio)
        ? ""
        : "**No incident is open, and none was closed in the last 15 days.**"
      : `**${many}: ${countWords(portfolio)}.**`,
    missing(portfolio, zone),
    digestHead(sections),
    `As of ${formatInstant(portfolio.at, zone)}, ${judgedBy(portfolio)}`,
    { head: "## Incidents", lines: lines.slice(0, SHOWN), noun, weight: 100 },
    { head: `${lines.length - SHOWN} more`, lines: lines.slice(SHOWN), noun, weight: 90, folded: true },
    sections.length === 0 ? "" : "## Digest of today",
    ...digest,
    bundles(incidents),
  ];
  return `${fit(parts, ROOM)}\n`;
}

/** What was not read, and when to come again; `""` where everything was. */
function missing({ stopped, notes, incidents }: PortfolioDocument, zone: string): string {
  const lines: string[] = [];
  const unread = incidents.filter(({ standing }) => standing === "unread");
  if (stopped !== null) {
    const again = stopped.again === null ? "" : ` Come again at ${formatInstant(stopped.again, zone)}.`;
    const left = unread.length === 1 ? "1 incident is" : `${unread.length} incidents are`;
    lines.push(
      `⚠️ **This report is not whole: ${left} not read.** It ended before its end: ${inlineText(stopped.why, 300)}.${again}`,
    );
  } else if (unread.length > 0) {
    const left = unread.length === 1 ? "1 incident" : `${unread.length} incidents`;
    lines.push(`⚠️ **This report is not whole: ${left} could not be read.** Why stands with each of them.`);
  }
  const partly = incidents.filter((row) => row.unread !== null && row.standing !== "unread");
  if (partly.length > 0) {
    const numbers = partly.slice(0, 20).map(({ number, url }) => `[#${number}](${url})`);
    const more = partly.length > numbers.length ? ` and ${partly.length - numbers.length} more` : "";
    lines.push(`⚠️ Not read whole, so that what they ask for may be missing: ${numbers.join(", ")}${more}.`);
  }
  return [...lines, ...notes.map((note) => `⚠️ ${inlineText(note, 300)}`)].join("\n\n");
}

function judgedBy({ policy, mode }: PortfolioDocument): string {
  if (policy.problem !== null) return `in mode ${mode}. ${policyFault(policy)}`;
  if (policy.path === null) {
    return `by the built-in defaults in ${mode} mode: the repository has no policy file \`.github/quench.yml\`.`;
  }
  const commit = policy.commit === null ? "" : ` of commit ${codeSpan(policy.commit.slice(0, 10))}`;
  return `by ${codeSpan(policy.path)}${commit} in ${mode} mode.`;
}

function rowText(row: PortfolioRow): string {
  const { number, url, title, severity, drill, headline, next, due, unread } = row;
  const facts = [severity, drill ? "drill" : null].filter((fact) => fact !== null).join(", ");
  const head = `[#${number}](${url}) ${inlineText(title, 120)}${facts === "" ? "" : ` (${facts})`}: ${headline}.`;
  const lines = [
    ...(next === null ? [] : [`Next: ${renderStep(next)}`]),
    ...(due === null ? [] : [dueText(row)]),
    ...(unread === null ? [] : [`Not read: ${inlineText(unread, 200)}.`]),
  ];
  return [head, ...lines].join("\n  ");
}

function dueText({ due, overdue, owner }: PortfolioRow): string {
  if (due === null) return "";
  const what = due.number === null ? "" : ` ([#${due.number}](${due.url}))`;
  const who = owner === null ? "no owner" : person(owner);
  if (!due.overdue) return `Due ${formatDay(due.day)}${what}, ${who}.`;
  const others = overdue > 1 ? ` and ${overdue - 1} more` : "";
  return `⏰ Overdue since ${formatDay(due.day)}${what}, ${who}${others}.`;
}

const BUNDLE_WORDS: Readonly<Record<RowBundle["state"], string>> = {
  due: "to be posted",
  posted: "posted",
  changed: "posted, and not as it was posted any more",
};

function bundles(rows: readonly PortfolioRow[]): Part {
  const lines = bullets(
    rows.flatMap(({ number, url, bundle }) => {
      if (bundle === null) return [];
      const { state, sha256, note } = bundle;
      const of = `[#${number}](${bundle.url ?? url})`;
      return [`${of}: ${BUNDLE_WORDS[state]}, SHA-256 \`${sha256}\`${note === null ? "" : `. ${note}`}`];
    }),
  );
  const noun = ["bundle", "bundles"] as const;
  return { head: `Completion bundles (${lines.length})`, lines, noun, weight: 20, folded: true };
}
