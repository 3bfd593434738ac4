/**
 * Ways of closing that only GitHub's pages have: as a duplicate of another issue ("Marking issues or pull requests as a
 * duplicate"), and by a project's built-in workflow ("Using the built-in automations").
 */
import type { Box } from "../state/box.ts";
import { record } from "../state/box.ts";
import { callerOfAccount } from "../state/callers.ts";
import { closeIssue } from "../state/closing.ts";
import { storeApp } from "../state/people.ts";
import { makeKeys } from "../seed.ts";
import { actorIn, type Input, issueIn, repositoryIn, text } from "./input.ts";

/**
 * `POST duplicates`: marks issue `number` as a duplicate of issue `of`, and closes it so; `marked: false` takes the mark
 * off and leaves its state. Both timelines show the event.
 */
export const markDuplicate = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const duplicate = issueIn(state, repository, input, "number");
  const canonical = issueIn(state, repository, input, "of");
  const caller = actorIn(state, input, repository);
  const event = input.marked === false ? "unmarked_as_duplicate" : "marked_as_duplicate";
  for (const issue of [duplicate, canonical]) {
    record(state, issue, caller, {
      event,
      canonical: { repositoryId: repository.id, number: canonical.number },
      duplicate: { repositoryId: repository.id, number: duplicate.number },
    });
  }
  if (input.marked !== false) closeIssue(state, caller, repository, duplicate, { reason: "duplicate", closer: null });
  return { number: duplicate.number, of: canonical.number, marked: input.marked !== false };
};

const AUTOMATION = "github-project-automation";

/** `POST project-closes`: a project's workflow closes issue `number`; without `title` the project is a private one. */
export const closeByProject = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const issue = issueIn(state, repository, input, "number");
  const app =
    [...state.world.apps.values()].find(({ slug }) => slug === AUTOMATION) ??
    storeApp(state, {
      slug: AUTOMATION,
      name: AUTOMATION,
      clientId: `Iv23li${AUTOMATION}`,
      ownerId: repository.ownerId,
      publicKey: makeKeys().publicKey,
      webhookUrl: null,
      webhookSecret: null,
      events: [],
      permissions: {},
    });
  const caller = callerOfAccount(state.ask.actor(app.botId));
  closeIssue(state, caller, repository, issue, {
    reason: "completed",
    closer: { kind: "project", title: text(input, "title") ?? null },
  });
  return { number: issue.number, state: issue.state };
};
