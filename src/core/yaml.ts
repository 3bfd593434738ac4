/** Reading YAML that anybody may have written: bounded, never throwing, with the place of every complaint. */
import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter } from "yaml";
import { codeSpan } from "./markdown.ts";
import { compose, MAX_PROBLEMS, tokensOf, tooDeep } from "./yaml-compose.ts";
import { lexemesOf } from "./yaml-lexemes.ts";

/** Longest text that is read, in characters. */
const MAX_LENGTH = 256 * 1024;

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
  const at = placesIn(text);
  const refusedAt = (offset: number, message: string, fix: string): YamlFile => ({
    ok: false,
    problems: [{ ...at(offset), message, fix }],
  });
  const scanned = lexemesOf(text);
  if (!scanned.ok && scanned.why === "too many") {
    return refusedAt(scanned.offset, "the file holds too many keys and values", "keep it to what you need");
  }
  const tokens = scanned.ok ? tokensOf(scanned.lexemes) : [];
  const deep = scanned.ok ? tooDeep(tokens) : scanned.offset;
  if (deep !== null) {
    return refusedAt(deep, "the file nests too deeply", "remove the nesting");
  }
  const { documents, faults } = compose(tokens, text.length);
  const [document, second] = documents;
  if (second !== undefined) {
    return refusedAt(
      second.range?.[0] ?? 0,
      "the file holds more than one YAML document",
      "keep one, and remove the `---` lines",
    );
  }
  const problems = faults.slice(0, MAX_PROBLEMS).map(({ offset, message }) => ({
    ...at(offset),
    message: `the YAML cannot be read: ${message.replace(/\s+/g, " ").slice(0, 200)}`,
    fix: "correct the YAML here",
  }));
  if (document === undefined) {
    return { ok: false, problems };
  }
  if (problems.length === 0) {
    problems.push(...repeatedKeys(document, at));
  }
  if (problems.length > 0) {
    return { ok: false, problems };
  }
  try {
    const value: unknown = document.toJS();
    if (holdsItself(value)) return refuse("an anchor holds itself", "write the value out instead of a `*` alias");
    return { ok: true, value, place: (path, of = "value") => at(offsetOf(document, path, of)) };
  } catch (error) {
    // The library throws a ReferenceError for both, and tells them apart by the text alone.
    const unknown = error instanceof Error && error.message.startsWith("Unresolved alias");
    const message = unknown ? "an alias names an anchor that is not there" : "the file repeats its anchors too often";
    return refuse(message, "write the value out instead of a `*` alias");
  }
}

/** Whoever walks such a value would never come to an end. */
function holdsItself(value: unknown, above = new Set<unknown>(), seen = new Set<unknown>()): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (above.has(value)) return true;
  if (seen.has(value)) return false;
  seen.add(value);
  above.add(value);
  const found = Object.values(value).some((inner) => holdsItself(inner, above, seen));
  above.delete(value);
  return found;
}

function refuse(message: string, fix: string): YamlFile {
  return { ok: false, problems: [{ line: 1, column: 1, message, fix }] };
}

/** Offset → line and column, both from 1. */
function placesIn(text: string): (offset: number) => Place {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) {
    counter.addNewLine(end + 1);
  }
  return (offset) => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
}

function repeatedKeys(document: Document, at: (offset: number) => Place): YamlProblem[] {
  const found: { readonly offset: number; readonly name: string | null }[] = [];
  const pending: unknown[] = [document.contents];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isSeq(node)) {
      pending.push(...node.items.toReversed());
    } else if (isMap(node)) {
      const seen = new Set<string>();
      for (const { key, value } of node.items) {
        if (!isScalar(key)) {
          found.push({ offset: startOf(key) ?? startOf(node) ?? 0, name: null });
          continue;
        }
        const name = String(key.value);
        if (seen.has(name)) {
          found.push({ offset: startOf(key) ?? 0, name });
        }
        seen.add(name);
        pending.push(value);
      }
    }
  }
  return found
    .sort((a, b) => a.offset - b.offset)
    .slice(0, MAX_PROBLEMS)
    .map(({ offset, name }) =>
      name === null
        ? { ...at(offset), message: "a key is not a plain word", fix: "write a setting's name" }
        : { ...at(offset), message: `${codeSpan(name, 60)} is written twice`, fix: "keep one of them" },
    );
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
