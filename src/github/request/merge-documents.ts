/**
 * Several GraphQL documents made into one: what several passes ask at the same moment is one request. Pure.
 *
 * It reads only documents as this house writes them: one named operation, variables without defaults, fragments without
 * variables. Of any other it says so (`null`), and that one is sent alone.
 */
import type { GraphqlProblem } from "./limits.ts";

export interface Document {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Merged {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of each document: its root fields' names → the names they have in the merged answer. */
  readonly names: readonly ReadonlyMap<string, string>[];
}

interface Parsed {
  readonly operation: "query" | "mutation";
  /** Variable → type. */
  readonly types: ReadonlyMap<string, string>;
  readonly fields: readonly { readonly name: string; readonly text: string }[];
  /** Name → text. */
  readonly fragments: ReadonlyMap<string, string>;
}

const HEAD = /^\s*(query|mutation)\s+\w+\s*(?:\(([^)=]*)\))?\s*(?=\{)/;
const VARIABLE = /\$(\w+)\s*:\s*([\w[\]!]+)/g;
const FRAGMENT = /\s*fragment\s+(\w+)\s+on\s+\w+\s*(?=\{)/y;
const FIELD = /\s*(\w+)(?:\s*:\s*(\w+))?\s*/y;
/** Documents are few: those that were read once are kept. */
const known = new Map<string, Parsed | null>();
const MOST_KNOWN = 100;

/** The operation of a document; null where it is none that can be merged. */
export function operationOf(query: string): "query" | "mutation" | null {
  return parsed(query)?.operation ?? null;
}

/**
 * Merges documents of one operation. Fields that ask for the same are asked once, unless they change something.
 *
 * @returns null where one cannot be merged, or two call different fragments by one name.
 */
export function mergeDocuments(documents: readonly Document[]): Merged | null {
  const fragments = new Map<string, string>();
  const variables = new Map<string, { readonly name: string; readonly type: string; readonly value: unknown }>();
  const fields: string[] = [];
  const asked = new Map<string, string>();
  const names: Map<string, string>[] = [];
  let operation: Parsed["operation"] | null = null;
  for (const document of documents) {
    const read = parsed(document.query);
    if (read === null || (operation !== null && operation !== read.operation)) return null;
    operation = read.operation;
    for (const [name, text] of read.fragments) {
      if ((fragments.get(name) ?? text) !== text) return null;
      fragments.set(name, text);
    }
    const renamed = new Map<string, string>();
    for (const [name, type] of read.types) {
      const value = document.variables[name] ?? null;
      const key = `${type} ${JSON.stringify(value)}`;
      const variable = variables.get(key) ?? { name: `v${variables.size}`, type, value };
      variables.set(key, variable);
      renamed.set(name, variable.name);
    }
    const own = new Map<string, string>();
    for (const { name, text } of read.fields) {
      const field = text.replaceAll(/\$(\w+)/g, (_whole, variable: string) => `$${renamed.get(variable) ?? variable}`);
      // A change is made as often as it is asked for.
      const alias = (operation === "query" ? asked.get(field) : undefined) ?? `r${fields.length}`;
      if (alias === `r${fields.length}`) fields.push(`${alias}: ${field}`);
      asked.set(field, alias);
      own.set(name, alias);
    }
    names.push(own);
  }
  if (operation === null) return null;
  const declared = [...variables.values()].map(({ name, type }) => `$${name}: ${type}`).join(", ");
  const head = declared === "" ? `${operation} Together` : `${operation} Together(${declared})`;
  return {
    query: `${head} {\n${fields.join("\n")}\n}\n${[...fragments.values()].join("\n")}`,
    variables: Object.fromEntries([...variables.values()].map(({ name, value }) => [name, value])),
    names,
  };
}

/** One document's part of a merged answer. Copies what several share: readers write into what they are given. */
export function partOfAnswer(
  data: Readonly<Record<string, unknown>> | null,
  errors: readonly GraphqlProblem[],
  names: ReadonlyMap<string, string>,
): { readonly data: Record<string, unknown> | null; readonly errors: readonly GraphqlProblem[] } {
  const aliases = new Map([...names].map(([name, alias]) => [alias, name]));
  return {
    data:
      data === null
        ? null
        : Object.fromEntries([...names].map(([name, alias]) => [name, structuredClone(data[alias] ?? null)])),
    errors: errors.flatMap((error) => {
      const [first, ...rest] = error.path ?? [];
      if (first === undefined) return [error];
      const name = aliases.get(String(first));
      return name === undefined ? [] : [{ ...error, path: [name, ...rest] }];
    }),
  };
}

function parsed(query: string): Parsed | null {
  const before = known.get(query);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const read = parse(query);
  known.set(query, read);
  return read;
}

function parse(query: string): Parsed | null {
  const head = HEAD.exec(query);
  if (head === null) return null;
  const open = head[0].length;
  const close = closing(query, open);
  if (close === null) return null;
  const fields = rootFields(query.slice(open + 1, close));
  const fragments = fragmentsIn(query, close + 1);
  if (fields === null || fragments === null) return null;
  const types = new Map([...(head[2] ?? "").matchAll(VARIABLE)].map(([, name = "", type = ""]) => [name, type]));
  return { operation: head[1] === "mutation" ? "mutation" : "query", types, fields, fragments };
}

function fragmentsIn(query: string, from: number): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (let at = from; query.slice(at).trim() !== ""; ) {
    FRAGMENT.lastIndex = at;
    const fragment = FRAGMENT.exec(query);
    const end = fragment === null ? null : closing(query, FRAGMENT.lastIndex);
    if (fragment === null || end === null) return null;
    const text = query.slice(at, end + 1);
    // What its variables mean depends on the document that it stands in.
    if (text.includes("$")) return null;
    found.set(fragment[1] ?? "", text.trim());
    at = end + 1;
  }
  return found;
}

function rootFields(body: string): Parsed["fields"] | null {
  const found: { name: string; text: string }[] = [];
  for (let at = 0; body.slice(at).trim() !== ""; ) {
    FIELD.lastIndex = at;
    const field = FIELD.exec(body);
    if (field === null) return null;
    const [, name = "", aliased] = field;
    const start = FIELD.lastIndex;
    let end = start;
    for (const bracket of ["(", "{"]) {
      const next = /\s*/y;
      next.lastIndex = end;
      const gap = next.exec(body)?.[0].length ?? 0;
      if (body[end + gap] !== bracket) continue;
      const closed = closing(body, end + gap);
      if (closed === null) return null;
      end = closed + 1;
    }
    found.push({ name, text: `${aliased ?? name}${body.slice(start, end)}` });
    at = end;
  }
  return found.length === 0 ? null : found;
}

/** Where the bracket at `open` is closed; null where it is not. */
function closing(text: string, open: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = open; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"' && text[at - 1] !== "\\") quoted = !quoted;
    if (quoted) continue;
    if (letter === "{" || letter === "(") depth += 1;
    if (letter === "}" || letter === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return null;
}
