/** One line → one command of the rulebook's table N, or why it cannot be taken and what would work. Never throws. */
import { BEHAVIOR_STYLES, FINDING_TYPES, PHASES, wordOf } from "../forms/vocabulary.ts";
import { codeSpan } from "../markdown.ts";
import { nearest } from "../nearest.ts";
import type { ScannedLine } from "./scan.ts";
import type { AckTopic, Command, CommandName, CommandProblem, EvidenceTopic, OutcomeResult } from "./types.ts";
import { COMMAND_NAMES, USAGE } from "./usage.ts";
import { bare, Refusal, Words } from "./words.ts";

export type { Command, CommandName, CommandProblem } from "./types.ts";

/** R-C5. */
const LEAST_OVERRIDE_REASON = 20;
const MOST_SNOOZE_DAYS = 90;

const EVIDENCE_TOPICS: readonly (EvidenceTopic | "behavior")[] = [
  "implementation",
  "ownership",
  "rollback",
  "dashboard",
  "failure-path",
  "behavior",
];
const ACK_TOPICS: readonly AckTopic[] = ["runbook", "oncall", "adoption"];
const OUTCOMES: readonly OutcomeResult[] = ["confirmed", "refuted", "inconclusive"];

/** Reads one scanned line (`/quench …`) as a command. Times without an offset are in `zone`. */
export function parseCommand(line: Pick<ScannedLine, "text">, zone = "UTC"): Command | CommandProblem {
  // Characters that nobody sees must not make a word another one.
  const words = new Words(line.text.replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g, ""));
  words.take();
  const word = words.take();
  if (word === "") {
    return { name: "help" };
  }
  const name = COMMAND_NAMES.find((known) => known === bare(word).toLowerCase());
  if (name === undefined) {
    const meant = nearest(word, COMMAND_NAMES);
    const hint = meant === null ? "`/quench help` lists them all." : `Did you mean \`${USAGE[meant].form}\`?`;
    return { name: "problem", command: null, message: `${codeSpan(`/quench ${word}`, 60)} is not a command. ${hint}` };
  }
  const command = read(name, words, zone);
  if (!(command instanceof Refusal)) {
    return words.done || name === "help"
      ? command
      : problem(name, `${codeSpan(words.takeRest() ?? "", 60)} is more than it takes`);
  }
  return problem(name, command.why);
}

function problem(name: CommandName, why: string): CommandProblem {
  const { form, example } = USAGE[name];
  const sentence = `\`/quench ${name}\` was not taken: ${why}${/[.?!]$/.test(why) ? "" : "."}`;
  return { name: "problem", command: name, message: `${sentence} Write \`${form}\`, for example \`${example}\`.` };
}

function read(name: CommandName, words: Words, zone: string): Command | Refusal {
  switch (name) {
    case "verify":
    case "score":
    case "help":
      return { name };
    case "owner":
    case "verifier":
    case "operator":
    case "escalation":
    case "merge-owner":
      return build(words.takeLogin(), (login) => ({ name, login }));
    case "blocked":
    case "false-alarm":
      return build(words.takeReason(), (because) => ({ name, because }));
    case "phase":
      return build(words.takeChoice(PHASES, "a phase"), (phase) => ({ name, phase }));
    case "ack":
      return build(words.takeChoice(ACK_TOPICS, "what you acknowledge"), (topic) => ({ name, topic }));
    case "due":
      return build(words.takeDay(), (date) => ({ name, date, because: words.takeRest() }));
    case "item":
      return readItem(words);
    case "evidence":
      return readEvidence(words);
    case "snooze":
      return readSnooze(words);
    case "outcome":
      return readOutcome(words);
    case "retire":
      return readRetire(words);
    case "defer":
      return build(words.takeIssue(), (item) =>
        build(words.takeDay(), (until) => build(words.takeReason(), (because) => ({ name, item, until, because }))),
      );
    case "risk":
      return build(words.takeChoice(["accept"], "what to do with a risk"), () =>
        build(words.takeIssue(), (accept) => ({ name, accept })),
      );
    case "restored":
      return build(words.takeTime(zone), (at) => build(words.takeReason(), (because) => ({ name, at, because })));
    case "override":
      return build(words.takeReason(), (because) =>
        [...because].length < LEAST_OVERRIDE_REASON
          ? new Refusal(`its reason needs at least ${LEAST_OVERRIDE_REASON} characters`)
          : { name, because },
      );
  }
}

/** Goes on with an argument that was taken; passes a refusal on. */
function build<T>(argument: T | Refusal, next: (argument: T) => Command | Refusal): Command | Refusal {
  return argument instanceof Refusal ? argument : next(argument);
}

function readItem(words: Words): Command | Refusal {
  const plain = (word: string): string => word.replace(/[-_]/g, " ").replace(/["'“”`:,]/g, "");
  const first = plain(words.take());
  const finding = wordOf(FINDING_TYPES, first) ?? wordOf(FINDING_TYPES, `${first} ${plain(words.take())}`);
  if (finding === null) {
    return new Refusal(`it needs a finding type first: ${FINDING_TYPES.map((type) => `\`${type}\``).join(", ")}`);
  }
  const title = words.takeRest()?.replace(/^[-–—:]\s+/, "") ?? "";
  return title === "" ? new Refusal("it needs a title") : { name: "item", finding, title };
}

function readEvidence(words: Words): Command | Refusal {
  return build(words.takeChoice(EVIDENCE_TOPICS, "a kind of evidence"), (topic) => {
    if (topic !== "behavior") {
      return build(words.takeUrl(), (url) => ({ name: "evidence", topic, url, note: words.takeRest() }));
    }
    return build(words.takeChoice(BEHAVIOR_STYLES, "a style of behavioral evidence"), (style) =>
      build(words.takeUrl(), (url) => ({ name: "evidence", topic, style, url, note: words.takeRest() })),
    );
  });
}

function readSnooze(words: Words): Command | Refusal {
  const days = Number(/^(\d{1,3})d?$/i.exec(words.take())?.[1] ?? "0");
  if (days < 1 || days > MOST_SNOOZE_DAYS) {
    return new Refusal(`it needs a number of days from 1 to ${MOST_SNOOZE_DAYS}`);
  }
  if (/^days?$/i.test(words.peek())) {
    words.take();
  }
  return build(words.takeReason(), (because) => ({ name: "snooze", days, because }));
}

function readOutcome(words: Words): Command | Refusal {
  return build(words.takeChoice(OUTCOMES, "an outcome"), (result) => {
    const number = /^([+\u2212-]?)(\d{1,6}(?:[.,]\d{1,6})?)%?$/.exec(words.take());
    if (number === null) {
      return new Refusal("it needs the measured change as a number of percent, such as `40%`");
    }
    if (words.peek() === "%") {
      words.take();
    }
    const size = Number((number[2] ?? "").replace(",", "."));
    const percent = size === 0 || number[1] === "" || number[1] === "+" ? size : -size;
    return build(words.takeReason(), (because) => ({ name: "outcome", result, percent, because }));
  });
}

function readRetire(words: Words): Command | Refusal {
  return build(words.takeReason(), (text) => {
    const at = text.toLowerCase().lastIndexOf("replaced by ");
    const number = at === -1 ? undefined : /^#?([1-9]\d{0,8})[).]*$/.exec(text.slice(at + "replaced by ".length))?.[1];
    const reason = number === undefined ? text : text.slice(0, at);
    let end = reason.length;
    while (number !== undefined && end > 0 && " ,;:([–—-".includes(reason.charAt(end - 1))) {
      end -= 1;
    }
    const because = reason.slice(0, end);
    return because === ""
      ? new Refusal("it needs a reason")
      : { name: "retire", because, replacedBy: number === undefined ? null : Number(number) };
  });
}
