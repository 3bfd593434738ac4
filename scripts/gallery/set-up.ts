/** Before there is a policy, and when it changes. */
import { policy, World } from "../../test/support/e2e.ts";
import type { Album } from "./album.ts";
import { begin, incident, START, TITLE } from "./stories.ts";

const NAME = "Quench / policy";

export async function playSetUp(album: Album): Promise<void> {
  album.chapter("Setting up, and changing the policy");
  await offered(album);
  await pointed(album);
  await proposed(album);
  await policies(album);
}

/** A repository without a policy that has closed incidents. */
async function withPast(): Promise<World> {
  const world = await World.open({ policy: null, app: false, now: START });
  for (const title of [
    "Order mails went out twice",
    "Search answered nothing for an hour",
    "Stock counts were a day old",
  ]) {
    const { number } = await world.open({ title, body: incident(world.now()) });
    if (title.startsWith("Order")) {
      const pull = await world.pull(world.as.author, { files: { "a.txt": "a" }, body: `Closes #${number}` });
      await world.merge(world.as.admin, pull);
    } else await world.closeIssue(world.as.owner, number);
    await world.advance("P2D");
  }
  return world;
}

async function offered(album: Album): Promise<void> {
  const world = await withPast();
  await world.startApp();
  await world.advance("PT1M");
  await album.issue(world, "Set up Quench", "set-up", "A repository that has incidents and no policy: one issue");
  await world.close();
}

async function pointed(album: Album): Promise<void> {
  const world = await World.open({ policy: null, now: START });
  const { number } = await world.open({ title: TITLE, body: incident(world.now()) });
  await world.settle();
  await album.comment(
    world,
    number,
    "notice:set-up",
    "set-up-pointer",
    "The first incident labelled points to it, once",
  );
  await world.close();
}

/** Where contents and pull requests may be written. */
async function proposed(album: Album): Promise<void> {
  const world = await withPast();
  const read = { actions: "read", statuses: "read", members: "read" };
  const write = { issues: "write", checks: "write", contents: "write", pull_requests: "write" };
  await world.control("POST", "installations", {
    action: "new_permissions_accepted",
    permissions: { ...read, ...write },
  });
  await world.startApp();
  await world.advance("PT1M");
  await album.issue(world, "Set up Quench", "set-up-pull", "The same as a pull request, where it may write files");
  await world.close();
}

async function policies(album: Album): Promise<void> {
  const { world } = await begin(policy("shadow"));
  const gone = await world.open({ title: "Order mails went out twice", body: incident(world.now()) });
  await world.settle();
  await world.closeIssue(world.as.owner, gone.number);
  await world.advance("PT10M");
  const path = ".github/quench.yml";
  const change = (text: string) => world.pull(world.as.author, { files: { [path]: text }, title: "Change the policy" });
  const bad = await change("version: 1\nmode: loud\nclosure:\n  grce: 1m\n");
  const good = await change(policy("enforce", "scores:\n  scorecard: 3\n"));
  await world.settle();
  await album.check(world, bad.head.sha, NAME, "policy-invalid", "A policy with errors, told on their lines");
  await album.check(world, good.head.sha, NAME, "policy-valid", "A valid one: what it would change");
  const { head } = await world.pull(world.as.author, { files: { "docs/a.md": "a" } });
  const { ref: branch } = (await world.as.author.get(`${world.repo}/pulls?state=open`)).find(
    (pull: { head: { sha: string } }) => pull.head.sha === head.sha,
  ).head;
  const present = await world.as.author.get(`${world.repo}/contents/${path}?ref=${branch}`);
  await world.as.author.del(`${world.repo}/contents/${path}`, { message: "Off", sha: present.sha, branch });
  await world.settle();
  const { object } = await world.as.admin.get(`${world.repo}/git/ref/heads/${branch}`);
  await album.check(world, object.sha, NAME, "policy-deleted", "The policy deleted");
  await world.close();
}
