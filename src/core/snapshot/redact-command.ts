/** Comments: what a command says stays, the reasons and titles behind it do not (rulebook N). */
import { scanCommands } from "../commands/scan.ts";
import { USAGE } from "../commands/usage.ts";
import { durationIn } from "../evidence/told.ts";
import { bare } from "../commands/words.ts";
import { BEHAVIOR_STYLES, FINDING_TYPES, PHASES, wordOf } from "../forms/vocabulary.ts";
import { isLogin } from "../login.ts";
import type { Veil } from "./redact-text.ts";

type Keep = "login" | "choice" | "number" | "date" | "times" | "finding";

/** What stays of a command's words, in their order; what comes behind is prose. */
const KEPT: Readonly<Record<string, readonly Keep[]>> = {
  item: ["finding"],
  evidence: ["choice", "choice"],
  owner: ["login"],
  verifier: ["login"],
  operator: ["login"],
  escalation: ["login"],
  "merge-owner": ["login"],
  due: ["date"],
  phase: ["choice"],
  ack: ["choice"],
  outcome: ["choice", "number", "number"],
  snooze: ["number", "choice"],
  defer: ["number", "date"],
  risk: ["choice", "number"],
  restored: ["times"],
};

const CHOICES: ReadonlySet<string> = new Set([
  ..."implementation ownership rollback dashboard failure-path behavior runbook oncall adoption".split(" "),
  ..."confirmed refuted inconclusive accept day days".split(" "),
  ...PHASES,
  ...BEHAVIOR_STYLES,
]);

/** A person's comment: command lines keep what they command. */
export function redactComment(body: string, veil: Veil): string {
  const commands = new Map(scanCommands(body).map(({ line, text }) => [line, text]));
  // Every second part is a line's end.
  return body
    .split(/(\r\n|\n|\r)/)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      const command = commands.get(index / 2 + 1);
      const at = command === undefined ? -1 : part.lastIndexOf(command);
      if (command === undefined || at === -1) return veil.text(part);
      return veil.text(part.slice(0, at)) + redactCommand(command, veil) + veil.text(part.slice(at + command.length));
    })
    .join("");
}

/** One command line. */
export function redactCommand(text: string, veil: Veil): string {
  // Words at even places, blanks between them.
  const words = text.split(/(\s+)/);
  const name = bare(words[2] ?? "").toLowerCase();
  const start = Object.hasOwn(USAGE, name) ? 4 : 2;
  const kept = KEPT[name] ?? [];
  let at = start;
  let out = words.slice(0, start).join("");
  for (const keep of start === 4 ? kept : []) {
    const taken = take(keep, words.slice(at), veil);
    if (taken === null) break;
    out += taken.text;
    at += taken.words;
  }
  const rest = words.slice(at).join("");
  const told = name === "evidence" ? durationIn(rest)?.text : undefined;
  if (told !== undefined) {
    const before = rest.slice(0, rest.indexOf(told));
    return out + veil.text(before) + told + veil.text(rest.slice(before.length + told.length));
  }
  if (name !== "retire") return out + veil.text(rest);
  const replaced = /replaced\s+by\s+#?\d{1,9}[).]*\s*$/i.exec(rest);
  return replaced === null ? out + veil.text(rest) : out + veil.text(rest.slice(0, replaced.index)) + replaced[0];
}

interface Taken {
  readonly text: string;
  /** Parts of the split line, blanks included. */
  readonly words: number;
}

/** What stays of the next words; null where they are not what the command wants. */
function take(keep: Keep, words: readonly string[], veil: Veil): Taken | null {
  const [word = "", blank = ""] = words;
  const one = (text = word): Taken => ({ text: text + blank, words: 2 });
  switch (keep) {
    case "login": {
      const [, mark = "", login = "", end = ""] = /^(@?)(.*?)([.,;:!]*)$/.exec(word) ?? [];
      return isLogin(login) ? one(mark + veil.login(login) + end) : null;
    }
    case "choice":
      return CHOICES.has(bare(word).toLowerCase()) ? one() : null;
    case "number":
      return /^(?:[#+\u2212-]?[\d.,]+(?:d|%)?|%)[.,;:!]*$/i.test(word) ? one() : null;
    case "date":
      return /^[\d-]+[.,;:!]*$/.test(word) ? one() : null;
    case "times": {
      let length = 0;
      while (/^(?:[\d:.,T+-]+Z?|UTC|GMT|Z)$/i.test(words[length] ?? "")) length += 2;
      return { text: words.slice(0, length).join(""), words: length };
    }
    case "finding": {
      const plain = (text = ""): string => text.replace(/[-_]/g, " ").replace(/["'“”`:,]/g, "");
      const found = [3, 1].find((length) => {
        const said = words.slice(0, length).filter((_, index) => index % 2 === 0);
        return wordOf(FINDING_TYPES, said.map(plain).join(" ")) !== null;
      });
      return found === undefined ? null : { text: words.slice(0, found + 1).join(""), words: found + 1 };
    }
  }
}
