import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readBody } from "../../../src/core/forms/body.ts";
import { type FormDefinition, field } from "../../../src/core/forms/definition.ts";
import { parseFormFile } from "../../../src/core/forms/file.ts";
import { type ScannedForm, scanForm } from "../../../src/core/forms/scan.ts";

const FORM: FormDefinition = {
  name: "Outage",
  description: "",
  title: "",
  labels: [],
  fields: [
    field("what", "What", "textarea"),
    field("level", "Level", "dropdown", { options: ["high", "low"] }),
    field("areas", "Areas", "dropdown", { multiple: true, options: ["web", "api (v1, v2)", "api"] }),
    field("log", "Log", "textarea", { render: "text" }),
    field("why", "Why", "textarea"),
    field("done", "Done", "checkboxes", { options: ["told", "fixed"] }),
  ],
};

/** A body as GitHub writes it. */
function body(answers: Partial<Record<string, string>> = {}): string {
  const all: Record<string, string> = {
    What: "It broke.",
    Level: "high",
    Areas: "web, api (v1, v2)",
    Log: "```text\nline\n```\n",
    Why: "_No response_",
    Done: "- [X] told\n- [ ] fixed",
    ...answers,
  };
  return Object.entries(all)
    .map(([label, answer]) => `### ${label}\n\n${answer}`)
    .join("\n\n");
}

const codes = ({ problems }: ScannedForm): string[] => problems.map(({ code, field: id }) => `${code}:${id ?? ""}`);

const VALUES = {
  what: "It broke.",
  level: "high",
  areas: ["web", "api (v1, v2)"],
  log: "line",
  why: null,
  done: [
    { label: "told", checked: true },
    { label: "fixed", checked: false },
  ],
};

describe("scanForm", () => {
  it("reads what GitHub writes", () => {
    const scanned = scanForm(FORM, body());
    expect(scanned.values).toEqual(VALUES);
    expect(scanned.problems).toEqual([]);
    expect(scanned.lines).toMatchObject({ what: 1, level: 5, areas: 9 });
  });

  it.each([
    ["CRLF", body().replaceAll("\n", "\r\n")],
    ["a byte order mark", `\ufeff${body()}`],
    ["text before the first field", `Created by hand.\n\n${body()}`],
    ["no blank lines", body().replaceAll("\n\n", "\n").replace("### Why\n", "\n### Why\n")],
    ["blanks behind labels", body().replace("### Level", "### Level  ")],
  ])("reads the same with %s", (_, text) => {
    expect(scanForm(FORM, text).values).toMatchObject({ level: "high", areas: VALUES.areas, why: null });
  });

  it("mixes line ends without losing them inside answers", () => {
    expect(scanForm(FORM, body({ What: "one\r\ntwo  \r\n\r\nthree" })).values["what"]).toBe("one\ntwo  \n\nthree");
  });

  it.each([
    ["another label's case", "### level\n\nlow"],
    ["another level", "## Level\n\nlow"],
    ["more words", "### Level of noise\n\nlow"],
    ["a fence", "```\n### Level\n\nlow\n```"],
    ["a tilde fence with a longer closer", "~~~ md\n### Level\n\nlow\n~~~~~"],
    ["an indented fence", "   ```\n### Level\n\nlow\n   ```"],
    ["indented code", "text\n\n    ### Level\n\n    low"],
    ["a comment", "<!--\n### Level\n\nlow\n-->"],
    ["a quote", "> ### Level\n>\n> low"],
    ["a list item", "- a\n\n  ### Level\n\n  low"],
    ["preformatted HTML", "<pre>\n### Level\n\nlow\n</pre>"],
    ["an empty heading", "### \n\nlow"],
  ])("takes a heading in an answer as part of it: %s", (_, text) => {
    const scanned = scanForm(FORM, body({ What: text }));
    expect(scanned.values).toMatchObject({ what: text.trim(), level: "high" });
    expect(scanned.problems).toEqual([]);
  });

  it.each([
    ["before its field", { What: "a\n\n### Level\n\nlow" }, "what"],
    ["before its field, with no choice below", { What: "a\n\n### Level\n\nquite" }, "what"],
    ["behind its field", { Why: "a\n\n### Level\n\nlow" }, "why"],
    ["behind its field, twice", { Why: "### Level\n\nlow\n\n### Level\n\nlow" }, "why"],
  ])("never lets a label typed %s overwrite the field, and tells it", (_, answers, holder) => {
    const scanned = scanForm(FORM, body(answers));
    expect(scanned.values["level"]).toBe("high");
    expect(scanned.values[holder]).toBe(Object.values(answers)[0]);
    expect(codes(scanned)).toEqual(
      Object.values(answers)[0]
        ?.match(/### Level/g)
        ?.map(() => "duplicate:level"),
    );
    expect(scanned.problems[0]?.message).toContain(`the one on line ${scanned.lines["level"]} counts`);
  });

  it("reads through a whole form pasted into an answer", () => {
    const pasted = body({ What: "old", Level: "low", Why: "old", Areas: "api" });
    const inFirst = scanForm(FORM, body({ What: `new\n\n${pasted}` }));
    expect(inFirst.values).toMatchObject({ what: `new\n\n${pasted}`, level: "high", areas: VALUES.areas, why: null });
    const inLast = scanForm(FORM, body({ Why: `new\n\n${pasted}` }));
    expect(inLast.values).toMatchObject({ what: "It broke.", level: "high", areas: VALUES.areas });
  });

  it("reads fields in another order, and tells it", () => {
    const scanned = scanForm(FORM, "### Level\n\nlow\n\n### What\n\nIt broke.");
    expect(scanned.values).toEqual({ what: "It broke.", level: "low" });
    expect(codes(scanned)).toEqual([
      "out_of_order:what",
      "missing:areas",
      "missing:log",
      "missing:why",
      "missing:done",
    ]);
  });

  it("tells missing headings, and where one stands in code", () => {
    const scanned = scanForm(FORM, body({ What: "```\n### Areas\n```" }).replace("### Areas\n\nweb", "web"));
    expect(codes(scanned)).toEqual(["missing:areas"]);
    expect(scanned.values).not.toHaveProperty("areas");
    expect(scanned.problems[0]?.message).toMatch(/Line 4 has it inside code/);
  });

  it.each([
    "",
    "Something broke, no form at hand.",
    "### level\n\nhigh",
  ])("says of a body without the form only that: %j", (text) => {
    const scanned = scanForm(FORM, text);
    expect(scanned.values).toEqual({});
    expect(codes(scanned)).toEqual(["missing:"]);
  });

  it.each([
    ["a fence", "a\n```\nlog"],
    ["a tilde fence", "a\n~~~\nlog"],
    ["a comment", "a\n<!-- hint"],
  ])("reads on behind %s that an answer leaves open, and tells it", (_, text) => {
    const scanned = scanForm(FORM, body({ What: text, Log: "_No response_" }));
    expect(scanned.values).toMatchObject({ what: text, level: "high", areas: VALUES.areas, done: VALUES.done });
    expect(codes(scanned)).toEqual(["unclosed:what"]);
  });

  it("does not read code at the end of a body without the form as its fields", () => {
    expect(scanForm(FORM, "look:\n```\n### Level\n\nlow").values).toEqual({});
  });

  it("reads a rendered answer whose author closed its fence", () => {
    const scanned = scanForm(FORM, body({ Log: "```text\nline\n```\n```\n" }));
    expect(scanned.values).toMatchObject({ log: "line\n```", done: VALUES.done });
  });

  it.each([
    ["_No response_", null],
    ["```text\n\n```", ""],
    ["```text\n  kept \n```\n", "  kept "],
    ["no fence", "no fence"],
    ["~~~\na\n~~~", "a"],
    ["```text\na\n```\nprose\n```python\nb\n```", "a\n```\nprose\n```python\nb"],
  ])("undoes the fence of a rendered answer: %j", (answer, value) => {
    expect(scanForm(FORM, body({ Log: answer })).values["log"]).toBe(value);
  });

  it.each([
    ["_No response_", []],
    ["None", []],
    ["api (v1, v2), api", ["api (v1, v2)", "api"]],
    ["api, other, web", ["api", "other", "web"]],
    ["web\n\n<!-- bot -->\n### Linked\n- #3", ["web"]],
  ])("takes several choices apart: %j", (answer, value) => {
    expect(scanForm(FORM, body({ Areas: answer })).values["areas"]).toEqual(value);
  });

  it.each([
    ["- [x] told\n- [X] fixed", [true, true]],
    ["* [ ] told\n+ [x] fixed", [false, true]],
    ["- [ ] told\n- [ ] fixed\n\n### Broadcast\n\n- [x] by a bot", [false, false]],
  ])("reads boxes: %j", (answer, checked) => {
    const value = scanForm(FORM, body({ Done: answer })).values["done"];
    expect(Array.isArray(value) && value.map((box) => typeof box === "object" && box.checked)).toEqual(checked);
  });

  it("leaves out what a bot appended to the last answer", () => {
    const last: FormDefinition = { ...FORM, fields: FORM.fields.slice(0, 1) };
    const appended = "\n\n<!-- linked -->\n### Linked\n* #3\n<!-- /linked -->";
    expect(scanForm(last, `### What\n\nIt broke.${appended}`).values["what"]).toBe("It broke.");
    expect(scanForm(last, `### What\n\n_No response_${appended}`).values["what"]).toBeNull();
    expect(scanForm(last, "### What\n\n_No response_\n\nadded by hand").values["what"]).toBe("added by hand");
  });

  it.each([
    "### Level\n".repeat(5000),
    "### Level\nhigh\n### What\nx\n".repeat(2000),
    `### What\n\n${"<!--".repeat(16_000)}`,
    `### What\n\n${"```\n### Level\n".repeat(4000)}`,
    `### Areas\n\n${",".repeat(65_000)}`,
    `### Done\n\n${"- [x] a\n".repeat(8000)}`,
    `### What\n\n${"> ".repeat(30_000)}`,
  ])("gets through a hostile body, and tells little of it: %#", (text) => {
    expect(scanForm(FORM, text).problems.length).toBeLessThan(70);
  });

  it("never throws, reads every field at most once, and the same with the line ends of a browser", () => {
    const piece = fc.constantFrom(
      "### What",
      "### Level",
      "### Areas",
      "### Log",
      "### Why",
      "### Done",
      "high",
      "",
      "```",
      "<!--",
      "-->",
      "> a",
      "- [x] told",
      "text",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (lines) => {
        const scanned = scanForm(FORM, lines.join("\n"));
        expect(scanForm(FORM, lines.join("\r\n"))).toEqual(scanned);
        expect(readBody(FORM, lines.join("\r\n"))).toEqual(readBody(FORM, lines.join("\n")));
        const { lines: at, values } = scanned;
        expect(Object.keys(at)).toEqual(Object.keys(values));
        for (const [id, line] of Object.entries(at)) {
          expect(lines[line - 1]).toBe(`### ${FORM.fields.find((each) => each.id === id)?.label}`);
        }
        expect(new Set(Object.values(at)).size).toBe(Object.keys(at).length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("parseFormFile", () => {
  it("reads any repository's form", () => {
    const { definition } = parseFormFile(
      [
        "name: Bug",
        "description: A bug",
        "title: 'Bug: '",
        "labels: bug, triage",
        "body:",
        "- type: markdown",
        "  attributes: {value: hello}",
        "- type: dropdown",
        "  id: version",
        "  attributes: {label: ' Version ', multiple: true, options: [3.10, '3.11']}",
        "  validations: {required: true}",
        "- type: checkboxes",
        "  attributes:",
        "    label: Terms",
        "    options: [{label: I agree, required: true}]",
      ].join("\n"),
    );
    expect(definition).toMatchObject({ name: "Bug", title: "Bug: ", labels: ["bug", "triage"] });
    expect(definition?.fields).toEqual([
      field("version", "Version", "dropdown", { required: true, multiple: true, options: ["3.1", "3.11"] }),
      field("field-2", "Terms", "checkboxes", { options: ["I agree"] }),
    ]);
  });

  it.each(["", "- a", "name: x", "name: x\nbody: {}", "{".repeat(50_000)])("says why it cannot: %#", (text) => {
    const { definition, problems } = parseFormFile(text);
    expect(definition).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
  });
});
