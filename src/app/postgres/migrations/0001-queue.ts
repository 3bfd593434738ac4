/**
 * The queue's own tables. pg-boss has the jobs (its schema is its own); what a subject was asked for, in whose hands it
 * is and how often it failed is here, one row a subject, which is also what everybody who changes it locks first.
 */
import type { Migration } from "../migrations.ts";

export const queue: Migration = {
  number: 1,
  name: "queue",
  oldest: 1,
  statements: [
    `create table if not exists quench.turn (
       key text primary key,
       kind text not null,
       -- Null: a sweep over all of them.
       installation bigint,
       -- In lower case; null: a sweep over all of them.
       repository text,
       subject jsonb not null,
       -- The job of pg-boss that it waits with in its lane, or that the look which runs was begun with.
       lane text,
       job uuid,
       priority integer,
       -- Since when it has been due, in milliseconds.
       since double precision,
       -- Asked for since the last look began.
       reasons text[] not null default '{}',
       causes text[] not null default '{}',
       failures integer not null default 0,
       -- When each lane's earliest reason is due, in milliseconds; null: there is none.
       due double precision[] not null default '{}',
       -- When its delayed job comes, if it has one.
       wakes timestamptz,
       retry boolean not null default false,
       -- In whose hands it is, and until when unless that worker says so again.
       token uuid,
       worker text,
       until timestamptz,
       held_reasons text[] not null default '{}',
       held_causes text[] not null default '{}'
     ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`,
    "create index if not exists turn_waiting on quench.turn (lane) where job is not null and token is null",
    "create index if not exists turn_held on quench.turn (token) where token is not null",
    // By an order, not by a guess of how many are held: before its statistics are there, PostgreSQL takes it for nearly all.
    "create index if not exists turn_until on quench.turn (until) where token is not null",
    "create index if not exists turn_wakes on quench.turn (wakes) where wakes is not null",
    "create index if not exists turn_repository on quench.turn (repository) where job is not null",
    // How far each lane has come, and each installation's next place in it (share.ts).
    "create table if not exists quench.lane (lane text primary key, now bigint not null)",
    `insert into quench.lane (lane, now) values ('urgent', -2000000000), ('usual', -2000000000), ('background', -2000000000)
     on conflict do nothing`,
    `create table if not exists quench.share (
       lane text not null,
       -- 0: of no installation.
       installation bigint not null,
       next bigint not null,
       asked integer not null,
       primary key (lane, installation)
     ) with (fillfactor = 50)`,
  ],
};
