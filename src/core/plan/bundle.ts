/** The completion bundle: posted once, when the incident first may close; later changes are told (R-G1). */
import { renderBundle, renderBundleChange } from "../render/bundle.ts";
import { bundleInputs } from "../rules/bundle.ts";
import { bundleBytes, bundleOf } from "../rules/bundle-document.ts";
import {
  type BundleStanding,
  bundleParts,
  bundleStanding,
  CHANGE_NOTICE,
  postedBundle,
} from "../rules/bundle-standing.ts";
import type { Judged } from "../verdict/judged.ts";
import type { Verdict } from "../verdict/types.ts";
import type { IssueRef, TrackerMemory, Write } from "./write.ts";

/** At most so many comments tell changes of one closed incident; the tracker goes on telling them. */
export const MOST_TOLD = 10;
/** Fingerprints remembered. */
const MOST_REMEMBERED = 20;

/** What of the bundle is to be written. */
export function planBundle(subject: Judged, verdict: Verdict): readonly Write[] {
  const standing = bundleStanding(subject);
  return standing === null
    ? firstBundle(subject, verdict)
    : [...withoutExtras(subject), ...changeTold(subject, verdict, standing)];
}

function firstBundle(subject: Judged, verdict: Verdict): readonly Write[] {
  const { snapshot, policy } = subject;
  // What could not be read would be missing for ever.
  const isKnown = bundleInputs(subject).every(({ outcome }) => outcome !== "unknown");
  if (verdict.closable.outcome !== "pass" || !isKnown) {
    // A pass was cut between two parts, and the facts have changed since.
    return removed(bundleParts(snapshot).filter(({ comment }) => comment.own?.lastEditorIsUs === true));
  }
  const bundle = bundleOf(subject, verdict);
  const text = renderBundle(bundle, policy.time.zone);
  return [{ kind: "bundle", key: "bundle", issue: issueOf(subject), text, document: bundleBytes(bundle) }];
}

/** Parts that stand twice, or of another document that a second process began. What somebody edited is left to be seen. */
function withoutExtras(subject: Judged): readonly Write[] {
  const posted = postedBundle(subject);
  const seen = new Set<number>();
  const extras = bundleParts(subject.snapshot).filter(({ key }) => {
    if (key.sha256 !== posted?.sha256 || key.of !== posted.parts || seen.has(key.part)) return true;
    seen.add(key.part);
    return false;
  });
  return removed(extras.filter(({ comment }) => comment.own?.lastEditorIsUs === true));
}

function removed(parts: ReturnType<typeof bundleParts>): readonly Write[] {
  return parts.map(({ comment: { databaseId } }) => ({
    kind: "delete_comment",
    key: `duplicate:${databaseId}`,
    comment: databaseId,
  }));
}

/** While the incident is closed nobody looks at its tracker: each distinct change is said once. */
function changeTold(subject: Judged, verdict: Verdict, standing: BundleStanding): readonly Write[] {
  const { change, told } = standing;
  const { kind } = verdict.closure;
  if (change === null || subject.snapshot.incident.state === "open" || kind === "undo" || kind === "grace") return [];
  if (told.length >= MOST_TOLD || toldSoFar(subject, standing).includes(change.fingerprint)) return [];
  const body = renderBundleChange(change, standing, told.length + 1 === MOST_TOLD);
  return [{ kind: "notice", key: `${CHANGE_NOTICE}${change.fingerprint}`, issue: issueOf(subject), body }];
}

function toldSoFar({ memory }: Judged, { told }: BundleStanding): readonly string[] {
  return [...new Set([...(memory.bundle?.told ?? []), ...told])];
}

/**
 * What to remember of the bundle; nothing while none is posted. What changed while the incident was open has been told by
 * its tracker.
 */
export function bundleMemory(subject: Judged): Pick<TrackerMemory, "bundle"> {
  const standing = bundleStanding(subject);
  if (standing === null) return {};
  const { sha256, parts, change } = standing;
  const isOpen = subject.snapshot.incident.state === "open";
  const told = [...toldSoFar(subject, standing), ...(isOpen && change !== null ? [change.fingerprint] : [])];
  return { bundle: { sha256, parts, told: [...new Set(told)].slice(-MOST_REMEMBERED) } };
}

function issueOf({ snapshot }: Judged): IssueRef {
  return { number: snapshot.incident.number, nodeId: snapshot.incident.nodeId };
}
