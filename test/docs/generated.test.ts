import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { bundlePage } from "../../scripts/reference/bundle-page.ts";
import { commandLinePage } from "../../scripts/reference/command-line-page.ts";
import { environmentPage } from "../../scripts/reference/environment-page.ts";
import { snapshotPage, verdictPage } from "../../scripts/reference/json-pages.ts";
import { portfolioPage } from "../../scripts/reference/portfolio-page.ts";
import { rulesPage } from "../../scripts/reference/rules-page.ts";
import {
  bundleJsonSchema,
  portfolioJsonSchema,
  snapshotJsonSchema,
  verdictJsonSchema,
} from "../../scripts/reference/schemas.ts";

const HINT = "run `npm run script -- scripts/generate-reference.ts`";

const read = (name: string): string => readFileSync(join("docs", "reference", name), "utf8");
const canonical = (text: string): string => JSON.stringify(JSON.parse(text), null, 1);

/** The first line in which two texts differ, with what to run; null where they are the same. */
function firstDifference(held: string, generated: string): string | null {
  if (held === generated) return null;
  const [old, fresh] = [held.split("\n"), generated.split("\n")];
  const line = fresh.findIndex((text, index) => text !== old[index]);
  return `line ${line + 1}: ${fresh[line]?.slice(0, 200) ?? ""}; ${HINT}`;
}

describe("what is generated from the code is what stands in docs/reference", () => {
  it.each([
    ["rules.md", rulesPage],
    ["verdict.md", verdictPage],
    ["snapshot.md", snapshotPage],
    ["bundle.md", bundlePage],
    ["portfolio.md", portfolioPage],
    ["command-line.md", commandLinePage],
    ["environment.md", environmentPage],
  ] as const)("%s", (name, generate) => {
    expect(firstDifference(read(name), generate())).toBeNull();
  });

  it.each([
    ["verdict.schema.json", verdictJsonSchema],
    ["snapshot.schema.json", snapshotJsonSchema],
    ["bundle.schema.json", bundleJsonSchema],
    ["portfolio.schema.json", portfolioJsonSchema],
  ] as const)("%s", (name, generate) => {
    const generated = canonical(JSON.stringify(generate()));
    expect(firstDifference(canonical(read(name)), generated)).toBeNull();
  });
});
