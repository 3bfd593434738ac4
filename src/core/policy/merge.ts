/** What `_extends` means for settings: groups merge key by key, anything else is replaced. */

/** `own` over `base`. Lists and single values of `own` replace; `null` is a value like any other. */
export function mergeSettings(base: unknown, own: unknown): unknown {
  if (!isGroup(base) || !isGroup(own)) return own;
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(own)) {
    merged.set(key, merged.has(key) ? mergeSettings(merged.get(key), value) : value);
  }
  // `fromEntries` defines the keys, so that a `__proto__` in a file stays a key that the schema refuses.
  return Object.fromEntries(merged);
}

/** A group of settings, as YAML has it. */
export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
