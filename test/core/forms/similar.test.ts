import { describe, expect, it } from "@jest/globals";
import { ALIKE, likeness, stems } from "../../../src/core/forms/similar.ts";

const alike = (a: string, b: string): boolean => likeness(stems(a), stems(b)) >= ALIKE;

describe("likeness", () => {
  it.each([
    ["Expected Behavior", "expected behaviour"],
    ["What happened?", "What happened"],
    ["Bug description:", "Describe the bug"],
    ["Which area(s) are affected? (Select all that apply)", "Which areas of it are affected? (leave empty if unsure)"],
    ["Version", "Versions"],
    ["Which version?", "Which version do you use?"],
    ["Steps to reproduce", "How to reproduce"],
    ["问题描述", "问题的描述"],
    ["🐞 Bug description", "Bug description"],
  ])("%s is %s reworded", (a, b) => {
    expect(alike(a, b)).toBe(true);
    expect(likeness(stems(a), stems(b))).toBe(likeness(stems(b), stems(a)));
  });

  it.each([
    ["Expected behavior", "Actual behavior"],
    ["Python version", "Operating system"],
    ["Version", "Which version do you use?"],
    ["Additional context", "Additional information"],
    ["Which area(s) of the product are affected?", "Which stage(s) are affected?"],
    ["", ""],
    ["???", "!!!"],
    ["重现步骤", "问题描述"],
  ])("%s is not %s", (a, b) => {
    expect(alike(a, b)).toBe(false);
  });

  it("is 1 for the same words and 0 for none shared", () => {
    expect(likeness(stems("The log output"), stems("log, output!"))).toBe(1);
    expect(likeness(stems("a b c"), stems("d e f"))).toBe(0);
    expect(likeness(stems("alpha bravo"), stems("alpha delta"))).toBe(0.5);
  });

  it("reads advice in parentheses where there is nothing else", () => {
    expect([...stems("(optional)")]).toEqual(["optio"]);
    expect([...stems("Log (optional)")]).toEqual(["log"]);
    expect([...stems("Reproduction Description")]).toEqual(["repro", "descr"]);
    expect([...stems("Class for bus")]).toEqual(["class", "for", "bus"]);
  });
});
