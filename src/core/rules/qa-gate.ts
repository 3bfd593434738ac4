/** Q. The QA gate: an item is verified only with implementation, behavioral and ownership evidence (R-Q1). Fixed. */
import { PROOF_CHECK } from "../evidence/red-green.ts";
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import { codeSpan } from "../markdown.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import { allOf, nearestOf, node, step } from "../verdict/node.ts";
import type { Outcome, Step, VerdictNode } from "../verdict/types.ts";
import { styleHint } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { cannotTell } from "./sources.ts";
import { STEWARDS, takersOf } from "./takers.ts";

/** R-Q1 as a tree of three rows, each with the evidence that earned it or the step that would. */
export function qaGate(item: ItemCase): VerdictNode {
  const rows = [implementation(item), behavior(item), ownership(item)];
  const missing = rows.filter(({ outcome }) => outcome !== "pass").map(({ title }) => title.toLowerCase());
  const outcome = allOf(rows, "fail");
  const phrase = outcome === "pass" ? "All three kinds of evidence are there." : `Missing: ${missing.join(", ")}.`;
  return row(item, "R-Q1", "gate", "Evidence", outcome, phrase, { children: rows, next: nearestOf(rows) });
}

function row(
  item: ItemCase,
  rule: string,
  name: string,
  title: string,
  outcome: Outcome,
  phrase: string,
  extra: Parameters<typeof node>[5] = {},
): VerdictNode {
  const { number } = item.issue;
  return node(rule, `R-Q1:#${number}/${name}`, title, outcome, phrase, { ...extra, item: number });
}

function strong(item: ItemCase, kind: EvidenceKind): readonly Evidence[] {
  return item.evidence.filter((evidence) => evidence.kind === kind && evidence.strength === 2);
}

/** Why the best evidence of a kind does not count, where there is some that does not. */
function whyNot(item: ItemCase, kind: EvidenceKind): string | null {
  return item.evidence.findLast((evidence) => evidence.kind === kind && evidence.strength < 2)?.because ?? null;
}

function implementation(item: ItemCase): VerdictNode {
  const title = "Implementation";
  const diff = strong(item, "diff");
  const proofs = strong(item, "red_green_proof");
  const output = strong(item, "command_output");
  if (diff.length > 0 && proofs.length + output.length > 0) {
    const urls = [...proofs, ...diff, ...output].map((evidence) => evidence.url);
    const phrase =
      proofs.length > 0
        ? "A merged diff with a red–green proof: its tests failed without the change and passed with it."
        : "A merged diff with successful command output.";
    return row(item, "R-Q1", "implementation", title, "pass", phrase, { evidence: urls });
  }
  const [unread] = item.unread.implementation;
  if (unread !== undefined) return row(item, "R-Q1", "implementation", title, "unknown", cannotTell(unread));
  if (diff.length > 0) {
    return row(
      item,
      "R-Q1",
      "implementation",
      title,
      "fail",
      "Merged, but no successful check ran on the pull request's last commit.",
      {
        evidence: diff.map((evidence) => evidence.url),
        next: step(
          "Run a check on the control: merge a pull request whose checks succeed.",
          "pull_request",
          takersOf(item),
        ),
      },
    );
  }
  return row(item, "R-Q1", "implementation", title, "fail", noDiffPhrase(item), { next: noDiffStep(item) });
}

function noDiffPhrase(item: ItemCase): string {
  const bare = item.pulls.counted.at(-1);
  if (bare !== undefined) {
    const isGone = !isUnreadable(bare.files) && bare.files.some(({ kept }) => kept === false);
    return isGone
      ? `${bare.key} is merged, but nothing that it added is on the default branch any more.`
      : `${bare.key} is merged, but adds nothing: taking away proves no control.`;
  }
  const refused = item.pulls.refused.at(-1);
  if (refused !== undefined) return `${refused.pull.key} does not count: ${refused.because}.`;
  const open = item.pulls.open.at(-1);
  if (open !== undefined) return `${open.key} is not merged yet.`;
  const suggested = item.pulls.suggested.at(-1);
  return suggested === undefined ? "No pull request is linked." : `${suggested.key} only mentions this item.`;
}

function noDiffStep(item: ItemCase): Step {
  const open = item.pulls.open.at(-1);
  if (open !== undefined) return step(`Merge [${open.key}](${open.url}).`, "pull_request", [open.author.login]);
  const suggested = item.pulls.suggested.at(-1);
  if (suggested !== undefined) {
    return step(
      `Confirm the link: \`/quench evidence implementation ${suggested.url}\` on #${item.issue.number}.`,
      "comment",
      takersOf(item),
    );
  }
  return step(
    `Open a pull request with \`Hardening: #${item.issue.number}\` in its body, and merge it.`,
    "pull_request",
    takersOf(item),
  );
}

function behavior(item: ItemCase): VerdictNode {
  const title = "Behavior";
  const found = strong(item, "behavioral");
  const [first] = found;
  if (first !== undefined) {
    return row(item, "R-Q1", "behavior", title, "pass", `Exercised: ${first.because}.`, {
      evidence: found.map((evidence) => evidence.url),
    });
  }
  const [unread] = item.unread.behavior;
  if (unread !== undefined) return row(item, "R-Q1", "behavior", title, "unknown", cannotTell(unread));
  const why = whyNot(item, "behavioral");
  const command = `\`/quench evidence behavior ${styleHint(item.style)} <run URL>\``;
  return row(
    item,
    "R-Q1",
    "behavior",
    title,
    "fail",
    why === null ? "Nothing shows yet that it works." : `What was told does not count: ${why}.`,
    {
      next: step(
        `Exercise the merged control in a workflow run, then comment ${command} on #${item.issue.number}.`,
        "run",
        takersOf(item),
      ),
    },
  );
}

function ownership(item: ItemCase): VerdictNode {
  const called = onCall(item);
  const signed = signOff(item);
  const parts = [called, signed];
  const outcome = allOf(parts, "fail");
  const { phrase } = called.outcome === outcome ? called : signed;
  return row(
    item,
    "R-Q1",
    "ownership",
    "Ownership",
    outcome,
    outcome === "pass" ? "On-call duty is acknowledged, and the verifier signed off." : phrase,
    {
      evidence: parts.flatMap((part) => part.evidence),
      children: parts,
      next: nearestOf(parts),
    },
  );
}

function onCall(item: ItemCase): VerdictNode {
  const title = "On-call acknowledgement";
  const where = `on #${item.issue.number}`;
  const found = strong(item, "oncall_ack");
  const [first] = found;
  if (first !== undefined) {
    return row(item, "R-Q1", "oncall", title, "pass", `${first.because}.`, {
      evidence: found.map((evidence) => evidence.url),
    });
  }
  const [unread] = item.unread.ownership;
  if (unread !== undefined) return row(item, "R-Q1", "oncall", title, "unknown", cannotTell(unread));
  if (item.operator === null) {
    return row(item, "R-Q1", "oncall", title, "fail", "No operator is named.", {
      next: step(`Name the operator: \`/quench operator @login\` ${where}.`, "comment", STEWARDS),
    });
  }
  if (item.operatorLeft) {
    const phrase = `The named operator, ${item.operator}, is no longer a member.`;
    return row(item, "R-Q1", "oncall", title, "fail", phrase, {
      next: step(`Name another operator: \`/quench operator @login\` ${where}.`, "comment", STEWARDS),
    });
  }
  return row(item, "R-Q1", "oncall", title, "fail", "The operator has not acknowledged on-call duty.", {
    next: step(`Acknowledge on-call duty: \`/quench ack oncall\` ${where}.`, "comment", [item.operator]),
  });
}

function signOff(item: ItemCase): VerdictNode {
  const title = "Sign-off";
  const where = `on #${item.issue.number}`;
  const found = strong(item, "sign_off");
  const [first] = found;
  if (first !== undefined) {
    return row(item, "R-H5", "sign-off", title, "pass", `${first.because}.`, {
      evidence: found.map((evidence) => evidence.url),
    });
  }
  const [unread] = item.unread.ownership;
  if (unread !== undefined) return row(item, "R-H5", "sign-off", title, "unknown", cannotTell(unread));
  if (item.verifier === null) {
    return row(item, "R-H5", "sign-off", title, "fail", "No verifier is named.", {
      next: step(
        `Name a verifier who is not the owner and did not write the change: \`/quench verifier @login\` ${where}.`,
        "comment",
        STEWARDS,
      ),
    });
  }
  if (item.dependence !== null) {
    return row(item, "R-H5", "sign-off", title, "fail", `The named verifier cannot sign off: ${item.dependence}.`, {
      next: step(
        `Name another verifier, who does not own the item and did not write the change: \`/quench verifier @login\` ${where}.`,
        "comment",
        STEWARDS,
      ),
    });
  }
  const why = whyNot(item, "sign_off");
  const phrase = why === null ? "The verifier has not signed off." : `The sign-off does not count: ${why}.`;
  // Asking for a signature before there is something to sign would only make it stale.
  const ready = strong(item, "diff").length > 0 && strong(item, "behavioral").length > 0;
  const text = ready
    ? `Look at the evidence and sign off: \`/quench verify\` ${where}.`
    : `Sign off once the evidence is there: \`/quench verify\` ${where}.`;
  return row(item, "R-H5", "sign-off", title, "fail", phrase, {
    next: step(text, ready ? "comment" : "wait", [item.verifier]),
  });
}

export const QA_RULES: readonly Rule[] = [
  {
    id: "R-Q1",
    title: "The QA gate",
    passes: `The item has implementation evidence (a merged diff, and successful command output), behavioral evidence (a drill or a replay on a commit with the control), and ownership evidence (the operator acknowledged on-call duty, and the verifier signed off). The strongest implementation evidence of a Quality item is a red–green proof, which stands for the command output and comes first: the check ${codeSpan(PROOF_CHECK)}, reported by GitHub Actions or by Quench itself, succeeded on the last head of a merged pull request that adds a test. Any workflow of the repository can report it, as it can any green job, so it opens nothing that a green job does not.`,
    fails: "One of the three is missing: the item stays in progress. This gate is fixed; no setting loosens it.",
    unknown: "What would show one of the three could not be read.",
    settings: ["evidence.output_checks.include", "evidence.output_checks.exclude"],
    kind: "gate",
    judge: null,
  },
];
