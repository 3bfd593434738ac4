/** From lexemes to documents, by the library's parser and composer, with an end to what a bad file can make them do. */
import { Composer, type CST, type Document, Parser } from "yaml";
import { MAX_DEPTH } from "./yaml-lexemes.ts";

/** Complaints told at once; what follows a syntax error is mostly its echo. */
export const MAX_PROBLEMS = 5;

/** The parser's tokens, up to a second document or so many faults that the rest is not told anyway. */
export function tokensOf(lexemes: readonly string[]): CST.Token[] {
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  let faults = 0;
  let documents = 0;
  for (const lexeme of lexemes) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      faults += token.type === "error" ? 1 : 0;
      documents += token.type === "document" ? 1 : 0;
    }
    if (faults > MAX_PROBLEMS || documents > 1) {
      return tokens;
    }
  }
  return [...tokens, ...parser.end()];
}

export interface Fault {
  readonly offset: number;
  readonly message: string;
}

/** Ends the composing of a file that has faults enough. */
class Enough extends Error {}

/**
 * Composes the documents of a file. Each fault costs the library an error object with its stack, and a bad file can hold
 * one for every character: its handler is replaced by one that stops at the first few. That handler is no part of the
 * library's declared interface; were it gone, the faults would be found in the document, only later.
 */
export function compose(
  tokens: readonly CST.Token[],
  end: number,
): { documents: Document[]; faults: readonly Fault[] } {
  // Repeated keys are looked for below: the composer's own search takes quadratic time.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: "silent" });
  const faults: Fault[] = [];
  const onError = (source: number | readonly number[] | { readonly offset: number }, _: string, message: string) => {
    const offset = typeof source === "number" ? source : "offset" in source ? source.offset : (source[0] ?? 0);
    // The library catches what is thrown below it, and comes here again on each level.
    if (faults.length < MAX_PROBLEMS) {
      faults.push({ offset, message });
    }
    if (faults.length === MAX_PROBLEMS) {
      throw new Enough();
    }
  };
  Reflect.set(composer, "onError", onError);
  const documents: Document[] = [];
  try {
    documents.push(...composer.compose(tokens, true, end));
  } catch (error) {
    if (!(error instanceof Enough)) {
      throw error;
    }
  }
  for (const { errors, warnings } of documents) {
    faults.push(...[...errors, ...warnings].map(({ pos, message }) => ({ offset: pos[0], message })));
  }
  return { documents, faults: faults.sort((a, b) => a.offset - b.offset) };
}

/** The offset of the first token below the deepest level allowed; null if there is none. Iterative: depth is the danger. */
export function tooDeep(tokens: readonly CST.Token[]): number | null {
  const pending = tokens.map((token): [CST.Token, number] => [token, 0]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [token, depth] = next;
    if (depth > MAX_DEPTH) {
      return "offset" in token ? token.offset : 0;
    }
    if (token.type === "document" && token.value !== undefined) {
      pending.push([token.value, depth]);
    } else if ("items" in token) {
      for (const item of token.items) {
        for (const child of [item.key, item.value]) {
          if (child !== undefined && child !== null) {
            pending.push([child, depth + 1]);
          }
        }
      }
    }
  }
  return null;
}
