/** Calls that hold each answer against GitHub's description. */
import { createRouter } from "../../../src/sandbox/rest/router.ts";
import { routes } from "../../../src/sandbox/rest/table.ts";
import type { Asker, Reply, TestBox } from "./box.ts";
import { compiler, type Description, faultOf, readDescription } from "./description.ts";
import { undeclared } from "./undeclared.ts";

/** As `TestBox.call`, with the status that must come. */
export type Ask = (
  expected: number,
  asker: Asker,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** Where the description is not what GitHub does: an operation's status, why, and the schema that takes its place. */
export const DISAGREEMENTS: Readonly<Record<string, { reason: string; instead: object }>> = {
  "GET /app/installations 200": {
    reason: "The list demands an account that is a user and an enterprise at once; one installation alone does not.",
    instead: { type: "array", items: { $ref: "#/schemas/installation" } },
  },
  "PUT /repos/{owner}/{repo}/contents/{path+} 409": {
    reason: "Exactly one of two error shapes is demanded, but every error fits both: all their fields are optional.",
    instead: { $ref: "#/schemas/basic-error" },
  },
};

export interface Contract {
  ask: Ask;
  /** What did not fit, one line each. */
  faults: string[];
  /** Operations with a success that was checked. */
  covered: Set<string>;
  /** Fields that the description does not know. */
  strangers: Set<string>;
}

/** @returns calls against `box`, and what they found */
export const contractOf = (box: TestBox): Contract => {
  const description = readDescription<Description>("rest.json");
  const compile = compiler(description.schemas);
  const router = createRouter(routes);
  const validators = new Map<string, ReturnType<typeof compile>>();
  const faults: string[] = [];
  const covered = new Set<string>();
  const strangers = new Set<string>();

  const check = (operation: string, status: number, body: unknown): string | null => {
    const responses = description.operations[operation]?.responses ?? {};
    const key = `${operation} ${status}`;
    const schema =
      DISAGREEMENTS[key]?.instead ??
      responses[status] ??
      (status >= 400 ? { $ref: "#/schemas/basic-error" } : undefined);
    if (status < 400 && !(status in responses)) return `status ${status} is not in the description`;
    if (schema === undefined || status === 204 || status === 304) {
      return body === "" ? null : `a body where there should be none: ${JSON.stringify(body)}`;
    }
    const validate = validators.get(key) ?? compile(schema);
    validators.set(key, validate);
    const extra = undeclared(description.schemas, schema, body).map((path) => `${key} ${path}`);
    for (const each of extra) strangers.add(each);
    return faultOf(validate, body);
  };

  const ask: Ask = async (expected, asker, method, path, body, headers) => {
    const reply = await box.call(asker, method, path, body, headers);
    const whole = path.startsWith("/") ? path : `/repos/acme/shop/${path}`;
    const pathname = new URL(whole, box.url).pathname;
    const matched = router.match(method, pathname);
    const operation = matched === null ? null : `${matched.route.method} ${matched.route.pattern}`;
    const told = `${asker}: ${method} ${pathname} → ${reply.status}`;
    if (reply.status !== expected) {
      faults.push(`${told}, not ${expected}: ${JSON.stringify(reply.body).slice(0, 300)}`);
      return reply;
    }
    if (operation === null) return reply;
    const fault = check(operation, reply.status, reply.body);
    if (fault !== null) faults.push(`${told}: ${fault}`);
    else if (reply.status < 300) covered.add(operation);
    return reply;
  };
  return { ask, faults, covered, strangers };
};
