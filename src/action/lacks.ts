/** What is said of permissions that the token lacks: one warning, and a block to copy. Pure. */
import type { ToldOutcome } from "../core/render/write.ts";
import { MODE_PERMISSIONS, type ModeName, PERMISSION_KEYS } from "../core/onboarding/modes.ts";
import { type Lack, saysLack } from "./permissions.ts";

/** Why the token is as it is. */
export interface TokenFacts {
  /** The login that the token acts as. */
  readonly login: string;
  /** Whether it is the workflow's own: only for that one `permissions:` decides. */
  readonly own: boolean;
  /** Whose pull request makes GitHub give a token that can only read, whatever the workflow says; null: nobody's. */
  readonly readOnly: "fork" | "Dependabot" | null;
  readonly mode: ModeName;
}

export interface LacksSaid {
  /** One line, or null where nothing is to be said. */
  readonly warning: string | null;
  /** Markdown; `""` where nothing is to be said. */
  readonly summary: string;
}

/** Tells the lacks of a job, each once. */
export function sayLacks(lacks: readonly Lack[], token: TokenFacts): LacksSaid {
  const { readOnly } = token;
  // On such a pull request nothing can be written, and a line of YAML changes only what may be read.
  const told = readOnly === null ? lacks : lacks.filter(({ reading }) => reading).map(asReading);
  const spared = lacks.some(({ writing }) => writing);
  const parts = [
    ...(readOnly !== null && spared ? [sayReadOnly(readOnly, token.mode)] : []),
    ...(told.length === 0 ? [] : [sayMissing(told, token)]),
  ];
  if (parts.length === 0) return { warning: null, summary: "" };
  return {
    warning: parts.map(({ line }) => line).join(" "),
    summary: parts.map(({ markdown }) => markdown).join("\n\n"),
  };
}

function asReading(lack: Lack): Lack {
  return { ...lack, level: "read" };
}

interface Part {
  readonly line: string;
  readonly markdown: string;
}

function sayReadOnly(whose: "fork" | "Dependabot", mode: ModeName): Part {
  const from = whose === "fork" ? "from a fork" : "by Dependabot";
  // The sweep posts the gate's check, and no other.
  const instead =
    mode === "gate" ? "a workflow with `mode: sweep` on a schedule posts the check" : "this job says it all";
  const line =
    `This pull request is ${from}: GitHub gives its jobs a token that can only read, whatever the workflow's ` +
    `\`permissions\` say. Nothing was written; ${instead}.`;
  return { line, markdown: `> [!NOTE]\n> ${line}` };
}

function sayMissing(lacks: readonly Lack[], { login, own, mode }: TokenFacts): Part {
  const lines = lacks.map(({ key, level }) => `${key}: ${level}`);
  const list = lines.map((line) => `\`${line}\``).join(", ");
  const refused = [...new Set(lacks.map(({ what }) => what))];
  const why = `Refused: ${refused.map((what) => `\`${what}\``).join(", ")}.`;
  if (!own) {
    const line = `The token of \`${login}\` may not do what this job needs. Give it ${list}, or remove the input \`token\`: only the workflow's own can write checks.`;
    return { line, markdown: `> [!WARNING]\n> ${line}\n>\n> ${why}` };
  }
  const these = lines.length > 1 ? "these lines" : "this line";
  return {
    line: `The job's token was refused something that takes ${list}. Put ${these} under \`permissions:\` in the workflow: ${lines.join(" · ")}`,
    markdown: [
      `> [!WARNING]\n> The job's token was refused something, so that it is not known or not written. The workflow needs ${these}:`,
      `\`\`\`yaml\npermissions:\n${lines.map((line) => `  ${line}`).join("\n")}\n\`\`\``,
      `${why} In all the mode \`${mode}\` needs ${linesFor(mode)}.`,
    ].join("\n\n"),
  };
}

/** Everything that a mode needs: who lacks one often lacks more, and only the first is refused. */
function linesFor(mode: ModeName): string {
  const levels = MODE_PERMISSIONS[mode];
  return PERMISSION_KEYS.flatMap((key) => (levels[key] === undefined ? [] : [`\`${key}: ${levels[key]}\``])).join(", ");
}

/** Because the tracker could not be posted, and why that was so is told. */
const FOLLOWS = "no tracker comment to claim";

/** Writes that were refused, without what the token may not do at all, and what only follows from another. */
export function refusedApart(outcomes: readonly ToldOutcome[]): readonly ToldOutcome[] {
  return outcomes.filter(
    ({ result, reason = "" }) => result === "failed" && !saysLack(reason) && !reason.includes(FOLLOWS),
  );
}
