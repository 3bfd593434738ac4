/** What app.yml asks for, and what an App or an installation lacks of it. */
export type Permissions = Readonly<Record<string, string>>;

/** Without one of these no incident is judged, or its evidence stays unknown. */
const VITAL: ReadonlySet<string> = new Set([
  "issues",
  "checks",
  "pull_requests",
  "contents",
  "actions",
  "statuses",
  "metadata",
]);

const RANK: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };

export interface Lack {
  /** As people write it: `pull requests: read`. */
  readonly name: string;
  readonly vital: boolean;
}

/**
 * What is missing, or weaker than asked for.
 *
 * @param personal an account that is no organization has no members.
 */
export function lacksOf(wanted: Permissions, granted: Permissions, personal = false): readonly Lack[] {
  return Object.entries(wanted)
    .filter(([name, level]) => (RANK[granted[name] ?? ""] ?? 0) < (RANK[level] ?? 0))
    .filter(([name]) => !(personal && name === "members"))
    .map(([name, level]) => ({ name: `${name.replaceAll("_", " ")}: ${level}`, vital: VITAL.has(name) }));
}

/** Events that GitHub does not send. @param personal an account that is no organization has none of its own. */
export function missingEvents(wanted: readonly string[], sent: readonly string[], personal = false): readonly string[] {
  return wanted.filter((event) => !sent.includes(event) && !(personal && event === "organization"));
}
