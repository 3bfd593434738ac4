/**
 * Issues that a commit message closes once it lands on the default branch (R-C4). GitHub reads the message raw: neither
 * backticks nor quotes mean anything there, and the pull request need not be linked to the issue.
 * Source: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
 */

/** An issue that a commit of a pull request closes. */
export interface CommitClosing {
  /** `owner/name#number`. */
  readonly issue: string;
  /** The commit's hash, as short as people write it. */
  readonly commit: string;
}

/** Longer messages are read to here. */
const LONGEST = 20_000;
/** Issues of one message; an honest one closes a few. */
const MOST = 20;

// Names are bounded as GitHub's are: without that a hostile message takes time that grows with its square.
const TARGET =
  "(?:https?://[^\\s/]{1,253}/(?<byUrl>[\\w-]{1,39}/[\\w.-]{1,100})/(?:issues|pull)/(?<urlNumber>\\d{1,9})" +
  "|(?<named>[\\w-]{1,39}/[\\w.-]{1,100})?#(?<number>\\d{1,9})|gh-(?<short>\\d{1,9}))(?!\\w)";
const CLOSING = new RegExp(`(?<![\\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \\t]+${TARGET}`, "gi");

/**
 * Keys of the issues that a message closes, `owner/name#number`, in its order and without repetition.
 *
 * @param repository where the commit lands, `owner/name`.
 */
export function closedByMessage(message: string, repository: string): readonly string[] {
  const keys = new Set<string>();
  for (const { groups } of message.slice(0, LONGEST).matchAll(CLOSING)) {
    const number = Number(groups?.["urlNumber"] ?? groups?.["number"] ?? groups?.["short"]);
    if (number > 0 && keys.size < MOST) keys.add(`${groups?.["byUrl"] ?? groups?.["named"] ?? repository}#${number}`);
  }
  return [...keys];
}

/** What commits close, each issue by the first commit that does. */
export function closedByCommits(
  commits: readonly { readonly oid: string; readonly message: string }[],
  repository: string,
): readonly CommitClosing[] {
  const found = new Map<string, CommitClosing>();
  for (const { oid, message } of commits) {
    for (const issue of closedByMessage(message, repository)) {
      const key = issue.toLowerCase();
      if (!found.has(key)) found.set(key, { issue, commit: oid.slice(0, 10) });
    }
  }
  return [...found.values()];
}
