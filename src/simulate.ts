/**
 * What a change of the policy would do: the check `Quench / policy` of a pull request that touches a policy file. At the
 * level of `reconcile.ts`. The file is read at the head as data: nothing here is ever in force, and nothing but the check
 * is written. What it could not finish stands in the check itself, so that a restart goes on where it was.
 */
import { createHash } from "node:crypto";
import type { CheckContent } from "./core/plan/write.ts";
import { type PolicyInForce, resolvePolicy } from "./core/policy/resolve.ts";
import {
  annotationsOf,
  type PolicyCheckFacts,
  renderPolicyCheck,
  type SimulatedPlace,
} from "./core/render/policy-check.ts";
import { closedRow, openRow, type Row } from "./core/simulate/compare.ts";
import { type JudgedFile, judgeFile } from "./core/simulate/judge-file.ts";
import { readRecord } from "./core/simulate/record.ts";
import { enforced, simulateClosing, simulateClosure } from "./core/simulate/simulate.ts";
import { isUnreadable, type Snapshot } from "./core/snapshot/types.ts";
import { addMs, DAY } from "./core/time.ts";
import { type ListedForSimulation, listForSimulation } from "./github/heads/list-simulated.ts";
import type { OwnRun } from "./github/heads/own-runs.ts";
import {
  type PolicyChange,
  type PolicyHome,
  proposedBy,
  readPolicyChange,
  readPolicyHome,
} from "./github/heads/read-policy-change.ts";
import type { Identity } from "./github/identity.ts";
import { readPolicy, readProposed } from "./github/incident/read-policy.ts";
import { readSnapshot } from "./github/read.ts";
import type { GitHubClient } from "./github/request/client.ts";
import { RateLimited, Unavailable } from "./github/request/errors.ts";
import { isPermanent } from "./github/write/write-context.ts";
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

/** Closures so lately are tried. */
const WINDOW = 90 * DAY;
/** Incidents that are simulated, of the open ones and of the closed ones. */
const MOST_INCIDENTS = 100;
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

/** One incident that is to be simulated, and where its outcome belongs. */
interface Task {
  readonly key: string;
  readonly place: Place;
  readonly incident: ListedForSimulation;
}

interface Place {
  readonly home: PolicyHome;
  readonly before: PolicyInForce;
  readonly after: PolicyInForce;
}

class Pass {
  private readonly subject: PolicyCheckSubject;
  private readonly deps: PolicyCheckDeps;
  private change: PolicyChange | null = null;
  private files: readonly JudgedFile[] = [];
  private places: readonly Place[] = [];
  private tasks: readonly Task[] = [];
  private left: ReadonlyMap<Place, number> = new Map();
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
    this.places = valid ? await this.readPlaces(change) : [];
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
    await this.list(change);
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

  /** Repositories in which something else would be in force. */
  private async readPlaces(change: PolicyChange): Promise<readonly Place[]> {
    const { client } = this.deps;
    const proposed = proposedBy(change);
    const homes = [change.repository];
    for (const name of this.users().slice(0, MOST_USERS)) {
      const [owner = "", repo = ""] = name.split("/");
      const home = await readPolicyHome(client, owner, repo);
      if (home !== null) homes.push(home);
    }
    const places: Place[] = [];
    for (const home of homes) {
      const { holder, shared, owner, repo } = home;
      const now = await readPolicy(client, holder, shared, `${owner}/${repo}`);
      const then = await readPolicy(client, holder, shared, `${owner}/${repo}`, proposed);
      const unread = [now, then].find(isUnreadable);
      if (unread !== undefined) throw new Unavailable(`${owner}/${repo}`, null, unread.unreadable);
      if (isUnreadable(now) || isUnreadable(then)) continue;
      const place = { home, before: resolvePolicy(now), after: resolvePolicy(then) };
      if (home === change.repository || settingsOf(place.before) !== settingsOf(place.after)) places.push(place);
    }
    return places;
  }

  private users(): readonly string[] {
    const { owner, repo } = this.subject;
    const own = `${owner}/${repo}`.toLowerCase();
    return [...new Set((this.deps.users ?? []).map((name) => name.toLowerCase()))]
      .filter((name) => name !== own)
      .sort();
  }

  /** The newest open and closed incidents of all places, as many as are simulated. */
  private async list({ now }: PolicyChange): Promise<void> {
    const tasks: Task[] = [];
    const left = new Map<Place, number>();
    let [open, closed] = [MOST_INCIDENTS, MOST_INCIDENTS];
    for (const [index, place] of this.places.entries()) {
      const { home, before, after } = place;
      const policies = [before, after].flatMap((one) => (one.state === "in_force" ? [one.policy] : []));
      if (policies.length === 0 || settingsOf(before) === settingsOf(after)) continue;
      const found = await listForSimulation(this.deps.client, home, policies, addMs(now, -WINDOW));
      if (isUnreadable(found)) throw new Unavailable(`${home.owner}/${home.repo}`, null, found.unreadable);
      const past = after.state === "in_force" ? found.closed : [];
      const taken = [...found.open.slice(0, open), ...past.slice(0, closed)];
      open -= Math.min(open, found.open.length);
      closed -= Math.min(closed, past.length);
      left.set(place, found.open.length + past.length - taken.length);
      tasks.push(...taken.map((incident) => ({ key: `${index}#${incident.number}`, place, incident })));
    }
    this.tasks = tasks;
    this.left = left;
  }

  /** Reads one incident, judges it by both policies, and lets it go. */
  private async simulate({ place: { home, before, after }, incident }: Task): Promise<Row> {
    const { client, identity } = this.deps;
    const { owner, repo } = home;
    // Where no policy is in force, the App reads no more of an incident than it takes to be silent.
    const speaker: Identity = before.state === "in_force" ? identity : { ...identity, kind: "action", key: null };
    let snapshot: Snapshot;
    try {
      const read = await readSnapshot(client, { owner, repo, number: incident.number }, speaker);
      if (read.kind === "gone") return { kind: "gone" };
      ({ snapshot } = read);
    } catch (error) {
      if (!(error instanceof Unavailable) && !isPermanent(error)) throw error;
      return incident.closedAt === null
        ? { kind: "open", from: "unknown", to: "unknown", gates: [] }
        : { kind: "closed", closedAt: incident.closedAt, close: "unknown", unmet: [] };
    }
    if (snapshot.incident.state === "open") {
      return openRow(simulateClosing(snapshot, before), simulateClosing(snapshot, after));
    }
    if (after.state !== "in_force" || incident.closedAt === null) return { kind: "gone" };
    const closure = simulateClosure(snapshot, enforced(after));
    return closedRow(closure, closure.closedAt ?? incident.closedAt);
  }

  private async write(): Promise<{ readonly content: CheckContent; readonly changed: boolean }> {
    const { change, deps, subject } = this;
    if (change === null) throw new Error("nothing was read yet");
    const facts = this.facts(change);
    const content = renderPolicyCheck(facts);
    if (change.check !== null && isSame(content, change.check.content)) return { content, changed: false };
    const completed = content.status === "completed";
    const { owner, repo, number } = subject;
    const context = {
      owner,
      repo,
      identity: deps.identity,
      signer: null,
      beforeCreate: async () => undefined,
      pause: deps.pause ?? ((ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))),
    };
    const annotations = completed ? annotationsOf(facts.files) : [];
    const write = { sha: change.sha, about: `pull ${number}`, existing: change.check, content, annotations };
    const id = await writePolicyCheck(deps.client, context, write);
    this.change = { ...change, check: { id, name: POLICY_CHECK, about: write.about, content } satisfies OwnRun };
    deps.log.info(
      { repository: `${owner}/${repo}`, number, status: content.status, title: content.title },
      "policy check",
    );
    return { content, changed: true };
  }

  private facts({ repository, intoDefault, baseBranch }: PolicyChange): PolicyCheckFacts {
    const places = this.places.map((place): SimulatedPlace => {
      const { home, before, after } = place;
      const own = home === repository;
      const incidents = this.tasks
        .filter((task) => task.place === place)
        .map(({ key, incident }) => ({ ...incident, row: this.rows[key] ?? null }));
      const name = own ? null : `${home.owner}/${home.repo}`;
      const hidden = !own && home.private && !repository.private;
      const same = settingsOf(before) === settingsOf(after);
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

/** GitHub cuts blanks off the ends of what it keeps. */
function isSame(a: CheckContent, b: CheckContent): boolean {
  const said = (one: CheckContent): string =>
    JSON.stringify([one.status, one.conclusion, one.title.trim(), one.summary.trim(), one.text.trim()]);
  return said(a) === said(b);
}

/** The same for policies that judge the same. */
function settingsOf(policy: PolicyInForce): string {
  return policy.state === "in_force" ? JSON.stringify({ ...policy.policy, _extends: null }) : policy.state;
}

/** What the check is made of, but for the incidents: the head's files, and the commits that are in force now. */
function keyOf(change: PolicyChange, files: readonly JudgedFile[], places: readonly Place[]): string {
  const standing = places.map(({ home, before }) => [
    `${home.owner}/${home.repo}`.toLowerCase(),
    before.state === "absent" ? null : (before.standing.files ?? before.standing.commit),
  ]);
  const complaints = files.map(({ problems, elsewhere }) => [...problems, ...elsewhere]);
  const made = ["1", change.files.map(({ at, blob }) => [at.path, blob]), change.baseBranch, standing, complaints];
  return createHash("sha256").update(JSON.stringify(made)).digest("hex");
}
