/** What reading a form body costs beside `@github/issue-parser`, and what each reads wrong. */
import { performance } from "node:perf_hooks";
import { parseIssue } from "@github/issue-parser";
import { readBody } from "../../src/core/forms/body.ts";
import { type FormDefinition, field } from "../../src/core/forms/definition.ts";
import { toFormYaml } from "../../src/core/forms/file.ts";
import { INCIDENT_FORM } from "../../src/core/forms/incident.ts";
import { scanForm } from "../../src/core/forms/scan.ts";
import { median, round } from "./webhooks.ts";

/** @returns figures, each with its goal beside it. */
export function benchForms(): Record<string, unknown> {
  const body = typicalBody();
  const yaml = toFormYaml(INCIDENT_FORM);
  // In turns, so that a busy machine slows all of them alike.
  const readers = {
    ours: () => readBody(INCIDENT_FORM, body),
    exact: () => scanForm(INCIDENT_FORM, body),
    theirs: () => parseIssue(body),
    theirsWithForm: () => parseIssue(body, yaml),
  };
  const rates: Record<keyof typeof readers, number[]> = { ours: [], exact: [], theirs: [], theirsWithForm: [] };
  for (let turn = 0; turn < 9; turn += 1) {
    for (const [name, read] of Object.entries(readers) as [keyof typeof readers, () => unknown][]) {
      rates[name].push(perSecond(read));
    }
  }
  const rate = (name: keyof typeof readers): number => median(rates[name].slice(2));
  const cases = nastyCases();
  return {
    form_bodies: {
      characters: body.length,
      per_second: round(rate("ours")),
      per_second_by_exact_labels: round(rate("exact")),
      "@github/issue-parser_per_second": {
        with_the_form: round(rate("theirsWithForm")),
        without: round(rate("theirs")),
      },
      ratio_with_the_form: round(rate("ours") / rate("theirsWithForm")),
      ratio_without: round(rate("ours") / rate("theirs")),
      goal: ">= 1",
      read_wrong_of: cases.length,
      read_wrong: cases.filter(({ text, wanted }) => !right(text, wanted, false)).map(({ name }) => name),
      "read_wrong_by_@github/issue-parser": cases
        .filter(({ text, wanted }) => !right(text, wanted, true))
        .map(({ name }) => name),
    },
  };
}

function perSecond(read: () => unknown): number {
  const from = performance.now();
  let count = 0;
  while (performance.now() - from < 60) {
    for (let index = 0; index < 20; index += 1) read();
    count += 20;
  }
  return (count * 1000) / (performance.now() - from);
}

/** An incident of about 3,000 characters as GitHub writes it, with code, a table and links in its answers. */
function typicalBody(): string {
  const log = Array.from(
    { length: 14 },
    (_, index) => `2026-03-01T09:3${index}:12Z ERROR checkout: timed out after 30000 ms, request ${index}af31`,
  );
  const answers: Readonly<Record<string, string>> = {
    summary:
      "A config change removed the payment timeout.\n\nCheckout hung for **all customers** until it was rolled back.",
    severity: "SEV1",
    failure_class: "config-change",
    finding_types: "missed detection, slow recovery",
    started_at: "2026-03-01T09:30Z",
    detected_at: "2026-03-01T09:42Z",
    restored_at: "2026-03-01T11:05Z",
    impact:
      "All checkouts in the EU for 95 minutes.\n\n| region | failed |\n| --- | --- |\n| west | 3,100 |\n| east | 1,100 |",
    timeline: Array.from(
      { length: 12 },
      (_, index) =>
        `- 09:${30 + index} on-call looks at the dashboard of service ${index} and writes down what it shows`,
    ).join("\n"),
    evidence_packet: `https://logs.example.com/q?id=1\n\n\`\`\`\n${log.join("\n")}\n\`\`\``,
    root_cause: "Config reaches production without a check.\n\n1. `config/pay.yml` has no schema.\n2. No canary.",
    commander: "@octocat",
    drill: "- [ ] This is a drill, not an incident",
  };
  return INCIDENT_FORM.fields.map(({ id, label }) => `### ${label}\n\n${answers[id] ?? "_No response_"}`).join("\n\n");
}

const SMALL: FormDefinition = {
  name: "Bug",
  description: "A bug",
  title: "Bug: ",
  labels: [],
  fields: [
    field("what", "What", "textarea"),
    field("level", "Level", "dropdown", { options: ["high", "low"] }),
    field("areas", "Areas", "dropdown", { multiple: true, options: ["web", "api (v1, v2)"] }),
    field("log", "Log", "textarea", { render: "text" }),
    field("why", "Why", "textarea"),
  ],
};

interface Case {
  readonly name: string;
  readonly text: string;
  readonly wanted: Readonly<Record<string, unknown>>;
}

/** Fences, headings, duplicates and choices in answers, each with what a person sees in the body. */
function nastyCases(): readonly Case[] {
  const base = { What: "It broke.", Level: "high", Areas: "web", Log: "```text\nline\n```", Why: "Because." };
  const values = { What: "It broke.", Level: "high", Areas: ["web"], Log: "line", Why: "Because." };
  const nasty = (name: string, label: string, text: string, value: unknown = text): Case => ({
    name,
    text: Object.entries({ ...base, [label]: text })
      .map(([key, answer]) => `### ${key}\n\n${answer}`)
      .join("\n\n"),
    wanted: { ...values, [label]: value },
  });
  return [
    nasty("plain", "What", "It broke."),
    nasty("label in a fence", "What", "```\n### Level\n\nlow\n```"),
    nasty("label in a tilde fence", "Why", "~~~\n### Level\n\nlow\n~~~"),
    nasty("label in a rendered answer", "Log", "```text\n### Level\n\nlow\n```", "### Level\n\nlow"),
    nasty("label in a quote", "What", "> ### Level\n>\n> low"),
    nasty("label in a comment", "What", "<!--\n### Level\n\nlow\n-->\nx"),
    nasty("label again in an earlier answer", "What", "a\n\n### Level\n\nlow"),
    nasty("label again in a later answer", "Why", "a\n\n### Level\n\nlow"),
    nasty("own heading", "What", "a\n\n### Steps\n\nb"),
    nasty("own heading first", "Why", "### Steps\n\nb"),
    nasty("own heading of level four", "What", "a\n\n#### Level\n\nlow"),
    nasty("a choice that holds a comma", "Areas", "web, api (v1, v2)", ["web", "api (v1, v2)"]),
    nasty("rendered answer", "Log", "```text\na\n```", "a"),
    nasty("rendered answer left empty", "Log", "```text\n\n```", ""),
    nasty("fence closed twice", "Log", "```text\na\n```\n```", "a\n```"),
    nasty("answer left empty", "Why", "_No response_", null),
    {
      ...nasty("line ends of a browser", "Why", "a\n\nb"),
      text: nasty("", "Why", "a\n\nb").text.replaceAll("\n", "\r\n"),
    },
  ];
}

function right(text: string, wanted: Readonly<Record<string, unknown>>, theirs: boolean): boolean {
  const read = theirs
    ? (parseIssue(text, toFormYaml(SMALL)) as Readonly<Record<string, unknown>>)
    : Object.fromEntries(readBody(SMALL, text).answers.map(({ field: id, value }) => [id, value]));
  return SMALL.fields.every(({ id, label, render }) => {
    const value = wanted[label];
    const found = plain(read[id]);
    // It leaves the fence where it is, and empty answers undefined: neither is held against it.
    const fenced = theirs && render !== undefined && found === `\`\`\`${render}\n${String(value)}\n\`\`\``;
    return fenced || JSON.stringify(found) === JSON.stringify(plain(value));
  });
}

function plain(value: unknown): unknown {
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof one === "string" ? one.replaceAll("\r\n", "\n") : (one ?? null);
}
