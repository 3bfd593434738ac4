/**
 * What the App does with a sweep: installations → repositories → incidents, each step enqueuing the next.
 *
 * The first sweep of a repository looks at all of its incidents, and so does one a day, in the repository's own slot of
 * it. The others only ask what changed since the last one, which costs a few requests however many incidents there are.
 */
import { createHash } from "node:crypto";
import type { Policy } from "../../core/policy/schema.ts";
import { sweepPolicy } from "../../github/portfolio/sweep-policy.ts";
import { readTip } from "../../github/sweep/read-changed.ts";
import { findChanges } from "./changes.ts";
import { factsOf } from "../known/index.ts";
import { HOUR, isDueToday, lookedAt, nextSlot, periodOf, sweptAt } from "./pace.ts";
import { sweepPulls } from "./pull-pass.ts";
import { wantedBy } from "../known/wanted.ts";
import { consequencesOf } from "../route.ts";
import { findIncidents, findInstallations, findRepositories } from "./sweep.ts";
import { isRetry } from "../../queue/lane.ts";
import { subjectKey } from "../../queue/queue.ts";
import type { PassContext, TurnOf } from "./work.ts";

/** Why an incident is looked at: every one was, or it is among what changed. */
export const SWEPT = "sweep";
export const CHANGED = "changed";

export interface Sweeper {
  sweep(turn: TurnOf<"sweep">): Promise<void>;
}

/** How far ahead an installation's sweep plans: it comes every hour, and may itself be late. */
const PLANNED_AHEAD = 3 * HOUR;
/**
 * Whose slot came so long ago has missed it: nobody was there, this process, its host or GitHub. What only waits for a
 * limit comes back within an hour or so.
 */
const MISSED_AFTER = 2 * HOUR;
/** A sweep that plans its own next one has not just come for it. */
const MOMENT = 60_000;
/** The reason of a sweep that nothing but time asked for. */
const SCHEDULED = "sweep";
const WHOLE = "whole sweep";

/** Makes the sweeper of one App. What it knows may be lost: then it looks at everything again. */
export function createSweeper(context: PassContext): Sweeper {
  const { clients, clock, log } = context;

  const sweepRepository = async (turn: TurnOf<"sweep">, place: Place, whole: boolean): Promise<void> => {
    const { installation, repository } = place;
    const client = clients.forInstallation(installation);
    const known = await context.index().view({ repositories: [repository] });
    // Where there is no policy, only what was asked for is worth the requests.
    if (whole || known.facts(repository) !== null) {
      const subject = { kind: "repository", installation, repository } as const;
      turn.enqueue(subject, { reason: whole ? "policy" : SCHEDULED });
    }
    const last = known.swept(repository);
    const mark =
      whole || last === null || isDueToday(subjectKey(turn.subject), clock.now(), last.whole) ? null : last.mark;
    const [owner = "", repo = ""] = repository.split("/");
    if (
      last !== null &&
      mark !== null &&
      known.facts(repository) !== null &&
      digestOf((await sweepPolicy(client, owner, repo, clock.now())).policy) === last.policy
    ) {
      const changes = await findChanges(client, installation, repository, mark);
      if (changes !== null) {
        turn.keep({ kind: "swept", repository, swept: { ...last, mark: changes.mark } });
        for (const signal of changes.signals) {
          const { subjects } = consequencesOf(signal, await context.index().view(wantedBy(signal)));
          for (const subject of subjects) if (subject.kind === "incident") turn.enqueue(subject, { reason: CHANGED });
        }
        return sweepPulls(turn, place, known.facts(repository)?.allPulls === true, context);
      }
    }
    const { policy, policyFiles, incidents } = await findIncidents(client, installation, repository, clock.now());
    if (policy === null) {
      turn.keep({ kind: "forget_repository", repository });
      return;
    }
    const swept = { whole: clock.now(), mark: await readTip(client, { owner, repo }), policy: digestOf(policy) };
    // Their passes come after it, so that nothing falls between the two.
    turn.keep({ kind: "swept", repository, swept });
    const facts = factsOf(policy, { installation, policyFiles });
    turn.keep({ kind: "learn", repository, facts });
    const now = clock.now();
    for (const each of incidents) {
      turn.enqueue(each, { reason: SWEPT, at: lookedAt(subjectKey(each), now, incidents.length) });
    }
    if (incidents.length > 0) log.info({ repository, found: incidents.length }, "incidents found");
    await sweepPulls(turn, place, facts.allPulls === true, context);
  };

  const sweepInstallation = async (turn: TurnOf<"sweep">, installation: number, whole: boolean): Promise<void> => {
    const found = await findRepositories(clients.forInstallation(installation), installation);
    const [now, period] = [clock.now(), periodOf(found.length)];
    for (const each of found) {
      const at = sweptAt(subjectKey(each), now, found.length, period);
      if (whole || at < now + PLANNED_AHEAD) turn.enqueue(each, { reason: whole ? WHOLE : SCHEDULED, at });
    }
    const known = await context.index().view({ repositories: found.map(({ repository }) => repository) });
    const missed = found.filter(({ repository }) => {
      const last = known.swept(repository);
      return last !== null && Math.max(last.whole, last.mark?.at ?? 0) < now - period - MISSED_AFTER;
    });
    for (const each of missed) {
      turn.enqueue(each, { reason: SCHEDULED, at: lookedAt(subjectKey(each), now, missed.length) });
    }
  };

  const sweepAll = async (turn: TurnOf<"sweep">, whole: boolean): Promise<void> => {
    const now = clock.now();
    turn.enqueue(turn.subject, { reason: SCHEDULED, at: nextSlot(subjectKey(turn.subject), now + MOMENT, HOUR) });
    await context.identify();
    const found = await findInstallations(clients.app);
    for (const each of found) {
      const at = sweptAt(subjectKey(each), now, found.length, HOUR);
      turn.enqueue(each, { reason: whole ? WHOLE : SCHEDULED, at });
    }
  };

  return {
    sweep(turn) {
      const { installation, repository } = turn.subject;
      // What an event asked for (a new policy, a new installation) is not told by what changed since.
      const whole = turn.reasons.some((reason) => reason !== SCHEDULED && !isRetry(reason));
      if (installation === null) return sweepAll(turn, whole);
      if (repository === null) return sweepInstallation(turn, installation, whole);
      return sweepRepository(turn, { installation, repository }, whole);
    },
  };
}

interface Place {
  readonly installation: number;
  readonly repository: string;
}

function digestOf(policy: Policy | null): string {
  return createHash("sha256").update(JSON.stringify(policy)).digest("base64");
}
