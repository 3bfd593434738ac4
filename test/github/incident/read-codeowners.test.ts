import { describe, expect, it } from "@jest/globals";
import type { RawRepository } from "../../../src/github/raw.ts";
import { codeownersOf } from "../../../src/github/incident/read-codeowners.ts";

type Places = Pick<RawRepository, "codeowners1" | "codeowners2" | "codeowners3">;

const read = (places: Places) => codeownersOf(places as RawRepository);
const blob = (text: string, isTruncated = false) => ({ __typename: "Blob", text, isTruncated }) as const;

describe("CODEOWNERS", () => {
  it("is the first of its three places", () => {
    const [first, second, third] = [blob("* @a\n"), blob("* @b\n"), blob("* @c\n")];
    expect(read({ codeowners1: first, codeowners2: second, codeowners3: third })).toBe("* @a\n");
    expect(read({ codeowners1: null, codeowners2: second, codeowners3: third })).toBe("* @b\n");
    expect(read({ codeowners1: null, codeowners2: null, codeowners3: third })).toBe("* @c\n");
  });

  it("is null where there is none: that is known", () => {
    expect(read({ codeowners1: null, codeowners2: null, codeowners3: null })).toBeNull();
    expect(read({})).toBeNull();
  });

  it("an empty file is one, and a folder of that name is none", () => {
    expect(read({ codeowners1: blob(""), codeowners2: blob("* @b\n"), codeowners3: null })).toBe("");
    const folder = { __typename: "Tree" } as unknown as ReturnType<typeof blob>;
    expect(read({ codeowners1: folder, codeowners2: blob("* @b\n"), codeowners3: null })).toBe("* @b\n");
  });

  it("is unread where a place that would decide is, and not where an earlier one has decided", () => {
    const problem = { problem: "Something went wrong", type: null };
    expect(read({ codeowners1: problem, codeowners2: blob("* @b\n"), codeowners3: null })).toEqual({
      unreadable: "CODEOWNERS: Something went wrong",
      transient: true,
    });
    expect(read({ codeowners1: blob("* @a\n"), codeowners2: problem, codeowners3: problem })).toBe("* @a\n");
    const withoutText = { ...blob(""), text: problem } as unknown as ReturnType<typeof blob>;
    expect(read({ codeowners1: withoutText, codeowners2: blob("* @b\n"), codeowners3: null })).toEqual({
      unreadable: "CODEOWNERS: Something went wrong",
      transient: true,
    });
  });

  it("is unread for good where it is larger than what GitHub answers", () => {
    expect(read({ codeowners1: blob("* @a", true), codeowners2: null, codeowners3: null })).toEqual({
      unreadable: "CODEOWNERS: the file is too large",
    });
  });
});
