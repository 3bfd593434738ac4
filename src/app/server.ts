/** The App's HTTP server: the body's limit, Probot's middleware, `/healthz`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Log } from "./log.ts";

export const WEBHOOKS_PATH = "/api/github/webhooks";

/** GitHub sends no event above 25 MB: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
const LARGEST_BODY = 25 * 1024 * 1024;
/** GitHub waits 10 s for an answer; nobody needs longer to send a request. */
const REQUEST_TIMEOUT = 30_000;

type Middleware = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface HttpServer {
  readonly url: string;
  /** Takes no more connections; resolves once the last one has ended. */
  close(): Promise<void>;
  /** Ends the connections that are still open. */
  cut(): void;
}

/**
 * Listens. A request whose body is too large is answered 413 before anybody parses it.
 *
 * @param port 0 for any free one.
 * @throws where the port is taken or may not be used.
 */
export async function listen(options: {
  readonly host: string;
  readonly port: number;
  readonly middleware: Middleware;
  readonly log: Log;
}): Promise<HttpServer> {
  const { host, port, middleware, log } = options;
  const server = createServer((request, response) => {
    answer(request, response, middleware).catch((error: unknown) => {
      log.error({ err: error }, "a request failed");
      if (!response.headersSent) send(response, 500, "internal error");
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return {
    url: `http://${shown.includes(":") ? `[${shown}]` : shown}:${taken}`,
    close: () => close(server),
    cut: () => server.closeAllConnections(),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, middleware: Middleware): Promise<void> {
  const path = (request.url ?? "/").split("?")[0];
  if (path === "/healthz") {
    send(response, request.method === "GET" || request.method === "HEAD" ? 200 : 405, "ok");
    return;
  }
  if (path === WEBHOOKS_PATH && request.method === "POST") {
    const body = await readBody(request);
    if (body === "too large") {
      // Closing tells the sender to stop; what still comes is not read.
      response.setHeader("connection", "close");
      send(response, 413, "the payload is larger than 25 MB");
      return;
    }
    if (body === "aborted") return;
    // The middleware takes a text that was read already: https://github.com/octokit/webhooks.js, `getPayload`.
    Object.assign(request, { body: body.toString("utf8") });
  }
  if (!(await middleware(request, response)) && !response.headersSent) send(response, 404, "not found");
}

function readBody(request: IncomingMessage): Promise<Buffer | "too large" | "aborted"> {
  return new Promise((resolve) => {
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > LARGEST_BODY) {
      resolve("too large");
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      request.pause();
      resolve("too large");
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => resolve("aborted"));
    request.on("close", () => resolve("aborted"));
  });
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
