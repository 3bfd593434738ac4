/** Lists of issues by what makes one an incident: its labels, and its types where the owner has any. */
import { Refused } from "../request/errors.ts";

/** What makes an issue an incident. */
export interface IncidentMarks {
  readonly labels: readonly string[];
  readonly types: readonly string[];
}

type IsOne = (issue: { readonly type?: { readonly name?: string } | null }) => boolean;

/**
 * Asks once for each label and each type.
 *
 * @param list is given the filter of GitHub's list, and what of its answer counts.
 * @throws what `list` throws, but where a filter by type is refused: only organizations have issue types.
 */
export async function byMark(
  { labels, types }: IncidentMarks,
  list: (filter: { readonly labels: string } | { readonly type: string }, isOne: IsOne) => Promise<void>,
): Promise<void> {
  for (const label of labels) await list({ labels: label }, () => true);
  for (const type of types) {
    try {
      // A GitHub that does not know the filter lists everything.
      await list({ type }, (issue) => issue.type?.name?.toLowerCase() === type.toLowerCase());
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
}
