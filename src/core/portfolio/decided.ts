/**
 * Which reports were decided on, remembered where nobody deletes it by accident: in our label's description. A report
 * that somebody closed or deleted is not made again, and one that had nothing to say is not made later in the week.
 */
import type { Write } from "../plan/write.ts";
import { isDay } from "../time.ts";
import { REPORT_LABEL } from "./report.ts";
import { type Decided, type Portfolio, type PortfolioFacts, REPORTS, type ReportName } from "./types.ts";

const COLOR = "5319e7";
const HEAD = "Last reports:";
const ENTRY = /\b(digest|audit|promotion) (\d{4}-\d{2}-\d{2})\b/g;

/**
 * What a description remembers. Anyone who may edit labels can write there: a day that is no day counts for nothing.
 *
 * @param description null: the label has none.
 */
export function readDecided(description: string | null): Decided {
  const found: Partial<Record<ReportName, string>> = {};
  for (const [, name, day] of (description ?? "").matchAll(ENTRY)) {
    const report = REPORTS.find((one) => one === name);
    if (report !== undefined && day !== undefined && isDay(day)) found[report] = day;
  }
  return found;
}

/** At most 71 of the 100 characters that GitHub takes. */
export function describeDecided(decided: Decided): string {
  const entries = REPORTS.flatMap((name) => (decided[name] === undefined ? [] : [`${name} ${decided[name]}`]));
  return entries.length === 0 ? "Digests, audits and ledgers of hardening" : `${HEAD} ${entries.join(", ")}`;
}

/** The label, where an issue is about to need it. */
export function planReportLabel({ decided }: PortfolioFacts, writes: readonly Write[]): readonly Write[] {
  const needed = decided === null && writes.some((write) => write.kind === "own_issue");
  return needed ? [labelWrite({}, false)] : [];
}

/** What is decided now, remembered; nothing where there was nothing to decide on. */
export function planDecided({ facts, due, parts }: Portfolio): readonly Write[] {
  if (facts.decided === null && facts.own.length === 0 && parts.length === 0) return [];
  const { digest, audit, promotion } = due;
  return rememberDecided(facts, {
    ...(digest === null ? {} : { digest: digest.day }),
    ...(audit === null ? {} : { audit: audit.day }),
    ...(promotion === null ? {} : { promotion: promotion.day }),
  });
}

/** The write that remembers these days beside what is remembered already; none where it is known. */
export function rememberDecided({ decided }: PortfolioFacts, more: Decided): readonly Write[] {
  const before = describeDecided(decided ?? {});
  const after = { ...decided, ...more };
  return describeDecided(after) === before ? [] : [labelWrite(after, true)];
}

function labelWrite(decided: Decided, update: boolean): Write {
  const description = describeDecided(decided);
  return { kind: "label", key: `label:${REPORT_LABEL}`, name: REPORT_LABEL, color: COLOR, description, update };
}
