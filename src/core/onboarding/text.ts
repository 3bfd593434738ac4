/** The texts of the one offer to set Quench up: an issue, or a pull request, and the comment that points to it. */
import { codeSpan } from "../markdown.ts";
import { fit, type Part } from "../render/fit.ts";
import { details } from "../render/words.ts";
import { baselineSections } from "./baseline.ts";
import { newFileLink, type OfferedFile, offeredFiles } from "./links.ts";
import type { Offer, SetUpFacts } from "./types.ts";

export const OFFER_TITLE = "Set up Quench";

/** When the offer's facts were read; nobody sees it, and nothing but a fresh look back depends on it. */
const AS_OF = /<!-- quench-as-of (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z) -->/;

/** When what a body tells was read; null where it does not say. */
export function asOfIn(body: string): string | null {
  return AS_OF.exec(body)?.[1] ?? null;
}

/** The writer adds its marker. */
const ROOM = 64_000;

const SILENCE = "It judges nothing and writes nothing else before a policy file says so.";

/** The issue: verdict, the one step, what else can be had, the look back, and how to be left alone. */
export function issueText(facts: SetUpFacts): string {
  const [policy, ...forms] = offeredFiles(facts.forms);
  if (policy === undefined) return "";
  const branch = codeSpan(facts.repository.defaultBranch);
  return fit(
    [
      "## Quench is installed, and does nothing here yet",
      `Quench keeps an incident open until its fix is proven. ${SILENCE}`,
      `**Next:** ${createLink(facts, policy)} on ${branch}: GitHub opens its editor with a file that is ready. It starts in warn mode, which tells what is missing and undoes nothing.`,
      ...(forms.length === 0 ? [] : [formsText(facts, forms)]),
      ...baselineParts(facts),
      details("The policy file", `\`\`\`yaml\n${policy.text}\`\`\``),
      "**If you close this issue**, Quench stays silent here for good. Reopening it asks for a fresh look back; committing a policy file sets Quench up at any time, and then Quench closes this issue itself.",
      `<!-- quench-as-of ${facts.now} -->`,
    ],
    ROOM,
  );
}

/** The pull request that holds the files themselves. */
export function proposalText(facts: SetUpFacts): string {
  const files = offeredFiles(facts.forms);
  return fit(
    [
      "## Quench is installed, and does nothing here yet",
      `Quench keeps an incident open until its fix is proven. ${SILENCE}`,
      "**Next:** Merge this pull request, after changing on its branch what does not suit you. It starts in warn mode, which tells what is missing and undoes nothing.",
      `It adds what is not there yet, and changes no file:\n${files.map(({ path, name }) => `- ${codeSpan(path)}: ${name === "Policy" ? "the policy, with comments that explain it" : `the form of ${WHAT[name] ?? name}`}`).join("\n")}`,
      ...baselineParts(facts),
      "**If you close this pull request**, Quench stays silent here for good. Merging it later, or committing a policy file, sets Quench up at any time. Quench never pushes to this branch again.",
    ],
    ROOM,
  );
}

/** On the first incident that is labelled while Quench is not set up: one paragraph. */
export function pointerText(facts: SetUpFacts, offer: Offer): string {
  const [policy] = offeredFiles(facts.forms);
  const where = offer.kind === "issue" ? `#${offer.number}` : `pull request #${offer.number}`;
  const next =
    offer.kind === "pull_request" || policy === undefined
      ? `**Next:** ${where} sets it up when you merge it, and tells what it would have said of past incidents.`
      : `**Next:** ${createLink(facts, policy)}, or see ${where} for the issue forms and what it would have said of past incidents.`;
  return `Quench is installed, and not set up here. ${SILENCE} ${next} Nothing more will be said if you leave it.`;
}

/** Said once, where the offer is closed because it was taken. */
export function doneText({ path, enabled }: { readonly path: string; readonly enabled: boolean }): string {
  const file = codeSpan(path);
  return enabled
    ? `✅ Done: ${file} is there, and Quench follows it from now on.`
    : `✅ Done: ${file} is there, and switches Quench off with \`enabled: false\`. It stays silent until that changes.`;
}

const WHAT: Readonly<Record<string, string>> = {
  Incident: "an incident",
  "Hardening item": "a hardening item",
  "Residual risk": "a residual risk",
  "Reliability debt": "a reliability debt",
};

function formsText({ repository }: SetUpFacts, forms: readonly OfferedFile[]): string {
  const links = forms.map((form) => {
    const link = newFileLink(repository, form);
    return link === null
      ? `- ${form.name}: ${codeSpan("quench forms --write")} writes it`
      : `- [${form.name}](${link})`;
  });
  return `Then, if you like, the issue forms, each a file of its own. An incident written without one works too.\n${links.join("\n")}`;
}

/** The policy's text always fits an address, with the longest names that GitHub allows. */
function createLink({ repository }: SetUpFacts, file: OfferedFile): string {
  const name = `Create ${codeSpan(file.path)}`;
  const link = newFileLink(repository, file);
  return link === null ? name : `[${name}](${link})`;
}

function baselineParts({ baseline, repository }: SetUpFacts): readonly Part[] {
  if (baseline === null) return [];
  return baselineSections(baseline, `${repository.url}/issues?q=is%3Aissue+is%3Aclosed+label%3Aincident`);
}
