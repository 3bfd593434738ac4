/** Reading YAML that anybody may have written: bounded, never throwing, with the place of every complaint. */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
} from "yaml";
import { codeSpan } from "./markdown.ts";

/** Longest text that is read, in characters. */
const MAX_LENGTH = 256 * 1024;
/** No file of ours nests deeper; the composer recurses, and a deep enough file would end the process. */
const MAX_DEPTH = 20;
/** Complaints told at once; what follows a syntax error is mostly its echo. */
const MAX_PROBLEMS = 5;

export interface YamlProblem {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
}

export type YamlFile =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly place: (path: readonly PropertyKey[], of?: "key" | "value") => Place;
    }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Reads one YAML 1.2 document into plain data. Repeated keys, several documents, tags and alias bombs are refused. */
export function readYaml(text: string): YamlFile {
  if (text.length > MAX_LENGTH) {
    return refuse("the file is larger than 256 kB", "keep it to the settings you change");
  }
  const counter = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const tokens = [...new Parser(counter.addNewLine).parse(text)];
  const deep = tooDeep(tokens);
  if (deep !== null) {
    return { ok: false, problems: [{ ...at(deep), message: "the file nests too deeply", fix: "remove the nesting" }] };
  }
  // Repeated keys are looked for below: the composer's own search takes quadratic time.
  const options = { prettyErrors: false, uniqueKeys: false, logLevel: "silent" } as const;
  const documents = [...new Composer(options).compose(tokens, true, text.length)];
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    const second = documents[1]?.range[0] ?? 0;
    const message = "the file holds more than one YAML document";
    return { ok: false, problems: [{ ...at(second), message, fix: "keep one, and remove the `---` lines" }] };
  }
  const problems = [...document.errors, ...document.warnings].slice(0, MAX_PROBLEMS).map((error) => ({
    ...at(error.pos[0]),
    message: `the YAML cannot be read: ${error.message.replace(/\s+/g, " ").slice(0, 200)}`,
    fix: "correct the YAML here",
  }));
  if (problems.length === 0) {
    problems.push(...repeatedKeys(document, at));
  }
  if (problems.length > 0) {
    return { ok: false, problems };
  }
  try {
    const value: unknown = document.toJS();
    return { ok: true, value, place: (path, of = "value") => at(offsetOf(document, path, of)) };
  } catch (error) {
    // The library throws a ReferenceError for both, and tells them apart by the text alone.
    const unknown = error instanceof Error && error.message.startsWith("Unresolved alias");
    const message = unknown ? "an alias names an anchor that is not there" : "the file repeats its anchors too often";
    return refuse(message, "write the value out instead of a `*` alias");
  }
}

function refuse(message: string, fix: string): YamlFile {
  return { ok: false, problems: [{ line: 1, column: 1, message, fix }] };
}

/** The offset of the first token below the deepest level allowed; null if there is none. Iterative: depth is the danger. */
function tooDeep(tokens: readonly CST.Token[]): number | null {
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

function repeatedKeys(document: Document, at: (offset: number) => Place): YamlProblem[] {
  const problems: YamlProblem[] = [];
  const pending: unknown[] = [document.contents];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isSeq(node)) {
      pending.push(...node.items.toReversed());
    } else if (isMap(node)) {
      const seen = new Set<string>();
      for (const { key, value } of node.items) {
        if (!isScalar(key)) {
          problems.push({
            ...at(startOf(key) ?? startOf(node) ?? 0),
            message: "a key is not a plain word",
            fix: "write a setting's name",
          });
          continue;
        }
        const name = String(key.value);
        if (seen.has(name)) {
          problems.push({
            ...at(startOf(key) ?? 0),
            message: `${codeSpan(name, 60)} is written twice`,
            fix: "keep one of them",
          });
        }
        seen.add(name);
        pending.push(value);
      }
    }
  }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column).slice(0, MAX_PROBLEMS);
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

/** Where the value at a path, or its key, begins; for a path that is not there, where the nearest thing above begins. */
function offsetOf(document: Document, path: readonly PropertyKey[], of: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, key] of path.entries()) {
    const parent: unknown = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : undefined;
    const child: unknown = isSeq(parent) ? parent.items[Number(key)] : pair?.value;
    if (pair === undefined && child === undefined) {
      return offset;
    }
    const keyAt = isPair(pair) ? startOf(pair.key) : null;
    const valueAt = startOf(child);
    offset = (of === "key" && index === path.length - 1 ? (keyAt ?? valueAt) : (valueAt ?? keyAt)) ?? offset;
    node = child;
  }
  return offset;
}
