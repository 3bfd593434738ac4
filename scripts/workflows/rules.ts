/**
 * What every workflow of ours must keep to so that nobody gets more from it than its author meant. A security linter would
 * ask the same; none for workflows installs from the registries.
 * Source: https://docs.github.com/en/actions/reference/security/secure-use
 */
import { MODE_NAMES, MODE_PERMISSIONS } from "../../src/core/onboarding/modes.ts";
import { mayHoldToken, needsOf } from "./needs.ts";
import { modesOf, quenchOf } from "./quench-step.ts";
import type { Concurrency, Job, Permissions, Step, Workflow } from "./workflow.ts";

/** What is wrong, as sentences without the place. */
export type WorkflowRule = (workflow: Workflow) => readonly string[];

const jobs =
  (rule: (job: Job, workflow: Workflow) => readonly string[]): WorkflowRule =>
  (workflow) =>
    workflow.jobs.flatMap((job) => rule(job, workflow).map((problem) => `Job \`${job.id}\` ${problem}`));

const steps = (rule: (step: Step, job: Job, workflow: Workflow) => readonly string[]): WorkflowRule =>
  jobs((job, workflow) =>
    job.steps.flatMap((step) => rule(step, job, workflow).map((problem) => `step ${step.number} ${problem}`)),
  );

/** The permissions that a job has: its own, else the workflow's. */
function permissionsOf(job: Job, workflow: Workflow): Permissions | null {
  return job.permissions ?? workflow.permissions;
}

function writes(permissions: Permissions | null): boolean {
  if (permissions === null || typeof permissions === "string") return permissions !== "read-all";
  return Object.values(permissions).includes("write");
}

/** Stated at the top, so that a new job gets nothing by accident; and each job has what its modes need, not more. */
const permissions: WorkflowRule = (workflow) => [
  ...(workflow.permissions === null ? ["No `permissions` at the top: a job could get all that the token has."] : []),
  ...(typeof workflow.permissions === "string"
    ? [`The \`permissions\` at the top are \`${workflow.permissions}\`: name each that is needed.`]
    : []),
  ...(workflow.jobs.length > 1 && workflow.permissions !== null && writes(workflow.permissions)
    ? ["The `permissions` at the top let every job write: state them in the job that does."]
    : []),
  ...jobs((job) => {
    const given = permissionsOf(job, workflow);
    const modes = modesOf(job);
    if (given === null) return [];
    if (typeof given === "string") return [`has \`permissions: ${given}\`: name each that it needs.`];
    if (modes.length === 0) {
      const needs = { contents: "read", ...needsOf(job) };
      const more = Object.entries(given).filter(([key, level]) => level !== "none" && !covers(needs, key, level));
      return more.map(([key, level]) => `has \`${key}: ${level}\`, and no step of ours that needs it.`);
    }
    const needed = Object.assign({}, ...modes.map((mode) => MODE_PERMISSIONS[mode])) as Record<string, string>;
    return [...new Set([...Object.keys(needed), ...Object.keys(given)])].flatMap((key) =>
      (given[key] ?? "none") === (needed[key] ?? "none")
        ? []
        : [`has \`${key}: ${given[key] ?? "none"}\`, and ${modes.join(" and ")} needs \`${needed[key] ?? "none"}\`.`],
    );
  })(workflow),
];

function covers(needs: Readonly<Record<string, string>>, key: string, level: string): boolean {
  return needs[key] === level || needs[key] === "write";
}

/** The copy of Quench that the reader puts in. */
const PLACEHOLDER = /^(?:<owner>\/quench@<full commit SHA>|OWNER\/quench@COMMIT)$/;
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;

/** A tag can be moved to other code; a comment says which version the commit is. Quench itself has none to name. */
const pins: WorkflowRule = ({ text, jobs: all }) => {
  const called = all.flatMap(({ uses }) => uses ?? []);
  const lines = [...text.matchAll(/^ *(?:- )?(?:uses|"uses"): *["']?([^"'\s#]+(?: commit SHA>)?)["']?[ ]*(#.*)?$/gm)];
  return [
    ...called.filter((uses) => !uses.startsWith("./") && !PINNED.test(uses)).map(unpinned),
    ...lines.flatMap(([, uses = "", comment = ""]) => {
      if (uses.startsWith("./") || PLACEHOLDER.test(uses)) return [];
      if (!PINNED.test(uses)) return [unpinned(uses)];
      return /^# v\d+\.\d+\.\d+\b/.test(comment) || uses.includes("/quench@")
        ? []
        : [`\`${uses}\` does not say its version in a comment.`];
    }),
  ];
};

function unpinned(uses: string): string {
  return `\`${uses}\` is not pinned by a full commit SHA.`;
}

/** Inputs that are executed. */
const EXECUTED = ["script", "test-command", "setup-command"];
/** What the workflow itself decides. */
const OURS = /^\s*(?:matrix|runner)\.[\w.-]+\s*$/;

/** An expression is put into the text before the shell reads it: an issue's title could end the line and begin another. */
const injection = steps(({ run, with: inputs }) => {
  const texts = [
    ...(run === null ? [] : [["run", run] as const]),
    ...EXECUTED.map((key) => [key, inputs[key] ?? ""] as const),
  ];
  return texts.flatMap(([key, text]) =>
    [...text.matchAll(/\$\{\{([\s\S]*?)\}\}/g)]
      .filter(([, inner = ""]) => !OURS.test(inner))
      .map(([whole]) => `puts \`${whole}\` into \`${key}\`: hand it over by \`env\`.`),
  );
});

/** Runs with a token that may write, and with secrets, whoever opened the pull request. */
const PRIVILEGED = ["pull_request_target", "workflow_run", "issue_comment", "issues"];
const HEAD = /head|pull_request|refs\/pull|github\.ref/;

const checkouts: WorkflowRule = (workflow) => [
  ...(workflow.events.includes("pull_request_target")
    ? ["Runs on `pull_request_target`: nothing of ours needs it, and what is checked out there may be anybody's."]
    : []),
  ...steps(({ uses, with: inputs }, job) => {
    if (uses?.startsWith("actions/checkout@") !== true) return [];
    const ref = `${inputs["ref"] ?? ""}${inputs["repository"] ?? ""}`;
    const privileged =
      workflow.events.some((event) => PRIVILEGED.includes(event)) && writes(permissionsOf(job, workflow));
    return [
      ...(inputs["persist-credentials"] === "false"
        ? []
        : ["leaves the token in the checkout: `persist-credentials: false`."]),
      ...(privileged && HEAD.test(ref) && !modesOf(job).includes("prove")
        ? [`checks out \`${ref}\` with a token that may write.`]
        : []),
    ];
  })(workflow),
];

/** Of a checkout's own Action the code is the checkout's: a pull request must not bring the code that judges it. */
const ownCode = steps(({ uses, number }, job, workflow) => {
  if (uses === null || !uses.startsWith("./") || !writes(permissionsOf(job, workflow))) return [];
  const before = job.steps.filter(
    (step) => step.number < number && step.uses?.startsWith("actions/checkout@") === true,
  );
  const ref = before.at(-1)?.with["ref"] ?? "";
  return ref.includes("default_branch") ? [] : ["runs the checkout's own Action: check out the default branch's."];
});

/** A pass that is cut off in the middle is made good by the next one; there is none to follow a last event. */
const concurrency = jobs((job, workflow) => {
  const modes = modesOf(job);
  // `prove` writes once, at its end, on a head that the next run's replaces.
  if (!writes(permissionsOf(job, workflow)) || modes.every((mode) => mode === "prove")) return [];
  const held: Concurrency | null = job.concurrency ?? workflow.concurrency;
  if (held === null) return ["writes, and says nothing of `concurrency`."];
  return held.cancel === "false" ? [] : ["writes, and may be canceled: `cancel-in-progress: false`."];
});

const timeouts = jobs(({ timeout, uses }) =>
  uses !== null || (timeout !== null && timeout > 0 && timeout <= 360) ? [] : ["has no `timeout-minutes`."],
);

const SECRET = /\$\{\{[^}]*\b(?:secrets\b|github\.token\b)/;

/** What a pull request's code can read, its author can read. */
const secrets: WorkflowRule = (workflow) => [
  ...leaks(workflow.env).map((key) => `\`env.${key}\` gives every step a secret.`),
  ...jobs((job) => {
    const proves = modesOf(job).includes("prove");
    const runs = proves || job.steps.some(({ run }) => run !== null);
    return [
      ...leaks(job.env).map((key) => `gives every step a secret in \`env.${key}\`.`),
      ...job.steps.flatMap(({ number, env, run, uses, with: inputs }) => [
        ...((run === null && quenchOf({ uses }) === null) || (run !== null && mayHoldToken(job, workflow))
          ? []
          : leaks(env).map((key) => `step ${number} has a secret in \`env.${key}\`.`)),
        ...(runs && proves
          ? leaks(inputs).map(
              (key) => `runs a pull request's code, and step ${number} has a secret in \`with.${key}\`.`,
            )
          : []),
      ]),
    ];
  })(workflow),
];

function leaks(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) => (SECRET.test(value) ? [key] : []));
}

/** A pull request's code runs there: nothing else does, and on no other event. */
const proving = jobs((job, { events }) => {
  const modes = modesOf(job);
  if (!modes.includes("prove")) return [];
  const foreign = job.steps.filter(
    ({ uses, run }) =>
      run !== null || (quenchOf({ uses }) === null && !/^actions\/(?:checkout|setup-[\w-]+)@/.test(uses ?? "")),
  );
  const alone = events.length === 1 && events[0] === "pull_request";
  return [
    ...(modes.length === 1 ? [] : ["proves, and does more: give `prove` a job of its own."]),
    ...foreign.map(({ number }) => `proves, and its step ${number} is another: give \`prove\` a job of its own.`),
    ...(alone || job.when.includes("github.event_name == 'pull_request'")
      ? []
      : ["proves on other events than `pull_request`."]),
  ];
});

/** Inputs and modes that action.yml knows. */
const inputs =
  (known: readonly string[]): WorkflowRule =>
  (workflow) =>
    steps((step) => {
      if (quenchOf(step) === null) return [];
      const { mode } = step.with;
      return [
        ...Object.keys(step.with)
          .filter((key) => !known.includes(key))
          .map((key) => `gives Quench an input \`${key}\` that it does not have.`),
        ...(mode === undefined || (MODE_NAMES as readonly string[]).includes(mode)
          ? []
          : [`asks Quench for \`${mode}\`.`]),
      ];
    })(workflow);

/** By name, so that a test can try each. `known`: the inputs of action.yml. */
export function workflowRules(known: readonly string[]): Readonly<Record<string, WorkflowRule>> {
  return {
    permissions,
    pins,
    injection,
    checkouts,
    "own code": ownCode,
    concurrency,
    timeouts,
    secrets,
    proving,
    inputs: inputs(known),
  };
}
