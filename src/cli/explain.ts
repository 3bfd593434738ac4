/** `quench explain`: what a rule decides, in a terminal. */
import { nearest } from "../core/nearest.ts";
import { FAMILIES, familyOf, findRule, KINDS, relatedOf, settingsOf } from "../core/render/rule.ts";
import { wrapped } from "../core/render/wrap.ts";
import { RULES } from "../core/rules/registry.ts";
import type { Rule } from "../core/rules/rule.ts";
import { wantsColor } from "./demo/terminal.ts";

export interface ExplainOptions {
  /** A rule's id; left out: all of them. */
  readonly id?: string | undefined;
  readonly json: boolean;
}

/** @returns the exit code: 0, or 1 where there is no such rule. */
export function explain({ id, json }: ExplainOptions): number {
  const bold = (text: string): string => (wantsColor(process.stdout, process.env) ? `\u001b[1m${text}\u001b[0m` : text);
  if (id === undefined) {
    process.stdout.write(json ? `${JSON.stringify(RULES.map(asData), null, 2)}\n` : listed(bold));
    return 0;
  }
  const rule = findRule(id);
  if (rule === null) {
    const near = nearest(
      id,
      RULES.map((one) => one.id),
    );
    const hint = near === null ? "`quench explain` lists them" : `did you mean \`${near}\`?`;
    process.stderr.write(`There is no rule \`${printable(id)}\`; ${hint}${hint.endsWith("?") ? "" : "."}\n`);
    return 1;
  }
  process.stdout.write(json ? `${JSON.stringify(asData(rule), null, 2)}\n` : told(rule, bold));
  return 0;
}

/** What programs get: the registry's words, the defaults and the related rules. */
function asData(rule: Rule): unknown {
  const { id, title, kind, passes, fails, unknown, never = {} } = rule;
  const settings = settingsOf(rule).map(({ key, fallback }) => ({ key, default: fallback }));
  return {
    id,
    title,
    family: FAMILIES[familyOf(rule)] ?? null,
    kind,
    passes,
    fails,
    unknown,
    never,
    settings,
    related: relatedOf(rule),
  };
}

function listed(bold: (text: string) => string): string {
  const families = [...new Set(RULES.map(familyOf))];
  const blocks = families.map((family) => {
    const rules = RULES.filter((rule) => familyOf(rule) === family);
    const lines = rules.map(({ id, title }) => `  ${id.padEnd(6)} ${wrapped(title, 9)}`);
    return [bold(`${family}. ${FAMILIES[family] ?? ""}`), ...lines].join("\n");
  });
  return `${blocks.join("\n\n")}\n\n\`quench explain <id>\` tells what a rule decides.\n`;
}

function told(rule: Rule, bold: (text: string) => string): string {
  const never = Object.entries(rule.never ?? {}).map(([outcome, why]): readonly [string, string] => [
    `Never ${outcome === "fail" ? "fails" : outcome === "pass" ? "passes" : outcome}`,
    why,
  ]);
  const words: readonly (readonly [string, string])[] = [
    ["Passes", rule.passes],
    ["Fails", rule.fails],
    ...(rule.unknown === null ? [] : [["Unknown", rule.unknown] as const]),
    ...never,
  ];
  const settings = settingsOf(rule);
  const width = Math.max(0, ...settings.map(({ key }) => key.length));
  const related = relatedOf(rule);
  return [
    bold(`${rule.id} ${rule.title}`),
    wrapped(`${FAMILIES[familyOf(rule)] ?? ""}; ${KINDS[rule.kind]}`, 0),
    ...words.flatMap(([title, text]) => ["", bold(title), `  ${wrapped(text, 2)}`]),
    ...(settings.length === 0 ? [] : ["", bold("Settings, with their defaults")]),
    ...settings.map(({ key, fallback }) => `  ${key.padEnd(width)}  ${fallback}`),
    ...(related.length === 0 ? [] : ["", bold("Related"), `  ${wrapped(related.join(", "), 2)}`]),
    "",
  ].join("\n");
}

/** What was typed, without anything that a terminal would obey. */
function printable(text: string): string {
  return wrapped(text, 0).slice(0, 100);
}
