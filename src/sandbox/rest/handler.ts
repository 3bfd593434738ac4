/** GitHub's REST API over the box's state. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { BoxState, Caller } from "../state/contract.ts";
import { BoxError } from "../state/contract.ts";
import type { Answer, RestHooks, Route, Urls } from "./answer.ts";
import { ANONYMOUS, authenticate } from "./authenticate.ts";
import { parseBody } from "./body.ts";
import { createRateLimits, rateHeaders, type Resource } from "./rate.ts";
import { renamedRepository, transferredIssue } from "./redirects.ts";
import { createRouter } from "./router.ts";
import { commonHeaders, errorBody, ready, send } from "./send.ts";
import { routes } from "./table.ts";

/** @returns true once answered; false where the path is not this face's (the engine's own, GraphQL). */
export type RestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  context: { body: Buffer; url: URL },
) => Promise<boolean>;

const WEB = "https://github.com";
const NOT_OURS = /^(\/api)?\/graphql$|^\/_sandbox(\/|$)/;

/** GitHub Enterprise Server serves the same paths under `/api/v3`; clients set to it are answered with such URLs. */
const splitPrefix = (pathname: string): { prefix: string; path: string } => {
  const prefix = pathname === "/api/v3" || pathname.startsWith("/api/v3/") ? "/api/v3" : "";
  const path = pathname.slice(prefix.length).replace(/\/{2,}/g, "/");
  return { prefix, path: path.length > 1 ? path.replace(/\/$/, "") : "/" };
};

/** `/repositories/{id}/…` is the same as `/repos/{owner}/{repo}/…`; GitHub's own Link headers use it. */
const byName = (state: BoxState, path: string): string => {
  const found = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
  const repository = found === null ? undefined : state.world.repositories.get(Number(found[1]));
  if (found === null || repository === undefined) return path;
  return `/repos/${state.ask.actor(repository.ownerId).login}/${repository.name}${found[2] ?? ""}`;
};

const resourceOf = (path: string): Resource => (path.startsWith("/search/") ? "search" : "core");

/** Classic personal tokens tell their scopes; Apps have none ("Scopes for OAuth apps"). */
const scopeHeaders = (caller: Caller): Record<string, string> =>
  caller.token?.kind === "user" ? { "X-OAuth-Scopes": "repo, workflow", "X-Accepted-OAuth-Scopes": "" } : {};

/**
 * @param hooks what the engine lends: redelivery, the request log, shared rate limits
 * @returns the handler; it answers every path but GraphQL's and the controls'
 */
export const createRestHandler = (state: BoxState, hooks: RestHooks = {}): RestHandler => {
  const router = createRouter(routes);
  const rateLimits = hooks.rateLimits ?? createRateLimits(state);

  const answerOf = async (
    incoming: IncomingMessage,
    at: { method: string; path: string; url: URL; urls: Urls; body: Buffer },
    matched: { route: Route; params: Readonly<Record<string, string>> } | null,
    caller: Caller,
  ): Promise<Answer> => {
    if (matched === null) throw new BoxError(404, "Not Found");
    const { body } = parseBody(at.body);
    return matched.route.handle({
      state,
      urls: at.urls,
      caller,
      method: at.method,
      path: at.path,
      params: matched.params,
      query: at.url.searchParams,
      headers: incoming.headers,
      body,
      hooks,
      rateLimits,
    });
  };

  return async (incoming, response, { body, url }) => {
    const { prefix, path: given } = splitPrefix(url.pathname);
    if (NOT_OURS.test(url.pathname)) return false;
    const method = incoming.method === "HEAD" ? "GET" : (incoming.method ?? "GET");
    const path = byName(state, given);
    const host = incoming.headers.host ?? "127.0.0.1";
    const urls: Urls = { api: `http://${host}${prefix}`, web: state.urls?.web ?? WEB };
    const address = incoming.socket.remoteAddress ?? "127.0.0.1";
    const resource = resourceOf(path);
    const matched = router.match(method, path);
    const docs = matched?.route.docs ?? null;
    // Looking at the limits costs nothing ("Get rate limit status for the authenticated user").
    const free = path === "/rate_limit";

    let caller: Caller = ANONYMOUS;
    let answer: Answer;
    try {
      caller = authenticate(state, incoming.headers.authorization);
      if (!free) rateLimits.demand(caller, resource, address);
      const asked = { state, caller, method, path, urls, query: url.searchParams };
      answer =
        renamedRepository(asked) ?? (await answerOf(incoming, { method, path, url, urls, body }, matched, caller));
    } catch (error) {
      if (!(error instanceof BoxError)) throw error;
      answer = transferredIssue(error, { state, caller, path, urls }) ?? {
        status: error.status,
        body: errorBody(error, docs),
        ...(error.accepted === undefined ? {} : { headers: { "X-Accepted-GitHub-Permissions": error.accepted } }),
      };
    }

    const out = ready(method, answer, incoming.headers["if-none-match"]);
    // A 304 costs nothing, for authorized requests only ("Best practices", conditional requests).
    const costs = !free && !(out.status === 304 && caller.account !== null);
    const allowance = rateLimits.spend(caller, resource, costs ? 1 : 0, address);
    send(incoming, response, {
      ...out,
      headers: {
        ...commonHeaders(state.clock.now()),
        ...rateHeaders(allowance),
        ...scopeHeaders(caller),
        ...out.headers,
      },
    });
    hooks.onAnswer?.({ method, path, route: matched?.route.pattern ?? null, status: out.status, caller });
    return true;
  };
};
