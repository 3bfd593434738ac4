/** H. The pull requests of items and incident: how each came to be linked (R-H1), and whether it counts (R-H2). */
import type { Heard } from "../commands/hear.ts";
import { redGreenOf } from "../evidence/red-green.ts";
import { codeSpan, linkText } from "../markdown.ts";
import type { LinkKind } from "../snapshot/issue.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { formatInstant } from "../time.ts";
import type { Judged } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import type { Rule } from "./rule.ts";
import { cannotTell, cites, ownersAmong, type Source, sourcesOf, undecided } from "./sources.ts";

/** Of several ways in which one pull request is linked, the first of these is told. */
const LINK_KINDS = ["closing_keyword", "development", "body_line", "command"] as const satisfies readonly LinkKind[];

/** One pull request of one subject, and how it stands. */
type Linked =
  | {
      readonly state: "counted" | "open" | "suggested";
      readonly pull: PullRequest;
      readonly kinds: readonly LinkKind[];
    }
  | {
      readonly state: "refused";
      readonly pull: PullRequest;
      readonly kinds: readonly LinkKind[];
      readonly because: string;
    }
  /** Linked for sure, but whether it counts could not be read. */
  | {
      readonly state: "unsure";
      readonly pull: PullRequest;
      readonly kinds: readonly LinkKind[];
      readonly why: Unreadable;
    }
  /** Linked by a command alone, which does not count; `why`: nobody can say whether it does. */
  | { readonly state: "unsaid"; readonly pull: PullRequest; readonly why: Unreadable | null }
  | { readonly state: "unread"; readonly key: string; readonly why: Unreadable };

const keyOf = (one: Linked): string => (one.state === "unread" ? one.key : one.pull.key);

/** Every pull request that anything links to a subject, each once, by its key. */
function linkedOf({ snapshot }: Judged, { issue, pulls, heard }: Source): readonly Linked[] {
  if (isUnreadable(issue.links)) return [];
  const kinds = new Map<string, LinkKind[]>();
  for (const { pull, kind } of issue.links) kinds.set(pull, [...(kinds.get(pull) ?? []), kind]);
  const standing = new Map<string, Linked>();
  const add = (state: "counted" | "open" | "suggested", pull: PullRequest) =>
    standing.set(pull.key, { state, pull, kinds: kinds.get(pull.key) ?? [] });
  for (const pull of pulls.counted) add("counted", pull);
  for (const pull of pulls.open) add("open", pull);
  for (const pull of pulls.suggested) add("suggested", pull);
  for (const { pull, because } of pulls.refused)
    standing.set(pull.key, { state: "refused", pull, because, kinds: kinds.get(pull.key) ?? [] });
  return [...kinds.keys()].sort().map((key): Linked => {
    const known = standing.get(key);
    if (known !== undefined) return known;
    const pull = snapshot.pulls[key];
    if (pull === undefined) return { state: "unread", key, why: { unreadable: `${key} was not read` } };
    if (isUnreadable(pull)) return { state: "unread", key, why: pull };
    const told = (kinds.get(key) ?? []).filter((kind) => kind !== "mentioned");
    if (isUnreadable(pull.revertedBy)) return { state: "unsure", pull, kinds: told, why: pull.revertedBy };
    return { state: "unsaid", pull, why: undecided(heard, isLinking) ?? null };
  });
}

const isLinking = (command: Heard["command"]): boolean => cites(command, "implementation");

const KIND_WORDS: Readonly<Record<LinkKind, string>> = {
  closing_keyword: "a closing keyword",
  development: "its development link",
  body_line: "a line of its body",
  command: "a command",
  mentioned: "a mention",
};

function confirm({ item, issue }: Source, { key, url, author }: PullRequest): Step {
  return item === null
    ? step(`Write \`Hardening: #${issue.number}\` into the body of ${linkText(key, url)}.`, "edit", [author.login])
    : step(
        `Confirm the link: \`/quench evidence implementation ${url}\` on #${issue.number}.`,
        "comment",
        ownersAmong([item]),
      );
}

function unknown(rule: string, key: string, title: string, item: number | null, why: Unreadable): VerdictNode {
  return node(rule, key, title, "unknown", cannotTell(why), { item });
}

function linkNode(source: Source, linked: Linked): VerdictNode {
  const pullKey = keyOf(linked);
  const item = source.item?.issue.number ?? null;
  const key = `R-H1:#${source.issue.number}/${pullKey}`;
  const where = `#${source.issue.number}`;
  if (linked.state === "unread") return unknown("R-H1", key, pullKey, item, linked.why);
  const { pull } = linked;
  const evidence = [pull.url];
  if (linked.state === "unsaid" && linked.why !== null) return unknown("R-H1", key, pullKey, item, linked.why);
  if (linked.state === "suggested" || linked.state === "unsaid") {
    const phrase =
      linked.state === "suggested"
        ? `${pullKey} only mentions ${where}.`
        : `${pullKey} is linked to ${where} by a command alone, which does not count.`;
    return node("R-H1", key, pullKey, "fail", phrase, { item, evidence, next: confirm(source, pull) });
  }
  const by = LINK_KINDS.find((kind) => linked.kinds.includes(kind)) ?? "mentioned";
  const phrase = `${pullKey} is linked to ${where} by ${KIND_WORDS[by]}.`;
  return node("R-H1", key, pullKey, "pass", phrase, { item, evidence });
}

function linkNodes(subject: Judged): readonly VerdictNode[] {
  return sourcesOf(subject).flatMap((source) => {
    const { number, links } = source.issue;
    if (isUnreadable(links)) {
      return [unknown("R-H1", `R-H1:#${number}/links`, "Links", source.item?.issue.number ?? null, links)];
    }
    return linkedOf(subject, source).map((linked) => linkNode(source, linked));
  });
}

/** Files that are told by name. */
const MOST_GONE = 3;

/** What it added and was deleted since proves nothing any more. */
function goneSince({ files }: PullRequest): string {
  const gone = isUnreadable(files) ? [] : files.filter(({ kept }) => kept === false).map(({ path }) => path);
  if (gone.length === 0) return "";
  const more = gone.length > MOST_GONE ? ` and ${gone.length - MOST_GONE} more` : "";
  const names = gone
    .slice(0, MOST_GONE)
    .map((path) => codeSpan(path))
    .join(", ");
  return ` Deleted since: ${names}${more}.`;
}

function countNode(subject: Judged, source: Source, linked: Linked): readonly VerdictNode[] {
  const pullKey = keyOf(linked);
  const item = source.item?.issue.number ?? null;
  const key = `R-H2:#${source.issue.number}/${pullKey}`;
  switch (linked.state) {
    case "suggested":
    case "unsaid":
      return [];
    case "unread":
    case "unsure":
      return [unknown("R-H2", key, pullKey, item, linked.why)];
    case "counted": {
      const { mergedAt, url } = linked.pull;
      const when = mergedAt === null ? "" : ` on ${formatInstant(mergedAt, subject.policy.time.zone)}`;
      const phrase = `${pullKey} counts: merged${when}.${goneSince(linked.pull)}`;
      const counts = node("R-H2", key, pullKey, "pass", phrase, { item, evidence: [url] });
      return [counts, ...proofNode(subject, source, linked.pull)];
    }
    case "open": {
      const { url, author } = linked.pull;
      const next = step(`Merge ${linkText(pullKey, url)}.`, "pull_request", [author.login]);
      return [node("R-H2", key, pullKey, "fail", `${pullKey} is not merged yet.`, { item, evidence: [url], next })];
    }
    case "refused": {
      const text = `Merge a change that counts: a pull request with \`Hardening: #${source.issue.number}\` in its body.`;
      const next = step(text, "pull_request", ownersAmong(source.item === null ? [] : [source.item]));
      const phrase = `${pullKey} does not count: ${linked.because}.`;
      return [node("R-H2", key, pullKey, "fail", phrase, { item, evidence: [linked.pull.url], next })];
    }
  }
}

/**
 * How the red–green proof of a Quality item's pull request stands. It gates through R-Q1 alone: one that failed takes
 * nothing from what else there is, and one that never ends holds nothing up.
 */
function proofNode({ snapshot, policy }: Judged, { item }: Source, pull: PullRequest): readonly VerdictNode[] {
  if (item?.fields.lane !== "quality") return [];
  const proof = redGreenOf(pull, snapshot, policy);
  if (proof === null) return [];
  const { number } = item.issue;
  const key = `R-H2:#${number}/${pull.key}/red-green`;
  const title = `Red–green proof of ${pull.key}`;
  const evidence = proof.check === null ? [pull.url] : [proof.check.url];
  switch (proof.state) {
    case "proven": {
      const phrase = `${pull.key} is proven: its tests failed without the change and passed with it.`;
      return [node("R-H2", key, title, "pass", phrase, { item: number, evidence })];
    }
    case "not_proven": {
      const phrase = `${pull.key} is not proven: ${proof.because}. That takes nothing from its other evidence.`;
      const next = step(
        `Merge a test that fails without the fix: a pull request with \`Hardening: #${number}\` in its body.`,
        "pull_request",
        ownersAmong([item]),
      );
      return [node("R-H2", key, title, "fail", phrase, { item: number, evidence, next })];
    }
    case "unknown":
      return [node("R-H2", key, title, "unknown", cannotTell(proof.why), { item: number, evidence })];
  }
}

function countNodes(subject: Judged): readonly VerdictNode[] {
  return sourcesOf(subject).flatMap((source) =>
    linkedOf(subject, source).flatMap((linked) => countNode(subject, source, linked)),
  );
}

export const LINK_RULES: readonly Rule[] = [
  {
    id: "R-H1",
    title: "Pull request linked",
    passes: `A closing keyword, a development link, a ${codeSpan("Hardening: #n")} line in its body or an accepted command links it.`,
    fails: "It only mentions the issue, or a command that does not count links it: it is suggested until confirmed.",
    unknown: "The links, the pull request, or the right of whoever linked it could not be read.",
    settings: [],
    kind: "fact",
    judge: linkNodes,
  },
  {
    id: "R-H2",
    title: "Pull request counts",
    passes:
      "It was merged into the default branch after the incident began, and is not reverted. Of a Quality item, the red–green proof is told beside it where one was tried: it succeeded (R-Q1).",
    fails:
      "It is open, was closed without a merge, was merged elsewhere or too early, or was reverted. A red–green proof that failed is told as not proven, and takes nothing from what else there is.",
    unknown:
      "It, whether it was reverted, or how its red–green proof ended could not be read, or that proof could not tell.",
    settings: [
      "files.tests",
      "files.guardrails",
      "files.runbooks",
      "files.oncall_checklists",
      "files.monitoring",
      "files.rollback",
      "files.ownership",
      "files.retros",
      "evidence.output_checks.include",
      "evidence.output_checks.exclude",
    ],
    kind: "fact",
    judge: countNodes,
  },
];
