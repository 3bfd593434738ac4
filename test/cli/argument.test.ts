import { describe, expect, it } from "@jest/globals";
import { BadArgument, checkSameHost, incidentOf, repositoryOf } from "../../src/cli/argument.ts";

const elsewhere = { GITHUB_API_URL: "https://ghe.example.com/api/v3" };

function refusal(argument: string | undefined, env: Readonly<Record<string, string>> = {}): string {
  try {
    repositoryOf(argument, "report", env);
  } catch (error) {
    if (error instanceof BadArgument) return error.message;
    throw error;
  }
  throw new Error(`${String(argument)} was taken`);
}

describe("a repository", () => {
  it.each([
    ["acme/shop", null],
    ["acme/shop.js", null],
    ["https://github.com/acme/shop", "github.com"],
    ["https://github.com/acme/shop/", "github.com"],
    ["https://github.com/acme/shop.git", "github.com"],
    ["https://www.github.com/acme/shop", "github.com"],
    ["https://GitHub.com/acme/shop/issues?q=is%3Aopen", "github.com"],
    ["https://github.com/acme/shop/tree/main/src", "github.com"],
    ["github.com/acme/shop", "github.com"],
    ["acme/shop/", null],
    ["git@github.com:acme/shop.git", "github.com"],
    ["ssh://git@github.com/acme/shop.git", "github.com"],
  ])("is read from %s", (argument, host) => {
    const { owner, repo, host: told } = repositoryOf(argument, "report", {});
    expect([owner, repo.replace(/\.js$/, ""), told]).toEqual(["acme", "shop", host]);
  });

  it("is one of another GitHub only where the environment names its API", () => {
    expect(repositoryOf("https://ghe.example.com/acme/shop", "report", elsewhere)).toEqual({
      owner: "acme",
      repo: "shop",
      host: "ghe.example.com",
    });
    expect(refusal("https://ghe.example.com/acme/shop")).toBe(
      "`https://ghe.example.com/acme/shop` is not on github.com: set GITHUB_API_URL=https://ghe.example.com/api/v3 to read there.",
    );
  });

  it("is told from an incident, with the command to write", () => {
    for (const [argument, what] of [
      ["acme/shop#12", "issue"],
      ["https://github.com/acme/shop/issues/12", "issue"],
      ["https://github.com/acme/shop/pull/12#discussion", "pull request"],
      ["github.com/acme/shop/issues/12", "issue"],
    ] as const) {
      expect(refusal(argument)).toBe(
        `\`${argument}\` names one ${what}, and \`quench report\` looks at a whole repository: write \`quench report acme/shop\`.`,
      );
    }
  });

  it("is missing, or no repository at all", () => {
    expect(refusal(undefined)).toBe(
      "The repository is missing: name it, as in `quench report acme/shop`, or its address.",
    );
    for (const argument of [
      "",
      "acme",
      "acme/",
      "/shop",
      "acme/shop/x",
      "a b/c",
      "acme/..",
      "https://github.com/acme",
    ]) {
      expect(refusal(argument)).toContain(`\`${argument}\` names no repository: write owner and name`);
    }
  });

  it("never sends a token where an argument says: no account in an address", () => {
    expect(refusal("https://me:secret@github.com/acme/shop")).toContain("names no repository");
  });

  it("is another one where the address is on another host than the API", () => {
    const named = repositoryOf("https://github.com/acme/shop", "report", elsewhere);
    expect(() => checkSameHost(named, "https://ghe.example.com/acme/shop")).toThrow(
      "The address is on github.com, and GITHUB_API_URL answers for ghe.example.com",
    );
    expect(() => checkSameHost(named, "https://github.com/acme/shop")).not.toThrow();
    expect(() => checkSameHost({ host: null }, "https://ghe.example.com/acme/shop")).not.toThrow();
  });
});

describe("an incident", () => {
  it("is read from its short name and its address", () => {
    expect(incidentOf("acme/shop#12", "bundle", {})).toEqual({ owner: "acme", repo: "shop", number: 12, host: null });
    expect(incidentOf("https://github.com/acme/shop/issues/12#x", "bundle", {}).host).toBe("github.com");
    expect(() => incidentOf("acme/shop", "bundle", {})).toThrow("names no issue");
  });
});
