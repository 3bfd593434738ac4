/** All resolvers, by type and field. What is in none of them is refused with an error that names it. */
import type { Resolvers } from "../context.ts";
import { actionResolvers } from "./actions.ts";
import { actorResolvers } from "./actors.ts";
import { checkResolvers } from "./checks.ts";
import { deploymentResolvers } from "./deployments.ts";
import { gitResolvers } from "./git.ts";
import { issueResolvers } from "./issues.ts";
import { mutationResolvers } from "../mutations.ts";
import { mergeQueueResolvers } from "./merge-queue.ts";
import { pullResolvers } from "./pulls.ts";
import { queryResolvers } from "./query.ts";
import { repositoryResolvers } from "./repositories.ts";
import { teamResolvers } from "./teams.ts";
import { smallTextResolvers } from "./texts.ts";
import { timelineResolvers } from "./timeline.ts";
import { pullTimelineResolvers } from "./timeline-pulls.ts";
import { treeResolvers } from "./trees.ts";

export const RESOLVERS: Readonly<Record<string, Resolvers>> = {
  ...queryResolvers,
  ...mutationResolvers,
  ...repositoryResolvers,
  ...issueResolvers,
  ...pullResolvers,
  ...timelineResolvers,
  ...pullTimelineResolvers,
  ...checkResolvers,
  ...actionResolvers,
  ...gitResolvers,
  ...treeResolvers,
  ...deploymentResolvers,
  ...mergeQueueResolvers,
  ...teamResolvers,
  ...actorResolvers,
  ...smallTextResolvers,
};
