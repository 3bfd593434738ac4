import { describe, expect, it } from "@jest/globals";
import { countedBefore, evidenceOfPull, linkedPulls } from "../../../src/core/evidence/pull-request.ts";
import type { LinkKind } from "../../../src/core/snapshot/issue.ts";
import type { ChangedFile, Check, PullRequest } from "../../../src/core/snapshot/pull.ts";
import { policyInForce } from "../../support/policy.ts";
import { APP_ID, check, day, file, HERE, link, OPENED, openPull, pull, sha, snapshot } from "../../support/snapshot.ts";

const { policy } = policyInForce();

function linked(pulls: readonly PullRequest[], kinds: readonly LinkKind[] = ["body_line"]) {
  const links = pulls.flatMap((one) => kinds.map((kind) => link(one.number, kind)));
  return linkedPulls(snapshot({ pulls }), links, OPENED);
}

function because(one: PullRequest): string {
  const { refused, counted } = linked([one]);
  expect(counted).toEqual([]);
  return refused[0]?.because ?? "not refused";
}

function shown(one: PullRequest, self: { kind?: "app" | "action"; appId?: number | null } = {}) {
  return evidenceOfPull(one, 2, snapshot({ pulls: [one], self }), policy);
}

const kinds = (one: PullRequest) => shown(one).found.map((evidence) => evidence.kind);
const withChecks = (...checks: readonly Check[]) => pull(102, ["src/a.ts"], { head: { sha: sha(9), checks } });

describe("R-H1 which pull requests are linked", () => {
  it.each(["closing_keyword", "development", "body_line", "command"] as const)("R-H1 pass: %s links one", (kind) => {
    expect(linked([pull(102)], [kind]).counted.map((one) => one.number)).toEqual([102]);
  });

  it("R-H1 fail: a bare mention is only suggested", () => {
    const { counted, suggested } = linked([pull(102)], ["mentioned"]);
    expect(counted).toEqual([]);
    expect(suggested.map((one) => one.number)).toEqual([102]);
  });

  it("R-H1 pass: a mention beside a confirmed link takes nothing away", () => {
    const { counted, suggested } = linked([pull(102)], ["mentioned", "body_line"]);
    expect(counted).toHaveLength(1);
    expect(suggested).toEqual([]);
  });

  it("R-H1 unknown: a confirmed one that could not be read is told, a mentioned one is not", () => {
    const unread = { unreadable: "pull request 102: 502", transient: true };
    const read = snapshot({ over: { pulls: { [`${HERE}#102`]: unread } } });
    expect(linkedPulls(read, [link(102)], OPENED).unreadable).toEqual([unread]);
    expect(linkedPulls(read, [link(102, "mentioned")], OPENED).unreadable).toEqual([]);
  });
});

describe("R-H2 which pull requests count", () => {
  it("R-H2 pass: merged into the default branch after the incident began", () => {
    expect(linked([pull(102)]).counted).toHaveLength(1);
  });

  it("R-H2 fail: merged before the incident began", () => {
    expect(because(pull(102, [], { mergedAt: day(-1) }))).toBe("it was merged before the incident began");
  });

  it("R-H2 fail: merged into another branch, whose name cannot break our text", () => {
    const told = because(pull(102, [], { baseIsDefault: false, baseBranch: "x`@all<!-- -->" }));
    expect(told).toContain("not into the default branch");
    expect(told).toContain("``x`@all<!-- -->``");
  });

  it("R-H2 fail: reverted", () => {
    expect(because(pull(102, [], { revertedBy: `${HERE}#130` }))).toBe(`it was reverted by ${HERE}#130`);
    const direct = pull(102, [], { revertedBy: "commit 0123456789ab" });
    expect(because(direct)).toBe("it was reverted by commit 0123456789ab");
    expect(linked([direct]).refused.map(countedBefore)).toEqual([true]);
    expect(linked([{ ...direct, baseIsDefault: false }]).refused.map(countedBefore)).toEqual([false]);
  });

  it("R-H2 fail: closed without being merged", () => {
    expect(because(pull(102, [], { state: "closed", mergedAt: null }))).toBe("it was closed without being merged");
  });

  it("R-H2 fail: still open", () => {
    const { counted, open } = linked([openPull(102)]);
    expect(counted).toEqual([]);
    expect(open).toHaveLength(1);
  });

  it("R-H2 unknown: whether it was reverted could not be read", () => {
    const { counted, unreadable } = linked([pull(102, [], { revertedBy: { unreadable: "reverts: 502" } })]);
    expect(counted).toEqual([]);
    expect(unreadable).toEqual([{ unreadable: "reverts: 502" }]);
  });

  it("R-H2 fail, not unknown: what never merged needs no look at its reverts", () => {
    const { refused, unreadable } = linked([
      pull(102, [], { state: "closed", mergedAt: null, revertedBy: { unreadable: "reverts: 502" } }),
    ]);
    expect(refused).toHaveLength(1);
    expect(unreadable).toEqual([]);
  });
});

describe("R-H2 what a merged pull request proves", () => {
  it("R-H2 pass: reads each kind from the changed files", () => {
    expect(kinds(pull(102, ["test/a.test.ts"]))).toEqual(["diff", "test", "command_output"]);
    expect(kinds(pull(102, [".github/workflows/guard.yml"]))).toContain("guardrail");
    expect(kinds(pull(102, ["docs/runbooks/checkout.md"]))).toContain("runbook");
    expect(kinds(pull(102, ["docs/oncall/checklist.md"]))).toContain("oncall_checklist");
    expect(kinds(pull(102, ["monitoring/checkout.json"]))).toContain("monitoring");
    expect(kinds(pull(102, ["scripts/rollback.sh"]))).toContain("rollback");
    expect(kinds(pull(102, [".github/CODEOWNERS"]))).toContain("ownership_file");
    expect(kinds(pull(102, ["docs/postmortems/checkout.md"]))).toContain("retro");
  });

  it("R-H2 fail: deleting files, or lines only, proves nothing", () => {
    const gone = pull(102, [], { files: [file("test/a.test.ts", { change: "deleted", additions: 0, deletions: 40 })] });
    const cut = pull(102, [], { files: [file("test/a.test.ts", { change: "modified", additions: 0, deletions: 3 })] });
    expect(kinds(gone)).toEqual(["command_output"]);
    expect(kinds(cut)).toEqual(["command_output"]);
  });

  it("R-H2 pass: a file that was moved is there", () => {
    expect(kinds(pull(102, [], { files: [file("test/a.test.ts", { change: "renamed", additions: 0 })] }))).toContain(
      "test",
    );
  });

  it("R-H2 unknown: files that could not be read", () => {
    const { found, unreadable } = shown(pull(102, [], { files: { unreadable: "files: truncated" } }));
    expect(found.map((evidence) => evidence.kind)).toEqual(["command_output"]);
    expect(unreadable).toEqual([{ unreadable: "files: truncated" }]);
  });

  it("R-H2: the order of files and of checks of one name changes nothing (law 2)", () => {
    const files = [file("test/b.test.ts"), file("test/a.test.ts")];
    const checks = [
      check("ci", "success", { url: "https://github.com/b" }),
      check("ci", "success", { url: "https://github.com/a" }),
    ];
    const one = shown(pull(102, [], { files, head: { sha: sha(9), checks } }));
    const other = shown(
      pull(102, [], { files: files.toReversed(), head: { sha: sha(9), checks: checks.toReversed() } }),
    );
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });
});

describe("R-H2 a file that was deleted later", () => {
  const TESTS = ["test/a.test.js", "test/b.test.js"] as const;
  const later = (...kept: readonly ChangedFile["kept"][]) =>
    shown(
      pull(102, [], {
        files: kept.map((one, index) => file(TESTS[index] ?? "", one === undefined ? {} : { kept: one })),
      }),
    );
  const because = (...kept: readonly ChangedFile["kept"][]) =>
    later(...kept).found.find((one) => one.kind === "test")?.because;
  const unread = { unreadable: "files: HTTP 502", transient: true };

  it("R-H2 fail: takes its evidence with it, and the diff's where nothing else is left", () => {
    expect(later(false).found.map(({ kind }) => kind)).toEqual(["command_output"]);
    expect(later(false, false).unreadable).toEqual([]);
  });

  it("R-H2 pass: another one of its kind, there or not asked for, proves the same", () => {
    expect(because(true)).toBe("adds to `test/a.test.js`");
    expect(because(false, true)).toBe("adds to `test/b.test.js`");
    expect(because(false, undefined)).toBe("adds to `test/b.test.js`");
    expect(later(false, true).found[0]?.because).toBe("1 changed file, merged");
  });

  it("R-H2 unknown: whether the only one left is there could not be read", () => {
    expect(because(unread)).toBeUndefined();
    expect(later(unread).unreadable).toEqual([unread]);
    expect(later(false, unread).unreadable).toEqual([unread]);
    expect(because(unread, true)).toBe("adds to `test/b.test.js`");
    expect(later(unread, true).unreadable).toEqual([]);
  });
});

describe("R-H2 command output", () => {
  const output = (one: PullRequest, self = {}) =>
    shown(one, self).found.find((evidence) => evidence.kind === "command_output");

  it("R-H2 pass: a successful check, or a commit status, on the last head", () => {
    expect(output(withChecks(check("ci / test")))?.because).toBe(
      "`ci / test` succeeded on its last head, reported by `github-actions`",
    );
    expect(output(withChecks(check("buildkite", "success", { app: null })))?.because).toBe(
      "`buildkite` succeeded on its last head, reported by a commit status",
    );
  });

  it.each([
    "failure",
    "neutral",
    "skipped",
    "cancelled",
    "timed_out",
    "action_required",
    null,
  ])("R-H2 fail: a check that ended with %s", (conclusion) => {
    expect(output(withChecks(check("ci / test", conclusion)))).toBeUndefined();
  });

  it.each([
    "license/cla",
    "eslint",
    "lint",
    "vercel – shop",
    "netlify/shop/deploy-preview",
    "DCO",
  ])("R-H2 fail: %s is no command output", (name) => {
    expect(output(withChecks(check(name)))).toBeUndefined();
  });

  it("R-H2 fail: our own check is never command output, as App or as Action", () => {
    const ours = check("Quench / hardening gate", "success", { app: { id: APP_ID, slug: "quench" } });
    expect(output(withChecks(ours))).toBeUndefined();
    expect(output(withChecks(check("renamed", "success", { app: { id: APP_ID, slug: "quench" } })))).toBeUndefined();
    expect(output(withChecks(check("Quench / hardening gate")), { kind: "action", appId: 15368 })).toBeUndefined();
    expect(output(withChecks(check("ci / test")), { kind: "action", appId: 15368 })).toBeDefined();
  });

  it("R-H2 unknown: checks that could not be read", () => {
    const { unreadable } = shown(
      pull(102, ["src/a.ts"], {
        head: { sha: sha(9), checks: { unreadable: "checks: 403", permission: "checks: read" } },
      }),
    );
    expect(unreadable).toEqual([{ unreadable: "checks: 403", permission: "checks: read" }]);
  });
});
