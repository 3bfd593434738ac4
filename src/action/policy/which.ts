/** Which pull requests a job of the mode `policy` looks at: of the event only numbers and names are read. */
import type { Job } from "../job.ts";
import { member, numberOf } from "../payload.ts";

export type Which =
  | { readonly kind: "pulls"; readonly numbers: readonly number[] }
  /** Started by hand on a branch without an open pull request: the policy that is in force is looked at instead. */
  | { readonly kind: "in_force"; readonly branch: string | null }
  /** The event is about no pull request. */
  | { readonly kind: "none"; readonly event: string };

/** Pull requests of one branch that are looked at; each goes to another base. */
const MOST_PULLS = 5;

/** @throws what GitHub does not answer or refuses, where the job was started by hand. */
export async function whichPulls({ runner, payload, client, place }: Job): Promise<Which> {
  const event = runner.eventName;
  switch (event) {
    case "pull_request":
    case "pull_request_target": {
      const number = numberOf(member(payload, "pull_request"));
      return number === null ? { kind: "none", event } : { kind: "pulls", numbers: [number] };
    }
    case "workflow_dispatch": {
      const ref = member(payload, "ref");
      const branch = typeof ref === "string" ? (/^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? null) : null;
      if (branch === null) return { kind: "in_force", branch };
      const { owner, repo } = place;
      const asked = { owner, repo, state: "open", head: `${owner}:${branch}`, per_page: MOST_PULLS };
      const { data } = await client.rest("GET /repos/{owner}/{repo}/pulls", asked);
      const numbers = (Array.isArray(data) ? data : []).flatMap((pull) => numberOf(pull) ?? []);
      return numbers.length === 0 ? { kind: "in_force", branch } : { kind: "pulls", numbers };
    }
    default:
      return { kind: "none", event };
  }
}
