/**
 * What the App does with a sweep: installations → repositories → incidents, each step enqueuing the next.
 *
 * The first sweep of a repository looks at all of its incidents; for a day after it, a sweep only asks what changed
 * since the last one, which costs a few requests however many incidents there are.
 */
import { createHash } from "node:crypto";
import type { Policy } from "../core/policy/schema.ts";
import { sweepPolicy } from "../github/portfolio/sweep-policy.ts";
import { readTip } from "../github/sweep/read-changed.ts";
import { findChanges } from "./changes.ts";
import { factsOf } from "./index.ts";
import { createPace } from "./pace.ts";
import { sweepPulls } from "./pull-pass.ts";
import { consequencesOf, wantedBy } from "./route.ts";
import { findIncidents, findInstallations, findRepositories } from "./sweep.ts";
import type { PassContext, TurnOf } from "./work.ts";

export interface Sweeper {
  sweep(turn: TurnOf<"sweep">): Promise<void>;
}

/** What nobody noticed is found by the next sweep: paced by the number of repositories, between an hour and a day. */
const SWEEP_PER_REPOSITORY = 30_000;
const SWEEP_SOONEST = 60 * 60 * 1000;
const DAY = 24 * SWEEP_SOONEST;
/** The reason of a sweep that nothing but time asked for. */
const SCHEDULED = "sweep";

/** Makes the sweeper of one App. What it knows may be lost: then it looks at everything again. */
export function createSweeper(context: PassContext): Sweeper {
  const { clients, clock, log } = context;
  const pace = createPace();
  /** Repositories that the last sweep over everything found. */
  let repositories = 0;

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
    const mark = whole || last === null || clock.now() - last.whole >= DAY ? null : last.mark;
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
          for (const subject of subjects) if (subject.kind === "incident") turn.enqueue(subject, { reason: "changed" });
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
    for (const each of incidents) turn.enqueue(each, { reason: "sweep", at: pace.next(installation, clock.now()) });
    if (incidents.length > 0) log.info({ repository, found: incidents.length }, "incidents found");
    await sweepPulls(turn, place, facts.allPulls === true, context);
  };

  return {
    async sweep(turn) {
      const { subject, reasons } = turn;
      const { installation, repository } = subject;
      // What an event asked for (a new policy, a new installation) is not told by what changed since.
      const whole = reasons.some((reason) => reason !== SCHEDULED);
      const reason = whole ? "whole sweep" : SCHEDULED;
      if (installation === null) {
        await context.identify();
        const wait = Math.min(Math.max(repositories * SWEEP_PER_REPOSITORY, SWEEP_SOONEST), DAY);
        repositories = 0;
        turn.enqueue(subject, { reason: SCHEDULED, at: clock.now() + wait });
        for (const each of await findInstallations(clients.app)) turn.enqueue(each, { reason });
      } else if (repository === null) {
        const found = await findRepositories(clients.forInstallation(installation), installation);
        repositories += found.length;
        for (const each of found) turn.enqueue(each, { reason });
      } else await sweepRepository(turn, { installation, repository }, whole);
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
