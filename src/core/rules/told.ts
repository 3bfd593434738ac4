/** What an item's people say of its adoption. */
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import type { Case } from "../verdict/case.ts";
import { type ItemCase, unsettled } from "../verdict/item-case.ts";

/** The evidence of a kind that has at least that strength. */
export function shown(item: ItemCase, kind: EvidenceKind, least: 1 | 2): readonly Evidence[] {
  return item.evidence.filter((evidence) => evidence.kind === kind && evidence.strength >= least);
}

/** Where none of a kind counts, why the last of it does not; null where there is none. */
export function whyNot(item: ItemCase, kind: EvidenceKind): string | null {
  return item.evidence.findLast((evidence) => evidence.kind === kind)?.because ?? null;
}

/** Words of the owner's own on an item or, for all that they own, on the incident; and what might be one (R-V1). */
export interface Acknowledged {
  readonly urls: readonly string[];
  readonly unread: readonly Unreadable[];
}

/** `/quench ack adoption` by the item's present owner. */
export function adoptionAcks(subject: Case, item: ItemCase): Acknowledged {
  const { owner } = item;
  const { comments } = subject.snapshot.incident;
  const words = [acksIn(item), onIncident(subject)].map((said) =>
    owner === null ? undefined : said.get(owner.toLowerCase()),
  );
  return {
    urls: words.flatMap((said) => said?.urls ?? []),
    unread: [
      ...[item.issue.comments, comments].filter(isUnreadable),
      ...unsettled(item.heard, "owner"),
      ...words.flatMap((said) => said?.unread ?? []),
    ],
  };
}

// Every item asks what was said on the incident: it is gathered once.
const gathered = new WeakMap<Case, ReadonlyMap<string, Acknowledged>>();

function onIncident(subject: Case): ReadonlyMap<string, Acknowledged> {
  const said = gathered.get(subject) ?? acksIn(subject);
  gathered.set(subject, said);
  return said;
}

/** By lower-case login: the acknowledgements that count, and those of which nobody can say whether they do. */
function acksIn({ heard }: Pick<Case, "heard">): ReadonlyMap<string, Acknowledged> {
  const all = new Map<string, Acknowledged>();
  for (const { command, standing, by, comment } of heard) {
    if (command.name !== "ack" || command.topic !== "adoption") continue;
    const login = by.toLowerCase();
    const { urls, unread } = all.get(login) ?? { urls: [], unread: [] };
    if (standing.kind === "accepted") all.set(login, { urls: [...urls, comment.url], unread });
    if (standing.kind === "undecided") all.set(login, { urls, unread: [...unread, { unreadable: standing.why }] });
  }
  return all;
}
