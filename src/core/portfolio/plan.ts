/** What is to be written for a repository as a whole, less what is there: applied once, the next plan is empty. Pure. */
import type { Write } from "../plan/write.ts";
import { planAudit } from "./audit.ts";
import { planDecided, planReportLabel } from "./decided.ts";
import { planDigest } from "./digest.ts";
import { planLedgers } from "./ledgers.ts";
import { planPromotions } from "./promotion.ts";
import { planDuplicates } from "./report.ts";
import type { Portfolio } from "./types.ts";

/** The writes, in the order in which they are to be made: what was decided is remembered last. */
export function planPortfolio(portfolio: Portfolio): readonly Write[] {
  const { facts } = portfolio;
  if (facts.repository.archived) return [];
  const writes = [
    ...planDuplicates(facts),
    ...planDigest(portfolio),
    ...planAudit(portfolio),
    ...planLedgers(portfolio),
    ...planPromotions(portfolio),
  ];
  return [...planReportLabel(facts, writes), ...writes, ...planDecided(portfolio)];
}
