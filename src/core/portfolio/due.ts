/** Which reports a repository is due for, told without reading a single incident (R-O1, R-O2, R-K2). */
import { announcedAt, announcementOf } from "../policy/promote.ts";
import type { InForce } from "../policy/resolve.ts";
import { type Due, rhythmOf } from "../rules/cadence.ts";
import type { Instant } from "../snapshot/types.ts";
import { addDays, localDay, minInstant } from "../time.ts";
import { ledgerWake } from "./ledgers.ts";
import { ownIssue } from "./report.ts";
import type { Decided, DueReports, PortfolioFacts } from "./types.ts";

/** Days between two digests, or two audits, at most: whoever made the one before was there when this one came due. */
const PERIOD = { digest: 8, audit: 32 } as const;

/** The reports whose instant has come, of each only the newest, and that were not decided on yet. */
export function dueReports({ now, decided }: Pick<PortfolioFacts, "now" | "decided">, inForce: InForce): DueReports {
  const known = remembered(decided, now, inForce);
  const report = (name: "digest" | "audit"): Due | null => {
    const last = rhythmOf(name, now, inForce.policy)?.last ?? null;
    const before = known[name];
    if (last === null || (before !== undefined && before >= last.day)) return null;
    // Nothing is made afterwards for a time in which nobody had asked for it.
    const wasThere = before !== undefined && addDays(before, PERIOD[name]) >= last.day;
    const { committedAt } = inForce;
    return !wasThere && committedAt !== null && committedAt > last.at ? null : last;
  };
  return {
    digest: report("digest"),
    audit: report("audit"),
    promotion: promotionDue(known, now, inForce),
    ledgers: true,
  };
}

function promotionDue(known: Decided, now: Instant, { policy }: InForce): DueReports["promotion"] {
  const next = announcementOf(policy, now);
  const at = announcedAt(policy, now);
  if (next === null || at === null || now < at || known.promotion === next.day) return null;
  return { day: next.day, at, mode: next.mode };
}

/** What anybody who may edit labels could have written there counts only up to today; a promotion lies ahead. */
function remembered(decided: Decided | null, now: Instant, { policy }: InForce): Decided {
  const today = localDay(now, policy.time.zone);
  const { digest, audit, promotion } = decided ?? {};
  return {
    ...(digest === undefined || digest > today ? {} : { digest }),
    ...(audit === undefined || audit > today ? {} : { audit }),
    ...(promotion === undefined ? {} : { promotion }),
  };
}

/** Whether a report is still to be written, so that the incidents have to be read for it. */
export function needsParts(facts: PortfolioFacts, { digest, audit, promotion }: DueReports): boolean {
  const missing = (key: string): boolean => ownIssue(facts, key) === null;
  return (
    (digest !== null && missing(`digest:${digest.day}`)) ||
    (audit !== null && missing(`audit:${audit.day}`)) ||
    (promotion !== null && missing(`promotion:${promotion.mode}:${promotion.day}`))
  );
}

/** The next instant at which a report comes due, or a page changes, by itself; null where none ever does. */
export function nextReportAt(
  facts: Pick<PortfolioFacts, "now" | "ledger" | "own">,
  { policy }: InForce,
): Instant | null {
  const { now } = facts;
  const announced = announcedAt(policy, now);
  return minInstant(
    rhythmOf("digest", now, policy)?.next ?? null,
    rhythmOf("audit", now, policy)?.next ?? null,
    ledgerWake(facts, policy),
    announced !== null && announced > now ? announced : null,
    // Once it has begun, its announcement is history.
    announcementOf(policy, now)?.begins ?? null,
  );
}
