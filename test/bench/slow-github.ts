/**
 * A GitHub whose every answer takes the same time and next to no work: what the box answered once is answered again. One
 * incident stands for all: whatever number is asked for, it is that one's answer.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SlowGitHub {
  readonly url: string;
  /** Answers so far, and how many of them the box had to be asked for. */
  readonly counts: { answers: number; asked: number };
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const HOP = new Set(["host", "connection", "content-length", "transfer-encoding", "accept-encoding", "if-none-match"]);
const OURS = /^(?:content-type|x-ratelimit-.*|x-github-.*|link)$/;

/** @param takes how long an answer takes, in ms. */
export async function startSlowGitHub(box: string, incident: number, takes: number): Promise<SlowGitHub> {
  const known = new Map<string, Promise<Answer>>();
  const counts = { answers: 0, asked: 0 };

  const ask = async (method: string, path: string, headers: IncomingMessage["headers"], body: string) => {
    counts.asked += 1;
    const sent = Object.entries(headers).flatMap(([name, value]) =>
      HOP.has(name) || typeof value !== "string" ? [] : [[name, value] as [string, string]],
    );
    const response = await fetch(`${box}${path}`, { method, headers: sent, ...(body === "" ? {} : { body }) });
    const kept = [...response.headers].filter(([name]) => OURS.test(name));
    return {
      status: response.status,
      headers: Object.fromEntries(kept),
      body: Buffer.from(await response.arrayBuffer()),
    };
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const from = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "GET", url = "/", headers } = request;
    const body = asOne(Buffer.concat(chunks).toString("utf8"), incident);
    const path = url.replace(/\/issues\/\d+(?=\/|$)/, `/issues/${incident}`);
    const key = `${method} ${path} ${body}`;
    const found = known.get(key) ?? ask(method, path, headers, body);
    known.set(key, found);
    const { status, headers: sent, body: told } = await found;
    await new Promise((resolve) => setTimeout(resolve, takes - (performance.now() - from)));
    counts.answers += 1;
    response.writeHead(status, { ...sent, "content-length": String(told.length) }).end(told);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A question about any incident as the one about that incident. */
function asOne(body: string, incident: number): string {
  if (!body.startsWith("{")) return body;
  const parsed = JSON.parse(body) as { variables?: Record<string, unknown> };
  if (typeof parsed.variables?.["number"] !== "number") return body;
  return JSON.stringify({ ...parsed, variables: { ...parsed.variables, number: incident } });
}
