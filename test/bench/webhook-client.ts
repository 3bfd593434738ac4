/**
 * Sends deliveries from a process of its own, over kept connections, as bytes that were put together before: what is
 * measured is the receiver. One of the deliveries waits for its answer on each connection.
 */
import { createHmac, randomUUID } from "node:crypto";
import { connect } from "node:net";
import { performance } from "node:perf_hooks";
import { answering } from "../scale/channel.ts";
import { quantile } from "../scale/open-loop.ts";
import { type Parcel, usualMix } from "./webhook-mix.ts";

export interface Asked {
  readonly url: string;
  readonly secret: string;
  readonly count: number;
  readonly connections: number;
}

export interface Told {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const PARCELS = usualMix(200);
const ready = new Map<string, readonly Prepared[]>();

interface Prepared {
  /** The head up to the delivery's id. */
  readonly head: string;
  readonly body: Buffer;
}

answering({
  async send({ url, secret, count, connections }: Asked): Promise<Told> {
    const { hostname, port, pathname } = new URL(url);
    const parcels = ready.get(secret) ?? PARCELS.map((parcel) => prepared(parcel, pathname, secret));
    ready.set(secret, parcels);
    const times: number[] = [];
    let sent = 0;
    const from = performance.now();
    await Promise.all(Array.from({ length: connections }, () => work()));
    const seconds = (performance.now() - from) / 1000;
    return { perSecond: count / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };

    /** One connection, until all are sent. */
    function work(): Promise<void> {
      return new Promise((resolve, reject) => {
        const socket = connect(Number(port), hostname);
        socket.setNoDelay(true);
        let answer = "";
        let begun = 0;
        const next = (): void => {
          const parcel = parcels[sent % parcels.length];
          if (parcel === undefined || sent >= count) return void socket.end(resolve);
          sent += 1;
          begun = performance.now();
          socket.cork();
          socket.write(`${parcel.head}${randomUUID()}\r\n\r\n`);
          socket.write(parcel.body);
          socket.uncork();
        };
        socket.on("data", (chunk: Buffer) => {
          answer += chunk.toString("latin1");
          const length = /\r\ncontent-length: (\d+)\r\n(?:.*\r\n)*?\r\n/i.exec(answer);
          if (length === null || answer.length < length.index + length[0].length + Number(length[1])) return;
          if (!answer.startsWith("HTTP/1.1 200")) return reject(new Error(`answered: ${answer.slice(0, 200)}`));
          times.push(performance.now() - begun);
          answer = "";
          next();
        });
        socket.on("error", reject);
        socket.on("connect", next);
      });
    }
  },
});

function prepared({ event, body }: Parcel, path: string, secret: string): Prepared {
  const bytes = Buffer.from(body);
  const lines = [
    `POST ${path} HTTP/1.1`,
    "Host: quench.example.com",
    "Accept: */*",
    "User-Agent: GitHub-Hookshot/3f9c2a1",
    "Content-Type: application/json",
    `Content-Length: ${bytes.length}`,
    `X-GitHub-Event: ${event}`,
    "X-GitHub-Hook-Installation-Target-Type: integration",
    `X-Hub-Signature-256: sha256=${createHmac("sha256", secret).update(bytes).digest("hex")}`,
    "X-GitHub-Delivery: ",
  ];
  return { head: lines.join("\r\n"), body: bytes };
}
