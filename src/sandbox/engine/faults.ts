/**
 * Faults on demand. What a fault answers is what GitHub answers in that case: docs.github.com "Troubleshooting the
 * REST API" and "Rate limits for the REST API" (primary: `x-ratelimit-remaining: 0`, 403 or 429; secondary:
 * `retry-after`), "Rate limits and query limits for the GraphQL API" (exhausted: HTTP 200 with an error).
 */
import { BoxError } from "../state/contract.ts";

export type WebhookFault = "drop" | "double" | "delay" | "reorder";

/** One fault as it stands; `left` null works until it is cleared. */
export interface Fault {
  id: number;
  kind: "status" | "rate_limit" | "graphql" | "webhooks";
  /** `METHOD /path`, with `*` for one segment and `**` for any; null for every call. */
  route: string | null;
  left: number | null;
  /** How many matching calls go through first. */
  skip: number;
  /** The answer's status; null breaks the connection off, unless there is only a delay. */
  status: number | null;
  body: unknown;
  /** The write happens, the answer is lost. */
  apply: boolean;
  delayMs: number | null;
  rateLimit: "primary" | "secondary" | null;
  retryAfter: number | null;
  graphql: "partial" | "rate_limited" | "timeout" | null;
  /** Meets only queries that may ask for more nodes than this, as a time limit does. */
  aboveNodes: number | null;
  /** The field that a partial answer lacks, by response names: `repository.issue.comments`. */
  path: string | null;
  webhooks: WebhookFault | null;
  event: string | null;
}

export interface Faults {
  /** @throws BoxError 422 for what is no fault */
  add(input: unknown): Fault;
  list(): readonly Fault[];
  clear(): void;
  /** The fault that meets a call, used up by one; null for none. */
  forRequest(method: string, path: string): Fault | null;
  /** The fault that meets a GraphQL answer, used up by one; `nodes` counts what the query may ask for. */
  forGraphql(nodes?: () => number): Fault | null;
  /** The fault that meets a webhook, used up by one. */
  forWebhook(event: string): Fault | null;
}

const segments = (pattern: string): string =>
  pattern
    .split("/")
    .map((part) => (part === "**" ? ".*" : part.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replace(/\*/g, "[^/]+")))
    .join("/");

// One star after /repos/ means any repository, although its full name has two segments; two stars do as well.
const pathPattern = (path: string): RegExp => {
  const whole = segments(path);
  const named = path.startsWith("/repos/*/") ? `|/repos/[^/]+/[^/]+/${segments(path.slice("/repos/*/".length))}` : "";
  return new RegExp(`^(?:${whole}${named})/?$`);
};

/** True where `METHOD /path` meets the pattern; a path alone means every method. */
export const routeMatches = (route: string, method: string, path: string): boolean => {
  const [first = "", second] = route.trim().split(/\s+/, 2);
  const wanted = second === undefined ? "*" : first.toUpperCase();
  return (wanted === "*" || wanted === method.toUpperCase()) && pathPattern(second ?? first).test(path);
};

const problem = (message: string): BoxError => new BoxError(422, message);

const numberOf = (input: Record<string, unknown>, name: string): number | null => {
  const value = input[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
    throw problem(`"${name}" must be a number from 0 up.`);
  return value;
};

const oneOf = <T extends string>(input: Record<string, unknown>, name: string, choices: readonly T[]): T | null => {
  const value = input[name];
  if (value === undefined || value === null) return null;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw problem(`"${name}" must be one of ${choices.join(", ")}.`);
  return found;
};

const textOf = (input: Record<string, unknown>, name: string): string | null => {
  const value = input[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw problem(`"${name}" must be a string.`);
  return value;
};

const KNOWN = new Set([
  "route",
  "status",
  "times",
  "after",
  "apply",
  "delay_ms",
  "body",
  "rate_limit",
  "retry_after",
  "graphql",
  "above_nodes",
  "path",
  "webhooks",
  "event",
]);

const read = (input: unknown, id: number): Fault => {
  if (typeof input !== "object" || input === null || Array.isArray(input)) throw problem("A fault is a JSON object.");
  const fields = input as Record<string, unknown>;
  const unknown = Object.keys(fields).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) throw problem(`"${unknown}" is no field of a fault; those are ${[...KNOWN].join(", ")}.`);
  const rateLimit = oneOf(fields, "rate_limit", ["primary", "secondary"]);
  const graphql = oneOf(fields, "graphql", ["partial", "rate_limited", "timeout"]);
  const webhooks = oneOf(fields, "webhooks", ["drop", "double", "delay", "reorder"]);
  const route = textOf(fields, "route");
  const kind =
    webhooks !== null ? "webhooks" : graphql !== null ? "graphql" : rateLimit !== null ? "rate_limit" : "status";
  if (kind === "status" && route === null)
    throw problem(`A fault needs "route", "rate_limit", "graphql" or "webhooks".`);
  return {
    id,
    kind,
    route,
    left: numberOf(fields, "times"),
    skip: numberOf(fields, "after") ?? 0,
    status: numberOf(fields, "status"),
    body: fields.body,
    apply: fields.apply === true,
    delayMs: numberOf(fields, "delay_ms"),
    rateLimit,
    retryAfter: numberOf(fields, "retry_after"),
    graphql,
    aboveNodes: numberOf(fields, "above_nodes"),
    path: textOf(fields, "path"),
    webhooks,
    event: textOf(fields, "event"),
  };
};

/** A fault in the words it is set with; `left` is how often it will still work. */
export const faultJson = (fault: Fault): Record<string, unknown> => {
  const fields = {
    id: fault.id,
    route: fault.route,
    status: fault.status,
    rate_limit: fault.rateLimit,
    retry_after: fault.retryAfter,
    graphql: fault.graphql,
    above_nodes: fault.aboveNodes,
    path: fault.path,
    webhooks: fault.webhooks,
    event: fault.event,
    delay_ms: fault.delayMs,
    body: fault.body ?? null,
    apply: fault.apply || null,
    after: fault.skip || null,
  };
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
    left: fault.left ?? "until cleared",
  };
};

export const createFaults = (): Faults => {
  let faults: Fault[] = [];
  let next = 1;
  const use = (fits: (fault: Fault) => boolean): Fault | null => {
    for (const fault of faults) {
      if (fault.left === 0 || !fits(fault)) continue;
      if (fault.skip > 0) {
        fault.skip--;
        continue;
      }
      if (fault.left !== null) fault.left--;
      return fault;
    }
    return null;
  };
  return {
    add(input) {
      const fault = read(input, next++);
      faults.push(fault);
      return fault;
    },
    list: () => faults,
    clear() {
      faults = [];
    },
    forRequest: (method, path) =>
      use(
        (fault) =>
          (fault.kind === "status" || fault.kind === "rate_limit") &&
          (fault.route === null || routeMatches(fault.route, method, path)),
      ),
    forGraphql: (nodes = () => Number.POSITIVE_INFINITY) =>
      use((fault) => fault.kind === "graphql" && (fault.aboveNodes === null || nodes() > fault.aboveNodes)),
    forWebhook: (event) => use((fault) => fault.kind === "webhooks" && (fault.event === null || fault.event === event)),
  };
};
