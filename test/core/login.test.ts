import { describe, expect, it } from "@jest/globals";
import { isLogin, isTeam } from "../../src/core/login.ts";

describe("isLogin", () => {
  it.each(["a", "octocat", "a-b", "old-", "o--ld", "octo_acme", "a".repeat(39)])("takes %s", (text) =>
    expect(isLogin(text)).toBe(true));
  it.each(["", "-a", "a b", "@a", "a/b", "a.b", "a_b_c", "_a", "a".repeat(40), "bot[bot]", "é"])("refuses %j", (text) =>
    expect(isLogin(text)).toBe(false));
});

describe("isTeam", () => {
  it.each(["acme/sre", "a/b.c_d-e"])("takes %s", (text) => expect(isTeam(text)).toBe(true));
  it.each(["acme", "acme/", "/sre", "a/b/c", "a b/c"])("refuses %j", (text) => expect(isTeam(text)).toBe(false));
});
