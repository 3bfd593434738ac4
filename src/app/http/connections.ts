/** A bound on connections that does not shut GitHub out: where there is no room, whoever has waited longest goes. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Connections above the bound at which a new one is not taken at all: every other one has an answer to come. */
const MARGIN = 100;

/**
 * Keeps a server to so many connections. A connection waits while we have no whole request of it: before the first one,
 * while one trickles in, and between two. The one that has waited longest makes room for a new one; one whose request
 * is being answered is let alone.
 *
 * @param onDrop told of each connection that was ended to make room.
 */
export function boundConnections(server: Server, most: number, onDrop: () => void): void {
  /** In the order in which they began to wait. */
  const waiting = new Set<Socket>();
  let open = 0;
  server.maxConnections = most + MARGIN;
  server.on("connection", (socket: Socket) => {
    open += 1;
    waiting.add(socket);
    socket.once("close", () => {
      open -= 1;
      waiting.delete(socket);
    });
    const [oldest] = waiting;
    if (open > most && oldest !== undefined && oldest !== socket) {
      waiting.delete(oldest);
      oldest.destroy();
      onDrop();
    }
  });
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    request.on("end", () => void waiting.delete(socket));
    response.on("close", () => {
      if (socket.destroyed) return;
      // Put behind the others, wherever it stood.
      waiting.delete(socket);
      waiting.add(socket);
    });
  };
  server.on("request", onRequest);
  server.on("checkContinue", onRequest);
}
