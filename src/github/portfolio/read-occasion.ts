/**
 * Who asks for the offer: somebody who may write opened or labelled an incident. What an outsider's issue form labelled
 * by itself is no reason to speak, and neither is a bot's.
 */
import { atLeast } from "../../core/people.ts";
import type { SetUpFacts } from "../../core/onboarding/types.ts";
import { type Instant, isUnreadable, type Role } from "../../core/snapshot/types.ts";
import { roleOf } from "../people/read-people.ts";
import { look } from "../request/look.ts";
import { listAll } from "../write/write-context.ts";
import { markerKey, noticeKey } from "../write/write-comments.ts";
import { DEFAULT_LABEL, type ListedIncident, type SetUpPlace } from "./read-set-up.ts";

/** Incidents whose history is looked at. */
const MOST_LOOKED_AT = 10;
/** How lately an incident must have been labelled for somebody to be at it now, in milliseconds. */
const JUST_NOW = 24 * 60 * 60 * 1000;

interface Listed {
  readonly event: string;
  readonly created_at: Instant;
  readonly label?: { readonly name?: string };
  readonly actor?: { readonly login?: string; readonly type?: string } | null;
}

export type Occasion = Pick<SetUpFacts, "wanted" | "pointAt">;

/** @param now GitHub's clock. */
export async function readOccasion(
  place: SetUpPlace,
  incidents: readonly ListedIncident[],
  now: Instant,
): Promise<Occasion> {
  const mayWrite = createMayWrite(place);
  const since = Date.parse(now) - JUST_NOW;
  const isFresh = ({ state, updated_at }: ListedIncident): boolean =>
    state === "open" && Date.parse(updated_at) >= since;
  const fresh = incidents.filter(isFresh).sort((a, b) => a.number - b.number);
  const others = incidents.filter((each) => !isFresh(each));
  let wanted = false;
  for (const incident of [...fresh.slice(0, MOST_LOOKED_AT), ...others.slice(0, MOST_LOOKED_AT - 2)]) {
    if (wanted && !isFresh(incident)) break;
    const labelled = await lastLabelled(place, incident.number);
    if (await mayWrite(labelled?.actor ?? null)) {
      wanted = true;
      if (labelled !== null && isFresh(incident) && Date.parse(labelled.created_at) >= since) {
        const { number, node_id: nodeId } = incident;
        return { wanted, pointAt: { number, nodeId, pointed: await isPointed(place, number) } };
      }
    } else wanted ||= await mayWrite(incident.user);
  }
  return { wanted, pointAt: null };
}

/** The last time that it was given the incident label; null where it was renamed since, or too much happened. */
async function lastLabelled({ client, owner, repo }: SetUpPlace, number: number): Promise<Listed | null> {
  const query = { owner, repo, issue_number: number };
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/events";
  const events = (await listAll(client, route, query, { pages: 3 })) as readonly Listed[];
  const isLabelling = ({ event, label }: Listed): boolean =>
    event === "labeled" && label?.name?.toLowerCase() === DEFAULT_LABEL;
  return events.findLast(isLabelling) ?? null;
}

async function isPointed({ client, owner, repo, identity }: SetUpPlace, number: number): Promise<boolean> {
  const query = { owner, repo, issue_number: number };
  const comments = await listAll(client, "GET /repos/{owner}/{repo}/issues/{issue_number}/comments", query);
  return (comments as { body?: string | null; user?: { login?: string } | null }[]).some(
    ({ body, user }) => user?.login === identity.login && markerKey(body ?? "") === noticeKey("set-up"),
  );
}

type Account = { readonly login?: string; readonly type?: string } | null;

/** Each account is asked for once; one whose role cannot be read has no say. */
function createMayWrite({ client, owner, repo }: SetUpPlace): (account: Account) => Promise<boolean> {
  const known = new Map<string, Role>();
  return async (account) => {
    const { login, type = "User" } = account ?? {};
    if (login === undefined || type !== "User") return false;
    const role = known.get(login) ?? (await readRole(login));
    known.set(login, role);
    return atLeast(role, "write");
  };
  async function readRole(username: string): Promise<Role> {
    const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
    const looked = await look(client, route, { owner, repo, username }, `role of ${username}`);
    return isUnreadable(looked) || "absent" in looked ? "none" : roleOf(looked.found);
  }
}
