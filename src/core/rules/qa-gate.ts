/** Q. The QA gate: an item is verified only with implementation, behavioral and ownership evidence (R-Q1). Fixed. */
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import { sameLogin } from "../people.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { ItemCase } from "../verdict/case.ts";
import { allOf, nearestOf, node, step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import { styleHint } from "./finding.ts";

const MEMBERS = ["someone with triage or above"];

/** R-Q1 as a tree of three rows, each with the evidence that earned it or the step that would. */
export function qaGate(item: ItemCase): VerdictNode {
  const rows = [implementation(item), behavior(item), ownership(item)];
  const missing = rows.filter((row) => row.outcome !== "pass").map((row) => row.title.toLowerCase());
  const outcome = allOf(rows, "fail");
  const phrase = outcome === "pass" ? "All three kinds of evidence are there." : `Missing: ${missing.join(", ")}.`;
  return node("R-Q1", key(item, "gate"), "Verified", outcome, phrase, { children: rows, next: nearestOf(rows) });
}

function key(item: ItemCase, row: string): string {
  return `R-Q1:#${item.issue.number}/${row}`;
}

function ownersOf(item: ItemCase): readonly string[] {
  return item.owner === null ? MEMBERS : [item.owner];
}

function strong(item: ItemCase, kind: EvidenceKind): readonly Evidence[] {
  return item.evidence.filter((evidence) => evidence.kind === kind && evidence.strength === 2);
}

/** Why the best evidence of a kind does not count, where there is some that does not. */
function whyNot(item: ItemCase, kind: EvidenceKind): string | null {
  return item.evidence.findLast((evidence) => evidence.kind === kind && evidence.strength < 2)?.because ?? null;
}

function unreadPhrase(unread: readonly Unreadable[]): string {
  const first = unread[0];
  return `Cannot tell yet: ${first?.unreadable ?? "something could not be read"}.${first?.permission === undefined ? "" : ` Grant Quench ${first.permission}.`}`;
}

function implementation(item: ItemCase): VerdictNode {
  const title = "Implementation";
  const diff = strong(item, "diff");
  const output = strong(item, "command_output");
  if (diff.length > 0 && output.length > 0) {
    const urls = [...diff, ...output].map((evidence) => evidence.url);
    return node("R-Q1", key(item, "implementation"), title, "pass", "A merged diff with successful command output.", {
      evidence: urls,
    });
  }
  if (item.unread.implementation.length > 0) {
    return node("R-Q1", key(item, "implementation"), title, "unknown", unreadPhrase(item.unread.implementation));
  }
  if (diff.length > 0) {
    return node(
      "R-Q1",
      key(item, "implementation"),
      title,
      "fail",
      "Merged, but no successful check ran on the pull request's last commit.",
      {
        evidence: diff.map((evidence) => evidence.url),
        next: step(
          "Run a check on the control: merge a pull request whose checks succeed.",
          "pull_request",
          ownersOf(item),
        ),
      },
    );
  }
  return node("R-Q1", key(item, "implementation"), title, "fail", noDiffPhrase(item), { next: noDiffStep(item) });
}

function noDiffPhrase(item: ItemCase): string {
  const bare = item.pulls.counted.at(-1);
  if (bare !== undefined) return `${bare.key} is merged, but adds nothing: taking away proves no control.`;
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
      ownersOf(item),
    );
  }
  return step(
    `Open a pull request with \`Hardening: #${item.issue.number}\` in its body, and merge it.`,
    "pull_request",
    ownersOf(item),
  );
}

function behavior(item: ItemCase): VerdictNode {
  const title = "Behavior";
  const found = strong(item, "behavioral");
  if (found.length > 0) {
    const because = found[0]?.because ?? "";
    return node("R-Q1", key(item, "behavior"), title, "pass", `Exercised: ${because}.`, {
      evidence: found.map((evidence) => evidence.url),
    });
  }
  if (item.unread.behavior.length > 0)
    return node("R-Q1", key(item, "behavior"), title, "unknown", unreadPhrase(item.unread.behavior));
  const why = whyNot(item, "behavioral");
  const command = `\`/quench evidence behavior ${styleHint(item.style)} <run URL>\``;
  return node(
    "R-Q1",
    key(item, "behavior"),
    title,
    "fail",
    why === null ? "Nothing shows yet that it works." : `What was told does not count: ${why}.`,
    {
      next: step(
        `Exercise the merged control in a workflow run, then comment ${command} on #${item.issue.number}.`,
        "run",
        ownersOf(item),
      ),
    },
  );
}

function ownership(item: ItemCase): VerdictNode {
  const parts = [onCall(item), signOff(item)];
  const outcome = allOf(parts, "fail");
  const phrase = parts.find((part) => part.outcome === outcome)?.phrase ?? "";
  return node(
    "R-Q1",
    key(item, "ownership"),
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
  if (found.length > 0) {
    return node("R-Q1", key(item, "oncall"), title, "pass", `${found[0]?.because ?? ""}.`, {
      evidence: found.map((evidence) => evidence.url),
    });
  }
  if (item.unread.ownership.length > 0)
    return node("R-Q1", key(item, "oncall"), title, "unknown", unreadPhrase(item.unread.ownership));
  if (item.operator === null) {
    return node("R-Q1", key(item, "oncall"), title, "fail", "No operator is named.", {
      next: step(`Name the operator: \`/quench operator @login\` ${where}.`, "comment", MEMBERS),
    });
  }
  return node("R-Q1", key(item, "oncall"), title, "fail", "The operator has not acknowledged on-call duty.", {
    next: step(`Acknowledge on-call duty: \`/quench ack oncall\` ${where}.`, "comment", [item.operator]),
  });
}

function signOff(item: ItemCase): VerdictNode {
  const title = "Sign-off";
  const where = `on #${item.issue.number}`;
  const found = strong(item, "sign_off");
  if (found.length > 0) {
    return node("R-H5", key(item, "sign-off"), title, "pass", `${found[0]?.because ?? ""}.`, {
      evidence: found.map((evidence) => evidence.url),
    });
  }
  if (item.unread.ownership.length > 0)
    return node("R-H5", key(item, "sign-off"), title, "unknown", unreadPhrase(item.unread.ownership));
  if (item.verifier === null) {
    return node("R-H5", key(item, "sign-off"), title, "fail", "No verifier is named.", {
      next: step(
        `Name a verifier who is not the owner and did not write the change: \`/quench verifier @login\` ${where}.`,
        "comment",
        MEMBERS,
      ),
    });
  }
  const dependent = dependence(item, item.verifier);
  if (dependent !== null) {
    return node("R-H5", key(item, "sign-off"), title, "fail", `The named verifier cannot sign off: ${dependent}.`, {
      next: step(
        `Name another verifier, who does not own the item and did not write the change: \`/quench verifier @login\` ${where}.`,
        "comment",
        MEMBERS,
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
  return node("R-H5", key(item, "sign-off"), title, "fail", phrase, {
    next: step(text, ready ? "comment" : "wait", [item.verifier]),
  });
}

/** R-H5: why the named verifier is no independent one; null where nothing shown says so. */
function dependence(item: ItemCase, verifier: string): string | null {
  if (item.owner !== null && sameLogin(item.owner, verifier)) return `${verifier} owns the item`;
  const wrote = [...item.pulls.counted, ...item.pulls.open].find(
    ({ author, contributors }) =>
      sameLogin(author.login, verifier) ||
      (!isUnreadable(contributors) && contributors.some((login) => sameLogin(login, verifier))),
  );
  return wrote === undefined ? null : `${verifier} worked on ${wrote.key}`;
}
