/**
 * Reads what it takes to tell which policy is in force: the core says what it still needs, as far back and as far across
 * repositories as the last valid combination lies, and no further.
 */
import { basesOf, type PolicySource, seekPolicy } from "../../core/policy/combine.ts";
import { type PolicyReference, referenceKey } from "../../core/policy/extends.ts";
import { isUnreadable, type PolicyVersion, type Readable } from "../../core/snapshot/types.ts";

/** Reads policy files one way or the other. What is out of our sight is a source that says so, never `Unreadable`. */
export interface PolicyFetcher {
  /** A file's newest version on the default branch. */
  base(reference: PolicyReference): Promise<Readable<PolicySource>>;
  /** Its earlier versions too; of the policy file itself where `reference` is null. */
  history(reference: PolicyReference | null, newest: PolicySource): Promise<Readable<PolicySource>>;
}

/** Files and histories read for one policy; what needs more has no whole to be found soon. */
const MOST_READS = 16;

/**
 * The file's versions, newest first, with what they build on kept at the newest.
 *
 * @param near bases that were read along already, by `referenceKey`.
 */
export async function completePolicy(
  newest: PolicySource,
  near: ReadonlyMap<string, Readable<PolicySource>>,
  fetcher: PolicyFetcher,
): Promise<Readable<readonly PolicyVersion[]>> {
  let file = newest;
  const known = new Map<string, PolicySource & { readonly reference: PolicyReference }>();
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const { need } = seekPolicy(file, known);
    if (need === null) break;
    const { kind, reference } = need;
    if (reference === null) {
      const read = await fetcher.history(null, file);
      if (isUnreadable(read)) return read;
      file = { ...read, more: false };
      continue;
    }
    const key = referenceKey(reference);
    const present = known.get(key);
    const read =
      kind === "base" || present === undefined
        ? (near.get(key) ?? (await fetcher.base(reference)))
        : await fetcher.history(reference, present);
    if (isUnreadable(read)) return read;
    known.set(key, { ...read, ...(kind === "history" ? { more: false } : {}), reference });
  }
  const used = seekPolicy(file, known).found?.versions ?? [];
  const [first, ...older] = asFarAs(file.versions, used);
  if (first === undefined) return [];
  const bases = basesOf(known).map((base) => ({ ...base, versions: asFarAs(base.versions, used) }));
  return bases.length === 0 ? [first, ...older] : [{ ...first, bases }, ...older];
}

/** Versions down to the one that is in force; all where none of them is. */
function asFarAs(versions: readonly PolicyVersion[], used: readonly PolicyVersion[]): readonly PolicyVersion[] {
  const last = versions.findIndex((version) => used.includes(version));
  return last === -1 ? versions : versions.slice(0, last + 1);
}
