/** G. The completion bundle as a document for programs (R-G1). */
import { isUnreadable } from "../snapshot/types.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import type { OverrideStanding, Verdict, VerdictNode, WindowVerdict } from "../verdict/types.ts";
import {
  type PullFacts,
  pullFacts,
  type RunFacts,
  runFacts,
  type SightingFacts,
  sightingFacts,
} from "./bundle-facts.ts";
import {
  type BundleLink,
  CONFIRMATION_KINDS,
  everything,
  linksOf,
  RUNBOOK_KINDS,
  shippedOf,
  TEST_KINDS,
  urlsOf,
} from "./bundle-links.ts";
import { deferralOf, openDebts } from "./debt.ts";
import { isStanding } from "./priority.ts";
import { openRisks } from "./residual-risk.ts";

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

/** At most so many entries of one list are archived; how many more there were, `leftOut` says. */
const MOST_ENTRIES = 300;
/** Characters of a long text of a person's; the whole of it stays on the issue. */
const MOST_TEXT = 8000;

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
    /** As its form names it. */
    readonly check: string | null;
    readonly pulls: readonly string[];
    readonly sightings: readonly SightingFacts[];
  }[];
  readonly tests: readonly BundleLink[];
  readonly runbooks: readonly BundleLink[];
  /** Who signed off and who acknowledged what. */
  readonly confirmations: readonly BundleLink[];
  readonly pulls: readonly PullFacts[];
  readonly runs: readonly RunFacts[];
  readonly residual: readonly ResidualWork[];
  readonly gate: VerdictNode;
  readonly score: Verdict["score"];
  readonly scorecard: VerdictNode;
  readonly windows: readonly Pick<WindowVerdict, "rule" | "title" | "deadline" | "metAt">[];
  readonly override: Omit<OverrideStanding, "running"> | null;
  /** The policy that decided. */
  readonly policy: { readonly path: string | null; readonly commit: string | null };
  /** False where some facts could not be read, so that what they prove may be missing. */
  readonly complete: boolean;
  /** Entries above 300 a list, and characters above 8,000 a text, that are not in here. */
  readonly leftOut: {
    readonly controls: number;
    readonly tests: number;
    readonly runbooks: number;
    readonly confirmations: number;
    readonly pulls: number;
    readonly runs: number;
    readonly residual: number;
    readonly characters: number;
  };
}

/** What of a verdict the bundle holds. */
export type BundledVerdict = Pick<
  Verdict,
  "severity" | "drill" | "closable" | "score" | "scorecard" | "windows" | "override" | "policy"
>;

/** R-G1: the bundle of an incident with its verdict, as plain JSON; see `bundleBytes`. */
export function bundleOf(subject: Judged, verdict: BundledVerdict): Bundle {
  const { snapshot, form } = subject;
  const { incident, repository } = snapshot;
  const all = everything(subject);
  const controls = shippedOf(subject).map(({ issue, status, owner, verifier, operator, evidence, fields }) => ({
    item: issue.number,
    url: issue.url,
    title: issue.title,
    status,
    owner,
    verifier,
    operator,
    check: fields.controlCheck?.name ?? null,
    pulls: urlsOf(evidence, ["diff"]),
    sightings: sightingFacts(snapshot, issue.number),
  }));
  const lists = {
    controls,
    tests: linksOf(all, TEST_KINDS),
    runbooks: linksOf(all, RUNBOOK_KINDS),
    confirmations: linksOf(all, CONFIRMATION_KINDS),
    pulls: pullFacts(snapshot, new Set(urlsOf(all, ["diff", "test", ...RUNBOOK_KINDS]))),
    runs: runFacts(snapshot, new Set(urlsOf(all, ["behavioral", "rollback_run", "exercise"]))),
    residual: residualWork(subject),
  };
  const texts = [form.summary, form.rootCause].map((text) => (text ?? "").length);
  const over = (list: readonly unknown[]): number => Math.max(0, list.length - MOST_ENTRIES);
  return {
    schema: "quench/bundle/1",
    incident: {
      id: incident.nodeId,
      repository: `${repository.owner}/${repository.name}`,
      number: incident.number,
      url: incident.url,
      title: incident.title,
      summary: beginningOf(form.summary),
      severity: verdict.severity,
      drill: verdict.drill,
      failureClass: form.failureClass,
      rootCause: beginningOf(form.rootCause),
      startedAt: form.startedAt,
      detectedAt: form.detectedAt,
      restoredAt: form.restoredAt,
    },
    controls: lists.controls.slice(0, MOST_ENTRIES),
    tests: lists.tests.slice(0, MOST_ENTRIES),
    runbooks: lists.runbooks.slice(0, MOST_ENTRIES),
    confirmations: lists.confirmations.slice(0, MOST_ENTRIES),
    pulls: lists.pulls.slice(0, MOST_ENTRIES),
    runs: lists.runs.slice(0, MOST_ENTRIES),
    residual: lists.residual.slice(0, MOST_ENTRIES),
    gate: verdict.closable,
    score: verdict.score,
    scorecard: verdict.scorecard,
    windows: verdict.windows.map(({ rule, title, deadline, metAt }) => ({ rule, title, deadline, metAt })),
    override: overrideOf(verdict),
    policy: { path: verdict.policy.path, commit: verdict.policy.commit },
    complete: !isUnread(subject),
    leftOut: {
      controls: over(lists.controls),
      tests: over(lists.tests),
      runbooks: over(lists.runbooks),
      confirmations: over(lists.confirmations),
      pulls: over(lists.pulls),
      runs: over(lists.runs),
      residual: over(lists.residual),
      characters: texts.reduce((sum, length) => sum + Math.max(0, length - MOST_TEXT), 0),
    },
  };
}

/** Whether some of what the bundle is made of could not be read. */
export function isUnread({ items, unreadCited, itemsUnread, ledgerUnread, pulls }: Judged): boolean {
  if (itemsUnread !== null || ledgerUnread !== null || pulls.unreadable.length + unreadCited.length > 0) return true;
  if (pulls.counted.some(({ files }) => isUnreadable(files))) return true;
  return items.some(
    (item) => item.unreadCited.length > 0 || Object.values(item.unread).some((unread) => unread.length > 0),
  );
}

function beginningOf(text: string | null): string | null {
  return text === null || text.length <= MOST_TEXT ? text : text.slice(0, MOST_TEXT);
}

/** Whether it still runs changes with time alone. */
function overrideOf({ override }: BundledVerdict): Bundle["override"] {
  if (override === null) return null;
  const { by, at, until, because, url } = override;
  return { by, at, until, because, url };
}

/**
 * Characters that stand in the document by their code alone: with them a text could begin an HTML comment or a marker of
 * ours, end the fence around it, or show something else than it holds. They occur inside JSON's strings only.
 */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are meant
const CODED = /[<>`\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The document's bytes as text: JSON with its keys in one order, and a newline. The same bundle gives the same. */
export function bundleBytes(bundle: Bundle): string {
  const coded = JSON.stringify(bundle, null, 2).replace(
    CODED,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${coded}\n`;
}
