/** Finds fields that a description does not know: an answer may lack nothing, and may invent nothing. */

type Schema = Record<string, unknown> | boolean | undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const NAME = "#/schemas/";

/** The schema and all it is made of: `$ref`, `allOf`, `anyOf`, `oneOf`. */
const partsOf = (schemas: Record<string, object>, schema: Schema): Record<string, unknown>[] => {
  if (!isRecord(schema)) return [];
  if (typeof schema.$ref === "string") return partsOf(schemas, schemas[schema.$ref.replace(NAME, "")] as Schema);
  const inner = ["allOf", "anyOf", "oneOf"].flatMap((key) =>
    Array.isArray(schema[key]) ? (schema[key] as Schema[]) : [],
  );
  return [schema, ...inner.flatMap((each) => partsOf(schemas, each))];
};

/** Paths of undeclared fields, without list positions, each once. */
export const undeclared = (schemas: Record<string, object>, schema: object | boolean, value: unknown): string[] => {
  const found = new Set<string>();
  const walk = (parts: Record<string, unknown>[], each: unknown, path: string): void => {
    if (Array.isArray(each)) {
      const items = parts.flatMap((part) => partsOf(schemas, part.items as Schema));
      for (const item of each as unknown[]) walk(items, item, `${path}[]`);
      return;
    }
    if (!isRecord(each)) return;
    const declared = parts.filter((part) => isRecord(part.properties));
    // An object without declared fields, or with free ones, takes anything.
    if (declared.length === 0 || parts.some((part) => isRecord(part.additionalProperties))) return;
    for (const [key, inner] of Object.entries(each)) {
      const schemasOfKey = declared.flatMap((part) => {
        const own = (part.properties as Record<string, Schema>)[key];
        return own === undefined ? [] : [own];
      });
      if (schemasOfKey.length === 0) found.add(`${path}.${key}`);
      else
        walk(
          schemasOfKey.flatMap((own) => partsOf(schemas, own)),
          inner,
          `${path}.${key}`,
        );
    }
  };
  walk(partsOf(schemas, schema as Schema), value, "");
  return [...found];
};
