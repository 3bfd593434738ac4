/** What leads to an incident, and which incidents a change leads to. */
import { createHash } from "node:crypto";
import { readItemForm } from "../../core/forms/values.ts";
import type { Policy } from "../../core/policy/schema.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import { linkTarget } from "../../github/links/link-target.ts";
import type { ChangedIssue, Landed } from "../../github/sweep/read-changed.ts";
import { mentionedIssues } from "../gate/find.ts";
import type { Place } from "../job.ts";
import type { Remembered } from "./mark.ts";

/** Leads and files of one incident that are kept; of more, every landing leads to it. */
const MOST_LEADS = 400;
const MOST_FILES = 12;

const REVERT = /revert|reapply|reland|roll(?:s|ed)?[ -]?back/i;

/** Four characters that stand for a path: two paths may share them, which costs a look and nothing else. */
export function fileCode(path: string): string {
  return createHash("sha256").update(path).digest("base64url").slice(0, 4);
}

/** What leads to the incident of a snapshot. */
export function leadsOf(snapshot: Snapshot): Pick<Remembered, "leads" | "files" | "merged"> {
  const { owner, name, url } = snapshot.repository;
  const here = `${owner}/${name}`.toLowerCase();
  const numbers = new Set<number>();
  const files = new Set<string>();
  let merged = false;
  for (const list of [snapshot.items, snapshot.ledger]) {
    for (const issue of isUnreadable(list) ? [] : list) {
      if (issue.url.toLowerCase().startsWith(`${url.toLowerCase()}/issues/`)) numbers.add(issue.number);
    }
  }
  for (const [key, pull] of Object.entries(snapshot.pulls)) {
    const [, repository = "", number = ""] = /^(.+)#(\d+)$/.exec(key.toLowerCase()) ?? [];
    if (repository !== here) continue;
    numbers.add(Number(number));
    if (isUnreadable(pull) || pull.state !== "merged" || !pull.baseIsDefault) continue;
    merged = true;
    for (const { path, kept } of isUnreadable(pull.files) ? [] : pull.files) {
      if (kept !== undefined) files.add(fileCode(path));
    }
  }
  for (const { url: link, found } of Object.values(snapshot.links)) {
    if (isUnreadable(found) || found.kind !== "file") continue;
    const target = linkTarget(link, url);
    if ((target.kind === "file" ? target.repository.toLowerCase() : here) === here) files.add(fileCode(found.path));
  }
  numbers.delete(snapshot.incident.number);
  return {
    leads: [...numbers].sort((a, b) => a - b).slice(0, MOST_LEADS),
    files: files.size > MOST_FILES ? null : [...files].sort(),
    merged,
  };
}

/** Which incidents changed, with the latest change of each, in seconds; and issues that are incidents and new to us. */
export interface Concerned {
  readonly changed: ReadonlyMap<number, number>;
  readonly found: readonly { readonly number: number; readonly closed: boolean }[];
  /** A pull request was among what changed. */
  readonly pulls: boolean;
  /** An issue of ours, or an entry of the ledger, was: a page may be out of date. */
  readonly own: boolean;
}

/** What is asked of the policy in force. */
export interface Wanted {
  readonly place: Place;
  readonly policy: Policy;
  /** Labels of the repository's own issues, the ledger's among them. */
  readonly ownLabels: readonly string[];
}

/** Sorts what changed since the last sweep by the incidents that it belongs to. */
export function concernedBy(
  changed: readonly ChangedIssue[],
  incidents: readonly Remembered[],
  { place, policy, ownLabels }: Wanted,
): Concerned {
  const known = new Map(incidents.map((one) => [one.number, one]));
  const byLead = new Map<number, number[]>();
  for (const { number, leads } of incidents) {
    for (const lead of leads) byLead.set(lead, [...(byLead.get(lead) ?? []), number]);
  }
  const latest = new Map<number, number>();
  const turned = new Set<number>();
  const found: { number: number; closed: boolean }[] = [];
  let pulls = false;
  let own = false;
  for (const issue of changed) {
    const at = secondsOf(issue.updated_at);
    const isPull = issue.pull_request !== undefined && issue.pull_request !== null;
    pulls ||= isPull && issue.state === "open";
    own ||= !isPull && hasLabel(issue, ownLabels);
    const numbers = [issue.number, ...pointedAt(issue, isPull, { place, policy, ownLabels })];
    const concerned = numbers.flatMap((number) => [
      ...(known.has(number) ? [number] : []),
      ...(byLead.get(number) ?? []),
    ]);
    for (const number of concerned) latest.set(number, Math.max(latest.get(number) ?? 0, at));
    if ((known.get(issue.number)?.closed ?? false) !== (issue.state === "closed")) turned.add(issue.number);
    if (!isPull && !known.has(issue.number) && isIncident(issue, policy)) {
      found.push({ number: issue.number, closed: issue.state === "closed" });
    }
  }
  // What happened before we looked last is known, our own doing included; but not a close between our look and our writes.
  const news = [...latest].filter(([number, at]) => turned.has(number) || at > (known.get(number)?.seen ?? 0));
  return { changed: new Map(news), found, pulls, own };
}

/** Incidents whose evidence what landed may touch. */
export function touchedBy(landed: Landed | null, incidents: readonly Remembered[]): readonly number[] {
  // What landed cannot be told: it may have been anything.
  if (landed === null)
    return incidents
      .filter(({ merged, files }) => merged || files === null || files.length > 0)
      .map(({ number }) => number);
  const codes = new Set([...landed.added, ...landed.modified, ...landed.removed].map(fileCode));
  const reverts = REVERT.test(landed.message);
  return incidents
    .filter(
      ({ files, merged }) =>
        (reverts && merged) || (files === null ? codes.size > 0 : files.some((file) => codes.has(file))),
    )
    .map(({ number }) => number);
}

/** Issues that a pull request or an issue names as what it belongs to. */
function pointedAt(issue: ChangedIssue, isPull: boolean, { place, policy }: Wanted): readonly number[] {
  const body = issue.body ?? "";
  if (isPull) return mentionedIssues(`${issue.title ?? ""}\n${body}`.slice(0, 70_000), place);
  const here = `${place.owner}/${place.repo}`.toLowerCase();
  const [, repository = "", parent = ""] =
    /\/repos\/([^/]+\/[^/]+)\/issues\/(\d{1,9})$/.exec(issue.parent_issue_url ?? "") ?? [];
  const labels = [policy.items.label, policy.ledger.risk_label, policy.ledger.debt_label];
  const { incident } = hasLabel(issue, labels) ? readItemForm(body, policy) : { incident: null };
  const isHere = incident !== null && (incident.repository ?? here).toLowerCase() === here;
  return [
    ...(parent !== "" && repository.toLowerCase() === here ? [Number(parent)] : []),
    ...(isHere ? [incident.number] : []),
  ];
}

function isIncident(issue: ChangedIssue, { incident }: Policy): boolean {
  const type = issue.type?.name?.toLowerCase();
  return hasLabel(issue, incident.labels) || incident.types.some((name) => name.toLowerCase() === type);
}

function hasLabel({ labels = [] }: ChangedIssue, wanted: readonly string[]): boolean {
  const names = wanted.map((label) => label.toLowerCase());
  return labels.some(({ name }) => name !== undefined && names.includes(name.toLowerCase()));
}

function secondsOf(instant: string | undefined): number {
  const at = Date.parse(instant ?? "");
  return Number.isNaN(at) ? Number.MAX_SAFE_INTEGER : Math.floor(at / 1000);
}
