/**
 * Evidence by link: what `/quench evidence rollback|dashboard|ownership|failure-path <url>` and the field *Evidence
 * links* point to, each link looked up (R-H1, R-H3, R-H6).
 */
import type { Heard } from "../commands/hear.ts";
import { filesOf } from "../commands/runbooks.ts";
import { codeSpan } from "../markdown.ts";
import type { Policy } from "../policy/schema.ts";
import type { LookedUp } from "../snapshot/facts.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { linkedPulls } from "./pull-request.ts";
import { judgeFound, later, runOf } from "./run.ts";
import { isOlder, NOT_FOR_US, toldOf } from "./told.ts";
import { dashboardAt } from "./trusted.ts";
import type { Evidence, EvidenceKind, UnreadFact } from "./types.ts";

/** Evidence of several kinds, and what could not be read of each. */
export interface Cited {
  readonly found: readonly Evidence[];
  readonly unread: readonly UnreadFact[];
}

export interface Citing {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  /** Number of the item; null where it is said on the incident. */
  readonly item: number | null;
  readonly heard: readonly Heard[];
  /** When the incident began (R-H2). */
  readonly began: Instant;
  /** The pull requests that brought the control; on the incident, any control: a run counts on a commit with one. */
  readonly implementing: readonly PullRequest[];
  /** Why that may lack some; undefined where it does not. */
  readonly unread: Unreadable | undefined;
}

/** What a link comes to, by itself. */
export type Weight = Pick<Evidence, "strength" | "because" | "duration" | "run">;

type CitedKind = "rollback_run" | "dashboard" | "ownership_file" | "failure_path" | "link";

const KIND_OF_TOPIC = {
  rollback: "rollback_run",
  dashboard: "dashboard",
  ownership: "ownership_file",
  "failure-path": "failure_path",
} as const;

/** Kinds that comments bring: where those could not be read, nobody knows of all. */
export const CITED_KINDS: readonly EvidenceKind[] = [...Object.values(KIND_OF_TOPIC), "exercise"];
/** Kinds that rest on the pull requests which brought the control. */
export const RUN_KINDS: readonly EvidenceKind[] = ["rollback_run", "exercise", "link"];

/** The evidence that commands cite, in their order. */
export function cited(citing: Citing): Cited {
  const found: Evidence[] = [];
  const unread: UnreadFact[] = [];
  for (const { command, standing, by, at } of citing.heard) {
    if (command.name !== "evidence" || command.topic === "behavior" || command.topic === "implementation") continue;
    const kind = KIND_OF_TOPIC[command.topic];
    if (standing.kind === "undecided") unread.push({ kind, why: { unreadable: standing.why } });
    if (standing.kind !== "accepted") continue;
    const weight = weigh(citing, kind, command.url, command.note);
    if (isUnreadable(weight)) unread.push({ kind, why: weight });
    else found.push(evidenceOf(citing, kind, command.url, weight, by, at));
  }
  return { found, unread };
}

/**
 * What the item's *Evidence links* come to. One on a host that the policy trusts is a dashboard's too (R-H6).
 *
 * @param who the last editor of the item's body, who says so; `at` when.
 */
export function citedLinks(citing: Citing, links: readonly string[], who: string, at: Instant): Cited {
  const found: Evidence[] = [];
  const unread: UnreadFact[] = [];
  for (const url of links) {
    const weight = weigh(citing, "link", url);
    if (isUnreadable(weight)) unread.push({ kind: "link", why: weight });
    else found.push(evidenceOf(citing, "link", url, weight, who, at));
    const dashboard = weigh(citing, "dashboard", url);
    if (isUnreadable(dashboard)) unread.push({ kind: "dashboard", why: dashboard });
    else if (dashboard.strength > 0) found.push(evidenceOf(citing, "dashboard", url, dashboard, who, at));
  }
  return { found, unread };
}

function evidenceOf(
  { snapshot, item }: Citing,
  kind: EvidenceKind,
  url: string,
  weight: Weight,
  who: string,
  at: Instant,
): Evidence {
  const found = snapshot.links[url]?.found;
  const run = found === undefined || isUnreadable(found) ? null : runOf(found);
  return { kind, item, who, when: later(at, run?.startedAt ?? null), url, ...weight };
}

/** What one link proves as evidence of a kind, or why that could not be read; `note`: what is said beside it. */
function weigh(citing: Citing, kind: CitedKind, url: string, note: string | null = null): Weight | Unreadable {
  const byHost = kind === "dashboard" ? dashboardAt(url, citing.policy.evidence.trusted_hosts) : null;
  if (byHost?.strength === 0) return byHost;
  const found = citing.snapshot.links[url]?.found;
  if (found === undefined) return byHost ?? toldOf("it is told, and its link was not looked up", note);
  if (isUnreadable(found)) return found;
  if (found.kind === "absent") {
    return { strength: 0, because: found.because ?? NOT_FOR_US };
  }
  if (isOlder(found, citing.began)) return { strength: 0, because: "it was written before the incident began" };
  if (found.kind === "image")
    return byHost ?? { strength: 1, because: "it is a screenshot, which is told, not verified" };
  return (
    byHost ?? proof(citing, kind, found) ?? toldOf(`its link is not ${WANTED[kind]}, so it is told, not verified`, note)
  );
}

/** What is verified on the forge; null where the link shows nothing of that kind. */
function proof(citing: Citing, kind: CitedKind, found: LookedUp): Weight | Unreadable | null {
  if (kind === "rollback_run" || kind === "link") {
    const judged = judgeFound(found, citing.implementing, citing.snapshot.self, citing.unread);
    if (judged !== null) return judged;
  }
  if (found.kind === "pull_request" && (kind === "ownership_file" || kind === "link")) {
    return pullProof(citing, kind, found.pull);
  }
  if (found.kind === "file" && (kind === "failure_path" || kind === "link")) {
    return found.onDefaultBranch
      ? { strength: 2, because: `${codeSpan(found.path)} is on the default branch` }
      : { strength: 1, because: `${codeSpan(found.path)} is not on the default branch` };
  }
  if (found.kind === "commit" && kind === "link") {
    if (!found.onDefaultBranch) return { strength: 1, because: "its commit is not on the default branch" };
    if (found.at === undefined) return { unreadable: "when a cited commit was made was not read" };
    return found.at < citing.began
      ? { strength: 1, because: "its commit was made before the incident began" }
      : { strength: 2, because: "its commit is on the default branch" };
  }
  return null;
}

/** A pull request that is cited counts as a linked one does (R-H2). */
function pullProof({ snapshot, policy, began }: Citing, kind: CitedKind, key: string): Weight | Unreadable {
  const { counted, refused, unreadable } = linkedPulls(snapshot, [{ pull: key, kind: "command" }], began);
  const pull = counted[0];
  if (unreadable[0] !== undefined) return unreadable[0];
  if (pull === undefined) return { strength: 1, because: refused[0]?.because ?? `${key} is not merged yet` };
  if (kind === "link") return { strength: 2, because: `${key} is merged` };
  const files = filesOf(pull, policy, "ownership");
  if (isUnreadable(files)) return files;
  return files[0] === undefined
    ? { strength: 1, because: `${key} adds to no ownership file` }
    : { strength: 2, because: `adds to ${codeSpan(files[0].path)}` };
}

const WANTED: Readonly<Record<CitedKind, string>> = {
  rollback_run: "a workflow run",
  dashboard: "a dashboard",
  ownership_file: "a pull request that changes an ownership file",
  failure_path: "a file on the default branch",
  link: "a pull request, a run, a commit or a file",
};

/** What uses a control; a suite that stays green is no drill. */
const DRILLS: ReadonlySet<string> = new Set(["alert-replay", "drill", "rollback"]);

/**
 * Drills that used the control (R-S3): runs of a drill's kind, whatever style the item is proven by. One that is only
 * told is strength 1 (R-H3).
 */
export function exercises(citing: Citing): Cited {
  const found: Evidence[] = [];
  const unread: UnreadFact[] = [];
  for (const { command, standing, by, at } of citing.heard) {
    if (command.name !== "evidence") continue;
    const style = command.topic === "behavior" ? command.style : command.topic;
    if (!DRILLS.has(style)) continue;
    if (standing.kind === "undecided") unread.push({ kind: "exercise", why: { unreadable: standing.why } });
    if (standing.kind !== "accepted") continue;
    const weight = weigh(citing, "rollback_run", command.url, command.note);
    if (isUnreadable(weight)) unread.push({ kind: "exercise", why: weight });
    else found.push({ ...evidenceOf(citing, "exercise", command.url, weight, by, at), style });
  }
  return { found, unread };
}

/** The blobs of the files that are cited, sorted: a sign-off binds to what they say (R-H5). */
export function citedFiles(
  { snapshot, heard }: Citing,
  links: readonly string[],
): { readonly blobs: readonly string[]; readonly unreadable: readonly Unreadable[] } {
  const told = heard.flatMap(({ command, standing }) =>
    command.name === "evidence" && standing.kind === "accepted" ? [command.url] : [],
  );
  const found = [...told, ...links].flatMap((url) => snapshot.links[url]?.found ?? []);
  const blobs = found.flatMap((one) => (!isUnreadable(one) && one.kind === "file" ? [one.blob] : []));
  return { blobs: [...new Set(blobs)].sort(), unreadable: found.filter(isUnreadable) };
}

/**
 * What is said of a topic on the incident (rollback, dashboard, ownership): the incident's own evidence.
 *
 * @param implementing the pull requests that brought any control of the incident.
 */
export function citedOnIncident(citing: Omit<Citing, "item">): Cited {
  return cited({ ...citing, item: null });
}
