/** R-O1 in the box: ten weeks of digests, and what people, outages and second instances do to them. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { withoutCode } from "../support/visible.ts";
import { BOT, form, type Issue, policy, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const LABEL = "quench: report";
/** Without an audit, whose issues are another matter. */
const ALONE = "rhythm:\n  audit: null\n";
/** A Friday. */
const START = "2030-03-01T10:00:00Z";

interface Digest extends Issue {
  readonly created_at: string;
}

async function digests(): Promise<Digest[]> {
  return (await world.labelled(LABEL)).filter(({ title }) => title.startsWith("Hardening digest")) as Digest[];
}

/** Each digest as `#5 open March 4, 2030`. */
async function told(): Promise<string[]> {
  return (await digests()).map(({ state, title }) => `${state} ${title.replace("Hardening digest: week of ", "")}`);
}

/** Moves the clock to an instant. */
async function until(instant: string): Promise<void> {
  await world.control("POST", "clock", { now: instant });
  await world.settle();
}

async function incident(fields: Readonly<Record<string, string>> = {}): Promise<number> {
  const { number } = await world.open({
    body: form({ Severity: "SEV1", "Finding types": "slow recovery", ...fields }),
  });
  await world.settle();
  return number;
}

describe("ten weeks", () => {
  it("have a digest each, at nine in Berlin, over a holiday, a change of clocks and restarts", async () => {
    // Monday, March 11 and Easter Monday, April 22 are off; the clocks change on Sunday, March 31.
    const off = "  days_off: [2030-03-11, 2030-04-22]\n";
    world = await World.open({ policy: policy("enforce", `time:\n  zone: Europe/Berlin\n${off}${ALONE}`), now: START });
    const number = await incident();
    const mornings = [
      "2030-03-04T08",
      "2030-03-12T08",
      "2030-03-18T08",
      "2030-03-25T08",
      "2030-04-01T07",
      "2030-04-08T07",
      "2030-04-15T07",
      "2030-04-23T07",
      "2030-04-29T07",
      "2030-05-06T07",
    ];
    for (const [index, hour] of mornings.entries()) {
      const before = new Date(Date.parse(`${hour}:00:00Z`) - 5_000).toISOString();
      await until(before);
      expect(await digests()).toHaveLength(index);
      if (index % 3 === 1) await world.restart();
      await until(`${hour}:00:02Z`);
      expect(await digests()).toHaveLength(index + 1);
      if (index % 3 === 2) await world.restart();
      await until(`${hour.slice(0, 10)}T20:00:00Z`);
    }
    const all = await digests();
    expect(await told()).toEqual([
      "closed March 4, 2030",
      "closed March 11, 2030",
      "closed March 18, 2030",
      "closed March 25, 2030",
      "closed April 1, 2030",
      "closed April 8, 2030",
      "closed April 15, 2030",
      "closed April 22, 2030",
      "closed April 29, 2030",
      "open May 6, 2030",
    ]);
    for (const [index, digest] of all.entries()) {
      expect(Date.parse(digest.created_at) - Date.parse(`${mornings[index]}:00:00Z`)).toBeLessThan(60_000);
      expect(digest.state_reason).toBe(index === 9 ? null : "completed");
      if (index > 0) expect(digest.body).toContain(`Last week: #${all[index - 1]?.number}.`);
      expect(withoutCode(digest.body)).not.toContain("@");
      expect(await world.comments(digest.number)).toEqual([]);
    }
    expect(all[0]?.body).not.toContain("Last");
    expect(await world.twice(number)).toEqual([]);
  }, 60_000);

  it("tell what is new, what is due and what is ready, in the guide's order", async () => {
    world = await World.open({ policy: policy("enforce", ALONE), now: START });
    const number = await incident();
    const [first, second, third] = await world.items(number);
    if (first === undefined || second === undefined || third === undefined) throw new Error("there are three items");
    await world.name([first, second]);
    await world.say(world.as.admin, first.number, "/quench due 2030-03-03");
    await world.say(world.as.admin, second.number, "/quench due 2030-03-08");
    await world.say(world.as.owner, second.number, "/quench blocked the vendor <b>@acme</b> sleeps");
    await world.settle();
    await until("2030-03-04T09:00:02Z");
    const [digest] = await digests();
    const text = digest?.body ?? "";
    expect(text.split("\n").slice(0, 2)).toEqual([
      "<!-- quench:own:digest:2030-03-04 -->",
      `**1 newly overdue · 1 due this week · 1 ownerless or departed · 3 with weak evidence · 1 blocked.** Nearest step: name who answers for #${third.number}.`,
    ]);
    expect([...text.matchAll(/^### (.+)$/gm)].map(([, title]) => title)).toEqual([
      "Newly overdue",
      "Due this week",
      "Ownerless or departed",
      "Weak evidence",
      "Blocked: reassign now",
    ]);
    const owner = `(\`${world.as.owner.login}\`)`;
    expect(text).toContain(`- Item #${first.number} was due on Mar 3, 2030 ${owner}.\n`);
    expect(text).toContain(`- Item #${second.number} is due on Mar 8, 2030 ${owner}.\n`);
    expect(text).toContain(
      `- #${second.number} is blocked: the vendor &lt;b&gt;@\u200bacme&lt;/b&gt; sleeps ${owner}.`,
    );
    await until("2030-03-11T09:00:02Z");
    const [, next] = await digests();
    expect(next?.body).toContain(`**1 newly overdue · 1 still overdue`);
    expect(next?.body).toContain(`<summary>1 still overdue</summary>\n\n- Item #${first.number} was due`);
  });

  it("are quiet while there is nothing to say", async () => {
    world = await World.open({ policy: policy("enforce", ALONE), now: START });
    await until("2030-03-04T09:00:02Z");
    expect(await world.labelled(LABEL)).toEqual([]);
    const number = await incident();
    await until("2030-03-11T09:00:02Z");
    expect(await told()).toEqual(["open March 11, 2030"]);
    await world.closeIssue(world.as.admin, number, "not_planned");
    await world.settle();
    await until("2030-03-18T09:00:02Z");
    await until("2030-03-25T09:00:02Z");
    await world.restart();
    expect(await told()).toEqual(["closed March 11, 2030"]);
    // What becomes worth telling in the week waits for the next one, whatever is restarted.
    await incident();
    await until("2030-03-27T09:00:00Z");
    await world.restart();
    expect(await digests()).toHaveLength(1);
    await until("2030-04-01T09:00:02Z");
    expect(await told()).toEqual(["closed March 11, 2030", "open April 1, 2030"]);
    const [former, present] = await digests();
    expect(present?.body).toContain(`Last digest: #${former?.number}.`);
  });
});

describe("a digest is made for a time in which it was asked for", () => {
  it("not before there was a policy, nor while it is switched off", async () => {
    world = await World.open({ policy: null, now: START });
    await world.open();
    await until("2030-03-05T10:00:00Z");
    await world.setPolicy(policy("shadow", ALONE));
    await world.settle();
    await until("2030-03-06T10:00:00Z");
    expect(await digests()).toEqual([]);
    await world.setPolicy(policy("shadow", "rhythm:\n  audit: null\n  digest: null\n"));
    await world.settle();
    await until("2030-03-12T10:00:00Z");
    expect(await digests()).toEqual([]);
    await world.setPolicy(policy("warn", ALONE));
    await world.settle();
    await until("2030-03-15T10:00:00Z");
    expect(await digests()).toEqual([]);
    await until("2030-03-18T09:00:02Z");
    expect(await told()).toEqual(["open March 18, 2030"]);
  });

  it("only the newest after an outage of the App", async () => {
    world = await World.open({ policy: policy("enforce", ALONE), now: START });
    await incident();
    await until("2030-03-04T09:00:02Z");
    await world.stopApp();
    await until("2030-03-27T15:00:00Z");
    await world.startApp();
    expect(await told()).toEqual(["closed March 4, 2030", "open March 25, 2030"]);
  });
});

describe("what people do with a digest", () => {
  it("stays: closed, edited, deleted or labelled, it is not made again", async () => {
    world = await World.open({ policy: policy("enforce", ALONE), now: START });
    await incident();
    await until("2030-03-04T09:00:02Z");
    const [first] = await digests();
    await world.closeIssue(world.as.author, first?.number ?? 0);
    await world.settle();
    await world.restart();
    await until("2030-03-05T09:00:00Z");
    expect(await told()).toEqual(["closed March 4, 2030"]);

    await until("2030-03-11T09:00:02Z");
    const [, second] = await digests();
    expect(second?.body).toContain(`Last week: #${first?.number}.`);
    await world.as.admin.patch(`${world.repo}/issues/${second?.number}`, {
      body: "We talked about it.",
      title: "Done",
    });
    await world.as.admin.post(`${world.repo}/issues/${second?.number}/labels`, { labels: ["incident"] });
    await world.settle();
    await world.restart();
    await until("2030-03-12T09:00:00Z");
    expect(await world.issue(second?.number ?? 0)).toMatchObject({ body: "We talked about it.", title: "Done" });
    expect(await world.labelled(LABEL)).toHaveLength(2);

    await until("2030-03-18T09:00:02Z");
    const third = (await digests()).at(-1);
    await world.control("POST", "issue-deletions", { number: third?.number });
    await world.settle();
    await world.restart();
    await until("2030-03-19T09:00:00Z");
    expect((await digests()).map(({ title }) => title)).toEqual(["Hardening digest: week of March 4, 2030"]);
  });

  it("starts no incident, even where somebody labels it as one", async () => {
    world = await World.open({ policy: policy("enforce", ALONE), now: START });
    await incident();
    await until("2030-03-04T09:00:02Z");
    const [digest] = await digests();
    await world.as.admin.post(`${world.repo}/issues/${digest?.number}/labels`, { labels: ["incident"] });
    await world.settle();
    await world.advance("PT1H");
    expect(await world.comments(digest?.number ?? 0)).toEqual([]);
    expect(await world.items(digest?.number ?? 0)).toEqual([]);
    await until("2030-03-11T09:00:02Z");
    const [, next] = await digests();
    expect(next?.body).not.toContain(`Incident #${digest?.number}`);
  });

  it("may take our label away: this week's digest is found all the same", async () => {
    world = await World.open({ policy: policy("enforce", ALONE), now: START });
    await incident();
    await until("2030-03-04T09:00:02Z");
    const [digest] = await digests();
    await world.as.admin.del(`${world.repo}/labels/${encodeURIComponent(LABEL)}`);
    await world.restart();
    await world.advance("PT2H");
    const ours: Issue[] = await world.as.admin.get(`${world.repo}/issues?state=all&creator=${BOT}&per_page=100`);
    expect(ours.filter(({ title }) => title === digest?.title).map(({ number, state }) => [number, state])).toEqual([
      [digest?.number, "open"],
    ]);
  });
});

describe("faults while a digest is made", () => {
  it.each([
    ["a refused write", { route: "POST /repos/*/issues", status: 502, times: 2 }],
    ["an answer that is lost", { route: "POST /repos/*/issues", status: 502, apply: true, times: 1 }],
    ["a broken connection", { route: "POST /repos/*/issues", times: 1 }],
    ["lists that fail", { route: "GET /repos/*/issues", status: 503, times: 6 }],
    ["a label that fails", { route: "* /repos/*/labels/**", status: 502, times: 2 }],
    ["GraphQL out of order", { route: "POST /graphql", status: 502, times: 9 }],
    ["a rate limit in the middle", { route: "POST /graphql", rate_limit: "primary", times: 1, after: 2 }],
    ["a secondary limit", { route: "POST /graphql", rate_limit: "secondary", retry_after: 90, times: 1, after: 1 }],
  ])("leave one digest: %s", async (_what, fault) => {
    world = await World.open({ policy: policy("enforce", ALONE), now: START });
    for (let index = 0; index < 3; index += 1) await incident();
    world.sparePeople();
    await until("2030-03-04T08:59:00Z");
    await world.fault(fault);
    await until("2030-03-04T09:00:02Z");
    for (let look = 0; look < 4; look += 1) await world.advance("PT31M");
    expect(await told()).toEqual(["open March 4, 2030"]);
    expect((await digests())[0]?.body).toContain("**9 ownerless or departed · 9 with weak evidence.**");
  });

  it("an incident that cannot be read is named in it", async () => {
    world = await World.open({ policy: policy("enforce", ALONE), now: START });
    const number = await incident();
    await until("2030-03-04T08:59:00Z");
    await world.fault({ graphql: "partial", path: "repository.issue.comments" });
    await until("2030-03-04T09:00:02Z");
    for (let look = 0; look < 6; look += 1) await world.advance("PT11M");
    const [digest] = await digests();
    expect(digest?.body).toContain("1 incident could not be read whole");
    expect(digest?.body).toContain(`- #${number}: `);
  });
});

describe("two instances at once", () => {
  it("make one digest a week", async () => {
    world = await World.open({ policy: policy("enforce", ALONE), app: false, now: START });
    await world.startApp();
    await world.startApp();
    await incident();
    for (const day of ["2030-03-04", "2030-03-11", "2030-03-18"]) {
      await until(`${day}T09:00:02Z`);
      await world.advance("PT10M");
      const open = (await digests()).filter(({ state }) => state === "open");
      expect(open.map(({ body }) => body.split("\n")[0])).toEqual([`<!-- quench:own:digest:${day} -->`]);
    }
    expect(await digests()).toHaveLength(3);
    // The claim is gone with the work.
    for (const { number } of await digests())
      expect(await world.as.admin.get(`${world.repo}/issues/${number}/reactions`)).toEqual([]);
  });
});
