/**
 * What the App counts, for Prometheus. No login or title is ever a label, and a repository only where it was asked for,
 * so that a scrape tells nothing of what is private.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { LANES, type Lane, type Subject } from "../queue/queue.ts";

export type DeliveryOutcome = "enqueued" | "irrelevant" | "refused" | "overloaded";
/** Installations by the size of their hourly allowance, never by name. */
export type InstallationClass = "app" | "small" | "large";
export type LookOutcome = "done" | "failed" | "limited" | "given_up" | "gone";
/** How what nobody had noticed was found: a delivery sent again, or read; a sweep over what changed, or over everything. */
export type Healed = "asked_again" | "redelivered" | "changes_sweep" | "full_sweep";

/** Told by whoever does it; `createMetrics` counts. */
export interface Metrics {
  delivery(event: string, outcome: DeliveryOutcome): void;
  /** A look ended: its subject, what became of it, how long it took. */
  look(subject: Subject, outcome: LookOutcome, ms: number): void;
  /** A pass over an incident judged it: `pass`, `fail`, `unknown`, or why it could not (`deferred`, `gone`…). */
  verdict(outcome: string): void;
  /** How long a look waited from being asked for (or due) to its begin. */
  lag(lane: Lane, ms: number): void;
  retry(subject: Subject["kind"]): void;
  postponed(lane: Lane): void;
  /** One request to GitHub; `points`: what GraphQL charged. */
  request(of: InstallationClass, api: "rest" | "graphql", status: number | null, points: number): void;
  /** One write that was done: a kind of `Write`, and what it is about. */
  write(kind: string, about: string): void;
  /** `asked_again` is counted by whoever asks GitHub to, the others where it comes. */
  healed(by: Healed): void;
}

export interface MetricsReading {
  /** Subjects that run, wait, or have a wake-up. */
  readonly size: () => Promise<number>;
  readonly incidents: () => Promise<number>;
  readonly ready: () => Promise<boolean>;
  readonly running: () => number;
}

export interface CountedMetrics extends Metrics {
  readonly contentType: string;
  /** The text that a scrape gets. What `watch` was given is asked only then. */
  text(): Promise<string>;
  /** What is read at every scrape. */
  watch(reading: MetricsReading): void;
}

/** From a millisecond to a minute: an answer takes a few, a first pass some seconds, a lag may be a minute. */
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Counts in a registry of its own. @param repositories looks are counted by repository too. */
export function createMetrics({ repositories = false }: { readonly repositories?: boolean } = {}): CountedMetrics {
  const registry = new Registry();
  const registers = [registry];
  let scraped = false;
  const counter = (name: string, help: string, labelNames: readonly string[]) =>
    new Counter({ name: `quench_${name}_total`, help, labelNames: [...labelNames], registers });
  const seconds = (name: string, help: string, labelNames: readonly string[]) =>
    new Histogram({ name: `quench_${name}_seconds`, help, labelNames: [...labelNames], buckets: SECONDS, registers });

  const deliveries = counter("deliveries", "Webhook deliveries, by event and by what became of them.", [
    "event",
    "outcome",
  ]);
  const looks = counter("looks", "Looks that ended, by subject and outcome.", [
    "subject",
    "outcome",
    ...(repositories ? ["repository"] : []),
  ]);
  const lookSeconds = seconds("look_duration", "How long looks took.", ["subject"]);
  const lagSeconds = seconds("look_lag", "How long looks waited from being asked for, or due, to their begin.", [
    "lane",
  ]);
  const verdicts = counter("verdicts", "Passes over incidents, by what they came to.", ["outcome"]);
  const retries = counter("look_retries", "Looks that failed and are tried again.", ["subject"]);
  const postponements = counter("look_postponements", "Looks put off until GitHub's limits allow them.", ["lane"]);
  const requests = counter("github_requests", "Requests to GitHub, by the size of the installation's allowance.", [
    "installation",
    "api",
    "status",
  ]);
  const points = counter("github_points", "Points that GraphQL charged.", ["installation"]);
  const writes = counter("writes", "Writes to GitHub that were done, by kind and what they are about.", [
    "kind",
    "about",
  ]);
  const heals = counter("healed_deliveries", "Deliveries that were lost and found again, by how.", ["by"]);

  // What an alert waits for begins at 0: Prometheus sees no increase in a series that begins with its first event.
  for (const event of [...EVENTS, OTHER]) {
    for (const outcome of ["refused", "overloaded"] as const) deliveries.inc({ event, outcome }, 0);
  }
  for (const subject of Object.keys(KINDS)) {
    looks.inc({ subject, outcome: "given_up", ...(repositories ? { repository: "" } : {}) }, 0);
    retries.inc({ subject }, 0);
  }
  for (const lane of LANES) {
    postponements.inc({ lane }, 0);
    lagSeconds.zero({ lane });
  }
  verdicts.inc({ outcome: "unknown" }, 0);
  heals.inc({ by: "redelivered" }, 0);

  return {
    contentType: registry.contentType,
    text() {
      // The process's own figures cost an observer of every collection of garbage: only where somebody reads them.
      if (!scraped) collectDefaultMetrics({ register: registry });
      scraped = true;
      return registry.metrics();
    },
    watch(reading) {
      const gauge = (name: string, help: string, read: () => Promise<number>): void => {
        new Gauge({
          name: `quench_${name}`,
          help,
          registers,
          // A scrape must not fail because the database does.
          async collect() {
            this.set(await read().catch(() => Number.NaN));
          },
        });
      };
      gauge("ready", "1 where work can be taken.", async () => ((await reading.ready()) ? 1 : 0));
      gauge("queue_subjects", "Subjects that run, wait, or have a wake-up.", reading.size);
      gauge("known_incidents", "Incidents in the index.", reading.incidents);
      gauge("looks_running", "Looks that run in this process.", async () => reading.running());
    },
    delivery: (event, outcome) => deliveries.inc({ event: known(event), outcome }),
    look(subject, outcome, ms) {
      const where = repositories ? { repository: subject.repository ?? "" } : {};
      looks.inc({ subject: subject.kind, outcome, ...where });
      lookSeconds.observe({ subject: subject.kind }, ms / 1000);
    },
    verdict: (outcome) => verdicts.inc({ outcome }),
    lag: (lane, ms) => lagSeconds.observe({ lane }, Math.max(0, ms) / 1000),
    retry: (subject) => retries.inc({ subject }),
    postponed: (lane) => postponements.inc({ lane }),
    request(of, api, status, charged) {
      requests.inc({ installation: of, api, status: status === null ? "none" : String(status) });
      if (charged > 0) points.inc({ installation: of }, charged);
    },
    write: (kind, about) => writes.inc({ kind, about }),
    healed: (by) => heals.inc({ by }),
  };
}

const KINDS: Readonly<Record<Subject["kind"], true>> = {
  incident: true,
  sweep: true,
  repository: true,
  pull: true,
  group: true,
  checks: true,
  deliveries: true,
};
const OTHER = "other";

/** What GitHub sends to this App: `default_events` of app.yml, and what every App is sent. */
const EVENTS = new Set(
  (
    "check_run check_suite github_app_authorization installation installation_repositories installation_target " +
    "issue_comment issues member merge_group organization ping pull_request pull_request_review push repository " +
    "security_advisory status sub_issues workflow_run"
  ).split(" "),
);

/** A header that anybody may send is no label: names that GitHub does not use would grow the registry without end. */
function known(event: string): string {
  return EVENTS.has(event) ? event : OTHER;
}
