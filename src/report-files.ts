/**
 * The report as files: `portfolio.md`, `portfolio.json`, `verdicts/12.json`, `bundles/12.json` and beside each of these
 * its SHA-256, as `sha256sum -c` takes it. Former files of ours are replaced, those of an incident that is not in the
 * report any more taken away; what others put there is left alone.
 */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import type { PortfolioDocument } from "./core/portfolio/document.ts";
import { PORTFOLIO_MARK } from "./core/render/portfolio.ts";
import type { ReportedIncident } from "./report.ts";

/** A folder that the report cannot be written to: what is wrong with it, and what to do. */
export class FolderRefused extends Error {
  override readonly name = "FolderRefused";
}

export interface ReportFiles {
  /** What is in the folder and not ours: names below it, in their order. Folders end with a slash. */
  readonly foreign: readonly string[];
  /** Writes the verdict and the bundle of one incident. @throws FolderRefused */
  keep(incident: ReportedIncident): void;
  /** Writes the portfolio. @returns how many files there are now of ours. @throws FolderRefused */
  finish(portfolio: PortfolioDocument, markdown: string): number;
}

/** Names of ours, and how a file of that name is known to be ours. */
const OURS: readonly (readonly [RegExp, (text: string) => boolean])[] = [
  [/^portfolio\.md$/, (text) => text.startsWith(PORTFOLIO_MARK)],
  [/^portfolio\.json$/, (text) => /^\{\s*"schema": "quench\/portfolio\/\d+"/.test(text)],
  [/^verdicts\/\d+\.json$/, (text) => /^\{\s*"schema": "quench\/verdict\/\d+"/.test(text)],
  [/^bundles\/\d+\.json$/, (text) => /^\{\s*"schema": "quench\/bundle\/\d+"/.test(text)],
  [/^bundles\/\d+\.json\.sha256$/, (text) => /^[0-9a-f]{64} [ *]\d+\.json\r?\n?$/.test(text)],
];
const FOLDERS = ["verdicts", "bundles"] as const;

/**
 * A folder that is named in a workflow: inside its workspace, and nowhere else.
 *
 * @returns `name`: from the workspace, with slashes, as later steps take it; `path`: the same, absolute.
 * @throws FolderRefused
 */
export function folderWithin(workspace: string, given: string): { readonly name: string; readonly path: string } {
  const slashed = given.replaceAll("\\", "/");
  const parts = slashed.split("/").filter((part) => part !== "" && part !== ".");
  const told = `The output directory ${JSON.stringify(given)}`;
  if (slashed.startsWith("/") || isAbsolute(given) || /^[A-Za-z]:/.test(slashed) || slashed.startsWith("~")) {
    throw new FolderRefused(`${told} is an absolute path: name a folder below the workspace, as \`quench-report\`.`);
  }
  if (parts.includes("..")) {
    throw new FolderRefused(`${told} leads out with \`..\`: name a folder below the workspace, as \`quench-report\`.`);
  }
  if (/\p{Cc}/u.test(given)) {
    throw new FolderRefused(`${told} holds a control character: name a folder below the workspace.`);
  }
  if (parts.some((part) => part.toLowerCase() === ".git")) {
    throw new FolderRefused(`${told} lies in \`.git\`: name another folder below the workspace, as \`quench-report\`.`);
  }
  const root = tried(workspace, () => realpathSync(workspace));
  let path = root;
  for (const part of parts) {
    path = join(path, part);
    const real = realOf(path);
    const away = real === null ? "" : relative(root, real);
    if (away === ".." || away.startsWith(`..${sep}`) || isAbsolute(away)) {
      throw new FolderRefused(`${told} leads out of the workspace by a symbolic link: name another folder.`);
    }
  }
  return { name: parts.length === 0 ? "." : posix.join(...parts), path };
}

/**
 * Looks at the folder before anything is read; makes it with the first file.
 *
 * @param folder what it is called in messages, where that is not its path.
 * @throws FolderRefused where it is none, or a file in it has a name of ours and is somebody else's.
 */
export function openReportFiles(given: string, folder = given): ReportFiles {
  const path = resolve(given);
  const { ours, foreign } = present(path, folder);
  const written = new Set<string>();
  let begun = false;
  const begin = (): void => {
    for (const one of FOLDERS) mkdirSync(join(path, one), { recursive: true });
    // A run that is cut off must not leave a former portfolio beside new verdicts.
    for (const name of ours) if (!name.includes("/")) rmSync(join(path, name), { force: true });
  };
  const write = (name: string, text: string): void => {
    tried(join(folder, name), () => {
      if (!begun) begin();
      begun = true;
      const target = join(path, name);
      // Renamed into its place: nobody sees half of it, and a link that stood there is replaced and not followed.
      const beside = join(dirname(target), `.quench-${process.pid}.tmp`);
      rmSync(beside, { force: true });
      writeFileSync(beside, text, { flag: "wx" });
      renameSync(beside, target);
    });
    written.add(name);
  };
  return {
    foreign,
    keep({ number, verdict, bundle }) {
      write(`verdicts/${number}.json`, `${JSON.stringify(verdict, null, 2)}\n`);
      if (bundle === null) return;
      write(`bundles/${number}.json`, bundle.document);
      write(`bundles/${number}.json.sha256`, `${bundle.sha256}  ${number}.json\n`);
    },
    finish(portfolio, markdown) {
      write("portfolio.json", `${JSON.stringify(portfolio, null, 2)}\n`);
      write("portfolio.md", markdown);
      // A former verdict beside a new portfolio would look as if it were of the same day.
      for (const name of ours) {
        if (!written.has(name)) tried(join(folder, name), () => rmSync(join(path, name), { force: true }));
      }
      return written.size;
    },
  };
}

/** What is in the folder now: our own former files, and everything else. */
function present(
  path: string,
  folder: string,
): { readonly ours: readonly string[]; readonly foreign: readonly string[] } {
  const ours: string[] = [];
  const foreign: string[] = [];
  const top = entries(path, folder);
  for (const { name, kind } of top) {
    const isFolder = FOLDERS.some((one) => one === name);
    if (!isFolder) sort(name, kind);
    else if (kind !== "folder") {
      throw new FolderRefused(`${join(folder, name)} is no folder: remove it, or name another folder.`);
    } else for (const inner of entries(join(path, name), join(folder, name))) sort(`${name}/${inner.name}`, inner.kind);
  }
  return { ours, foreign };

  function sort(name: string, kind: EntryKind): void {
    const check = OURS.find(([named]) => named.test(name))?.[1];
    if (check === undefined) {
      foreign.push(kind === "folder" ? `${name}/` : name);
      return;
    }
    if (kind === "file" && check(tried(join(folder, name), () => readFileSync(join(path, name), "utf8")))) {
      ours.push(name);
      return;
    }
    throw new FolderRefused(
      `${join(folder, name)} is not a file that Quench wrote: move it away, or name another folder.`,
    );
  }
}

type EntryKind = "file" | "folder" | "other";

/** By name; nothing where there is no such folder yet. */
function entries(path: string, told: string): readonly { readonly name: string; readonly kind: EntryKind }[] {
  return tried(told, () => {
    try {
      return readdirSync(path, { withFileTypes: true })
        .map((entry) => ({
          name: entry.name,
          kind: entry.isFile() ? ("file" as const) : entry.isDirectory() ? ("folder" as const) : ("other" as const),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (codeOf(error) === "ENOENT" && !isLink(path)) return [];
      throw error;
    }
  });
}

/** Where a path really leads; null where nothing is there yet. A link that leads to nothing leads anywhere. */
function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT" && !isLink(path)) return null;
    return sep;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "may not be written by this account",
  EPERM: "may not be written by this account",
  EROFS: "is on a disk that cannot be written",
  ENOSPC: "cannot be written: the disk is full",
  ENOTDIR: "is no folder",
  EEXIST: "is no folder",
  ENOENT: "is not there",
};

function tried<T>(told: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    throw new FolderRefused(`${told} ${REASONS[code] ?? `cannot be used (${code})`}: name another folder.`);
  }
}

/** The system's code of a failure, such as `ENOENT`; null where it is no failure of the system's. */
function codeOf(error: unknown): string | null {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}
