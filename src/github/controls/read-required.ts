/** Whether a control's check is required on a branch, from which App, and since when (R-A2, R-A3). */
import { isNamed } from "../../core/evidence/control.ts";
import type { Apps } from "../../core/evidence/reporter.ts";
import type { ControlCheck } from "../../core/forms/fields.ts";
import type { ControlFacts } from "../../core/snapshot/facts.ts";
import { type Instant, isUnreadable, type Readable, type Unreadable } from "../../core/snapshot/types.ts";
import { asList, type Place, type Sight } from "../links/sight.ts";

/** One check that must pass before a merge; `app` null: whoever reports it. */
interface Requirement {
  readonly context: string;
  readonly app: number | null;
  /** Id of the ruleset; null for classic branch protection. */
  readonly ruleset: number | null;
}

export interface Required extends Pick<ControlFacts, "required" | "pinned"> {
  /** Ids of the Apps from which it is required. */
  readonly pins: readonly number[];
  /** Since when, at the latest, it has been required without a break; null where nobody can tell. */
  readonly since: Instant | null;
}

interface RestRule {
  readonly type?: string;
  readonly ruleset_id?: number;
  readonly parameters?: {
    readonly required_status_checks?: readonly { readonly context?: string; readonly integration_id?: number | null }[];
  };
}

interface RestBranch {
  readonly protected?: boolean;
  readonly protection?: {
    readonly enabled?: boolean;
    readonly required_status_checks?: {
      readonly enforcement_level?: string;
      readonly contexts?: readonly string[];
      readonly checks?: readonly { readonly context?: string; readonly app_id?: number | null }[];
    } | null;
  };
}

interface RestRuleset {
  readonly enforcement?: string;
  readonly updated_at?: string | null;
}

const MOST_PAGES = 10;

/**
 * What is asked of one branch, each thing once and only where somebody needs it: the rulesets; the classic protection
 * where no ruleset requires the check; when a ruleset that does was changed last.
 */
export class RequiredReader {
  readonly #sight: Sight;
  readonly #place: Place;
  readonly #rulesets = new Map<number, Promise<RestRuleset | null>>();
  #rules: Promise<Readable<readonly Requirement[]>> | null = null;
  #classic: Promise<Readable<readonly Requirement[]>> | null = null;

  constructor(sight: Sight, place: Place) {
    this.#sight = sight;
    this.#place = place;
  }

  /** @param apps what the checks that were read tell of Apps: a pin is an id, and people name a slug. */
  async of(wanted: ControlCheck, apps: Apps): Promise<Required> {
    this.#rules ??= this.#readRules();
    const byRuleset = await this.#matching(await this.#rules, wanted, apps);
    if (!isUnreadable(byRuleset) && byRuleset.length > 0) {
      const dates = byRuleset.map(({ updatedAt }) => updatedAt);
      const known = dates.filter((date) => date !== null).sort();
      return madeOf(byRuleset, apps, known[0] ?? null);
    }
    this.#classic ??= this.#readClassic();
    const byProtection = await this.#matching(await this.#classic, wanted, apps);
    if (!isUnreadable(byProtection) && byProtection.length > 0) return madeOf(byProtection, apps, null);
    const unread = [byRuleset, byProtection].find(isUnreadable);
    return { required: unread ?? false, pins: [], since: null };
  }

  /** Those that mean the check, in rulesets that are enforced. */
  async #matching(
    all: Readable<readonly Requirement[]>,
    wanted: ControlCheck,
    apps: Apps,
  ): Promise<Readable<readonly (Requirement & { readonly updatedAt: Instant | null })[]>> {
    if (isUnreadable(all)) return all;
    const found: (Requirement & { readonly updatedAt: Instant | null })[] = [];
    let doubt: Unreadable | null = null;
    for (const one of all) {
      if (!isNamed(one.context, wanted.name)) continue;
      const fits = wanted.app === null || one.app === null ? true : apps.isSame(one.app, wanted.app);
      if (fits === false) continue;
      const ruleset = one.ruleset === null ? null : await this.#ruleset(one.ruleset);
      // The list holds enforced ones only; one that is tried out (`evaluate`) requires nothing.
      if (ruleset?.enforcement !== undefined && ruleset.enforcement !== "active") continue;
      if (fits === null) doubt = { unreadable: `required checks: it cannot be told which App ${one.app ?? ""} is` };
      else found.push({ ...one, updatedAt: toInstant(ruleset?.updated_at) });
    }
    return found.length === 0 && doubt !== null ? doubt : found;
  }

  /** Source: https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch */
  async #readRules(): Promise<Readable<readonly Requirement[]>> {
    const what = `rules of ${this.#place.name}`;
    const found: Requirement[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const parameters = { branch: this.#place.defaultBranch, per_page: 100, page };
      const route = "GET /repos/{owner}/{repo}/rules/branches/{branch}";
      const looked = await this.#sight.look(this.#place, route, parameters, "contents");
      if ("unreadable" in looked) return looked;
      // A 403 that is no lack of ours: the repository's plan has no rulesets, hence none is in force.
      if ("absent" in looked) return looked.absent === 403 ? [] : absence(what, looked.absent, "metadata: read");
      const rules = asList<RestRule>(looked.found);
      for (const { type, ruleset_id: ruleset = null, parameters: more } of rules) {
        if (type !== "required_status_checks") continue;
        for (const { context, integration_id: app } of more?.required_status_checks ?? []) {
          if (context !== undefined) found.push({ context, app: appOf(app), ruleset });
        }
      }
      if (rules.length < 100) return found;
    }
    return { unreadable: `${what}: there are more than can be read` };
  }

  /**
   * Classic protection as the branch itself shows it, which takes no administration right.
   * Source: https://docs.github.com/en/rest/branches/branches#get-a-branch
   */
  async #readClassic(): Promise<Readable<readonly Requirement[]>> {
    const what = `protection of ${this.#place.name}`;
    const parameters = { branch: this.#place.defaultBranch };
    const route = "GET /repos/{owner}/{repo}/branches/{branch}";
    const looked = await this.#sight.look(this.#place, route, parameters, "contents");
    if ("unreadable" in looked) return looked;
    if ("absent" in looked) return absence(what, looked.absent, "contents: read");
    const { protected: isProtected = false, protection } = (looked.found ?? {}) as RestBranch;
    if (protection === undefined) {
      return isProtected ? { unreadable: `${what}: GitHub does not show what it requires` } : [];
    }
    const { enforcement_level: level, contexts = [], checks = [] } = protection.required_status_checks ?? {};
    if (protection.enabled === false || level === "off") return [];
    const pinned = checks.flatMap(({ context, app_id: app }) =>
      context === undefined ? [] : [{ context, app: appOf(app), ruleset: null }],
    );
    const named = new Set(pinned.map(({ context }) => context));
    const rest = contexts.filter((context) => !named.has(context));
    return [...pinned, ...rest.map((context) => ({ context, app: null, ruleset: null }))];
  }

  /** Source: https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset, of an organization's rulesets too. */
  #ruleset(id: number): Promise<RestRuleset | null> {
    const known = this.#rulesets.get(id);
    if (known !== undefined) return known;
    const route = "GET /repos/{owner}/{repo}/rulesets/{ruleset_id}";
    const asked = this.#sight
      .look(this.#place, route, { ruleset_id: id }, "contents")
      .then((looked) => ("found" in looked ? (looked.found as RestRuleset) : null));
    this.#rulesets.set(id, asked);
    return asked;
  }
}

function madeOf(requirements: readonly Requirement[], apps: Apps, since: Instant | null): Required {
  const pins = [...new Set(requirements.flatMap(({ app }) => app ?? []))].sort((a, b) => a - b);
  // Where a prefix means several checks, one that is pinned to nobody can be reported by anybody.
  const isPinned = (context: string): boolean =>
    requirements.some((one) => one.context === context && one.app !== null);
  const [id] = requirements.every(({ context }) => isPinned(context)) ? pins : [];
  return { required: true, pinned: id === undefined ? null : { id, slug: apps.slugOf(id) }, pins, since };
}

/** Classic protection writes -1 for any App. */
function appOf(id: number | null | undefined): number | null {
  return id === null || id === undefined || id <= 0 ? null : id;
}

function absence(what: string, status: number, permission: string): Unreadable {
  return { unreadable: `${what}: GitHub answers ${status}`, permission };
}

/** GitHub writes rulesets' times with fractions and an offset: `2026-03-01T10:30:00.000+01:00`. */
function toInstant(text: string | null | undefined): Instant | null {
  const ms = Date.parse(text ?? "");
  return Number.isNaN(ms) ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
