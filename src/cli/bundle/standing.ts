/** How a bundle stands on its incident, in words; and why there is none. */
import { bundleInputs } from "../../core/rules/bundle.ts";
import { isIncident } from "../../core/rules/severity.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import type { Judged } from "../../core/verdict/judged.ts";
import type { Verdict } from "../../core/verdict/types.ts";
import type { PostedBundle } from "../../github/posted-bundle.ts";
import { damage, restsOn } from "./answer.ts";

export interface Told {
  /** `yes`: it is there as it was posted. `unknown`: it is there, and nobody can tell. */
  readonly answer: "yes" | "no" | "unknown";
  /** Markdown of ours, a sentence each; the first says how it stands. */
  readonly lines: readonly string[];
}

/** @param name `acme/shop#12` */
export function tellPosted(posted: PostedBundle, name: string): Told {
  const { sha256, parts, url, matches } = posted;
  const rests = restsOn(posted);
  const broken = damage(posted);
  const size = parts === 1 ? "" : ` in ${parts} parts`;
  const about = [`SHA-256 ${sha256}${url === null ? "" : `, posted at ${url}`}${size}.`];
  if (!matches)
    return { answer: "no", lines: [`The bundle of ${name} is not there as it was posted.`, ...broken, ...about] };
  const isSure = rests.trust !== "none";
  const first = isSure
    ? `This is the bundle that was posted on ${name}.`
    : `This stands on ${name}, and it cannot be told whether it is what was posted.`;
  return { answer: isSure ? "yes" : "unknown", lines: [first, ...rests.told, ...broken, ...about] };
}

/** Why none was posted, and what is missing. */
export function tellNone(subject: Judged, verdict: Verdict, name: string): readonly string[] {
  const { snapshot, inForce } = subject;
  const first = `No bundle is posted on ${name}`;
  if (!isIncident(subject)) return [`${first}: it is no incident (it has no such label, and no such type).`];
  const { closable } = verdict;
  const inputs = bundleInputs(subject).filter(({ outcome }) => outcome !== "pass");
  const missing = inputs.map(({ name: input, outcome, next, unread }) =>
    outcome === "unknown"
      ? `- ${input}: cannot be told (${unread?.unreadable ?? "not read"}).`
      : `- ${input}: missing.${next === null ? "" : ` ${next.text}`}`,
  );
  const lacks = missing.length === 0 ? [] : ["Of what it is made of:", ...missing];
  if (closable.outcome !== "pass") {
    const step = verdict.next === null ? [] : [`Next: ${verdict.next.text}`];
    const why =
      closable.outcome === "unknown"
        ? "whether the incident may close cannot be told yet"
        : "the incident was never ready to close, or its comments were deleted";
    return [`${first}: ${why}. ${closable.phrase}`, ...step, ...lacks];
  }
  if (inputs.length > 0) {
    return [`${first}: the incident may close, and some of what the bundle is made of could not be read.`, ...lacks];
  }
  const isWatched = inForce.standing.path !== null && !isUnreadable(snapshot.policy);
  return [
    isWatched
      ? `${first} yet: it is due, and Quench posts it when it looks at the incident next.`
      : `${first}: the incident may close, but the repository has no policy, so that only a workflow of it posts one.`,
  ];
}
