/** Runs a document over GitHub's own schema; a field without a resolver is an error that says so, never a null. */
import {
  buildASTSchema,
  execute,
  getOperationAST,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
  type DocumentNode,
  validate,
  getVariableValues,
} from "graphql";
import type { Context } from "./context.ts";
import { refusal } from "./context.ts";
import { type Cost, costOf } from "./cost.ts";
import { MUTATIONS_SDL } from "./mutations.ts";
import { RESOLVERS } from "./resolvers/index.ts";
import { SDL } from "./schema.ts";

let built: GraphQLSchema | undefined;

/** The schema is large: it is built at the first request. */
export function schema(): GraphQLSchema {
  built ??= buildASTSchema(parse(`${SDL}${MUTATIONS_SDL}`, { noLocation: true }), {
    assumeValid: true,
    assumeValidSDL: true,
  });
  return built;
}

export interface Request {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | undefined;
}

export type Checked =
  | { readonly document: DocumentNode; readonly cost: Cost; readonly mutation: boolean }
  | { readonly errors: readonly GraphQLError[]; readonly mutation: boolean };

/** Documents are few and large: those of one program are parsed and validated once. */
const known = new Map<string, { document: DocumentNode; errors: readonly GraphQLError[] }>();
const MOST_KNOWN = 200;

function parsed(query: string): { document: DocumentNode; errors: readonly GraphQLError[] } {
  const before = known.get(query);
  if (before !== undefined) return before;
  const document = parse(query);
  const result = { document, errors: validate(schema(), document) };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(query, result);
  return result;
}

/** Parses, validates and prices a request, as GitHub does before it runs anything. */
export function check({ query, variables, operationName }: Request): Checked {
  let read: { document: DocumentNode; errors: readonly GraphQLError[] };
  try {
    read = parsed(query);
  } catch (error) {
    return { errors: [error as GraphQLError], mutation: false };
  }
  const { document } = read;
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) {
    return { errors: [refusal("INVALID", "An operation name is required")], mutation: false };
  }
  const mutation = operation.operation === "mutation";
  if (operation.operation === "subscription") {
    return { errors: [refusal("INVALID", "A subscription is not modelled in the sandbox")], mutation };
  }
  if (read.errors.length > 0) return { errors: read.errors, mutation };
  const coerced = getVariableValues(schema(), operation.variableDefinitions ?? [], variables);
  if (coerced.errors !== undefined) return { errors: coerced.errors, mutation };
  // A mutation of ours asks for no list.
  if (mutation) return { document, cost: { points: 1, nodes: 0 }, mutation };
  const priced = costOf(schema(), document, operation, coerced.coerced);
  return "errors" in priced ? { errors: priced.errors, mutation: false } : { document, cost: priced.cost, mutation };
}

/** Values that carry their fields as they are: pages of lists, and small objects that a resolver made whole. */
const PLAIN =
  /(?:Connection|Edge|Payload)$|^(?:PageInfo|RateLimit|SubIssuesSummary|PullRequestCommit|PullRequestChangedFile|ReactionGroup)$/;

const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const type = info.parentType.name;
  const own = RESOLVERS[type]?.[info.fieldName];
  if (own !== undefined) return own(source as never, args, context);
  if (PLAIN.test(type) && typeof source === "object" && source !== null && info.fieldName in source) {
    const value: unknown = Reflect.get(source, info.fieldName);
    return typeof value === "function" ? value(args, context) : value;
  }
  throw refusal("NOT_MODELLED", `Field ${type}.${info.fieldName} is not modelled in the sandbox`);
};

/** Runs a checked document. */
export async function run(document: DocumentNode, request: Request, context: Context) {
  return execute({
    schema: schema(),
    document,
    rootValue: {},
    contextValue: context,
    variableValues: request.variables,
    operationName: request.operationName,
    fieldResolver: resolveField,
    typeResolver: (value) => (value as { __typename?: string }).__typename,
  });
}
