/** What was read of each item's control: its check on the pull requests merged since, and whether it is required (R-A2). */
import { broughtBy, newChecks } from "../../core/evidence/control.ts";
import type { ControlCheck } from "../../core/forms/fields.ts";
import { codeSpan } from "../../core/markdown.ts";
import { compiled } from "../../core/policy/compiled.ts";
import { LEAST_TO_STOP, ran } from "../../core/rules/sightings.ts";
import type { ControlFacts } from "../../core/snapshot/facts.ts";
import type { PullRequest } from "../../core/snapshot/pull.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { type Instant, isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { Case } from "../../core/verdict/case.ts";
import type { ItemCase } from "../../core/verdict/item-case.ts";
import type { GitHubClient } from "../request/client.ts";
import { inParallel } from "../request/look.ts";
import { DeploymentReader } from "./read-deployments.ts";
import type { FollowUp } from "../read-follow-ups.ts";
import { present } from "../request/problems.ts";
import { readLately, readMerged } from "./read-merged.ts";
import { reportsOf } from "./read-reports.ts";
import { type Required, RequiredReader } from "./read-required.ts";
import { type Seen, SightingReader, type Sought } from "./read-sightings.ts";
import { scheduledRuns, workflowOf } from "./read-workflow.ts";
import { createSight, isPlace, type Place, type Sight } from "../links/sight.ts";

type Controls = NonNullable<Snapshot["controls"]>;
type CheckFacts = Omit<ControlFacts, "deployments">;

/** A merged control. */
interface Control {
  readonly item: ItemCase;
  readonly since: Instant;
  readonly brought: PullRequest;
}

/** One that has a check, and where that is looked for. */
interface Checked extends Control {
  readonly check: ControlCheck;
  readonly repository: string;
}

interface Reading {
  readonly client: GitHubClient;
  readonly sight: Sight;
  readonly subject: Case;
  /** What was merged lately in the incident's own repository. */
  readonly merged: FollowUp["merged"];
}

/** A control that names no check, or nothing merged: nothing to see, and nothing left unread. */
const NOTHING: CheckFacts = { sightings: [], required: false, scheduled: [] };

/** By item number, the control of every item; of one that is not merged, or has no check, there is nothing to be seen. */
export async function readControls({ client, subject, merged }: FollowUp): Promise<Controls> {
  const { owner, name: repo, defaultBranch } = subject.snapshot.repository;
  const sight = createSight(client, { owner, repo, name: `${owner}/${repo}`, defaultBranch });
  const reading: Reading = { client, sight, subject, merged };
  const controls = subject.items.flatMap(controlOf);
  const [checks, proposals, deployments] = await Promise.all([
    readChecks(reading, controls.flatMap(checkedOf)),
    readProposals(reading, controls),
    readDeployments(reading, controls),
  ]);
  return Object.fromEntries(
    subject.items.map(({ issue: { number } }) => [
      String(number),
      {
        ...(checks.get(number) ?? { ...NOTHING, ...proposals.get(number) }),
        deployments: deployments.get(number) ?? [],
      },
    ]),
  );
}

/**
 * By item number, the checks that came with each control whose form names none (R-B3): those that nothing merged before it
 * had. Nothing is proposed where what was merged before lies behind the list.
 */
async function readProposals(
  { client, sight, subject, merged }: Reading,
  controls: readonly Control[],
): Promise<ReadonlyMap<number, Pick<ControlFacts, "proposed">>> {
  const { self } = subject.snapshot;
  const unnamed = controls.filter(({ item }) => item.fields.controlCheck === null);
  if (unnamed.length === 0) return new Map();
  const list = present(merged ?? (await readLately(client, sight.home)));
  const pulls = (list?.nodes ?? []).flatMap((pull) => present(pull) ?? []);
  return new Map(
    unnamed.map(({ item, since }) => {
      const earlier = pulls.filter(({ mergedAt }) => typeof mergedAt === "string" && mergedAt < since);
      if (list === null || (earlier.length === 0 && list.pageInfo.hasNextPage)) return [item.issue.number, {}];
      const commits = earlier.map((pull) => reportsOf(pull, pull.mergedAt ?? since, self));
      const names = commits.flatMap((read) => (isUnreadable(read) ? [] : read.flatMap(({ reports }) => reports)));
      const proposed = newChecks(item.pulls.counted, new Set(names.map(({ name }) => name)), self);
      return [item.issue.number, proposed.length === 0 ? {} : { proposed }];
    }),
  );
}

function controlOf(item: ItemCase): readonly Control[] {
  const brought = broughtBy(item.pulls.counted, item.fields.controlCheck);
  return item.since === null || brought === null ? [] : [{ item, since: item.since, brought }];
}

function checkedOf(control: Control): readonly Checked[] {
  const check = control.item.fields.controlCheck;
  return check === null ? [] : [{ ...control, check, repository: check.repository ?? control.brought.repository }];
}

/** By item number; the list of what was merged is read once for each repository. */
async function readChecks(reading: Reading, all: readonly Checked[]): Promise<ReadonlyMap<number, CheckFacts>> {
  const found = new Map<number, CheckFacts>();
  const groups = new Map<string, Checked[]>();
  for (const one of all) {
    const key = one.repository.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  await inParallel([...groups.values()], async (group) => {
    for (const [number, facts] of await readGroup(reading, group)) found.set(number, facts);
  });
  return found;
}

async function readGroup(
  reading: Reading,
  group: readonly Checked[],
): Promise<readonly (readonly [number, CheckFacts])[]> {
  const { sight, subject } = reading;
  const { owner } = subject.snapshot.repository;
  const repository = group[0]?.repository ?? "";
  const same = (facts: CheckFacts) => group.map(({ item }) => [item.issue.number, facts] as const);
  const span = codeSpan(repository, 100);
  // Nothing but repositories of the incident's owner is ever looked at.
  if (repository.split("/")[0]?.toLowerCase() !== owner.toLowerCase()) {
    return same({ ...NOTHING, absent: `it is looked for in ${span}, which belongs to somebody else` });
  }
  const place = await sight.placeOf(repository);
  if (isUnreadable(place)) return same({ ...NOTHING, sightings: place, required: place });
  return isPlace(place)
    ? readPlace(reading, place, group)
    : same({ ...NOTHING, absent: `it is looked for in ${span}, which does not exist or cannot be opened by Quench` });
}

async function readPlace(
  { client, sight, subject, merged }: Reading,
  place: Place,
  group: readonly Checked[],
): Promise<readonly (readonly [number, CheckFacts])[]> {
  const { pull_requests: most, least } = subject.policy.adoption;
  const sought = group.map((one) => soughtOf(one, most));
  const { owner, name } = subject.snapshot.repository;
  const lately = place.name === `${owner}/${name}` ? merged : null;
  const list = await readMerged(client, place, sought, lately);
  const brought = group.flatMap(({ item }) => item.pulls.counted);
  const reader = new SightingReader(list, subject.snapshot.self, brought);
  const requiredReader = new RequiredReader(sight, place);
  const required = await inParallel(sought, ({ check }) => requiredReader.of(check, reader.apps));
  const pairs = sought.flatMap((one, index) => {
    const its = required[index];
    return its === undefined ? [] : [[one, its] as const];
  });
  await reader.complete(client, pairs);
  return inParallel(pairs, async ([one, its]) => {
    const seen = reader.of(one, its);
    return [one.number, await factsOf(sight, place, one.since, seen, its, least)] as const;
  });
}

interface Numbered extends Sought {
  readonly number: number;
}

function soughtOf({ item, since, check }: Checked, most: number): Numbered {
  const scope = item.fields.controlScope;
  return {
    number: item.issue.number,
    check,
    since,
    counted: item.pulls.counted,
    own: new Set(item.pulls.counted.map(({ key }) => key.toLowerCase())),
    inScope: scope.length === 0 ? null : compiled("paths", scope),
    // One more than the rules look at tells them that there are more (R-E2).
    count: Math.max(most, LEAST_TO_STOP) + 1,
    enough: most,
  };
}

/** The workflow and its scheduled runs are asked for where they can change something. */
async function factsOf(
  sight: Sight,
  place: Place,
  since: Instant,
  { sightings, newest }: Seen,
  { required, pinned }: Required,
  least: number,
): Promise<CheckFacts> {
  const facts = { sightings, required, ...(pinned === undefined ? {} : { pinned }) };
  if (newest === null || isUnreadable(sightings)) return { ...facts, scheduled: [] };
  const [last] = sightings;
  const isFew = sightings.length < least;
  const isNamed = newest.workflow !== null;
  if (!isFew && !isNamed && (last === undefined || ran(last))) return { ...facts, scheduled: [] };
  const workflow = await workflowOf(sight, place, newest);
  if (workflow === null) return { ...facts, scheduled: [] };
  if (isUnreadable(workflow)) return { ...facts, scheduled: isFew ? workflow : [] };
  return {
    ...facts,
    workflow: workflow.facts,
    scheduled: isFew ? await scheduledRuns(sight, place, workflow.id, since) : [],
  };
}

/** By item number, for those that name a target environment. */
async function readDeployments(
  { sight, subject }: Reading,
  controls: readonly Control[],
): Promise<ReadonlyMap<number, ControlFacts["deployments"]>> {
  const found = new Map<number, ControlFacts["deployments"]>();
  const readers = new Map<string, DeploymentReader>();
  const { origin } = new URL(subject.snapshot.repository.url);
  const read = async ({ item, since, brought }: Control): Promise<Readable<ControlFacts["deployments"]>> => {
    const { environment } = item.fields;
    if (environment === null) return [];
    const place = await sight.placeOf(brought.repository);
    if (isUnreadable(place)) return place;
    if (!isPlace(place)) return [];
    const reader = readers.get(place.name) ?? new DeploymentReader(sight, place, `${origin}/${place.name}`);
    readers.set(place.name, reader);
    const here = item.pulls.counted.filter(({ repository }) => repository === brought.repository);
    return reader.of({ environment, since, merges: here.flatMap(({ mergeCommit }) => mergeCommit ?? []) });
  };
  await inParallel(controls, async (control) => {
    found.set(control.item.issue.number, await read(control));
  });
  return found;
}
