/**
 * What is known of incidents and repositories, and the signals that match nothing yet. All of it may be emptied at any
 * time: the next sweep fills it again.
 *
 * Keys are kept as the first half of their SHA-256: a key may name a path of four kilobytes, which no index takes.
 */
import type { Migration } from "../migrations.ts";

export const index: Migration = {
  number: 2,
  name: "index",
  oldest: 2,
  statements: [
    `create table if not exists quench.repository (
       id integer generated always as identity primary key,
       name text collate "C" not null unique,
       spelled text not null,
       installation bigint,
       facts json,
       swept json
     )`,
    "create index if not exists repository_installation on quench.repository (installation)",
    `create table if not exists quench.policy_user (
       file uuid not null,
       repository integer not null references quench.repository on delete cascade,
       place uuid not null,
       primary key (file, repository)
     )`,
    "create index if not exists policy_user_place on quench.policy_user (place)",
    "create index if not exists policy_user_repository on quench.policy_user (repository)",
    `create table if not exists quench.incident (
       -- As wide as an id may be: in the table of keys it takes no more room than a narrow one.
       id bigint generated always as identity primary key,
       installation bigint not null,
       repository integer not null references quench.repository on delete cascade,
       number integer not null,
       unique (repository, number)
     )`,
    "create index if not exists incident_installation on quench.incident (installation)",
    `create table if not exists quench.incident_key (
       key uuid not null,
       incident bigint not null references quench.incident on delete cascade,
       primary key (key, incident)
     )`,
    "create index if not exists incident_key_incident on quench.incident_key (incident)",
    `create table if not exists quench.kept_signal (
       id bigint generated always as identity primary key,
       repository text collate "C" not null,
       installation bigint not null,
       signal json not null,
       cause text
     )`,
    "create index if not exists kept_signal_repository on quench.kept_signal (repository)",
    "create index if not exists kept_signal_installation on quench.kept_signal (installation)",
    `create table if not exists quench.kept_overflow (
       repository text collate "C" primary key,
       installation bigint not null
     )`,
    "create index if not exists kept_overflow_installation on quench.kept_overflow (installation)",
  ],
};
