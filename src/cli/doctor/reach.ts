/** Whether GitHub answers at all, and how far our clock is from its. */
import { createProxyFetch } from "../../app/settings/proxy.ts";
import { hostOf } from "../credentials.ts";
import { codeOf } from "../file-failure.ts";
import type { Addresses } from "./environment.ts";
import { fail, type Line, ok, unknown, warn } from "./line.ts";

/** Tokens are made a minute back: a clock that is further ahead makes them begin in the future. */
const MOST_SKEW = 60_000;
const PATIENCE = 10_000;

export interface ReachSeen {
  readonly reached: boolean;
  readonly lines: readonly Line[];
}

/** @param now our clock in milliseconds. */
export async function lookAtReach({ apiUrl, proxy }: Addresses, now: () => number): Promise<ReachSeen> {
  const send = proxy === undefined ? fetch : createProxyFetch(proxy);
  const host = hostOf(apiUrl);
  try {
    const answer = await send(apiUrl, { method: "HEAD", signal: AbortSignal.timeout(PATIENCE) });
    const date = Date.parse(answer.headers.get("date") ?? "");
    return { reached: true, lines: [ok("reach", `${host} answers`), clockLine(date, now())] };
  } catch (error) {
    const behind = proxy === undefined ? "set HTTPS_PROXY where there is a proxy" : "check the proxy";
    const todo = `check GITHUB_API_URL and the network; ${behind}`;
    return { reached: false, lines: [fail("reach", `${host} does not answer (${reasonOf(error)})`, todo)] };
  }
}

/** GitHub's time has whole seconds. */
function clockLine(theirs: number, ours: number): Line {
  if (!Number.isFinite(theirs)) return unknown("clock", "GitHub does not tell the time");
  const skew = ours - theirs;
  const seconds = Math.max(1, Math.round(Math.abs(skew) / 1000));
  if (Math.abs(skew) < MOST_SKEW) return ok("clock", `this clock agrees with GitHub's (within ${seconds} s)`);
  const saw = `this clock is ${seconds} s ${skew > 0 ? "ahead of" : "behind"} GitHub's; Quench decides by GitHub's`;
  return warn("clock", saw, "let the machine keep its time by NTP");
}

/** The system's code of a failed connection; its message may name anything. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: unknown };
  return codeOf(cause) ?? codeOf(error) ?? name ?? "no reason given";
}
