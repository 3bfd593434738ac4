/**
 * Generated files are what their generators give: runs each, compares, and puts back what was there.
 *
 * The descriptions under test/descriptions/ are not among them: their generator downloads 30 MB.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const generated: readonly { readonly script: string; readonly writes: string | readonly string[] }[] = [
  { script: "scripts/generate-forms.ts", writes: ".github/ISSUE_TEMPLATE" },
  {
    script: "scripts/generate-policy.ts",
    writes: ["docs/reference/policy.md", "docs/reference/policy.schema.json"],
  },
  {
    script: "scripts/generate-reference.ts",
    writes: [
      "bundle.md",
      "bundle.schema.json",
      "command-line.md",
      "environment.md",
      "portfolio.md",
      "portfolio.schema.json",
      "rules.md",
      "snapshot.md",
      "snapshot.schema.json",
      "verdict.md",
      "verdict.schema.json",
    ].map((name) => `docs/reference/${name}`),
  },
  { script: "scripts/trim-schema.ts", writes: "src/sandbox/graphql/schema.ts" },
];

/** Texts by path of files, or of the files in a folder. */
function textsOf(path: string | readonly string[]): Map<string, string> {
  if (typeof path !== "string") return new Map(path.flatMap((one) => [...textsOf(one)]));
  if (!existsSync(path)) return new Map();
  const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  return new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
}

for (const { script, writes } of generated) {
  const before = textsOf(writes);
  const { status } = spawnSync(process.execPath, ["scripts/run.mjs", script], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const after = textsOf(writes);
  const stale = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  for (const file of stale) {
    const text = before.get(file);
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
  }
  if (status !== 0 || stale.length > 0) {
    const why = status === 0 ? `${stale.join(", ")} is not what it gives` : "it failed";
    console.error(`${script}: ${why}. Run \`npm run script -- ${script}\` and commit the result.`);
    process.exitCode = 1;
  }
}
if (process.exitCode === undefined) console.log("Generated files are up to date.");
