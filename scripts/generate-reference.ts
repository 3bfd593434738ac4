/**
 * Writes the reference of the rules, the verdict and the snapshot to docs/reference/ from what judges and reads.
 * Run: node scripts/run.mjs scripts/generate-reference.ts
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { snapshotPage, verdictPage } from "./reference/json-pages.ts";
import { rulesPage } from "./reference/rules-page.ts";
import { snapshotJsonSchema, verdictJsonSchema } from "./reference/schemas.ts";

const FOLDER = "docs/reference";
const schemas = { "snapshot.schema.json": snapshotJsonSchema(), "verdict.schema.json": verdictJsonSchema() };

mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, "rules.md"), rulesPage());
writeFileSync(join(FOLDER, "verdict.md"), verdictPage());
writeFileSync(join(FOLDER, "snapshot.md"), snapshotPage());
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
