/** What a checkout holds already of what `quench init` writes, and what it tells for it. */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { FORMS_FOLDER } from "../../core/onboarding/links.ts";
import { WORKFLOW_PATH } from "../../core/onboarding/workflow.ts";
import { type Diagnostic, parsePolicy, POLICY_PATH } from "../../core/policy/parse.ts";
import type { Policy } from "../../core/policy/schema.ts";
import { readYaml } from "../../core/yaml.ts";
import { codeOf, reasonOf } from "../file-failure.ts";
import { CannotWrite } from "../whole-file.ts";

export interface Seen {
  /** Null: there is none. */
  readonly policy: {
    readonly text: string;
    readonly policy: Policy | null;
    readonly problems: readonly Diagnostic[];
  } | null;
  /** The workflow that runs Quench, wherever it is; null: none does. */
  readonly workflow: { readonly path: string; readonly text: string; readonly uses: string | null } | null;
  /** Names of the other workflows, as `workflow_run` takes them. */
  readonly workflows: readonly string[];
  /** True where the chooser of issue forms has a configuration. */
  readonly chooser: boolean;
}

const WORKFLOWS = dirname(WORKFLOW_PATH);
/** As many as anybody wants to wait for. */
const MOST_WORKFLOWS = 20;
const LONGEST_NAME = 200;

/** A step that runs this Action, from whatever copy. */
const RUNS_QUENCH = /^\s*(?:-\s+)?uses:\s*["']?([\w.-]+\/quench@[^\s"'#]+)/m;

/** @throws CannotWrite where something cannot be read */
export function look(root: string): Seen {
  const text = textAt(root, POLICY_PATH);
  const files = namesIn(join(root, WORKFLOWS))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => {
      const path = `${WORKFLOWS}/${name}`;
      return { path, text: textAt(root, path) ?? "" };
    });
  const ours =
    files.find(({ path }) => isNamed(path, WORKFLOW_PATH)) ?? files.find((file) => RUNS_QUENCH.test(file.text));
  return {
    policy: text === null ? null : { text, ...parsePolicy(text, POLICY_PATH) },
    workflow: ours === undefined ? null : { ...ours, uses: RUNS_QUENCH.exec(ours.text)?.[1] ?? null },
    workflows: files.flatMap((file) => (file === ours ? [] : nameOf(file))).slice(0, MOST_WORKFLOWS),
    chooser: placeOf(root, `${FORMS_FOLDER}/config.yml`) !== null,
  };
}

/** Where a file is, also with the other ending: GitHub takes `.yaml` for `.yml`. Null where it is not there. */
export function placeOf(root: string, path: string): string | null {
  const found = namesIn(join(root, dirname(path))).find((name) => isNamed(`${dirname(path)}/${name}`, path));
  return found === undefined ? null : `${dirname(path)}/${found}`;
}

/** A file's text; null where there is none. @throws CannotWrite where it cannot be read */
export function textAt(root: string, path: string): string | null {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" && !isThere(join(root, path))) return null;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  const code = codeOf(error);
  return code === null ? error : new CannotWrite(`${path}: ${reasonOf(code)}. Nothing was written.`);
}

/** Also where it is a link that leads nowhere. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isNamed(path: string, wanted: string): boolean {
  const stem = (each: string): string => `${dirname(each)}/${basename(each, extname(each))}`;
  return /\.ya?ml$/.test(path) && stem(path) === stem(wanted);
}

/** A workflow without a name goes by its path. */
function nameOf({ path, text }: { readonly path: string; readonly text: string }): readonly string[] {
  const file = readYaml(text);
  if (!file.ok || typeof file.value !== "object" || file.value === null) return [];
  const name = "name" in file.value ? file.value.name : undefined;
  const shown = typeof name === "string" && name.trim() !== "" ? name.trim() : path;
  return shown.length > LONGEST_NAME ? [] : [shown];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw unreadable(folder, error);
  }
}
