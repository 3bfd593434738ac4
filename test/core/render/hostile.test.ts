import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ITEM_FORM } from "../../../src/core/forms/item.ts";
import { plan } from "../../../src/core/plan/plan.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import { bundleComments } from "../../../src/core/render/bundle-comments.ts";
import { evaluate } from "../../../src/core/verdict/evaluate.ts";
import { LAW_RUNS } from "../../support/runs.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { trouble } from "../../support/trouble.ts";
import { withoutCode } from "../../support/visible.ts";
import { Dice } from "../../support/dice.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { world } from "../../support/world.ts";

/** Every text of ours that a plan would put before people, and what it is. */
function texts(writes: readonly Write[]): readonly (readonly [string, string])[] {
  return writes.flatMap((write): (readonly [string, string])[] => {
    switch (write.kind) {
      case "tracker":
      case "topic_comment":
      case "notice":
        return [[write.key, write.body]];
      case "bundle":
        return bundleComments(write.text, write.document, { sha256: "0".repeat(64), hmac: "x" }).map(
          ({ key, body }) => [key, body] as const,
        );
      case "reopen":
      case "close_own":
        return write.notice === null ? [] : [[write.key, write.notice]];
      case "check":
        return [
          [`${write.key} summary`, write.content.summary],
          [`${write.key} text`, write.content.text],
        ];
      default:
        return [];
    }
  });
}

describe("law 7: no text a person wrote can forge a marker, ping through us, or break out of our Markdown", () => {
  it("law 7: in every text of whole passes over hostile worlds", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { inForce, ...start } = world(new Dice(seed), { hostile: true, unreadable: true });
        let { snapshot } = start;
        for (let round = 0; round < 2; round += 1) {
          const writes = plan(evaluate(snapshot, inForce), snapshot, inForce);
          expect(texts(writes).flatMap(([key, body]) => trouble(key, body))).toEqual([]);
          snapshot = applyPlan(snapshot, writes);
        }
      }),
      LAW_RUNS,
    );
  });

  it("law 7: titles of checks and items are one line of our own words", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { snapshot, inForce } = world(new Dice(seed), { hostile: true });
        for (const write of plan(evaluate(snapshot, inForce), snapshot, inForce)) {
          const title = write.kind === "check" ? write.content.title : write.kind === "create_item" ? write.title : "";
          expect(title).toMatch(/^[A-Za-z0-9 #();,]*$/);
          expect(title.length).toBeLessThan(200);
        }
      }),
      LAW_RUNS,
    );
  });

  it("law 7: an item's body is the form, heading by heading, with one marker, at its end", () => {
    const labels = ITEM_FORM.fields.map((field) => field.label);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { snapshot, inForce } = world(new Dice(seed), { hostile: true });
        for (const write of plan(evaluate(snapshot, inForce), snapshot, inForce)) {
          if (write.kind !== "create_item") continue;
          expect([...write.body.matchAll(/^### (.*)$/gm)].map(([, label]) => label)).toEqual(labels);
          expect(write.body.match(/<!--/g)).toHaveLength(1);
          expect(write.body.endsWith(`\n<!-- quench:item:${write.key} -->`)).toBe(true);
          expect(withoutCode(write.body)).not.toMatch(/@[A-Za-z0-9]/);
        }
      }),
      LAW_RUNS,
    );
  });

  it("law 7: the scanner itself sees what it looks for", () => {
    const seen = (text: string) => trouble("x", text).length;
    expect(seen("## Fine `@acme/all` <details>\n<summary>x</summary>\n\n</details>")).toBe(0);
    const bad = [
      "hello @maya",
      "a <b>c</b>",
      "<!-- quench:tracker -->",
      "[x](https://evil.example)",
      "see https://evil.example",
      "a\n## b",
      "<details>",
      "`unclosed @maya",
      "\\`@maya\\`",
    ];
    for (const text of bad) expect([text, seen(text) > 0]).toEqual([text, true]);
    expect(seen("a\n\n```mermaid\ngantt\n  section Sprint\n  Rank :done, s1, 2026-03-02, 2026-03-04\n```")).toBe(0);
    expect(seen("a\n\n```mermaid\ngantt\n  Rank; click s1 :s1, 2026-03-02, 2026-03-04\n```")).toBe(1);
    expect(HOSTILE.filter((text) => seen(`a\n${text}`) > 0).length).toBeGreaterThan(8);
  });
});
