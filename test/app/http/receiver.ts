/** The App over HTTP beside a GitHub that only notes what it is asked, and senders who keep to no rule. */
import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { connect } from "node:net";
import type { AppConfig } from "../../../src/app/settings/config.ts";
import { createLog } from "../../../src/app/log.ts";
import { type RunningApp, startApp } from "../../../src/app/start.ts";

export const SECRET = "a webhook secret";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

export interface Receiver {
  readonly app: RunningApp;
  /** `GET /app`, … */
  readonly requests: readonly string[];
  /** The log, line by line. */
  readonly lines: readonly string[];
  readonly privateKey: string;
  /** POSTs a text with the headers of a delivery; null takes one away. Signed well where nothing else is said. */
  deliver(body: string, headers?: Readonly<Record<string, string | null>>): Promise<Response>;
  /** Writes to the socket as it is, then so many bytes of blanks. @returns the first line of the answer. */
  write(text: string, more?: number): Promise<string>;
  close(): Promise<void>;
}

export function signatureOf(body: string, secret = SECRET): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** An incident that somebody has labelled. */
export function labelled(more: object = {}): string {
  return JSON.stringify({
    action: "labeled",
    installation: { id: 3 },
    repository: { full_name: "acme/shop", default_branch: "main" },
    sender: { login: "olga" },
    issue: { number: 4, title: "s3cret-title", labels: [{ name: "incident" }] },
    ...more,
  });
}

export async function openReceiver(more: Partial<AppConfig> = {}): Promise<Receiver> {
  const requests: string[] = [];
  const lines: string[] = [];
  const github = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(404, { "content-type": "application/json" }).end('{"message":"Not Found"}');
  });
  await new Promise<void>((resolve) => void github.listen(0, "127.0.0.1", resolve));
  const address = github.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const app = await startApp({
    sweep: false,
    log: createLog({ level: "trace", write: (line) => void lines.push(line) }),
    config: {
      appId: 7,
      privateKey,
      webhookSecret: SECRET,
      port: 0,
      host: "127.0.0.1",
      logLevel: "trace",
      apiUrl: url,
      graphqlUrl: `${url}/graphql`,
      ...more,
    },
  });
  return {
    app,
    requests,
    lines,
    privateKey,
    deliver(body, headers = {}) {
      const usual = {
        "content-type": "application/json",
        "x-github-event": "issues",
        "x-github-delivery": randomUUID(),
        "x-hub-signature-256": signatureOf(body),
      };
      const sent = Object.entries({ ...usual, ...headers }).flatMap(([name, value]) =>
        value === null ? [] : [[name, value] as [string, string]],
      );
      return fetch(app.webhooksUrl, { method: "POST", body, headers: sent });
    },
    write: (text, rest = 0) => write(new URL(app.url), text, rest),
    async close() {
      await app.stop();
      github.closeAllConnections();
      await new Promise((resolve) => void github.close(resolve));
    },
  };
}

function write({ hostname, port }: URL, text: string, more: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    let left = more;
    const socket = connect(Number(port), hostname, () => {
      socket.write(text);
      const pour = (): void => {
        for (; left > 0 && socket.writable; left -= 1 << 20) if (!socket.write(Buffer.alloc(1 << 20, " "))) break;
      };
      socket.on("drain", () => {
        left -= 1 << 20;
        pour();
      });
      pour();
    });
    const end = (): void => {
      socket.destroy();
      resolve(answer.split("\r\n")[0] ?? "");
    };
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
      // Whoever is answered has no more to say.
      if (answer.includes("\r\n\r\n")) end();
    });
    socket.on("error", end);
    socket.on("close", end);
  });
}
