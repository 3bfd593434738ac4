import { describe, expect, it } from "@jest/globals";
import { whyNot } from "../../src/cli/why-not.ts";
import { Unavailable } from "../../src/github/request/errors.ts";

describe("why a command cannot go on", () => {
  const silent = new Unavailable("POST https://api.github.com/graphql", null, "wrong version\nnumber:\n");

  it("names where GitHub was asked, on one line", () => {
    expect(whyNot(silent, { GITHUB_API_URL: "" })).toBe(
      "GitHub could not be read: POST https://api.github.com/graphql: no answer (wrong version number:). Check https://api.github.com, and try again; nothing was written.",
    );
  });

  it("names the proxy where there is one, without its address", () => {
    const told = whyNot(silent, { HTTPS_PROXY: "http://user:secret@proxy.example.com:3128" });
    expect(told).toContain("Check https://api.github.com and the proxy, and try again");
    expect(told).not.toContain("secret");
  });

  it("throws on what nobody foresaw", () => {
    expect(() => whyNot(new TypeError("x"), {})).toThrow(TypeError);
  });
});
