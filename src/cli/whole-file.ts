/** Writes a file whole or not at all, and overwrites nothing that it was not meant to. */
import {
  accessSync,
  constants,
  fsyncSync,
  openSync,
  closeSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf, reasonOf } from "./file-failure.ts";

/** Why a file cannot be written, and what to do. */
export class CannotWrite extends Error {
  override readonly name = "CannotWrite";
}

/** A document of ours, as the file of one is known that may be overwritten. */
export interface OwnDocument {
  /** Its `schema`: `quench/snapshot/1`. */
  readonly schema: string;
  /** With its article. */
  readonly name: string;
  /** How another file is overwritten; null: not at all. */
  readonly force: string | null;
}

const SNAPSHOT: OwnDocument = { schema: "quench/snapshot/1", name: "a snapshot", force: "--force" };

/**
 * Finds out, before any work is done for it, whether a file may be written.
 *
 * @param force overwrites any file; else only a former one of the same kind.
 * @throws CannotWrite
 */
export function checkTarget(path: string, force: boolean, document: OwnDocument = SNAPSHOT): void {
  const present = tried(path, () => statSync(path, { throwIfNoEntry: false }));
  if (present === undefined) {
    tried(path, () => accessSync(dirname(path), constants.W_OK));
    return;
  }
  if (present.isDirectory()) throw new CannotWrite(`${path}: this is a folder; name a file in it with -o.`);
  if (!present.isFile()) throw new CannotWrite(`${path}: this is no file; use \`-o -\` for standard output.`);
  if (
    !force &&
    !isDocument(
      tried(path, () => readFileSync(path, "utf8")),
      document,
    )
  ) {
    const overwrite = document.force === null ? "" : `, or overwrite it with ${document.force}`;
    throw new CannotWrite(`${path}: this file holds something else than ${document.name}; name another${overwrite}.`);
  }
}

/**
 * Writes beside the file and renames, so that nobody ever sees half of it. A new one is for this account alone: what
 * people wrote on a private repository is in it.
 *
 * @throws CannotWrite
 */
export function writeWhole(path: string, text: string): void {
  tried(path, () => {
    const present = statSync(path, { throwIfNoEntry: false });
    const target = present === undefined ? path : realpathSync(path);
    const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    try {
      const file = openSync(beside, "wx", present === undefined ? 0o600 : present.mode & 0o777);
      try {
        writeFileSync(file, text);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(beside, target);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  });
}

function isDocument(text: string, { schema }: OwnDocument): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "schema" in value && value.schema === schema;
  } catch {
    return false;
  }
}

function tried<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const code = codeOf(error);
    if (code === null || error instanceof CannotWrite) throw error;
    const why = code === "ENOENT" ? "its folder does not exist" : reasonOf(code);
    throw new CannotWrite(`${path}: ${why}; name a file that can be written with -o, or \`-o -\` for standard output.`);
  }
}
