/** How events come in: as deliveries over HTTP, and as deliveries that were lost and found in GitHub's list. */
import type { Clock } from "../../queue/clock.ts";
import { createArrivals } from "../deliveries/arrivals.ts";
import type { Clients } from "../clients.ts";
import type { AppConfig } from "../settings/config.ts";
import { createDeliveries, type Deliveries } from "../deliveries/deliveries.ts";
import type { Engine } from "../engine.ts";
import { signalOf } from "../events/events.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { unreadyWithin } from "./operations.ts";
import type { Payload } from "../events/payload.ts";
import { createDispatch, type Receive } from "./probot.ts";
import { createReceiver } from "./receiver.ts";
import type { Handler } from "./server.ts";
import type { Self, Signal } from "../events/signal.ts";

export interface Reception {
  /** Answers POSTs to the webhook's path. */
  readonly webhooks: Handler;
  readonly deliveries: Deliveries;
}

export interface ReceptionParts {
  readonly config: AppConfig;
  readonly clients: Clients;
  readonly engine: Engine;
  readonly self: () => Self;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: Metrics;
}

export async function createReception(parts: ReceptionParts): Promise<Reception> {
  const { config, clients, engine, clock, log } = parts;
  const counted = parts.metrics === undefined ? {} : { metrics: parts.metrics };
  const heard = (name: string, payload: Payload): Signal | null => {
    const signal = signalOf(name, payload, parts.self());
    // Most of what an organization sends: it is answered as soon as that is known.
    return signal !== null && engine.concerns?.(signal) === false ? null : signal;
  };
  const receive: Receive = async (signal, id) => {
    // A token has what its installation had when it was made.
    if (signal.event.startsWith("installation.")) clients.forget(signal.installation);
    const found = await engine.receive(signal, id);
    // What leads to looks is where a search for a delivery's id begins; the rest is most of what comes.
    log[found > 0 ? "info" : "debug"](
      { delivery: id, event: signal.event, repository: signal.repository, found },
      "received",
    );
    return found;
  };
  const deliveries = createDeliveries({
    client: clients.app,
    clock,
    log,
    signalOf: heard,
    receive,
    unready: () => unreadyWithin(engine),
    // Beside a database there may be other receivers.
    arrivals: config.databaseUrl === undefined ? createArrivals(clock) : null,
    ...counted,
  });
  const { webhookSecret, previousWebhookSecret } = config;
  const webhooks = createReceiver({
    secrets: previousWebhookSecret === undefined ? [webhookSecret] : [webhookSecret, previousWebhookSecret],
    signalOf: heard,
    dispatch: await createDispatch(config, { log, receive }),
    log,
    onTaken: (id) => deliveries.taken(id),
    ...counted,
  });
  return { webhooks, deliveries };
}
