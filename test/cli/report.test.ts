import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { portfolioText } from "../../src/cli/report/tell.ts";
import { type PortfolioDocument, portfolioDocument } from "../../src/core/portfolio/document.ts";
import { portfolioSchema } from "../../src/core/portfolio/document-schema.ts";
import { unreadRow } from "../../src/core/portfolio/row.ts";
import { form, policy, World } from "../support/e2e.ts";
import { HOSTILE } from "../support/hostile-text.ts";
import type { Said } from "../support/said.ts";
import { type Env, environmentsOf, run } from "./stage.ts";

const folder = mkdtempSync(join(tmpdir(), "quench-report-"));
let world: World;
let proven = 0;
let open = 0;
let app: Env;
let token: Env;
let addresses: Env;

const report = (env: Env, ...argv: string[]): Promise<Said> => run(env, "report", ...argv);
const parsed = (text: string): PortfolioDocument => portfolioSchema.parse(JSON.parse(text));

beforeAll(async () => {
  world = await World.open();
  const body = form({ Summary: "Checkout hung", Severity: "SEV1", "Failure class": "config-change" });
  proven = (await world.open({ body })).number;
  await world.prove(proven);
  open = (await world.open({ body, title: "Search is slow" })).number;
  await world.settle();
  ({ addresses, app, token } = environmentsOf(world, folder));
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world.close();
});

describe("quench report", () => {
  it("is a table: number, severity, verdict, next step, date and owner", async () => {
    const { code, out, err } = await report(token, world.box.repository);
    expect([code, err]).toEqual([0, ""]);
    const lines = out.split("\n");
    expect(lines[0]).toBe("acme/shop has 2 incidents: 1 not ready to close, 1 ready to close.");
    expect(lines[1]).toMatch(/^As of .+, by \.github\/quench\.yml in enforce mode\.$/);
    expect(lines[3]).toMatch(/^incident +severity +verdict +next step +due +owner$/);
    expect(out).toMatch(new RegExp(`^ +#${proven} +SEV1 +✓ ready to close +– `, "m"));
    expect(out).toMatch(new RegExp(`^ +#${open} +SEV1 +✗ not ready +\\S`, "m"));
    expect(out).not.toContain("\u001b");
  });

  it("is one JSON document, the same with the App's key but for the signature", async () => {
    const mere = await report(token, world.box.repository, "--json");
    const whole = await report(app, world.box.repository, "--json");
    expect([mere.code, whole.code, mere.err, whole.err]).toEqual([0, 0, "", ""]);
    const [first, second] = [parsed(mere.out), parsed(whole.out)];
    const standings = ({ incidents }: PortfolioDocument) => incidents.map(({ number, standing }) => [number, standing]);
    expect(standings(first)).toEqual(standings(second));
    const bundle = ({ incidents }: PortfolioDocument) => incidents.find(({ number }) => number === proven)?.bundle;
    expect(bundle(first)).toMatchObject({ state: "posted", signature: "unchecked" });
    expect(bundle(second)).toEqual({ ...bundle(first), signature: "valid" });
  });

  it("writes its files, tells what it left alone, and its verdicts are those of quench evaluate", async () => {
    const out = join(folder, "out");
    mkdirSync(out);
    writeFileSync(join(out, "mine.txt"), "x");
    const { code, err } = await report(token, `https://github.com/${world.box.repository}`, "-o", out);
    expect(code).toBe(0);
    expect(err).toBe(`Wrote 6 files to ${out}.\nLeft alone there, because Quench did not write it: mine.txt.\n`);
    expect(readdirSync(join(out, "verdicts")).sort()).toEqual([`${open}.json`, `${proven}.json`].sort());
    expect(readFileSync(join(out, "portfolio.md"), "utf8")).toContain("# Hardening portfolio of acme/shop");
    const live = await run(token, "evaluate", `${world.box.repository}#${proven}`, "--json");
    const still = (text: string) => ({ ...(JSON.parse(text) as object), wakeAt: "" });
    expect(still(readFileSync(join(out, "verdicts", `${proven}.json`), "utf8"))).toEqual(still(live.out));
    const again = await report(token, world.box.repository, "-o", out);
    expect(again.err).toContain("Wrote 6 files");
  });

  it("tells of a rate limit what is read, what is missing, and when to come again", async () => {
    await world.control("POST", "faults", { graphql: "rate_limited", after: 3 });
    const { code, out, err } = await report(token, world.box.repository, "--json");
    await world.control("DELETE", "faults");
    expect(code).toBe(3);
    expect(parsed(out)).toMatchObject({ complete: false, stopped: { why: "GitHub's rate limit is reached" } });
    expect(err).toMatch(/^Not whole: 1 not read, because GitHub's rate limit is reached\. Come again at /);
    await world.control("POST", "faults", { graphql: "rate_limited", after: 1 });
    const none = await report(token, world.box.repository);
    await world.control("DELETE", "faults");
    expect(none.code).toBe(1);
    expect(none.err).toContain("GitHub asks to wait: come back at ");
  });

  it("has a sentence for a repository without incidents, and judges by the defaults without a policy", async () => {
    const { data } = await world.control("POST", "repositories", { repository: "acme/empty", install: false });
    expect(data).toBeDefined();
    const empty = await report(token, "acme/empty");
    expect([empty.code, empty.err]).toEqual([0, ""]);
    expect(empty.out).toMatch(
      /^acme\/empty has no open incident, and none that was closed in the last 15 days\.\nAs of .+, by the built-in defaults in warn mode: there is\nno policy file \.github\/quench\.yml\.\n$/,
    );
  });

  it("says what is wrong with what was typed, without asking GitHub", async () => {
    const nothing = await report(token);
    expect([nothing.code, nothing.err]).toEqual([
      1,
      "The repository is missing: name it, as in `quench report acme/shop`, or its address.\n",
    ]);
    expect((await report(token, "acme/shop#12")).err).toBe(
      "`acme/shop#12` names one issue, and `quench report` looks at a whole repository: write `quench report acme/shop`.\n",
    );
    const file = join(folder, "file");
    writeFileSync(file, "x");
    expect((await report(token, "acme/shop", "-o", file)).err).toBe(`${file} is no folder: name another folder.\n`);
    expect((await report(token, "acme/shop", "-o", "-")).err).toContain("`-o` takes a folder");
  });

  it("says what to do without a token, with a wrong one, and of what is out of sight", async () => {
    expect((await report(addresses, "acme/shop")).err).toContain("There is no token for ");
    expect((await report({ ...addresses, GITHUB_TOKEN: "ghp_wrong" }, "acme/shop")).err).toContain("HTTP 401");
    const gone = await report(token, "acme/nothing", "-o", join(folder, "none"));
    expect(gone.code).toBe(1);
    expect(gone.err).toMatch(
      /^acme\/nothing cannot be read: .+\. Check its spelling, and that \S+ may see the repository\.\n$/,
    );
    expect(existsSync(join(folder, "none"))).toBe(false);
    await world.control("POST", "repositories", { repository: "acme/hidden", private: true, install: false });
    const hidden = await report({ ...addresses, GITHUB_TOKEN: world.box.people.outsider.token }, "acme/hidden");
    expect([hidden.code, hidden.out]).toEqual([1, ""]);
    expect(hidden.err).toContain("acme/hidden cannot be read: ");
  });

  it("says of a policy that is switched off that nothing is judged", async () => {
    await world.setPolicy("version: 1\nmode: warn\nenabled: false\n");
    expect(await report(token, world.box.repository)).toEqual({
      code: 0,
      out: "acme/shop: its policy says `enabled: false`, so nothing is judged.\n",
      err: "",
    });
    await world.setPolicy(policy("enforce"));
  });
});

describe("the table", () => {
  const about = {
    repository: "acme/shop",
    url: "https://github.com/acme/shop",
    at: "2026-03-09T09:00:00Z",
    policy: { path: null, commit: null, problem: null, belowFloor: [] },
    mode: "warn" as const,
    stopped: null,
    notes: [],
    digests: [],
  };
  const listed = { url: "", title: "x", state: "open", closedAt: null, scope: "current" } as const;

  it("fits a narrow terminal, and is colored where somebody looks", () => {
    const rows = [unreadRow({ ...listed, number: 7 }, "acme/shop#7: HTTP 502 (a proxy that nobody knows answered)")];
    const text = portfolioText(portfolioDocument({ ...about, rows }), { zone: "UTC", color: false, columns: 80 });
    expect(text.split("\n").every((line) => line.length <= 80)).toBe(true);
    expect(text).toContain("Not read: #7 (acme/shop#7: HTTP 502");
    const colored = portfolioText(portfolioDocument({ ...about, rows }), { zone: "UTC", color: true, columns: 80 });
    expect(colored).toContain("\u001b[33m? not read\u001b[0m");
  });

  it("obeys no escape in what people wrote", () => {
    for (const hostile of [...HOSTILE, "\u001b[2Jgone\u0007"]) {
      const row = { ...unreadRow({ ...listed, number: 7 }, hostile), owner: hostile };
      const text = portfolioText(portfolioDocument({ ...about, rows: [row], notes: [hostile] }), {
        zone: "UTC",
        color: false,
        columns: 80,
      });
      expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
    }
  });
});
