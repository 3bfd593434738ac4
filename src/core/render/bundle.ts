/** The completion bundle as people read it (R-G1), and what is said of it afterwards. */
import { codeSpan, inlineText, linkText } from "../markdown.ts";
import type { Bundle } from "../rules/bundle-document.ts";
import type { BundleLink } from "../rules/bundle-links.ts";
import type { BundleChange, BundleStanding, ChangedLink } from "../rules/bundle-standing.ts";
import { formatDay, localDay } from "../time.ts";
import { bullets, fit, type Part, type Section } from "./fit.ts";
import { MARK, person, scoreWords, shortTitle, STATUS_WORDS } from "./words.ts";

/** Characters of the text for people, so that the first comment has room for the document. */
const ROOM = 20_000;
/** Links of one change that are listed. */
const MOST_SHOWN = 5;
/** Pull requests of one control that are linked. */
const MOST_PULLS = 3;

/** Kinds of evidence in words; the others read as they are. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  diff: "pull request",
  red_green_proof: "red–green proof",
  behavioral: "behavior",
  rollback_run: "timed rollback",
  oncall_checklist: "on-call checklist",
  ownership_file: "ownership",
  sign_off: "sign-off",
  oncall_ack: "on-call acknowledgement",
  runbook_ack: "runbook acknowledgement",
  adoption_ack: "adoption acknowledgement",
};

/** The bundle's text for people: the verdict, what was shipped, what is left; proofs folded. */
export function renderBundle(bundle: Bundle, zone: string): string {
  const { incident, score, gate, override } = bundle;
  const restored = incident.restoredAt === null ? "" : `, restored ${formatDay(localDay(incident.restoredAt, zone))}`;
  const parts: readonly Part[] = [
    "## 📦 Completion bundle: this incident may close",
    `**${inlineText(incident.title, 120)}** (${incident.severity}${incident.drill ? ", a drill" : ""}${restored}). Every condition for closing holds; the scorecard is at ${scoreWords(score)}. This is what was shipped and what proves it, written once.`,
    incident.summary === null ? "No summary was written." : inlineText(incident.summary, 600),
    override === null ? "" : `⚠️ An override by ${person(override.by)} was spoken: ${inlineText(override.because)}`,
    bundle.complete
      ? ""
      : "❔ Some facts could not be read when this was written; what they prove may be missing here.",
    section("**Controls shipped**", bundle.controls.map(controlLine), 90, ["control", "controls"], false),
    section("**Work that is left**", bundle.residual.map(residualLine), 80, ["entry", "entries"], false),
    section("Test evidence", bundle.tests.map(proofLine), 50),
    section("Runbook and process changes", bundle.runbooks.map(proofLine), 60),
    section("Sign-offs and acknowledgements", bundle.confirmations.map(proofLine), 20),
    section(
      "Conditions for closing",
      gate.children.map(({ outcome, title, phrase }) => `${MARK[outcome]} **${title}**: ${phrase}`),
      30,
    ),
  ];
  return fit(parts, ROOM);
}

function section(
  head: string,
  texts: readonly string[],
  weight: number,
  noun: readonly [string, string] = ["link", "links"],
  folded = true,
): Part {
  if (texts.length === 0) return folded ? "" : `${head}: none.`;
  return { head: `${head} (${texts.length})`, lines: bullets(texts), weight, noun, folded, least: folded ? 0 : 10 };
}

function controlLine({ item, title, status, owner, verifier, pulls }: Bundle["controls"][number]): string {
  const people = [
    owner === null ? "no owner" : `owner ${person(owner)}`,
    ...(verifier === null ? [] : [`verified by ${person(verifier)}`]),
  ];
  const links = pulls.slice(0, MOST_PULLS).map((url) => linkText("change", url));
  const more = pulls.length > MOST_PULLS ? [`${pulls.length - MOST_PULLS} more`] : [];
  return `#${item} ${inlineText(shortTitle(title), 120)}: ${STATUS_WORDS[status]}, ${people.join(", ")} (${[...links, ...more].join(", ")})`;
}

function residualLine({ kind, number, items, owner, due }: Bundle["residual"][number]): string {
  const covers = items.filter((item) => item !== number);
  const what = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} #${number}${covers.length === 0 ? "" : ` for ${covers.map((item) => `#${item}`).join(", ")}`}`;
  return `${what}: ${owner === null ? "no owner" : `owner ${person(owner)}`}, ${due === null ? "no date" : `due ${formatDay(due)}`}`;
}

function proofLine({ item, kind, because, url }: BundleLink): string {
  return `${item === null ? "" : `#${item} `}${kindWords(kind)}: ${because} (${linkText("proof", url)})`;
}

function kindWords(kind: string): string {
  return KIND_WORDS[kind] ?? inlineText(kind.replaceAll("_", " "), 40);
}

/** How the bundle stands, for the tracker; empty while none is posted. */
export function renderBundleStanding(standing: BundleStanding | null): string {
  if (standing === null) return "";
  const { url, sha256, parts, gone, edited, change } = standing;
  const where =
    url === null ? "The completion bundle was posted" : `The ${linkText("completion bundle", url)} is posted`;
  const size = parts === 1 ? "" : ` in ${parts} parts`;
  const seal = `SHA-256 ${codeSpan(gone.length + edited.length > 0 ? sha256 : `${sha256.slice(0, 12)}…`)}`;
  const lines = [`📦 ${where}${size}, ${seal}.`];
  const broken = [
    ...edited.map(({ part, by }) => `${partWords(part, parts)} was edited by ${by === null ? "somebody" : person(by)}`),
    ...gone.map((part) => `${partWords(part, parts)} is gone`),
  ];
  if (broken.length > 0) {
    const shown = broken.slice(0, MOST_SHOWN);
    const more = broken.length - shown.length;
    lines.push(
      `⚠️ The bundle is not what Quench wrote any more: ${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}. It is not written again, so that nobody takes a later text for the archived one.`,
    );
  }
  if (change !== null) lines.push(`ℹ️ The evidence has changed since the bundle: ${changeWords(change)}.`);
  return lines.join("\n\n");
}

function partWords(part: number, parts: number): string {
  return parts === 1 ? "it" : `part ${part} of ${parts}`;
}

function changeWords({ came, went }: BundleChange): string {
  const told = (links: readonly ChangedLink[], what: string): readonly string[] => {
    if (links.length === 0) return [];
    const shown = links.slice(0, MOST_SHOWN).map(changedLink);
    const more = links.length - shown.length;
    return [`${links.length} ${what} (${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""})`];
  };
  return [...told(came, "new"), ...told(went, "gone")].join(", ");
}

function changedLink({ item, kind, url }: ChangedLink): string {
  return `${item === null ? "" : `#${item} `}${linkText(kindWords(kind), url)}`;
}

/** The evidence of a closed incident is other than when it was archived. `last`: no more such comments follow. */
export function renderBundleChange(change: BundleChange, { url }: BundleStanding, last: boolean): string {
  const lists = [
    { head: "**New**", links: change.came, weight: 1 },
    { head: "**Gone**", links: change.went, weight: 2 },
  ].filter(({ links }) => links.length > 0);
  return fit(
    [
      "## ℹ️ The evidence has changed since the completion bundle",
      `The incident stays closed; ${url === null ? "the bundle" : linkText("the bundle", url)} still holds what proved it then.`,
      ...lists.map(
        ({ head, links, weight }): Section => ({
          head: `${head} (${links.length})`,
          lines: bullets(links.map(changedLink)),
          noun: ["link", "links"],
          weight,
        }),
      ),
      last ? "No more such comments follow here: the tracker tells later changes." : "",
    ],
    ROOM,
  );
}
