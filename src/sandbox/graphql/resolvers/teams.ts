/** Teams of an organization. Source: schema, `Team` and `TeamMemberConnection`. */
import { membersOfTeam } from "../../state/teams.ts";
import { connect } from "../connections.ts";
import type { Context, Resolvers, TeamView } from "../context.ts";
import { accountView } from "../views.ts";

const organizationOf = ({ team }: TeamView, { state }: Context) => state.ask.actor(team.organizationId);

export const teamResolvers: Record<string, Resolvers> = {
  Team: {
    id: ({ team }: TeamView) => team.nodeId,
    databaseId: ({ team }: TeamView) => team.id,
    name: ({ team }: TeamView) => team.name,
    slug: ({ team }: TeamView) => team.slug,
    combinedSlug: (view: TeamView, _args, context: Context) =>
      `${organizationOf(view, context).login}/${view.team.slug}`,
    description: () => null,
    privacy: () => "VISIBLE",
    organization: (view: TeamView, _args, context: Context) => accountView(organizationOf(view, context)),
    parentTeam: ({ team }: TeamView, _args, { state }: Context) => {
      const parent = team.parentId === null ? undefined : state.world.teams.get(team.parentId);
      return parent === undefined ? null : { __typename: "Team", team: parent };
    },
    url: (view: TeamView, _args, context: Context) =>
      `${context.view.urls.web}/orgs/${organizationOf(view, context).login}/teams/${view.team.slug}`,
    // `membership: IMMEDIATE` leaves out the members of child teams, `CHILD_TEAM` shows them alone.
    members: ({ team }: TeamView, args, { state }: Context) => {
      const found = membersOfTeam(state, team).filter((account) => {
        const immediate = team.memberIds.includes(account.id);
        return args["membership"] === "IMMEDIATE" ? immediate : args["membership"] !== "CHILD_TEAM" || !immediate;
      });
      return connect(found.map(accountView), args, ({ account }) => account.nodeId, {
        edge: () => ({ role: "MEMBER" }),
      });
    },
  },
};
