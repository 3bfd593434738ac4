/**
 * The App's log: one JSON object a line on stderr, without payloads and without tokens.
 *
 * Probot and Octokit log whole requests and webhook events where something goes wrong, so nothing is printed because it
 * was passed: only fields of this list, and only where they are plain values.
 */

export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Level = (typeof LEVELS)[number];

type Method = (first: unknown, message?: string) => void;

/** The part of pino's interface that Probot and Octokit use. */
export interface Log extends Record<Level, Method> {
  child(bindings: Record<string, unknown>): Log;
}

const FIELDS = new Set([
  "name",
  "id",
  "event",
  "delivery",
  "deliveries",
  "installation",
  "repository",
  "number",
  "subject",
  "reasons",
  "kind",
  "why",
  "key",
  "result",
  "reads",
  "rounds",
  "writes",
  "done",
  "failed",
  "mode",
  "closure",
  "wakeAt",
  "retryAt",
  "tries",
  "found",
  "status",
  "bytes",
  "url",
  "port",
  "signal",
  "ms",
]);
/** Longer than any sentence of ours; a message that quotes a body is cut. */
const LONGEST = 500;
/** What stands behind is not kept, so it is not searched either: a hostile text would take the square of its length. */
const SEARCHED = 10_000;
/**
 * GitHub's tokens by their prefixes, JSON web tokens, and what follows an authorization scheme. A token of an
 * installation may be a JSON web token behind its prefix, with dots and dashes:
 * https://github.blog/changelog/2026-05-15-github-app-installation-tokens-per-request-override-header/
 */
const SECRETS =
  /\b(?:gh[opsur]_[\w.-]{10,}|github_pat_\w{10,}|v1\.[0-9a-f]{40}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+|(?:bearer|token) [\w.=-]{16,})|-----BEGIN[^-]*-----[\s\S]*?(?:-----END[^-]*-----|$)/gi;

/** The name and password in an address: of a proxy, of a database. */
const PASSWORDS = /(\b[a-z][a-z\d+.-]*:\/\/)[^\s/?#@]*(?:@[^\s/?#@]*)*@/gi;

export interface LogOptions {
  readonly level: Level | "silent";
  readonly write?: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Makes the log. */
export function createLog(options: LogOptions, bindings: Record<string, unknown> = {}): Log {
  const lowest = options.level === "silent" ? LEVELS.length : LEVELS.indexOf(options.level);
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const now = options.now ?? Date.now;
  const bound = plain(bindings);
  const method = (level: Level): Method => {
    if (LEVELS.indexOf(level) < lowest) return () => undefined;
    return (first, message) => {
      const line = { time: new Date(now()).toISOString(), level, ...bound, ...described(first, message) };
      write(`${onOneLine(JSON.stringify(line))}\n`);
    };
  };
  const methods = Object.fromEntries(LEVELS.map((level) => [level, method(level)])) as Record<Level, Method>;
  return { ...methods, child: (more) => createLog({ ...options, write, now }, { ...bound, ...more }) };
}

/** What JSON leaves as it is, and a terminal or a log's reader may take for more than text: written as JSON's escapes. */
const ACTING = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function onOneLine(json: string): string {
  return json.replace(ACTING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function described(first: unknown, message: string | undefined): Record<string, unknown> {
  if (typeof first === "string") return { msg: clean(first) };
  if (first instanceof Error) return { ...failure(first), msg: clean(message ?? first.message) };
  const fields = typeof first === "object" && first !== null ? (first as Record<string, unknown>) : {};
  const error = fields["err"] ?? fields["error"];
  return {
    ...plain(fields),
    ...(error instanceof Error ? failure(error) : {}),
    ...(message === undefined ? {} : { msg: clean(message) }),
  };
}

/** An error by its name, message and status: never its request, response or event. */
function failure(error: Error): Record<string, unknown> {
  const status = "status" in error && typeof error.status === "number" ? { status: error.status } : {};
  // The stack's frames tell where; its first line repeats the message.
  const at = (error.stack ?? "").split("\n").find((line) => line.trimStart().startsWith("at "));
  return {
    error: error.name,
    because: clean(error.message),
    ...(at === undefined ? {} : { at: clean(at.trim()) }),
    ...status,
  };
}

function plain(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!FIELDS.has(name)) continue;
    if (typeof value === "string") kept[name] = clean(value);
    else if (typeof value === "number" || typeof value === "boolean" || value === null) kept[name] = value;
    else if (Array.isArray(value) && value.every((part) => typeof part === "string"))
      kept[name] = value.slice(0, 20).map(clean);
  }
  return kept;
}

function clean(text: string): string {
  const masked = text.slice(0, SEARCHED).replace(SECRETS, "[secret]").replace(PASSWORDS, "$1[secret]@");
  return masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked;
}
