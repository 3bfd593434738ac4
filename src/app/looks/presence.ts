/** Whether an installation is still there: its deletion or suspension may have been told to nobody. */
import { Refused, Unavailable } from "../../github/request/errors.ts";
import type { Clients } from "../clients.ts";

/** What GitHub answers for the token of an installation that was removed (404) or suspended (403). */
const TELLING = new Set([401, 403, 404]);

/**
 * Asks, where an error leaves it open, whether the installation was removed or suspended. No pass can do anything then,
 * and none needs to: whoever installs it again, or lifts the suspension, is told by an event and by the sweep at start.
 */
export async function isOut(clients: Clients, installation: number, error: unknown): Promise<boolean> {
  // A token that is refused comes to us as no answer at all.
  const told =
    error instanceof Refused
      ? TELLING.has(error.status)
      : error instanceof Unavailable && (!error.answered || TELLING.has(error.status));
  if (!told) return false;
  try {
    const route = "GET /app/installations/{installation_id}";
    const { data } = await clients.app.rest(route, { installation_id: installation });
    return typeof (data as { suspended_at?: string | null }).suspended_at === "string";
  } catch (failure) {
    return failure instanceof Refused && failure.status === 404 && (await isKnown(clients));
  }
}

/** Where GitHub does not know the App itself, its key or its address is wrong: nothing follows for the installation. */
async function isKnown(clients: Clients): Promise<boolean> {
  try {
    await clients.app.rest("GET /app");
    return true;
  } catch {
    return false;
  }
}
