import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Postgres, startPostgres } from "../../support/postgres.ts";

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres({
    prepare: async (url) => {
      await postgresOf(url, "create table seen (n int)");
      await postgresOf(url, "insert into seen values (1)");
    },
  });
});
afterAll(() => postgres.close());

async function postgresOf(url: string, text: string): Promise<unknown[]> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe("the tests' own PostgreSQL", () => {
  it("gives each test a copy of the template", async () => {
    const [one, other] = [await postgres.database(), await postgres.database()];
    await postgres.query(one, "insert into seen values ($1)", [2]);
    expect(await postgres.query(one, "select n from seen order by n")).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await postgres.query(other, "select n from seen")).toEqual([{ n: 1 }]);
    expect(one).not.toBe(other);
  });

  it("cuts the connections of others", async () => {
    const url = await postgres.database();
    const { default: pg } = await import("pg");
    const client = new pg.Client({ connectionString: url });
    const ended = new Promise((resolve) => client.on("error", resolve));
    await client.connect();
    expect(await postgres.cutConnections()).toBe(1);
    await ended;
    expect(await postgres.query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("holds what was committed through an ordered end", async () => {
    const url = await postgres.database();
    await postgres.query(url, "insert into seen values (7)");
    await postgres.stop();
    await expect(postgres.query(url, "select 1")).rejects.toThrow();
    await postgres.start();
    expect(await postgres.query(url, "select n from seen order by n")).toEqual([{ n: 1 }, { n: 7 }]);
  });
});

describe("a durable one", () => {
  it("holds what was committed through kill -9, more than once", async () => {
    const durable = await startPostgres({ durable: true });
    try {
      const url = await durable.database();
      await durable.query(url, "create table kept (n int)");
      for (const n of [1, 2]) {
        await durable.query(url, "insert into kept values ($1)", [n]);
        await durable.kill();
        await durable.start();
      }
      expect(await durable.query(url, "select n from kept order by n")).toEqual([{ n: 1 }, { n: 2 }]);
    } finally {
      await durable.close();
    }
    expect(existsSync(durable.folder)).toBe(false);
  });
});

describe("where the test's process is killed", () => {
  it("ends, and its folder goes with it", async () => {
    const child = spawn(process.execPath, ["scripts/run.mjs", "test/support/postgres-alone.ts"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const folder = await new Promise<string>((resolve) =>
      child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8").trim())),
    );
    const pid = Number((await readFile(join(folder, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
    child.kill("SIGKILL");
    rmSync(`lib/scripts/${child.pid}.mjs`, { force: true });
    for (let tries = 0; tries < 200 && existsSync(folder); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(existsSync(folder)).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow();
  });
});
