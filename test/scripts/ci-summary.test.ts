import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";

const folder = mkdtempSync(join(tmpdir(), "quench-ci-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function summaryOf(text: string): { line: string; code: number | null } {
  const path = join(folder, "results.json");
  writeFileSync(path, text);
  const { stdout, status } = spawnSync(process.execPath, ["scripts/ci-summary.mjs", path], { encoding: "utf8" });
  return { line: stdout, code: status };
}

const results = (numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites = 0): string =>
  JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites });

describe("the last line of CI", () => {
  it.each([
    ["passes when everything passed", results(12, 0), "12 passed, 0 failed\n", 0],
    ["fails when a test failed", results(11, 1), "11 passed, 1 failed\n", 1],
    ["counts a suite that could not run", results(12, 0, 1), "12 passed, 1 failed\n", 1],
    ["fails when nothing ran", results(0, 0), "0 passed, 0 failed\n", 1],
    ["fails when there are no results", "", "0 passed, 0 failed\n", 1],
  ])("%s", (_title, text, line, code) => {
    expect(summaryOf(text)).toEqual({ line, code });
  });
});
