import { describe, expect, it } from "@jest/globals";
import { tell } from "../../src/action/annotations.ts";
import type { JobAnnotation } from "../../src/action/job.ts";

function told(report: Parameters<typeof tell>[0]) {
  const all: Record<"error" | "warning" | "notice" | "info", string[]> = {
    error: [],
    warning: [],
    notice: [],
    info: [],
  };
  const into =
    (level: keyof typeof all) =>
    (message: string, place?: { readonly file: string; readonly startLine: number; readonly title: string }) =>
      void all[level].push(
        place === undefined ? message : `${place.file}:${place.startLine}:${place.title}:${message}`,
      );
  tell(report, { error: into("error"), warning: into("warning"), notice: into("notice"), info: into("info") });
  return all;
}

const lines = (level: JobAnnotation["level"], count: number): JobAnnotation[] =>
  Array.from({ length: count }, (_, index) => ({ level, path: "a.yml", line: index + 1, title: "T", message: "m" }));

describe("tell", () => {
  it("tells ten of each level, and the others in the log", () => {
    const all = told({
      annotations: [...lines("error", 12), ...lines("notice", 11)],
      warnings: [],
      failures: [],
    });
    expect(all.error).toHaveLength(10);
    expect(all.error[0]).toBe("a.yml:1:T:m");
    expect(all.notice).toHaveLength(10);
    expect(all.info).toEqual(["Error: a.yml:11: T: m", "Error: a.yml:12: T: m", "Notice: a.yml:11: T: m"]);
  });

  it("leaves room for why the job fails, and puts its warnings before those of lines", () => {
    const all = told({
      annotations: [...lines("error", 10), ...lines("warning", 2)],
      warnings: Array.from({ length: 9 }, (_, index) => `w${index}`),
      failures: ["one", "two"],
    });
    expect(all.error).toHaveLength(9);
    expect(all.warning).toHaveLength(10);
    expect(all.warning.at(-1)).toBe("a.yml:1:T:m");
    expect(all.info).toEqual(["Error: a.yml:10: T: m", "Warning: a.yml:2: T: m"]);
  });

  it("keeps warnings beyond ten in the log", () => {
    const warnings = Array.from({ length: 11 }, (_, index) => `w${index}`);
    expect(told({ annotations: [], warnings, failures: [] }).info).toEqual(["Warning: w10"]);
  });
});
