/** The App's HTTP server: what it takes of a request before anybody looks at it, its few paths, `/healthz`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { boundConnections } from "./connections.ts";
import type { Log } from "../log.ts";

export const WEBHOOKS_PATH = "/api/github/webhooks";

/** Answers a request; resolves once it has. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Of requests and connections; times in milliseconds. */
export interface ServerLimits {
  /** Bytes of a request's line and headers; GitHub's have less than one kB. */
  readonly head: number;
  /** Until the head is there. */
  readonly headWithin: number;
  /** Until the whole request is there: GitHub itself gives up 10 s after it began. */
  readonly requestWithin: number;
  /** How often that is looked after. */
  readonly checkEvery: number;
  readonly connections: number;
  /** That a connection waits for its next request: longer than the proxies that keep theirs for a minute. */
  readonly idle: number;
}

const LIMITS: ServerLimits = {
  head: 16 * 1024,
  headWithin: 10_000,
  requestWithin: 15_000,
  checkEvery: 1_000,
  connections: 1_000,
  idle: 65_000,
};

export interface HttpServer {
  readonly url: string;
  /** Takes no more connections; resolves once the last one has ended. */
  close(): Promise<void>;
  /** Ends the connections that are still open. */
  cut(): void;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Answers every POST to `WEBHOOKS_PATH`; null: no webhooks come here. */
  readonly webhooks: Handler | null;
  /** What is answered beside it and `/healthz`, by path, for GET and HEAD: `/metrics`. */
  readonly routes?: ReadonlyMap<string, Handler>;
  readonly log: Log;
  readonly limits?: Partial<ServerLimits>;
  /** Told of each request that did not come to a path: cut off, too slow, not HTTP, or a connection too many. */
  readonly onRefused?: () => void;
}

/** Listens. @throws where the port is taken or may not be used. */
export async function listen(options: ListenOptions): Promise<HttpServer> {
  const { host, port, log, onRefused = () => undefined } = options;
  const limits = { ...LIMITS, ...options.limits };
  const server = createServer({
    maxHeaderSize: limits.head,
    headersTimeout: limits.headWithin,
    requestTimeout: limits.requestWithin,
    connectionsCheckingInterval: limits.checkEvery,
    keepAliveTimeout: limits.idle,
  });
  let isClosing = false;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    // On a connection that is kept: what would be taken now might be nobody's.
    if (isClosing) return send(response, 503, "going down", { connection: "close" });
    answer(request, response, options).catch((error: unknown) => {
      log.error({ err: error }, "a request failed");
      if (!response.headersSent) send(response, 500, "internal error");
    });
  };
  server.on("request", handle);
  // Whoever asks before he sends a body is told to once it is wanted.
  server.on("checkContinue", handle);
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    onRefused();
    refuse(socket, statusOf(error.code));
  });
  boundConnections(server, limits.connections, onRefused);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return {
    url: `http://${shown.includes(":") ? `[${shown}]` : shown}:${taken}`,
    close() {
      isClosing = true;
      return close(server);
    },
    cut: () => server.closeAllConnections(),
  };
}

/** Paths are compared as they are written: another way to write one is another path. */
async function answer(request: IncomingMessage, response: ServerResponse, options: ListenOptions): Promise<void> {
  const { method, url = "/" } = request;
  const end = url.indexOf("?");
  const path = (end === -1 ? url : url.slice(0, end)).replace(/\/$/, "");
  const { webhooks } = options;
  if (path === WEBHOOKS_PATH && method === "POST" && webhooks !== null) return webhooks(request, response);
  const route = path === "/healthz" ? healthy : options.routes?.get(path);
  if (route === undefined) return send(response, 404, "not found");
  if (method !== "GET" && method !== "HEAD") return send(response, 405, "only GET is answered here");
  return route(request, response);
}

/** The process runs and answers: nothing more is asked. */
const healthy: Handler = async (_, response) => send(response, 200, "ok");

/** Larger bodies that nobody wants are not listened to: the connection is ended instead. */
const HEARD_OUT = 1024 * 1024;

/** Answers with a line of text. */
export function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = `${text}\n`;
  const { req: request } = response;
  const announced = Number(request.headers["content-length"] ?? 0);
  const isUnwanted = !request.complete && (announced > HEARD_OUT || request.headers["transfer-encoding"] !== undefined);
  response
    .writeHead(status, {
      "content-type": "text/plain; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      ...(isUnwanted ? { connection: "close" } : {}),
      ...headers,
    })
    .end(body);
}

const STATUSES = { 400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large" } as const;

function statusOf(code: string | undefined): keyof typeof STATUSES {
  if (code === "HPE_HEADER_OVERFLOW") return 431;
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
}

/** Of what is no request there is no response to write to. */
function refuse(socket: Duplex, status: keyof typeof STATUSES): void {
  socket.end(`HTTP/1.1 ${status} ${STATUSES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
