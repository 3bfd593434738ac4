/** What one rule says of a case, held to what every rule owes its reader. */
import { expect } from "@jest/globals";
import type { Rule } from "../../src/core/rules/rule.ts";
import type { Judged } from "../../src/core/verdict/judged.ts";
import type { VerdictNode } from "../../src/core/verdict/types.ts";

/** The nodes of a rule of a family, each under its own rule, key and title. @throws where the family lacks the rule. */
export function nodesOf(family: readonly Rule[], id: string, subject: Judged): readonly VerdictNode[] {
  const rule = family.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const nodes = rule.judge?.(subject) ?? [];
  for (const node of nodes) {
    expect(node).toMatchObject({ rule: id, key: expect.stringMatching(new RegExp(`^${id}(?![0-9])`)) });
    expect(node.title).toMatch(/^[A-Z].{5}/);
    expect(node.phrase).toMatch(/[.:]$|\)$|\w$/);
  }
  expect(new Set(nodes.map(({ key }) => key)).size).toBe(nodes.length);
  return nodes;
}

/** Words for the docs: sentences, and settings by their keys. */
export function expectWords(family: readonly Rule[]): void {
  for (const { id, title, passes, fails, unknown, settings } of family) {
    expect(title).toMatch(/^[A-Z][^.]{5,}$/);
    for (const text of [passes, fails, unknown ?? "Never."])
      expect([id, text]).toEqual([id, expect.stringMatching(/^[A-Z].*\.$/)]);
    expect(settings.length).toBeGreaterThan(0);
    for (const key of settings) expect(key).toMatch(/^[a-z_]+(?:\.[a-z_]+)*$/);
  }
}
