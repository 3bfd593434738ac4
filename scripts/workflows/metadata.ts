/** action.yml, which the linter does not know: its shape by GitHub's list, its expressions by the linter in a workflow. */
import { parse } from "yaml";
import type { Lint } from "./lint.ts";
import { parseWorkflow } from "./workflow.ts";

/** Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "": ["name", "author", "description", "branding", "inputs", "outputs", "runs"],
  branding: ["icon", "color"],
  runs: ["using", "main", "pre", "pre-if", "post", "post-if"],
  "inputs.*": ["description", "default", "required", "deprecationMessage"],
  "outputs.*": ["description"],
};

/** What is wrong with an Action's metadata, one sentence each. */
export function checkMetadata(text: string, lint: Lint): readonly string[] {
  const action = parse(text) as Readonly<Record<string, unknown>>;
  const inputs = mapOf(action["inputs"]);
  return [
    ...["name", "description", "runs"].filter((key) => !(key in action)).map((key) => `\`${key}\` is missing.`),
    ...unknownKeys(action, ""),
    ...unknownKeys(mapOf(action["branding"]), "branding"),
    ...unknownKeys(mapOf(action["runs"]), "runs"),
    ...["inputs", "outputs"].flatMap((part) =>
      Object.entries(mapOf(action[part])).flatMap(([name, value]) => [
        ...(/^[a-z]+(?:-[a-z]+)*$/.test(name) ? [] : [`\`${part}.${name}\` is not in kebab-case.`]),
        ...("description" in mapOf(value) ? [] : [`\`${part}.${name}\` has no description.`]),
        ...unknownKeys(mapOf(value), `${part}.*`, `${part}.${name}`),
      ]),
    ),
    ...Object.entries(inputs).flatMap(([name, value]) => {
      const standard = mapOf(value)["default"];
      if (standard !== undefined && typeof standard !== "string")
        return [`\`inputs.${name}\` has a default that is no text.`];
      return expressionsIn(name, standard ?? "", lint);
    }),
  ];
}

function unknownKeys(value: Readonly<Record<string, unknown>>, shape: string, where = shape): readonly string[] {
  const known = KEYS[shape] ?? [];
  return Object.keys(value).flatMap((key) =>
    known.includes(key) ? [] : [`\`${where === "" ? key : `${where}.${key}`}\` is no key of GitHub's.`],
  );
}

/** The default stands where a step's input does. */
function expressionsIn(name: string, standard: string, lint: Lint): readonly string[] {
  const step = `      - uses: acme/action@v1\n        with:\n          ${name}: ${JSON.stringify(standard)}\n`;
  const text = `on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n${step}`;
  return lint(parseWorkflow("", text)).map((problem) => `The default of \`inputs.${name}\`: ${problem}`);
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
