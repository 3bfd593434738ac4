/** L. Lanes: independent, with one merge owner where they meet (R-L1, R-L2). */
import { byText } from "../order.ts";
import { said, undecided } from "../commands/said.ts";
import { LANES, type Lane } from "../forms/vocabulary.ts";
import { codeSpan } from "../markdown.ts";
import { lookedUp } from "../people.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Outcome, Step, VerdictNode } from "../verdict/types.ts";
import { isStanding, itemsUnread } from "./priority.ts";
import type { Rule } from "./rule.ts";
import { few, STEWARDS, takersOf } from "./takers.ts";

/** R-L1: an item lies in one lane. */
function inLane(item: JudgedItem): VerdictNode {
  const { lane } = item.fields;
  const where = `#${item.issue.number}`;
  const next = step(`Choose one *Lane* in the form of ${where}: ${LANES.join(", ")}.`, "edit", takersOf(item));
  return node(
    "R-L1",
    `R-L1:${where}`,
    "Lane",
    lane === null ? "fail" : "pass",
    lane === null ? `${where} is in no lane.` : `${where} is in the ${lane} lane.`,
    { item: item.issue.number, evidence: [item.issue.url], next: lane === null ? next : null },
  );
}

/** An open pull request with the lanes of the items that it is linked to. */
interface Laned {
  readonly pull: PullRequest;
  readonly lanes: Set<Lane>;
}

function openPulls(items: readonly JudgedItem[]): readonly Laned[] {
  const found = new Map<string, Laned>();
  for (const { pulls, fields } of items) {
    for (const pull of pulls.open) {
      const one = found.get(pull.key) ?? { pull, lanes: new Set<Lane>() };
      found.set(pull.key, one);
      if (fields.lane !== null) one.lanes.add(fields.lane);
    }
  }
  return [...found.values()].filter(({ lanes }) => lanes.size > 0).sort((a, b) => byText(a.pull.key, b.pull.key));
}

/** A file that open pull requests of different lanes touch. */
export interface Meeting {
  readonly path: string;
  readonly pulls: readonly PullRequest[];
}

function meetings(open: readonly Laned[]): readonly Meeting[] {
  const touched = new Map<string, { path: string; by: Laned[] }>();
  for (const one of open) {
    if (isUnreadable(one.pull.files)) continue;
    for (const path of new Set(one.pull.files.map((file) => file.path))) {
      const key = `${one.pull.repository.toLowerCase()}\n${path}`;
      const file = touched.get(key) ?? { path, by: [] };
      touched.set(key, file);
      file.by.push(one);
    }
  }
  return [...touched]
    .filter(([, { by }]) => by.length > 1 && new Set(by.flatMap(({ lanes }) => [...lanes])).size > 1)
    .sort(([a], [b]) => byText(a, b))
    .map(([, { path, by }]) => ({ path, pulls: by.map(({ pull }) => pull) }));
}

/** What was not read and may hide a meeting; null where nothing was. */
function hidden(items: readonly JudgedItem[], open: readonly Laned[]): Unreadable | null {
  const unread = items.flatMap(({ pulls }) => pulls.unreadable)[0];
  if (unread !== undefined) return unread;
  const lanes = new Set(open.flatMap((one) => [...one.lanes]));
  return lanes.size < 2 ? null : (open.map(({ pull }) => pull.files).find(isUnreadable) ?? null);
}

/** The merge owner of the incident: the last one named there, while still a member. */
function mergeOwner(subject: Judged): string | Unreadable | null {
  const login = said(subject.heard, "merge-owner").at(-1)?.command.login;
  const { comments } = subject.snapshot.incident;
  const doubt = isUnreadable(comments) ? comments : undecided(subject.heard, "merge-owner")[0];
  if (login === undefined) return doubt ?? null;
  const member = lookedUp(subject.snapshot, login)?.member;
  if (member === undefined) return { unreadable: `whether ${codeSpan(login, 60)} is still a member was not read` };
  if (isUnreadable(member)) return member;
  return member ? login : (doubt ?? null);
}

/** Where lanes meet in one pull request (R-L2), and who merges what meets there; null where nobody is named yet. */
export interface LaneMeetings {
  readonly meetings: readonly Meeting[];
  readonly owner: string | Unreadable | null;
}

/** What of a pull request meets pull requests of other lanes; null where nothing does, as far as their files are read. */
export function meetingsOf(subject: Judged, pull: PullRequest): LaneMeetings | null {
  const mine = meetings(openPulls(subject.items.filter(isStanding))).filter((meeting) =>
    meeting.pulls.some(({ key }) => key === pull.key),
  );
  return mine.length === 0 ? null : { meetings: mine, owner: mergeOwner(subject) };
}

/** R-L2: where open pull requests of different lanes touch the same file, one person merges them. */
function apart(subject: Judged): readonly VerdictNode[] {
  const items = subject.items.filter(isStanding);
  const open = openPulls(items);
  const say = (outcome: Outcome, phrase: string, evidence: readonly string[] = [], next: Step | null = null) => [
    node("R-L2", "R-L2", "Lanes stay independent", outcome, phrase, { evidence, next }),
  ];
  const met = meetings(open);
  const owner = mergeOwner(subject);
  if (met.length === 0) {
    const unread = typeof owner === "string" ? null : hidden(items, open);
    if (unread !== null) return say("unknown", `Cannot tell yet whether lanes meet: ${unread.unreadable}.`);
    return items.length === 0 ? [] : say("pass", "No file is touched by open pull requests of different lanes.");
  }
  const pulls = [...new Set(met.flatMap((meeting) => meeting.pulls))];
  const evidence = pulls.map(({ url }) => url);
  const files = met.map((meeting) => `${codeSpan(meeting.path)} (${meeting.pulls.map(({ key }) => key).join(", ")})`);
  const phrase = `Open pull requests of different lanes touch the same ${met.length === 1 ? "file" : "files"}: ${few(files)}.`;
  if (owner === null) {
    const next = step(
      `Name one merge owner: \`/quench merge-owner @login\` on #${subject.snapshot.incident.number}.`,
      "comment",
      STEWARDS,
    );
    return say("fail", phrase, evidence, next);
  }
  if (typeof owner !== "string")
    return say("unknown", `${phrase} Cannot tell yet who merges: ${owner.unreadable}.`, evidence);
  return say("pass", `${phrase} ${codeSpan(owner, 60)} merges them.`, evidence);
}

export const LANE_RULES: readonly Rule[] = [
  {
    id: "R-L1",
    title: "Three lanes",
    passes: "The item's form names one lane: controls, quality or operations.",
    fails: "It names none, or something else.",
    unknown: "The hardening items were not read.",
    settings: [],
    kind: "finding",
    judge: (subject) => [...itemsUnread(subject, "R-L1", "Lane"), ...subject.items.filter(isStanding).map(inLane)],
  },
  {
    id: "R-L2",
    title: "Lanes stay independent",
    passes:
      "No file is touched by open pull requests of items in different lanes, or one merge owner is named with `/quench merge-owner @login` on the incident and is still a member.",
    fails: "Open pull requests of items in different lanes touch the same file, and nobody is named to merge them.",
    unknown: "The items, the changed files of an open pull request, or the standing of the merge owner were not read.",
    settings: [],
    kind: "finding",
    judge: (subject) => [...itemsUnread(subject, "R-L2", "Lanes stay independent"), ...apart(subject)],
  },
];
