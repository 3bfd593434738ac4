import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const pages = [
  ...readdirSync(".").filter((name) => name.endsWith(".md")),
  join(".github", "SECURITY.md"),
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** Targets of Markdown links to files of this repository, without code blocks and anchors. */
function localLinks(text: string): string[] {
  const prose = text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target = ""]) => target.replace(/#.*$/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/i.test(target));
}

describe("the documentation", () => {
  it("has the pages that everything else points to", () => {
    for (const page of [
      "CONTRIBUTING.md",
      join(".github", "SECURITY.md"),
      "CHANGELOG.md",
      join("docs", "adr", "README.md"),
    ]) {
      expect(pages).toContain(page);
    }
  });

  it.each(pages)("links only to files that exist: %s", (page) => {
    const broken = localLinks(readFileSync(page, "utf8")).filter((target) => !existsSync(join(dirname(page), target)));
    expect(broken).toEqual([]);
  });

  it("lists every decision in its index", () => {
    const index = readFileSync("docs/adr/README.md", "utf8");
    const records = readdirSync("docs/adr").filter((name) => /^\d{4}-/.test(name));
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) expect(index).toContain(`(${record})`);
  });
});
