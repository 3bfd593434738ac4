/** No two steps of looks in one round of the event loop, so that a delivery never waits for more than one. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { createClients } from "../../src/app/clients.ts";
import { createLog } from "../../src/app/log.ts";
import { createTurns } from "../../src/app/turns.ts";
import { systemClock } from "../../src/queue/clock.ts";
import { makeKeys } from "../../src/sandbox/seed.ts";

/** Notes each round of the event loop, until it is told to end. */
function noteRounds(noted: string[]): () => void {
  let ended = false;
  const round = (): void => {
    if (ended) return;
    noted.push("round");
    setImmediate(round);
  };
  setImmediate(round);
  return () => {
    ended = true;
  };
}

/** The longest row of steps without a round between them. */
function longestRow(noted: readonly string[]): number {
  return Math.max(
    ...noted
      .join(" ")
      .split("round")
      .map((row) => row.split(" ").filter((word) => word !== "").length),
  );
}

describe("turns of the event loop", () => {
  it("are given one a round, in the order in which they were asked for", async () => {
    const nextTurn = createTurns();
    const noted: string[] = [];
    const end = noteRounds(noted);
    const step = async (name: string): Promise<void> => {
      await nextTurn();
      noted.push(name);
    };
    await Promise.all(["a", "b", "c"].map(step));
    // Whoever asks while nobody waits is given one as well.
    await step("d");
    end();
    expect(noted.filter((word) => word !== "round")).toEqual(["a", "b", "c", "d"]);
    expect(longestRow(noted)).toBe(1);
  });

  it("part what GitHub has answered at one moment: read or refused, of all installations", async () => {
    const held: ServerResponse[] = [];
    const CALLS = 12;
    const server = createServer((request, response) => {
      request.resume();
      const headers = { "content-type": "application/json", date: new Date().toUTCString() };
      if (request.url?.includes("access_tokens") === true) {
        const token = { token: `ghs_${"a".repeat(36)}`, expires_at: "2099-01-01T00:00:00Z", permissions: {} };
        return void response.writeHead(201, headers).end(JSON.stringify(token));
      }
      held.push(response);
      if (held.length < CALLS) return;
      held.forEach((each, at) => each.writeHead(at % 3 === 0 ? 404 : 200, headers).end('{"data":{}}'));
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clients = createClients(
      { appId: 7, privateKey: makeKeys().privateKey, apiUrl: url, graphqlUrl: `${url}/graphql` },
      { clock: systemClock, log: createLog({ level: "silent" }) },
    );
    const noted: string[] = [];
    const end = noteRounds(noted);
    const step = async (at: number): Promise<void> => {
      const client = clients.forInstallation(3 + (at % 2));
      const call = at % 4 === 0 ? client.graphql("{ viewer { login } }", {}) : client.rest(`GET /repos/acme/r${at}`);
      await call.then(
        () => noted.push("step"),
        () => noted.push("step"),
      );
    };
    await Promise.all(Array.from({ length: CALLS }, (_, at) => step(at)));
    end();
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
    expect(noted.filter((word) => word === "step")).toHaveLength(CALLS);
    expect(longestRow(noted)).toBe(1);
  });
});
