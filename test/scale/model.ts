/** The queueing behind the plan: what waits how long, and a line through two measured points. Pure. */

/** A server's work: arrivals a second, and the first two moments of its service in seconds. */
export interface Service {
  readonly arrivals: number;
  readonly mean: number;
  /** Of the square, in seconds². */
  readonly square: number;
}

/** Share of the time that so many servers are at work. */
export function utilization({ arrivals, mean }: Pick<Service, "arrivals" | "mean">, servers = 1): number {
  return (arrivals * mean) / servers;
}

/** Mean wait of an M/G/1 queue in seconds (Pollaczek and Khinchine); infinite where more comes than is served. */
export function waitOfOne(service: Service): number {
  const busy = utilization(service);
  return busy >= 1 ? Number.POSITIVE_INFINITY : (service.arrivals * service.square) / (2 * (1 - busy));
}

/** The probability that an arrival has to wait for one of `servers` (Erlang's C), at `offered` servers' worth of work. */
export function waits(servers: number, offered: number): number {
  if (offered <= 0) return 0;
  if (offered >= servers) return 1;
  // Erlang's B by its recursion, which never overflows; C follows from it.
  let blocked = 1;
  for (let count = 1; count <= servers; count += 1) blocked = (offered * blocked) / (count + offered * blocked);
  const busy = offered / servers;
  return blocked / (1 - busy * (1 - blocked));
}

/** Mean wait of an M/G/c queue in seconds, as Allen and Cunneen approximate it. */
export function waitOfMany(service: Service, servers: number): number {
  const busy = utilization(service, servers);
  if (busy >= 1) return Number.POSITIVE_INFINITY;
  if (service.arrivals <= 0 || service.mean <= 0) return 0;
  const variation = Math.max(0, service.square / service.mean ** 2 - 1);
  const exponential = (waits(servers, busy * servers) * service.mean) / (servers * (1 - busy));
  return (exponential * (1 + variation)) / 2;
}

/** `base + slope × x` through two points. */
export interface Line {
  readonly base: number;
  readonly slope: number;
}

export type Point = readonly [x: number, y: number];

/** @throws where both points have the same x: nothing follows from them. */
export function lineThrough([x1, y1]: Point, [x2, y2]: Point): Line {
  if (x1 === x2) throw new Error("A line needs two different points.");
  const slope = (y2 - y1) / (x2 - x1);
  return { base: y1 - slope * x1, slope };
}

export function at({ base, slope }: Line, x: number): number {
  return base + slope * x;
}

/**
 * How much longer something takes on a processor that is busy so much of the time: 1 / (1 − busy). A latency is a line
 * over it, whose slope is what has to be computed and whose base is what does not wait for the processor.
 */
export function stretch(busy: number): number {
  return busy >= 1 ? Number.POSITIVE_INFINITY : 1 / (1 - Math.max(0, busy));
}

/** How far a prediction is from what was measured, in percent of the latter; null where nothing was measured. */
export function errorPercent(predicted: number, measured: number): number | null {
  return measured === 0 ? null : ((predicted - measured) / measured) * 100;
}

/** What grows in the database; measured where there is one. */
export interface DatabaseGrowth {
  readonly rowsAnIncident: number;
  readonly bytesAnIncident: number;
  readonly bytesARepository: number;
}

/** Bytes that an organization's index takes in the database. */
export function databaseBytes(
  growth: DatabaseGrowth,
  of: { readonly incidents: number; readonly repositories: number },
): number {
  return growth.bytesAnIncident * of.incidents + growth.bytesARepository * of.repositories;
}
