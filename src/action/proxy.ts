/**
 * Proxies, as runners of enterprises have them. Node's `fetch` asks none by itself; Node 24 can be told to, and what it
 * takes is the variables that the runner sets. The App's own way (`undici`) is half of this file's size goal.
 */
import { WorkflowError } from "./inputs.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const NAMES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] as const;

/**
 * Sends this process's requests through the proxy of the environment, where one is set.
 *
 * @returns what to say where that cannot be done; null where it is, or there is none.
 * @throws WorkflowError where a variable is no proxy's address
 */
export async function useProxy(env: Environment): Promise<string | null> {
  const set = NAMES.filter((name) => (env[name] ?? "") !== "");
  const [first] = set;
  if (first === undefined) return null;
  for (const name of set) {
    // Its text may hold a password.
    if (!isProxyUrl(env[name] ?? ""))
      throw new WorkflowError(
        `${name} is not the address of a proxy: set a URL such as http://proxy.example.com:3128, on the runner.`,
      );
  }
  if (env["NODE_USE_ENV_PROXY"] === "1") return null;
  // Loaded only here: without a proxy it is not needed.
  const { setGlobalProxyFromEnv } = (await import("node:http")) as { readonly setGlobalProxyFromEnv?: () => unknown };
  if (setGlobalProxyFromEnv === undefined) {
    return `${first} is set, and this Node (${process.version}) does not use it by itself: set \`NODE_USE_ENV_PROXY: "1"\` in the step's \`env\`, on Node 24.`;
  }
  setGlobalProxyFromEnv();
  return null;
}

function isProxyUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).hostname !== "";
}
