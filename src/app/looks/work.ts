/** What the App does with a subject of the queue: a sweep's step, or a pass. */
import { type Identity, memoryKey } from "../../github/identity.ts";
import { RateLimited } from "../../github/request/errors.ts";
import { isPermanent } from "../../github/write/write-context.ts";
import type { Clock } from "../../queue/clock.ts";
import type { Index } from "../../queue/known.ts";
import type { Subject, Turn, Work } from "../../queue/queue.ts";
import type { Clients } from "../clients.ts";
import type { AppConfig } from "../settings/config.ts";
import type { Self } from "../events/signal.ts";
import { counted, logOf, UNCOUNTED } from "./account.ts";
import { type IncidentPass, lookAtIncident } from "./incident-pass.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { lookAtPull } from "./pull-pass.ts";
import { isOut } from "./presence.ts";
import { createRepositoryPass } from "./repository-pass.ts";
import { lookAtSetUp } from "./set-up-pass.ts";
import { createSweeper } from "./sweeper.ts";

export interface Worker {
  readonly work: Work;
  /** Who we are, as far as GitHub has told. */
  self(): Self;
  /** Asks GitHub who we are, once. */
  identify(): Promise<Identity>;
}

export interface WorkerParts {
  readonly config: AppConfig;
  readonly clients: Clients;
  /** It does not exist yet when the work is made. */
  readonly index: () => Index;
  readonly clock: Clock;
  readonly log: Log;
  /** Left out: nobody counts. */
  readonly metrics?: Metrics;
  readonly pass?: IncidentPass;
  readonly repositoryPass?: (turn: TurnOf<"repository">) => Promise<void>;
  /** Left out: nobody looks for lost deliveries. */
  readonly deliveries?: (turn: TurnOf<"deliveries">) => Promise<void>;
}

/** A turn of one kind of subject. */
export type TurnOf<K extends Subject["kind"]> = Omit<Turn, "subject"> & {
  readonly subject: Extract<Subject, { readonly kind: K }>;
};

/** What every kind of pass is given. */
export interface PassContext extends Omit<WorkerParts, "pass" | "repositoryPass" | "deliveries" | "metrics"> {
  readonly metrics: Metrics;
  /** Who we are: GitHub is asked once. */
  readonly identify: () => Promise<Identity>;
}

/** Failures in a row after which a subject is left to the next event or sweep: it may be gone for us for good. */
const MOST_FAILURES = 25;
/** The same for what GitHub refuses, and would again; a commit may be unknown for a moment after its push. */
const MOST_REFUSALS = 2;
/** Makes the worker of one App. */
export function createWorker(parts: WorkerParts): Worker {
  const { config, clients, clock, log, metrics = UNCOUNTED } = parts;
  const key = memoryKey(config.privateKey);
  const formerKeys = config.previousPrivateKey === undefined ? [] : [memoryKey(config.previousPrivateKey)];
  let identity: Identity | null = null;

  /** Our login is told by GitHub, not configured: a marker counts only beside it. */
  const identify = async (): Promise<Identity> => {
    if (identity !== null) return identity;
    const { data } = await clients.app.rest("GET /app");
    const { slug } = data as { slug: string };
    identity = { login: `${slug}[bot]`, appId: config.appId, kind: "app", key, formerKeys };
    return identity;
  };

  const context: PassContext = { config, clients, index: parts.index, clock, log, metrics, identify };
  const sweeper = createSweeper(context);
  const reports = createRepositoryPass(context);
  const lookAtRepository = async (turn: TurnOf<"repository">): Promise<void> => {
    if (await lookAtSetUp(turn, context)) await reports.look(turn);
  };
  const begin = (turn: Turn): Promise<void> => {
    const { subject } = turn;
    switch (subject.kind) {
      case "sweep":
        return sweeper.sweep({ ...turn, subject });
      case "incident":
        return lookAtIncident({ ...turn, subject }, context, parts.pass);
      case "repository":
        return (parts.repositoryPass ?? lookAtRepository)({ ...turn, subject });
      case "pull":
      case "group":
      case "checks":
        return lookAtPull({ ...turn, subject }, { ...context, log: logOf(turn, log) });
      case "deliveries":
        return parts.deliveries?.({ ...turn, subject }) ?? Promise.resolve();
      default:
        // A later version beside us may have asked for what we do not know: it must not seem done.
        throw new Error(`a subject that this version does not know: ${(subject satisfies never as Subject).kind}`);
    }
  };

  return {
    identify,
    self: () => ({ appId: config.appId, login: identity?.login ?? null }),
    work: (turn) =>
      counted(
        turn,
        metrics,
        () => clock.now(),
        async () => {
          const { subject, reasons, failures } = turn;
          const own = logOf(turn, log);
          own.debug({ repository: subject.repository, reasons: [...reasons] }, "begin");
          try {
            await begin(turn);
            return "done";
          } catch (error) {
            const { installation } = subject;
            if (error instanceof RateLimited) {
              // It has not failed. It comes back for the same reasons, and so in the same lane.
              const at = clock.now() + error.waitMs;
              for (const reason of reasons) turn.enqueue(subject, { reason, at, retry: true });
              own.info({ repository: subject.repository, why: error.message }, "put off");
              return "limited";
            }
            if (installation !== null && (await isOut(clients, installation, error))) {
              turn.keep({ kind: "forget_installation", installation });
              clients.forget(installation);
              own.info({ installation }, "the installation was removed or suspended: nothing more is done there");
              return "gone";
            }
            if (failures < mostFailures(subject, error)) throw error;
            // Of what is not an incident's the next sweep tells anyhow.
            if (subject.kind === "incident") turn.keep({ kind: "distrust", repository: subject.repository });
            own.error({ err: error, repository: subject.repository }, "given up until the next event or sweep");
            return "given_up";
          }
        },
      ),
  };
}

/** A queue waits for its group, and a person for the check asked for again: no sweep finds those. */
function mostFailures({ kind }: Subject, error: unknown): number {
  return isPermanent(error) && kind !== "group" && kind !== "checks" ? MOST_REFUSALS : MOST_FAILURES;
}
