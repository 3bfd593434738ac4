/** A command of the command line in this process, with the environment that it would have, against GitHub in a box. */
import { main } from "../../src/cli/main.ts";
import type { World } from "../support/e2e.ts";
import { type Said, said } from "../support/said.ts";

export type Env = Readonly<Record<string, string>>;

/** Runs a command line with this environment and no other. Not for two at once. */
export async function run(env: Env, ...argv: string[]): Promise<Said> {
  const own = process.env;
  process.env = { ...env };
  try {
    return await said(() => main(argv));
  } finally {
    process.env = own;
  }
}

export interface Environments {
  /** Where the box is, and no credentials. */
  readonly addresses: Env;
  /** The App's credentials. */
  readonly app: Env;
  /** A token of the repository's owner. */
  readonly token: Env;
}

/** @param path of programs: a folder without `gh`, whose token would be found otherwise */
export function environmentsOf({ box }: Pick<World, "box">, path: string): Environments {
  const { appId, privateKey } = box.credentials;
  const addresses = { GITHUB_API_URL: box.url, GITHUB_GRAPHQL_URL: box.graphqlUrl, PATH: path };
  return {
    addresses,
    app: { ...addresses, APP_ID: String(appId), PRIVATE_KEY: privateKey },
    token: { ...addresses, GITHUB_TOKEN: box.people.owner.token },
  };
}
