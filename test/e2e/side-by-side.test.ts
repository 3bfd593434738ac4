/** Several instances of Quench on one repository: one leads an incident, the others say so and write nothing there. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { report } from "../../src/action/gate/say.ts";
import { form, type Issue, someone, World } from "../support/e2e.ts";
import { anotherApp, type Instance, theAction } from "../support/instance.ts";

let world: World;
afterEach(async () => world.close());

const ACTIONS = "github-actions[bot]";
const BODY = form({ Severity: "SEV1", "Finding types": "slow recovery, late decision" });
const THREE = ["Checkpoint SLA and commander script", "Rollback rehearsal gate", "Regression test for the root cause"];

/** Open items by what they are for, whoever made them. */
async function openItems(number: number): Promise<string[]> {
  const items: Issue[] = await world.items(number);
  return items
    .filter(({ state }) => state === "open")
    .map(({ title }) => title.replace(/ \(.*/, ""))
    .sort();
}

/** Authors of the trackers that speak, and of those that only say who leads. */
async function trackers(number: number): Promise<{ readonly lead: string[]; readonly follow: string[] }> {
  const all = (await world.comments(number)).filter(({ body }) => body.startsWith("<!-- quench:tracker -->"));
  const isFollower = ({ body }: { body: string }): boolean => body.split("\n")[1]?.endsWith("leads here") === true;
  return {
    lead: all.filter((one) => !isFollower(one)).map(({ user }) => user.login),
    follow: all.filter(isFollower).map(({ user }) => user.login),
  };
}

async function reopenings(number: number): Promise<number> {
  return (await world.events(number)).filter(({ event }) => event === "reopened").length;
}

/** Each instance looks in turn, until nothing changes any more. */
async function everybodyLooks(number: number, instances: readonly Instance[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const one of instances) await one.look(number);
}

describe("App and Action", () => {
  it("the App leads: the Action writes nothing, and its job says who leads", async () => {
    world = await World.open();
    const action = theAction(world);
    const { number } = await world.open({ body: BODY });
    await world.settle();
    const result = await action.look(number);
    expect(result.outcomes.filter(({ result: done }) => done === "done")).toEqual([]);
    expect(await trackers(number)).toEqual({ lead: ["quench[bot]"], follow: [] });
    expect(await openItems(number)).toEqual([...THREE].sort());
    const { notes } = report({
      holding: null,
      passes: { watched: [{ result, outcomes: result.outcomes }], broken: new Map(), left: [] },
      dryRun: false,
    });
    expect(notes.join("\n")).toContain("The App `quench[bot]` leads here");
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    await action.look(number);
    expect(await reopenings(number)).toBe(1);
    expect(await world.twice(number)).toEqual([]);
  });

  it("the App takes over from the Action, whose former tracker says so once", async () => {
    world = await World.open({ app: false });
    const action = theAction(world);
    const { number } = await world.open({ body: BODY });
    await action.look(number);
    expect(await trackers(number)).toEqual({ lead: [ACTIONS], follow: [] });
    await world.startApp();
    await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["sev1"] });
    await world.settle();
    await action.look(number);
    expect(await trackers(number)).toEqual({ lead: ["quench[bot]"], follow: [ACTIONS] });
    const [former] = (await world.comments(number)).filter(({ user }) => user.login === ACTIONS);
    expect(former?.body).toContain("## ➖ `quench[bot]` leads here");
    expect(former?.body).toMatch(/\[its tracker comment\]\(https:\/\/\S+#issuecomment-\d+\)/);
    expect((await action.look(number)).outcomes).toEqual([]);
    expect(await openItems(number)).toEqual([...THREE].sort());
  });

  it("come to one of each where both looked at the same time", async () => {
    world = await World.open();
    const action = theAction(world);
    const { number } = await world.open({ labels: [], body: BODY });
    await Promise.all([
      world.as.owner
        .post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] })
        .then(() => action.look(number)),
      world.settle(),
    ]);
    await action.look(number);
    await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["sev1"] });
    await world.settle();
    await action.look(number);
    expect((await trackers(number)).lead).toEqual(["quench[bot]"]);
    expect(await openItems(number)).toEqual([...THREE].sort());
    expect(await world.twice(number)).toEqual([]);
  });

  it("a command is answered by the one that leads alone", async () => {
    world = await World.open();
    const action = theAction(world);
    const { number } = await world.open({ body: BODY });
    await world.settle();
    await world.say(world.as.owner, number, "/quench override because");
    await world.settle();
    await action.look(number);
    const answers = (await world.comments(number)).filter(({ body }) => body.startsWith("<!-- quench:notice:answer:"));
    expect(answers.map(({ user }) => user.login)).toEqual(["quench[bot]"]);
  });
});

describe("two Apps", () => {
  it("the one whose tracker came first leads; two reopenings a day between them", async () => {
    world = await World.open();
    await world.control("POST", "clock", { now: "2030-01-09T10:00:00Z" });
    const guard = await anotherApp(world, "guard");
    const { number } = await world.open({ body: BODY });
    await world.settle();
    for (let close = 1; close <= 6; close += 1) {
      if ((await world.issue(number)).state === "open") await world.closeIssue(world.as.author, number);
      await world.advance("PT61S");
      await everybodyLooks(number, [guard]);
      await world.advance("PT20M");
    }
    expect(await reopenings(number)).toBe(2);
    expect(await trackers(number)).toEqual({ lead: ["quench[bot]"], follow: [] });
    expect((await world.comments(number)).filter(({ user }) => user.login === "guard[bot]")).toEqual([]);
    expect(await world.twice(number)).toEqual([]);
  });

  it("the later one yields, also where both had begun, and takes over where the leader's tracker is gone", async () => {
    world = await World.open({ app: false });
    const guard = await anotherApp(world, "guard");
    const { number } = await world.open({ body: BODY });
    await guard.look(number);
    await world.startApp();
    await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["sev1"] });
    await world.settle();
    expect(await trackers(number)).toEqual({ lead: ["guard[bot]"], follow: [] });
    // A close is undone by the one that leads, and by no other.
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
    await guard.look(number);
    const [reopened] = (await world.events(number)).filter(({ event }) => event === "reopened");
    expect(reopened?.actor?.login).toBe("guard[bot]");
    // Uninstalled, and its tracker cleared away.
    const [tracker] = (await world.comments(number)).filter(({ user }) => user.login === "guard[bot]");
    await world.as.admin.del(`${world.repo}/issues/comments/${tracker?.id ?? 0}`);
    await world.settle();
    expect(await trackers(number)).toEqual({ lead: ["quench[bot]"], follow: [] });
    expect(await openItems(number)).toEqual([...THREE].sort());
    // The former leader, back again, finds itself second.
    expect((await guard.look(number)).outcomes).toEqual([]);
  });
});

describe("who is no instance", () => {
  const MARKED = "<!-- quench:tracker -->\n## Mine\n\n<!-- quench-memory YQ.YQ -->";

  it("a person who pastes the marker, or edits it into a bot's comment", async () => {
    world = await World.open({ app: false });
    const { number } = await world.open({ body: BODY });
    await world.say(world.as.author, number, MARKED);
    const { data: stale } = await world.control("POST", "apps", { slug: "stale" });
    const said = await fetch(`${world.box.url}${world.repo}/issues/${number}/comments`, {
      method: "POST",
      headers: { authorization: `Bearer ${stale.token}` },
      body: JSON.stringify({ body: "I mark what is stale." }),
    });
    const { id } = (await said.json()) as { id: number };
    await world.as.admin.patch(`${world.repo}/issues/comments/${id}`, { body: MARKED });
    await world.startApp();
    expect((await trackers(number)).lead).toContain("quench[bot]");
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect(await reopenings(number)).toBe(1);
  });

  it.each([
    "<!-- quench:tracker -->\n## Mine",
    MARKED,
  ])("a workflow that types it does not silence the App", async (body) => {
    world = await World.open({ app: false });
    const { number } = await world.open({ body: BODY });
    await world.as.actions.post(`${world.repo}/issues/${number}/comments`, { body });
    await world.startApp();
    await world.settle();
    expect((await trackers(number)).lead).toContain("quench[bot]");
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect(await reopenings(number)).toBe(1);
  });

  it("another App's bot that repeats what a person made it repeat", async () => {
    world = await World.open({ app: false });
    const { number } = await world.open({ body: BODY });
    const { data: echo } = await world.control("POST", "apps", { slug: "echo" });
    const bot = someone(world.box.url, echo.login, echo.token);
    await world.say(bot, number, MARKED);
    await world.startApp();
    await world.advance("PT61S");
    expect((await trackers(number)).lead).toContain("quench[bot]");
    expect(await openItems(number)).toEqual([...THREE].sort());
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect(await reopenings(number)).toBe(1);
    expect(await world.twice(number)).toEqual([]);
  });
});
