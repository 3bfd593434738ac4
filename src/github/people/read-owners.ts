/** Whom CODEOWNERS names for the files that matter here: members of its teams, and people to propose (R-S1, R-Y10). */
import { filesOf, ownersOfFile } from "../../core/commands/runbooks.ts";
import { delegatesAt } from "../../core/leave.ts";
import { memberOf } from "../../core/people.ts";
import { candidatesFor, controlPaths } from "../../core/rules/successors.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { Case } from "../../core/verdict/case.ts";
import type { ItemCase } from "../../core/verdict/item-case.ts";
import type { LostRole } from "../../core/verdict/roles.ts";
import { inParallel } from "../request/look.ts";
import type { FollowUp } from "../read-follow-ups.ts";
import { readTeams } from "./read-teams.ts";

/** Teams and people of CODEOWNERS that one pass looks up. What is beyond is told as unread. */
const MOST_TEAMS = 30;
const MOST_PEOPLE = 30;

/**
 * Members by `organization/team`; people named there are looked up on the way, and so is when the accounts of those were
 * made whom texts name.
 */
export async function readOwners({
  client,
  subject,
  people,
}: Pick<FollowUp, "client" | "subject" | "people">): Promise<NonNullable<Snapshot["teams"]>> {
  // Whoever leaves is unassigned, and may not be named anywhere else.
  await people.read(subject.items.flatMap(({ former }) => former ?? []));
  const snapshot = { ...subject.snapshot, people: { ...subject.snapshot.people, ...people.known() } };
  const departures = departuresOf({ ...subject, snapshot });
  const paths = [...runbooksOf(subject), ...departures.flatMap(({ item }) => controlPaths(subject, item))];
  const owners = [...new Set(paths)].flatMap((path) => {
    const read = ownersOfFile(snapshot, path);
    return isUnreadable(read) ? [] : read;
  });
  const named = owners.flatMap((owner) => (owner.kind === "team" ? [owner.team] : []));
  const teams: Record<string, Readable<readonly string[]>> = { ...snapshot.teams };
  await inParallel([...new Set(named)], async (team) => {
    teams[team] = await readTeam(team);
  });
  const known: Case = { ...subject, snapshot: { ...snapshot, teams } };
  await people.read([
    ...owners.flatMap((owner) => (owner.kind === "person" ? [owner.login] : [])).slice(0, MOST_PEOPLE),
    ...departures.flatMap(({ item, role, login }) => candidatesFor(known, item, role, login).map((one) => one.login)),
  ]);
  await people.date(namedByText(subject));
  return teams;

  async function readTeam(team: string): Promise<Readable<readonly string[]>> {
    // GitHub takes no other organization's team for an owner, and nothing of others is looked up.
    if (team.split("/")[0] !== snapshot.repository.owner.toLowerCase()) return [];
    const isBeyond = [...new Set(named)].indexOf(team) >= MOST_TEAMS;
    return isBeyond
      ? { unreadable: `team ${team}: CODEOWNERS names more teams than are read` }
      : readTeams(client, [team]);
  }
}

/** The runbooks that pull requests of this incident change. */
function runbooksOf({ snapshot, policy }: Case): readonly string[] {
  return Object.values(snapshot.pulls).flatMap((pull) => {
    const files = isUnreadable(pull) ? pull : filesOf(pull, policy, "runbooks");
    return isUnreadable(files) ? [] : files.map(({ path }) => path);
  });
}

interface Departure extends LostRole {
  readonly item: ItemCase;
}

/** Whoever answers for an open item and is known not to be a member any more. */
function departuresOf({ items, snapshot }: Case): readonly Departure[] {
  return items.flatMap((item) => {
    if (item.issue.state !== "open" && item.issue.stateReason !== "completed") return [];
    return (["owner", "verifier", "operator"] as const).flatMap((role) => {
      const login = item[role] ?? (role === "owner" ? item.former : null);
      return login !== null && memberOf(snapshot, login) === false ? [{ item, role, login }] : [];
    });
  });
}

/** Logins that a form, a command or the policy's leave names: somebody else may have taken one since it was written. */
function namedByText({ items, ledger, everywhere, policy, snapshot }: Case): readonly string[] {
  const inForms = items.flatMap(({ fields }) => [fields.owner, fields.verifier, fields.operator]);
  const inLedger = ledger.map(({ issue, owner }) => (issue.assignees.length === 0 ? owner : null));
  const said = everywhere.flatMap(({ command, standing }) =>
    "login" in command && standing.kind === "accepted" ? [command.login] : [],
  );
  const standingIn = delegatesAt(policy, snapshot.now);
  return [...inForms, ...inLedger, ...said, ...standingIn].filter((login) => login !== null);
}
