import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { readEvent, readInputs, readRunner, WorkflowError } from "../../src/action/inputs.ts";

function inputs(given: Record<string, string>): ReturnType<typeof readInputs> {
  return readInputs((name) => given[name] ?? "");
}

const DEFAULTS = {
  mode: "gate",
  dryRun: false,
  timeLimit: 50,
  outputDirectory: "quench-report",
  testCommand: "",
  setupCommand: "",
  testFiles: [],
  workingDirectory: ".",
  commandLimit: 10,
  repeat: 3,
};

describe("the Action's inputs", () => {
  it("need no more than the token that action.yml gives by default", () => {
    expect(inputs({ token: " ghs_1\n" })).toEqual({ token: "ghs_1", ...DEFAULTS });
  });

  it("are those of action.yml, with the same defaults", () => {
    const action = parse(readFileSync("action.yml", "utf8")) as { inputs: Record<string, { default: string }> };
    const asked = new Set<string>();
    const given = readInputs((name) => {
      asked.add(name);
      return name === "token" ? "ghs_1" : (action.inputs[name]?.default ?? "");
    });
    expect(given).toEqual({ token: "ghs_1", ...DEFAULTS });
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  it("take a dry run in any case of the letters", () => {
    expect(inputs({ token: "t", "dry-run": "True" }).dryRun).toBe(true);
    expect(inputs({ token: "t", "dry-run": " FALSE " }).dryRun).toBe(false);
  });

  it("take test files line by line", () => {
    expect(inputs({ token: "t", "test-files": "test/**\n\n  e2e/** \n" }).testFiles).toEqual(["test/**", "e2e/**"]);
  });

  it.each([
    ["token", " ", "`token` is empty"],
    ["mode", "audit", 'is "audit". It may be one of `gate`, `sweep`, `report`, `policy`, `prove`.'],
    ["dry-run", "yes", 'is "yes". It may be `true` or `false`.'],
    ["time-limit", "0", "It may be a whole number from 1 to 350."],
    ["time-limit", "1e2", "It may be a whole number from 1 to 350."],
    ["command-limit", "-1", "It may be a whole number from 1 to 300."],
    ["repeat", "3.5", "It may be a whole number from 1 to 20."],
    ["output-directory", "../up", "It may be a folder below the workspace, such as `quench-report`."],
    ["working-directory", "/etc", "It may be a folder below the workspace, such as `.`."],
  ])("are refused with the name of the input and what it may be: %s %j", (name, value, message) => {
    expect(() => inputs({ token: "t", [name]: value })).toThrow(WorkflowError);
    expect(() => inputs({ token: "t", [name]: value })).toThrow(`The input \`${name}\``);
    expect(() => inputs({ token: "t", [name]: value })).toThrow(message);
  });

  it("never show a token that cannot be one", () => {
    expect(() => inputs({ token: "ghs_secret\nsecond" })).toThrow(/^(?!.*ghs_secret).*line break/);
  });
});

describe("the runner's environment", () => {
  const env = { GITHUB_REPOSITORY: "acme/shop", GITHUB_EVENT_NAME: "issues", GITHUB_EVENT_PATH: "/tmp/event.json" };

  it("points at github.com where the runner says nothing else", () => {
    expect(readRunner(env)).toEqual({
      apiUrl: "https://api.github.com",
      graphqlUrl: "https://api.github.com/graphql",
      owner: "acme",
      repo: "shop",
      eventName: "issues",
      eventPath: "/tmp/event.json",
      workspace: process.cwd(),
      temp: null,
      workflow: null,
      actor: null,
    });
  });

  it("names the workflow by its file, else by its name", () => {
    const GITHUB_WORKFLOW_REF = "acme/shop/.github/workflows/quench.yml@refs/heads/main";
    expect(readRunner({ ...env, GITHUB_WORKFLOW: "Quench", GITHUB_WORKFLOW_REF }).workflow).toBe(
      ".github/workflows/quench.yml",
    );
    expect(readRunner({ ...env, GITHUB_WORKFLOW: "Quench", GITHUB_ACTOR: "rosa" })).toMatchObject({
      workflow: "Quench",
      actor: "rosa",
    });
  });

  it("points at the GitHub that the runner names", () => {
    const urls = {
      GITHUB_API_URL: "https://ghes.example/api/v3/",
      GITHUB_GRAPHQL_URL: "https://ghes.example/api/graphql",
    };
    expect(readRunner({ ...env, ...urls })).toMatchObject({
      apiUrl: "https://ghes.example/api/v3",
      graphqlUrl: "https://ghes.example/api/graphql",
    });
  });

  it("finds GraphQL beside the REST address of an Enterprise Server", () => {
    expect(readRunner({ ...env, GITHUB_API_URL: "https://ghes.example/api/v3" }).graphqlUrl).toBe(
      "https://ghes.example/api/graphql",
    );
  });

  it("is missed by name", () => {
    expect(() => readRunner({ ...env, GITHUB_EVENT_PATH: undefined })).toThrow(/^GITHUB_EVENT_PATH is not set/);
    for (const GITHUB_REPOSITORY of ["acme", "acme/shop/x", "a b/c", "/shop", "acme/"])
      expect(() => readRunner({ ...env, GITHUB_REPOSITORY })).toThrow("GITHUB_REPOSITORY is not `owner/name`.");
    expect(() => readRunner({ ...env, GITHUB_API_URL: "ghes.example" })).toThrow(
      'GITHUB_API_URL is not the address of a GitHub: it is "ghes.example".',
    );
  });
});

describe("the event file", () => {
  it("is a JSON object, or it is said what is wrong with it", () => {
    const folder = mkdtempSync(join(tmpdir(), "quench-event-"));
    const path = join(folder, "event.json");
    try {
      expect(() => readEvent(path)).toThrow(/event\.json \(GITHUB_EVENT_PATH\) could not be read: ENOENT\./);
      expect(() => readEvent(folder)).toThrow(/could not be read: EISDIR\./);
      for (const text of ["", '{"token": "ghs_sec', "[]", "null", "7"]) {
        writeFileSync(path, text);
        expect(() => readEvent(path)).toThrow(`is not a JSON object (${text.length} characters)`);
        expect(() => readEvent(path)).toThrow(/^(?!.*ghs_sec)/);
      }
      writeFileSync(path, '{"action":"opened"}');
      expect(readEvent(path)).toEqual({ action: "opened" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
