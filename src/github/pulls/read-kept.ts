/**
 * Whether what merged pull requests added is still there: a file deleted later proves nothing any more (R-H2).
 *
 * Of each pull request and kind of file, one that is there suffices: they are asked for one after the other, and all that
 * are left where the first ones are gone.
 */
import { FILE_KINDS, adds, linkedPulls } from "../../core/evidence/pull-request.ts";
import { byText } from "../../core/order.ts";
import { compiled } from "../../core/policy/compiled.ts";
import type { Policy } from "../../core/policy/schema.ts";
import type { ChangedFile, PullRequest } from "../../core/snapshot/pull.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { Case } from "../../core/verdict/case.ts";
import type { FollowUp } from "../read-follow-ups.ts";
import { createFileFinder } from "./read-present.ts";
import { type FilePlace, fileKey } from "./read-renamed.ts";

/** Files asked for one by one of a pull request and kind; then all the others at once. */
const ONE_BY_ONE = 2;

/** What was found out, by `fileKey`. */
type Found = Map<string, Readable<boolean>>;

/** The snapshot's pull requests, with `kept` on the files that count as evidence. */
export async function readKept({ client, subject }: FollowUp): Promise<Snapshot["pulls"]> {
  const { pulls } = subject.snapshot;
  const questions = countedPulls(subject).flatMap((pull) => questionsOf(pull, subject.policy));
  const finder = createFileFinder(client);
  const found: Found = new Map();
  for (let round = 0; round <= ONE_BY_ONE; round += 1) {
    const next = questions.flatMap((files) => leftOf(files, found).slice(0, round < ONE_BY_ONE ? 1 : undefined));
    const asked = new Map(next.map((file) => [fileKey(file), file]));
    if (asked.size === 0) break;
    for (const [key, answer] of await finder.find([...asked.values()])) found.set(key, answer);
  }
  return Object.fromEntries(Object.entries(pulls).map(([key, pull]) => [key, withKept(pull, found)]));
}

/** Every pull request that counts for anything: linked to the incident or an item, or cited. */
function countedPulls(subject: Case): readonly PullRequest[] {
  const { snapshot, began, items, pulls } = subject;
  const cited = Object.values(snapshot.links).flatMap(({ found }) =>
    !isUnreadable(found) && found.kind === "pull_request" ? [{ pull: found.pull, kind: "command" as const }] : [],
  );
  const counted = [pulls, ...items.map((item) => item.pulls), linkedPulls(snapshot, cited, began)];
  const byKey = new Map(counted.flatMap((linked) => linked.counted.map((pull) => [pull.key, pull] as const)));
  return [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? []);
}

/** The files of each kind that a pull request adds to, in the order in which the rules look for one. */
function questionsOf(pull: PullRequest, policy: Policy): readonly (readonly FilePlace[])[] {
  if (isUnreadable(pull.files)) return [];
  const added = pull.files.filter(adds).sort((a, b) => byText(a.path, b.path));
  return FILE_KINDS.flatMap(({ globs }) => {
    const matches = compiled("paths", policy.files[globs]);
    const files = added.flatMap(({ path }) => (matches(path) ? [{ repository: pull.repository, path }] : []));
    return files.length > 0 ? [files] : [];
  });
}

/** The files that may still be asked for; none where one is there. */
function leftOf(files: readonly FilePlace[], found: Found): readonly FilePlace[] {
  if (files.some((file) => found.get(fileKey(file)) === true)) return [];
  return files.filter((file) => !found.has(fileKey(file)));
}

function withKept(pull: Readable<PullRequest>, found: Found): Readable<PullRequest> {
  if (isUnreadable(pull) || isUnreadable(pull.files) || pull.state !== "merged") return pull;
  const withAnswer = (file: ChangedFile): ChangedFile => {
    const kept = found.get(fileKey({ repository: pull.repository, path: file.path }));
    return kept === undefined ? file : { ...file, kept };
  };
  return { ...pull, files: pull.files.map(withAnswer) };
}
