/**
 * The repository's other incidents, with what their forms say of times and of the controls they used (R-M1, R-S3); those
 * that the repeat rule asks for are among them.
 */
import { outline } from "../../core/outline.ts";
import { readIncidentForm, readItemForm } from "../../core/forms/values.ts";
import type { Policy } from "../../core/policy/schema.ts";
import type { PastIncident } from "../../core/snapshot/facts.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../../core/snapshot/types.ts";
import { addMs } from "../../core/time.ts";
import type { GitHubClient } from "../request/client.ts";
import { type IncidentsOf, labelsOf, type ListedIncident, listIncidents } from "./read-incidents.ts";
import { toActorOfRest } from "../people/read-actors.ts";
import type { PeopleReader } from "../people/read-people.ts";
import { recentOf } from "./read-recent.ts";

/** The incident whose history is read, and its items. */
export interface HistorySubject extends IncidentsOf {
  readonly number: number;
  /** The repository's address. */
  readonly webUrl: string;
  readonly body: string;
  readonly createdAt: Instant;
  readonly items: readonly { readonly number: number; readonly body: string }[];
}

export type History = Pick<Snapshot, "recent" | "history">;

/**
 * Reads them where something depends on them: an item, or a failure class that the incident names.
 *
 * They reach back by `effect.window` before the incident was opened, because none of its controls can have been adopted
 * before that, and by `enforce.repeat_within`.
 *
 * @param people looks up who opened those that name an item.
 */
export async function readHistory(
  client: GitHubClient,
  subject: HistorySubject,
  policy: Policy,
  people: Pick<PeopleReader, "read">,
): Promise<History> {
  const { body, createdAt, items } = subject;
  const { failureClass } = readIncidentForm(body, policy);
  const named = failureClass !== null || items.some((item) => readItemForm(item.body, policy).failureClass !== null);
  if (!named && items.length === 0) return { recent: null };
  const from = addMs(createdAt, -Math.max(policy.effect.window, policy.enforce.repeat_within));
  const parse = (issue: ListedIncident): PastIncident => toPast(issue, subject, policy);
  const listing = await listIncidents(client, subject, policy, from, parse);
  if (isUnreadable(listing)) return { recent: recentOf(listing, subject, policy), history: listing };
  const others = { ...listing, found: listing.found.filter(({ number }) => number !== subject.number) };
  await people.read(others.found.flatMap(({ by }) => (by?.kind === "user" ? [by.login] : [])));
  return {
    recent: recentOf(others, subject, policy),
    history:
      others.cutAt === null
        ? others.found
        : { unreadable: `other incidents: there are more than can be read since ${from}` },
  };
}

function toPast(issue: ListedIncident, subject: HistorySubject, policy: Policy): PastIncident {
  const form = readIncidentForm(issue.body ?? "", policy);
  const past: PastIncident = {
    number: issue.number,
    url: issue.html_url ?? `${subject.webUrl}/issues/${issue.number}`,
    failureClass: form.failureClass,
    openedAt: issue.created_at,
    startedAt: form.startedAt,
    detectedAt: form.detectedAt,
    restoredAt: form.restoredAt,
    drill: form.drill || labelsOf(issue).includes(policy.incident.drill_label.toLowerCase()),
    duplicate: issue.state_reason === "duplicate",
  };
  if (past.openedAt <= subject.createdAt) return past;
  const exercised = itemsIn(`${form.timeline ?? ""}\n\n${form.evidencePacket ?? ""}`, subject);
  return exercised.length === 0 ? past : { ...past, exercised, by: toActorOfRest(issue.user) };
}

/** Numbers of the items that a text names, as `#12` or by their address; code and HTML comments name nothing. */
function itemsIn(text: string, { items, owner, repo, webUrl }: HistorySubject): readonly number[] {
  if (!items.some(({ number }) => text.includes(`${number}`))) return [];
  const said = outline(text)
    .paragraphs.flatMap((lines) => lines.map((line) => line.text))
    .join("\n")
    .replace(/(`+)[^`\n]*\1/g, " ");
  const here = `${escaped(webUrl)}/issues/|(?<![\\w./-])${escaped(`${owner}/${repo}`)}#|(?<![\\w/#&.\\\\-])#`;
  const named = new Set(
    [...said.matchAll(new RegExp(`(?:${here})(\\d{1,9})(?!\\w)`, "gi"))].map(([, number]) => Number(number)),
  );
  return items.map(({ number }) => number).filter((number) => named.has(number));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
