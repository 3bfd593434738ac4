/** GitHub Enterprise Server: another host for pages, the API below `/api`, and perhaps an older schema. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/app/log.ts";
import { readConfig } from "../../src/app/settings/config.ts";
import { startApp } from "../../src/app/start.ts";
import { form, World } from "../support/e2e.ts";

const HOST = "https://ghe.example.com";
let world: World;
afterEach(async () => world.close());

const BODY = form({ Severity: "SEV1", "Finding types": "slow recovery", "Failure class": "config-change" });

/** A Server with an App that is set to it as people would. */
async function openServer(): Promise<void> {
  world = await World.open({ app: false });
  const { box } = world;
  box.state.urls = { api: `${box.url}/api/v3`, web: HOST };
  const run = world.run.bind(world);
  Object.assign(world, {
    web: `${HOST}/${box.repository}`,
    run: async (fields: object) => (await run({ ...fields })).replace("https://github.com", HOST),
  });
}

function config() {
  const { appId, privateKey, webhookSecret } = world.box.credentials;
  return readConfig({
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: webhookSecret,
    PORT: "0",
    LOG_LEVEL: "silent",
    GITHUB_API_URL: `${world.box.url}/api/v3/`,
  });
}

describe("GitHub Enterprise Server", () => {
  it("has the whole loop, and no link leads to another host", async () => {
    await openServer();
    const { apiUrl, graphqlUrl } = config();
    expect(graphqlUrl).toBe(`${world.box.url}/api/graphql`);
    await world.startApp({ apiUrl, graphqlUrl });
    const { number } = await world.open({ body: BODY });
    await world.settle();
    await world.prove(number);
    expect(await world.tracker(number)).toContain("Ready to close");
    const texts = [...(await world.comments(number)), ...(await world.items(number))]
      .map(({ body }) => body)
      .join("\n");
    expect(texts).toContain(`${HOST}/${world.box.repository}/pull/`);
    expect(texts).toContain("quench:bundle:1/1:");
    expect(texts).not.toContain("github.com");
    await world.closeIssue(world.as.owner, number);
    await world.settle();
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
  });

  it("that lacks a field is told in plain words, and nothing is done on half an answer", async () => {
    await openServer();
    const lines: string[] = [];
    const message = "Field 'subIssues' doesn't exist on type 'Issue'";
    await world.fault({ route: "POST /graphql", status: 200, body: { errors: [{ message }] } });
    const app = await startApp({
      clock: world.box.clock,
      log: createLog({ level: "warn", write: (line) => void lines.push(line) }),
      config: config(),
    });
    try {
      world.box.setWebhookUrl(app.webhooksUrl);
      const { number } = await world.open({ body: BODY });
      for (let tries = 0; tries < 100 && lines.length === 0; tries += 1) {
        await world.control("GET", "idle?timeout=0.1");
      }
      expect(lines.join("")).toContain(
        "this GitHub does not know Issue.subIssues: it is older than Quench needs, so update GitHub Enterprise Server",
      );
      expect(await world.comments(number)).toEqual([]);
    } finally {
      await app.stop();
    }
  });
});
