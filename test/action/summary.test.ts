import { describe, expect, it } from "@jest/globals";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { composeSummary, incidentLine, type Judged, renderSummary } from "../../src/action/summary.ts";
import { listOf, MOST_BYTES, renderAnnotations, wholeTexts } from "../../src/action/summary-parts.ts";
import type { InForce } from "../../src/core/policy/resolve.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { HOSTILE } from "../support/hostile-text.ts";
import { judge } from "../support/judge.ts";
import { policyInForce } from "../support/policy.ts";
import { closed, incident, item, snapshot } from "../support/snapshot.ts";
import { closableStory } from "../support/story.ts";

function judgedOf(read: Snapshot, inForce: InForce = policyInForce()): Judged {
  return { verdict: judge(read, inForce), snapshot: read, policy: inForce.policy };
}

const notReady = (title = "Checkout is down", number = 1): Judged =>
  judgedOf(
    snapshot({
      incident: incident({ title, number, url: `https://github.com/acme/shop/issues/${number}` }),
      items: [item(number + 1)],
    }),
  );

/** Where each of the texts stands. */
function places(text: string, parts: readonly string[]): readonly number[] {
  return parts.map((part) => text.indexOf(part));
}

describe("the summary of one incident", () => {
  it("begins with the verdict, then whose it is, the next step, scorecard, items, what the run did", () => {
    const text = renderSummary([notReady()], ["It was looked at."]);
    const found = places(text, [
      "## ⛔ Not ready to close",
      "**[#1](https://github.com/acme/shop/issues/1) Checkout is down**",
      "**Next:**",
      "**Scorecard:",
      "**Hardening items**",
      "**This run**\n\n- It was looked at.",
    ]);
    expect(found[0]).toBe(0);
    expect(found).not.toContain(-1);
    expect(found).toEqual([...found].sort((a, b) => a - b));
  });

  it("says why the job fails right below the name", () => {
    const failure = "Incident #1 was closed before it was ready and is open again. Next: Do it.";
    const text = renderSummary([notReady()], [], { failures: [failure] });
    expect(text.split("\n\n").slice(1, 3)).toEqual([
      "**[#1](https://github.com/acme/shop/issues/1) Checkout is down**",
      `> ⛔ ${failure}`,
    ]);
  });

  it("says the next step once, where the failure ends with it", () => {
    const judged = notReady();
    const failure = `Incident #1 was closed before it was ready and is open again. Next: ${judged.verdict.next?.text}`;
    const text = renderSummary([judged], [], { failures: [failure] });
    expect(text).toContain("> ⛔ Incident #1 was closed before it was ready and is open again.\n\n**Next:** ");
  });

  it("keeps an item's two lines apart where a line's end alone does not", () => {
    expect(renderSummary([notReady()], [])).toMatch(/^- ⬜ #2 Guardrail 2 {2}\n {2}no band · open/m);
  });

  it.each([
    ["ready", () => judgedOf(closableStory()), /^## ✅ Ready to close: the fix is proven\n/],
    [
      "warn mode",
      () => judgedOf(notReady().snapshot, policyInForce({ mode: "warn" })),
      /warn mode\. .*An early close is told, not undone/s,
    ],
    [
      "closed and kept",
      () =>
        judgedOf(
          snapshot({ incident: incident({ close: closed("2026-03-03T09:00:00Z", "andy") }), items: [item(2)] }),
          policyInForce({ mode: "warn" }),
        ),
      /^## ⚠️ Closed: /,
    ],
    ["unknown", () => judgedOf({ ...closableStory(), items: { unreadable: "HTTP 502" } }), /^## ❔ /],
  ])("in the tracker's words: %s", (_name, make, words) => {
    expect(renderSummary([make()], [])).toMatch(words);
  });

  it("says so where there is none", () => {
    expect(renderSummary([], ["It was looked at."])).toBe(
      "## ➖ No incident here\n\nNothing here belongs to an incident that would hold anything up.\n\n**This run**\n\n- It was looked at.\n",
    );
  });

  it("does not say that there is none where it could not be read", () => {
    expect(renderSummary([], ["#1 could not be read."], { unread: true })).toMatch(/^## ❔ Cannot tell yet/);
  });

  it("tells a dry run at the top, and folds what it would write", () => {
    const reopen = {
      kind: "reopen",
      key: "k",
      issue: { number: 1, nodeId: "I" },
      closeEvent: "C",
      notice: "why",
    } as const;
    const text = renderSummary([notReady()], [], { dryRun: true, outcomes: [{ write: reopen, result: "planned" }] });
    expect(text).toContain(
      "> 🧪 Dry run: nothing was written, and the job does not fail; one write is listed below, without what would follow from it.",
    );
    expect(text).toContain("<summary>What it would write (1)</summary>\n\n- Would: reopen #1 and say why.");
    const none = renderSummary([notReady()], [], { dryRun: true });
    expect(none).toContain("there is nothing to write.");
    expect(none).not.toContain("What it would write");
  });
});

describe("the summary of several incidents", () => {
  it("shows the first whole and folds the others", () => {
    const text = renderSummary([notReady("First", 10), notReady("Second", 20)], []);
    expect(text.match(/^## /gm)).toHaveLength(1);
    expect(text).toMatch(/<summary>⛔ Not ready to close: .* · 20: Second<\/summary>\n\n\[#20\]\(/);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });

  it("lists those beyond ten, and stays within what GitHub takes", () => {
    const many = Array.from({ length: 200 }, (_, index) => notReady("😀".repeat(100), 10 * index + 10));
    const text = renderSummary(
      many,
      Array.from({ length: 5000 }, () => "😀".repeat(50)),
    );
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    expect(text).toContain("<summary>190 more incidents</summary>");
    expect(text).toMatch(/- \d+ more sentences are not shown here\./);
  });

  it("cuts at whole sections where there is no room, and says so", () => {
    const section = `<details>\n<summary>x</summary>\n\n${"é".repeat(200_000)}\n\n</details>`;
    const text = composeSummary({
      head: ["## Verdict"],
      sections: [section, section, section],
      list: ["one"],
      tail: ["end"],
    });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    expect(text.match(/<details>/g)).toHaveLength(3);
    expect(text.match(/<\/details>/g)).toHaveLength(3);
    expect(text).toContain("1 incident more: GitHub shows no longer summaries. The tracker on each has it all.");
    expect(text.endsWith("end\n")).toBe(true);
  });

  it("names an incident in one line with its next step", () => {
    expect(incidentLine(notReady("A | b").verdict)).toMatch(
      /^⛔ Not ready to close: .* · \[#1\]\(https:\/\/github\.com\/acme\/shop\/issues\/1\) A \\\| b · \*\*Next:\*\* /,
    );
  });
});

describe("hostile titles", () => {
  it.each([
    ...HOSTILE.filter((text) => text !== ""),
    "😀".repeat(30_000),
    "`".repeat(999),
  ])("neither break out, ping, link away, nor hide: %#", (title) => {
    const text = renderSummary([notReady(title, 10), notReady(title, 20)], []);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    const html = micromark(text, "utf8", {
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
      allowDangerousHtml: true,
    });
    expect(html).not.toMatch(/<script|<!--|<img|href="(?!https:\/\/(?:github\.com|grafana\.example\.com)\/)/);
    // Neither a mention, nor an address, nor an end of the line it stands in.
    expect(text).not.toMatch(/(?<![\w`])@(?:acme|maya)/);
    expect(text).not.toMatch(/https?:\/\/evil/);
    const [, name = ""] = text.split("\n\n");
    expect(name).toMatch(/^\*\*\[#10\]\(https:\/\/github\.com\/acme\/shop\/issues\/10\) .*\*\*$/);
    const fold = text.split("\n").filter((line) => line.startsWith("<summary>") && line.includes(" · 20: "));
    expect(fold).toHaveLength(1);
    expect(fold[0]?.replace(/^<summary>|<\/summary>$/g, "")).not.toMatch(/[<>]/);
    expect([...(fold[0] ?? "")].length).toBeLessThan(600);
    expect([...incidentLine(notReady(title).verdict)].length).toBeLessThan(1500);
  });
});

describe("lists", () => {
  it("keep whole texts, by their bytes", () => {
    expect(wholeTexts(["aa", "bb", "cc"], 8)).toEqual({ kept: ["aa", "bb"], left: 1 });
    expect(wholeTexts(["é", "é"], 8)).toEqual({ kept: ["é", "é"], left: 0 });
    expect(wholeTexts([], 0)).toEqual({ kept: [], left: 0 });
    expect(listOf(["x".repeat(99_000), "y".repeat(2000)], ["line is", "lines are"])).toMatch(
      /\n- 1 more line is not shown here\.$/,
    );
  });

  it("name lines of files by their place", () => {
    const line = { level: "error", path: "a`b.yml", line: 3, title: "Broken", message: "The key." } as const;
    expect(renderAnnotations([line])).toBe("- ``a`b.yml:3``: The key.");
    expect(renderAnnotations([])).toBe("");
  });
});
