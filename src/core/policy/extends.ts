/** `_extends`: which file of which repository a policy file builds on. Same owner only, so that nobody else's push decides. */
import * as z from "zod";

/** A policy file as `_extends` names it. */
export interface PolicyReference {
  readonly owner: string;
  readonly repo: string;
  /** From the repository's root; no dots, no blanks around it. */
  readonly path: string;
}

/** Files that one policy may build on, one upon the other. */
export const MOST_BASES = 5;
/** Where a repository keeps its policy, and where `_extends` looks unless told. */
export const POLICY_PATH = ".github/quench.yml";

const REFERENCE =
  /^(?:([A-Za-z0-9][A-Za-z0-9_-]{0,59})\/)?(?!\.{1,2}(?::|$))([\w.-]{1,100})(?::((?!\/|(?:.*\/)?\.{1,2}\/|.*\/\/)[\w.@+/-]{1,250}\.ya?ml))?$/;

/** The setting in the schema; who may be named is told where the owner is known. */
export const extendsSetting = z
  .string("write a repository such as `.github`, or `repository:path/to/policy.yml`")
  .regex(REFERENCE, "write a repository such as `.github`, or `repository:path/to/policy.yml`")
  .nullable()
  .default(null)
  .describe(
    "A policy file of the same owner that this one builds on: `repository`, `owner/repository`, either with `:path/to/policy.yml`; without a path `.github/quench.yml`, always on the default branch. Groups of settings are merged key by key; lists and single values of this file take the place of the other's. At most 5 deep; `null` for none.",
  );

/** What a file's `_extends` names; null where it is not written as one. */
export function parseReference(text: string, owner: string): PolicyReference | null {
  const [, named, repo, path] = REFERENCE.exec(text) ?? [];
  if (repo === undefined) return null;
  return { owner: named ?? owner, repo, path: path ?? POLICY_PATH };
}

/** The same for the same file: owners and repositories do not differ by case at GitHub, paths do. */
export function referenceKey({ owner, repo, path }: PolicyReference): string {
  return `${owner}/${repo}`.toLowerCase() + `:${path}`;
}

/** As complaints and verdicts name it: `acme/.github/.github/quench.yml`. */
export function referencePath({ owner, repo, path }: PolicyReference): string {
  return `${owner}/${repo}/${path}`;
}
