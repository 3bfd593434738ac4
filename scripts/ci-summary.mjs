/**
 * Prints `N passed, N failed` from jest's JSON results: `node scripts/ci-summary.mjs <results.json>`.
 * A suite that could not run counts as one failure. Exits 1 when anything failed or nothing ran.
 */
import { readFileSync } from "node:fs";

const { passed, failed } = count(process.argv[2]);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;

/** Zero of both where jest never came to write its results. */
function count(path) {
  try {
    const results = JSON.parse(readFileSync(path ?? "", "utf8"));
    return { passed: results.numPassedTests, failed: results.numFailedTests + results.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
