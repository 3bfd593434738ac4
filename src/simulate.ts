/**
 * What a change of the policy would do: the check `Quench / policy` of a pull request that touches a policy file. At the
 * level of `reconcile.ts`. The file is read at the head as data: nothing here is ever in force, and nothing but the check
 * is written. What it could not finish stands in the check itself, so that a restart goes on where it was.
 */
import { isSameContent } from "./core/plan/checks.ts";
import type { CheckContent } from "./core/plan/write.ts";
import {
  type Annotation,
  annotationsOf,
  type PolicyCheckFacts,
  renderPolicyCheck,
  type Stopped,
} from "./core/render/policy-check.ts";
import { type Row, rowOf, unknownRow } from "./core/simulate/compare.ts";
import { type JudgedFile, judgeFile } from "./core/simulate/judge-file.ts";
import { readRecord } from "./core/simulate/record.ts";
import { isUnreadable } from "./core/snapshot/types.ts";
import { policyFacts, policyKey } from "./github/heads/policy-facts.ts";
import { listTasks, type SimulationTask } from "./github/heads/list-simulated.ts";
import type { OwnRun } from "./github/heads/own-runs.ts";
import { type PolicyChange, proposedBy, readPolicyChange } from "./github/heads/read-policy-change.ts";
import { type PolicyPlace, readPolicyPlaces } from "./github/heads/read-policy-places.ts";
import { type Identity, onlyReading } from "./github/identity.ts";
import { readProposed } from "./github/incident/read-policy.ts";
import { readSnapshot } from "./github/read.ts";
import type { GitHubClient } from "./github/request/client.ts";
import { RateLimited, Unavailable } from "./github/request/errors.ts";
import type { WriteOutcome } from "./github/write/outcome.ts";
import { isPermanent, writeContext } from "./github/write/write-context.ts";
import { POLICY_CHECK, policyWrite, writePolicyCheck } from "./github/write/write-policy-check.ts";
import type { ReconcileLog } from "./reconcile.ts";

/** A pull request, as the check is asked for it. */
export interface PolicyCheckSubject {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

export interface PolicyCheckDeps {
  readonly client: GitHubClient;
  readonly identity: Identity;
  readonly log: ReconcileLog;
  /** Paths in this repository that other repositories' policies extend, as far as known (the index); default none. */
  readonly basePaths?: readonly string[];
  /** Repositories (`owner/name`) whose policy a file of this one is a part of, as far as known; default none. */
  readonly users?: readonly string[];
  /** Judges, and writes nothing. */
  readonly readOnly?: boolean;
  /** A look again that was asked for (rerequested, the button): the simulation is made anew. */
  readonly again?: boolean;
  /** What the passes of one job know of each other, where the check itself cannot keep it (a token that only reads). */
  readonly progress?: PolicyProgress;
  /**
   * For a job, which nobody starts again by itself: why it gives up rather than go on after so many milliseconds, null where
   * it goes on. Then what is simulated so far is concluded, the rest told as unknown. Left out: somebody always comes back.
   */
  readonly givesUp?: (milliseconds: number) => Extract<Stopped, "limit" | "time"> | null;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** Made empty (`{ key: "", rows: {} }`) by whoever calls more than once. */
export interface PolicyProgress {
  key: string;
  rows: Record<string, Row>;
}

interface Said {
  readonly content: CheckContent;
  readonly annotations: readonly Annotation[];
  /** The check that was written, refused, or in a dry run would be written; null where it stands as it should. */
  readonly outcome: WriteOutcome | null;
}

export type PolicyCheckResult =
  /** It touches no policy file, or is closed: nothing was written. One request. */
  | { readonly kind: "none" }
  /** The check says what there is to say; `changed` is false where it said so before. */
  | (Said & { readonly kind: "done"; readonly conclusion: "success" | "failure"; readonly changed: boolean })
  /** It is valid; what it would change is not known whole, and the job has given up (`givesUp`). */
  | (Said & { readonly kind: "stopped"; readonly why: Stopped })
  /** A rate limit, or more incidents than one pass reads: the check stands in progress; go on after so many milliseconds. */
  | { readonly kind: "unfinished"; readonly why: string; readonly retryIn: number };

/** Repositories that are looked at beside the pull request's own. */
const MOST_USERS = 20;
/** Incidents read in one pass: others wait for their turn, and for the same budget. */
const READ_AT_ONCE = 25;
const NEXT_PASS = 1_000;
/** How soon to try again where GitHub could not be read. */
const RETRY = 10_000;

/**
 * Looks at a pull request's policy files and puts `Quench / policy` on its head. Costs one GraphQL request where it
 * touches none; the caller decides when to ask (opened, reopened, retargeted, a push that touches the file, a fork's
 * synchronize, `rerequested`).
 *
 * @throws `Unavailable` and a refused token, as `reconcile` does; a rate limit is a result.
 */
export async function policyCheck(subject: PolicyCheckSubject, deps: PolicyCheckDeps): Promise<PolicyCheckResult> {
  const pass = new Pass(subject, deps);
  try {
    return await pass.run();
  } catch (error) {
    if (error instanceof RateLimited) return pass.interrupted(error);
    if (!(error instanceof Unavailable) || deps.givesUp === undefined) throw error;
    return pass.unread(error);
  }
}

class Pass {
  private readonly subject: PolicyCheckSubject;
  private readonly deps: PolicyCheckDeps;
  private change: PolicyChange | null = null;
  private files: readonly JudgedFile[] = [];
  private places: readonly PolicyPlace[] = [];
  private tasks: readonly SimulationTask[] = [];
  private left: ReadonlyMap<PolicyPlace, number> = new Map();
  private key = "";
  private rows: Record<string, Row> = {};
  private judged = false;
  private listed = false;

  constructor(subject: PolicyCheckSubject, deps: PolicyCheckDeps) {
    this.subject = subject;
    this.deps = deps;
  }

  async run(): Promise<PolicyCheckResult> {
    const { client, identity, basePaths = [], again, readOnly, givesUp } = this.deps;
    // Only an App has checks.
    if (identity.appId === null && readOnly !== true) return { kind: "none" };
    const app = identity.appId ?? 0;
    const change = await readPolicyChange(client, this.subject, { app, check: POLICY_CHECK, basePaths });
    if (change === null) return { kind: "none" };
    this.change = change;
    this.files = await this.judgeFiles(change);
    this.judged = true;
    const valid = this.files.every((file) => file.valid);
    this.places = valid ? await readPolicyPlaces(client, change, this.users().slice(0, MOST_USERS)) : [];
    this.key = policyKey(change, this.files, this.places);
    const { check } = change;
    const record = check === null ? null : readRecord(check.content.text);
    this.rows = this.rowsKept();
    if (check !== null && record?.key === this.key) {
      const { status, conclusion } = check.content;
      if (status === "completed" && record.stopped !== true && again !== true) {
        const said = conclusion === "success" ? "success" : "failure";
        return { kind: "done", conclusion: said, changed: false, ...this.said(check.content, null) };
      }
      if (status === "in_progress" || record.stopped === true) Object.assign(this.rows, record.rows);
    }
    ({ tasks: this.tasks, left: this.left } = await listTasks(client, this.places, change.now));
    this.listed = true;
    let read = 0;
    for (const task of this.tasks) {
      if (this.rows[task.key] !== undefined) continue;
      if (read >= READ_AT_ONCE) {
        const why = givesUp?.(NEXT_PASS) ?? null;
        if (why !== null) return this.stop(why);
        await this.write();
        return { kind: "unfinished", why: "more incidents are to be simulated", retryIn: NEXT_PASS };
      }
      this.rows[task.key] = await this.simulate(task);
      read += 1;
    }
    const written = await this.write();
    const conclusion = written.content.conclusion === "failure" ? "failure" : "success";
    return { kind: "done", conclusion, ...written };
  }

  /** A rate limit: what is done so far is kept where the limit lets it be written. */
  async interrupted(error: RateLimited): Promise<PolicyCheckResult> {
    if (this.judged && (this.deps.givesUp?.(error.waitMs) ?? null) !== null) return this.stop("limit");
    try {
      if (this.listed) await this.write();
    } catch (second) {
      if (!(second instanceof RateLimited || second instanceof Unavailable)) throw second;
    }
    return { kind: "unfinished", why: error.message, retryIn: error.waitMs };
  }

  /** @throws the error where not even the file was read. */
  async unread(error: Unavailable): Promise<PolicyCheckResult> {
    if (!this.judged) throw error;
    const { status, answered } = error;
    if (answered && status >= 400 && status < 500) return this.stop("refused");
    if ((this.deps.givesUp?.(RETRY) ?? null) !== null) return this.stop("unread");
    return { kind: "unfinished", why: error.message, retryIn: RETRY };
  }

  /** Concludes what there is; where nothing was left to simulate, it is done all the same. */
  private async stop(why: Stopped): Promise<PolicyCheckResult> {
    const whole = this.listed && this.tasks.every(({ key }) => this.rows[key] !== undefined);
    const said = await this.writeIfLet(whole ? null : why);
    if (!whole) return { kind: "stopped", why, ...said };
    return { kind: "done", conclusion: said.content.conclusion === "failure" ? "failure" : "success", ...said };
  }

  private async writeIfLet(stopped: Stopped | null): Promise<Said & { readonly changed: boolean }> {
    try {
      return await this.write(stopped);
    } catch (error) {
      if (!(error instanceof RateLimited || error instanceof Unavailable) || this.change === null) throw error;
      const content = renderPolicyCheck(this.facts(this.change, stopped));
      const outcome = {
        write: policyWrite(this.subject, this.change, content),
        result: "failed",
        reason: error.message,
      } as const;
      return { ...this.said(content, outcome), changed: true };
    }
  }

  private rowsKept(): Record<string, Row> {
    const { progress } = this.deps;
    if (progress === undefined) return {};
    if (progress.key !== this.key) Object.assign(progress, { key: this.key, rows: {} });
    return progress.rows;
  }

  private said(content: CheckContent, outcome: WriteOutcome | null): Said {
    return { content, annotations: annotationsOf(this.files), outcome };
  }

  private async judgeFiles(change: PolicyChange): Promise<readonly JudgedFile[]> {
    const proposed = proposedBy(change);
    const judged: JudgedFile[] = [];
    for (const { at, version } of change.files) {
      const read = await readProposed(this.deps.client, at, proposed, change.repository.shared);
      if (isUnreadable(read)) throw new Unavailable(version.path, null, read.unreadable);
      judged.push(judgeFile(at.path, version, read[0]?.bases, change.now));
    }
    return judged;
  }

  private users(): readonly string[] {
    const { owner, repo } = this.subject;
    const own = `${owner}/${repo}`.toLowerCase();
    return [...new Set((this.deps.users ?? []).map((name) => name.toLowerCase()))]
      .filter((name) => name !== own)
      .sort();
  }

  /** Reads one incident, judges it by both policies, and lets it go. */
  private async simulate({ place: { home, before, after }, incident }: SimulationTask): Promise<Row> {
    const { client, identity } = this.deps;
    const { owner, repo } = home;
    const reader = before.state === "in_force" ? identity : onlyReading(identity);
    try {
      const read = await readSnapshot(client, { owner, repo, number: incident.number }, reader);
      return read.kind === "gone" ? { kind: "gone" } : rowOf(read.snapshot, incident.closedAt, before, after);
    } catch (error) {
      if (!(error instanceof Unavailable) && !isPermanent(error)) throw error;
      return unknownRow(incident.closedAt);
    }
  }

  private async write(stopped: Stopped | null = null): Promise<Said & { readonly changed: boolean }> {
    const { change, deps, subject } = this;
    if (change === null) throw new Error("nothing was read yet");
    const content = renderPolicyCheck(this.facts(change, stopped));
    if (change.check !== null && isSameContent(content, change.check.content)) {
      return { ...this.said(content, null), changed: false };
    }
    const write = policyWrite(this.subject, change, content);
    if (deps.readOnly === true) return { ...this.said(content, { write, result: "planned" }), changed: true };
    const { owner, repo, number } = subject;
    const fields = { repository: `${owner}/${repo}`, number, status: content.status, title: content.title };
    const annotations = content.status === "completed" ? annotationsOf(this.files) : [];
    const existing = change.check;
    const { sha, about } = write;
    try {
      const wanted = { sha, about, existing, content, annotations };
      const id = await writePolicyCheck(deps.client, writeContext(subject, deps), wanted);
      this.change = { ...change, check: { id, name: POLICY_CHECK, about, content } satisfies OwnRun };
    } catch (error) {
      // Whoever gives up tells it otherwise: a token that may only read, on a pull request from a fork.
      if (deps.givesUp === undefined || !isPermanent(error)) throw error;
      deps.log.warn({ ...fields, why: error.message }, "a write was refused");
      return { ...this.said(content, { write, result: "failed", reason: error.message }), changed: true };
    }
    deps.log.info(fields, "policy check");
    return { ...this.said(content, { write, result: "done" }), changed: true };
  }

  private facts(change: PolicyChange, stopped: Stopped | null): PolicyCheckFacts {
    const { files, places, tasks, left, rows, key } = this;
    const placesLeft = Math.max(0, this.users().length - MOST_USERS);
    return policyFacts(change, { files, places, tasks, left, rows, key, placesLeft, stopped });
  }
}
