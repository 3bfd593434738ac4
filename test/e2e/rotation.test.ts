/** Another private key for the same App: what Quench remembered is not lost. */
import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createClients } from "../../src/app/clients.ts";
import { composeBody, createSigner, memoryKey, recognize } from "../../src/github/identity.ts";
import { form, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const { privateKey: FORMER } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

/** The memory of a tracker, as a key reads it. */
async function memoryOf(number: number, pem: string) {
  const { node_id: issueNodeId } = await world.as.admin.get(`${world.repo}/issues/${number}`);
  const signer = createSigner(memoryKey(pem));
  const { own, body } = recognize(await world.tracker(number), { ours: true, editorIsUs: true, issueNodeId, signer });
  return { memory: own?.memory, body, issueNodeId };
}

/** An incident one of whose items was deleted, with a tracker that the former key signed. */
async function signedBefore(): Promise<number> {
  world = await World.open();
  const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
  await world.settle();
  const [item] = await world.items(number);
  await world.control("POST", "issue-deletions", { repository: world.box.repository, number: item?.number });
  await world.settle();
  expect(await world.items(number)).toHaveLength(2);
  await world.stopApp();
  const { appId, privateKey } = world.box.credentials;
  const { memory, body, issueNodeId } = await memoryOf(number, privateKey);
  if (memory?.state !== "valid") throw new Error("nothing is remembered");
  const signed = composeBody("tracker", body, { issueNodeId, data: memory.data }, createSigner(memoryKey(FORMER)));
  const clients = createClients(
    { appId, privateKey, apiUrl: world.box.url, graphqlUrl: world.box.graphqlUrl },
    { clock: world.box.clock, log: { debug: () => undefined, warn: () => undefined } },
  );
  const [installation] = (await clients.app.rest("GET /app/installations")).data as { id: number }[];
  const [tracker] = await world.own(number, "tracker");
  await clients
    .forInstallation(installation?.id ?? 0)
    .rest("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      owner: world.box.repository.split("/")[0],
      repo: world.box.repository.split("/")[1],
      comment_id: tracker?.id,
      body: signed,
    });
  return number;
}

describe("a rotated private key", () => {
  it("with the former one beside it: what was remembered holds, and is signed anew", async () => {
    const number = await signedBefore();
    const { privateKey } = world.box.credentials;
    const before = await memoryOf(number, FORMER);
    expect(before.memory?.state).toBe("valid");
    expect((await memoryOf(number, privateKey)).memory?.state).toBe("void");
    await world.startApp({ previousPrivateKey: FORMER });
    expect(await world.items(number)).toHaveLength(2);
    const after = await memoryOf(number, privateKey);
    expect(after.memory).toMatchObject({ state: "valid", data: (before.memory as { data: object }).data });
    expect(after.body).toBe(before.body);
    expect((await memoryOf(number, FORMER)).memory?.state).toBe("void");

    // Once it is signed anew, the former key may go.
    const text = await world.tracker(number);
    await world.restart();
    expect(await world.tracker(number)).toBe(text);
    expect(await world.items(number)).toHaveLength(2);
  });

  it("without it: nothing is remembered, and a deleted item is made again", async () => {
    const number = await signedBefore();
    await world.startApp();
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.twice(number)).toEqual([]);
  });
});
