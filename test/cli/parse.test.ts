import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { main } from "../../src/cli/main.ts";

const FORM = `name: Bug
description: A bug
body:
  - type: input
    id: version
    attributes: {label: Version}
  - type: dropdown
    id: areas
    attributes: {label: Areas, multiple: true, options: [web, "api (v1, v2)"]}
  - type: checkboxes
    attributes: {label: Terms, options: [{label: I agree}]}
`;
const BODY =
  "### Version\r\n\r\n1.2\r\n\r\n### Diagnostics\r\n\r\nnone\r\n\r\n### Areas\r\n\r\nweb, api (v1, v2)\r\n\r\n### Terms\r\n\r\n- [X] I agree";

describe("quench parse", () => {
  let folder = "";
  let out = "";
  let err = "";
  const { stdout, stderr } = process;
  const write = { out: stdout.write.bind(stdout), err: stderr.write.bind(stderr) };
  const stdin = Object.getOwnPropertyDescriptor(process, "stdin");
  const path = (name: string): string => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "quench-parse-"));
    writeFileSync(path("form.yml"), FORM);
    writeFileSync(path("body.md"), BODY);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    out = "";
    err = "";
    stdout.write = (text: string | Uint8Array) => {
      out += String(text);
      return true;
    };
    stderr.write = (text: string | Uint8Array) => {
      err += String(text);
      return true;
    };
  });
  afterEach(() => {
    stdout.write = write.out;
    stderr.write = write.err;
    if (stdin !== undefined) Object.defineProperty(process, "stdin", stdin);
  });

  const comesIn = (text: string): void => {
    const value = Readable.from([Buffer.from(text.slice(0, 7)), Buffer.from(text.slice(7))]);
    Object.defineProperty(process, "stdin", { value, configurable: true });
  };

  it("prints a body as JSON, by the labels that it has, with what was found", async () => {
    expect(await main(["parse", "--form", path("form.yml"), path("body.md")])).toBe(0);
    expect(err).not.toContain("Diagnostics");
    expect(JSON.parse(out)).toEqual({
      form: "Bug",
      values: {
        Version: "1.2",
        Diagnostics: "none",
        Areas: ["web", "api (v1, v2)"],
        Terms: [{ label: "I agree", checked: true }],
      },
      fields: [
        { id: "version", label: "Version", heading: "Version", line: 1 },
        { id: null, label: null, heading: "Diagnostics", line: 5 },
        { id: "areas", label: "Areas", heading: "Areas", line: 9 },
        { id: "field-2", label: "Terms", heading: "Terms", line: 13 },
      ],
      problems: [
        {
          code: "unknown_heading",
          field: null,
          label: "Diagnostics",
          line: 5,
          message:
            "`### Diagnostics` is not among the form's labels; it was read as a field of another version of the form.",
        },
      ],
    });
    expect(out.split("\n").length).toBeGreaterThan(10);
  });

  it("reads what comes in, and prints one line on request", async () => {
    for (const operands of [[], ["-"]]) {
      out = "";
      comesIn(BODY);
      expect(await main(["parse", "--json", "--form", path("form.yml"), ...operands])).toBe(0);
      expect(out.endsWith("}\n")).toBe(true);
      expect(out.split("\n")).toHaveLength(2);
      expect(JSON.parse(out)).toMatchObject({ values: { Version: "1.2" } });
    }
  });

  it("reads a body that is none, and says so", async () => {
    comesIn("");
    expect(await main(["parse", "--form", path("form.yml")])).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ values: {}, fields: [], problems: [{ code: "missing", label: null }] });
  });

  it("keeps labels apart from what JavaScript makes of them", async () => {
    writeFileSync(
      path("proto.yml"),
      FORM.replace("label: Version", "label: __proto__").replace("version", "__proto__"),
    );
    comesIn("### __proto__\n\n1.2");
    expect(await main(["parse", "--form", path("proto.yml")])).toBe(0);
    expect(out).toContain('"__proto__": "1.2"');
  });

  it.each([
    ["name: Bug\nbody:\n  - type: input\n", 3, 5, "the field has no label; give it one"],
    ["name: Bug\nbody: [\n", 3, 1, "the YAML cannot be read"],
    ["name: Bug\n", 1, 1, "`body` is missing; list the form's fields under `body:`"],
    ["", 1, 1, "this is no issue form; write `name:`"],
  ])("tells where a form cannot be used: %j", async (text, line, column, message) => {
    writeFileSync(path("bad.yml"), text);
    expect(await main(["parse", "--form", path("bad.yml"), path("body.md")])).toBe(1);
    expect(out).toBe("");
    expect(err).toContain(`${path("bad.yml")}:${line}:${column}: ${message}`);
    for (const each of err.trimEnd().split("\n")) expect(each).toMatch(/:\d+:\d+: .+; .+$/);
  });

  it("tells what it cannot read", async () => {
    expect(await main(["parse", "--form", path("none.yml"), path("body.md")])).toBe(1);
    expect(err).toBe(
      `${path("none.yml")}: there is no such file; give the path of an issue form, such as .github/ISSUE_TEMPLATE/incident.yml.\n`,
    );
    err = "";
    expect(await main(["parse", "--form", path("form.yml"), folder])).toBe(1);
    expect(err).toContain(`${folder}: this is a folder; give the path of an issue's body`);
    err = "";
    expect(await main(["parse", path("body.md")])).toBe(1);
    expect(err).toMatch(/^`--form` is missing: give the issue form/);
    err = "";
    expect(await main(["parse", "--form", path("form.yml"), "a", "b"])).toBe(1);
    expect(err).toContain("`b` is too much");
  });
});
