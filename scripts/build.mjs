/**
 * Builds lib/ from src/: `node scripts/build.mjs [--if-missing]`.
 *
 * Plain JavaScript, because npm runs it (as `prepare`) before anything that reads TypeScript can be counted on. Types
 * are not checked here (`npm run typecheck` does), so that the build is quick and a checkout always starts.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "lib", "cli", "main.js");

if (!(process.argv.includes("--if-missing") && existsSync(bin))) build();

function build() {
  const compiler = findCompiler();
  if (compiler === undefined) {
    // `npm ci --omit=dev` runs `prepare` too. With a lib/ that came along there is nothing to do.
    if (existsSync(bin)) return;
    console.error("lib/ is not built and TypeScript is not installed: run `npm ci --include=dev` once.");
    process.exit(1);
  }
  rmSync(join(root, "lib"), { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json")], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  if (existsSync(bin)) chmodSync(bin, 0o755);
}

function findCompiler() {
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  } catch {
    return undefined;
  }
}
