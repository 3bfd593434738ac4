/** In which other repositories of the owner we may write checks: those that the installation covers. */
import { byText } from "../../core/order.ts";
import type { Readable } from "../../core/snapshot/types.ts";
import type { Case } from "../../core/verdict/case.ts";
import type { GitHubClient } from "../request/client.ts";
import { unreadableFrom } from "../request/problems.ts";
import { listAll } from "../write/write-context.ts";

/** Two thousand repositories; unchanged pages cost nothing (304). */
const MOST_PAGES = 20;

/**
 * Names in lower case of the repositories with open linked pull requests that we may write to; undefined where no such
 * pull request is of another repository.
 */
export async function readReach(client: GitHubClient, subject: Case): Promise<Readable<readonly string[]> | undefined> {
  const { snapshot } = subject;
  const here = `${snapshot.repository.owner}/${snapshot.repository.name}`.toLowerCase();
  const linked = [subject.pulls, ...subject.items.map(({ pulls }) => pulls)].flatMap(({ open, suggested }) => [
    ...open,
    ...suggested.filter(({ state }) => state === "open"),
  ]);
  const wanted = new Set(linked.map(({ repository }) => repository.toLowerCase()).filter((name) => name !== here));
  if (wanted.size === 0) return undefined;
  // A workflow's token is of one repository.
  if (snapshot.self.kind === "action") return [];
  try {
    const route = "GET /installation/repositories";
    const listed = await listAll(client, route, {}, { under: "repositories", pages: MOST_PAGES });
    return listed
      .map((each) => each as { full_name: string; archived?: boolean })
      .filter(({ full_name: name, archived }) => archived !== true && wanted.has(name.toLowerCase()))
      .map(({ full_name: name }) => name.toLowerCase())
      .sort(byText);
  } catch (error) {
    return unreadableFrom(error, "the repositories of the installation");
  }
}
