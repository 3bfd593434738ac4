/** What an installation may still create, shared by all processes: the same windows as `createReservoir`'s, in one row. */
import { CREATIONS_A_MINUTE, CREATIONS_AN_HOUR } from "../../github/request/reservoir.ts";
import type { Sql } from "./sql.ts";

/**
 * Takes one creation, or none. One statement on one row: of two who ask at once the second sees what the first has taken.
 *
 * Times are GitHub's clock, which all processes are told, to the second: what another one has just taken may lie a moment
 * ahead, and only what lies further ahead was left by a clock that was set back.
 */
const TAKE = `
  insert into quench.creation as c (installation, taken) values ($1, array[$2::float8])
  on conflict (installation) do update set (taken, wait) = (
    select case when waits.ms > 0 then recent.taken
                else recent.taken || greatest($2::float8, recent.taken[cardinality(recent.taken)]) end,
           waits.ms
    from (select coalesce(array_agg(at order by at), '{}') as taken
          from unnest(c.taken) as at
          where at > $2::float8 - 3600000 and at <= $2::float8 + 60000) as recent,
         lateral (select greatest(
           0,
           recent.taken[cardinality(recent.taken) - $3::int + 1] + 60000 - $2::float8,
           recent.taken[cardinality(recent.taken) - $4::int + 1] + 3600000 - $2::float8
         ) as ms) as waits
  )
  returning wait`;

/**
 * Takes one creation of an installation at `nowMs` (GitHub's clock) and resolves with 0, or takes none and resolves with
 * how many milliseconds to wait.
 */
export function createSharedCreations(sql: Sql): (installation: number, nowMs: number) => Promise<number> {
  return async (installation, nowMs) => {
    const [row] = await sql.query<{ wait: number }>(TAKE, [installation, nowMs, CREATIONS_A_MINUTE, CREATIONS_AN_HOUR]);
    return Math.ceil(row?.wait ?? 0);
  };
}
