/** Why a file could not be read or written. */
import { printable } from "./frame/command.ts";

/** Linux's PATH_MAX. */
const LONGEST_PATH = 4096;

/** A file's name in complaints; `-` is standard input. */
export function nameOf(file: string): string {
  return file === "-" ? "stdin" : printable(file, LONGEST_PATH);
}

/** The system's code of a failure, such as `ENOENT`; null where it is no failure of the system's. */
export function codeOf(error: unknown): string | null {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of the path is no folder",
  EISDIR: "this is a folder",
  EACCES: "this account may not open it",
  EPERM: "this account may not open it",
};

/** The same in words, without a period. */
export function reasonOf(code: string): string {
  return WHY[code] ?? `it cannot be opened (${code})`;
}
