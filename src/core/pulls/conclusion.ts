/** What a check of ours comes to, whoever writes it: the one place where an outcome becomes GitHub's conclusion. */
import type { CheckContent } from "../plan/write.ts";
import type { PullOutcome } from "../rules/pull-gate.ts";

/**
 * @param which in a title, which is plain text: `incident #12`
 * @param clear the title where nothing is in the way
 */
export function concluded(
  outcome: PullOutcome,
  which: string,
  clear: string,
): Pick<CheckContent, "status" | "conclusion" | "title"> {
  switch (outcome) {
    case "blocked":
      return { status: "completed", conclusion: "failure", title: `Merging would close ${which} too early` };
    case "told":
      return {
        status: "completed",
        conclusion: "success",
        title: `Merging would close ${which} early; nothing is enforced`,
      };
    // A required check that has not ended keeps the merge waiting: unknown never lets one through.
    case "unknown":
      return { status: "in_progress", conclusion: null, title: "Cannot tell yet" };
    case "clear":
      return { status: "completed", conclusion: "success", title: clear };
  }
}
