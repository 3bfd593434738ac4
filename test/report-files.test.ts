import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { portfolioDocument } from "../src/core/portfolio/document.ts";
import { PORTFOLIO_MARK, renderPortfolio } from "../src/core/render/portfolio.ts";
import type { Verdict } from "../src/core/verdict/types.ts";
import { sealOf } from "../src/github/bundle.ts";
import type { ReportedIncident } from "../src/report.ts";
import { FolderRefused, folderWithin, openReportFiles } from "../src/report-files.ts";

let workspace = "";

beforeEach(() => {
  workspace = mkdtempSync(join(realpathSync(tmpdir()), "quench-files-"));
});
afterEach(() => rmSync(workspace, { recursive: true }));

const portfolio = portfolioDocument({
  repository: "acme/shop",
  url: "https://github.com/acme/shop",
  at: "2026-03-09T09:00:00Z",
  policy: { path: null, commit: null, problem: null, belowFloor: [] },
  mode: "warn",
  stopped: null,
  notes: [],
  rows: [],
  digests: [],
});
const markdown = renderPortfolio(portfolio, "UTC");

function incident(number: number, document: string | null = null): ReportedIncident {
  const verdict = { schema: "quench/verdict/1", incident: { number, url: "", title: "" } } as Verdict;
  return {
    number,
    verdict,
    bundle: document === null ? null : { document, sha256: sealOf(document, "", null).sha256 },
  };
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof FolderRefused) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

const at = (...names: string[]) => join(workspace, ...names);
const text = (...names: string[]) => readFileSync(at(...names), "utf8");

describe("a folder below the workspace", () => {
  it("is taken as it is named, and made sense of", () => {
    expect(folderWithin(workspace, "quench-report")).toEqual({ name: "quench-report", path: at("quench-report") });
    expect(folderWithin(workspace, "./out//report/")).toEqual({ name: "out/report", path: at("out", "report") });
    expect(folderWithin(workspace, ".").name).toBe(".");
    expect(existsSync(at("quench-report"))).toBe(false);
  });

  it.each([
    ["/etc/quench", "is an absolute path"],
    ["~/quench", "is an absolute path"],
    ["C:\\quench", "is an absolute path"],
    ["\\\\server\\share", "is an absolute path"],
    ["../quench", "leads out with `..`"],
    ["out/../../quench", "leads out with `..`"],
    ["out\\..\\quench", "leads out with `..`"],
    [".git/hooks", "lies in `.git`"],
    ["a\nb", "holds a control character"],
  ])("%j is refused", (given, why) => {
    expect(refusal(() => folderWithin(workspace, given))).toContain(
      `The output directory ${JSON.stringify(given)} ${why}`,
    );
  });

  it("leads nowhere else by a link, also by one that leads to nothing", () => {
    const outside = mkdtempSync(join(realpathSync(tmpdir()), "quench-outside-"));
    try {
      symlinkSync(outside, at("away"));
      symlinkSync(join(outside, "not-there"), at("dangling"));
      mkdirSync(at("inside"));
      symlinkSync(at("inside"), at("near"));
      for (const given of ["away", "away/report", "dangling", "dangling/x"]) {
        expect(refusal(() => folderWithin(workspace, given))).toContain(
          "leads out of the workspace by a symbolic link",
        );
      }
      expect(folderWithin(workspace, "near/report").name).toBe("near/report");
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});

describe("the report's files", () => {
  it("are the portfolio, each verdict, and each bundle with a sum that checks", () => {
    const files = openReportFiles(at("out"));
    expect(existsSync(at("out"))).toBe(false);
    files.keep(incident(7));
    files.keep(incident(12, '{\n  "schema": "quench/bundle/1"\n}\n'));
    expect(files.finish(portfolio, markdown)).toBe(6);
    expect(readdirSync(at("out")).sort()).toEqual(["bundles", "portfolio.json", "portfolio.md", "verdicts"]);
    expect(JSON.parse(text("out", "portfolio.json"))).toEqual(portfolio);
    expect(text("out", "portfolio.md")).toBe(markdown);
    expect(markdown.startsWith(PORTFOLIO_MARK)).toBe(true);
    expect(text("out", "verdicts", "7.json")).toContain('"schema": "quench/verdict/1"');
    expect(text("out", "bundles", "12.json")).toBe('{\n  "schema": "quench/bundle/1"\n}\n');
    const checked = execFileSync("sha256sum", ["-c", "12.json.sha256"], {
      cwd: at("out", "bundles"),
      encoding: "utf8",
    });
    expect(checked).toBe("12.json: OK\n");
  });

  it("replace former ones, and those of incidents that are not reported any more are taken away", () => {
    const first = openReportFiles(at("out"));
    first.keep(incident(7, '{\n  "schema": "quench/bundle/1"\n}\n'));
    first.keep(incident(8));
    first.finish(portfolio, markdown);
    const second = openReportFiles(at("out"));
    expect(second.foreign).toEqual([]);
    second.keep(incident(8));
    expect(second.finish({ ...portfolio, notes: ["x"] }, markdown)).toBe(3);
    expect(readdirSync(at("out", "verdicts"))).toEqual(["8.json"]);
    expect(readdirSync(at("out", "bundles"))).toEqual([]);
    expect(text("out", "portfolio.json")).toContain('"x"');
  });

  it("are never beside a portfolio of another day, where a run is cut off", () => {
    const first = openReportFiles(at("out"));
    first.keep(incident(7));
    first.finish(portfolio, markdown);
    openReportFiles(at("out")).keep(incident(8));
    expect(readdirSync(at("out"))).toEqual(["bundles", "verdicts"]);
  });

  it("leave alone what others put there, and name it", () => {
    mkdirSync(at("out", "verdicts"), { recursive: true });
    mkdirSync(at("out", "logs"));
    writeFileSync(at("out", "notes.txt"), "mine");
    writeFileSync(at("out", "verdicts", "readme.md"), "mine");
    const files = openReportFiles(at("out"));
    expect(files.foreign).toEqual(["logs/", "notes.txt", "verdicts/readme.md"]);
    files.keep(incident(7));
    files.finish(portfolio, markdown);
    expect([text("out", "notes.txt"), text("out", "verdicts", "readme.md")]).toEqual(["mine", "mine"]);
  });

  it.each([
    "portfolio.md",
    "portfolio.json",
    "verdicts/3.json",
    "bundles/3.json",
    "bundles/3.json.sha256",
  ])("refuse a folder in which %s is somebody else's, before anything is read", (name) => {
    mkdirSync(at("out", "verdicts"), { recursive: true });
    mkdirSync(at("out", "bundles"));
    writeFileSync(at("out", name), "# Mine\n");
    expect(refusal(() => openReportFiles(at("out"), "out"))).toBe(
      `out/${name} is not a file that Quench wrote: move it away, or name another folder.`,
    );
    expect(text("out", name)).toBe("# Mine\n");
  });

  it("refuse what is no folder, or a link in its place", () => {
    writeFileSync(at("file"), "x");
    expect(refusal(() => openReportFiles(at("file"), "file"))).toBe("file is no folder: name another folder.");
    mkdirSync(at("out"));
    mkdirSync(at("elsewhere"));
    symlinkSync(at("elsewhere"), at("out", "verdicts"));
    expect(refusal(() => openReportFiles(at("out"), "out"))).toContain("out/verdicts is no folder");
    rmSync(at("out", "verdicts"));
    symlinkSync(at("elsewhere", "x.json"), at("out", "portfolio.json"));
    expect(refusal(() => openReportFiles(at("out"), "out"))).toContain("out/portfolio.json is not a file that Quench");
  });
});
