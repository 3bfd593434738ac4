/** The signals that match nothing yet, from when they come until the looks that may tell more have ended. */
import type { Subject } from "../../queue/queue.ts";
import { allOf, wantedBy } from "../known/wanted.ts";
import { consequencesOf } from "../route.ts";
import type { Signal } from "../events/signal.ts";
import { type Asked, askedOf, type Send } from "./asked.ts";
import { digestOf } from "./digest.ts";
import { inFlight, nameOf, type Reader, viewOf } from "./index.ts";
import type { Sql } from "./sql.ts";

/** Signals kept for one repository and in all: beyond them every known incident of the repository is looked at. */
const MOST_OF_ONE = 500;
const MOST = 5_000;
/** Signals that are asked for in one question. */
const AT_ONCE = 200;
/** Any number: the first half of our advisory locks. */
const LOCKS = 715_190_432;

interface Kept {
  readonly id: string;
  readonly repository: string;
  readonly installation: string;
  readonly signal: Signal;
  readonly cause: string | null;
}

/**
 * So that no look that may tell something of the repository ends while a signal of it is kept. The first statement of
 * the transaction. Looks at one repository are many and end beside each other, so there the keeper has the lock for
 * himself; sweeps of more than that are few, and there it is the other way round.
 */
export async function lockToKeep(db: Sql, reader: Reader | null): Promise<void> {
  if (reader === null) return;
  const places = ["everything", `installation ${reader.installation}`, `repository ${reader.repository}`];
  await db.query(
    "select pg_advisory_xact_lock_shared($1, $2), pg_advisory_xact_lock_shared($1, $3), pg_advisory_xact_lock($1, $4)",
    [LOCKS, ...places.map(lockOf)],
  );
}

/** The first statement of the transaction that ends a look: until it is over, no signal is kept that it would tell of. */
export async function lockToEnd(db: Sql, subject: Subject): Promise<void> {
  const place = placeOf(subject);
  if (place === null) return;
  const lock = subject.repository === null ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared";
  await db.query(`select ${lock}($1, $2)`, [LOCKS, lockOf(place)]);
}

/** What a look at the subject may tell of; the same as `concerns`. */
function placeOf(subject: Subject): string | null {
  if (subject.repository !== null) return `repository ${subject.repository.toLowerCase()}`;
  if (subject.kind !== "sweep") return null;
  return subject.installation === null ? "everything" : `installation ${subject.installation}`;
}

function lockOf(place: string): number {
  return Number.parseInt(digestOf(place).slice(0, 8), 16) | 0;
}

/** Keeps a signal, or that there were too many. */
export async function keep(db: Sql, signal: Signal, cause: string | undefined): Promise<void> {
  if (signal.repository === null) return;
  const values = [signal.repository.toLowerCase(), signal.installation];
  const kept = await db.query(
    `insert into quench.kept_signal (repository, installation, signal, cause)
     select $1, $2, $3, $4
     where (select count(*) from (select from quench.kept_signal where repository = $1 limit $5) of_one) < $5
       and (select count(*) from (select from quench.kept_signal limit $6) in_all) < $6
     returning id`,
    [...values, JSON.stringify(signal), cause ?? null, MOST_OF_ONE, MOST],
  );
  if (kept.length > 0) return;
  await db.query(
    `insert into quench.kept_overflow (repository, installation) values ($1, $2)
     on conflict (repository) do update set installation = excluded.installation`,
    values,
  );
}

/**
 * Routes what was kept for the looks that have just ended, by what they learned; what other looks may tell of is kept
 * on. The last of the transaction that ends the look: its changes are written, its row says that it ended, and what
 * follows from it is enqueued.
 */
export async function routeKept(db: Sql, subject: Subject, send: Send): Promise<void> {
  const kept = await keptFor(db, subject);
  const overflowed = kept.filter(({ signal }) => signal === null);
  const asked: Asked[] = [];
  if (overflowed.length > 0) {
    const names = overflowed.map(({ repository }) => repository);
    const known = await viewOf(db, { incidentsOf: names });
    asked.push(...names.flatMap((name) => askedOf(known.incidentsOf(name), "too many events", undefined)));
  }
  const signals = kept.filter(({ signal }) => signal !== null);
  for (let at = 0; at < signals.length; at += AT_ONCE) {
    asked.push(...(await routeSome(db, signals.slice(at, at + AT_ONCE))));
  }
  if (asked.length > 0) await send(db, asked);
}

/** Their rows are held: of two looks that end at once, the later one finds what the former has left. */
async function keptFor(db: Sql, subject: Subject): Promise<readonly Kept[]> {
  const place = placeOf(subject);
  if (place === null) return [];
  const [condition, values] =
    subject.repository !== null
      ? ["repository = $1", [subject.repository.toLowerCase()]]
      : subject.installation !== null
        ? ["installation = $1", [subject.installation]]
        : ["true", []];
  return db.query<Kept>(
    `with held as (
       select id, repository, installation, signal, cause from quench.kept_signal where ${condition} order by id for update
     ), over as (
       delete from quench.kept_overflow where ${condition} returning repository, installation
     )
     select id, repository, installation, signal, cause from held
     union all select null, repository, installation, null, null from over`,
    values,
  );
}

async function routeSome(db: Sql, kept: readonly Kept[]): Promise<readonly Asked[]> {
  const known = await viewOf(db, allOf(kept.map(({ signal }) => wantedBy(signal))));
  const found = kept.map((one) => ({ ...one, ...consequencesOf(one.signal, known) }));
  const read = await stillRead(
    db,
    found.filter(({ unmatched }) => unmatched),
  );
  const done = found.filter((one) => !one.unmatched || !read.has(nameOf(one)));
  if (done.length > 0) {
    await db.query("delete from quench.kept_signal where id = any($1::bigint[])", [done.map(({ id }) => id)]);
  }
  return found.flatMap(({ unmatched, subjects, signal, cause }) =>
    unmatched ? [] : askedOf(subjects, signal.event, cause ?? undefined),
  );
}

/** Those of them whose repository another look may tell of. */
async function stillRead(db: Sql, kept: readonly Kept[]): Promise<ReadonlySet<string>> {
  if (kept.length === 0) return new Set();
  const places = [...new Map(kept.map((one) => [nameOf(one), one])).values()];
  const rows = await db.query<Pick<Kept, "repository" | "installation">>(
    `select p.repository, p.installation from unnest($1::text[], $2::bigint[]) as p(repository, installation)
     where ${inFlight("p.repository", "p.installation")}`,
    [places.map(({ repository }) => repository), places.map(({ installation }) => installation)],
  );
  return new Set(rows.map(nameOf));
}
