/** What is known, asked of the database: one question for whatever is wanted. */
import type { Index, Known, RepositoryFacts, Swept, Wanted } from "../../queue/known.ts";
import type { IncidentSubject } from "../../queue/queue.ts";
import { digestOf } from "./digest.ts";
import type { Sql } from "./sql.ts";

export interface Row {
  readonly what: "key" | "incident" | "repository" | "user" | "in flight";
  /** The digest of a key or of a policy file. */
  readonly key: string | null;
  readonly name: string;
  readonly spelled: string;
  readonly installation: string | null;
  readonly number: number | null;
  readonly facts: RepositoryFacts | null;
  readonly swept: Swept | null;
}

/** One statement, and its values. */
export interface Question {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Whose look may learn something: what is in flight is asked in the same statement, so that it is of the same moment. */
export interface Reader {
  /** In lower case. */
  readonly repository: string;
  readonly installation: number;
}

const COLUMNS = "r.name, r.spelled";
const NOTHING = `select 'key' as what, null::uuid as key, null::text as name, null::text as spelled,
  null::bigint as installation, null::integer as number, null::json as facts, null::json as swept where false`;
const INCIDENT = `${COLUMNS}, k.installation, k.number, null::json, null::json`;
const REPOSITORY = `${COLUMNS}, r.installation, null::integer, r.facts, r.swept`;

/** The index over this database. */
export function createPostgresIndex(db: Sql): Index {
  return {
    view: (wanted) => viewOf(db, wanted),
    async size() {
      const [row] = await db.query<{ count: string }>("select count(*) from quench.incident");
      return Number(row?.count ?? 0);
    },
  };
}

/** Asks for all that is wanted at once, as it is at one moment. */
export async function viewOf(db: Sql, wanted: Wanted): Promise<Known> {
  const { text, values } = questionOf(wanted);
  return values.length === 0 ? knownOf([]) : knownOf(await db.query<Row>(text, values));
}

/**
 * The question: nothing is asked that is not wanted, and each part of it goes by an index. Pure.
 *
 * @param readers of each, whether a look that concerns it (`concerns`) is in hand or waits is asked too: then there is
 * one row more, and it is among `inFlightOf` the rows.
 */
export function questionOf(wanted: Wanted, readers: readonly Reader[] = []): Question {
  const values: unknown[] = [];
  const parts = [NOTHING];
  /** Adds a part where there is something to ask for; its text gets the place of the value. */
  const ask = (value: readonly unknown[], part: (place: string) => string): void => {
    if (value.length === 0) return;
    values.push([...new Set(value)]);
    parts.push(part(`$${values.length}`));
  };
  const { keys = [], repositories = [], usersOf = [], incidentsOf = [], incidentsOfInstallation = [] } = wanted;
  const incidentsWhere = (condition: string): string =>
    `select 'incident', null::uuid, ${INCIDENT}
     from quench.incident k join quench.repository r on r.id = k.repository where ${condition}`;
  ask(
    keys.map(digestOf),
    (place) =>
      `select 'key', o.key, ${INCIDENT}
       from quench.incident_key o join quench.incident k on k.id = o.incident
       join quench.repository r on r.id = k.repository where o.key = any(${place}::uuid[])`,
  );
  ask(
    repositories.map((name) => name.toLowerCase()),
    (place) =>
      `select 'repository', null::uuid, ${REPOSITORY} from quench.repository r where r.name = any(${place}::text[])`,
  );
  ask(
    incidentsOf.map((name) => name.toLowerCase()),
    (place) => incidentsWhere(`r.name = any(${place}::text[])`),
  );
  ask(incidentsOfInstallation, (place) => incidentsWhere(`k.installation = any(${place}::bigint[])`));
  const users = (column: "file" | "place", value: readonly string[]): void =>
    ask(value, (place) => {
      const found = `quench.policy_user u join quench.repository r on r.id = u.repository`;
      const condition = `u.${column} = any(${place}::uuid[])`;
      return `select 'user', u.${column}, ${REPOSITORY} from ${found} where ${condition} union all ${incidentsWhere(
        `k.repository in (select u.repository from quench.policy_user u where ${condition})`,
      )}`;
    });
  users("file", usersOf.filter((key) => !isOfPlace(key)).map(digestOf));
  users("place", usersOf.filter(isOfPlace).map(placeKey));
  const named = new Map(readers.map((reader) => [nameOf(reader), reader]));
  if (named.size > 0) {
    const all = [...named.values()];
    values.push(
      all.map(({ repository }) => repository),
      all.map(({ installation }) => installation),
    );
    parts.push(
      `select 'in flight', null, p.repository, null, p.installation, null, null, null
       from unnest($${values.length - 1}::text[], $${values.length}::bigint[]) as p(repository, installation)
       where ${inFlight("p.repository", "p.installation")}`,
    );
  }
  return { text: parts.join(" union all "), values };
}

/** `concerns` of route.ts as a condition, over every subject that is looked at or waits to be. */
export function inFlight(repository: string, installation: string): string {
  return `(exists (select from quench.turn t where t.job is not null and t.repository = ${repository})
    or exists (select from quench.turn t where t.job is not null and t.repository is null and t.kind = 'sweep'
      and (t.installation is null or t.installation = ${installation})))`;
}

/** The readers, by their names, of whom the answer's rows say that such a look is in hand or waits. */
export function inFlightOf(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(
    rows.flatMap(({ what, name, installation }) =>
      what === "in flight" ? [nameOf({ repository: name, installation })] : [],
    ),
  );
}

/** What tells readers apart. */
export function nameOf(one: { readonly repository: string; readonly installation: number | string | null }): string {
  return `${one.installation} ${one.repository}`;
}

function isOfPlace(key: string): boolean {
  return key.endsWith(" *");
}

function placeKey(key: string): string {
  return digestOf(key.slice(0, -1));
}

/** What the answer's rows tell. Pure. */
export function knownOf(rows: readonly Row[]): Known {
  const byKey = new Map<string, Set<string>>();
  const users = new Map<string, Set<string>>();
  const repositories = new Map<string, Row>();
  const incidents = new Map<string, IncidentSubject>();
  /** By repository; a policy may have thousands of users, each of them asked for by itself. */
  const incidentsOf = new Map<string, IncidentSubject[]>();
  const add = (map: Map<string, Set<string>>, key: string | null, one: string): void => {
    // A UUID's dashes are its writing, not its value.
    const digest = (key ?? "").replaceAll("-", "");
    const there = map.get(digest);
    if (there === undefined) map.set(digest, new Set([one]));
    else there.add(one);
  };
  for (const row of rows) {
    const { what, key, name, spelled, installation, number } = row;
    if (what === "repository" || what === "user") repositories.set(name, row);
    if (what === "user") add(users, key, name);
    if (number === null) continue;
    const own = `${name}#${number}`;
    if (!incidents.has(own)) {
      const subject = { kind: "incident", installation: Number(installation), repository: spelled, number } as const;
      incidents.set(own, subject);
      const there = incidentsOf.get(name);
      if (there === undefined) incidentsOf.set(name, [subject]);
      else there.push(subject);
    }
    if (what === "key") add(byKey, key, own);
  }
  return {
    find: (key) => [...(byKey.get(digestOf(key)) ?? [])].flatMap((own) => incidents.get(own) ?? []),
    facts: (repository) => repositories.get(repository.toLowerCase())?.facts ?? null,
    usersOf: (key) => [...(users.get(isOfPlace(key) ? placeKey(key) : digestOf(key)) ?? [])],
    incidentsOf: (repository) => incidentsOf.get(repository.toLowerCase()) ?? [],
    incidentsOfInstallation: (wanted) => [...incidents.values()].filter(({ installation }) => installation === wanted),
    swept: (repository) => repositories.get(repository.toLowerCase())?.swept ?? null,
  };
}
