/**
 * The red–green proof: a check that the Action's mode `prove` posts on a pull request's head, after the pull request's
 * tests failed on its base and passed on its head. On an item of the Quality lane it is the strongest implementation
 * evidence there is (R-Q1): the output of a command that failed without the change and succeeded with it.
 */
import { codeSpan } from "../markdown.ts";
import { byText } from "../order.ts";
import { sameLogin } from "../people.ts";
import { compiled } from "../policy/compiled.ts";
import type { Policy } from "../policy/schema.ts";
import type { Check, PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { adds } from "./pull-request.ts";
import { ACTIONS } from "./reporter.ts";
import type { Evidence } from "./types.ts";

/** The name under which GitHub shows it; nothing else may carry it. */
export const PROOF_CHECK = "Quench / red-green proof";

/** How the proof of one pull request stands. */
export type RedGreen =
  | { readonly state: "proven"; readonly check: Check }
  /** `because`: a clause. */
  | { readonly state: "not_proven"; readonly check: Check; readonly because: string }
  /** It has not ended, could not tell either, or was not read. */
  | { readonly state: "unknown"; readonly check: Check | null; readonly why: Unreadable };

/**
 * The proof of a pull request; null where none was tried, or there was nothing to prove. A check of that name counts only
 * from GitHub Actions, where `prove` runs, or from ourselves; from anybody else it is as if it were not there. Of several
 * on the last head the latest with an answer counts: one that is asked for again withdraws nothing until it has another.
 *
 * What Actions says is worth as much as any job of the repository (R-H2), and no more: whoever may run a workflow there
 * can say it. It opens nothing that a green job does not open.
 */
export function redGreenOf(pull: PullRequest, { self }: Pick<Snapshot, "self">, policy: Policy): RedGreen | null {
  const { checks } = pull.head;
  if (isUnreadable(checks)) return { state: "unknown", check: null, why: checks };
  const tried = checks.filter((check) => check.name === PROOF_CHECK && isProver(check, self)).sort(byAnswer);
  const [last] = tried;
  if (last === undefined) return null;
  const test = addsTest(pull, policy);
  switch (answerOf(last)) {
    case "failure":
      return { state: "not_proven", check: last, because: "it failed" };
    case "success":
      if (isUnreadable(test)) return { state: "unknown", check: last, why: test };
      if (test) return { state: "proven", check: last };
      return { state: "not_proven", check: last, because: "no test that the pull request adds is there" };
    case null:
      return test === false ? null : { state: "unknown", check: last, why: { unreadable: silence(last) } };
  }
}

/** `prove` ends with `action_required` where it could not tell, and with `neutral` where no test is changed. */
function answerOf({ status, conclusion }: Check): "success" | "failure" | null {
  return status === "completed" && (conclusion === "success" || conclusion === "failure") ? conclusion : null;
}

function silence({ status, conclusion }: Check): string {
  if (status !== "completed" || conclusion === null) return "the red–green proof has not ended";
  return `the red–green proof ended with ${codeSpan(conclusion, 40)}`;
}

/** A proof as implementation evidence of an item (R-Q1); none where it is not one. */
export function redGreenEvidence(
  pull: PullRequest,
  item: number,
  snapshot: Snapshot,
  policy: Policy,
): readonly Evidence[] {
  const proof = redGreenOf(pull, snapshot, policy);
  if (proof?.state !== "proven") return [];
  const { url, completedAt } = proof.check;
  const because = `${codeSpan(PROOF_CHECK)}: the tests of ${pull.key} failed without its change and passed with it`;
  return [{ kind: "red_green_proof", strength: 2, item, who: pull.author.login, when: completedAt, url, because }];
}

/** Ourselves: by our id, and where only our login is known (a token of the App in a job or a terminal) by that. */
function isProver({ app }: Check, { appId, login }: Snapshot["self"]): boolean {
  if (app === null) return false;
  return app.id === ACTIONS.id || (appId === null ? sameLogin(`${app.slug}[bot]`, login) : app.id === appId);
}

/** The latest that has an answer first; of two that ended together the worse one. */
function byAnswer(a: Check, b: Check): number {
  const [left, right] = [answerOf(a), answerOf(b)];
  return (
    Number(left === null) - Number(right === null) ||
    byText(b.completedAt ?? "", a.completedAt ?? "") ||
    byText(left ?? "", right ?? "") ||
    byText(a.url, b.url)
  );
}

/** Whether a test that it adds is still there: the proof of a test that was deleted since proves nothing (R-H2). */
function addsTest(pull: PullRequest, policy: Policy): boolean | Unreadable {
  if (isUnreadable(pull.files)) return pull.files;
  const matches = compiled("paths", policy.files.tests);
  const tests = pull.files.filter((file) => adds(file) && matches(file.path));
  if (tests.some(({ kept }) => !isUnreadable(kept))) return true;
  return tests.flatMap(({ kept }) => (isUnreadable(kept) ? [kept] : []))[0] ?? false;
}
