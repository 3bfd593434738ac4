/** GitHub's list of deliveries, as it comes over HTTP. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { createServer, type Server } from "node:http";
import { askAgain, readAttempts, readPayload } from "../../../src/app/deliveries/delivery-list.ts";
import { createClient, type GitHubClient } from "../../../src/github/request/client.ts";

const LARGE = "9007199254740993123";
let server: Server | null = null;
let asked: string[] = [];

/** @param answers body and headers by path. */
async function github(answers: (path: string) => readonly [string, Record<string, string>?]): Promise<GitHubClient> {
  asked = [];
  const opened = createServer((request, response) => {
    const { method, url = "" } = request;
    asked.push(`${method} ${url}`);
    if (request.headers["if-none-match"] === '"x"') return void response.writeHead(304, { etag: '"x"' }).end();
    const [body, headers = {}] = answers(url);
    response.writeHead(200, { "content-type": "application/json", etag: '"x"', ...headers }).end(body);
  });
  server = opened;
  await new Promise<void>((resolve) => void opened.listen(0, "127.0.0.1", resolve));
  const address = opened.address();
  const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return createClient({ auth: "token", baseUrl, graphqlUrl: `${baseUrl}/graphql` });
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : void server.close(resolve)));
  server = null;
});

describe("GitHub's list of deliveries", () => {
  it("may have ids above what a number holds, also where the answer was known", async () => {
    const at = "2026-03-02T09:00:00Z";
    const one = `{"id":${LARGE},"guid":"g","delivered_at":"${at}","redelivery":false,"status_code":502,"event":"issues"}`;
    const client = await github((path) => [
      path.includes(LARGE) ? `{"id":${LARGE},"request":{"payload":{"a":1}}}` : `[${one}]`,
    ]);
    for (let time = 0; time < 2; time += 1) {
      const { attempts, isWhole } = await readAttempts(client, { until: 0, pages: 2 });
      expect(isWhole).toBe(true);
      expect(attempts.map(({ id }) => String(id))).toEqual([LARGE]);
      const [attempt] = attempts;
      if (attempt === undefined) throw new Error("nothing was listed");
      expect(await readPayload(client, attempt.id)).toEqual({ a: 1 });
      await askAgain(client, attempt.id);
      expect(asked.at(-1)).toBe(`POST /app/hook/deliveries/${LARGE}/attempts`);
    }
  });

  it("is read by its cursor, page after page, as far as was asked for", async () => {
    const page = (hour: number): string =>
      JSON.stringify([{ id: hour, guid: `g${hour}`, delivered_at: `2026-03-02T0${hour}:00:00Z`, status_code: 200 }]);
    const client = await github((path) => {
      const hour = 9 - Number(/cursor=v1_(\d)/.exec(path)?.[1] ?? 0);
      const next = `<http://127.0.0.1${path.split("?")[0]}?per_page=100&cursor=v1_${10 - hour}>; rel="next"`;
      return [page(hour), { link: next, date: "Mon, 02 Mar 2026 10:00:00 GMT" }];
    });
    const whole = await readAttempts(client, { until: Date.parse("2026-03-02T07:00:00Z"), pages: 9 });
    expect(whole.attempts.map(({ guid }) => guid)).toEqual(["g9", "g8", "g7"]);
    expect([whole.isWhole, whole.now]).toEqual([true, Date.parse("2026-03-02T10:00:00Z")]);
    expect(asked).toHaveLength(4);
    const part = await readAttempts(client, { until: 0, pages: 2, status: "failure" });
    expect([part.attempts.length, part.isWhole]).toEqual([2, false]);
    expect(asked.at(-1)).toContain("status=failure");
  });

  it("without a payload has none", async () => {
    const bodies = ['{"id":1}', '{"id":1,"request":{"payload":null}}', '{"id":1,"request":{"payload":[]}}'];
    for (const body of bodies) {
      const client = await github(() => [body]);
      expect(await readPayload(client, 1)).toBeNull();
      server?.closeAllConnections();
      await new Promise((resolve) => void server?.close(resolve));
    }
  });
});
