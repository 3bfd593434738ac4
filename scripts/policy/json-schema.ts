/** The policy file as JSON Schema, for editors and for the reference page. */
import * as z from "zod";
import { policySchema } from "../../src/core/policy/schema.ts";

/** Where the published schema is found; also its `$id`. */
export const SCHEMA_URL = "https://raw.githubusercontent.com/quench-dev/quench/main/docs/reference/policy.schema.json";

/** The part of JSON Schema that the policy needs. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  /** Of a duration, for people. No keyword of JSON Schema: left out of the published file. */
  readonly bounds?: string;
}

/** What people may write (durations as text), with `bounds` still in it. */
export function policyJsonSchema(): Schema {
  // Draft 7: the newest that editors' YAML servers and validators take without being told to.
  const schema = z.toJSONSchema(policySchema, {
    io: "input",
    target: "draft-7",
    override({ jsonSchema }) {
      // Validators differ in what they do with a format; its pattern says the same.
      delete jsonSchema.format;
      if (jsonSchema.properties !== undefined) delete jsonSchema.default;
      if (Array.isArray(jsonSchema.type)) {
        const { default: fallback, description, type: _, ...string } = jsonSchema;
        for (const key of Object.keys(string)) Reflect.deleteProperty(jsonSchema, key);
        Reflect.deleteProperty(jsonSchema, "type");
        Object.assign(jsonSchema, { anyOf: [{ type: "string", ...string }, { type: "null" }] });
        if (fallback !== undefined) jsonSchema.default = fallback;
        if (description !== undefined) jsonSchema.description = description;
      }
    },
  });
  return schema as Schema;
}

/** The file that is published. */
export function publishedSchema(): Record<string, unknown> {
  const { $schema, ...rest } = published(policyJsonSchema()) as Record<string, unknown>;
  return { $schema, $id: SCHEMA_URL, title: "Quench policy", ...rest };
}

function published(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(published);
  if (typeof value !== "object" || value === null) return value;
  const { bounds, ...rest } = value as Schema;
  const told = bounds === undefined ? rest : { ...rest, description: sentence(rest.description, `From ${bounds}.`) };
  return Object.fromEntries(Object.entries(told).map(([key, inner]) => [key, published(inner)]));
}

/** A sentence put before the rule ids that end a description. */
function sentence(description: string | undefined, more: string): string {
  const { text, rules } = parts(description);
  return [text, more, rules.length === 0 ? "" : `(${rules.join(", ")})`].filter((part) => part !== "").join(" ");
}

/** A description's text, and the ids of the rules it ends with. */
export function parts(description = ""): { readonly text: string; readonly rules: readonly string[] } {
  const match = /^(.*?)(?: \((R-[A-Z]\d+(?:, R-[A-Z]\d+)*)\))?$/s.exec(description);
  return { text: match?.[1] ?? description, rules: match?.[2]?.split(", ") ?? [] };
}
