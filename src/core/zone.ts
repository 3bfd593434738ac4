/** The clocks of IANA time zones, as the runtime knows them; all instants are milliseconds since the epoch. */

const SECOND = 1000;
const DAY = 86_400_000;

/** True for an IANA time zone that this runtime knows (`Europe/Berlin`, `UTC`). Bare offsets are not zones. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) {
    return false;
  }
  try {
    formatter(zone);
    return true;
  } catch {
    return false;
  }
}

/** The instant at which `zone`'s clocks show `clock` (`YYYY-MM-DDTHH:MM:SS`); a skipped time is moved on by the gap. */
export function epochOfClock(clock: string, zone: string): number {
  const asIfUtc = Date.parse(`${clock}Z`);
  // The offsets a day before and a day after enclose any change of clocks near `clock`.
  const before = offsetAt(asIfUtc - DAY, zone);
  const after = offsetAt(asIfUtc + DAY, zone);
  const matches = [asIfUtc - before, asIfUtc - after].filter((ms) => ms + offsetAt(ms, zone) === asIfUtc);
  // No match: the clocks jump over it. Reading it with the offset before the jump moves it on by the gap.
  return matches.length > 0 ? Math.min(...matches) : asIfUtc - before;
}

/** What `zone`'s clocks show, as `YYYY-MM-DDTHH:MM:SS`. */
export function wallClock(ms: number, zone: string): string {
  return new Date(ms + offsetAt(ms, zone)).toISOString().slice(0, 19);
}

/** The zone's short name at that time: `UTC`, `GMT+1`, `EST`. */
export function zoneName(ms: number, zone: string): string {
  return clocksAt(ms, zone).name;
}

/** Milliseconds that `zone`'s clocks are ahead of UTC. */
function offsetAt(ms: number, zone: string): number {
  return clocksAt(ms, zone).offset;
}

interface Clocks {
  readonly offset: number;
  readonly name: string;
}

const UTC: Clocks = { offset: 0, name: "UTC" };

// Asking the runtime costs more than all that is done with the answer. Clocks are changed on quarters of an hour only:
// of zones that did otherwise the last, Monrovia, stopped in 1972.
const known = new Map<string, Clocks>();
const QUARTER = 15 * 60 * SECOND;
const QUARTERS_SINCE = Date.UTC(1973, 0, 1);
/** Quarters of an hour kept: more than the dates of a hundred incidents fall in. */
const MOST_KNOWN = 20_000;

function clocksAt(ms: number, zone: string): Clocks {
  if (zone === "UTC") {
    return UTC;
  }
  if (ms < QUARTERS_SINCE) {
    return askedFor(ms, zone);
  }
  const key = `${zone} ${Math.floor(ms / QUARTER)}`;
  const found = known.get(key);
  if (found !== undefined) {
    return found;
  }
  if (known.size >= MOST_KNOWN) {
    known.clear();
  }
  const made = askedFor(ms, zone);
  known.set(key, made);
  return made;
}

function askedFor(ms: number, zone: string): Clocks {
  const part: Record<string, string> = {};
  for (const { type, value } of formatter(zone).formatToParts(ms)) {
    part[type] = value;
  }
  const date = `${part["year"]?.padStart(4, "0")}-${part["month"]}-${part["day"]}`;
  const shown = Date.parse(`${date}T${part["hour"]}:${part["minute"]}:${part["second"]}Z`);
  return { offset: shown - Math.floor(ms / SECOND) * SECOND, name: part["timeZoneName"] ?? zone };
}

// A formatter costs far more to make than to use, and is the same for the same zone.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) {
    return known;
  }
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  formatters.set(zone, made);
  return made;
}
