import { describe, expect, it } from "@jest/globals";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { readLedger } from "../../../src/github/portfolio/read-ledger.ts";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import { policyInForce } from "../../support/policy.ts";
import { type Answers, refused, type ScriptedRest, scriptedRest } from "../request/scripted-rest.ts";

const { policy } = policyInForce();
const PLACE = { owner: "acme", repo: "shop" };
const listed = (label: string, page = 1) =>
  `/repos/acme/shop/issues?direction=asc&labels=${label}&page=${page}&per_page=100&sort=created&state=open`;
const RISKS = listed("residual-risk");
const DEBTS = listed("reliability-debt");
const permission = (login: string) => `/repos/acme/shop/collaborators/${login}/permission`;
const ASSIGNEES = "/repos/acme/shop/assignees?per_page=100";

const entry = (number: number, over: Readonly<Record<string, unknown>> = {}) => ({
  number,
  html_url: `https://github.com/acme/shop/issues/${number}`,
  title: `Entry ${number}`,
  body: "### Item\n\n#12",
  created_at: "2026-03-02T10:00:00Z",
  user: { login: "maya", type: "User" },
  author_association: "MEMBER",
  assignees: [
    { login: "oscar", type: "User" },
    { login: "helper[bot]", type: "Bot" },
  ],
  labels: [{ name: "reliability-debt" }, "other"],
  parent_issue_url: "https://api.github.com/repos/acme/shop/issues/1",
  ...over,
});

async function read(answers: Answers, github: ScriptedRest = scriptedRest({ [RISKS]: [], [DEBTS]: [], ...answers })) {
  const found = await readLedger(github, PLACE, policy, "quench[bot]");
  if (isUnreadable(found)) throw new Error(found.unreadable);
  return { ...found, asked: github.asked };
}

describe("the open entries of the ledger", () => {
  it("take one request a label, and none for whoever belongs here", async () => {
    const { entries, more, asked } = await read({
      [DEBTS]: [entry(21), entry(20, { parent_issue_url: null, body: null })],
    });
    expect(asked).toEqual([RISKS, DEBTS]);
    expect(more).toBe(false);
    expect(entries).toEqual([
      {
        number: 20,
        url: "https://github.com/acme/shop/issues/20",
        title: "Entry 20",
        body: "",
        labels: ["reliability-debt", "other"],
        assignees: ["oscar"],
        createdAt: "2026-03-02T10:00:00Z",
        parent: null,
        outsider: false,
      },
      expect.objectContaining({ number: 21, parent: 1, body: "### Item\n\n#12" }),
    ]);
  });

  it("list an issue with both labels once, and no pull request", async () => {
    const { entries } = await read({ [RISKS]: [entry(20), entry(22, { pull_request: {} })], [DEBTS]: [entry(20)] });
    expect(entries.map(({ number }) => number)).toEqual([20]);
  });

  it("say who is an outsider: neither a role nor assignable; a private member is none, and we and bots are not asked", async () => {
    const stranger = (number: number, login: string) =>
      entry(number, { user: { login, type: "User" }, author_association: "NONE" });
    const { entries, asked } = await read({
      [RISKS]: [
        stranger(20, "eve"),
        stranger(21, "hidden"),
        entry(22, { user: { login: "quench[bot]", type: "Bot" }, author_association: "NONE" }),
        entry(23, { user: { login: "other[bot]", type: "Bot" }, author_association: "NONE" }),
        entry(24, { user: null, author_association: "NONE" }),
      ],
      [permission("eve")]: { permission: "read", role_name: "read", user: { login: "eve" } },
      [permission("hidden")]: { permission: "write", role_name: "write", user: { login: "hidden" } },
      [ASSIGNEES]: [{ login: "hidden", type: "User" }],
    });
    expect(entries.map(({ number, outsider }) => [number, outsider])).toEqual([
      [20, true],
      [21, false],
      [22, false],
      [23, false],
      [24, false],
    ]);
    expect(asked).toHaveLength(5);
  });

  it("unknown: an author who could not be looked up, or is one of too many", async () => {
    const lost = new Unavailable("role", 502, "Bad Gateway");
    const strangers = Array.from({ length: 31 }, (_, index) =>
      entry(20 + index, { user: { login: `eve-${index}`, type: "User" }, author_association: "NONE" }),
    );
    const answers = Object.fromEntries(strangers.map((_, index) => [permission(`eve-${index}`), lost]));
    const { entries } = await read({ [RISKS]: strangers, ...answers, [ASSIGNEES]: [] });
    expect(entries[0]?.outsider).toMatchObject({ unreadable: expect.stringContaining("502"), transient: true });
    expect(entries[30]?.outsider).toEqual({ unreadable: "there are too many to look up" });
  });

  it("are read over pages, and say where there are more than are read", async () => {
    const full = (page: number) => Array.from({ length: 100 }, (_, index) => entry(page * 100 + index));
    const pages = { [listed("reliability-debt", 2)]: full(2), [DEBTS]: full(1) };
    const some = await read({ ...pages, [listed("reliability-debt", 3)]: [entry(301)] });
    expect([some.entries.length, some.more]).toEqual([201, false]);
    const all = await read({ ...pages, [listed("reliability-debt", 3)]: full(3) });
    expect([all.entries.length, all.more]).toEqual([300, true]);
  });

  it("unknown: are unreadable where GitHub does not answer, none where issues are switched off", async () => {
    const lost = scriptedRest({ [RISKS]: [], [DEBTS]: new Unavailable("issues", 502, "Bad Gateway") });
    expect(await readLedger(lost, PLACE, policy, "quench[bot]")).toMatchObject({ transient: true });
    const off = scriptedRest({
      [RISKS]: refused(410, "Issues are disabled"),
      [DEBTS]: refused(410, "Issues are disabled"),
    });
    expect(await readLedger(off, PLACE, policy, "quench[bot]")).toEqual({ entries: [], more: false });
    // Any other refusal is no empty ledger: the pages stay as they are.
    for (const status of [403, 404, 422])
      expect(
        await readLedger(scriptedRest({ [RISKS]: refused(status, "No"), [DEBTS]: [] }), PLACE, policy, "quench[bot]"),
      ).toHaveProperty("unreadable");
    const limited = scriptedRest({ [RISKS]: new RateLimited("limit", 0, 1000) });
    await expect(readLedger(limited, PLACE, policy, "quench[bot]")).rejects.toThrow(RateLimited);
  });
});
