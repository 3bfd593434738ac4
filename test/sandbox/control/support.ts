/** A whole sandbox with its controls, asked over HTTP by anybody's token. */
import { type Sandbox, startSandbox } from "../../../src/sandbox/start.ts";

export type Person = "admin" | "owner" | "verifier" | "author" | "outsider" | "actions";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read fields whose shapes other tests hold to schemas
  readonly body: any;
}

export interface Stage {
  readonly box: Sandbox;
  /** `as` is one of the cast, or a token. Paths without a leading slash lie in `acme/shop`. */
  rest(as: string, method: string, path: string, body?: unknown): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** @returns `data`; throws where there are errors */
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is the query's
  graphql(query: string, as?: string): Promise<any>;
  errors(query: string, as?: string): Promise<{ type?: string; message: string }[]>;
  /** Commits files onto a branch, made from `main` where it is new; null deletes. */
  commit(branch: string, files: Readonly<Record<string, string | null>>, message: string): Promise<string>;
  /** A branch with files, and a pull request from it. */
  pull(branch: string, files: Readonly<Record<string, string>>, more?: object): Promise<number>;
  merge(number: number, how?: object): Promise<string>;
  close(): Promise<void>;
}

export const START = "2026-03-02T09:00:00Z";

export const openStage = async (): Promise<Stage> => {
  const box = await startSandbox({ now: Date.parse(START) });
  const tokenOf = (as: string): string => box.people[as as Person]?.token ?? as;
  const call = async (method: string, url: string, body: unknown, token?: string): Promise<Answer> => {
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  };
  const rest: Stage["rest"] = (as, method, path, body) =>
    call(method, `${box.url}${path.startsWith("/") ? path : `/repos/acme/shop/${path}`}`, body, tokenOf(as));
  const must = async (answer: Promise<Answer>): Promise<Answer["body"]> => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const query = async (text: string, as: string): Promise<Answer["body"]> =>
    (await call("POST", box.graphqlUrl, { query: text }, tokenOf(as))).body;

  const commit: Stage["commit"] = async (branch, files, message) => {
    const ref = await rest("admin", "GET", `git/ref/heads/${branch}`);
    const main = await must(rest("admin", "GET", "git/ref/heads/main"));
    const head: string = ref.status === 200 ? ref.body.object.sha : main.object.sha;
    const tree = await must(
      rest("admin", "POST", "git/trees", {
        base_tree: head,
        tree: Object.entries(files).map(([path, content]) => ({
          path,
          mode: "100644",
          type: "blob",
          ...(content === null ? { sha: null } : { content }),
        })),
      }),
    );
    const made = await must(rest("author", "POST", "git/commits", { message, tree: tree.sha, parents: [head] }));
    await must(
      ref.status === 200
        ? rest("author", "PATCH", `git/refs/heads/${branch}`, { sha: made.sha })
        : rest("author", "POST", "git/refs", { ref: `refs/heads/${branch}`, sha: made.sha }),
    );
    return made.sha as string;
  };

  return {
    box,
    rest,
    control: (method, path, body) => call(method, `${box.url}/_sandbox/${path}`, body),
    async graphql(text, as = "owner") {
      const { data, errors } = await query(text, as);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
    async errors(text, as = "owner") {
      return (await query(text, as)).errors ?? [];
    },
    commit,
    async pull(branch, files, more = {}) {
      await commit(branch, files, `Change ${branch}`);
      const made = await must(
        rest("author", "POST", "pulls", { title: `Do ${branch}`, body: "", head: branch, base: "main", ...more }),
      );
      return made.number as number;
    },
    async merge(number, how = {}) {
      return (await must(rest("admin", "PUT", `pulls/${number}/merge`, how))).sha as string;
    },
    close: () => box.close(),
  };
};

/** The stage with a reading App, a second repository, and one that no App sees. */
export async function openPlaces(): Promise<{ readonly stage: Stage; readonly app: { readonly token: string } }> {
  const stage = await openStage();
  const permissions = { issues: "write", pull_requests: "read" };
  const app = (await stage.control("POST", "apps", { slug: "reader", permissions })).body;
  const admin = "ada-admin";
  await stage.control("POST", "repositories", { repository: "acme/attic", admin });
  await stage.control("POST", "repositories", { repository: "acme/vault", private: true, install: false, admin });
  return { stage, app };
}
