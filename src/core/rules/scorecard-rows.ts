/** The scorecard's first four rows: a test of the class, a timed rollback, an escalation owner, monitoring (R-S1). */
import type { Heard } from "../commands/hear.ts";
import { filesOf } from "../commands/runbooks.ts";
import type { Evidence } from "../evidence/types.ts";
import { codeSpan } from "../markdown.ts";
import { memberOf } from "../people.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { formatDuration, SECOND } from "../time.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Assessed } from "../verdict/judged.ts";
import { step } from "../verdict/node.ts";
import type { Step } from "../verdict/types.ts";
import {
  cites,
  firstUnread,
  missing,
  ownersAmong,
  proofOf,
  type Row,
  type Source,
  unreadCited,
  unreadFiles,
  verified,
} from "./sources.ts";
import { STEWARDS } from "./takers.ts";

const isOfClass = ({ form }: Assessed, item: ItemCase | null): boolean =>
  form.failureClass !== null && item?.obligation.failureClass?.toLowerCase() === form.failureClass.toLowerCase();

/** 1. A merged test of an item whose class is the incident's. */
export const CLASS_TEST: Row = {
  name: "class-test",
  title: "A test covers the root-cause class",
  proof: (subject, source) =>
    isOfClass(subject, source.item)
      ? proofOf(verified(source, "test"), () => `A merged test covers ${codeSpan(subject.form.failureClass ?? "", 60)}`)
      : null,
  missing: (subject, sources) => {
    const { incident } = subject.snapshot;
    if (subject.form.failureClass === null) {
      const next = step(`State the *Failure class* in the form of #${incident.number}.`, "edit", [
        incident.author.login,
      ]);
      return missing(null, "The incident names no failure class that a test could cover.", next);
    }
    const name = codeSpan(subject.form.failureClass, 60);
    const ofClass = sources.filter(({ item }) => isOfClass(subject, item));
    const unread = firstUnread(subject, ofClass, unreadFiles);
    const items = ofClass.flatMap(({ item }) => item ?? []);
    const target = items.find(({ fields }) => fields.lane === "quality") ?? items[0];
    // A test that is there already only lacks the word that says what it is for.
    const unnamed = sources.find(
      (source) => source.item?.obligation.failureClass === null && verified(source, "test").length > 0,
    )?.item;
    if (unnamed !== undefined && unnamed !== null) {
      const next = `State ${name} as the *Failure class* of #${unnamed.issue.number}.`;
      return missing(
        unread,
        `#${unnamed.issue.number} has a merged test, but names no failure class.`,
        step(next, "edit", ownersAmong([unnamed])),
      );
    }
    if (target === undefined) {
      const next = `Merge a test from a hardening item whose *Failure class* is ${name}.`;
      return missing(unread, `No hardening item is of the class ${name}.`, pullStep(next, []));
    }
    return missing(unread, `No merged test covers ${name} yet.`, pullRequest("Merge a test", target));
  },
};

const isTimed = (evidence: Evidence): boolean => evidence.duration !== undefined;
const isRehearsal = ({ kind, style }: Evidence): boolean =>
  kind === "rollback_run" || (kind === "behavioral" && style === "rollback");
const citesRollback = (command: Heard["command"]): boolean =>
  cites(command, "rollback") ||
  (command.name === "evidence" && command.topic === "behavior" && command.style === "rollback");

/** 2. A run of the rollback, with its duration. */
export const ROLLBACK: Row = {
  name: "rollback",
  title: "The rollback is rehearsed and timed",
  proof: (_subject, source) =>
    proofOf(
      source.evidence.filter((evidence) => isRehearsal(evidence) && evidence.strength === 2 && isTimed(evidence)),
      ({ duration = 0 }) => `The rollback was rehearsed in ${formatDuration(duration * SECOND)}`,
    ),
  missing: (subject, sources) => {
    const unread = firstUnread(subject, sources, (source) =>
      unreadCited(subject, source, citesRollback, ["rollback_run", "behavioral"]),
    );
    const told = sources.flatMap(({ evidence }) => evidence.filter(isRehearsal));
    const phrase = told.some(({ strength }) => strength === 2)
      ? "The rollback was rehearsed, but how long it took is not known."
      : told[0] === undefined
        ? "No rollback was rehearsed yet."
        : `What was told of a rollback does not count: ${told[0].because}.`;
    const items = sources.flatMap(({ item }) => (item?.style === "rollback" ? [item] : []));
    const where = items[0]?.issue.number ?? subject.snapshot.incident.number;
    const text = `Rehearse the rollback in a workflow run, then comment \`/quench evidence rollback <run URL>\` on #${where}.`;
    return missing(unread, phrase, step(text, "run", ownersAmong(items.slice(0, 1))));
  },
};

// Every source asks who was named last, and the answer is one for all of them.
const lastNamings = new WeakMap<readonly Heard[], Heard | null>();

/** The last naming of an escalation owner that counts, or might, wherever it was said. */
function lastNaming({ everywhere }: Assessed): Heard | null {
  const known = lastNamings.get(everywhere);
  if (known !== undefined) return known;
  const last = everywhere.findLast(
    ({ command, standing }) =>
      command.name === "escalation" && (standing.kind === "accepted" || standing.kind === "undecided"),
  );
  lastNamings.set(everywhere, last ?? null);
  return last ?? null;
}

/**
 * 3. An escalation owner is documented and still a member. The policy's `people.escalation` is whom Quench calls, not a
 * document of this incident: it earns nothing.
 */
export const ESCALATION: Row = {
  name: "escalation",
  title: "An escalation owner is documented",
  proof: (subject, source) => namedBy(subject, source) ?? documentedBy(subject, source),
  missing: (subject, sources) => {
    const naming = lastNaming(subject);
    const named = naming?.command.name === "escalation" ? naming.command.login : null;
    const files = sources.flatMap((source) => verified(source, "ownership_file").map((one) => ({ source, one })));
    const unread =
      (naming?.standing.kind === "undecided" ? { unreadable: naming.standing.why } : null) ??
      unreadMember(subject, named === null ? [] : [named]) ??
      files
        .map(({ source, one }) => unreadMember(subject, namesIn(subject, source, one)))
        .find((one) => one !== null) ??
      firstUnread(
        subject,
        sources,
        (source) =>
          unreadFiles(source) ??
          unreadCited(subject, source, (command) => cites(command, "ownership"), ["ownership_file"]),
      );
    const phrase =
      named !== null
        ? `${codeSpan(named, 60)}, the named escalation owner, is no longer a member.`
        : files.length > 0
          ? "Nobody whom the changed ownership file names is still a member."
          : "No escalation owner is documented.";
    const { number } = subject.snapshot.incident;
    const text = `Name an escalation owner: \`/quench escalation @login\` on #${number}.`;
    return missing(unread, phrase, step(text, "comment", STEWARDS));
  },
};

function namedBy(subject: Assessed, { issue }: Source) {
  const naming = lastNaming(subject);
  if (naming?.issue !== issue.number || naming.standing.kind !== "accepted") return null;
  if (naming.command.name !== "escalation" || memberOf(subject.snapshot, naming.command.login) !== true) return null;
  return {
    because: `${codeSpan(naming.command.login, 60)} is named as escalation owner`,
    evidence: [naming.comment.url],
  };
}

function documentedBy(subject: Assessed, source: Source) {
  const valid = verified(source, "ownership_file").filter((one) => {
    const names = namesIn(subject, source, one);
    return names.length === 0 || names.some((login) => memberOf(subject.snapshot, login) === true);
  });
  return proofOf(valid, ({ because }) => `Ownership is documented: ${because}`);
}

const LOGIN = /(?:^|[^\w@/.-])@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?![\w/-])/g;

/** The people whom a change to an ownership file names; none where its lines were not read or name no person. */
function namesIn(subject: Assessed, { pulls }: Source, { url }: Evidence): readonly string[] {
  const pull = pulls.counted.find((one) => one.url === url) ?? citedPull(subject, url);
  const files = pull === null ? [] : filesOf(pull, subject.policy, "ownership");
  const lines = isUnreadable(files) ? [] : files.flatMap(({ added = [] }) => (isUnreadable(added) ? [] : added));
  return [...new Set(lines.flatMap((line) => [...line.matchAll(LOGIN)].flatMap((match) => match[1] ?? [])))];
}

function citedPull({ snapshot }: Assessed, url: string): PullRequest | null {
  const found = snapshot.links[url]?.found;
  if (found === undefined || isUnreadable(found) || found.kind !== "pull_request") return null;
  const pull = snapshot.pulls[found.pull];
  return pull === undefined || isUnreadable(pull) ? null : pull;
}

/** Why nobody can say whether one of them is still a member, where that is so. */
function unreadMember({ snapshot }: Assessed, logins: readonly string[]): Unreadable | null {
  for (const login of logins) {
    const member = memberOf(snapshot, login);
    if (isUnreadable(member)) return member;
  }
  return null;
}

/** 4. A merged change to a dashboard or an alert. */
export const MONITORING: Row = {
  name: "monitoring",
  title: "Monitoring is updated",
  proof: (_subject, source) =>
    proofOf(verified(source, "monitoring"), ({ because }) => `A dashboard or alert is updated: ${because}`),
  missing: (subject, sources) => {
    const unread = firstUnread(subject, sources, unreadFiles);
    const items = sources.flatMap(({ item }) => item ?? []);
    const target = items.find(({ fields }) => fields.bucket === "detect") ?? items[0];
    const ask = "Merge a change to a dashboard or an alert";
    const next = target === undefined ? pullStep(`${ask} from a linked pull request.`, []) : pullRequest(ask, target);
    return missing(unread, "No dashboard or alert is updated yet.", next);
  },
};

function pullRequest(ask: string, target: ItemCase): Step {
  return pullStep(`${ask}: a pull request with \`Hardening: #${target.issue.number}\` in its body.`, [target]);
}

function pullStep(text: string, items: readonly ItemCase[]): Step {
  return step(text, "pull_request", ownersAmong(items));
}
