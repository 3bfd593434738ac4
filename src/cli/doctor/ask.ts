/** One question to GitHub, whatever comes of it: a doctor goes on where a pass would give up. */
import type { GitHubClient } from "../../github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../../github/request/errors.ts";

export type Asked =
  | { readonly kind: "answer"; readonly data: unknown; readonly headers: Readonly<Record<string, string>> }
  /** 4xx: `why` in GitHub's words; `permission` where GitHub names what would help. */
  | { readonly kind: "refused"; readonly status: number; readonly why: string; readonly permission: string | null }
  /** No answer, 5xx, or a rate limit. */
  | { readonly kind: "unread"; readonly why: string };

export async function ask(
  client: GitHubClient,
  route: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<Asked> {
  try {
    const { data, headers } = await client.rest(route, { ...parameters });
    return { kind: "answer", data, headers };
  } catch (error) {
    if (error instanceof Refused) {
      const permission = error.headers["x-accepted-github-permissions"]?.replaceAll("=", ": ") ?? null;
      return { kind: "refused", status: error.status, why: error.message, permission };
    }
    return { kind: "unread", why: whyUnread(error) };
  }
}

/** Why something cannot be told now. What nobody foresaw is thrown on. */
export function whyUnread(error: unknown): string {
  if (error instanceof RateLimited) return `GitHub asks to wait: come back at ${error.retryAt}`;
  if (error instanceof Unavailable || error instanceof Refused) return error.message.replace(/\.$/, "");
  throw error;
}

/** What was not answered, in words. */
export function whyNotAnswered(asked: Exclude<Asked, { readonly kind: "answer" }>): string {
  return asked.why.replace(/\.$/, "");
}
