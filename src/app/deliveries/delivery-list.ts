/**
 * What GitHub says of the App's deliveries, newest first. Source: https://docs.github.com/en/rest/apps/webhooks
 * (kept for three days; listed some minutes after they were made).
 */
import type { GitHubClient } from "../../github/request/client.ts";

/** One attempt to deliver. */
export interface Attempt {
  /** Beyond what a number holds it is no number. */
  readonly id: number | bigint | string;
  /** The same for all attempts of one event. */
  readonly guid: string;
  readonly delivered_at: string;
  readonly redelivery: boolean;
  /** 0 or 5xx where there was no answer. */
  readonly status_code: number;
  readonly event: string;
}

export interface AttemptPages {
  readonly attempts: readonly Attempt[];
  /** False where there is more that was asked for. */
  readonly isWhole: boolean;
  /** GitHub's clock, in milliseconds. */
  readonly now: number;
}

const PER_PAGE = 100;

/**
 * Reads back to an instant (milliseconds of GitHub's clock), at most so many pages.
 *
 * @param from `failure`: only those that were answered 4xx or 5xx.
 */
export async function readAttempts(
  client: GitHubClient,
  from: { readonly until: number; readonly pages: number; readonly status?: "failure" },
): Promise<AttemptPages> {
  const attempts: Attempt[] = [];
  const { until, pages, status } = from;
  let cursor: string | null = null;
  let now = Number.NaN;
  for (let page = 0; page < pages; page += 1) {
    const { data, headers } = await client.rest("GET /app/hook/deliveries", {
      per_page: PER_PAGE,
      ...(status === undefined ? {} : { status }),
      ...(cursor === null ? {} : { cursor }),
    });
    if (!Number.isFinite(now)) now = Date.parse(headers["date"] ?? "");
    const listed = Array.isArray(data) ? (data as readonly Attempt[]) : [];
    const wanted = listed.filter((attempt) => Date.parse(attempt.delivered_at) >= until);
    attempts.push(...wanted);
    cursor = nextOf(headers["link"] ?? "");
    if (cursor === null || wanted.length < listed.length) return { attempts, isWhole: true, now };
  }
  return { attempts, isWhole: false, now };
}

/** `<https://api.github.com/app/hook/deliveries?per_page=100&cursor=v1_5>; rel="next"` → `v1_5` */
function nextOf(link: string): string | null {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1];
  return url !== undefined && URL.canParse(url) ? new URL(url).searchParams.get("cursor") : null;
}

/** What an attempt carried; null where GitHub does not tell it. */
export async function readPayload(client: GitHubClient, id: Attempt["id"]): Promise<object | null> {
  const { data } = await client.rest("GET /app/hook/deliveries/{delivery_id}", { delivery_id: String(id) });
  const { request } = data as { readonly request?: { readonly payload?: unknown } };
  const payload = request?.payload;
  return typeof payload === "object" && payload !== null && !Array.isArray(payload) ? payload : null;
}

/** Asks GitHub to deliver it once more: the same GUID comes again. */
export async function askAgain(client: GitHubClient, id: Attempt["id"]): Promise<void> {
  await client.rest("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: String(id) });
}
