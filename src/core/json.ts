/** Reading JSON that anybody may have written: never throwing, with the place of every complaint. */

export interface JsonPlace {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export type JsonFile =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Where the value at a path, or its key, begins; for one that is not there, the nearest thing above it. */
      readonly place: (path: readonly PropertyKey[], of?: "key" | "value") => JsonPlace;
    }
  | ({ readonly ok: false; readonly message: string; readonly fix: string } & JsonPlace);

/** A value's offset, and those of what is in it. */
interface Node {
  readonly start: number;
  readonly members: ReadonlyMap<string, { readonly key: number; readonly value: Node }>;
}

/** No snapshot nests deeper, and the reader recurses. */
const MAX_DEPTH = 100;
const NO_MEMBERS: Node["members"] = new Map();
const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
// JSON allows any character from the blank on in a string, but quotes and backslashes.
const STRING = /"[ !#-[\]-\u{10ffff}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\u{10ffff}]*)*"/uy;
const BLANK = /[ \t\r\n]*/y;

/** Where the text stops being JSON, and why. */
class Fault extends Error {
  readonly offset: number;
  readonly fix: string;
  constructor(offset: number, message: string, fix: string) {
    super(message);
    this.offset = offset;
    this.fix = fix;
  }
}

/** Reads one JSON document into plain data. A key that is written twice is refused: one of the two would be lost. */
export function readJson(text: string): JsonFile {
  const json = text.startsWith("\ufeff") ? ` ${text.slice(1)}` : text;
  try {
    const root = new Reader(json).document();
    const value: unknown = JSON.parse(json);
    return { ok: true, value, place: (path, of = "value") => placeOf(json, offsetOf(root, path, of)) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ok: false, ...placeOf(json, error.offset), message: error.message, fix: error.fix };
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Node {
    this.#skip();
    if (this.#at === this.#text.length) throw new Fault(0, "the file is empty", "write a JSON object");
    const root = this.#value(0);
    this.#skip();
    if (this.#at < this.#text.length) {
      throw new Fault(this.#at, "there is more after the end of the JSON", "keep one object in the file");
    }
    return root;
  }

  #value(depth: number): Node {
    if (depth > MAX_DEPTH) throw new Fault(this.#at, "the JSON nests too deeply", "remove the nesting");
    const start = this.#at;
    const first = this.#text[start];
    if (first === "{") return { start, members: this.#members(depth, "}") };
    if (first === "[") return { start, members: this.#members(depth, "]") };
    if (first === '"') this.#string();
    else if (this.#take(LITERAL) === "") throw this.#unexpected("a value");
    return { start, members: NO_MEMBERS };
  }

  #members(depth: number, end: "}" | "]"): Node["members"] {
    const members = new Map<string, { readonly key: number; readonly value: Node }>();
    this.#at += 1;
    this.#skip();
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return members;
    }
    for (;;) {
      const key = this.#at;
      const name = end === "}" ? this.#name() : String(members.size);
      if (members.has(name)) {
        throw new Fault(key, `the key ${JSON.stringify(name).slice(0, 80)} is written twice`, "keep one of the two");
      }
      members.set(name, { key, value: this.#value(depth + 1) });
      this.#skip();
      const next = this.#text[this.#at];
      if (next !== "," && next !== end) throw this.#unexpected(`a comma or \`${end}\``);
      this.#at += 1;
      if (next === end) return members;
      this.#skip();
    }
  }

  #name(): string {
    const name: unknown = JSON.parse(this.#string());
    this.#skip();
    if (this.#text[this.#at] !== ":") throw this.#unexpected("a colon");
    this.#at += 1;
    this.#skip();
    return String(name);
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') throw this.#unexpected("a key in double quotes");
    const string = this.#take(STRING);
    if (string === "") throw new Fault(this.#at, "the text that begins here does not end", "close the double quotes");
    return string;
  }

  #skip(): void {
    this.#take(BLANK);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #unexpected(wanted: string): Fault {
    const [found] = this.#text.slice(this.#at, this.#at + 2);
    return found === undefined
      ? new Fault(this.#at, "the JSON ends too early", `go on with ${wanted}`)
      : new Fault(this.#at, `the JSON cannot be read at ${JSON.stringify(found)}`, `write ${wanted} here`);
  }
}

function offsetOf(root: Node, path: readonly PropertyKey[], of: "key" | "value"): number {
  let node = root;
  for (const [index, key] of path.entries()) {
    const member = node.members.get(String(key));
    if (member === undefined) return node.start;
    if (of === "key" && index === path.length - 1) return member.key;
    node = member.value;
  }
  return node.start;
}

function placeOf(text: string, offset: number): JsonPlace {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}
