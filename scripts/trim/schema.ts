/** From OpenAPI 3.0 schemas to small JSON Schema 2020-12. */
import { createHash } from "node:crypto";

export type Json = Record<string, unknown>;
export type Schema = Json | boolean;

/** Words for people, and what validates nothing. */
const DROPPED = new Set([
  "description",
  "title",
  "example",
  "examples",
  "externalDocs",
  "default",
  "deprecated",
  "readOnly",
  "writeOnly",
  "nullable",
  "discriminator",
  "xml",
]);
/** Formats worth checking; templates and mail addresses of GitHub's own examples break the others. */
const FORMATS = new Set(["date-time", "uri"]);

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Follows `$ref` in the document. */
export const resolveRef = (document: Json, value: unknown): unknown => {
  if (!isObject(value) || typeof value.$ref !== "string") return value;
  const parts = value.$ref.split("/").slice(1);
  return parts.reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), document);
};

const withNull = (schema: Json): Json => {
  if (Array.isArray(schema.enum)) {
    const values: unknown[] = schema.enum;
    return { ...schema, enum: values.includes(null) ? values : [...values, null], ...nullType(schema) };
  }
  if (typeof schema.type === "string") return { ...schema, ...nullType(schema) };
  return { anyOf: [schema, { type: "null" }] };
};

const nullType = (schema: Json): Json => (typeof schema.type === "string" ? { type: [schema.type, "null"] } : {});

/** `#/components/schemas/x` becomes `#/schemas/x`. */
const shortRef = (ref: string): string => ref.replace("#/components/schemas/", "#/schemas/");

const part = (key: string, value: unknown): unknown => {
  if (key === "properties" || key === "patternProperties") {
    return Object.fromEntries(Object.entries(value as Json).map(([name, each]) => [name, toSchema(each)]));
  }
  if (key === "allOf" || key === "anyOf" || key === "oneOf") return (value as unknown[]).map(toSchema);
  if (key === "items" || key === "not" || key === "additionalProperties") return toSchema(value);
  return value;
};

/** One schema with all within it. */
export const toSchema = (value: unknown): Schema => {
  if (typeof value === "boolean") return value;
  if (!isObject(value)) return true;
  if (typeof value.$ref === "string") return { $ref: shortRef(value.$ref) };
  const schema: Json = {};
  for (const [key, each] of Object.entries(value)) {
    if (DROPPED.has(key) || key.startsWith("x-")) continue;
    if (key === "format" && !FORMATS.has(String(each))) continue;
    schema[key] = part(key, each);
  }
  // `true` says as little as leaving it out.
  if (schema.additionalProperties === true) delete schema.additionalProperties;
  return value.nullable === true ? withNull(schema) : schema;
};

const refsIn = (value: unknown, found: Set<string>): void => {
  if (Array.isArray(value)) for (const each of value) refsIn(each, found);
  else if (isObject(value)) {
    if (typeof value.$ref === "string") found.add(value.$ref.replace("#/schemas/", ""));
    for (const each of Object.values(value)) refsIn(each, found);
  }
};

/** The schemas that `roots` need, and those that these need. */
export const collectSchemas = (document: Json, roots: Json): Json => {
  const all = (document.components as { schemas: Json }).schemas;
  const collected: Json = {};
  const wanted = new Set<string>();
  refsIn(roots, wanted);
  // A set goes on yielding what is added while it is walked.
  for (const name of wanted) {
    const schema = toSchema(all[name]);
    collected[name] = schema;
    refsIn(schema, wanted);
  }
  return Object.fromEntries(Object.entries(collected).sort(([a], [b]) => (a < b ? -1 : 1)));
};

const WORTH_SHARING = 200;

/** Tells a schema from a map of properties, one of which may be called `type`. */
const isSchemaLike = (value: Json): boolean =>
  typeof value.type === "string" ||
  ["type", "allOf", "anyOf", "oneOf", "enum"].some((key) => Array.isArray(value[key]));

/** Writes a schema that stands in many places once: the description repeats whole users and Apps inline. */
export const shareRepeated = (description: Json): Json => {
  const counts = new Map<string, number>();
  const idOf = (value: Json): string | null => {
    const text = JSON.stringify(value);
    return text.length < WORTH_SHARING || !isSchemaLike(value)
      ? null
      : createHash("sha1").update(text).digest("hex").slice(0, 10);
  };
  const count = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(count);
    else if (isObject(value)) {
      const id = idOf(value);
      if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
      // What lies within a repeated schema is repeated with it: once is enough to look.
      if (id === null || counts.get(id) === 1) Object.values(value).forEach(count);
    }
  };
  const shared: Json = {};
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace);
    if (!isObject(value)) return value;
    const id = idOf(value);
    const inner = (): Json => Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replace(each)]));
    if (id === null || (counts.get(id) ?? 0) < 2) return inner();
    shared[`shared-${id}`] ??= inner();
    return { $ref: `#/schemas/shared-${id}` };
  };
  count(description);
  const replaced = replace(description) as Json;
  return { ...replaced, schemas: { ...(replaced.schemas as Json), ...shared } };
};

/** Short names for the shared schemas, in order of their appearance, so that the files stay small and stable. */
export const named = (description: Json): Json => {
  const names = Object.keys(description.schemas as Json).filter((name) => name.startsWith("shared-"));
  const short = new Map(names.map((name, index) => [name, `shared-${index + 1}`]));
  return JSON.parse(
    JSON.stringify(description).replace(/shared-[0-9a-f]{10}/g, (name) => short.get(name) ?? name),
  ) as Json;
};
