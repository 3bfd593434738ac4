/**
 * Writes the reference of the rules, the verdict, the snapshot, the bundle, the command line and the environment to
 * docs/reference/ from what judges and reads.
 * Run: node scripts/run.mjs scripts/generate-reference.ts
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundlePage } from "./reference/bundle-page.ts";
import { commandLinePage } from "./reference/command-line-page.ts";
import { environmentPage } from "./reference/environment-page.ts";
import { snapshotPage, verdictPage } from "./reference/json-pages.ts";
import { portfolioPage } from "./reference/portfolio-page.ts";
import { rulesPage } from "./reference/rules-page.ts";
import { bundleJsonSchema, portfolioJsonSchema, snapshotJsonSchema, verdictJsonSchema } from "./reference/schemas.ts";

const FOLDER = "docs/reference";
const schemas = {
  "bundle.schema.json": bundleJsonSchema(),
  "portfolio.schema.json": portfolioJsonSchema(),
  "snapshot.schema.json": snapshotJsonSchema(),
  "verdict.schema.json": verdictJsonSchema(),
};

mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, "rules.md"), rulesPage());
writeFileSync(join(FOLDER, "verdict.md"), verdictPage());
writeFileSync(join(FOLDER, "snapshot.md"), snapshotPage());
writeFileSync(join(FOLDER, "bundle.md"), bundlePage());
writeFileSync(join(FOLDER, "portfolio.md"), portfolioPage());
writeFileSync(join(FOLDER, "command-line.md"), commandLinePage());
writeFileSync(join(FOLDER, "environment.md"), environmentPage());
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(join(FOLDER, name), `${JSON.stringify(schema, null, 2)}\n`);
}
const files = Object.keys(schemas).map((name) => join(FOLDER, name));
const { status } = spawnSync(
  process.execPath,
  ["node_modules/@biomejs/biome/bin/biome", "format", "--write", ...files],
  { stdio: ["ignore", "ignore", "inherit"] },
);
process.exitCode = status ?? 1;
