/**
 * Requests to GitHub through a proxy (docs/adr: undici for proxies). Node's own `fetch` takes a dispatcher only of the
 * version of undici that it was built with, so that both come from the package here, and only where a proxy is set.
 */
import type { Environment } from "./environment.ts";
import { given } from "./environment.ts";

export interface Proxy {
  /** For `https`; empty: none. */
  readonly https: string;
  /** For `http`; empty: none. */
  readonly http: string;
  /** Hosts that are asked without one. */
  readonly none: string;
}

/** Reads the proxy; null where none is set. `tell`: takes one line for each mistake, never the address itself. */
export function readProxy(env: Environment, tell: (problem: string) => null): Proxy | null {
  const names = ["HTTPS_PROXY", "HTTP_PROXY"] as const;
  const [https, http] = names.map((name) => {
    const text = given(env, name);
    if (text === null || isProxyUrl(text)) return text ?? "";
    // Its text may hold a password.
    tell(`${name} is not the address of a proxy: set a URL such as http://proxy.example.com:3128.`);
    return "";
  });
  if (!https && !http) return null;
  return { https: https || http || "", http: http ?? "", none: given(env, "NO_PROXY") ?? "" };
}

function isProxyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && hostname !== "" && pathname === "/" && search === "" && hash === "";
}

/** `fetch` through the proxy, as Octokit takes it. */
export function createProxyFetch(proxy: Proxy): typeof fetch {
  let loaded: Promise<typeof fetch> | null = null;
  return async (input, init) => {
    loaded ??= load(proxy);
    return (await loaded)(input, init);
  };
}

async function load({ https, http, none }: Proxy): Promise<typeof fetch> {
  const { EnvHttpProxyAgent, fetch: send } = await import("undici");
  // All three are given, though they may be empty, so that nothing is looked up in the environment: one reader decides.
  // A tunnel (CONNECT) is for `https`; many a proxy refuses one to other ports.
  const dispatcher = new EnvHttpProxyAgent({
    httpsProxy: https,
    httpProxy: http,
    noProxy: none,
    proxyTunnel: false,
  });
  type Sent = Parameters<typeof send>;
  return (async (input: Sent[0], init?: Sent[1]) => send(input, { ...init, dispatcher })) as unknown as typeof fetch;
}
