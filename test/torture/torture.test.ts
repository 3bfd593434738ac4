/**
 * The short run of `npm run torture`: whatever breaks on the way, it ends as it does in peace, and nothing is made twice.
 * `--seed 3 --draw 1 --story early --hours 12 --kind kill,network,answers,deliveries` plays the first one alone.
 */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Mode } from "./cast.ts";
import { differences } from "./ends.ts";
import { draw } from "./faults.ts";
import { play, type Played } from "./play.ts";
import { type Build, build } from "./processes.ts";
import { type Kind, tell } from "./story.ts";

/** Nothing by the calendar belongs to these. */
const HOURS = 12;
const WITHIN = 180_000;
const KINDS = ["kill", "network", "answers", "deliveries"] as const;

let built: Build;
beforeAll(() => {
  built = build(process.cwd());
});
afterAll(() => {
  for (const file of Object.values(built)) rmSync(file, { force: true });
});

async function inPeace(seed: number, kinds: readonly Kind[]): Promise<Played> {
  const played = await play({ build: built, story: tell(seed, kinds), mode: "memory", hours: HOURS });
  expect(played.twice).toEqual([]);
  expect(played.restless).toBe(0);
  return played;
}

describe.each([
  { seed: 3, kinds: ["early"] as const },
  { seed: 12, kinds: ["override"] as const },
])("a story of the kind $kinds, with kills and a failing network, by seed $seed", ({ seed, kinds }) => {
  let peace: Played;
  beforeAll(async () => {
    peace = await inPeace(seed, kinds);
  }, WITHIN);

  it.each<Mode>(["memory", "postgres"])(
    "ends as in peace: %s",
    async (mode) => {
      const story = tell(seed, kinds);
      const disturbances = draw({ seed, drawn: 1, mode, steps: story.steps.length, kinds: KINDS });
      expect(disturbances.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["kill", "network"]));
      const played = await play({ build: built, story, mode, disturbances, hours: HOURS });
      expect(differences(peace.end, played.end)).toEqual([]);
      expect(played.twice).toEqual([]);
      expect(played.restless).toBe(0);
    },
    WITHIN,
  );
});
