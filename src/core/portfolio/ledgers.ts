/**
 * The ledger's two pages (R-Z1, R-D1): one issue for the residual risks and one for the debts, the same for ever and
 * rewritten only when what it says changes.
 *
 * A page is made with the first entry. One that a person closed stays closed, since whoever closes it wants it off the
 * list of open issues, and is kept up to date all the same; one that a person rewrote is restored, and a deleted one is
 * made again while there is an entry.
 */
import { readDebtForm, readRiskForm } from "../forms/values.ts";
import type { Write } from "../plan/write.ts";
import type { Policy } from "../policy/schema.ts";
import { type LedgerPage, type PageRow, renderLedger } from "../render/ledger.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { compare, endOfLocalDay, minInstant } from "../time.ts";
import { ownIssue, REPORT_LABEL } from "./report.ts";
import type { LedgerFacts, LedgerIssue, Portfolio, PortfolioFacts } from "./types.ts";

/** By these a page is known whose marker somebody wrote over. */
export const LEDGER_TITLES = { risk: "Residual risks", debt: "Reliability debt" } as const;

/** The pages that do not say what they should. None where the entries were not read: an old page beats a wrong one. */
export function planLedgers({ facts, inForce }: Pick<Portfolio, "facts" | "inForce">): readonly Write[] {
  const { ledger } = facts;
  if (ledger === undefined || isUnreadable(ledger)) return [];
  return (["risk", "debt"] as const).flatMap((kind): readonly Write[] => {
    const key = `ledger:${kind}`;
    const page = pageOf(kind, ledger, facts, inForce.policy);
    const present = ownIssue(facts, key);
    if (present === null && page.rows.length === 0) return [];
    const title = LEDGER_TITLES[kind];
    const body = renderLedger(page);
    if (present !== null && present.title === title && present.body.trimEnd() === body) return [];
    return [{ kind: "own_issue", key, title, body, labels: [REPORT_LABEL], existing: present?.number ?? null }];
  });
}

/** When a page changes with no event: the next of its days is over. Null: never. */
export function ledgerWake(facts: Pick<PortfolioFacts, "ledger" | "now" | "own">, policy: Policy): Instant | null {
  const { ledger, now } = facts;
  if (ledger === undefined || isUnreadable(ledger)) return null;
  const days = (["risk", "debt"] as const).flatMap((kind) =>
    pageOf(kind, ledger, facts, policy).rows.flatMap(({ day }) => day ?? []),
  );
  return minInstant(...days.map((day) => endOfLocalDay(day, policy.time.zone)).filter((end) => end > now));
}

function pageOf(
  kind: LedgerPage["kind"],
  { entries, more }: LedgerFacts,
  { now, own }: Pick<PortfolioFacts, "now" | "own">,
  policy: Policy,
): LedgerPage {
  const ours = new Set(own.map(({ number }) => number));
  // Anyone with triage may put the label on a page itself.
  const labelled = entries.filter((entry) => !ours.has(entry.number) && kindOf(entry, policy) === kind);
  const rows = labelled.filter(({ outsider }) => outsider !== true).map((entry) => rowOf(kind, entry, now, policy));
  return {
    kind,
    rows: rows.toSorted((a, b) => compare(a.filedAt, b.filedAt) || a.number - b.number),
    strangers: labelled.filter(({ outsider }) => outsider === true).map(({ number }) => number),
    more,
  };
}

/** As in an incident's ledger: an issue with both labels is a risk. */
function kindOf({ labels }: LedgerIssue, { ledger }: Policy): LedgerPage["kind"] {
  const wanted = ledger.risk_label.toLowerCase();
  return labels.some((label) => label.toLowerCase() === wanted) ? "risk" : "debt";
}

function rowOf(kind: LedgerPage["kind"], entry: LedgerIssue, now: Instant, policy: Policy): PageRow {
  const { number, title, assignees, createdAt, parent, outsider } = entry;
  const read = kind === "risk" ? riskOf(entry, policy) : debtOf(entry, policy);
  const [sole = null, ...others] = assignees;
  const over = read.day !== null && now >= endOfLocalDay(read.day, policy.time.zone);
  return {
    number,
    title,
    ...read,
    incident: parent === null ? read.incident : `#${parent}`,
    owner: others.length > 0 ? null : (sole ?? read.owner),
    owners: assignees.length,
    state: read.lacks.length > 0 ? "unmanaged" : over ? "overdue" : "dated",
    unsure: isUnreadable(outsider),
    filedAt: createdAt,
  };
}

type Read = Pick<PageRow, "what" | "why" | "item" | "day" | "owner" | "incident" | "lacks">;

function riskOf({ body }: LedgerIssue, policy: Policy): Read {
  const { statement, whyNotSolved, trigger, target, owner, incident } = readRiskForm(body, policy);
  const lacks = [
    ...(statement === null ? ["a risk statement"] : []),
    ...(trigger === null ? ["a trigger"] : []),
    ...(target === null ? ["a target date"] : []),
  ];
  return { what: statement, why: whyNotSolved, item: null, day: target, owner, incident: named(incident), lacks };
}

function debtOf({ body }: LedgerIssue, policy: Policy): Read {
  const { item, riskOfDelay, whyDeferred, revisit, owner, incident } = readDebtForm(body, policy);
  return {
    what: riskOfDelay,
    item,
    why: whyDeferred,
    day: revisit,
    owner,
    incident: named(incident),
    lacks: revisit === null ? ["a revisit date"] : [],
  };
}

function named(incident: { readonly repository: string | null; readonly number: number } | null): string | null {
  return incident === null ? null : `${incident.repository ?? ""}#${incident.number}`;
}
