/** GitHub's own description of its REST API, trimmed (see test/descriptions/README.md). */
import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

interface Operation {
  docs: string | null;
  request?: object | boolean;
  responses: Record<string, object | boolean | null>;
}

export interface Description {
  missing: string[];
  operations: Record<string, Operation>;
  schemas: Record<string, object>;
}

export const readDescription = <T>(name: string): T =>
  JSON.parse(readFileSync(`test/descriptions/${name}`, "utf8")) as T;

/** Makes validators of schemas whose `$ref`s point into one description's `schemas`. */
export const compiler = (schemas: Record<string, object>): ((schema: object | boolean) => ValidateFunction) => {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  // CommonJS default exports arrive wrapped under Node's ESM and bare under other loaders.
  const plugin = (addFormats as unknown as { default?: typeof addFormats.default }).default ?? addFormats;
  (plugin as typeof addFormats.default)(ajv, ["date-time", "uri"]);
  ajv.addSchema({ $id: "description:", schemas });
  const absolute = (schema: object | boolean): object | boolean =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/schemas/', '"description:#/schemas/')) as object | boolean;
  return (schema) => ajv.compile(absolute(schema));
};

/** Where and how a value misses its schema, in one line. */
export const faultOf = (validate: ValidateFunction, value: unknown): string | null => {
  if (validate(value)) return null;
  const error = validate.errors?.[0];
  return `${error?.instancePath || "/"} ${error?.message ?? ""} ${JSON.stringify(error?.params ?? {})}`;
};
