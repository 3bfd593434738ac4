/**
 * What a write would do, in one line: for a dry run's log, its summary, and a terminal. Our words come first, and people's
 * text stands in code spans, so that it pings nobody, ends no line, and is no command to whatever reads the log.
 */
import { codeSpan, plainText } from "../markdown.ts";
import type { CheckContent, IssueRef, Write } from "../plan/write.ts";
import { inWords } from "./words.ts";

/** Names of one list that are shown; more are counted. */
const MOST_NAMES = 10;
/** Code points of one text that are shown. */
const LONGEST = 100;

/** What became of a write, as the passes record it. */
export interface ToldOutcome {
  readonly write: Write;
  readonly result: "done" | "unchanged" | "skipped" | "failed" | "planned";
  readonly reason?: string;
}

/** One line of Markdown without a full stop, beginning with a verb: ``reopen #12 and say why``. */
export function describeWrite(write: Write): string {
  switch (write.kind) {
    case "label":
      return `create the label ${quoted(write.name)}${write.update === true ? ", or bring its description up to date" : ""}`;
    case "issue_labels":
      return `change the labels of ${nameOf(write.issue)}: ${addAndTake(write.add, write.remove)}`;
    case "tracker":
      return `${write.existing === null ? "post" : "edit"} the tracker comment on ${nameOf(write.issue)}`;
    case "topic_comment":
      return `${write.existing === null ? "post" : "edit"} our comment on ${nameOf(write.issue)} (${quoted(write.topic)})`;
    case "notice":
      return `comment on ${nameOf(write.issue)}: ${begins(write.body)}`;
    case "bundle":
      return `post the completion bundle on ${nameOf(write.issue)} (${Math.ceil(write.document.length / 1000)} kB)`;
    case "delete_comment":
      return `delete our duplicate comment ${write.comment}`;
    case "reaction":
      return `react with ${REACTIONS[write.content]} to comment ${write.comment}`;
    case "create_item":
      return `create an item under ${nameOf(write.incident)}: ${quoted(write.title)}${labeled(write.labels)}`;
    case "create_entry":
      return `create a ledger entry under ${nameOf(write.incident)}: ${quoted(write.title)}${labeled(write.labels)}${
        write.assignees.length === 0 ? "" : `, assigned to ${names(write.assignees)}`
      }`;
    case "reopen":
      return `reopen ${nameOf(write.issue)}${write.notice === null ? ", quietly" : " and say why"}`;
    case "close_own":
      return `close ${nameOf(write.issue)}, an issue of ours, as ${REASONS[write.reason]}${
        write.notice === null ? "" : " and say why"
      }`;
    case "assign":
      return `change who ${nameOf(write.issue)} is assigned to: ${addAndTake(write.add, write.remove)}`;
    case "check":
      return `set the check ${quoted(write.name)} on ${quoted(write.sha.slice(0, 7))} to ${ended(write.content)}: ${quoted(write.content.title)}`;
    case "own_issue":
      return write.existing === null
        ? `open the issue ${quoted(write.title)}${labeled(write.labels)}`
        : `edit our issue #${write.existing}, ${quoted(write.title)}`;
    case "offer_set_up":
      return `offer to set Quench up, by ${write.proposal === null ? "an issue" : "a pull request"}: ${quoted(write.title)}`;
    case "close_proposal":
      return `close the pull request ${nameOf(write.issue)}, our offer, and say why`;
  }
}

/** One line each, in their order, a line that was there already left out: what was done, would be, or was refused. */
export function describeOutcomes(outcomes: readonly ToldOutcome[]): readonly string[] {
  const lines = outcomes.map(({ write, result, reason }) => {
    const why = reason === undefined ? "" : ` (${quoted(reason, 300)})`;
    return `${RESULTS[result]}: ${describeWrite(write)}${why}.`;
  });
  return [...new Set(lines)];
}

const RESULTS: Readonly<Record<ToldOutcome["result"], string>> = {
  planned: "Would",
  done: "Done",
  failed: "Refused",
  unchanged: "Already so",
  skipped: "Not needed any more",
};

const REACTIONS = { "+1": "👍", eyes: "👀", confused: "😕" } as const;
const REASONS = { not_planned: "not planned", duplicate: "a duplicate", completed: "completed" } as const;

/**
 * A person's text as a code span. `##[name]` is an old form of a workflow command that the runner finds anywhere in a
 * line: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function quoted(text: string, max: number = LONGEST): string {
  return codeSpan(text, max).replaceAll("##[", "## [");
}

function nameOf({ number }: IssueRef): string {
  return `#${number}`;
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMES).map((name) => quoted(name, 60));
  return inWords(all.length > MOST_NAMES ? [...shown, `${all.length - MOST_NAMES} more`] : shown);
}

function addAndTake(add: readonly string[], take: readonly string[]): string {
  return [add.length === 0 ? "" : `add ${names(add)}`, take.length === 0 ? "" : `take ${names(take)} off`]
    .filter((part) => part !== "")
    .join(", ");
}

function labeled(labels: readonly string[]): string {
  return labels.length === 0 ? "" : `, labeled ${names(labels)}`;
}

function ended({ status, conclusion }: CheckContent): string {
  return status === "in_progress" ? "in progress" : (conclusion ?? "completed").replaceAll("_", " ");
}

/** The first line of a text of ours that people see. */
function begins(body: string): string {
  const lines = body.replace(/<!--[\s\S]*?-->/g, "").split(/\r\n?|\n/);
  const first = lines.map((line) => plainText(line.replace(/^[#>\s]+/, ""))).find((line) => line !== "");
  // A code span in it would end ours.
  return quoted((first ?? "").replace(/[`*]/g, ""));
}
