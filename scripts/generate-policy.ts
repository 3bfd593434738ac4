/**
 * Writes docs/reference/policy.schema.json and docs/reference/policy.md from the schema that reads the policy file.
 * Run: node scripts/run.mjs scripts/generate-policy.ts
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { policyJsonSchema, publishedSchema } from "./policy/json-schema.ts";
import { policyPage } from "./policy/page.ts";

const SCHEMA = "docs/reference/policy.schema.json";

mkdirSync("docs/reference", { recursive: true });
writeFileSync(SCHEMA, `${JSON.stringify(publishedSchema(), null, 2)}\n`);
writeFileSync("docs/reference/policy.md", policyPage(policyJsonSchema()));
const { status } = spawnSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", SCHEMA], {
  stdio: ["ignore", "ignore", "inherit"],
});
process.exitCode = status ?? 1;
