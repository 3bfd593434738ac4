import { describe, expect, it } from "@jest/globals";
import { refusal, timeline, town } from "./town.ts";

describe("closing keywords on merge (docs: Linking a pull request to an issue)", () => {
  it("closes what the description names; the closer is the pull request", () => {
    const { box, repository, writer, admin, pull } = town();
    const issue = box.do.createIssue(admin, repository, { title: "a" });
    const work = pull({ body: "Fixes #1" });
    expect(timeline(issue, "cross-referenced")[0]).toMatchObject({
      willCloseTarget: true,
      source: { number: work.number },
    });
    expect(box.ask.closingIssues(repository, work).map((target) => target.issue.number)).toEqual([1]);
    expect(box.ask.closingPulls(repository, issue).map((target) => target.issue.number)).toEqual([2]);
    box.do.mergePull(writer, repository, work.number, {});
    expect(issue).toMatchObject({ state: "closed", stateReason: "completed", closedById: writer.account?.id });
    expect(timeline(issue, "closed")[0]?.closer).toEqual({
      kind: "pull_request",
      repositoryId: repository.id,
      number: 2,
    });
  });

  it("leaves the issue alone where the base is not the default branch", () => {
    const { box, repository, writer, pull, branch } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    branch("release", { "r.txt": "r\n" });
    const work = pull({ body: "Fixes #1", base: "release", message: "fixes #1" });
    expect(timeline(issue, "cross-referenced")[0]?.willCloseTarget).toBe(false);
    box.do.mergePull(writer, repository, work.number, {});
    expect(issue.state).toBe("open");
  });

  it.each([
    "squash",
    "merge",
    "rebase",
  ] as const)("closes by a commit's message on %s; the closer is the commit", (method) => {
    const { box, repository, writer, pull } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    const work = pull({ message: "better\n\nresolves: #1" });
    expect(box.ask.closingIssues(repository, work)).toEqual([]);
    const { sha } = box.do.mergePull(writer, repository, work.number, { merge_method: method });
    const closer = timeline(issue, "closed")[0]?.closer;
    expect(closer).toMatchObject({ kind: "commit", repositoryId: repository.id });
    if (method !== "merge") expect(closer).toMatchObject({ sha });
    expect(box.ask.closingPulls(repository, issue)).toEqual([]);
  });

  it("does not close again what the description closed already", () => {
    const { box, repository, writer, pull, log } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    const work = pull({ body: "Closes #1", message: "work, closes #1" });
    box.do.mergePull(writer, repository, work.number, { merge_method: "squash" });
    expect(timeline(issue, "closed")).toHaveLength(1);
    expect(log.filter((name) => name === "issues.closed")).toHaveLength(1);
  });

  it("closes by a push to the default branch only", () => {
    const { box, repository, writer, branch } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    branch("side", { "s.txt": "s\n" }, "fixes #1");
    expect(issue.state).toBe("open");
    expect(timeline(issue, "referenced")).toHaveLength(1);
    const { commit } = box.do.putContents(writer, repository, "x.txt", {
      message: "fixes #1",
      content: Buffer.from("x"),
    });
    expect(timeline(issue, "closed")[0]?.closer).toEqual({
      kind: "commit",
      repositoryId: repository.id,
      sha: commit.sha,
    });
  });

  it("follows edits of the description", () => {
    const { box, repository, writer, pull } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    const work = pull({ body: "Fixes #1" });
    box.do.updatePull(writer, repository, work.number, { body: "About #1" });
    expect(timeline(issue, "cross-referenced").map((event) => event.willCloseTarget)).toEqual([false]);
    box.do.mergePull(writer, repository, work.number, {});
    expect(issue.state).toBe("open");
  });
});

describe("merge methods (docs: About merge methods on GitHub)", () => {
  it("merge makes a commit with two parents and the classic message", () => {
    const { box, repository, writer, pull } = town();
    const base = box.ask.commit(repository, "main").sha;
    const work = pull({ title: "Better cart", branch: "better" });
    const { sha } = box.do.mergePull(writer, repository, work.number, {});
    const commit = box.ask.commit(repository, "main");
    expect(commit.sha).toBe(sha);
    expect(commit.parents).toEqual([base, work.pull?.headSha]);
    expect(commit.message).toBe("Merge pull request #1 from acme/better\n\nBetter cart");
    expect(work.pull).toMatchObject({
      merged: true,
      mergeCommitSha: sha,
      mergeMethod: "merge",
      mergedById: writer.account?.id,
    });
  });

  it("squash of one commit takes its title and body", () => {
    const { box, repository, writer, pull } = town();
    const work = pull({ title: "Ignored", message: "one title\n\nits body" });
    box.do.mergePull(writer, repository, work.number, { merge_method: "squash" });
    const commit = box.ask.commit(repository, "main");
    expect(commit.message).toBe("one title (#1)\n\nits body");
    expect(commit.parents).toHaveLength(1);
  });

  it("squash of several takes the pull request's title and the list of messages", () => {
    const { box, repository, writer, pull } = town();
    const work = pull({
      title: "All of it",
      branch: "many",
      files: { "a.txt": "a\n", "b.txt": "b\n" },
      message: "step",
    });
    box.do.mergePull(writer, repository, work.number, { merge_method: "squash" });
    expect(box.ask.commit(repository, "main").message).toBe("All of it (#1)\n\n* step\n\n* step");
  });

  it("takes a title and message of one's own", () => {
    const { box, repository, writer, pull } = town();
    const work = pull({});
    box.do.mergePull(writer, repository, work.number, {
      merge_method: "squash",
      commit_title: "mine",
      commit_message: "fixes nothing",
    });
    expect(box.ask.commit(repository, "main").message).toBe("mine\n\nfixes nothing");
  });

  it("rebase replays each commit with a new SHA", () => {
    const { box, repository, writer, pull } = town();
    const work = pull({ branch: "two", files: { "a.txt": "a\n", "b.txt": "b\n" }, message: "step" });
    box.do.putContents(writer, repository, "other.txt", { message: "meanwhile", content: Buffer.from("o") });
    const old = box.ask.pullCommits(repository, work.pull ?? never()).map((commit) => commit.sha);
    box.do.mergePull(writer, repository, work.number, { merge_method: "rebase" });
    const history = box.ask.history(repository, "main");
    expect(history.slice(0, 3).map((commit) => commit.message)).toEqual(["step", "step", "meanwhile"]);
    expect(old).not.toContain(history[0]?.sha);
  });

  it("merges lines that both sides changed apart from each other, and refuses those at one place", () => {
    const { box, repository, writer, pull } = town();
    const file = "src/cart.js";
    const lines = (change: Record<number, string>) =>
      ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        .map((line, index) => `${change[index] ?? line}\n`)
        .join("");
    const apart = pull({ branch: "apart", files: { [file]: lines({ 1: "TWO" }) } });
    const clash = pull({ branch: "clash", files: { [file]: lines({ 7: "8!" }) } });
    const sha = box.ask.commit(repository, "main").tree.get(file);
    box.do.putContents(writer, repository, file, { message: "m", content: Buffer.from(lines({ 7: "EIGHT" })), sha });
    expect(box.ask.mergeable(repository, apart).state).toBe("clean");
    expect(box.ask.mergeable(repository, clash).state).toBe("dirty");
    box.do.mergePull(writer, repository, apart.number, {});
    const merged = box.ask.commit(repository, "main").tree.get(file) ?? "";
    expect(repository.blobs.get(merged)?.toString()).toBe(lines({ 1: "TWO", 7: "EIGHT" }));
    expect(refusal(() => box.do.mergePull(writer, repository, clash.number, {}))).toEqual({
      status: 405,
      message: "Pull Request is not mergeable",
      error: undefined,
    });
  });
});

describe("refusals (REST: Merge a pull request)", () => {
  it("409 where the head moved (dlang/dlang-bot#77)", () => {
    const { box, repository, writer, pull } = town();
    const work = pull({});
    expect(refusal(() => box.do.mergePull(writer, repository, work.number, { sha: "0".repeat(40) }))).toMatchObject({
      status: 409,
      message: "Head branch was modified. Review and try the merge again.",
    });
  });

  it("405 for a draft and for what is merged or closed", () => {
    const { box, repository, writer, pull, branch } = town();
    branch("draft", { "d.txt": "d\n" });
    const draft = box.do.createPull(writer, repository, { title: "d", head: "draft", base: "main", draft: true });
    expect(refusal(() => box.do.mergePull(writer, repository, draft.number, {})).status).toBe(405);
    const work = pull({});
    box.do.mergePull(writer, repository, work.number, {});
    expect(refusal(() => box.do.mergePull(writer, repository, work.number, {})).status).toBe(405);
    expect(refusal(() => box.do.updatePull(writer, repository, work.number, { state: "open" })).status).toBe(422);
  });
});

describe("events of a merge", () => {
  it("tells pull_request.closed, issues.closed and the push", () => {
    const { box, repository, writer, pull, log, events } = town();
    box.do.createIssue(writer, repository, { title: "a" });
    const work = pull({ body: "fixes #1" });
    log.length = 0;
    events.length = 0;
    box.do.mergePull(writer, repository, work.number, {});
    expect(log).toEqual(["pull_request.closed", "issues.closed", "push"]);
    expect(events[2]?.push).toMatchObject({ ref: "refs/heads/main" });
    expect(events[2]?.push?.commits).toHaveLength(2);
    expect(timeline(work, "merged")).toHaveLength(1);
    expect(timeline(work, "closed")).toHaveLength(1);
  });

  it("marks as merged what a push brought in (docs: indirect merges)", () => {
    const { box, repository, writer, pull } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    const work = pull({ body: "fixes #1" });
    box.do.updateRef(writer, repository, "heads/main", work.pull?.headSha ?? "", false);
    expect(work.pull?.merged).toBe(true);
    expect(issue.state).toBe("closed");
  });
});

const never = (): never => {
  throw new Error("not a pull request");
};
