/** S. Scores: the scorecard, the rubric and the adoption score (R-S1 to R-S3). */
import type { Rule } from "./rule.ts";
import { SCORECARD_RULE } from "./scorecard.ts";

const RUBRIC_RULE: Rule = {
  id: "R-S2",
  title: "Rubric",
  passes:
    "The item earns as many of ten points as the policy asks for, 0 to 2 a row. *Clarity*: 1 for a proposed control of 20 characters that is not the template's own text, 2 where it also names a path, check or alert that its pull request touches and the boundary is filled in. *Evidence*: 1 for a screenshot or a link that cannot be verified, 2 for a verified diff, run or link (a red–green proof first). *Ownership*: 1 for an owner, 2 with another person as verifier and a due date, both still members. *Adoption*: 1 where somebody says so, 2 where it was observed (R-A2). *Risk impact*: 1 for a hypothesis with a number or a recorded outcome, 2 for a confirmed outcome that the incidents of the class bear out (R-M1).",
  fails: "It earns fewer, even if everything that could not be read turned out well.",
  unknown: "What could not be read decides whether the target is reached; the score is shown as a range.",
  settings: ["scores.rubric", "evidence.output_checks", "evidence.trusted_hosts", "effect.window", "effect.least"],
  kind: "gate",
  judge: null,
};

const ADOPTION_SCORE_RULE: Rule = {
  id: "R-S3",
  title: "Adoption score",
  passes:
    "The item earns as many of five points as the policy asks for: its check is required, or a deployment or run in its *Target environment* succeeded after the merge; its owner said `/quench ack adoption`; the new lines of a merged runbook change name the control (an item whose control is the runbook, by its control type or its lane, needs no name); R-A2 observed it, or a dashboard on a trusted host shows it; and a real incident or drill used it.",
  fails:
    "It earns fewer, even if everything that could not be read turned out well. An item that names no *Target environment* cannot earn the first point.",
  unknown: "What could not be read decides whether the target is reached; the score is shown as a range.",
  settings: ["scores.adoption", "files.runbooks", "evidence.trusted_hosts", "adoption.share", "adoption.least"],
  kind: "gate",
  judge: null,
};

export const SCORE_RULES: readonly Rule[] = [SCORECARD_RULE, RUBRIC_RULE, ADOPTION_SCORE_RULE];
