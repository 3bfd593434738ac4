/** What every rule of the registry must say for the docs. */
import { expect } from "@jest/globals";
import type { Rule } from "../../src/core/rules/rule.ts";
import type { VerdictNode } from "../../src/core/verdict/types.ts";

/** Each rule says in whole sentences when it passes, fails and is unknown, and names its settings. */
export function expectWords(rules: readonly Rule[], settings: Readonly<Record<string, readonly string[]>>): void {
  expect(rules.map(({ id }) => id)).toEqual(Object.keys(settings));
  for (const rule of rules) {
    expect([rule.id, rule.title]).toEqual([rule.id, expect.stringMatching(/^[A-Z].*[^.]$/)]);
    for (const words of [rule.passes, rule.fails, rule.unknown])
      expect([rule.id, words]).toEqual([rule.id, expect.stringMatching(/^[A-Z].*\.$/)]);
    expect([rule.id, rule.settings]).toEqual([rule.id, settings[rule.id]]);
  }
}

/** Each node says by which rule it is, in its key too, and has a title and a phrase. */
export function sound<T extends readonly VerdictNode[]>(nodes: T): T {
  for (const { rule, key, title, phrase, children } of nodes) {
    expect(key).toMatch(new RegExp(`^${rule}(?:[:/]|$)`));
    expect([key, rule, title, phrase]).toEqual([
      key,
      expect.stringMatching(/^R-[A-Z]\d/),
      expect.stringMatching(/./),
      expect.stringMatching(/./),
    ]);
    sound(children);
  }
  return nodes;
}
