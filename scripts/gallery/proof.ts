/** Items on their way to being verified, the closure that holds, and what is said afterwards. */
import { policy } from "../../test/support/e2e.ts";
import type { Album } from "./album.ts";
import { begin } from "./stories.ts";

export async function playProof(album: Album): Promise<void> {
  album.chapter("Items, proof and the closure that holds");
  await commands(album);
  await proven(album);
}

const AWAY = policy(
  "enforce",
  "people:\n  escalation: ada-admin\n  away:\n    - {login: olu-owner, from: 2030-01-08, until: 2030-01-18, delegate: vera-verifier}\n",
);

async function commands(album: Album): Promise<void> {
  const { world, number } = await begin(AWAY);
  const { author, admin, owner } = world.as;
  const [first, second] = await world.items(number);
  if (first === undefined || second === undefined) throw new Error("the incident has no items");
  await world.name([first]);
  await world.say(admin, first.number, "/quench due 2030-01-16");
  await world.pull(author, { files: { "src/pool.js": "//\n" }, body: `Hardening: #${first.number}` });
  await world.settle();
  await album.comment(
    world,
    first.number,
    "item",
    "item-start",
    "An item's own comment at its first pull request, its owner away",
  );
  await world.say(author, first.number, "/quench verify");
  await world.settle();
  await album.comment(world, first.number, "notice:answer", "answer", "A command that was not taken is answered once");
  await world.say(owner, number, "/quench help");
  await world.settle();
  await album.comment(world, number, "notice:", "help", "`/quench help`");
  await world.as.admin.post(`${world.repo}/issues/${number}/labels`, { labels: ["quench: paused"] });
  await world.settle();
  await album.comment(world, number, "tracker", "tracker-paused", "Reminders paused, and the owner away");
  await world.close();
}

async function proven(album: Album): Promise<void> {
  const story = await begin();
  const { world, number } = story;
  await world.escalate(number);
  const items = await world.items(number);
  await world.name(items);
  await world.settle();
  await world.ship(items);
  await world.settle();
  await album.comment(world, items[0]?.number ?? 0, "item", "item-merged", "An item once its pull request is merged");
  await album.comment(world, number, "tracker", "tracker-merged", "The tracker once the change is merged");
  await world.exercise(items);
  await world.signOff(items);
  await album.comment(world, items[0]?.number ?? 0, "item", "item-verified", "A verified item");
  await album.comment(world, number, "tracker", "tracker-ready", "Everything is proven: ready to close");
  await album.comment(world, number, "bundle", "bundle", "The completion bundle");
  await album.comment(world, number, "bundle", "bundle-unfolded", "The same, unfolded", { unfolded: true });
  for (const { number: item } of items) await world.closeIssue(world.as.owner, item);
  await world.closeIssue(world.as.owner, number);
  await world.advance("PT61S");
  await album.comment(world, number, "tracker", "tracker-settled", "Closed, and the close holds");
  const run = await world.run();
  await world.say(world.as.owner, items[0]?.number ?? 0, `/quench evidence rollback ${run}`);
  await world.settle();
  await album.comment(
    world,
    number,
    "notice:bundle-changed",
    "bundle-changed",
    "The evidence changed after the closure",
  );
  await album.comment(world, number, "tracker", "tracker-changed", "The tracker after that");
  await world.close();
}
