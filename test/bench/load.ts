/** Signed webhooks sent over kept-alive connections, a few at a time. */
import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";

export interface Load {
  readonly url: string;
  readonly secret: string;
  readonly event: string;
  readonly payload: unknown;
  readonly count: number;
  readonly concurrency: number;
}

/** Sends them all. @returns accepted deliveries per second. @throws where one is not accepted. */
export async function send(load: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });
  const body = JSON.stringify(load.payload);
  const signature = `sha256=${createHmac("sha256", load.secret).update(body).digest("hex")}`;
  const headers = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "x-github-event": load.event,
    "x-hub-signature-256": signature,
  };
  let left = load.count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await post(load.url, agent, { ...headers, "x-github-delivery": randomUUID() }, body);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  const seconds = (performance.now() - from) / 1000;
  agent.destroy();
  return load.count / seconds;
}

function post(url: string, agent: Agent, headers: Record<string, string>, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => {
        if ((answer.statusCode ?? 500) < 300) resolve();
        else reject(new Error(`a delivery was answered ${answer.statusCode}`));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** An event that has nothing to do with any incident, about as large as GitHub's. */
export function irrelevant(installation: number): { readonly event: string; readonly payload: unknown } {
  const user = { login: "someone", id: 7, node_id: "U_7", type: "User", site_admin: false };
  const repository = {
    id: 1,
    node_id: "R_1",
    name: "shop",
    full_name: "acme/shop",
    private: false,
    owner: user,
    default_branch: "main",
    description: "x".repeat(3000),
  };
  const issue = {
    id: 9,
    node_id: "I_9",
    number: 4711,
    title: "A question",
    body: "y".repeat(2000),
    state: "open",
    labels: [{ name: "question" }],
    user,
    assignees: [],
  };
  return {
    event: "issues",
    payload: { action: "opened", issue, repository, sender: user, installation: { id: installation } },
  };
}
