/** An App that cannot come up leaves nothing behind. */
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { createLog } from "../../src/app/log.ts";
import type { AppConfig } from "../../src/app/settings/config.ts";
import { startApp } from "../../src/app/start.ts";
import { makeKeys } from "../../src/sandbox/seed.ts";
import { startPostgres } from "../support/postgres.ts";

const HOST = "127.0.0.1";
const log = createLog({ level: "silent" });
const { privateKey } = makeKeys();

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => void server.close(resolve));
});

/** Listens there, on any free port where none is named. @returns the port. @throws where it is taken. */
async function take(port = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });
  servers.push(server);
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

async function free(): Promise<number> {
  const port = await take();
  await new Promise((resolve) => void servers.pop()?.close(resolve));
  return port;
}

function start(more: Partial<AppConfig>): Promise<unknown> {
  const url = `http://${HOST}:9`;
  const own = { appId: 7, privateKey, webhookSecret: "s", host: HOST, logLevel: "silent" } as const;
  return startApp({ sweep: false, log, config: { ...own, port: 0, apiUrl: url, graphqlUrl: url, ...more } });
}

describe("an App whose port is taken", () => {
  it("says so, and closes what it had opened: a port", async () => {
    const port = await free();
    await expect(start({ port, metricsPort: await take() })).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(await take(port)).toBe(port);
  });

  it("says so, and closes what it had opened: connections to its database", async () => {
    const postgres = await startPostgres();
    try {
      const databaseUrl = await postgres.database();
      await expect(start({ databaseUrl, port: await take() })).rejects.toMatchObject({ code: "EADDRINUSE" });
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      const open = "select count(*)::integer as count from pg_stat_activity where application_name = 'quench'";
      const { rows } = await client.query<{ count: number }>(open);
      await client.end();
      expect(rows).toEqual([{ count: 0 }]);
    } finally {
      await postgres.close();
    }
  });
});
