import { describe, expect, it } from "@jest/globals";
import { unforeseen } from "../../../src/cli/frame/ending.ts";

describe("what nobody foresaw", () => {
  it("is one line without anything that a terminal would obey", () => {
    expect(unforeseen(new TypeError("x is \u001b[31mnull.\n    at here"), false)).toBe(
      "Something went wrong that should not: x is  [31mnull. Run it again with --debug to see where.",
    );
    expect(unforeseen("thrown", false)).toBe(
      "Something went wrong that should not: thrown. Run it again with --debug to see where.",
    );
    expect(unforeseen(new Error("y".repeat(5000)), false).length).toBeLessThan(400);
  });

  it("is the stack where it is asked for", () => {
    expect(unforeseen(new TypeError("x"), true)).toMatch(/^TypeError: x\n {4}at /);
    expect(unforeseen(7, true)).toBe("7");
  });
});
