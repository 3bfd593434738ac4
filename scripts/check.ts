/**
 * `npm run check`: everything that needs no test run. Each step runs even if an earlier one failed, so that one run
 * tells all there is to mend; the last lines name the steps that failed.
 */
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

interface Step {
  readonly title: string;
  /** Arguments of node: a package's program or a script of ours. */
  readonly run: readonly string[];
}

const program = (path: string, ...args: string[]): string[] => [`node_modules/${path}`, ...args];
const script = (name: string, ...args: string[]): string[] => ["scripts/run.mjs", `scripts/${name}.ts`, ...args];

const steps: readonly Step[] = [
  { title: "types", run: program("typescript/bin/tsc", "-p", "tsconfig.json") },
  { title: "lint", run: program("oxlint/bin/oxlint") },
  { title: "format", run: program("@biomejs/biome/bin/biome", "format", ".") },
  { title: "import directions", run: script("check-imports") },
  { title: "unused code", run: program("knip/bin/knip.js") },
  { title: "generated files", run: script("check-generated") },
  { title: "workflows", run: script("check-workflows") },
  { title: "action bundle", run: script("build-action", "--check") },
];

const failed: string[] = [];
for (const { title, run } of steps) {
  const from = performance.now();
  const { status } = spawnSync(process.execPath, [...run], { stdio: "inherit" });
  const took = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok" : "FAILED"}  ${title} (${took} s)\n`);
  if (status !== 0) failed.push(title);
}

if (failed.length > 0) {
  console.error(`Failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
