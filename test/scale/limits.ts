/** The model carried on: which resource ends at how many repositories, and how many of each it takes. Pure. */
import { BOUNDS } from "../../src/app/known/index.ts";
import { CONCURRENCY, type Fitted, predict } from "./fit.ts";
import type { Measured } from "./measured.ts";
import { loadOf } from "./mix.ts";
import { ASSUMPTIONS as A, FIGURES as F } from "./sources.ts";

export interface Limit {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly limit: number;
  /** What more of that makes room for more repositories. */
  readonly more: "process" | "installation" | "bound";
}

/** A process is full before it has no time left: what comes next must be caught up with. */
const FULL = 0.7;
const MEGABYTE = 1e6;

export const LIMITS: readonly Limit[] = [
  { id: "cpu", label: "One process's processor", unit: "share of one core", limit: FULL, more: "process" },
  { id: "slots", label: "One process's looks at once", unit: "looks", limit: FULL * CONCURRENCY, more: "process" },
  { id: "rss", label: "Resident memory", unit: "MB", limit: 512, more: "process" },
  {
    id: "rest_hour",
    label: "REST requests in the busiest hour",
    unit: "an hour",
    limit: F.restAnHour.value,
    more: "installation",
  },
  // https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
  {
    id: "rest_minute",
    label: "REST requests in the busiest minute",
    unit: "a minute",
    limit: 900,
    more: "installation",
  },
  {
    id: "points_hour",
    label: "GraphQL points in the busiest hour",
    unit: "an hour",
    limit: F.pointsAnHour.value,
    more: "installation",
  },
  {
    id: "points_minute",
    label: "GraphQL points in the busiest minute",
    unit: "a minute",
    limit: 2000,
    more: "installation",
  },
  {
    id: "creations",
    label: "What is created for new incidents in the busiest hour",
    unit: "an hour",
    limit: F.creationsAnHour.value,
    more: "installation",
  },
  {
    id: "sweep",
    label: "REST requests of one sweep a day",
    unit: "a day",
    limit: 24 * F.restAnHour.value,
    more: "installation",
  },
  {
    id: "incidents",
    label: "Incidents known (memory mode)",
    unit: "incidents",
    limit: BOUNDS.incidents,
    more: "bound",
  },
  {
    id: "known",
    label: "Repositories known (memory mode)",
    unit: "repositories",
    limit: BOUNDS.repositories,
    more: "bound",
  },
];

/** What two points measured of the costs that no load changes. */
export interface Costs {
  /** Requests that count, of sweeping one repository without an incident. */
  readonly restOfSweep: number;
  /** Writes of an incident's first look. */
  readonly writesOfFirstLook: number;
}

export function costsOf(points: readonly Measured[], writesOfFirstLook: number): Costs {
  const sweeps = points.map(({ sweep }) => sweep);
  const sum = (of: (sweep: Measured["sweep"]) => number): number => sweeps.reduce((all, each) => all + of(each), 0);
  return { restOfSweep: sum(({ rest }) => rest) / sum(({ repositories }) => repositories), writesOfFirstLook };
}

/**
 * How much of each resource so many repositories need, all in one process and one installation.
 *
 * @param factor incidents, as a multiple of the public figure.
 */
export function needs(
  fitted: Fitted,
  costs: Costs,
  repositories: number,
  factor: number = A.incidentFactor.value,
): Readonly<Record<string, number>> {
  const load = loadOf(repositories, factor);
  const { incidents } = load;
  const said = predict(fitted, { deliveries: load.peakASecond, relevant: load.relevantASecond, incidents });
  const hour = 3600 / A.busiestMinute.value;
  const anHour = (load.incidentsAMonth / 22 / A.workday.value) * A.busiestHour.value;
  return {
    cpu: said.cpu,
    slots: (said.passes * fitted.alone) / 1000,
    rss: (said.rss + fitted.garbage) / MEGABYTE,
    rest_hour: said.rest * hour,
    rest_minute: said.rest * 60,
    points_hour: said.points * hour,
    points_minute: said.points * 60,
    creations: anHour * costs.writesOfFirstLook,
    sweep: costs.restOfSweep * repositories,
    incidents,
    known: repositories,
  };
}

export interface End {
  readonly id: string;
  /** Repositories at which it is used up. */
  readonly repositories: number;
}

/** Where each resource ends, the first one first. */
export function endsOf(fitted: Fitted, costs: Costs, factor?: number): readonly End[] {
  return LIMITS.map(({ id, limit }): End => {
    let low = 0;
    let high = 10_000_000;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if ((needs(fitted, costs, middle, factor)[id] ?? 0) > limit) high = middle;
      else low = middle;
    }
    return { id, repositories: low };
  }).sort((one, other) => one.repositories - other.repositories);
}

/** How many of each it takes: the one that is used most decides. */
export function countsFor(needed: Readonly<Record<string, number>>): Readonly<Record<Limit["more"], number>> {
  const most = (more: Limit["more"]): number =>
    Math.max(
      1,
      ...LIMITS.filter((each) => each.more === more).map(({ id, limit }) => Math.ceil((needed[id] ?? 0) / limit)),
    );
  return { process: most("process"), installation: most("installation"), bound: most("bound") };
}

/** What the fitted model takes of each thing, in the units of people. */
export function costRows(fitted: Fitted, costs: Costs): readonly (readonly [what: string, howMuch: string])[] {
  const milliseconds = (seconds: number): string => `${(seconds * 1000).toPrecision(3)} ms of CPU`;
  return [
    ["a delivery that concerns no incident", milliseconds(fitted.cpuOfDelivery)],
    ["a look at an incident", milliseconds(fitted.cpuOfPasses.slope)],
    ["looks for a delivery about an incident", fitted.passes.toPrecision(3)],
    ["REST requests of a look when nothing of its incident is known", fitted.restOfFirst.toPrecision(3)],
    ["incidents whose answers are all kept", String(Math.floor(fitted.kept))],
    ["share of a look's requests that count though their answers are kept", fitted.changed.toPrecision(3)],
    ["GraphQL points for a look", fitted.points.toPrecision(3)],
    ["an incident known", `${(fitted.heap.slope / 1000).toPrecision(3)} kB of heap`],
    ["sweeping a repository without an incident", `${costs.restOfSweep.toPrecision(3)} REST requests that count`],
    ["an incident's first look", `${costs.writesOfFirstLook} writes`],
  ];
}
