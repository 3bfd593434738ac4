/** V. How the incident was read (R-V1 to R-V3). */
import { codeSpan } from "../markdown.ts";
import { OVERRIDERS } from "../people.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { addMs, formatInstant } from "../time.ts";
import type { Judged } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import { ASK_AFTER_MS } from "../wake.ts";
import { formLacks } from "./backlog.ts";
import type { Rule } from "./rule.ts";
import { loweredSeverity, severityOf } from "./severity.ts";
import { few } from "./takers.ts";
import { closureOf } from "./undo.ts";

/** So many reasons are named; the others are of the same kind as a rule. */
const MOST_NAMED = 3;

function readingOf({ snapshot }: Judged): readonly VerdictNode[] {
  const unread = unreadIn(snapshot);
  const title = "Facts read";
  if (unread.length === 0) return [node("R-V1", "R-V1", title, "pass", "Every fact that was asked for was read.")];
  const reasons = sameCauseOnce([...new Set(unread.map((one) => one.unreadable))]);
  const more = reasons.length > MOST_NAMED ? ` and ${reasons.length - MOST_NAMED} more` : "";
  const phrase = `Cannot tell everything yet: ${reasons.slice(0, MOST_NAMED).join("; ")}${more}.`;
  return [node("R-V1", "R-V1", title, "unknown", phrase, { next: remedy(unread) })];
}

/** `role of a: HTTP 403` and `role of b: HTTP 403` as one: `role of a, role of b: HTTP 403`. */
function sameCauseOnce(reasons: readonly string[]): readonly string[] {
  const whats = new Map<string, string[]>();
  for (const reason of reasons) {
    const at = reason.indexOf(": ");
    const cause = at < 0 ? reason : reason.slice(at);
    whats.set(cause, [...(whats.get(cause) ?? []), at < 0 ? "" : reason.slice(0, at)]);
  }
  return [...whats].map(([cause, what]) => `${few(what)}${cause}`);
}

/** Everything in the snapshot that could not be read, in an order that does not hang on how lists arrived (law 2). */
function unreadIn(snapshot: Snapshot): readonly Unreadable[] {
  const found: Unreadable[] = [];
  const stack: unknown[] = [snapshot];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next !== "object" || next === null) continue;
    if (isUnreadable(next)) found.push(next);
    else stack.push(...Object.values(next));
  }
  return found.sort((a, b) => (a.unreadable < b.unreadable ? -1 : a.unreadable > b.unreadable ? 1 : 0));
}

function remedy(unread: readonly Unreadable[]): Step | null {
  const permissions = [...new Set(unread.flatMap(({ permission }) => permission ?? []))].sort();
  if (permissions.length > 0) {
    const names = permissions.map((permission) => codeSpan(permission, 60)).join(", ");
    return step(`Grant Quench ${names}.`, "edit", ["someone with admin"]);
  }
  return unread.some(({ transient }) => transient === true)
    ? step("Wait: Quench looks again by itself.", "wait", [])
    : null;
}

function closeOf(subject: Judged): readonly VerdictNode[] {
  const { snapshot, policy, inForce } = subject;
  const { incident, now } = snapshot;
  const closure = closureOf(subject, inForce.committedAt);
  const title = "Close judged";
  const evidence = [incident.url];
  if (closure.kind === "open" || closure.kind === "grace") return [];
  if (closure.kind !== "pending")
    return [node("R-V2", "R-V2", title, "pass", "The facts for judging the close could be read.", { evidence })];
  const asked = incident.closedAt === null ? null : addMs(incident.closedAt, ASK_AFTER_MS);
  if (asked !== null && now >= asked) {
    const next = step("Check that Quench can read this repository, or decide about the close yourself.", "edit", [
      OVERRIDERS,
    ]);
    const phrase = `Closed, and not judged for a day: ${closure.why}. It stays closed.`;
    return [node("R-V2", "R-V2", title, "fail", phrase, { evidence, next })];
  }
  const until =
    asked === null ? "" : ` If that lasts, ${OVERRIDERS} is asked on ${formatInstant(asked, policy.time.zone)}.`;
  const phrase = `Closed, and kept until it can be judged: ${closure.why}.${until}`;
  const next = step("Wait: Quench judges the close as soon as the facts can be read.", "wait", []);
  return [node("R-V2", "R-V2", title, "unknown", phrase, { evidence, next })];
}

/** What the incident's form lacks or says unclearly is told, never guessed. */
function formOf(subject: Judged): readonly VerdictNode[] {
  const { incident } = subject.snapshot;
  const { form } = subject;
  const title = "Incident form";
  const evidence = [incident.url];
  const next = step(`Edit the form of #${incident.number}.`, "edit", [incident.author.login]);
  const unclear = form.problems.filter((problem) => problem.code !== "missing");
  const nodes: VerdictNode[] = [];
  const seen = new Map<string, number>();
  const tell = (what: string, phrase: string): void => {
    const times = (seen.get(what) ?? 0) + 1;
    seen.set(what, times);
    const key = `R-V3:${what}${times === 1 ? "" : `/${times}`}`;
    nodes.push(node("R-V3", key, title, "fail", phrase, { evidence, next }));
  };
  for (const problem of unclear) tell(`${problem.field ?? "form"}/${problem.line ?? 0}`, problem.message);
  if (form.severity === null && !unclear.some((problem) => problem.field === "severity"))
    tell("severity", `No severity is stated, so it counts as ${severityOf(subject)}.`);
  const lacking = formLacks(form.problems);
  if (lacking !== null) tell("missing", `The incident ${lacking}.`);
  nodes.push(...severityNodes(subject));
  if (nodes.length > 0) return nodes;
  return [node("R-V3", "R-V3", title, "pass", "The incident's form is complete and clear.", { evidence })];
}

/** A lower severity in the form that does not count, or of which nobody can say whether it does (R-B5). */
function severityNodes(subject: Judged): readonly VerdictNode[] {
  const lowered = loweredSeverity(subject);
  if (lowered === null || lowered.byRight === true) return [];
  const { incident } = subject.snapshot;
  const { stated, former } = lowered;
  const evidence = [incident.url];
  const key = "R-V3:severity/lowered";
  const title = "Severity";
  if (lowered.byRight === null) {
    const who = codeSpan((incident.editor ?? incident.author).login, 60);
    const phrase = `${former} holds: whether ${who} may lower it to ${stated} could not be read.`;
    return [node("R-V3", key, title, "unknown", phrase, { evidence })];
  }
  const next = step(`Save the form of #${incident.number} with ${stated}, if that is right.`, "edit", [OVERRIDERS]);
  const phrase = `The form says ${stated}, and ${former} holds: only ${OVERRIDERS} can lower it.`;
  return [node("R-V3", key, title, "fail", phrase, { evidence, next })];
}

export const READING_RULES: readonly Rule[] = [
  {
    id: "R-V1",
    title: "Facts read",
    passes: "Every fact that was asked for was read.",
    fails: "Never: what could not be read is no fault of anybody's.",
    unknown:
      "Something could not be read: an outage, a rate limit, a cut-off list, or a permission that Quench lacks. Unknown never passes and never triggers a punishing act; scores show it as a range.",
    never: { fail: "A fact is read or it is not; what is not read is unknown, and decides nothing." },
    settings: [],
    kind: "fact",
    judge: readingOf,
  },
  {
    id: "R-V2",
    title: "Close judged",
    passes: "The incident is closed, and the facts for judging its close could be read.",
    fails: "For 24 hours the close could not be judged: somebody with the override right is asked.",
    unknown: "The close cannot be judged yet: it is kept, marked with a label, and judged when the facts can be read.",
    settings: ["people.override.role", "people.override.users", "people.override.teams"],
    kind: "finding",
    judge: closeOf,
  },
  {
    id: "R-V3",
    title: "Incident form",
    passes: "The incident has its form, and every field that is filled in can be read.",
    fails:
      "A field cannot be read, no severity is stated (then it counts as SEV2), headings are missing, or the severity was lowered without the override right.",
    unknown: "Nobody can say whether whoever lowered the severity had the right to.",
    settings: ["failure_classes", "time.zone"],
    kind: "finding",
    judge: formOf,
  },
];
