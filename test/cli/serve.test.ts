/** `quench serve` where it cannot start: one plain line for each cause, exit code 1, and no password. */
import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import pg from "pg";
import { readConfig } from "../../src/app/settings/config.ts";
import { createLog } from "../../src/app/log.ts";
import { startApp } from "../../src/app/start.ts";
import { serve } from "../../src/cli/serve.ts";
import { createTestClock } from "../queue/test-clock.ts";
import { startPrepared, until } from "../support/engines.ts";
import type { Postgres } from "../support/postgres.ts";

const PEM = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" });
const ENV = {
  APP_ID: "1",
  PRIVATE_KEY: PEM.toString(),
  WEBHOOK_SECRET: "s3cret",
  GITHUB_API_URL: "http://127.0.0.1:9",
  PORT: "0",
};

let postgres: Postgres;
let taken: Server;
let told: string;
beforeAll(async () => {
  postgres = await startPrepared();
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await new Promise((resolve) => taken.close(resolve));
  await postgres.close();
});
beforeEach(() => {
  told = "";
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    told += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const port = (): number => (taken.address() as AddressInfo).port;

describe("serve", () => {
  it("waits where it listens already and the database fails, instead of ending", async () => {
    const url = await postgres.database();
    const held = new pg.Client({ connectionString: url });
    await held.connect();
    await held.query("begin");
    await held.query("lock table quench.turn in access exclusive mode");
    const config = readConfig({ ...ENV, DATABASE_URL: url });
    const clock = createTestClock();
    const app = await startApp({ config, clock, log: createLog({ level: "info" }), role: "receiver" });
    try {
      expect(told).toContain("the first sweep cannot be asked for yet");
      expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
      expect((await fetch(`${app.url}/readyz`)).status).toBe(503);
      await held.query("rollback");
      await until(async () => {
        await clock.advance(5_000);
        return (await app.engine.size()) === 2;
      });
      expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    } finally {
      await held.end();
      await app.stop();
    }
  });

  it.each([
    [
      "another password",
      (url: URL) => void (url.password = "hunter2"),
      "refused the user or the password in DATABASE_URL",
    ],
    [
      "another database",
      (url: URL) => void (url.pathname = "/nobody"),
      "the database that DATABASE_URL names does not exist",
    ],
    [
      "no password",
      (url: URL) => void (url.password = ""),
      "the database asks for a password, and DATABASE_URL has none",
    ],
    ["TLS that the server lacks", (url: URL) => void (url.search = "?sslmode=require"), "the database speaks no TLS"],
    [
      "a certificate that is not there",
      (url: URL) => void (url.search = "?sslmode=verify-full&sslrootcert=/nowhere/ca.pem"),
      "a file or socket that DATABASE_URL names does not exist",
    ],
  ])("ends at once with %s, in one line", async (_what, change, words) => {
    const url = new URL(await postgres.database());
    const { password } = url;
    change(url);
    expect(await serve({ ...ENV, DATABASE_URL: url.href }, "all")).toBe(1);
    expect(told).toMatch(/^The database cannot be used: [^\n]+\n$/);
    expect(told).toContain(words);
    for (const secret of [password, "hunter2"]) expect(told).not.toContain(secret);
  });

  it("names the variable of the port that is in use, and does not blame the database", async () => {
    const DATABASE_URL = await postgres.database();
    expect(await serve({ ...ENV, DATABASE_URL, PORT: String(port()) }, "all")).toBe(1);
    expect(told).toBe(`127.0.0.1:${port()} is in use: set PORT and HOST to where the App is to listen.\n`);
    told = "";
    expect(await serve({ ...ENV, DATABASE_URL, METRICS_PORT: String(port()) }, "all")).toBe(1);
    expect(told).toBe(`127.0.0.1:${port()} is in use: set METRICS_PORT and HOST to where the App is to listen.\n`);
  });

  it("needs a database for a part of the work", async () => {
    expect(await serve(ENV, "worker")).toBe(1);
    expect(told).toBe("--role worker needs DATABASE_URL: without a database nothing leads to the other role.\n");
  });
});
