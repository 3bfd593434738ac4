/**
 * What a query costs, and what GitHub refuses before running it. Everything follows from the `first` and `last`
 * arguments, not from what comes back.
 * Source: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 * ("Predicting the point value of a query", "Node limit"); the words of the refusals are seen in public threads.
 */
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  GraphQLInt,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromAST,
  type GraphQLNamedType,
} from "graphql";
import { refusal } from "./context.ts";

const MOST_NODES = 500_000;
const MOST_RECORDS = 100;

export interface Cost {
  readonly points: number;
  readonly nodes: number;
}

export type CostResult = { readonly cost: Cost } | { readonly errors: readonly GraphQLError[] };

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, SelectionSetNode>;
  readonly fragmentTypes: ReadonlyMap<string, string>;
  readonly variables: Record<string, unknown>;
  readonly errors: GraphQLError[];
  requests: number;
  nodes: number;
}

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** Counts an operation; `variables` are coerced ones. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): CostResult {
  const fragments = new Map<string, SelectionSetNode>();
  const fragmentTypes = new Map<string, string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    fragments.set(definition.name.value, definition.selectionSet);
    fragmentTypes.set(definition.name.value, definition.typeCondition.name.value);
  }
  const walk: Walk = { schema, fragments, fragmentTypes, variables, errors: [], requests: 0, nodes: 0 };
  const query = schema.getQueryType();
  if (query !== undefined && query !== null) visitSelections(walk, operation.selectionSet, query, 1, ["query"]);
  if (walk.errors.length > 0) return { errors: walk.errors };
  if (walk.nodes > MOST_NODES) {
    const message = `This query requests up to ${grouped(walk.nodes)} possible nodes which exceeds the maximum limit of ${grouped(MOST_NODES)}.`;
    return { errors: [refusal("MAX_NODE_LIMIT_EXCEEDED", message)] };
  }
  return { cost: { points: Math.max(1, Math.round(walk.requests / 100)), nodes: walk.nodes } };
}

function visitSelections(
  walk: Walk,
  selections: SelectionSetNode,
  type: GraphQLNamedType,
  times: number,
  path: readonly string[],
): void {
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) visitField(walk, selection, type, times, path);
    else {
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const inner = isSpread ? walk.fragments.get(selection.name.value) : selection.selectionSet;
      const named = isSpread ? walk.fragmentTypes.get(selection.name.value) : selection.typeCondition?.name.value;
      const narrowed = named === undefined ? type : (walk.schema.getType(named) ?? type);
      if (inner !== undefined) visitSelections(walk, inner, narrowed, times, path);
    }
  }
}

function visitField(
  walk: Walk,
  node: FieldNode,
  parent: GraphQLNamedType,
  times: number,
  path: readonly string[],
): void {
  const fields = isObjectType(parent) || isInterfaceType(parent) ? (parent as GraphQLObjectType).getFields() : {};
  const field = fields[node.name.value];
  if (field === undefined || isUnionType(parent)) return;
  const type = getNamedType(field.type);
  const here = [...path, node.alias?.value ?? node.name.value];
  const isConnection = type.name.endsWith("Connection") && field.args.some((arg) => arg.name === "first");
  let inside = times;
  if (isConnection) {
    const size = sizeOf(walk, node, here);
    walk.requests += times;
    walk.nodes += times * size;
    inside = times * size;
  }
  if (node.selectionSet !== undefined && isCompositeType(type))
    visitSelections(walk, node.selectionSet, type, inside, here);
}

function sizeOf(walk: Walk, node: FieldNode, path: readonly string[]): number {
  const given = (name: string): number | null => {
    const argument = node.arguments?.find((each) => each.name.value === name);
    if (argument === undefined) return null;
    const value = valueFromAST(argument.value, GraphQLInt, walk.variables);
    return typeof value === "number" ? value : null;
  };
  const refuse = (type: string, message: string): number => {
    walk.errors.push(Object.assign(refusal(type, message), { path }));
    return 0;
  };
  const name = node.name.value;
  const [first, last] = [given("first"), given("last")];
  if (first === null && last === null) {
    return refuse(
      "MISSING_PAGINATION_BOUNDARIES",
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  if (first !== null && last !== null) {
    return refuse(
      "EXCESSIVE_PAGINATION",
      `Passing both \`first\` and \`last\` to paginate the \`${name}\` connection is not supported.`,
    );
  }
  const [which, size] = first === null ? ["last", last ?? 0] : ["first", first];
  if (size < 0)
    return refuse(
      "INVALID_PAGINATION_BOUNDARIES",
      `\`${which}\` on the \`${name}\` connection cannot be less than zero.`,
    );
  if (size > MOST_RECORDS) {
    return refuse(
      "EXCESSIVE_PAGINATION",
      `Requesting ${grouped(size)} records on the \`${name}\` connection exceeds the \`${which}\` limit of ${MOST_RECORDS} records.`,
    );
  }
  return size;
}
