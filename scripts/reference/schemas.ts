/** The verdict, the snapshot and the bundle as JSON Schema, for programs and for the reference pages. */
import * as z from "zod";
import { portfolioSchema } from "../../src/core/portfolio/document-schema.ts";
import { bundleSchema } from "../../src/core/rules/bundle-schema.ts";
import { snapshotSchema } from "../../src/core/snapshot/schema.ts";
import { verdictSchema } from "../../src/core/verdict/schema.ts";

const HOME = "https://raw.githubusercontent.com/quench-dev/quench/main/docs/reference";

/** The part of JSON Schema that they need. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** The JSON that `quench evaluate --json` prints. */
export function verdictJsonSchema(): Schema {
  return named("verdict", z.toJSONSchema(verdictSchema, { io: "output", override: tidy }) as Schema);
}

/** The JSON that `quench evaluate --snapshot` takes. */
export function snapshotJsonSchema(): Schema {
  return named("snapshot", z.toJSONSchema(snapshotSchema, { io: "input", override: tidy }) as Schema);
}

/** The document of a completion bundle (R-G1). */
export function bundleJsonSchema(): Schema {
  return named("bundle", z.toJSONSchema(bundleSchema, { io: "output", override: tidy }) as Schema);
}

/** The JSON that `quench report --json` prints, and `portfolio.json` of a report. */
export function portfolioJsonSchema(): Schema {
  return named("portfolio", z.toJSONSchema(portfolioSchema, { io: "output", override: tidy }) as Schema);
}

/** What stands around in the text is its own name, and no schema of ours bounds a number. */
function tidy({ jsonSchema }: { readonly jsonSchema: Record<string, unknown> }): void {
  // A text that is made from what stands around it has no fixed default.
  if (jsonSchema["made"] === true) delete jsonSchema["default"];
  delete jsonSchema["made"];
  // The range of whole numbers that JavaScript holds says nothing of ours.
  for (const key of ["minimum", "maximum"])
    if (Math.abs(Number(jsonSchema[key])) >= 2 ** 53 - 1) Reflect.deleteProperty(jsonSchema, key);
}

function named(name: string, schema: Schema): Schema {
  const { $schema, $defs = {}, ...rest } = schema as Schema & { readonly $schema?: string };
  const parts = Object.entries($defs).filter(([part]) => !part.startsWith("__"));
  const whole = { $schema, $id: `${HOME}/${name}.schema.json`, ...rest, $defs: Object.fromEntries(parts) };
  return inlined(whole, $defs) as Schema;
}

/** The generator names the list in which a part holds itself; it stands where it is used instead. */
function inlined(value: unknown, parts: Readonly<Record<string, Schema>>): unknown {
  if (Array.isArray(value)) return value.map((one) => inlined(one, parts));
  if (typeof value !== "object" || value === null) return value;
  const { $ref } = value as Schema;
  const name = $ref?.startsWith("#/$defs/__") === true ? $ref.slice("#/$defs/".length) : null;
  if (name !== null) return parts[name];
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inlined(one, parts)]));
}
