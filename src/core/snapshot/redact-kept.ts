/** What a rule compares between an item's text and what was changed for it, so that it has to stay (R-S2, R-S3). */
import { checkNames, codeSpans, namedIn, pathNames, pathsOf } from "../evidence/names.ts";
import { readItemForm } from "../forms/values.ts";
import { defaultPolicy } from "../policy/resolve.ts";
import { isName, isPublic } from "./redact-form.ts";
import type { Veil } from "./redact-text.ts";
import type { Snapshot } from "./snapshot.ts";
import { isUnreadable } from "./types.ts";

export interface Kept {
  /** Names of checks, paths and alerts that occur in the items' texts or in changed documents. */
  readonly names: readonly string[];
  /** What an item's title or proposed control becomes where it may serve as a name, by the text in lower case. */
  readonly phrases: ReadonlyMap<string, string>;
}

const LETTERS = "x y z v w k j q f u".split(" ");

export function keptOf(snapshot: Snapshot, veil: Veil): Kept {
  const items = isUnreadable(snapshot.items) ? [] : snapshot.items;
  const pulls = Object.values(snapshot.pulls).flatMap((pull) => (isUnreadable(pull) ? [] : [pull]));
  const files = pulls.flatMap((pull) => (isUnreadable(pull.files) ? [] : pull.files));
  const documents = files.flatMap(({ added = [] }) => (isUnreadable(added) ? [] : added)).join("\n");
  const forms = items.map(({ body }) => readItemForm(body, defaultPolicy("warn")));
  const texts = items.flatMap(({ title, body }) => [title, body]).join("\n");
  const candidates = [
    ...forms.flatMap(({ controlCheck }) => (controlCheck === null ? [] : [controlCheck.name.replace(/\s*\*$/, "")])),
    ...pathNames(pathsOf(pulls)),
    ...checkNames(pulls),
    ...codeSpans(texts).filter((span) => namedIn(documents, [span]) !== undefined),
  ];
  const pool = `${texts}\n${documents}`.toLowerCase();
  const names = [...new Set(candidates)].filter(
    (name) => name.length >= 3 && isName(name) && pool.includes(name.toLowerCase()),
  );

  const phrases = new Map<string, string>();
  const taken = new Set<string>();
  const wholes = [...items.map(({ title }) => titleParts(title).name), ...forms.map((form) => form.proposedControl)];
  for (const whole of wholes) {
    const key = whole?.toLowerCase() ?? "";
    if (whole === null || phrases.has(key) || isPublic(whole) || !isPhrase(whole)) continue;
    // Two that differ stay different: else a runbook that names the one would name both.
    const made = LETTERS.map((letter) => veil.text(whole, names, letter)).find((text) => !taken.has(text));
    const text = made ?? veil.text(whole, names);
    taken.add(text);
    phrases.set(key, text);
  }
  return { names, phrases };
}

/** One line of several words, as `rules/naming.ts` takes it for a name. */
function isPhrase(text: string): boolean {
  return text.length >= 8 && text.length <= 80 && text.includes(" ") && !text.includes("\n");
}

/** A title without the words that we put around it. */
export function titleParts(title: string): { readonly before: string; readonly name: string; readonly behind: string } {
  const [, before = "", name = "", behind = ""] = /^(Hardening: )?(.*?)( \(incident #\d+\))?$/s.exec(title) ?? [];
  return { before, name, behind };
}
