import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { compareForms } from "../../../src/core/forms/compare.ts";
import { DEBT_FORM } from "../../../src/core/forms/debt.ts";
import { type FormDefinition, field } from "../../../src/core/forms/definition.ts";
import { parseFormFile, toFormYaml } from "../../../src/core/forms/file.ts";
import { INCIDENT_FORM } from "../../../src/core/forms/incident.ts";
import { ITEM_FORM } from "../../../src/core/forms/item.ts";
import { RISK_FORM } from "../../../src/core/forms/residual-risk.ts";
import { configFile, formFiles } from "../../../src/core/forms/templates.ts";

/** Keys by the place where GitHub takes them: https://docs.github.com/en/communities (syntax for issue forms). */
const TOP_KEYS = ["name", "description", "body", "title", "labels", "assignees", "projects", "type"];
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  markdown: ["value"],
  input: ["label", "description", "placeholder", "value"],
  textarea: ["label", "description", "placeholder", "value", "render"],
  dropdown: ["label", "description", "multiple", "options", "default"],
  checkboxes: ["label", "description", "options"],
};

type Tree = Readonly<Record<string, unknown>>;

/** What GitHub refuses in an issue form, as sentences; it reads YAML 1.1. */
function refusals(text: string): readonly string[] {
  const found: string[] = [];
  const form = parse(text, { version: "1.1" }) as Tree;
  const string = (value: unknown, place: string): void => {
    if (typeof value !== "string" || value.trim() === "") found.push(`${place} is no text`);
  };
  const keys = (tree: Tree, allowed: readonly string[], place: string): void => {
    for (const key of Object.keys(tree)) if (!allowed.includes(key)) found.push(`${place} has ${key}`);
  };
  keys(form, TOP_KEYS, "the form");
  string(form["name"], "name");
  string(form["description"], "description");
  if ("title" in form) string(form["title"], "title");
  const elements = form["body"] as readonly Tree[];
  const ids = new Set<unknown>();
  const labels = new Set<unknown>();
  if (elements.every(({ type }) => type === "markdown")) found.push("no field");
  for (const [index, element] of elements.entries()) {
    const place = `body[${index}]`;
    const type = String(element["type"]);
    const attributes = element["attributes"] as Tree;
    keys(element, ["type", "id", "attributes", "validations"], place);
    keys(attributes, ATTRIBUTES[type] ?? [], `${place}.attributes`);
    for (const key of ["label", "description", "placeholder", "value", "render"]) {
      if (key in attributes) string(attributes[key], `${place}.${key}`);
    }
    if (type === "markdown") {
      string(attributes["value"], `${place}.value`);
      if ("id" in element || "validations" in element) found.push(`${place} is markdown with an id or validations`);
      continue;
    }
    string(attributes["label"], `${place}.label`);
    if (!/^[A-Za-z0-9_-]+$/.test(String(element["id"]))) found.push(`${place}.id`);
    if (ids.has(element["id"])) found.push(`${place}.id is there twice`);
    const label = String(attributes["label"])
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-");
    if (labels.has(label)) found.push(`${place}.label is too much like another`);
    ids.add(element["id"]);
    labels.add(label);
    if (type !== "dropdown" && type !== "checkboxes") continue;
    const options = (attributes["options"] as readonly unknown[]).map((option) =>
      type === "checkboxes" ? (option as Tree)["label"] : option,
    );
    for (const option of options) string(option, `${place}.options`);
    if (options.length === 0 || new Set(options).size !== options.length) found.push(`${place}.options`);
    if (options.some((option) => String(option).toLowerCase() === "none")) found.push(`${place} offers None`);
  }
  return found;
}

const FORMS = [INCIDENT_FORM, ITEM_FORM, RISK_FORM, DEBT_FORM];

describe("the issue forms", () => {
  it.each(Object.entries(formFiles()))("%s is as the definition has it", (name, text) => {
    // Written by: node scripts/run.mjs scripts/generate-forms.ts
    expect(readFileSync(`.github/ISSUE_TEMPLATE/${name}`, "utf8")).toBe(text);
  });

  it("are four, and leave blank issues possible", () => {
    expect(Object.keys(formFiles())).toEqual([
      "incident.yml",
      "hardening.yml",
      "residual-risk.yml",
      "reliability-debt.yml",
    ]);
    expect(FORMS.map(({ labels }) => labels)).toEqual([
      ["incident"],
      ["hardening"],
      ["residual-risk"],
      ["reliability-debt"],
    ]);
    expect(configFile()).toBe("blank_issues_enabled: true\n");
    expect(readFileSync(".github/ISSUE_TEMPLATE/config.yml", "utf8")).toBe(configFile());
  });

  it.each(Object.entries(formFiles()))("%s keeps GitHub's rules", (_, text) => {
    expect(refusals(text)).toEqual([]);
  });

  it("would be refused with dates and booleans as YAML 1.1 has them", () => {
    const form: FormDefinition = {
      ...RISK_FORM,
      description: "A risk",
      title: "Risk",
      fields: [field("a", "Sure?", "dropdown", { options: ["yes", "no"], placeholder: "2026-03-31" })],
    };
    expect(refusals(toFormYaml(form).replaceAll('"', ""))).toContain("body[0].options is no text");
    const [dropdown] = (parse(toFormYaml(form), { version: "1.1" }) as { body: readonly Tree[] }).body;
    expect(dropdown?.["attributes"]).toMatchObject({ options: ["yes", "no"], placeholder: "2026-03-31" });
  });

  it.each(FORMS)("$name comes back from its own file", ({ intro: _, ...form }) => {
    expect(parseFormFile(toFormYaml(form)).definition).toEqual(form);
  });

  it.each(FORMS)("$name says of each field what is wanted, and shows it where people type", ({ fields }) => {
    for (const { label, kind, description, placeholder } of fields) {
      expect([label, (description ?? "").length > 15]).toEqual([label, true]);
      expect([label, placeholder !== undefined]).toEqual([label, kind === "input" || kind === "textarea"]);
    }
  });

  it("teach what a good answer is", () => {
    const placeholder = (id: string): string => ITEM_FORM.fields.find((each) => each.id === id)?.placeholder ?? "";
    expect(placeholder("hypothesis")).toBe("If we add X, Y drops by 50 % within 30 days.");
    expect(placeholder("measure")).toMatch(/90 days before .* 90 days after/);
    expect(placeholder("boundary")).toMatch(/not/);
    expect(placeholder("control_check")).toBe("config-validation @github-actions");
  });

  it("ask for what a rule cannot do without", () => {
    const required = ({ fields }: FormDefinition): string[] =>
      fields.filter((each) => each.required).map(({ id }) => id);
    expect(required(INCIDENT_FORM)).toEqual(["summary", "severity", "started_at"]);
    expect(required(ITEM_FORM)).toEqual([
      "incident",
      "proposed_control",
      "bucket",
      "lane",
      "risk_reduction",
      "adoption_speed",
    ]);
    expect(required(RISK_FORM)).toEqual(RISK_FORM.fields.map(({ id }) => id).filter((id) => id !== "covers"));
    expect(required(DEBT_FORM)).toEqual(DEBT_FORM.fields.map(({ id }) => id));
  });
});

describe("compareForms", () => {
  const expected = { "a.yml": "name: A\nbody:\n", "b.yml": "name: B\n" };

  it("finds nothing where all is there, however its lines end", () => {
    expect(compareForms(expected, { "a.yml": "name: A\r\nbody:\r\n", "b.yml": "name: B\n", "c.yml": "own" })).toEqual(
      [],
    );
  });

  it("tells the first line that differs", () => {
    expect(compareForms(expected, { "a.yml": "name: A\nbody: []\nx\n", "b.yml": "name: B\n" })).toEqual([
      { file: "a.yml", line: 2, expected: "body:", found: "body: []" },
    ]);
  });

  it("tells a file that ends before, goes on, or is not there", () => {
    expect(compareForms(expected, { "a.yml": "name: A", "b.yml": "name: B\n# mine" })).toEqual([
      { file: "a.yml", line: 2, expected: "body:", found: null },
      { file: "b.yml", line: 2, expected: "", found: "# mine" },
    ]);
    expect(compareForms(expected, { "a.yml": `${expected["a.yml"]}\n`, "b.yml": null })).toEqual([
      { file: "a.yml", line: 4, expected: null, found: "" },
      { file: "b.yml", line: null, expected: null, found: null },
    ]);
  });
});
