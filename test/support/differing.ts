/** Where two verdicts differ, in few words. */

/** The rules of the nodes at which they differ, and the fields outside of any. */
export function differing(a: unknown, b: unknown, where = "", found = new Set<string>()): ReadonlySet<string> {
  if (JSON.stringify(a) === JSON.stringify(b)) return found;
  if (!isTree(a) || !isTree(b)) return found.add(where);
  const [left, right] = [byKey(a), byKey(b)];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const rule = /^R-[A-Z]\d+/.exec(key)?.[0];
    const inner = rule ?? (where.startsWith("R-") ? where : where === "" ? key : where);
    if (left.has(key) && right.has(key)) differing(left.get(key), right.get(key), inner, found);
    else found.add(inner);
  }
  return found;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function byKey(value: Record<string, unknown>): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(value).map(([key, one]) => [isTree(one) && typeof one["key"] === "string" ? one["key"] : key, one]),
  );
}
