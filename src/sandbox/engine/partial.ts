/**
 * Partial GraphQL answers. Sources: "Rate limits and query limits for the GraphQL API" (a query that takes too long is
 * answered by what there is and an error) and the GraphQL specification, "Handling field errors": the field is null;
 * where its type forbids that, the nearest parent that may be null is.
 */
import {
  getNamedType,
  getNullableType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  type SelectionSetNode,
} from "graphql";

const MESSAGE =
  "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug.";

interface Step {
  name: string;
  nullable: boolean;
  itemsNullable: boolean;
}

interface Place {
  type: string;
  selections: SelectionSetNode;
}

const stepOf = (name: string, type: GraphQLOutputType): Step => {
  const bare = getNullableType(type);
  return { name, nullable: !isNonNullType(type), itemsNullable: isListType(bare) && !isNonNullType(bare.ofType) };
};

/** How the document types each response name of a path; shorter where the path leaves the document. */
const stepsOf = (schema: GraphQLSchema, query: string, path: readonly string[]): Step[] => {
  const document = parse(query);
  const operation = document.definitions.find((definition) => definition.kind === "OperationDefinition");
  const root = schema.getQueryType();
  if (operation === undefined || root === null || root === undefined) return [];

  const find = (
    { type, selections }: Place,
    name: string,
  ): { type: GraphQLOutputType; inner: SelectionSetNode | undefined } | null => {
    for (const selection of selections.selections) {
      if (selection.kind === "Field") {
        if ((selection.alias ?? selection.name).value !== name) continue;
        const holder = schema.getType(type);
        const field =
          isObjectType(holder) || isInterfaceType(holder) ? holder.getFields()[selection.name.value] : undefined;
        if (field !== undefined) return { type: field.type, inner: selection.selectionSet };
        continue;
      }
      const fragment =
        selection.kind === "InlineFragment"
          ? selection
          : document.definitions.find(
              (definition) =>
                definition.kind === "FragmentDefinition" && definition.name.value === selection.name.value,
            );
      if (fragment === undefined || !("selectionSet" in fragment) || fragment.selectionSet === undefined) continue;
      const on = "typeCondition" in fragment ? (fragment.typeCondition?.name.value ?? type) : type;
      const found = find({ type: on, selections: fragment.selectionSet }, name);
      if (found !== null) return found;
    }
    return null;
  };

  const steps: Step[] = [];
  let place: Place | null = { type: root.name, selections: operation.selectionSet };
  for (const name of path) {
    const found: ReturnType<typeof find> = place === null ? null : find(place, name);
    if (found === null) return steps;
    steps.push(stepOf(name, found.type));
    place = found.inner === undefined ? null : { type: getNamedType(found.type).name, selections: found.inner };
  }
  return steps;
};

type Trail = (string | number)[];

/** Takes the field away below `holder`; true where `holder` itself must be null for it. */
const lose = (holder: Record<string, unknown>, steps: readonly Step[], trail: Trail, lost: Trail[]): boolean => {
  const [step, ...rest] = steps;
  if (step === undefined) return false;
  const value = holder[step.name];
  const here: Trail = [...trail, step.name];
  const giveUp = (): boolean => {
    if (step.nullable) holder[step.name] = null;
    return !step.nullable;
  };
  if (rest.length === 0) {
    if (value === undefined) return false;
    lost.push(here);
    return giveUp();
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (typeof item !== "object" || item === null) continue;
      if (!lose(item as Record<string, unknown>, rest, [...here, index], lost)) continue;
      if (!step.itemsNullable) return giveUp();
      value[index] = null;
    }
    return false;
  }
  if (typeof value !== "object" || value === null) return false;
  return lose(value as Record<string, unknown>, rest, here, lost) && giveUp();
};

/**
 * A GraphQL answer without one field, with the errors that say so.
 * @param path response names with dots (`repository.issue.comments`), lists are gone through; null takes the first field
 * @returns the changed answer, or the same where the path leads nowhere
 */
export const withoutField = (schema: GraphQLSchema, query: string, body: string, path: string | null): string => {
  const answer = JSON.parse(body) as { data?: Record<string, unknown> | null; errors?: unknown[] };
  if (answer.data === null || answer.data === undefined) return body;
  const wanted = path ?? Object.keys(answer.data).find((key) => key !== "rateLimit") ?? "";
  const names = wanted.split(".");
  const steps = stepsOf(schema, query, names);
  const lost: Trail[] = [];
  if (steps.length < names.length) return body;
  if (lose(answer.data, steps, [], lost)) answer.data = null;
  if (lost.length === 0) return body;
  const errors = lost.map((at) => ({ message: MESSAGE, path: at, locations: [{ line: 1, column: 1 }] }));
  return JSON.stringify({ ...answer, errors: [...(answer.errors ?? []), ...errors] });
};
