/** Runbooks and on-call checklists that merged pull requests of the whole incident changed, with what they now say. */
import { filesOf } from "../commands/runbooks.ts";
import type { FileKind, Policy } from "../policy/schema.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { LinkedPulls } from "./pull-request.ts";

/** Documents of one kind. */
export interface Documents {
  /** The lines that all of them gained, one text: most items look here and find nothing. */
  readonly text: string;
  readonly changes: readonly { readonly url: string; readonly path: string; readonly text: string }[];
  /** What could not be read and might name a control. */
  readonly unread: readonly Unreadable[];
}

/**
 * @param all the pull requests of the incident and of each of its items: a runbook is often changed by one of them for
 * the controls of all.
 */
export function documentsOf(all: readonly LinkedPulls[], kind: FileKind, policy: Policy): Documents {
  const changes: { url: string; path: string; text: string }[] = [];
  const unread: Unreadable[] = all.flatMap((pulls) => pulls.unreadable);
  for (const pull of eachOnce(all)) {
    const files = filesOf(pull, policy, kind);
    if (isUnreadable(files)) unread.push(files);
    for (const file of isUnreadable(files) ? [] : files) {
      if (isUnreadable(file.kept)) unread.push(file.kept);
      else if (file.added === undefined)
        unread.push({ unreadable: `what ${pull.key} adds to a document was not read` });
      else if (isUnreadable(file.added)) unread.push(file.added);
      else changes.push({ url: pull.url, path: file.path, text: file.added.join("\n").toLowerCase() });
    }
  }
  return { text: changes.map((change) => change.text).join("\n"), changes, unread };
}

/** By key, so that the order in which links arrive does not matter (law 2). */
function eachOnce(all: readonly LinkedPulls[]): readonly PullRequest[] {
  const byKey = new Map(all.flatMap((pulls) => pulls.counted.map((pull) => [pull.key, pull] as const)));
  return [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? []);
}
