/** The control's check on each pull request merged since, and the workflow behind it (R-A2). */
import { resultOfOne, secondsOf, together } from "../../core/evidence/check-result.ts";
import { checksOf, isNamed } from "../../core/evidence/control.ts";
import { isOurs } from "../../core/evidence/pull-request.ts";
import { Apps, isBy, type Reported, type Reporter, reportersOf } from "../../core/evidence/reporter.ts";
import type { ControlCheck } from "../../core/forms/fields.ts";
import { byText } from "../../core/order.ts";
import type { Sighting } from "../../core/snapshot/facts.ts";
import type { PullRequest } from "../../core/snapshot/pull.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { type Instant, isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { completeLists } from "../request/pages.ts";
import { type Merged, type MergedList, type MergedWant, pathsOf } from "./read-merged.ts";
import { type CommitReports, type ReadReport, reportsOf } from "./read-reports.ts";
import type { Required } from "./read-required.ts";

/** A control whose check is looked for. */
export interface Sought extends MergedWant {
  readonly check: ControlCheck;
  /** The pull requests that brought it. */
  readonly counted: readonly PullRequest[];
}

/** What one control's check did. */
export interface Seen {
  readonly sightings: Readable<readonly Sighting[]>;
  /** Its newest report on any pull request that was read, whatever the scope. */
  readonly newest: ReadReport | null;
}

/** Paths kept of one pull request: one in scope is enough for the rules. */
const MOST_PATHS = 5;

/** Whose reports are the control's. */
interface Recognizer {
  readonly isIts: (report: ReadReport) => boolean;
  /** One list for each reporter and name; an empty one for a reporter that said nothing. */
  readonly parts: (reports: readonly ReadReport[]) => readonly (readonly ReadReport[])[];
}

/** Reads what the checks of all the controls of one repository did, from one list of what was merged there. */
export class SightingReader {
  readonly #list: MergedList;
  readonly #self: Snapshot["self"];
  readonly #commits = new Map<string, Readable<readonly CommitReports[]>>();
  #all: readonly ReadReport[];
  /** Ids and slugs of the Apps that reported anything: a pin is an id, and only checks say whose it is. */
  readonly apps = new Apps();

  constructor(list: MergedList, self: Snapshot["self"], brought: readonly PullRequest[]) {
    this.#list = list;
    this.#self = self;
    this.#all = this.#readAll();
    this.apps.add(brought.flatMap(checksOf));
    this.apps.add(this.#all);
  }

  /** Reads on where a check was not among the first reports of a commit, for all the controls at once. */
  async complete(client: GitHubClient, sought: readonly (readonly [Sought, Required])[]): Promise<void> {
    const open = new Map<string, CommitReports>();
    for (const [one, required] of sought) {
      const found = this.#list.of(one);
      if (isUnreadable(found)) continue;
      const { isIts } = this.#recognizer(one, required);
      for (const commit of found.flatMap((merged) => this.#commitsOf(merged))) {
        if (commit.list !== null && lacks(commit, one, isIts)) open.set(commit.id, commit);
      }
    }
    if (open.size === 0) return;
    const lists = [...open.values()].map(({ id, list }) => ({ kind: "contexts" as const, holder: id, list }));
    await completeLists(client, lists);
    this.#commits.clear();
    this.#all = this.#readAll();
    this.apps.add(this.#all);
  }

  of(sought: Sought, required: Required): Seen {
    const recognizer = this.#recognizer(sought, required);
    const mine = this.#all.filter((report) => recognizer.isIts(report));
    return {
      sightings: this.#sightingsOf(sought, required, recognizer),
      newest: mine.sort((a, b) => byText(b.startedAt ?? "", a.startedAt ?? ""))[0] ?? null,
    };
  }

  #sightingsOf(sought: Sought, required: Required, { isIts, parts }: Recognizer): Readable<readonly Sighting[]> {
    const found = this.#list.of(sought);
    if (isUnreadable(found)) return found;
    const { inScope } = sought;
    const sightings: Sighting[] = [];
    for (const merged of found) {
      const commits = this.#readCommits(merged);
      if (isUnreadable(commits)) return commits;
      const cut = commits.find((commit) => lacks(commit, sought, isIts));
      if (cut !== undefined && cut.rest !== null) return cut.rest;
      const reports = commits.flatMap((commit) => commit.reports).filter(isIts);
      sightings.push({
        pull: merged.key,
        url: merged.raw.url,
        mergedAt: merged.at,
        paths: inScope === null ? [] : pathsOf(merged.raw.files).filter(inScope).slice(0, MOST_PATHS),
        ...together(parts(reports).map((part) => resultOfOne(part, merged.at))),
        required: wasRequired(required, merged.at),
        seconds: secondsOf(reports),
      });
    }
    return sightings;
  }

  #recognizer({ check, counted, own }: Sought, { pins }: Required): Recognizer {
    const brought = this.#list.all.filter(({ key }) => own.has(key.toLowerCase()));
    const first: readonly Reported[] = [
      ...counted.flatMap(checksOf).filter((one) => !isOurs(one, { self: this.#self })),
      ...brought.flatMap((merged) => this.#commitsOf(merged)).flatMap(({ reports }) => reports),
    ];
    const reporters = reportersOf(check, pins, first, this.#all, this.apps);
    const isBySome = (report: ReadReport, some: readonly Reporter[]): boolean =>
      isNamed(report.name, check.name) && some.some((reporter) => isBy(report, reporter, this.apps));
    return {
      isIts: (report) => isBySome(report, reporters),
      parts: (reports) =>
        reporters.flatMap((reporter) => {
          const made = reports.filter((report) => isBySome(report, [reporter]));
          const names = [...new Set(made.map(({ name }) => name))];
          return names.length === 0 ? [[]] : names.map((name) => made.filter((report) => report.name === name));
        }),
    };
  }

  #readAll(): readonly ReadReport[] {
    return this.#list.all.flatMap((merged) => this.#commitsOf(merged)).flatMap(({ reports }) => reports);
  }

  #commitsOf(merged: Merged): readonly CommitReports[] {
    const commits = this.#readCommits(merged);
    return isUnreadable(commits) ? [] : commits;
  }

  #readCommits({ key, raw, at }: Merged): Readable<readonly CommitReports[]> {
    const read = this.#commits.get(key) ?? reportsOf(raw, at, this.#self);
    this.#commits.set(key, read);
    return read;
  }
}

/** True where what is not read of a commit may hold the control's check; of a prefix, another one of its checks. */
function lacks({ rest, reports }: CommitReports, { check }: Sought, isIts: Recognizer["isIts"]): boolean {
  return rest !== null && (check.name.endsWith("*") || !reports.some(isIts));
}

/** Whether the check was required when a pull request was merged; null where that cannot be known. */
function wasRequired({ required, since }: Required, mergedAt: Instant): boolean | null {
  if (required === false) return false;
  // What a ruleset demanded before it was last changed, and since when a classic protection stands, GitHub does not say.
  return required === true && since !== null && since < mergedAt ? true : null;
}
