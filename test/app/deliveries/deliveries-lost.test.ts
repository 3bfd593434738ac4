/** The App behind a proxy that is down, lies or loses: nothing that was delivered meanwhile is lost, or done twice. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createServer, request as send, type Server } from "node:http";
import type { Issue } from "../../support/e2e.ts";
import { policy, World } from "../../support/e2e.ts";

type Mode = "open" | "down" | "swallow" | "unavailable";

/** What GitHub delivers to, in front of the App. */
interface Proxy {
  mode: Mode;
  /** GUIDs that came through to the App, with its answers. */
  readonly passed: { readonly guid: string; readonly status: number }[];
  readonly url: string;
  readonly server: Server;
}

async function openProxy(target: string): Promise<Proxy> {
  const passed: Proxy["passed"] = [];
  const server = createServer((request, response) => {
    if (proxy.mode === "down") return void request.socket.destroy();
    if (proxy.mode !== "open") {
      request.resume();
      return void response.writeHead(proxy.mode === "swallow" ? 200 : 503).end();
    }
    const { headers, method } = request;
    const through = send(target, { method, headers, agent: false }, (answer) => {
      passed.push({ guid: String(headers["x-github-delivery"]), status: answer.statusCode ?? 0 });
      response.writeHead(answer.statusCode ?? 502);
      answer.pipe(response);
    });
    request.pipe(through);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  const proxy: Proxy = { mode: "open", passed, url, server };
  return proxy;
}

let world: World;
let proxy: Proxy;
let incidents: Issue[];
/** Of the App itself. */
let origin: string;

beforeEach(async () => {
  incidents = [];
  world = await World.open({ policy: policy("warn"), app: false });
  const app = await world.startApp();
  origin = app.url;
  proxy = await openProxy(app.webhooksUrl);
  world.box.setWebhookUrl(proxy.url);
  // Another process may have taken what came in the first minute.
  await world.advance("PT10M");
});
afterEach(async () => {
  await world.close();
  proxy.server.closeAllConnections();
  await new Promise((resolve) => void proxy.server.close(resolve));
});

/** Ten issues that are incidents, ten that are not, and ten labels that nobody listens to. */
async function anHour(): Promise<void> {
  const { owner, admin } = world.as;
  for (let n = 0; n < 10; n += 1) {
    incidents.push(await owner.post(`${world.repo}/issues`, { title: `Down ${n}`, labels: ["incident"] }));
    await owner.post(`${world.repo}/issues`, { title: `Question ${n}` });
    await admin.post(`${world.repo}/labels`, { name: `label-${Date.now()}-${n}`, color: "ededed" });
  }
  await world.settle();
}

interface Listed {
  readonly guid: string;
  readonly statusCode: number;
  readonly redelivery: boolean;
  readonly event: string;
}
const listed = (): readonly Listed[] => world.box.state.world.deliveries;
const lostGuids = (): ReadonlySet<string> =>
  new Set(listed().flatMap(({ guid, statusCode }) => (statusCode === 200 ? [] : [guid])));

async function trackers(): Promise<number[]> {
  return Promise.all(incidents.map(async ({ number }) => (await world.own(number, "tracker")).length));
}
const ONE_EACH = Array<number>(10).fill(1);

/** So much is written about ten incidents that some of it waits for the next minute. */
async function oneLook(): Promise<void> {
  await world.advance("PT6M");
  await world.advance("PT90S");
}

async function nothingTwice(): Promise<void> {
  for (const { number } of incidents) expect(await world.twice(number)).toEqual([]);
}

/** What a scrape tells of healed deliveries; null where nothing is served. */
async function healed(): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/healed_deliveries_total\{by="redelivered"\} (\d+)/.exec(text)?.[1] ?? 0);
}

describe("deliveries of an hour in which the receiver was down", () => {
  it.each<Mode>(["down", "unavailable"])("are all taken after one look, each once: %s", async (mode) => {
    const before = await healed();
    proxy.mode = mode;
    await anHour();
    const lost = lostGuids();
    expect(lost.size).toBeGreaterThanOrEqual(30);
    expect(await trackers()).toEqual(Array(10).fill(0));
    proxy.mode = "open";
    await oneLook();
    expect(await trackers()).toEqual(ONE_EACH);
    const again = listed().filter(({ redelivery }) => redelivery);
    const heard = [...lost].filter((guid) => listed().some((each) => each.guid === guid && each.event !== "label"));
    expect(again.map(({ guid }) => guid).toSorted()).toEqual(heard.toSorted());
    expect(again.every(({ statusCode }) => statusCode === 200)).toBe(true);
    expect((await healed()) - before).toBe(heard.length);
    await nothingTwice();
    // Later looks find nothing more.
    const count = listed().length;
    await world.advance("PT30M");
    expect(
      listed()
        .slice(count)
        .filter(({ redelivery }) => redelivery),
    ).toEqual([]);
  });

  it("are taken although GitHub doubles and swaps what it sends again", async () => {
    proxy.mode = "down";
    await anHour();
    proxy.mode = "open";
    await world.fault({ webhooks: "double", times: 5 });
    await world.fault({ webhooks: "reorder", times: 5 });
    await oneLook();
    expect(await trackers()).toEqual(ONE_EACH);
    await nothingTwice();
  });

  it("are read from GitHub's list where they are lost again and again", async () => {
    const before = await healed();
    proxy.mode = "down";
    await anHour();
    const heard = new Set(listed().flatMap(({ guid, event }) => (event === "label" ? [] : [guid])));
    for (let minutes = 0; minutes < 20; minutes += 2) await world.advance("PT2M");
    expect(proxy.passed).toEqual([]);
    expect(await trackers()).toEqual(ONE_EACH);
    // Twice each, and not for ever. What we wrote meanwhile is lost as well.
    for (const guid of heard) {
      expect(listed().filter((each) => each.guid === guid && each.redelivery).length).toBeLessThanOrEqual(2);
    }
    expect((await healed()) - before).toBeGreaterThanOrEqual(heard.size);
    await nothingTwice();
  });

  it("are found where GitHub was told that they were taken", async () => {
    proxy.mode = "swallow";
    await anHour();
    expect(lostGuids().size).toBe(0);
    expect(await trackers()).toEqual(Array(10).fill(0));
    proxy.mode = "open";
    await oneLook();
    expect(await trackers()).toEqual(ONE_EACH);
    expect(listed().filter(({ redelivery }) => redelivery)).toEqual([]);
    await nothingTwice();
  });
});
