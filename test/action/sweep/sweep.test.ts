import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused, Unavailable } from "../../../src/github/request/errors.ts";
import { type Ran, SweepStage } from "./stage.ts";

let stage: SweepStage;
// Time passes where the job sleeps or the test says so, and nowhere else: how fast this machine is decides nothing.
beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(Date.now());
});
afterEach(() => {
  jest.restoreAllMocks();
  return stage.close();
});

const FAR = "2026-09-10";
const CLAIM = "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
const policy = (text: string): Promise<unknown> => putFile(".github/quench.yml", text);

async function putFile(path: string, text: string): Promise<unknown> {
  const found = await fetch(`${stage.box.url}/repos/${stage.box.repository}/contents/${path}`, {
    headers: { authorization: `Bearer ${stage.box.people.admin.token}` },
  });
  const sha = found.ok ? { sha: ((await found.json()) as { sha: string }).sha } : {};
  const content = Buffer.from(text).toString("base64");
  return stage.api(`PUT /contents/${path}`, { message: `Change ${path}`, content, ...sha });
}

/** Runs until nothing is left, an hour after the other. */
async function untilQuiet(): Promise<readonly Ran[]> {
  const runs: Ran[] = [];
  for (let count = 0; count < 12; count += 1) {
    const ran = await stage.run();
    runs.push(ran);
    await stage.advance("PT1H");
    if (ran.report.notes[0]?.startsWith("Looked at 0 ") === true) return runs;
  }
  throw new Error("it never became quiet");
}

const looked = ({ report }: Ran): number => Number(/^Looked at (\d+)/.exec(report.notes[0] ?? "")?.[1] ?? Number.NaN);

describe("a sweep of a repository with incidents", () => {
  it("sets them up, asks two questions an hour where nothing is due, and leaves one mark", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR, FAR]);
    const runs = await untilQuiet();
    expect(runs[0]?.report.summary).toMatch(/^## ⛔ 2 of 2 not ready to close/);
    expect(runs.at(-1)?.report.summary).toMatch(/^## ✅ Nothing is due for 2 incidents/);
    expect(runs.at(-1)?.requests).toBe(2);
    expect(
      (await stage.comments(number)).filter(({ body }) => body.startsWith("<!-- quench:tracker -->")),
    ).toHaveLength(1);
    const marks = await stage.marks();
    expect(marks).toHaveLength(1);
    expect(marks[0]).toMatchObject({ conclusion: "success", output: { title: "All 2 looked at" } });
    expect(marks[0]?.output.summary).toContain("Nothing waits for this check");
  });

  it("sends each reminder once when its time has come, whatever runs again or beside it", async () => {
    stage = await SweepStage.open();
    await stage.plant(["2026-03-10", "2026-03-10", "2026-03-10", FAR]);
    await untilQuiet();
    await stage.at("2026-03-06T08:30:00Z");
    await untilQuiet();
    await stage.at("2026-03-06T09:30:00Z");
    const [first] = await Promise.all([stage.run(), stage.run()]);
    expect(first.report.failures).toEqual([]);
    await stage.run();
    const reminders = await stage.reminders();
    expect(reminders).toHaveLength(3);
    expect(new Set(reminders).size).toBe(3);
    await stage.advance("PT1H");
    const after = await stage.run();
    expect(looked(after)).toBe(0);
    expect(after.requests).toBe(2);
  });

  it("looks at what changed, and at nothing else", async () => {
    stage = await SweepStage.open();
    const [, second = 0] = await stage.plant([FAR, FAR, FAR]);
    await untilQuiet();
    await stage.api(`POST /issues/${second}/comments`, { body: "/quench escalation @olu-owner" }, "owner");
    await stage.advance("PT10M");
    const ran = await stage.run();
    expect(looked(ran)).toBe(1);
    expect((await stage.comments(second)).find(({ body }) => body.includes("quench:tracker"))?.body).toContain(
      "olu-owner",
    );
    await stage.advance("PT10M");
    expect(looked(await stage.run())).toBe(0);
  });

  it("finds an incident that is labeled meanwhile", async () => {
    stage = await SweepStage.open();
    await stage.plant([FAR]);
    await untilQuiet();
    const issue = await stage.api<{ number: number }>("POST /issues", { title: "Down again", labels: ["incident"] });
    await stage.advance("PT10M");
    expect(looked(await stage.run())).toBe(1);
    expect((await stage.comments(issue.number)).some(({ body }) => body.includes("quench:tracker"))).toBe(true);
  });

  it("undoes a close that nobody looked at, says so, and fails", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR, FAR]);
    await untilQuiet();
    await stage.api(`PATCH /issues/${number}`, { state: "closed", state_reason: "completed" }, "owner");
    await stage.advance("PT30M");
    const { report } = await stage.run();
    expect((await stage.api<{ state: string }>(`GET /issues/${number}`)).state).toBe("open");
    expect(report.failures).toEqual([
      expect.stringContaining(`Incident #${number} was closed before it was ready and is open again.`),
    ]);
    expect(report.outputs).toMatchObject({ reopened: "true", outcome: "fail" });
    expect(report.summary).toMatch(/^## ↩️ 1 reopened/);
    await stage.advance("PT30M");
    expect((await stage.run()).report.failures).toEqual([]);
  });

  it("waits out the grace of a close in the job", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR]);
    await untilQuiet();
    await stage.api(`PATCH /issues/${number}`, { state: "closed", state_reason: "completed" }, "owner");
    const ran = await stage.run();
    expect(ran.slept).toBeGreaterThan(0);
    expect((await stage.api<{ state: string }>(`GET /issues/${number}`)).state).toBe("open");
    expect(ran.report.failures).toHaveLength(1);
  });

  it("leaves a grace that is longer than a minute or two to the next run, and keeps nobody waiting for it", async () => {
    stage = await SweepStage.open();
    await policy("version: 1\nmode: enforce\nclosure:\n  grace: 20m\n");
    const [number = 0] = await stage.plant([FAR, FAR]);
    await untilQuiet();
    await stage.api(`PATCH /issues/${number}`, { state: "closed", state_reason: "completed" }, "owner");
    const ran = await stage.run();
    expect(ran.slept).toBe(0);
    expect(ran.report.warnings).toEqual([]);
    await stage.advance("PT1H");
    expect((await stage.run()).report.failures).toHaveLength(1);
    expect((await stage.api<{ state: string }>(`GET /issues/${number}`)).state).toBe("open");
  });

  it("looks at everything once a day, and at once where the policy changes", async () => {
    stage = await SweepStage.open();
    await stage.plant([FAR, FAR]);
    await untilQuiet();
    await stage.advance("PT23H");
    expect(looked(await stage.run())).toBe(2);
    await policy("version: 1\nmode: warn\n");
    await stage.advance("PT1H");
    const ran = await stage.run();
    expect(looked(ran)).toBe(2);
    expect(ran.report.summary).not.toContain("enforce mode");
  });

  it("writes nothing in a dry run, and says what it would write", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR]);
    const { report } = await stage.run({ dryRun: true });
    expect(await stage.comments(number)).toHaveLength(1);
    expect(await stage.marks()).toEqual([]);
    expect(report.summary).toContain("Dry run: nothing was written");
    expect(report.summary).toContain("post the tracker comment");
    expect(report.failures).toEqual([]);
  });
});

describe("a sweep and the checks of pull requests", () => {
  const gates = async (sha: string): Promise<{ conclusion: string | null; output: { title: string } }[]> => {
    const name = encodeURIComponent("Quench / hardening gate");
    const { check_runs: runs } = await stage.api<{
      check_runs: { conclusion: string | null; output: { title: string } }[];
    }>(`GET /commits/${sha}/check-runs?check_name=${name}&filter=all`);
    return runs;
  };

  /** A pull request of somebody from outside, whose jobs get a token that can only read. */
  async function fromFork(body: string): Promise<{ number: number; head: { sha: string } }> {
    const { box } = stage;
    const { login, token } = box.people.outsider;
    const headers = { authorization: `Bearer ${token}` };
    const call = async (
      method: string,
      path: string,
      data?: object,
    ): Promise<{ number: number; head: { sha: string } }> => {
      const answer = await fetch(`${box.url}${path}`, {
        method,
        headers,
        ...(data === undefined ? {} : { body: JSON.stringify(data) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as { number: number; head: { sha: string } };
    };
    await call("POST", `/repos/${box.repository}/forks`, {});
    const name = box.repository.split("/")[1];
    const content = Buffer.from("fixed").toString("base64");
    await call("PUT", `/repos/${login}/${name}/contents/src/fix.ts`, { message: "Fix", content });
    return call("POST", `/repos/${box.repository}/pulls`, {
      title: "A fix",
      body,
      head: `${login}:main`,
      base: "main",
    });
  }

  it("posts the failing check of a fork's head that would close an incident too early, once", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR]);
    await untilQuiet();
    const pull = await fromFork(`Fixes #${number}`);
    await stage.advance("PT10M");
    expect(looked(await stage.run())).toBe(1);
    expect((await gates(pull.head.sha)).map(({ conclusion }) => conclusion)).toEqual(["failure"]);
    await stage.advance("PT1H");
    expect(looked(await stage.run())).toBe(0);
    expect(await gates(pull.head.sha)).toHaveLength(1);
  });

  it("posts one on every unchecked head where the policy gives it to all", async () => {
    stage = await SweepStage.open();
    await policy("version: 1\nmode: enforce\nchecks:\n  all_pull_requests: true\n");
    await stage.plant([FAR]);
    await untilQuiet();
    const pull = await fromFork("Nothing to do with it");
    await stage.advance("PT10M");
    await stage.run();
    expect((await gates(pull.head.sha)).map(({ conclusion }) => conclusion)).toEqual(["success"]);
    await stage.advance("PT1H");
    expect((await stage.run()).requests).toBe(2);
  });
});

describe("a sweep beside an App that leads", () => {
  it("writes nothing on its incidents, and does not come back for them", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant(["2026-03-10"]);
    await stage.settleAsApp(number);
    const before = await stage.comments(number);
    expect(before.some(({ user, body }) => user.login === "quench[bot]" && body.includes("quench:tracker"))).toBe(true);
    const first = await stage.run();
    expect(first.report.failures).toEqual([]);
    await untilQuiet();
    await stage.at("2026-03-06T09:30:00Z");
    await untilQuiet();
    expect(await stage.comments(number)).toHaveLength(before.length);
    expect(await stage.reminders()).toEqual([]);
  });
});

describe("a sweep and its mark", () => {
  const forge = async (text: string): Promise<void> => {
    const [mark] = await stage.marks();
    const actions = stage.box.people.actions.token;
    await fetch(`${stage.box.url}/repos/${stage.box.repository}/check-runs/${mark?.id}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${actions}` },
      body: JSON.stringify({ output: { title: "Forged", summary: "Forged", text } }),
    });
  };

  it("looks at everything where the mark is broken, and mends it", async () => {
    stage = await SweepStage.open();
    await stage.plant([FAR, FAR]);
    await untilQuiet();
    await forge("quench-sweep-1 AAAA");
    expect(looked(await stage.run())).toBe(2);
    await stage.advance("PT1H");
    const after = await stage.run();
    expect(looked(after)).toBe(0);
    expect(await stage.marks()).toHaveLength(1);
  });

  it("goes on without one where none may be left, and says why", async () => {
    stage = await SweepStage.open();
    await stage.plant([FAR]);
    await stage.control("POST", "faults", {
      route: "POST /repos/*/check-runs",
      status: 403,
      body: { message: "Resource not accessible by integration" },
    });
    const { report } = await stage.run();
    expect(looked({ report } as Ran)).toBe(1);
    // The line of YAML is named for the whole job, once (`lacks.ts`).
    expect(report.warnings).toEqual([
      expect.stringMatching(/could not leave its mark .*: POST .*\/check-runs: HTTP 403 \(Resource not accessible/),
    ]);
    expect(report.failures).toEqual([]);
  });
});

describe("a sweep without a policy, or with a broken one", () => {
  it("judges by the defaults in warn mode where there is no file, and marks the workflow's commit", async () => {
    stage = await SweepStage.open("2026-03-02T10:00:00Z", { empty: true });
    await putFile(".github/workflows/quench.yml", "on: schedule\n");
    const [number = 0] = await stage.plant([FAR]);
    expect(looked(await stage.run())).toBe(1);
    expect((await stage.comments(number)).some(({ body }) => body.includes("quench:tracker"))).toBe(true);
    expect(await stage.marks(".github")).toHaveLength(1);
    await stage.advance("PT1H");
    expect((await stage.run()).requests).toBe(2);
  });

  it("keeps the last valid one where it is broken, and says so on the incident", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR]);
    await policy("version: 1\nmode: [enforce\n");
    await untilQuiet();
    const tracker = (await stage.comments(number)).find(({ body }) => body.includes("quench:tracker"))?.body ?? "";
    expect(tracker).toContain("enforce mode");
    expect(tracker).toContain(".github/quench.yml");
  });

  it("does nothing where it is switched off, or the repository is archived", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR]);
    await policy("version: 1\nenabled: false\n");
    const off = await stage.run();
    expect(off.report.notes).toEqual(["Nothing is swept: the policy says `enabled: false`."]);
    expect(off.requests).toBe(1);
    expect(await stage.comments(number)).toHaveLength(1);
  });
});

describe("a sweep with less than it needs", () => {
  it.each([
    ["", 0],
    [", where an answer is lost each hour", 1],
  ])(
    "goes on hour after hour until all were looked at, none twice before all once%s",
    async (_, lost) => {
      stage = await SweepStage.open();
      // Time passes where the job sleeps, and nowhere else: how fast this machine is decides nothing.
      jest.spyOn(Date, "now").mockReturnValue(Date.now());
      const made = await stage.plant(Array.from({ length: 70 }, () => FAR));
      const hours: ReadonlySet<number>[] = [];
      const ended = new Set<number>();
      for (let hour = 0; hour < 8 && ended.size < made.length; hour += 1) {
        const seen = new Set<number>();
        const broken: string[] = [];
        const ran = await stage.run({}, (client) => breaking(noting(client, made, seen), broken, lost));
        expect(ran.points).toBeLessThanOrEqual(667);
        expect(looked(ran)).toBe(seen.size);
        // Nobody whose look was finished is looked at a second time while others wait for their first.
        expect([...seen].filter((number) => ended.has(number))).toEqual([]);
        // Only an answer that was lost cuts a look, which comes again then: no look is begun that GitHub's pace would cut.
        expect(broken).toHaveLength(lost);
        const cut = await stage.unfinished(seen);
        expect(cut.length).toBeLessThanOrEqual(lost);
        for (const number of seen) if (!cut.includes(number)) ended.add(number);
        hours.push(seen);
        await stage.advance("PT1H");
      }
      expect(ended.size).toBe(made.length);
      expect(hours.length).toBeGreaterThan(1);
      const [mark] = await stage.marks();
      expect(mark?.conclusion).toBe("success");
    },
    240_000,
  );

  it("looks once more, in the same job, where an answer was lost, and warns of nothing", async () => {
    stage = await SweepStage.open();
    const made = await stage.plant([FAR, FAR, FAR]);
    const broken: string[] = [];
    const ran = await stage.run({}, (client) => breaking(client, broken, 1));
    expect(broken).toEqual([CLAIM]);
    expect(ran.report.warnings).toEqual([]);
    expect(looked(ran)).toBe(3);
    // The claim whose answer was lost stands for twenty seconds.
    expect(ran.slept).toBeGreaterThanOrEqual(20_000);
    expect(await stage.unfinished(new Set(made))).toEqual([]);
    for (const number of made) {
      const trackers = (await stage.comments(number)).filter(({ body }) => body.startsWith("<!-- quench:tracker -->"));
      expect(trackers).toHaveLength(1);
    }
    await stage.advance("PT1H");
    expect(looked(await stage.run())).toBe(0);
  });

  it("leaves one that fails again and again to the next run, and does not take it for an outage", async () => {
    stage = await SweepStage.open();
    const made = await stage.plant([FAR, FAR, FAR]);
    const broken: string[] = [];
    const ran = await stage.run({}, (client) => breaking(client, broken, 9));
    const left = await stage.unfinished(new Set(made));
    expect(left).toHaveLength(1);
    expect(ran.report.warnings).toEqual([
      expect.stringContaining(`Could not be looked at: #${left[0]} `),
      expect.stringContaining("1 incident left, because they were not finished."),
    ]);
    await stage.advance("PT1H");
    expect(looked(await stage.run())).toBe(1);
    expect(await stage.unfinished(new Set(made))).toEqual([]);
  });

  it("ends in success where GitHub asks for a pause, and goes on with the next run", async () => {
    stage = await SweepStage.open();
    await stage.plant([FAR, FAR, FAR]);
    await stage.control("POST", "faults", {
      rate_limit: "primary",
      route: "POST /graphql",
      retry_after: 3_500,
      after: 1,
      times: 1,
    });
    const stopped = await stage.run({ timeLimit: 10 });
    expect(stopped.report.failures).toEqual([]);
    expect(stopped.report.warnings.join(" ")).toContain("left, because");
    await stage.advance("PT1H");
    const runs = await untilQuiet();
    expect(runs.reduce((sum, ran) => sum + looked(ran), 0)).toBeGreaterThanOrEqual(3);
  });

  it("comes back to what changed and was not looked at, although the mark has gone on", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR, FAR]);
    await untilQuiet();
    await stage.api(`POST /issues/${number}/comments`, { body: "/quench escalation @olu-owner" }, "owner");
    await stage.advance("PT10M");
    const outage = { route: "POST /graphql", status: 502, after: 1 };
    await stage.control("POST", "faults", outage);
    expect((await stage.run()).report.warnings.join(" ")).toContain(
      "1 incident left, because GitHub could not be read",
    );
    await stage.control("DELETE", "faults");
    await stage.advance("PT2H");
    expect(looked(await stage.run())).toBe(1);
    const tracker = (await stage.comments(number)).find(({ body }) => body.includes("quench:tracker"));
    expect(tracker?.body).toContain("olu-owner");
  });

  it("makes nothing twice where it was killed in the middle, wherever that was", async () => {
    for (const after of [6, 14, 25]) {
      stage = await SweepStage.open();
      const [number = 0, other = 0] = await stage.plant([FAR, FAR]);
      await expect(stage.run({}, (client) => killed(client, after))).rejects.toThrow("killed");
      await stage.advance("PT1H");
      await untilQuiet();
      for (const each of [number, other]) {
        const comments = await stage.comments(each);
        expect(comments.filter(({ body }) => body.startsWith("<!-- quench:tracker -->"))).toHaveLength(1);
        const items = await stage.api<{ title: string }[]>(`GET /issues/${each}/sub_issues`);
        expect(new Set(items.map(({ title }) => title)).size).toBe(items.length);
      }
      if (after !== 25) await stage.close();
    }
  }, 60_000);

  it("answers a command once where it was killed between the answer and its reaction", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR]);
    await untilQuiet();
    await stage.api(`POST /issues/${number}/comments`, { body: "/quench nonsense" }, "owner");
    await stage.advance("PT10M");
    const cut = (client: GitHubClient): GitHubClient => ({
      ...client,
      rest(route, parameters, options) {
        if (parameters?.["content"] === "confused") throw new Error("killed");
        return client.rest(route, parameters, options);
      },
    });
    await stage.run({}, cut);
    await stage.advance("PT1H");
    await untilQuiet();
    const answers = (await stage.comments(number)).filter(({ body }) => body.includes("quench:notice:answer:"));
    expect(answers).toHaveLength(1);
  });

  it("says what it could not read in an outage, and fails nobody", async () => {
    stage = await SweepStage.open();
    await stage.plant([FAR, FAR]);
    await stage.control("POST", "faults", { route: "POST /graphql", status: 502, after: 1 });
    const { report } = await stage.run();
    expect(report.failures).toEqual([]);
    expect(report.warnings.join(" ")).toContain("GitHub could not be read");
    await stage.control("DELETE", "faults");
    await stage.advance("PT1H");
    expect(looked(await stage.run())).toBe(2);
  });
});

/** The client, which notes which of these incidents it is asked about. */
function noting(client: GitHubClient, incidents: readonly number[], seen: Set<number>): GitHubClient {
  return {
    graphql(query, variables, options) {
      for (const value of Object.values(variables)) {
        if (typeof value === "number" && incidents.includes(value)) seen.add(value);
      }
      return client.graphql(query, variables, options);
    },
    rest: (route, parameters, options) => client.rest(route, parameters, options),
  };
}

/**
 * The client, to which so many claims are made while their answers are lost, all of the tracker that is claimed first;
 * notes the route of each request that failed and was not refused.
 */
function breaking(client: GitHubClient, broken: string[], most: number): GitHubClient {
  let tracker: unknown = null;
  const noted = async <T>(route: string, answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof Refused)) broken.push(route);
      throw error;
    }
  };
  return {
    graphql: (query, variables, options) => noted("GraphQL", client.graphql<never>(query, variables, options)),
    async rest(route, parameters, options) {
      const answer = await noted(route, client.rest(route, parameters, options));
      if (route !== CLAIM) return answer;
      tracker ??= parameters?.["comment_id"];
      if (tracker !== parameters?.["comment_id"] || broken.length >= most) return answer;
      return noted(route, Promise.reject(new Unavailable(route, null, "it was lost")));
    },
  };
}

/** The client of a job that is killed at its so-many-th request. */
function killed(client: GitHubClient, after: number): GitHubClient {
  let sent = 0;
  const next = (): void => {
    sent += 1;
    if (sent > after) throw new Error("killed");
  };
  return {
    graphql(query, variables, options) {
      next();
      return client.graphql(query, variables, options);
    },
    rest(route, parameters, options) {
      next();
      return client.rest(route, parameters, options);
    },
  };
}
