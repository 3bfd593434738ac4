/** Taking everything out, and taking Quench off: docs/how-to/uninstall-and-export.md, tried. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { record } from "../../src/cli/record.ts";
import { BOT, form, type Issue, World } from "../support/e2e.ts";

let world: World;
let folder: string | null = null;
afterEach(async () => {
  await world.close();
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  folder = null;
});

const SEV1 = form({
  Summary: "The pool is full.",
  Severity: "SEV1",
  "Started at": "2026-03-01T09:00Z",
  "Service restored at": "2026-03-01T10:00Z",
});

const change = async (action: string): Promise<void> => {
  const { status } = await world.control("POST", "installations", { action });
  expect(status).toBe(200);
  await world.settle();
};

/** What stands in the repository, texts and states. */
async function everything(): Promise<unknown> {
  const issues: Issue[] = await world.as.admin.get(`${world.repo}/issues?state=all&per_page=100`);
  const comments = await world.as.admin.get(`${world.repo}/issues/comments?per_page=100`);
  return [
    issues.map(({ number, state, body, labels }) => [number, state, body, labels.map(({ name }) => name)]),
    comments.map(({ body, user }: { body: string; user: { login: string } }) => [user.login, body]),
  ];
}

describe("taking everything out", () => {
  it("exports each incident with its items, comments and pull requests, and reads back offline", async () => {
    world = await World.open();
    const incidents = [await world.open({ body: SEV1 }), await world.open({ body: SEV1 })];
    await world.settle();
    folder = mkdtempSync(join(tmpdir(), "quench-export-"));
    const env = { GITHUB_TOKEN: world.box.people.admin.token, GITHUB_API_URL: world.box.url };
    for (const { number } of incidents) {
      const output = join(folder, `incident-${number}.json`);
      const incident = `${world.box.repository}#${number}`;
      expect(await record({ incident, output, force: false, redact: false, env, as: undefined })).toBe(0);
      const snapshot = JSON.parse(readFileSync(output, "utf8"));
      expect(snapshot.schema).toBe("quench/snapshot/1");
      expect(snapshot.incident.number).toBe(number);
      expect(snapshot.items).toHaveLength(3);
      expect(JSON.stringify(snapshot.incident.comments)).toContain(BOT);
    }
  });
});

describe("taking Quench off", () => {
  it("leaves it silent without an error, and forgets", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const app = await world.startApp();
    await change("deleted");
    const before = await everything();
    const known = await app.engine.index.view({ incidentsOf: [world.box.repository] });
    expect(known.incidentsOf(world.box.repository)).toEqual([]);
    await world.advance("P3D");
    expect(await everything()).toEqual(before);
    expect(await app.engine.busy()).toBe(false);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT2H");
    expect((await world.issue(number)).state).toBe("closed");
  });

  it("installed again, it goes on where it was, with nothing twice", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const items = await world.items(number);
    await change("deleted");
    await world.advance("P1D");
    await change("created");
    await world.advance("PT1H");
    expect((await world.items(number)).map((item) => item.number)).toEqual(items.map((item) => item.number));
    expect(await world.twice(number)).toEqual([]);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("open");
  });

  it("suspended, it waits; the suspension over, it catches up", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await change("suspend");
    const before = await everything();
    await world.advance("P1D");
    expect(await everything()).toEqual(before);
    await world.closeIssue(world.as.author, number);
    await change("unsuspend");
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.twice(number)).toEqual([]);
  });

  it("the removal that no event told is noticed at the next look", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.fault({ webhooks: "drop", event: "installation", times: 1 });
    await change("deleted");
    const before = await everything();
    await world.advance("P2D");
    expect(await everything()).toEqual(before);
    expect((await world.issue(number)).state).toBe("open");
  });
});
