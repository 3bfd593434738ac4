import { describe, expect, it } from "@jest/globals";
import { resolvePolicy } from "../../../src/core/policy/resolve.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { readPolicy } from "../../../src/github/incident/read-policy.ts";
import type { GitHubClient, GraphqlAnswer } from "../../../src/github/request/client.ts";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";

const AT = "2026-03-01T00:00:00Z";
const ENFORCE = "version: 1\nmode: enforce";
const NOT_FOUND = { problem: "Could not resolve to a Repository", type: "NOT_FOUND" };

/** A repository as it is answered with its policy file; `undefined`: it never had one, null: deleted. */
function holder(id: string, text?: string | null) {
  const commit = { oid: `${id}-1`, committedDate: AT };
  const history = { nodes: text === undefined ? [] : [commit] };
  return {
    id,
    owner: { login: "acme" },
    defaultBranchRef: { name: "main", target: { oid: `${id}-tip`, history } },
    policy: typeof text === "string" ? { __typename: "Blob", text, isTruncated: false } : null,
  };
}

/** A client that answers bases by repository and histories by id, and counts what is asked. */
function clientOf(
  bases: Readonly<Record<string, unknown>>,
  histories: Readonly<Record<string, readonly (string | null)[]>> = {},
) {
  const asked: string[] = [];
  const client: GitHubClient = {
    async graphql<T>(query: string, variables: Record<string, unknown>): Promise<GraphqlAnswer<T>> {
      const kind = /query (\w+)/.exec(query)?.[1] ?? "";
      const of = String(variables["repo"] ?? variables["id"]);
      asked.push(`${kind} ${of}`);
      if (kind === "PolicyHistory") {
        const nodes = (histories[of] ?? []).map((text, index) => ({
          oid: `${of}-${index + 1}`,
          committedDate: AT,
          file: text === null ? null : { object: { __typename: "Blob", text, isTruncated: false } },
        }));
        const data = { node: { defaultBranchRef: { target: { history: { nodes } } } } };
        return { data: data as T, errors: [], date: AT };
      }
      const found = bases[of];
      if (found instanceof Error) throw found;
      return found === undefined
        ? {
            data: { repository: null } as T,
            errors: [{ message: "none", type: "NOT_FOUND", path: ["repository"] }],
            date: AT,
          }
        : { data: { repository: found } as T, errors: [], date: AT };
    },
    rest: () => Promise.reject(new Error("no REST")),
  };
  return { client, asked };
}

async function modeOf(read: Awaited<ReturnType<typeof readPolicy>>): Promise<string> {
  if (isUnreadable(read)) return `unreadable: ${read.unreadable}`;
  const resolved = resolvePolicy(read);
  return resolved.state === "in_force" ? resolved.policy.mode : resolved.state;
}

describe("readPolicy", () => {
  it("asks for nothing more where the file holds by itself, or builds on the `.github` repository", async () => {
    const { client, asked } = clientOf({});
    expect(await modeOf(await readPolicy(client, holder("own", ENFORCE), NOT_FOUND, "acme/shop"))).toBe("enforce");
    const shared = holder("org", ENFORCE);
    const read = await readPolicy(client, holder("own", "version: 1\n_extends: .github"), shared, "acme/shop");
    expect(await modeOf(read)).toBe("enforce");
    expect(await modeOf(await readPolicy(client, holder("own"), shared, "acme/shop"))).toBe("enforce");
    expect(await modeOf(await readPolicy(client, holder("own"), NOT_FOUND, "acme/shop"))).toBe("absent");
    expect(asked).toEqual([]);
  });

  it("asks once for each other base, and for histories only of what does not hold", async () => {
    const own = holder("own", "version: 1\n_extends: platform");
    const good = clientOf({ platform: holder("base", ENFORCE) });
    expect(await modeOf(await readPolicy(good.client, own, NOT_FOUND, "acme/shop"))).toBe("enforce");
    expect(good.asked).toEqual(["PolicyBase platform"]);
    const bad = clientOf(
      { platform: holder("base", "a: [") },
      { base: ["a: [", null, ENFORCE, "version: 1\nmode: warn"] },
    );
    const read = await readPolicy(bad.client, own, NOT_FOUND, "acme/shop");
    expect(await modeOf(read)).toBe("enforce");
    expect(bad.asked).toEqual(["PolicyBase platform", "PolicyHistory base"]);
    // As far back as the last valid version, and no further.
    expect(isUnreadable(read) ? [] : read[0]?.bases?.[0]?.versions.map(({ commit }) => commit)).toEqual([
      "base-1",
      "base-2",
      "base-3",
    ]);
  });

  it("is unread while a base cannot be read for now, and comes back after a rate limit", async () => {
    const own = holder("own", "version: 1\n_extends: platform\nmode: enforce");
    const down = clientOf({ platform: new Unavailable("GraphQL", 502, "bad gateway") });
    const read = await readPolicy(down.client, own, NOT_FOUND, "acme/shop");
    expect(read).toMatchObject({ unreadable: expect.stringContaining("502"), transient: true });
    const limited = clientOf({ platform: new RateLimited("GraphQL", 0, 1000) });
    await expect(readPolicy(limited.client, own, NOT_FOUND, "acme/shop")).rejects.toBeInstanceOf(RateLimited);
    const partial = { ...holder("base"), policy: { problem: "Something went wrong", type: null } };
    expect(await readPolicy(clientOf({ platform: partial }).client, own, NOT_FOUND, "acme/shop")).toMatchObject({
      transient: true,
    });
  });

  it("takes a base that is not there, or another owner's now, for out of sight", async () => {
    const own = holder("own", "version: 1\n_extends: platform\nmode: enforce");
    const moved = { ...holder("base", "version: 1"), owner: { login: "evil" } };
    for (const bases of [{}, { platform: moved }]) {
      const read = await readPolicy(clientOf(bases).client, own, NOT_FOUND, "acme/shop");
      const resolved = isUnreadable(read) ? null : resolvePolicy(read);
      expect(resolved).toMatchObject({ policy: { mode: "enforce" }, standing: { alone: true } });
    }
  });

  it("takes a proposed version for the newest, and a proposed deletion for one", async () => {
    const { client } = clientOf({});
    const version = { path: ".github/quench.yml", commit: "head", committedAt: AT, repository: "acme/shop" };
    const key = "acme/shop:.github/quench.yml";
    const own = holder("own", ENFORCE);
    const warn = new Map([[key, { ...version, text: "version: 1\nmode: warn" }]]);
    expect(await modeOf(await readPolicy(client, own, NOT_FOUND, "acme/shop", warn))).toBe("warn");
    const gone = new Map([[key, { ...version, text: null }]]);
    expect(await modeOf(await readPolicy(client, own, NOT_FOUND, "acme/shop", gone))).toBe("absent");
    const shared = holder("org", "version: 1\nmode: warn");
    expect(await modeOf(await readPolicy(client, own, shared, "acme/shop", gone))).toBe("warn");
  });

  it("never reads a file that is cut off, or no text, as no policy", async () => {
    const { client } = clientOf({}, { own: ["", ENFORCE] });
    const own = { ...holder("own", ""), policy: { __typename: "Blob", text: null, isTruncated: false } };
    const read = await readPolicy(client, own, NOT_FOUND, "acme/shop");
    expect(await modeOf(read)).toBe("enforce");
  });
});
