/** Tables of a JSON Schema's objects, for people. */
import type { Schema } from "./schemas.ts";

/**
 * One heading and table for the schema itself, and one for each part that others refer to.
 *
 * @param written by people, who may leave things out.
 */
export function tablesOf(schema: Schema, title: string, written: boolean): string {
  const parts = Object.entries(schema.$defs ?? {}).filter(([, part]) => part.properties !== undefined);
  return [
    `## ${title}`,
    tableOf(schema, written),
    ...parts.flatMap(([name, part]) => [`## ${name}`, part.description ?? "", tableOf(part, written)]),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function tableOf(schema: Schema, written: boolean): string {
  const required = new Set(schema.required);
  const rows = rowsOf(schema, "").map(([key, one, below]) => {
    const fallback = written ? [left(one, below, required.has(key))] : [];
    const cells = [`\`${key}\``, typeOf(one), ...fallback, one.description ?? ""];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  const head = ["key", "value", ...(written ? ["left out"] : []), "meaning"];
  return [`| ${head.join(" | ")} |`, `|${head.map(() => " --- |").join("")}`, ...rows].join("\n");
}

type Row = readonly [key: string, schema: Schema, parent: Schema];

/** The keys of an object, and those of the unnamed objects in it beside them: `incident.number`. */
function rowsOf(schema: Schema, prefix: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]): readonly Row[] => {
    const key = `${prefix}${name}`;
    const [inner, mark] = insideOf(one);
    const below = inner.flatMap((part) => rowsOf(part, `${key}${mark}.`));
    const seen = new Set<string>();
    return [[key, one, schema], ...below.filter(([each]) => !seen.has(each) && seen.add(each))];
  });
}

/** The unnamed objects in a value, and what stands between its key and theirs. */
function insideOf(schema: Schema): readonly [readonly Schema[], string] {
  if (schema.$ref !== undefined) return [[], ""];
  if (schema.properties !== undefined) return [[schema], ""];
  if (schema.items !== undefined) return [insideOf(schema.items)[0], "[]"];
  if (typeof schema.additionalProperties === "object") return [insideOf(schema.additionalProperties)[0], ".*"];
  const choices = (schema.anyOf ?? schema.oneOf ?? []).map(insideOf);
  return [choices.flatMap(([parts]) => parts), choices.find(([parts]) => parts.length > 0)?.[1] ?? ""];
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/$defs/", "");
    return name === "Unreadable" || name === "Outcome" ? `\`${name}\`` : `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${String(word)}\``).join(", ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(" or ");
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (typeof schema.additionalProperties === "object") return `by key: ${typeOf(schema.additionalProperties)}`;
  return [schema.type ?? "anything"].flat().join(" or ");
}

function left(schema: Schema, parent: Schema, ofTop: boolean): string {
  if (schema.default !== undefined) return `\`${JSON.stringify(schema.default)}\``;
  const name = Object.entries(parent.properties ?? {}).find(([, one]) => one === schema)?.[0] ?? "";
  if (ofTop || parent.required?.includes(name) === true) return "never";
  return schema.description?.startsWith("Left out: made") === true ? "made" : "not read";
}
