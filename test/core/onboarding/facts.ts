/** A repository without a policy, in which somebody has just labeled the first incident. */
import type { Baseline, BaselineRow, Offer, SetUpFacts } from "../../../src/core/onboarding/types.ts";

export const ROW: BaselineRow = {
  number: 7,
  title: "Checkout is down",
  closedAt: "2026-02-20T10:00:00Z",
  severity: "SEV1",
  fix: true,
  close: "undone",
  missing: "Open a hardening item.",
};

export const baseline = (rows: readonly BaselineRow[] = [], more: Partial<Baseline> = {}): Baseline => ({
  rows,
  closed: rows.length,
  asOf: "2026-03-04T09:00:00Z",
  ...more,
});

export const facts = (over: Partial<SetUpFacts> = {}): SetUpFacts => ({
  now: "2026-03-04T09:00:00Z",
  repository: {
    owner: "acme",
    name: "shop",
    url: "https://github.com/acme/shop",
    defaultBranch: "main",
    archived: false,
  },
  policy: null,
  mark: "none",
  offers: [],
  wanted: true,
  pointAt: { number: 12, nodeId: "I_12", pointed: false },
  forms: [],
  mayPropose: false,
  baseline: baseline(),
  abandoned: false,
  ...over,
});

export const offer = (over: Partial<Offer> = {}): Offer => ({
  kind: "issue",
  number: 13,
  nodeId: "I_13",
  url: "https://github.com/acme/shop/issues/13",
  state: "open",
  title: "Set up Quench",
  body: "…",
  asOf: "2026-03-01T09:00:00Z",
  reopenedAt: null,
  ...over,
});
