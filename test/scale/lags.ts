/** How long it took from a delivery to the end of the look that it asked for. Pure. */
import type { Planned } from "./generator.ts";
import type { Quantiles } from "./measured.ts";
import { meanOf, type Outcome, quantile } from "./open-loop.ts";
import type { Pass } from "./serve.ts";

/** From a relevant delivery to the end of the first pass that read after it. */
export function lagsOf(
  plan: readonly Planned[],
  outcomes: readonly Outcome[],
  passes: readonly Pass[],
  reads: readonly (readonly [at: number, index: number])[],
): readonly number[] {
  const readsOf = new Map<number, number[]>();
  for (const [at, index] of reads) readsOf.set(index, [...(readsOf.get(index) ?? []), at]);
  const passesOf = new Map<number, number[]>();
  for (const { at, index } of passes) passesOf.set(index, [...(passesOf.get(index) ?? []), at]);
  return plan.flatMap(({ relevant, index }, each) => {
    const due = outcomes[each]?.due ?? 0;
    const read = relevant ? readsOf.get(index)?.find((at) => at >= due) : undefined;
    const end = read === undefined ? undefined : passesOf.get(index)?.find((at) => at >= read);
    return end === undefined ? [] : [end - due];
  });
}

export function quantilesOf(values: readonly number[]): Quantiles {
  const of = (share: number): number => quantile(values, share);
  return { mean: meanOf(values), p50: of(0.5), p99: of(0.99), p999: of(0.999) };
}
