/** An incident that was closed with its fix proven, for what may happen afterwards. */
import { expect } from "@jest/globals";
import type { Pull, World } from "./e2e.ts";

/** Takes an open incident the whole way, and two days on. @returns the pull request that brought its controls. */
export async function closeProven(world: World, number: number): Promise<Pull> {
  await world.settle();
  const items = await world.items(number);
  await world.escalate(number);
  await world.name(items);
  const pull = await world.ship(items);
  await world.exercise(items);
  await world.signOff(items);
  for (const item of items) await world.closeIssue(world.as.owner, item.number);
  await world.closeIssue(world.as.owner, number);
  await world.settle();
  await world.advance("P2D");
  expect((await world.issue(number)).state).toBe("closed");
  return pull;
}
