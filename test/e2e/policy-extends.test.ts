/** Policies that are made of several files: the owner's `.github` repository, `_extends`, and what becomes of their faults. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, form, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1" });
const PATH = ".github/quench.yml";
const ENFORCE = "version: 1\nmode: enforce\nincident: {labels: [incident]}\n";
const EXTENDS = "version: 1\n_extends: .github\n";

async function repository(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const input = { repository: name, admin: world.as.admin.login, ...more };
  const { status, data } = await world.control("POST", "repositories", input);
  if (status >= 300) throw new Error(JSON.stringify(data));
}

/** Puts a file on the default branch of a repository; null deletes it. */
async function put(name: string, text: string | null, path = PATH): Promise<void> {
  const { admin } = world.as;
  const url = `/repos/${name}/contents/${path}`;
  const present = await admin.call("GET", url);
  const sha = present.status === 200 ? { sha: present.data.sha } : {};
  if (text === null) await admin.del(url, { message: "No policy", ...sha });
  else await admin.put(url, { message: "Policy", content: Buffer.from(text).toString("base64"), ...sha });
  await world.settle();
}

async function opened(): Promise<number> {
  const { number } = await world.open({ body: SEV1 });
  await world.settle();
  return number;
}

/** Whether a close of the incident is undone. */
async function isEnforced(number: number): Promise<boolean> {
  await world.closeIssue(world.as.author, number);
  await world.settle();
  await world.advance("PT61S");
  const { state } = await world.issue(number);
  if (state === "closed") await world.as.admin.patch(`${world.repo}/issues/${number}`, { state: "open" });
  await world.settle();
  return state === "open";
}

describe("the owner's `.github` repository", () => {
  it("speaks where a repository has no policy, and its changes are in force at once", async () => {
    world = await World.open({ policy: null });
    await repository("acme/.github");
    await put("acme/.github", ENFORCE);
    const number = await opened();
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.tracker(number)).toContain("`acme/.github/.github/quench.yml` at");
    expect(await isEnforced(number)).toBe(true);
    await put("acme/.github", "version: 1\nmode: warn\n");
    expect(await world.tracker(number)).toContain("warn mode");
    await world.setPolicy("version: 1\nmode: enforce\n");
    await world.settle();
    expect(await world.tracker(number)).toContain("`.github/quench.yml` at");
  });

  it("speaks from a branch of any name, archived, and private", async () => {
    world = await World.open({ policy: null });
    await repository("acme/.github", { private: true });
    await put("acme/.github", ENFORCE);
    const { object } = await world.as.admin.get("/repos/acme/.github/git/ref/heads/main");
    await world.as.admin.post("/repos/acme/.github/git/refs", { ref: "refs/heads/trunk", sha: object.sha });
    await world.as.admin.patch("/repos/acme/.github", { default_branch: "trunk" });
    await world.as.admin.patch("/repos/acme/.github", { archived: true });
    await world.settle();
    expect(await isEnforced(await opened())).toBe(true);
  });

  it("is none where it is private and not ours to read", async () => {
    world = await World.open({ policy: null });
    await repository("acme/.github", { private: true, install: false });
    await put("acme/.github", ENFORCE);
    const number = await opened();
    expect(await world.items(number)).toEqual([]);
    const bots = (await world.comments(number)).filter(
      ({ user, body }) => user.login === BOT && body.includes("tracker"),
    );
    expect(bots).toEqual([]);
  });
});

describe("`_extends`", () => {
  it("puts a file over the organization's, and the tracker names both", async () => {
    world = await World.open({ policy: null });
    await repository("acme/.github");
    await put("acme/.github", `${ENFORCE}closure: {grace: 5m}\n`);
    await world.setPolicy(`${EXTENDS}closure: {max_reopens_per_day: 1}\n`);
    await world.settle();
    const number = await opened();
    const tracker = await world.tracker(number);
    expect(tracker).toMatch(
      /`\.github\/quench\.yml` at `\w{7}` on the default branch decides, built on `acme\/\.github\/\.github\/quench\.yml` at `\w{7}`\./,
    );
    await world.closeIssue(world.as.author, number);
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("closed");
    await world.advance("PT4M");
    expect((await world.issue(number)).state).toBe("open");
  });

  it("hears of a base's change, wherever it lies: made stricter, and mended", async () => {
    world = await World.open({ policy: null });
    await repository("acme/platform");
    await put("acme/platform", "version: 1\nmode: warn\n", "policies/tier-1.yml");
    await world.setPolicy("version: 1\n_extends: platform:policies/tier-1.yml\n");
    await world.settle();
    const number = await opened();
    expect(await world.tracker(number)).toContain("warn mode");
    await put("acme/platform", ENFORCE, "policies/tier-1.yml");
    expect(await world.tracker(number)).toContain("enforce mode");
    await put("acme/platform", "version: 1\nmode: loud\n", "policies/tier-1.yml");
    const broken = await world.tracker(number);
    expect(broken).toContain(
      "the last valid version is in force: acme/platform/policies/tier-1.yml:2:7: `mode` cannot be",
    );
    expect(broken).toContain("enforce mode");
    expect(await isEnforced(number)).toBe(true);
    await put("acme/platform", "version: 1\nmode: warn\n", "policies/tier-1.yml");
    const mended = await world.tracker(number);
    expect(mended).not.toContain("has an error");
    expect(mended).toContain("warn mode");
    expect(await world.twice(number)).toEqual([]);
  });

  it("does not fail open where the base is deleted, or goes in a circle", async () => {
    world = await World.open({ policy: null });
    await repository("acme/.github");
    await put("acme/.github", ENFORCE);
    await world.setPolicy(EXTENDS);
    await world.settle();
    const number = await opened();
    await put("acme/.github", null);
    expect(await world.tracker(number)).toMatch(
      /the last valid version is in force: \.github\/quench\.yml:2:11: `_extends` names `acme\/\.github\/\.github\/quench\.yml`, which was deleted in commit `\w{7}`/,
    );
    expect(await isEnforced(number)).toBe(true);
    await put("acme/.github", "version: 1\n_extends: shop\nmode: warn\n");
    expect(await world.tracker(number)).toContain("goes in a circle");
    expect(await isEnforced(number)).toBe(true);
    await world.restart();
    expect(await world.tracker(number)).toContain("goes in a circle");
  });

  it("keeps its own settings where the base is gone from our sight, and says so", async () => {
    world = await World.open({ policy: null });
    await repository("acme/base", { private: true });
    await put("acme/base", ENFORCE);
    await world.setPolicy("version: 1\n_extends: base\nmode: enforce\n");
    await world.settle();
    const number = await opened();
    await world.as.admin.del("/repos/acme/base");
    await world.settle();
    await world.restart();
    await world.say(world.as.owner, number, "/quench score");
    await world.settle();
    expect(await world.tracker(number)).toContain(
      "its own settings alone are in force: .github/quench.yml:2:11: `_extends` names `acme/base/.github/quench.yml`, which does not exist, or is out of Quench's sight",
    );
    expect(await isEnforced(number)).toBe(true);
  });

  it("decides nothing while a base cannot be read for now", async () => {
    world = await World.open({ policy: null });
    await repository("acme/platform");
    await put("acme/platform", ENFORCE);
    await world.setPolicy("version: 1\n_extends: platform\n");
    await world.settle();
    const number = await opened();
    const before = await world.tracker(number);
    await world.fault({ graphql: "partial", path: "repository.policy", times: 4 });
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    await world.clearFaults();
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("open");
    expect((await world.tracker(number)).split("\n")[1]).toBe(before.split("\n")[1]);
    expect(await world.twice(number)).toEqual([]);
  });
});
