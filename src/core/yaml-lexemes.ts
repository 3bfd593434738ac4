/**
 * The first look at YAML that anybody may have written: its lexemes, up to a bound, with no tree built yet. Building one
 * costs microseconds a lexeme and the stack's depth a level, so that what no sensible file holds is refused here.
 */
import { Lexer } from "yaml";

/** No file of ours nests deeper; the composer recurses, and a deep enough file would end the process. */
export const MAX_DEPTH = 20;
/** Names, values and their punctuation: some 3500 entries; a policy whose every list is full has fewer. */
const MAX_WORDS = 7000;
/** The same with the blanks, line ends and comments between them. */
const MAX_LEXEMES = 20_000;
/** Brackets and braces: a list or group each, which costs most. Files that people write have some dozens. */
const MAX_BRACKETS = 600;
/** Aliases: looking each of them up takes its time, and none of our files needs more than a few. */
const MAX_ALIASES = 200;

export type Lexemes =
  | { readonly ok: true; readonly lexemes: readonly string[] }
  /** `offset`: where the first character lies that is too much. */
  | { readonly ok: false; readonly offset: number; readonly why: "too deep" | "too many" };

/** Splits a text into what the parser takes one by one; refuses what nests too deeply or says too much. */
export function lexemesOf(text: string): Lexemes {
  const lexemes: string[] = [];
  const nesting = new Nesting();
  let offset = 0;
  let written = 0;
  let words = 0;
  let aliases = 0;
  let brackets = 0;
  let scalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes.push(lexeme);
    if (scalar) {
      // The text of a plain or block scalar, whatever it looks like.
      scalar = false;
    } else if (MARKS.has(lexeme)) {
      scalar = lexeme === SCALAR;
      continue;
    } else if (nesting.enter(lexeme)) {
      return { ok: false, offset, why: "too deep" };
    }
    written += 1;
    words += " \t\r\n#".includes(lexeme.charAt(0)) ? 0 : 1;
    aliases += lexeme.startsWith("*") ? 1 : 0;
    brackets += lexeme === "[" || lexeme === "{" ? 1 : 0;
    if (words > MAX_WORDS || written > MAX_LEXEMES || aliases > MAX_ALIASES || brackets > MAX_BRACKETS) {
      return { ok: false, offset, why: "too many" };
    }
    offset += lexeme.length;
  }
  return { ok: true, lexemes };
}

// Characters by which the lexer says what follows; they are not in the text.
const SCALAR = "\x1f";
const MARKS: ReadonlySet<string> = new Set(["\x02", "\x18", SCALAR]);

/** Depth as far as the lexemes of one line and the brackets show it; that of indentation is seen in the tree. */
class Nesting {
  private brackets = 0;
  private onLine = 0;

  /** True where this lexeme leads deeper than allowed. */
  enter(lexeme: string): boolean {
    if (lexeme === "[" || lexeme === "{") {
      this.brackets += 1;
    } else if (lexeme === "]" || lexeme === "}") {
      this.brackets = Math.max(0, this.brackets - 1);
    } else if (lexeme.endsWith("\n")) {
      this.onLine = 0;
    } else if (this.brackets === 0 && (lexeme === "-" || lexeme === "?" || lexeme === ":")) {
      // `- - -`: outside of brackets, each of them on one line opens a level, or is an error.
      this.onLine += 1;
    }
    return this.brackets > MAX_DEPTH || this.onLine > MAX_DEPTH;
  }
}
