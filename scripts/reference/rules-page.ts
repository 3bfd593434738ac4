/** The reference page of the rules, from the registry that judges by them. */
import { FAMILIES, familyOf, KINDS, relatedOf, settingsOf } from "../../src/core/render/rule.ts";
import { RULES } from "../../src/core/rules/registry.ts";
import type { Rule } from "../../src/core/rules/rule.ts";

/** @returns Markdown. */
export function rulesPage(): string {
  const families = Object.keys(FAMILIES).filter((family) => RULES.some((rule) => familyOf(rule) === family));
  return [
    "# The rules",
    "<!-- Written by scripts/generate-reference.ts from src/core/rules/registry.ts. Change it there. -->",
    INTRODUCTION,
    "## Index",
    families.map(indexOf).join("\n"),
    ...families.flatMap((family) => [
      `## ${family}. ${FAMILIES[family] ?? ""}`,
      ...RULES.filter((rule) => familyOf(rule) === family).map(ruleText),
    ]),
  ]
    .join("\n\n")
    .concat("\n");
}

const INTRODUCTION = `Every line of a [verdict](verdict.md) names the rule behind it. \`quench explain R-S2\` tells the same in a terminal.

A rule passes, fails, or is unknown where facts could not be read; unknown never passes and never leads to a punishing
act. Some rules are gates, part of whether an incident may close; some are findings, which are told and stop nothing; some
only say how a fact is read. Each setting stands with its default; [the policy file](policy.md) changes it.`;

function indexOf(family: string): string {
  const links = RULES.filter((rule) => familyOf(rule) === family).map(link);
  return `- ${FAMILIES[family] ?? ""}: ${links.join(" · ")}`;
}

function link({ id, title }: Rule): string {
  return `[${id}](#${anchor(id)}) ${title}`;
}

/** Headings hold the id alone, so that a changed title breaks no link. */
function anchor(id: string): string {
  return id.toLowerCase();
}

function ruleText(rule: Rule): string {
  const { id, title, passes, fails, unknown, never = {}, kind } = rule;
  const settings = settingsOf(rule);
  const related = relatedOf(rule).map((other) => `[${other}](#${anchor(other)})`);
  const lines = [
    `- **Passes:** ${passes}`,
    `- **Fails:** ${fails}`,
    ...(unknown === null ? [] : [`- **Unknown:** ${unknown}`]),
    ...Object.entries(never).map(([outcome, why]) => `- **${NEVER[outcome] ?? outcome}:** ${why}`),
    ...(settings.length === 0
      ? []
      : [`- **Settings:** ${settings.map(({ key, fallback }) => `\`${key}\` (${fallback})`).join(", ")}`]),
    ...(related.length === 0 ? [] : [`- **Related:** ${related.join(", ")}`]),
  ];
  return `### ${id}\n\n**${title}** · ${KINDS[kind]}.\n\n${lines.join("\n")}`;
}

const NEVER: Readonly<Record<string, string>> = {
  pass: "Never passes",
  fail: "Never fails",
  unknown: "Never unknown",
};
