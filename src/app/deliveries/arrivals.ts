/** The deliveries that came here lately, by their GUIDs: what GitHub says was accepted and is not among them is lost. */
import type { Clock } from "../../queue/clock.ts";

export interface Arrivals {
  add(guid: string): void;
  has(guid: string): boolean;
  /** From when on, in milliseconds of the host's clock, whatever came is known. */
  since(): number;
}

interface Span {
  readonly from: number;
  readonly guids: Set<string>;
}

/** So long is a span, and so many of them are kept: a delivery is listed by GitHub some minutes after it was made. */
const SPAN = 10 * 60_000;
const SPANS = 3;

/** @param most GUIDs of one span; above them what the span began with is not known any more. */
export function createArrivals(clock: Clock, most = 50_000): Arrivals {
  let spans: Span[] = [{ from: clock.now(), guids: new Set() }];
  const begin = (kept: readonly Span[]): Span => {
    const span: Span = { from: clock.now(), guids: new Set() };
    spans = [span, ...kept];
    return span;
  };
  return {
    add(guid) {
      let [span] = spans;
      if (span === undefined || clock.now() - span.from >= SPAN) span = begin(spans.slice(0, SPANS - 1));
      // Too many came at once to keep them: from here on they are known again.
      else if (span.guids.size >= most) span = begin([]);
      span.guids.add(guid);
    },
    has: (guid) => spans.some(({ guids }) => guids.has(guid)),
    since: () => spans.at(-1)?.from ?? clock.now(),
  };
}
