/** Whether runbooks and on-call checklists name a control (R-S3, R-A1), and whether an item's text does (R-S2). */
import { filesOf } from "../commands/runbooks.ts";
import { type Documents, documentsOf } from "../evidence/documents.ts";
import { checkNames, codeSpans, namedIn, pathNames, pathsOf } from "../evidence/names.ts";
import type { LinkedPulls } from "../evidence/pull-request.ts";
import { compiled } from "../policy/compiled.ts";
import type { Policy } from "../policy/schema.ts";
import type { ChangedFile } from "../snapshot/pull.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";

type DocumentKind = "runbooks" | "oncall_checklists";

/** A change to a document. */
export interface Naming {
  readonly url: string;
  readonly path: string;
}

// Each item asks for the documents of the whole incident: they are gathered once.
const gathered = new WeakMap<Case, Map<DocumentKind, Documents>>();

function documents(subject: Case, kind: DocumentKind): Documents {
  const known = gathered.get(subject) ?? new Map<DocumentKind, Documents>();
  gathered.set(subject, known);
  const found = known.get(kind);
  if (found !== undefined) return found;
  const made = documentsOf([subject.pulls, ...subject.items.map((item) => item.pulls)], kind, subject.policy);
  known.set(kind, made);
  return made;
}

/**
 * The merged change to a document of that kind, by any pull request of the incident, whose added lines name the item's
 * control; null where none does, unreadable where one might.
 */
export function namingOf(subject: Case, item: ItemCase, kind: DocumentKind): Naming | Unreadable | null {
  const { text, changes, unread } = documents(subject, kind);
  const names = namesOf(item, subject.policy);
  const name = namedIn(text, names);
  const hit = name === undefined ? undefined : changes.find((change) => namedIn(change.text, [name]) !== undefined);
  return hit ?? unread[0] ?? null;
}

/** What a runbook may call the control: its check, a file that it changed, or the words of its item. */
function namesOf({ fields, issue, pulls }: ItemCase, policy: Policy): readonly string[] {
  const paths = pathsOf(pulls.counted).filter((path) => !isDocument(path, policy));
  const text = fields.proposedControl ?? "";
  return [
    ...(fields.controlCheck === null ? [] : [fields.controlCheck.name]),
    ...pathNames(paths),
    ...codeSpans(text),
    ...[text, issue.title.replace(/ \(incident #\d+\)$/, "").replace(/^Hardening: /, "")].filter(isName),
  ];
}

/** One line of several words: long enough to mean something, and short enough to be a name. */
function isName(text: string): boolean {
  return text.length >= 8 && text.length <= 80 && text.includes(" ") && !text.includes("\n");
}

function isDocument(path: string, policy: Policy): boolean {
  return compiled("paths", policy.files.runbooks)(path) || compiled("paths", policy.files.oncall_checklists)(path);
}

/**
 * True where the runbook is the control, as the item's form says: then its own change needs no name. The form and not the
 * changed files decides, so that taking a pull request away never earns a point (law 3).
 */
export function isRunbookItself({ fields }: ItemCase): boolean {
  const { controlType, lane, controlCheck } = fields;
  return controlType === "runbook and template upgrade" || (lane === "operations" && controlCheck === null);
}

/** What of its pull requests, or which check, an item's own text names (R-S2); undefined where nothing. */
export function namedByText({ fields, pulls }: ItemCase, text: string, policy: Policy): string | undefined {
  const names = [
    ...(fields.controlCheck === null ? [] : [fields.controlCheck.name]),
    ...pathNames(pathsOf(pulls.counted)),
    ...checkNames(pulls.counted),
    ...alertNames(pulls, text, policy),
  ];
  return namedIn(text, names);
}

/** What could not be read of its pull requests, and might be what an item's own text names. */
export function unreadNames({ pulls }: ItemCase, text: string, policy: Policy): readonly Unreadable[] {
  const files = pulls.counted.map((pull) => pull.files).filter(isUnreadable);
  const checks = pulls.counted.map((pull) => pull.head.checks).filter(isUnreadable);
  // Only what stands in backticks can be the name of an alert.
  const alerts = codeSpans(text).length === 0 ? [] : monitoringOf(pulls, policy).flatMap(linesUnread);
  return [...pulls.unreadable, ...files, ...checks, ...alerts];
}

function linesUnread({ path, added }: ChangedFile): readonly Unreadable[] {
  if (added === undefined) return [{ unreadable: `what was added to ${path} was not read` }];
  return isUnreadable(added) ? [added] : [];
}

/** What the text puts in backticks and a dashboard or alert gained. */
function alertNames(pulls: LinkedPulls, text: string, policy: Policy): readonly string[] {
  const lines = monitoringOf(pulls, policy)
    .flatMap(({ added = [] }) => (isUnreadable(added) ? [] : added))
    .join("\n");
  return codeSpans(text).filter((span) => namedIn(lines, [span]) !== undefined);
}

/** The dashboards and alerts that pull requests add to. */
function monitoringOf({ counted }: LinkedPulls, policy: Policy): readonly ChangedFile[] {
  return counted.map((pull) => filesOf(pull, policy, "monitoring")).flatMap((read) => (isUnreadable(read) ? [] : read));
}
