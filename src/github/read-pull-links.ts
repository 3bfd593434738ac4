/** How each pull request came to be linked to an issue (R-H1). */
import type { LinkKind, PullLink, Readable } from "../core/snapshot/types.ts";
import { hardeningLines } from "./cited.ts";
import { entries, listOf, present, problemIn, unreadable } from "./problems.ts";
import type { RawIssue } from "./raw.ts";
import { pullKey } from "./read-pull.ts";

/**
 * Every link of an issue, sorted, each kind apart. Whoever gave a command or wrote a body is not judged here.
 *
 * @param commanded keys of the pull requests that a command on this issue calls an implementation.
 */
export function pullLinksOf(raw: RawIssue, commanded: readonly string[]): Readable<readonly PullLink[]> {
  const references = entries(raw.references, "links", true);
  if ("unreadable" in references) return references;
  const closers = listOf(raw.closers, "links", pullKey);
  if ("unreadable" in closers) return closers;
  const developed = listOf(raw.developed, "links", pullKey);
  if ("unreadable" in developed) return developed;

  const links = new Map<string, PullLink>();
  const add = (pull: string, kind: LinkKind): void => void links.set(`${pull} ${kind}`, { pull, kind });
  for (const pull of developed) add(pull, "development");
  for (const pull of closers) if (!developed.includes(pull)) add(pull, "closing_keyword");
  for (const entry of present(raw.events)?.nodes ?? []) {
    // A keyword in a squash commit's message links nothing, and yet the pull request closed the issue.
    const closer = present(present(entry)?.closer);
    if (closer?.__typename === "PullRequest") add(pullKey(closer), "closing_keyword");
  }
  const self = `${raw.repository.nameWithOwner}#${raw.number}`.toLowerCase();
  for (const { source: reference, willCloseTarget } of references) {
    const source = present(reference);
    if (source?.__typename !== "PullRequest") continue;
    const problem = problemIn([source.number, source.body, source.repository]);
    if (problem !== null) return unreadable(problem, "links");
    const pull = pullKey(source);
    if (willCloseTarget === true) add(pull, "closing_keyword");
    if (hardeningLines(source.body, source.repository.nameWithOwner).includes(self)) add(pull, "body_line");
    if (![...links.values()].some((link) => link.pull === pull)) add(pull, "mentioned");
  }
  for (const pull of commanded) add(pull, "command");
  return [...links.keys()].sort().map((key) => links.get(key) as PullLink);
}
