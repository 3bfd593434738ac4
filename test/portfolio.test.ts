import { describe, expect, it } from "@jest/globals";
import type { ListedIncident } from "../src/core/portfolio/part.ts";
import type { Decided, IncidentPart, OwnIssue } from "../src/core/portfolio/types.ts";
import type { Write } from "../src/core/plan/write.ts";
import type { Snapshot } from "../src/core/snapshot/snapshot.ts";
import type { GitHubClient } from "../src/github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../src/github/request/errors.ts";
import type { Progress } from "../src/github/portfolio/read-parts.ts";
import { ClaimLost } from "../src/github/write/claim.ts";
import { type PortfolioSteps, reconcilePortfolio } from "../src/portfolio.ts";
import { entry, facts, MONDAY, own, part } from "./support/digest.ts";
import { snapshot } from "./support/snapshot.ts";

const NO_CLIENT = {} as GitHubClient;
const POLICY = "version: 1\nmode: enforce\nrhythm:\n  audit: null\n";

/** A repository with so many incidents, each of which has something overdue; what is written changes it. */
class Place {
  now = MONDAY;
  policy: string | null = POLICY;
  archived = false;
  decided: Decided | null = null;
  own: OwnIssue[] = [];
  reads: number[] = [];
  listed = 0;
  writes: Write[] = [];
  readonly progress = new Map<string, Progress>();
  /** What reading an incident does instead of answering. */
  readonly trouble = new Map<number, () => Error | null>();
  readonly incidents: ListedIncident[];
  private live = 0;
  mostLive = 0;

  constructor(count: number) {
    this.incidents = Array.from({ length: count }, (_, index) => ({
      number: index + 1,
      url: `https://github.com/acme/shop/issues/${index + 1}`,
      title: "Checkout is down",
      state: "open",
      closedAt: null,
      scope: "current",
    }));
  }

  run(steps: Partial<PortfolioSteps> = {}, progress = this.progress) {
    const warnings: string[] = [];
    const all: Partial<PortfolioSteps> = {
      standing: async () => {
        const { repository, self } = facts();
        const path = ".github/quench.yml";
        const committedAt = "2026-01-05T12:00:00Z";
        const versions = this.policy === null ? [] : [{ path, commit: "c0ffee", committedAt, text: this.policy }];
        return {
          now: this.now,
          repository: { ...repository, archived: this.archived },
          self,
          policy: versions,
          decided: this.decided,
        };
      },
      own: async () => this.own,
      ledger: async () => ({ entries: [], more: false }),
      claim: async () => ({ keep: async () => undefined, release: async () => undefined }),
      list: async () => {
        this.listed += 1;
        return { incidents: this.incidents, beyond: 0 };
      },
      read: async (_client, { number }) => {
        const error = this.trouble.get(number)?.() ?? null;
        if (error !== null) throw error;
        this.reads.push(number);
        this.live += 1;
        this.mostLive = Math.max(this.mostLive, this.live);
        return { kind: "snapshot", snapshot: { ...snapshot(), number } as unknown as Snapshot };
      },
      part: (read): IncidentPart => {
        this.live -= 1;
        const { number } = read as unknown as { number: number };
        const told = entry(number + 1000, { incident: number, phrase: `Item #${number + 1000} was due.` });
        return part(number, { overdue: [told] });
      },
      apply: async (_client, _context, write) => {
        this.writes.push(write);
        if (write.kind === "own_issue" && write.existing === null) {
          this.own = [...this.own, own(5000 + this.own.length, write.key, { title: write.title, body: write.body })];
        }
        if (write.kind === "label")
          this.decided = /digest (\S{10})/.test(write.description) ? { digest: "2026-03-30" } : {};
        if (write.kind === "close_own") {
          this.own = this.own.map((one) => (one.number === write.issue.number ? { ...one, state: "closed" } : one));
        }
        return "done";
      },
      ...steps,
    };
    return reconcilePortfolio(
      { owner: "acme", repo: "shop" },
      {
        client: NO_CLIENT,
        identity: { login: "quench[bot]", appId: 1, kind: "app", key: null },
        log: { info: () => undefined, warn: (_fields, message) => void warnings.push(message) },
        progress,
        steps: all,
        pause: async () => undefined,
      },
    );
  }

  get body(): string {
    return this.own.find(({ key }) => key.startsWith("digest:"))?.body ?? "";
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("two instances at once", () => {
  const former = () => {
    const place = new Place(2);
    place.decided = { digest: "2026-03-23" };
    place.own = [own(41, "digest:2026-03-16", { state: "closed" }), own(44, "digest:2026-03-23")];
    return place;
  };

  it("write under a claim on the oldest issue of ours, which is released", async () => {
    const place = former();
    const calls: string[] = [];
    const result = await place.run({
      claim: async (_client, target) => {
        calls.push(`take ${JSON.stringify(target)} ${place.own.length}`);
        return { keep: async () => void calls.push("keep"), release: async () => void calls.push("release") };
      },
    });
    expect(calls).toEqual(['take {"owner":"acme","repo":"shop","issue":41} 2', "release"]);
    expect(result.kind).toBe("done");
    expect(place.own.map(({ key, state }) => [key, state])).toEqual([
      ["digest:2026-03-16", "closed"],
      ["digest:2026-03-23", "closed"],
      ["digest:2026-03-30", "open"],
    ]);
  });

  it("leave it to the one that holds the claim, and keep what was read", async () => {
    const place = former();
    const refused = await place.run({ claim: async () => null });
    expect(refused).toMatchObject({ kind: "unfinished", retryIn: 3_000, reads: 2 });
    expect(place.writes).toEqual([]);
    place.own = [...place.own, own(45, "digest:2026-03-30")];
    expect(await place.run()).toMatchObject({ kind: "done", reads: 0 });
    expect(place.own.filter(({ key }) => key === "digest:2026-03-30")).toHaveLength(1);
  });

  it("see under the claim what the other made meanwhile", async () => {
    const place = former();
    await place.run({
      claim: async () => {
        place.own = [...place.own, own(45, "digest:2026-03-30")];
        return { keep: async () => undefined, release: async () => undefined };
      },
    });
    expect(place.writes.filter(({ kind }) => kind === "own_issue")).toEqual([]);
    expect(place.decided).toEqual({ digest: "2026-03-30" });
  });

  it("stop where the claim was taken over, and come back", async () => {
    const place = former();
    const apply: PortfolioSteps["apply"] = async () => {
      throw new ClaimLost();
    };
    expect(await place.run({ apply })).toMatchObject({ kind: "unfinished", retryIn: 3_000 });
  });

  it("write without a claim where GitHub refuses reactions", async () => {
    const place = former();
    const claim = async () => {
      throw new Refused("POST", 403, "Unable to create reaction because issue is locked", {});
    };
    expect(await place.run({ claim })).toMatchObject({ kind: "done" });
    expect(place.own).toHaveLength(3);
  });

  it("leave the first report of all to the one that made the label", async () => {
    const place = new Place(1);
    const made = await place.run({
      apply: async (_client, _context, write) => {
        place.writes.push(write);
        return write.kind === "label" ? "unchanged" : "done";
      },
    });
    expect(made).toMatchObject({ kind: "unfinished", retryIn: 3_000 });
    expect(place.writes.map(({ kind }) => kind)).toEqual(["label"]);
  });
});

describe("reconcilePortfolio", () => {
  it("reads no incident where nothing is due", async () => {
    const place = new Place(3);
    place.decided = { digest: "2026-03-30" };
    const result = await place.run();
    expect(result).toMatchObject({
      kind: "done",
      reads: 0,
      retryIn: null,
      wake: { at: "2026-04-06T09:00:00Z", now: MONDAY },
      outcomes: [],
    });
    expect([place.listed, place.reads, place.writes]).toEqual([0, [], []]);
  });

  it("writes what is due, once, and looks again soon for one that was made at the same moment", async () => {
    const place = new Place(3);
    const first = await place.run();
    expect(first).toMatchObject({ kind: "done", reads: 3, retryIn: 60_000 });
    expect(place.writes.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      "label label:quench: report",
      "own_issue digest:2026-03-30",
      "label label:quench: report",
    ]);
    expect(place.body).toContain("**3 newly overdue.**");
    const again = await place.run();
    expect(again).toMatchObject({ kind: "done", reads: 0, retryIn: null, outcomes: [] });
    expect(place.progress.size).toBe(0);
  });

  it.each([
    ["no policy", null],
    ["a disabled one", "version: 1\nenabled: false\n"],
  ])("is silent with %s", async (_what, text) => {
    const place = new Place(3);
    place.policy = text;
    expect(await place.run()).toMatchObject({ kind: "silent", outcomes: [], retryIn: null, wake: null });
    expect(place.listed).toBe(0);
  });

  it("is silent in an archived repository, and one that it cannot see", async () => {
    const place = new Place(3);
    place.archived = true;
    expect((await place.run()).kind).toBe("silent");
    expect(await place.run({ standing: async () => ({ closed: "there is no repository" }) })).toMatchObject({
      kind: "closed",
      why: "there is no repository",
    });
    place.archived = false;
    const refused = async () => {
      throw new Refused("GET issues", 410, { message: "Issues are disabled" }, {});
    };
    expect((await place.run({ own: refused })).kind).toBe("closed");
    expect(place.writes).toEqual([]);
  });

  it("reads many incidents one after another, keeps no snapshot, and takes pauses", async () => {
    const place = new Place(300);
    expect(await place.run()).toMatchObject({ kind: "unfinished", reads: 100, retryIn: 900_000 });
    expect(await place.run()).toMatchObject({ kind: "unfinished", reads: 100 });
    expect(place.writes).toEqual([]);
    expect(await place.run()).toMatchObject({ kind: "done", reads: 100 });
    expect(place.reads).toEqual(range(1, 300));
    expect(place.mostLive).toBe(1);
    expect(place.body).toContain("**300 newly overdue.**");
  });

  it("goes on after a rate limit where it stopped, and writes nothing before", async () => {
    const place = new Place(5);
    let limited = true;
    place.trouble.set(3, () => (limited ? new RateLimited("GraphQL", Date.parse(MONDAY), 1_800_000) : null));
    expect(await place.run()).toMatchObject({ kind: "unfinished", retryIn: 1_800_000 });
    expect(place.reads).toEqual([1, 2]);
    expect(place.writes).toEqual([]);
    limited = false;
    expect((await place.run()).kind).toBe("done");
    expect(place.reads).toEqual([1, 2, 3, 4, 5]);
    expect(place.body).toContain("**5 newly overdue.**");
  });

  it("reads all anew after a restart", async () => {
    const place = new Place(3);
    place.trouble.set(3, () => new RateLimited("GraphQL", Date.parse(MONDAY), 1000));
    await place.run();
    place.trouble.clear();
    expect((await place.run({}, new Map())).kind).toBe("done");
    expect(place.reads).toEqual([1, 2, 1, 2, 3]);
  });

  it("begins anew where another report or another policy is what it reads for", async () => {
    const place = new Place(3);
    place.trouble.set(3, () => new RateLimited("GraphQL", Date.parse(MONDAY), 1000));
    await place.run();
    place.trouble.clear();
    place.now = "2026-04-06T09:05:00Z";
    await place.run();
    expect(place.reads).toEqual([1, 2, 1, 2, 3]);
    expect(place.own.map(({ key }) => key)).toEqual(["digest:2026-04-06"]);
  });

  it("tells of an incident that cannot be read, after some tries, instead of leaving it out", async () => {
    const place = new Place(4);
    place.trouble.set(2, () => new Unavailable("#2", 502, "Bad Gateway"));
    expect(await place.run()).toMatchObject({
      kind: "unfinished",
      retryIn: 300_000,
      why: "1 not read yet, first #2",
    });
    expect((await place.run()).kind).toBe("unfinished");
    expect((await place.run()).kind).toBe("done");
    expect(place.reads).toEqual([1, 3, 4]);
    expect(place.body).toContain("1 incident could not be read whole");
    expect(place.body).toContain("HTTP 502 (Bad Gateway)");
  });

  it("tells of one at once where trying again changes nothing", async () => {
    const place = new Place(2);
    place.trouble.set(2, () => new Refused("GET people", 403, { message: "Forbidden" }, {}));
    expect((await place.run()).kind).toBe("done");
    expect(place.body).toContain("- #2: GET people: HTTP 403 (Forbidden)");
  });

  it("holds an outage against no incident", async () => {
    const place = new Place(4);
    let out = true;
    for (const number of [2, 3, 4])
      place.trouble.set(number, () => (out ? new Unavailable(`#${number}`, 502, "x") : null));
    for (let time = 0; time < 5; time += 1) {
      await expect(place.run()).rejects.toBeInstanceOf(Unavailable);
    }
    out = false;
    expect((await place.run()).kind).toBe("done");
    expect(place.reads).toEqual([1, 2, 3, 4]);
    expect(place.body).not.toContain("could not be read");
  });

  it("tells of neighbors that fail for ever, instead of waiting for the end of an outage", async () => {
    const place = new Place(4);
    for (const number of [2, 3]) place.trouble.set(number, () => new Unavailable(`#${number}`, 504, "too large"));
    let outages = 0;
    let last = "";
    for (let look = 0; look < 20 && last !== "done"; look += 1) {
      try {
        last = (await place.run()).kind;
      } catch {
        outages += 1;
      }
    }
    expect([outages, last]).toEqual([8, "done"]);
    expect(place.body).toContain("2 incidents could not be read whole");
    expect(place.reads).toEqual([1, 4]);
  });

  it("leaves out what is gone or no incident any more", async () => {
    const place = new Place(2);
    const result = await place.run({ read: async () => ({ kind: "gone", why: "deleted" }) });
    expect(result).toMatchObject({ kind: "done", reads: 2 });
    expect(place.writes).toEqual([]);
    const none = new Place(2);
    await none.run({ part: () => null });
    expect(none.writes).toEqual([]);
  });

  it("ends where a plan does not converge, or a write is refused for good", async () => {
    const place = new Place(1);
    const stubborn: Write = { kind: "label", key: "x", name: "x", color: "000000", description: "" };
    expect((await place.run({ plan: () => [stubborn] })).outcomes).toHaveLength(5);
    const refused = async () => {
      throw new Refused("POST issues", 403, { message: "no" }, {});
    };
    const result = await new Place(1).run({ apply: refused });
    expect(result.kind).toBe("done");
    expect(result.outcomes.every((outcome) => outcome.result === "failed")).toBe(true);
  });

  it("finishes what a crash left undone, without reading an incident", async () => {
    const place = new Place(3);
    place.own = [own(40, "digest:2026-03-23"), own(50, "digest:2026-03-30"), own(51, "digest:2026-03-30")];
    expect(await place.run()).toMatchObject({ kind: "done", reads: 0 });
    expect(place.listed).toBe(0);
    expect(place.writes).toMatchObject([
      { kind: "close_own", reason: "duplicate", issue: { number: 51 } },
      { kind: "close_own", reason: "completed", issue: { number: 40 } },
      { kind: "label", description: "Last reports: digest 2026-03-30" },
    ]);
  });
});
