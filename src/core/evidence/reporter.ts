/** Whose check is the control's: a check of the same name by somebody else never counts (R-A2). */
import type { ControlCheck } from "../forms/fields.ts";
import type { Check } from "../snapshot/pull.ts";
import { isNamed } from "./control.ts";

/** Who reports a check: an App by its id, its slug or both; both null: whoever sets commit statuses. */
export interface Reporter {
  readonly id: number | null;
  readonly slug: string | null;
}

/** A check with whoever reported it. */
export interface Reported extends Pick<Check, "name" | "app"> {
  /** Slug of the App whose bot set a commit status; null for a person's, and for check runs. */
  readonly bot?: string | null;
}

/**
 * The App that GitHub Actions is, on github.com.
 * Source: https://docs.github.com/en/rest/checks/runs (its examples), and rulesets that pin to it.
 */
export const ACTIONS = { id: 15_368, slug: "github-actions" };

/** Ids and slugs of Apps that belong together, as the checks that were read show. */
export class Apps {
  readonly #slugs = new Map<number, string>([[ACTIONS.id, ACTIONS.slug]]);

  add(checks: readonly Pick<Check, "app">[]): void {
    for (const { app } of checks) if (app !== null && app.id !== 0) this.#slugs.set(app.id, app.slug.toLowerCase());
  }

  slugOf(id: number): string | null {
    return this.#slugs.get(id) ?? null;
  }

  /** Whether the App with this id is the one with that slug; null where nobody can tell. */
  isSame(id: number, slug: string): boolean | null {
    const known = this.#slugs.get(id);
    if (known !== undefined) return known === slug.toLowerCase();
    return [...this.#slugs.values()].includes(slug.toLowerCase()) ? false : null;
  }
}

/** True for a check that this reporter made. */
export function isBy({ app, bot = null }: Reported, { id, slug }: Reporter, apps: Apps): boolean {
  if (app !== null) {
    if (id !== null) return app.id === id;
    return slug !== null && app.slug.toLowerCase() === slug.toLowerCase();
  }
  if (id === null && slug === null) return true;
  // A status carries no App, but an App sets it as its bot. One that is pinned and nowhere else seen keeps the benefit of
  // the doubt: GitHub itself held the status against the pin.
  if (bot === null) return false;
  if (id !== null) return apps.isSame(id, bot) !== false;
  return bot.toLowerCase() === slug?.toLowerCase();
}

/**
 * Who reports the control's check: the App that *Control check* names; else those to which it is pinned where it is
 * required; else whoever reported it on the pull requests that brought the control; else whoever reports it now. Where
 * that names several, each of them must have run: nobody can tell the true one, and the worst of them tells.
 *
 * @param pins ids of the Apps from which the check is required.
 * @param first what was reported on the pull requests that brought it. @param later the same, on any others.
 */
export function reportersOf(
  wanted: ControlCheck,
  pins: readonly number[],
  first: readonly Reported[],
  later: readonly Reported[],
  apps: Apps,
): readonly Reporter[] {
  if (wanted.app !== null) return [{ id: null, slug: wanted.app }];
  if (pins.length > 0) return pins.map((id) => ({ id, slug: apps.slugOf(id) }));
  const isIt = (check: Reported): boolean => isNamed(check.name, wanted.name);
  const known = distinct(first.filter(isIt));
  return known.length > 0 ? known : distinct(later.filter(isIt));
}

function distinct(checks: readonly Reported[]): readonly Reporter[] {
  const found = new Map<string, Reporter>();
  for (const { app } of checks) {
    const reporter = app === null ? { id: null, slug: null } : { id: app.id, slug: app.slug };
    found.set(app === null ? "" : String(app.id), reporter);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reporter]) => reporter);
}
