/** S. The adoption score: whether a control lives where it is meant to (R-S3). */
import { codeSpan } from "../markdown.ts";
import type { ControlFacts } from "../snapshot/facts.ts";
import { isUnreadable, type Readable, type Unreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import { type ItemCase, unreadOf } from "../verdict/item-case.ts";
import type { Scored } from "../verdict/judged.ts";
import { step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import { isRunbookItself, namingOf } from "./naming.ts";
import { dashboardStep, exerciseStep, pinnedClause } from "./observed.ts";
import { cannotTell, type Row, scoreOf } from "./score.ts";
import { bypassOf, factsOf } from "./sightings.ts";
import { STEWARDS, takersOf } from "./takers.ts";
import { adoptionAcks, shown, whyNot } from "./told.ts";
import { adoptionStep } from "./window-needs.ts";

/** What a point needs: earned, missing or, where facts could not be read, unknown. */
type Point = Pick<Row, "min" | "max" | "because" | "evidence" | "next">;

/** R-S3: five rows of one point. */
export function adoptionScoreOf(subject: Case, item: ItemCase, observed: VerdictNode): Scored {
  const rows: readonly Row[] = [
    { name: "enabled", title: "Enabled in the target environment", ...enabled(subject, item) },
    { name: "acknowledged", title: "Owners are trained and acknowledged it", ...acknowledged(subject, item) },
    { name: "runbook", title: "The runbook has its execution steps", ...inRunbook(subject, item) },
    { name: "signal", title: "A dashboard or log shows that it runs", ...signal(subject, item, observed) },
    { name: "exercised", title: "A real incident or drill used it", ...exercised(item) },
  ];
  return scoreOf("R-S3", "Adoption score", item.issue.number, 1, subject.policy.scores.adoption, rows);
}

function earned(because: string, evidence: readonly string[]): Point {
  return { min: 1, max: 1, because, evidence };
}

function lacking(because: string, next: Step | null): Point {
  return { min: 0, max: 0, because, next };
}

function unknown(unread: readonly Unreadable[]): Point {
  return { min: 0, max: 1, because: cannotTell(unread) };
}

/** 1. Its check is required, or a deployment or a run in its environment succeeded after the merge. */
function enabled(subject: Case, item: ItemCase): Point {
  const { environment, controlCheck } = item.fields;
  const where = `#${item.issue.number}`;
  if (environment === null) {
    const text = `Name the *Target environment* in the form of ${where}.`;
    return lacking("it names no target environment", step(text, "edit", takersOf(item)));
  }
  const name = codeSpan(environment, 60);
  const facts = factsOf(subject, item);
  // A check that is required is the control's only once there is a control, and it says which check that is.
  const hasCheck = item.since !== null && controlCheck !== null;
  if (hasCheck && !isUnreadable(facts) && facts.required === true)
    return earned(`its check is required, for ${name}${pinnedClause(facts)}`, []);
  const runs = item.evidence.filter(
    (one) => one.strength === 2 && one.run?.environments?.some((each) => isSame(each, environment)),
  );
  if (runs.length > 0)
    return earned(
      `a run in ${name} succeeded after the merge`,
      runs.map((one) => one.url),
    );
  const deployments = isUnreadable(facts) ? facts : facts.deployments;
  if (!isUnreadable(deployments)) {
    const merges = new Set(item.pulls.counted.map((pull) => pull.mergeCommit));
    const { since } = item;
    const urls = deployments
      .filter((one) => isSame(one.environment, environment) && since !== null && one.at > since)
      .filter((one) => one.contains.some((merge) => merges.has(merge)))
      .map((one) => one.url)
      .sort();
    if (urls.length > 0) return earned(`it was deployed to ${name} after the merge`, urls);
  }
  const unread = [...unreadFacts(item, facts), ...unreadRuns(item)];
  if (unread.length > 0) return unknown(unread);
  const text = `Require its check in a ruleset, or deploy the merged control to ${name}.`;
  return lacking(`nothing shows it in ${name} since the merge`, step(text, "run", takersOf(item)));
}

/** Nothing that is not merged can be deployed, and only a check can be required. */
function unreadFacts({ since, fields }: ItemCase, facts: Readable<ControlFacts>): readonly Unreadable[] {
  if (since === null) return [];
  if (isUnreadable(facts)) return [facts];
  return [facts.deployments, ...(fields.controlCheck === null ? [] : [facts.required])].filter(isUnreadable);
}

/** Runs that might have been in the environment: not read, or read without their environments. */
function unreadRuns(item: ItemCase): readonly Unreadable[] {
  const blind = item.evidence.some((one) => one.strength === 2 && one.run?.environments === null);
  return [
    ...item.unread.behavior,
    ...unreadOf(item, "rollback_run"),
    ...unreadOf(item, "link"),
    ...(blind ? [{ unreadable: "the environments of its runs were not read" }] : []),
  ];
}

function isSame(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** 2. Each owner's own word; an item has one. */
export function acknowledged(subject: Case, item: ItemCase): Point {
  const where = `#${item.issue.number}`;
  const { urls, unread } = adoptionAcks(subject, item);
  if (item.owner === null) {
    if (unread.length > 0) return unknown(unread);
    return lacking(
      "nobody owns it",
      step(`Name one owner: \`/quench owner @login\` on ${where}.`, "comment", STEWARDS),
    );
  }
  // Whether a command named another owner since is open: then it is their word that is asked for.
  if (urls.length > 0 && item.ownerIsSure) return earned("its owner acknowledged adoption", urls);
  if (unread.length > 0) return unknown(unread);
  const what = "Learn to run it without help, then acknowledge";
  return lacking("its owner has not acknowledged adoption", adoptionStep(item, what, item.owner));
}

/** 3. A merged runbook change that names the control; where the runbook is the control, its own. */
function inRunbook(subject: Case, item: ItemCase): Point {
  const own = isRunbookItself(item) ? shown(item, "runbook", 2) : [];
  if (own[0] !== undefined) return earned(`the runbook is the control: it ${own[0].because}`, [own[0].url]);
  const naming = namingOf(subject, item, "runbooks");
  if (naming !== null && !isUnreadable(naming)) return earned(`${codeSpan(naming.path)} names it`, [naming.url]);
  const unread = [...(naming === null ? [] : [naming]), ...item.unread.implementation];
  if (unread.length > 0) return unknown(unread);
  const text = `Merge its execution steps into a runbook that names it: its check, a file that it changed, or what #${item.issue.number} calls it.`;
  const why =
    shown(item, "runbook", 2).length > 0
      ? "the runbook's new lines do not name it"
      : "no merged runbook change names it";
  return lacking(why, step(text, "pull_request", takersOf(item)));
}

/** 4. R-A2, else a dashboard on a trusted host; neither while it is bypassed (R-A3). */
export function signal(subject: Case, item: ItemCase, observed: VerdictNode): Point {
  if (observed.outcome === "pass") return earned("it was observed in the real workflow", observed.evidence);
  if (bypassOf(subject, item).outcome === "fail") return lacking("it is silently bypassed", observed.next);
  const [dashboard] = shown(item, "dashboard", 1);
  if (dashboard !== undefined) return earned(dashboard.because, [dashboard.url]);
  const unread = unreadOf(item, "dashboard");
  if (observed.outcome === "unknown") return { min: 0, max: 1, because: "what its check did could not be read" };
  if (unread.length > 0) return unknown(unread);
  return lacking(whyNot(item, "dashboard") ?? "nothing shows it yet", dashboardStep(item));
}

/** 5. A drill, a replay, a rollback, or a later incident. */
function exercised(item: ItemCase): Point {
  const used = shown(item, "exercise", 2);
  if (used[0] !== undefined)
    return earned(
      used[0].because,
      used.map((one) => one.url),
    );
  const unread = unreadOf(item, "exercise");
  if (unread.length > 0) return unknown(unread);
  return lacking(whyNot(item, "exercise") ?? "no incident or drill has used it yet", exerciseStep(item));
}
