import { afterEach, beforeEach, expect } from "@jest/globals";
import nock from "nock";
import { createClient, type GitHubClient } from "../../../src/github/request/client.ts";
import type { WriteContext } from "../../../src/github/write/write-context.ts";

export const API = "https://forge.test";
export const US = "quench[bot]";
export const ISSUE = { number: 12, nodeId: "I_12" };

/** Strict both ways: a request that nothing expects fails, and so does an expectation that nothing met. */
export function strictNock(): void {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    const unmet = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(unmet).toEqual([]);
  });
}

export function testClient(): GitHubClient {
  return createClient({
    auth: "a-token",
    baseUrl: API,
    graphqlUrl: `${API}/graphql`,
    sleep: async () => undefined,
  });
}

/** A context that notes when the claim was asked for. */
export function testContext(given: Partial<WriteContext> = {}): WriteContext & { readonly guarded: string[] } {
  const guarded: string[] = [];
  return {
    owner: "acme",
    repo: "shop",
    identity: { login: US, appId: 7 },
    signer: null,
    beforeCreate: async () => void guarded.push("create"),
    pause: async () => undefined,
    ...given,
    guarded,
  };
}

export function repo(): nock.Scope {
  return nock(`${API}/repos/acme/shop`);
}

export function comment(id: number, body: string, login = US): object {
  return { id, body, user: { login } };
}

export const PAGE = { per_page: "100", page: "1" };
