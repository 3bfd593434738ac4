/** CODEOWNERS as it stands on the default branch, answered with the incident itself. */
import type { Readable } from "../../core/snapshot/types.ts";
import { present, problemIn, unreadable } from "../request/problems.ts";
import type { RawRepository } from "../raw.ts";

/** GitHub takes the first of the three places: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
export function codeownersOf({ codeowners1, codeowners2, codeowners3 }: RawRepository): Readable<string | null> {
  for (const place of [codeowners1, codeowners2, codeowners3]) {
    const problem = problemIn(place);
    if (problem !== null) return unreadable(problem, "CODEOWNERS");
    const file = present(place);
    if (file === null || file.__typename !== "Blob") continue;
    return file.isTruncated === true ? { unreadable: "CODEOWNERS: the file is too large" } : (file.text ?? "");
  }
  return null;
}
