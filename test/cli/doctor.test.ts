import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { formFiles } from "../../src/core/forms/templates.ts";
import { starterWorkflow, UNKNOWN_COPY } from "../../src/core/onboarding/workflow.ts";
import { CHECK_NAME } from "../../src/core/rules/pull-gate.ts";
import { policy, World } from "../support/e2e.ts";
import type { Said } from "../support/said.ts";
import { type Env, environmentsOf, run as runCommand } from "./stage.ts";

interface Line {
  readonly group: string;
  readonly id: string;
  readonly status: "ok" | "warn" | "fail" | "unknown";
  readonly saw: string;
  readonly todo: string | null;
  readonly url: string | null;
}

interface Told {
  readonly schema: string;
  readonly repository: string | null;
  readonly verdict: string;
  readonly counts: Readonly<Record<Line["status"], number>>;
  readonly lines: readonly Line[];
}

const folder = mkdtempSync(join(tmpdir(), "quench-doctor-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (env: Env, ...argv: string[]): Promise<Said> => runCommand(env, "doctor", ...argv);

let world: World;
let addresses: Env;
let app: Env;
let token: Env;

async function open(options: Parameters<typeof World.open>[0] = {}): Promise<void> {
  world = await World.open({ app: false, ...options });
  const { box } = world;
  ({ addresses, app } = environmentsOf(world, folder));
  app = { ...app, WEBHOOK_SECRET: box.credentials.webhookSecret };
  token = { ...addresses, GITHUB_TOKEN: box.people.admin.token };
}

async function told(env: Env, ...argv: string[]): Promise<Told & { readonly code: number }> {
  const where = argv.length > 0 ? argv : [world.box.repository];
  const { code, out, err } = await run(env, ...where.filter((word) => word !== ""), "--json");
  expect(err).toBe("");
  return { ...(JSON.parse(out) as Told), code };
}

/** The first line of that id. */
async function line(env: Env, id: string, ...argv: string[]): Promise<Line> {
  const { lines } = await told(env, ...argv);
  const found = lines.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no line ${id} among ${lines.map((one) => one.id).join(", ")}`);
  return found;
}

async function put(path: string, text: string): Promise<void> {
  await world.as.admin.put(`${world.repo}/contents/${path}`, {
    message: `Add ${path}`,
    content: Buffer.from(text).toString("base64"),
  });
}

async function labels(...names: string[]): Promise<void> {
  for (const name of names) await world.as.admin.post(`${world.repo}/labels`, { name, color: "ff0000" });
}

function protect(check: Readonly<Record<string, unknown>>): Promise<unknown> {
  return world.as.admin.put(`${world.repo}/branches/main/protection`, {
    required_status_checks: { strict: false, checks: [{ context: CHECK_NAME, ...check }] },
    enforce_admins: false,
    required_pull_request_reviews: null,
    restrictions: null,
  });
}

function seededApp() {
  const found = world.box.state.world.apps.get(world.box.credentials.appId);
  if (found === undefined) throw new Error("no App");
  return found;
}

function accept(permissions: Readonly<Record<string, string>>): Promise<unknown> {
  return world.control("POST", "installations", { action: "new_permissions_accepted", permissions });
}

describe("a set-up in which all is well", () => {
  beforeAll(async () => {
    await open({ policy: policy("enforce", "checks:\n  all_pull_requests: true\n") });
    await labels("incident", "hardening", "residual-risk", "reliability-debt");
    for (const [name, text] of Object.entries(formFiles())) await put(`.github/ISSUE_TEMPLATE/${name}`, text);
    await protect({ app_id: world.box.credentials.appId });
    world.box.setWebhookUrl("https://quench.acme.dev/api/github/webhooks");
    world.box.state.world.deliveries.push({
      id: 1,
      guid: "1",
      appId: world.box.credentials.appId,
      installationId: null,
      repositoryId: null,
      event: "issues",
      action: "labeled",
      payload: "{}",
      deliveredAt: world.now(),
      redelivery: false,
      duration: 1,
      status: "OK",
      statusCode: 200,
    });
  }, 60_000);
  afterAll(() => world.close());

  it("says so first, with every line ok, and exit code 0", async () => {
    const { code, out, err } = await run(app, world.box.repository);
    expect([code, err]).toEqual([0, ""]);
    expect(out.startsWith("All is well.\n\nEnvironment\n  ok       Node.js ")).toBe(true);
    expect(out).not.toMatch(/warn|FAIL|unknown/);
    for (const each of out.split("\n")) expect(each.length).toBeLessThanOrEqual(80);
    const heads = out.split("\n").filter((each) => /^[A-Z]/.test(each));
    expect(heads).toEqual([
      "All is well.",
      "Environment",
      "Credentials",
      "Permissions",
      "Webhook",
      "Repository",
      "Labels",
      "Policy",
      "Issue forms",
      "Required check",
      "Actions",
      "Rate budget",
    ]);
  });

  it("gives a program the same, under a schema's name", async () => {
    const { schema, repository, verdict, counts, lines } = await told(app);
    expect([schema, repository, verdict]).toEqual(["quench/doctor/1", world.box.repository, "All is well."]);
    expect(counts).toEqual({ ok: lines.length, warn: 0, fail: 0, unknown: 0 });
    expect(lines.map(({ id }) => id)).toEqual([
      "node",
      "addresses",
      "reach",
      "clock",
      "app-credentials",
      "webhook-secret-here",
      "app-permissions",
      "app-events",
      "installation",
      "granted",
      "webhook",
      "webhook-type",
      "webhook-secret",
      "webhook-tls",
      "deliveries",
      "repository",
      "issues",
      "incident-label",
      "form-labels",
      "own-labels",
      "policy",
      "forms",
      "required-check",
      "workflow",
      "budget-core",
      "budget-graphql",
    ]);
    expect(lines.find(({ id }) => id === "required-check")?.saw).toBe(
      `\`${CHECK_NAME}\` is required, from the App ${world.box.credentials.appId} alone`,
    );
  });

  it("writes nothing, and prints no secret", async () => {
    await world.control("DELETE", "requests");
    const spoken = await Promise.resolve([
      await run(app, world.box.repository),
      await run(token, world.box.repository, "--json"),
    ]);
    const { data } = await world.control("GET", "requests");
    // A token of the installation is made, and nothing else.
    expect(data.writes).toBe(1);
    const { privateKey, webhookSecret } = world.box.credentials;
    const secrets = [privateKey.split("\n")[1] ?? "", webhookSecret, world.box.people.admin.token];
    for (const { out, err } of spoken) {
      for (const secret of secrets) expect(out + err).not.toContain(secret.slice(0, 8));
    }
  });

  it("looks at the environment and the App alone where no repository is named", async () => {
    const { code, lines, repository } = await told(app, "");
    expect([code, repository]).toEqual([0, null]);
    expect([...new Set(lines.map(({ group }) => group))]).toEqual([
      "Environment",
      "Credentials",
      "Permissions",
      "Webhook",
      "Repository",
    ]);
    expect((await told(token, "")).code).toBe(0);
  });

  it("tells with a token alone what only the App's credentials show", async () => {
    const { code, lines, verdict } = await told(token);
    expect([code, verdict]).toEqual([3, "3 could not be checked, 1 warning."]);
    expect(lines.filter(({ status }) => status === "unknown").map(({ id }) => id)).toEqual([
      "app-permissions",
      "webhook",
      "required-check",
    ]);
    expect(await line(token, "token")).toMatchObject({
      status: "ok",
      saw: expect.stringMatching(/^GITHUB_TOKEN is valid on \S+, as ada-admin$/),
    });
  });

  it("takes an address, and refuses what names no repository", async () => {
    expect((await told(app, world.web)).code).toBe(0);
    const { code, out, err } = await run(app, "acme");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^`acme` names no repository: .*`quench doctor acme\/shop`/);
  });
});

describe("the credentials", () => {
  beforeAll(() => open());
  afterAll(() => world.close());

  it("are missing: how to begin", async () => {
    const { code, lines } = await told(addresses);
    expect(code).toBe(2);
    expect(lines.find(({ id }) => id === "token")).toMatchObject({
      status: "fail",
      saw: expect.stringMatching(/^there are no credentials for /),
      todo: expect.stringMatching(/`gh auth login --hostname .*GITHUB_TOKEN.*APP_ID and PRIVATE_KEY_PATH/),
    });
    expect(lines.find(({ id }) => id === "repository")?.status).toBe("unknown");
    expect((await told(addresses, "")).code).toBe(2);
  });

  it.each<[string, Env, string, RegExp]>([
    [
      "a token that is none",
      { GITHUB_TOKEN: "ghp_nobody" },
      "token",
      /^GitHub refuses the token of GITHUB_TOKEN \(HTTP 401\)/,
    ],
    ["a token with a blank in it", { GITHUB_TOKEN: "gh p" }, "token", /^GITHUB_TOKEN holds no token/],
    ["an APP_ID without a key", { APP_ID: "12" }, "app-credentials", /^PRIVATE_KEY or PRIVATE_KEY_PATH is missing/],
    [
      "a key that is none",
      { APP_ID: "12", PRIVATE_KEY: "secret-text" },
      "app-credentials",
      /^PRIVATE_KEY holds no private key/,
    ],
  ])("are %s", async (_name, env, id, words) => {
    const spoken = await run({ ...addresses, ...env }, world.box.repository);
    expect(spoken.code).toBe(2);
    expect(spoken.out).not.toMatch(/secret-text|ghp_nobody/);
    const found = await line({ ...addresses, ...env }, id);
    expect([found.status, found.saw]).toEqual(["fail", expect.stringMatching(words)]);
  });

  it("belong to another App: the rest is looked at with the token", async () => {
    const env = { ...app, APP_ID: "9", ...token };
    const { code, lines } = await told(env);
    expect(code).toBe(2);
    expect(lines.find(({ id }) => id === "app-credentials")).toMatchObject({
      status: "fail",
      saw: expect.stringMatching(/ refuses APP_ID 9 with this private key \(HTTP 40[14]\)$/),
      todo: expect.stringContaining("take both from the settings page of one App"),
    });
    expect(lines.find(({ id }) => id === "webhook")).toMatchObject({ status: "unknown", todo: "mend those first" });
    expect(lines.find(({ id }) => id === "issues")?.status).toBe("ok");
  });

  it("lack the webhook's secret: a warning", async () => {
    const { WEBHOOK_SECRET: _, ...without } = app;
    expect(await line(without, "webhook-secret-here")).toMatchObject({
      status: "warn",
      saw: "WEBHOOK_SECRET is not set here",
    });
  });

  it("are asked for in vain where the address is another server's", async () => {
    const astray = { ...token, GITHUB_API_URL: `${world.box.url}/nope`, GITHUB_GRAPHQL_URL: "" };
    expect(await line(astray, "token")).toMatchObject({
      status: "fail",
      saw: `there is no GitHub API at ${world.box.url}/nope/graphql (HTTP 404)`,
      todo: "check GITHUB_API_URL",
    });
  });

  it("cannot be tried while GitHub does not answer", async () => {
    const dead = { GITHUB_API_URL: "http://127.0.0.1:1", PATH: folder };
    const { APP_ID = "", PRIVATE_KEY = "" } = app;
    for (const [more, id] of [
      [{ APP_ID, PRIVATE_KEY }, "app-credentials"],
      [{}, "token"],
    ] as const) {
      const { code, lines } = await told({ ...dead, ...more }, "acme/shop");
      expect(code).toBe(2);
      expect(lines.find((one) => one.id === "reach")).toMatchObject({
        status: "fail",
        saw: expect.stringMatching(/^127\.0\.0\.1:1 does not answer \(\w+\)$/),
      });
      expect(lines.find((one) => one.id === id)?.status).toBe("unknown");
    }
  });

  it("cannot be told where GitHub fails", async () => {
    await world.fault({ route: "GET /app", status: 502 });
    expect(await line(app, "app-credentials")).toMatchObject({ status: "unknown", todo: "try again later" });
    await world.clearFaults();
    await world.fault({ route: "POST /graphql", status: 502 });
    expect(await line(token, "token")).toMatchObject({ status: "unknown", todo: "try again later" });
    await world.clearFaults();
  });
});

describe("the environment", () => {
  beforeAll(() => open());
  afterAll(() => world.close());

  it("names no GitHub", async () => {
    const { code, lines } = await told({ GITHUB_API_URL: "ftp://ghe.acme.dev", PATH: folder }, "acme/shop");
    expect(code).toBe(2);
    expect(lines.map(({ id, status }) => [id, status])).toEqual([
      ["node", "ok"],
      ["addresses", "fail"],
      ["repository", "unknown"],
    ]);
  });

  it("has a proxy, whose name and password are not shown", async () => {
    const proxied = { ...token, HTTPS_PROXY: "http://walter:geheim@proxy.acme.dev:3128", NO_PROXY: "127.0.0.1" };
    const found = await line(proxied, "proxy");
    expect([found.status, found.saw]).toEqual(["ok", "through the proxy proxy.acme.dev:3128, except 127.0.0.1"]);
    expect((await run(proxied, world.box.repository)).out).not.toMatch(/walter|geheim/);
  });

  it("has names that nothing reads, and certificates that are not there", async () => {
    const env = { ...token, NODE_EXTRA_CA_CERTS: join(folder, "none.pem"), GITHUB_APP_ID: "12" };
    expect(await line(env, "certificates")).toMatchObject({ status: "fail" });
    expect(await line({ ...token, WEBHOOK_SECRT: "x" }, "misspelt")).toMatchObject({ status: "warn" });
  });

  it("has a clock that is off", async () => {
    await world.control("POST", "clock", { advance: "PT5M" });
    expect(await line(token, "clock")).toMatchObject({
      status: "warn",
      saw: expect.stringMatching(/^this clock is (?:299|300|301) s behind GitHub's; /),
      todo: expect.stringContaining("NTP"),
    });
  });
});

describe("the App", () => {
  beforeEach(() => open({ policy: policy("enforce") }));
  afterEach(() => world.close());

  it("does not ask for what app.yml lists", async () => {
    const seeded = seededApp();
    const settings = "https://github.com/organizations/acme/settings/apps/quench/permissions";
    const { deployments: _, ...less } = seeded.permissions;
    seeded.permissions = less;
    expect(await line(app, "app-permissions")).toMatchObject({
      status: "warn",
      saw: "the App does not ask for deployments: read",
      url: settings,
    });
    seeded.permissions = { ...less, issues: "read" };
    const { code, lines } = await told(app);
    expect(code).toBe(2);
    expect(lines.find(({ id }) => id === "app-permissions")).toMatchObject({
      status: "fail",
      saw: "the App does not ask for issues: write, deployments: read",
    });
  });

  it("does not hear what app.yml lists", async () => {
    const seeded = seededApp();
    const all = [...seeded.events];
    seeded.events = all.filter((event) => event !== "push");
    expect(await line(app, "app-events")).toMatchObject({
      status: "warn",
      saw: expect.stringMatching(/^the App does not hear push: /),
    });
    seeded.events = all.filter((event) => event !== "issues");
    expect((await line(app, "app-events")).status).toBe("fail");
  });

  it("waits for its owner's consent", async () => {
    const { merge_queues: _, ...less } = seededApp().permissions;
    await accept(less);
    const page = `https://github.com/organizations/acme/settings/installations/${world.box.credentials.installationId}`;
    expect(await line(app, "granted")).toMatchObject({
      status: "warn",
      saw: "its owner has not accepted merge queues: read yet",
      todo: expect.stringContaining("accepts it on this page"),
      url: page,
    });
    await accept({ ...less, checks: "read" });
    expect(await line(app, "granted")).toMatchObject({
      status: "fail",
      saw: "its owner has not accepted checks: write, merge queues: read yet",
    });
  });

  it("is suspended, not installed, or cannot be asked about it", async () => {
    await world.control("POST", "installations", { action: "suspend" });
    const { code, lines } = await told(app);
    expect(code).toBe(2);
    expect(lines.find(({ id }) => id === "installation")).toMatchObject({
      status: "fail",
      saw: expect.stringContaining("suspended since"),
    });
    expect(lines.find(({ id }) => id === "repository")?.status).toBe("unknown");
    expect(await line(app, "installation", "acme/nowhere")).toMatchObject({
      status: "fail",
      saw: "quench is not installed on acme/nowhere, or there is no such repository",
      url: "https://github.com/apps/quench/installations/new",
    });
    await world.fault({ route: "GET /repos/*/installation", rate_limit: "primary" });
    expect((await line(app, "installation")).status).toBe("unknown");
  });

  it("has a webhook that is not as it should be", async () => {
    const seeded = seededApp();
    world.box.setWebhookUrl("https://quench.acme.dev/api/github/webhooks");
    seeded.webhookContentType = "form";
    seeded.webhookInsecureSsl = "1";
    seeded.webhookSecret = null;
    const { code, lines } = await told(app);
    expect(code).toBe(2);
    for (const id of ["webhook-type", "webhook-secret", "webhook-tls"]) {
      expect(lines.find((one) => one.id === id)).toMatchObject({
        status: "fail",
        url: "https://github.com/organizations/acme/settings/apps/quench",
      });
    }
    const urls: [string | null, Line["status"], string][] = [
      [null, "fail", "the App has no webhook URL: it hears nothing"],
      [
        "https://example.com/api/github/webhooks",
        "fail",
        "the webhook URL is still the example's (https://example.com/api/github/webhooks)",
      ],
      ["https://smee.acme.dev/s3cr3t-channel?token=1", "warn", "deliveries go to https://smee.acme.dev/…"],
      [
        "http://quench.acme.dev/api/github/webhooks",
        "warn",
        "deliveries go to http://quench.acme.dev/api/github/webhooks, which is not encrypted",
      ],
      ["http://localhost:3000/api/github/webhooks", "ok", "deliveries go to http://localhost:3000/api/github/webhooks"],
    ];
    for (const [url, status, saw] of urls) {
      world.box.setWebhookUrl(url);
      expect(await line(app, "webhook")).toMatchObject({ status, saw });
    }
    await world.fault({ route: "GET /app/hook/config", rate_limit: "primary" });
    expect((await line(app, "webhook")).status).toBe("unknown");
  });

  it("has deliveries that fail", async () => {
    expect(await line(app, "deliveries")).toMatchObject({ status: "warn", saw: "none in the last 3 days" });
    await world.fault({ webhooks: "drop", times: 2 });
    world.box.setWebhookUrl("http://127.0.0.1:1/api/github/webhooks");
    const { number } = await world.open();
    await world.settle();
    const broken = await line(app, "deliveries");
    expect(broken).toMatchObject({
      status: "fail",
      saw: expect.stringMatching(/^(\d) of the last \1 failed; the last one \(issues, \S+Z\): 502 \w/),
      url: "https://github.com/organizations/acme/settings/apps/quench/advanced",
    });
    for (const delivery of world.box.state.world.deliveries.slice(1)) delivery.statusCode = 200;
    await world.say(world.as.owner, number, "hello");
    await world.settle();
    for (const delivery of world.box.state.world.deliveries.slice(1)) delivery.statusCode = 200;
    expect((await line(app, "deliveries")).status).toBe("warn");
    for (const delivery of world.box.state.world.deliveries) delivery.statusCode = 200;
    expect((await line(app, "deliveries")).status).toBe("ok");
    await world.fault({ route: "GET /app/hook/deliveries", rate_limit: "primary" });
    expect((await line(app, "deliveries")).status).toBe("unknown");
  });
});

describe("the repository", () => {
  beforeEach(() => open({ policy: policy("enforce") }));
  afterEach(() => world.close());

  it("is out of sight, archived, or without issues", async () => {
    expect(await line(token, "repository", "acme/nowhere")).toMatchObject({
      status: "fail",
      saw: "acme/nowhere is out of sight of ada-admin (HTTP 404)",
    });
    await world.as.admin.patch(world.repo, { has_issues: false });
    expect(await line(token, "issues")).toMatchObject({ status: "fail", url: `${world.web}/settings` });
    await world.as.admin.patch(world.repo, { archived: true });
    expect(await line(app, "repository")).toMatchObject({
      status: "fail",
      saw: `${world.box.repository} is archived: nothing can be written there`,
    });
    await world.fault({ route: `GET ${world.repo}`, rate_limit: "primary" });
    expect((await line(token, "repository")).status).toBe("unknown");
  });

  it("lacks labels", async () => {
    const create = `\`gh label create incident --repo ${world.box.repository}\``;
    expect(await line(token, "incident-label")).toMatchObject({
      status: "fail",
      todo: create,
      url: `${world.web}/labels`,
    });
    // What types there are is not shown to an App.
    expect(await line(app, "incident-label")).toMatchObject({ status: "unknown", todo: create });
    expect(await line(token, "form-labels")).toMatchObject({
      status: "warn",
      saw: expect.stringMatching(/^there is no label `hardening`, `residual-risk` or `reliability-debt`: /),
    });
    await world.open({ type: "Incident" });
    expect(await line(token, "incident-label")).toMatchObject({
      status: "ok",
      saw: "the issue type `Incident` marks incidents",
    });
    await world.setPolicy(policy("enforce", "incident:\n  labels: [incident, 'sev one']\n"));
    await labels("incident");
    expect(await line(token, "incident-label")).toMatchObject({
      status: "warn",
      saw: "there is no label `sev one`; `incident` is there",
      todo: `\`gh label create 'sev one' --repo ${world.box.repository}\``,
    });
    await world.fault({ route: "GET /repos/*/labels", rate_limit: "primary" });
    expect((await line(token, "labels")).status).toBe("unknown");
  });

  it("has no policy, one that is off, one with a mistake, one with remarks, or none that can be read", async () => {
    await world.setPolicy(null);
    expect(await line(app, "policy")).toMatchObject({
      status: "warn",
      saw: expect.stringMatching(
        / has no \.github\/quench\.yml, nor has its owner's \.github repository: Quench is silent here$/,
      ),
      url: `${world.web}/new/main?filename=.github/quench.yml`,
    });
    await world.setPolicy("version: 1\nenabled: false\n");
    expect(await line(app, "policy-off")).toMatchObject({
      status: "warn",
      saw: expect.stringContaining("`enabled: false`"),
    });
    await world.setPolicy("version: 1\nmode: loud\n");
    expect(await line(app, "policy")).toMatchObject({
      status: "fail",
      saw: expect.stringMatching(/^\.github\/quench\.yml:2:7: /),
      url: `${world.web}/blob/HEAD/.github/quench.yml`,
    });
    await world.setPolicy("version: 1\nmode: enforce\nscores:\n  scorecard: 2\n");
    expect(await line(app, "policy-floor")).toMatchObject({
      status: "warn",
      saw: expect.stringContaining("below the recommended floor"),
    });
    expect(await line(app, "policy")).toMatchObject({
      status: "ok",
      saw: ".github/quench.yml is valid; mode `enforce`",
    });
    await world.fault({ graphql: "partial", path: "repository.policy" });
    expect((await line(app, "policy")).status).toBe("unknown");
  });

  it("has issue forms that are missing, different, or cannot be read", async () => {
    expect(await line(app, "forms")).toMatchObject({
      status: "warn",
      saw: expect.stringMatching(/^issue forms missing: incident\.yml, /),
    });
    await put(".github/ISSUE_TEMPLATE/incident.yml", `${formFiles()["incident.yml"] ?? ""}# ours\n`);
    expect(await line(app, "forms")).toMatchObject({
      status: "warn",
      saw: expect.stringMatching(/; different: incident\.yml \(from line \d+\)$/),
      todo: expect.stringContaining("`quench forms --write`"),
    });
    await world.fault({ route: `GET ${world.repo}/contents/**`, rate_limit: "primary" });
    expect((await line(app, "forms")).status).toBe("unknown");
  });

  it("requires the check from nobody, from anybody, from another App, or one that does not always come", async () => {
    expect(await line(app, "required-check")).toMatchObject({ status: "warn", url: `${world.web}/settings/rules` });
    await protect({});
    expect(await line(app, "required-check")).toMatchObject({
      status: "warn",
      saw: expect.stringContaining("from anybody"),
    });
    expect(await line(app, "required-everywhere")).toMatchObject({
      status: "fail",
      todo: expect.stringContaining("checks.all_pull_requests: true"),
    });
    await protect({ app_id: 15_368 });
    expect(await line(app, "required-check")).toMatchObject({
      status: "fail",
      saw: `\`${CHECK_NAME}\` is required from the App 15368, and Quench is ${world.box.credentials.appId}: merges wait forever`,
    });
    expect((await line(token, "required-check")).status).toBe("unknown");
    await world.setPolicy(policy("warn"));
    await world.as.admin.del(`${world.repo}/branches/main/protection`);
    expect(await line(app, "required-check")).toMatchObject({
      status: "ok",
      saw: expect.stringContaining("in mode `warn` it would stop nothing"),
    });
    const rule = { context: CHECK_NAME, integration_id: world.box.credentials.appId };
    await world.as.admin.post(`${world.repo}/rulesets`, {
      name: "gate",
      target: "branch",
      enforcement: "active",
      conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
      rules: [
        {
          type: "required_status_checks",
          parameters: { strict_required_status_checks_policy: false, required_status_checks: [rule] },
        },
      ],
    });
    expect((await line(app, "required-check")).status).toBe("ok");
    await world.fault({ route: "GET /repos/*/rules/**", rate_limit: "primary" });
    expect((await line(app, "required-check")).status).toBe("unknown");
  });

  it("is not shown whole: each line that is not says which permission would help", async () => {
    await world.as.admin.patch(world.repo, { private: true });
    await accept({ issues: "write", metadata: "read" });
    const { code, lines } = await told(app);
    expect(code).toBe(2);
    const unknown = lines.filter(({ status }) => status === "unknown");
    expect(unknown.map(({ id }) => id)).toEqual(["incident-label", "policy", "forms", "required-check", "workflow"]);
    for (const { todo } of unknown.slice(1)) expect(todo).toBe("give the credentials contents: read");
  });

  it("has little of its budget left, or none", async () => {
    const { state } = world.box;
    expect((await line(token, "budget-core")).saw).toMatch(
      /^\d+ of 5000 REST requests are left to ada-admin; all again at \S+Z$/,
    );
    await world.fault({
      route: "GET /rate_limit",
      status: 200,
      body: {
        resources: {
          core: { limit: 5000, remaining: 12, reset: 1_800_000_000 },
          graphql: { limit: 5000, remaining: 0, reset: 1_800_000_000 },
        },
      },
    });
    expect(await line(token, "budget-core")).toMatchObject({
      status: "warn",
      saw: "12 of 5000 REST requests are left to ada-admin; all again at 2027-01-15T08:00:00Z",
    });
    expect(await line(token, "budget-graphql")).toMatchObject({ status: "fail", todo: "wait until then" });
    await world.clearFaults();
    await world.fault({ route: "GET /rate_limit", status: 404 });
    expect(await line(token, "budget")).toMatchObject({ status: "ok", saw: "this GitHub has no rate limits" });
    await world.clearFaults();
    await world.fault({ route: "GET /rate_limit", rate_limit: "primary" });
    expect((await line(token, "budget")).status).toBe("unknown");
    expect(state.world.repositories.size).toBeGreaterThan(0);
  });

  it("is limited: what is known is told, the rest waits", async () => {
    await world.fault({ rate_limit: "primary", route: "GET /repos/**", after: 2 });
    const { code, lines } = await told(token);
    expect(code).not.toBe(0);
    expect(lines.find(({ id }) => id === "repository")?.status).toBe("ok");
    expect(
      lines.some(({ status, saw }) => status === "unknown" && /GitHub asks to wait: come back at \S+Z/.test(saw)),
    ).toBe(true);
  });
});

const PERMISSIONS = `permissions:
  contents: read
  issues: write
  checks: write
  pull-requests: read
  actions: read
  deployments: read
  statuses: read
`;
const JOBS = (mode: string): string => `jobs:
  quench:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/quench@0123456789012345678901234567890123456789
        with:
          mode: ${mode}
`;

describe("the Action", () => {
  beforeEach(() => open({ policy: policy("enforce") }));
  afterEach(() => world.close());

  it("is used nowhere: a warning without the App, nothing to do with it", async () => {
    expect(await line(token, "workflow")).toMatchObject({
      status: "warn",
      todo: expect.stringContaining("`quench init`"),
    });
    expect((await line(app, "workflow")).status).toBe("ok");
    await world.fault({ route: "GET /repos/*/contents/.github/workflows", rate_limit: "primary" });
    expect((await line(token, "workflow")).status).toBe("unknown");
  });

  it("is used, and may do all it needs", async () => {
    await put(
      ".github/workflows/quench.yml",
      `on:\n  issues:\n  schedule:\n    - cron: "0 * * * *"\n${PERMISSIONS}${JOBS("sweep")}`,
    );
    const { lines } = await told(token);
    expect(lines.find(({ id }) => id === "permissions quench.yml quench")).toMatchObject({
      status: "ok",
      saw: "quench.yml, job `quench` (mode sweep) may do what it needs",
    });
    expect(lines.find(({ id }) => id === "actions")?.status).toBe("ok");
    expect(lines.find(({ id }) => id === "webhook")).toMatchObject({
      status: "ok",
      saw: expect.stringContaining("the Action does the work"),
    });
    expect(lines.find(({ id }) => id === "workflow quench.yml")).toMatchObject({
      status: "warn",
      saw: "quench.yml has never run",
    });
    expect(lines.some(({ id }) => id === "sweep")).toBe(false);
    await protect({ app_id: 15_368 });
    expect((await line(token, "required-check")).saw).toContain("from the App 15368 alone");
  });

  it("may not do what it needs: the lines of YAML to add", async () => {
    await put(
      ".github/workflows/quench.yml",
      `on: [issues]\npermissions:\n  contents: read\n  issues: read\n${JOBS("gate")}`,
    );
    expect(await line(token, "permissions quench.yml quench")).toMatchObject({
      status: "fail",
      todo: "add under `permissions:`: `pull-requests: read`, `actions: read`, `deployments: read`, `statuses: read`, `issues: write`, `checks: write`",
      url: `${world.web}/blob/main/.github/workflows/quench.yml`,
    });
    expect((await line(token, "sweep")).status).toBe("warn");
  });

  it("asks no more of a job than the Action's own table", async () => {
    await put(
      ".github/workflows/red-green.yml",
      `on: pull_request\npermissions:\n  contents: read\n  checks: write\n${JOBS("prove")}`,
    );
    expect((await line(token, "permissions red-green.yml quench")).status).toBe("ok");
  });

  it("says no permissions: the repository's default decides, where it can be read", async () => {
    await put(".github/workflows/quench.yaml", `on: issues\n${JOBS("gate")}`);
    expect((await line(token, "permissions quench.yaml quench")).status).toBe("fail");
    await world.as.admin.put(`${world.repo}/actions/permissions/workflow`, { default_workflow_permissions: "write" });
    expect((await line(token, "permissions quench.yaml quench")).status).toBe("ok");
    expect(
      await line({ ...token, GITHUB_TOKEN: world.box.people.owner.token }, "permissions quench.yaml quench"),
    ).toMatchObject({
      status: "warn",
      saw: expect.stringContaining("the repository's default decides"),
    });
  });

  it("is the offered workflow: nothing to mend but the copy that is to be named", async () => {
    const uses = "acme/quench@0123456789012345678901234567890123456789";
    await put(".github/workflows/quench.yml", starterWorkflow({ uses, workflows: [] }));
    const { lines } = await told(token);
    const own = lines.filter(({ id }) => id.startsWith("permissions quench.yml ") || id === "sweep");
    expect(own.map(({ id, status }) => [id, status])).toEqual(
      ["gate", "policy", "sweep", "report"].map((job) => [`permissions quench.yml ${job}`, "ok"]),
    );
    await put(".github/workflows/second.yml", starterWorkflow({ uses: UNKNOWN_COPY, workflows: [] }));
    expect(await line(token, "copy second.yml")).toMatchObject({
      status: "fail",
      saw: expect.stringContaining(UNKNOWN_COPY),
    });
  });

  it("has a mode that is none", async () => {
    await put(".github/workflows/quench.yml", `on: issues\npermissions: write-all\n${JOBS("guard")}`);
    expect(await line(token, "permissions quench.yml quench")).toMatchObject({
      status: "fail",
      todo: "write one of gate, sweep, report, policy, prove",
    });
  });

  it("is switched off, by somebody or by GitHub, or not allowed", async () => {
    await put(".github/workflows/quench.yml", `on: issues\n${PERMISSIONS}${JOBS("gate")}`);
    await world.run({ name: "Quench", path: ".github/workflows/quench.yml" });
    expect(await line(token, "workflow quench.yml")).toMatchObject({
      status: "ok",
      saw: expect.stringMatching(
        /^quench\.yml is active; its last run ended with success \(workflow_dispatch, \S+Z\)$/,
      ),
    });
    await world.control("POST", "workflow-states", {
      workflow: ".github/workflows/quench.yml",
      state: "disabled_inactivity",
    });
    expect(await line(token, "workflow quench.yml")).toMatchObject({
      status: "fail",
      todo: `\`gh workflow enable quench.yml --repo ${world.box.repository}\``,
    });
    await world.as.admin.put(`${world.repo}/actions/permissions`, { enabled: true, allowed_actions: "local_only" });
    expect((await line(token, "actions")).status).toBe("fail");
    await world.as.admin.put(`${world.repo}/actions/permissions`, { enabled: false });
    expect(await line(token, "actions")).toMatchObject({ status: "fail", saw: "Actions is switched off" });
    await world.fault({ route: "GET /repos/*/actions/workflows/*", rate_limit: "primary" });
    expect((await line(token, "workflow quench.yml")).status).toBe("unknown");
  });

  it("lies beside a file that is no YAML", async () => {
    await put(".github/workflows/odd.yml", "jobs: [\n");
    expect((await line(token, "workflow")).status).toBe("warn");
  });
});
