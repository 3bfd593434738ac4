/**
 * Teams of an organization. Source: REST reference "Teams" ("List team members": "Team members will include the
 * members of child teams").
 */
import { type Box, identify, keep } from "./box.ts";
import { PREFIX } from "./ids.ts";
import type { Account, Team } from "./model.ts";

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** The team of a slug in an organization. */
export const teamOf = (box: Pick<Box, "world">, organization: Account, slug: string): Team | undefined =>
  [...box.world.teams.values()].find(
    (team) => team.organizationId === organization.id && team.slug === slug.toLowerCase(),
  );

/** Makes a team, or gives the one there is these members. */
export const storeTeam = (
  box: Box,
  organization: Account,
  input: { name: string; slug?: string; parent?: Team; members: readonly Account[] },
): Team => {
  const slug = input.slug ?? slugOf(input.name);
  const memberIds = input.members.map((account) => account.id);
  const known = teamOf(box, organization, slug);
  if (known !== undefined) return Object.assign(known, { memberIds, name: input.name });
  const team: Team = keep(box, {
    ...identify(box, PREFIX.team),
    organizationId: organization.id,
    slug,
    name: input.name,
    parentId: input.parent?.id ?? null,
    memberIds,
  });
  box.world.teams.set(team.id, team);
  return team;
};

/** Members of a team and of its child teams; deleted accounts are in none. */
export const membersOfTeam = (box: Pick<Box, "world">, team: Team): Account[] => {
  const below = [...box.world.teams.values()].filter((other) => other.parentId === team.id);
  const own = team.memberIds.flatMap((id) => box.world.accounts.get(id) ?? []).filter((account) => !account.deleted);
  return [...new Set([...own, ...below.flatMap((child) => membersOfTeam(box, child))])];
};

/** Whether somebody belongs to an organization: a member of a team, or with a role in one of its repositories. */
export const belongsTo = (box: Pick<Box, "world">, organization: Account, account: Account): boolean =>
  [...box.world.teams.values()].some(
    (team) => team.organizationId === organization.id && team.memberIds.includes(account.id),
  ) ||
  [...box.world.repositories.values()].some(
    (repository) => repository.ownerId === organization.id && repository.collaborators.has(account.id),
  );
