/** The connections of one process: none of them ever ends it, and nothing waits for a database that is gone. */
import pg from "pg";
import type { Client, ClientConfig, Pool } from "pg";

export interface Connections {
  /** For what a webhook asks for. */
  readonly intake: Pool;
  /** For looks: what they begin with, what they end with, what they read. */
  readonly work: Pool;
  /** One connection that says again and again whose looks these are: it waits behind nothing else. */
  readonly keeper: Pool;
  /** A connection that is nobody else's, for what is a connection's own: locks, `listen`. Whoever asks for it ends it. */
  own(): Client;
  close(): Promise<void>;
}

export interface Timeouts {
  /** Until a connection is there, of the pool or of the server, in ms. */
  readonly connect: number;
  /** Of one statement, by the server and (where it is gone) by ourselves, in ms. */
  readonly statement: number;
}

/** A webhook is answered within seconds, whatever becomes of it. */
const INTAKE: Timeouts = { connect: 1_500, statement: 4_000 };
const WORK: Timeouts = { connect: 5_000, statement: 15_000 };
/** Its next try has to come before the leases end. */
const KEEPER: Timeouts = { connect: 1_500, statement: 1_500 };
/** A migration may build an index. */
const OWN: Timeouts = { connect: 5_000, statement: 10 * 60_000 };

/**
 * @param databaseUrl `postgres://user:password@host:5432/database`; TLS by its parameters, as libpq names them
 *   (`sslmode=verify-full&sslrootcert=/path`). https://node-postgres.com/features/ssl
 * @param onError told of connections that end while nobody uses them.
 */
export function connect(
  databaseUrl: string,
  onError: (error: Error) => void,
  most: { readonly intake: number; readonly work: number } = { intake: 4, work: 4 },
): Connections {
  const pool = (max: number, timeouts: Timeouts): Pool => {
    const made = new pg.Pool({
      ...configOf(databaseUrl, timeouts),
      max,
      idleTimeoutMillis: 30_000,
      // A connection that lives on for ever never moves to another server behind the same name.
      maxLifetimeSeconds: 30 * 60,
      allowExitOnIdle: true,
    });
    // Without it, a server that goes down would end the process: https://node-postgres.com/apis/pool#error
    made.on("error", onError);
    // The pool listens to those that are idle only: one may end between two statements, or while it is put away.
    made.on("connect", (client) => client.on("error", onError));
    return made;
  };
  const pools = {
    intake: pool(most.intake, INTAKE),
    work: pool(most.work, WORK),
    keeper: pool(1, KEEPER),
  };
  return {
    ...pools,
    own() {
      const client = new pg.Client(configOf(databaseUrl, OWN));
      client.on("error", onError);
      return client;
    },
    async close() {
      await Promise.allSettled(Object.values(pools).map((each) => each.end()));
    },
  };
}

function configOf(databaseUrl: string, { connect: connectWithin, statement }: Timeouts): ClientConfig {
  return {
    connectionString: verifying(databaseUrl),
    application_name: "quench",
    connectionTimeoutMillis: connectWithin,
    // The server's own limit goes first: then the connection lives on.
    statement_timeout: statement,
    query_timeout: statement + 500,
    // A transaction whose process is paused holds locks that others wait for.
    idle_in_transaction_session_timeout: statement,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/**
 * pg checks certificates in each of these modes, says at every start that its next version will not, and then would
 * not: what it does is asked for by its name. https://node-postgres.com/features/ssl
 */
function verifying(databaseUrl: string): string {
  if (/[?&]uselibpqcompat=true/.test(databaseUrl)) return databaseUrl;
  return databaseUrl.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, "$1verify-full");
}
