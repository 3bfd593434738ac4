/**
 * The wire between the App and GitHub: what goes over it is counted and written down, and can be disturbed at exactly one
 * request. It answers nothing by itself but what a failing network or a failing GitHub answers; people have a wire of
 * their own, as it is the App that is tried here.
 */
import {
  Agent,
  createServer,
  type IncomingMessage,
  request as send,
  type Server,
  type ServerResponse,
} from "node:http";

export interface Call {
  /** Who asks: the name that the process was plugged in by. */
  readonly by: string;
  /** The how manieth request of the App's, from 1 on. */
  readonly index: number;
  /** The how manieth that may change something, from 1 on; null for those that only read. */
  readonly write: number | null;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** A call that GitHub has carried out, whatever the App came to hear of it. */
export interface Done extends Call {
  readonly status: number;
  readonly answer: string;
}

/** What is done to one request; `reach`: GitHub gets it and carries it out. */
export type Meddling =
  /** Another answer than GitHub's own. */
  | {
      readonly kind: "answer";
      readonly reach: boolean;
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection ends without an answer. */
  | { readonly kind: "cut"; readonly reach: boolean }
  /** The connection ends in the middle of the answer. */
  | { readonly kind: "truncate" }
  /** Nothing is heard for so many milliseconds, then the connection ends. */
  | { readonly kind: "silence"; readonly reach: boolean; readonly ms: number }
  /** Something happens while the request is on its way; it gets no answer. */
  | { readonly kind: "during"; readonly reach: boolean; readonly act: () => Promise<void> };

export interface Wire {
  /** An end of the wire for one process. @returns its address. */
  plug(name: string): Promise<string>;
  /** What GitHub has carried out, in order. */
  readonly done: readonly Done[];
  requests(): number;
  writes(): number;
  /** Requests under way. */
  active(): number;
  /** Milliseconds since the last request began or ended. */
  quietFor(): number;
  /** Asked at every request; null lets it pass. */
  meddle: (call: Call) => Meddling | null;
  close(): Promise<void>;
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Lays a wire to the box at `target` (`http://127.0.0.1:4010`). */
export function layWire(target: string): Wire {
  const agent = new Agent({ keepAlive: true });
  const done: Done[] = [];
  let requests = 0;
  let writes = 0;
  let active = 0;
  let last = performance.now();

  const reach = async (call: Call, from: IncomingMessage): Promise<Answered> => {
    const answered = await forward(agent, target, from, call.body);
    done.push({ ...call, status: answered.status, answer: answered.body.toString("utf8") });
    return answered;
  };
  const handle = async (by: string, from: IncomingMessage, to: ServerResponse): Promise<void> => {
    const body = (await whole(from)).toString("utf8");
    requests += 1;
    const method = from.method ?? "GET";
    const path = from.url ?? "/";
    const isWrite = changes(method, path, body);
    if (isWrite) writes += 1;
    const call: Call = { by, index: requests, write: isWrite ? writes : null, method, path, body };
    const meddling = wire.meddle(call);
    if (meddling === null) return answer(to, await reach(call, from));
    switch (meddling.kind) {
      case "answer": {
        if (meddling.reach) await reach(call, from);
        const headers = { "content-type": "application/json; charset=utf-8", ...meddling.headers };
        return answer(to, { status: meddling.status, headers, body: Buffer.from(meddling.body) });
      }
      case "truncate": {
        const answered = await reach(call, from);
        to.writeHead(answered.status, passedOn(answered));
        to.write(answered.body.subarray(0, Math.floor(answered.body.length / 2)));
        await pause(20);
        from.socket.destroy();
        return;
      }
      case "silence":
        if (meddling.reach) await reach(call, from);
        await Promise.race([pause(meddling.ms), new Promise((resolve) => from.socket.once("close", resolve))]);
        break;
      case "during":
        if (meddling.reach) await reach(call, from);
        await meddling.act();
        break;
      case "cut":
        if (meddling.reach) await reach(call, from);
    }
    from.socket.destroy();
  };

  const ends: Server[] = [];
  const plug = async (by: string): Promise<string> => {
    const server = createServer((from, to) => {
      active += 1;
      last = performance.now();
      handle(by, from, to)
        .catch(() => from.socket.destroy())
        .finally(() => {
          active -= 1;
          last = performance.now();
        });
    });
    server.keepAliveTimeout = 60_000;
    ends.push(server);
    return `http://127.0.0.1:${await listening(server)}`;
  };
  const wire: Wire = {
    plug,
    done,
    requests: () => requests,
    writes: () => writes,
    active: () => active,
    quietFor: () => (active > 0 ? 0 : performance.now() - last),
    meddle: () => null,
    async close() {
      await Promise.all(ends.map((server) => closed(server)));
      agent.destroy();
    },
  };
  return wire;
}

/** Tokens change nothing that anybody sees; GraphQL changes by mutations only. */
function changes(method: string, path: string, body: string): boolean {
  if (path.endsWith("/access_tokens")) return false;
  if (path.endsWith("/graphql")) return /"query":"\s*mutation\b/.test(body);
  return method !== "GET" && method !== "HEAD";
}

function forward(agent: Agent, target: string, from: IncomingMessage, body: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { host: _host, connection: _connection, ...headers } = from.headers;
    const request = send(`${target}${from.url ?? "/"}`, { method: from.method ?? "GET", headers, agent });
    request.on("response", (response) => {
      whole(response).then(
        (read) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body: read }),
        reject,
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function answer(to: ServerResponse, answered: Answered): void {
  to.writeHead(answered.status, passedOn(answered));
  to.end(answered.body);
}

function passedOn({ headers, body, status }: Answered): Record<string, string | string[]> {
  const { connection: _connection, "transfer-encoding": _encoding, "keep-alive": _alive, ...rest } = headers;
  const kept = Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return status === 204 || status === 304 ? kept : { ...kept, "content-length": String(body.length) };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the wire has no port"));
      else resolve(address.port);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
