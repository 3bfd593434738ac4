import { describe, expect, it } from "@jest/globals";
import { referencePath } from "../../../src/core/policy/extends.ts";
import { judgeFile } from "../../../src/core/simulate/judge-file.ts";
import type { PolicyFileVersion } from "../../../src/core/snapshot/types.ts";

const PATH = ".github/quench.yml";
const NOW = "2026-03-04T23:30:00Z";
const version = (text: string | null, path = PATH): PolicyFileVersion => ({
  path,
  commit: "c0ffee0",
  committedAt: "2026-03-04T09:00:00Z",
  text,
  repository: "acme/shop",
});

describe("a proposed policy file", () => {
  it("pass: valid by itself", () => {
    expect(judgeFile(PATH, version("version: 1\nmode: warn\n"), undefined, NOW)).toEqual({
      path: PATH,
      deleted: false,
      valid: true,
      problems: [],
      elsewhere: [],
      warnings: [],
    });
  });

  it("pass: deleted, whatever it was", () => {
    const nothing = { path: PATH, problems: [], elsewhere: [], warnings: [] };
    expect(judgeFile(PATH, version(null), undefined, NOW)).toEqual({ ...nothing, deleted: true, valid: true });
  });

  it("fail: its errors are its own, and no warning is worth telling then", () => {
    const judged = judgeFile(PATH, version("version: 1\nmode: loud\n"), undefined, NOW);
    expect(judged).toMatchObject({ deleted: false, valid: false, elsewhere: [], warnings: [] });
    expect(judged.problems).toMatchObject([{ path: PATH, line: 2 }]);
  });

  it("warns of what is hardly meant, by the day on the team's clocks", () => {
    const text = "version: 1\nmode: shadow\npromote:\n  warn: 2026-03-05\ntime:\n  zone: ZONE\n";
    const warned = (zone: string) => judgeFile(PATH, version(text.replace("ZONE", zone)), undefined, NOW).warnings;
    expect(warned("UTC")).toEqual([]);
    expect(warned("Europe/Berlin")).toMatchObject([{ path: PATH, line: 4 }]);
  });

  it("fail: where the file that it builds on is broken, and says where", () => {
    const shown = referencePath({ owner: "acme", repo: ".github", path: PATH });
    const base = { ...version("version: 1\nmode: loud\n", shown), repository: "acme/.github" };
    const text = "version: 1\n_extends: .github\n";
    const bases = [{ repository: "acme/.github", path: PATH, versions: [base], absent: null }];
    const judged = judgeFile(PATH, version(text), bases, NOW);
    expect(judged).toMatchObject({ valid: false, problems: [] });
    expect(judged.elsewhere).toMatchObject([{ path: shown, line: 2 }]);
  });
});
