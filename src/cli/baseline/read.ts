/** Reads past closures a few at a time, until all are read, GitHub asks to wait, or somebody has seen enough. */
import { baselineRow } from "../../core/onboarding/baseline.ts";
import type { BaselineRow } from "../../core/onboarding/types.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../../core/snapshot/types.ts";
import { onlyReading } from "../../github/identity.ts";
import type { ListedClosure } from "../../github/portfolio/read-closures.ts";
import { readSnapshot } from "../../github/read.ts";
import { RateLimited, Unavailable } from "../../github/request/errors.ts";
import { BadArgument } from "../argument.ts";
import type { Access } from "../credentials.ts";
import { readAs } from "../read-live.ts";
import type { JudgedBy } from "./judge-by.ts";

export interface ToldClosure {
  readonly listed: ListedClosure;
  /** Null where the incident itself could not be read. */
  readonly row: BaselineRow | null;
  /** Why not; null where it was read. */
  readonly why: string | null;
  /** Permissions that would show more of it: `checks: read`. */
  readonly permissions: readonly string[];
}

/** Why not all were read. */
export type Stop =
  | { readonly kind: "rate_limit"; readonly retryAt: Instant }
  | { readonly kind: "interrupted" }
  | { readonly kind: "unavailable"; readonly why: string };

export interface ReadClosures {
  /** The last closed first. */
  readonly told: readonly ToldClosure[];
  /** Null where all were read. */
  readonly stop: Stop | null;
}

export interface ReadingOptions {
  readonly access: Access;
  readonly owner: string;
  readonly repo: string;
  readonly judge: JudgedBy;
  /** Resolves where somebody wants to wait no longer. */
  readonly interrupted: Promise<unknown>;
  /** Told after each. */
  readonly onRead: (done: number) => void;
}

/** GitHub allows 2,000 points a minute, and an incident costs about 7. */
const LANES = 4;
/** After so many in a row that could not be read, it is GitHub and not the incidents. */
const MOST_FAILED = 8;

/** @throws what is no matter of one incident: refused credentials, for example. */
export async function readClosuresOf(
  wanted: readonly ListedClosure[],
  { access, owner, repo, judge, interrupted, onRead }: ReadingOptions,
): Promise<ReadClosures> {
  const told = new Map<number, ToldClosure>();
  let stop: Stop | null = null;
  let next = 0;
  let failed = 0;
  const lane = async (): Promise<void> => {
    for (let listed = wanted[next++]; listed !== undefined && stop === null; listed = wanted[next++]) {
      try {
        told.set(listed.number, await readOne(listed));
        failed = 0;
      } catch (error) {
        if (error instanceof RateLimited) stop ??= { kind: "rate_limit", retryAt: error.retryAt };
        else if (error instanceof Unavailable) {
          failed += 1;
          if (failed >= MOST_FAILED) stop ??= { kind: "unavailable", why: error.message };
          told.set(listed.number, { listed, row: null, why: error.message, permissions: [] });
        } else throw error;
      }
      onRead(told.size);
    }
  };
  const readOne = async (listed: ListedClosure): Promise<ToldClosure> => {
    const read = await snapshotOf(listed.number);
    if (typeof read === "string") return { listed, row: null, why: read, permissions: [] };
    const row = baselineRow(read, listed.closed_at, judge.policy);
    return { listed, row, why: null, permissions: [...new Set(permissionsIn(read))].sort() };
  };
  const snapshotOf = async (number: number): Promise<Snapshot | string> => {
    const subject = { owner, repo, number };
    if (access.app !== null) {
      // Where no policy is in force the App reads less: there it reads like anybody else.
      const identity = judge.live ? access.app : onlyReading(access.app);
      const result = await readSnapshot(access.client, subject, identity);
      return result.kind === "snapshot" ? result.snapshot : result.why;
    }
    try {
      return await readAs(access, subject, undefined);
    } catch (error) {
      if (error instanceof BadArgument) return error.message;
      throw error;
    }
  };
  const lanes = Promise.all(Array.from({ length: Math.min(LANES, wanted.length) }, lane));
  const ended = await Promise.race([lanes.then(() => true), interrupted.then(() => false)]);
  if (!ended) {
    stop ??= { kind: "interrupted" };
    // What is under way is not waited for, and whatever comes of it concerns nobody any more.
    lanes.catch(() => undefined);
  }
  const inOrder = wanted.flatMap(({ number }) => told.get(number) ?? []);
  return { told: inOrder, stop };
}

function permissionsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (isUnreadable(value)) return value.permission === undefined ? [] : [value.permission];
  return Object.values(value).flatMap(permissionsIn);
}
