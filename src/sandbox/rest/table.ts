/** Every route of the face. Within a group the narrower pattern comes first. */
import type { Route } from "./answer.ts";
import { actionRoutes } from "./routes/actions.ts";
import { actionsSettingsRoutes } from "./routes/actions-settings.ts";
import { artifactRoutes } from "./routes/artifacts.ts";
import { appRoutes } from "./routes/apps.ts";
import { checkRoutes } from "./routes/checks.ts";
import { commentRoutes } from "./routes/comments.ts";
import { commitRoutes, lastCommitRoutes } from "./routes/commits.ts";
import { contentRoutes } from "./routes/contents.ts";
import { deploymentRoutes } from "./routes/deployments.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { gitRoutes } from "./routes/git.ts";
import { issueTypeRoutes } from "./routes/issue-types.ts";
import { issueRoutes } from "./routes/issues.ts";
import { labelRoutes } from "./routes/labels.ts";
import { metaRoutes } from "./routes/meta.ts";
import { peopleRoutes } from "./routes/people.ts";
import { protectionRoutes } from "./routes/protections.ts";
import { pullRoutes } from "./routes/pulls.ts";
import { reactionRoutes } from "./routes/reactions.ts";
import { repositoryRoutes } from "./routes/repositories.ts";
import { reviewRoutes } from "./routes/reviews.ts";
import { ruleRoutes } from "./routes/rules.ts";
import { searchRoutes } from "./routes/search.ts";
import { subIssueRoutes } from "./routes/sub-issues.ts";
import { teamRoutes } from "./routes/teams.ts";
import { timelineRoutes } from "./routes/timeline.ts";

export const routes: readonly Route[] = [
  ...metaRoutes,
  // `/issues/comments` and `/issues/events` before `/issues/{number}`.
  ...reactionRoutes,
  ...commentRoutes,
  ...timelineRoutes,
  ...subIssueRoutes,
  ...labelRoutes,
  ...issueRoutes,
  ...searchRoutes,
  // `…/protection` before `/branches/{branch}`.
  ...protectionRoutes,
  ...repositoryRoutes,
  ...contentRoutes,
  ...gitRoutes,
  ...commitRoutes,
  ...checkRoutes,
  ...lastCommitRoutes,
  ...reviewRoutes,
  ...pullRoutes,
  ...artifactRoutes,
  ...actionRoutes,
  ...actionsSettingsRoutes,
  ...deploymentRoutes,
  ...peopleRoutes,
  ...ruleRoutes,
  ...teamRoutes,
  ...issueTypeRoutes,
  ...appRoutes,
  ...deliveryRoutes,
];
