import { describe, expect, it } from "@jest/globals";
import { signalOf } from "../../../src/app/events/events.ts";
import type { Signal } from "../../../src/app/events/signal.ts";
import type { Payload } from "../../../src/app/events/payload.ts";
import { createIndex, type MemoryIndex } from "../../../src/app/known/index.ts";
import { fileKey, issueKey, mergedKey, runKey, shaKey, textKey } from "../../../src/app/events/references.ts";
import { othersOf, subjectsOf } from "../../../src/app/route.ts";
import type { IncidentSubject } from "../../../src/queue/queue.ts";

const SELF = { appId: 7, login: "quench[bot]" };
const REPOSITORY = { full_name: "Acme/Shop", default_branch: "main" };
const incident = (number: number, repository = "acme/shop"): IncidentSubject => ({
  kind: "incident",
  installation: 3,
  repository,
  number,
});
const SHA = "a".repeat(40);

/** Incident #1 with item #2, pull request #5 at a head, and a cited run; incident #9 elsewhere. */
function filled(): MemoryIndex {
  const index = createIndex();
  index.apply({
    kind: "learn",
    repository: "acme/shop",
    facts: {
      installation: 3,
      incidentLabels: ["outage"],
      incidentTypes: ["Postmortem"],
      itemLabels: ["hardening", "residual-risk", "reliability-debt"],
    },
  });
  const pulls = [issueKey("acme/shop", 5), shaKey(SHA), mergedKey("acme/shop"), fileKey("acme/shop", "test/a.test.ts")];
  index.apply({
    kind: "put",
    subject: incident(1),
    keys: [issueKey("acme/shop", 2), ...pulls, runKey("acme/shop", 77)],
  });
  index.apply({ kind: "put", subject: incident(9, "acme/api"), keys: [] });
  return index;
}

function signal(name: string, payload: Payload): Signal | null {
  const base: Payload = { installation: { id: 3 }, repository: REPOSITORY, sender: { login: "olga" } };
  return signalOf(name, { ...base, ...payload }, SELF);
}

/** Numbers of the incidents that an event sends to. */
function sentTo(name: string, payload: Payload, index = filled()): number[] {
  const found = signal(name, payload);
  return found === null ? [] : subjectsOf(found, index).map(({ number }) => number);
}

describe("issues", () => {
  it("with the incident label or type of the policy, or the default one, are incidents themselves", () => {
    expect(sentTo("issues", { action: "labeled", issue: { number: 4, labels: [{ name: "Outage" }] } })).toEqual([4]);
    expect(sentTo("issues", { action: "labeled", issue: { number: 4, labels: [{ name: "incident" }] } })).toEqual([4]);
    expect(sentTo("issues", { action: "typed", issue: { number: 4, type: { name: "postmortem" } } })).toEqual([4]);
    expect(sentTo("issues", { action: "opened", issue: { number: 4, labels: [{ name: "question" }] } })).toEqual([]);
  });

  it("that lose the label are looked at once more", () => {
    const payload: Payload = { action: "unlabeled", label: { name: "outage" }, issue: { number: 4, labels: [] } };
    expect(sentTo("issues", payload)).toEqual([4]);
    expect(sentTo("issues", { ...payload, label: { name: "question" } })).toEqual([]);
  });

  it("that belong to an incident are known by number, whatever happened", () => {
    for (const action of ["edited", "closed", "reopened", "assigned", "deleted", "transferred"]) {
      expect(sentTo("issues", { action, issue: { number: 2, labels: [] } })).toEqual([1]);
    }
    expect(sentTo("issues", { action: "closed", issue: { number: 1, labels: [] } })).toEqual([1]);
  });

  it.each([
    "hardening",
    "residual-risk",
    "reliability-debt",
  ])("labelled %s belong where their form refers to", (name) => {
    const issue = { number: 30, labels: [{ name }], body: "### Incident reference\n\n#1\n" };
    expect(sentTo("issues", { action: "opened", issue })).toEqual([1]);
    const url = { ...issue, body: "https://github.com/acme/api/issues/9" };
    expect(sentTo("issues", { action: "opened", issue: url })).toEqual([9]);
    expect(sentTo("issues", { action: "opened", issue: { ...issue, labels: [{ name: "bug" }] } })).toEqual([]);
  });

  it("that were transferred are known under both numbers", () => {
    const changes = { new_issue: { number: 9 }, new_repository: { full_name: "acme/api" } };
    expect(sentTo("issues", { action: "transferred", issue: { number: 2 }, changes })).toEqual([1, 9]);
  });

  it("that are touched by ourselves need no second look", () => {
    const issue = { number: 1, labels: [{ name: "outage" }] };
    expect(signal("issues", { action: "labeled", issue, sender: { login: "quench[bot]" } })).toBeNull();
    // Until GitHub has told who we are, nobody is us.
    const payload: Payload = {
      action: "labeled",
      issue,
      sender: { login: "quench[bot]" },
      installation: { id: 3 },
      repository: REPOSITORY,
    };
    expect(signalOf("issues", payload, { appId: 7, login: null })).not.toBeNull();
  });
});

describe("comments and sub-issues", () => {
  it("send to the issue they are on, or to the pull request's incident", () => {
    expect(sentTo("issue_comment", { action: "created", issue: { number: 2, labels: [] } })).toEqual([1]);
    expect(sentTo("issue_comment", { action: "deleted", issue: { number: 5, pull_request: {} } })).toEqual([1]);
    const labelled = { number: 6, pull_request: {}, labels: [{ name: "outage" }] };
    expect(sentTo("issue_comment", { action: "created", issue: labelled })).toEqual([]);
    expect(sentTo("issue_comment", { action: "edited", issue: { number: 3, labels: [] } })).toEqual([]);
  });

  it("tell of both halves of a sub-issue", () => {
    const halves = {
      parent_issue: { number: 1 },
      sub_issue: { number: 40 },
      sub_issue_repo: REPOSITORY,
      parent_issue_repo: REPOSITORY,
    };
    expect(sentTo("sub_issues", { action: "sub_issue_added", ...halves })).toEqual([1]);
    expect(
      sentTo("sub_issues", {
        action: "parent_issue_removed",
        ...halves,
        parent_issue: { number: 50 },
        sub_issue: { number: 2 },
      }),
    ).toEqual([1]);
    const fresh = { number: 60, labels: [{ name: "outage" }] };
    expect(sentTo("sub_issues", { action: "sub_issue_added", ...halves, parent_issue: fresh })).toEqual([60]);
  });
});

describe("pull requests", () => {
  const pull = (body: string, given: object = {}): Payload => ({
    action: "opened",
    pull_request: { number: 70, title: "A change", body, head: { sha: "b".repeat(40) }, ...given },
  });

  it("send where they are linked, or where their text points", () => {
    expect(sentTo("pull_request", { ...pull(""), pull_request: { number: 5 } })).toEqual([1]);
    for (const text of [
      "Fixes #2",
      "Hardening: #2",
      "see acme/shop#1",
      "(#1)",
      "https://github.com/ACME/shop/issues/2#x",
      "Reverts acme/shop#5",
    ]) {
      expect(sentTo("pull_request", pull(text))).toEqual([1]);
    }
    expect(sentTo("pull_request", pull("", { title: "Guard (closes #2)" }))).toEqual([1]);
  });

  it("that point nowhere send nowhere", () => {
    for (const text of ["", "Fixes #20", "acme/other#1", "color #1a2b3c", "a#1b", "other/acme/shop#1x", "issue 1"]) {
      expect(sentTo("pull_request", pull(text))).toEqual([]);
    }
    expect(sentTo("pull_request", pull("Fixes #20", { body: null }))).toEqual([]);
  });

  it("are found by their head, and reviews by their pull request", () => {
    expect(sentTo("pull_request", pull("", { head: { sha: SHA } }))).toEqual([1]);
    expect(sentTo("pull_request_review", { action: "submitted", pull_request: { number: 5 } })).toEqual([1]);
  });

  it("that are merged send where a control may be seen running on them", () => {
    const merge = { number: 70, merged: true, base: { ref: "main" } };
    const closed = (over: object) => sentTo("pull_request", { action: "closed", pull_request: { ...merge, ...over } });
    expect(closed({})).toEqual([1]);
    expect(closed({ merged: false })).toEqual([]);
    expect(closed({ base: { ref: "release" } })).toEqual([]);
    expect(sentTo("pull_request", { action: "labeled", pull_request: merge })).toEqual([]);
  });

  it("with a hostile text are read in linear time, or this test would not end", () => {
    for (const text of ["-", "a/", "a-", "a/a-", "#1", "//a/", "//a/a/issues/"]) {
      expect(signal("pull_request", pull(text.repeat(65_000 / text.length)))).not.toBeNull();
    }
  });
});

describe("checks, runs and statuses", () => {
  const head = (given: object): Payload => ({
    action: "completed",
    check_run: { head_sha: SHA, app: { id: 15368 }, ...given },
  });

  it("send by commit, by pull request, and by cited run", () => {
    expect(sentTo("check_run", head({}))).toEqual([1]);
    expect(sentTo("check_run", head({ head_sha: "c".repeat(40), pull_requests: [{ number: 5 }] }))).toEqual([1]);
    expect(sentTo("check_run", head({ head_sha: "c".repeat(40) }))).toEqual([]);
    expect(sentTo("check_suite", { action: "completed", check_suite: { head_sha: SHA.toUpperCase() } })).toEqual([1]);
    expect(sentTo("workflow_run", { action: "completed", workflow_run: { id: 77, head_sha: "c".repeat(40) } })).toEqual(
      [1],
    );
    expect(sentTo("status", { sha: SHA })).toEqual([1]);
  });

  it("of ours are ignored, unless a person asks for them again", () => {
    expect(sentTo("check_run", head({ app: { id: 7 } }))).toEqual([]);
    const asked = [{ kind: "checks", installation: 3, repository: "Acme/Shop", sha: SHA }];
    for (const action of ["rerequested", "requested_action"]) {
      const again = signal("check_run", { ...head({ app: { id: 7 } }), action });
      // What is asked for comes to its conclusion first; its incidents are looked at after that.
      expect(again).toMatchObject({ keys: [], others: asked });
    }
    const suite = { action: "rerequested", check_suite: { head_sha: SHA, app: { id: 7 } } };
    expect(signal("check_suite", suite)).toMatchObject({ keys: [], others: asked });
    expect(signal("check_suite", { ...suite, check_suite: { head_sha: SHA, app: { id: 8 } } })?.others).toEqual([]);
  });
});

describe("the checks of pull requests", () => {
  const pulled = (action: string, more: Payload = {}): Signal | null =>
    signal("pull_request", {
      action,
      pull_request: { number: 5, head: { sha: SHA, repo: { full_name: "acme/shop" } } },
      ...more,
    });

  it("are looked at for themselves where their head, body, base or readiness changed", () => {
    for (const action of ["opened", "reopened", "synchronize", "edited", "ready_for_review"]) {
      expect(pulled(action)?.others).toEqual([{ kind: "pull", installation: 3, repository: "Acme/Shop", number: 5 }]);
    }
    for (const action of ["closed", "labeled", "assigned"]) expect(pulled(action)?.others).toEqual([]);
  });

  it("may touch the policy once they are there, go elsewhere, or come from a fork", () => {
    expect(["opened", "reopened"].map((action) => pulled(action)?.mayTouchPolicy)).toEqual([true, true]);
    expect(["synchronize", "edited"].map((action) => pulled(action)?.mayTouchPolicy)).toEqual([false, false]);
    expect(pulled("edited", { changes: { base: {} } })?.mayTouchPolicy).toBe(true);
    const fork = { number: 5, head: { sha: SHA, repo: { full_name: "otto/shop" } } };
    expect(pulled("synchronize", { pull_request: fork })?.mayTouchPolicy).toBe(true);
    expect(pulled("synchronize", { pull_request: { ...fork, head: { sha: SHA, repo: null } } })?.mayTouchPolicy).toBe(
      true,
    );
  });

  it("only where there is a policy, and unless it asks for all of them, only for the policy's sake", () => {
    const asked = (name: string, index: MemoryIndex) => {
      const found = pulled(name);
      return found === null ? [] : othersOf(found, index).map(({ kind }) => kind);
    };
    expect(asked("opened", createIndex())).toEqual([]);
    expect(asked("opened", filled())).toEqual(["pull"]);
    expect(asked("synchronize", filled())).toEqual([]);
    const all = filled();
    const facts = { installation: 3, incidentLabels: [], incidentTypes: [], itemLabels: [], allPulls: true };
    all.apply({ kind: "learn", repository: "acme/shop", facts });
    expect(asked("synchronize", all)).toEqual(["pull"]);
  });

  it("whose branch a push of the policy file goes to are found by its commit", () => {
    const push: Payload = {
      ref: "refs/heads/change",
      before: "b".repeat(40),
      after: SHA,
      commits: [{ modified: [".github/quench.yml"] }],
    };
    expect(signal("push", push)?.others).toEqual([
      { kind: "checks", installation: 3, repository: "Acme/Shop", sha: SHA },
    ]);
    expect(signal("push", { ...push, before: "0".repeat(40) })).toBeNull();
    expect(signal("push", { ...push, after: "0".repeat(40) })).toBeNull();
    expect(signal("push", { ...push, commits: [{ modified: ["a.md"] }] })).toBeNull();
  });
});

describe("merge groups", () => {
  const group = { head_sha: SHA, base_sha: "b".repeat(40), head_ref: "refs/heads/gh-readonly-queue/main/pr-5-bbb" };
  const asked = signal("merge_group", { action: "checks_requested", merge_group: group });

  it("ask for their checks; a destroyed one asks for nothing", () => {
    expect(asked?.others).toEqual([
      {
        kind: "group",
        installation: 3,
        repository: "Acme/Shop",
        sha: SHA,
        base: group.base_sha,
        ref: group.head_ref,
      },
    ]);
    expect(signal("merge_group", { action: "destroyed", merge_group: group })).toBeNull();
  });

  it("are looked at where there is a policy, or a pull request of an incident elsewhere", () => {
    const kinds = (index: MemoryIndex) => (asked === null ? [] : othersOf(asked, index).map(({ kind }) => kind));
    expect(kinds(filled())).toEqual(["group"]);
    expect(kinds(createIndex())).toEqual([]);
    const central = createIndex();
    central.apply({ kind: "put", subject: incident(9, "acme/incidents"), keys: [issueKey("acme/shop", 5)] });
    expect(kinds(central)).toEqual(["group"]);
  });
});

describe("pushes", () => {
  const push = (given: Payload): Payload => ({
    ref: "refs/heads/main",
    commits: [{ modified: ["src/a.ts"] }],
    ...given,
  });

  it("that touch the policy on the default branch concern every incident, and a sweep", () => {
    for (const change of [
      { added: [".github/quench.yml"] },
      { modified: [".github/quench.yml"] },
      { removed: [".github/quench.yml"] },
    ]) {
      const found = signal("push", push({ commits: [change] }));
      expect(found?.sweep).toEqual({ kind: "sweep", installation: 3, repository: "Acme/Shop" });
      expect(found === null ? [] : subjectsOf(found, filled()).map(({ number }) => number)).toEqual([1]);
    }
  });

  it("that nobody can tell the files of count as touching it", () => {
    expect(signal("push", push({ forced: true }))?.sweep).not.toBeNull();
    expect(signal("push", push({ commits: Array.from({ length: 2048 }, () => ({})) }))?.sweep).not.toBeNull();
  });

  it("of other files or branches concern nobody", () => {
    expect(sentTo("push", push({}))).toEqual([]);
    expect(signal("push", push({ ref: "refs/heads/topic", commits: [{ added: [".github/quench.yml"] }] }))).toBeNull();
  });

  it("that may revert something send where pull requests were merged", () => {
    for (const message of [
      `Revert "x"\n\nThis reverts commit ${SHA}.`,
      'Reapply "x"',
      "chore: reland the guard (#12)",
    ]) {
      expect(sentTo("push", push({ commits: [{ message: "Tidy up" }, { message }] }))).toEqual([1]);
    }
    expect(sentTo("push", push({ commits: [{ message: "Convert the guard" }] }))).toEqual([]);
    const elsewhere = { full_name: "acme/api", default_branch: "main" };
    expect(sentTo("push", push({ repository: elsewhere, commits: [{ message: 'Revert "x"' }] }))).toEqual([]);
  });

  it("that delete a file send where it was evidence", () => {
    expect(sentTo("push", push({ commits: [{ removed: ["src/a.ts", "test/a.test.ts"] }] }))).toEqual([1]);
    expect(sentTo("push", push({ commits: [{ removed: ["src/a.ts"], modified: ["test/a.test.ts"] }] }))).toEqual([]);
  });

  it("that change a cited file send where it was cited, for what a sign-off saw was its text", () => {
    const index = filled();
    const path = "docs/runbooks/limit.md";
    index.apply({
      kind: "put",
      subject: incident(9, "acme/api"),
      keys: [fileKey("acme/shop", path), textKey("acme/shop", path)],
    });
    for (const commit of [{ modified: [path] }, { added: [path] }, { removed: [path] }])
      expect(sentTo("push", push({ commits: [commit] }), index)).toEqual([9]);
    expect(sentTo("push", push({ commits: [{ modified: ["docs/other.md"] }] }), index)).toEqual([]);
  });

  it("to the owner's shared policy concern the whole installation", () => {
    const shared = { full_name: "acme/.github", default_branch: "main" };
    const found = signal("push", push({ repository: shared, commits: [{ added: [".github/quench.yml"] }] }));
    expect(found?.sweep).toEqual({ kind: "sweep", installation: 3, repository: null });
    expect(found === null ? [] : subjectsOf(found, filled()).map(({ number }) => number)).toEqual([1, 9]);
  });
});

describe("people and installations", () => {
  it("somebody who comes or goes concerns the repository's incidents, or the organization's", () => {
    expect(sentTo("member", { action: "removed" })).toEqual([1]);
    expect(sentTo("organization", { action: "member_removed", repository: undefined })).toEqual([1, 9]);
    expect(sentTo("organization", { action: "member_invited", repository: undefined })).toEqual([]);
  });

  it("an installation is swept, or forgotten", () => {
    const gone = { repository: undefined };
    expect(signal("installation", { action: "created", ...gone })?.sweep).toEqual({
      kind: "sweep",
      installation: 3,
      repository: null,
    });
    expect(signal("installation", { action: "deleted", ...gone })?.forget).toEqual({
      installation: 3,
      repositories: [],
    });
    expect(signal("installation_repositories", { action: "added", ...gone })?.sweep).not.toBeNull();
    const removed = { action: "removed", repositories_removed: [{ full_name: "acme/shop" }], ...gone };
    expect(signal("installation_repositories", removed)?.forget).toEqual({
      installation: null,
      repositories: ["acme/shop"],
    });
  });

  it("events of no use, or of no installation, are nothing", () => {
    expect(signal("star", { action: "created" })).toBeNull();
    expect(signal("ping", {})).toBeNull();
    expect(signalOf("issues", { action: "opened", repository: REPOSITORY, issue: { number: 1 } }, SELF)).toBeNull();
    expect(signal("issues", { action: "opened" })).toBeNull();
    expect(signal("pull_request", { action: "opened" })).toBeNull();
  });
});
