/**
 * Builds dist/action/index.js: `npm run build:action`; with `--check` it writes nothing and fails unless the committed
 * bundle is, byte for byte, what the sources give.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";

const outfile = "dist/action/index.js";

const { outputFiles } = await build({
  entryPoints: ["src/action/main.ts"],
  outfile,
  write: false,
  bundle: true,
  platform: "node",
  format: "esm",
  // The oldest Node that may ever run it: tests run the bundle on the Node they have.
  target: "node20",
  minify: true,
  charset: "utf8",
  legalComments: "inline",
  // CommonJS packages in an ES module ask for Node's own modules through `require`.
  banner: {
    js: 'import{createRequire as quenchRequire}from"node:module";const require=quenchRequire(import.meta.url);',
  },
  logLevel: "warning",
});

const built = outputFiles[0]?.text;
if (built === undefined) throw new Error("esbuild gave no output");

if (!process.argv.includes("--check")) {
  mkdirSync(dirname(outfile), { recursive: true });
  writeFileSync(outfile, built);
  // The repository's own package.json says so too; this one travels with the file.
  writeFileSync("dist/action/package.json", '{ "type": "module" }\n');
  console.log(`${outfile}: ${Math.round(built.length / 1024)} kB`);
} else if (committed() !== built) {
  console.error(`${outfile} is not what the sources give. Run \`npm run build:action\` and commit it.`);
  process.exitCode = 1;
} else {
  console.log(`${outfile} is up to date.`);
}

function committed(): string | null {
  try {
    return readFileSync(outfile, "utf8");
  } catch {
    return null;
  }
}
