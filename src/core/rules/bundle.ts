/** G. The completion bundle: whether all that is archived once an incident may close is there (R-G1). */
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Judged } from "../verdict/judged.ts";
import { nearest, node, step } from "../verdict/node.ts";
import type { Outcome, Step, VerdictNode } from "../verdict/types.ts";
import { residualWork } from "./bundle-document.ts";
import { everything, shippedOf, urlsOf } from "./bundle-links.ts";
import { isStanding } from "./priority.ts";
import { listed } from "./residual-risk.ts";
import type { Rule } from "./rule.ts";
import { STEWARDS, takersOf } from "./takers.ts";
import { implementationOf } from "./window-needs.ts";

/** One input of the bundle: whether it is there. */
export interface BundleInput {
  readonly name: "summary" | "controls" | "tests" | "runbooks" | "residual work";
  readonly outcome: Outcome;
  /** What was not read; set where the outcome is `unknown`. */
  readonly unread: Unreadable | null;
  readonly evidence: readonly string[];
  readonly next: Step | null;
}

/** R-G1: the inputs that the bundle is made of, in its order; the incident's id and the verdict are always there. */
export function bundleInputs(subject: Judged): readonly BundleInput[] {
  const { incident } = subject.snapshot;
  const described = subject.form.summary !== null;
  const fill = step(`Write the *Summary* in the form of #${incident.number}.`, "edit", [incident.author.login]);
  const shipped = shippedOf(subject);
  return [
    input("summary", described ? [incident.url] : [], null, fill),
    input(
      "controls",
      shipped.flatMap(({ evidence }) => urlsOf(evidence, ["diff"])),
      unreadOf(subject),
      merge(subject, "a control"),
    ),
    input("tests", urlsOf(everything(subject), ["test"]), unreadOf(subject), merge(subject, "a regression test")),
    input(
      "runbooks",
      urlsOf(everything(subject), ["runbook", "oncall_checklist"]),
      unreadOf(subject),
      merge(subject, "a runbook or process update"),
    ),
    residualInput(subject),
  ];
}

function input(
  name: BundleInput["name"],
  evidence: readonly string[],
  unread: Unreadable | null,
  next: Step | null,
): BundleInput {
  if (evidence.length > 0) return { name, outcome: "pass", unread: null, evidence, next: null };
  return unread === null
    ? { name, outcome: "fail", unread, evidence, next }
    : { name, outcome: "unknown", unread, evidence, next: null };
}

/** Owners and dates of what is left: risks, debts, and deferred items. Nothing left is nothing missing. */
function residualInput(subject: Judged): BundleInput {
  const name = "residual work";
  if (subject.ledgerUnread !== null) {
    return { name, outcome: "unknown", unread: subject.ledgerUnread, evidence: [], next: null };
  }
  const left = residualWork(subject);
  const bare = left.find(({ owner, due }) => owner === null || due === null);
  const evidence = left.map(({ url }) => url);
  if (bare === undefined) return { name, outcome: "pass", unread: null, evidence, next: null };
  const what = bare.owner === null ? "owner" : "date";
  const who = bare.owner === null ? STEWARDS : [bare.owner];
  const next = step(`Give #${bare.number} ${what === "owner" ? "an owner" : "a date"}.`, "edit", who);
  return { name, outcome: "fail", unread: null, evidence: [bare.url], next };
}

function merge({ items }: Judged, what: string): Step {
  const item = items.find((one) => isStanding(one) && implementationOf(one) !== "pass") ?? items.find(isStanding);
  return item === undefined
    ? step(`Merge ${what} from a linked pull request.`, "pull_request", STEWARDS)
    : step(
        `Merge ${what}: a pull request with \`Hardening: #${item.issue.number}\` in its body.`,
        "pull_request",
        takersOf(item),
      );
}

function unreadOf(subject: Judged): Unreadable | null {
  return (
    subject.itemsUnread ??
    subject.items.filter(isStanding).flatMap(({ unread }) => unread.implementation)[0] ??
    subject.pulls.unreadable[0] ??
    subject.pulls.counted.map(({ files }) => files).find(isUnreadable) ??
    null
  );
}

const WORDS: Readonly<Record<BundleInput["name"], string>> = {
  summary: "the summary",
  controls: "a shipped control",
  tests: "a merged test",
  runbooks: "a runbook or process update",
  "residual work": "owners and dates of the residual work",
};

function judgeBundle(subject: Judged): readonly VerdictNode[] {
  const inputs = bundleInputs(subject);
  const say = (outcome: Outcome, phrase: string, next: Step | null = null): readonly VerdictNode[] => [
    node("R-G1", "R-G1", "Completion bundle", outcome, phrase, {
      evidence: inputs.flatMap((one) => one.evidence),
      next,
    }),
  ];
  const missing = inputs.filter(({ outcome }) => outcome === "fail");
  if (missing.length > 0) {
    const phrase = `The bundle still lacks ${listed(missing.map(({ name }) => WORDS[name]))}.`;
    return say("fail", phrase, nearest(missing.map(({ next }) => next)));
  }
  const unread = inputs.find(({ outcome }) => outcome === "unknown")?.unread ?? null;
  if (unread !== null) return say("unknown", `Cannot tell yet whether the bundle is complete: ${unread.unreadable}.`);
  return say("pass", "All inputs of the completion bundle are there.");
}

export const BUNDLE_RULES: readonly Rule[] = [
  {
    id: "R-G1",
    title: "Completion bundle",
    passes:
      "All inputs are there: the summary, at least one shipped control, a merged test, a runbook or process update, and an owner and a date for each residual risk, debt and deferred item.",
    fails: "An input is missing.",
    unknown: "An input, or where it would be, could not be read.",
    settings: ["files.tests", "files.runbooks", "files.oncall_checklists", "ledger.risk_label", "ledger.debt_label"],
    kind: "fact",
    judge: judgeBundle,
  },
];
