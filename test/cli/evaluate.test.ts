import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { main } from "../../src/cli/main.ts";
import { judge } from "../support/judge.ts";
import { policyInForce } from "../support/policy.ts";
import { said } from "../support/said.ts";
import { incident, item, snapshot } from "../support/snapshot.ts";
import { closableStory } from "../support/story.ts";

const folder = mkdtempSync(join(tmpdir(), "quench-evaluate-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  return path;
}

const POLICY = "version: 1\nmode: enforce\nevidence:\n  trusted_hosts: [grafana.example.com]\n";
const ENFORCE = file("enforce.yml", POLICY);
const OPEN = file("open.json", snapshot({ items: [item(2)] }));

function evaluate(...argv: string[]) {
  return said(() => main(["evaluate", ...argv]));
}

describe("quench evaluate", () => {
  it("prints the verdict first, then the next step, then why, and exits 2 where it may not close", async () => {
    const { code, out, err } = await evaluate("--snapshot", OPEN, "--policy", ENFORCE);
    expect([code, err]).toEqual([2, ""]);
    const lines = out.split("\n");
    expect(lines[0]).toMatch(/^Not ready to close: \d of 6 conditions are not met yet$/);
    expect(lines[1]).toBe("#1 Checkout is down");
    expect(lines[2]).toBe("SEV1, mode enforce");
    expect(lines[4]).toMatch(/^Next: /);
    const places = ["Next:", "Conditions", "Scorecard: 0 of 5", "Windows", "Hardening items", "Sprint", "Findings"].map(
      (heading) => out.indexOf(`\n${heading}`),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(out).toContain("  ✗ #2 Guardrail 2\n");
    expect(out).not.toContain("\u001b");
  });

  it("prints the verdict itself as JSON, in the same bytes each time", async () => {
    const first = await evaluate("--snapshot", OPEN, "--policy", ENFORCE, "--json");
    const second = await evaluate("--snapshot", OPEN, "--policy", ENFORCE, "--json");
    expect(first).toEqual(second);
    expect(first.code).toBe(2);
    const verdict = judge(JSON.parse(readFileSync(OPEN, "utf8")) as Parameters<typeof judge>[0], policyInForce(POLICY));
    const policy = { ...verdict.policy, commit: "0".repeat(40) };
    expect(first.out).toBe(`${JSON.stringify({ ...verdict, policy }, null, 2)}\n`);
  });

  it("exits 0 where it may close", async () => {
    const { code, out } = await evaluate("--snapshot", file("proven.json", closableStory()), "--policy", ENFORCE);
    expect(out.split("\n")[0]).toBe("Ready to close: the fix is proven");
    expect(code).toBe(0);
  });

  it("exits 3 where facts that decide could not be read", async () => {
    const unread = { ...closableStory(), pulls: {}, items: { unreadable: "502 from GitHub" } };
    const { code, out } = await evaluate("--snapshot", file("unread.json", unread), "--policy", ENFORCE);
    expect(out.split("\n")[0]).toBe("Cannot tell yet: some facts could not be read");
    expect(code).toBe(3);
  });

  it("takes another moment, with an offset too", async () => {
    const json = async (...more: string[]) =>
      JSON.parse((await evaluate("--snapshot", OPEN, "--json", ...more)).out) as ReturnType<typeof judge>;
    const state = (verdict: ReturnType<typeof judge>) => verdict.windows[0]?.state;
    expect(state(await json("--now", "2026-03-02T10:00:00Z"))).toBe("open");
    expect(state(await json("--now", "2026-03-03T10:00:00+01:00"))).toBe("missed");
    expect(state(await json("--now", "2026-03-03T09:59:59+01:00"))).toBe("open");
    expect(await evaluate("--snapshot", OPEN, "--now", "tomorrow")).toEqual({
      code: 1,
      out: "",
      err: "`--now` is `tomorrow`, which is no instant: write one such as `2026-03-01T09:30:00Z`.\n",
    });
  });

  it("judges by the policy given, else by the snapshot's, else by the defaults in warn mode", async () => {
    const mode = async (...argv: string[]) => (await evaluate(...argv)).out.split("\n")[2];
    const version = (text: string) => ({ text, committedAt: "2026-01-05T12:00:00Z" });
    const shadowed = file("shadow.json", { ...snapshot(), policy: [version("version: 1\nmode: shadow\n")] });
    expect(await mode("--snapshot", OPEN)).toBe("SEV1, mode warn");
    expect(await mode("--snapshot", shadowed)).toBe("SEV1, mode shadow");
    expect(await mode("--snapshot", shadowed, "--policy", ENFORCE)).toBe("SEV1, mode enforce");
    const low = file("low.json", snapshot({ incident: incident({ fields: { severity: "SEV4" } }) }));
    expect(await mode("--snapshot", low, "--policy", ENFORCE)).toBe("SEV4, mode enforce, here warn");
  });

  it("puts a policy together with what the recording holds of what it builds on", async () => {
    const base = {
      repository: "acme/.github",
      versions: [{ text: "version: 1\nmode: enforce\n", commit: "b".repeat(40) }],
    };
    const text = "version: 1\n_extends: .github\n";
    const known = { text, repository: "acme/shop", bases: [{ ...base, absent: null }] };
    const recorded = file("extends.json", { ...snapshot(), policy: [known] });
    const { out } = await evaluate("--snapshot", recorded);
    expect(out).toContain("mode enforce");
    expect(out.replace(/\s+/g, " ")).toContain("decides, built on `acme/.github/.github/quench.yml` at `bbbbbbb`.");
    const other = file("other.yml", `${text}gates: {scorecard: warn}\n`);
    expect((await evaluate("--snapshot", recorded, "--policy", other)).out).toContain("mode enforce");
    const elsewhere = file("elsewhere.yml", "version: 1\n_extends: platform\n");
    const failed = await evaluate("--snapshot", recorded, "--policy", elsewhere);
    expect(failed.code).not.toBe(0);
    expect(failed.err).toContain("it cannot be put together here: .github/quench.yml: what it builds on was not read.");
  });

  it("shows a drill, and a policy that has an error or lies below the floor", async () => {
    const versions = [
      { text: "version: 1\nmode: enforcee\n", committedAt: "2026-01-06T12:00:00Z" },
      { text: "version: 1\nmode: enforce\nenforce:\n  when: []\n", committedAt: "2026-01-05T12:00:00Z" },
    ];
    const drill = { ...snapshot({ incident: incident({ labels: ["incident", "drill"] }) }), policy: versions };
    const { out } = await evaluate("--snapshot", file("drill.json", drill));
    expect(out).toContain("SEV1, mode enforce, here warn, a drill\n");
    expect(out.replace(/\s+/g, " ")).toContain(
      "The policy file has an error, so the last valid version is in force: .github/quench.yml:2:7: ",
    );
    expect(out).toContain("Below the recommended floor: ");
  });

  it("lets no escape of people's text reach the terminal", async () => {
    const title = "Checkout \u001b[31mred\u001b]0;x\u0007 \u009b1m \u202eback **bold** [link](https://evil.example)";
    const hostile = snapshot({ incident: incident({ title }), items: [item(2, { title, owner: "oscar" })] });
    const { out } = await evaluate("--snapshot", file("hostile.json", hostile), "--policy", ENFORCE);
    expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(out).toContain("#1 Checkout [31mred ]0;x 1m back **bold** [link](https://evil.example)");
  });

  it("keeps to 80 columns but for words that are longer", async () => {
    const { out } = await evaluate("--snapshot", OPEN, "--policy", ENFORCE);
    const long = out.split("\n").filter((line) => [...line].length > 80);
    expect(long.filter((line) => line.trim().includes(" "))).toEqual([]);
  });

  it("says in one line why it cannot run: the place, what is wrong, what to do", async () => {
    const wrong = async (...argv: string[]) => {
      const { code, out, err } = await evaluate(...argv);
      expect([code, out]).toEqual([1, ""]);
      return err.replaceAll(`${folder}/`, "");
    };
    const missing = join(folder, "none.json");
    expect(await wrong("--snapshot", missing)).toBe(
      "none.json: there is no such file; name one, or `-` for standard input.\n",
    );
    expect(await wrong("--snapshot", folder)).toMatch(/: this is a folder; name the file in it\.\n$/);
    writeFileSync(join(folder, "latin.json"), Buffer.from([0x7b, 0xff, 0x7d]));
    expect(await wrong("--snapshot", join(folder, "latin.json"))).toBe(
      "latin.json: this is not text in UTF-8; save it as such.\n",
    );
    expect(await wrong("--snapshot", file("cut.json", '{"now": "2026'))).toBe(
      "cut.json:1:9: the text that begins here does not end; close the double quotes.\n",
    );
    expect(await wrong("--snapshot", OPEN, "--policy", file("bad.yml", "version: 1\nclousure: {}\n"))).toMatch(
      /^bad\.yml:2:1: `clousure` is no setting; did you mean `closure`\?\n$/,
    );
    expect(await wrong("--snapshot", OPEN, "--policy", file("off.yml", "version: 1\nenabled: false\n"))).toBe(
      "off.yml:1:1: the policy says `enabled: false`, so nothing is judged; remove that line.\n",
    );
    expect(await wrong("--snapshot", file("p.json", { ...snapshot(), policy: { unreadable: "502" } }))).toBe(
      "p.json:1:1: its policy could not be read (502); give one with --policy.\n",
    );
    const off = { ...snapshot(), policy: [{ text: "version: 1\nenabled: false\n" }] };
    expect(await wrong("--snapshot", file("off.json", off))).toBe(
      "off.json:1:1: its policy says `enabled: false`, so nothing is judged; give one with --policy.\n",
    );
    expect(await wrong()).toBe(
      "What to judge is missing: name an incident, as in `quench evaluate acme/shop#12`, or a recording with `--snapshot FILE` (`-` for standard input). See `quench help evaluate`.\n",
    );
    expect(await wrong("acme/shop#1", "--snapshot", OPEN)).toBe(
      "`acme/shop#1` is judged live, and `--snapshot` a recording: give one of them. See `quench help evaluate`.\n",
    );
    expect(await wrong("--snapshot", OPEN, "--as", "quench[bot]")).toBe(
      "`--as` goes with a live incident: a recording says itself whose comments are Quench's. See `quench help evaluate`.\n",
    );
  });

  it("reads standard input", () => {
    const script = file(
      "stdin.ts",
      `import { evaluate } from ${JSON.stringify(resolve("src/cli/evaluate.ts"))};
process.exitCode = await evaluate({ snapshot: "-", json: false, env: process.env });`,
    );
    const read = (input: string) =>
      spawnSync(process.execPath, ["scripts/run.mjs", script], { input, encoding: "utf8" });
    const open = read(readFileSync(OPEN, "utf8"));
    expect(open).toMatchObject({ status: 2, stderr: "" });
    expect(open.stdout).toMatch(/^Not ready to close: /);
    expect(read("{")).toMatchObject({
      status: 1,
      stderr: "stdin:1:2: the JSON ends too early; go on with a key in double quotes.\n",
      stdout: "",
    });
  });
});
