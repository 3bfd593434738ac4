/**
 * Rows of `quench.turn` as entries, and back: whoever changes some locks them first, by their keys' order, and the jobs
 * of pg-boss follow from what was changed, in the same transaction.
 */
import { randomUUID } from "node:crypto";
import { NEVER, nextDue } from "../../queue/entry.ts";
import { LANES, type Lane, type Subject, subjectKey } from "../../queue/queue.ts";
import { isIdle, type StoredEntry } from "./entry.ts";
import { type Jobs, laterId, type NewJob, type QueueName } from "./jobs.ts";
import { prioritiesOf } from "./share.ts";
import type { Sql } from "./sql.ts";

/** Entries that this transaction has locked. */
export interface Locked {
  readonly entries: ReadonlyMap<string, StoredEntry>;
  /** As they were, by key. */
  readonly before: ReadonlyMap<string, StoredEntry>;
  /** When the transaction began, in milliseconds of the database's clock. */
  readonly now: number;
}

interface Row {
  readonly key: string;
  readonly subject: Subject;
  readonly lane: Lane | null;
  readonly job: string | null;
  readonly priority: number | null;
  readonly since: number | null;
  readonly reasons: string[];
  readonly causes: string[];
  readonly failures: number;
  readonly due: (number | null)[];
  readonly retry: boolean;
  readonly token: string | null;
  readonly worker: string | null;
  readonly held_reasons: string[];
  readonly held_causes: string[];
  readonly now: number;
}

const COLUMNS = `key, subject, lane, job, priority, since, reasons, causes, failures, due, retry,
  token, worker, held_reasons, held_causes, (extract(epoch from now()) * 1000)::float8 as now`;

/** Locks the entries of those subjects, new ones among them; they come in the order in which they are given. */
export async function lockSubjects(sql: Sql, subjects: readonly Subject[]): Promise<Locked> {
  const rows = new Map(subjects.map((subject) => [subjectKey(subject), subject]));
  const given = [...rows].map(([key, subject]) => ({ key, subject, ...columnsOf(subject) }));
  const found = await sql.query<Row>(
    `insert into quench.turn (key, kind, installation, repository, subject)
     select key, kind, installation, repository, subject
     from jsonb_to_recordset($1::jsonb) as x(key text, kind text, installation bigint, repository text, subject jsonb)
     order by key collate "C"
     on conflict (key) do update set key = excluded.key
     returning ${COLUMNS}`,
    [json(given)],
  );
  const byKey = new Map(found.map((row) => [row.key, row]));
  return lockedOf([...rows.keys()].flatMap((key) => byKey.get(key) ?? []));
}

/**
 * Locks what is there of those and what nobody else has locked: whoever fetched jobs holds them, and must not wait for
 * somebody who waits for a job.
 */
export async function lockFree(sql: Sql, keys: readonly string[]): Promise<Locked> {
  return lockedOf(
    await sql.query<Row>(
      `select ${COLUMNS} from quench.turn where key = any($1) order by key collate "C" for update skip locked`,
      [keys],
    ),
  );
}

/** Locks what is in the hands of somebody who has not said for too long that it is. */
export async function lockOverdue(sql: Sql, most: number): Promise<Locked> {
  return lockedOf(
    await sql.query<Row>(
      `select ${COLUMNS} from quench.turn where token is not null and until < now()
       order by until limit $1 for update skip locked`,
      [most],
    ),
  );
}

/**
 * Writes back what was changed, with the jobs that follow from it.
 *
 * @param lease how long what begins now is in its worker's hands, in ms.
 * @param spent keys whose delayed jobs were fetched: what is due later needs a new one.
 * @returns true where a job was added that may begin at once.
 */
export async function save(
  sql: Sql,
  { entries, before }: Locked,
  jobs: Jobs,
  { lease = 0, spent = new Set() }: { readonly lease?: number; readonly spent?: ReadonlySet<string> } = {},
): Promise<boolean> {
  const changed = [...entries.values()].filter(
    (entry) => spent.has(entry.key) || JSON.stringify(entry) !== JSON.stringify(before.get(entry.key)),
  );
  const fresh = changed.filter((entry) => entry.job?.id === null);
  await placeJobs(sql, fresh);
  // A row that was made to be locked and holds nothing goes as well.
  const gone = [...entries.values()].filter(isIdle).map(({ key }) => key);
  if (gone.length > 0) await sql.query("delete from quench.turn where key = any($1)", [gone]);
  const kept = changed.filter((entry) => !isIdle(entry));
  if (kept.length > 0) await write(sql, kept, lease);
  await moveJobs(sql, changed, { before, jobs, spent });
  return fresh.length > 0;
}

/** Each gets its id, and its place among all that wait; what was begun before has its own. */
async function placeJobs(sql: Sql, entries: readonly StoredEntry[]): Promise<void> {
  const unplaced = entries.filter(({ job }) => job?.priority === null);
  const places = unplaced.map(({ lane, subject }) => ({ lane, installation: subject.installation ?? 0 }));
  const priorities = await prioritiesOf(sql, places);
  const given = new Map(unplaced.map(({ key }, at) => [key, priorities[at] ?? 0]));
  for (const entry of entries) {
    entry.job = { id: randomUUID(), priority: entry.job?.priority ?? given.get(entry.key) ?? 0 };
  }
}

async function write(sql: Sql, entries: readonly StoredEntry[], lease: number): Promise<void> {
  const rows = entries.map((entry) => ({
    key: entry.key,
    subject: entry.subject,
    ...columnsOf(entry.subject),
    lane: entry.lane,
    job: entry.job?.id ?? null,
    priority: entry.job?.priority ?? null,
    since: entry.since,
    reasons: entry.reasons,
    causes: entry.causes,
    failures: entry.failures,
    // JSON has no infinity: what is never due becomes null.
    due: entry.due,
    wakes: nextDue(entry),
    retry: entry.retry,
    token: entry.held?.token ?? null,
    worker: entry.held?.worker ?? null,
    held_reasons: entry.held?.reasons ?? [],
    held_causes: entry.held?.causes ?? [],
  }));
  await sql.query(
    `update quench.turn t set
       subject = x.subject, installation = x.installation, repository = x.repository,
       lane = x.lane, job = x.job, priority = x.priority, since = x.since,
       reasons = x.reasons, causes = x.causes, failures = x.failures,
       due = x.due, wakes = to_timestamp(x.wakes / 1000), retry = x.retry,
       until = case
         when x.token is null then null
         when x.token = t.token then t.until
         else clock_timestamp() + $2 * interval '1 ms'
       end,
       token = x.token, worker = x.worker, held_reasons = x.held_reasons, held_causes = x.held_causes
     from jsonb_to_recordset($1::jsonb) as x(
       key text, subject jsonb, installation bigint, repository text, lane text, job uuid, priority integer,
       since float8, reasons text[], causes text[], failures integer, due float8[], wakes float8, retry boolean,
       token uuid, worker text, held_reasons text[], held_causes text[]
     )
     where t.key = x.key`,
    [json(rows), lease],
  );
}

/** Jobs as the entries now say: those that they had are removed where they have them no more. */
async function moveJobs(
  sql: Sql,
  changed: readonly StoredEntry[],
  { before, jobs, spent }: Pick<Locked, "before"> & { readonly jobs: Jobs; readonly spent: ReadonlySet<string> },
): Promise<void> {
  const removed = new Map<QueueName, string[]>();
  const added: NewJob[] = [];
  const remove = (queue: QueueName, id: string): void => {
    const ids = removed.get(queue);
    if (ids === undefined) removed.set(queue, [id]);
    else ids.push(id);
  };
  for (const entry of changed) {
    const { key, job, lane } = entry;
    const former = before.get(key);
    if (former?.job?.id !== job?.id) {
      if (typeof former?.job?.id === "string") remove(former.lane, former.job.id);
      if (typeof job?.id === "string") added.push({ queue: lane, key, id: job.id, priority: job.priority ?? 0 });
    }
    const [was, at] = [former === undefined ? NEVER : nextDue(former), nextDue(entry)];
    if (was === at && !spent.has(key)) continue;
    if (was !== NEVER || spent.has(key)) remove("later", laterId(key));
    if (at !== NEVER) added.push({ queue: "later", key, id: laterId(key), priority: 0, at });
  }
  for (const [queue, ids] of removed) await jobs.remove(sql, queue, ids);
  await jobs.add(sql, added);
}

function lockedOf(rows: readonly Row[]): Locked {
  const entries = new Map(rows.map((row) => [row.key, entryOf(row)]));
  return { entries, before: structuredClone(entries), now: rows[0]?.now ?? 0 };
}

function entryOf(row: Row): StoredEntry {
  const { key, subject, lane, job, priority, since, reasons, causes, retry, failures, token, worker } = row;
  return {
    key,
    subject,
    state: token !== null ? "running" : job !== null ? "ready" : "waiting",
    lane: lane ?? "background",
    due: LANES.map((_, rank) => row.due[rank] ?? NEVER),
    since,
    reasons,
    causes,
    retry,
    failures,
    job: job === null ? null : { id: job, priority },
    held: token === null ? null : { token, worker: worker ?? "", reasons: row.held_reasons, causes: row.held_causes },
  };
}

function columnsOf({ kind, installation, repository }: Subject) {
  return { kind, installation, repository: repository?.toLowerCase() ?? null };
}

/** PostgreSQL's texts hold every character but one, and no half of a pair: writing UTF-8 replaces those. */
function json(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string" ? Buffer.from(part.replaceAll("\0", ""), "utf8").toString("utf8") : part,
  );
}
