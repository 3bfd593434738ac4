/**
 * The Probot App: dispatch and its handlers' context are Probot's; what an event means is `events.ts`, and what comes to
 * be dispatched at all is `receiver.ts`.
 *
 * Probot makes an Octokit with all its plugins for every event, which costs more than everything else that is done with
 * one. Its transform asks the authentication strategy for it (`type: "event-octokit"`), so ours answers with one shared
 * instance that refuses every request: handlers enqueue and answer, the passes have clients of their own.
 */
import { Probot, ProbotOctokit } from "probot";
import type { AppConfig } from "../settings/config.ts";
import type { Log } from "../log.ts";
import type { Payload } from "../events/payload.ts";
import type { Signal } from "../events/signal.ts";

type Strategy = (options: { readonly octokit: object }) => unknown;
type ProbotEvent = Parameters<Probot["webhooks"]["receive"]>[0];

/** Every event has the same Octokit; any request through it is a mistake and says so. */
const oneForAllEvents: Strategy = ({ octokit }) =>
  Object.assign(
    async ({ type }: { readonly type: string }) =>
      type === "event-octokit" ? octokit : { type: "unauthenticated", reason: "handlers make no requests" },
    {
      hook: async () => {
        throw new Error("handlers of webhooks make no requests: they enqueue");
      },
    },
  );

/** Probot asks for a log of each event's own, and no handler of ours writes to it. */
function oneForAll(log: Log): Log {
  const one: Log = { ...log.child({ name: "probot" }), child: () => one };
  return one;
}

export interface Event {
  readonly id: string;
  readonly name: string;
  readonly payload: Payload;
}

/** Stores what a signal asks for. @returns how many subjects are to be looked at. */
export type Receive = (signal: Signal, id: string) => Promise<number>;

/** Has Probot dispatch an event, whose meaning is known, to the App's handler. @throws what `receive` throws. */
export type Dispatch = (event: Event, signal: Signal) => Promise<number>;

/** Makes the Probot App, whose handler gives what an event asks for to `receive`. */
export async function createDispatch(
  config: Pick<AppConfig, "appId" | "privateKey" | "webhookSecret">,
  parts: { readonly log: Log; readonly receive: Receive },
): Promise<Dispatch> {
  const log = oneForAll(parts.log);
  const probot = new Probot({
    appId: config.appId,
    privateKey: config.privateKey,
    secret: config.webhookSecret,
    // Probot only calls the methods that our log has; its type is pino's.
    log: log as unknown as NonNullable<ConstructorParameters<typeof Probot>[0]>["log"],
    Octokit: ProbotOctokit.defaults({ authStrategy: oneForAllEvents, throttle: { enabled: false } }),
  });
  /** By payload. A handler that threw would have Probot log the event for each delivery that finds us overloaded. */
  const asked = new WeakMap<object, { readonly signal: Signal; found: Promise<number> | null }>();
  await probot.load((app) => {
    app.onAny(({ id, payload }) => {
      const one = asked.get(payload);
      if (one === undefined) return;
      one.found = parts.receive(one.signal, id);
      // Whoever dispatched is told; until then it is no one's.
      one.found.catch(() => undefined);
    });
  });
  return async (event, signal) => {
    const one: { readonly signal: Signal; found: Promise<number> | null } = { signal, found: null };
    asked.set(event.payload, one);
    await probot.webhooks.receive(event as unknown as ProbotEvent);
    if (one.found === null) throw new Error("Probot called no handler");
    return one.found;
  };
}
