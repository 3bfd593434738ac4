/** What came back from one try of one request, whatever Octokit makes of it. */

export interface Raw {
  /** Null where there was no answer: refused connection, reset, timeout. */
  readonly status: number | null;
  readonly headers: Record<string, string>;
  readonly data: unknown;
  readonly why: string;
}

/** Octokit throws every answer from 300 on, and wraps a broken connection as a status 500 without a response. */
export function asFailure(error: unknown): Raw | null {
  if (!(error instanceof Error) || !("status" in error)) return null;
  const response =
    "response" in error
      ? (error.response as { status: number; headers: object; data: unknown } | undefined)
      : undefined;
  // A refused installation token is no answer to the route that was asked: its 404 must not read as "does not exist".
  const asked = "request" in error ? (error.request as { url?: string }).url : undefined;
  const refusedToken = asked?.endsWith("/access_tokens") === true;
  if (response === undefined || refusedToken) return { status: null, headers: {}, data: null, why: error.message };
  return { status: response.status, headers: texts(response.headers), data: response.data, why: error.message };
}

/** Headers by their names in lower case. */
export function texts(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
