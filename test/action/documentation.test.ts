import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

const page = readFileSync("docs/how-to/run-as-an-action.md", "utf8");
const action = parse(readFileSync("action.yml", "utf8")) as { inputs: object; outputs: object };
const own = parse(readFileSync(".github/workflows/quench.yml", "utf8")) as Record<string, unknown>;

/** First cells of the table under the given header. */
function rowsOf(header: string): string[] {
  const [, table = ""] = page.split(`| ${header} |`);
  return [...(table.split("\n\n")[0] ?? "").matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
}

describe("the page on the Action", () => {
  it("names every input and output of action.yml, in its order", () => {
    expect(rowsOf("input")).toEqual(Object.keys(action.inputs));
    expect(rowsOf("output")).toEqual(Object.keys(action.outputs));
  });

  it("shows the workflow that this repository uses itself", () => {
    const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const shown = parse(text) as Record<string, unknown>;
    for (const key of ["on", "permissions", "concurrency"]) expect(shown[key]).toEqual(own[key]);
  });
});
