/** Hosts that the policy trusts to show a dashboard (R-H6). */
import { codeSpan, safeUrl } from "../markdown.ts";
import type { Evidence } from "./types.ts";

/**
 * What the address alone says of a dashboard: told, not verified, where its host is one the policy trusts; else nothing.
 *
 * @param hosts `grafana.example.com`, or `*.example.com` for every host below that one, in lower case.
 */
export function dashboardAt(url: string, hosts: readonly string[]): Pick<Evidence, "strength" | "because"> {
  const address = safeUrl(url);
  if (address === null || !URL.canParse(url)) return { strength: 0, because: "its address cannot be read" };
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:") return { strength: 0, because: "its address is not https, so anybody may have answered" };
  return hosts.some((host) => isHost(hostname, host))
    ? { strength: 1, because: `told, not verified: the policy trusts ${codeSpan(hostname)}` }
    : { strength: 0, because: `${codeSpan(hostname)} is not among the policy's \`evidence.trusted_hosts\`` };
}

/** `*.example.com` is every host below `example.com`, and not that one. */
function isHost(hostname: string, host: string): boolean {
  return host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host;
}
