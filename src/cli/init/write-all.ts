/** Writes several files: all of them, or none. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { codeOf, reasonOf } from "../file-failure.ts";
import { CannotWrite } from "../whole-file.ts";

const WHY: Readonly<Record<string, string>> = {
  EACCES: "this account may not write there",
  EPERM: "this account may not write there",
  EROFS: "nothing can be written there",
  EEXIST: "something else is in the way",
  ENOSPC: "the disk is full",
};

interface FileText {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * Writes each beside its place first, and puts them there once all are written; what fails takes everything back.
 *
 * @param root absolute, without links
 * @throws CannotWrite
 */
export function writeAll(root: string, files: readonly FileText[]): void {
  const undo: (() => void)[] = [];
  let at = "";
  try {
    const staged = files.map(({ path, text }) => {
      at = path;
      const target = join(root, path);
      checkInside(root, target, path);
      undo.push(...makeFolders(dirname(target)));
      const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
      undo.push(() => rmSync(beside, { force: true }));
      writeFileSync(beside, text, { flag: "wx" });
      return { path, target, beside };
    });
    for (const { path, target, beside } of staged) {
      at = path;
      const former = lstatSync(target, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(target) : null;
      renameSync(beside, target);
      undo.push(() => (former === null ? rmSync(target, { force: true }) : writeFileSync(target, former)));
    }
  } catch (error) {
    for (const each of undo.toReversed()) each();
    const code = codeOf(error);
    if (code === null) throw error;
    const why = WHY[code] ?? reasonOf(code);
    throw new CannotWrite(`${at}: ${why}. Nothing was written.`);
  }
}

/** @returns how to take away again what was made, the innermost last. */
function makeFolders(folder: string): readonly (() => void)[] {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at);
  mkdirSync(folder, { recursive: true });
  return missing.map((each) => () => rmdirSync(each));
}

/** A link in the checkout must not lead a file out of it. */
function checkInside(root: string, target: string, path: string): void {
  let at = dirname(target);
  while (lstatSync(at, { throwIfNoEntry: false }) === undefined) at = dirname(at);
  const real = existsSync(at) ? realpathSync(at) : null;
  if (real === root || real?.startsWith(root.endsWith(sep) ? root : root + sep) === true) return;
  throw new CannotWrite(`${path}: a link leads out of the checkout there; take it away. Nothing was written.`);
}
