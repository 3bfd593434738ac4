/** The checks of pull requests and merge groups. */
import { CHECK, policy, type Pull, type World } from "../../test/support/e2e.ts";
import type { Album } from "./album.ts";
import { begin, incident, TITLE } from "./stories.ts";

const ALL = policy("enforce", "checks:\n  all_pull_requests: true\n");

export async function playPulls(album: Album): Promise<void> {
  album.chapter("Checks of pull requests");
  await closing(album);
  await lanes(album);
  await told(album);
  await unread(album);
  await veiled(album);
}

async function closing(album: Album): Promise<void> {
  const { world, number } = await begin(ALL);
  const { author } = world.as;
  const items = await world.items(number);
  const [first, second] = items;
  if (first === undefined || second === undefined) throw new Error("the incident has no items");
  const change = (name: string, body: string): Promise<Pull> =>
    world.pull(author, { files: { [`src/${name}.js`]: "//\n" }, body });
  const red = await change("red", `Fixes #${number}`);
  const none = await change("none", "Nothing to see.");
  await world.settle();
  await album.check(world, red.head.sha, CHECK, "check-red", "Its merge would close the incident too early");
  await album.check(world, none.head.sha, CHECK, "check-none", "Not about any incident");
  await world.name([first, second]);
  const earns = await world.pull(author, {
    files: {
      "tests/limit.test.js": "// The pool stays within the limit.\n",
      ".github/workflows/limit.yml": "on: pull_request\n",
      "docs/runbooks/limit.md": "# Limit\n\n1. Look at limit.yml.\n",
    },
    body: `Hardening: #${first.number}\nHardening: #${second.number}`,
  });
  await world.check(earns.head.sha);
  await world.settle();
  await album.check(world, earns.head.sha, CHECK, "check-earns", "Linked to items: what its merge earns");
  const item = await change("item", `Closes #${first.number}`);
  const other = await world.open({ title: "Order mails went out twice", body: incident(world.now()) });
  await world.settle();
  await album.check(world, item.head.sha, CHECK, "check-item", "It would close an item");
  const two = await change("two", `Fixes #${number}, fixes #${other.number}`);
  await world.settle();
  await album.check(world, two.head.sha, CHECK, "check-several", "Two incidents in one pull request");
  await author.patch(`${world.repo}/pulls/${red.number}`, { body: "Nothing to see." });
  await world.settle();
  await album.check(world, red.head.sha, CHECK, "check-unlinked", "The closing keyword was taken out");
  await group(album, world, none, `Fixes #${number}`);
  await world.close();
}

async function group(album: Album, world: World, pull: Pull, body: string): Promise<void> {
  world.sparePeople();
  await world.fault({ route: "GET /repos/*/compare/**", status: 502 });
  const { data } = await world.control("POST", "merge-queue", {
    pull: pull.number,
    method: "merge",
    repository: world.box.repository,
  });
  await world.settle();
  await album.check(world, data.head_sha, CHECK, "group-unknown", "A merge group of which too little can be read");
  await world.as.author.patch(`${world.repo}/pulls/${pull.number}`, { body });
  await world.clearFaults();
  await world.advance("PT15M");
  await album.check(world, data.head_sha, CHECK, "group-red", "A merge group that would close the incident");
}

async function lanes(album: Album): Promise<void> {
  const { world, number } = await begin(ALL);
  const items = await world.items(number);
  const lane = (item: (typeof items)[number]): string => /### Lane\s+(.+)/.exec(item.body)?.[1]?.trim() ?? "";
  const controls = items.find((item) => lane(item) === "controls");
  const quality = items.find((item) => lane(item) === "quality");
  if (controls === undefined || quality === undefined) throw new Error("the lanes have no items");
  const files = { "src/pool.js": "export const size = 20;\n" };
  await world.pull(world.as.author, { files, body: `Hardening: #${controls.number}` });
  const pull = await world.pull(world.as.owner, { files, body: `Hardening: #${quality.number}` });
  await world.settle();
  await album.check(world, pull.head.sha, CHECK, "check-lanes", "Two lanes touch the same file");
  await world.close();
}

async function told(album: Album): Promise<void> {
  const { world, number } = await begin(policy("warn"));
  const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
  await world.settle();
  await album.check(world, pull.head.sha, CHECK, "check-warn", "Its merge would close the incident, in warn mode");
  await world.close();
}

async function unread(album: Album): Promise<void> {
  const { world, number } = await begin();
  const items = await world.prove(number);
  await world.fault({ route: "GET /repos/*/actions/**", status: 502 });
  const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
  await world.advance("PT31M");
  await album.check(world, pull.head.sha, CHECK, "check-unknown", "Facts that could not be read: in progress");
  await album.comment(world, number, "tracker", "tracker-unknown", "The tracker while facts cannot be read");
  await album.comment(world, items[0]?.number ?? 0, "item", "item-unknown", "An item while facts cannot be read");
  await world.close();
}

/** The incident is private, the pull request in a public repository of the same owner. */
async function veiled(album: Album): Promise<void> {
  const { world } = await begin();
  const { admin } = world.as;
  await admin.patch(world.repo, { private: true });
  const { number } = await world.open({ title: TITLE, body: incident(world.now()) });
  await world.settle();
  const api = "/repos/acme/api";
  await world.control("POST", "repositories", { repository: "acme/api", admin: admin.login });
  await world.settle();
  const { default_branch: base } = await admin.get(api);
  const ref = await admin.get(`${api}/git/ref/heads/${base}`);
  await admin.post(`${api}/git/refs`, { ref: "refs/heads/change", sha: ref.object.sha });
  await admin.put(`${api}/contents/a.md`, { message: "Change", content: "YQ==", branch: "change" });
  const body = `Fixes ${world.box.repository}#${number}`;
  const pull = await admin.post(`${api}/pulls`, { title: "A change", body, head: "change", base });
  await world.settle();
  await album.check(
    world,
    pull.head.sha,
    CHECK,
    "check-private",
    "A private incident, seen from a public repository",
    api,
  );
  await admin.patch(world.repo, { private: false });
  await world.say(admin, number, "Public again.");
  await world.settle();
  await album.check(world, pull.head.sha, CHECK, "check-elsewhere", "An incident of another repository", api);
  await world.close();
}
