import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fencedPart, partIn, partKey, readPartKey, splitDocument } from "../../../src/core/rules/bundle-parts.ts";

const SHA = "ab".repeat(32);

/** What comes out of comments that hold these parts. */
function rejoined(parts: readonly string[]): string {
  return parts
    .map((part, index) => {
      const open = index + 1 < parts.length && !part.endsWith("\n");
      const key = readPartKey(partKey({ part: index + 1, of: parts.length, sha256: SHA, open }));
      expect(key).toEqual({ part: index + 1, of: parts.length, sha256: SHA, open });
      const body = `## A heading\n\n<details>\n<summary>JSON</summary>\n\n${fencedPart(part)}\n\n</details>\n\n- last`;
      expect(partIn(body.replaceAll("\n", "\r\n"), { open })).toBe(partIn(body, { open }));
      return partIn(body, { open });
    })
    .join("");
}

describe("the parts of a document", () => {
  it("are cut at the ends of lines, and come together byte by byte", () => {
    const document = `${Array.from({ length: 4000 }, (_, line) => `  "key ${line}": "${"x".repeat(line % 90)}",`).join("\n")}\n`;
    expect(document.length).toBeGreaterThan(200_000);
    const parts = splitDocument(document, 40_000, 63_000);
    expect(parts).toHaveLength(Math.ceil((document.length - 40_000) / 63_000) + 1);
    expect(parts[0]?.length).toBeLessThanOrEqual(40_000);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(63_000);
      expect(part.endsWith("\n")).toBe(true);
    }
    expect(parts.join("")).toBe(document);
    expect(rejoined(parts)).toBe(document);
  });

  it("are cut within a line that is too long, never through a character", () => {
    const document = `{\n  "a": "${"🔥".repeat(500)}"\n}\n`;
    for (const room of [99, 100, 101]) {
      const parts = splitDocument(document, room, room);
      for (const part of parts) expect(/\p{Surrogate}/u.test(part)).toBe(false);
      expect(rejoined(parts)).toBe(document);
    }
  });

  it("come together whatever is in them, wherever they are cut", () => {
    const line = fc
      .string({ unit: "binary", maxLength: 60 })
      .map((text) => JSON.stringify(text).replaceAll("`", "\\u0060"));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.integer({ min: 2, max: 80 }), (lines, room) => {
        const document = `${lines.join("\n")}\n`;
        const parts = splitDocument(document, room, room);
        expect(parts.join("")).toBe(document);
        expect(rejoined(parts)).toBe(document);
      }),
      { numRuns: 200 },
    );
  });

  it("know their own keys, and no others", () => {
    for (const key of [
      "tracker",
      `bundle:0/1:${SHA}`,
      `bundle:2/1:${SHA}`,
      `bundle:1/1:${SHA.slice(1)}`,
      `bundle:1/1:${SHA} `,
    ]) {
      expect(readPartKey(key)).toBeNull();
    }
    expect(partIn("no block at all", { open: false })).toBeNull();
    expect(partIn("\n```json\nnever closed", { open: false })).toBeNull();
  });
});
