/** What a job of the mode `policy` says: outputs, annotations, summary, and whether it fails. Pure. */
import { codeSpan } from "../../core/markdown.ts";
import type { PolicyInForce } from "../../core/policy/resolve.ts";
import type { Annotation } from "../../core/render/policy-check.ts";
import { withoutRecord } from "../../core/simulate/record.ts";
import type { WriteOutcome } from "../../reconcile.ts";
import type { PolicyCheckResult } from "../../simulate.ts";
import { MOST_ANNOTATIONS } from "../annotations.ts";
import type { Job, JobAnnotation, JobReport } from "../job.ts";
import { composeSummary } from "../summary.ts";
import { dryRunLine, renderAnnotations, renderNotes, renderWrites } from "../summary-parts.ts";

/** What one pull request's check came to. */
export interface Looked {
  readonly number: number;
  readonly result: PolicyCheckResult;
}

type Told = Pick<Job, "inputs" | "identity">;

interface Said {
  readonly outcome: "pass" | "fail" | "unknown" | "not_applicable";
  /** Markdown: the verdict, and why. */
  readonly sections: readonly string[];
  readonly annotations: readonly JobAnnotation[];
  /** One sentence each, in the log. */
  readonly notes: readonly string[];
  /** In the summary too. */
  readonly asides: readonly string[];
  readonly failures: readonly string[];
  readonly outcomes: readonly WriteOutcome[];
}

const NOTHING: Said = {
  outcome: "not_applicable",
  sections: [],
  annotations: [],
  notes: [],
  asides: [],
  failures: [],
  outcomes: [],
};

/** On an event that is about no pull request. @param event its name. */
export function reportNothing(event: string, job: Told): JobReport {
  const note = `The mode \`policy\` looks at pull requests, and an event of the kind ${codeSpan(event, 60)} has none.`;
  return asReport([{ ...NOTHING, sections: ["## ➖ No pull request here", note], notes: [note] }], job);
}

/** Where it was started by hand and no pull request is open: how the policy that is in force stands. */
export function reportInForce(policy: PolicyInForce, branch: string | null, job: Told): JobReport {
  const where = branch === null ? "what it was started on" : `the branch ${codeSpan(branch, 100)}`;
  const asides = [`No pull request of ${where} is open, so the policy that is in force was looked at.`];
  if (policy.state === "absent") {
    const next = "**Next:** `npx quench init` writes one, or copy the one in the README.";
    return asReport([{ ...NOTHING, sections: ["## ➖ There is no policy", next], asides }], job);
  }
  const { problem, path } = policy.standing;
  const file = path === null ? "the defaults" : codeSpan(path, 300);
  if (problem !== null) {
    const sections = ["## ⛔ The policy is not valid", `**Next:** ${problem}`, `In force meanwhile: ${file}.`];
    return asReport(
      [{ ...NOTHING, outcome: "fail", sections, asides, failures: [`The policy is not valid: ${problem}`] }],
      job,
    );
  }
  const mode =
    policy.state === "disabled"
      ? "it says `enabled: false`, so that Quench is silent"
      : `\`${policy.policy.mode}\` mode`;
  const sections = ["## ✅ The policy is valid", `In force: ${file}, ${mode}.`];
  return asReport([{ ...NOTHING, outcome: "pass", sections, asides }], job);
}

/** On a pull request's event, or several pull requests of a branch. */
export function reportPulls(looked: readonly Looked[], job: Told): JobReport {
  return asReport(
    looked.map((each) => sayPull(each, looked.length > 1, job)),
    job,
  );
}

/** @param named whether its sections say whose they are. */
function sayPull({ number, result }: Looked, named: boolean, { inputs, identity }: Told): Said {
  const name = `Pull request #${number}`;
  if (result.kind === "none") {
    const why = `${name} is not open, or touches no policy file: there is nothing to check.`;
    return { ...NOTHING, sections: ["## ➖ No policy file is changed", why], notes: [why] };
  }
  if (result.kind === "unfinished") {
    const why = `Whether the policy of pull request #${number} is valid could not be read: ${result.why}. Run this job again.`;
    const sections = ["## ❔ Cannot tell yet: GitHub could not be read", why];
    return { ...NOTHING, outcome: "unknown", sections, failures: [why] };
  }
  const { content, outcome, annotations } = result;
  const valid = content.conclusion !== "failure";
  // Where the check was posted, now or before, GitHub shows its annotations: the job's own would mark each line twice.
  const posted = outcome === null || outcome.result === "done" || outcome.result === "unchanged";
  const lines = annotations.map(asJobAnnotation);
  const foreign = !inputs.dryRun && identity.appId === null;
  const asides = foreign ? [FOREIGN] : outcome?.result === "failed" ? [UNPOSTED] : [];
  return {
    outcome: !valid ? "fail" : result.kind === "stopped" ? "unknown" : "pass",
    sections: sectionsOf(content, named ? `${name}:` : "", posted ? [] : lines),
    annotations: posted ? [] : lines,
    notes: [`${name}: ${content.title}.`],
    asides,
    failures: valid
      ? []
      : [`The policy of pull request #${number} is not valid: ${failureOf(annotations, content.title)}`],
    outcomes: outcome === null || foreign ? [] : [outcome],
  };
}

/** What it takes to post it, `main.ts` says. */
const UNPOSTED =
  "The check `Quench / policy` could not be posted: this job says what it would, by its lines, its summary, and how it ends.";
const FOREIGN =
  "The check `Quench / policy` is not posted: only an App's token may post one, such as the workflow's own. This job says it all.";

/** The first line that is wrong, in one sentence. */
function failureOf(annotations: readonly Annotation[], title: string): string {
  const first = annotations.find(({ annotation_level: level }) => level === "failure");
  return first === undefined ? `${title}.` : `${first.path}:${first.start_line}: ${first.message}`;
}

const LEVELS = { failure: "error", warning: "warning" } as const;

function asJobAnnotation({
  path,
  start_line: line,
  annotation_level: level,
  title,
  message,
}: Annotation): JobAnnotation {
  return { level: LEVELS[level], path, line, title, message };
}

type Content = Extract<PolicyCheckResult, { readonly kind: "done" }>["content"];

function sectionsOf(
  { conclusion, title, summary, text }: Content,
  name: string,
  lines: readonly JobAnnotation[],
): readonly string[] {
  const shown = lines.length > MOST_ANNOTATIONS ? `**Lines**\n\n${renderAnnotations(lines)}` : "";
  return [`## ${conclusion === "failure" ? "⛔" : "✅"} ${title}`, name, summary, withoutRecord(text), shown];
}

const WORST = ["fail", "unknown", "pass", "not_applicable"] as const;

function asReport(said: readonly Said[], job: Told): JobReport {
  const { dryRun } = job.inputs;
  const outcomes = said.flatMap((each) => each.outcomes);
  const failures = said.flatMap((each) => each.failures);
  const asides = said.flatMap((each) => each.asides);
  const [heading = "", ...sections] = said.flatMap((each) => each.sections);
  const summary = composeSummary({
    head: [heading, dryRun ? dryRunLine(outcomes) : "", ...sections],
    sections: [],
    list: [],
    tail: [renderNotes(asides), renderWrites(outcomes)],
  });
  return {
    outputs: { outcome: WORST.find((one) => said.some(({ outcome }) => outcome === one)) ?? "not_applicable" },
    summary,
    annotations: said.flatMap((each) => each.annotations),
    notes: [...said.flatMap((each) => each.notes), ...asides],
    warnings: dryRun ? failures.map((failure) => `Dry run, so the job passes: ${failure}`) : [],
    failures: dryRun ? [] : failures,
    outcomes,
  };
}
