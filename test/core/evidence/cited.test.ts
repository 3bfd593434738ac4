import { describe, expect, it } from "@jest/globals";
import type { Evidence, EvidenceKind } from "../../../src/core/evidence/types.ts";
import type { CitedLink, PastIncident, Run } from "../../../src/core/snapshot/facts.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { unreadOf } from "../../../src/core/verdict/item-case.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  comment,
  day,
  file,
  incident,
  item,
  link,
  openPull,
  person,
  pull,
  run,
  sha,
  snapshot,
} from "../../support/snapshot.ts";

const POLICY = policyInForce().policy;
const RUN = "https://github.com/acme/shop/actions/runs/902";
const FILE = "https://github.com/acme/shop/blob/main/docs/guard.md";
const PR = "https://github.com/acme/shop/pull/150";
const GRAFANA = "https://grafana.example.com/d/1";

type Found = CitedLink["found"];

interface Told {
  readonly comments?: readonly Comment[];
  readonly links?: string;
  readonly found?: Readonly<Record<string, Found>>;
  readonly pulls?: readonly PullRequest[];
  readonly issue?: Partial<Issue>;
  readonly over?: Partial<Snapshot>;
  readonly people?: readonly Person[];
}

/** Item 2 with its merged pull request 102, and what is cited on it. */
function read(told: Told = {}) {
  const subject = item(2, {
    owner: "oscar",
    comments: told.comments ?? [],
    links: [link(102)],
    fields: told.links === undefined ? {} : { evidence_links: told.links },
    ...told.issue,
  });
  const links = Object.entries(told.found ?? {}).map(([url, found]): CitedLink => ({ url, found }));
  return snapshot({
    items: [subject],
    pulls: [pull(102), ...(told.pulls ?? [])],
    links,
    over: { history: [], ...told.over },
    people: told.people ?? [],
  });
}

function itemOf(told: Told) {
  const [found] = buildCase(read(told), POLICY).items;
  if (found === undefined) throw new Error("no item");
  return found;
}

function of(told: Told, kind: EvidenceKind): readonly Evidence[] {
  return itemOf(told).evidence.filter((evidence) => evidence.kind === kind);
}

const say = (topic: string, url: string, by = "oscar") => comment(`/quench evidence ${topic} ${url}`, by, day(1, 300));
const ran = (over: Partial<Run> = {}, contains = [sha(102)]): Found => ({ kind: "run", run: run(902, contains, over) });

describe("R-H3 a rollback that was rehearsed", () => {
  const rollback = (found?: Found) => {
    const told: Told = {
      comments: [say("rollback", RUN)],
      ...(found === undefined ? {} : { found: { [RUN]: found } }),
    };
    return of(told, "rollback_run");
  };

  it("R-H3 pass: a successful run after the merge, timed", () => {
    expect(rollback(ran({ environments: ["staging"] }))).toEqual([
      {
        kind: "rollback_run",
        strength: 2,
        item: 2,
        who: "oscar",
        when: day(1, 300),
        url: RUN,
        because: "the run `drill` succeeded on a commit with the control",
        duration: 600,
        run: { environments: ["staging"] },
      },
    ]);
  });

  it("R-H3: a later attempt counts from when it began", () => {
    expect(rollback(ran({ startedAt: day(1, 400), completedAt: day(1, 405) }))[0]?.when).toBe(day(1, 400));
  });

  it.each<[string, Found, 0 | 1, string]>([
    ["failed", ran({ conclusion: "failure" }), 0, "ended with failure"],
    ["is on another commit", ran({}, []), 0, "without the merged control"],
    ["began before the merge", ran({ startedAt: day(1, 179) }), 0, "before the control was merged"],
    ["does not exist", { kind: "absent" }, 0, "does not exist or cannot be opened by Quench"],
    ["is a screenshot", { kind: "image" }, 1, "it is a screenshot, which is told, not verified"],
    ["is a page", { kind: "other" }, 1, "its link is not a workflow run, so it is told, not verified"],
    ["is a pull request", { kind: "pull_request", pull: "acme/shop#102" }, 1, "its link is not a workflow run"],
    ["is a file", { kind: "file", path: "a", blob: "b", onDefaultBranch: true }, 1, "its link is not a workflow run"],
    ["is a commit", { kind: "commit", sha: sha(1), onDefaultBranch: true }, 1, "its link is not a workflow run"],
  ])("R-H3 fail: one that %s", (_name, found, strength, because) => {
    const [evidence] = rollback(found);
    expect(evidence?.strength).toBe(strength);
    expect(evidence?.because).toContain(because);
    expect(evidence?.duration).toBeUndefined();
  });

  const LEFT = "https://github.com/acme/shop/actions/runs/902/artifacts/5";
  const left = (expired: boolean, over: Partial<Run> = {}): Found => {
    const found = ran(over);
    if (!("run" in found)) throw new Error("no run");
    return { kind: "artifact", name: "report", expired, run: found.run };
  };

  it("R-H3 pass: an artifact counts as the run that left it", () => {
    const of902 = (found: Found) =>
      of({ comments: [say("rollback", LEFT)], links: PR, found: { [LEFT]: found } }, "rollback_run")[0];
    expect(of902(left(false))).toMatchObject({ strength: 2, duration: 600, url: LEFT });
    expect(of902(left(false, { conclusion: "failure" }))).toMatchObject({ strength: 0 });
    expect(of902(left(false, { startedAt: day(1, 400) }))?.when).toBe(day(1, 400));
  });

  it("R-H3 fail: one that has expired is told", () => {
    const [evidence] = of(
      { comments: [say("rollback", LEFT)], links: PR, found: { [LEFT]: left(true) } },
      "rollback_run",
    );
    expect(evidence).toMatchObject({ strength: 1, because: "its artifact has expired" });
    expect(evidence?.duration).toBeUndefined();
  });

  it("R-H3 fail: a duration that is told is shown as told", () => {
    const timed = (note: string, found: Found) =>
      of({ comments: [say("rollback", `${RUN} ${note}`)], links: PR, found: { [RUN]: found } }, "rollback_run")[0];
    expect(timed("took 1h 5m in all", { kind: "other" })).toMatchObject({
      strength: 1,
      duration: 3900,
      because: "its link is not a workflow run, so it is told, not verified (told: `1h 5m`)",
    });
    expect(timed("took 1h", ran())).toMatchObject({ strength: 2, duration: 600 });
  });

  it("R-H3 fail: what was written before the incident began is not about it", () => {
    const written = (at: string): Found => ({ kind: "comment", author: actor("paul"), createdAt: at });
    expect(rollback(written(day(-1)))).toMatchObject([
      { strength: 0, because: "it was written before the incident began" },
    ]);
    expect(rollback({ kind: "issue", author: actor("paul"), createdAt: day(-1) })).toMatchObject([{ strength: 0 }]);
    expect(rollback(written(day(1)))).toMatchObject([{ strength: 1 }]);
    expect(rollback(written(""))).toMatchObject([{ strength: 1 }]);
  });

  it("R-H3 fail: what nobody looked up is told", () => {
    expect(rollback()).toMatchObject([{ strength: 1, because: "it is told, and its link was not looked up" }]);
  });

  it("R-H3 unknown: what could not be read is neither there nor absent", () => {
    const told: Told = { comments: [say("rollback", RUN)], found: { [RUN]: { unreadable: "run 902: 502" } } };
    expect(of(told, "rollback_run")).toEqual([]);
    expect(unreadOf(itemOf(told), "rollback_run")).toEqual([{ unreadable: "run 902: 502" }]);
    expect(unreadOf(itemOf(told), "dashboard")).toEqual([]);
    const uncompared: Told = { ...told, found: { [RUN]: ran({ contains: { unreadable: "compare: 403" } }) } };
    expect(unreadOf(itemOf(uncompared), "rollback_run")).toEqual([{ unreadable: "compare: 403" }]);
  });

  it("R-H4: an outsider's word is not heard, and one whose role is unread is unknown", () => {
    const outsider: Told = { comments: [say("rollback", RUN, "mallory")], found: { [RUN]: ran() } };
    expect(of(outsider, "rollback_run")).toEqual([]);
    const comments = [say("rollback", RUN, "ulla")];
    const unsure: Told = { comments, found: { [RUN]: ran() }, people: [person("ulla", { unreadable: "502" }, true)] };
    expect(of(unsure, "rollback_run")).toEqual([]);
    expect(unreadOf(itemOf(unsure), "rollback_run")).toEqual([{ unreadable: "the role of ulla could not be read" }]);
    expect(unreadOf(itemOf(unsure), "exercise")).toEqual([{ unreadable: "the role of ulla could not be read" }]);
  });

  it("R-V1: unread comments hide every cited kind but the form's own links", () => {
    const hidden = itemOf({ issue: { comments: { unreadable: "comments: 502" } } });
    for (const kind of ["rollback_run", "dashboard", "ownership_file", "failure_path", "exercise"] as const) {
      expect(unreadOf(hidden, kind)).toEqual([{ unreadable: "comments: 502" }]);
    }
    expect(unreadOf(hidden, "link")).toEqual([]);
  });

  it("R-V1: unread pull requests hide what runs would have shown", () => {
    const hidden = itemOf({ issue: { links: { unreadable: "links: 502" } }, links: PR });
    for (const kind of ["rollback_run", "exercise", "link"] as const) {
      expect(unreadOf(hidden, kind)).toEqual([{ unreadable: "links: 502" }]);
    }
    expect(unreadOf(hidden, "dashboard")).toEqual([]);
  });
});

describe("R-H6 a dashboard is told", () => {
  const dashboard = (url: string, found?: Found) =>
    of({ comments: [say("dashboard", url)], ...(found === undefined ? {} : { found: { [url]: found } }) }, "dashboard");

  it("R-H6 pass: on a host that the policy trusts, told, not verified", () => {
    expect(dashboard(GRAFANA)).toMatchObject([
      {
        strength: 1,
        who: "oscar",
        url: GRAFANA,
        because: "told, not verified: the policy trusts `grafana.example.com`",
      },
    ]);
    expect(dashboard(GRAFANA, { kind: "other" })).toMatchObject([{ strength: 1 }]);
    expect(dashboard(GRAFANA, { kind: "image" })).toMatchObject([{ strength: 1 }]);
  });

  it("R-H6 fail: elsewhere, or where nothing is", () => {
    const elsewhere = "https://grafana.example.net/d/1";
    expect(dashboard(elsewhere)).toMatchObject([{ strength: 0 }]);
    expect(dashboard(elsewhere, { unreadable: "502" })).toMatchObject([{ strength: 0 }]);
    expect(dashboard(GRAFANA, { kind: "absent" })).toMatchObject([
      { strength: 0, because: "its link does not exist or cannot be opened by Quench" },
    ]);
  });

  it("R-H6 unknown: a trusted one that could not be looked up", () => {
    const told: Told = { comments: [say("dashboard", GRAFANA)], found: { [GRAFANA]: { unreadable: "502" } } };
    expect(of(told, "dashboard")).toEqual([]);
    expect(unreadOf(itemOf(told), "dashboard")).toEqual([{ unreadable: "502" }]);
  });
});

describe("the failure path of the control itself", () => {
  const failurePath = (found: Found) =>
    of({ comments: [say("failure-path", FILE)], found: { [FILE]: found } }, "failure_path");

  it("R-A1 pass: a file on the default branch", () => {
    const found = failurePath({ kind: "file", path: "docs/guard.md", blob: "b1", onDefaultBranch: true });
    expect(found).toMatchObject([{ strength: 2, because: "`docs/guard.md` is on the default branch" }]);
  });

  it.each<[string, Found, 0 | 1, string]>([
    [
      "a file elsewhere",
      { kind: "file", path: "docs/guard.md", blob: "b1", onDefaultBranch: false },
      1,
      "`docs/guard.md` is not on the default branch",
    ],
    [
      "a commit",
      { kind: "commit", sha: sha(1), onDefaultBranch: true },
      1,
      "its link is not a file on the default branch, so it is told, not verified",
    ],
    ["a run", ran(), 1, "its link is not a file on the default branch"],
    ["nothing", { kind: "absent" }, 0, "its link does not exist"],
  ])("R-A1 fail: %s", (_name, found, strength, because) => {
    expect(failurePath(found)).toMatchObject([{ strength }]);
    expect(failurePath(found)[0]?.because).toContain(because);
  });
});

describe("ownership that a pull request documents", () => {
  const ownership = (cited: PullRequest, found: Found = { kind: "pull_request", pull: cited.key }) =>
    of({ comments: [say("ownership", PR)], found: { [PR]: found }, pulls: [cited] }, "ownership_file");

  it("R-S1 pass: merged, and it adds to an ownership file", () => {
    expect(ownership(pull(150, ["src/a.ts", "docs/CODEOWNERS", ".github/CODEOWNERS"]))).toMatchObject([
      { strength: 2, because: "adds to `.github/CODEOWNERS`" },
    ]);
  });

  it.each<[string, PullRequest, string]>([
    ["no ownership file", pull(150, ["src/a.ts"]), "acme/shop#150 adds to no ownership file"],
    [
      "one that only deletes it",
      pull(150, [], { files: [file("CODEOWNERS", { change: "deleted", additions: 0 })] }),
      "adds to no ownership file",
    ],
    ["an open one", openPull(150, ["CODEOWNERS"]), "acme/shop#150 is not merged yet"],
    [
      "one merged elsewhere",
      pull(150, ["CODEOWNERS"], { baseIsDefault: false, baseBranch: "next" }),
      "merged into `next`",
    ],
    [
      "one merged before the incident",
      pull(150, ["CODEOWNERS"], { mergedAt: "2026-03-02T08:29:59Z" }),
      "before the incident began",
    ],
    ["a reverted one", pull(150, ["CODEOWNERS"], { revertedBy: "acme/shop#151" }), "it was reverted by acme/shop#151"],
  ])("R-S1 fail: %s is told, not verified", (_name, cited, because) => {
    expect(ownership(cited)).toMatchObject([{ strength: 1 }]);
    expect(ownership(cited)[0]?.because).toContain(because);
  });

  it("R-S1 fail: a file is no pull request", () => {
    const found: Found = { kind: "file", path: "CODEOWNERS", blob: "b", onDefaultBranch: true };
    expect(ownership(pull(150), found)[0]?.because).toBe(
      "its link is not a pull request that changes an ownership file, so it is told, not verified",
    );
  });

  it("R-S1 unknown: its files, or itself, could not be read", () => {
    const told = (pulls: readonly PullRequest[]): Told => ({
      comments: [say("ownership", PR)],
      found: { [PR]: { kind: "pull_request", pull: "acme/shop#150" } },
      pulls,
    });
    expect(unreadOf(itemOf(told([pull(150, [], { files: { unreadable: "files: 502" } })])), "ownership_file")).toEqual([
      { unreadable: "files: 502" },
    ]);
    expect(unreadOf(itemOf(told([])), "ownership_file")).toEqual([{ unreadable: "acme/shop#150 was not read" }]);
  });
});

describe("R-H1 the form's evidence links", () => {
  const links = (url: string, found: Found, pulls: readonly PullRequest[] = []) =>
    of({ links: `- ${url}`, found: { [url]: found }, pulls }, "link");

  it.each<[string, string, Found, readonly PullRequest[], 0 | 1 | 2, string]>([
    [
      "a merged pull request",
      PR,
      { kind: "pull_request", pull: "acme/shop#150" },
      [pull(150)],
      2,
      "acme/shop#150 is merged",
    ],
    [
      "an open one",
      PR,
      { kind: "pull_request", pull: "acme/shop#150" },
      [openPull(150)],
      1,
      "acme/shop#150 is not merged yet",
    ],
    ["a successful run", RUN, ran(), [], 2, "succeeded on a commit with the control"],
    ["a failed run", RUN, ran({ conclusion: "failure" }), [], 0, "ended with failure"],
    [
      "a commit",
      PR,
      { kind: "commit", sha: sha(1), onDefaultBranch: true, at: day(1) },
      [],
      2,
      "its commit is on the default branch",
    ],
    [
      "a commit that is older than the incident",
      PR,
      { kind: "commit", sha: sha(1), onDefaultBranch: true, at: day(-1) },
      [],
      1,
      "its commit was made before the incident began",
    ],
    [
      "a commit elsewhere",
      PR,
      { kind: "commit", sha: sha(1), onDefaultBranch: false },
      [],
      1,
      "its commit is not on the default branch",
    ],
    [
      "a file",
      FILE,
      { kind: "file", path: "a.md", blob: "b", onDefaultBranch: true },
      [],
      2,
      "`a.md` is on the default branch",
    ],
    [
      "a file elsewhere",
      FILE,
      { kind: "file", path: "a.md", blob: "b", onDefaultBranch: false },
      [],
      1,
      "`a.md` is not on",
    ],
    [
      "a comment",
      PR,
      { kind: "comment", author: actor("paul"), createdAt: day(1) },
      [],
      1,
      "its link is not a pull request, a run, a commit or a file, so it is told, not verified",
    ],
    ["a screenshot", PR, { kind: "image" }, [], 1, "it is a screenshot"],
    ["a page", PR, { kind: "other" }, [], 1, "it is told, not verified"],
    ["nothing", PR, { kind: "absent" }, [], 0, "its link does not exist"],
  ])("R-H1: %s", (_name, url, found, pulls, strength, because) => {
    const [evidence, ...more] = links(url, found, pulls);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({ kind: "link", item: 2, strength, url });
    expect(evidence?.because).toContain(because);
  });

  it("R-H1: the body's last editor says so, when it was edited", () => {
    const told: Told = { links: PR, issue: { editor: actor("tess"), lastEditedAt: day(1, 5) } };
    expect(of(told, "link")).toMatchObject([{ who: "tess", when: day(1, 5), strength: 1 }]);
    expect(of({ links: PR }, "link")).toMatchObject([{ who: "quench[bot]", when: day(0, 5) }]);
  });

  it("R-H6: one on a trusted host is a dashboard's too, another is not", () => {
    expect(of({ links: GRAFANA }, "dashboard")).toMatchObject([{ strength: 1, url: GRAFANA, who: "quench[bot]" }]);
    expect(of({ links: GRAFANA }, "link")).toMatchObject([{ strength: 1 }]);
    expect(of({ links: PR, found: { [PR]: { kind: "other" } } }, "dashboard")).toEqual([]);
  });

  it("R-H1 unknown: one that could not be looked up", () => {
    const one = itemOf({
      links: `${PR} ${GRAFANA}`,
      found: { [PR]: { unreadable: "a" }, [GRAFANA]: { unreadable: "b" } },
    });
    expect(unreadOf(one, "link")).toEqual([{ unreadable: "a" }, { unreadable: "b" }]);
    expect(unreadOf(one, "dashboard")).toEqual([{ unreadable: "b" }]);
  });
});

describe("R-S3 drills and incidents that used the control", () => {
  const exercise = (topic: string, found?: Found, finding: string | null = null) =>
    of(
      {
        comments: [say(topic, RUN)],
        ...(found === undefined ? {} : { found: { [RUN]: found } }),
        issue: item(2, {
          owner: "oscar",
          comments: [say(topic, RUN)],
          links: [link(102)],
          fields: { finding_type: finding },
        }),
      },
      "exercise",
    );

  it.each([
    ["behavior alert-replay", "alert-replay"],
    ["behavior drill", "drill"],
    ["behavior rollback", "rollback"],
    ["rollback", "rollback"],
  ])("R-S3 pass: a run told as %s", (topic, style) => {
    expect(exercise(topic, ran())).toMatchObject([
      { strength: 2, style, url: RUN, item: 2, who: "oscar", duration: 600 },
    ]);
  });

  it("R-S3 pass: of another style than the one that proves the item", () => {
    expect(exercise("behavior drill", ran(), "repeated regression")).toMatchObject([{ strength: 2 }]);
  });

  it("R-S3 fail: a suite that stays green, a dashboard, a failed run, and what is only told", () => {
    expect(exercise("behavior regression-trend", ran())).toEqual([]);
    expect(exercise("dashboard", ran())).toEqual([]);
    expect(exercise("behavior drill", ran({ conclusion: "failure" }))).toMatchObject([{ strength: 0 }]);
    expect(exercise("behavior drill", { kind: "other" })).toMatchObject([{ strength: 1 }]);
    expect(exercise("behavior drill")).toMatchObject([{ strength: 1 }]);
  });

  const past = (over: Partial<PastIncident> = {}): PastIncident => ({
    number: 60,
    url: "https://github.com/acme/shop/issues/60",
    failureClass: null,
    openedAt: day(1, 181),
    startedAt: null,
    detectedAt: null,
    restoredAt: null,
    drill: false,
    duplicate: false,
    exercised: [2],
    ...over,
  });
  const used = (...history: readonly PastIncident[]) => of({ over: { history } }, "exercise");

  it("R-S3 pass: a later incident or drill that names the item", () => {
    expect(used(past({ number: 61, drill: true }), past())).toEqual([
      {
        kind: "exercise",
        strength: 2,
        item: 2,
        who: null,
        when: day(1, 181),
        url: "https://github.com/acme/shop/issues/60",
        because: "the incident #60 used it",
      },
      expect.objectContaining({ because: "the drill #61 used it" }),
    ]);
  });

  it("R-S3 fail: one that began with the merge or before, names another item or none, or is a duplicate", () => {
    expect(used(past({ openedAt: day(1, 180) }))).toEqual([]);
    expect(used(past({ openedAt: day(1, 179) }))).toEqual([]);
    expect(used(past({ exercised: [3] }))).toEqual([]);
    const { exercised: _exercised, ...silent } = past();
    expect(used(silent)).toEqual([]);
    expect(used(past({ duplicate: true }))).toEqual([]);
  });

  it("R-S3 fail: it was opened later and began before, as its form says", () => {
    expect(used(past({ openedAt: day(2), startedAt: day(1, 180) }))).toEqual([]);
    expect(used(past({ openedAt: day(2), detectedAt: day(1, 179) }))).toEqual([]);
    expect(used(past({ openedAt: day(2), startedAt: day(1, 181) }))).toHaveLength(1);
  });

  describe("R-S3 whoever opened the later incident", () => {
    const by = (login: string, kind: "user" | "bot" | "ghost", ...people: readonly Person[]) => {
      const history = [past({ by: { login, nodeId: "", kind } })];
      const subject = itemOf({ over: { history }, people });
      return [
        subject.evidence.filter((one) => one.kind === "exercise").map(({ who }) => who),
        unreadOf(subject, "exercise").map(({ unreadable }) => unreadable),
      ];
    };

    it("R-S3 pass: a collaborator, or a bot that was installed", () => {
      expect(by("tess", "user", person("tess", "triage"))).toEqual([["tess"], []]);
      expect(by("rea", "user", { ...person("rea", "read"), member: true })).toEqual([["rea"], []]);
      expect(by("tess", "user", person("tess", "triage", { unreadable: "502" }))).toEqual([["tess"], []]);
      expect(by("tess", "user", person("tess", "triage", false))).toEqual([["tess"], []]);
      expect(by("pager[bot]", "bot")).toEqual([["pager[bot]"], []]);
    });

    it("R-S3 fail: an outsider, whose form labelled itself, or a deleted account", () => {
      expect(by("eve", "user", { ...person("eve", "read"), member: false })).toEqual([[], []]);
      expect(by("eve", "user", { ...person("eve", "none"), member: false })).toEqual([[], []]);
      expect(by("ghost", "ghost")).toEqual([[], []]);
    });

    it("R-S3 unknown: somebody whose right was not read", () => {
      const why = "whether zoe, who opened the incident #60, may say so was not read";
      expect(by("zoe", "user")).toEqual([[], [why]]);
      expect(by("zoe", "user", person("zoe", { unreadable: "role: 502" }))).toEqual([[], [why]]);
      expect(by("zoe", "user", { ...person("zoe", "read"), member: { unreadable: "502" } })).toEqual([[], [why]]);
    });
  });

  it("R-S3 unknown: later incidents were not read, or could not be", () => {
    const { history: _history, ...without } = read();
    const [unread] = buildCase(without, POLICY).items;
    expect(unread === undefined ? null : unreadOf(unread, "exercise")).toEqual([
      { unreadable: "the later incidents were not read" },
    ]);
    expect(unreadOf(itemOf({ over: { history: { unreadable: "502" } } }), "exercise")).toEqual([{ unreadable: "502" }]);
    expect(unread === undefined ? null : unreadOf(unread, "rollback_run")).toEqual([]);
  });

  it("R-S3 fail: nothing that is not merged can have been used", () => {
    const unmerged: Told = { issue: { links: [] }, over: { history: { unreadable: "502" } } };
    expect(unreadOf(itemOf(unmerged), "exercise")).toEqual([]);
    expect(of({ issue: { links: [] }, over: { history: [past()] } }, "exercise")).toEqual([]);
  });
});

describe("the same said on the incident", () => {
  const told = (body: string, found: Found, by = "tess") =>
    buildCase(
      { ...read({ found: { [RUN]: found } }), incident: incident({ comments: [comment(body, by, day(1, 300))] }) },
      POLICY,
    );

  it("R-H1: it is the incident's own evidence, and any control's run counts", () => {
    expect(told(`/quench evidence rollback ${RUN}`, ran()).evidence).toMatchObject([
      { kind: "rollback_run", strength: 2, item: null, who: "tess", duration: 600 },
    ]);
  });

  it("R-V1: what could not be read is kept beside it", () => {
    const subject = told(`/quench evidence rollback ${RUN}`, { unreadable: "502" });
    expect(subject.evidence).toEqual([]);
    expect(subject.unreadCited).toEqual([{ kind: "rollback_run", why: { unreadable: "502" } }]);
  });
});

describe("R-H5 a sign-off binds to the files that are cited", () => {
  const digest = (told: Told) => itemOf(told).digest;
  const blob = (name: string): Found => ({
    kind: "file",
    path: "docs/guard.md",
    blob: name.repeat(10),
    onDefaultBranch: true,
  });

  it("R-H5: another blob is another digest; another kind of link is not", () => {
    const comments = [say("failure-path", FILE)];
    const one = digest({ comments, found: { [FILE]: blob("aaaa") } });
    expect(one).toContain("|aaaaaaaaaaaa|");
    expect(digest({ comments, found: { [FILE]: blob("bbbb") } })).not.toBe(one);
    expect(digest({ links: FILE, found: { [FILE]: blob("aaaa") } })).toBe(one);
    expect(digest({ comments: [say("failure-path", FILE, "mallory")], found: { [FILE]: blob("aaaa") } })).toBe(
      digest({}),
    );
    expect(digest({ comments, found: { [FILE]: { kind: "other" } } })).toBe(digest({}));
  });

  it("R-H5 unknown: a cited file that could not be read may have changed", () => {
    const signed = [
      comment("/quench verifier @vera", "maya", day(0, 120)),
      say("failure-path", FILE),
      comment("/quench verify", "vera", day(1, 420)),
    ];
    const readable = itemOf({ comments: signed, found: { [FILE]: blob("aaaa") } });
    expect(readable.evidence.some(({ kind, strength }) => kind === "sign_off" && strength === 2)).toBe(true);
    const hidden = itemOf({ comments: signed, found: { [FILE]: { unreadable: "blob: 502" } } });
    expect(hidden.evidence.some(({ kind }) => kind === "sign_off")).toBe(false);
    expect(hidden.unread.ownership).toEqual([{ unreadable: "blob: 502" }]);
  });
});
