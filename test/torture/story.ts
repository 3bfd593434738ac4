/**
 * A story of people, from a seed: what they do on a few incidents, one thing after the other. People wait for what they
 * react to (items, a reopening, a reaction to their command), as people do; they wait for nothing else, so that how it
 * ends must not depend on when the App came to look.
 */
import { Dice } from "../support/dice.ts";
import { form, type Issue, policy } from "../support/e2e.ts";
import type { RemoteWorld } from "./remote.ts";

export interface Step {
  readonly name: string;
  /** What somebody waits for before; left out: nothing. */
  readonly ready?: (world: RemoteWorld) => Promise<boolean>;
  readonly act: (world: RemoteWorld) => Promise<void>;
}

export interface Story {
  readonly policy: string;
  readonly incidents: readonly string[];
  readonly steps: readonly Step[];
}

/** Olu is away from Thursday on, and Vera stands in: whose reminder comes on Friday shows whether that was heard. */
const POLICY = policy(
  "enforce",
  [
    "closure: {grace: 2s}",
    "evidence: {trusted_hosts: [grafana.example.com]}",
    "rhythm: {digest: fri, audit: null}",
    "people:",
    "  escalation: ada-admin",
    "  away:",
    "    - {login: olu-owner, from: 2030-01-10, until: 2030-01-20, delegate: vera-verifier}",
    "",
  ].join("\n"),
);

/** What may become of an incident. */
const KINDS = ["early", "override", "delegate", "earned", "hurried"] as const;
export type Kind = (typeof KINDS)[number];

/** @param kinds of the incidents; left out: two to four, drawn. */
export function tell(seed: number, kinds?: readonly Kind[]): Story {
  const dice = new Dice(seed);
  const drawn = kinds ?? dice.shuffle([...KINDS]).slice(0, 2 + dice.nat(2));
  const incidents = drawn.map((kind, index) => new Incident(`Outage ${index + 1} (${kind})`, dice.nat(1) === 1));
  // All begin on the same morning: deadlines count from there.
  const beginnings = incidents.flatMap((incident) => incident.beginning());
  const rest = drawn.map((kind, index) => incidents[index]?.[kind]() ?? []);
  return {
    policy: POLICY,
    incidents: incidents.map(({ title }) => title),
    steps: [...beginnings, ...interleave(dice, rest)],
  };
}

/** One list of all, each list's own order kept. */
function interleave(dice: Dice, lists: readonly (readonly Step[])[]): readonly Step[] {
  const left = lists.map((list) => [...list]).filter((list) => list.length > 0);
  const mixed: Step[] = [];
  while (left.length > 0) {
    const at = dice.nat(left.length - 1);
    const next = left[at]?.shift();
    if (next !== undefined) mixed.push(next);
    if (left[at]?.length === 0) left.splice(at, 1);
  }
  return mixed;
}

class Incident {
  readonly title: string;
  private readonly labelsLater: boolean;
  private number = 0;

  constructor(title: string, labelsLater: boolean) {
    this.title = title;
    this.labelsLater = labelsLater;
  }

  beginning(): readonly Step[] {
    const body = form({ Severity: "SEV1", "Failure class": "capacity", "Finding types": "slow recovery" });
    const labels = this.labelsLater ? [] : ["incident"];
    return [
      this.step("is opened", async (world) => {
        this.number = (await world.open({ title: this.title, body, labels })).number;
      }),
      ...(this.labelsLater
        ? [
            this.step("is labeled", (world) =>
              world.as.owner.post(this.path(world, "labels"), { labels: ["incident"] }),
            ),
          ]
        : []),
    ];
  }

  /** Closed too early by a person and by a pull request, with commands good and bad. */
  early(): readonly Step[] {
    return [
      this.withItems("is closed too early", (world) => world.closeIssue(world.as.author, this.number)),
      this.whenReopened("gets commands good and bad", async (world) => {
        await world.say(world.as.owner, this.number, "/quench frobnicate the pool");
        await world.say(world.as.owner, this.number, "/quench item missed detection Page when the queue stalls");
        await world.say(world.as.owner, this.number, "/quench item Page somebody");
        await world.say(world.as.outsider, this.number, "/quench item late decision A checkpoint");
      }),
      {
        name: `${this.title}: a pull request would close it`,
        ready: async (world) => (await world.items(this.number)).length === 4,
        act: async (world) => {
          const [item] = await world.items(this.number);
          await world.pull(world.as.author, {
            title: `Change for ${this.title}`,
            files: { [`src/${this.number}.js`]: "export {};\n" },
            body: `Fixes #${this.number}\nHardening: #${item?.number ?? 0}`,
          });
        },
      },
    ];
  }

  /** Closed by somebody with the right to. */
  override(): readonly Step[] {
    let said = 0;
    return [
      this.withItems("is overridden without a right", (world) =>
        world.say(world.as.owner, this.number, "/quench override The vendor fixes the pool next week."),
      ),
      this.step("is overridden", async (world) => {
        said = (await world.say(world.as.admin, this.number, "/quench override The vendor fixes the pool next week."))
          .id;
      }),
      {
        name: `${this.title}: is closed under the override`,
        ready: async (world) => (await world.reactionsOn({ id: said })).includes("+1"),
        act: (world) => world.closeIssue(world.as.author, this.number),
      },
    ];
  }

  /** Its first item's owner is away when it falls due. */
  delegate(): readonly Step[] {
    return [
      this.withItems("has an owner and a date for its first item", async (world, [item]) => {
        await world.say(world.as.admin, item.number, `/quench owner @${world.as.owner.login}\n/quench due 2030-01-14`);
      }),
      this.withItems("has its second item closed", (world, [, item]) =>
        world.closeIssue(world.as.author, item?.number ?? 0),
      ),
      this.step("has its severity raised to nothing known", async (world) => {
        await world.as.owner.patch(this.path(world), {
          body: form({ Severity: "SEV1", "Finding types": "slow recovery" }),
        });
      }),
    ];
  }

  /** Gets commands before anybody can have looked: whoever looks first has everything to make at once. */
  hurried(): readonly Step[] {
    return [
      this.step("gets commands at once", async (world) => {
        await world.say(world.as.owner, this.number, "/quench frobnicate the pool");
        await world.say(world.as.owner, this.number, "/quench item late decision A checkpoint before each deploy");
        await world.say(world.as.owner, this.number, "/quench help");
      }),
      this.withItems("is labeled by somebody else", (world) =>
        world.as.author.post(this.path(world, "labels"), { labels: ["sev1"] }),
      ),
    ];
  }

  /** Proven, then closed: it holds. */
  earned(): readonly Step[] {
    const verified = async (world: RemoteWorld): Promise<boolean> =>
      (await world.statuses(this.number)).join() === "verified,verified,verified";
    return [
      this.withItems("has its items named", async (world, items) => {
        await world.escalate(this.number);
        await world.name(items);
      }),
      {
        name: `${this.title}: its controls are shipped`,
        ready: async (world) => (await world.items(this.number)).every(({ assignees }) => assignees.length === 1),
        act: async (world) => void (await world.ship(await world.items(this.number))),
      },
      this.step("its controls are exercised", async (world) => world.exercise(await world.items(this.number))),
      this.step("its controls are signed off", async (world) => world.signOff(await world.items(this.number))),
      {
        name: `${this.title}: its items are closed, and it is`,
        ready: verified,
        act: async (world) => {
          for (const item of await world.items(this.number)) await world.closeIssue(world.as.owner, item.number);
          await world.closeIssue(world.as.owner, this.number);
        },
      },
    ];
  }

  private step(what: string, act: Step["act"]): Step {
    return { name: `${this.title}: ${what}`, act };
  }

  private withItems(
    what: string,
    act: (world: RemoteWorld, items: readonly [Issue, ...Issue[]]) => Promise<unknown>,
  ): Step {
    return {
      name: `${this.title}: ${what}`,
      ready: async (world) => (await world.items(this.number)).length >= 3,
      act: async (world) => {
        const [first, ...others] = await world.items(this.number);
        if (first !== undefined) await act(world, [first, ...others]);
      },
    };
  }

  private whenReopened(what: string, act: Step["act"]): Step {
    return {
      name: `${this.title}: ${what}`,
      ready: async (world) => (await world.issue(this.number)).state === "open",
      act,
    };
  }

  private path(world: RemoteWorld, below?: string): string {
    const path = `${world.repo}/issues/${this.number}`;
    return below === undefined ? path : `${path}/${below}`;
  }
}
