/** The weekly digest: one issue a week, where there is something to say (R-O1). */
import type { Write } from "../plan/write.ts";
import { renderDigest } from "../render/digest.ts";
import { mergeDigests } from "../rules/digest.ts";
import { addDays, formatLongDay } from "../time.ts";
import { formerReport, planReport } from "./report.ts";
import type { IncidentPart, Portfolio } from "./types.ts";

/** Writes the digest that is due, and closes the one before it, also where there is nothing to say. */
export function planDigest({ facts, due, parts }: Portfolio): readonly Write[] {
  if (due.digest === null) return [];
  const { day, at } = due.digest;
  const key = `digest:${day}`;
  // Of what we had not seen when the digest was due, it does not speak: what is late in being written tells no more.
  const known = parts.filter((part) => part.scope === "current" && isKnown(part, at));
  const former = formerReport(facts, "digest", key);
  const body = renderDigest({
    sections: mergeDigests(known.map(({ digest }) => digest)),
    unread: known.flatMap(({ number, unread }) => (unread === null ? [] : [{ number, why: unread }])),
    paused: known.flatMap(({ number, paused }) => (paused === null ? [] : [{ number, why: paused }])),
    former: former === null ? null : { number: former.number, isLastWeek: former.key === `digest:${addDays(day, -7)}` },
  });
  return planReport(facts, { name: "digest", key, title: `Hardening digest: week of ${formatLongDay(day)}`, body });
}

/** One that could not be read may have been there: it is told rather than left out. */
function isKnown({ watchedSince, unread }: IncidentPart, at: string): boolean {
  return watchedSince === null ? unread !== null : watchedSince <= at;
}
