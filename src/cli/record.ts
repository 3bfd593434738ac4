/** `quench record`: one incident as it is read now, as a file that `quench evaluate --snapshot` judges the same. */
import type { Environment } from "../app/config.ts";
import { type InForce, resolvePolicy } from "../core/policy/resolve.ts";
import { formatDiagnostic } from "../core/policy/parse.ts";
import { isIncident } from "../core/rules/severity.ts";
import { parseSnapshot } from "../core/snapshot/parse.ts";
import { redact } from "../core/snapshot/redact.ts";
import type { Comment, Issue } from "../core/snapshot/issue.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { isUnreadable, type Readable } from "../core/snapshot/types.ts";
import { buildCase } from "../core/verdict/case.ts";
import { evaluate } from "../core/verdict/evaluate.ts";
import { RateLimited, Refused, Unavailable } from "../github/request/errors.ts";
import type { Identity } from "../github/identity.ts";
import { readSnapshot, type Subject } from "../github/read.ts";
import { type Access, ACTIONS, findAccess, NoAccess } from "./credentials.ts";
import { differences } from "./differences.ts";
import { builtIn } from "./evaluate.ts";
import { CannotWrite, checkTarget, writeWhole } from "./whole-file.ts";

export interface RecordOptions {
  /** `owner/repo#12`, or the issue's address. */
  readonly incident: string | undefined;
  /** The file; `-` or nothing for standard output. */
  readonly output?: string | undefined;
  readonly redact: boolean;
  /** Overwrites whatever file is there. */
  readonly force: boolean;
  /** Login whose comments, issues and checks are Quench's own. */
  readonly as?: string | undefined;
  readonly env: Environment;
}

/** Why nothing is written: what is wrong, where, and what to do. */
class CannotRecord extends Error {
  override readonly name = "CannotRecord";
}

/** Whose comments Quench's own are where nothing tells: the name in app.yml. */
const OUR_LOGIN = "quench[bot]";
const TRACKER_LINE = /^<!-- quench:tracker -->(?:\r?\n|$)/;
/** Facts that could not be read, told one by one. */
const MOST_TOLD = 5;

/** @returns the exit code: 0 written, 1 where it cannot be. */
export async function record(options: RecordOptions): Promise<number> {
  const { output = "-" } = options;
  try {
    const subject = subjectOf(options.incident, options.env);
    if (options.as !== undefined) checkBot(options.as);
    if (output !== "-") checkTarget(output, options.force);
    const access = await findAccess(options.env, subject.owner);
    const read = await readAs(access, subject, options.as);
    checkHost(subject, read);
    const replayed = replay(read);
    const notes = notesOn(replayed, access);
    const snapshot = options.redact ? redacted(replayed) : replayed;
    const text = `${JSON.stringify(snapshot, null, 2)}\n`;
    if (output === "-") process.stdout.write(text);
    else writeWhole(output, text);
    const name = `${subject.owner}/${subject.repo}#${subject.number}`;
    const where = output === "-" ? "" : ` in ${output}`;
    tell([`Recorded ${name} as of ${snapshot.now}${where}.`, ...notes]);
    return 0;
  } catch (error) {
    tell([whyNot(error, options.env)]);
    return 1;
  }
}

function tell(lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(""));
}

interface Named extends Subject {
  /** Of the address that was given; null where none was. */
  readonly host: string | null;
}

function subjectOf(incident: string | undefined, env: Environment): Named {
  const example = "as in `quench record acme/shop#12`, or its address";
  if (incident === undefined) throw new CannotRecord(`The incident is missing: name it, ${example}.`);
  const named = /^([A-Za-z0-9][\w-]{0,38})\/([\w.-]{1,100})#([1-9]\d{0,8})$/.exec(incident);
  const linked = /^https?:\/\/([^/\s]+)\/([\w-]{1,39})\/([\w.-]{1,100})\/issues\/([1-9]\d{0,8})\/?(?:[?#]\S*)?$/.exec(
    incident,
  );
  const [owner, repo, number] = named?.slice(1) ?? linked?.slice(2) ?? [];
  if (owner === undefined || repo === undefined || number === undefined) {
    throw new CannotRecord(`\`${incident}\` names no issue: write owner, repository and number, ${example}.`);
  }
  const host = linked?.[1]?.toLowerCase() ?? null;
  // A token is sent only where the environment says, never to whatever host an argument names.
  if (host !== null && host !== "github.com" && (env["GITHUB_API_URL"] ?? "").trim() === "") {
    throw new CannotRecord(
      `\`${incident}\` is not on github.com: set GITHUB_API_URL=https://${host}/api/v3 to read there.`,
    );
  }
  return { owner, repo, number: Number(number), host };
}

/** Quench is an App or a workflow: a person's comments are never taken for its own. */
function checkBot(login: string): void {
  if (/^[A-Za-z0-9][\w-]{0,99}\[bot\]$/.test(login)) return;
  throw new CannotRecord(`--as: \`${login}\` is no bot's login; write one such as \`${OUR_LOGIN}\`.`);
}

/** A repository of the same name on another GitHub is another one. */
function checkHost({ host }: Named, { repository }: Snapshot): void {
  const read = new URL(repository.url).host;
  if (host === null || host === read) return;
  throw new CannotRecord(
    `The address is on ${host}, and GITHUB_API_URL answers for ${read}: set GITHUB_API_URL to the API of ${host}.`,
  );
}

/**
 * Reads as the App would, as far as the credentials go.
 *
 * With a mere token we are recognized by the author of the tracker comment. Only a bot is taken for us: a person who types
 * our marker stays a person, and a bot that does so has no say in any judgement either way. Whatever the comments
 * remember is void without the key.
 */
async function readAs({ client, viewer, app }: Access, subject: Subject, as: string | undefined): Promise<Snapshot> {
  if (app !== null) return readOnce({ ...app, login: as ?? app.login });
  const guess = as ?? (viewer?.endsWith("[bot]") === true ? viewer : OUR_LOGIN);
  const first = await readOnce(withoutKey(guess));
  const found = as === undefined && guess !== viewer ? trackerAuthor(first) : null;
  const read = found === null || found === guess ? first : await readOnce(withoutKey(found));
  return read.self.login === viewer ? read : withoutReactions(read);

  async function readOnce(identity: Identity): Promise<Snapshot> {
    const result = await readSnapshot(client, subject, identity);
    if (result.kind === "snapshot") return result.snapshot;
    const name = `${subject.owner}/${subject.repo}#${subject.number}`;
    throw new CannotRecord(
      `${name} cannot be read: ${result.why.replace(/\.$/, "")}. Check its spelling, and that ${viewer ?? "the token"} may see the repository.`,
    );
  }
}

function withoutKey(login: string): Identity {
  return { login, kind: "action", key: null, appId: login === ACTIONS.login ? ACTIONS.appId : null };
}

/** The bot that wrote the first tracker comment; a workflow's only where no other did. */
function trackerAuthor({ incident }: Snapshot): string | null {
  if (isUnreadable(incident.comments)) return null;
  const trackers = incident.comments
    .filter(({ author, body, own }) => author.kind === "bot" && (own?.key === "tracker" || TRACKER_LINE.test(body)))
    .toSorted((a, b) => a.databaseId - b.databaseId);
  const app = trackers.find(({ author }) => author.login !== ACTIONS.login);
  return (app ?? trackers[0])?.author.login ?? null;
}

/** GitHub tells the reactions of whoever asks, and somebody's own thumbs are not Quench's. */
function withoutReactions(snapshot: Snapshot): Snapshot {
  const silent = (comments: Readable<readonly Comment[]>) =>
    isUnreadable(comments) ? comments : comments.map((comment) => ({ ...comment, ownReactions: [] }));
  const issue = (one: Issue): Issue => ({ ...one, comments: silent(one.comments) });
  const issues = (list: Readable<readonly Issue[]>) => (isUnreadable(list) ? list : list.map(issue));
  const { incident, items, ledger } = snapshot;
  return { ...snapshot, incident: issue(incident), items: issues(items), ledger: issues(ledger) };
}

/** The snapshot as it will be read back: what is written must be what is judged. */
function replay(snapshot: Snapshot): Snapshot {
  const parsed = parseSnapshot(JSON.stringify(snapshot), "the snapshot");
  if (parsed.snapshot !== null) return parsed.snapshot;
  throw new CannotRecord(
    ["What was read could not be judged offline:", ...parsed.problems.map(formatDiagnostic)].join("\n"),
  );
}

function redacted(snapshot: Snapshot): Snapshot {
  const without = replay(redact(snapshot));
  const changed = differences(evaluate(snapshot, inForceOf(snapshot)), evaluate(without, inForceOf(without)));
  if (changed.length === 0) return without;
  throw new CannotRecord(
    [
      "Without people's words it would be judged otherwise, so nothing is written:",
      ...changed.map((line) => `  - ${line}`),
      "Record it without --redact, and take out by hand what must not be shared.",
    ].join("\n"),
  );
}

/** The policy by which `quench evaluate` judges it, and the defaults where it would ask for one. */
function inForceOf({ policy }: Snapshot): InForce {
  const resolved = isUnreadable(policy) ? null : resolvePolicy(policy);
  return resolved?.state === "in_force" ? resolved : builtIn();
}

function notesOn(snapshot: Snapshot, { app, viewer }: Access): readonly string[] {
  const { policy, self } = snapshot;
  const inForce = inForceOf(snapshot);
  const notes: string[] = [];
  if (!isIncident(buildCase(snapshot, inForce.policy))) {
    const labels = inForce.policy.incident.labels.map((label) => `\`${label}\``).join(" or ");
    notes.push(
      `It is no incident now: it has no label ${labels}, and no such issue type. It is recorded all the same.`,
    );
  }
  if (isUnreadable(policy)) notes.push("Its policy could not be read: give one to `quench evaluate` with --policy.");
  else if (resolvePolicy(policy).state === "absent") {
    const less = app === null ? "" : " The App reads little where it is silent: with a token more is recorded.";
    notes.push(
      `The repository has no policy: \`quench evaluate\` judges by the defaults in warn mode, or by --policy.${less}`,
    );
  } else if (resolvePolicy(policy).state === "disabled") {
    notes.push("Its policy says `enabled: false`: give another to `quench evaluate` with --policy.");
  }
  if (app === null) {
    notes.push(
      `Read as ${viewer ?? "the token's account"}, without the App's key: what Quench remembers in its own comments counts for nothing here (when the clock started, a closure that is settled, stricter dates and risks agreed before, what a sign-off saw), nor do its reactions. Set APP_ID and PRIVATE_KEY_PATH to record just what the App sees.`,
      `Comments, issues and checks of ${self.login} are taken for Quench's own; name another with --as.`,
    );
  }
  const unread = [...new Set(unreadFacts(snapshot))];
  if (unread.length > 0) {
    const more = unread.length > MOST_TOLD ? [`  and ${unread.length - MOST_TOLD} more`] : [];
    notes.push("Not read, so that whatever rests on it is unknown:", ...unread.slice(0, MOST_TOLD), ...more);
  }
  return notes;
}

function unreadFacts(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (!isUnreadable(value)) return Object.values(value).flatMap(unreadFacts);
  const permission = value.permission === undefined ? "" : ` (it takes ${value.permission})`;
  return [`  - ${value.unreadable}${permission}`];
}

/** One failure, as what to do about it. What nobody foresaw is thrown on. */
function whyNot(error: unknown, env: Environment): string {
  if (error instanceof CannotRecord || error instanceof NoAccess || error instanceof CannotWrite) return error.message;
  if (error instanceof RateLimited) return `GitHub asks to wait: come back at ${error.retryAt}. Nothing was written.`;
  if (error instanceof Refused || error instanceof Unavailable) {
    const api = env["GITHUB_API_URL"] ?? "https://api.github.com";
    if (error.status === 401) return `${error.message}. The credentials are not valid, or no longer: make new ones.`;
    if (error.status === 403) {
      return `${error.message}. The credentials may not read this: grant them what docs/reference/permissions.md lists.`;
    }
    return `GitHub could not be read: ${error.message}. Check ${api}, and try again; nothing was written.`;
  }
  throw error;
}
