/**
 * The one offer to set Quench up in a repository that has incidents and no policy, and what becomes of it. Pure; the pass
 * that reads, plans and applies it is `src/set-up.ts`, which runs whether there is a policy or not.
 *
 * One thing, said once: the offer. The comment on the incident that somebody has just labelled belongs to it, and comes
 * with it or never. The label of the repository is made before the offer, as a claim, and tells for ever that it was made.
 */
import { OFFER_TITLE, doneText, issueText, proposalText } from "../onboarding/text.ts";
import { offeredFiles } from "../onboarding/links.ts";
import { isAskedAnew, type Offer, type SetUpFacts } from "../onboarding/types.ts";
import { MARK, planPointer } from "../plan/pointer.ts";
import type { Write } from "../plan/write.ts";
import { isUnreadable } from "../snapshot/types.ts";

/** Where the files are proposed. */
const SET_UP_BRANCH = "quench/set-up";
const KEY = "set-up";

/** What is to be said of the set-up now, less what was said; applied once, the next plan is empty. */
export function planSetUp(facts: SetUpFacts): readonly Write[] {
  const { policy, repository, mark, offers } = facts;
  if (repository.archived || isUnreadable(policy)) return [];
  const [offer, ...others] = offers;
  const duplicates = others.flatMap((extra) => planDuplicate(extra));
  if (policy !== null) return [...duplicates, ...(offer === undefined ? [] : planDone(offer, doneText(policy)))];
  if (offer === undefined) return planOffer(facts);
  const asked = planAsked(facts, offer);
  // The offer stands; what is left of making it is the comment that points to it, and the mark.
  return mark === "offered" ? [...duplicates, ...asked] : [...duplicates, ...planPointer(facts, offer)];
}

/** The offer itself, once everything that it says was read. */
function planOffer(facts: SetUpFacts): readonly Write[] {
  const { mark, wanted, baseline, abandoned, mayPropose, repository } = facts;
  if (mark === "offered" || !wanted || baseline === null || (mark === "begun" && !abandoned)) return [];
  const proposal = {
    branch: SET_UP_BRANCH,
    base: repository.defaultBranch,
    message: OFFER_TITLE,
    body: proposalText(facts),
    files: offeredFiles(facts.forms).map(({ path, text }) => ({ path, text })),
  };
  return [
    {
      kind: "offer_set_up",
      key: KEY,
      title: OFFER_TITLE,
      body: issueText(facts),
      mark: { name: MARK.name, color: MARK.color, description: MARK.begun },
      takeOver: mark === "begun",
      proposal: mayPropose ? proposal : null,
    },
  ];
}

/** Reopened by a person: asked for anew, with a fresh look back. */
function planAsked(facts: SetUpFacts, offer: Offer): readonly Write[] {
  const { baseline } = facts;
  if (!isAskedAnew(offer) || baseline === null) return [];
  const title = offer.title;
  return [{ kind: "own_issue", key: KEY, title, body: issueText(facts), labels: [], existing: offer.number }];
}

function planDone(offer: Offer, notice: string): readonly Write[] {
  if (offer.state !== "open") return [];
  const issue = { number: offer.number, nodeId: offer.nodeId };
  const key = `${KEY}-done`;
  return offer.kind === "issue"
    ? [{ kind: "close_own", key, issue, reason: "completed", notice }]
    : [{ kind: "close_proposal", key, issue, notice }];
}

/** Two processes offered at once: the first stays. */
function planDuplicate(extra: Offer): readonly Write[] {
  if (extra.state !== "open" || extra.kind !== "issue") return [];
  const issue = { number: extra.number, nodeId: extra.nodeId };
  return [{ kind: "close_own", key: `${KEY}-duplicate`, issue, reason: "duplicate", notice: null }];
}
