/** What each installation has created within the last hour: GitHub counts it by installation, whoever does it. */
import type { Migration } from "../migrations.ts";

export const creations: Migration = {
  number: 3,
  name: "creations",
  oldest: 2,
  statements: [
    `create table if not exists quench.creation (
       installation bigint primary key,
       -- Milliseconds of GitHub's clock, in their order.
       taken double precision[] not null,
       -- What the last one who asked was told to wait, in milliseconds.
       wait double precision not null default 0
     ) with (fillfactor = 50)`,
  ],
};
