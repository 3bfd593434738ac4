/** The model of one process, fitted on two measured points; and what it says of a third. Pure. */
import { KEPT_ANSWERS } from "../../src/app/clients.ts";
import type { Measured } from "./measured.ts";
import { at, errorPercent, type Line, lineThrough, stretch, waitOfMany, waitOfOne } from "./model.ts";

/** Looks at once in one process, as it comes. */
export const CONCURRENCY = 8;

/** Bytes of an incident that is known and whose answers are not kept: `npm run bench` holds it below. */
const KNOWN = 1024;

/** What is offered: the generator knows it before anything is measured. */
export interface Offered {
  /** Deliveries a second, and those of them that an incident must be looked at for. */
  readonly deliveries: number;
  readonly relevant: number;
  readonly incidents: number;
}

export interface Fitted {
  /** Seconds of CPU of a delivery that concerns no incident: measured by itself. */
  readonly cpuOfDelivery: number;
  /** Share of the processor, by looks a second. */
  readonly cpuOfPasses: Line;
  /** Looks for one relevant delivery: those that come together share one. */
  readonly passes: number;
  /** REST requests of one look when nothing of the incident is known, as of its first. */
  readonly restOfFirst: number;
  /** Share of a look's requests that count though their answers are kept: what has changed since. */
  readonly changed: number;
  /** Incidents whose answers are all kept: it follows from how many one takes. */
  readonly kept: number;
  /** GraphQL points of one look. */
  readonly points: number;
  /** Answers in milliseconds: what they take alone, and by the wait of an M/G/1 queue with a mean square of service of one. */
  readonly answer: { readonly p50: Line; readonly p99: Line };
  /** From the delivery to the look's end in milliseconds, over how much longer a busy processor takes. */
  readonly lag: { readonly p50: Line; readonly p99: Line };
  /** Milliseconds of a look that has the processor for itself. */
  readonly alone: number;
  /** Bytes, by incidents whose answers are kept. */
  readonly heap: Line;
  /** Resident memory after a collection, in bytes, in the same way; and what garbage adds. */
  readonly rss: Line;
  readonly garbage: number;
}

/** What a load comes to. Times in milliseconds, memory in bytes. */
export interface Predicted {
  readonly cpu: number;
  readonly passes: number;
  readonly rest: number;
  readonly points: number;
  readonly answerP50: number;
  readonly answerP99: number;
  readonly lagP50: number;
  readonly lagP99: number;
  readonly heap: number;
  readonly rss: number;
}

/** Fits the model on two points. @throws where they are the same load. */
export function fit(one: Measured, other: Measured): Fitted {
  const over = (x: (point: Measured) => number, y: (point: Measured) => number): Line =>
    lineThrough([x(one), y(one)], [x(other), y(other)]);
  /** What cannot fall with the load: where it did, by chance, the mean of both holds. */
  const rising = (x: (point: Measured) => number, y: (point: Measured) => number): Line => {
    const line = over(x, y);
    return line.slope >= 0 ? line : { base: (y(one) + y(other)) / 2, slope: 0 };
  };
  const mean = (of: (point: Measured) => number): number => (of(one) + of(other)) / 2;
  /** What nothing comes of where there is none of it: the line goes through both points and nothing. */
  const ratio = (of: (point: Measured) => number, by: (point: Measured) => number): number => {
    const all = by(one) + by(other);
    return all === 0 ? 0 : (of(one) + of(other)) / all;
  };
  const passesOf = ({ passes }: Measured): number => passes;
  const cpuOfDelivery = mean(({ cpuOfIrrelevant }) => cpuOfIrrelevant);
  const restOfFirst = ratio(
    ({ firstLooks }) => firstLooks.rest,
    ({ incidents }) => incidents,
  );
  const queued = (point: Measured): number => unitWait(point.offered, point.cpu);
  const slowed = (point: Measured): number => stretch(point.cpu);
  return {
    cpuOfDelivery,
    cpuOfPasses: over(passesOf, ({ cpu, offered }) => Math.max(0, cpu - offered * cpuOfDelivery)),
    passes: ratio(passesOf, ({ relevant }) => relevant),
    restOfFirst,
    changed: ratio(
      ({ rest, notModified }) => rest - notModified,
      ({ passes }) => passes * restOfFirst,
    ),
    kept: restOfFirst > 0 ? KEPT_ANSWERS / restOfFirst : Number.POSITIVE_INFINITY,
    points: ratio(({ points }) => points, passesOf),
    answer: { p50: rising(queued, ({ answer }) => answer.p50), p99: rising(queued, ({ answer }) => answer.p99) },
    lag: { p50: rising(slowed, ({ lag }) => lag.p50), p99: rising(slowed, ({ lag }) => lag.p99) },
    alone: Math.min(one.lag.p50, other.lag.p50),
    heap: over(
      ({ incidents }) => incidents,
      ({ heap }) => heap.filled,
    ),
    rss: rising(
      ({ incidents }) => incidents,
      ({ rssResting }) => rssResting,
    ),
    garbage: mean(({ rss, rssResting }) => rss - rssResting),
  };
}

/** What the model says of a load, with so many processes that share it evenly. */
export function predict(fitted: Fitted, { deliveries, relevant, incidents }: Offered, processes = 1): Predicted {
  const passes = relevant * fitted.passes;
  const looks = passes / processes;
  const cpu = (deliveries * fitted.cpuOfDelivery) / processes + Math.max(0, at(fitted.cpuOfPasses, looks));
  const queued = unitWait(deliveries / processes, cpu);
  const slowed = stretch(cpu);
  const mean = fitted.alone / 1000;
  const memoryOf = (line: Line): number =>
    at(line, Math.min(incidents, fitted.kept)) + Math.max(0, incidents - fitted.kept) * KNOWN;
  const wait = waitOfMany({ arrivals: looks, mean, square: 2 * mean ** 2 }, CONCURRENCY) * 1000;
  return {
    cpu,
    passes,
    // What is not kept counts, and all incidents are looked at alike.
    rest: passes * fitted.restOfFirst * Math.max(fitted.changed, 1 - fitted.kept / incidents),
    points: passes * fitted.points,
    answerP50: at(fitted.answer.p50, queued),
    answerP99: at(fitted.answer.p99, queued),
    lagP50: at(fitted.lag.p50, slowed) + wait,
    lagP99: at(fitted.lag.p99, slowed) + wait,
    heap: memoryOf(fitted.heap),
    rss: memoryOf(fitted.rss),
  };
}

/** The wait of an M/G/1 queue whose service has a mean square of one: a fitted slope over it is the true one. */
function unitWait(arrivals: number, busy: number): number {
  return waitOfOne({ arrivals, mean: arrivals > 0 ? busy / arrivals : 0, square: 1 });
}

export interface Comparison {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly predicted: number;
  readonly measured: number;
  /** In percent of what was measured; null where that is nothing. */
  readonly error: number | null;
}

/** The model's word on a point that it was not fitted on, beside what was measured there. */
export function compare(fitted: Fitted, point: Measured): readonly Comparison[] {
  const said = predict(fitted, { deliveries: point.offered, relevant: point.relevant, incidents: point.incidents });
  const row = (id: string, label: string, unit: string, predicted: number, measured: number): Comparison => {
    return { id, label, unit, predicted, measured, error: errorPercent(predicted, measured) };
  };
  const { answer, lag, heap } = point;
  return [
    row("cpu", "Processor of the App", "share of one core", said.cpu, point.cpu),
    row("passes", "Looks at incidents", "a second", said.passes, point.passes),
    row("rest", "REST requests that count", "a second", said.rest, point.rest - point.notModified),
    row("points", "GraphQL points", "a second", said.points, point.points),
    row("answer_p50", "Answer to a delivery, half of them", "ms", said.answerP50, answer.p50),
    row("answer_p99", "Answer to a delivery, 99 %", "ms", said.answerP99, answer.p99),
    row("lag_p50", "Delivery to the look's end, half of them", "ms", said.lagP50, lag.p50),
    row("lag_p99", "Delivery to the look's end, 99 %", "ms", said.lagP99, lag.p99),
    row("heap", "Heap after a collection", "MB", said.heap / 1e6, heap.filled / 1e6),
    row("rss", "Resident memory after a collection", "MB", said.rss / 1e6, point.rssResting / 1e6),
  ];
}
