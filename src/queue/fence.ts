/**
 * What ends a look from outside: it is no longer ours (its worker could not say so for too long), and somebody else may
 * have begun it already. Whoever sends a request to GitHub asks here first, wherever in the look it is.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface Fence {
  /** True while the look is ours. */
  alive(): boolean;
  /** Aborted once it is not: what is under way is cut. */
  readonly signal: AbortSignal;
}

/** The look is in other hands: it ends here, and nothing of it is kept. */
export class Lost extends Error {
  override readonly name = "Lost";
  constructor() {
    super("this look is no longer ours: it is done again elsewhere");
  }
}

const fences = new AsyncLocalStorage<Fence>();

/** Runs `work`; every request that it sends, at any depth, is behind the fence. */
export function runBehind<T>(fence: Fence, work: () => Promise<T>): Promise<T> {
  return fences.run(fence, work);
}

/** @returns a `fetch` that sends nothing once the look it is called from is lost, and cuts what is under way then. */
export function fenced(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const fence = fences.getStore();
    if (fence === undefined) return send(input, init);
    if (!fence.alive()) throw new Lost();
    const { signal } = init ?? {};
    return send(input, {
      ...init,
      signal: signal === undefined || signal === null ? fence.signal : AbortSignal.any([signal, fence.signal]),
    });
  };
}
