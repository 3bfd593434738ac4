/** The threat model names for each threat the tests that hold it: they are there, and no threat is without one. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const PAGE = join("docs", "explanation", "threat-model.md");
const text = readFileSync(PAGE, "utf8");

interface Threat {
  readonly id: string;
  readonly title: string;
  /** In the order of the page: what they try, and the items by their first words. */
  readonly tries: string;
  readonly stopped: string;
  readonly held: string;
  readonly left: string;
}

/** One paragraph or item on one line. */
function part(section: string, from: RegExp): string {
  const start = section.search(from);
  if (start === -1) return "";
  const rest = section.slice(start).replace(from, "");
  return (rest.split(/\n(?:- |\n|$)/)[0] ?? "").replace(/\s+/g, " ").trim();
}

const threats: readonly Threat[] = text
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [, id = "", title = ""] = /^(\S+) (.*)/.exec(section) ?? [];
    // A heading of the next group belongs to nobody's text.
    const own = section.split(/^## /m)[0] ?? "";
    return {
      id,
      title,
      tries: part(own, /^.*\n\n(?=[^-])/),
      stopped: part(own, /^- Stopped by /m),
      held: part(own, /^- Held by /m),
      left: part(own, /^- Left: /m),
    };
  });

/** The tests that an item names: the file of the link before, and the title in quotes. */
function named(held: string): readonly { readonly file: string; readonly title: string }[] {
  let file = "";
  return [...held.matchAll(/\]\(([^)]+)\)|"([^"]+)"/g)].flatMap(([, link, title]) => {
    if (link !== undefined) file = join(dirname(PAGE), link);
    return title === undefined ? [] : [{ file, title }];
  });
}

function byNumber(one: string, other: string): number {
  return Number(one.slice(2)) - Number(other.slice(2));
}

function escaped(title: string): string {
  return title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** True where a test file calls something with that title first: `it("…",`, `it.each(…)("…",`. */
function holds(file: string, title: string): boolean {
  return new RegExp(`\\(\\s*(["'\`])${escaped(title)}\\1\\s*,`).test(readFileSync(file, "utf8"));
}

describe("the threat model", () => {
  it("counts its threats from T-1 on, none missing and none twice", () => {
    expect(threats.length).toBeGreaterThan(30);
    expect(threats.map(({ id }) => id)).toEqual(threats.map((_, index) => `T-${index + 1}`));
    expect(new Set(threats.map(({ title }) => title)).size).toBe(threats.length);
  });

  it.each(
    threats.map((threat) => [`${threat.id} ${threat.title}`, threat] as const),
  )("says what they try, what stops it and what is left: %s", (_, { tries, stopped, left }) => {
    expect(tries.length).toBeGreaterThan(20);
    expect(stopped.length).toBeGreaterThan(20);
    expect(left).toMatch(/\.$/);
  });

  it.each(
    threats.map((threat) => [`${threat.id} ${threat.title}`, threat] as const),
  )("names tests that are there: %s", (_, { held }) => {
    const tests = named(held);
    expect(tests.length).toBeGreaterThan(0);
    for (const { file, title } of tests) {
      expect([file, existsSync(file)]).toEqual([file, true]);
      expect(file).toMatch(/\.test\.ts$/);
      expect([file, title, holds(file, title)]).toEqual([file, title, true]);
    }
    // A file without a title after it would say that some test somewhere holds it.
    const files = [...held.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => join(dirname(PAGE), link));
    expect(new Set(tests.map(({ file }) => file))).toEqual(new Set(files));
  });

  it("knows who each threat comes from", () => {
    const rows = text.split("## Where trust ends")[0] ?? "";
    const known = new Set([...rows.matchAll(/\bT-\d+\b/g)].map(([id]) => id));
    expect([...known].toSorted(byNumber)).toEqual(threats.map(({ id }) => id));
  });

  it("is found from where people look: the policy of security, and the architecture", () => {
    expect(readFileSync(join(".github", "SECURITY.md"), "utf8")).toContain("docs/explanation/threat-model.md");
    expect(readFileSync(join("docs", "explanation", "architecture.md"), "utf8")).toContain("(threat-model.md)");
  });

  it("is read by this test as it is meant", () => {
    expect(named('[`a.test.ts`](../../a.test.ts): "one", "two"; [`b`](../../b.test.ts): "three"')).toEqual([
      { file: "a.test.ts", title: "one" },
      { file: "a.test.ts", title: "two" },
      { file: "b.test.ts", title: "three" },
    ]);
    expect(holds(join("test", "docs", "threat-model.test.ts"), "is read by this test as it is meant")).toBe(true);
    expect(holds(join("test", "docs", "threat-model.test.ts"), "is read by this test")).toBe(false);
  });
});
