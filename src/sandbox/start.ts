/** Brings GitHub in a box up on a port. */
import { controlHandler } from "./control/routes.ts";
import { createDeliveries } from "./engine/deliveries.ts";
import { createFaults } from "./engine/faults.ts";
import { createIdle, type IdleProbe } from "./engine/idle.ts";
import { createRequestLog } from "./engine/requests.ts";
import { createBoxServer } from "./engine/server.ts";
import { withoutField } from "./engine/partial.ts";
import { schema } from "./graphql/execute.ts";
import { createGraphqlHandler, nodesOf } from "./graphql/handler.ts";
import { createRestHandler } from "./rest/handler.ts";
import { createRateLimits } from "./rest/rate.ts";
import { type Credentials, type SeedOptions, type SeedRole, seed } from "./seed.ts";
import type { BoxClock, BoxState, Caller } from "./state/contract.ts";
import { createState } from "./state/create.ts";
import { renderWebhook } from "./webhooks/render.ts";

export interface SandboxOptions extends SeedOptions {
  /** 0 or left out takes a free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** The first instant of its clock (ms since the epoch); the wall clock's when left out. */
  now?: number;
}

export interface Sandbox {
  /** REST root, with no slash at the end; `/api/v3` answers as well. */
  url: string;
  graphqlUrl: string;
  state: BoxState;
  clock: BoxClock;
  /** `owner/name` of the seeded repository. */
  repository: string;
  people: Record<SeedRole, { login: string; token: string }>;
  credentials: Credentials;
  /** Where the App's webhooks go; null stops them. */
  setWebhookUrl(url: string | null): void;
  /** `GET /_sandbox/idle` waits for it as well. */
  addIdleProbe(name: string, probe: IdleProbe): void;
  close(): Promise<void>;
}

const WEB = "https://github.com";

const askerOf = (caller: Caller | null): string | null => {
  if (caller === null) return null;
  return caller.account?.login ?? (caller.app === null ? null : `app:${caller.app.slug}`);
};

/** Starts a sandbox with its own state. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const state = createState({ now: options.now });
  const planted = seed(state, options);
  const faults = createFaults();
  const requests = createRequestLog();
  const idle = createIdle();
  const rateLimits = createRateLimits(state);
  const deliveries = createDeliveries(state, renderWebhook, faults);

  const rest = createRestHandler(state, {
    rateLimits,
    redeliver: deliveries.redeliver,
    onAnswer: ({ caller, ...call }) => requests.record({ ...call, asker: askerOf(caller) }),
  });
  const graphql = createGraphqlHandler(state, {
    rateLimits,
    onAnswer: ({ caller, cost, mutation, status }) =>
      requests.record({
        method: "POST",
        route: "/graphql",
        path: "/graphql",
        status,
        asker: askerOf(caller),
        graphql: { cost, mutation },
      }),
  });
  const server = createBoxServer({
    clock: state.clock,
    faults,
    control: controlHandler(state, { faults, requests, idle, web: WEB }),
    faces: [rest, graphql],
    nodesOf,
    redact: (query, body, path) => withoutField(schema(), query, body, path),
    onFault: (call) => requests.record({ ...call, route: null, asker: "faults" }),
  });

  const host = options.host ?? "127.0.0.1";
  const port = await server.listen(options.port ?? 0, host);
  const url = `http://${host}:${port}`;
  state.urls = { api: url, web: WEB };
  idle.addProbe("webhooks", () => deliveries.pending() === 0);
  idle.addProbe("calls", () => server.active() === 0);

  return {
    url,
    graphqlUrl: `${url}/graphql`,
    state,
    clock: state.clock,
    repository: `${state.ask.actor(planted.repository.ownerId).login}/${planted.repository.name}`,
    people: planted.people,
    credentials: planted.credentials,
    setWebhookUrl(target) {
      planted.app.webhookUrl = target;
    },
    addIdleProbe: idle.addProbe,
    async close() {
      state.clock.stop();
      await deliveries.stop();
      await server.close();
    },
  };
};
