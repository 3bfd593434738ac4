/** The App's installation, as GitHub's "Webhook events and payloads" tells of it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStage, type Stage } from "./support.ts";

interface Told {
  readonly event: string | undefined;
  readonly action: string;
  readonly id: number;
}

let stage: Stage;
const told: Told[] = [];
const hook = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk: Buffer) => (text += chunk.toString()));
  request.on("end", () => {
    const { action, installation } = JSON.parse(text);
    told.push({ event: request.headers["x-github-event"] as string, action, id: installation?.id });
    response.end();
  });
});

const change = (fields: object) => stage.control("POST", "installations", fields);

async function heard(): Promise<Told[]> {
  await stage.control("GET", "idle?timeout=5");
  return told.splice(0);
}

beforeAll(async () => {
  stage = await openStage();
  await new Promise<void>((done) => hook.listen(0, "127.0.0.1", done));
  stage.box.setWebhookUrl(`http://127.0.0.1:${(hook.address() as AddressInfo).port}/`);
});
afterAll(async () => {
  await stage.close();
  hook.close();
});

describe("an installation", () => {
  it("is suspended and taken back: told both times, and silent in between", async () => {
    const { installationId: id } = stage.box.credentials;
    expect((await change({ action: "suspend" })).body).toMatchObject({ id, action: "suspend" });
    expect(await heard()).toEqual([{ event: "installation", action: "suspend", id }]);
    await stage.rest("admin", "POST", "issues", { title: "Unheard" });
    expect(await heard()).toEqual([]);
    expect((await change({ action: "unsuspend" })).body.suspended_at).toBeNull();
    expect(await heard()).toEqual([{ event: "installation", action: "unsuspend", id }]);
  });

  it("has other permissions once they are accepted", async () => {
    const { body } = await change({ action: "new_permissions_accepted", permissions: { contents: "write" } });
    expect(body.permissions).toEqual({ contents: "write", metadata: "read" });
    expect((await heard()).map(({ action }) => action)).toEqual(["new_permissions_accepted"]);
    expect((await change({ action: "new_permissions_accepted" })).status).toBe(422);
  });

  it("reaches other repositories, and is told which", async () => {
    expect((await change({ action: "repositories_removed" })).body.repositories).toEqual([]);
    expect(await heard()).toMatchObject([{ event: "installation_repositories", action: "removed" }]);
    expect((await change({ action: "repositories_added" })).body.repositories).toEqual(["acme/shop"]);
    expect(await heard()).toMatchObject([{ event: "installation_repositories", action: "added" }]);
  });

  it("is removed, its tokens with it, and comes back under another id", async () => {
    const { body: other } = await stage.control("POST", "apps", { slug: "other" });
    expect((await stage.rest(other.token, "GET", "issues")).status).toBe(200);
    expect((await change({ action: "deleted", app: "other" })).status).toBe(200);
    expect((await stage.rest(other.token, "GET", "issues")).status).toBe(401);
    expect((await change({ action: "deleted", app: "other" })).status).toBe(404);
    const { body } = await change({ action: "created", app: "other" });
    expect(body.id).not.toBe(other.installation_id);
    expect((await change({ action: "created", app: "other" })).status).toBe(422);
  });

  it("takes nothing that GitHub has no word for", async () => {
    expect((await change({ action: "paused" })).status).toBe(422);
    expect((await change({ action: "created", app: "nobody" })).status).toBe(404);
    expect((await change({ action: "suspend", actor: "nobody" })).status).toBe(404);
    expect((await change({ action: "new_permissions_accepted", permissions: "all" })).status).toBe(422);
  });
});
