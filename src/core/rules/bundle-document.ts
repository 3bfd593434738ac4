/** G. The completion bundle as a document for programs (R-G1). */
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import type { Verdict, VerdictNode } from "../verdict/types.ts";
import { deferralOf, openDebts } from "./debt.ts";
import { isStanding } from "./priority.ts";
import { openRisks } from "./residual-risk.ts";
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

/** One link of the bundle, with why it is there. */
export interface BundleLink {
  readonly item: number | null;
  readonly kind: EvidenceKind;
  readonly url: string;
  readonly because: string;
}

/** Each link once a kind, by item, kind and address, whatever order the facts arrive in. */
function linksOf(evidence: readonly Evidence[], kinds: readonly EvidenceKind[]): readonly BundleLink[] {
  const links = new Map<string, BundleLink>();
  for (const { item, kind, url, because, strength } of evidence) {
    const key = `${String(item ?? 0).padStart(10, "0")} ${kinds.indexOf(kind)} ${url}`;
    if (strength === 2 && kinds.includes(kind) && !links.has(key)) links.set(key, { item, kind, url, because });
  }
  return [...links].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link);
}

/** The verified links of these kinds, as `linksOf` has them. */
export function urlsOf(evidence: readonly Evidence[], kinds: readonly EvidenceKind[]): readonly string[] {
  return linksOf(evidence, kinds).map(({ url }) => url);
}

/** Work that is left once the incident is closed. */
export interface ResidualWork {
  readonly kind: "risk" | "debt" | "deferred item";
  readonly number: number;
  readonly url: string;
  readonly items: readonly number[];
  readonly owner: string | null;
  readonly due: string | null;
}

/** Open risks, open debts, and what was deferred and has no debt yet; by number. */
export function residualWork(subject: Judged): readonly ResidualWork[] {
  const risks = openRisks(subject).map(
    ({ issue, fields, owner }): ResidualWork => ({
      kind: "risk",
      number: issue.number,
      url: issue.url,
      items: fields.covers,
      owner,
      due: fields.target,
    }),
  );
  const debts = openDebts(subject);
  const filed = debts.map(
    ({ issue, fields, owner }): ResidualWork => ({
      kind: "debt",
      number: issue.number,
      url: issue.url,
      items: fields.item === null ? [] : [fields.item],
      owner,
      due: fields.revisit,
    }),
  );
  const covered = new Set(filed.flatMap(({ items }) => items));
  // Until its debt is filed, what was deferred is known by the command alone.
  const deferred = subject.items.filter(isStanding).flatMap((item): readonly ResidualWork[] => {
    const { number, url } = item.issue;
    const deferral = covered.has(number) ? null : deferralOf(subject, number);
    if (deferral === null || isUnreadable(deferral)) return [];
    return [{ kind: "deferred item", number, url, items: [number], owner: deferral.owner, due: deferral.until }];
  });
  return [...risks, ...filed, ...deferred].sort((a, b) => a.number - b.number);
}

/** The archived document. Free text is as people wrote it; nothing in it depends on when it is made. */
export interface Bundle {
  readonly schema: "quench/bundle/1";
  readonly incident: {
    readonly id: string;
    readonly repository: string;
    readonly number: number;
    readonly url: string;
    readonly title: string;
    readonly summary: string | null;
    readonly severity: Verdict["severity"];
    readonly drill: boolean;
    readonly failureClass: string | null;
    readonly rootCause: string | null;
    readonly startedAt: string | null;
    readonly detectedAt: string | null;
    readonly restoredAt: string | null;
  };
  readonly controls: readonly {
    readonly item: number;
    readonly url: string;
    readonly title: string;
    readonly status: JudgedItem["status"];
    readonly owner: string | null;
    readonly verifier: string | null;
    readonly operator: string | null;
    readonly pulls: readonly string[];
  }[];
  readonly tests: readonly BundleLink[];
  readonly runbooks: readonly BundleLink[];
  readonly residual: readonly ResidualWork[];
  readonly gate: VerdictNode;
  readonly score: Verdict["score"];
  readonly override: Verdict["override"];
}

/** R-G1: the bundle of an incident with its verdict, as plain JSON; see `bundleBytes`. */
export function bundleOf(
  subject: Judged,
  verdict: Pick<Verdict, "severity" | "drill" | "closable" | "score" | "override">,
): Bundle {
  const { snapshot, form } = subject;
  const { incident, repository } = snapshot;
  const all = everything(subject);
  return {
    schema: "quench/bundle/1",
    incident: {
      id: incident.nodeId,
      repository: `${repository.owner}/${repository.name}`,
      number: incident.number,
      url: incident.url,
      title: incident.title,
      summary: form.summary,
      severity: verdict.severity,
      drill: verdict.drill,
      failureClass: form.failureClass,
      rootCause: form.rootCause,
      startedAt: form.startedAt,
      detectedAt: form.detectedAt,
      restoredAt: form.restoredAt,
    },
    controls: shippedOf(subject).map(({ issue, status, owner, verifier, operator, evidence }) => ({
      item: issue.number,
      url: issue.url,
      title: issue.title,
      status,
      owner,
      verifier,
      operator,
      pulls: urlsOf(evidence, ["diff"]),
    })),
    tests: linksOf(all, ["test", "command_output", "behavioral", "rollback_run"]),
    runbooks: linksOf(all, ["runbook", "oncall_checklist", "ownership_file", "monitoring"]),
    residual: residualWork(subject),
    gate: verdict.closable,
    score: verdict.score,
    override: verdict.override,
  };
}

/** The document's bytes as text: JSON with its keys in one order, and a newline. The same bundle gives the same. */
export function bundleBytes(bundle: Bundle): string {
  return `${JSON.stringify(bundle, null, 2)}\n`;
}
