import { describe, expect, it } from "@jest/globals";
import { parseFormFile } from "../../../src/core/forms/file.ts";
import { formFiles } from "../../../src/core/forms/templates.ts";
import { LONGEST_LINK, newFileLink, offeredFiles } from "../../../src/core/onboarding/links.ts";
import { STARTER_POLICY } from "../../../src/core/onboarding/starter.ts";
import { parsePolicy } from "../../../src/core/policy/parse.ts";

const PLACE = { url: "https://github.com/acme/shop", defaultBranch: "main" };
/** As long as GitHub lets an owner and a repository be named. */
const LONG = { url: `https://github.com/${"a".repeat(39)}/${"b".repeat(100)}`, defaultBranch: "c".repeat(60) };

const linkOf = (place: typeof PLACE, name: string): URL => {
  const file = offeredFiles([]).find((each) => each.path.endsWith(name));
  const link = file === undefined ? null : newFileLink(place, file);
  if (link === null) throw new Error(`no link to ${name}`);
  return new URL(link);
};

describe("the policy that is offered", () => {
  it("parses without a word, starts in warn mode, and explains each setting", () => {
    const parsed = parsePolicy(STARTER_POLICY, ".github/quench.yml");
    expect(parsed.problems).toEqual([]);
    expect(parsed.policy?.mode).toBe("warn");
    expect(STARTER_POLICY.match(/^#/gm)?.length).toBeGreaterThan(7);
  });

  it("comes through its link unchanged, however the link is read", () => {
    const { href, searchParams, pathname } = linkOf(PLACE, "quench.yml");
    expect(pathname).toBe("/acme/shop/new/main");
    expect(searchParams.get("filename")).toBe(".github/quench.yml");
    expect(searchParams.get("value")).toBe(STARTER_POLICY);
    expect(decodeURIComponent(href.slice(href.indexOf("value=") + 6))).toBe(STARTER_POLICY);
  });
});

describe("the forms that are offered", () => {
  it.each(Object.keys(formFiles()))("%s comes through its link with the same meaning", (name) => {
    for (const place of [PLACE, LONG]) {
      const text = linkOf(place, name).searchParams.get("value") ?? "";
      expect(parseFormFile(text).problems).toEqual([]);
      expect(parseFormFile(text)).toEqual(parseFormFile(formFiles()[name] ?? ""));
    }
  });

  it("are those that are not there", () => {
    const names = offeredFiles(["incident.yml", "reliability-debt.yml"]).map(({ name }) => name);
    expect(names).toEqual(["Policy", "Hardening item", "Residual risk"]);
  });
});

describe("a link", () => {
  it("keeps to what servers take, and ends nowhere inside Markdown", () => {
    for (const place of [PLACE, LONG]) {
      for (const file of offeredFiles([])) {
        const link = newFileLink(place, file) ?? "";
        expect(link.length).toBeGreaterThan(0);
        expect(link.length).toBeLessThanOrEqual(LONGEST_LINK);
        expect(link).not.toMatch(/[\s()<>[\]\\`|"'@]/);
      }
    }
  });

  it("keeps a branch's folders, and escapes what else its name holds", () => {
    const hostile = { ...PLACE, defaultBranch: "release/(1)'#`<b>" };
    const link = newFileLink(hostile, { name: "x", path: "a.yml", text: "a" }) ?? "";
    expect(link).toContain("/new/release/%281%29%27%23%60%3Cb%3E?");
  });

  it("is none for a text that fits no address", () => {
    expect(newFileLink(PLACE, { name: "x", path: "a.yml", text: "é".repeat(3000) })).toBeNull();
  });
});
