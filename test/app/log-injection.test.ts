/** What strangers and GitHub say ends up in the log: it stays one line of JSON, and nothing in it is a secret. */
import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/app/log.ts";
import { labelled, openReceiver, SECRET, signatureOf } from "./http/receiver.ts";

function lineOf(text: string): { readonly line: string; readonly parsed: Record<string, unknown> } {
  let line = "";
  const log = createLog({ level: "trace", write: (written) => void (line += written) });
  log.warn({ repository: text, err: new Error(text) }, text);
  return { line, parsed: JSON.parse(line) as Record<string, unknown> };
}

describe("a text that would be a second line of the log", () => {
  it.each([
    ["a line feed", 'x\n{"level":"info","msg":"closed"}'],
    ["a carriage return", 'x\r{"level":"info"}'],
    ["a quote that ends the value", 'x","level":"info","msg":"closed'],
    ["a line separator of JavaScript", "x\u2028y\u2029z"],
    ["a next line", "x\u0085y"],
  ])("is in the one that it belongs to: %s", (_, text) => {
    const { line, parsed } = lineOf(text);
    expect(line.split(/[\n\r\u0085\u2028\u2029]/)).toEqual([line.trimEnd(), ""]);
    expect(parsed).toMatchObject({ level: "warn", repository: text, msg: text });
  });

  it.each([
    ["colors and titles of a terminal", "\u001b[31mred\u001b]0;title\u0007"],
    ["the same in one character", "\u009b31mred\u009d0;title\u009c"],
    ["a backspace and a delete", "a\bb\u007fc"],
    ["a text that runs backwards", "\u202eevil\u2066x\u2069\u200f"],
  ])("writes nothing that a terminal obeys: %s", (_, text) => {
    const { line, parsed } = lineOf(text);
    expect(line.trimEnd()).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(parsed["msg"]).toBe(text);
  });

  it("comes from a header of somebody who has no secret", async () => {
    const receiver = await openReceiver();
    try {
      const name = "issues\u009b31m{}";
      await receiver.deliver(labelled(), { "x-github-event": name, "x-hub-signature-256": signatureOf("x") });
      expect(receiver.lines.length).toBeGreaterThan(0);
      for (const line of receiver.lines) {
        expect(() => JSON.parse(line)).not.toThrow();
        expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
      }
    } finally {
      await receiver.close();
    }
  });
});

describe("a secret in the log", () => {
  it.each([
    ["an installation's token in its old form", `ghs_${"aB3".repeat(12)}`],
    [
      "an installation's token of today",
      `ghs_123456_${"eyJhbGciOi".repeat(4)}.${"a-B_".repeat(60)}.${"c-D_".repeat(40)}`,
    ],
    ["a person's token", `github_pat_${"aB3".repeat(20)}`],
    ["the App's web token", `eyJhbGciOiJSUzI1NiJ9.${"aB3".repeat(20)}.${"cD4-".repeat(20)}`],
    ["a header with one", `Bearer ${"aB3.".repeat(20)}`],
    ["a token on a line that looks like a stack's", `\n    at ghs_${"aB3".repeat(12)}`],
  ])("is masked whole: %s", (_, secret) => {
    const { line } = lineOf(`GitHub said: ${secret}, twice ${secret}`);
    expect(line).toContain("[secret]");
    for (const part of secret.split(/[.,: ]/).filter((each) => each.length > 12)) expect(line).not.toContain(part);
  });

  it("is none of ours, after good, bad and broken deliveries at the lowest level", async () => {
    const receiver = await openReceiver({ previousWebhookSecret: "the secret before it" });
    try {
      await receiver.deliver(labelled());
      await receiver.deliver(labelled(), { "x-hub-signature-256": signatureOf("x") });
      await receiver.deliver("{", {});
      await receiver.deliver("null", {});
      await receiver.app.stop();
      const log = receiver.lines.join("");
      expect(log.length).toBeGreaterThan(200);
      expect(log).not.toContain(SECRET);
      expect(log).not.toContain("the secret before it");
      expect(log).not.toContain("s3cret-title");
      expect(log).not.toMatch(/sha256=[0-9a-f]{10}/);
      for (const line of receiver.privateKey.split("\n").filter((each) => each.length > 40))
        expect(log).not.toContain(line);
      expect(log).not.toMatch(/eyJ[\w-]{10,}\./);
    } finally {
      await receiver.close();
    }
  });

  it("is searched for in a time that grows no faster than the text, or this test would not end", () => {
    for (const part of ["eyJaaaaaaaa-", "a.", "x://", "x://a@", "-----BEGIN ", "ghs_aaaaaaaaaa ", "token "]) {
      const { line } = lineOf(part.repeat(2_000_000));
      expect(line.length).toBeLessThan(3_000);
    }
  });
});
