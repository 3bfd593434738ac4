import { describe, expect, it } from "@jest/globals";
import { toActor } from "../../../src/github/people/read-actors.ts";

describe("R-H4 who did a thing", () => {
  it("a person, with the id that outlives a rename", () => {
    expect(toActor({ __typename: "User", login: "vera", id: "U_1" })).toEqual({
      login: "vera",
      nodeId: "U_1",
      kind: "user",
    });
    expect(toActor({ __typename: "EnterpriseUserAccount", login: "vera", id: "E_1" }).kind).toBe("user");
    expect(toActor({ __typename: "User", login: "vera" }).nodeId).toBe("");
  });

  it.each([
    ["Bot", "dependabot", "dependabot[bot]"],
    ["Bot", "dependabot[bot]", "dependabot[bot]"],
    // An imported comment's author, who may be called like somebody who is here.
    ["Mannequin", "vera", "vera"],
    ["Organization", "acme", "acme"],
    ["", "renovate[bot]", "renovate[bot]"],
  ])("no person: a %s called %s", (__typename, login, called) => {
    expect(toActor({ __typename, login, id: "X_1" })).toEqual({ login: called, nodeId: "X_1", kind: "bot" });
  });

  it("a deleted account, or one that could not be read, is a ghost", () => {
    for (const raw of [null, undefined, { problem: "502", type: null }]) {
      expect(toActor(raw)).toEqual({ login: "ghost", nodeId: "", kind: "ghost" });
    }
  });
});
