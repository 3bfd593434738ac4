/** What a GitHub Enterprise Server that is too old does not know. */
import type { GraphqlProblem } from "./limits.ts";

/**
 * A query with a field, argument or type that the server's schema lacks is refused whole, before anything is read. GitHub
 * says `Field 'subIssues' doesn't exist on type 'Issue'`, `Field 'x' doesn't accept argument 'y'`, or `No such type X`.
 */
const UNKNOWN = [
  /^Field '(?<field>\w+)' doesn't exist on type '(?<type>\w+)'/,
  /^Field '(?<field>\w+)' doesn't accept argument '(?<argument>\w+)'/,
  /^InputObject '(?<type>\w+)' doesn't accept argument '(?<argument>\w+)'/,
  /^No such type (?<type>\w+)/,
  /^Argument '(?<argument>\w+)' on Field '(?<field>\w+)' has an invalid value/,
];
/** Names that are told; one that is missing says enough. */
const MOST_NAMED = 3;

/** What the server does not know, as a clause that says what to do; null where that is not the trouble. */
export function unknownToServer(problems: readonly GraphqlProblem[]): string | null {
  const names = problems.flatMap(({ message }) => {
    const groups = UNKNOWN.map((pattern) => pattern.exec(message)?.groups).find((found) => found !== undefined);
    if (groups === undefined) return [];
    const { type, field, argument } = groups;
    return [[type, field, argument].filter((name) => name !== undefined).join(".")];
  });
  const unique = [...new Set(names)];
  if (unique.length === 0) return null;
  const shown = unique.slice(0, MOST_NAMED).join(", ");
  const more = unique.length > MOST_NAMED ? ` and ${unique.length - MOST_NAMED} more` : "";
  return `this GitHub does not know ${shown}${more}: it is older than Quench needs, so update GitHub Enterprise Server`;
}
