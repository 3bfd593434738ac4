/** The runner's environment, wrong in every way that somebody may meet: each is said plainly. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createServer } from "node:http";
import { connect } from "node:net";
import { ActionStage } from "./stage.ts";

let stage: ActionStage;
beforeEach(async () => {
  stage = await ActionStage.open();
});
afterEach(() => stage.box.close());

const opened = { action: "opened", issue: { number: 1 } };

describe("the bundle, in an environment that is not right", () => {
  it.each([
    ["no event file", { env: { GITHUB_EVENT_PATH: "/nowhere/event.json" } }, "could not be read: ENOENT."],
    ["no path of one", { env: { GITHUB_EVENT_PATH: undefined } }, "GITHUB_EVENT_PATH is not set"],
    ["a broken one", { eventText: '{"issue": {"num' }, "is not a JSON object (15 characters)"],
    ["no repository", { env: { GITHUB_REPOSITORY: "acme" } }, "GITHUB_REPOSITORY is not `owner/name`."],
    ["another repository", { repository: "acme/none" }, "The repository acme/none (GITHUB_REPOSITORY) does not exist"],
    ["no token", { token: "" }, "The input `token` is empty."],
    [
      "a token with a line break",
      { token: "ghs_secret1\nghs_secret2" },
      "The input `token` holds a space, a line break",
    ],
    ["a revoked token", { token: "ghs_revoked" }, "The input `token` is not valid, or no longer"],
    ["no mode", { inputs: { mode: "guess" } }, 'The input `mode` is "guess".'],
    ["no address", { env: { GITHUB_API_URL: "nowhere" } }, "GITHUB_API_URL is not the address of a GitHub"],
    ["no proxy's address", { env: { HTTPS_PROXY: "me:secret1@proxy" } }, "HTTPS_PROXY is not the address of a proxy"],
  ])("fails with what to change: %s", async (_name, more, message) => {
    const ended = await stage.run("issues", opened, more);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1, log: expect.stringContaining(message) });
    expect(ended.log).not.toMatch(/^ {4}at |secret\d|ghs_revoked/m);
    expect(ended.log.match(/::error::/g)).toHaveLength(1);
  });

  it("finds GraphQL beside an Enterprise Server's REST address", async () => {
    const { box } = stage;
    await stage.enforce();
    const number = await stage.incident();
    // The box answers GraphQL at /api/graphql and REST at /api/v3, as an Enterprise Server does.
    const ended = await stage.onIssue("labeled", number, {
      apiUrl: `${box.url}/api/v3`,
      env: { GITHUB_GRAPHQL_URL: undefined },
    });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(await stage.comments(number)).toHaveLength(1);
  });

  it("goes through the runner's proxy, or says why it does not", async () => {
    const asked: string[] = [];
    const proxy = createServer((_request, response) => response.writeHead(502).end());
    proxy.on("connect", ({ url = "" }, client) => {
      asked.push(url);
      const [host = "", port = "0"] = url.split(":");
      const upstream = connect(Number(port), host, () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(client);
        client.pipe(upstream);
      });
      upstream.on("error", () => client.destroy());
      client.on("error", () => upstream.destroy());
    });
    await new Promise<void>((listening) => void proxy.listen(0, "127.0.0.1", listening));
    const address = proxy.address();
    const HTTP_PROXY = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    try {
      const ended = await stage.run("push", {}, { env: { HTTP_PROXY } });
      expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
      if (asked.length === 0) {
        const down = await stage.run("push", {}, { env: { HTTP_PROXY }, graphqlUrl: "http://127.0.0.1:9/g" });
        expect(down.log).toMatch(
          /HTTP_PROXY is set, and this Node \(v\d+\S*\) does not use it by itself: set `NODE_USE_ENV_PROXY/,
        );
      } else expect(asked[0]).toBe(stage.box.url.replace("http://", ""));
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});
