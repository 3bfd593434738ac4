/** C. How an issue was closed, in words: the closer, not the actor, is the cause (R-C3). */
import { codeSpan, inlineText } from "../markdown.ts";
import type { RepositoryFacts } from "../snapshot/types.ts";
import type { CloseEvent } from "./undo.ts";

/** The account under which GitHub runs the workflows of projects; a project that we may not see leaves only its name. */
const PROJECT_AUTOMATION = "github-project-automation[bot]";

/**
 * A clause such as "by the closing keyword of acme/shop#12". What a public repository's readers may not see is not named:
 * a pull request elsewhere may lie in a private repository, and GitHub itself hides a private project.
 */
export function howClosed(close: CloseEvent, home: RepositoryFacts): string {
  const { closer, actor } = close;
  const who = codeSpan(actor.login, 60);
  switch (closer.kind) {
    case "pull_request": {
      const here = closer.repository.toLowerCase() === `${home.owner}/${home.name}`.toLowerCase();
      return here || home.private
        ? `by the closing keyword of ${inlineName(closer.repository)}#${closer.number}, which ${who} merged`
        : `by the closing keyword of a pull request in another repository, which ${who} merged`;
    }
    case "commit":
      return `by the closing keyword in commit ${closer.sha.slice(0, 7)}, which ${who} brought to the default branch`;
    case "project":
      return closer.title === null
        ? "by something out of Quench's sight, such as the automation of a private project"
        : `by the automation of the project ${inlineText(closer.title, 80)}`;
    case "direct":
      if (actor.kind === "ghost") return "by an account that was deleted since";
      if (actor.login === PROJECT_AUTOMATION) return "by a project's automation";
      return actor.kind === "bot" ? `by the bot ${who}` : `by ${who}`;
  }
}

/** `owner/name` as GitHub allows it; anything else would not be a repository's name. */
function inlineName(name: string): string {
  return /^[\w.-]+\/[\w.-]+$/.test(name) ? name : inlineText(name);
}
