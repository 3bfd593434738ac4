import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type FormBody, readBody } from "../../../src/core/forms/body.ts";
import { type FieldValue, type FormDefinition, type FormField, field } from "../../../src/core/forms/definition.ts";

const FORM: FormDefinition = {
  name: "Bug",
  description: "",
  title: "",
  labels: [],
  fields: [
    field("what", "What happened?", "textarea"),
    field("version", "Which version do you use?", "input"),
    field("areas", "Affected areas (leave empty if unsure)", "dropdown", {
      multiple: true,
      options: ["Web", "API (v1, v2)", "Docs"],
    }),
    field("log", "Relevant log output", "textarea", { render: "shell" }),
    field("steps", "Steps to reproduce", "textarea"),
    field("expected", "Expected behavior", "textarea"),
    field("terms", "Code of conduct", "checkboxes", { options: ["I agree"] }),
  ],
};

const ANSWERS: Readonly<Record<string, string>> = {
  "What happened?": "It broke.",
  "Which version do you use?": "1.2",
  "Affected areas (leave empty if unsure)": "Web, API (v1, v2)",
  "Relevant log output": "```shell\nline\n```",
  "Steps to reproduce": "1. Start",
  "Expected behavior": "It works.",
  "Code of conduct": "- [x] I agree",
};

/** A body as GitHub writes it, by label; a label of null is left out, another one is put in its place. */
function body(answers: Readonly<Record<string, string>>): string {
  return Object.entries(answers)
    .map(([label, answer]) => `### ${label}\n\n${answer}`)
    .join("\n\n");
}

/** The answers with one label called otherwise, or others put behind it. */
function changed(label: string, to: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(ANSWERS).flatMap(([key, answer]) => (key === label ? to : [[key, answer]])));
}

const values = ({ answers }: FormBody): Record<string, FieldValue> =>
  Object.fromEntries(answers.map(({ label, value }) => [label, value]));
const codes = ({ problems }: FormBody): string[] => problems.map(({ code, label }) => `${code}:${label ?? ""}`);
const read = (text: string, form: FormDefinition = FORM): FormBody => readBody(form, text);

describe("a body that agrees with its form", () => {
  it("is read by its labels", () => {
    const whole = read(body(ANSWERS));
    expect(values(whole)).toEqual({
      "What happened?": "It broke.",
      "Which version do you use?": "1.2",
      "Affected areas (leave empty if unsure)": ["Web", "API (v1, v2)"],
      "Relevant log output": "line",
      "Steps to reproduce": "1. Start",
      "Expected behavior": "It works.",
      "Code of conduct": [{ label: "I agree", checked: true }],
    });
    expect(whole.problems).toEqual([]);
    expect(whole.answers[1]).toEqual({ label: "Which version do you use?", field: "version", line: 5, value: "1.2" });
  });

  it.each([
    "### Environment\n\nLinux",
    "First.\n\n### Environment\n\nLinux\n\n### More\n\nto come",
    "### Overview\n\n### Details\n\nnested",
    "Text\n\n### Expected behaviour\n\nnone",
    "Text\n\n### Which version\n\n1.2",
    "Text\n\n### Done\n\n- [x] I agree",
    "Text\n\n### Logs\n\n```shell\na\n```",
    "```\n### Diagnostics\n\n_No response_\n```",
    "# One\n\n## Two\n\n#### Four",
  ])("keeps the headings of its author: %j", (answer) => {
    for (const label of ["What happened?", "Steps to reproduce", "Expected behavior"]) {
      const whole = read(body({ ...ANSWERS, [label]: answer }));
      expect(values(whole)).toEqual({ ...values(read(body(ANSWERS))), [label]: answer });
      expect(whole.problems).toEqual([]);
    }
  });

  it("keeps what people and bots append behind the form's last field", () => {
    for (const appended of ["### Update\n\nIt broke again.", "<!-- bot -->\n### Linked\n\n* #3"]) {
      const whole = read(`${body(ANSWERS)}\n\n${appended}`);
      expect(values(whole)).toEqual(values(read(body(ANSWERS))));
      expect(whole.problems).toEqual([]);
    }
  });
});

describe("a body of another version of its form", () => {
  it.each([
    ["What happened?", "What has happened?"],
    ["Which version do you use?", "Which version of the product do you use?"],
    ["Affected areas (leave empty if unsure)", "Affected area(s) (Select all that apply)"],
    ["Relevant log output", "Log output"],
    ["Steps to reproduce", "How to reproduce"],
    ["Expected behavior", "What is the expected behaviour?"],
    ["Code of conduct", "The Code of Conduct"],
  ])("has %s renamed to %s", (label, other) => {
    const whole = read(body(changed(label, [[other, ANSWERS[label] ?? ""]])));
    const { [label]: value, ...rest } = values(read(body(ANSWERS)));
    expect(values(whole)).toEqual({ ...rest, [other]: value });
    expect(codes(whole)).toEqual([`renamed:${label}`]);
    expect(whole.problems[0]?.message).toBe(
      `\`### ${other}\` was read as the form's *${label}*, which the body does not have under that label.`,
    );
    expect(whole.problems[0]?.line).toBe(whole.answers.find((answer) => answer.label === other)?.line);
  });

  it("has a renamed field behind an answer with headings of its author", () => {
    const answers = { ...changed("Which version do you use?", [["Which version?", "1.2"]]) };
    answers["What happened?"] = "### Setup\n\nLinux\n\n### Then\n\nIt broke.";
    const whole = read(body(answers));
    expect(values(whole)).toMatchObject({ "What happened?": answers["What happened?"], "Which version?": "1.2" });
    expect(codes(whole)).toEqual(["renamed:Which version do you use?"]);
  });

  it.each([
    ["an answer of one line", "Which version do you use?", "Linux"],
    ["choices", "Affected areas (leave empty if unsure)", "some text\n\nand more"],
    ["a rendered answer", "Relevant log output", "Linux"],
    ["an answer left empty", "Steps to reproduce", "Linux"],
    ["any answer, left empty itself", "What happened?", "_No response_"],
    ["any answer, with an empty fence", "What happened?", "```txt\n\n```"],
  ])("has another field behind %s", (_, label, answer) => {
    const before = label === "Steps to reproduce" ? "_No response_" : (ANSWERS[label] ?? "");
    const whole = read(
      body(
        changed(label, [
          [label, before],
          ["Diagnostics", answer],
        ]),
      ),
    );
    const value = answer === "_No response_" ? null : answer.startsWith("```") ? "" : answer;
    expect(values(whole)).toEqual({ ...values(read(body({ ...ANSWERS, [label]: before }))), Diagnostics: value });
    expect(codes(whole)).toEqual(["unknown_heading:Diagnostics"]);
    expect(whole.problems[0]).toMatchObject({ field: null, label: "Diagnostics" });
    expect(whole.problems[0]?.message).toMatch(/^`### Diagnostics` is not among the form's labels/);
    expect(whole.answers.find((each) => each.label === "Diagnostics")?.field).toBeNull();
  });

  it("has another field before the first", () => {
    const whole = read(body({ Environment: "Linux", ...ANSWERS }));
    expect(values(whole)).toEqual({ Environment: "Linux", ...values(read(body(ANSWERS))) });
    expect(codes(whole)).toEqual(["unknown_heading:Environment"]);
  });

  it("has fields of other kinds, told by what GitHub writes of them", () => {
    const more = { Terms: "- [X] agreed\n- [ ] read", "Stages (Select all that apply)": "dev (a, b), build, x" };
    const whole = read(body({ ...more, ...ANSWERS }));
    expect(values(whole)).toMatchObject({
      Terms: [
        { label: "agreed", checked: true },
        { label: "read", checked: false },
      ],
      "Stages (Select all that apply)": ["dev (a, b)", "build", "x"],
    });
    const empty = read(body({ "Stages (Select all that apply)": "_No response_", ...ANSWERS }));
    expect(values(empty)).toMatchObject({ "Stages (Select all that apply)": [] });
  });

  it("has its fields in another order, one with headings of its author right below its own", () => {
    const answers = {
      "Link to a repository": "https://example.com/a",
      "Steps to reproduce": "### Steps\n\n1. Start",
      "Current vs. Expected behavior": "### Current behavior\n\nbroken\n\n### Expected behaviour\n\nworks",
      "Relevant log output": "```shell\nline\n```",
      "What happened?": "It broke.",
    };
    const whole = read(body(answers));
    expect(values(whole)).toEqual({ ...answers, "Relevant log output": "line" });
    expect(codes(whole).filter((code) => !code.startsWith("missing"))).toEqual([
      "unknown_heading:Link to a repository",
      "renamed:Expected behavior",
      "out_of_order:Relevant log output",
      "out_of_order:What happened?",
    ]);
  });

  it("is taken for the form where all labels are reworded, and for none where few are like them", () => {
    const reworded = Object.fromEntries(Object.entries(ANSWERS).map(([label, answer]) => [`Your ${label}`, answer]));
    const whole = read(body(reworded));
    expect(whole.answers.map(({ field: id }) => id)).toEqual(FORM.fields.map(({ id }) => id));
    expect(codes(whole)).toEqual(FORM.fields.map(({ label }) => `renamed:${label}`));
    for (const other of ["### Your expected behavior\n\nx\n\n### Else\n\ny", "Hello.", "", "## What happened?\n\nx"]) {
      expect(read(other).answers).toEqual([]);
      expect(codes(read(other))).toEqual(["missing:"]);
    }
  });

  it("behind a rendered answer whose author closed its fence", () => {
    const answers = changed("Expected behavior", [["The expected behavior", "It works."]]);
    const whole = read(
      body({ ...answers, "Relevant log output": "```shell\nline\n```\n```", "Steps to reproduce": "a" }),
    );
    expect(values(whole)).toMatchObject({
      "Relevant log output": "line\n```",
      "Steps to reproduce": "a",
      "The expected behavior": "It works.",
    });
  });
});

describe("what is not guessed", () => {
  it("is a heading unlike the missing one, in an answer that may hold headings", () => {
    const answers = changed("Steps to reproduce", []);
    const whole = read(body({ ...answers, "What happened?": "It broke.\n\n### Details\n\nBadly." }));
    expect(values(whole)).toMatchObject({ "What happened?": "It broke.\n\n### Details\n\nBadly." });
    expect(codes(whole)).toEqual(["missing:Steps to reproduce"]);
  });

  it("is a heading in a body whose headings somebody rewrote by hand", () => {
    const answer = "It broke.\n\n### Version used\n\n1.2\n\n### Which version\n\n1.2";
    const text = body({ ...changed("Which version do you use?", []), "What happened?": answer });
    const rewritten = text.replace("### Code of conduct\n\n", "### Code of conduct\n");
    expect(values(read(rewritten))).toMatchObject({ "What happened?": answer });
    expect(codes(read(rewritten))).toEqual(["missing:Which version do you use?"]);
    expect(codes(read(text))).toEqual(["renamed:Which version do you use?"]);
  });

  it("is a heading without blank lines around it, or without an answer", () => {
    for (const answer of ["x\n\n### Which version?\n1.2", "x\n### Which version?\n\n1.2", "x\n\n### Which version?"]) {
      const whole = read(body({ ...changed("Which version do you use?", []), "What happened?": answer }));
      expect(values(whole)).toMatchObject({ "What happened?": answer });
    }
  });

  it("is a second field under the same heading", () => {
    const whole = read(
      body(ANSWERS).replace(
        "### Affected",
        "### Diagnostics\n\n_No response_\n\n### Diagnostics\n\n_No response_\n\n### Affected",
      ),
    );
    expect(new Set(whole.answers.map(({ label }) => label)).size).toBe(whole.answers.length);
  });

  it("is a document with hundreds of headings", () => {
    const answer = Array.from({ length: 400 }, (_, index) => `### v${index}\n\n_No response_`).join("\n\n");
    const whole = read(body({ ...ANSWERS, "What happened?": `Changes:\n\n${answer}` }));
    expect(values(whole)).toEqual({ ...values(read(body(ANSWERS))), "What happened?": `Changes:\n\n${answer}` });
  });
});

describe("line ends as a browser and GitHub write them", () => {
  /** What a person types has CRLF, what GitHub writes around it LF. */
  const typed = (text: string): string => text.replaceAll("\n", "\r\n");

  it("tell an added field from a heading in an answer", () => {
    const answer = "It broke.\n\n### Diagnostics\n\nnone";
    const mine = read(body({ ...ANSWERS, "What happened?": typed(answer) }));
    expect(values(mine)).toEqual({ ...values(read(body(ANSWERS))), "What happened?": answer });
    const github = read(
      body(
        changed("What happened?", [
          ["What happened?", typed("It broke.\n\nBadly.")],
          ["Diagnostics", "none"],
        ]),
      ),
    );
    expect(values(github)).toMatchObject({ "What happened?": "It broke.\n\nBadly.", Diagnostics: "none" });
  });

  it("tell a field from its label typed into another answer", () => {
    const answer = "It broke.\n\n### Which version do you use?\n\n9.9";
    const whole = read(body({ ...ANSWERS, "What happened?": typed(answer) }));
    expect(values(whole)).toMatchObject({ "What happened?": answer, "Which version do you use?": "1.2" });
    expect(codes(whole)).toEqual(["duplicate:Which version do you use?"]);
  });

  it("tell nothing once the body was edited", () => {
    const text = typed(body({ ...ANSWERS, "What happened?": "It broke." }));
    expect(values(read(text))).toEqual(values(read(body(ANSWERS))));
    expect(values(read(`${text}\n\nappended`))).toMatchObject({ "Which version do you use?": "1.2" });
  });
});

describe("any form and any answers", () => {
  const word = fc.constantFrom("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india");
  const line = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
  /** A person's own paragraphs, headings, fences, lists and quotes; never a label of the form. */
  const block = fc.oneof(
    line,
    line.map((text) => `### own ${text}\n\n${text}`),
    line.map((text) => `## ${text}`),
    line.map((text) => `\`\`\`sh\n### Field 1\n\n${text}\n\`\`\``),
    line.map((text) => `- ${text}\n- [x] ${text}`),
    line.map((text) => `> ### Field 2\n> ${text}`),
    line.map((text) => `<details>\n\n${text}\n\n</details>`),
  );
  const prose = fc.array(block, { minLength: 1, maxLength: 4 }).map((blocks) => blocks.join("\n\n"));
  const NAMES = ["Kilo lima", "Mike november", "Oscar papa", "Quebec romeo", "Sierra tango", "Uniform victor"];

  const answered = (index: number): fc.Arbitrary<readonly [FormField, string, FieldValue]> => {
    const make = (kind: FormField["kind"], more: Partial<FormField> = {}): FormField =>
      field(`f${index}`, NAMES[index] ?? "", kind, more);
    return fc.oneof(
      line.map((text) => [make("input"), text, text] as const),
      prose.map((text) => [make("textarea"), text, text] as const),
      prose.map((text) => [make("textarea", { render: "md" }), `\`\`\`\`md\n${text}\n\`\`\`\``, text] as const),
      fc.constant([make("textarea"), "_No response_", null] as const),
      fc
        .subarray(["one", "two (a, b)", "three"], { minLength: 1 })
        .map(
          (chosen) =>
            [
              make("dropdown", { multiple: true, options: ["one", "two (a, b)", "three"] }),
              chosen.join(", "),
              chosen,
            ] as const,
        ),
      fc
        .boolean()
        .map(
          (checked) =>
            [
              make("checkboxes", { options: ["agreed"] }),
              `- [${checked ? "X" : " "}] agreed`,
              [{ label: "agreed", checked }],
            ] as const,
        ),
    );
  };
  const whole = fc
    .integer({ min: 2, max: NAMES.length })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => answered(index))));
  const formOf = (parts: readonly (readonly [FormField, string, FieldValue])[]): FormDefinition => ({
    ...FORM,
    fields: parts.map(([each]) => each),
  });
  const textOf = (parts: readonly (readonly [FormField, string, FieldValue])[]): string =>
    parts.map(([{ label }, answer]) => `### ${label}\n\n${answer}`).join("\n\n");

  it("read back exactly what a person wrote", () => {
    fc.assert(
      fc.property(whole, fc.boolean(), (parts, crlf) => {
        const text = crlf ? textOf(parts).replaceAll("\n", "\r\n") : textOf(parts);
        const result = readBody(formOf(parts), text);
        expect(result.answers.map(({ label, value }) => [label, value])).toEqual(
          parts.map(([{ label }, , value]) => [label, value]),
        );
        expect(result.problems).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("read back with a label renamed", () => {
    fc.assert(
      fc.property(whole, fc.nat(), (parts, at) => {
        const index = at % parts.length;
        const form = formOf(parts);
        const renamed = {
          ...form,
          fields: form.fields.map((each, i) => (i === index ? { ...each, label: `Your ${each.label}` } : each)),
        };
        const result = readBody(renamed, textOf(parts));
        expect(result.answers.map(({ label, value }) => [label, value])).toEqual(
          parts.map(([{ label }, , value]) => [label, value]),
        );
        expect(codes(result)).toEqual([`renamed:Your ${NAMES[index]}`]);
      }),
      { numRuns: 1000 },
    );
  });

  it("read back with a field added to the form, or another order", () => {
    fc.assert(
      fc.property(whole, fc.nat(), (parts, at) => {
        const form = formOf(parts);
        const index = at % (parts.length + 1);
        const added = field("new", "Yankee zulu", "textarea");
        const newer = { ...form, fields: [...form.fields.slice(0, index), added, ...form.fields.slice(index)] };
        const result = readBody(newer, textOf(parts));
        expect(result.answers.map(({ label, value }) => [label, value])).toEqual(
          parts.map(([{ label }, , value]) => [label, value]),
        );
        expect(codes(result)).toEqual(["missing:Yankee zulu"]);
      }),
      { numRuns: 1000 },
    );
  });

  it("read back with a field that the form has lost, where its heading cannot be anybody's", () => {
    fc.assert(
      fc.property(whole, fc.nat(), line, (parts, at, answer) => {
        const index = at % parts.length;
        const former = parts[index - 1];
        const closed = former === undefined || former[0].kind !== "textarea" || former[0].render !== undefined;
        const lost = [
          field("lost", "Yankee zulu", "input"),
          closed ? answer : "_No response_",
          closed ? answer : null,
        ] as const;
        const older = [...parts.slice(0, index), lost, ...parts.slice(index)];
        const result = readBody(formOf(parts), textOf(older));
        expect(result.answers.map(({ label, value }) => [label, value])).toEqual(
          older.map(([{ label }, , value]) => [label, value]),
        );
        expect(codes(result)).toEqual(["unknown_heading:Yankee zulu"]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a hostile body", () => {
  const SIZE = 65_536;
  const fill = (text: string): string => text.repeat(Math.ceil(SIZE / text.length)).slice(0, SIZE);
  const labels = FORM.fields.map(({ label }) => `### ${label}\n\nx\n\n`);

  it.each([
    fill("### What happened?\n\n"),
    fill("### a\n\n"),
    `${labels.join("")}${fill("### your expected behavior\n\n_No response_\n\n")}`,
    fill(labels.join("")),
    fill(labels.toReversed().join("")),
    fill("```\n### Which version?\n\n"),
    fill("<!-- a -->\n### b\n"),
    fill("> > > > ### a\n"),
    `### ${fill("a (b, ")}`,
    `${labels[2]}${fill("(a, ")}`,
    fill("### a\r\n\r\n### b\n\n"),
  ])("is read without an error, and tells little: %#", (text) => {
    const { answers, problems } = read(text);
    expect(new Set(answers.map(({ label }) => label)).size).toBe(answers.length);
    expect(problems.length).toBeLessThan(400);
  });
});
