/** The pull request's check (R-C4): title, summary and details. */
import type { CheckContent } from "../plan/write.ts";
import type { PullStanding } from "../rules/pull-gate.ts";
import type { Verdict } from "../verdict/types.ts";
import { fit, type Line, type Part } from "./fit.ts";
import { headline } from "./headline.ts";
import { itemLine } from "./item-line.ts";
import { renderStep } from "./words.ts";

/** A check of several incidents holds a section of each: its summary takes 65,535 characters in all. */
const ROOM = 2000;

/** Renders the check of one pull request. Unknown stays in progress: a required check passes on neutral. */
export function renderCheck(verdict: Verdict, standing: PullStanding): CheckContent {
  const incident = `[#${verdict.incident.number}](${verdict.incident.url})`;
  const items = standing.closesItems.map(
    (number) => `#${number} stays open until it is verified: verification comes after the merge.`,
  );
  const gate = `Incident ${incident}: ${headline(verdict).replace(/^\S+ /, "")}.`;
  const next =
    verdict.next === null || verdict.closable.outcome === "pass"
      ? ""
      : `**Next for the incident:** ${renderStep(verdict.next)}`;
  const text = fit([items.join("\n"), served(verdict, standing)], ROOM);
  const remedy = `**Next:** Take the closing keyword for #${verdict.incident.number} out of this pull request's body, and close the incident once it is ready.`;
  const summary = (...lines: string[]) => lines.filter((line) => line !== "").join("\n\n");
  switch (standing.outcome) {
    case "blocked":
      return completed(
        "failure",
        `Merging would close incident #${verdict.incident.number} too early`,
        summary(remedy, gate, next),
        text,
      );
    case "told":
      return completed(
        "success",
        `Merging would close incident #${verdict.incident.number} early; nothing is enforced`,
        summary(remedy, gate, next),
        text,
      );
    case "unknown":
      return {
        status: "in_progress",
        conclusion: null,
        title: "Cannot tell yet",
        summary: summary("Some facts could not be read. Quench looks again by itself.", gate),
        text,
      };
    case "clear":
      return completed("success", clearTitle(standing, verdict), summary(gate, next), text);
  }
}

/** The items that it serves, as the tracker lists them; what each needs stands in its own comment. */
function served(verdict: Verdict, { serves }: PullStanding): Part {
  const lines = serves.map((number): Line => {
    const item = verdict.items.find((one) => one.number === number);
    return {
      text: item === undefined ? `- #${number}` : `- ${itemLine(item)}`,
      rank: item?.outcome === "pass" ? 0 : 1,
    };
  });
  return { head: "**Linked items**", lines, least: 1, noun: ["item", "items"], weight: 1 };
}

function clearTitle(standing: PullStanding, verdict: Verdict): string {
  if (standing.closesIncident === true) {
    const what = `Incident #${verdict.incident.number}`;
    return verdict.closable.outcome === "pass" ? `${what} is ready to close` : `${what} may close by an override`;
  }
  const [item] = standing.closesItems;
  return item === undefined
    ? `Linked to incident #${verdict.incident.number}`
    : `#${item} stays open until it is verified`;
}

function completed(conclusion: "success" | "failure", title: string, summary: string, text: string): CheckContent {
  return { status: "completed", conclusion, title, summary, text };
}
