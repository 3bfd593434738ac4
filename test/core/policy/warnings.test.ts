import { describe, expect, it } from "@jest/globals";
import { formatDiagnostic, parsePolicy } from "../../../src/core/policy/parse.ts";
import { policyWarnings } from "../../../src/core/policy/warnings.ts";

function warningsOf(text: string, today: string | null = "2026-03-10"): string[] {
  const whole = `version: 1\n${text}`;
  const { policy, problems } = parsePolicy(whole, "q.yml");
  if (policy === null) throw new Error(JSON.stringify(problems));
  return policyWarnings(whole, policy, "q.yml", today).map(formatDiagnostic);
}

describe("policyWarnings", () => {
  it.each([
    "",
    "mode: enforce",
    "mode: shadow\npromote: {warn: 2026-03-11, enforce: 2026-04-01}",
    "failure_classes: [a, b]",
    "files: {tests: ['**/*.test.ts', '**/{a,b}/**', 'app/[id]/x', 'a.b', '.github/**', 'app/(shop)/page.tsx']}",
    "files: {tests: ['A/**', 'a/**']}",
    "rhythm: {digest: null, audit: null}",
    "rhythm: {hour: 22}\ntime: {quiet_hours: {from: '23:00', to: '08:00'}}",
    "rhythm: {hour: 8}\ntime: {quiet_hours: {from: '23:00', to: '08:00'}}",
    "rhythm: {hour: 10}\ntime: {quiet_hours: {from: '08:00', to: '10:00'}}",
    "rhythm: {hour: 7}\ntime: {quiet_hours: {from: '08:00', to: '10:00'}}",
    "gates: {items: shadow}",
    "promote: {enforce: 2026-04-01}\ngates: {items: enforce}",
  ])("has nothing to say of %j", (text) => {
    expect(warningsOf(text)).toEqual([]);
  });

  it.each([
    [
      "failure_classes: [deploy, config, Deploy]",
      "q.yml:2:35: warning: `Deploy` is listed twice in `failure_classes`; keep one of them.",
    ],
    [
      "time: {workdays: [mon, mon]}",
      "q.yml:2:24: warning: `mon` is listed twice in `time.workdays`; keep one of them.",
    ],
    ["files: {tests: [a, a]}", "q.yml:2:20: warning: `a` is listed twice in `files.tests`; keep one of them."],
    [
      "files: {tests: [docs/]}",
      "q.yml:2:17: warning: `docs/` in `files.tests` matches no file; write `docs/**` for everything in that folder.",
    ],
    [
      "files: {tests: [a//b]}",
      "q.yml:2:17: warning: `a//b` in `files.tests` matches no file; write one `/` between folders.",
    ],
    [
      "files: {tests: [a/../b]}",
      "q.yml:2:17: warning: `a/../b` in `files.tests` matches no file; write the path from the repository's root, without `.` and `..`.",
    ],
    [
      "files: {tests: [a/./b]}",
      "q.yml:2:17: warning: `a/./b` in `files.tests` matches no file; write the path from the repository's root, without `.` and `..`.",
    ],
    [
      "files: {tests: ['^src/.*.ts$']}",
      "q.yml:2:17: warning: `^src/.*.ts$` in `files.tests` matches no file; write a glob such as `**/*.test.ts`: this looks like a regular expression.",
    ],
    [
      "files: {tests: ['src/@(a|b)/x']}",
      "q.yml:2:17: warning: `src/@(a|b)/x` in `files.tests` matches no file; write `{a,b}` for either: `[…]` and `(…)` stand for themselves.",
    ],
    [
      "files: {tests: ['src/[a-z]/x']}",
      "q.yml:2:17: warning: `src/[a-z]/x` in `files.tests` matches no file; write `{a,b}` for either: `[…]` and `(…)` stand for themselves.",
    ],
    [
      "files: {tests: ['src/{a,b']}",
      "q.yml:2:17: warning: `src/{a,b` in `files.tests` matches no file; close each `{` with a `}`: alone it stands for itself.",
    ],
    [
      "mode: warn\npromote: {warn: 2026-04-01}",
      "q.yml:3:17: warning: `promote.warn` changes nothing: the mode is `warn` already; remove the line.",
    ],
    [
      "mode: enforce\npromote: {warn: 2026-04-01}",
      "q.yml:3:17: warning: `promote.warn` changes nothing: the mode is `enforce` already; remove the line.",
    ],
    [
      "mode: warn\npromote: {enforce: 2026-03-10}",
      "q.yml:3:20: warning: `promote.enforce` has come: the mode is no longer `warn`; write `mode: enforce` and remove this line.",
    ],
    [
      "mode: warn\ngates: {items: enforce}",
      "q.yml:3:16: warning: `gates.items` cannot be stricter than the mode, `warn`; raise `mode`, or remove the line.",
    ],
    [
      "promote: {warn: 2026-04-01}\ngates: {items: enforce}",
      "q.yml:3:16: warning: `gates.items` cannot be stricter than the mode, `shadow`; raise `mode`, or remove the line.",
    ],
    [
      "rhythm: {digest: sat}",
      "q.yml:2:18: warning: `rhythm.digest` is `sat`, which is no working day; name one of `time.workdays`.",
    ],
    [
      "time: {quiet_hours: {from: '22:00', to: '09:30'}}",
      "q.yml:2:21: warning: `time.quiet_hours` cover 09:00, when reminders are sent (`rhythm.hour`); move one of them.",
    ],
    [
      "rhythm: {hour: 23}\ntime: {quiet_hours: {from: '23:00', to: '08:00'}}",
      "q.yml:3:21: warning: `time.quiet_hours` cover 23:00, when reminders are sent (`rhythm.hour`); move one of them.",
    ],
    [
      "rhythm: {hour: 8}\ntime: {quiet_hours: {from: '08:00', to: '10:00'}}",
      "q.yml:3:21: warning: `time.quiet_hours` cover 08:00, when reminders are sent (`rhythm.hour`); move one of them.",
    ],
  ])("warns of %j", (text, warning) => {
    expect(warningsOf(text).map((line) => line.replace(/:(\d+:\d+): /, ":$1: warning: "))).toEqual([warning]);
  });

  it("leaves promotion dates alone where the day is not known", () => {
    expect(warningsOf("mode: warn\npromote: {enforce: 2026-03-10}", null)).toEqual([]);
    expect(warningsOf("mode: warn\npromote: {enforce: 2026-03-11}", "2026-03-10")).toEqual([]);
  });

  it("is silent about the defaults in force where the file does not name them", () => {
    expect(warningsOf("time: {workdays: [tue, wed]}")).toEqual([
      "q.yml:2:18: `rhythm.digest` is `mon`, which is no working day; name one of `time.workdays`.",
    ]);
  });

  it("tells them in the order of the file, and few of many", () => {
    const lines = warningsOf(`time: {workdays: [mon, mon]}\nfiles: {tests: [${"a/, ".repeat(100)}]}`);
    expect(lines).toHaveLength(20);
    expect(lines[0]).toMatch(/^q\.yml:2:/);
  });

  it("has nothing to say of a text that is no YAML", () => {
    const { policy } = parsePolicy("version: 1", "q.yml");
    if (policy === null) throw new Error("refused");
    expect(policyWarnings("a: [", policy, "q.yml", null)).toEqual([]);
  });
});
