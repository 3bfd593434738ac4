/** What the planners of a repository's own issues are given: nothing due, nothing there, unless told. */
import type {
  DueReports,
  IncidentPart,
  LedgerIssue,
  OwnIssue,
  Portfolio,
  PortfolioFacts,
} from "../../src/core/portfolio/types.ts";
import type { InForce } from "../../src/core/policy/resolve.ts";
import { NO_AUDIT } from "../../src/core/rules/audit.ts";
import { policyInForce } from "./policy.ts";
import { day, snapshot } from "./snapshot.ts";

const NOTHING_DUE: DueReports = { digest: null, audit: null, promotion: null, ledgers: true };

export function portfolioFacts(over: Partial<PortfolioFacts> = {}): PortfolioFacts {
  const { now, repository, self } = snapshot();
  return { now, repository, self, policy: [], own: [], decided: {}, ledger: { entries: [], more: false }, ...over };
}

/** `facts` and `due` are filled up. */
export function portfolio(
  over: {
    readonly facts?: Partial<PortfolioFacts>;
    readonly inForce?: InForce;
    readonly due?: Partial<DueReports>;
    readonly parts?: readonly IncidentPart[];
    readonly beyond?: number;
  } = {},
): Portfolio {
  const { facts = {}, inForce = policyInForce(), due = {}, parts = [], beyond = 0 } = over;
  return { facts: portfolioFacts(facts), inForce, due: { ...NOTHING_DUE, ...due }, parts, beyond };
}

/** The part of an incident of which there is nothing to report. */
export function part(number: number, over: Partial<IncidentPart> = {}): IncidentPart {
  return {
    number,
    url: `https://github.com/acme/shop/issues/${number}`,
    title: "Checkout is down",
    state: "open",
    closedAt: null,
    drill: false,
    watchedSince: day(0),
    scope: "current",
    paused: null,
    digest: [],
    audit: NO_AUDIT,
    ledger: [],
    closable: { outcome: "fail", phrase: "2 of 6 conditions are not met yet." },
    earlyCloses: [],
    early: "no",
    unread: null,
    ...over,
  };
}

/** An issue of ours as it was read. */
export function ownIssue(number: number, key: string, over: Partial<OwnIssue> = {}): OwnIssue {
  return {
    number,
    nodeId: `I_${number}`,
    url: `https://github.com/acme/shop/issues/${number}`,
    key,
    title: key,
    body: "As it was.",
    state: "open",
    createdAt: day(0),
    closedAt: null,
    reopened: false,
    ...over,
  };
}

/** An open entry of the ledger as it was listed. */
export function ledgerIssue(number: number, body: string, over: Partial<LedgerIssue> = {}): LedgerIssue {
  return {
    number,
    url: `https://github.com/acme/shop/issues/${number}`,
    title: `Entry ${number}`,
    body,
    labels: ["reliability-debt"],
    assignees: ["oscar"],
    createdAt: day(number),
    parent: null,
    outsider: false,
    ...over,
  };
}
