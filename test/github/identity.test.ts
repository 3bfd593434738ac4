import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import {
  composeBody,
  createSigner,
  MAX_BODY,
  memoryKey,
  readPeer,
  recognize,
  type Signer,
} from "../../src/github/identity.ts";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pkcs1 = pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const pkcs8 = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const other = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();

function signerOf(pem: string): Signer {
  const signer = createSigner(memoryKey(pem));
  if (signer === null) throw new Error("no signer");
  return signer;
}
const signer = signerOf(pkcs1);
const ours = { ours: true, editorIsUs: true, issueNodeId: "I_1", signer };
const data = { version: 1, created: { "quality:2": "I_9" }, note: "ümläut & --> <!-- \u2028" };
const tracker = composeBody("tracker", "# Standing\n\nAll is *well*.\n", { issueNodeId: "I_1", data }, signer);

describe("the memory key", () => {
  it("is the same for the same private key in either form, and with escaped line ends", () => {
    expect(Buffer.from(memoryKey(pkcs1)).equals(Buffer.from(memoryKey(pkcs8)))).toBe(true);
    expect(Buffer.from(memoryKey(pkcs1.replaceAll("\n", "\\n"))).equals(Buffer.from(memoryKey(pkcs1)))).toBe(true);
    expect(memoryKey(pkcs1)).toHaveLength(32);
  });
  it("differs for another private key, and is refused for what is none", () => {
    expect(Buffer.from(memoryKey(other)).equals(Buffer.from(memoryKey(pkcs1)))).toBe(false);
    expect(() => memoryKey("secret")).toThrow();
  });
});

describe("a comment of ours", () => {
  it("comes back as it was composed", () => {
    const { own, body } = recognize(tracker, ours);
    expect(own).toEqual({ key: "tracker", memory: { state: "valid", data }, lastEditorIsUs: true });
    expect(body).toBe("# Standing\n\nAll is *well*.");
  });
  it("begins with its marker and ends with its memory, and nothing in the memory ends the HTML comment", () => {
    const lines = tracker.split("\n");
    expect(lines[0]).toBe("<!-- quench:tracker -->");
    expect(lines.at(-1)).toMatch(/^<!-- quench-memory [\w-]+\.[\w-]+ -->$/);
    expect(tracker.match(/-->/g)).toHaveLength(2);
  });
  it("survives CRLF line ends and trailing blanks", () => {
    const { own, body } = recognize(`${tracker.replaceAll("\n", "\r\n")}\r\n  `, ours);
    expect(own?.memory).toEqual({ state: "valid", data });
    expect(body).toBe("# Standing\n\nAll is *well*.");
  });
  it("without memory has none, with and without text", () => {
    expect(recognize(composeBody("notice:ack:IC_1", "Done."), ours)).toEqual({
      own: { key: "notice:ack:IC_1", memory: { state: "none" }, lastEditorIsUs: true },
      body: "Done.",
    });
    expect(recognize(composeBody("item", ""), ours).body).toBe("");
  });
});

describe("memory counts for nothing", () => {
  const voided = (raw: string, seen: object): unknown => recognize(raw, { ...ours, ...seen }).own?.memory;
  it("on another issue", () => {
    expect(voided(tracker, { issueNodeId: "I_2" })).toEqual({ state: "void", why: "the signature does not verify" });
  });
  it("under another key of the same issue", () => {
    expect(voided(tracker.replace("quench:tracker", "quench:item"), {})).toMatchObject({ state: "void" });
  });
  it("signed with another key", () => {
    expect(voided(tracker, { signer: signerOf(other) })).toMatchObject({ state: "void" });
  });
  it("with a changed payload, a cut signature, or one that is none", () => {
    const forged = Buffer.from(JSON.stringify({ ...data, settled: "CE_1" })).toString("base64url");
    expect(voided(tracker.replace(/memory [\w-]+\./, `memory ${forged}.`), {})).toMatchObject({ state: "void" });
    expect(voided(tracker.replace(/\.([\w-]+) -->$/, ".AA -->"), {})).toMatchObject({ state: "void" });
  });
  it("after somebody else edited the comment, even where the block is untouched", () => {
    expect(voided(tracker, { editorIsUs: false })).toEqual({ state: "void", why: "somebody else edited it" });
    expect(recognize(tracker, { ...ours, editorIsUs: false }).own?.lastEditorIsUs).toBe(false);
  });
  it("without a key of our own, whatever stands there", () => {
    expect(voided(tracker, { signer: null })).toEqual({ state: "void", why: "no key" });
    expect(voided(composeBody("tracker", "text"), { signer: null })).toEqual({ state: "void", why: "no key" });
    expect(composeBody("tracker", "text", { issueNodeId: "I_1", data }, null)).toBe("<!-- quench:tracker -->\ntext");
    expect(createSigner(null)).toBeNull();
  });
  it("inside the text: only the last line is read, and what a person wrote there does not verify", () => {
    const block = tracker.split("\n").at(-1) ?? "";
    const quoted = composeBody("notice:x", `He wrote:\n${block}\nand went.`, null, signer);
    expect(recognize(quoted, ours).own?.memory).toEqual({ state: "none" });
    expect(recognize(composeBody("notice:x", block), ours).own?.memory).toMatchObject({ state: "void" });
  });
});

describe("an imitation", () => {
  it("is nobody's mark: the author decides, and the body stays raw", () => {
    expect(recognize(tracker, { ...ours, ours: false })).toEqual({ own: null, body: tracker });
  });
  it("by us without a marker in the first line is an ordinary comment", () => {
    for (const body of ["Hello", " <!-- quench:tracker -->\nx", "x\n<!-- quench:tracker -->", "<!-- quench: -->"]) {
      expect(recognize(body, ours)).toEqual({ own: null, body });
    }
  });
});

describe("what GitHub would not take", () => {
  it("is cut at a line's end, never in the marker or the memory", () => {
    const long = `${"line of text\n".repeat(6000)}end`;
    const body = composeBody("tracker", long, { issueNodeId: "I_1", data }, signer);
    expect(body.length).toBeLessThanOrEqual(MAX_BODY);
    expect(body.length).toBeGreaterThan(MAX_BODY - 100);
    const read = recognize(body, ours);
    expect(read.own?.memory).toEqual({ state: "valid", data });
    expect(read.body.endsWith("line of text\n…")).toBe(true);
  });
  it("is refused: a key that ends its HTML comment, a memory that fills the comment", () => {
    for (const key of ["a --> b", "", "a b", "x\ny", "<"])
      expect(() => composeBody(key, "text")).toThrow(/cannot be the key/);
    const huge = { issueNodeId: "I_1", data: "x".repeat(70_000) };
    expect(() => composeBody("tracker", "text", huge, signer)).toThrow(/too large/);
  });
});

describe("memory that says where it was written", () => {
  const placed = composeBody("tracker", "text", { issueNodeId: "I_1", data, place: "acme/shop#12" }, signer);
  const from = { nodeId: "I_1", repository: "acme/shop", number: 12 };

  it("is valid on its issue, and elsewhere only a claim to be proven", () => {
    expect(recognize(placed, ours).own?.memory).toEqual({ state: "valid", data });
    const elsewhere = recognize(placed, { ...ours, issueNodeId: "I_9" }).own?.memory;
    expect(elsewhere).toEqual({ state: "moved", data, from, proven: false });
  });

  it("is void where the place was changed, or taken from another block", () => {
    const other = composeBody("tracker", "text", { issueNodeId: "I_2", data, place: "acme/shop#13" }, signer);
    const origin = /\.([\w-]+) -->$/.exec(other)?.[1] ?? "";
    const forged = placed.replace(/\.[\w-]+ -->$/, `.${origin} -->`);
    for (const issueNodeId of ["I_1", "I_2", "I_9"])
      expect(recognize(forged, { ...ours, issueNodeId }).own?.memory).toMatchObject({ state: "void" });
    const bare = placed.replace(/\.[\w-]+ -->$/, " -->");
    expect(recognize(bare, ours).own?.memory).toMatchObject({ state: "void" });
  });
});

describe("another instance", () => {
  it("is an App by the memory that only an App leaves, else the Action", () => {
    const app = composeBody("tracker", "text", { issueNodeId: "I_1", data, place: "acme/shop#12" }, signer);
    expect(readPeer(app, "guard[bot]")).toEqual({ key: "tracker", kind: "app" });
    expect(readPeer(composeBody("tracker", "text"), "guard[bot]")).toEqual({ key: "tracker", kind: "action" });
  });

  it("is never an App where a workflow wrote it, whatever that repeats", () => {
    const app = composeBody("tracker", "text", { issueNodeId: "I_1", data, place: "acme/shop#12" }, signer);
    expect(readPeer(app, "github-actions[bot]")).toEqual({ key: "tracker", kind: "action" });
  });

  it("is nobody without the marker in the first line", () => {
    for (const text of ["Hello.", "> <!-- quench:tracker -->", "Look:\n<!-- quench:tracker -->", ""])
      expect(readPeer(text, "guard[bot]")).toBeNull();
  });
});
