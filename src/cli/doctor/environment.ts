/** What this machine and its environment say, without asking anybody. */
import { existsSync } from "node:fs";
import { ConfigError, configWarnings, type Environment, readAddresses } from "../../app/settings/config.ts";
import { given } from "../../app/settings/environment.ts";
import type { Proxy } from "../../app/settings/proxy.ts";
import { fail, type Line, ok, warn } from "./line.ts";

/** The oldest Node.js that package.json allows. */
const OLDEST_NODE = [20, 18, 1] as const;

export interface Addresses {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly proxy?: Proxy;
}

/** Null where the environment names no GitHub that can be asked. */
export interface EnvironmentSeen {
  readonly addresses: Addresses | null;
  /** What is told of already. */
  readonly problems: readonly string[];
  readonly lines: readonly Line[];
}

/** @param version of Node.js, as `process.versions.node` has it. */
export function lookAtEnvironment(env: Environment, version: string): EnvironmentSeen {
  const { addresses, problems } = addressesOf(env);
  return {
    addresses,
    problems,
    lines: [
      nodeLine(version),
      ...problems.map((problem) => fail("addresses", problem, "docs/reference/environment.md tells what it may be")),
      ...(addresses === null ? [] : addressLines(addresses, env)),
      ...certificateLines(env),
      ...configWarnings(env).map((remark) => warn("misspelt", remark)),
    ],
  };
}

function nodeLine(version: string): Line {
  const parts = version.split(".").map(Number);
  const index = OLDEST_NODE.findIndex((least, at) => (parts[at] ?? 0) !== least);
  const isOld = index >= 0 && (parts[index] ?? 0) < (OLDEST_NODE[index] ?? 0);
  return isOld
    ? fail("node", `Node.js ${version} is too old`, `install Node.js ${OLDEST_NODE.join(".")} or later`)
    : ok("node", `Node.js ${version}`);
}

function addressesOf(env: Environment): { readonly addresses: Addresses | null; readonly problems: readonly string[] } {
  try {
    return { addresses: readAddresses(env), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { addresses: null, problems: error.problems };
  }
}

function addressLines({ apiUrl, graphqlUrl, proxy }: Addresses, env: Environment): readonly Line[] {
  const isNamed = given(env, "GITHUB_API_URL") !== null;
  return [
    ok("addresses", `GitHub is asked at ${apiUrl} and ${graphqlUrl}${isNamed ? " (GITHUB_API_URL)" : ""}`),
    ...(proxy === undefined ? [] : [proxyLine(proxy)]),
  ];
}

/** Where the proxy is, and nothing of a name or a password in its address. */
function proxyLine({ https, http, none }: Proxy): Line {
  const places = [...new Set([https, http].filter((text) => text !== "").map((text) => new URL(text).host))];
  const except = none === "" ? "" : `, except ${none}`;
  return ok("proxy", `through the proxy ${places.join(" and ")}${except}`);
}

function certificateLines(env: Environment): readonly Line[] {
  const file = given(env, "NODE_EXTRA_CA_CERTS");
  if (file === null || existsSync(file)) return [];
  return [
    fail("certificates", "NODE_EXTRA_CA_CERTS names no file: Node.js passes over it", "set the path of a PEM file"),
  ];
}
