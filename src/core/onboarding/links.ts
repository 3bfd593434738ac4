/** Links that open GitHub's editor on a new file, with its name and text filled in. */
import { stringify } from "yaml";
import { formFiles } from "../forms/templates.ts";
import { POLICY_PATH } from "../policy/parse.ts";
import type { RepositoryFacts } from "../snapshot/types.ts";
import { readYaml } from "../yaml.ts";
import { STARTER_POLICY } from "./starter.ts";

/** Longer addresses are refused by servers on the way: GitHub answers 414 from about 8 kB on. */
export const LONGEST_LINK = 8_000;

/** Where GitHub looks for issue forms. */
export const FORMS_FOLDER = ".github/ISSUE_TEMPLATE";

type Place = Pick<RepositoryFacts, "url" | "defaultBranch">;

/** A file that is offered: what it is, where it goes, and its text. */
export interface OfferedFile {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

const NAMES: Readonly<Record<string, string>> = {
  "incident.yml": "Incident",
  "hardening.yml": "Hardening item",
  "residual-risk.yml": "Residual risk",
  "reliability-debt.yml": "Reliability debt",
};

/** The policy, and the issue forms that the repository does not have. @param present names in the folder of forms. */
export function offeredFiles(present: readonly string[]): readonly OfferedFile[] {
  const forms = Object.entries(formFiles()).filter(([file]) => !present.includes(file));
  return [
    { name: "Policy", path: POLICY_PATH, text: STARTER_POLICY },
    ...forms.map(([file, text]) => ({ name: NAMES[file] ?? file, path: `${FORMS_FOLDER}/${file}`, text })),
  ];
}

/**
 * GitHub's editor on a new file of the default branch.
 * Source: https://docs.github.com/en/repositories/working-with-files/managing-files/creating-new-files
 *
 * @returns null where not even the shortest text that means the same fits an address.
 */
export function newFileLink({ url, defaultBranch }: Place, { path, text }: OfferedFile): string | null {
  const branch = defaultBranch.split("/").map(escaped).join("/");
  const base = `${url}/new/${branch}?filename=${escaped(path)}&value=`;
  for (const value of [escaped(text), spared(text), spared(compact(text))]) {
    if (base.length + value.length <= LONGEST_LINK) return base + value;
  }
  return null;
}

/** All but letters, digits and `-_.~`: nothing is left that could end a link in Markdown. */
function escaped(text: string): string {
  // Half a surrogate pair cannot be encoded.
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What a query may hold as it is stays so, and a space becomes a plus. Source: https://url.spec.whatwg.org/#query-state */
function spared(text: string): string {
  return escaped(text)
    .replaceAll("%20", "+")
    .replace(/%(?:3A|2F|2C|3B|3D|3F|24)/g, (code) => decodeURIComponent(code));
}

/** The same YAML with less white space, without comments. */
function compact(text: string): string {
  const file = readYaml(text);
  // GitHub reads YAML 1.1, as for the forms themselves.
  return file.ok ? stringify(file.value, { lineWidth: 0, version: "1.1", indentSeq: false, indent: 1 }) : text;
}
