/** What a job's steps need of the token beside what Quench's own modes do: the release's, and nobody else's. */
import type { Job, Step, Workflow } from "./workflow.ts";

type Needs = Readonly<Record<string, "read" | "write">>;

/** Sources: each action's own README, and https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const ACTIONS: readonly (readonly [RegExp, Needs])[] = [
  [/^actions\/checkout@/, { contents: "read" }],
  [/^actions\/attest(?:-build-provenance|-sbom)?@/, { "id-token": "write", attestations: "write" }],
];
const COMMANDS: readonly (readonly [RegExp, Needs])[] = [
  [/\bgh release (?:create|upload|edit)\b/, { contents: "write" }],
  [/\bgh api\b[^\n]*\/git\/refs\b/, { contents: "write" }],
  [/\bdocker push\b/, { packages: "write" }],
];

/** The least that a job without a mode of ours can do its steps with. */
export function needsOf({ steps }: Job): Needs {
  const found: Record<string, "read" | "write"> = {};
  for (const needs of steps.flatMap(needsOfStep)) {
    for (const [key, level] of Object.entries(needs)) if (found[key] !== "write") found[key] = level;
  }
  return found;
}

function needsOfStep({ uses, run }: Step): readonly Needs[] {
  return [
    ...ACTIONS.flatMap(([pattern, needs]) => (pattern.test(uses ?? "") ? [needs] : [])),
    ...COMMANDS.flatMap(([pattern, needs]) => (pattern.test(run ?? "") ? [needs] : [])),
  ];
}

/** Events whose code is the repository's own: nobody who may not push decides what runs. */
const OWN_EVENTS = ["push", "workflow_dispatch", "schedule", "release"];
/** What runs code of packages, or of the checkout. */
const RUNS_CODE = /(?:^|[\s;&|(])(?:(?:npm|npx|node|yarn|pnpm|make|bash|sh) |\.[\w-]*\/)/m;

/**
 * True where a step may be given the token: on events of our own, in a job that runs nothing but the programs of the
 * runner, so that no package's code stands beside it.
 */
export function mayHoldToken({ steps }: Job, { events }: Workflow): boolean {
  return (
    events.length > 0 &&
    events.every((event) => OWN_EVENTS.includes(event)) &&
    steps.every(({ run }) => run === null || !RUNS_CODE.test(run))
  );
}
