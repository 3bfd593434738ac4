/** The App's deliveries. Source: docs.github.com/rest/apps/webhooks, "Redelivering webhooks". */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Delivery } from "../../../src/sandbox/state/model.ts";
import { START, startBox, type TestBox } from "./box.ts";

let box: TestBox;
const again: Delivery[] = [];

beforeEach(async () => {
  again.length = 0;
  box = await startBox({ redeliver: (delivery) => void again.push(delivery) });
  for (const statusCode of [200, 502, 200, 200, 500]) {
    box.state.world.deliveries.push({
      id: box.state.id(),
      guid: `guid-${box.state.world.deliveries.length + 1}`,
      appId: box.credentials.appId,
      installationId: box.credentials.installationId,
      repositoryId: null,
      event: "issues",
      action: "opened",
      payload: '{"action":"opened"}',
      deliveredAt: box.state.clock.iso(),
      redelivery: false,
      duration: 0.1,
      status: statusCode === 200 ? "OK" : "Server Error",
      statusCode,
    });
  }
});
afterEach(async () => box.close());

const guids = (body: { guid: string }[]): string[] => body.map(({ guid }) => guid);

describe("deliveries", () => {
  it("are listed newest first, by cursor", async () => {
    const first = await box.call("jwt", "GET", "/app/hook/deliveries?per_page=2");
    expect(guids(first.body)).toEqual(["guid-5", "guid-4"]);
    const link = /^<(.+)>; rel="next"$/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    expect(link).toMatch(/per_page=2&cursor=v1_\d+$/);
    const second = await box.call("jwt", "GET", link.slice(box.url.length));
    expect(guids(second.body)).toEqual(["guid-3", "guid-2"]);
    const third = (second.headers.get("link") ?? "").slice(1).split(">")[0]?.slice(box.url.length) ?? "";
    const last = await box.call("jwt", "GET", third);
    expect(guids(last.body)).toEqual(["guid-1"]);
    expect(last.headers.get("link")).toBeNull();
    expect(guids((await box.call("jwt", "GET", "/app/hook/deliveries?status=failure")).body)).toEqual([
      "guid-5",
      "guid-2",
    ]);
  });

  it("can be sent again for three days, with the same GUID", async () => {
    const [newest] = (await box.call("jwt", "GET", "/app/hook/deliveries")).body;
    const path = `/app/hook/deliveries/${newest.id}`;
    expect((await box.call("jwt", "GET", path)).body.request.payload).toEqual({ action: "opened" });
    expect((await box.call("jwt", "POST", `${path}/attempts`)).status).toBe(202);
    expect(again.map(({ guid }) => guid)).toEqual(["guid-5"]);
    expect((await box.call("author", "POST", `${path}/attempts`)).status).toBe(401);
    box.state.clock.moveTo(START + 3 * 86_400_000 + 1000);
    expect((await box.call("jwt", "POST", `${path}/attempts`)).status).toBe(404);
    expect((await box.call("jwt", "GET", "/app/hook/deliveries")).body).toEqual([]);
  });

  it("go where the App's configuration says, whose secret is never shown", async () => {
    const { body } = await box.call("jwt", "PATCH", "/app/hook/config", { url: "http://127.0.0.1:9/x", secret: "new" });
    expect(body).toEqual({ content_type: "json", insecure_ssl: "0", secret: "********", url: "http://127.0.0.1:9/x" });
    const app = box.state.world.apps.get(box.credentials.appId);
    expect([app?.webhookUrl, app?.webhookSecret]).toEqual(["http://127.0.0.1:9/x", "new"]);
  });
});
