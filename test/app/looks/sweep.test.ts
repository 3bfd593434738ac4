import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { findIncidents } from "../../../src/app/looks/sweep.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused, Unavailable } from "../../../src/github/request/errors.ts";

const NOW = Date.parse("2026-03-01T09:00:00Z");
const HEADERS = { date: new Date(NOW).toUTCString() };
const POLICY = { content: Buffer.from("version: 1\nmode: enforce\n").toString("base64") };

let unhandled: unknown[] = [];
const listen = (error: unknown): void => void unhandled.push(error);
beforeEach(() => {
  unhandled = [];
  process.on("unhandledRejection", listen);
});
afterEach(() => void process.off("unhandledRejection", listen));

/** A repository with a policy, whose lists of issues fail, the closed ones a moment later. */
function failing(error: Error): GitHubClient {
  return {
    graphql: () => Promise.reject(new Error("no GraphQL here")),
    rest: async (route, parameters = {}) => {
      if (route.includes("/contents/")) return { status: 200, data: POLICY, headers: HEADERS };
      if (parameters["state"] === "closed") await new Promise((resolve) => setImmediate(resolve));
      throw error;
    },
  };
}

describe("a sweep whose lists fail", () => {
  it.each([
    ["issues are switched off", new Refused("GET issues", 410, { message: "Issues are disabled" }, HEADERS)],
    ["GitHub is down", new Unavailable("GET issues", 502, "Bad Gateway")],
  ])("fails once, and leaves no failure that would end the process: %s", async (_name, error) => {
    await expect(findIncidents(failing(error), 3, "acme/shop", NOW)).rejects.toBe(error);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});
