/**
 * What a change of the policy would do: the check `Quench / policy` of a pull request that touches a policy file. At the
 * level of `reconcile.ts`. The file is read at the head as data: nothing here is ever in force, and nothing but the check
 * is written. What it could not finish stands in the check itself, so that a restart goes on where it was.
 */
import { createHash } from "node:crypto";
import { isSameContent } from "./core/plan/checks.ts";
import type { CheckContent } from "./core/plan/write.ts";
import {
  annotationsOf,
  type PolicyCheckFacts,
  renderPolicyCheck,
  type SimulatedPlace,
} from "./core/render/policy-check.ts";
import { type Row, rowOf, unknownRow } from "./core/simulate/compare.ts";
import { type JudgedFile, judgeFile } from "./core/simulate/judge-file.ts";
import { readRecord } from "./core/simulate/record.ts";
import { isUnreadable } from "./core/snapshot/types.ts";
import { listTasks, type SimulationTask } from "./github/heads/list-simulated.ts";
import type { OwnRun } from "./github/heads/own-runs.ts";
import { type PolicyChange, proposedBy, readPolicyChange } from "./github/heads/read-policy-change.ts";
import { type PolicyPlace, readPolicyPlaces } from "./github/heads/read-policy-places.ts";
import { type Identity, onlyReading } from "./github/identity.ts";
import { readProposed } from "./github/incident/read-policy.ts";
import { readSnapshot } from "./github/read.ts";
import type { GitHubClient } from "./github/request/client.ts";
import { RateLimited, Unavailable } from "./github/request/errors.ts";
import { isPermanent, writeContext } from "./github/write/write-context.ts";
import { POLICY_CHECK, writePolicyCheck } from "./github/write/write-policy-check.ts";
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
  /** A look again that was asked for (rerequested, the button): the simulation is made anew. */
  readonly again?: boolean;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

export type PolicyCheckResult =
  /** It touches no policy file, or is closed: nothing was written. One request. */
  | { readonly kind: "none" }
  /** The check says what there is to say; `changed` is false where it said so before. */
  | { readonly kind: "done"; readonly conclusion: "success" | "failure"; readonly changed: boolean }
  /** A rate limit, or more incidents than one pass reads: the check stands in progress; go on after so many milliseconds. */
  | { readonly kind: "unfinished"; readonly why: string; readonly retryIn: number };

/** Repositories that are looked at beside the pull request's own. */
const MOST_USERS = 20;
/** Incidents read in one pass: others wait for their turn, and for the same budget. */
const READ_AT_ONCE = 25;
const NEXT_PASS = 1_000;

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
    if (!(error instanceof RateLimited)) throw error;
    return pass.interrupted(error);
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
  private listed = false;

  constructor(subject: PolicyCheckSubject, deps: PolicyCheckDeps) {
    this.subject = subject;
    this.deps = deps;
  }

  async run(): Promise<PolicyCheckResult> {
    const { client, identity, basePaths = [], again } = this.deps;
    const app = identity.appId;
    if (app === null) return { kind: "none" };
    const change = await readPolicyChange(client, this.subject, { app, check: POLICY_CHECK, basePaths });
    if (change === null) return { kind: "none" };
    this.change = change;
    this.files = await this.judgeFiles(change);
    const valid = this.files.every((file) => file.valid);
    this.places = valid ? await readPolicyPlaces(client, change, this.users().slice(0, MOST_USERS)) : [];
    this.key = keyOf(change, this.files, this.places);
    const { check } = change;
    const record = check === null ? null : readRecord(check.content.text);
    if (record?.key === this.key) {
      const { status, conclusion } = check?.content ?? {};
      if (status === "completed" && again !== true) {
        return { kind: "done", conclusion: conclusion === "success" ? "success" : "failure", changed: false };
      }
      if (status === "in_progress") this.rows = { ...record.rows };
    }
    ({ tasks: this.tasks, left: this.left } = await listTasks(client, this.places, change.now));
    this.listed = true;
    let read = 0;
    for (const task of this.tasks) {
      if (this.rows[task.key] !== undefined) continue;
      if (read >= READ_AT_ONCE) {
        await this.write();
        return { kind: "unfinished", why: "more incidents are to be simulated", retryIn: NEXT_PASS };
      }
      this.rows[task.key] = await this.simulate(task);
      read += 1;
    }
    const { content, changed } = await this.write();
    return { kind: "done", conclusion: content.conclusion === "failure" ? "failure" : "success", changed };
  }

  /** A rate limit: what is done so far is kept where the limit lets it be written. */
  async interrupted(error: RateLimited): Promise<PolicyCheckResult> {
    try {
      if (this.listed) await this.write();
    } catch (second) {
      if (!(second instanceof RateLimited || second instanceof Unavailable)) throw second;
    }
    return { kind: "unfinished", why: error.message, retryIn: error.waitMs };
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

  private async write(): Promise<{ readonly content: CheckContent; readonly changed: boolean }> {
    const { change, deps, subject } = this;
    if (change === null) throw new Error("nothing was read yet");
    const facts = this.facts(change);
    const content = renderPolicyCheck(facts);
    if (change.check !== null && isSameContent(content, change.check.content)) return { content, changed: false };
    const completed = content.status === "completed";
    const { owner, repo, number } = subject;
    const annotations = completed ? annotationsOf(facts.files) : [];
    const write = { sha: change.sha, about: `pull ${number}`, existing: change.check, content, annotations };
    const id = await writePolicyCheck(deps.client, writeContext(subject, deps), write);
    this.change = { ...change, check: { id, name: POLICY_CHECK, about: write.about, content } satisfies OwnRun };
    deps.log.info(
      { repository: `${owner}/${repo}`, number, status: content.status, title: content.title },
      "policy check",
    );
    return { content, changed: true };
  }

  private facts({ repository, intoDefault, baseBranch }: PolicyChange): PolicyCheckFacts {
    const places = this.places.map((place): SimulatedPlace => {
      const { home, before, after, same } = place;
      const own = home === repository;
      const incidents = this.tasks
        .filter((task) => task.place === place)
        .map(({ key, incident }) => ({ ...incident, row: this.rows[key] ?? null }));
      const name = own ? null : `${home.owner}/${home.repo}`;
      const hidden = !own && home.private && !repository.private;
      return { name, hidden, before, after, same, incidents, left: this.left.get(place) ?? 0 };
    });
    return {
      files: this.files,
      otherBranch: intoDefault ? null : baseBranch,
      places,
      placesLeft: Math.max(0, this.users().length - MOST_USERS),
      record: { key: this.key, rows: this.rows },
    };
  }
}

/** What the check is made of, but for the incidents: the head's files, and the commits that are in force now. */
function keyOf(change: PolicyChange, files: readonly JudgedFile[], places: readonly PolicyPlace[]): string {
  const standing = places.map(({ home, before }) => [
    `${home.owner}/${home.repo}`.toLowerCase(),
    before.state === "absent" ? null : (before.standing.files ?? before.standing.commit),
  ]);
  const complaints = files.map(({ problems, elsewhere }) => [...problems, ...elsewhere]);
  const made = ["1", change.files.map(({ at, blob }) => [at.path, blob]), change.baseBranch, standing, complaints];
  return createHash("sha256").update(JSON.stringify(made)).digest("hex");
}
