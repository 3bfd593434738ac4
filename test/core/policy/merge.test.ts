import { describe, expect, it } from "@jest/globals";
import { mergeSettings } from "../../../src/core/policy/merge.ts";

describe("mergeSettings", () => {
  it("merges groups key by key, however deep", () => {
    const base = { a: { b: { c: 1, d: 2 }, e: 3 }, f: 4 };
    expect(mergeSettings(base, { a: { b: { d: 5 } }, g: 6 })).toEqual({ a: { b: { c: 1, d: 5 }, e: 3 }, f: 4, g: 6 });
    expect(base).toEqual({ a: { b: { c: 1, d: 2 }, e: 3 }, f: 4 });
  });

  it("replaces lists and single values whole", () => {
    expect(mergeSettings({ a: [1, 2, 3], b: 1 }, { a: [4], b: "x" })).toEqual({ a: [4], b: "x" });
    expect(mergeSettings({ a: [1] }, { a: [] })).toEqual({ a: [] });
  });

  it("takes null for a value, and a group for one where it meets another kind", () => {
    expect(mergeSettings({ a: { b: 1 }, c: 2 }, { a: null, c: { d: 1 } })).toEqual({ a: null, c: { d: 1 } });
    expect(mergeSettings({ a: null }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
  });

  it("leaves a key that means something to JavaScript a key like any other", () => {
    const merged = mergeSettings(JSON.parse('{"__proto__": {"x": 1}}'), { mode: "warn" }) as object;
    expect(Object.keys(merged)).toEqual(["__proto__", "mode"]);
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect("x" in {}).toBe(false);
  });
});
