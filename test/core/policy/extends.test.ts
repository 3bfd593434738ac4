import { describe, expect, it } from "@jest/globals";
import { parseReference, referenceKey } from "../../../src/core/policy/extends.ts";
import { formatDiagnostic, parsePolicy } from "../../../src/core/policy/parse.ts";

describe("parseReference", () => {
  const own = { owner: "acme", path: ".github/quench.yml" };

  it.each([
    [".github", { ...own, repo: ".github" }],
    ["platform", { ...own, repo: "platform" }],
    ["acme/platform", { ...own, repo: "platform" }],
    ["other/platform", { ...own, owner: "other", repo: "platform" }],
    ["acme/platform:policies/strict.yml", { owner: "acme", repo: "platform", path: "policies/strict.yml" }],
    ["platform:quench.yaml", { owner: "acme", repo: "platform", path: "quench.yaml" }],
    [".github:.github/quench-tier-1.yml", { owner: "acme", repo: ".github", path: ".github/quench-tier-1.yml" }],
  ])("reads %s", (text, reference) => {
    expect(parseReference(text, "acme")).toEqual(reference);
  });

  it.each([
    "",
    " ",
    "..",
    ".",
    "a/b/c",
    "a b",
    "@acme/platform",
    "acme/",
    "/platform",
    "acme/platform:",
    "acme/platform:/etc/passwd.yml",
    "acme/platform:../secrets.yml",
    "acme/platform:a/../../b.yml",
    "acme/platform:a//b.yml",
    "acme/platform:policy.json",
    "acme/platform:a:b.yml",
    "https://github.com/acme/platform",
    "acme/platform@main",
    `${"x".repeat(101)}`,
    `a:${"x/".repeat(5000)}.yml`,
  ])("refuses %s", (text) => {
    expect(parseReference(text, "acme")).toBeNull();
    const { policy, problems } = parsePolicy(`version: 1\n_extends: ${JSON.stringify(text)}`, "q.yml");
    expect(policy).toBeNull();
    expect(problems).toEqual([expect.objectContaining({ path: "q.yml", line: 2, column: 11, key: "_extends" })]);
  });

  it("takes names for the same that differ by case alone, but not paths", () => {
    const key = (text: string) => referenceKey(parseReference(text, "ACME") ?? { owner: "", repo: "", path: "" });
    expect(key("Platform:a.yml")).toBe(key("acme/platform:a.yml"));
    expect(key("platform:A.yml")).not.toBe(key("platform:a.yml"));
  });
});

describe("a file that extends, by itself", () => {
  it("is judged by its own settings over the defaults", () => {
    const { policy } = parsePolicy("version: 1\n_extends: .github\nmode: warn", "q.yml");
    expect(policy).toMatchObject({ _extends: ".github", mode: "warn", enabled: true });
  });

  it("extends nothing where it says null", () => {
    expect(parsePolicy("version: 1\n_extends: null", "q.yml").policy?._extends).toBeNull();
  });

  it("is told what was meant by a near miss", () => {
    const [problem] = parsePolicy("version: 1\nextends: .github", "q.yml").problems;
    expect(problem && formatDiagnostic(problem)).toBe("q.yml:2:1: `extends` is no setting; did you mean `_extends`?");
  });

  it("names one file, not several, and no group", () => {
    for (const value of ["[.github]", "{a: b}", "1", "true"]) {
      const { problems } = parsePolicy(`version: 1\n_extends: ${value}`, "q.yml");
      expect(problems).toEqual([expect.objectContaining({ line: 2, key: "_extends" })]);
    }
  });
});
