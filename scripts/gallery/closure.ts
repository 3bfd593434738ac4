/** From the label to closes that do not count: trackers, and what is said of each close. */
import { policy, World } from "../../test/support/e2e.ts";
import { theAction } from "../../test/support/instance.ts";
import type { Album } from "./album.ts";
import { begin, hideRights, incident, itemsOf, START, TITLE } from "./stories.ts";

export async function playClosure(album: Album): Promise<void> {
  album.chapter("An incident, and closes that do not count");
  await closed(album);
  await notPlanned(album);
  await quarrel(album);
  await unreadable(album);
  await softer(album);
  await withoutGate(album);
}

async function closed(album: Album): Promise<void> {
  const { world, number } = await begin();
  const { author, admin } = world.as;
  await album.comment(world, number, "tracker", "tracker-open", "The tracker right after the label");
  await album.comment(world, number, "tracker", "tracker-open-unfolded", "The same, unfolded", { unfolded: true });
  await world.closeIssue(author, number);
  await world.advance("PT61S");
  await album.comment(world, number, "notice:undo", "undo-person", "Closed early by a person, and reopened");
  const files = { "src/pool.js": "export const size = 20;\n" };
  const pull = await world.pull(author, { files, body: `Fixes #${number}` });
  await world.settle();
  await world.merge(admin, pull);
  await world.advance("PT61S");
  await album.comment(world, number, "notice:undo", "undo-pull", "Closed by the merge of a pull request");
  await world.advance("P1D");
  await author.put(`${world.repo}/contents/docs/pool.md`, {
    message: `Say where the pool is\n\nFixes #${number}`,
    content: Buffer.from("src/pool.js\n").toString("base64"),
  });
  await world.settle();
  await world.advance("PT61S");
  await album.comment(world, number, "notice:undo", "undo-commit", "Closed by a commit's message");
  await world.close();
}

async function notPlanned(album: Album): Promise<void> {
  const story = await begin();
  const { world, number } = story;
  const { author } = world.as;
  await world.closeIssue(author, number, "not_planned");
  await world.advance("PT61S");
  await album.comment(world, number, "notice:undo", "undo-not-planned", "Closed as not planned, without the right to");
  await author.del(`${world.repo}/issues/${number}/labels/incident`);
  await world.settle();
  await album.comment(
    world,
    number,
    "notice:relabelled",
    "relabelled",
    "The incident label taken off, without the right to",
  );
  const [first = 0] = await itemsOf(story);
  await world.closeIssue(author, first);
  await world.settle();
  await album.comment(world, first, "notice:undo", "item-reopened", "An item closed before it is verified");
  await world.say(world.as.admin, number, "/quench override The customer needs the record closed this week.");
  await world.closeIssue(world.as.owner, number);
  await world.advance("PT2M");
  await album.comment(world, number, "tracker", "tracker-override", "Closed by an override, while it runs");
  await world.advance("P8D");
  await album.comment(world, number, "notice:undo", "override-ended", "The override ended with the gate unmet");
  await world.close();
}

async function quarrel(album: Album): Promise<void> {
  const { world, number } = await begin();
  for (let close = 1; close <= 3; close += 1) {
    await world.closeIssue(world.as.author, number);
    await world.advance("PT20M");
  }
  await album.comment(world, number, "notice:disputed", "disputed", "Closed more often than Quench reopens in a day");
  await album.comment(world, number, "tracker", "tracker-disputed", "The tracker while it is disputed");
  await world.close();
}

async function unreadable(album: Album): Promise<void> {
  const story = await begin();
  const { world, number } = story;
  const items = await world.items(number);
  await world.name(items.slice(0, 1));
  await world.settle();
  await hideRights(world);
  await world.closeIssue(world.as.owner, number, "not_planned");
  await world.advance("PT61S");
  await album.comment(world, number, "tracker", "tracker-pending", "Closed while facts cannot be read: not judged yet");
  await world.advance("PT25H");
  await album.comment(world, number, "notice:pending", "pending", "A close that could not be judged for a day");
  await world.close();
}

async function softer(album: Album): Promise<void> {
  const warn = await begin(policy("warn"));
  await warn.world.closeIssue(warn.world.as.author, warn.number);
  await warn.world.advance("PT61S");
  await album.comment(
    warn.world,
    warn.number,
    "notice:warned",
    "warned",
    "Closed early in warn mode: told, not undone",
  );
  await warn.world.close();
  const shadow = await begin(policy("shadow", "promote:\n  warn: 2030-01-15\n"));
  await album.comment(
    shadow.world,
    shadow.number,
    "tracker",
    "tracker-shadow",
    "In shadow mode, a week before warn mode",
  );
  await shadow.world.closeIssue(shadow.world.as.author, shadow.number);
  await shadow.world.advance("PT61S");
  await album.comment(
    shadow.world,
    shadow.number,
    "tracker",
    "tracker-shadow-closed",
    "Closed early in shadow mode: recorded",
  );
  await shadow.world.say(
    shadow.world.as.admin,
    shadow.number,
    "/quench false-alarm the probe was broken, not the shop",
  );
  await shadow.world.settle();
  await album.comment(shadow.world, shadow.number, "tracker", "tracker-false-alarm", "The same, called a false alarm");
  await shadow.world.close();
}

async function withoutGate(album: Album): Promise<void> {
  const { world, number } = await begin();
  await world.as.admin.del(`${world.repo}/issues/${number}/labels/incident`);
  await world.settle();
  await album.comment(world, number, "tracker", "tracker-let-go", "The label taken off by somebody with the right to");
  await world.close();

  const two = await World.open({ app: false, now: START });
  const action = theAction(two);
  const other = await two.open({ title: TITLE, body: incident(two.now()) });
  await action.look(other.number);
  await two.startApp();
  await two.say(two.as.owner, other.number, "Looking at it.");
  await two.settle();
  await action.look(other.number);
  const caption = "Another instance leads: the former tracker says so";
  await album.comment(two, other.number, "tracker", "tracker-follows", caption, { by: action.login });
  await two.close();
}
