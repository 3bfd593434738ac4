/** Who may say which command: the table of the rulebook's chapter N, row by row. */
import { sameLogin } from "../people.ts";
import type { AckTopic, Command, CommandName, Standing } from "./types.ts";

/** The people an issue's commands are measured against; the verifier and the operator change as commands are heard. */
export interface Meant {
  readonly isItem: boolean;
  owner: string | null;
  verifier: string | null;
  operator: string | null;
  readonly owners: readonly string[];
}

export interface Speaker {
  readonly login: string;
  /** Triage and above, or what the policy asks for in its place. */
  readonly steward: boolean;
  /** Whether they hold the override right; null where that could not be read. */
  readonly override: boolean | null;
  /** Stands in for the item's owner, or an owner of the incident's items, who is away (`people.away`). */
  readonly standsIn?: boolean;
  /** Whether CODEOWNERS names them for a runbook that is changed; null where that could not be read. */
  readonly keeper: boolean | null;
}

const ACCEPTED: Standing = { kind: "accepted" };
const refuse = (why: string): Standing => ({ kind: "refused", why });

/** Decides one well-formed command of somebody whose role is known. */
export function allowed(command: Command, speaker: Speaker, meant: Meant): Standing {
  const place = misplaced(command, meant);
  if (place !== null) return refuse(place);
  switch (command.name) {
    case "score":
    case "help":
    case "item":
    case "evidence":
    case "snooze":
    case "blocked":
      return speaker.steward || isOwner(speaker, meant) || speaker.standsIn === true
        ? ACCEPTED
        : refuse("Only the item's owner, or someone with triage or above, can say this.");
    case "verifier":
      if (!speaker.steward) return refuse("Only someone with triage or above can name the verifier.");
      return sameLogin(command.login, speaker.login)
        ? refuse("Nobody names themselves verifier. Ask someone else to name you.")
        : ACCEPTED;
    case "owner":
    case "due":
    case "operator":
    case "escalation":
    case "merge-owner":
    case "phase":
      return speaker.steward ? ACCEPTED : refuse("Only someone with triage or above can say this.");
    case "verify":
      if (is(speaker, meant.verifier) && is(speaker, meant.owner)) {
        return refuse(
          "You own this item, and a sign-off is another person's. Someone with triage or above can name another verifier: `/quench verifier @login`.",
        );
      }
      return is(speaker, meant.verifier) ? ACCEPTED : refuse(signOffRefusal(meant));
    case "outcome":
      return is(speaker, meant.verifier) || is(speaker, meant.owner) || speaker.standsIn === true
        ? ACCEPTED
        : refuse("Only the item's verifier or owner can record the outcome.");
    case "ack":
      return acknowledgement(command.topic, speaker, meant);
    case "retire":
      // Owner and verifier let a control go together (R-B5): one of them alone changes nothing yet.
      if (is(speaker, meant.verifier) || isOwner(speaker, meant)) return ACCEPTED;
      return byRight(speaker);
    case "defer":
    case "risk":
    case "restored":
    case "override":
    case "false-alarm":
      return byRight(speaker);
  }
}

function byRight(speaker: Speaker): Standing {
  if (speaker.override === null) return { kind: "undecided", why: "a team of the policy could not be read" };
  return speaker.override
    ? ACCEPTED
    : refuse("Only someone with maintain or admin, or somebody the policy names, can say this.");
}

function acknowledgement(topic: AckTopic, speaker: Speaker, meant: Meant): Standing {
  if (topic === "oncall") {
    if (meant.operator === null) return refuse("No operator is named yet. Name one first: `/quench operator @login`.");
    return is(speaker, meant.operator)
      ? ACCEPTED
      : refuse(
          "Only the item's operator can acknowledge on-call duty. Name another one with `/quench operator @login`.",
        );
  }
  if (isOwner(speaker, meant)) return ACCEPTED;
  if (topic === "adoption") return refuse("Only the item's owner can acknowledge this.");
  // The person meant for a runbook is whoever answers for its file (R-S1).
  if (speaker.keeper === null) return { kind: "undecided", why: "who owns the runbook could not be read" };
  return speaker.keeper
    ? ACCEPTED
    : refuse("Only the item's owner, or whom CODEOWNERS names for a changed runbook, can acknowledge this.");
}

function signOffRefusal(meant: Meant): string {
  return meant.verifier === null
    ? "No verifier is named yet. Someone with triage or above names one first: `/quench verifier @login`."
    : "Only the named verifier can sign off. Someone with triage or above can name another one: `/quench verifier @login`.";
}

const ITEM_ONLY: ReadonlySet<CommandName> = new Set([
  "due",
  "owner",
  "verifier",
  "operator",
  "phase",
  "verify",
  "outcome",
  "retire",
]);
/** A control's own proof; the incident has no control. */
const OF_ITEMS: ReadonlySet<string> = new Set(["implementation", "behavior", "failure-path"]);
const INCIDENT_ONLY: ReadonlySet<CommandName> = new Set(["item", "merge-owner", "restored", "override", "false-alarm"]);

function misplaced(command: Command, meant: Meant): string | null {
  if (!meant.isItem && ITEM_ONLY.has(command.name)) return "This is said on a hardening item, not on the incident.";
  if (!meant.isItem && command.name === "evidence" && OF_ITEMS.has(command.topic))
    return "This is said on the hardening item that it proves, not on the incident.";
  if (!meant.isItem && command.name === "ack" && command.topic === "oncall")
    return "On-call duty is acknowledged on a hardening item.";
  if (meant.isItem && INCIDENT_ONLY.has(command.name)) return "This is said on the incident, not on a hardening item.";
  return null;
}

function isOwner(speaker: Speaker, meant: Meant): boolean {
  return is(speaker, meant.owner) || meant.owners.some((owner) => sameLogin(owner, speaker.login));
}

function is(speaker: Speaker, login: string | null): boolean {
  return login !== null && sameLogin(speaker.login, login);
}
