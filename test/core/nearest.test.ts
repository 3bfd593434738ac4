import { describe, expect, it } from "@jest/globals";
import { nearest } from "../../src/core/nearest.ts";

describe("nearest", () => {
  const words = ["verify", "verifier", "due", "score", "false-alarm"];

  it.each([
    ["verfy", "verify"],
    ["vreify", "verify"],
    ["VERIFIERS", "verifier"],
    ["deu", "due"],
    ["socre", "score"],
    ["falsealarm", "false-alarm"],
    ["due", "due"],
  ])("takes %s as %s", (word, meant) => {
    expect(nearest(word, words)).toBe(meant);
  });

  it.each(["", "x", "close", "zzzzzz", "a".repeat(5000)])("does not guess at %j", (word) => {
    expect(nearest(word, words)).toBeNull();
  });
});
