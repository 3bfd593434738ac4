/** Months of a team's life in the sandbox: the clock jumps from day to day, people act on theirs, and Apps come and go. */
import { Dice } from "./dice.ts";
import { BOT, form, type Issue, policy, World } from "./e2e.ts";
import type { Someone } from "./e2e-people.ts";

/** One reminder as it was seen on GitHub: `2027-03-25T08:00Z a1 @ana due/2027-03-31/before-3`. */
export type Seen = string;

export interface Act {
  /** `2027-03-18T11:00:00Z`. */
  readonly at: string;
  readonly what: () => Promise<void>;
}

interface RepositoryComment {
  readonly id: number;
  readonly issue_url: string;
  readonly created_at: string;
  readonly body: string;
  readonly user: { readonly login: string };
}

export const TEAM = ["ana", "ben", "cho", "dev", "eli"] as const;

/** A repository with a team of five and its App, lived through by jumps. */
export class Months {
  readonly world: World;
  readonly seen: Seen[] = [];
  readonly bodies = new Map<Seen, string>();
  private readonly known = new Set<number>();
  private readonly names = new Map<number, string>();
  private readonly dice: Dice;
  people: Readonly<Record<string, Someone>> = {};
  restarts = 0;

  private constructor(world: World, seed: number) {
    this.world = world;
    this.dice = new Dice(seed);
  }

  /** @param settings of the policy, beside its mode; neither digest nor audit, which have tests of their own. */
  static async open(options: {
    now: string;
    settings: string;
    seed: number;
    mode?: "shadow" | "enforce";
  }): Promise<Months> {
    const { now, settings, mode = "enforce" } = options;
    const world = await World.open({ now, app: false });
    const months = new Months(world, options.seed);
    months.people = Object.fromEntries(
      await Promise.all(TEAM.map(async (login) => [login, await world.person(login, "write")] as const)),
    );
    // Whoever is younger than the policy that names them may have taken the login over from somebody.
    await world.setPolicy(policy(mode, settings));
    await world.startApp();
    return months;
  }

  get now(): string {
    return this.world.now();
  }

  /** An incident with its three items, which go by its name and a number. */
  async incident(name: string): Promise<{ readonly number: number; readonly items: readonly Issue[] }> {
    const { number } = await this.world.open({
      title: `Incident ${name}`,
      body: form({ Severity: "SEV1", "Finding types": "slow recovery, late decision" }),
    });
    await this.world.settle();
    const items = await this.world.items(number);
    items.forEach((item, index) => this.names.set(item.number, `${name}${index + 1}`));
    return { number, items };
  }

  call(issue: { readonly number: number }, name: string): void {
    this.names.set(issue.number, name);
  }

  say(issue: { readonly number: number } | undefined, ...commands: readonly string[]): Promise<unknown> {
    const lines = commands.map((command) => `/quench ${command}`).join("\n");
    return this.world.say(this.world.as.admin, issue?.number ?? 0, lines);
  }

  drop(issue: { readonly number: number } | undefined): Promise<void> {
    return this.world.closeIssue(this.world.as.admin, issue?.number ?? 0, "not_planned");
  }

  /** Somebody deletes what Quench said last in a thread. */
  async deleteLast(issue: { readonly number: number } | undefined): Promise<void> {
    const ours = (await this.world.comments(issue?.number ?? 0)).filter(({ body }) => body.includes("quench:notice:"));
    await this.world.as.admin.del(`${this.world.repo}/issues/comments/${ours.at(-1)?.id}`);
  }

  /**
   * Lives from now on: the clock jumps from one instant to the next, and what is done is done then.
   *
   * @param mornings instants at which to look, in their order.
   */
  async live(mornings: readonly string[], acts: readonly Act[]): Promise<void> {
    const stops = [...mornings.map((at) => ({ at, what: null })), ...acts].sort((a, b) => (a.at < b.at ? -1 : 1));
    for (const { at, what } of stops) {
      if (this.apps > 0 && this.dice.nat(7) === 0) await this.restartAround(at);
      else await this.world.control("POST", "clock", { now: at });
      await this.world.settle();
      await this.look();
      if (what === null) continue;
      await what();
      await this.world.settle();
      await this.look();
    }
  }

  apps = 1;

  async stop(): Promise<void> {
    await this.world.stopApp();
    this.apps -= 1;
  }

  async start(): Promise<void> {
    this.apps += 1;
    await this.world.startApp();
  }

  /** Before the hour, right at it, in the middle of what it does, or after. */
  private async restartAround(at: string): Promise<void> {
    this.restarts += 1;
    const when = this.dice.nat(2);
    if (when === 0) await this.world.restart();
    await this.world.control("POST", "clock", { now: at });
    if (when === 2) await new Promise((resolve) => setTimeout(resolve, this.dice.nat(40)));
    if (when > 0) await this.world.restart();
  }

  /** Reads what is new in the repository. */
  private async look(): Promise<void> {
    const path = `${this.world.repo}/issues/comments?sort=created&direction=desc&per_page=60`;
    const comments: readonly RepositoryComment[] = await this.world.as.admin.get(path);
    for (const { id, issue_url, created_at, body, user } of comments.toReversed()) {
      if (this.known.has(id)) continue;
      this.known.add(id);
      const parts = /^<!-- quench:notice:reminder:\d+\/\S{10}\+(\S+) -->/.exec(body)?.[1];
      if (parts === undefined || user.login !== BOT) continue;
      const thread = this.names.get(Number(issue_url.split("/").at(-1))) ?? issue_url;
      const pinged = [...body.replace(/`[^`]*`/g, "").matchAll(/@([a-z-]+)/g)].map(([mention]) => mention);
      const line = `${created_at.slice(0, 16)}Z ${thread} ${pinged.join(" ")} ${parts.replaceAll("+", " ")}`;
      this.seen.push(line);
      this.bodies.set(line, body);
    }
  }
}

/**
 * The hour of days from one to another, five seconds past it, by the offset that the zone's clocks have then: those on
 * which something is expected, those told beside them, and those on which the clocks change. Whatever else were sent on
 * a day in between would be found on the next of them.
 */
export function mornings(
  from: string,
  to: string,
  clockUtc: (day: string) => string,
  expected: readonly Seen[],
  ...beside: readonly string[]
): readonly string[] {
  const asked = new Set([...expected.map((line) => line.slice(0, 10)), ...beside]);
  const days: string[] = [];
  let before = clockUtc(from);
  for (let ms = Date.parse(`${from}T00:00:00Z`); ms <= Date.parse(`${to}T00:00:00Z`); ms += 86_400_000) {
    const day = new Date(ms).toISOString().slice(0, 10);
    const clock = clockUtc(day);
    if (asked.has(day) || clock !== before) days.push(`${day}T${clock}:05Z`);
    before = clock;
  }
  return days;
}
