import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { form, policy, World } from "../support/e2e.ts";
import type { Said } from "../support/said.ts";
import { type Env, environmentsOf, run as runCommand } from "./stage.ts";

const folder = mkdtempSync(join(tmpdir(), "quench-baseline-"));
const SEV1 = form({ Summary: "The pool is full.", Severity: "SEV1", "Started at": "2026-03-01T09:00Z" });
const SEV4 = form({ Summary: "A typo in a mail.", Severity: "SEV4" });

const run = (env: Env, ...argv: string[]): Promise<Said> => runCommand(env, "baseline", ...argv);

/** Four closed as completed (one of them at a lower severity, one without a form), one as not planned, one open. */
async function past(world: World): Promise<number[]> {
  const numbers: number[] = [];
  for (const body of [SEV1, SEV1, SEV4, null, SEV1, SEV1]) numbers.push((await world.open({ body })).number);
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = numbers;
  const fix = await world.pull(world.as.author, { files: { "src/pool.ts": "export {};" }, body: `Fixes #${first}` });
  await world.merge(world.as.author, fix);
  await world.closeIssue(world.as.owner, first);
  await world.closeIssue(world.as.owner, second, null);
  await world.closeIssue(world.as.owner, third);
  await world.closeIssue(world.as.owner, fourth);
  await world.closeIssue(world.as.owner, fifth, "not_planned");
  return numbers;
}

interface Told {
  readonly complete: boolean;
  readonly summary: string;
  readonly counts: Readonly<Record<string, number | boolean>>;
  readonly judged_by: { readonly source: string; readonly path: string | null; readonly notes: readonly string[] };
  readonly looked_for: { readonly labels: readonly string[]; readonly missing_labels: readonly string[] };
  readonly stopped: { readonly why: string; readonly retry_at: string | null } | null;
  readonly permissions: readonly { readonly permission: string; readonly incidents: number }[];
  readonly incidents: readonly Readonly<Record<string, unknown>>[];
}

afterAll(() => rmSync(folder, { recursive: true }));

describe("quench baseline", () => {
  let world: World;
  let env: ReturnType<typeof environmentsOf>;
  let numbers: number[];

  beforeAll(async () => {
    world = await World.open({ policy: null, app: false });
    env = environmentsOf(world, folder);
    numbers = await past(world);
  }, 60_000);
  afterEach(async () => {
    await world.clearFaults();
  });
  afterAll(() => world.close());

  it("says the summary first, then a row for each, the last closed first", async () => {
    const { code, out, err } = await run(env.token, world.box.repository);
    expect([code, err]).toEqual([0, ""]);
    const [summary = "", table = "", notes = ""] = out.split("\n\n");
    const [heads, ...lines] = table.split("\n");
    expect(unwrapped(summary)).toBe(
      "Of 4 incidents closed in 90 days, 1 showed its fix; the default gate would have let 0 go, reopened 3, and only told of 1 at a lower severity.",
    );
    expect(heads).toMatch(/^number {2}closed {6}severity {2}fix {2}gate +what was missing$/);
    const [one = 0, two = 0, three = 0, four = 0] = numbers;
    const rows = lines.slice(0, 4).map((line) => line.trim().split(/ {2,}/));
    expect(rows.map(([number, , severity, fix, gate]) => [number, severity, fix, gate])).toEqual([
      [`#${four}`, "none", "no", "reopened"],
      [`#${three}`, "SEV4", "no", "told only"],
      [`#${two}`, "SEV1", "no", "reopened"],
      [`#${one}`, "SEV1", "yes", "reopened"],
    ]);
    for (const [, closed, , , , missing] of rows) {
      expect(closed).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(missing?.length).toBeGreaterThan(10);
    }
    expect(unwrapped(notes)).toBe(
      "Judged by the default policy in enforce mode, by what GitHub shows of the time of each close. A severity that is not stated counts as SEV2. ",
    );
    expect(out).not.toContain("\u001b");
  });

  it("writes nothing, and leaves no trace", async () => {
    await world.control("DELETE", "requests");
    await run(env.token, world.box.repository);
    await run(env.app, world.box.repository);
    const { data } = await world.control("GET", "requests");
    const text = JSON.stringify(data);
    expect(text).toContain("/graphql");
    expect(text).not.toMatch(
      /"(?:PATCH|PUT|DELETE) |"POST (?!\/graphql|\/app\/installations\/\{installation_id\}\/access_tokens)/,
    );
    for (const number of numbers) expect(await world.comments(number)).toEqual([]);
  });

  it("gives a program the same, under a schema's name", async () => {
    const { code, out } = await run(env.app, world.box.repository, "--json");
    expect(code).toBe(0);
    const told = JSON.parse(out) as Told;
    expect(told).toMatchObject({
      schema: "quench/baseline/1",
      repository: world.box.repository,
      days: 90,
      complete: true,
      counts: { closed: 4, more_than_listed: false, read: 4, let_go: 0, fixed: 1, reopened: 3, told: 1, unknown: 0 },
      judged_by: { source: "default", path: null, notes: [] },
      looked_for: { labels: ["incident"], types: expect.any(Array), missing_labels: [] },
      stopped: null,
      permissions: [],
    });
    expect(told.incidents[3]).toEqual({
      number: numbers[0],
      title: "Checkout is down",
      url: `${world.web}/issues/${numbers[0]}`,
      closed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      severity: "SEV1",
      fix: true,
      gate: "reopened",
      missing: expect.any(String),
      unread: null,
      permissions: [],
    });
    const plain = await run(env.token, world.box.repository);
    expect(unwrapped(plain.out).startsWith(`${told.summary}  `)).toBe(true);
  });

  it("looks no further back than it is told", async () => {
    await world.advance("P3D");
    const none = await run(env.token, world.box.repository, "--days", "1");
    expect([none.code, none.err]).toEqual([0, ""]);
    expect(unwrapped(none.out)).toBe(
      `No incident was closed as completed in ${world.box.repository} in 1 day. Looked for: closed issues with the label \`incident\`. `,
    );
    const all = await run(env.token, world.box.repository, "--days", "4", "--json");
    expect((JSON.parse(all.out) as Told).counts["closed"]).toBe(4);
  });

  it("tells where there is no such label, with exit code 0", async () => {
    const { code, out } = await run(env.token, world.box.repository, "--label", "outage");
    expect(code).toBe(0);
    expect(unwrapped(out)).toContain(
      "the label `outage`. The repository has no such label: name the one that its incidents have with --label.",
    );
    const json = JSON.parse((await run(env.token, world.box.repository, "--label", "outage", "--json")).out) as Told;
    expect(json.looked_for).toMatchObject({ labels: ["outage"], missing_labels: ["outage"] });
    expect(json.incidents).toEqual([]);
  });

  it("takes another label, and judges by it", async () => {
    await world.as.owner.post(`${world.repo}/labels`, { name: "outage", color: "ff0000" });
    const { number } = await world.open({ labels: ["outage"], body: SEV1 });
    await world.closeIssue(world.as.owner, number);
    const { out } = await run(env.token, world.box.repository, "--label", "outage", "--json");
    const told = JSON.parse(out) as Told;
    expect(told.incidents.map((one) => [one["number"], one["gate"]])).toEqual([[number, "reopened"]]);
  });

  it("judges by a policy file in its place, as if it were enforced", async () => {
    const file = join(folder, "quench.yml");
    writeFileSync(file, "version: 1\nmode: shadow\nenforce:\n  when: [SEV4]\n");
    const { code, out } = await run(env.token, world.box.repository, "--policy", file, "--json");
    expect(code).toBe(0);
    const told = JSON.parse(out) as Told;
    expect(told.judged_by).toEqual({ source: "file", path: file, notes: [] });
    expect(told.counts).toMatchObject({ reopened: 1, told: 3 });
    expect(told.summary).toContain("; the gate would have let 0 go, reopened 1, ");
    writeFileSync(file, "version: 1\nmode: loud\n");
    const broken = await run(env.token, world.box.repository, "--policy", file);
    expect([broken.code, broken.out]).toEqual([1, ""]);
    expect(broken.err).toMatch(/quench\.yml:2:7: /);
    const absent = await run(env.token, world.box.repository, "--policy", join(folder, "none.yml"));
    expect(absent.err).toMatch(/none\.yml: there is no such file; name a policy file\.\n$/);
  });

  it("tells of an incident that could not be read, and exits 3", async () => {
    await world.fault({ graphql: "partial", path: "repository.issue" });
    const { code, out } = await run(env.token, world.box.repository, "--json");
    expect(code).toBe(3);
    const told = JSON.parse(out) as Told;
    expect([told.complete, told.counts["closed"], told.stopped]).toEqual([false, 4, null]);
    expect(told.counts["unknown"]).toBeGreaterThan(0);
    expect(told.summary).toMatch(/and could not tell for \d\.$/);
    expect(told.incidents.some(({ gate }) => gate === "unknown")).toBe(true);
  });

  it("keeps what is known where GitHub asks to wait", async () => {
    await world.fault({ graphql: "rate_limited", after: 4 });
    const { code, out } = await run(env.token, world.box.repository, "--json");
    expect(code).toBe(3);
    const told = JSON.parse(out) as Told;
    expect(told.stopped).toEqual({ why: "rate_limit", retry_at: expect.stringMatching(/Z$/) });
    expect(told.counts["closed"]).toBe(4);
    expect(told.incidents.length).toBe(told.counts["read"]);
    expect(told.incidents.length).toBeLessThan(4);
  });

  it("says so where it asks before anything is known", async () => {
    await world.fault({ graphql: "rate_limited", times: 1, after: 1 });
    const { code, out, err } = await run(env.token, world.box.repository);
    expect([code, out]).toEqual([3, ""]);
    expect(err).toMatch(/^GitHub asks to wait: come back at \S+Z\. /);
  });

  it("leaves what is known at Ctrl-C", async () => {
    await world.control("DELETE", "requests");
    await world.fault({ route: "POST /graphql", delay_ms: 1500, after: 4 });
    const listeners = process.listenerCount("SIGINT");
    const ended = run(env.token, world.box.repository);
    const seen = async (): Promise<boolean> => {
      const { data } = await world.control("GET", "requests");
      return data.graphql.requests >= 4;
    };
    while (!(await seen()));
    process.emit("SIGINT", "SIGINT");
    const { code, out } = await ended;
    expect(code).toBe(3);
    expect(out).toMatch(/\nStopped: \d of 4 were read\.\n$/);
    expect(process.listenerCount("SIGINT")).toBe(listeners);
  });

  it.each([
    [["acme"], /^`acme` names no repository: /],
    [[], /^The repository is missing: name it, as in `quench baseline acme\/shop`/],
    [["acme/shop", "--days", "0"], /^`--days` is `0`: give a whole number from 1 to 3650\.\n$/],
    [["acme/shop", "--days", "soon"], /^`--days` is `soon`: /],
    [["acme/shop", "--label", " "], /^`--label` is empty/],
    [["acme/nowhere"], /^acme\/nowhere cannot be read: it does not exist, or the credentials may not see it\. /],
  ])("refuses %j in words", async (argv, words) => {
    const { code, out, err } = await run(env.token, ...argv);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(words);
  });
});

/** On one line, whatever the terminal's width made of it. */
function unwrapped(text: string): string {
  return text.replaceAll("\n", " ");
}

describe("beside the offer to set Quench up", () => {
  it("counts the same", async () => {
    const world = await World.open({ policy: null, app: false });
    try {
      await past(world);
      await world.startApp();
      const issues: { title: string; body: string }[] = await world.as.admin.get(`${world.repo}/issues?state=open`);
      const offer = issues.find(({ title }) => title === "Set up Quench")?.body ?? "";
      expect(offer).toContain("**Of 4 incidents closed in the 90 days since");
      const { app, token } = environmentsOf(world, folder);
      for (const env of [app, token]) {
        const { out } = await run(env, world.box.repository);
        const [, verdicts] = /the default gate would have (.*?)\. /.exec(unwrapped(out)) ?? [];
        const [, offered] = /The default gate, in enforce mode, would have (.*)\./.exec(offer) ?? [];
        expect(verdicts?.match(/\d+/g)).toEqual(offered?.match(/\d+/g));
        expect(out).toContain("Of 4 incidents closed in 90 days, 1 showed its fix;");
        expect(offer).toContain(", 1 showed its fix on GitHub**");
      }
    } finally {
      await world.close();
    }
  }, 60_000);
});

describe("where a policy is in force", () => {
  it("judges by it, by its own labels, as if it had been enforced", async () => {
    const world = await World.open({ policy: policy("shadow", "incident:\n  labels: [outage]\n"), app: false });
    try {
      await world.as.owner.post(`${world.repo}/labels`, { name: "outage", color: "ff0000" });
      const { number } = await world.open({ labels: ["outage"], body: SEV1 });
      await world.closeIssue(world.as.owner, number);
      const { app, token } = environmentsOf(world, folder);
      for (const env of [app, token]) {
        const told = JSON.parse((await run(env, world.box.repository, "--json")).out) as Told;
        expect(told.judged_by).toEqual({ source: "repository", path: ".github/quench.yml", notes: [] });
        expect(told.looked_for.labels).toEqual(["outage"]);
        expect(told.incidents.map((one) => [one["number"], one["gate"]])).toEqual([[number, "reopened"]]);
      }
    } finally {
      await world.close();
    }
  }, 60_000);
});

describe("what the credentials may not see", () => {
  it("is unknown, with the permission that would help", async () => {
    const world = await World.open({ policy: null, app: false });
    try {
      await past(world);
      await world.as.admin.patch(world.repo, { private: true });
      const permissions = { issues: "write", contents: "read", metadata: "read" };
      await world.control("POST", "installations", { action: "new_permissions_accepted", permissions });
      const { code, out } = await run(environmentsOf(world, folder).app, world.box.repository);
      expect(code).toBe(3);
      expect(out).toMatch(/^Of 4 incidents closed in 90 days, 0 showed their fix, as far as can be seen; /);
      expect(out).toMatch(/^ +#\d+ {2}\S+ {2}SEV1 +\? {4}reopened /m);
      expect(out).toMatch(/\nNot seen of \d incidents?, and therefore unknown: it takes pull requests: read\.\n/);
    } finally {
      await world.close();
    }
  }, 60_000);
});
