import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { main } from "../../src/cli/main.ts";
import { formFiles } from "../../src/core/forms/templates.ts";

describe("quench forms", () => {
  let folder = "";
  let out = "";
  let err = "";
  const { stdout, stderr } = process;
  const write = { out: stdout.write.bind(stdout), err: stderr.write.bind(stderr) };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "quench-forms-"));
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
    rmSync(folder, { recursive: true, force: true });
  });

  it("prints every form below its path", async () => {
    expect(await main(["forms"])).toBe(0);
    for (const [name, text] of Object.entries(formFiles())) {
      expect(out).toContain(`# .github/ISSUE_TEMPLATE/${name}\n${text.trimEnd()}`);
    }
    out = "";
    expect(await main(["forms", "--json", "elsewhere"])).toBe(0);
    expect(JSON.parse(out)).toEqual({ folder: "elsewhere", files: formFiles() });
  });

  it("writes them, and the chooser's configuration where there is none", async () => {
    const target = join(folder, "new", "ISSUE_TEMPLATE");
    expect(await main(["forms", "--write", target])).toBe(0);
    for (const [name, text] of Object.entries(formFiles())) {
      expect(readFileSync(join(target, name), "utf8")).toBe(text);
      expect(out).toContain(`wrote ${join(target, name)}\n`);
    }
    expect(out).toContain(`wrote ${join(target, "config.yml")}\n`);
    out = "";
    writeFileSync(join(target, "config.yml"), "blank_issues_enabled: false\n");
    expect(await main(["forms", "--write", target])).toBe(0);
    expect(out).toBe(`The forms in ${target} are up to date.\n`);
    expect(readFileSync(join(target, "config.yml"), "utf8")).toBe("blank_issues_enabled: false\n");
    writeFileSync(join(target, "incident.yml"), "name: mine\n");
    out = "";
    expect(await main(["forms", "--write", "--json", target])).toBe(0);
    expect(JSON.parse(out)).toEqual({ folder: target, written: ["incident.yml"] });
    expect(await main(["forms", "--check", target])).toBe(0);
  });

  it("tells the first line that differs in each file, and what to run", async () => {
    expect(await main(["forms", "--write", folder])).toBe(0);
    const { "incident.yml": incident = "", "hardening.yml": item = "", "residual-risk.yml": risk = "" } = formFiles();
    writeFileSync(join(folder, "incident.yml"), incident.replace("name: Incident", "name: Outage"));
    writeFileSync(join(folder, "hardening.yml"), item.split("\n").slice(0, 5).join("\n"));
    writeFileSync(join(folder, "residual-risk.yml"), `${risk}# ours\n`);
    rmSync(join(folder, "reliability-debt.yml"));
    out = "";
    expect(await main(["forms", "--check", folder])).toBe(1);
    expect(out).toBe("");
    expect(err.split("\n")).toEqual([
      `${join(folder, "incident.yml")}:2: has "name: Outage", should be "name: Incident".`,
      `${join(folder, "hardening.yml")}:6: the file ends before "  - hardening".`,
      `${join(folder, "residual-risk.yml")}:${risk.split("\n").length}: has "# ours", should be "".`,
      `${join(folder, "reliability-debt.yml")}: the form is missing.`,
      `Run \`quench forms --write ${folder}\` and commit the result.`,
      "",
    ]);
    expect(await main(["forms", "--check", "--json", folder])).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      folder,
      up_to_date: false,
      run: `quench forms --write ${folder}`,
      drift: [
        { file: "incident.yml", line: 2, expected: "name: Incident", found: "name: Outage" },
        { file: "hardening.yml", line: 6, found: null },
        { file: "residual-risk.yml", found: "# ours" },
        { file: "reliability-debt.yml", line: null },
      ],
    });
  });

  it("finds this repository's own forms up to date", async () => {
    expect(await main(["forms", "--check"])).toBe(0);
    expect(out).toBe("The forms in .github/ISSUE_TEMPLATE are up to date.\n");
    out = "";
    expect(await main(["forms", "--check", "--json"])).toBe(0);
    expect(JSON.parse(out)).toEqual({ folder: ".github/ISSUE_TEMPLATE", up_to_date: true, drift: [], run: null });
  });

  it("tells a folder without forms, and what is no folder", async () => {
    expect(await main(["forms", "--check", join(folder, "none")])).toBe(1);
    expect(err.match(/: the form is missing\./g)).toHaveLength(4);
    const file = join(folder, "file");
    writeFileSync(file, "");
    mkdirSync(join(folder, "odd", "incident.yml"), { recursive: true });
    for (const target of [file, join(folder, "odd")]) {
      err = "";
      expect(await main(["forms", "--check", target])).toBe(1);
      expect(err).toContain(`${target}: `);
      expect(err).toContain("give a folder that can be read and written");
    }
  });

  it("does one thing at a time", async () => {
    expect(await main(["forms", "--check", "--write"])).toBe(1);
    expect(err).toBe("`--write` and `--check` are two things: give one of them. See `quench help forms`.\n");
    err = "";
    expect(await main(["forms", "a", "b"])).toBe(1);
    expect(err).toContain("`b` is too much");
  });
});
