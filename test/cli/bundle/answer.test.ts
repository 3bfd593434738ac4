import { describe, expect, it } from "@jest/globals";
import { answerOn, damage, type GivenFile, restsOn } from "../../../src/cli/bundle/answer.ts";
import type { PostedBundle } from "../../../src/github/posted-bundle.ts";

const incident = { name: "acme/shop#12", nodeId: "I_12" };
const document = '{"schema":"quench/bundle/1","incident":{"id":"I_12"}}';
const posted: PostedBundle = {
  sha256: "a".repeat(64),
  parts: 2,
  missing: [],
  document,
  matches: true,
  signature: "valid",
  url: "https://github.com/acme/shop/issues/12#issuecomment-1",
  edited: [],
  remembered: false,
  signedFor: null,
};
const given: GivenFile = {
  name: "b.json",
  sha256: posted.sha256,
  origin: { id: "I_12", name: "acme/shop#12" },
  json: document,
};
const answer = (file: Partial<GivenFile>, over: Partial<PostedBundle> = {}) =>
  answerOn({ ...given, ...file }, incident, { ...posted, ...over });
const other = { sha256: "b".repeat(64) };

describe("the answer rests on", () => {
  it.each<[string, Partial<PostedBundle>, "yes" | "unknown", "no" | "unknown"]>([
    ["a valid signature", {}, "yes", "no"],
    ["a valid signature, whatever was edited", { edited: [{ part: 2, by: "rosa" }] }, "yes", "no"],
    [
      "our memory, whatever became of the comments",
      { remembered: true, signature: "gone", missing: [1, 2], document: null, matches: false },
      "yes",
      "no",
    ],
    ["GitHub, where nobody edited them and there is no key", { signature: "unchecked" }, "yes", "no"],
    ["GitHub, where it was never signed", { signature: "unsigned" }, "yes", "no"],
    [
      "the other parts, where the first is gone",
      { signature: "gone", missing: [1], document: null, matches: false },
      "yes",
      "no",
    ],
    [
      "nothing, where somebody edited them and there is no key",
      { signature: "unchecked", edited: [{ part: 1, by: null }] },
      "unknown",
      "unknown",
    ],
    [
      "nothing, where somebody edited what was never signed",
      { signature: "unsigned", edited: [{ part: 1, by: "rosa" }] },
      "unknown",
      "unknown",
    ],
    ["nothing, where the signature is not by the key", { signature: "wrong" }, "unknown", "unknown"],
    ["the signature for where it was transferred from", { signedFor: "acme/old#3" }, "yes", "no"],
    [
      "nothing, where that was edited as well",
      { signedFor: "acme/old#3", edited: [{ part: 1, by: "rosa" }] },
      "unknown",
      "unknown",
    ],
  ])("%s", (_name, over, same, different) => {
    expect(answer({}, over).answer).toBe(same);
    expect(answer(other, over).answer).toBe(different);
    expect(answer({}, over).more.length).toBeGreaterThan(1);
  });

  it("nothing that could not be read, and nothing that does not stand there", () => {
    expect(answerOn(given, incident, { unread: "comments: HTTP 502" })).toMatchObject({
      answer: "unknown",
      more: ["comments: HTTP 502."],
    });
    expect(answerOn(given, incident, null).answer).toBe("unknown");
    expect(answerOn({ ...given, origin: null }, incident, null).answer).toBe("no");
    expect(answerOn({ ...given, origin: { id: "I_7", name: "acme/shop#7" } }, incident, null)).toMatchObject({
      answer: "no",
      more: ["It is a bundle of acme/shop#7: hold it against that one."],
    });
  });
});

describe("in words", () => {
  it("the App's key is named where it would help, and a former one where it was rotated", () => {
    expect(restsOn({ ...posted, signature: "unchecked" }).told.join(" ")).toContain("APP_ID, PRIVATE_KEY_PATH");
    expect(restsOn({ ...posted, signature: "wrong" }).told.join(" ")).toContain("PRIVATE_KEY_PREVIOUS");
    expect(restsOn({ ...posted, signedFor: "acme/old#3" }).told.join(" ")).toContain("for acme/old#3");
  });

  it("what became of the comments is told part by part", () => {
    expect(damage(posted)).toEqual([]);
    expect(damage({ ...posted, missing: [2], document: null, matches: false })).toEqual([
      "Deleted or emptied since: part 2 of 2.",
    ]);
    expect(
      damage({
        ...posted,
        edited: [
          { part: 1, by: "rosa" },
          { part: 2, by: null },
        ],
        matches: false,
      }),
    ).toEqual([
      "Edited since by rosa and somebody: parts 1 and 2 of 2.",
      "What stands there now is not what was posted: its SHA-256 is another.",
    ]);
  });
});
