import { afterEach, describe, expect, it } from "@jest/globals";
import { World } from "../../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const CONTEXT = "test";

interface Group {
  readonly head_ref: string;
  readonly head_sha: string;
  readonly base_sha: string;
}

/** A box whose default branch requires the check `test`, and pull requests that have it. */
async function open(count: number): Promise<number[]> {
  world = await World.open({ app: false });
  await world.as.admin.post(`${world.repo}/rulesets`, {
    name: "queue",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [{ type: "required_status_checks", parameters: { required_status_checks: [{ context: CONTEXT }] } }],
  });
  const numbers: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const pull = await world.pull(world.as.author, { files: { [`${index}.md`]: "a\n" }, title: `Change ${index}` });
    await world.check(pull.head.sha, CONTEXT);
    numbers.push(pull.number);
  }
  return numbers;
}

async function enqueue(pull: number, more: Readonly<Record<string, unknown>> = {}): Promise<Group> {
  const { status, data } = await world.control("POST", "merge-queue", { pull, ...more });
  if (status !== 201) throw new Error(JSON.stringify(data));
  return data;
}

const merged = async (number: number) => (await world.as.admin.get(`${world.repo}/pulls/${number}`)).merged;

describe("the merge queue", () => {
  it("builds each group on the one before it, on a branch of its own, and merges what is green in order", async () => {
    const [first = 0, second = 0] = await open(2);
    const tip = (await world.as.admin.get(`${world.repo}/git/ref/heads/main`)).object.sha;
    const one = await enqueue(first);
    const two = await enqueue(second, { method: "squash" });
    expect(one).toMatchObject({ base_sha: tip, head_ref: `refs/heads/gh-readonly-queue/main/pr-${first}-${tip}` });
    expect(two.base_sha).toBe(one.head_sha);
    await world.check(two.head_sha, CONTEXT);
    await world.settle();
    expect([await merged(first), await merged(second)]).toEqual([false, false]);
    await world.check(one.head_sha, CONTEXT);
    await world.settle();
    expect([await merged(first), await merged(second)]).toEqual([true, true]);
    expect((await world.as.admin.get(`${world.repo}/git/ref/heads/main`)).object.sha).toBe(two.head_sha);
    const gone = await world.as.admin.call("GET", `${world.repo}/git/ref/${one.head_ref.replace("refs/", "")}`);
    expect(gone.status).toBe(404);
  });

  it("takes out what is red and builds those behind it again", async () => {
    const [first = 0, second = 0] = await open(2);
    const one = await enqueue(first);
    const two = await enqueue(second);
    await world.check(one.head_sha, CONTEXT, "failure");
    await world.settle();
    expect([await merged(first), await merged(second)]).toEqual([false, false]);
    const again = `heads/gh-readonly-queue/main/pr-${second}-${one.base_sha}`;
    const rebuilt = (await world.as.admin.get(`${world.repo}/git/ref/${again}`)).object.sha;
    expect(rebuilt).not.toBe(two.head_sha);
    await world.check(rebuilt, CONTEXT);
    await world.settle();
    expect(await merged(second)).toBe(true);
  });

  it("takes none that lacks what its branch requires, and lets go of one that is taken out", async () => {
    const [first = 0] = await open(1);
    const red = await world.pull(world.as.author, { files: { "red.md": "a\n" } });
    expect((await world.control("POST", "merge-queue", { pull: red.number })).status).toBe(422);
    await enqueue(first);
    expect(await enqueue(first, { queued: false })).toMatchObject({ queued: false });
    expect((await world.control("POST", "merge-queue", { pull: first, queued: false })).status).toBe(404);
    expect(await merged(first)).toBe(false);
  });
});
