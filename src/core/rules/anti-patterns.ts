/** Y. Anti-patterns and failure modes: those of the whole incident (R-Y1, R-Y2, R-Y4, R-Y6, R-Y9), and the family. */
import { said } from "../commands/said.ts";
import { addMs, formatInstant } from "../time.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import { DEPARTED_RULE } from "./departed.ts";
import { ITEM_PATTERN_RULES } from "./item-patterns.ts";
import { isStanding } from "./priority.ts";
import type { Rule } from "./rule.ts";
import {
  evidenceOf,
  implemented,
  isLater,
  lastOf,
  sighted,
  type Sighted,
  startUnread,
  tell,
  unreadOf,
} from "./sighted.ts";
import { STEWARDS, takersOf } from "./takers.ts";
import { implementationOf } from "./window-needs.ts";
import { startOf } from "./windows.ts";

/** R-Y1: a retro is linked or merged, and nothing was shipped in time. */
function retroOnly(subject: Judged): readonly VerdictNode[] {
  const title = "The retro leads to controls";
  const { snapshot, policy } = subject;
  const link = /https?:\/\/[^\s<>)\]]+/i.exec(subject.form.retro ?? "")?.[0];
  const merged = sighted(subject, ["retro"]);
  const retro: Sighted = link === undefined ? merged : { is: "there", urls: [link, ...merged.urls], unread: null };
  if (retro.is === "absent") return [];
  const shipped = implemented(subject, subject.items.filter(isStanding));
  const extra = { evidence: [...retro.urls, ...shipped.urls] };
  const at = addMs(startOf(subject).at, policy.findings.after);
  const due = formatInstant(at, policy.time.zone);
  if (shipped.is === "there" && retro.is === "there") {
    return [node("R-Y1", "R-Y1", title, "pass", "The retro is written, and a control is shipped.", extra)];
  }
  if (shipped.is === "there") return [];
  if (snapshot.now < at) {
    const phrase = `The retro is written, and controls have until ${due}.`;
    return retro.is === "there" ? [node("R-Y1", "R-Y1", title, "pass", phrase, extra)] : [];
  }
  const unread = retro.unread ?? shipped.unread ?? startUnread(subject);
  if (unread !== null) return [node("R-Y1", "R-Y1", title, "unknown", tell(unread), extra)];
  const phrase = `The retro is written, but no control was shipped by ${due}.`;
  return [node("R-Y1", "R-Y1", title, "fail", phrase, { ...extra, next: shipStep(subject) })];
}

/** R-Y2: a Quality item is implemented, and nobody's ownership was updated. */
function testOnly(subject: Judged): readonly VerdictNode[] {
  const title = "Tests come with ownership";
  const quality = subject.items.filter((item) => isStanding(item) && item.fields.lane === "quality");
  const test = implemented(subject, quality);
  if (test.is === "absent") return [];
  const owned = ownership(subject);
  const extra = { evidence: [...test.urls, ...owned.urls] };
  if (owned.is === "there") {
    return test.is === "unknown"
      ? []
      : [node("R-Y2", "R-Y2", title, "pass", "The test is added, and ownership is updated.", extra)];
  }
  const unread = test.unread ?? owned.unread;
  if (unread !== null) return [node("R-Y2", "R-Y2", title, "unknown", tell(unread), extra)];
  const item = quality.find((one) => implementationOf(one) === "pass");
  const phrase = "A regression test is added, but nobody's ownership was updated.";
  return [node("R-Y2", "R-Y2", title, "fail", phrase, { ...extra, next: ownStep(item) })];
}

function ownStep(item: JudgedItem | undefined): Step {
  const where = item === undefined ? "the Quality item" : `#${item.issue.number}`;
  const operator = item?.operator ?? null;
  return operator === null
    ? step(`Name who is on call for it: \`/quench operator @login\` on ${where}.`, "comment", STEWARDS)
    : step(`Acknowledge on-call duty: \`/quench ack oncall\` on ${where}.`, "comment", [operator]);
}

/** A verified ownership file, an on-call acknowledgement, or an escalation owner named by command. */
function ownership(subject: Judged): Sighted {
  const shown = sighted(subject, ["ownership_file", "oncall_ack"]);
  const told = said(subject.everywhere, "escalation").map(({ url }) => url);
  return told.length === 0 ? shown : { is: "there", urls: [...shown.urls, ...told], unread: null };
}

/** R-Y4: service is restored, the first window is over, and there is no backlog. */
function noBacklog(subject: Judged): readonly VerdictNode[] {
  const title = "Recovery leads to a backlog";
  const start = startOf(subject);
  if (start.latched === null) return [];
  const { policy, snapshot } = subject;
  const { incident } = snapshot;
  const count = subject.items.length;
  const extra = { evidence: [incident.url, ...subject.items.map(({ issue }) => issue.url)] };
  if (count > 0) {
    const phrase = `Service is restored, and ${count} hardening ${count === 1 ? "item is" : "items are"} there.`;
    return [node("R-Y4", "R-Y4", title, "pass", phrase, extra)];
  }
  const at = addMs(start.at, policy.windows.keep);
  const due = formatInstant(at, policy.time.zone);
  if (snapshot.now < at) {
    const phrase = `Service is restored, and the first hardening item has until ${due}.`;
    return [node("R-Y4", "R-Y4", title, "pass", phrase, extra)];
  }
  const unread = subject.itemsUnread ?? startUnread(subject);
  if (unread !== null) return [node("R-Y4", "R-Y4", title, "unknown", tell(unread), extra)];
  const phrase = `Service was restored at ${formatInstant(start.at, policy.time.zone)}, and there is no hardening item since ${due}.`;
  const text = `Say \`/quench item <finding type> <title>\` on #${incident.number}, or add a hardening item as its sub-issue.`;
  return [node("R-Y4", "R-Y4", title, "fail", phrase, { ...extra, next: step(text, "comment", STEWARDS) })];
}

/** R-Y6: a runbook was updated, and nobody acknowledged the update. */
function unowned(subject: Judged): readonly VerdictNode[] {
  const title = "Updated runbooks are acknowledged";
  const runbook = sighted(subject, ["runbook"]);
  if (runbook.is === "absent") return [];
  const updated = lastOf(subject, "runbook");
  const acks = evidenceOf(subject, ["runbook_ack"]).filter(({ when }) => updated === null || isLater(when, updated));
  const extra = { evidence: [...runbook.urls, ...acks.map(({ url }) => url)] };
  if (runbook.is === "there" && acks.length > 0) {
    const phrase = `The runbook is updated, and ${acks[0]?.because ?? ""}.`;
    return [node("R-Y6", "R-Y6", title, "pass", phrase, extra)];
  }
  if (acks.length > 0) return [];
  const unread = runbook.unread ?? unreadOf(subject, ["runbook_ack"]);
  if (unread !== null) return [node("R-Y6", "R-Y6", title, "unknown", tell(unread), extra)];
  const item = subject.items.find((one) => one.evidence.some(({ kind }) => kind === "runbook"));
  const where = item === undefined ? `#${subject.snapshot.incident.number}` : `#${item.issue.number}`;
  const text = `Read the updated runbook and acknowledge it: \`/quench ack runbook\` on ${where}.`;
  const next = step(text, "comment", item === undefined ? STEWARDS : takersOf(item));
  const phrase = "A runbook was updated, but no owner has acknowledged it since.";
  return [node("R-Y6", "R-Y6", title, "fail", phrase, { ...extra, next })];
}

/** R-Y9: runbook evidence, and no change to the on-call checklist. */
function noChecklist(subject: Judged): readonly VerdictNode[] {
  const title = "Runbook updates reach the on-call checklist";
  const runbook = sighted(subject, ["runbook"]);
  if (runbook.is === "absent") return [];
  const checklist = sighted(subject, ["oncall_checklist"]);
  const extra = { evidence: [...runbook.urls, ...checklist.urls] };
  if (checklist.is === "there") {
    const phrase = "The runbook is updated, and so is the on-call checklist.";
    return runbook.is === "there" ? [node("R-Y9", "R-Y9", title, "pass", phrase, extra)] : [];
  }
  const unread = runbook.unread ?? checklist.unread;
  if (unread !== null) return [node("R-Y9", "R-Y9", title, "unknown", tell(unread), extra)];
  const item = subject.items.find((one) => one.evidence.some(({ kind }) => kind === "runbook"));
  const mark = item === undefined ? "" : ` with \`Hardening: #${item.issue.number}\` in its body`;
  const text = `Put the new control point into the on-call checklist: merge a pull request${mark}.`;
  const next = step(text, "pull_request", item === undefined ? STEWARDS : takersOf(item));
  const phrase = "A runbook was updated, but no on-call checklist.";
  return [node("R-Y9", "R-Y9", title, "fail", phrase, { ...extra, next })];
}

/** The first control to ship: what is already open comes before what is not begun. */
function shipStep(subject: Judged): Step {
  const items = subject.items.filter(isStanding);
  const open = items.flatMap(({ pulls }) => pulls.open)[0];
  if (open !== undefined) {
    return step(`Merge [${open.key}](${open.url}).`, "pull_request", [open.author.login]);
  }
  const first = items[0];
  if (first === undefined) {
    const text = `Say \`/quench item <finding type> <title>\` on #${subject.snapshot.incident.number}, and ship it.`;
    return step(text, "comment", STEWARDS);
  }
  const text = `Ship the first control: merge a pull request with \`Hardening: #${first.issue.number}\` in its body.`;
  return step(text, "pull_request", takersOf(first));
}

const UNREAD = "A fact that would decide it could not be read.";

const INCIDENT_PATTERN_RULES: readonly Rule[] = [
  {
    id: "R-Y1",
    title: "Retro written, controls not shipped",
    passes: "A retro is linked or merged, and an item has implementation evidence, or still has time.",
    fails: "A retro is there, the time is over, and no item has implementation evidence.",
    unknown: UNREAD,
    settings: ["findings.after", "files.retros"],
    kind: "finding",
    judge: retroOnly,
  },
  {
    id: "R-Y2",
    title: "Test added, ownership not updated",
    passes:
      "A Quality item is implemented, and ownership evidence is there: a merged ownership file, an on-call acknowledgement, or `/quench escalation`.",
    fails: "A Quality item is implemented, and the incident has no ownership evidence.",
    unknown: UNREAD,
    settings: ["files.ownership"],
    kind: "finding",
    judge: testOnly,
  },
  {
    id: "R-Y4",
    title: "Recovered with no backlog",
    passes: "Service is restored, and there is a hardening item, or the first window still runs.",
    fails: "Service is restored, the first window is over, and there is no hardening item.",
    unknown: "The hardening items could not be read.",
    settings: ["windows.keep"],
    kind: "finding",
    judge: noBacklog,
  },
  {
    id: "R-Y6",
    title: "Documentation without an owner",
    passes: "A runbook is updated, and an owner acknowledged it after the merge.",
    fails: "A runbook is updated, and nobody has acknowledged it since.",
    unknown: UNREAD,
    settings: ["files.runbooks"],
    kind: "finding",
    judge: unowned,
  },
  {
    id: "R-Y9",
    title: "Runbook updated, on-call checklist not",
    passes: "A runbook is updated, and an on-call checklist is, too.",
    fails: "There is runbook evidence, and no change to an on-call checklist.",
    unknown: UNREAD,
    settings: ["files.runbooks", "files.oncall_checklists"],
    kind: "finding",
    judge: noChecklist,
  },
];

/** By number, whatever they are about. */
export const ANTI_PATTERN_RULES: readonly Rule[] = [
  ...INCIDENT_PATTERN_RULES,
  ...ITEM_PATTERN_RULES,
  DEPARTED_RULE,
].sort((a, b) => Number(a.id.slice(3)) - Number(b.id.slice(3)));
