/** The pages about installing hold what the manifests and the product hold. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { parseCommand } from "../../src/core/commands/parse.ts";
import { scanCommands } from "../../src/core/commands/scan.ts";
import { STARTER_POLICY } from "../../src/core/onboarding/starter.ts";
import { parsePolicy } from "../../src/core/policy/parse.ts";

interface Manifest {
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
}

const manifest = (path: string): Manifest => parse(readFileSync(path, "utf8")) as Manifest;
const tutorial = readFileSync("docs/tutorial/getting-started.md", "utf8");
const blocks = (language: string): string[] =>
  [...tutorial.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, "gm"))].map(([, text = ""]) =>
    text.trim(),
  );

describe("the second manifest", () => {
  it("is the first one, with two permissions raised", () => {
    const [first, second] = [manifest("app.yml"), manifest("docs/how-to/app-with-pull-requests.yml")];
    const raised = { contents: "write", pull_requests: "write" };
    expect(second).toEqual({ ...first, default_permissions: { ...first.default_permissions, ...raised } });
    expect(first.default_permissions).toMatchObject({ contents: "read", pull_requests: "read" });
  });
});

describe("the tutorial", () => {
  it("registers what the manifest lists", () => {
    const { searchParams } = new URL(blocks("text")[0] ?? "");
    const { default_permissions: permissions, default_events: events } = manifest("app.yml");
    expect(Object.fromEntries(Object.keys(permissions).map((name) => [name, searchParams.get(name)]))).toEqual(
      permissions,
    );
    expect(searchParams.getAll("events[]")).toEqual(events);
    expect(searchParams.get("webhook_url")).toBe("https://HOST/api/github/webhooks");
  });

  it("shows a policy that is valid, and the mode that is offered", () => {
    const [shown = ""] = blocks("yaml");
    const parsed = parsePolicy(shown, ".github/quench.yml");
    expect(parsed.problems).toEqual([]);
    expect(parsed.policy?.mode).toBe(parsePolicy(STARTER_POLICY, ".github/quench.yml").policy?.mode);
  });

  it("shows commands that are taken", () => {
    const lines = blocks("text").flatMap((text) => scanCommands(text));
    expect(lines.map((line) => parseCommand(line).name)).toEqual([
      "owner",
      "verifier",
      "operator",
      "due",
      "evidence",
      "ack",
      "ack",
    ]);
  });
});
