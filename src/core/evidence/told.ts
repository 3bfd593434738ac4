/** What is told and not verified: a drill's duration, as its note says it (R-H3), or a link that leads nowhere. */
import { codeSpan } from "../markdown.ts";
import type { LookedUp } from "../snapshot/facts.ts";
import type { Instant } from "../snapshot/types.ts";
import type { Evidence } from "./types.ts";

/** Why a link that is not there for us proves nothing. */
export const NOT_FOR_US = "its link does not exist or cannot be opened by Quench";

const UNITS = { h: 3600, m: 60, s: 1 } as const;

/** Amounts with their units, one behind the other: `12m`, `1h 5m`, `90 seconds`. */
const DURATION =
  /(?<![\w.:-])(?:\d{1,4}(?:\.\d{1,2})? ?(?:h|hours?|m|mins?|minutes?|s|secs?|seconds?)(?![\w-])[ ,]{0,2}){1,3}/i;
const AMOUNT = /(\d{1,4}(?:\.\d{1,2})?) ?([hms])/gi;

/** The first duration that a note tells, as written and in seconds; null where it tells none. */
export function durationIn(note: string | null): { readonly text: string; readonly seconds: number } | null {
  const text = DURATION.exec(note ?? "")?.[0].replace(/[ ,]+$/, "");
  if (text === undefined) return null;
  let seconds = 0;
  for (const [, amount, unit = ""] of text.matchAll(AMOUNT)) {
    seconds += Number(amount) * UNITS[unit.toLowerCase() as keyof typeof UNITS];
  }
  return seconds > 0 ? { text, seconds: Math.round(seconds) } : null;
}

/** What is told with a link that proves nothing, and the duration that is told beside it: strength 1, however timed. */
export function toldOf(because: string, note: string | null): Pick<Evidence, "strength" | "because" | "duration"> {
  const told = durationIn(note);
  if (told === null) return { strength: 1, because };
  return { strength: 1, because: `${because} (told: ${codeSpan(told.text)})`, duration: told.seconds };
}

/** True for words that were given before the incident began: they cannot be about what it brought. */
export function isOlder(found: LookedUp, began: Instant): boolean {
  return (found.kind === "comment" || found.kind === "issue") && found.createdAt !== "" && found.createdAt < began;
}
