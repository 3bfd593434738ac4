/**
 * Fair shares: what an installation asks for waits behind its own, not behind everybody's. Start-time fair queueing
 * (Goyal, Vin, Cheng 1996): a job's tag is where its installation has come to, or its lane where that is further; jobs
 * begin by their tags, so that ten thousand waiting looks of one delay another's by one.
 */
import { LANES, type Lane } from "../../queue/queue.ts";
import type { Sql } from "./sql.ts";

export interface Place {
  readonly lane: Lane;
  /** 0: of no installation. */
  readonly installation: number;
}

/** pg-boss's priorities are integers of 32 bits, and the greatest goes first. Lanes begin here and count up. */
const FIRST = -2_000_000_000;
const LAST = 1_900_000_000;

/** @returns the priorities of so many new jobs, in their order. Locks the installations' rows to the transaction's end. */
export async function prioritiesOf(sql: Sql, places: readonly Place[]): Promise<readonly number[]> {
  if (places.length === 0) return [];
  const counts = new Map<string, Place & { count: number }>();
  for (const place of places) {
    const known = counts.get(nameOf(place));
    if (known === undefined) counts.set(nameOf(place), { ...place, count: 1 });
    else known.count += 1;
  }
  const rows = await sql.query<Place & { next: number; asked: number }>(
    `insert into quench.share as s (lane, installation, next, asked)
     select x.lane, x.installation, l.now + x.count, x.count
     from jsonb_to_recordset($1::jsonb) as x(lane text, installation bigint, count integer)
     join quench.lane l on l.lane = x.lane
     order by x.lane, x.installation
     on conflict (lane, installation) do update
       set next = greatest(s.next, excluded.next - excluded.asked) + excluded.asked, asked = excluded.asked
     returning lane, installation::float8 as installation, next::float8 as next, asked`,
    [JSON.stringify([...counts.values()])],
  );
  const next = new Map(rows.map((row) => [nameOf(row), row.next - row.asked]));
  return places.map((place) => {
    const tag = next.get(nameOf(place)) ?? FIRST;
    next.set(nameOf(place), tag + 1);
    return -tag;
  });
}

/** A lane has come to the jobs of those priorities. */
export async function advance(sql: Sql, begun: readonly { readonly lane: Lane; readonly priority: number }[]) {
  for (const lane of LANES) {
    const tags = begun.filter((job) => job.lane === lane).map((job) => -job.priority);
    if (tags.length === 0) continue;
    await sql.query("update quench.lane set now = $2 where lane = $1 and now < $2", [lane, Math.max(...tags)]);
  }
}

/** Forgets those whom nothing is owed to; and counts from the start again where a lane that is empty has come far. */
export async function tidyShares(sql: Sql): Promise<void> {
  await sql.query("delete from quench.share s using quench.lane l where l.lane = s.lane and s.next <= l.now");
  const far = await sql.query<{ lane: string }>(
    `update quench.lane l set now = $1 where now > $2 and not exists (
       select from quench.turn t where t.lane = l.lane and t.job is not null
     ) returning lane`,
    [FIRST, LAST],
  );
  if (far.length > 0) await sql.query("delete from quench.share where lane = any($1)", [far.map(({ lane }) => lane)]);
}

function nameOf({ lane, installation }: Place): string {
  return `${lane} ${installation}`;
}
