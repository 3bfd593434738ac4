import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createDeliveries, type Deliveries } from "../../../src/sandbox/engine/deliveries.ts";
import { createFaults, type Faults } from "../../../src/sandbox/engine/faults.ts";
import { signatureHeaders } from "../../../src/sandbox/engine/signature.ts";
import { hookedTown, type Receiver, receiver } from "./receiver.ts";

let hook: Receiver;
let faults: Faults;
let deliveries: Deliveries | undefined;

beforeEach(async () => {
  hook = await receiver();
  faults = createFaults();
});

afterEach(async () => {
  await deliveries?.stop();
  deliveries = undefined;
  await hook.close();
});

const calm = async (): Promise<void> => {
  while (deliveries !== undefined && deliveries.pending() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
};

const start = (...more: [permissions?: Record<string, "read" | "write">, events?: string[]]) => {
  const place = hookedTown(hook.url, ...more);
  deliveries = createDeliveries(
    place.box,
    (_state, event, installation) => ({
      action: event.action,
      labels: event.issue?.labelIds.length,
      installation: { id: installation.id },
    }),
    faults,
  );
  return place;
};

const issue = (place: ReturnType<typeof start>, labels: string[] = []) =>
  place.box.do.createIssue(place.writer, place.repository, { title: "a", labels });

describe("signatures (docs: Validating webhook deliveries)", () => {
  it("are the documentation's own example", () => {
    expect(signatureHeaders("It's a Secret to Everybody", "Hello, World!")["X-Hub-Signature-256"]).toBe(
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    );
    expect(signatureHeaders(null, "x")).toEqual({});
  });
});

describe("a delivery (docs: Webhook events and payloads, delivery headers)", () => {
  it("comes with GitHub's headers, signed", async () => {
    const place = start();
    issue(place);
    await calm();
    const [first] = hook.received;
    expect(hook.received).toHaveLength(1);
    expect(first?.headers).toMatchObject({
      "x-github-event": "issues",
      "x-github-hook-installation-target-id": String(place.hook.app.id),
      "x-github-hook-installation-target-type": "integration",
      "content-type": "application/json",
    });
    expect(first?.headers["user-agent"]).toMatch(/^GitHub-Hookshot\//);
    expect(first?.headers["x-github-delivery"]).toMatch(/^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/);
    const signature = createHmac("sha256", "It's a Secret to Everybody")
      .update(first?.body ?? "")
      .digest("hex");
    expect(first?.headers["x-hub-signature-256"]).toBe(`sha256=${signature}`);
    expect(JSON.parse(first?.body ?? "")).toEqual({
      action: "opened",
      labels: 0,
      installation: { id: place.hook.installation.id },
    });
    expect(place.box.world.deliveries).toMatchObject([
      { event: "issues", action: "opened", status: "OK", statusCode: 202, redelivery: false },
    ]);
  });

  it("shows the state as it was when it happened", async () => {
    const place = start();
    issue(place, ["bug", "question"]);
    place.box.do.setLabels(place.writer, place.repository, 1, []);
    await calm();
    const bodies = hook.received.map((one) => JSON.parse(one.body) as { action: string; labels: number });
    expect(bodies.find((body) => body.action === "opened")?.labels).toBe(2);
    expect(bodies.filter((body) => body.action === "unlabeled").map((body) => body.labels)).toEqual([0, 0]);
  });

  it("goes to subscribed Apps with the permission only", async () => {
    const place = start({ checks: "read" }, ["issues", "check_run"]);
    issue(place);
    await calm();
    expect(hook.received).toEqual([]);
  });

  it("does not go to other repositories' installations, nor to suspended ones", async () => {
    const place = start();
    place.hook.installation.repositoryIds = [];
    issue(place);
    place.hook.installation.repositoryIds = [place.repository.id];
    place.hook.installation.suspendedAt = place.box.clock.iso();
    issue(place);
    await calm();
    expect(hook.received).toEqual([]);
  });

  it("reaches Apps for what a workflow's token did", async () => {
    const place = start();
    place.box.do.createIssue(place.actions({ issues: "write" }), place.repository, { title: "a" });
    await calm();
    expect(hook.received).toHaveLength(1);
  });

  it("tells rerequested only to the App that made the check run", async () => {
    const place = start({ checks: "write" }, ["check_run"]);
    const head_sha = place.box.ask.commit(place.repository, "main").sha;
    const own = place.box.do.createCheckRun(place.hook.caller, place.repository, { name: "gate", head_sha });
    const other = place.box.do.createCheckRun(place.actions({ checks: "write" }), place.repository, {
      name: "ci",
      head_sha,
    });
    place.box.do.rerequestCheckRun(place.writer, place.repository, own.id);
    place.box.do.rerequestCheckRun(place.writer, place.repository, other.id);
    await calm();
    const actions = hook.received.map((one) => (JSON.parse(one.body) as { action: string }).action);
    expect(actions.sort()).toEqual(["created", "created", "rerequested"]);
  });
});

describe("failures (docs: Handling failed webhook deliveries)", () => {
  it("are kept and not sent again by themselves; redelivery keeps the GUID", async () => {
    const place = start();
    hook.status = 500;
    issue(place);
    await calm();
    expect(hook.received).toHaveLength(1);
    const [failed] = place.box.world.deliveries;
    expect(failed).toMatchObject({ status: "Invalid HTTP Response: 500", statusCode: 500 });
    hook.status = 200;
    if (failed !== undefined) deliveries?.redeliver(failed);
    await calm();
    expect(hook.received).toHaveLength(2);
    expect(hook.received[1]?.headers["x-github-delivery"]).toBe(hook.received[0]?.headers["x-github-delivery"]);
    expect(place.box.world.deliveries[1]).toMatchObject({ guid: failed?.guid, redelivery: true, status: "OK" });
    expect(place.box.world.deliveries[1]?.id).not.toBe(failed?.id);
  });

  it("are told where nobody listens", async () => {
    const place = start();
    place.hook.app.webhookUrl = "http://127.0.0.1:9/";
    issue(place);
    await calm();
    expect(place.box.world.deliveries).toMatchObject([{ status: "failed to connect to host", statusCode: 502 }]);
  });
});

describe("faults on webhooks", () => {
  it("drop", async () => {
    const place = start();
    faults.add({ webhooks: "drop", event: "issues", times: 1 });
    issue(place);
    issue(place);
    await calm();
    expect(hook.received).toHaveLength(1);
    expect(place.box.world.deliveries.map((delivery) => delivery.statusCode).sort((a, b) => a - b)).toEqual([202, 502]);
  });

  it("double, with one GUID", async () => {
    const place = start();
    faults.add({ webhooks: "double", times: 1 });
    issue(place);
    await calm();
    expect(hook.received).toHaveLength(2);
    expect(new Set(hook.received.map((one) => one.headers["x-github-delivery"])).size).toBe(1);
  });

  it("delay", async () => {
    const place = start();
    faults.add({ webhooks: "delay", delay_ms: 60, times: 1 });
    issue(place);
    expect(deliveries?.pending()).toBe(1);
    await calm();
    expect(hook.received).toHaveLength(1);
  });

  it("reorder: a later one passes", async () => {
    const place = start();
    faults.add({ webhooks: "reorder", times: 1 });
    issue(place);
    place.box.do.updateIssue(place.writer, place.repository, 1, { state: "closed" });
    await calm();
    expect(hook.received.map((one) => (JSON.parse(one.body) as { action: string }).action)).toEqual([
      "closed",
      "opened",
    ]);
  });

  it("reorder: the last one goes out all the same", async () => {
    const place = start();
    faults.add({ webhooks: "reorder", delay_ms: 20, times: 1 });
    issue(place);
    await calm();
    expect(hook.received).toHaveLength(1);
  });
});
