import { describe, expect, it } from "@jest/globals";
import { portfolioSchema } from "../src/core/portfolio/document-schema.ts";
import type { ListedIncident } from "../src/core/portfolio/part.ts";
import type { Issue } from "../src/core/snapshot/issue.ts";
import type { Snapshot } from "../src/core/snapshot/snapshot.ts";
import { verdictSchema } from "../src/core/verdict/schema.ts";
import type { Identity } from "../src/github/identity.ts";
import type { ReadResult } from "../src/github/read.ts";
import type { GitHubClient } from "../src/github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../src/github/request/errors.ts";
import { type ReportDeps, type ReportedIncident, reportOn, type RepositoryReport } from "../src/report.ts";
import { portfolioFacts } from "./support/portfolio.ts";
import { closed, day, incident, item, labeled, shut, snapshot } from "./support/snapshot.ts";

const NOW = "2026-03-09T09:00:00Z";
const POLICY = "version: 1\nmode: enforce\n";
const APP: Identity = { login: "quench[bot]", appId: 1, kind: "app", key: new Uint8Array(32) };

/** A repository with so many open incidents, of which a test says how each is answered. */
class Place {
  policy: string | null = POLICY;
  readonly listed: ListedIncident[];
  readonly asked: number[] = [];
  readonly selves: Identity[] = [];
  /** By number: an error, another answer, or what changes about the snapshot; asked anew at each read. */
  readonly answers = new Map<number, () => Error | ReadResult | Partial<Snapshot>>();

  constructor(count: number) {
    this.listed = Array.from({ length: count }, (_, index) => ({
      number: index + 1,
      url: `https://github.com/acme/shop/issues/${index + 1}`,
      title: `Incident ${index + 1}`,
      state: "open",
      closedAt: null,
      scope: "current",
    }));
  }

  async run(more: Partial<ReportDeps> = {}): Promise<RepositoryReport> {
    const { repository, self } = portfolioFacts();
    const path = ".github/quench.yml";
    const steps: ReportDeps["steps"] = {
      standing: async () => ({
        now: NOW,
        repository,
        self,
        policy:
          this.policy === null
            ? []
            : [{ path, commit: "c0ffee", committedAt: "2026-01-05T12:00:00Z", text: this.policy }],
        decided: null,
      }),
      ledger: async () => ({ entries: [], more: false }),
      list: async () => ({ incidents: this.listed, beyond: 0 }),
      read: async (_client, { number }, who) => {
        this.asked.push(number);
        this.selves.push(who);
        const answer = this.answers.get(number)?.() ?? {};
        if (answer instanceof Error) throw answer;
        return "kind" in answer ? answer : { kind: "snapshot", snapshot: { ...one(number), ...answer } };
      },
      ...more.steps,
    };
    return reportOn({ owner: "acme", repo: "shop" }, { client: {} as GitHubClient, identity: APP, ...more, steps });
  }

  async read(more: Partial<ReportDeps> = {}) {
    const report = await this.run(more);
    if (report.kind !== "read") throw new Error(report.kind);
    expect(portfolioSchema.parse(report.portfolio)).toEqual(report.portfolio);
    return report.portfolio;
  }
}

function one(number: number, over: Partial<Issue> = {}): Snapshot {
  const url = `https://github.com/acme/shop/issues/${number}`;
  const issue = {
    ...incident({ events: [labeled(day(0), "olga")] }),
    number,
    url,
    title: `Incident ${number}`,
    ...over,
  };
  return snapshot({
    now: NOW,
    incident: issue,
    items: [item(100 + number, { owner: "oscar", fields: { due: "2026-03-02" } })],
  });
}

const limit = () => new RateLimited("GraphQL", Date.parse(NOW), 1_800_000);

describe("a report on a repository", () => {
  it("has a row and a verdict of each incident, and the digest of today", async () => {
    const place = new Place(2);
    const kept: ReportedIncident[] = [];
    const told: string[] = [];
    const portfolio = await place.read({
      keep: (each) => void kept.push(each),
      progress: (done, all) => void told.push(`${done}/${all}`),
    });
    expect(place.asked).toEqual([1, 2]);
    expect(portfolio).toMatchObject({ repository: "acme/shop", at: NOW, complete: true, stopped: null, notes: [] });
    expect(portfolio).toMatchObject({ outcome: "fail", overdue: 2, mode: "enforce" });
    expect(portfolio.policy).toMatchObject({ path: ".github/quench.yml", commit: "c0ffee" });
    expect(
      portfolio.incidents.map(({ number, standing, owner, due }) => [number, standing, owner, due?.day, due?.overdue]),
    ).toEqual([
      [1, "not_ready", "oscar", "2026-03-02", true],
      [2, "not_ready", "oscar", "2026-03-02", true],
    ]);
    expect(portfolio.sections.find(({ name }) => name === "overdue")?.entries.map(({ item: of }) => of)).toEqual([
      101, 102,
    ]);
    expect(kept.map(({ number, bundle }) => [number, bundle])).toEqual([
      [1, null],
      [2, null],
    ]);
    expect(kept.every(({ verdict }) => verdictSchema.safeParse(verdict).success)).toBe(true);
    expect(told).toEqual(["0/2", "1/2", "2/2"]);
    expect(place.selves.every(({ key }) => key === APP.key)).toBe(true);
  });

  it("says that there is nothing to tell of, where there is no incident", async () => {
    const portfolio = await new Place(0).read();
    expect(portfolio).toMatchObject({ complete: true, outcome: "not_applicable", incidents: [], sections: [] });
  });

  it("judges by the defaults in warn mode without a policy, and reads whole for that", async () => {
    const place = new Place(1);
    place.policy = null;
    const portfolio = await place.read();
    expect([portfolio.policy.path, portfolio.mode]).toEqual([null, "warn"]);
    // The App reads little where it keeps silent.
    expect(place.selves).toEqual([{ ...APP, kind: "action", key: null }]);
  });

  it("judges by the last valid policy, and says what is wrong with the newest", async () => {
    const place = new Place(1);
    place.policy = "version: 1\nmode: loud\n";
    const portfolio = await place.read();
    expect(portfolio.mode).toBe("shadow");
    expect(portfolio.policy.problem).toContain(".github/quench.yml:2:7");
  });

  it("judges nothing where the policy is switched off, and reads no incident", async () => {
    const place = new Place(3);
    place.policy = `${POLICY}enabled: false\n`;
    expect(await place.run()).toEqual({ kind: "disabled", repository: "acme/shop" });
    expect(place.asked).toEqual([]);
  });

  it("tells an incident that was let go, or closed before its time, from one that is open", async () => {
    const place = new Place(3);
    place.answers.set(2, () => ({
      incident: shut(one(2).incident, closed(day(3), "maya", { reason: "not_planned" })),
    }));
    place.answers.set(3, () => ({ kind: "gone", why: "it was transferred to acme/other" }));
    const portfolio = await place.read();
    expect(portfolio.incidents.map(({ number, standing }) => [number, standing])).toEqual([
      [1, "not_ready"],
      [2, "let_go"],
    ]);
    expect(portfolio.incidents[1]).toMatchObject({
      next: null,
      due: null,
      headline: "➖ Let go: closed as not planned",
    });
    expect(portfolio.complete).toBe(true);
  });

  it("leaves out what is no incident any more", async () => {
    const place = new Place(2);
    place.answers.set(1, () => ({ incident: { ...one(1).incident, labels: [] } }));
    expect((await place.read()).incidents.map(({ number }) => number)).toEqual([2]);
  });
});

describe("what could not be read", () => {
  it("is out of our sight as a whole: no report", async () => {
    const gone = await new Place(1).run({ steps: { standing: async () => ({ closed: "Could not resolve" }) } });
    expect(gone).toEqual({ kind: "closed", why: "Could not resolve" });
    const list = async (): Promise<never> => {
      throw new Refused("GET issues", 410, { message: "Issues are disabled" }, {});
    };
    expect(await new Place(1).run({ steps: { list } })).toMatchObject({ kind: "closed" });
    const refused = async (): Promise<never> => {
      throw new Refused("GET issues", 401, { message: "Bad credentials" }, {});
    };
    await expect(new Place(1).run({ steps: { list: refused } })).rejects.toMatchObject({ status: 401 });
  });

  it("is told with what is done, and when to come again, where a limit is reached", async () => {
    const place = new Place(4);
    const kept: number[] = [];
    place.answers.set(3, limit);
    const portfolio = await place.read({ keep: ({ number }) => void kept.push(number) });
    expect(place.asked).toEqual([1, 2, 3]);
    expect(kept).toEqual([1, 2]);
    expect(portfolio.complete).toBe(false);
    expect(portfolio.stopped).toEqual({ why: "GitHub's rate limit is reached", again: "2026-03-09T09:30:00Z" });
    expect(portfolio.incidents.map(({ number, standing, title }) => [number, standing, title])).toEqual([
      [1, "not_ready", "Incident 1"],
      [2, "not_ready", "Incident 2"],
      [3, "unread", "Incident 3"],
      [4, "unread", "Incident 4"],
    ]);
    expect(portfolio.counts).toMatchObject({ not_ready: 2, unread: 2 });
  });

  it("is thrown where the limit is reached before the first incident", async () => {
    const list = async (): Promise<never> => {
      throw limit();
    };
    await expect(new Place(1).run({ steps: { list } })).rejects.toBeInstanceOf(RateLimited);
  });

  it("is what is closed, before what is open, where not everything can be read", async () => {
    const place = new Place(4);
    place.listed.splice(0, 2, ...place.listed.slice(0, 2).map((each) => ({ ...each, state: "closed" as const })));
    place.answers.set(1, limit);
    await place.read();
    expect(place.asked).toEqual([3, 4, 1]);
  });

  it("ends where somebody says that it is enough", async () => {
    const place = new Place(3);
    const portfolio = await place.read({
      enough: () => (place.asked.length >= 1 ? "the time limit of 1 minute is reached" : null),
    });
    expect(place.asked).toEqual([1]);
    expect(portfolio.stopped).toEqual({ why: "the time limit of 1 minute is reached", again: null });
    expect(portfolio.counts.unread).toBe(2);
  });

  it("is tried once more at the end, and then told of that incident alone", async () => {
    const place = new Place(3);
    place.answers.set(1, () => new Unavailable("acme/shop#1", 502, "Bad Gateway"));
    const portfolio = await place.read();
    expect(place.asked).toEqual([1, 2, 3, 1]);
    expect(portfolio.incidents.find(({ number }) => number === 1)).toMatchObject({
      standing: "unread",
      outcome: "unknown",
      unread: "acme/shop#1: HTTP 502 (Bad Gateway)",
    });
    expect([portfolio.complete, portfolio.stopped]).toEqual([false, null]);
    let times = 0;
    place.answers.set(1, () => (++times === 1 ? new Unavailable("acme/shop#1", 502, "Bad Gateway") : {}));
    expect((await place.read()).complete).toBe(true);
  });

  it("is an outage where three in a row fail: the others are not tried", async () => {
    const place = new Place(9);
    for (const { number } of place.listed)
      place.answers.set(number, () => new Unavailable("GitHub", null, "ECONNRESET"));
    const portfolio = await place.read();
    expect(place.asked).toEqual([1, 2, 3]);
    expect(portfolio.stopped?.why).toContain("GitHub cannot be read just now");
    expect(portfolio.counts.unread).toBe(9);
    expect(portfolio.outcome).toBe("unknown");
  });

  it("is a part of one incident: told once, read again where that may help", async () => {
    const place = new Place(1);
    place.answers.set(1, () => ({ items: { unreadable: "items: HTTP 502", transient: true } }));
    const portfolio = await place.read();
    expect(place.asked).toEqual([1, 1]);
    expect(portfolio.incidents[0]).toMatchObject({ unread: "items: HTTP 502" });
    expect(portfolio.complete).toBe(false);
    place.answers.set(1, () => ({ items: { unreadable: "items: forbidden" } }));
    place.asked.length = 0;
    expect((await place.read()).complete).toBe(false);
    expect(place.asked).toEqual([1]);
  });

  it("is refused for one: the others are read", async () => {
    const place = new Place(2);
    place.answers.set(1, () => new Refused("GET", 451, { message: "Unavailable for legal reasons" }, {}));
    const portfolio = await place.read();
    expect(place.asked).toEqual([1, 2]);
    expect(portfolio.counts).toMatchObject({ unread: 1, not_ready: 1 });
    expect(portfolio.incidents.find(({ number }) => number === 1)?.unread).toContain("HTTP 451");
  });

  it("is told from what could not be written: a full disk ends the report", async () => {
    const keep = (): never => {
      throw new Error("the disk is full");
    };
    await expect(new Place(2).run({ keep })).rejects.toThrow("the disk is full");
  });

  it("is the ledger: incidents that only it names may be missing, which is said", async () => {
    const ledger = async () => ({ unreadable: "the ledger: HTTP 403" });
    const portfolio = await new Place(1).read({ steps: { ledger } });
    expect(portfolio.complete).toBe(false);
    expect(portfolio.notes).toEqual([
      "The ledger could not be read (the ledger: HTTP 403): incidents closed long ago that have an open entry may be missing.",
    ]);
  });
});
