/** Writes what a look learned: a few statements however much it is, in the transaction that ends the look. */
import type { Change, RepositoryFacts, Swept } from "../../queue/known.ts";
import type { IncidentSubject } from "../../queue/queue.ts";
import { keptKeys } from "../known/index.ts";
import { issueKey } from "../events/references.ts";
import { digestOf, placeOf } from "./digest.ts";
import type { Sql } from "./sql.ts";

/** Changes that do not depend on each other's order any more: the last one of each thing. */
interface Net {
  readonly incidents: Map<string, { readonly subject: IncidentSubject; readonly keys: readonly string[] | null }>;
  readonly facts: Map<string, { readonly spelled: string; readonly facts: RepositoryFacts }>;
  /** Null: distrusted. */
  readonly swept: Map<string, { readonly spelled: string; readonly swept: Swept | null }>;
}

/** Keeps them, in their order; what is as it was is not written again. To be called inside of a transaction. */
export async function applyChanges(db: Sql, changes: readonly Change[]): Promise<void> {
  let net = noChange();
  for (const change of changes) {
    switch (change.kind) {
      case "forget_repository":
      case "forget_installation":
        // It depends on what is there: everything before it has to be.
        await write(db, net);
        net = noChange();
        await forget(db, change);
        break;
      case "put":
        net.incidents.set(ownKey(change.subject), change);
        break;
      case "remove":
        net.incidents.set(ownKey(change.subject), { subject: change.subject, keys: null });
        break;
      case "learn":
        net.facts.set(change.repository.toLowerCase(), { spelled: change.repository, facts: change.facts });
        break;
      case "swept":
        net.swept.set(change.repository.toLowerCase(), { spelled: change.repository, swept: change.swept });
        break;
      case "distrust":
        net.swept.set(change.repository.toLowerCase(), { spelled: change.repository, swept: null });
    }
  }
  await write(db, net);
}

function noChange(): Net {
  return { incidents: new Map(), facts: new Map(), swept: new Map() };
}

function ownKey({ repository, number }: IncidentSubject): string {
  return issueKey(repository, number);
}

async function forget(db: Sql, change: Extract<Change, { readonly kind: `forget_${string}` }>): Promise<void> {
  if (change.kind === "forget_repository") {
    await db.query("delete from quench.repository where name = $1", [change.repository.toLowerCase()]);
    return;
  }
  await db.query("delete from quench.repository where installation = $1", [change.installation]);
  await db.query("delete from quench.incident where installation = $1", [change.installation]);
  // Who installs it again has another number.
  await db.query("delete from quench.creation where installation = $1", [change.installation]);
}

async function write(db: Sql, net: Net): Promise<void> {
  const puts = [...net.incidents.values()].flatMap(({ subject, keys }) => (keys === null ? [] : [{ subject, keys }]));
  const removed = [...net.incidents.values()].flatMap(({ subject, keys }) => (keys === null ? [subject] : []));
  await writeRepositories(db, net, puts);
  if (net.facts.size > 0) await writeUsers(db, net.facts);
  if (removed.length > 0) await remove(db, removed);
  if (puts.length > 0) await put(db, puts);
}

/**
 * Every repository that something is known of has a row. By name, so that two looks that end at once wait for each other
 * in one order. JSON's null is a value; where a column is SQL's null, it stays as it is.
 */
async function writeRepositories(
  db: Sql,
  { facts, swept }: Net,
  puts: readonly { readonly subject: IncidentSubject }[],
): Promise<void> {
  const spelled = new Map<string, string>();
  for (const { subject } of puts) spelled.set(subject.repository.toLowerCase(), subject.repository);
  for (const [name, one] of [...facts, ...swept]) spelled.set(name, one.spelled);
  const names = [...spelled.keys()].toSorted();
  if (names.length === 0) return;
  await db.query(
    `insert into quench.repository as r (name, spelled, installation, facts, swept)
     select i.name, i.spelled, i.installation, i.facts::json, i.swept::json
     from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[])
       as i(name, spelled, installation, facts, swept)
     left join quench.repository k on k.name = i.name
     where k.name is null or k.spelled <> i.spelled
       or (i.facts is not null and (k.facts::text, k.installation) is distinct from (i.facts, i.installation))
       or (i.swept is not null and k.swept::text is distinct from i.swept)
     order by i.name
     on conflict (name) do update set
       spelled = excluded.spelled,
       installation = coalesce(excluded.installation, r.installation),
       facts = coalesce(excluded.facts, r.facts),
       swept = coalesce(excluded.swept, r.swept)`,
    [
      names,
      names.map((name) => spelled.get(name) ?? name),
      names.map((name) => facts.get(name)?.facts.installation ?? null),
      names.map((name) => jsonOf(facts.get(name)?.facts)),
      names.map((name) => jsonOf(swept.get(name)?.swept)),
    ],
  );
}

function jsonOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

async function writeUsers(db: Sql, facts: Net["facts"]): Promise<void> {
  const used = [...facts].flatMap(([name, one]) => (one.facts.policyFiles ?? []).map((file) => ({ name, file })));
  await db.query(
    `with wanted as (
       select r.id, i.file, min(i.place::text)::uuid as place
       from unnest($2::text[], $3::uuid[], $4::uuid[]) as i(name, file, place)
       join quench.repository r on r.name = i.name
       group by r.id, i.file
     ), gone as (
       delete from quench.policy_user u using quench.repository r
       where r.id = u.repository and r.name = any($1)
         and not exists (select from wanted w where w.id = u.repository and w.file = u.file)
     )
     insert into quench.policy_user (file, repository, place)
     select file, id, place from wanted on conflict do nothing`,
    [
      [...facts.keys()],
      used.map(({ name }) => name),
      used.map(({ file }) => digestOf(file)),
      used.map(({ file }) => placeOf(file)),
    ],
  );
}

async function remove(db: Sql, subjects: readonly IncidentSubject[]): Promise<void> {
  await db.query(
    `delete from quench.incident k
     using unnest($1::text[], $2::integer[]) as i(name, number), quench.repository r
     where r.name = i.name and k.repository = r.id and k.number = i.number`,
    placesOf(subjects),
  );
}

/** Their repositories are held, so that one that is forgotten meanwhile is no error: then nothing is kept of it. */
async function put(
  db: Sql,
  puts: readonly { readonly subject: IncidentSubject; readonly keys: readonly string[] }[],
): Promise<void> {
  const [names, numbers] = placesOf(puts.map(({ subject }) => subject));
  await db.query(
    `with there as materialized (
       select id, name from quench.repository where name = any($1) order by name for key share
     )
     insert into quench.incident as k (repository, number, installation)
     select r.id, i.number, i.installation
     from unnest($1::text[], $2::integer[], $3::bigint[]) as i(name, number, installation)
     join there r on r.name = i.name
     order by r.id, i.number
     on conflict (repository, number) do update set installation = excluded.installation
     where k.installation <> excluded.installation`,
    [names, numbers, puts.map(({ subject }) => subject.installation)],
  );
  const keys = puts.flatMap(({ subject, keys: all }, at) =>
    [...keptKeys(ownKey(subject), all)].map((key) => ({ at: at + 1, key: digestOf(key) })),
  );
  await db.query(
    `with put as materialized (
       select i.at, k.id
       from unnest($1::text[], $2::integer[]) with ordinality as i(name, number, at)
       join quench.repository r on r.name = i.name
       join quench.incident k on k.repository = r.id and k.number = i.number
     ), wanted as materialized (
       select p.id, w.key from unnest($3::integer[], $4::uuid[]) as w(at, key) join put p on p.at = w.at
     ), gone as (
       delete from quench.incident_key k using put p
       where k.incident = p.id
         and not exists (select from wanted w where w.id = k.incident and w.key = k.key)
     )
     insert into quench.incident_key (key, incident)
     select key, id from wanted order by id, key on conflict do nothing`,
    [names, numbers, keys.map(({ at }) => at), keys.map(({ key }) => key)],
  );
}

function placesOf(subjects: readonly IncidentSubject[]): [readonly string[], readonly number[]] {
  return [subjects.map(({ repository }) => repository.toLowerCase()), subjects.map(({ number }) => number)];
}
