/** Real small projects: what the check says of each. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { PROOF_CHECK } from "../../../src/core/evidence/red-green.ts";
import {
  ASSERTS,
  clampTest,
  type Files,
  FIXED,
  type Given,
  leftovers,
  LOW,
  PROPER,
  type Project,
  project,
  type Proven,
  proveIn,
  RUN,
  scripts,
  type Sides,
} from "./project.ts";

let made: Project | null = null;
afterEach(() => made?.remove());

async function proveOf(sides: Sides, given: Given = {}): Promise<Proven> {
  made = project(sides);
  const proven = await proveIn(made, given);
  expect(leftovers(made)).toEqual([]);
  return proven;
}

describe("a proof", () => {
  it("is one where the tests fail on the base by an assertion and pass on the head", async () => {
    const { report, posted, check, title, log } = await proveOf(PROPER);
    expect(report).toMatchObject({ outputs: { outcome: "pass" }, warnings: [], failures: [] });
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatchObject({ name: PROOF_CHECK, head_sha: made?.head, conclusion: "success" });
    expect(title).toBe("The tests fail without the change and pass with it");
    expect(check).toContain("**✅ Proven.**");
    expect(check).toMatch(/\| Base as it is \| 1 of 1 \| passes \| [\d.]+ m?s \|/);
    expect(check).toMatch(
      /\| Base with the tests \| 2 of 2 \| fails: an assertion \(exit 1\) \| [\d.]+ m?s, [\d.]+ m?s \|/,
    );
    expect(check).toMatch(/\| Head \| 2 of 2 \| passes \| [\d.]+ m?s, [\d.]+ m?s \|/);
    expect(check).toContain("`test/high.test.js`, new here");
    expect(check).not.toContain("low.test.js`");
    expect(check).toContain("What told: `AssertionError [ERR_ASSERTION]");
    expect(check.match(/<details>/g)).toHaveLength(2);
    expect(report.summary).toContain(`The check \`${PROOF_CHECK}\``);
    expect(log.filter((line) => line.startsWith("::group::"))).toHaveLength(5);
  });

  it("is none where the tests were green before", async () => {
    const { report, posted, title } = await proveOf(scripts("true\n"), { inputs: RUN });
    expect(posted[0]?.conclusion).toBe("failure");
    expect(title).toBe("These tests do not show the fault");
    expect(report.outputs.outcome).toBe("fail");
    expect(report.failures).toEqual([expect.stringMatching(/^Not proven\. These tests do not show the fault\. /)]);
  });

  it("is none where the head fails too", async () => {
    const { posted, title } = await proveOf(scripts(ASSERTS, { head: { "state.txt": "broken\n" } }), { inputs: RUN });
    expect(posted[0]?.conclusion).toBe("failure");
    expect(title).toBe("The tests fail on the head");
  });

  it("is none where the base is red by itself, and says that it is void", async () => {
    const { report, posted, title, check } = await proveOf(scripts(ASSERTS, { base: { "test/old.sh": ASSERTS } }), {
      inputs: RUN,
    });
    expect(posted[0]?.conclusion).toBe("action_required");
    expect(title).toBe("The base is red by itself");
    expect(check).toContain("proves nothing");
    expect(report).toMatchObject({ outputs: { outcome: "unknown" }, failures: [] });
    expect(report.warnings).toEqual([expect.stringContaining("The base is red by itself")]);
  });
});

describe("a base that cannot run the tests", () => {
  it("lacks what they import", async () => {
    const { posted, title, check } = await proveOf({
      base: PROPER.base,
      head: {
        "src/wrap.js": FIXED,
        "test/high.test.js": clampTest("clamp(9, 0, 5)", "5").replace("clamp.js", "wrap.js"),
      },
    });
    expect(posted[0]?.conclusion).toBe("failure");
    expect(title).toBe("Something that the tests use is missing on the base");
    expect(check).toContain("fails: something is missing");
    expect(check).toMatch(/What told: `Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module/);
  });

  it("lacks a name that they import", async () => {
    const { title } = await proveOf({
      base: { "src/clamp.js": "export const other = 1;\n", "test/low.test.js": "" },
      head: PROPER.head,
    });
    expect(title).toBe("Something that the tests use is missing on the base");
  });

  it("lacks a member that they call", async () => {
    const test =
      'import test from "node:test";\nimport * as all from "../src/clamp.js";\ntest("x", () => all.clamp(1));\n';
    const { title } = await proveOf({
      base: { "src/clamp.js": "export const other = 1;\n", "test/low.test.js": "" },
      head: { "src/clamp.js": FIXED, "test/x.test.js": test },
    });
    expect(title).toBe("Something that the tests use is missing on the base");
  });

  it("does not compile with them", async () => {
    const { posted, title } = await proveOf(
      scripts("grep -q mended state.txt || { echo 'src/a.ts(1,2): error TS1005: ; expected'; exit 2; }\n"),
      { inputs: RUN },
    );
    expect(posted[0]?.conclusion).toBe("failure");
    expect(title).toBe("The tests do not compile on the base");
  });

  it("counts an assertion that failed beside a file that does not load", async () => {
    const proven = await proveOf(
      {
        base: PROPER.base,
        head: {
          ...PROPER.head,
          "src/wrap.js": FIXED,
          "test/wrap.test.js": clampTest("clamp(9, 0, 5)", "5").replace("clamp.js", "wrap.js"),
        },
      },
      { inputs: { repeat: 1 } },
    );
    expect(proven.posted[0]?.conclusion).toBe("success");
  });

  it.each([
    ["exit 127", "The command does not exist on the base", "failure"],
    ["exit 126", "The command cannot be run on the base", "failure"],
    ["kill -9 $$", "The command crashed on the base", "failure"],
    ["exit 139", "The command crashed on the base", "failure"],
    ["echo 'No tests found, exiting with code 1'; exit 1", "The command finds no tests on the base", "failure"],
    [
      "echo 'TypeError: Cannot read properties of null'; exit 1",
      "A test ended with an error, not with an assertion",
      "action_required",
    ],
    ["exit 1", "Why the tests fail on the base cannot be told", "action_required"],
  ])("ends with: %s", async (end, title, conclusion) => {
    const inputs = { testCommand: `grep -q mended state.txt || ! test -e test/new.sh || { ${end}; }` };
    const proven = await proveOf(scripts(ASSERTS), { inputs });
    expect(proven.title).toBe(title);
    expect(proven.posted[0]?.conclusion).toBe(conclusion);
    expect(proven.report.failures).toHaveLength(conclusion === "failure" ? 1 : 0);
    expect(proven.check).toMatch(/\| Head \| 0 of 2 \| not run \| \|/);
  });

  it("is no void base where the command names a test that is new", async () => {
    const { posted } = await proveOf(PROPER, { inputs: { testCommand: "node --test test/high.test.js", repeat: 1 } });
    expect(posted[0]?.conclusion).toBe("success");
  });
});

describe("what tests print that pass", () => {
  it("is no failed assertion", async () => {
    const { title } = await proveOf(
      scripts("grep -q mended state.txt || { echo \"Error: Cannot find module './new'\"; exit 1; }\n", {
        base: { "test/old.sh": 'echo "AssertionError: expected, and caught"\n' },
      }),
      { inputs: RUN },
    );
    expect(title).toBe("Something that the tests use is missing on the base");
  });
});

describe("tests that differ from run to run", () => {
  const flip = (good: string): string =>
    `${good} || { test -e "$RUNS" && exit 0; touch "$RUNS"; echo "AssertionError: x"; exit 1; }\n`;

  it.each([
    ["base", flip("grep -q mended state.txt"), "The tests are flaky on the base"],
    [
      "head",
      `grep -q mended state.txt || { echo "AssertionError: x"; exit 1; }\n${flip("false")}`,
      "The tests are flaky on the head",
    ],
  ])("are flaky on the %s, and prove nothing", async (_side, test, title) => {
    const folder = mkdtempSync(join(tmpdir(), "quench-flaky-"));
    try {
      const proven = await proveOf(scripts(test), { inputs: { testCommand: `RUNS='${folder}/ran' ./run` } });
      expect(proven.title).toBe(title);
      expect(proven.posted[0]?.conclusion).toBe("failure");
      expect(proven.check).toContain("1 failed, 1 passed");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("a command that takes too long", () => {
  it("is ended with all that it started, and proves nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quench-hang-"));
    const pids = join(folder, "pids");
    try {
      const hang = `grep -q mended state.txt || { sleep 300 & echo $! >>'${pids}'; echo $$ >>'${pids}'; wait; }\n`;
      const { posted, title, check, report } = await proveOf(scripts(hang), { inputs: { ...RUN, commandLimit: 0.01 } });
      expect(title).toBe("The tests hang on the base");
      expect(posted[0]?.conclusion).toBe("failure");
      expect(check).toContain("hangs, was ended");
      expect(report.outputs.outcome).toBe("fail");
      for (const pid of readFileSync(pids, "utf8").trim().split("\n")) expect(isAlive(Number(pid))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is told on the base as it is", async () => {
    const inputs = { testCommand: "sleep 300", commandLimit: 0.005 };
    const { title, posted } = await proveOf(scripts(ASSERTS), { inputs });
    expect(title).toBe("The command hangs on the base by itself");
    expect(posted[0]?.conclusion).toBe("action_required");
  });

  it("is told on the head as well", async () => {
    const { title } = await proveOf(scripts(`${ASSERTS}sleep 300\n`), { inputs: { ...RUN, commandLimit: 0.01 } });
    expect(title).toBe("The tests hang on the head");
  });
});

function isAlive(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0];
    return state !== "Z";
  } catch {
    return false;
  }
}

describe("what there is to lay over", () => {
  it("is nothing where the pull request has no test, and the globs are told", async () => {
    const { report, posted, check, title } = await proveOf({ base: PROPER.base, head: { "src/clamp.js": FIXED } });
    expect(report).toMatchObject({ outputs: { outcome: "not_applicable" }, failures: [], warnings: [] });
    expect(posted[0]?.conclusion).toBe("neutral");
    expect(title).toBe("The pull request changes no test file");
    expect(check).toContain("`**/*.test.js`");
  });

  it.each<Files>([
    {},
    { "test/lower.test.js": LOW },
  ])("is nothing where it only deletes or renames tests", async (renamed) => {
    const { report, title } = await proveOf({ base: PROPER.base, head: { "test/low.test.js": null, ...renamed } });
    expect(title).toBe("The pull request only deletes or renames tests");
    expect(report.outputs.outcome).toBe("not_applicable");
  });

  it("takes deleted tests from the base, and their old names from renamed ones", async () => {
    const obsolete =
      'test "$(cat state.txt)" = mended || test -e test/new.sh && { echo "AssertionError: old"; exit 1; }; true\n';
    const { posted, check } = await proveOf(
      scripts(ASSERTS, {
        base: { "test/obsolete.sh": obsolete, "test/renamed.sh": "true\n" },
        head: { "test/obsolete.sh": null, "test/renamed.sh": null, "test/other-name.sh": "true\n" },
      }),
      { inputs: { testCommand: "test -e test/new.sh && test -e test/obsolete.sh && exit 3; ./run" } },
    );
    expect(posted[0]?.conclusion).toBe("success");
    expect(check).toContain("`test/obsolete.sh`, deleted or renamed");
    expect(check).toContain("`test/renamed.sh`, deleted or renamed");
    expect(check).toContain("`test/other-name.sh`, new here");
  });

  it("is a stored snapshot too, whatever the globs say", async () => {
    const compares =
      'test "$(cat state.txt)" = "$(cat test/__snapshots__/new.snap)" || { echo "AssertionError: x"; exit 1; }\n';
    const { posted, check } = await proveOf(
      scripts(compares, { head: { "test/__snapshots__/new.snap": "mended\n" } }),
      {
        inputs: { ...RUN, testFiles: ["**/*.sh"] },
      },
    );
    expect(posted[0]?.conclusion).toBe("success");
    expect(check).toContain("`test/__snapshots__/new.snap`, new here");
  });

  it("is written byte for byte, whatever the names are", async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 0, 128]);
    const odd = [
      "a b.bin",
      'it\'s "x".bin',
      "-rf.bin",
      "line\nbreak.bin",
      "`x` $(id) *.bin",
      "@acme <b>.bin",
      "ü\u202e.bin",
    ];
    const sum = "cat test/*.bin | cksum";
    const test = `test "$(${sum})" = "$(cat test/sum.txt)" || exit 9\n${ASSERTS}`;
    const many = Buffer.concat(odd.map(() => bytes));
    const sumText = execFileSync("cksum", { encoding: "utf8", input: many });
    const { posted, check } = await proveOf(
      scripts(test, {
        head: { "test/sum.txt": sumText, ...Object.fromEntries(odd.map((name) => [`test/${name}`, bytes])) },
      }),
      { inputs: RUN },
    );
    expect(posted[0]?.conclusion).toBe("success");
    expect(check).toContain("- ``test/`x` $(id) *.bin``, new here");
    expect(check).not.toMatch(/^break\.bin/m);
  });

  it("follows no symbolic link out of the tree", async () => {
    const outside = mkdtempSync(join(tmpdir(), "quench-outside-"));
    try {
      const { posted } = await proveOf(
        scripts(ASSERTS, {
          // On the base a folder of tests is a link to somewhere else; on the head it is a folder.
          base: { "test/linked": { link: outside } },
          head: {
            "test/linked": null,
            "test/linked/deep.txt": "in the tree\n",
            "test/out": { link: join(outside, "x") },
          },
        }),
        { inputs: RUN },
      );
      expect(posted[0]?.conclusion).toBe("success");
      expect(existsSync(join(outside, "deep.txt"))).toBe(false);
      expect(existsSync(join(outside, "x"))).toBe(false);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it("does not write through a link that the base's own run has made", async () => {
    const outside = mkdtempSync(join(tmpdir(), "quench-outside-"));
    try {
      writeFileSync(join(outside, "gone.txt"), "kept\n");
      await proveOf(
        scripts(ASSERTS, {
          base: { "test/sub/gone.txt": "x\n" },
          head: { "test/sub/gone.txt": null, "test/sub/in.txt": "x\n" },
        }),
        { inputs: { testCommand: `./run; rm -rf test/sub; ln -s '${outside}' test/sub` } },
      );
      expect(existsSync(join(outside, "in.txt"))).toBe(false);
      expect(readFileSync(join(outside, "gone.txt"), "utf8")).toBe("kept\n");
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});

describe("the command", () => {
  it("runs in the working directory of a monorepo", async () => {
    const within = (files: Sides["base"]): Sides["base"] =>
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`packages/math/${path}`, text]));
    const { base, head } = scripts(ASSERTS);
    const { posted, check } = await proveOf(
      { base: within(base), head: within(head) },
      { inputs: { ...RUN, workingDirectory: "packages/math" } },
    );
    expect(posted[0]?.conclusion).toBe("success");
    expect(check).toContain(" in `packages/math`");
  });

  it("is told where the working directory is missing on the base", async () => {
    const { posted, title } = await proveOf(
      { base: PROPER.base, head: { "packages/new/x.test.js": "" } },
      { inputs: { workingDirectory: "packages/new" } },
    );
    expect(posted[0]?.conclusion).toBe("action_required");
    expect(title).toBe("The working directory is not on both sides");
  });

  it("runs after the set-up, which runs once in each tree", async () => {
    const { posted, log, check } = await proveOf(scripts(`test "$(cat set-up)" = x || exit 9\n${ASSERTS}`), {
      inputs: { testCommand: "test -e set-up && ./run", setupCommand: "printf x >>set-up" },
    });
    expect(posted[0]?.conclusion).toBe("success");
    expect(log.filter((line) => line.startsWith("::group::Set-up"))).toHaveLength(2);
    expect(check).toContain("Before it, once in each tree: `printf x >>set-up`");
  });

  it("does not run where the set-up fails", async () => {
    const { posted, title, check } = await proveOf(scripts(ASSERTS), {
      inputs: { ...RUN, setupCommand: "echo no network; exit 4" },
    });
    expect(posted[0]?.conclusion).toBe("action_required");
    expect(title).toBe("The set-up failed");
    expect(check).toContain("no network");
  });

  it("is not trusted to be the same where the pull request changes what it reads", async () => {
    const { check } = await proveOf(
      scripts(ASSERTS, { head: { "package.json": '{ "private": true }\n', "run.sh": "true\n" } }),
      { inputs: { testCommand: "./run; sh ./run.sh || true" } },
    );
    expect(check).toContain("⚠️ The pull request also changes what the command reads");
    expect(check).toContain("- `package.json`");
    expect(check).toContain("- `run.sh`");
  });

  it("sees no token, no input and no file of the step", async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      INPUT_TOKEN: "ghs_token_of_ours",
      GITHUB_TOKEN: "ghs_another",
      GITHUB_OUTPUT: "/tmp/x",
      GITHUB_ENV: "/tmp/x",
      GITHUB_STEP_SUMMARY: "/tmp/x",
      ACTIONS_RUNTIME_TOKEN: "runtime",
      ELSEWHERE: "Bearer ghs_token_of_ours",
      DATABASE_PASSWORD: "correct horse battery",
    });
    try {
      const { check, log } = await proveOf(scripts(ASSERTS), {
        inputs: { testCommand: "env; git config --list; ./run" },
      });
      const all = `${check}\n${log.join("\n")}`;
      for (const hidden of [
        "ghs_",
        "INPUT_",
        "GITHUB_OUTPUT",
        "GITHUB_ENV",
        "STEP_SUMMARY",
        "ACTIONS_RUNTIME",
        "extraheader",
      ])
        expect(all).not.toContain(hidden);
      // The log's secrets are hidden by the runner, the check's by nobody but us.
      expect(check).toContain("DATABASE_PASSWORD=***");
      expect(check).not.toContain("correct horse");
    } finally {
      process.env = before;
    }
  });
});
