/** The same story with the App's memory and with PostgreSQL ends in the same GitHub, field by field. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { type End, endOf, expectTheEndOf, playStory, SEV1 } from "../../support/e2e-story.ts";
import { inPostgres } from "../../support/e2e-postgres.ts";
import { policy, World } from "../../support/e2e.ts";

inPostgres();

let world: World | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

/** A morning in the middle of a week, so that both modes live through the same days. */
const NOW = "2030-01-09T10:00:00Z";

/** Plays it in a new world of either mode. */
async function played(mode: "memory" | "postgres", story: (stage: World) => Promise<void>): Promise<End> {
  world = await World.open({
    policy: policy("enforce"),
    now: NOW,
    ...(mode === "memory" ? { postgres: null } : {}),
  });
  expect(world.database === null).toBe(mode === "memory");
  await story(world);
  const end = await endOf(world);
  await world.close();
  world = null;
  return end;
}

const STORIES: readonly [string, (stage: World) => Promise<void>][] = [
  ["everything that makes Quench write", async (stage) => expectTheEndOf(stage, await playStory(stage))],
  [
    "an incident that is proven, closed, and stays so over a week",
    async (stage) => {
      const { number } = await stage.open({ body: SEV1 });
      const items = await stage.prove(number);
      for (const item of items) await stage.closeIssue(stage.as.owner, item.number);
      await stage.closeIssue(stage.as.owner, number);
      await stage.settle();
      for (let day = 0; day < 7; day += 1) await stage.advance("P1D");
      expect((await stage.issue(number)).state).toBe("closed");
      expect(await stage.twice(number)).toEqual([]);
    },
  ],
  [
    "a quarrel, reminders and a restart, over three days",
    async (stage) => {
      const { number } = await stage.open({ body: SEV1 });
      await stage.settle();
      for (let round = 0; round < 6; round += 1) {
        if ((await stage.issue(number)).state === "open") await stage.closeIssue(stage.as.author, number);
        await stage.advance("PT12H");
        if (round === 2) await stage.restart();
      }
      expect(await stage.twice(number)).toEqual([]);
    },
  ],
];

describe("both modes end alike", () => {
  it.each(STORIES)(
    "after %s",
    async (_name, story) => {
      const inMemory = await played("memory", story);
      const inDatabase = await played("postgres", story);
      expect(Object.keys(inDatabase).toSorted()).toEqual(Object.keys(inMemory).toSorted());
      for (const [field, value] of Object.entries(inMemory)) expect([field, inDatabase[field]]).toEqual([field, value]);
    },
    120_000,
  );
});
