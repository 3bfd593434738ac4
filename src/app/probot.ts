/**
 * The Probot App: signatures, parsing and dispatch are Probot's; what an event means is `events.ts`.
 *
 * Probot makes an Octokit with all its plugins for every event, which costs more than everything else that is done with
 * an irrelevant one. Its transform asks the authentication strategy for it (`type: "event-octokit"`), so ours answers
 * with one shared instance that refuses every request: handlers enqueue and answer, the passes have clients of their own.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createNodeMiddleware, Probot, ProbotOctokit } from "probot";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppConfig } from "./config.ts";
import type { Log } from "./log.ts";
import type { Payload } from "./payload.ts";
import { WEBHOOKS_PATH } from "./server.ts";

type Strategy = (options: { readonly octokit: object }) => unknown;

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

export interface Event {
  readonly id: string;
  readonly name: string;
  readonly payload: Payload;
}

/** Resolves once the event may be answered with success. */
export type Receive = (event: Event) => Promise<void>;

/** The middleware of a Probot App that hands every event with a good signature to `receive`. */
export async function createWebhooks(
  config: Pick<AppConfig, "appId" | "privateKey" | "webhookSecret" | "previousWebhookSecret">,
  parts: { readonly log: Log; readonly receive: Receive },
): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<boolean>> {
  const probot = new Probot({
    appId: config.appId,
    privateKey: config.privateKey,
    secret: config.webhookSecret,
    // Probot only calls the methods that our log has; its type is pino's.
    log: parts.log as unknown as NonNullable<ConstructorParameters<typeof Probot>[0]>["log"],
    Octokit: ProbotOctokit.defaults({ authStrategy: oneForAllEvents, throttle: { enabled: false } }),
  });
  const middleware = await createNodeMiddleware(
    (app) => {
      app.onAny(({ id, name, payload }) => parts.receive({ id, name, payload: payload as Payload }));
    },
    { probot, webhooksPath: WEBHOOKS_PATH },
  );
  const { webhookSecret, previousWebhookSecret } = config;
  return async (request, response) => {
    if (previousWebhookSecret !== undefined) admitFormer(request, previousWebhookSecret, webhookSecret);
    return (await middleware(request, response)) === true;
  };
}

const SIGNATURE = "x-hub-signature-256";

/**
 * While the webhook's secret is exchanged: a delivery with a good signature by the former secret is handed on with one by
 * the present secret, because Probot knows one secret only. Any other is left as it is, for Probot to refuse.
 */
function admitFormer(request: IncomingMessage & { readonly body?: unknown }, former: string, present: string): void {
  const { body } = request;
  const given = request.headers[SIGNATURE];
  if (typeof body !== "string" || typeof given !== "string") return;
  const expected = Buffer.from(signatureOf(body, former));
  const sent = Buffer.from(given);
  if (sent.length === expected.length && timingSafeEqual(sent, expected)) {
    request.headers[SIGNATURE] = signatureOf(body, present);
  }
}

function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body, "utf8").digest("hex")}`;
}
