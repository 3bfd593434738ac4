/** Why a command that reads GitHub cannot go on, as what to do about it. */
import { type Environment, readAddresses } from "../app/settings/config.ts";
import { RateLimited, Refused, Unavailable } from "../github/request/errors.ts";
import { BadArgument } from "./argument.ts";
import { NoAccess } from "./credentials.ts";
import { CannotWrite } from "./whole-file.ts";

/** One failure, as what to do about it. What nobody foresaw is thrown on. */
export function whyNot(error: unknown, env: Environment): string {
  if (error instanceof BadArgument || error instanceof NoAccess || error instanceof CannotWrite) return error.message;
  if (error instanceof RateLimited) return `GitHub asks to wait: come back at ${error.retryAt}. Nothing was written.`;
  if (error instanceof Refused || error instanceof Unavailable) {
    if (error.status === 401) return `${error.message}. The credentials are not valid, or no longer: make new ones.`;
    if (error.status === 403) {
      return `${error.message}. The credentials may not read this: grant them what docs/reference/permissions.md lists.`;
    }
    const { apiUrl, proxy } = readAddresses(env);
    const way = proxy === undefined ? apiUrl : `${apiUrl} and the proxy`;
    return `GitHub could not be read: ${error.message}. Check ${way}, and try again; nothing was written.`;
  }
  throw error;
}
