/**
 * What of a cited link is in our sight, and whose fault it is where something is not.
 *
 * Whatever a person points to and we cannot see is absent evidence, so that nobody makes a gate unknown by citing what is
 * forbidden; a permission that *we* lack must not punish anybody (R-V1). GitHub answers both with 403. They are told
 * apart by where it happens: an installation has the same permissions everywhere
 * (https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/choosing-permissions-for-a-github-app),
 * so what is forbidden in the incident's own repository, too, is a permission of ours, and what is forbidden only
 * elsewhere is a repository that we were not given.
 */
import type { Readable, Unreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { Refused } from "../request/errors.ts";
import { type Looked, look } from "../request/look.ts";
import { unreadableFrom } from "../request/problems.ts";

/** A repository as it is called now, whatever a link calls it. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
  /** `owner/name`, as GitHub writes it. */
  readonly name: string;
  readonly defaultBranch: string;
}

export type Area = "actions" | "checks" | "contents" | "issues" | "pull_requests" | "deployments";

export interface Sight {
  /** The incident's own repository. */
  readonly home: Place;
  /** Where a name leads: former names, too. `absent`: nowhere that we can see, or to somebody else's. */
  placeOf(repository: string): Promise<Place | { readonly absent: true } | Unreadable>;
  /** Looks one thing up, below `/repos/{owner}/{repo}`; `Unreadable` names the permission that we lack. */
  look(place: Place, route: string, parameters: Record<string, unknown>, area: Area): Promise<Looked>;
}

/** Refusals of us. Every other 4xx is of the thing: not there, gone, no such thing, in an empty repository, by law. */
const OF_US: ReadonlySet<number> = new Set([401, 407, 408, 429]);

/** What anybody with an area's permission may read of any repository, one entry at most. */
const PROBES: Readonly<Record<Area, string | null>> = {
  actions: "GET /repos/{owner}/{repo}/actions/runs",
  checks: "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
  contents: "GET /repos/{owner}/{repo}/commits",
  pull_requests: "GET /repos/{owner}/{repo}/pulls",
  deployments: "GET /repos/{owner}/{repo}/deployments",
  // Without it the incident itself would not have been read.
  issues: null,
};

/** @param home the incident's own repository: always in our sight. */
export function createSight(client: GitHubClient, home: Place): Sight {
  const places = new Map<string, ReturnType<Sight["placeOf"]>>([[home.name.toLowerCase(), Promise.resolve(home)]]);
  const lacks = new Map<Area, Promise<Unreadable | null>>();

  async function find(repository: string): ReturnType<Sight["placeOf"]> {
    const [owner = "", repo = ""] = repository.split("/");
    const looked = await look(client, "GET /repos/{owner}/{repo}", { owner, repo }, "repository", true);
    if ("unreadable" in looked) return looked;
    const place = "found" in looked ? placeFrom(looked.found) : null;
    // A repository that was given away is its new owner's.
    return place?.owner.toLowerCase() === home.owner.toLowerCase() ? place : { absent: true };
  }

  /** The permission that we lack in our own repository, too; null where it is not that. */
  async function lackAtHome(area: Area): Promise<Unreadable | null> {
    const route = PROBES[area];
    if (route === null) return null;
    const { owner, repo, defaultBranch: ref } = home;
    const looked = await ask(route, { owner, repo, ref, per_page: 1 }, area);
    if ("unreadable" in looked) return looked;
    return "forbidden" in looked ? looked.forbidden : null;
  }

  async function ask(
    route: string,
    parameters: Record<string, unknown>,
    area: Area,
  ): Promise<Looked | { readonly forbidden: Unreadable }> {
    try {
      const { data, status } = await client.rest(route, parameters);
      return { found: data, status };
    } catch (error) {
      if (!(error instanceof Refused) || OF_US.has(error.status)) return unreadableFrom(error, area);
      return isOurLack(error) ? { forbidden: lackOf(error, area) } : { absent: error.status };
    }
  }

  return {
    home,
    placeOf(repository) {
      const key = repository.toLowerCase();
      const known = places.get(key) ?? find(repository);
      places.set(key, known);
      return known;
    },
    async look(place, route, parameters, area) {
      const looked = await ask(route, { owner: place.owner, repo: place.repo, ...parameters }, area);
      if (!("forbidden" in looked)) return looked;
      if (place.name === home.name) return looked.forbidden;
      const known = lacks.get(area) ?? lackAtHome(area);
      lacks.set(area, known);
      return (await known) ?? { absent: 403 };
    },
  };
}

function placeFrom(found: unknown): Place | null {
  const { full_name: name, default_branch: defaultBranch } = found as { full_name?: string; default_branch?: string };
  const [owner, repo] = name?.split("/") ?? [];
  if (name === undefined || owner === undefined || repo === undefined) return null;
  return { owner, repo, name, defaultBranch: defaultBranch ?? "" };
}

/**
 * True where a 403 is about what our token may do, and not about the thing (too large a file, a blocked one).
 * Source: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible
 */
function isOurLack({ status, message, headers, data }: Refused): boolean {
  if (status !== 403) return false;
  const isAboutThing = /too[ _]large/i.test(message + JSON.stringify(data ?? ""));
  return !isAboutThing && (/not accessible by/i.test(message) || "x-accepted-github-permissions" in headers);
}

/** With the permission that GitHub names, else the one that the area takes. */
function lackOf(error: Refused, area: Area): Unreadable {
  const lack = unreadableFrom(error, area);
  return "x-accepted-github-permissions" in error.headers ? lack : { ...lack, permission: `${area}: read` };
}

/** Narrows an answer of `placeOf`. */
export function isPlace(found: Place | { readonly absent: true } | Unreadable): found is Place {
  return "defaultBranch" in found;
}

/** An answer that is a list; empty where it is none. */
export function asList<T>(found: unknown): readonly T[] {
  return Array.isArray(found) ? (found as T[]) : [];
}

/** A readable fact of a look-up, where what does not exist for us has a value of its own. */
export function orAbsent<T, U>(looked: Looked, read: (found: unknown) => T, absent: U): Readable<T | U> {
  if ("unreadable" in looked) return looked;
  return "found" in looked ? read(looked.found) : absent;
}
