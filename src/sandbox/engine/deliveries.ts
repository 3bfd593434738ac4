/**
 * Webhook delivery. Sources: docs.github.com "Webhook events and payloads" (delivery headers), "Best practices for
 * using webhooks" (10 s, `X-GitHub-Delivery` stays the same on redelivery), "Handling failed webhook deliveries"
 * ("GitHub does not automatically redeliver failed webhook deliveries"; the last 3 days can be redelivered),
 * "Webhooks": no order is promised, so deliveries run side by side.
 */
import { randomUUID } from "node:crypto";
import type { BoxEvent, BoxState } from "../state/contract.ts";
import type { Delivery, GitHubApp, Installation } from "../state/model.ts";
import type { Faults } from "./faults.ts";
import { post } from "./post.ts";
import { signatureHeaders } from "./signature.ts";
import { audienceOf } from "./subscriptions.ts";

/** Makes the payload at once, while the state is as the event left it. */
export type WebhookRenderer = (state: BoxState, event: BoxEvent, installation: Installation) => Record<string, unknown>;

export interface Deliveries {
  /** How many are under way or waiting. */
  pending(): number;
  /** Sends a delivery again: a new record with the same GUID. */
  redeliver: (delivery: Delivery) => void;
  /** Nothing more is sent; resolves once what is under way has ended. */
  stop(): Promise<void>;
}

const KEPT_MS = 3 * 86_400_000;
/** A box keeps no more than this, however many events a benchmark makes. */
const MOST_KEPT = 2000;
/** Above this an event is not sent at all ("Webhook events and payloads": payload cap of 25 MB). */
const LARGEST_PAYLOAD = 25 * 1024 * 1024;
/** How long a reordered delivery waits for a later one to pass it. */
const REORDER_MS = 250;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const createDeliveries = (state: BoxState, render: WebhookRenderer, faults: Faults): Deliveries => {
  const underWay = new Set<Promise<void>>();
  let held: (() => void)[] = [];
  let stopped = false;

  const prune = (): void => {
    const oldest = state.clock.now() - KEPT_MS;
    const kept = state.world.deliveries.filter((delivery) => Date.parse(delivery.deliveredAt) >= oldest);
    state.world.deliveries = kept.slice(-MOST_KEPT);
  };

  const file = (delivery: Omit<Delivery, "id">): void => {
    state.world.deliveries.push({ id: state.id(), ...delivery });
    if (state.world.deliveries.length > MOST_KEPT || state.world.deliveries.length % 100 === 0) prune();
  };

  const headersOf = (app: GitHubApp, event: string, guid: string, payload: string): Record<string, string> => ({
    Accept: "*/*",
    "Content-Type": "application/json",
    "User-Agent": "GitHub-Hookshot/0b0c4f2",
    "X-GitHub-Delivery": guid,
    "X-GitHub-Event": event,
    // An App's hook has the App as its target and, in the box, the App's id as its own.
    "X-GitHub-Hook-ID": String(app.id),
    "X-GitHub-Hook-Installation-Target-ID": String(app.id),
    "X-GitHub-Hook-Installation-Target-Type": "integration",
    ...signatureHeaders(app.webhookSecret, payload),
  });

  type Parcel = Pick<
    Delivery,
    "guid" | "appId" | "installationId" | "repositoryId" | "event" | "action" | "payload" | "redelivery"
  >;

  const sendNow = async (parcel: Parcel): Promise<void> => {
    const app = state.world.apps.get(parcel.appId);
    if (stopped || app === undefined || app.webhookUrl === null) return;
    const result = await post(
      app.webhookUrl,
      parcel.payload,
      headersOf(app, parcel.event, parcel.guid, parcel.payload),
    );
    file({ ...parcel, deliveredAt: state.clock.iso(), ...result });
  };

  const track = (work: Promise<void>): void => {
    const tracked: Promise<void> = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  const later = async (parcel: Parcel, ms: number): Promise<void> => {
    await sleep(ms);
    await sendNow(parcel);
  };

  const heldBack = (parcel: Parcel, ms: number): Promise<void> =>
    new Promise((resolve) => {
      let done = false;
      const go = (): void => {
        if (done) return;
        done = true;
        clearTimeout(timer);
        void sendNow(parcel).then(resolve);
      };
      const timer = setTimeout(go, ms);
      held.push(go);
    });

  const dispatch = (parcel: Parcel): void => {
    const fault = faults.forWebhook(parcel.event);
    if (fault?.webhooks === "drop") {
      file({
        ...parcel,
        deliveredAt: state.clock.iso(),
        status: "failed to connect to host",
        statusCode: 502,
        duration: 0,
      });
      return;
    }
    if (fault?.webhooks === "delay") {
      track(later(parcel, fault.delayMs ?? 1000));
      return;
    }
    if (fault?.webhooks === "reorder") {
      track(heldBack(parcel, fault.delayMs ?? REORDER_MS));
      return;
    }
    const waiting = held;
    held = [];
    const first = later(parcel, 0);
    track(first);
    if (fault?.webhooks === "double") track(later(parcel, fault.delayMs ?? 0));
    // What was held back goes out once a later one has arrived.
    if (waiting.length > 0) track(first.then(() => waiting.forEach((go) => go())));
  };

  /** A payload that cannot be made is a fault of the box: it is shown, and the change that it tells of stays whole. */
  const rendered = (event: BoxEvent, installation: Installation): string | null => {
    try {
      return JSON.stringify(render(state, event, installation));
    } catch (error) {
      process.stderr.write(
        `sandbox: webhook ${event.event}: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      return null;
    }
  };

  state.onEvent((event) => {
    if (stopped) return;
    const byApp = new Map<string, string>();
    for (const { app, installation } of audienceOf(state, event)) {
      const payload = rendered(event, installation);
      if (payload === null) continue;
      if (Buffer.byteLength(payload) > LARGEST_PAYLOAD) continue;
      const key = `${app.id}`;
      const guid = byApp.get(key) ?? randomUUID();
      byApp.set(key, guid);
      dispatch({
        guid,
        appId: app.id,
        installationId: installation.id,
        repositoryId: event.event.startsWith("installation") ? null : event.repository.id,
        event: event.event,
        action: event.action,
        payload,
        redelivery: false,
      });
    }
  });

  return {
    pending: () => underWay.size,
    redeliver({ guid, appId, installationId, repositoryId, event, action, payload }) {
      // What is sent again may be lost again.
      dispatch({ guid, appId, installationId, repositoryId, event, action, payload, redelivery: true });
    },
    async stop() {
      stopped = true;
      for (const go of held) go();
      held = [];
      await Promise.allSettled(underWay);
    },
  };
};
