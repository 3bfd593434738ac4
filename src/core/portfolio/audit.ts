/**
 * The monthly control audit (R-O2): one issue on its day, settled incidents among what it looks at.
 *
 * Without any control there is nothing to audit, and nothing is said. Where all of them run it is said all the same, in
 * one short issue: an audit that is only seen when something is wrong cannot be told from one that was never made, and
 * once a month that costs nobody much.
 */
import type { Write } from "../plan/write.ts";
import { renderAudit } from "../render/audit.ts";
import { formatLongDay } from "../time.ts";
import { formerReport, planReport } from "./report.ts";
import type { IncidentPart, Portfolio } from "./types.ts";

/** The audit that is due, and the close of the one before it. */
export function planAudit(portfolio: Portfolio): readonly Write[] {
  const { facts, due, beyond } = portfolio;
  if (due.audit === null) return [];
  const { day, at } = due.audit;
  const key = `audit:${day}`;
  // What began after it was due is the next one's: an audit that comes late tells of no other time.
  const parts = portfolio.parts.filter(({ watchedSince, unread }) =>
    watchedSince === null ? unread !== null : watchedSince <= at,
  );
  const title = `Control audit: ${formatLongDay(day)}`;
  const former = formerReport(facts, "audit", key);
  const body = hasControls(parts) ? renderAudit({ parts, beyond, former: former?.number ?? null }) : null;
  return planReport(facts, { name: "audit", key, title, body });
}

function hasControls(parts: readonly IncidentPart[]): boolean {
  return parts.some(({ audit }) => audit.controls.length > 0);
}
