/** Every rule of the rulebook, in its order: one line a family. The docs page of rules is generated from it. */
import { ADOPTION_RULES } from "./adoption.ts";
import { ANTI_PATTERN_RULES } from "./anti-patterns.ts";
import { BACKLOG_RULES } from "./backlog.ts";
import { BUNDLE_RULES } from "./bundle.ts";
import { CLOSURE_RULES } from "./closure.ts";
import { DEBT_RULES } from "./debt.ts";
import { ECONOMICS_RULES } from "./economics.ts";
import { EFFECT_RULES } from "./effect.ts";
import { EXPERIMENT_RULES } from "./experiment.ts";
import { FINDING_RULES } from "./finding.ts";
import { KEEPING_RULES } from "./keeping.ts";
import { LANE_RULES } from "./lanes.ts";
import { PRIORITY_RULES } from "./priority.ts";
import { PROOF_RULES } from "./proof.ts";
import { QA_RULES } from "./qa-gate.ts";
import { READING_RULES } from "./reading.ts";
import { RISK_RULES } from "./residual-risk.ts";
import { RHYTHM_RULES } from "./rhythm.ts";
import type { Rule } from "./rule.ts";
import { SCORE_RULES } from "./scores.ts";
import { SPRINT_RULES } from "./sprint.ts";
import { WINDOW_RULES } from "./windows.ts";

export const RULES: readonly Rule[] = [
  ...READING_RULES,
  ...WINDOW_RULES,
  ...BACKLOG_RULES,
  ...LANE_RULES,
  ...FINDING_RULES,
  ...PRIORITY_RULES,
  ...EXPERIMENT_RULES,
  ...SCORE_RULES,
  ...QA_RULES,
  ...ADOPTION_RULES,
  ...CLOSURE_RULES,
  ...KEEPING_RULES,
  ...ECONOMICS_RULES,
  ...RHYTHM_RULES,
  ...RISK_RULES,
  ...DEBT_RULES,
  ...SPRINT_RULES,
  ...EFFECT_RULES,
  ...ANTI_PATTERN_RULES,
  ...BUNDLE_RULES,
  ...PROOF_RULES,
];
