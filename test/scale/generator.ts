/**
 * The deliveries of a busy minute: a Poisson process of pushes and of what people do, each push followed by its checks,
 * as they begin at once and end one by one. The same seed gives the same deliveries. Pure.
 */
import { Dice } from "../support/dice.ts";
import { type Fleet, twinOf, twinSha } from "./fleet.ts";
import { CHECKS, HEADS, type Kind, type Load, TALK } from "./mix.ts";
import type { Occasion } from "./payloads.ts";

/** What of the original incident its twins' deliveries name. */
export interface IncidentFacts {
  readonly number: number;
  readonly label: string;
  readonly pulls: readonly { readonly number: number; readonly sha: string }[];
}

export interface Planned {
  /** Milliseconds from the start. */
  readonly at: number;
  readonly occasion: Occasion;
  /** The twin that it is about. */
  readonly index: number;
  /** Whether an incident must be looked at for it. */
  readonly relevant: boolean;
}

export interface GeneratorOptions {
  readonly load: Load;
  readonly fleet: Fleet;
  readonly facts: IncidentFacts;
  /** The installation that a twin belongs to. */
  readonly installationOf: (index: number) => number;
  readonly seconds: number;
  readonly seed: number;
}

/** Jobs begin within ten seconds of a push and take up to ten minutes. */
const BEGUN = 10_000;
const LONGEST = 600_000;
/** Numbers that no incident has. */
const OTHERS = 100_000;

/** Deliveries by time. */
export function deliveriesOf(options: GeneratorOptions): readonly Planned[] {
  const { load, fleet, facts, installationOf, seconds, seed } = options;
  const dice = new Dice(seed);
  const end = seconds * 1000;
  const planned: Planned[] = [];
  const chance = (): number => dice.nat(999_999) / 1_000_000;

  const tell = (at: number, kind: Kind, story: Story): void => {
    if (at < 0 || at >= end) return;
    const { index, number, sha, isIncidents } = story;
    const isMain = kind === "push" && story.isMerge;
    planned.push({
      at,
      index,
      relevant:
        (isIncidents && kind !== "push") ||
        (kind === "pull_request.closed" && story.isMerge && index < fleet.incidents),
      occasion: {
        kind,
        repository: twinOf(index),
        repositoryId: 1_000_000 + index,
        installation: installationOf(index),
        number: isMain ? 0 : number,
        sha,
        id: dice.nat(2 ** 30),
        ...(story.labels === undefined ? {} : { labels: story.labels }),
      },
    });
  };
  /** A place of something that happens to a pull request; every so manieth is an incident's, with no luck in it. */
  let due = 0;
  const somewhere = (isMerge: boolean): Story => {
    due += fleet.incidents > 0 ? load.incidentShare : 0;
    if (due >= 1) {
      due -= 1;
      const index = dice.nat(fleet.incidents - 1);
      const { number, sha } = dice.pick(facts.pulls);
      return { index, number, sha: twinSha(sha, index), isMerge, isIncidents: true };
    }
    const index = dice.nat(fleet.repositories - 1);
    return { index, number: OTHERS + dice.nat(OTHERS), sha: shaOf(dice), isMerge, isIncidents: false };
  };
  /** Instants of a Poisson process, from some time before the start. */
  const instants = function* (aSecond: number, before: number): Generator<number> {
    if (aSecond <= 0) return;
    for (let at = -before; ; ) {
      at += (-Math.log(1 - chance()) / aSecond) * 1000;
      if (at >= end) return;
      yield at;
    }
  };

  for (const at of instants(load.pullsASecond * HEADS, LONGEST + BEGUN)) {
    const turn = dice.nat(HEADS - 1);
    const story = somewhere(turn === HEADS - 1);
    tell(at, "push", story);
    if (turn === 0) tell(at, "pull_request.opened", story);
    else if (turn < HEADS - 1) tell(at, "pull_request.synchronize", story);
    else {
      tell(at, "pull_request.closed", story);
      // Its branch is deleted.
      tell(at + 1000, "push", { ...story, isMerge: false });
    }
    for (const [kind, count = 0] of Object.entries(CHECKS) as [Kind, number][]) {
      for (let each = 0; each < count; each += 1) {
        const begun = at + dice.nat(BEGUN);
        tell(isEnd(kind) ? begun + 30_000 + dice.nat(LONGEST - 30_000 - BEGUN) : begun, kind, story);
      }
    }
  }
  for (const [kind, count] of Object.entries(TALK) as [Kind, number][]) {
    for (const at of instants(load.pullsASecond * count, 0)) {
      // Issues are nobody's pull request, and these have nothing to do with an incident.
      const story = somewhere(false);
      tell(at, kind, kind.startsWith("issues.") ? { ...story, number: OTHERS * 3, isIncidents: false } : story);
    }
  }
  if (fleet.incidents > 0) {
    for (const at of instants(load.talkASecond, 0)) {
      const index = dice.nat(fleet.incidents - 1);
      const story = { index, number: facts.number, sha: "", isMerge: false, isIncidents: true, labels: [facts.label] };
      tell(at, dice.nat(1) === 0 ? "issue_comment.created" : "issues.edited", story);
    }
  }
  return planned.sort((one, other) => one.at - other.at);
}

interface Story {
  readonly index: number;
  readonly number: number;
  readonly sha: string;
  readonly isMerge: boolean;
  readonly isIncidents: boolean;
  readonly labels?: readonly string[];
}

function isEnd(kind: Kind): boolean {
  return kind.endsWith(".completed") || kind === "status";
}

function shaOf(dice: Dice): string {
  return Array.from({ length: 5 }, () =>
    dice
      .nat(2 ** 31)
      .toString(16)
      .padStart(8, "0"),
  ).join("");
}
