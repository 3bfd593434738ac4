/** The ledger of an incident in the rulebook's terms: residual risks (R-Z1) and reliability debts (R-D1). */
import { type Heard, hear } from "../commands/hear.ts";
import { said } from "../commands/said.ts";
import { type DebtFields, readDebtForm, readRiskForm, type RiskFields } from "../forms/values.ts";
import { actorMayOverride, isAnotherNow, knownAs, sameLogin } from "../people.ts";
import type { Policy } from "../policy/schema.ts";
import type { Issue } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { byNumber, isUnreadable } from "../snapshot/types.ts";

interface Entry {
  readonly issue: Issue;
  readonly heard: readonly Heard[];
  /** Its sole assignee; else the owner its form names; null where neither. */
  readonly owner: string | null;
  /**
   * Filed by us or by somebody with the override right, and edited last by nobody else; null where that could not be
   * read. Who may only edit must not put off what only the right puts off (R-B5).
   */
  readonly rightful: boolean | null;
  /** Its owner's own `/quench ack adoption` (R-C1), as the comment's URL; null where there is none. */
  readonly confirmed: string | null;
}

export type LedgerEntry =
  | (Entry & { readonly kind: "risk"; readonly fields: RiskFields })
  | (Entry & { readonly kind: "debt"; readonly fields: DebtFields });

/** The entries that name this incident, by number; none where they could not be read. */
export function buildEntries(snapshot: Snapshot, policy: Policy): readonly LedgerEntry[] {
  if (isUnreadable(snapshot.ledger)) return [];
  return [...snapshot.ledger].sort(byNumber).map((issue): LedgerEntry => {
    const wanted = policy.ledger.risk_label.toLowerCase();
    return issue.labels.some((label) => label.toLowerCase() === wanted)
      ? buildEntry(snapshot, policy, issue, "risk", readRiskForm(issue.body, policy))
      : buildEntry(snapshot, policy, issue, "debt", readDebtForm(issue.body, policy));
  });
}

function buildEntry<K extends string, F extends { readonly owner: string | null }>(
  snapshot: Snapshot,
  policy: Policy,
  issue: Issue,
  kind: K,
  fields: F,
): Entry & { readonly kind: K; readonly fields: F } {
  const sole = issue.assignees.length === 1 && issue.assignees[0]?.kind === "user" ? issue.assignees[0].login : null;
  const written = issue.lastEditedAt ?? issue.createdAt;
  const inForm = fields.owner !== null && isAnotherNow(snapshot, fields.owner, written) ? null : fields.owner;
  const named = sole ?? (issue.assignees.length === 0 ? inForm : null);
  const owner = named === null ? null : knownAs(snapshot, named);
  const heard = hear(snapshot, policy, issue, { owner, verifier: null, operator: null, since: issue.createdAt }, []);
  const ack = said(heard, "ack").findLast(
    ({ command, by }) => command.topic === "adoption" && owner !== null && sameLogin(by, owner),
  );
  return {
    kind,
    fields,
    issue,
    heard,
    owner,
    rightful: rightfulOf(snapshot, policy, issue),
    confirmed: ack?.url ?? null,
  };
}

function rightfulOf(snapshot: Snapshot, policy: Policy, { author, editor, openedByUs }: Issue): boolean | null {
  const hand = editor ?? author;
  return (openedByUs && sameLogin(hand.login, snapshot.self.login)) || actorMayOverride(snapshot, policy, hand);
}
