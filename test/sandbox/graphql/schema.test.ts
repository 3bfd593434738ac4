import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, isInterfaceType, isObjectType } from "graphql";
import { schema } from "../../../src/sandbox/graphql/execute.ts";
import { RESOLVERS } from "../../../src/sandbox/graphql/resolvers/index.ts";

const whole = buildSchema(readFileSync("node_modules/@octokit/graphql-schema/schema.graphql", "utf8"), {
  assumeValidSDL: true,
});

describe("the box's schema", () => {
  it("is GitHub's own: every type it has, has the same fields with the same types and arguments", () => {
    for (const [name, type] of Object.entries(schema().getTypeMap())) {
      const original = whole.getType(name);
      expect([name, String(original)]).toEqual([name, String(type)]);
      if (!(isObjectType(type) || isInterfaceType(type)) || !(isObjectType(original) || isInterfaceType(original)))
        continue;
      const shape = (of: typeof type): string[] =>
        Object.values(of.getFields()).map(
          (field) =>
            `${field.name}(${field.args.map((arg) => `${arg.name}: ${String(arg.type)}`).join(", ")}): ${String(field.type)}`,
        );
      // Of GitHub's mutations the box has a few: those it has are GitHub's.
      const modelled = (field: string): boolean => name !== "Mutation" || shape(type).includes(field);
      expect([name, shape(type)]).toEqual([name, shape(original).filter(modelled)]);
    }
  });

  it("has every field that the box has a resolver for", () => {
    for (const [name, fields] of Object.entries(RESOLVERS)) {
      const type = schema().getType(name);
      if (!isObjectType(type)) throw new Error(`${name} is no object type`);
      const known = Object.keys(type.getFields());
      expect([name, Object.keys(fields).filter((field) => !known.includes(field))]).toEqual([name, []]);
    }
  });
});
