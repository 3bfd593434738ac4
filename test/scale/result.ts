/** What `npm run simulate -- --write` leaves in docs/explanation/scale.json. */
import { compare, type Comparison, fit, type Fitted } from "./fit.ts";
import { type Costs, costsOf, type End, endsOf } from "./limits.ts";
import type { Measured } from "./measured.ts";

/** What was measured, and where. */
export interface Run {
  readonly machine: {
    readonly node: string;
    readonly cores: number /** Its load average before. */;
    readonly load: number;
  };
  /** GitHub's answer time, in milliseconds. */
  readonly answerTime: number;
  readonly installations: number;
  /** Two to fit the model on, and one to predict. */
  readonly points: readonly [Measured, Measured, Measured];
  /** Writes of an incident's first look. */
  readonly writesOfFirstLook: number;
}

/** What follows from it. */
export interface Result extends Run {
  readonly costs: Costs;
  readonly fitted: Fitted;
  /** Of the third point, which the model was not fitted on. */
  readonly comparisons: readonly Comparison[];
  /** With the incidents that were driven, and with as many as the public figure has. */
  readonly ends: { readonly driven: readonly End[]; readonly public: readonly End[] };
}

/** Fits the model on the first two points, and carries it on. */
export function resultOf(run: Run): Result {
  const { points, writesOfFirstLook } = run;
  const fitted = fit(points[0], points[1]);
  const costs = costsOf(points, writesOfFirstLook);
  return {
    ...run,
    costs,
    fitted,
    comparisons: compare(fitted, points[2]),
    ends: { driven: endsOf(fitted, costs), public: endsOf(fitted, costs, 1) },
  };
}
