import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { checkPolicy } from "../../src/cli/check-policy.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");

describe("quench check-policy", () => {
  let folder = "";
  let out = "";
  let err = "";
  const { stdout, stderr } = process;
  const write = { out: stdout.write.bind(stdout), err: stderr.write.bind(stderr) };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "policy-"));
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
    rmSync(folder, { recursive: true });
  });

  function check(text: string | Uint8Array, json = false): { readonly code: number; readonly file: string } {
    const file = join(folder, "quench.yml");
    writeFileSync(file, text);
    return { code: checkPolicy({ file, json, now: NOW }), file };
  }

  it("says in one line what a valid file puts in force", () => {
    const { code, file } = check("version: 1\nmode: warn\npromote: {enforce: 2026-04-01}\ntime: {zone: Asia/Tokyo}\n");
    expect(code).toBe(0);
    expect(out).toBe(
      `${file}: valid; mode warn (enforce from 2026-04-01); high risk: SEV1, SEV2, repeats within 90 d; nothing below the floor.\n`,
    );
    expect(err).toBe("");
  });

  it("names the banners, and where nothing is at high risk", () => {
    const { code, file } = check("version: 1\nmode: enforce\nenforce: {when: []}\nscores: {rubric: 5}\n");
    expect(code).toBe(0);
    expect(out).toBe(
      `${file}: valid; mode enforce; high risk: nothing; below the floor: \`enforce.when\` is empty, so that enforce mode blocks nothing; \`scores.rubric\` is 5 of 10, where the guide asks for 7.\n`,
    );
  });

  it("reads what a file builds on as words, and says that it is not looked up", () => {
    const { code, file } = check("version: 1\n_extends: acme/.github:policies/strict.yml\nmode: warn\n");
    expect(code).toBe(0);
    expect(out).toBe(
      `${file}: valid; mode warn; high risk: SEV1, SEV2, repeats within 90 d; nothing below the floor. It builds on \`acme/.github:policies/strict.yml\`, which is not looked up here: the two together may differ from this.\n`,
    );
    out = "";
    expect(check("version: 1\n_extends: .github\nenabled: false\n", true).code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ valid: true, in_force: { extends: ".github", enabled: false } });
    out = "";
    const broken = check("version: 1\n_extends: https://example.com/policy.yml\n");
    expect(broken.code).toBe(1);
    expect(out).toMatch(/^\S+:2:11: `_extends` cannot be .*; write a repository such as `.github`/);
  });

  it("says where a file switches Quench off", () => {
    const { code, file } = check("version: 1\nenabled: false\n");
    expect(code).toBe(0);
    expect(out).toBe(`${file}: valid; switched off by \`enabled: false\`.\n`);
  });

  it("warns and stays at 0", () => {
    const { code, file } = check("version: 1\nmode: warn\npromote: {enforce: 2026-03-10}\nfailure_classes: [a, a]\n");
    expect(code).toBe(0);
    expect(out.split("\n").slice(0, 2)).toEqual([
      `${file}:3:20: warning: \`promote.enforce\` has come: the mode is no longer \`warn\`; write \`mode: enforce\` and remove this line.`,
      `${file}:4:22: warning: \`a\` is listed twice in \`failure_classes\`; keep one of them.`,
    ]);
    // The mode that is in force on that day.
    expect(out).toContain("valid; mode enforce; ");
  });

  it("tells each problem with its place and what to write, and exits with 1", () => {
    const { code, file } = check("version: 1\nclousure:\n  grace: 1s\ngrace: 5s\n");
    expect(code).toBe(1);
    expect(out).toBe(
      [
        `${file}:2:1: \`clousure\` is no setting; did you mean \`closure\`?`,
        `${file}:4:1: \`grace\` is no setting; move it to \`closure.grace\`, indented below \`closure:\`.`,
        "",
      ].join("\n"),
    );
  });

  it("prints all of it as JSON", () => {
    expect(check("version: 1\nfailure_classes: [a, a]\n", true).code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      valid: true,
      problems: [],
      warnings: [{ line: 2, column: 22, key: "failure_classes[1]", fix: "keep one of them" }],
      in_force: { enabled: true, mode: "shadow", next: null, high_risk: ["SEV1", "SEV2", "repeat"], below_floor: [] },
      policy: { mode: "shadow", closure: { grace: 60_000 } },
    });
    out = "";
    expect(check("version: 3\n", true).code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      valid: false,
      problems: [
        { line: 1, column: 10, key: "version", message: "`version` cannot be `3`", fix: "write `version: 1`" },
      ],
      warnings: [],
      in_force: null,
      policy: null,
    });
  });

  it("says in one line why a file cannot be read", () => {
    const missing = join(folder, "none.yml");
    expect(checkPolicy({ file: missing, json: false, now: NOW })).toBe(1);
    expect(err).toBe(`${missing}: there is no such file; name one, or \`-\` for standard input.\n`);
    err = "";
    expect(checkPolicy({ file: folder, json: false, now: NOW })).toBe(1);
    expect(err).toBe(`${folder}: this is a folder; name the file in it.\n`);
    err = "";
    const { code, file } = check(new Uint8Array([0xff, 0xfe, 0x00]));
    expect(code).toBe(1);
    expect(err).toBe(`${file}: this is not text in UTF-8; save it as such.\n`);
    expect(out).toBe("");
    err = "";
    expect(checkPolicy({ file: missing, json: true, now: NOW })).toBe(1);
    expect(JSON.parse(out)).toEqual({
      file: missing,
      valid: false,
      error: `${missing}: there is no such file; name one, or \`-\` for standard input.`,
    });
    expect(err).toBe("");
  });
});
