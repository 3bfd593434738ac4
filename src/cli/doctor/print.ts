/** The doctor's lines, for people and for programs. */
import { type Group, type Line, type Status, verdictOf, countLines } from "./line.ts";
import { wrapped } from "../../core/render/wrap.ts";

/** Names the shape of `--json`; another number means that a field changed its meaning. */
export const DOCTOR_SCHEMA = "quench/doctor/1";

const SIGNS: Readonly<Record<Status, readonly [string, string]>> = {
  ok: ["ok", "32"],
  warn: ["warn", "33"],
  fail: ["FAIL", "31"],
  unknown: ["unknown", "33"],
};
const SIGN_WIDTH = 7;
const INDENT = SIGN_WIDTH + 4;

/** The verdict first; below it each group, and under what is not ok what to do. */
export function doctorText(groups: readonly Group[], color: boolean): string {
  const paint = (code: string, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lineText = ({ status, saw, todo, url }: Line): readonly string[] => {
    const [word, code] = SIGNS[status];
    return [
      `  ${paint(code, word.padEnd(SIGN_WIDTH))}  ${wrapped(plain(saw), INDENT)}`,
      ...(todo === null ? [] : [`${" ".repeat(INDENT)}→ ${todoText(plain(todo))}`]),
      // An address is never broken: people click on it.
      ...(url === null || status === "ok" ? [] : [`${" ".repeat(INDENT)}  ${plain(url)}`]),
    ];
  };
  const parts = groups
    .filter(({ lines }) => lines.length > 0)
    .map(({ name, lines }) => [paint("1", name), ...lines.flatMap(lineText)].join("\n"));
  return `${[paint("1", verdictOf(groups)), ...parts].join("\n\n")}\n`;
}

/** A command stays on one line, without its backticks: people copy it. */
function todoText(todo: string): string {
  return /^`([^`]+)`$/.exec(todo)?.[1] ?? wrapped(todo, INDENT + 2);
}

/** For programs: docs/how-to/find-out-what-is-wrong.md. */
export function doctorJson(groups: readonly Group[], repository: string | null): Readonly<Record<string, unknown>> {
  return {
    schema: DOCTOR_SCHEMA,
    repository,
    verdict: verdictOf(groups),
    counts: countLines(groups),
    lines: groups.flatMap(({ name, lines }) =>
      lines.map(({ id, status, saw, todo, url }) => ({ group: name, id, status, saw, todo, url })),
    ),
  };
}

/** Without anything that a terminal would obey. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(/[\p{Cf}\p{Cs}]/gu, "");
}
