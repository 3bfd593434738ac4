/** What goes beyond one incident's own text: items that somebody took away, and the repository's other incidents. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, type Issue, type Someone, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const BODY = form({ Severity: "SEV1", "Failure class": "capacity", "Finding types": "slow recovery" });
const WITHOUT = "without the right to let it go";

async function openIncident(): Promise<{ number: number; item: Issue }> {
  world = await World.open();
  const { number } = await world.open({ body: BODY });
  await world.settle();
  // A pass that sees the items remembers them.
  await world.advance("PT1H");
  const [item] = await world.items(number);
  if (item === undefined) throw new Error("no items");
  return { number, item };
}

/** The tracker once it was looked at again. */
async function trackerOf(number: number): Promise<string> {
  await world.settle();
  await world.say(world.as.owner, number, "/quench score");
  await world.settle();
  return world.tracker(number);
}

async function offTheIncident(by: Someone, number: number, item: Issue): Promise<void> {
  await by.del(`${world.repo}/issues/${number}/sub_issue`, { sub_issue_id: item.id });
}

async function putBelowAnother(by: Someone, item: Issue): Promise<void> {
  const other = await world.open({ title: "Something else", labels: [] }, by);
  await by.post(`${world.repo}/issues/${other.number}/sub_issues`, { sub_issue_id: item.id });
}

/** Takes it below another issue, which its own reference to the incident does not outweigh. */
async function moveBelowAnother(by: Someone, number: number, item: Issue): Promise<void> {
  await offTheIncident(by, number, item);
  await putBelowAnother(by, item);
}

async function unlabel(by: Someone, item: Issue): Promise<void> {
  await by.del(`${world.repo}/issues/${item.number}/labels/hardening`);
}

/** What people do on a page, for which GitHub's REST API has no route. */
async function onPage(route: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const { status, data } = await world.control("POST", route, { repository: world.box.repository, ...fields });
  if (status >= 300) throw new Error(JSON.stringify(data));
}

/** @param visible whether Quench is installed where it goes. */
async function transfer(by: Someone, item: Issue, visible: boolean): Promise<void> {
  await onPage("repositories", { repository: "acme/attic", admin: by.login, install: visible, private: true });
  await onPage("issue-transfers", { number: item.number, to: "acme/attic", actor: by.login });
}

describe("R-B5: an item that somebody takes away", () => {
  it("off the incident and its own body still counts, because the body names the incident", async () => {
    const { number, item } = await openIncident();
    await offTheIncident(world.as.author, number, item);
    const tracker = await trackerOf(number);
    expect(tracker).not.toContain("was taken off the incident");
    expect(tracker).toContain(`#${item.number}`);
  });

  it("below another issue keeps blocking by somebody without the right", async () => {
    const { number, item } = await openIncident();
    await moveBelowAnother(world.as.author, number, item);
    const tracker = await trackerOf(number);
    expect(tracker).toContain(`#${item.number} was taken off the incident ${WITHOUT}`);
    expect(tracker).toContain("**P0 and P1 items**: 0 of 3 resolved.");
    await world.closeIssue(world.as.admin, number);
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("open");
  });

  it("below another issue is let go by a maintainer", async () => {
    const { number, item } = await openIncident();
    await moveBelowAnother(world.as.admin, number, item);
    const tracker = await trackerOf(number);
    expect(tracker).toContain("**P0 and P1 items**: 0 of 2 resolved.");
    expect(tracker).not.toContain("was taken off");
    await world.restart();
    expect(await trackerOf(number)).not.toContain(WITHOUT);
  });

  it("with label and all keeps blocking, until somebody with the right does the same", async () => {
    const { number, item } = await openIncident();
    await unlabel(world.as.author, item);
    await offTheIncident(world.as.author, number, item);
    await putBelowAnother(world.as.author, item);
    expect(await trackerOf(number)).toContain(WITHOUT);
    await world.as.author.post(`${world.repo}/issues/${item.number}/labels`, { labels: ["hardening"] });
    await unlabel(world.as.admin, item);
    expect(await trackerOf(number)).toContain("**P0 and P1 items**: 0 of 2 resolved.");
  });

  it("transferred keeps blocking by somebody without the right, and not by a maintainer", async () => {
    const first = await openIncident();
    await transfer(world.as.author, first.item, true);
    const tracker = await trackerOf(first.number);
    expect(tracker).toContain(`was transferred ${WITHOUT}`);
    await world.close();

    const second = await openIncident();
    await transfer(world.as.admin, second.item, true);
    expect(await trackerOf(second.number)).toContain("**P0 and P1 items**: 0 of 2 resolved.");
  });

  it("transferred out of sight, or deleted, is unknown: nobody says by whom", async () => {
    const { number, item } = await openIncident();
    await transfer(world.as.author, item, false);
    expect(await trackerOf(number)).toContain("is gone, deleted or transferred out of Quench's sight");
    await world.close();

    const other = await openIncident();
    await onPage("issue-deletions", { number: other.item.number });
    expect(await trackerOf(other.number)).toContain(`#${other.item.number} was deleted`);
    await world.closeIssue(world.as.admin, other.number);
    await world.advance("PT2M");
    await world.say(world.as.admin, other.number, "/quench override The item was a duplicate of another one.");
    await world.closeIssue(world.as.admin, other.number);
    await world.advance("PT2M");
    expect((await world.issue(other.number)).state).toBe("closed");
  });
});

describe("R-S3, R-M1: the repository's other incidents", () => {
  it("show that a control was used, by the word of a collaborator and of nobody else", async () => {
    const { number, item } = await openIncident();
    const items = await world.items(number);
    await world.name(items);
    await world.ship(items);
    await world.advance("PT1H");
    const used = (by: Someone, more: Readonly<Record<string, string>> = {}) =>
      world.open(
        {
          title: "Again",
          body: form({ "Failure class": "capacity", Timeline: `- 09:00 #${item.number} held it`, ...more }),
        },
        by,
      );
    await trackerOf(number);
    expect(await world.itemText(item)).toContain("no incident or drill has used it yet");

    const outsiders = await world.open(
      { title: "Again", labels: [], body: form({ Timeline: `- 09:00 #${item.number} held it` }) },
      world.as.outsider,
    );
    await world.as.owner.post(`${world.repo}/issues/${outsiders.number}/labels`, { labels: ["incident"] });
    await trackerOf(number);
    expect(await world.itemText(item)).toContain("no incident or drill has used it yet");

    const drill = await used(world.as.verifier, { Drill: "- [x] This is a drill, not an incident" });
    await trackerOf(number);
    expect(await world.itemText(item)).toContain(`the drill #${drill.number} used it`);
  });
});
