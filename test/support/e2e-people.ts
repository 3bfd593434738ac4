/** People of the end-to-end tests: they use GitHub's API over HTTP, as anybody would. */

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever GitHub answers; each test reads what it is about
  readonly data: any;
}

/** Somebody with a token. Every verb but `call` throws where GitHub does not answer 2xx. */
export interface Someone {
  readonly login: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  get(path: string): Promise<Answer["data"]>;
  post(path: string, body?: unknown): Promise<Answer["data"]>;
  patch(path: string, body: unknown): Promise<Answer["data"]>;
  put(path: string, body?: unknown): Promise<Answer["data"]>;
  del(path: string, body?: unknown): Promise<Answer["data"]>;
}

export type Role = "admin" | "owner" | "verifier" | "author" | "outsider" | "actions";

export type Around = (call: () => Promise<Answer>) => Promise<Answer>;

/** A person at one GitHub; paths begin with `/`. */
export function someone(api: string, login: string, token: string, around: Around = (call) => call()): Someone {
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/vnd.github+json",
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, data: text === "" ? null : JSON.parse(text) };
  };
  const call: Someone["call"] = (method, path, body) => around(() => send(method, path, body));
  const must = async (method: string, path: string, body?: unknown): Promise<Answer["data"]> => {
    const { status, data } = await call(method, path, body);
    if (status >= 300) throw new Error(`${login}: ${method} ${path}: ${status} ${JSON.stringify(data).slice(0, 400)}`);
    return data;
  };
  return {
    login,
    call,
    get: (path) => must("GET", path),
    post: (path, body) => must("POST", path, body),
    patch: (path, body) => must("PATCH", path, body),
    put: (path, body) => must("PUT", path, body),
    del: (path, body) => must("DELETE", path, body),
  };
}
