/** What a link may point at, made from the texts of its address: an id that is none makes no target. */
export type LinkTarget =
  | { readonly kind: "workflow_run"; readonly repository: string; readonly id: number; readonly attempt: number | null }
  | { readonly kind: "job"; readonly repository: string; readonly id: number }
  | { readonly kind: "check_run"; readonly repository: string; readonly id: number }
  /** `run`: the run that the address names beside it; null where it names none. */
  | { readonly kind: "artifact"; readonly repository: string; readonly id: number; readonly run: number | null }
  | { readonly kind: "pull_request" | "issue"; readonly repository: string; readonly number: number }
  | { readonly kind: "commit"; readonly repository: string; readonly sha: string }
  /** `ref` null: the first of `parts` are the ref, and how many cannot be told without knowing the branches. */
  | {
      readonly kind: "file";
      readonly repository: string;
      readonly ref: string | null;
      readonly parts: readonly string[];
    }
  | { readonly kind: "comment"; readonly repository: string; readonly id: number }
  | { readonly kind: "image" }
  | { readonly kind: "other" };

/** `<id>`, and what may stand behind it: `job/<id>`, `attempts/<n>`, `artifacts/<id>`, `usage`, `workflow`. */
export function inRuns(repository: string, [run, kind, inner]: readonly string[]): LinkTarget | null {
  const id = idOf(run);
  if (id === null) return null;
  if (kind === "job" && idOf(inner) !== null) return idTarget("job", repository, inner);
  if (kind === "artifacts" && idOf(inner) !== null) return artifactAt(repository, inner, id);
  return { kind: "workflow_run", repository, id, attempt: kind === "attempts" ? idOf(inner) : null };
}

export function artifactAt(repository: string, text: string | undefined, run: number | null): LinkTarget | null {
  const id = idOf(text);
  return id === null ? null : { kind: "artifact", repository, id, run };
}

export function commitAt(repository: string, sha: string): LinkTarget | null {
  return /^[0-9a-f]{7,40}$/i.test(sha) ? { kind: "commit", repository, sha: sha.toLowerCase() } : null;
}

export function fileAt(repository: string, parts: readonly string[]): LinkTarget | null {
  return parts.length < 2 || parts[0] === "" ? null : { kind: "file", repository, ref: null, parts };
}

export function idTarget(
  kind: "job" | "check_run" | "comment",
  repository: string,
  text: string | undefined,
): LinkTarget | null {
  const id = idOf(text);
  return id === null ? null : { kind, repository, id };
}

/** GraphQL's `Int` ends at 2³¹ − 1: a larger number would spoil the whole request that asks for it. */
const MOST_NUMBER = 2 ** 31 - 1;

export function numbered(kind: "pull_request" | "issue", repository: string, text: string): LinkTarget | null {
  const number = idOf(text);
  return number === null || number > MOST_NUMBER ? null : { kind, repository, number };
}

/** Ids beyond 2⁵³ would become another thing's. */
function idOf(text = ""): number | null {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null;
  return id !== null && Number.isSafeInteger(id) ? id : null;
}
