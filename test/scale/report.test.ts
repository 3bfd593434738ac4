import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { fill, JSON_FILE, PAGE, shown } from "./report.ts";
import type { Result } from "./result.ts";

const page = readFileSync(PAGE, "utf8");
const result = JSON.parse(readFileSync(JSON_FILE, "utf8")) as Result;

describe("docs/explanation/scale.md", () => {
  it("shows what scale.json and the sources say: run `npm run simulate -- --write`", () => {
    expect(fill(page, result)).toBe(page);
  });

  it("is of looks that wrote nothing", () => {
    expect(result.points.map(({ writesRefused }) => writesRefused)).toEqual([0, 0, 0]);
  });

  it("says where a part has no place", () => {
    expect(() => fill("nothing", result)).toThrow("no place for “verdict”");
  });

  it("shows three digits", () => {
    expect([12_500, 1_127.4, 0.0314159, 33.333, 0].map(shown)).toEqual(["12,500", "1,130", "0.0314", "33.3", "0"]);
    expect(shown(Number.POSITIVE_INFINITY)).toBe("∞");
  });
});
