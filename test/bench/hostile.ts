/** What each reader of people's texts takes for the worst of many texts of 64 kB that somebody wrote to be slow. */
import { performance } from "node:perf_hooks";
import { ownersOf, parseCodeowners } from "../../src/core/codeowners.ts";
import { parseCommand } from "../../src/core/commands/parse.ts";
import { scanCommands } from "../../src/core/commands/scan.ts";
import { readPullText } from "../../src/core/evidence/revert-text.ts";
import { readBody } from "../../src/core/forms/body.ts";
import { INCIDENT_FORM } from "../../src/core/forms/incident.ts";
import { hardeningLines } from "../../src/github/pulls/hardening-lines.ts";
import { linkTarget } from "../../src/github/links/link-target.ts";
import { round } from "./webhooks.ts";

const SIZE = 65_536;
const HOME = "https://github.com/acme/shop";

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  form_body: (text) => readBody(INCIDENT_FORM, text),
  commands_of_a_comment: (text) => scanCommands(text).map((line) => parseCommand(line)),
  link: (text) => [text, `${HOME}/${text}`, `${HOME}/blob/${text}`].map((link) => linkTarget(link, HOME)),
  hardening_lines: (text) => hardeningLines(text, "acme/shop", "https://github.com/acme/shop/pull/1"),
  revert: (text) => [readPullText(text, text), readPullText("Revert #1", `\n${text}`)],
  codeowners: (text) => ownersOf(parseCodeowners(text), "src/pay/timeouts/retry/index.test.ts"),
};

/** @returns for each reader the slowest text and its milliseconds, in a warm process, with the goal beside it. */
export function benchHostile(): Record<string, unknown> {
  const texts = Object.entries(hostileTexts());
  const figures = Object.entries(READERS).map(([reader, read]) => {
    const times = texts.map(([name, text]) => ({ name, ms: Math.min(timed(read, text), timed(read, text)) }));
    const [worst] = times.sort((a, b) => b.ms - a.ms);
    return [reader, { worst_ms: round(worst?.ms ?? 0), worst: worst?.name }] as const;
  });
  return { hostile_64_kb: { texts: texts.length, goal_ms: "<= 50", ...Object.fromEntries(figures) } };
}

function timed(read: (text: string) => unknown, text: string): number {
  const from = performance.now();
  read(text);
  return performance.now() - from;
}

function hostileTexts(): Readonly<Record<string, string>> {
  const fill = (text: string): string => text.repeat(Math.ceil(SIZE / text.length)).slice(0, SIZE);
  const labels = INCIDENT_FORM.fields.map(({ label }) => `### ${label}\n\n`);
  return {
    "one label again and again": fill("### Timeline\n\n"),
    "all labels again and again": fill(labels.join("x\n\n")),
    "all labels backwards": fill(labels.toReversed().join("x\n\n")),
    "headings of all kinds": `${labels.join("")}${fill("### a b c\n\n_No response_\n\n")}`,
    "headings much like a label": `${labels.slice(0, 3).join("x\n\n")}${fill("### the root cause of it\n\nx\n\n")}`,
    fences: fill("```\n### Timeline\n\n"),
    "fences of all lengths": fill(Array.from({ length: 40 }, (_, size) => `${"`".repeat(3 + size)}\n`).join("")),
    "deep quotes": fill(`${"> ".repeat(60)}a\n`),
    "deep lists": fill(`${"- ".repeat(60)}a\n`),
    comments: fill("<!-- "),
    "comments that end": fill("<!-- a -->\n### b\n"),
    "one long line": `### Summary\n\n${fill("a ")}`,
    "one long heading": `### ${fill("a ")}`,
    "choices without end": `### Finding types\n\n${fill("a (b, ")}`,
    boxes: `### Drill\n\n${fill("- [x] a\n")}`,
    "blank lines": `### Summary${fill("\n")}`,
    blanks: `/quench${fill(" ")}\n`,
    "line ends of both kinds": fill("### Summary\n\na\r\n\r\n### b\r\n\r\nc\n\n"),
    "commands on every line": fill("/quench verify\n"),
    "a command behind many ticks": fill("`` ` /quench verify\n"),
    "commands in HTML": fill("<div>\n/quench verify\n"),
    "characters that nobody sees": `${fill("\u200b")}/quench verify`,
    "commands with open comments": fill("/quench a <!-- b\n"),
    "tags that nothing closes": fill("<code>/quench verify "),
    "quotes that go on": fill("> /quench a\n"),
    "one paragraph of commands": fill("/quench evidence implementation https://github.com/acme/shop/pull/1 "),
    "reverts in reverts": fill('Revert "'),
    "a list of reverts": fill('* Revert "x"\n'),
    "a list of commits": fill("* a\n\n"),
    "hashes without end": `This reverts commits ${fill("4be1c0ffee4be1c0ffee4be1c0ffee4be1c0ffee, ")}`,
    "Hardening lines": fill("Hardening: #1, #2, acme/shop#3\n"),
    "one Hardening line": `Hardening: ${fill("acme/shop#1 ")}`,
    "nearly references": `Hardening: ${fill("a/b.c-d/e")}`,
    slashes: fill("/"),
    "dots and slashes": fill("../"),
    "percent signs": fill("%2e%2F"),
    "stars and slashes": fill("**/*"),
    "patterns of stars": fill("*a*b*c*d*e* @ada\n"),
    "folders of stars": fill("**/a/**/b/**/c @acme/sre\n"),
    "patterns of one letter": fill("a\n"),
    "folders of one letter": fill("a/\n"),
    "many owners": `* ${fill("@ada @acme/sre a@example.com ")}`,
    backslashes: fill("\\ "),
    "logins without end": fill("@a"),
  };
}
