import { describe, expect, it } from "@jest/globals";
import { createProgress } from "../../src/cli/progress.ts";

function stream(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  return { written, stream: { isTTY, write, ...(columns === undefined ? {} : { columns }) } };
}

describe("a progress bar", () => {
  it("draws nothing where nobody looks", () => {
    const { written, stream: dull } = stream(false);
    const bar = createProgress(dull, "incidents read");
    bar.show(1, 2);
    bar.clear();
    expect(written).toEqual([]);
  });

  it("grows with what is done, on one line, and is gone in the end", () => {
    const { written, stream: tty } = stream(true, 60);
    const bar = createProgress(tty, "incidents read");
    bar.show(0, 0);
    bar.show(1, 2);
    bar.show(1, 2);
    bar.show(2, 2);
    bar.clear();
    bar.clear();
    expect(written).toEqual([
      "\r\u001b[2K… incidents read",
      `\r\u001b[2K${"█".repeat(15)}${"░".repeat(15)} 1 of 2 incidents read`,
      `\r\u001b[2K${"█".repeat(30)} 2 of 2 incidents read`,
      "\r\u001b[2K",
    ]);
  });

  it("keeps to a narrow terminal, and never overflows", () => {
    for (const columns of [5, 20, 28, 40]) {
      const { written, stream: tty } = stream(true, columns);
      createProgress(tty, "incidents read").show(30, 7);
      expect([...(written[0] ?? "").replace("\r\u001b[2K", "")].length).toBeLessThan(columns);
    }
  });
});
