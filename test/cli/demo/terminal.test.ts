import { describe, expect, it } from "@jest/globals";
import { wantsColor } from "../../../src/cli/demo/terminal.ts";

describe("color", () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: "" }, true],
    [{ isTTY: true }, { TERM: "xterm-256color" }, true],
    [{ isTTY: true }, { NO_COLOR: "1" }, false],
    [{ isTTY: true }, { NO_COLOR: "0" }, false],
    [{ isTTY: true }, { TERM: "dumb" }, false],
    [{ isTTY: false }, {}, false],
    [{}, { TERM: "xterm" }, false],
  ] as const)("on %j with %j: %s", (stream, env, wanted) => {
    expect(wantsColor(stream, env)).toBe(wanted);
  });
});
