/** The check `Quench / policy`: what a pull request would put in force, and what that would change. */
import { codeSpan, plainText } from "../markdown.ts";
import { type Diagnostic, formatDiagnostic } from "../policy/parse.ts";
import type { PolicyInForce } from "../policy/resolve.ts";
import type { CheckContent } from "../plan/write.ts";
import type { Row } from "../simulate/compare.ts";
import type { JudgedFile } from "../simulate/judge-file.ts";
import { type PolicyRecord, writeRecord } from "../simulate/record.ts";
import { fit, type Part, type Section } from "./fit.ts";
import { countsOf, effect, gaveUp, titleOf } from "./policy-check-counts.ts";
import { incidentSections } from "./policy-check-sections.ts";

/** GitHub takes 65,535 characters; until all is simulated, what was so far is kept below the text. */
const ROOM = { done: 60_000, all: 64_000, least: 1_000 };

/** Why a job gave the simulation up before its end. `unread`: GitHub did not answer; `refused`: its token may not read it. */
export type Stopped = "limit" | "time" | "unread" | "refused";

/** One incident of the list, with what its simulation came to; null while that is to come. */
export interface SimulatedIncident {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly row: Row | null;
}

/** A repository that the change concerns. */
export interface SimulatedPlace {
  /** `owner/name`; null for the pull request's own. */
  readonly name: string | null;
  /** True where it is private and the pull request's repository is not: nothing of it is named. */
  readonly hidden: boolean;
  /** What is in force there, and what would be. */
  readonly before: PolicyInForce;
  readonly after: PolicyInForce;
  /** True where the two judge the same, so that nothing was simulated. */
  readonly same: boolean;
  readonly incidents: readonly SimulatedIncident[];
  /** Incidents that are not simulated, because there are too many. */
  readonly left: number;
}

export interface PolicyCheckFacts {
  readonly files: readonly JudgedFile[];
  /** Set where it does not go to the default branch, on which alone a policy is in force. */
  readonly otherBranch: string | null;
  readonly places: readonly SimulatedPlace[];
  /** Repositories that it may concern and that were not looked at. */
  readonly placesLeft: number;
  /** Set where a job gave up before all of it was simulated: the rest is unknown. */
  readonly stopped?: Stopped | null;
  readonly record: PolicyRecord;
}

/** An annotation as GitHub takes it. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number;
  readonly end_column: number;
  readonly annotation_level: "failure" | "warning";
  readonly title: string;
  readonly message: string;
}

/** The complaints, at their places. Plain text: GitHub renders no Markdown there, so that quotes stand for code. */
export function annotationsOf(files: readonly JudgedFile[]): readonly Annotation[] {
  return files.flatMap((file) => [
    ...file.problems.map((each) => annotation(file.path, each, file.valid ? "warning" : "failure")),
    ...file.warnings.map((each) => annotation(file.path, each, "warning")),
  ]);
}

function annotation(
  path: string,
  { line, column, message, fix }: Diagnostic,
  level: Annotation["annotation_level"],
): Annotation {
  const said = plainText(`${message}; ${fix}${fix.endsWith("?") ? "" : "."}`.replace(/(`+) ?(.+?) ?\1(?!`)/g, "“$2”"));
  return {
    path,
    start_line: line,
    end_line: line,
    start_column: column,
    end_column: column,
    annotation_level: level,
    title: level === "failure" ? "The policy is not valid" : "Worth a look",
    message: said.charAt(0).toUpperCase() + said.slice(1),
  };
}

/** Renders the check. It stays in progress while incidents are still to be simulated. */
export function renderPolicyCheck(facts: PolicyCheckFacts): CheckContent {
  const broken = facts.files.filter(({ valid }) => !valid);
  if (broken.length > 0) return renderBroken(facts, broken);
  const all = facts.places.flatMap(({ incidents }) => incidents);
  const done = all.filter(({ row }) => row !== null).length;
  const stopped = facts.stopped ?? null;
  const finished = done === all.length || stopped !== null;
  const counts = countsOf(facts.places);
  const state = facts.files.every(({ deleted }) => deleted) ? "Deleted" : "Valid";
  const summary = [
    ...facts.files.filter(({ deleted }) => deleted).map(({ path }) => `${codeSpan(path, 300)} is deleted here.`),
    ...whatComes(facts),
    ...floor(facts.places),
    ...elsewhere(facts.files),
    stopped !== null
      ? gaveUp(stopped, done, all.length)
      : finished
        ? effect(counts, facts)
        : `${done} of ${all.length} incidents are simulated so far. Quench goes on by itself, as fast as GitHub's limits allow.`,
    finished && stopped === null && counts.changed + counts.undone > 0
      ? "**Next:** Look through the incidents below before you merge: nothing of this is in force yet."
      : "",
  ].filter((line) => line !== "");
  const rest = finished ? incidentSections(facts.places) : [];
  return {
    status: finished ? "completed" : "in_progress",
    conclusion: finished ? "success" : null,
    title:
      stopped !== null
        ? `${state}; what it would change is not known whole`
        : finished
          ? `${state}: ${titleOf(counts)}`
          : `${state}; ${done} of ${all.length} incidents simulated`,
    summary: summary.join("\n\n"),
    text: text(rest, facts, finished),
  };
}

function text(parts: readonly Part[], { record }: PolicyCheckFacts, finished: boolean): string {
  const kept = writeRecord(finished && record.stopped !== true ? { ...record, rows: {} } : record);
  // What is kept for going on comes before what is shown: without it, a job would begin again and again.
  const room = Math.min(ROOM.done, ROOM.all - kept.length);
  const shown = room < ROOM.least ? "" : fit(parts, room);
  return shown === "" ? kept : `${shown}\n\n${kept}`;
}

function renderBroken(facts: PolicyCheckFacts, broken: readonly JudgedFile[]): CheckContent {
  const problems = broken.flatMap((file) => [...file.problems, ...file.elsewhere]);
  const [first] = problems;
  const names = broken.map(({ path }) => codeSpan(path, 300)).join(" and ");
  const errors = `${problems.length} ${problems.length === 1 ? "error" : "errors"}`;
  const list: Section = {
    head: "**All of them**",
    lines: problems.map((problem) => ({ text: `- ${formatDiagnostic(problem)}` })),
    noun: ["error", "errors"],
    weight: 1,
  };
  return {
    status: "completed",
    conclusion: "failure",
    title: `Not valid: ${errors}`,
    summary: [
      `${names} cannot be put in force. Merged as it is, the last valid version would stay in force, and every verdict would say so.`,
      first === undefined ? "" : `**Next:** ${formatDiagnostic(first)}`,
    ]
      .filter((line) => line !== "")
      .join("\n\n"),
    text: text(problems.length > 1 ? [list] : [], facts, true),
  };
}

/** What would be in force once it is merged. */
function whatComes({ places, otherBranch }: PolicyCheckFacts): readonly string[] {
  const branch =
    otherBranch === null
      ? ""
      : `It goes to ${codeSpan(otherBranch, 100)}; a policy is in force on the default branch only. What follows would hold once it is there.`;
  const [own] = places.filter(({ name }) => name === null);
  return [branch, own === undefined ? "" : came(own)].filter((line) => line !== "");
}

function came({ before, after }: SimulatedPlace): string {
  if (after.state === "absent") return "Merged, no policy would be left: Quench would fall silent here.";
  if (after.state === "disabled") return "Merged, Quench would be switched off here: `enabled: false`.";
  const { path } = after.standing;
  const was = before.state === "in_force" ? before.policy.mode : null;
  const { mode } = after.policy;
  const turn = was === null ? "" : was === mode ? ", as now" : `, where it is \`${was}\` now`;
  return `Merged, ${path === null ? "the defaults" : codeSpan(path, 300)} would be in force in \`${mode}\` mode${turn}.`;
}

/** Below the guide's floor: allowed, and told wherever it is in force. */
function floor(places: readonly SimulatedPlace[]): readonly string[] {
  const clauses = places.flatMap(({ after, hidden }) =>
    after.state === "in_force" && !hidden ? after.standing.belowFloor : [],
  );
  const unique = [...new Set(clauses)];
  return unique.length === 0
    ? []
    : [`⚠️ Below the recommended floor, which every verdict would say: ${unique.join("; ")}.`];
}

function elsewhere(files: readonly JudgedFile[]): readonly string[] {
  const [problem] = files.flatMap((file) => [...file.elsewhere, ...file.problems]);
  return problem === undefined
    ? []
    : [`⚠️ It builds on a file with an error, of which the last valid version counts: ${formatDiagnostic(problem)}`];
}
