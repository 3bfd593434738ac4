/** The summaries of jobs, by the bundle as a runner runs it. */
import { type Ended, runJob } from "../../test/action/runner.ts";
import { policy, World } from "../../test/support/e2e.ts";
import type { Album } from "./album.ts";
import { ENFORCE, incident, START, TITLE } from "./stories.ts";

const PATH = ".github/quench.yml";

export async function playSummaries(album: Album): Promise<void> {
  album.chapter("Summaries of the Action's jobs");
  await gate(album);
  await warned(album);
  await merge(album);
  await changed(album);
  await many(album);
}

async function open(text: string): Promise<World> {
  return World.open({ policy: text, app: false, now: START });
}

interface Event {
  readonly name: string;
  readonly payload: unknown;
}

function run(world: World, { name, payload }: Event, inputs: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { url, graphqlUrl, repository, people } = world.box;
  return runJob({ apiUrl: url, graphqlUrl, repository, token: people.actions.token, event: name, payload, inputs });
}

const onIssue = (number: number, action = "labeled"): Event => ({
  name: "issues",
  payload: { action, issue: { number } },
});
const onPull = (number: number): Event => ({
  name: "pull_request",
  payload: { action: "opened", pull_request: { number } },
});

async function begin(world: World): Promise<number> {
  return (await world.open({ title: TITLE, body: incident(world.now()) })).number;
}

async function gate(album: Album): Promise<void> {
  const world = await open(ENFORCE);
  const number = await begin(world);
  const dry = await run(world, onIssue(number), { "dry-run": "true" });
  album.summary(dry.summary, "summary-dry-run", "A dry run: what would be written");
  const first = await run(world, onIssue(number));
  album.summary(first.summary, "summary-not-ready", "An incident that is not ready to close");
  await world.closeIssue(world.as.author, number);
  await world.control("POST", "clock", { advance: "PT5M" });
  const undone = await run(world, onIssue(number, "closed"));
  album.summary(undone.summary, "summary-reopened", "Closed too early, and reopened: the job fails");
  await world.fault({ route: "GET /repos/*/collaborators/*/permission", status: 502 });
  await world.fault({ route: "GET /repos/*/actions/**", status: 502 });
  await world.fault({ graphql: "partial", path: "repository.issue.subIssues" });
  const unread = await run(world, onIssue(number, "edited"), { "dry-run": "true" });
  album.summary(unread.summary, "summary-unknown", "Facts that could not be read");
  await world.close();
}

async function warned(album: Album): Promise<void> {
  const world = await open(policy("warn"));
  const number = await begin(world);
  await run(world, onIssue(number));
  await world.closeIssue(world.as.author, number);
  await world.control("POST", "clock", { advance: "PT5M" });
  const told = await run(world, onIssue(number, "closed"));
  album.summary(told.summary, "summary-warned", "Closed too early, in warn mode");
  await world.close();
}

async function merge(album: Album): Promise<void> {
  const world = await open(policy("enforce", "checks:\n  all_pull_requests: true\n"));
  const number = await begin(world);
  await run(world, onIssue(number));
  const { author } = world.as;
  const red = await world.pull(author, { files: { "src/pool.js": "//\n" }, body: `Fixes #${number}` });
  const closing = await run(world, onPull(red.number));
  album.summary(closing.summary, "summary-pull", "A pull request whose merge would close the incident too early");
  const none = await world.pull(author, { files: { "a.md": "a\n" }, body: "Nothing to see." });
  const clear = await run(world, onPull(none.number));
  album.summary(clear.summary, "summary-none", "A pull request that closes no incident");
  await world.close();
}

async function changed(album: Album): Promise<void> {
  const world = await open(policy("shadow"));
  await begin(world);
  const { author } = world.as;
  const change = (text: string) => world.pull(author, { files: { [PATH]: text }, title: "Change the policy" });
  const bad = await change("version: 1\nmode: loud\nclosure:\n  grce: 1m\n");
  const mode = { mode: "policy" };
  const broken = await run(world, onPull(bad.number), mode);
  album.summary(broken.summary, "summary-policy-invalid", "A policy with errors: the job fails");
  const good = await change(policy("enforce"));
  const valid = await run(world, onPull(good.number), mode);
  album.summary(valid.summary, "summary-policy-valid", "A valid one: what it would change");
  const other = await world.pull(author, { files: { "b.md": "b\n" } });
  const none = await run(world, onPull(other.number), mode);
  album.summary(none.summary, "summary-policy-none", "A pull request that touches no policy");
  await world.close();
}

async function many(album: Album): Promise<void> {
  const world = await open(ENFORCE);
  for (let count = 0; count < 20; count += 1) {
    await world.open({ title: `${TITLE}, ${count + 1}`, body: incident(world.now()) });
  }
  const swept = await run(world, { name: "schedule", payload: {} }, { mode: "sweep" });
  album.summary(swept.summary, "summary-sweep", "A sweep over many incidents");
  await world.close();
}
