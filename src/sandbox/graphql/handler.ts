/**
 * GitHub's GraphQL endpoint over the box's state.
 * Source: https://docs.github.com/en/graphql/guides/forming-calls-with-graphql
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { GraphQLError } from "graphql";
import { ANONYMOUS, authenticate } from "../rest/authenticate.ts";
import { type Allowance, createRateLimits, type RateLimits, rateHeaders } from "../rest/rate.ts";
import { commonHeaders, errorBody, ready, send } from "../rest/send.ts";
import { BoxError, type BoxState, type Caller } from "../state/contract.ts";
import type { Context } from "./context.ts";
import { check, type Request, run } from "./execute.ts";

export interface GraphqlHooks {
  /** Shared with the REST face, so that `/rate_limit` shows both; made here when left out. */
  rateLimits?: RateLimits;
  /** Told once an answer is sent. */
  onAnswer?(answer: { caller: Caller | null; cost: number; nodes: number; mutation: boolean; status: number }): void;
}

export type GraphqlHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  context: { body: Buffer; url: URL },
) => Promise<boolean>;

const PATHS = new Set(["/graphql", "/api/graphql"]);
const WEB = "https://github.com";

interface Outcome {
  readonly status: number;
  readonly body: unknown;
  readonly cost: number;
  readonly nodes: number;
  readonly mutation: boolean;
}

/** @returns the handler of `POST /graphql` (and `/api/graphql`, as GitHub Enterprise Server has it). */
export function createGraphqlHandler(state: BoxState, hooks: GraphqlHooks = {}): GraphqlHandler {
  const rateLimits = hooks.rateLimits ?? createRateLimits(state);

  const answer = async (body: Buffer, caller: Caller, host: string): Promise<Outcome> => {
    const free = { cost: 0, nodes: 0, mutation: false };
    // The endpoint has no anonymous access, and an App's JWT opens `/app` routes only.
    if (caller.account === null) throw new BoxError(401, "This endpoint requires you to be authenticated.");
    const request = readRequest(body);
    const left = rateLimits.peek(caller, "graphql");
    // "If you exceed your primary rate limit, the response status will still be 200, but you will receive an error."
    if (left.remaining <= 0) return { ...free, status: 200, body: { errors: [exhausted(caller)] } };
    const checked = check(request);
    if ("errors" in checked) {
      return {
        ...free,
        mutation: checked.mutation,
        status: 200,
        body: { errors: checked.errors.map((error) => shown(error)) },
      };
    }
    const { points, nodes } = checked.cost;
    if (points > left.remaining) return { ...free, status: 200, body: { errors: [exhausted(caller)] } };
    const allowance: Allowance = rateLimits.spend(caller, "graphql", points);
    const urls = { api: `http://${host}`, web: state.urls?.web ?? WEB };
    const context: Context = { state, caller, view: { state, urls, caller }, cost: checked.cost, allowance };
    const result = await run(checked.document, request, context);
    const errors = result.errors?.map((error) => shown(error));
    return {
      status: 200,
      cost: points,
      nodes,
      mutation: checked.mutation,
      body: errors === undefined ? { data: result.data } : { data: result.data ?? null, errors },
    };
  };

  return async (incoming, response, { body, url }) => {
    if (!PATHS.has(url.pathname)) return false;
    let caller: Caller = ANONYMOUS;
    let outcome: Outcome;
    try {
      caller = authenticate(state, incoming.headers.authorization);
      if (incoming.method !== "POST") throw new BoxError(404, "Not Found");
      outcome = await answer(body, caller, incoming.headers.host ?? "127.0.0.1");
    } catch (error) {
      if (!(error instanceof BoxError)) throw error;
      outcome = { status: error.status, body: errorBody(error, null), cost: 0, nodes: 0, mutation: false };
    }
    const allowance = rateLimits.peek(caller, "graphql");
    const out = ready("POST", { status: outcome.status, body: outcome.body }, undefined);
    const headers = { ...commonHeaders(state.clock.now()), ...rateHeaders(allowance), ...out.headers };
    send(incoming, response, { ...out, headers });
    const { cost, nodes, mutation, status } = outcome;
    hooks.onAnswer?.({ caller, cost, nodes, mutation, status });
    return true;
  };
}

/** How many nodes a call's body may ask for; 0 where it asks for nothing that runs. */
export function nodesOf(body: Buffer): number {
  try {
    const checked = check(readRequest(body));
    return "cost" in checked ? checked.cost.nodes : 0;
  } catch {
    return 0;
  }
}

function readRequest(body: Buffer): Request {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new BoxError(400, "Problems parsing JSON");
  }
  const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const { query, variables, operationName } = fields;
  if (typeof query !== "string") throw new BoxError(400, "A query attribute must be specified and must be a string.");
  if (variables !== undefined && variables !== null && typeof variables !== "object") {
    throw new BoxError(400, "Variables must be a JSON object.");
  }
  return {
    query,
    variables: (variables ?? {}) as Record<string, unknown>,
    operationName: typeof operationName === "string" ? operationName : undefined,
  };
}

function exhausted(caller: Caller): Record<string, unknown> {
  const whom =
    caller.installation === null ? `user ID ${caller.account?.id ?? 0}` : `installation ID ${caller.installation.id}`;
  return { type: "RATE_LIMITED", message: `API rate limit exceeded for ${whom}.` };
}

/** GitHub writes an error's `type` beside its message, where the specification has `extensions`. */
function shown(error: GraphQLError): Record<string, unknown> {
  const { type, ...extensions } = error.extensions;
  return {
    ...(type === undefined ? {} : { type }),
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: error.message,
  };
}
