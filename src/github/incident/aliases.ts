/**
 * Names that repositories had. GitHub follows an old name in a link, a query and a route; whoever compares what a person
 * wrote with what GitHub answers has to follow it too.
 * Source: https://docs.github.com/en/repositories/creating-and-managing-repositories/renaming-a-repository
 */
import type { Unreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import {
  isAbsence,
  isForbidden,
  isProblem,
  placeProblems,
  present,
  unreadable,
  unreadableFrom,
} from "../request/problems.ts";
import { namesQuery } from "../queries/more.ts";
import type { Raw, RawRepositoryName } from "../raw.ts";

/** Names asked about in one pass: more are no slip of the pen, and whoever wrote them gains nothing by it. */
const MOST_NAMES = 20;

/** What repositories of the incident's owner are called now. Names are `owner/name`, in any case of letters. */
export interface Aliases {
  /** Remembers that GitHub answered a question about `asked` with another name. */
  note(asked: string, answered: string): void;
  /** Looks names up that nobody has asked about yet; those of other owners never. @throws {RateLimited} */
  learn(names: readonly string[]): Promise<void>;
  /** What GitHub calls it, in GitHub's spelling; the name itself where nothing else is known. */
  nameOf(name: string): string;
  /** Why a name could not be looked up; null where it was, or nobody asked. */
  unread(name: string): Unreadable | null;
}

/** @param home the incident's repository, as GitHub calls it. */
export function createAliases(client: GitHubClient, home: string): Aliases {
  const answers = new Map<string, string | Unreadable>([[home.toLowerCase(), home]]);
  let asked = 0;

  async function ask(names: readonly string[]): Promise<void> {
    const variables = Object.fromEntries(
      names.flatMap((name, index) => {
        const [owner, repo] = name.split("/");
        return [
          [`owner${index}`, owner],
          [`name${index}`, repo],
        ];
      }),
    );
    try {
      const answer = await client.graphql<Record<string, Raw<RawRepositoryName>>>(namesQuery(names.length), variables);
      placeProblems(answer.data, answer.errors);
      for (const [index, name] of names.entries()) {
        const found = answer.data?.[`r${index}`];
        const problem = isProblem(found) ? found : null;
        // What is not there for us is no other name of ours.
        const away = problem !== null && (isAbsence(problem) || isForbidden(problem));
        answers.set(name, present(found)?.nameWithOwner ?? (away ? name : unreadable(problem, "repository name")));
      }
    } catch (error) {
      for (const name of names) answers.set(name, unreadableFrom(error, "repository name"));
    }
  }

  return {
    note: (name, answered) => void answers.set(name.toLowerCase(), answered),
    async learn(names) {
      const wanted = [...new Set(names.map((name) => name.toLowerCase()))]
        .filter((name) => sameOwner(name, home) && !answers.has(name))
        .sort()
        .slice(0, MOST_NAMES - asked);
      asked += wanted.length;
      if (wanted.length > 0) await ask(wanted);
    },
    nameOf(name) {
      const answer = answers.get(name.toLowerCase());
      return typeof answer === "string" ? answer : name;
    },
    unread(name) {
      const answer = answers.get(name.toLowerCase());
      return typeof answer === "object" ? answer : null;
    },
  };
}

/** Whether two repositories, `owner/name`, are of one owner: nothing of another's ever counts (R-H1). */
export function sameOwner(a: string, b: string): boolean {
  return ownerOf(a) === ownerOf(b);
}

function ownerOf(name: string): string {
  return name.slice(0, name.indexOf("/")).toLowerCase();
}
