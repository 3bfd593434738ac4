import { describe, expect, it } from "@jest/globals";
import { createAliases, sameOwner } from "../../../src/github/incident/aliases.ts";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import { scripted, silent } from "../request/raw-support.ts";

describe("names that repositories had", () => {
  it("lead to what GitHub calls them now, in one request", async () => {
    const client = scripted(() => ({
      data: { r0: { nameWithOwner: "acme/api" }, r1: { nameWithOwner: "acme/Shop" }, r2: null },
      errors: [{ message: "Could not resolve", type: "NOT_FOUND", path: ["r2"] }],
    }));
    const aliases = createAliases(client, "acme/shop");
    await aliases.learn(["acme/old-shop", "ACME/Old-Shop", "acme/api-2", "acme/shop", "acme/zero"]);
    expect(client.asked.map(({ variables }) => variables)).toEqual([
      { owner0: "acme", name0: "api-2", owner1: "acme", name1: "old-shop", owner2: "acme", name2: "zero" },
    ]);
    expect(aliases.nameOf("Acme/OLD-shop")).toBe("acme/Shop");
    expect(aliases.nameOf("acme/api-2")).toBe("acme/api");
    expect(aliases.nameOf("acme/zero")).toBe("acme/zero");
    expect(aliases.nameOf("acme/never-asked")).toBe("acme/never-asked");
    expect(aliases.unread("acme/zero")).toBeNull();
    await aliases.learn(["acme/zero", "acme/old-shop"]);
    expect(client.asked).toHaveLength(1);
  });

  it("of other owners are never asked about", async () => {
    const client = silent();
    const aliases = createAliases(client, "acme/shop");
    await aliases.learn(["evil/shop", "acme-evil/shop", "shop", "acme"]);
    expect(client.asked).toEqual([]);
    expect(aliases.nameOf("evil/shop")).toBe("evil/shop");
  });

  it("are taken from an answer that followed one", () => {
    const aliases = createAliases(silent(), "acme/shop");
    aliases.note("acme/Old", "acme/shop");
    expect(aliases.nameOf("acme/old")).toBe("acme/shop");
  });

  it("that could not be looked up say so", async () => {
    const failing = createAliases(
      scripted(() => {
        throw new Unavailable("GraphQL", 502, "Bad Gateway");
      }),
      "acme/shop",
    );
    await failing.learn(["acme/old"]);
    expect(failing.unread("acme/OLD")).toEqual({
      unreadable: "repository name: GraphQL: HTTP 502 (Bad Gateway)",
      transient: true,
    });
    expect(failing.nameOf("acme/old")).toBe("acme/old");
    const partial = createAliases(
      scripted(() => ({ data: { r0: null }, errors: [{ message: "timeout", path: ["r0"] }] })),
      "acme/shop",
    );
    await partial.learn(["acme/old"]);
    expect(partial.unread("acme/old")).toEqual({ unreadable: "repository name: timeout", transient: true });
  });

  it("are asked about so often in a pass, and then are no other names", async () => {
    const client = scripted(({ variables }) => ({
      data: Object.fromEntries(Array.from({ length: Object.keys(variables).length / 2 }, (_, i) => [`r${i}`, null])),
    }));
    const aliases = createAliases(client, "acme/shop");
    await aliases.learn(Array.from({ length: 50 }, (_, index) => `acme/fake-${index}`));
    await aliases.learn(["acme/one-more"]);
    expect(client.asked).toHaveLength(1);
    expect(Object.keys(client.asked[0]?.variables ?? {})).toHaveLength(40);
    expect(aliases.unread("acme/one-more")).toBeNull();
  });

  it("end the pass where GitHub limits it", async () => {
    const client = scripted(() => {
      throw new RateLimited("GraphQL", 0, 60_000);
    });
    await expect(createAliases(client, "acme/shop").learn(["acme/old"])).rejects.toThrow(RateLimited);
  });

  it.each([
    ["acme/shop", "ACME/api", true],
    ["acme/shop", "acme-2/shop", false],
    ["acme/shop", "evil/acme", false],
  ])("%s and %s are of one owner: %s", (a, b, same) => {
    expect(sameOwner(a, b)).toBe(same);
  });
});
