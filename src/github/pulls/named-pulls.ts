/** The pull requests that an issue names by their addresses. */
import type { PullRequest } from "../../core/snapshot/pull.ts";
import type { Readable } from "../../core/snapshot/types.ts";
import type { Aliases } from "../incident/aliases.ts";
import { linkTarget } from "../links/link-target.ts";
import type { CitedByIssue } from "../links/read-cited.ts";
import type { NamedPull } from "./read-pulls-found.ts";

function pullTargets(urls: readonly string[], webUrl: string): readonly NamedPull[] {
  return urls.flatMap((url) => {
    const target = linkTarget(url, webUrl);
    if (target.kind !== "pull_request") return [];
    const [owner = "", name = ""] = target.repository.split("/");
    return [{ owner, name, number: target.number }];
  });
}

/** Every pull request that an issue cites, as evidence or as an implementation. */
export function namedPulls(cited: CitedByIssue | undefined, webUrl: string): readonly NamedPull[] {
  return pullTargets([...(cited?.urls ?? []), ...(cited?.implementations ?? [])], webUrl);
}

/** Keys, as the snapshot writes them, of the pull requests that a command calls an implementation. */
export function commandedPulls(
  cited: CitedByIssue | undefined,
  webUrl: string,
  pulls: Readonly<Record<string, Readable<PullRequest>>>,
  aliases: Aliases,
): readonly string[] {
  const named = pullTargets(cited?.implementations ?? [], webUrl).map(({ owner, name, number }) =>
    `${aliases.nameOf(`${owner}/${name}`)}#${number}`.toLowerCase(),
  );
  return Object.keys(pulls).filter((key) => named.includes(key.toLowerCase()));
}
