/** A box asked over HTTP, as any client would. */
import { type Sandbox, startSandbox } from "../../../src/sandbox/start.ts";

export type Role = "admin" | "owner" | "verifier" | "author" | "outsider" | "actions";

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is the query's.
  readonly data: any;
  readonly errors: readonly { message: string; type?: string; path?: readonly (string | number)[] }[];
  readonly headers: Headers;
}

export interface Asked {
  readonly box: Sandbox;
  ask(query: string, variables?: Record<string, unknown>, as?: Role | { token: string } | null): Promise<Answer>;
  rest(
    role: Role,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  post(body: string, as?: Role | null, path?: string): Promise<Response>;
}

export async function openBox(): Promise<Asked> {
  const box = await startSandbox({ now: Date.parse("2026-03-02T09:00:00Z") });
  const header = (as: Role | { token: string } | null): Record<string, string> => {
    if (as === null) return {};
    return { authorization: `bearer ${typeof as === "string" ? box.people[as].token : as.token}` };
  };
  const post: Asked["post"] = (body, as = "owner", path = "/graphql") =>
    fetch(`${box.url}${path}`, { method: "POST", headers: header(as), body });
  return {
    box,
    post,
    async ask(query, variables = {}, as = "owner") {
      const response = await fetch(box.graphqlUrl, {
        method: "POST",
        headers: header(as),
        body: JSON.stringify({ query, variables }),
      });
      const body = (await response.json()) as { data?: unknown; errors?: Answer["errors"] };
      return { status: response.status, data: body.data, errors: body.errors ?? [], headers: response.headers };
    },
    async rest(role, method, path, body) {
      const response = await fetch(`${box.url}/repos/${box.repository}${path}`, {
        method,
        headers: header(role),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
    },
  };
}
