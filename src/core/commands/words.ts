/** Taking a command's arguments apart, word by word. */
import { isLogin, isTeam } from "../login.ts";
import { codeSpan, safeUrl } from "../markdown.ts";
import { nearest } from "../nearest.ts";
import { isDay, parseTime } from "../time.ts";

/** An argument that cannot be taken: a clause in Markdown that says why. The usage is told with it. */
export class Refusal {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/** What is left of a command line. Each `take…` consumes what it returns. */
export class Words {
  private rest: string;

  constructor(text: string) {
    this.rest = text.trim();
  }

  /** True when nothing is left. */
  get done(): boolean {
    return this.rest === "";
  }

  /** The next word; empty when nothing is left. */
  take(): string {
    const word = /^\S*/.exec(this.rest)?.[0] ?? "";
    this.rest = this.rest.slice(word.length).trimStart();
    return word;
  }

  /** The next word, left in place. */
  peek(): string {
    return /^\S*/.exec(this.rest)?.[0] ?? "";
  }

  /** All that is left, as one line; null when nothing is. */
  takeRest(): string | null {
    const rest = this.rest.replace(/\s+/g, " ");
    this.rest = "";
    return rest === "" ? null : rest;
  }

  /** All that is left, which must be something. */
  takeReason(): string | Refusal {
    return this.takeRest() ?? new Refusal("it needs a reason");
  }

  /** One of the words of a list, in any case. */
  takeChoice<T extends string>(choices: readonly T[], what: string): T | Refusal {
    const word = bare(this.take());
    const found = choices.find((choice) => choice === word.toLowerCase());
    if (found !== undefined) {
      return found;
    }
    if (word === "") {
      return new Refusal(`it needs ${what}: ${list(choices)}`);
    }
    const meant = nearest(word, choices);
    const known = meant === null ? `write one of ${list(choices)}` : `did you mean \`${meant}\`?`;
    return new Refusal(`${codeSpan(word, 60)} does not say ${what}; ${known}`);
  }

  /** One person: `@login` or `login`. */
  takeLogin(): string | Refusal {
    const word = bare(this.take());
    const login = word.replace(/^@/, "");
    if (login === "") {
      return new Refusal("it needs one person's login");
    }
    if (isTeam(login)) {
      return new Refusal(`${codeSpan(word, 60)} is a team; name one person of it`);
    }
    if (isLogin(login.replace(/\[bot\]$/i, "")) && login.endsWith("]")) {
      return new Refusal(`${codeSpan(word, 60)} is a bot, and answers for nothing; name a person`);
    }
    return isLogin(login) ? login : new Refusal(`${codeSpan(word, 60)} is not a GitHub login`);
  }

  /** A calendar day, `YYYY-MM-DD`. */
  takeDay(): string | Refusal {
    const word = bare(this.take());
    if (isDay(word)) {
      return word;
    }
    return new Refusal(
      word === ""
        ? "it needs a date"
        : `${codeSpan(word, 60)} is not a date; write it as year, month and day, \`2026-03-31\``,
    );
  }

  /** An ISO 8601 time, in one word or with a blank between date and time; without an offset it is in `zone`. */
  takeTime(zone: string): string | Refusal {
    let text = this.take();
    if (isDay(text) && /^\d{2}:\d{2}/.test(this.peek())) {
      text += `T${this.take()}`;
      if (/^(?:UTC|GMT|Z|[+-]\d{2}:?\d{2})$/i.test(this.peek())) {
        text += this.take().toUpperCase();
      }
    }
    const time = parseTime(text, zone);
    if (time !== null) {
      return time;
    }
    const why = text === "" ? "it needs a time" : `${codeSpan(text, 60)} is not a time in ISO 8601`;
    return new Refusal(`${why}; write \`2026-03-01T09:30Z\``);
  }

  /** An issue of this repository: `#12` or `12`. */
  takeIssue(): number | Refusal {
    const word = bare(this.take());
    const number = /^#?(\d{1,9})$/.exec(word)?.[1];
    if (number !== undefined && Number(number) > 0) {
      return Number(number);
    }
    return new Refusal(
      word === "" ? "it needs an issue's number" : `${codeSpan(word, 60)} is not an issue's number; write \`#12\``,
    );
  }

  /** An http(s) address, bare or in angle brackets. */
  takeUrl(): string | Refusal {
    const word = this.take();
    const url = word.replace(/^<(.*)>[.,;]?$/, "$1").replace(/[.,;]+$/, "");
    if (url === "") {
      return new Refusal("it needs a link");
    }
    return safeUrl(url) === null
      ? new Refusal(`${codeSpan(word, 80)} is not a link; write the whole address, \`https://…\``)
      : url;
  }
}

/** A word without the punctuation that ends a sentence. */
export function bare(word: string): string {
  return word.replace(/[.,;:!]+$/, "");
}

function list(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(", ");
}
