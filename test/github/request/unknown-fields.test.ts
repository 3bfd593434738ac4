import { describe, expect, it } from "@jest/globals";
import { unknownToServer } from "../../../src/github/request/unknown-fields.ts";

const told = (...messages: readonly string[]) => unknownToServer(messages.map((message) => ({ message })));

describe("what a server does not know", () => {
  it("is named, once each and not too many", () => {
    const update = "it is older than Quench needs, so update GitHub Enterprise Server";
    expect(told("Field 'subIssues' doesn't exist on type 'Issue'")).toBe(
      `this GitHub does not know Issue.subIssues: ${update}`,
    );
    const fields = ["a", "a", "b", "c", "d"].map((name) => `Field '${name}' doesn't exist on type 'Issue'`);
    expect(told(...fields)).toBe(`this GitHub does not know Issue.a, Issue.b, Issue.c and 1 more: ${update}`);
    expect(told("Field 'x' doesn't accept argument 'y'", "No such type Z, so it can't be a fragment condition")).toBe(
      `this GitHub does not know x.y, Z: ${update}`,
    );
  });

  it("is not blamed for anything else", () => {
    expect(told()).toBeNull();
    expect(told("Could not resolve to a Repository with the name 'acme/shop'.")).toBeNull();
    expect(told("Something went wrong while executing your query.")).toBeNull();
  });
});
