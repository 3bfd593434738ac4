/** What no setting can tell by itself: settings that contradict each other. */

interface Complaint {
  readonly path: readonly string[];
  /** The setting it contradicts, where that lies elsewhere: one of the two may be a default that no file holds. */
  readonly other?: readonly string[];
  /** What to write instead. */
  readonly message: string;
}

/** R-K2: a gate warns before it blocks. */
export function checkPromotion(promote: {
  readonly warn: string | null;
  readonly enforce: string | null;
}): Complaint[] {
  return promote.warn !== null && promote.enforce !== null && promote.warn >= promote.enforce
    ? [{ path: ["promote"], message: "make the day of `warn` earlier than that of `enforce`" }]
    : [];
}

/** R-A2: what is asked for must be looked at. */
export function checkNumbers(adoption: { readonly least: number; readonly pull_requests: number }): Complaint[] {
  return adoption.least > adoption.pull_requests
    ? [{ path: ["adoption"], message: "make `least` no larger than `pull_requests`" }]
    : [];
}

/** One label, one meaning: an issue is not an incident and an item at once. GitHub's labels ignore case. */
export function checkLabels(policy: {
  readonly incident: { readonly labels: readonly string[]; readonly drill_label: string };
  readonly items: { readonly label: string };
  readonly ledger: { readonly risk_label: string; readonly debt_label: string };
  readonly reminders: { readonly pause_label: string };
}): Complaint[] {
  const { incident, items, ledger, reminders } = policy;
  const named: readonly (readonly [path: readonly string[], labels: readonly string[]])[] = [
    [["incident", "labels"], incident.labels],
    [["incident", "drill_label"], [incident.drill_label]],
    [["items", "label"], [items.label]],
    [["ledger", "risk_label"], [ledger.risk_label]],
    [["ledger", "debt_label"], [ledger.debt_label]],
    [["reminders", "pause_label"], [reminders.pause_label]],
  ];
  const taken = new Map<string, readonly string[]>();
  const complaints: Complaint[] = [];
  for (const [path, labels] of named) {
    const folded = new Set(labels.map((label) => label.toLowerCase()));
    const other = [...folded].map((label) => taken.get(label)).find((found) => found !== undefined);
    if (other !== undefined) {
      complaints.push({ path, other, message: "give each a label of its own" });
    }
    for (const label of folded) {
      taken.set(label, path);
    }
  }
  return complaints;
}
