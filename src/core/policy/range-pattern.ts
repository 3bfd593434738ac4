/** Regular expressions for whole numbers in a range: JSON Schema can bound a number, but not one inside of a text. */

/**
 * The alternatives, without anchors, that match the whole numbers from `low` to `high` written without leading zeros:
 * 7 to 12 gives `[7-9]|1[0-2]`.
 */
export function rangePattern(low: number, high: number): string {
  const parts: string[] = [];
  for (let digits = String(low).length; digits <= String(high).length; digits += 1) {
    const least = digits === 1 ? 0 : 10 ** (digits - 1);
    const from = Math.max(low, least);
    const to = Math.min(high, 10 ** digits - 1);
    parts.push(...between(String(from), String(to)));
  }
  return parts.join("|");
}

/** Alternatives for the numbers between two of the same length. */
function between(from: string, to: string): string[] {
  const rest = from.length - 1;
  const [first, last] = [Number(from[0]), Number(to[0])];
  const [low, high] = [from.slice(1), to.slice(1)];
  if (first === last && rest > 0) {
    return between(low, high).map((tail) => `${first}${tail}`);
  }
  // 37 to 82: 37 to 39, 40 to 79, 80 to 82. A border that is round, 40 or 79, belongs to the middle.
  const [lowRound, highRound] = [/^0*$/.test(low), /^9*$/.test(high)];
  const [start, end] = [lowRound ? first : first + 1, highRound ? last : last - 1];
  return [
    ...(lowRound ? [] : between(low, "9".repeat(rest)).map((tail) => `${first}${tail}`)),
    ...(start > end ? [] : [`${digit(start, end)}${any(rest)}`]),
    ...(highRound ? [] : between("0".repeat(rest), high).map((tail) => `${last}${tail}`)),
  ];
}

function digit(from: number, to: number): string {
  return from === to ? `${from}` : from === 0 && to === 9 ? "\\d" : `[${from}-${to}]`;
}

function any(digits: number): string {
  return digits === 0 ? "" : digits === 1 ? "\\d" : `\\d{${digits}}`;
}
