/**
 * Holds the import directions of docs/explanation/architecture.md: core ← github, queue ← reconcile ← app, action, cli.
 * Type-only imports count: a type that points upward is a dependency like any other.
 */
import { readFileSync, readdirSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, posix, relative, sep } from "node:path";
import { parseSync } from "oxc-parser";

interface Layer {
  readonly name: string;
  readonly holds: (path: string) => boolean;
  /** Layers it may import, besides itself. */
  readonly imports: readonly string[];
  /** npm packages it may import; undefined = any. */
  readonly packages?: readonly string[];
  /** Whether it may import Node's own modules. */
  readonly node: boolean;
}

const under = (folder: string) => (path: string) => path.startsWith(`src/${folder}/`);
const below = ["core", "github", "queue", "reconcile"];

/** The house, bottom to top. A file that no layer holds is a violation, so that a new folder is a decision. */
const layers: readonly Layer[] = [
  { name: "core", holds: under("core"), imports: [], packages: ["zod", "yaml", "jstat"], node: false },
  { name: "github", holds: under("github"), imports: ["core"], node: true },
  { name: "queue", holds: under("queue"), imports: ["core"], node: true },
  {
    name: "reconcile",
    holds: (path) =>
      /^src\/(reconcile|portfolio|pull|merge-closings|set-up|simulate|report|report-files)\.ts$/.test(path),
    imports: ["core", "github", "queue"],
    node: true,
  },
  { name: "app", holds: under("app"), imports: below, node: true },
  { name: "action", holds: under("action"), imports: below, node: true },
  { name: "sandbox", holds: under("sandbox"), imports: [], node: true },
  { name: "cli", holds: under("cli"), imports: [...below, "app", "sandbox"], node: true },
];

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(".", join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** Every specifier a module names, with its line: static, re-exported, dynamic, type-only. */
function specifiers(path: string): { specifier: string; line: number }[] {
  const text = readFileSync(path, "utf8");
  const { module, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const found: { specifier: string; start: number }[] = [];
  for (const each of module.staticImports) found.push({ specifier: each.moduleRequest.value, start: each.start });
  for (const each of module.staticExports) {
    for (const entry of each.entries) {
      if (entry.moduleRequest !== null) found.push({ specifier: entry.moduleRequest.value, start: each.start });
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^["'`]([^"'`$]+)["'`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
    if (literal !== undefined) found.push({ specifier: literal, start: moduleRequest.start });
  }
  return found.map(({ specifier, start }) => ({ specifier, line: text.slice(0, start).split("\n").length }));
}

function layerOf(path: string): Layer | undefined {
  return layers.find((layer) => layer.holds(path));
}

/** Why `from` may not import `specifier`; null where it may. */
function refusal(from: Layer, path: string, specifier: string): string | null {
  if (specifier.startsWith(".")) {
    const target = posix.normalize(posix.join(dirname(path), specifier));
    const to = layerOf(target);
    if (to === undefined) return `${target} lies outside every layer of src/`;
    if (to === from || from.imports.includes(to.name)) return null;
    return `${from.name} may not import ${to.name}`;
  }
  if (isBuiltin(specifier)) return from.node ? null : `${from.name} may not import Node's modules`;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  if (from.packages === undefined || from.packages.includes(name)) return null;
  return `${from.name} may import only ${from.packages.join(", ")} from npm`;
}

const problems: string[] = [];
const files = sourceFiles("src");
for (const path of files) {
  const layer = layerOf(path);
  if (layer === undefined) {
    problems.push(`${path}: no layer holds this file; give it a place in scripts/check-imports.ts`);
    continue;
  }
  for (const { specifier, line } of specifiers(path)) {
    const why = refusal(layer, path, specifier);
    if (why !== null) problems.push(`${path}:${line}: "${specifier}": ${why}`);
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`Import directions hold in ${files.length} files.`);
