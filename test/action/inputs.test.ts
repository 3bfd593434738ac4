import { describe, expect, it } from "@jest/globals";
import { readInputs, readRunner, WorkflowError } from "../../src/action/inputs.ts";

function inputs(given: Record<string, string>): ReturnType<typeof readInputs> {
  return readInputs((name) => given[name] ?? "");
}

describe("the Action's inputs", () => {
  it("need no more than the token that action.yml gives by default", () => {
    expect(inputs({ token: "ghs_1", mode: "gate", "dry-run": "false" })).toEqual({ token: "ghs_1", dryRun: false });
    expect(inputs({ token: "ghs_1" })).toEqual({ token: "ghs_1", dryRun: false });
  });

  it("take a dry run in any case of the letters", () => {
    expect(inputs({ token: "t", "dry-run": "True" }).dryRun).toBe(true);
    expect(inputs({ token: "t", "dry-run": " FALSE " }).dryRun).toBe(false);
  });

  it("are refused with the name of the input and what it may be", () => {
    expect(() => inputs({ token: " " })).toThrow(WorkflowError);
    expect(() => inputs({ token: "" })).toThrow(/`token` is empty/);
    expect(() => inputs({ token: "t", mode: "audit" })).toThrow('The input `mode` is "audit". It may be `gate`.');
    expect(() => inputs({ token: "t", "dry-run": "yes" })).toThrow(
      'The input `dry-run` is "yes". It may be `true` or `false`.',
    );
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
    expect(() => readRunner({ ...env, GITHUB_REPOSITORY: "acme" })).toThrow("GITHUB_REPOSITORY is not `owner/name`.");
  });
});
