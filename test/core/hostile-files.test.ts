/** Files and texts that somebody wrote to be large inside, deep, or slow: each reader says no, or is done in linear time. */
import { describe, expect, it } from "@jest/globals";
import { mentions } from "../../src/app/events/references.ts";
import { ownersOf, parseCodeowners } from "../../src/core/codeowners.ts";
import { parseCommand } from "../../src/core/commands/parse.ts";
import { scanCommands } from "../../src/core/commands/scan.ts";
import { readPullText } from "../../src/core/evidence/revert-text.ts";
import { readBody } from "../../src/core/forms/body.ts";
import { INCIDENT_FORM } from "../../src/core/forms/incident.ts";
import { ITEM_FORM } from "../../src/core/forms/item.ts";
import { readJson } from "../../src/core/json.ts";
import { codeSpan, inlineText } from "../../src/core/markdown.ts";
import { parsePolicy, readPolicyFile } from "../../src/core/policy/parse.ts";
import { closedByMessage } from "../../src/core/pulls/closing-words.ts";
import { readYaml } from "../../src/core/yaml.ts";
import { linkTarget } from "../../src/github/links/link-target.ts";
import { hardeningLines } from "../../src/github/pulls/hardening-lines.ts";

const HOME = "https://github.com/acme/shop";

/** Each alias ten times what the one before is. */
const LAUGHS = Array.from({ length: 12 }, (_, level) =>
  level === 0
    ? "a0: &a0 [lol]"
    : `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
).join("\n");

describe("a YAML file that is larger inside than outside", () => {
  it.each([
    ["aliases of aliases", LAUGHS],
    ["an alias of itself", "a: &a [*a]"],
    ["a merge of merges", LAUGHS.replaceAll("[", "{ <<: [").replaceAll("]", "] }")],
    ["ten thousand lists in each other", `a: ${"[".repeat(10_000)}`],
    ["ten thousand maps in each other", `a: ${"{a: ".repeat(10_000)}`],
    ["ten thousand levels of lines", Array.from({ length: 600 }, (_, level) => `${" ".repeat(level)}a:`).join("\n")],
    ["ten thousand dashes", "- ".repeat(10_000)],
    ["many documents", "---\na: 1\n".repeat(10_000)],
    ["a tag that makes something", 'a: !!js/function "() => 1"'],
    ["a binary", `a: !!binary ${"A".repeat(1000)}`],
    ["a megabyte", `a: ${"x".repeat(1_000_000)}`],
  ])("is refused, with a place and a way out: %s", (_, text) => {
    const read = readYaml(text);
    const parsed = parsePolicy(text, ".github/quench.yml");
    expect(parsed.policy).toBeNull();
    expect(parsed.problems.length).toBeGreaterThan(0);
    expect(parsed.problems.length).toBeLessThanOrEqual(20);
    for (const { line, column, message, fix } of parsed.problems) {
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
      expect(`${message}${fix}`.length).toBeLessThan(600);
    }
    if (read.ok) expect(JSON.stringify(read.value).length).toBeLessThan(2_000_000);
  });

  it("holds nothing that holds itself, over another file either", () => {
    const circle = "incident: &a { labels: [incident], more: *a }\nb: &b [[*b]]\n";
    const read = readYaml(circle);
    expect(read.ok ? [] : read.problems.map(({ message }) => message)).toEqual(["an anchor holds itself"]);
    const twice = readYaml("a: &a [1]\nb: *a\nc: { d: *a }\n");
    expect(twice.ok && twice.value).toEqual({ a: [1], b: [1], c: { d: [1] } });
    const file = readPolicyFile(circle, ".github/quench.yml");
    expect(file.problems?.[0]?.message ?? "").toContain("an anchor holds itself");
  });
});

describe("a JSON file that is too deep", () => {
  it.each(["[", '{"a":'])("is refused, and nothing overflows: %s", (open) => {
    const read = readJson(open.repeat(200_000));
    expect(read.ok).toBe(false);
  });
});

/** Readers of what anybody may write, with the longest text of each that GitHub takes. */
const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ["an incident's form", (text) => readBody(INCIDENT_FORM, text)],
  ["an item's form", (text) => readBody(ITEM_FORM, text)],
  ["commands", (text) => scanCommands(text).map((line) => parseCommand(line))],
  ["references in a webhook", (text) => mentions(text, "acme/shop")],
  ["links", (text) => [text, `${HOME}/${text}`, `${HOME}/blob/${text}`].map((link) => linkTarget(link, HOME))],
  ["lines of a pull request", (text) => hardeningLines(text, "acme/shop", `${HOME}/pull/1`)],
  ["a revert", (text) => [readPullText(text, text), readPullText("Revert #1", `\n${text}`)]],
  ["closing words", (text) => closedByMessage(text, "acme/shop")],
  ["owners", (text) => ownersOf(parseCodeowners(text), "src/pay/timeouts/retry/index.test.ts")],
  ["text in ours", (text) => [inlineText(text, 200), codeSpan(text, 200)]],
];

const PARTS = [
  "a",
  " ",
  "\n",
  "-",
  "#",
  "/",
  "../",
  "`",
  "``` ",
  "~~~\n",
  "<!-- ",
  "<details>",
  "<a ",
  "&#x",
  "[",
  "](",
  "@a",
  "#1",
  "a/b#",
  "a-a/",
  "acme/shop#1 ",
  "https://",
  "https://github.com/acme/shop/issues/",
  "/quench ",
  "/quench verify\n",
  "fixes #1 ",
  "fixes ",
  'Revert "',
  "This reverts commit ",
  "Hardening: ",
  "### Summary\n\n",
  "### a\n_No response_\n",
  "> ",
  "- [x] ",
  "| a ",
  "**/a/*",
  "\\",
  "\u200b",
  "\u202e",
  "%2e",
  "🔥",
];

describe("a text that is made to be slow", () => {
  // Four times what GitHub takes: a reader that took the square of it would need minutes, and this test would not end.
  it.each(READERS)("is read in linear time: %s", (_, read) => {
    for (const part of PARTS) {
      const text = part.repeat(Math.ceil(262_144 / part.length));
      expect(() => read(text)).not.toThrow();
      expect(() => read(`x${text}x`)).not.toThrow();
    }
  });
});
