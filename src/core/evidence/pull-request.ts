/** Evidence from pull requests (R-H1, R-H2): what counts once merged, and what its files and checks prove. */
import { byText } from "../order.ts";
import { codeSpan } from "../markdown.ts";
import type { FileKind, Policy } from "../policy/schema.ts";
import { compiled } from "../policy/compiled.ts";
import type { PullLink } from "../snapshot/issue.ts";
import type { ChangedFile, Check, PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { type Evidence, type EvidenceKind, OUR_CHECKS } from "./types.ts";

/** The pull requests of one subject, sorted by how they stand. */
export interface LinkedPulls {
  /** Merged into the default branch after the incident began, and in force. */
  readonly counted: readonly PullRequest[];
  /** Linked and still open. */
  readonly open: readonly PullRequest[];
  /** Linked, but does not count, and why. */
  readonly refused: readonly { readonly pull: PullRequest; readonly because: string }[];
  /** Only mentioned (R-H1): counts once its body or a command confirms it. */
  readonly suggested: readonly PullRequest[];
  readonly unreadable: readonly Unreadable[];
}

/** Sorts the pull requests of `links`; `began` is when the incident began (R-H2). */
export function linkedPulls(snapshot: Snapshot, links: readonly PullLink[], began: Instant): LinkedPulls {
  const counted: PullRequest[] = [];
  const open: PullRequest[] = [];
  const refused: { pull: PullRequest; because: string }[] = [];
  const suggested: PullRequest[] = [];
  const unreadable: Unreadable[] = [];
  const confirmed = new Set(links.filter((link) => link.kind !== "mentioned").map((link) => link.pull));
  for (const key of [...new Set(links.map((link) => link.pull))].sort()) {
    const pull = snapshot.pulls[key];
    if (pull === undefined) {
      if (confirmed.has(key)) unreadable.push({ unreadable: `${key} was not read` });
      continue;
    }
    if (isUnreadable(pull)) {
      if (confirmed.has(key)) unreadable.push(pull);
      continue;
    }
    if (!confirmed.has(key)) {
      suggested.push(pull);
      continue;
    }
    if (pull.state === "open") {
      open.push(pull);
      continue;
    }
    const because = refusal(pull, began) ?? reverted(pull);
    if (because !== null) refused.push({ pull, because });
    else if (isUnreadable(pull.revertedBy)) unreadable.push(pull.revertedBy);
    else counted.push(pull);
  }
  return { counted, open, refused, suggested, unreadable };
}

function refusal(pull: PullRequest, began: Instant): string | null {
  if (pull.state !== "merged" || pull.mergedAt === null) return "it was closed without being merged";
  if (!pull.baseIsDefault) return `it was merged into ${codeSpan(pull.baseBranch)}, not into the default branch`;
  if (pull.mergedAt < began) return "it was merged before the incident began";
  return null;
}

/** Why it counts no longer, where it was reverted: by a pull request, or by a commit that none brought (R-H2). */
function reverted({ revertedBy }: PullRequest): string | null {
  return revertedBy === null || isUnreadable(revertedBy) ? null : `it was reverted by ${revertedBy}`;
}

/** Whether it is for its revert alone that it is refused: it counted before. */
export function countedBefore({ pull, because }: LinkedPulls["refused"][number]): boolean {
  return because === reverted(pull);
}

/** Kinds of files that globs of the policy tell apart, with the evidence each gives. */
export const FILE_KINDS: readonly { readonly kind: EvidenceKind; readonly globs: FileKind }[] = [
  { kind: "test", globs: "tests" },
  { kind: "guardrail", globs: "guardrails" },
  { kind: "runbook", globs: "runbooks" },
  { kind: "oncall_checklist", globs: "oncall_checklists" },
  { kind: "monitoring", globs: "monitoring" },
  { kind: "rollback", globs: "rollback" },
  { kind: "ownership_file", globs: "ownership" },
  { kind: "retro", globs: "retros" },
];

/** A change that left something which is still there: deleting a file, now or later, or lines only, proves nothing (R-H2). */
export function adds(file: ChangedFile): boolean {
  if (file.kept === false) return false;
  return file.change !== "deleted" && (file.additions > 0 || file.change === "renamed" || file.change === "copied");
}

/**
 * What a counted pull request proves for `item`: a `diff`, one entry for each kind of file it adds to, and its command
 * output. Facts that could not be read are returned beside, never taken as absent.
 */
export function evidenceOfPull(
  pull: PullRequest,
  item: number | null,
  snapshot: Snapshot,
  policy: Policy,
): { found: Evidence[]; unreadable: Unreadable[] } {
  const found: Evidence[] = [];
  const unreadable: Unreadable[] = [];
  const base = { strength: 2 as const, item, who: pull.author.login, when: pull.mergedAt, url: pull.url };
  if (isUnreadable(pull.files)) {
    unreadable.push(pull.files);
  } else {
    const added = pull.files.filter(adds).sort((a, b) => byText(a.path, b.path));
    if (added.length > 0) {
      found.push({
        ...base,
        kind: "diff",
        because: `${added.length} changed ${added.length === 1 ? "file" : "files"}, merged`,
      });
    }
    for (const { kind, globs } of FILE_KINDS) {
      const matches = compiled("paths", policy.files[globs]);
      const matching = added.filter((file) => matches(file.path));
      const hit = matching.find(({ kept }) => !isUnreadable(kept));
      if (hit !== undefined) found.push({ ...base, kind, because: `adds to ${codeSpan(hit.path)}` });
      else unreadable.push(...unreadKept(matching));
    }
  }
  const output = commandOutput(pull, snapshot, policy);
  if (isUnreadable(output)) unreadable.push(output);
  else if (output !== null) {
    found.push({
      ...base,
      kind: "command_output",
      url: output.url,
      when: output.completedAt,
      because: `${codeSpan(output.name)} succeeded on its last head, reported by ${reporterOf(output)}`,
    });
  }
  return { found, unreadable };
}

/** Why nobody can say whether any of these files is still there. */
export function unreadKept(files: readonly ChangedFile[]): readonly Unreadable[] {
  return files.flatMap(({ kept }) => (isUnreadable(kept) ? [kept] : [])).slice(0, 1);
}

/** Anybody may give a check any name: who reported it says what the name is worth. */
function reporterOf({ app }: Check): string {
  return app === null ? "a commit status" : codeSpan(app.slug);
}

/** A successful check on the last head that is not ours and that the policy takes for command output (R-H2). */
function commandOutput(pull: PullRequest, snapshot: Snapshot, policy: Policy): Check | Unreadable | null {
  if (isUnreadable(pull.head.checks)) return pull.head.checks;
  const included = compiled("names", policy.evidence.output_checks.include);
  const excluded = compiled("names", policy.evidence.output_checks.exclude);
  const fits = pull.head.checks.filter(
    (check) =>
      check.conclusion === "success" && !isOurs(check, snapshot) && included(check.name) && !excluded(check.name),
  );
  return fits.sort((a, b) => byText(a.name, b.name) || byText(a.url, b.url))[0] ?? null;
}

/** Our own checks never prove anything; under Actions they hang on the same App as everybody's, so the name decides. */
export function isOurs(check: Pick<Check, "name" | "app">, snapshot: Pick<Snapshot, "self">): boolean {
  if (check.name.startsWith(OUR_CHECKS)) return true;
  return snapshot.self.kind === "app" && check.app !== null && check.app.id === snapshot.self.appId;
}
