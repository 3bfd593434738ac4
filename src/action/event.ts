/**
 * The event that started the workflow → what to look at. An event decides nothing; of its payload only numbers are
 * read, and what they stand for is read from GitHub again.
 */

export type Look =
  /** An incident, or an item of one. */
  | { readonly kind: "issue"; readonly number: number }
  /** A pull request, for the incidents that it is linked to. */
  | { readonly kind: "pull_request"; readonly number: number };

/**
 * @param name `GITHUB_EVENT_NAME`
 * @param payload the parsed event file
 * @returns null for an event that has nothing to do with an issue or pull request
 */
export function lookAt(name: string, payload: unknown): Look | null {
  switch (name) {
    case "issues":
    case "issue_comment": {
      const issue = member(payload, "issue");
      const number = numberOf(issue);
      if (number === null) return null;
      // A comment on a pull request comes as `issue_comment` too; its issue then has a `pull_request` part.
      return { kind: member(issue, "pull_request") === undefined ? "issue" : "pull_request", number };
    }
    case "sub_issues": {
      // Added and removed items; the parent is the incident.
      const number = numberOf(member(payload, "parent_issue"));
      return number === null ? null : { kind: "issue", number };
    }
    case "pull_request":
    case "pull_request_target":
    case "pull_request_review": {
      const number = numberOf(member(payload, "pull_request"));
      return number === null ? null : { kind: "pull_request", number };
    }
    default:
      return null;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function numberOf(value: unknown): number | null {
  const number = member(value, "number");
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}
