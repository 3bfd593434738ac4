/**
 * Runs one TypeScript script: `node scripts/run.mjs scripts/<name>.ts [arguments]` (or `npm run script -- …`).
 *
 * Node 20 cannot run TypeScript by itself. The script and the product files it imports are bundled in memory by
 * esbuild, packages stay outside, and the bundle runs from lib/scripts so that those packages resolve.
 * `import.meta.url` in a script therefore names the bundle: use paths relative to the working directory, which this
 * runner sets to the repository's root.
 */
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  console.error("Name the script to run: node scripts/run.mjs scripts/<name>.ts [arguments]");
  process.exit(2);
}

const entry = resolve(script);
process.chdir(root);
// As deep as the built files, so that what they find beside package.json is found from here as well.
const cache = join(root, "lib", "scripts");
mkdirSync(cache, { recursive: true });
const outfile = join(cache, `${process.pid}.mjs`);
process.on("exit", () => rmSync(outfile, { force: true }));

await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  logLevel: "error",
});
process.argv = [process.argv[0] ?? "node", entry, ...rest];
await import(pathToFileURL(outfile).href);
