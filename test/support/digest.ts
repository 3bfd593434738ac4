/** A repository's own issues and the parts of its incidents, as the planners are given them. */
import { NO_AUDIT } from "../../src/core/rules/audit.ts";
import type { DigestEntry } from "../../src/core/rules/digest-entries.ts";
import type { DigestName } from "../../src/core/rules/digest.ts";
import type { IncidentPart, OwnIssue, Portfolio, PortfolioFacts } from "../../src/core/portfolio/types.ts";
import { policyInForce } from "./policy.ts";

const WEB = "https://github.com/acme/shop";

/** A Monday, five minutes after the digest is due. */
export const MONDAY = "2026-03-30T09:05:00Z";

export function facts(over: Partial<PortfolioFacts> = {}): PortfolioFacts {
  return {
    now: MONDAY,
    repository: {
      owner: "acme",
      name: "shop",
      nodeId: "R_shop",
      url: WEB,
      defaultBranch: "main",
      private: false,
      archived: false,
      labels: [],
    },
    self: { login: "quench[bot]", kind: "app", appId: 1 },
    policy: [],
    own: [],
    decided: null,
    ...over,
  };
}

export function own(number: number, key: string, over: Partial<OwnIssue> = {}): OwnIssue {
  return {
    number,
    nodeId: `I_${number}`,
    url: `${WEB}/issues/${number}`,
    key,
    title: "A report",
    body: "Something.",
    state: "open",
    createdAt: "2026-03-23T09:00:10Z",
    closedAt: over.state === "closed" ? "2026-03-24T10:00:00Z" : null,
    reopened: false,
    ...over,
  };
}

export function entry(number: number, over: Partial<DigestEntry> = {}): DigestEntry {
  return {
    incident: 1,
    item: number,
    url: `${WEB}/issues/${number}`,
    title: `Guardrail ${number}`,
    owner: "oscar",
    phrase: `Item #${number} was due on Mar 27, 2026.`,
    proof: [],
    isNew: true,
    date: "2026-03-27",
    topic: null,
    ...over,
  };
}

export function part(
  number: number,
  sections: Partial<Record<DigestName, readonly DigestEntry[]>> = {},
  over: Partial<IncidentPart> = {},
): IncidentPart {
  return {
    number,
    url: `${WEB}/issues/${number}`,
    title: "Checkout is down",
    state: "open",
    closedAt: null,
    drill: false,
    watchedSince: "2026-03-02T10:00:00Z",
    scope: "current",
    paused: null,
    digest: Object.entries(sections).map(([name, entries]) => ({ name: name as DigestName, title: "", entries })),
    audit: NO_AUDIT,
    ledger: [],
    closable: { outcome: "fail", phrase: "2 conditions are not met yet." },
    earlyCloses: [],
    early: "no",
    unread: null,
    ...over,
  };
}

/** The digest of Monday is due, and nothing else. */
export function portfolio(parts: readonly IncidentPart[], over: Partial<Portfolio> = {}): Portfolio {
  return {
    facts: facts(),
    inForce: policyInForce(),
    due: {
      digest: { day: "2026-03-30", at: "2026-03-30T09:00:00Z" },
      audit: null,
      promotion: null,
      ledgers: false,
    },
    parts,
    beyond: 0,
    ...over,
  };
}
