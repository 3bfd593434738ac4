/** The pass over a repository's set-up, as the App makes it (`src/set-up.ts`). */
import { createReadings, type Readings, setUp } from "../../set-up.ts";
import { logOf, tellWrites } from "./account.ts";
import type { PassContext, TurnOf } from "./work.ts";

/** Each App has its own memory of what it has read so far. */
const memories = new WeakMap<PassContext, Readings>();

/**
 * Offers Quench to a repository without a policy, once; ends the offer where there is one now.
 *
 * @returns false where there is no policy, so that nothing else is to be looked at.
 */
export async function lookAtSetUp(turn: TurnOf<"repository">, context: PassContext): Promise<boolean> {
  const { subject } = turn;
  const { installation, repository } = subject;
  const { clients, clock, metrics } = context;
  const log = logOf({ ...turn, subject }, context.log);
  const [owner = "", repo = ""] = repository.split("/");
  const readings = memories.get(context) ?? createReadings();
  memories.set(context, readings);
  const { kind, outcomes, retryIn } = await setUp(
    { owner, repo },
    {
      client: clients.forInstallation(installation),
      identity: await context.identify(),
      log,
      readings,
      now: () => clock.now(),
      permissions: async () => {
        const route = "GET /app/installations/{installation_id}";
        const { data } = await clients.app.rest(route, { installation_id: installation });
        return (data as { permissions?: Readonly<Record<string, string>> }).permissions ?? {};
      },
    },
  );
  tellWrites(outcomes, { repository }, { log, metrics });
  if (outcomes.length > 0 || retryIn !== null) {
    log.info({ repository, kind, done: outcomes.filter(({ result }) => result === "done").length }, "set-up");
  }
  if (retryIn !== null) {
    turn.enqueue(subject, { reason: "set-up", at: clock.now() + retryIn, retry: true });
  }
  return kind === "active" || kind === "unread";
}
