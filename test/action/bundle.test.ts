import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Sandbox, startSandbox } from "../../src/sandbox/start.ts";
import { type Ended, runJob } from "./runner.ts";

type Role = keyof Sandbox["people"];
interface IssueJson {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly labels: readonly { readonly name: string }[];
  readonly user: { readonly login: string };
}

let box: Sandbox;

beforeEach(async () => {
  box = await startSandbox({ empty: true });
});
afterEach(async () => {
  await box.close();
});

async function api<T>(role: Role, route: string, body?: unknown): Promise<T> {
  const [method = "GET", path = ""] = route.split(" ");
  const answer = await fetch(`${box.url}${path.startsWith("/_") ? "" : `/repos/${box.repository}`}${path}`, {
    method,
    headers: { authorization: `Bearer ${box.people[role].token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${text}`);
  return (text === "" ? null : JSON.parse(text)) as T;
}

function put(path: string, text: string, more: object = {}): Promise<unknown> {
  const content = Buffer.from(text).toString("base64");
  return api("admin", `PUT /contents/${path}`, { message: `Add ${path}`, content, ...more });
}

const enforce = (grace: string): Promise<unknown> =>
  put(".github/quench.yml", `version: 1\nmode: enforce\nclosure:\n  grace: ${grace}\n`);

async function openIncident(body = "### Severity\n\nSEV1\n\n### Finding types\n\nmissed detection\n"): Promise<number> {
  const labels = ["incident"];
  return (await api<IssueJson>("admin", "POST /issues", { title: "Checkout is down", body, labels })).number;
}

const close = (role: Role, number: number): Promise<unknown> =>
  api(role, `PATCH /issues/${number}`, { state: "closed", state_reason: "completed" });
const issueOf = (number: number): Promise<IssueJson> => api("admin", `GET /issues/${number}`);
const commentsOf = (number: number): Promise<{ body: string; user: { login: string } }[]> =>
  api("admin", `GET /issues/${number}/comments`);
const itemsOf = (number: number): Promise<IssueJson[]> => api("admin", `GET /issues/${number}/sub_issues`);

function run(
  event: string,
  payload: unknown,
  inputs: Record<string, string> = {},
  token = box.people.actions.token,
): Promise<Ended> {
  return runJob({
    apiUrl: box.url,
    graphqlUrl: box.graphqlUrl,
    repository: box.repository,
    token,
    event,
    payload,
    inputs,
  });
}

const onIssue = async (action: string, number: number, inputs?: Record<string, string>): Promise<Ended> =>
  run("issues", { action, issue: await issueOf(number), repository: { full_name: box.repository } }, inputs);

describe("the bundle, on a labeled incident", () => {
  it("creates items and tracker as github-actions[bot], and a second run changes nothing", async () => {
    await enforce("1s");
    const number = await openIncident();
    const first = await onIssue("labeled", number);
    expect({ code: first.code, log: first.log }).toMatchObject({ code: 0 });
    expect(first.outputs).toMatchObject({ outcome: "fail", closable: "false", reopened: "false" });
    expect(JSON.parse(first.outputs["verdict"] ?? "")).toMatchObject({
      incident: { number },
      mode: "enforce",
      severity: "SEV1",
    });
    expect(first.outputs["next-step"]).not.toBe("");
    expect(first.log).toMatch(/::group::\d+ writes\nDone: post the tracker comment on #\d+\.\n[^]*::endgroup::/);

    const comments = await commentsOf(number);
    expect(comments.map((comment) => comment.user.login)).toEqual(["github-actions[bot]"]);
    const items = await itemsOf(number);
    expect(items).toHaveLength(3);
    expect(items.map((item) => item.labels.map((label) => label.name))).toEqual(
      items.map(() => expect.arrayContaining(["hardening"])),
    );

    const second = await onIssue("edited", number);
    expect(second.code).toBe(0);
    expect(await commentsOf(number)).toEqual(comments);
    expect(await itemsOf(number)).toEqual(items);
  });

  it("makes everything once where two jobs run at the same time", async () => {
    await enforce("1s");
    const number = await openIncident();
    const ended = await Promise.all([onIssue("opened", number), onIssue("labeled", number)]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    expect(await commentsOf(number)).toHaveLength(1);
    expect(await itemsOf(number)).toHaveLength(3);
  });

  it("makes everything once where GitHub fails in the middle", async () => {
    await enforce("1s");
    const number = await openIncident();
    await api("admin", "POST /_sandbox/faults", { route: "POST /repos/*/issues", status: 502, times: 2 });
    await api("admin", "POST /_sandbox/faults", { route: "POST /graphql", status: 502, times: 2 });
    await onIssue("labeled", number);
    expect((await onIssue("edited", number)).code).toBe(0);
    expect(await commentsOf(number)).toHaveLength(1);
    expect(await itemsOf(number)).toHaveLength(3);
  });

  it("finds the incident from a comment on one of its items", async () => {
    await enforce("1s");
    const number = await openIncident();
    await onIssue("labeled", number);
    const [item] = await itemsOf(number);
    await api("owner", `POST /issues/${item?.number}/comments`, { body: "/quench owner @olu-owner" });
    const ended = await run("issue_comment", { action: "created", issue: item, comment: {} });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(JSON.parse(ended.outputs["verdict"] ?? "")).toMatchObject({
      incident: { number },
      items: expect.arrayContaining([expect.objectContaining({ number: item?.number, owner: "olu-owner" })]),
    });
  });

  it("writes a summary with the verdict first, and no token anywhere", async () => {
    await enforce("1s");
    const { summary, log } = await onIssue("labeled", await openIncident());
    expect(summary).toMatch(/^## ⛔ Not ready to close.*\n\n\*\*\[#\d+\]\(\S+\) Checkout is down\*\*/);
    expect(summary).toContain("**Next:**");
    expect(summary + log).not.toContain(box.people.actions.token);
  });
});

describe("the bundle, on an early close", () => {
  it("waits out the grace, reopens, says why, and fails the job", async () => {
    await enforce("2s");
    const number = await openIncident();
    await onIssue("labeled", number);
    await close("author", number);
    const ended = await onIssue("closed", number);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).toMatch(/::error::Incident #\d+ was closed before it was ready and is open again\. Next: /);
    expect(ended.outputs).toMatchObject({ reopened: "true", closable: "false" });
    expect(ended.summary).toContain("is open again");
    expect((await issueOf(number)).state).toBe("open");
    const said = (await commentsOf(number)).filter(
      (comment) => comment.body.includes("author") || /reopen/i.test(comment.body),
    );
    expect(said.length).toBeGreaterThan(0);

    const again = await onIssue("reopened", number);
    expect(again.code).toBe(0);
    expect(again.outputs["reopened"]).toBe("false");
  });

  it("reopens a hardening item that was closed by hand, and fails the job", async () => {
    await enforce("1s");
    const number = await openIncident();
    await onIssue("labeled", number);
    const [item] = await itemsOf(number);
    await close("author", item?.number ?? 0);
    const ended = await onIssue("closed", item?.number ?? 0);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).toContain(
      `::error::Hardening item #${item?.number} was closed before it was verified and is open again.`,
    );
    expect((await issueOf(item?.number ?? 0)).state).toBe("open");
  });

  it("leaves it closed in warn mode, which is the mode without a policy file", async () => {
    const number = await openIncident();
    expect((await onIssue("labeled", number)).outputs["outcome"]).toBe("fail");
    await close("author", number);
    await api("admin", "POST /_sandbox/clock", { advance: "PT61S" });
    const ended = await onIssue("closed", number);
    expect(ended.code).toBe(0);
    expect(ended.log).toMatch(/::warning::Incident #\d+ was closed before it was ready\./);
    expect((await issueOf(number)).state).toBe("closed");
  });

  it("writes nothing in a dry run, and passes", async () => {
    await enforce("1s");
    const number = await openIncident();
    await onIssue("labeled", number);
    await close("author", number);
    const before = await commentsOf(number);
    const ended = await onIssue("closed", number, { "dry-run": "true" });
    expect(ended.code).toBe(0);
    expect(ended.log).toMatch(/::warning::Dry run, so the job passes: .* would be reopened\./);
    expect(ended.outputs["reopened"]).toBe("false");
    expect((await issueOf(number)).state).toBe("closed");
    expect(await commentsOf(number)).toEqual(before);
  });
});

describe("the bundle, on a pull request", () => {
  async function openPull(body: string): Promise<number> {
    const { object } = await api<{ object: { sha: string } }>("author", "GET /git/ref/heads/main");
    await api("author", "POST /git/refs", { ref: "refs/heads/fix", sha: object.sha });
    await put("fix.md", "A fix.\n", { branch: "fix" });
    return (await api<IssueJson>("author", "POST /pulls", { title: "A fix", head: "fix", base: "main", body })).number;
  }
  const onPull = (number: number): Promise<Ended> =>
    run("pull_request", { action: "opened", pull_request: { number } });

  it("fails the job and the check where the merge would close the incident too early (R-C4)", async () => {
    await enforce("1s");
    const number = await openIncident();
    await onIssue("labeled", number);
    const pull = await openPull(`Fixes #${number}`);
    const ended = await onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).toContain(`::error::Merging pull request #${pull} would close incident #${number} too early.`);
    const { head } = await api<{ head: { sha: string } }>("admin", `GET /pulls/${pull}`);
    const { check_runs } = await api<{ check_runs: object[] }>("admin", `GET /commits/${head.sha}/check-runs`);
    expect(check_runs).toEqual([
      expect.objectContaining({
        name: "Quench / hardening gate",
        conclusion: "failure",
        app: expect.objectContaining({ id: 15368 }),
      }),
    ]);
  });

  it("passes where it serves an item", async () => {
    await enforce("1s");
    const number = await openIncident();
    await onIssue("labeled", number);
    const [item] = await itemsOf(number);
    const ended = await onPull(await openPull(`Hardening: #${item?.number}`));
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.outputs["outcome"]).toBe("fail");
  });

  it("passes, and says so, where it has nothing to do with an incident", async () => {
    const ended = await onPull(await openPull("Only a fix."));
    expect(ended).toMatchObject({ code: 0, summary: "", outputs: { outcome: "not_applicable", verdict: "" } });
    expect(ended.log).toContain("Nothing here belongs to an incident.");
  });
});

describe("the bundle, in a workflow that is not right", () => {
  it.each([
    ["a token that is not valid", { token: "ghs_wrong" }, /The input `token` is not valid/],
    ["a mode that does not exist", { mode: "guess" }, /The input `mode` is "guess"/],
  ])("fails with what to change: %s", async (_name, inputs, message) => {
    const ended = await run("issues", { action: "opened", issue: { number: await openIncident() } }, inputs);
    expect(ended.code).toBe(1);
    expect(ended.log).toMatch(message);
    expect(ended.log).not.toContain("    at ");
  });

  it("passes on an event that is none of its business", async () => {
    const ended = await run("push", { ref: "refs/heads/main" });
    expect(ended.code).toBe(0);
    expect(ended.outputs).toMatchObject({ outcome: "not_applicable", reopened: "false" });
  });
});
