/** Two Apps with the same credentials, both told of everything at the same time. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, World } from "../support/e2e.ts";

let world: World;
let fan: Server | null = null;
afterEach(async () => {
  await world.close();
  await new Promise<void>((resolve) => {
    if (fan === null) resolve();
    else fan.close(() => resolve());
  });
  fan = null;
});

/** Starts so many Apps, and a receiver that passes every webhook on to all of them. */
async function openReplicas(count: number): Promise<void> {
  world = await World.open({ app: false });
  const targets: string[] = [];
  for (let index = 0; index < count; index += 1) targets.push((await world.startApp()).webhooksUrl);
  const passOn = async (request: IncomingMessage): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => name !== "host" && name !== "connection"),
    ) as Record<string, string>;
    await Promise.all(targets.map(async (url) => (await fetch(url, { method: "POST", headers, body })).text()));
  };
  const server = createServer((request, response) => {
    void passOn(request).finally(() => response.writeHead(200).end());
  });
  fan = server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no address");
  world.box.setWebhookUrl(`http://127.0.0.1:${address.port}/`);
}

const BODY = form({ Severity: "SEV1", "Finding types": "missed detection, late decision" });

describe("replicas", () => {
  it("play the whole story as one", async () => {
    await openReplicas(2);
    const { number } = await world.open({ body: BODY });
    await world.settle();
    expect(await world.twice(number)).toEqual([]);
    await world.closeIssue(world.as.author, number);
    await world.settle();
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.notices(number)).toHaveLength(1);
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("failure");
    const items = await world.prove(number);
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
    const bundles = (await world.comments(number)).filter(({ body }) => body.startsWith("<!-- quench:bundle:"));
    expect(bundles).toHaveLength(1);
    await world.say(world.as.owner, items[0]?.number ?? 0, "/quench veryfi");
    await world.settle();
    expect(await world.notices(items[0]?.number ?? 0)).toHaveLength(1);
    expect(await world.gate(pull.head.sha)).toBe("success");
    for (const item of items) await world.closeIssue(world.as.owner, item.number);
    await world.closeIssue(world.as.owner, number);
    await world.settle();
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.twice(number)).toEqual([]);
  });

  it("open many incidents at once", async () => {
    await openReplicas(2);
    const incidents = await Promise.all(Array.from({ length: 6 }, () => world.open({ body: BODY })));
    await world.settle();
    for (const { number } of incidents) {
      expect(await world.items(number)).toHaveLength(3);
      expect(await world.twice(number)).toEqual([]);
    }
  });

  it("meet GitHub's failures at once", async () => {
    await openReplicas(2);
    world.sparePeople();
    for (const route of [
      "POST /repos/*/issues",
      "POST /repos/*/issues/*/comments",
      "POST /repos/*/issues/*/sub_issues",
    ]) {
      await world.fault({ route, status: 502, times: 1 });
      await world.fault({ route, status: 502, apply: true, times: 1, after: 1 });
    }
    const { number } = await world.open({ body: BODY });
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.settle();
    await world.advance("PT61S");
    await world.clearFaults();
    await world.advance("PT20M");
    expect(await world.items(number)).toHaveLength(3);
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.twice(number)).toEqual([]);
  });

  it("point to the set-up once", async () => {
    await openReplicas(2);
    await world.setPolicy(null);
    const { number } = await world.open({ body: BODY });
    await world.settle();
    expect(await world.notices(number)).toEqual(["set-up"]);
  });

  it("start at once on what was missed", async () => {
    world = await World.open({ app: false });
    const { number } = await world.open({ body: BODY });
    await world.closeIssue(world.as.author, number);
    await world.advance("PT2M");
    await Promise.all([world.startApp(), world.startApp()]);
    await world.settle();
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.twice(number)).toEqual([]);
  });
});
