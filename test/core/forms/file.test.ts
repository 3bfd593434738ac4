import { describe, expect, it } from "@jest/globals";
import { parseFormFile } from "../../../src/core/forms/file.ts";

const FIELD = "- type: input\n  attributes:\n    label: What\n";
const form = (body: string): string => `name: Bug\ndescription: A bug\nbody:\n${body}`;

describe("a bad form file", () => {
  it.each([
    ["- a", 1, 1, "this is no issue form", "write `name:`, `description:` and `body:`"],
    ["name: x", 1, 1, "`body` is missing", "list the form's fields under `body:`"],
    ["name: x\nbody: {}", 2, 7, "`body` is not what an issue form has there", "list the form's fields"],
    [`description: x\nbody:\n${FIELD}`, 1, 1, "`name` is missing", "give the form a name"],
    [form("- attributes:\n    label: What\n"), 4, 3, "`body.0.type` is missing", "`dropdown`"],
    [form("- type: input\n"), 4, 3, "the field has no label", "give it one: `label:` under `attributes:`"],
    [form("- type: input\n  attributes: {label: ' '}\n"), 4, 3, "the field has no label", "give it one"],
    [form(FIELD + FIELD), 9, 12, "the label `What` is there twice", "give each field a label of its own"],
    [form(`${FIELD}    options: many\n`), 7, 14, "`body.0.attributes.options` is not what", "list the choices"],
    [form("- type: markdown\n  attributes: {value: hello}\n"), 3, 1, "the form has no field", "list its fields"],
    [form("\t- type: input"), 4, 1, "the YAML cannot be read", "correct the YAML here"],
  ])("is told with its place and what to write: %j", (text, line, column, message, fix) => {
    const { definition, problems } = parseFormFile(text);
    expect(definition).toBeNull();
    expect(problems[0]).toMatchObject({ line, column });
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.fix).toContain(fix);
  });

  it("is told of ten times at most", () => {
    expect(parseFormFile(form(FIELD.repeat(30))).problems).toHaveLength(10);
    expect(parseFormFile(form("- type: 1\n".repeat(30))).problems).toHaveLength(10);
  });
});

describe("a form file", () => {
  it("may hold elements and keys that are newer than this program", () => {
    const { definition } = parseFormFile(
      form("- type: upload\n  id: log\n  attributes: {label: Log, color: red}\n  when: always\n"),
    );
    expect(definition?.fields).toMatchObject([{ id: "log", label: "Log", kind: "textarea", required: false }]);
  });

  it("may leave choices empty", () => {
    const { definition } = parseFormFile(
      form("- type: dropdown\n  attributes:\n    label: Which\n    options:\n    - a\n    -\n    - b\n"),
    );
    expect(definition?.fields[0]?.options).toEqual(["a", "b"]);
  });
});
