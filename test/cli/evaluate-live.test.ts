import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../src/core/verdict/types.ts";
import { form, policy, World } from "../support/e2e.ts";
import { type Env, environmentsOf, run } from "./stage.ts";

const folder = mkdtempSync(join(tmpdir(), "quench-live-"));
let world: World;
/** A proven incident, and one that has just begun. */
let proven = 0;
let begun = 0;
let app: Env;
let token: Env;

const name = (number: number): string => `${world.box.repository}#${number}`;

beforeAll(async () => {
  world = await World.open();
  const body = form({
    Severity: "SEV1",
    "Failure class": "config-change",
    "Finding types": "missed detection",
    Timeline: "- 10:00 paged\n- 10:05 rolled back",
    "Evidence packet": "https://chat.example.org/rooms/checkout-7",
  });
  proven = (await world.open({ body })).number;
  await world.prove(proven);
  begun = (await world.open({ body })).number;
  await world.settle();
  ({ app, token } = environmentsOf(world, folder));
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world.close();
});

describe("quench evaluate, live", () => {
  it("exits as the verdict is: 0 closable, 2 not", async () => {
    const closable = await run(app, "evaluate", name(proven));
    expect([closable.code, closable.err]).toEqual([0, ""]);
    expect(closable.out.split("\n")[0]).toBe("Ready to close: the fix is proven");
    const open = await run(app, "evaluate", name(begun));
    expect([open.code, open.err]).toEqual([2, ""]);
    expect(open.out).toMatch(/^Not ready to close: [\s\S]*\nNext: /);
  });

  it.each(["app", "token"] as const)("gives the verdict of its own recording, byte for byte: %s", async (who) => {
    const env = who === "app" ? app : token;
    const file = join(folder, `${who}.json`);
    await run(env, "record", name(proven), "-o", file);
    const offline = await run({}, "evaluate", "--snapshot", file, "--json");
    const live = await run(env, "evaluate", name(proven), "--json");
    const still = (text: string): string => text.replace(/"now": "[^"]*"/g, "");
    expect(still(live.out)).toBe(still(offline.out));
    expect(live.code).toBe(offline.code);
    expect((JSON.parse(live.out) as Verdict).closable.outcome).toBe("pass");
  });

  it("takes the incident's address, and another policy", async () => {
    const address = `https://github.com/${world.box.repository}/issues/${begun}`;
    const file = join(folder, "shadow.yml");
    writeFileSync(file, policy("shadow"));
    const { code, out } = await run(app, "evaluate", address, "--policy", file, "--json");
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ incident: { number: begun }, mode: "shadow" });
    const broken = join(folder, "broken.yml");
    writeFileSync(broken, "version: 1\nmode: wran\n");
    const refused = await run(app, "evaluate", address, "--policy", broken);
    expect([refused.code, refused.out]).toEqual([1, ""]);
    expect(refused.err).toContain(`${broken}:2:7: `);
  });

  it("tells on standard error what a token costs, and whose comments are Quench's", async () => {
    const { code, err } = await run(token, "evaluate", name(begun), "--as", "hardener[bot]", "--json");
    expect(code).toBe(2);
    expect(err).toContain(`Read as ${world.as.owner.login}, without the App's key: `);
    expect(err).toContain("Comments, issues and checks of hardener[bot] are taken for Quench's own");
    expect((await run(token, "evaluate", name(begun), "--as", "ada-admin")).err).toBe(
      "`--as` is `ada-admin`, which is no bot's login: write one such as `quench[bot]`.\n",
    );
  });

  it("judges what is no incident all the same, and says so", async () => {
    const { number } = await world.open({ title: "A question", labels: [] });
    const { code, err } = await run(token, "evaluate", name(number));
    expect(code).toBe(2);
    expect(err).toContain(
      "It is no incident now: it has no label `incident`, and no such issue type. It is\njudged all",
    );
  });

  it("exits 3 where what decides cannot be read", async () => {
    await world.fault({ route: "GET /repos/*/actions/runs/*", status: 502 });
    try {
      const { code, out, err } = await run(app, "evaluate", name(proven));
      expect([code, err.split("\n")[0]]).toEqual([3, "Not read, so that whatever rests on it is unknown:"]);
      expect(out.split("\n")[0]).not.toMatch(/^(?:Ready|Not ready)/);
    } finally {
      await world.clearFaults();
    }
  });

  it("writes nothing on GitHub", async () => {
    const before = await world.comments(begun);
    await run(app, "evaluate", name(begun));
    await world.settle();
    expect(await world.comments(begun)).toEqual(before);
  });

  it("is never as of another instant", async () => {
    const { code, out, err } = await run(token, "evaluate", name(begun), "--now", "2026-03-01T09:30:00Z");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(
      "`--now` goes with `--snapshot`: a live incident is judged as of GitHub's clock. Record it with `quench record`, and judge the file as of another instant. See `quench help evaluate`.\n",
    );
  });

  it("says what is wrong, and what to do, in one line", async () => {
    const { GITHUB_TOKEN: _, ...bare } = token;
    const nowhere = "http://127.0.0.1:9";
    const cases: readonly (readonly [Env, string, RegExp])[] = [
      [bare, name(begun), /^There is no token for 127\.0\.0\.1:\d+: set GITHUB_TOKEN or GH_TOKEN, or /],
      [{ ...bare, GITHUB_TOKEN: "ghp_nobody" }, name(begun), /^GitHub refuses the token of GITHUB_TOKEN \(HTTP 401\)/],
      [token, name(9999), /^acme\/shop#9999 cannot be read: /],
      [
        token,
        "acme/shop",
        /^`acme\/shop` is a repository, and names no issue in it: write .* `quench evaluate acme\/shop#12`/,
      ],
      [token, `https://github.com/acme/shop/pull/${begun}`, /^`\S+` is a pull request, and no issue: /],
      [
        { ...token, GITHUB_API_URL: nowhere, GITHUB_GRAPHQL_URL: nowhere },
        name(begun),
        /^GitHub could not be read: .* Check http/,
      ],
    ];
    for (const [env, incident, told] of cases) {
      const { code, out, err } = await run(env, "evaluate", incident);
      expect([incident, code, out]).toEqual([incident, 1, ""]);
      expect(err).toMatch(told);
      expect(err.trimEnd().split("\n")).toHaveLength(1);
    }
    await world.fault({ route: "POST /graphql", rate_limit: "secondary", retry_after: 900 });
    try {
      const { code, err } = await run(token, "evaluate", name(begun));
      expect(code).toBe(1);
      expect(err).toMatch(/^GitHub asks to wait: come back at /);
    } finally {
      await world.clearFaults();
    }
  });

  it("asks for a policy where the repository's says to judge nothing", async () => {
    const quiet = await World.open({ policy: "version: 1\nenabled: false\n", app: false });
    try {
      const { box } = quiet;
      const env = { GITHUB_API_URL: box.url, GITHUB_GRAPHQL_URL: box.graphqlUrl, GITHUB_TOKEN: box.people.owner.token };
      const { number } = await quiet.open();
      const { code, err } = await run(env, "evaluate", `${box.repository}#${number}`);
      expect([code, err]).toEqual([
        1,
        `${box.repository}#${number}: its policy says \`enabled: false\`, so nothing is judged; give one with --policy.\n`,
      ]);
      const file = join(folder, "given.yml");
      writeFileSync(file, policy("warn"));
      expect((await run(env, "evaluate", `${box.repository}#${number}`, "--policy", file)).code).toBe(2);
      await quiet.setPolicy(null);
      const absent = await run(env, "evaluate", `${box.repository}#${number}`);
      expect(absent.err).toContain("The repository has no policy: without --policy the defaults in warn mode judge.");
    } finally {
      await quiet.close();
    }
  });
});
