/**
 * `npm run check`, the workflows: those that this repository runs, those that it shows in its docs, the one that
 * `quench init` writes, and action.yml. Each is linted, and held to the rules that keep a workflow's token where it belongs.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { collectWorkflows } from "./workflows/collect.ts";
import { createLint } from "./workflows/lint.ts";
import { checkMetadata } from "./workflows/metadata.ts";
import { workflowRules } from "./workflows/rules.ts";

const metadata = readFileSync("action.yml", "utf8");
const { inputs } = parse(metadata) as { readonly inputs: Readonly<Record<string, unknown>> };
const rules = Object.entries(workflowRules(Object.keys(inputs)));
const lint = await createLint();
const workflows = collectWorkflows();
const problems = [
  ...checkMetadata(metadata, lint).map((problem) => `action.yml: ${problem}`),
  ...workflows.flatMap((workflow) => [
    ...lint(workflow).map((problem) => `${workflow.place}: ${problem}`),
    ...rules.flatMap(([name, rule]) => rule(workflow).map((problem) => `${workflow.place}: ${problem} (${name})`)),
  ]),
];
for (const problem of problems) console.error(problem);
console.log(`${workflows.length} workflows and action.yml, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
