/** What of a snapshot belongs to its incident, as keys of the index. Pure. */
import { placeOf } from "../../core/policy/combine.ts";
import { POLICY_PATH } from "../../core/policy/extends.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { isUnreadable, type PolicyVersion } from "../../core/snapshot/types.ts";
import { linkTarget } from "../../github/links/link-target.ts";
import { fileKey, issueKey, mergedKey, policyKey, runKey, shaKey, textKey } from "../events/references.ts";

const RUN_URL = /\/\/[^\s/]+\/([\w-]+\/[\w.-]+)\/actions\/runs\/(\d+)/;

/** Items and ledger entries, linked pull requests with their commits and the files they prove by, cited runs and files. */
export function relatedKeys(snapshot: Snapshot): ReadonlySet<string> {
  const { owner, name } = snapshot.repository;
  const repository = `${owner}/${name}`;
  const keys = new Set<string>();
  for (const list of [snapshot.items, snapshot.ledger]) {
    // An item of another repository is known by its URL.
    if (!isUnreadable(list))
      for (const issue of list) {
        keys.add(issueKey(repositoryOf(issue.url) ?? repository, issue.number));
        // A duplicate that is opened again takes its items back.
        for (const { number } of issue.through ?? []) keys.add(issueKey(repository, number));
      }
  }
  for (const [key, pull] of Object.entries(snapshot.pulls)) {
    keys.add(key.toLowerCase());
    if (isUnreadable(pull)) continue;
    keys.add(shaKey(pull.headSha));
    if (pull.mergeCommit !== null) keys.add(shaKey(pull.mergeCommit));
    if (pull.state !== "merged" || !pull.baseIsDefault) continue;
    keys.add(mergedKey(pull.repository));
    for (const { path, kept } of isUnreadable(pull.files) ? [] : pull.files) {
      if (kept !== undefined) keys.add(fileKey(pull.repository, path));
    }
  }
  for (const { url, found } of Object.values(snapshot.links)) {
    if (isUnreadable(found)) continue;
    if (found.kind === "file") {
      const target = linkTarget(url, snapshot.repository.url);
      const where = target.kind === "file" ? target.repository : repository;
      keys.add(fileKey(where, found.path)).add(textKey(where, found.path));
    }
    if (!("run" in found)) continue;
    const { run } = found;
    keys.add(shaKey(run.headSha));
    const [, where, id] = RUN_URL.exec(url) ?? [];
    keys.add(runKey(where ?? repository, where === undefined ? run.id : Number(id)));
  }
  return keys;
}

/**
 * Files in other repositories that a policy is made of, as keys: what lands there may change it. The owner's `.github`
 * file is among them only where it is built on; where it speaks for a repository, every one is looked at anyhow.
 */
export function policyFilesOf([newest]: readonly PolicyVersion[], repository: string): readonly string[] {
  if (newest === undefined) return [];
  const own = placeOf(newest);
  const files = [
    ...(own === null ? [] : [{ repository: `${own.owner}/${own.repo}`, path: own.path }]),
    ...(newest.bases ?? []),
  ];
  return files
    .filter((file) => file.path !== POLICY_PATH || file.repository.toLowerCase() !== repository.toLowerCase())
    .map((file) => policyKey(file.repository, file.path));
}

function repositoryOf(url: string): string | null {
  return /\/\/[^\s/]+\/([\w-]+\/[\w.-]+)\/issues\/\d+$/.exec(url)?.[1] ?? null;
}
