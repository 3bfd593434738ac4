/** Builders of ledger entries and of other incidents. */
import { DEBT_FORM } from "../../src/core/forms/debt.ts";
import { type FieldInput, renderForm } from "../../src/core/forms/render.ts";
import { RISK_FORM } from "../../src/core/forms/residual-risk.ts";
import type { PastIncident } from "../../src/core/snapshot/facts.ts";
import type { Issue } from "../../src/core/snapshot/issue.ts";
import { actor, item } from "./snapshot.ts";

type Over = Partial<Issue> & { fields?: Readonly<Record<string, FieldInput>>; owner?: string | null };

/** A managed risk that maya filed and oscar owns; it covers #12. */
export function risk(number: number, over: Over = {}): Issue {
  const { fields = {}, owner = "oscar", ...rest } = over;
  const body = renderForm(RISK_FORM, {
    incident: "#1",
    statement: "The pool can still run dry.",
    trigger: "Two pages within 30 days.",
    target: "2026-03-20",
    covers: "#12",
    ...fields,
  });
  return entry(number, "residual-risk", body, { owner, ...rest });
}

/** A debt that maya filed and oscar owns; it puts off #12. */
export function debt(number: number, over: Over = {}): Issue {
  const { fields = {}, owner = "oscar", ...rest } = over;
  const body = renderForm(DEBT_FORM, {
    incident: "#1",
    item: "#12",
    why_deferred: "Staging is busy.",
    revisit: "2026-03-20",
    ...fields,
  });
  return entry(number, "reliability-debt", body, { owner, ...rest });
}

function entry(number: number, label: string, body: string, over: Over): Issue {
  return item(number, {
    title: `Entry ${number}`,
    body,
    labels: [label],
    author: actor("maya"),
    openedByUs: false,
    ...over,
  });
}

/** Another incident of the class `config-change`, which began when it was opened. */
export function past(number: number, openedAt: string, over: Partial<PastIncident> = {}): PastIncident {
  return {
    number,
    url: `https://github.com/acme/shop/issues/${number}`,
    failureClass: "config-change",
    openedAt,
    startedAt: openedAt,
    detectedAt: null,
    restoredAt: null,
    drill: false,
    duplicate: false,
    ...over,
  };
}
