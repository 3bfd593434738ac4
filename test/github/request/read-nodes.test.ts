import { describe, expect, it } from "@jest/globals";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import { readNodes } from "../../../src/github/request/read-nodes.ts";
import { idsOf, nodesBy, scripted } from "./raw-support.ts";

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `N_${index}`);
const asked = { kind: "leanPulls", what: "pull request" } as const;
const whole = (id: string) => ({ id });

describe("nodes by id", () => {
  it("are read in as few requests as their number asks for, a hundred ids in a field, each id once", async () => {
    const client = scripted((one) => ({ data: nodesBy(one, whole) }));
    const read = await readNodes(client, { ...asked, ids: [...ids(480), "N_0", "N_1"], size: 250 });
    expect(client.asked.map((one) => Object.values(one.variables).map((list) => (list as string[]).length))).toEqual([
      [100, 100, 50],
      [100, 100, 30],
    ]);
    expect([...read.keys()]).toEqual(ids(480));
    expect(read.get("N_479")).toEqual({ node: { id: "N_479" } });
  });

  it("ask for nothing where there is none", async () => {
    const client = scripted(() => ({ data: {} }));
    expect((await readNodes(client, { ...asked, ids: [], size: 250 })).size).toBe(0);
    expect(client.asked).toEqual([]);
  });

  it("are halved where a request fails, once each, and what comes after is asked for in the smaller size", async () => {
    const client = scripted((one) => {
      if (idsOf(one).length > 60) throw new Unavailable("GraphQL", 504, "Gateway Timeout");
      return { data: nodesBy(one, whole) };
    });
    const read = await readNodes(client, { ...asked, ids: ids(400), size: 200 });
    expect(client.asked.map((one) => idsOf(one).length)).toEqual([200, 100, 50, 50, 50, 50, 50, 50, 50, 50]);
    expect([...read.values()].every((one) => "node" in one)).toBe(true);
    expect(client.asked.every(({ tries }) => tries === 1)).toBe(true);
  });

  it("leave the client its own retries where a request is small", async () => {
    const client = scripted((one) => ({ data: nodesBy(one, whole) }));
    await readNodes(client, { ...asked, ids: ids(20), size: 250 });
    expect(client.asked.map(({ tries }) => tries)).toEqual([undefined]);
  });

  it("of a partial answer are asked again where the error may pass, and not where it stays", async () => {
    const client = scripted((one, index) => {
      const data = nodesBy(one, (id) => (index === 0 && ["N_3", "N_5", "N_7"].includes(id) ? null : { id }));
      if (index > 0) return { data };
      const timeout = "Something went wrong while executing your query. This may be the result of a timeout";
      return {
        data,
        errors: [
          { message: timeout, path: ["n0", 3] },
          { message: "gone", type: "NOT_FOUND", path: ["n0", 5] },
          { message: "not yours", type: "FORBIDDEN", path: ["n0", 7] },
        ],
      };
    });
    const read = await readNodes(client, { ...asked, ids: ids(40), size: 250 });
    expect(client.asked.map((one) => idsOf(one))).toEqual([ids(40), ["N_3"]]);
    expect(read.get("N_3")).toEqual({ node: { id: "N_3" } });
    expect(read.get("N_5")).toEqual({ node: { problem: "gone", type: "NOT_FOUND", field: "n0" } });
    expect(read.get("N_7")).toEqual({ node: { problem: "not yours", type: "FORBIDDEN", field: "n0" } });
  });

  it("are asked for among fewer where one error stands for all of them: it is about one", async () => {
    const client = scripted((one) => {
      const lacking = { data: { n0: null }, errors: [{ message: "gone", type: "NOT_FOUND", path: ["n0"] }] };
      return idsOf(one).includes("N_2") ? lacking : { data: nodesBy(one, whole) };
    });
    const read = await readNodes(client, { ...asked, ids: ids(4), size: 250 });
    expect(["N_0", "N_1", "N_3"].map((id) => read.get(id))).toEqual(
      ["N_0", "N_1", "N_3"].map((id) => ({ node: { id } })),
    );
    expect(read.get("N_2")).toEqual({ node: { problem: "gone", type: "NOT_FOUND", field: "n0" } });
  });

  it("that fail alone are unread alone", async () => {
    const client = scripted((one) => {
      if (idsOf(one).includes("N_9")) throw new Unavailable("GraphQL", 502, "Bad Gateway");
      return { data: nodesBy(one, whole) };
    });
    const read = await readNodes(client, { ...asked, ids: ids(64), size: 64 });
    const unread = [...read].filter(([, one]) => "unreadable" in one);
    expect(unread).toEqual([["N_9", { unreadable: "pull request: GraphQL: HTTP 502 (Bad Gateway)", transient: true }]]);
  });

  it("that fail alone make no small requests of the others", async () => {
    const client = scripted((one) => {
      if (idsOf(one).includes("N_9")) throw new Unavailable("GraphQL", 502, "Bad Gateway");
      return { data: nodesBy(one, whole) };
    });
    const read = await readNodes(client, { ...asked, ids: ids(1000), size: 250 });
    expect([...read.values()].filter((one) => "unreadable" in one)).toHaveLength(1);
    expect(client.asked.length).toBeLessThan(25);
    expect(client.asked.slice(-3).map((one) => idsOf(one).length)).toEqual([250, 250, expect.any(Number)]);
  });

  it("are given up where too many fail", async () => {
    const client = scripted((one) => {
      if (idsOf(one).some((id) => Number(id.slice(2)) % 10 === 9)) throw new Unavailable("GraphQL", 502, "Bad Gateway");
      return { data: nodesBy(one, whole) };
    });
    const read = await readNodes(client, { ...asked, ids: ids(1000), size: 250 });
    expect(client.asked.length).toBeLessThan(60);
    expect(read.size).toBe(1000);
    expect(read.get("N_999")).toEqual({ unreadable: "pull request: GitHub failed too often", transient: true });
  });

  it("are given up in an outage", async () => {
    const client = scripted(() => {
      throw new Unavailable("GraphQL", null, "reset");
    });
    const read = await readNodes(client, { ...asked, ids: ids(1000), size: 250 });
    expect(client.asked.map((one) => idsOf(one).length)).toEqual([250, 125, 63, 32, 16, 8, 4, 2, 1]);
    expect(client.asked.map(({ tries }) => tries)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, undefined]);
    expect(read.size).toBe(1000);
    expect([...read.values()].every((one) => "unreadable" in one && one.transient === true)).toBe(true);
  });

  it("end the pass where GitHub limits it", async () => {
    const client = scripted(() => {
      throw new RateLimited("GraphQL", 0, 60_000);
    });
    await expect(readNodes(client, { ...asked, ids: ids(3), size: 250 })).rejects.toThrow(RateLimited);
    expect(client.asked).toHaveLength(1);
  });

  it("are unread where an error names no place", async () => {
    const client = scripted((one) => ({ data: nodesBy(one, whole), errors: [{ message: "timeout" }] }));
    const read = await readNodes(client, { ...asked, ids: ["N_0"], size: 250 });
    expect(read.get("N_0")).toEqual({ unreadable: "pull request: GraphQL: HTTP 200 (timeout)", transient: true });
  });
});
