import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClients } from "../../src/app/clients.ts";
import { hostOf } from "../../src/cli/credentials.ts";
import { differences } from "../../src/cli/differences.ts";
import { resolvePolicy } from "../../src/core/policy/resolve.ts";
import { parseSnapshot } from "../../src/core/snapshot/parse.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../src/core/snapshot/types.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";
import type { Verdict } from "../../src/core/verdict/types.ts";
import { memoryKey } from "../../src/github/identity.ts";
import { readSnapshot } from "../../src/github/read.ts";
import { form, World } from "../support/e2e.ts";
import type { Said } from "../support/said.ts";
import { type Env, environmentsOf, run } from "./stage.ts";

const folder = mkdtempSync(join(tmpdir(), "quench-record-"));
let world: World;
/** A proven incident. */
let proven = 0;
let app: Env;
let token: Env;

function record(env: Env, ...argv: string[]): Promise<Said> {
  return run(env, "record", ...argv);
}

function name(number: number): string {
  return `${world.box.repository}#${number}`;
}

function verdictOf(snapshot: Snapshot): Verdict {
  const resolved = resolvePolicy(isUnreadable(snapshot.policy) ? [] : snapshot.policy);
  if (resolved.state !== "in_force") throw new Error("no policy is in force");
  return evaluate(snapshot, resolved);
}

beforeAll(async () => {
  world = await World.open();
  const body = form({
    Summary: "Checkout hung for everybody in Europe",
    Severity: "SEV1",
    "Failure class": "config-change",
    "Finding types": "missed detection",
    Timeline: "- 10:00 Octavia was paged\n- 10:05 rolled back",
    "Evidence packet": "https://chat.example.org/rooms/checkout-7",
  });
  proven = (await world.open({ body })).number;
  await world.prove(proven);
  ({ app, token } = environmentsOf(world, folder));
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world.close();
});

describe("quench record, as the App", () => {
  it("writes what evaluate judges to the very verdict of the reader's own snapshot", async () => {
    const file = join(folder, "proven.json");
    const { code, out, err } = await record(app, name(proven), "-o", file);
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(/^Recorded acme\/shop#\d+ as of \S+Z in \S+proven\.json\.\n$/);
    const text = readFileSync(file, "utf8");
    const recorded = JSON.parse(text) as Snapshot;
    expect(text).toBe(`${JSON.stringify(recorded, null, 2)}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const { appId, privateKey } = world.box.credentials;
    const config = { appId, privateKey, apiUrl: world.box.url, graphqlUrl: world.box.graphqlUrl };
    const log = { debug: () => undefined, warn: () => undefined };
    const clients = createClients(config, { clock: world.box.clock, log });
    const [installation] = (await clients.app.rest("GET /app/installations")).data as { id: number }[];
    const [owner = "", repo = ""] = world.box.repository.split("/");
    const identity = { login: "quench[bot]", appId, kind: "app", key: memoryKey(privateKey) } as const;
    const client = clients.forInstallation(installation?.id ?? 0);
    const read = await readSnapshot(client, { owner, repo, number: proven }, identity);
    if (read.kind !== "snapshot") throw new Error(read.why);
    const own = { ...read.snapshot, now: recorded.now };
    expect(recorded).toEqual(JSON.parse(JSON.stringify(own)));
    const parsed = parseSnapshot(JSON.stringify(own), "s.json");
    expect(parsed.problems).toEqual([]);
    expect(JSON.parse(JSON.stringify(parsed.snapshot))).toEqual(JSON.parse(JSON.stringify(own)));

    const judged = await run({}, "evaluate", "--snapshot", file, "--json");
    expect(judged.err).toBe("");
    expect(judged.out).toBe(`${JSON.stringify(verdictOf(own), null, 2)}\n`);
    expect(judged.code).toBe(0);
  });

  it("verifies what Quench remembers, and keeps its reactions", async () => {
    const { out } = await record(app, name(proven));
    const { self, incident, items } = JSON.parse(out) as Snapshot;
    expect(self).toEqual({ login: "quench[bot]", kind: "app", appId: world.box.credentials.appId });
    const comments = isUnreadable(incident.comments) ? [] : incident.comments;
    expect(comments.find(({ own }) => own?.key === "tracker")?.own?.memory.state).toBe("valid");
    const said = isUnreadable(items) ? [] : items.flatMap((item) => (isUnreadable(item.comments) ? [] : item.comments));
    expect(said.some(({ ownReactions }) => ownReactions.includes("+1"))).toBe(true);
  });

  it("takes the issue's address, and writes to standard output", async () => {
    const plain = await record(app, name(proven));
    const linked = await record(
      app,
      `https://github.com/${world.box.repository}/issues/${proven}#issuecomment-1`,
      "-o",
      "-",
    );
    expect([plain.code, linked.code]).toEqual([0, 0]);
    const still = (text: string) => ({ ...(JSON.parse(text) as Snapshot), now: "" });
    expect(still(linked.out)).toEqual(still(plain.out));
    expect(linked.err).not.toContain(" in -");
  });

  it("redacts, and is judged the same", async () => {
    const plain = JSON.parse((await record(app, name(proven))).out) as Snapshot;
    const { code, out } = await record(app, name(proven), "--redact");
    expect(code).toBe(0);
    const redacted = JSON.parse(out) as Snapshot;
    expect(differences(verdictOf({ ...plain, now: redacted.now }), verdictOf(redacted))).toEqual([]);
    expect(verdictOf(redacted).closable.outcome).toBe("pass");
    for (const { login } of Object.values(world.box.people)) {
      if (!login.endsWith("[bot]")) expect(out).not.toContain(login);
    }
    expect(out).not.toMatch(/Europe|Octavia|rolled|chat\.example/);
  });

  it("writes nothing where the judgment would be another, and says what", async () => {
    const { number } = await world.open();
    await world.say(world.as.owner, number, "/quench evidence dashboard https://[fe80::1]/d/pool");
    await world.settle();
    const file = join(folder, "changed.json");
    const { code, out, err } = await record(app, name(number), "--redact", "-o", file);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("Without people's words it would be judged otherwise, so nothing is written:\n  - R-H4:");
    expect(err).toContain("/dashboard/<link>: fail becomes nothing\n");
    expect(existsSync(file)).toBe(false);
  });

  it("tells where the App is not installed, and a key that does not fit", async () => {
    const elsewhere = await record(app, "nobody/there#1");
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.err).toBe(
      "The App quench is not installed for nobody: install it there, or unset APP_ID and read with a token.\n",
    );
    const wrong = await record({ ...app, APP_ID: "999999" }, name(proven));
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(/^APP_ID 999999 and its private key were refused by http:\S+ \(HTTP 40[14]\): /);
    const { APP_ID: _, ...keyOnly } = app;
    const half = await record(keyOnly, name(proven));
    expect(half.code).toBe(1);
    expect(half.err).toContain("  - APP_ID is missing");
    expect(half.err).not.toContain("WEBHOOK_SECRET");
  });
});

describe("quench record, with a token", () => {
  it("says what is lost, and takes no reaction of the reader's for Quench's", async () => {
    const { owner } = world.as;
    const { number } = await world.open();
    const said = await world.say(owner, number, "Nothing yet.");
    await owner.post(`${world.repo}/issues/comments/${said.id}/reactions`, { content: "+1" });
    await world.settle();
    const { code, out, err } = await record(token, name(number));
    expect(code).toBe(0);
    expect(err).toContain(`Read as ${owner.login}, without the App's key: `);
    expect(err.replaceAll("\n", " ")).toContain("a closure that is settled");
    expect(err.replaceAll("\n", " ")).toContain("of quench[bot] are taken for Quench's own; name another with --as.");
    for (const line of err.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const { self, incident } = JSON.parse(out) as Snapshot;
    expect(self).toEqual({ login: "quench[bot]", kind: "action", appId: null });
    const comments = isUnreadable(incident.comments) ? [] : incident.comments;
    expect(comments.flatMap(({ ownReactions }) => ownReactions)).toEqual([]);
    const tracker = comments.find(({ own }) => own?.key === "tracker");
    expect(tracker?.own?.memory).toEqual({ state: "void", why: "no key" });
  });

  it("judges a proven incident as the App does", async () => {
    const [asApp, asOwner] = [await record(app, name(proven)), await record(token, name(proven))].map(
      ({ out }) => JSON.parse(out) as Snapshot,
    );
    if (asApp === undefined || asOwner === undefined) throw new Error("nothing was recorded");
    const [one, other] = [verdictOf(asApp), verdictOf({ ...asOwner, now: asApp.now })];
    expect(other.closable.outcome).toBe(one.closable.outcome);
    expect(differences(one, other)).toEqual(["R-H7: pass becomes not_applicable"]);
  });

  it("takes GH_TOKEN, and what gh is signed in with", async () => {
    const { GITHUB_TOKEN: secret = "", ...bare } = token;
    expect((await record({ ...bare, GH_TOKEN: ` ${secret} ` }, name(proven))).code).toBe(0);
    const asked = join(folder, "asked");
    writeFileSync(join(folder, "gh"), `#!/bin/sh\necho "$@" > ${asked}\necho ${secret}\n`);
    chmodSync(join(folder, "gh"), 0o755);
    try {
      expect((await record({ ...bare, PATH: `${folder}:/bin:/usr/bin` }, name(proven))).code).toBe(0);
    } finally {
      rmSync(join(folder, "gh"));
    }
    expect(readFileSync(asked, "utf8")).toBe(`auth token --hostname ${new URL(world.box.url).host}\n`);
  });

  it("asks for a token where there is none, and says where one is refused", async () => {
    const { GITHUB_TOKEN: _, ...bare } = token;
    const none = await record(bare, name(proven));
    expect([none.code, none.out]).toEqual([1, ""]);
    expect(none.err).toMatch(/^There is no token for 127\.0\.0\.1:\d+: set GITHUB_TOKEN or GH_TOKEN, or sign in with /);
    const wrong = await record({ ...bare, GITHUB_TOKEN: "ghp_nobody" }, name(proven));
    expect([wrong.code, wrong.out]).toEqual([1, ""]);
    expect(wrong.err).toBe(
      "GitHub refuses the token of GITHUB_TOKEN (HTTP 401): it is not valid, or no longer. Make a new one.\n",
    );
    const blank = await record({ ...bare, GITHUB_TOKEN: "two words" }, name(proven));
    expect(blank.err).toBe("GITHUB_TOKEN holds no token: blanks or other characters are in it.\n");
    const nowhere = await record({ ...token, GITHUB_API_URL: "ftp://x" }, name(proven));
    expect(nowhere.err).toContain("  - GITHUB_API_URL is `ftp://x`");
    expect(nowhere.err).not.toContain("GITHUB_GRAPHQL_URL");
  });

  it("says what is not there, or out of sight", async () => {
    for (const [incident, why] of [
      [name(9999), "9999"],
      ["acme/nothing#1", "acme/nothing"],
    ] as const) {
      const { code, out, err } = await record(token, incident);
      expect([code, out]).toEqual([1, ""]);
      expect(err).toMatch(/^acme\/\w+#\d+ cannot be read: .+[^.]\. Check its spelling, and that olu-owner may see /);
      expect(err).toContain(why);
    }
  });

  it("refuses what names no issue", async () => {
    for (const [incident, fault] of [
      ["acme/shop", "is a repository, and names no issue in it"],
      ["https://github.com/acme/shop", "is a repository, and names no issue in it"],
      ["https://github.com/acme/shop/pull/1", "is a pull request, and no issue"],
      ["#1", "names no issue"],
      ["acme/shop#0", "names no issue"],
      ["acme/shop#-1", "names no issue"],
      ["acme/shop#+1", "names no issue"],
      ["shop#1", "names no issue"],
    ] as const) {
      const { code, err } = await record(token, incident);
      expect(code).toBe(1);
      expect(err).toBe(
        `\`${incident}\` ${fault}: write owner, repository and number, as in \`quench record acme/shop#12\`, or its address.\n`,
      );
    }
    expect((await record(token)).err).toMatch(/^The incident is missing: name it, /);
    const { GITHUB_API_URL: _, ...home } = token;
    const far = await record(home, "https://github.example.com/acme/shop/issues/1");
    expect(far.err).toContain("is not on github.com: set GITHUB_API_URL=https://github.example.com/api/v3");
    const other = await record(token, `https://github.example.com/${world.box.repository}/issues/${proven}`);
    expect([other.code, other.out]).toEqual([1, ""]);
    expect(other.err).toBe(
      "The address is on github.example.com, and GITHUB_API_URL answers for github.com: set GITHUB_API_URL to the API of github.example.com.\n",
    );
    expect((await record(token, name(proven), name(proven))).code).toBe(1);
  });

  it("says when to come back", async () => {
    await world.fault({ route: "POST /graphql", rate_limit: "secondary", retry_after: 900 });
    try {
      const { code, out, err } = await record(token, name(proven));
      expect([code, out]).toEqual([1, ""]);
      expect(err).toMatch(/^GitHub asks to wait: come back at \d{4}-\d{2}-\d{2}T\S+Z\. Nothing was written\.\n$/);
    } finally {
      await world.clearFaults();
    }
  });

  it("records an issue that is no incident, and a repository without a policy, and says so", async () => {
    const { number } = await world.open({ title: "A question", labels: [] });
    const question = await record(token, name(number));
    expect(question.code).toBe(0);
    expect(question.err).toContain("It is no incident now: it has no label `incident`, and no such issue type.");
    const bare = await World.open({ policy: null, app: false });
    try {
      const { box } = bare;
      const env = { GITHUB_API_URL: box.url, GITHUB_GRAPHQL_URL: box.graphqlUrl, GITHUB_TOKEN: box.people.owner.token };
      const incident = await bare.open();
      const { code, out, err } = await record(env, `${box.repository}#${incident.number}`);
      expect(code).toBe(0);
      expect(err).toContain("The repository has no policy: `quench evaluate` judges by the defaults in warn\nmode, ");
      // The file was there once, and is deleted.
      expect((JSON.parse(out) as Snapshot).policy).toMatchObject([{ text: null }]);
    } finally {
      await bare.close();
    }
  });
});

describe("who is taken for Quench", () => {
  let bare: World;
  let env: Env;
  let number = 0;
  beforeAll(async () => {
    bare = await World.open({ app: false });
    const { box } = bare;
    env = { GITHUB_API_URL: box.url, GITHUB_GRAPHQL_URL: box.graphqlUrl, GITHUB_TOKEN: box.people.owner.token };
    number = (await bare.open()).number;
  });
  afterAll(() => bare.close());

  const selfOf = async (...argv: string[]): Promise<Snapshot> =>
    JSON.parse((await record(env, `${bare.box.repository}#${number}`, ...argv)).out) as Snapshot;

  it("no person who types our marker", async () => {
    await bare.say(bare.as.owner, number, "<!-- quench:tracker -->\n/quench escalation @olu-owner");
    const { self, incident } = await selfOf();
    expect(self).toEqual({ login: "quench[bot]", kind: "action", appId: null });
    expect(isUnreadable(incident.comments) ? null : incident.comments.map(({ own }) => own)).toEqual([null]);
  });

  it("the bot that wrote the tracker, or whom --as names", async () => {
    await bare.say(bare.as.actions, number, "<!-- quench:tracker -->\nHello");
    const { self, incident } = await selfOf();
    expect(self).toEqual({ login: "github-actions[bot]", kind: "action", appId: 15_368 });
    const own = isUnreadable(incident.comments) ? [] : incident.comments.map((comment) => comment.own?.key);
    expect(own).toEqual([undefined, "tracker"]);
    expect((await selfOf("--as", "hardener[bot]")).self.login).toBe("hardener[bot]");
    const person = await record(token, name(proven), "--as", "ada-admin");
    expect(person).toMatchObject({ code: 1, out: "" });
    expect(person.err).toBe("`--as` is `ada-admin`, which is no bot's login: write one such as `quench[bot]`.\n");
  });
});

describe("the file", () => {
  it("is overwritten where it is a snapshot, else only with --force", async () => {
    const file = join(folder, "kept.json");
    writeFileSync(file, "my notes");
    const refused = await record(app, name(proven), "-o", file);
    expect(refused.code).toBe(1);
    expect(refused.err).toBe(
      `${file}: this file holds something else than a snapshot; name another, or overwrite it with --force.\n`,
    );
    expect(readFileSync(file, "utf8")).toBe("my notes");
    chmodSync(file, 0o640);
    expect((await record(app, name(proven), "-o", file, "--force")).code).toBe(0);
    expect((await record(app, name(proven), "-o", file)).code).toBe(0);
    expect((JSON.parse(readFileSync(file, "utf8")) as Snapshot).incident.number).toBe(proven);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it("is told where it cannot be written, before anything is read", async () => {
    const inside = join(folder, "a-folder");
    mkdirSync(inside);
    const offline = { ...app, GITHUB_API_URL: "http://127.0.0.1:9" };
    const told = async (path: string) => (await record(offline, name(proven), "-o", path)).err;
    expect(await told(inside)).toBe(`${inside}: this is a folder; name a file in it with -o.\n`);
    expect(await told("/dev/null")).toBe("/dev/null: this is no file; use `-o -` for standard output.\n");
    const lost = join(folder, "no", "such.json");
    expect(await told(lost)).toBe(
      `${lost}: its folder does not exist; name a file that can be written with -o, or \`-o -\` for standard output.\n`,
    );
  });

  it("leaves nothing half-written behind", () => {
    expect(readdirSync(folder).filter((file) => file.endsWith(".tmp"))).toEqual([]);
  });
});

describe("what it asks of GitHub", () => {
  it.each([
    ["https://api.github.com", "github.com"],
    ["https://api.acme.ghe.com", "acme.ghe.com"],
    ["https://github.example.com/api/v3", "github.example.com"],
    ["https://api.example.com/api/v3", "api.example.com"],
  ])("with the token of %s's own host", (api, host) => {
    expect(hostOf(api)).toBe(host);
  });
});
