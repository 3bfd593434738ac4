/** `quench forms`: prints the issue forms, writes them into a repository, or tells where a repository's differ. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareForms, type FormDrift } from "../core/forms/compare.ts";
import { CONFIG_FILE, configFile, formFiles } from "../core/forms/templates.ts";
import { codeOf, reasonOf } from "./file-failure.ts";

/** Where GitHub looks for issue forms, from the repository's root. */
const FOLDER = ".github/ISSUE_TEMPLATE";

export interface FormsOptions {
  readonly action: "print" | "write" | "check";
  /** Folder of the forms; by default the repository's own below the working directory. */
  readonly folder: string | undefined;
  readonly json: boolean;
}

/** @returns the exit code: 0 done, or nothing differs; 1 where a file differs or cannot be read or written. */
export function forms({ action, folder = FOLDER, json }: FormsOptions): number {
  try {
    const run = { print, write, check }[action];
    return run(folder, json);
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    process.stderr.write(`${folder}: ${reasonOf(code)}; give a folder that can be read and written.\n`);
    return 1;
  }
}

function print(folder: string, json: boolean): number {
  const files = formFiles();
  const texts = Object.entries(files).map(([name, text]) => `# ${folder}/${name}\n${text}`);
  tell(json ? JSON.stringify({ folder, files }) : texts.join("---\n").trimEnd());
  return 0;
}

function write(folder: string, json: boolean): number {
  const stale = compareForms(formFiles(), textsIn(folder)).map(({ file }) => file);
  mkdirSync(folder, { recursive: true });
  for (const name of stale) writeFileSync(join(folder, name), formFiles()[name] ?? "");
  const written = [...stale];
  if (textOf(join(folder, CONFIG_FILE)) === null) {
    writeFileSync(join(folder, CONFIG_FILE), configFile());
    written.push(CONFIG_FILE);
  }
  const told = written.map((name) => `wrote ${join(folder, name)}`).join("\n");
  tell(json ? JSON.stringify({ folder, written }) : told || `The forms in ${folder} are up to date.`);
  return 0;
}

function check(folder: string, json: boolean): number {
  const drift = compareForms(formFiles(), textsIn(folder));
  const run = `quench forms --write${folder === FOLDER ? "" : ` ${folder}`}`;
  if (json) {
    tell(JSON.stringify({ folder, up_to_date: drift.length === 0, drift, run: drift.length === 0 ? null : run }));
  } else if (drift.length === 0) {
    tell(`The forms in ${folder} are up to date.`);
  } else {
    for (const each of drift) process.stderr.write(`${phrase(folder, each)}\n`);
    process.stderr.write(`Run \`${run}\` and commit the result.\n`);
  }
  return drift.length === 0 ? 0 : 1;
}

function phrase(folder: string, { file, line, expected, found }: FormDrift): string {
  const path = join(folder, file);
  if (line === null) return `${path}: the form is missing.`;
  if (found === null) return `${path}:${line}: the file ends before ${JSON.stringify(expected)}.`;
  if (expected === null) return `${path}:${line}: the file goes on with ${JSON.stringify(found)} where the form ends.`;
  return `${path}:${line}: has ${JSON.stringify(found)}, should be ${JSON.stringify(expected)}.`;
}

function textsIn(folder: string): Readonly<Record<string, string | null>> {
  return Object.fromEntries(Object.keys(formFiles()).map((name) => [name, textOf(join(folder, name))]));
}

/** Null where there is no such file. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}
