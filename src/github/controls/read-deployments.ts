/** Deployments of a merged control to its target environment (R-S3). */
import type { Deployment } from "../../core/snapshot/facts.ts";
import { type Instant, isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { contains, type ContainsMemo } from "../links/read-contained.ts";
import { asList, orAbsent, type Place, type Sight } from "../links/sight.ts";

interface RestDeployment {
  readonly id?: number;
  readonly sha?: string;
  readonly environment?: string;
  readonly created_at?: string;
}

interface RestStatus {
  readonly state?: string;
  readonly created_at?: string;
}

/** What one item asks: a deployment to this environment that contains one of its merges. */
export interface DeploymentWant {
  readonly environment: string;
  readonly since: Instant;
  /** Merge commits in the repository that is deployed. */
  readonly merges: readonly string[];
}

/** The newest deployments to one environment that are looked at. */
const MOST_DEPLOYMENTS = 20;

/** Deployments of one repository; each list, status and comparison is asked for once. */
export class DeploymentReader {
  readonly #sight: Sight;
  readonly #place: Place;
  readonly #url: string;
  readonly #lists = new Map<string, Promise<Readable<readonly RestDeployment[]>>>();
  readonly #successes = new Map<number, Promise<Readable<Instant | null>>>();
  readonly #compared: ContainsMemo = new Map();

  /** @param url the repository's page. */
  constructor(sight: Sight, place: Place, url: string) {
    this.#sight = sight;
    this.#place = place;
    this.#url = url;
  }

  /**
   * The newest deployment since the merge that succeeded and contains one of the merges; none where there is none. What
   * could not be read hides it only where no other shows it.
   */
  async of({ environment, since, merges }: DeploymentWant): Promise<Readable<readonly Deployment[]>> {
    const listed = await this.#listed(environment);
    if (isUnreadable(listed)) return listed;
    const isIt = (one: RestDeployment): boolean =>
      one.environment?.trim().toLowerCase() === environment.trim().toLowerCase() && (one.created_at ?? since) >= since;
    let unread: Readable<readonly Deployment[]> = [];
    for (const { id, sha, environment: name } of listed.filter(isIt).slice(0, MOST_DEPLOYMENTS)) {
      if (id === undefined || sha === undefined || name === undefined) continue;
      const at = await this.#success(id);
      if (isUnreadable(at)) unread = at;
      if (isUnreadable(at) || at === null || at <= since) continue;
      const held: string[] = [];
      for (const merge of merges) {
        const contained = await contains(this.#sight, this.#place, sha, merge, this.#compared);
        if (isUnreadable(contained)) unread = contained;
        else if (contained) held.push(merge);
      }
      // GitHub's page of an environment's deployments; a status's own links lead wherever its author says.
      const url = `${this.#url}/deployments/${encodeURIComponent(name)}`;
      if (held.length > 0) return [{ url, environment: name, at, contains: held }];
    }
    return unread;
  }

  /** Names of environments are compared ignoring case, as GitHub does; whether its filter does is not documented. */
  async #listed(environment: string): Promise<Readable<readonly RestDeployment[]>> {
    const exact = await this.#ask(environment);
    return isUnreadable(exact) || exact.length > 0 ? exact : this.#ask(null);
  }

  #ask(environment: string | null): Promise<Readable<readonly RestDeployment[]>> {
    const known = this.#lists.get(environment ?? "");
    if (known !== undefined) return known;
    const route = "GET /repos/{owner}/{repo}/deployments";
    const parameters = environment === null ? { per_page: 100 } : { environment, per_page: MOST_DEPLOYMENTS };
    const asked = this.#sight
      .look(this.#place, route, parameters, "deployments")
      .then((looked) => orAbsent(looked, asList<RestDeployment>, []));
    this.#lists.set(environment ?? "", asked);
    return asked;
  }

  /** When it succeeded last: GitHub marks it `inactive` later, once another takes its place. */
  #success(id: number): Promise<Readable<Instant | null>> {
    const known = this.#successes.get(id);
    if (known !== undefined) return known;
    const route = "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses";
    const asked = this.#sight
      .look(this.#place, route, { deployment_id: id, per_page: 100 }, "deployments")
      .then((looked) => orAbsent(looked, lastSuccess, null));
    this.#successes.set(id, asked);
    return asked;
  }
}

function lastSuccess(found: unknown): Instant | null {
  const times = asList<RestStatus>(found).flatMap(({ state, created_at: at }) =>
    state === "success" && at !== undefined ? [at] : [],
  );
  return times.sort().at(-1) ?? null;
}
