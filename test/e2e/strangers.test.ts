/** Those who are not of the house: another account that has the App too, and a person who is called like it. */
import { createHmac, randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { RunningApp } from "../../src/app/start.ts";
import { form, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Summary: "The checkout is down.", Severity: "SEV1", "Finding types": "slow recovery" });

/** An event that GitHub would send of another account's repository. */
async function fromElsewhere(app: RunningApp, name: string, payload: object): Promise<number> {
  const body = JSON.stringify({
    installation: { id: 990_099 },
    repository: { full_name: "mallory/anything", default_branch: "main" },
    sender: { login: "mallory" },
    ...payload,
  });
  const { status } = await fetch(app.webhooksUrl, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": name,
      "x-github-delivery": randomUUID(),
      "x-hub-signature-256": `sha256=${createHmac("sha256", world.box.credentials.webhookSecret).update(body).digest("hex")}`,
    },
  });
  return status;
}

describe("another account that has installed the App", () => {
  it("keeps no close from being undone by what it writes at home", async () => {
    world = await World.open({ app: false });
    const app = await world.startApp();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.settle();
    expect((await world.issue(number)).state).toBe("closed");

    // Within the grace, when the look that is to undo it is waiting.
    const mention = { number: 1, body: `see ${world.box.repository}#${number}`, title: "x" };
    expect(await fromElsewhere(app, "pull_request", { action: "opened", pull_request: mention })).toBe(200);
    await world.settle();
    expect(await fromElsewhere(app, "installation", { action: "deleted" })).toBe(200);
    expect(await fromElsewhere(app, "repository", { action: "deleted" })).toBe(200);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);

    // And the App still knows what belongs to the incident.
    const [item] = await world.items(number);
    await world.say(world.as.admin, item?.number ?? 0, `/quench owner @${world.as.owner.login}`);
    await world.settle();
    expect((await world.issue(item?.number ?? 0)).assignees.map(({ login }) => login)).toEqual([world.as.owner.login]);
    expect(await world.twice(number)).toEqual([]);
  });
});

describe("a person who is called like the App", () => {
  it("is nobody's tracker, and neither a bot nor us", async () => {
    world = await World.open();
    const namesake = await world.person("quench", "write");
    const { number } = await world.open({ body: SEV1, labels: [] });
    await world.say(namesake, number, "<!-- quench:tracker -->\n## ✅ Ready to close: the fix is proven");
    await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] });
    await world.settle();
    expect(await world.twice(number)).toEqual([]);
    expect(await world.tracker(number)).not.toContain("Ready to close");
    await world.closeIssue(namesake, number);
    await world.settle();
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    // What it says is heard as anybody's who may write.
    const [item] = await world.items(number);
    await world.say(namesake, item?.number ?? 0, `/quench owner @${namesake.login}`);
    await world.settle();
    expect((await world.issue(item?.number ?? 0)).assignees.map(({ login }) => login)).toEqual(["quench"]);
  });
});
