/** What is valid in a policy file, and yet hardly meant: told by `quench check-policy`, never a reason to refuse it. */
import { codeSpan } from "../markdown.ts";
import { readYaml, type YamlFile } from "../yaml.ts";
import { keyOf, valueAt } from "./outline.ts";
import type { Diagnostic } from "./parse.ts";
import { MODES, type Policy } from "./schema.ts";

/** Warnings told at once. */
const MAX_WARNINGS = 20;

interface Remark {
  readonly at: readonly PropertyKey[];
  readonly message: string;
  readonly fix: string;
}

/**
 * Remarks on a policy that parses, in the order of the file.
 *
 * @param text the file that `policy` was read from.
 * @param today `2026-03-31`, to tell promotion dates that are over; null to leave that out.
 */
export function policyWarnings(text: string, policy: Policy, path: string, today: string | null): Diagnostic[] {
  const file = readYaml(text);
  if (!file.ok) {
    return [];
  }
  return [
    ...repeated(file),
    ...deadGlobs(file),
    ...promotions(policy, today),
    ...softGates(policy),
    ...hours(policy, file),
  ]
    .map(({ at, message, fix }) => ({ path, ...file.place(at), key: keyOf(at), message, fix }))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, MAX_WARNINGS);
}

type ReadFile = Extract<YamlFile, { ok: true }>;

/** Every list the file writes, with its path. */
function lists(value: unknown, path: readonly PropertyKey[] = []): [readonly PropertyKey[], readonly unknown[]][] {
  if (Array.isArray(value)) {
    return [[path, value]];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => lists(inner, [...path, key]))
    : [];
}

function repeated(file: ReadFile): Remark[] {
  return lists(file.value).flatMap(([path, values]) => {
    const seen = new Set<string>();
    // Labels, logins and classes are the same in any case; paths are not.
    const fold = (text: string): string => (path[0] === "files" ? text : text.toLowerCase());
    return values.flatMap((value, index): Remark[] => {
      if (typeof value !== "string" && typeof value !== "number") return [];
      const text = String(value);
      const again = seen.has(fold(text));
      seen.add(fold(text));
      const message = `${codeSpan(text, 60)} is listed twice in \`${keyOf(path)}\``;
      return again ? [{ at: [...path, index], message, fix: "keep one of them" }] : [];
    });
  });
}

function deadGlobs(file: ReadFile): Remark[] {
  return lists(valueAt(file.value, ["files"]), ["files"]).flatMap(([path, globs]) =>
    globs.flatMap((glob, index): Remark[] => {
      const fix = typeof glob === "string" ? whyDead(glob) : null;
      const message = `${codeSpan(String(glob), 60)} in \`${keyOf(path)}\` matches no file`;
      return fix === null ? [] : [{ at: [...path, index], message, fix }];
    }),
  );
}

/** For a glob that can match no path, or only one that nobody has: what to write instead. */
function whyDead(glob: string): string | null {
  if (glob.endsWith("/")) {
    return `write ${codeSpan(`${glob}**`, 80)} for everything in that folder`;
  }
  if (glob.includes("//")) {
    return "write one `/` between folders";
  }
  if (/(?:^|\/)\.\.?(?:\/|$)/.test(glob)) {
    return "write the path from the repository's root, without `.` and `..`";
  }
  if (/^\^|\$$|\.\*\.|\(\?:/.test(glob)) {
    return "write a glob such as `**/*.test.ts`: this looks like a regular expression";
  }
  if (/[@?*+!]\([^()]*\)/.test(glob) || /\[(?:\w-\w)+\]/.test(glob)) {
    return "write `{a,b}` for either: `[…]` and `(…)` stand for themselves";
  }
  const opened = glob.split("{").length - glob.split("}").length;
  return opened === 0 ? null : "close each `{` with a `}`: alone it stands for itself";
}

function promotions(policy: Policy, today: string | null): Remark[] {
  return (["warn", "enforce"] as const).flatMap((mode): Remark[] => {
    const day = policy.promote[mode];
    const at = ["promote", mode];
    if (day === null) {
      return [];
    }
    if (MODES.indexOf(policy.mode) >= MODES.indexOf(mode)) {
      const message = `\`promote.${mode}\` changes nothing: the mode is \`${policy.mode}\` already`;
      return [{ at, message, fix: "remove the line" }];
    }
    return today !== null && day <= today
      ? [
          {
            at,
            message: `\`promote.${mode}\` has come: the mode is no longer \`${policy.mode}\``,
            fix: `write \`mode: ${mode}\` and remove this line`,
          },
        ]
      : [];
  });
}

function softGates(policy: Policy): Remark[] {
  const reached = [policy.mode, ...(["warn", "enforce"] as const).filter((mode) => policy.promote[mode] !== null)];
  const strongest = Math.max(...reached.map((mode) => MODES.indexOf(mode)));
  return Object.entries(policy.gates).flatMap(([gate, mode]): Remark[] => {
    const message = `\`gates.${gate}\` cannot be stricter than the mode, \`${policy.mode}\``;
    return mode !== null && MODES.indexOf(mode) > strongest
      ? [{ at: ["gates", gate], message, fix: "raise `mode`, or remove the line" }]
      : [];
  });
}

function hours({ rhythm, time }: Policy, file: ReadFile): Remark[] {
  const remarks: Remark[] = [];
  if (rhythm.digest !== null && !time.workdays.includes(rhythm.digest)) {
    const message = `\`rhythm.digest\` is \`${rhythm.digest}\`, which is no working day`;
    // One of the two may be a default.
    const written = valueAt(file.value, ["rhythm", "digest"]) !== undefined;
    remarks.push({
      at: written ? ["rhythm", "digest"] : ["time", "workdays"],
      message,
      fix: "name one of `time.workdays`",
    });
  }
  if (time.quiet_hours !== null) {
    const { from, to } = time.quiet_hours;
    const hour = `${String(rhythm.hour).padStart(2, "0")}:00`;
    const quiet = from < to ? hour >= from && hour < to : hour >= from || hour < to;
    if (quiet) {
      const message = `\`time.quiet_hours\` cover ${hour}, when reminders are sent (\`rhythm.hour\`)`;
      remarks.push({ at: ["time", "quiet_hours"], message, fix: "move one of them" });
    }
  }
  return remarks;
}
