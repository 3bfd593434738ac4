/** What reading a policy file costs: a usual one, one with every list full, and the worst of the hostile ones. */
import { performance } from "node:perf_hooks";
import { parsePolicy } from "../../src/core/policy/parse.ts";
import { median } from "./webhooks.ts";

const SIZE = 64 * 1024;

const KINDS = ["tests", "guardrails", "runbooks", "oncall_checklists", "monitoring", "rollback", "ownership", "retros"];

const USUAL = `version: 1
mode: enforce
enforce:
  when: [SEV1, SEV2]
time:
  zone: Europe/Berlin
failure_classes: [config-change, capacity, dependency, deploy]
`;

/** 200 globs in each list, about 60 kB. */
const FULL = `version: 1\nfiles:\n${KINDS.map((kind) => `  ${kind}:\n${many((at) => `    - "**/${kind}/${at}/**/*.md"\n`, 200)}`).join("")}`;

/** @returns figures in milliseconds, each with its goal beside it. */
export function benchPolicy(): Record<string, unknown> {
  const [usual, full] = [took(USUAL), took(FULL)];
  const worst = Object.entries(hostile())
    .map(([name, text]) => ({ name, ms: took(text) }))
    .sort((a, b) => b.ms - a.ms)[0];
  return {
    policy: {
      usual_ms: usual,
      full_64_kb_ms: full,
      hostile_64_kb_ms: worst?.ms,
      worst: worst?.name,
      goal: "<= 50",
    },
  };
}

/** Median, once the engine has compiled what the text leads through: a server reads policies all day. */
function took(text: string): number {
  for (let run = 0; run < 5; run += 1) {
    parsePolicy(text, ".github/quench.yml");
  }
  const runs = Array.from({ length: 7 }, () => {
    const from = performance.now();
    parsePolicy(text, ".github/quench.yml");
    return performance.now() - from;
  });
  return median(runs);
}

/** Files of 64 kB that are bad in one way each; `… just allowed` stays below what is refused at first sight. */
function hostile(): Record<string, string> {
  const anchors = "abcdefghi".split("");
  return {
    "deep brackets": filled("["),
    "deep mappings": filled("a: "),
    "deep sequences": filled("- "),
    "closed nesting": `${"[".repeat(SIZE / 2)}${"]".repeat(SIZE / 2)}`,
    "wide nesting, just allowed": many((at) => `k${at}: {a: {b: {c: {d: {e: 1}}}}}\n`, 120),
    "alias bomb": anchors
      .map((name, at) => `${name}: &${name} [${`*${anchors[at - 1] ?? name},`.repeat(9)}]\n`)
      .join(""),
    "one long list in every place": `version: 1\nfiles:\n  tests: &t [${"/a,".repeat(3400)}]\n${KINDS.slice(1)
      .map((kind) => `  ${kind}: *t\n`)
      .join("")}`,
    "unknown keys": filled((at) => `k${at}: 1\n`, "version: 1\n"),
    "unknown keys, just allowed": many((at) => `closurf${at}: 1\n`, 2300),
    "repeated keys, just allowed": "a: 1\n".repeat(2300),
    globs: filled((at) => `    - a${at}/**\n`, "version: 1\nfiles:\n  tests:\n"),
    "globs that backtrack": filled(() => `    - "${"**/*a".repeat(49)}"\n`, "version: 1\nfiles:\n  tests:\n"),
    "flow sequence": `version: 1\nenforce: {when: [${filled("a,")}]}`,
    "flow sequence, just allowed": `version: 1\nenforce: {when: [${"a,".repeat(3400)}]}`,
    "empty entries": filled(",", "["),
    "closing brackets": filled("]\n"),
    "bad indentation": filled(" a: 1\nb: 2\n"),
    "unresolved tags": filled("- !a b\n"),
    directives: filled("%A\n"),
    "long line": `version: 1\nmode: ${"x".repeat(SIZE)}`,
    escapes: `version: 1\nmode: "${"\\u0041".repeat(SIZE / 6)}"`,
    "folded text": `version: 1\nmode: >\n${" a\n\n".repeat(SIZE / 4)}`,
    tabs: filled("\ta: 1\n", "version: 1\n"),
    comments: filled("#\n"),
    "line ends": filled("\n", "version: 1\n"),
    "line ends, just allowed": `version: 1${"\r\n".repeat(19_900)}`,
    documents: filled("---\n"),
  };
}

function many(piece: (at: number) => string, count: number): string {
  return Array.from({ length: count }, (_, at) => piece(at)).join("");
}

function filled(piece: string | ((at: number) => string), head = ""): string {
  const pieces = [head];
  for (let length = head.length, at = 0; length < SIZE; at += 1) {
    const next = typeof piece === "string" ? piece : piece(at);
    pieces.push(next);
    length += next.length;
  }
  return pieces.join("").slice(0, SIZE);
}
