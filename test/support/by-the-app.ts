/** What the App says of an incident, as JSON: its tracker shows people the half of it. */
import { expect } from "@jest/globals";
import { createClients } from "../../src/app/clients.ts";
import type { Verdict } from "../../src/core/verdict/types.ts";
import { memoryKey } from "../../src/github/identity.ts";
import { reconcile } from "../../src/reconcile.ts";
import { BOT, type World } from "./e2e.ts";

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** As the App's next pass would judge it; nothing is left for that pass to write. */
export async function byTheApp(world: World, number: number): Promise<Verdict> {
  const { appId, privateKey } = world.box.credentials;
  const address = { apiUrl: world.box.url, graphqlUrl: world.box.graphqlUrl };
  const clients = createClients({ appId, privateKey, ...address }, { clock: world.box.clock, log: QUIET });
  const { data } = await clients.app.rest("GET /app/installations");
  const [installation] = data as { readonly id: number }[];
  const [owner = "", repo = ""] = world.box.repository.split("/");
  const result = await reconcile(
    { owner, repo, number },
    {
      client: clients.forInstallation(installation?.id ?? 0),
      identity: { login: BOT, appId, kind: "app", key: memoryKey(privateKey) },
      log: QUIET,
      readOnly: true,
    },
  );
  if (result.kind !== "judged") throw new Error(`the App did not judge #${number}: ${result.kind}`);
  expect(result.outcomes).toEqual([]);
  return JSON.parse(JSON.stringify(result.verdict)) as Verdict;
}
