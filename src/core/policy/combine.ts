/**
 * Which versions of a policy file, and of the files that it builds on, are in force together: the newest combination
 * that is valid. A base that is broken, deleted or out of sight does not loosen the gate: the last whole one holds.
 */
import type { PolicyBase, PolicyVersion } from "../snapshot/types.ts";
import type { PolicyFile } from "./diagnose.ts";
import { MOST_BASES, parseReference, type PolicyReference, referenceKey, referencePath } from "./extends.ts";
import { type Diagnostic, judgePolicy, readPolicyFile } from "./parse.ts";
import { isGroup } from "./merge.ts";
import type { Policy } from "./schema.ts";

/** Versions of one file, newest first, as far as they were read. */
export interface PolicySource {
  readonly versions: readonly PolicyVersion[];
  /** True where there may be earlier versions that were not read. */
  readonly more: boolean;
  /** A clause: why it is out of our sight; null where it is not. */
  readonly absent: string | null;
}

/** What has to be read before it can be told which combination is in force. */
export type PolicyNeed =
  | { readonly kind: "base"; readonly reference: PolicyReference }
  /** Earlier versions; of the policy file itself where `reference` is null. */
  | { readonly kind: "history"; readonly reference: PolicyReference | null };

/** A valid whole: the version that decides first, then each that it builds on. */
export interface Combination {
  readonly policy: Policy;
  readonly versions: readonly PolicyVersion[];
}

export interface Sought {
  /** Null where none is valid. */
  readonly found: Combination | null;
  /** Set where reading would tell more; `found` is null then. */
  readonly need: PolicyNeed | null;
  /** What is wrong with the newest combination, if anything. */
  readonly problems: readonly Diagnostic[];
  /** True where a file that it builds on is not there, or not for us. */
  readonly outOfSight: boolean;
}

/** Combinations tried; histories that are broken throughout must not cost their product. */
const MOST_TRIED = 80;

/**
 * Looks for the newest valid combination: of the file's versions the newest, and for each the newest of its bases.
 *
 * @param known what was read of bases, by `referenceKey`.
 */
export function seekPolicy(file: PolicySource, known: ReadonlyMap<string, PolicySource>): Sought {
  const search = new Search(known);
  const first = file.versions[0];
  const here = first === undefined ? null : placeOf(first);
  const result = search.combinations(file, here, []).next();
  const step = result.done === true ? null : result.value;
  const needed = step !== null && "kind" in step ? step : null;
  return {
    found: step === null || "kind" in step ? null : step,
    need: needed,
    problems: search.problems ?? [],
    outOfSight: search.outOfSight,
  };
}

/** What a recorded version list knows of the bases. */
export function knownBases(versions: readonly PolicyVersion[]): ReadonlyMap<string, PolicySource> {
  const entries = versions.flatMap(({ bases = [] }) =>
    bases.flatMap((base): [string, PolicySource][] => {
      const { repository, path, absent } = base;
      const place = placeIn(repository, path);
      const known = base.versions.map((version) => ({ ...version, repository }));
      return place === null ? [] : [[referenceKey(place), { versions: known, absent, more: false }]];
    }),
  );
  return new Map(entries);
}

/** The same, to be kept with the newest version. */
export function basesOf(
  known: ReadonlyMap<string, PolicySource & { readonly reference: PolicyReference }>,
): PolicyBase[] {
  return [...known.values()].map(({ reference: { owner, repo, path }, versions, absent }) => ({
    repository: `${owner}/${repo}`,
    path,
    versions,
    absent,
  }));
}

/** Where a version's file lies; null where that is not known. */
export function placeOf({ repository, path }: PolicyVersion): PolicyReference | null {
  return repository === undefined
    ? null
    : placeIn(repository, path.startsWith(`${repository}/`) ? path.slice(repository.length + 1) : path);
}

function placeIn(repository: string, path: string): PolicyReference | null {
  const [owner, repo] = repository.split("/");
  return owner === undefined || repo === undefined ? null : { owner, repo, path };
}

/** A combination with the files it was put together from. */
interface Whole extends Combination {
  readonly files: readonly [PolicyFile, ...PolicyFile[]];
}

class Search {
  private readonly known: ReadonlyMap<string, PolicySource>;
  private tried = 0;
  /** Of the newest combination: the first that was complained about. */
  problems: readonly Diagnostic[] | null = null;
  outOfSight = false;

  constructor(known: ReadonlyMap<string, PolicySource>) {
    this.known = known;
  }

  /** Valid combinations of a file's versions with what they build on, newest first; a need ends what can be told. */
  *combinations(
    source: PolicySource,
    place: PolicyReference | null,
    chain: readonly PolicyReference[],
  ): Generator<Whole | PolicyNeed> {
    for (const version of source.versions) {
      if (version.text === null) {
        // Whoever deletes the policy means it; whoever deletes a base takes it from others as well.
        if (chain.length === 0) return;
        continue;
      }
      const { file, problems } = readPolicyFile(version.text, version.path);
      if (file === null) this.complain(problems);
      else yield* this.ofVersion(version, file, place, chain);
      if (this.tried >= MOST_TRIED) return;
    }
    if (source.more) yield { kind: "history", reference: chain.length === 0 ? null : place };
  }

  private *ofVersion(
    version: PolicyVersion,
    file: PolicyFile,
    place: PolicyReference | null,
    chain: readonly PolicyReference[],
  ): Generator<Whole | PolicyNeed> {
    const named = isGroup(file.value) ? file.value["_extends"] : undefined;
    const reference = typeof named === "string" ? parseReference(named, place?.owner ?? "") : null;
    if (reference === null) {
      yield* this.whole([version], [file]);
      return;
    }
    const complain = (message: string, fix: string): void => {
      this.complain([{ path: file.path, ...file.place(["_extends"]), key: "_extends", message, fix }]);
    };
    const name = `\`${referencePath(reference)}\``;
    const before = place === null ? chain : [...chain, place];
    const at = before.findIndex((one) => referenceKey(one) === referenceKey(reference));
    if (place === null) complain("it is not known where this file lies, and so what it builds on", "remove `_extends`");
    else if (reference.owner.toLowerCase() !== place.owner.toLowerCase()) {
      complain(`\`_extends\` names ${name}, which is another owner's`, "name a repository of the same owner");
    } else if (at !== -1) {
      const circle = [...before.slice(at), reference].map((one) => `\`${referencePath(one)}\``).join(" → ");
      complain(`\`_extends\` goes in a circle: ${circle}`, "take one of these lines out");
    } else if (chain.length >= MOST_BASES) {
      complain(`more than ${MOST_BASES} files build on one another`, "merge some of them into one");
    } else {
      const base = this.known.get(referenceKey(reference));
      if (base === undefined) yield { kind: "base", reference };
      else {
        const fault = faultOf(base);
        if (fault !== null) {
          complain(`\`_extends\` names ${name}, ${fault}`, "put it back, or change this line");
          this.outOfSight ||= base.versions.every(({ text }) => text === null);
        }
        for (const step of this.combinations(base, reference, before)) {
          if ("kind" in step) yield step;
          else yield* this.whole([version, ...step.versions], [file, ...step.files]);
          if (this.tried >= MOST_TRIED) return;
        }
      }
    }
  }

  private *whole(versions: readonly PolicyVersion[], files: readonly [PolicyFile, ...PolicyFile[]]): Generator<Whole> {
    this.tried += 1;
    const { policy, problems } = judgePolicy(files);
    if (policy === null) this.complain(problems);
    else yield { policy, versions, files };
  }

  private complain(problems: readonly Diagnostic[]): void {
    this.problems ??= problems;
  }
}

/** What keeps a base's newest version from being there, as a clause. */
function faultOf({ versions: [newest], absent }: PolicySource): string | null {
  if (absent !== null) return absent;
  if (newest === undefined) return "and there is no such file on the default branch";
  return newest.text === null ? `which was deleted in commit \`${newest.commit.slice(0, 7)}\`` : null;
}
