/** The links of the completion bundle (R-G1): what was shipped, and each fact that proves it. */
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import type { Instant } from "../snapshot/types.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { isStanding } from "./priority.ts";
import { implementationOf } from "./window-needs.ts";

/** The items that are shipped: neither let go nor retired, with implementation evidence; by number. */
export function shippedOf({ items }: Judged): readonly JudgedItem[] {
  return items.filter((item) => isStanding(item) && implementationOf(item) === "pass").sort(byIssue);
}

/** The evidence of the incident and of its items that are neither let go nor retired; by number. */
export function everything(subject: Judged): readonly Evidence[] {
  const standing = subject.items.filter(isStanding).sort(byIssue);
  return [...standing.flatMap(({ evidence }) => evidence), ...subject.evidence];
}

function byIssue(a: JudgedItem, b: JudgedItem): number {
  return a.issue.number - b.issue.number;
}

/** One link of the bundle, with why it is there: what it shows may be deleted at GitHub later. */
export interface BundleLink {
  readonly item: number | null;
  readonly kind: EvidenceKind;
  readonly url: string;
  /** Markdown; a person's words in it are escaped. */
  readonly because: string;
  readonly who: string | null;
  readonly at: Instant | null;
  /** Of behavioral evidence: `drill`, `rollback`, … */
  readonly style: string | null;
  /** Seconds, where it was timed. */
  readonly duration: number | null;
}

export const TEST_KINDS: readonly EvidenceKind[] = [
  "red_green_proof",
  "test",
  "command_output",
  "behavioral",
  "rollback_run",
];
export const RUNBOOK_KINDS: readonly EvidenceKind[] = ["runbook", "oncall_checklist", "ownership_file", "monitoring"];
export const CONFIRMATION_KINDS: readonly EvidenceKind[] = ["sign_off", "oncall_ack", "runbook_ack", "adoption_ack"];

/** Each link once a kind, by item, kind and address, whatever order the facts arrive in. */
export function linksOf(evidence: readonly Evidence[], kinds: readonly EvidenceKind[]): readonly BundleLink[] {
  const links = new Map<string, BundleLink>();
  for (const { item, kind, url, because, strength, who, when, style = null, duration = null } of evidence) {
    const key = `${String(item ?? 0).padStart(10, "0")} ${kinds.indexOf(kind)} ${url}`;
    if (strength === 2 && kinds.includes(kind) && !links.has(key)) {
      links.set(key, { item, kind, url, because, who, at: when, style, duration });
    }
  }
  return [...links].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link);
}

/** The verified links of these kinds, as `linksOf` has them. */
export function urlsOf(evidence: readonly Evidence[], kinds: readonly EvidenceKind[]): readonly string[] {
  return linksOf(evidence, kinds).map(({ url }) => url);
}
