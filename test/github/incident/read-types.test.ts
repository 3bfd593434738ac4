import { describe, expect, it } from "@jest/globals";
import { RateLimited, Refused, Unavailable } from "../../../src/github/request/errors.ts";
import { readTypes } from "../../../src/github/incident/read-types.ts";
import { scripted } from "../request/raw-support.ts";

const at = (number: number, more = ""): string => `GET /repos/acme/shop/issues/${number}${more}`;
const issue = (number: number, blocked_by?: number, type: string | null = null) => ({
  number,
  type: type === null ? null : { name: type },
  ...(blocked_by === undefined
    ? {}
    : { issue_dependencies_summary: { blocked_by, blocking: 0, total_blocked_by: 3, total_blocking: 0 } }),
});
const asked = { owner: "acme", repo: "shop", incident: 1, others: [], hasTypes: true };
const noGraphql = () => {
  throw new Error("no GraphQL is needed");
};
const read = async (rest: Record<string, unknown>, items: readonly number[], over: Partial<typeof asked> = {}) => {
  const client = scripted(noGraphql, rest);
  const facts = await readTypes(client, { ...asked, items, ...over });
  return { facts: Object.fromEntries(facts), looked: client.looked };
};

describe("what REST alone says of issues", () => {
  it("takes two requests for a hundred items that nothing blocks", async () => {
    const items = Array.from({ length: 100 }, (_, index) => index + 2);
    const { facts, looked } = await read(
      { [at(1)]: issue(1, 0, "Incident"), [at(1, "/sub_issues")]: items.map((number) => issue(number, 0, "Task")) },
      items,
    );
    expect(looked).toEqual([at(1), at(1, "/sub_issues")]);
    expect(facts[1]).toEqual({ type: "Incident" });
    expect(items.every((number) => facts[number]?.type === "Task" && Array.isArray(facts[number].blockedBy))).toBe(
      true,
    );
  });

  it("names the open issues that block one, asked for only where there are some", async () => {
    const { facts, looked } = await read(
      {
        [at(1)]: issue(1, 5),
        [at(1, "/sub_issues")]: [issue(2, 0), issue(3, 1), issue(4)],
        [at(3, "/dependencies/blocked_by")]: [
          { number: 9, html_url: "https://github.com/acme/shop/issues/9", state: "open" },
          { number: 8, html_url: "https://github.com/acme/shop/issues/8", state: "closed" },
        ],
      },
      [2, 3, 4],
    );
    expect(looked).toEqual([at(1), at(1, "/sub_issues"), at(3, "/dependencies/blocked_by")]);
    expect(facts[2]).toEqual({ type: null, blockedBy: [] });
    expect(facts[3]?.blockedBy).toEqual([{ number: 9, url: "https://github.com/acme/shop/issues/9" }]);
    expect(facts[4]).toEqual({ type: null });
    expect(facts[1]).toEqual({ type: null });
  });

  it.each([
    ["5xx", new Unavailable("GET", 502, "Bad Gateway"), { transient: true }],
    [
      "403",
      new Refused("GET", 403, { message: "no" }, { "x-accepted-github-permissions": "issues=read" }),
      { permission: "issues: read" },
    ],
    ["404", new Refused("GET", 404, { message: "Not Found" }, {}), {}],
  ] as const)("says so where the blocking issues answer %s", async (_name, error, said) => {
    const { facts } = await read(
      { [at(1)]: issue(1), [at(1, "/sub_issues")]: [issue(2, 2)], [at(2, "/dependencies/blocked_by")]: error },
      [2],
    );
    expect(facts[2]?.blockedBy).toMatchObject({ unreadable: expect.stringMatching(/^blocking issues: /), ...said });
  });

  it("asks for items that are no sub-issues one by one, for so many, and for nothing of the ledger alone", async () => {
    const items = Array.from({ length: 25 }, (_, index) => index + 2);
    const rest = Object.fromEntries(items.map((number) => [at(number), issue(number, 0)]));
    const { facts, looked } = await read({ ...rest, [at(1)]: issue(1), [at(1, "/sub_issues")]: [] }, items, {
      others: [90, 91] as never,
    });
    expect(looked).toHaveLength(22);
    expect(facts[21]).toEqual({ type: null, blockedBy: [] });
    expect(facts[22]).toEqual({ type: null, blockedBy: { unreadable: expect.stringContaining("20") } });
    expect(facts[90]).toBeUndefined();
  });

  it("marks all items where the list of sub-issues failed, with no request for each", async () => {
    const { facts, looked } = await read(
      { [at(1)]: issue(1), [at(1, "/sub_issues")]: new Unavailable("GET", 503, "no") },
      [2, 3],
    );
    expect(looked).toHaveLength(2);
    expect(facts[3]).toMatchObject({ type: { transient: true }, blockedBy: { transient: true } });
  });

  it("asks for no type where the owner has none, and for nothing where there is no item", async () => {
    expect((await read({}, [], { hasTypes: false })).looked).toEqual([]);
    const { facts, looked } = await read({ [at(1, "/sub_issues")]: [issue(2, 0)] }, [2], { hasTypes: false });
    expect(looked).toEqual([at(1, "/sub_issues")]);
    expect(facts).toEqual({ 2: { type: null, blockedBy: [] } });
  });

  it("ends the pass where GitHub limits it", async () => {
    const limited = { [at(1)]: new RateLimited("GET", 0, 60_000) };
    await expect(read(limited, [2])).rejects.toThrow(RateLimited);
  });
});
