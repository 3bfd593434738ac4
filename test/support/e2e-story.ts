/** A story in which Quench writes everything that it writes, how it must end, and that end as data to be compared. */
import { expect } from "@jest/globals";
import { BOT, form, type Issue, type World } from "./e2e.ts";

export const SEV1 = form({ Severity: "SEV1", "Finding types": "slow recovery" });

/**
 * Everything that makes Quench write: an incident, its items, an early close, commands good and bad, a pull request
 * that would close the incident.
 */
export async function playStory(world: World): Promise<number> {
  const { number } = await world.open({ body: SEV1 });
  await world.settle();
  await world.closeIssue(world.as.author, number);
  await world.settle();
  await world.advance("PT61S");
  // Where many calls in a row failed, the next try is minutes away.
  for (let tries = 0; tries < 5 && (await world.items(number)).length < 3; tries += 1) await world.advance("PT10M");
  const items = await world.items(number);
  const [first, second] = items;
  if (first === undefined || second === undefined) throw new Error("no items");
  await world.name([first, second]);
  await world.say(world.as.owner, second.number, "/quench verify\n/quench due 2030-01-31");
  await world.pull(world.as.author, {
    files: { "a.md": "a\n" },
    body: `Fixes #${number}\nHardening: #${first.number}`,
  });
  await world.settle();
  await world.closeIssue(world.as.owner, second.number);
  await world.settle();
  return number;
}

/** How the story ends, whatever happened on the way. */
export async function expectTheEndOf(world: World, number: number): Promise<void> {
  expect(await world.twice(number)).toEqual([]);
  expect((await world.issue(number)).state).toBe("open");
  expect(await world.reopenings(number)).toBe(1);
  expect((await world.notices(number)).map((key) => key.split(":")[0])).toEqual(["undo"]);
  const items: Issue[] = await world.items(number);
  expect(items.map(({ title }) => title.replace(/ \(.*/, ""))).toEqual([
    "Rollback rehearsal gate",
    "Regression test for the root cause",
    "Runbook update and owner confirmation",
  ]);
  expect(items.map(({ state }) => state)).toEqual(["open", "open", "open"]);
  expect(items.map((item) => world.statusOf(item))).toEqual(["in_progress", "open", "open"]);
  expect(items.map(({ assignees }) => assignees.map(({ login }) => login))).toEqual([
    [world.as.owner.login],
    [world.as.owner.login],
    [],
  ]);
  const said = (await world.notices(items[1]?.number ?? 0)).map((key) => key.split(":")[0]);
  expect(said).toHaveLength(2);
  expect(said).toEqual(expect.arrayContaining(["answer", "undo"]));
  const pulls = await world.as.admin.get(`${world.repo}/pulls?state=open`);
  expect(await world.gate(pulls[0].head.sha)).toBe("failure");
  const reactions = (await world.comments(items[1]?.number ?? 0)).filter(({ body }) => body.startsWith("/quench"));
  for (const { id } of reactions) {
    const found = await world.as.admin.get(`${world.repo}/issues/comments/${id}/reactions`);
    expect(found.map(({ content }: { content: string }) => content)).toContain("+1");
  }
  // What is in order is left alone.
  await world.control("DELETE", "requests");
  await world.restart();
  const { data } = await world.control("GET", "requests");
  expect(data.by["quench[bot]"]?.writes ?? 0).toBe(0);
}

/** One thing that stands in the box, by its name. */
export type End = Readonly<Record<string, unknown>>;

/**
 * Everything that anybody can read of a repository: every issue with its comments, reactions, labels and what happened
 * to it, and our check on every pull request. Instants, commits and ids of GitHub's own are left out, for no two worlds
 * have the same.
 */
export async function endOf(world: World): Promise<End> {
  const end: Record<string, unknown> = {};
  const issues: (Issue & { pull_request?: unknown })[] = await world.as.admin.get(
    `${world.repo}/issues?state=all&per_page=100`,
  );
  for (const issue of issues) {
    const { number, title, body, state, state_reason: reason, labels, assignees, user } = issue;
    const name = `#${number}`;
    end[name] = { title, state, reason, by: user.login };
    end[`${name} body`] = timeless(body ?? "");
    end[`${name} labels`] = labels.map((label) => label.name).toSorted();
    end[`${name} assignees`] = assignees.map(({ login }) => login).toSorted();
    const comments = await world.comments(number);
    end[`${name} comments`] = comments.map((comment) => `${comment.user.login}: ${timeless(comment.body)}`).toSorted();
    for (const comment of comments.filter(({ user: { login } }) => login !== BOT)) {
      end[`${name} reactions on ${timeless(comment.body)}`] = (await world.reactionsOn(comment)).toSorted();
    }
    end[`${name} events`] = (await world.events(number))
      .filter(({ event }) => event !== "commented")
      .map(({ event, actor, label }) => [event, actor?.login ?? null, label?.name ?? null].join(" "))
      .toSorted();
    if (issue.pull_request === undefined) continue;
    const { head } = await world.as.admin.get(`${world.repo}/pulls/${number}`);
    end[`${name} checks`] = (await world.gates(head.sha)).map(({ status, conclusion, output }) => ({
      status,
      conclusion,
      title: output.title,
    }));
  }
  const labels: { name: string; color: string; description: string | null }[] = await world.as.admin.get(
    `${world.repo}/labels?per_page=100`,
  );
  end["labels"] = labels.map(({ name, color, description }) => `${name} ${color} ${description ?? ""}`).toSorted();
  return end;
}

/** A text without what differs from one run to the next: instants, commits, signatures, and ids in addresses. */
function timeless(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z/g, "INSTANT")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?/g, "INSTANT")
    .replaceAll(/\b[0-9a-f]{7,64}\b/g, "HEX")
    .replaceAll(/(#(?:issuecomment|event|discussion_r)-?)\d+/g, "$1ID")
    .replaceAll(/[A-Za-z0-9+/_-]{40,}={0,2}/g, "CODE");
}
