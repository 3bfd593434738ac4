/** Answers to commands (rulebook N): a reaction for an accepted one; one answer, once for ever, for a refused one. */
import { ACCEPTED_REACTION, type Heard, REFUSED_REACTION } from "../commands/hear.ts";
import { isAnotherNow, lookedUp, samePerson } from "../people.ts";
import { renderAnswer, renderHelp } from "../render/notices.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { IssueRef, Write } from "./write.ts";

/** What the commands of the incident, its items and its ledger ask of us, comment by comment. */
export function planAnswers(subject: Case): readonly Write[] {
  const { incident } = subject.snapshot;
  return [
    ...subject.items.flatMap((item) => itemAnswers(subject, item)),
    ...subject.ledger.flatMap((entry) => answers(entry.heard, entry.issue)),
    ...answers(subject.heard, incident),
  ];
}

/**
 * Once another owner is assigned, what the former one said, and what stands beside the naming, is judged anew: it stands
 * by our answers and reactions alone, so those come first, and a cut in between changes nobody's words. The reaction to
 * the naming itself says that it is done, and comes last.
 */
function itemAnswers(subject: Case, item: ItemCase): readonly Write[] {
  const naming = new Set(
    item.heard.flatMap(({ command, comment }) => (command.name === "owner" ? [comment.nodeId] : [])),
  );
  const of = (isNaming: boolean): readonly Write[] =>
    answers(
      item.heard.filter(({ comment }) => naming.has(comment.nodeId) === isNaming),
      item.issue,
    );
  const named = of(true);
  return [
    ...of(false),
    ...named.filter(({ kind }) => kind === "notice"),
    ...planOwner(subject, item),
    ...named.filter(({ kind }) => kind !== "notice"),
  ];
}

function answers(heard: readonly Heard[], issue: IssueRef): readonly Write[] {
  const byComment = new Map<string, Heard[]>();
  for (const one of heard) byComment.set(one.comment.nodeId, [...(byComment.get(one.comment.nodeId) ?? []), one]);
  return [...byComment.values()].flatMap((lines) => answer(lines, issue));
}

/**
 * The reaction is the record that a comment was answered, kept even where somebody deletes the answer; so the answer
 * comes first, and a cut between the two finds the answer by its key.
 */
function answer(lines: readonly Heard[], issue: IssueRef): readonly Write[] {
  const first = lines[0];
  if (first === undefined || lines.some((line) => line.standing.kind === "undecided")) return [];
  const answered = lines.filter((line) => line.standing.kind !== "ignored");
  if (answered.length === 0) return [];
  const { comment } = first;
  const refused = answered.filter((line) => line.standing.kind === "refused");
  const accepted = answered.filter((line) => line.standing.kind === "accepted");
  // A cut between the two reactions must leave the stricter one: what was refused is never taken for accepted.
  const contents: ("+1" | "confused")[] = [];
  if (refused.length > 0) contents.push(REFUSED_REACTION);
  if (accepted.length > 0) contents.push(ACCEPTED_REACTION);
  const missing = contents.filter((content) => !comment.ownReactions.includes(content));
  const ref: IssueRef = { number: issue.number, nodeId: issue.nodeId };
  const edit = comment.lastEditedAt === null ? "" : `@${comment.lastEditedAt}`;
  const key = `answer:${comment.databaseId}${edit}`;
  const writes: Write[] = [];
  if (missing.includes(REFUSED_REACTION)) writes.push({ kind: "notice", key, issue: ref, body: renderAnswer(refused) });
  else if (missing.length > 0 && accepted.some((line) => line.command.name === "help"))
    writes.push({ kind: "notice", key, issue: ref, body: renderHelp() });
  for (const content of missing)
    writes.push({
      kind: "reaction",
      key: `reaction:${comment.databaseId}:${content}`,
      comment: comment.databaseId,
      content,
    });
  return writes;
}

/**
 * R-B2: `/quench owner @x` assigns x and unassigns the others, once, when it is heard; what people do to the assignees
 * afterwards stands. The form's field seeds an item that never had an assignee.
 */
function planOwner(subject: Case, item: ItemCase): readonly Write[] {
  const { issue } = item;
  const said = item.heard.findLast((heard) => heard.command.name === "owner" && heard.standing.kind === "accepted");
  let owner: string | null = null;
  if (said !== undefined && said.command.name === "owner") {
    if (said.comment.ownReactions.includes(ACCEPTED_REACTION)) return [];
    owner = said.command.login;
  } else {
    const never =
      !isUnreadable(issue.events) &&
      !issue.events.some((event) => event.kind === "assigned" || event.kind === "unassigned");
    if (issue.assignees.length === 0 && never && item.fields.owner !== null) {
      // Somebody who cannot be assigned would be asked for at every pass.
      const { login, member } = lookedUp(subject.snapshot, item.fields.owner) ?? {
        login: "",
        member: false,
      };
      const another = isAnotherNow(subject.snapshot, item.fields.owner, issue.lastEditedAt ?? issue.createdAt);
      owner = member === true && !another ? login : null;
    }
  }
  if (owner === null) return [];
  const wanted = owner;
  const same = (login: string): boolean => samePerson(subject.snapshot, login, wanted);
  const remove = issue.assignees.map((actor) => actor.login).filter((login) => !same(login));
  const add = issue.assignees.some((actor) => same(actor.login)) ? [] : [wanted];
  if (add.length + remove.length === 0) return [];
  return [
    {
      kind: "assign",
      key: `assign:${issue.number}`,
      issue: { number: issue.number, nodeId: issue.nodeId },
      add,
      remove,
    },
  ];
}
