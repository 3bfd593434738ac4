/** S. The rubric: how well an item is described, proven, owned, adopted and measured (R-S2). */
import { said } from "../commands/said.ts";
import type { EvidenceKind } from "../evidence/types.ts";
import { ITEM_FORM } from "../forms/item.ts";
import { folded, saysNothing } from "../forms/nothing.ts";
import { FINDING_TYPES } from "../forms/vocabulary.ts";
import { codeSpan } from "../markdown.ts";
import { memberOf, sameLogin } from "../people.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { formatDay } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import { type ItemCase, unreadOf, unsettled } from "../verdict/item-case.ts";
import type { Scored } from "../verdict/judged.ts";
import { step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import { adoptedSince, effectOf, effectPhrase } from "./effect.ts";
import { wantedItems } from "./finding.ts";
import { namedByText, unreadNames } from "./naming.ts";
import { cannotTell, type Row, scoreOf } from "./score.ts";
import { STEWARDS, takersOf } from "./takers.ts";
import { adoptionAcks, shown } from "./told.ts";

type Points = Pick<Row, "min" | "max" | "because" | "evidence" | "next">;

/** R-S2: five rows of 0 to 2 points. */
export function rubricOf(subject: Case, item: ItemCase, observed: VerdictNode): Scored {
  const rows: readonly Row[] = [
    { name: "clarity", title: "Clarity", ...clarity(subject, item) },
    { name: "evidence", title: "Evidence", ...evidence(item) },
    { name: "ownership", title: "Ownership", ...ownership(subject, item) },
    { name: "adoption", title: "Adoption", ...adoption(subject, item, observed) },
    { name: "risk", title: "Risk impact", ...riskImpact(subject, item) },
  ];
  return scoreOf("R-S2", "Rubric", item.issue.number, 2, subject.policy.scores.rubric, rows);
}

function fixed(points: 0 | 1 | 2, because: string, urls: readonly string[], next: Step | null): Points {
  return { min: points, max: points, because, evidence: urls, next };
}

function between(min: number, max: number, unread: readonly Unreadable[], next: Step | null = null): Points {
  return { min, max, because: cannotTell(unread), next };
}

/** A task under so many characters is a vague one. */
const LEAST_TASK = 20;

/** What the form itself says, and what the items that we create begin with: no answer of a person. */
const TEMPLATE: ReadonlySet<string> = new Set(
  [
    ...ITEM_FORM.fields
      .filter(({ id }) => ["proposed_control", "boundary", "hypothesis"].includes(id))
      .flatMap(({ placeholder, description, value }) => [placeholder, description, value]),
    ...[...wantedItems(FINDING_TYPES), ...wantedItems([])].map(({ control }) => control),
  ].map((text) => folded(text ?? "")),
);

/** Without a letter or a digit nothing is said. */
const WORD = /[\p{L}\p{N}]/u;

/** What a person filled in; null where that is nothing, or the template's own words. */
function filled(text: string | null): string | null {
  const plain = folded(text ?? "");
  return text === null || TEMPLATE.has(plain) || saysNothing(plain) || !WORD.test(plain) ? null : text;
}

function clarity(subject: Case, item: ItemCase): Points {
  const edit = (text: string) => step(`${text} in the form of #${item.issue.number}.`, "edit", takersOf(item));
  const url = [item.issue.url];
  const task = filled(item.fields.proposedControl);
  const precise = edit(
    "Write the precise change as *Proposed control*, naming the path, check or alert that it touches,",
  );
  if (task === null) return fixed(0, "its proposed control is empty or the template's own text", url, precise);
  if ([...task.replace(/\s+/g, " ").trim()].length < LEAST_TASK) {
    return fixed(0, `its proposed control has fewer than ${LEAST_TASK} characters`, url, precise);
  }
  if (filled(item.fields.boundary) === null) {
    return fixed(
      1,
      "it does not say what it leaves out",
      url,
      edit("Say what the control does not cover as *Boundary*"),
    );
  }
  const name = namedByText(item, task, subject.policy);
  if (name !== undefined) return fixed(2, `it names ${codeSpan(name, 80)} and its boundary`, url, null);
  const unread = unreadNames(item, task, subject.policy);
  if (unread.length > 0) return between(1, 2, unread);
  return fixed(1, "it names no path, check or alert that its pull request touches", url, precise);
}

/** Implementation, behavior, and links: a word of somebody, or a document, is no proof that it works. */
const PROOF: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  "red_green_proof",
  "diff",
  "command_output",
  "behavioral",
  "rollback_run",
  "dashboard",
  "link",
]);

function evidence(item: ItemCase): Points {
  const proofs = item.evidence.filter(({ kind }) => PROOF.has(kind));
  const verified = proofs.filter(({ strength }) => strength === 2);
  if (verified[0] !== undefined) {
    return fixed(
      2,
      `verified: ${verified[0].because}`,
      verified.map(({ url }) => url),
      null,
    );
  }
  const told = proofs.filter(({ strength }) => strength === 1);
  const least = told.length > 0 ? 1 : 0;
  const unread = [
    ...item.unread.implementation,
    ...item.unread.behavior,
    ...unreadOf(item, "rollback_run"),
    ...unreadOf(item, "link"),
  ];
  if (unread.length > 0) return between(least, 2, unread);
  const next = step(
    `Link its pull request, or a run that exercises it: \`/quench evidence implementation <url>\` on #${item.issue.number}.`,
    "comment",
    takersOf(item),
  );
  if (told[0] !== undefined)
    return fixed(
      1,
      told[0].because,
      told.map(({ url }) => url),
      next,
    );
  return fixed(0, proofs.at(-1)?.because ?? "nothing is shown yet", [], next);
}

function ownership(subject: Case, item: ItemCase): Points {
  const { owner, verifier, due, heard } = item;
  const ask = (text: string) => step(`${text} on #${item.issue.number}.`, "comment", STEWARDS);
  const { comments } = item.issue;
  const unheard = isUnreadable(comments) ? [comments] : [];
  const unsure = (name: "owner" | "verifier" | "due") => [...unheard, ...unsettled(heard, name)];
  if (owner === null) {
    const unread = unsure("owner");
    if (unread.length > 0) return between(0, 2, unread);
    return fixed(0, "nobody owns it", [], ask("Name one owner: `/quench owner @login`"));
  }
  const another = verifier !== null && !sameLogin(verifier, owner) ? verifier : null;
  const unread = [...unsure("owner"), ...unsure("verifier"), ...unsure("due")];
  if (unread.length > 0) return between(1, 2, unread);
  if (another === null) {
    const because = verifier === null ? "it has an owner, but no verifier" : "its owner is its verifier";
    return fixed(1, because, [], ask("Name another person as verifier: `/quench verifier @login`"));
  }
  if (due === null) return fixed(1, "it has no due date", [], ask("Set a due date: `/quench due YYYY-MM-DD`"));
  const left = [owner, another].find((login) => memberOf(subject.snapshot, login) === false);
  if (left !== undefined) {
    const role = sameLogin(left, owner) ? "owner" : "verifier";
    return fixed(1, `its ${role} is no longer a member`, [], ask(`Name another ${role}: \`/quench ${role} @login\``));
  }
  const members = [owner, another].map((login) => memberOf(subject.snapshot, login)).filter(isUnreadable);
  if (members.length > 0) return between(1, 2, members);
  return fixed(2, `${owner} owns it, ${another} verifies it, due ${formatDay(due)}`, [], null);
}

function adoption(subject: Case, item: ItemCase, observed: VerdictNode): Points {
  if (observed.outcome === "pass") return fixed(2, "it was observed in the real workflow", observed.evidence, null);
  const { urls, unread } = adoptionAcks(subject, item);
  const dashboards = shown(item, "dashboard", 1).map(({ url }) => url);
  const told = [...urls, ...dashboards];
  if (observed.outcome === "unknown") {
    const why = [{ unreadable: "whether it runs in the real workflow could not be read" }];
    return between(told.length > 0 ? 1 : 0, 2, why);
  }
  if (told.length > 0) return fixed(1, "somebody says so, and it was not observed", told, observed.next);
  const unheard = [...unread, ...unreadOf(item, "dashboard")];
  if (unheard.length > 0) return between(0, 1, unheard, observed.next);
  return fixed(0, "nobody says that it is used", [], observed.next);
}

/** A number that stands for an amount: not a date, an issue or a part of a name. */
const NUMBER = /(?<![\p{L}\p{N}_#/.]|[\p{L}\p{N}]-)\p{Nd}/u;

function riskImpact(subject: Case, item: ItemCase): Points {
  const where = `#${item.issue.number}`;
  const edit = (text: string) => step(`${text} in the form of ${where}.`, "edit", takersOf(item));
  const outcome = said(item.heard, "outcome").at(-1);
  const assumed = NUMBER.test(withoutDates(filled(item.fields.hypothesis) ?? ""));
  const unheard = isUnreadable(item.issue.comments) ? [item.issue.comments] : [];
  const unread = [...unheard, ...unsettled(item.heard, "outcome")];
  if (unread.length > 0) return between(assumed || outcome !== undefined ? 1 : 0, 2, unread);
  if (outcome?.command.result === "confirmed") {
    const failureClass = item.obligation.failureClass ?? subject.form.failureClass;
    if (failureClass === null) {
      const next = edit("Name the *Failure class*, so that its incidents can be counted,");
      return fixed(1, "confirmed, with no failure class to measure it by", [outcome.url], next);
    }
    const effect = effectOf(subject, failureClass, adoptedSince(subject, item));
    if (isUnreadable(effect)) return between(1, 2, [effect]);
    const phrase = effectPhrase(effect, subject.policy.time.zone).replace(/\.$/, "");
    return fixed(effect.trend === "lower" ? 2 : 1, `confirmed; ${phrase}`, [outcome.url], null);
  }
  if (outcome !== undefined) return fixed(1, `the outcome is ${outcome.command.result}`, [outcome.url], null);
  if (assumed) {
    const command = "`/quench outcome confirmed|refuted|inconclusive <number>% <because>`";
    const next = step(`Record what was measured: ${command} on ${where}.`, "comment", takersOf(item));
    return fixed(1, "its hypothesis has a number, and no outcome is recorded", [item.issue.url], next);
  }
  const next = edit('Write a *Hypothesis* with a number ("If we add X, Y drops by 40 %")');
  return fixed(0, "no hypothesis with a number, and no outcome", [], next);
}

function withoutDates(text: string): string {
  return text.replace(/\d{4}-\d{2}(?:-\d{2})?/g, "").replace(/https?:\/\/\S+/g, "");
}
