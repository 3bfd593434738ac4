import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { starterWorkflow, UNKNOWN_COPY } from "../../src/core/onboarding/workflow.ts";

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Record<string, { permissions: unknown; concurrency?: unknown; steps: { uses?: string }[] }>;
}

const page = readFileSync("docs/how-to/run-as-an-action.md", "utf8");
const action = parse(readFileSync("action.yml", "utf8")) as {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { description: string }>;
};
const own = parse(readFileSync(".github/workflows/quench.yml", "utf8")) as Workflow;

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

  it("says of each what action.yml says", () => {
    for (const [name, { description }] of Object.entries({ ...action.inputs, ...action.outputs })) {
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|.*\\|$`, "m"));
      expect(page).toContain(`| ${description.trim()} |\n`);
    }
    for (const [name, { default: fallback }] of Object.entries(action.inputs)) {
      if (name !== "token") expect(page).toContain(`| \`${name}\` | ${fallback === "" ? "" : `\`${fallback}\``} | `);
    }
  });

  it("shows the workflow that `quench init` writes", () => {
    const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(text).toBe(starterWorkflow({ uses: UNKNOWN_COPY, workflows: [] }));
  });

  it("shows the workflow that this repository uses itself, which runs its own Action", () => {
    const starter = parse(starterWorkflow({ uses: UNKNOWN_COPY, workflows: [] })) as Workflow;
    expect({ on: own.on, permissions: own.permissions }).toEqual({ on: starter.on, permissions: starter.permissions });
    const rights = ({ jobs }: Workflow) =>
      Object.entries(jobs).map(([name, { permissions, concurrency }]) => ({ name, permissions, concurrency }));
    expect(rights(own)).toEqual(rights(starter));
    const used = Object.values(own.jobs).flatMap(({ steps }) => steps.map(({ uses }) => uses));
    expect(used.filter((uses) => uses === "./")).toHaveLength(Object.keys(own.jobs).length);
  });
});
