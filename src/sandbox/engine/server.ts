/** The HTTP server of the box: reads a call, lets faults meet it, and asks the faces in turn. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { BoxClock } from "../state/contract.ts";
import { jsonAnswer, sendPlain } from "./answers.ts";
import type { Faults } from "./faults.ts";
import { interfere, type Redact } from "./interference.ts";

/** One face of the box; true once it has answered. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  context: { body: Buffer; url: URL },
) => Promise<boolean>;

export interface BoxServer {
  /** Listens and returns the port; 0 takes a free one. */
  listen(port: number, host: string): Promise<number>;
  /** Calls being answered, controls not counted. */
  active(): number;
  close(): Promise<void>;
}

export interface ServerParts {
  clock: BoxClock;
  faults: Faults;
  /** The controls: no fault meets them. */
  control: Handler;
  /** REST and GraphQL, asked in this order. */
  faces: readonly Handler[];
  redact: Redact;
  nodesOf: (body: Buffer) => number;
  /** Told of calls that a fault answered; status 0 for a connection broken off. */
  onFault(call: { method: string; path: string; status: number }): void;
}

/** More than GitHub takes in any call. */
const LARGEST_BODY = 50 * 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** GitHub Enterprise Server's prefixes: `/api/v3/…` and `/api/graphql` are `/…` and `/graphql`. */
export const plainPath = (pathname: string): string => {
  if (pathname === "/api/graphql") return "/graphql";
  return pathname === "/api/v3" || pathname.startsWith("/api/v3/") ? pathname.slice("/api/v3".length) || "/" : pathname;
};

export const createBoxServer = (parts: ServerParts): BoxServer => {
  let active = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Every answer carries the box's time: whoever takes GitHub's clock for theirs follows it.
    response.sendDate = false;
    response.setHeader("Date", new Date(parts.clock.now()).toUTCString());
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "127.0.0.1"}`);
    const body = await readBody(request);
    if (body === null) {
      sendPlain(response, jsonAnswer(413, { message: "Payload Too Large" }));
      return;
    }
    const context = { body, url };
    if (await parts.control(request, response, context)) return;
    const method = request.method ?? "GET";
    const path = plainPath(url.pathname);
    const proceed = async (to: ServerResponse): Promise<void> => {
      for (const face of parts.faces) if (await face(request, to, context)) return;
      sendPlain(
        to,
        jsonAnswer(404, { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" }),
      );
    };
    active++;
    try {
      const told = (status: number): void => parts.onFault({ method, path, status });
      await interfere({ ...parts, told }, { request, response, method, path, body }, proceed);
    } finally {
      active--;
    }
  };

  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A fault of the box itself must be seen, not taken for GitHub's.
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`sandbox: ${request.method ?? ""} ${request.url ?? ""}: ${message}\n`);
      if (response.headersSent) response.destroy();
      else sendPlain(response, jsonAnswer(500, { message: "The sandbox failed", error: message.split("\n")[0] }));
    });
  });
  // Clients keep connections open between long pauses; a close that crosses a request would look like a fault.
  server.keepAliveTimeout = 60_000;

  return {
    active: () => active,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          const address = server.address();
          if (address === null || typeof address === "string") reject(new Error("The sandbox has no port."));
          else resolve(address.port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
