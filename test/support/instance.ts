/** A further instance of Quench beside the App of the stage: its passes are run by hand, with its own token and key. */
import { defaultInForce } from "../../src/core/policy/resolve.ts";
import type { Identity } from "../../src/github/identity.ts";
import { createClient } from "../../src/github/request/client.ts";
import { type PassResult, reconcile } from "../../src/reconcile.ts";
import type { World } from "./e2e.ts";

export interface Instance {
  readonly login: string;
  /** One look at an incident, and the calm after it. */
  look(number: number): Promise<PassResult>;
}

/** Another App of this slug, with a key of its own. */
export async function anotherApp(world: World, slug: string): Promise<Instance> {
  const { data } = await world.control("POST", "apps", { slug, permissions: EVERYTHING });
  const key = new Uint8Array(32).fill(slug.length);
  return instance(world, data.token, { login: data.login, appId: data.id, kind: "app", key });
}

/** The Action, as a workflow of the repository runs it. */
export function theAction(world: World): Instance {
  const identity: Identity = { login: "github-actions[bot]", appId: 15_368, kind: "action", key: null };
  return instance(world, world.box.people.actions.token, identity);
}

const EVERYTHING = {
  issues: "write",
  checks: "write",
  pull_requests: "read",
  contents: "read",
  actions: "read",
  deployments: "read",
  statuses: "read",
  members: "read",
};

function instance(world: World, token: string, identity: Identity): Instance {
  const client = createClient({ auth: token, baseUrl: world.box.url, graphqlUrl: world.box.graphqlUrl });
  const [owner = "", repo = ""] = world.box.repository.split("/");
  const log = { info: () => undefined, warn: () => undefined };
  return {
    login: identity.login,
    async look(number) {
      const more = identity.kind === "action" ? { defaultPolicy: defaultInForce } : {};
      const result = await reconcile({ owner, repo, number }, { client, identity, log, ...more });
      await world.settle();
      return result;
    },
  };
}
