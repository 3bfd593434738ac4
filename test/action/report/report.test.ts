/** The mode `report` over HTTP: the box, a token of a workflow, and a workspace of its own. */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { WorkflowError } from "../../../src/action/inputs.ts";
import type { Job, JobReport } from "../../../src/action/job.ts";
import { report } from "../../../src/action/report/report.ts";
import { portfolioSchema } from "../../../src/core/portfolio/document-schema.ts";
import { bundleSchema } from "../../../src/core/rules/bundle-schema.ts";
import { verdictSchema } from "../../../src/core/verdict/schema.ts";
import { createClient } from "../../../src/github/request/client.ts";
import { form, World } from "../../support/e2e.ts";

let world: World;
let workspace = "";
let proven = 0;

interface More {
  readonly outputDirectory?: string;
  readonly dryRun?: boolean;
  readonly elapsed?: () => number;
  readonly left?: (kind: "core" | "graphql") => number | null;
  readonly token?: string;
  readonly repository?: string;
}

function run(more: More = {}): Promise<JobReport> {
  const { box } = world;
  const [owner = "", repo = ""] = (more.repository ?? box.repository).split("/");
  const auth = more.token ?? box.people.actions.token;
  const { outputDirectory = "quench-report", dryRun = false } = more;
  const job = {
    runner: { eventName: "schedule", workspace },
    inputs: { dryRun, timeLimit: 1, mode: "report", outputDirectory },
    place: { owner, repo },
    payload: {},
    client: createClient({ auth, baseUrl: box.url, graphqlUrl: box.graphqlUrl }),
    identity: { login: "github-actions[bot]", appId: 15_368, kind: "action", key: null },
    meter: { requests: () => 7, left: more.left ?? (() => null) },
    log: { info: () => undefined, warn: () => undefined },
    say: () => undefined,
    command: () => undefined,
    lacks: () => [],
    sleep: async () => undefined,
    elapsed: more.elapsed ?? (() => 0),
  };
  return report(job as unknown as Job);
}

const json = (...names: string[]): unknown => JSON.parse(readFileSync(join(workspace, ...names), "utf8"));

beforeAll(async () => {
  workspace = mkdtempSync(join(realpathSync(tmpdir()), "quench-report-"));
  world = await World.open();
  const body = form({ Summary: "Checkout hung", Severity: "SEV1", "Failure class": "config-change" });
  proven = (await world.open({ body })).number;
  await world.prove(proven);
  await world.open({ body, title: "@acme/all <b>down</b>" });
  await world.settle();
}, 60_000);
afterAll(async () => {
  rmSync(workspace, { recursive: true });
  await world.close();
});

describe("the mode report", () => {
  it("writes the portfolio, each verdict and the App's bundle, and nothing to GitHub; a failing gate fails no job", async () => {
    await world.control("DELETE", "requests");
    const done = await run();
    expect(done).toMatchObject({ failures: [], warnings: [], annotations: [] });
    expect(done.outputs).toEqual({ directory: "quench-report", outcome: "fail" });
    expect(done.notes).toEqual([
      expect.stringMatching(/^\d+ files in quench-report\.$/),
      "1 not ready to close, 1 ready to close.",
    ]);
    const portfolio = portfolioSchema.parse(json("quench-report", "portfolio.json"));
    expect(portfolio.complete).toBe(true);
    const row = portfolio.incidents.find(({ number }) => number === proven);
    expect(row).toMatchObject({ standing: "ready", bundle: { state: "posted", signature: "unchecked", note: null } });
    for (const { number } of portfolio.incidents) {
      expect(verdictSchema.parse(json("quench-report", "verdicts", `${number}.json`)).incident.number).toBe(number);
    }
    const bundle = bundleSchema.parse(json("quench-report", "bundles", `${proven}.json`));
    expect(bundle.incident.number).toBe(proven);
    const folder = join(workspace, "quench-report", "bundles");
    expect(execFileSync("sha256sum", ["-c", `${proven}.json.sha256`], { cwd: folder, encoding: "utf8" })).toContain(
      "OK",
    );
    expect(done.summary).toMatch(/^# Hardening portfolio of acme\/shop\n\n\*\*2 incidents: /);
    expect(done.summary).toContain("are in `quench-report`: upload it with a later step (output `directory`)");
    expect(done.summary).not.toMatch(/@acme|<b>/);
    const { data } = await world.control("GET", "requests");
    expect(JSON.stringify(data)).not.toMatch(/"(?:POST|PATCH|PUT|DELETE) \/repos/);
  });

  it("replaces its own former files, and names those of others", async () => {
    const out = join(workspace, "again");
    mkdirSync(join(out, "verdicts"), { recursive: true });
    writeFileSync(join(out, "notes.txt"), "mine");
    writeFileSync(join(out, "verdicts", "99.json"), '{ "schema": "quench/verdict/1" }\n');
    const done = await run({ outputDirectory: "again/" });
    expect(done.outputs.directory).toBe("again");
    expect(done.notes).toContain("Left alone in `again`, because Quench did not write it: `notes.txt`.");
    expect(readFileSync(join(out, "notes.txt"), "utf8")).toBe("mine");
    expect(readdirSync(join(out, "verdicts"))).not.toContain("99.json");
  });

  it.each(["/tmp/x", "../x", ".git"])("refuses the folder %s as a mistake in the workflow", async (outputDirectory) => {
    await expect(run({ outputDirectory })).rejects.toBeInstanceOf(WorkflowError);
  });

  it("refuses a folder with a file of somebody else's in the place of ours", async () => {
    mkdirSync(join(workspace, "site"));
    writeFileSync(join(workspace, "site", "portfolio.md"), "# Our portfolio\n");
    await expect(run({ outputDirectory: "site" })).rejects.toThrow("site/portfolio.md is not a file that Quench wrote");
  });

  it("ends at its time limit with what it has, and says what is missing", async () => {
    let asked = 0;
    const done = await run({ outputDirectory: "late", elapsed: () => (++asked > 1 ? 60_001 : 0) });
    expect(done.failures).toEqual([]);
    expect(done.warnings).toEqual([
      "The report is not whole: 1 of 2 incidents are not read (the time limit of 1 minute is reached: the input `time-limit` gives it more).",
    ]);
    expect(done.summary).toContain("⚠️ **This report is not whole: 1 incident is not read.**");
    expect(portfolioSchema.parse(json("late", "portfolio.json"))).toMatchObject({ complete: false });
    expect(readdirSync(join(workspace, "late", "verdicts"))).toHaveLength(1);
  });

  it("leaves the last requests of the hour to the gate; with none at all it fails, but not in a dry run", async () => {
    const none = await run({ outputDirectory: "short", left: () => 10 });
    expect(none.failures).toEqual([
      expect.stringContaining("No incident of acme/shop could be read: fewer than 50 requests"),
    ]);
    expect(none.outputs.outcome).toBe("unknown");
    const dry = await run({ outputDirectory: "short", left: () => 10, dryRun: true });
    expect([dry.failures, dry.warnings]).toEqual([[], none.failures]);
  });

  it("fails where the repository is out of sight, and writes no file", async () => {
    const gone = await run({ outputDirectory: "gone", repository: "acme/nothing" });
    expect(gone.outputs).toEqual({ directory: "", outcome: "unknown" });
    expect(gone.failures).toEqual([
      expect.stringMatching(/^acme\/nothing could not be reported on: .+\. No file was written\.$/),
    ]);
    expect(existsSync(join(workspace, "gone"))).toBe(false);
  });

  it("stops at GitHub's rate limit: before anything is read it fails and says when to come again", async () => {
    await world.control("POST", "faults", { graphql: "rate_limited" });
    const limited = await run({ outputDirectory: "limited" });
    await world.control("DELETE", "faults");
    expect(limited.failures).toEqual([expect.stringMatching(/could not be reported on: .*come back at \d{4}-/)]);
    expect(limited.outputs.outcome).toBe("unknown");
  });

  it("stops at GitHub's rate limit between two incidents: what is read is written", async () => {
    await world.control("POST", "faults", { graphql: "rate_limited", after: 3 });
    const limited = await run({ outputDirectory: "half" });
    await world.control("DELETE", "faults");
    expect(limited.failures).toEqual([]);
    expect(limited.warnings).toEqual([
      expect.stringMatching(
        /^The report is not whole: 1 of 2 incidents are not read \(GitHub's rate limit is reached\)\. Come again at \d{4}-\S+Z\.$/,
      ),
    ]);
    const portfolio = portfolioSchema.parse(json("half", "portfolio.json"));
    expect(portfolio.stopped?.again).toMatch(/^\d{4}-\S+Z$/);
    expect(portfolio.counts.unread).toBe(1);
  });

  it("says of a policy that is switched off that nothing is judged", async () => {
    await world.setPolicy("version: 1\nmode: warn\nenabled: false\n");
    const off = await run({ outputDirectory: "off" });
    expect(off).toMatchObject({ outputs: { directory: "", outcome: "not_applicable" }, failures: [], warnings: [] });
    expect(off.summary).toContain("`enabled: false`: nothing is judged");
    await world.setPolicy(null);
    const without = await run({ outputDirectory: "without" });
    expect(without.summary).toContain("by the built-in defaults in warn mode");
    expect(without.failures).toEqual([]);
  });
});
