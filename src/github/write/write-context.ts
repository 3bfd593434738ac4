/** What every `ensure…` is given, and how a failed request is read. */
import type { GitHubClient } from "../request/client.ts";
import { Refused, Unavailable } from "../request/errors.ts";
import { createSigner, type Identity, type Signer } from "../identity.ts";

export interface WriteContext {
  /** The incident's repository. */
  readonly owner: string;
  readonly repo: string;
  readonly identity: Pick<Identity, "login" | "appId">;
  /** Signs the tracker's memory; null without a key of our own. */
  readonly signer: Signer | null;
  /** Called right before every request that creates something: renews the claim, or throws `ClaimLost`. */
  readonly beforeCreate: () => Promise<void>;
  /**
   * True where a read under the claim did not find a comment of ours with this key on an issue: whoever else would make it
   * waits for the claim, so it is not looked for once more. Left out: it is looked for.
   */
  readonly wasMissing?: (issue: number, key: string) => boolean;
  /** Waits; replaced in tests. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/**
 * The context of a pass's writes.
 *
 * @param beforeCreate of a pass that claims; left out, two passes at once may each make one, and the next looks converge.
 */
export function writeContext(
  { owner, repo }: { readonly owner: string; readonly repo: string },
  { identity, pause }: { readonly identity: Identity; readonly pause?: WriteContext["pause"] | undefined },
  beforeCreate: WriteContext["beforeCreate"] = async () => undefined,
): WriteContext {
  return {
    owner,
    repo,
    identity,
    signer: createSigner(identity.key),
    beforeCreate,
    pause: pause ?? ((milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds))),
  };
}

/** `unchanged`: it already was so. `skipped`: the precondition no longer holds. */
export type WriteResult = "done" | "unchanged" | "skipped";

/** Attempts at one request within one pass; the queue tries again later. */
const ATTEMPTS = 3;
const PAUSE = 250;

/** True where the thing is not there (any more). */
export function isMissing(error: unknown): boolean {
  return error instanceof Refused && (error.status === 404 || error.status === 410);
}

/** True where GitHub would refuse the same request again; a refused token (401) is not the request's fault. */
export function isPermanent(error: unknown): error is Refused {
  return error instanceof Refused && error.status !== 401 && error.status !== 408 && error.status !== 409;
}

/** A request that may safely be repeated: after an ambiguous failure it is. */
export async function repeatable<T>(context: WriteContext, request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof Unavailable) || attempt === ATTEMPTS) throw error;
      await context.pause(PAUSE * attempt);
    }
  }
}

/**
 * A thing that must exist once although its POST has no unique key: looked for first, and looked for again after an
 * ambiguous failure before the POST is repeated.
 *
 * @param isNew it was looked for under the claim already, and is not there.
 */
export async function ensureOnce<T>(
  context: WriteContext,
  find: () => Promise<T | null>,
  create: () => Promise<T>,
  isNew = false,
): Promise<{ readonly value: T; readonly created: boolean }> {
  const present = isNew ? null : await repeatable(context, find);
  if (present !== null) return { value: present, created: false };
  for (let attempt = 1; ; attempt += 1) {
    await context.beforeCreate();
    try {
      return { value: await create(), created: true };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      await context.pause(PAUSE * attempt);
      const made = await repeatable(context, find);
      if (made !== null) return { value: made, created: true };
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** All pages of a list, at most `pages`. `under`: the key that holds the list, where GitHub wraps it in an object. */
export async function listAll(
  client: GitHubClient,
  route: string,
  parameters: Record<string, unknown>,
  options: { readonly pages?: number; readonly under?: string } = {},
): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (let page = 1; page <= (options.pages ?? 100); page += 1) {
    const answer = await client.rest(route, { ...parameters, per_page: 100, page });
    const list = options.under === undefined ? answer.data : (answer.data as Record<string, unknown>)[options.under];
    if (Array.isArray(list)) found.push(...list);
    if (!(answer.headers["link"] ?? "").includes('rel="next"')) break;
  }
  return found;
}
