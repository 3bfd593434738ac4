/** Every workflow that this repository runs, shows or writes: its own, those in the docs, and the one of `quench init`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { starterWorkflow, UNKNOWN_COPY } from "../../src/core/onboarding/workflow.ts";
import { isWorkflow, parseWorkflow, type Workflow } from "./workflow.ts";

/** Pages that may show one, beside those under `docs/`. */
const PAGES = ["README.md", "CONTRIBUTING.md"];
const OWN = ".github/workflows";

/** In the order of their paths. Paths are from the working directory, the repository's root. */
export function collectWorkflows(): readonly Workflow[] {
  const docs = filesBelow("docs");
  const pages = [
    ...PAGES.filter((name) => readdirSync(".").includes(name)),
    ...docs.filter((path) => path.endsWith(".md")),
  ];
  const files = [...filesBelow(OWN), ...docs].filter((path) => /\.ya?ml$/.test(path));
  return [
    ...files.map((path) => ({ place: path, text: readFileSync(path, "utf8") })),
    ...pages.flatMap((path) => blocksOf(path, readFileSync(path, "utf8"))),
    ...written(),
  ]
    .filter(({ place, text }) => place.startsWith(OWN) || isWorkflow(text))
    .map(({ place, text }) => parseWorkflow(place, text));
}

/** What `quench init` writes: with and without a copy of the Action, and other workflows beside it. */
function written(): readonly Shown[] {
  const uses = `acme/quench@${"0123456789".repeat(4)}`;
  return [
    { place: "quench init", text: starterWorkflow({ uses, workflows: ["CI", 'A "quoted": name'] }) },
    { place: "quench init, without a copy", text: starterWorkflow({ uses: UNKNOWN_COPY, workflows: [] }) },
  ];
}

interface Shown {
  readonly place: string;
  readonly text: string;
}

const FENCE = /^( *)```ya?ml\b[^\n]*\n([\s\S]*?)^ *```/gm;

/** The fenced YAML of a page, each with the line on which it begins; one in a list loses its indentation. */
export function blocksOf(path: string, page: string): readonly Shown[] {
  return [...page.matchAll(FENCE)].map(({ index, 1: indent = "", 2: text = "" }) => ({
    place: `${path}:${page.slice(0, index).split("\n").length + 1}`,
    text: text.replaceAll(new RegExp(`^ {0,${indent.length}}`, "gm"), ""),
  }));
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
}
