/** What is broken on purpose and mended some time later, without holding anybody up. */
import { type Cast, pause } from "./cast.ts";

/** Ends a process, and starts it again some time later. */
export async function revive(cast: Cast, name: string, rest: number): Promise<void> {
  await cast.kill(name);
  later(rest, () => cast.start(name));
}

/** What was begun and goes on by itself; `mended` waits for all of it. */
const under = new Set<Promise<void>>();
const failures: Error[] = [];

export function later(ms: number, act: () => Promise<void> | undefined): void {
  const work: Promise<void> = pause(ms)
    .then(act)
    .catch((error: unknown) => void failures.push(error instanceof Error ? error : new Error(String(error))))
    .finally(() => under.delete(work));
  under.add(work);
}

/** Resolves once everything that was broken stands again. @throws what could not be mended. */
export async function mended(): Promise<void> {
  while (under.size > 0) await Promise.all(under);
  const [failure] = failures.splice(0);
  if (failure !== undefined) throw failure;
}
