/** What is wrong with the database, in plain words: told once when it begins and once when it is over. */
import type { Log } from "../log.ts";

export interface Trouble {
  told(error: unknown): void;
  /** The database answers. */
  over(): void;
  /** We close our connections ourselves: what fails from now on is none. */
  end(): void;
  /** Null where it answers. */
  readonly why: string | null;
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const BY_CODE: Readonly<Record<string, string>> = {
  "53100": "the database's disk is full: free space there, nothing is lost meanwhile but webhooks are refused",
  "53200": "the database is out of memory",
  "53300": "the database takes no more connections: raise max_connections, or run fewer processes",
  "53400": "the database has reached a limit of its configuration",
  "25006": "the database is read-only: it may be a standby, DATABASE_URL has to name the primary",
  "57P01": "the database was shut down or the connection was ended by an administrator",
  "57P02": "the database crashed and recovers",
  "57P03": "the database starts up or shuts down and takes no connections yet",
  "57P05": "the database ended a connection that was idle for too long",
  "25P03": "the database ended a transaction that was idle for too long: this process may have been paused",
  "57014": "a statement took too long: the database may be overloaded",
  "55P03": "a lock could not be had in time: a migration or a backup may hold it",
  "28P01": "the database refused the user or the password in DATABASE_URL (`%` in a password is written as %25)",
  "28000": "the database refused the user in DATABASE_URL",
  "3D000": "the database that DATABASE_URL names does not exist",
  "42501": "the user of DATABASE_URL lacks a privilege: it needs to create schemas in its database",
  "42P01": "a table is missing: the schemas `quench` and `pgboss` were changed by somebody else",
  "3F000": "a schema is missing: the schemas `quench` and `pgboss` were changed by somebody else",
  ECONNREFUSED: "the database refuses connections: is it running, and is DATABASE_URL its address?",
  ENOTFOUND: "the database's host name is not known",
  EAI_AGAIN: "the database's host name could not be looked up",
  ECONNRESET: "the connection to the database was cut",
  EPIPE: "the connection to the database was cut",
  ETIMEDOUT: "the database does not answer",
  ENOENT: "a file or socket that DATABASE_URL names does not exist",
  EACCES: "a file or socket that DATABASE_URL names may not be read",
};

const UNENCRYPTED = "the database takes encrypted connections only: add sslmode=verify-full to DATABASE_URL";

/** Of errors that have no code: pg's own; and of those whose code says too little. */
const BY_TEXT: readonly (readonly [RegExp, string])[] = [
  [/does not support ssl/i, "the database speaks no TLS, and DATABASE_URL asks for it by sslmode"],
  [/client password must be/i, "the database asks for a password, and DATABASE_URL has none"],
  [/connection timeout/i, "the database does not answer: is DATABASE_URL its address, and may it be reached?"],
  [/timeout exceeded when trying to connect/i, "no connection to the database was free or could be made in time"],
  [/query read timeout|timeout expired/i, "the database does not answer"],
  [/connection terminated|not queryable|client was closed/i, "the connection to the database was cut"],
  [
    /certificate|self.signed|altname/i,
    "the database's certificate is not trusted: name its authority's file by sslrootcert in DATABASE_URL",
  ],
  [/ssl/i, "the encrypted connection to the database could not be made"],
];

/** https://www.postgresql.org/docs/current/auth-pg-hba-conf.html: it refuses users and unencrypted connections alike. */
const HBA = /no pg_hba\.conf entry .*no encryption/i;

/** What an error of pg's says, in a sentence without its values. */
export function wordsOf(error: unknown): string {
  // A host name with several addresses fails with one error for each.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = codeOf(first);
  const message = messageOf(first);
  if (HBA.test(message)) return UNENCRYPTED;
  return (
    BY_CODE[code ?? ""] ??
    BY_TEXT.find(([pattern]) => pattern.test(message))?.[1] ??
    (code === null ? `the database failed: ${message}` : `the database failed with ${code}: ${message}`)
  );
}

/** Codes of PostgreSQL's classes that mean: this statement is wrong, and would be again. */
const OF_THE_STATEMENT = /^(?:0A|21|22|23|42)/;

/** True where the same would go wrong with every try: a value that the database cannot hold. */
export function isOfTheStatement(error: unknown): boolean {
  return OF_THE_STATEMENT.test(codeOf(error) ?? "") && codeOf(error) !== "42P01";
}

const OF_THE_NETWORK = /time.?out|connection terminated|not queryable|client was closed/i;

/** True where the database may be there in a moment. What is wrong with a password or a certificate stays wrong. */
export function isOutOfReach(error: unknown): boolean {
  const code = codeOf(error instanceof AggregateError ? error.errors[0] : error);
  if (code === null) return error instanceof Error && OF_THE_NETWORK.test(error.message);
  return /^(?:E[A-Z]+|EAI_AGAIN|57P0[123]|53300|55P03|08\w{3})$/.test(code);
}

/** Two transactions waited for each other and this one was ended: it may be tried again at once. */
export function isOfTheMoment(error: unknown): boolean {
  return codeOf(error) === "40P01" || codeOf(error) === "40001";
}

/** What fails here and works there is trouble still: it is over once nothing has failed for so long, in ms. */
const QUIET = 5_000;

export function createTrouble(log: Log, now: () => number = () => performance.now()): Trouble {
  let why: string | null = null;
  let last = 0;
  let ended = false;
  return {
    get why() {
      return why;
    },
    told(error) {
      const words = wordsOf(error);
      last = now();
      if (words === why || ended) return;
      const before = why;
      why = words;
      // One outage shows itself in several ways: the first one is told loudly.
      if (before === null) log.error({ why: words }, "the database is out of reach: looks and webhooks wait for it");
      else log.warn({ why: words }, "the database is still out of reach");
    },
    over() {
      if (why === null || now() - last < QUIET) return;
      why = null;
      log.info("the database answers again");
    },
    end() {
      ended = true;
    },
  };
}

/** The database cannot be used as it is; the message is for whoever set DATABASE_URL. */
export class DatabaseUnusable extends Error {
  override readonly name = "DatabaseUnusable";
  constructor(cause: unknown) {
    super(`The database cannot be used: ${wordsOf(cause)}`, { cause });
  }
}

function codeOf(error: unknown): string | null {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : null;
}

function messageOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error && typeof error.message === "string"
    ? error.message
    : String(error);
}
