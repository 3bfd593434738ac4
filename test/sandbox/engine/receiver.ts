/** A webhook receiver on a real port, and a small box whose App has its hook there. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { town, type Town } from "../state/town.ts";

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** What it answers next. */
  status: number;
  close(): Promise<void>;
}

export const receiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(self.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const self: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    status: 202,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return self;
};

/** A town with an App that hears of issues. */
export const hookedTown = (
  url: string,
  permissions: Record<string, "read" | "write"> = { issues: "read" },
  events = ["issues", "push"],
): Town & { hook: ReturnType<Town["install"]> } => {
  const place = town();
  const hook = place.install("listener", permissions);
  Object.assign(hook.app, { webhookUrl: url, webhookSecret: "It's a Secret to Everybody" });
  hook.installation.events = events;
  return { ...place, hook };
};
