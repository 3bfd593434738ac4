/**
 * What the App does with a sweep: installations → repositories → incidents, each step enqueuing the next.
 *
 * The first sweep of a repository looks at all of its incidents; for a day after it, a sweep only asks what changed
 * since the last one, which costs a few requests however many incidents there are.
 */
import { createHash } from "node:crypto";
import type { Policy } from "../core/policy/schema.ts";
import { sweepPolicy } from "../github/portfolio/sweep-policy.ts";
import type { IncidentSubject, SweepSubject } from "../queue/queue.ts";
import { readTip, type Tip } from "../github/sweep/read-changed.ts";
import { findChanges } from "./changes.ts";
import { factsOf } from "./index.ts";
import { createPace } from "./pace.ts";
import { sweepPulls } from "./pull-pass.ts";
import { subjectsOf } from "./route.ts";
import { findIncidents, findInstallations, findRepositories } from "./sweep.ts";
import type { PassContext } from "./work.ts";

export interface Sweeper {
  sweep(subject: SweepSubject, reasons: readonly string[]): Promise<void>;
  /** The next sweep of that repository looks at all of its incidents again. */
  distrust(repository: string): void;
}

/** What nobody noticed is found by the next sweep: paced by the number of repositories, between an hour and a day. */
const SWEEP_PER_REPOSITORY = 30_000;
const SWEEP_SOONEST = 60 * 60 * 1000;
const DAY = 24 * SWEEP_SOONEST;
/** The reason of a sweep that nothing but time asked for. */
const SCHEDULED = "sweep";

interface Swept {
  /** When all incidents were last looked at, by our clock. */
  readonly whole: number;
  /** Null where it could not be told. */
  readonly mark: Tip | null;
  /** Of the policy then: files of other repositories that it is made of change unseen from here. */
  readonly policy: string;
}

/** Makes the sweeper of one App. What it knows may be lost: then it looks at everything again. */
export function createSweeper(context: PassContext): Sweeper {
  const { clients, index, clock, log } = context;
  const swept = new Map<string, Swept>();
  const pace = createPace();
  /** Repositories that the last sweep over everything found. */
  let repositories = 0;
  const enqueueAll = (subjects: readonly (SweepSubject | IncidentSubject)[], reason: string): void => {
    for (const each of subjects) context.queue().enqueue(each, { reason });
  };

  const sweepRepository = async (installation: number, repository: string, whole: boolean): Promise<void> => {
    const client = clients.forInstallation(installation);
    const key = repository.toLowerCase();
    // Where there is no policy, only what was asked for is worth the requests.
    if (whole || index.facts(repository) !== null) {
      const subject = { kind: "repository", installation, repository } as const;
      context.queue().enqueue(subject, { reason: whole ? "policy" : SCHEDULED });
    }
    const last = swept.get(key);
    const mark = whole || last === undefined || clock.now() - last.whole >= DAY ? null : last.mark;
    const [owner = "", repo = ""] = repository.split("/");
    if (
      last !== undefined &&
      mark !== null &&
      index.facts(repository) !== null &&
      digestOf((await sweepPolicy(client, owner, repo, clock.now())).policy) === last.policy
    ) {
      const changes = await findChanges(client, installation, repository, mark);
      if (changes !== null) {
        swept.set(key, { ...last, mark: changes.mark });
        enqueueAll(
          changes.signals.flatMap((signal) => subjectsOf(signal, index)),
          "changed",
        );
        return;
      }
    }
    const { policy, policyFiles, incidents } = await findIncidents(client, installation, repository, clock.now());
    if (policy === null) {
      index.forgetRepository(repository);
      swept.delete(key);
      return;
    }
    // Their passes come after it, so that nothing falls between the two.
    swept.set(key, { whole: clock.now(), mark: await readTip(client, { owner, repo }), policy: digestOf(policy) });
    index.learn(repository, factsOf(policy, { installation, policyFiles }));
    for (const each of incidents) {
      context.queue().enqueue(each, { reason: "sweep", at: pace.next(installation, clock.now()) });
    }
    if (incidents.length > 0) log.info({ repository, found: incidents.length }, "incidents found");
  };

  return {
    async sweep(subject, reasons) {
      const { installation, repository } = subject;
      // What an event asked for (a new policy, a new installation) is not told by what changed since.
      const whole = reasons.some((reason) => reason !== SCHEDULED);
      const reason = whole ? "whole sweep" : SCHEDULED;
      if (installation === null) {
        await context.identify();
        const wait = Math.min(Math.max(repositories * SWEEP_PER_REPOSITORY, SWEEP_SOONEST), DAY);
        repositories = 0;
        context.queue().enqueue(subject, { reason: SCHEDULED, at: clock.now() + wait });
        enqueueAll(await findInstallations(clients.app), reason);
      } else if (repository === null) {
        const found = await findRepositories(clients.forInstallation(installation), installation);
        repositories += found.length;
        enqueueAll(found, reason);
      } else {
        await sweepRepository(installation, repository, whole);
        await sweepPulls({ installation, repository }, context);
      }
    },
    distrust: (repository) => void swept.delete(repository.toLowerCase()),
  };
}

function digestOf(policy: Policy | null): string {
  return createHash("sha256").update(JSON.stringify(policy)).digest("base64");
}
