/**
 * Hearing commands: which of the lines that begin with `/quench` count, from whom, and since when (rulebook N, R-H4).
 *
 * Everything is derived anew from the comments at each pass. A reaction that we left earlier is the record of how a
 * command stood when it was first seen, so that a later change of roles neither lends nor takes away a word once given.
 */
import type { Policy } from "../policy/schema.ts";
import { standsInFor } from "../leave.ts";
import { codeSpan } from "../markdown.ts";
import { atLeast, isAnotherNow, knownAs, mayOverride, memberOf, personOf, sameActor, sameLogin } from "../people.ts";
import type { Comment, Issue } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable, type Instant, type Person, type Role } from "../snapshot/types.ts";
import { type Command, type CommandProblem, parseCommand } from "./parse.ts";
import { allowed, type Meant } from "./rights.ts";
import { keepsRunbook } from "./runbooks.ts";
import { scanCommands } from "./scan.ts";
import type { Standing } from "./types.ts";

export interface Heard {
  readonly command: Command | CommandProblem;
  readonly comment: Comment;
  /** Number of the issue it was said on. */
  readonly issue: number;
  /** Position among the commands of its comment, from 0. */
  readonly index: number;
  readonly by: string;
  /** When it began to count: the comment's creation, or its author's last edit (R-H4). */
  readonly at: Instant;
  readonly standing: Standing;
}

/** Reaction that we leave on a comment whose commands were all accepted, and on one with a refused command. */
export const ACCEPTED_REACTION = "+1";
export const REFUSED_REACTION = "confused";

/** What the form says of an item's people before any command is heard. */
export interface Seed {
  readonly owner: string | null;
  readonly verifier: string | null;
  readonly operator: string | null;
  /** Since when the form names verifier and operator: a sign-off said before does not count (R-H5). */
  readonly since: Instant;
}

interface Line {
  readonly comment: Comment;
  readonly index: number;
  readonly at: Instant;
  readonly command: Command | CommandProblem;
}

const when = (comment: Comment): Instant => comment.lastEditedAt ?? comment.createdAt;

/** Every command line said on an issue, in the order in which they began to count. */
function linesOf(snapshot: Snapshot, policy: Policy, issue: Issue): readonly Line[] {
  if (isUnreadable(issue.comments)) return [];
  const lines: Line[] = [];
  for (const comment of issue.comments) {
    if (comment.own !== null) continue;
    scanCommands(comment.body).forEach((scanned, index) => {
      const command = parseCommand(scanned, policy.time.zone);
      // Whoever is named goes by one name, so that renaming an account makes nobody another person.
      const named = "login" in command ? { ...command, login: knownAs(snapshot, command.login) } : command;
      lines.push({ comment, index, at: when(comment), command: named });
    });
  }
  return lines.sort((a, b) => compare(a, b));
}

function compare(a: Line, b: Line): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.comment.databaseId !== b.comment.databaseId) return a.comment.databaseId - b.comment.databaseId;
  return a.index - b.index;
}

/**
 * Hears the commands of one issue.
 *
 * @param seed who the form and the assignee name before any command; commands heard change it as they come.
 * @param owners on the incident, the owners of its items: they may acknowledge there.
 */
export function hear(
  snapshot: Snapshot,
  policy: Policy,
  issue: Issue,
  seed: Seed,
  owners: readonly string[],
): readonly Heard[] {
  const isItem = issue.number !== snapshot.incident.number;
  const meant: Meant = { isItem, owner: seed.owner, owners, verifier: null, operator: null };
  const heard: Heard[] = [];
  // Where it could not be read whether a naming counts, nobody can say that the one it names had no right (R-V1).
  const unsettled: { owner?: Standing; verifier?: Standing; operator?: Standing; none?: undefined } = {};
  let seeded = false;
  for (const line of linesOf(snapshot, policy, issue)) {
    if (!seeded && line.at >= seed.since) {
      seeded = true;
      meant.verifier ??= seed.verifier;
      meant.operator ??= seed.operator;
    }
    const { command } = line;
    const said = standingOf(snapshot, policy, meant, line);
    const standing = said.kind === "refused" ? (unsettled[roleMeant(command) ?? "none"] ?? said) : said;
    if (command.name === "owner" || command.name === "verifier" || command.name === "operator") {
      if (standing.kind === "accepted" && command.name !== "owner") meant[command.name] = command.login;
      if (isLost(standing) && command.name !== "owner") meant[command.name] = null;
      if (standing.kind === "accepted" || isLost(standing)) unsettled[command.name] = undefined;
      else if (standing.kind === "undecided") unsettled[command.name] = standing;
    }
    const one = { ...line, issue: issue.number, by: knownAs(snapshot, line.comment.author.login), standing };
    meant.owner = ownerToCome([one]) ?? meant.owner;
    heard.push(one);
  }
  return heard;
}

/**
 * The owner whom a command names and whom we have not assigned yet; null where there is none. What was said counts from
 * when it was said: whoever speaks before we come to assign them speaks as the owner already.
 */
export function ownerToCome(heard: readonly Heard[]): string | null {
  const said = heard.findLast(({ command, standing }) => command.name === "owner" && standing.kind === "accepted");
  if (said === undefined || said.command.name !== "owner") return null;
  return said.comment.ownReactions.includes(ACCEPTED_REACTION) ? null : said.command.login;
}

/** Whose right a command needs, of those that commands can name. */
function roleMeant(command: Command | CommandProblem): "owner" | "verifier" | "operator" | null {
  if (command.name === "verify" || command.name === "outcome") return "verifier";
  if (command.name === "ack") return command.topic === "oncall" ? "operator" : "owner";
  return command.name === "evidence" ? "owner" : null;
}

/** A naming that counted, of somebody whose login is another account's by now. */
export function isLost(standing: Standing): boolean {
  return standing.kind === "refused" && standing.lost === true;
}

function standingOf(snapshot: Snapshot, policy: Policy, meant: Meant, line: Line): Standing {
  const { command, at } = line;
  const standing = rightOf(snapshot, policy, meant, line);
  if (standing.kind !== "accepted" || !("login" in command) || !isAnotherNow(snapshot, command.login, at)) {
    return standing;
  }
  const who = codeSpan(command.login, 60);
  return {
    kind: "refused",
    lost: true,
    why: `${who} is another account now than when it was named: this one is newer than the comment. Name somebody anew.`,
  };
}

function rightOf(snapshot: Snapshot, policy: Policy, meant: Meant, line: Line): Standing {
  const { comment, command } = line;
  if (comment.author.kind !== "user") return { kind: "ignored" };
  const person = personOf(snapshot, comment.author.login);
  const role: Role | null = person === undefined || isUnreadable(person.role) ? null : person.role;
  const unedited = comment.lastEditedAt === null;
  // Only an App's own account is nobody else's; every workflow reacts as github-actions[bot] (R-H7).
  const recorded = snapshot.self.kind === "app" && unedited ? comment.ownReactions : [];
  const taken = recorded.includes(ACCEPTED_REACTION);
  const turnedDown = recorded.includes(REFUSED_REACTION);
  // Both stand on a comment of which some lines were taken and some not: each is decided anew.
  if (command.name !== "problem" && taken && !turnedDown) return { kind: "accepted" };
  if (role === null) return { kind: "undecided", why: `the role of ${comment.author.login} could not be read` };
  const login = knownAs(snapshot, comment.author.login);
  const owners = [meant.owner, ...meant.owners];
  const standsIn = owners.some((owner) => standsInFor(snapshot, policy, login, owner, line.at));
  const known = isCollaborator(person, role) || isNamed(meant, login) || standsIn;
  if (!known) return { kind: "ignored" };
  if (comment.editor !== null && !sameActor(comment.editor, comment.author)) {
    return {
      kind: "refused",
      why: "Somebody else edited this comment, so it no longer counts. Say it again in a new comment.",
    };
  }
  if (command.name === "problem") return { kind: "refused", why: command.message };
  if (turnedDown && !taken)
    return { kind: "refused", why: "It was refused when it was said. Say it again in a new comment." };
  return (
    naming(snapshot, command) ??
    allowed(
      command,
      {
        login,
        steward: atLeast(role, policy.people.steward),
        override: mayOverride(snapshot, policy, login),
        standsIn,
        keeper: command.name === "ack" && command.topic === "runbook" && keepsRunbook(snapshot, policy, login),
      },
      meant,
    )
  );
}

/** Whoever is named must be somebody here: an owner who cannot be assigned would never be reached. */
function naming(snapshot: Snapshot, command: Command): Standing | null {
  if (!("login" in command)) return null;
  const member = memberOf(snapshot, command.login);
  if (isUnreadable(member)) return { kind: "undecided", why: member.unreadable };
  if (member === false)
    return {
      kind: "refused",
      why: `${codeSpan(command.login, 60)} is not a member of this repository. Name somebody who can be assigned here.`,
    };
  return null;
}

function isCollaborator(person: Person | undefined, role: Role): boolean {
  // On a public repository everybody reads; only triage and above is a collaborator's role.
  return role === "triage" || role === "write" || role === "maintain" || role === "admin" || person?.member === true;
}

function isNamed(meant: Meant, login: string): boolean {
  return [meant.owner, meant.verifier, meant.operator, ...meant.owners].some(
    (name) => name !== null && sameLogin(name, login),
  );
}
