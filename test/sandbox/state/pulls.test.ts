import { describe, expect, it } from "@jest/globals";
import { refusal, timeline, town } from "./town.ts";

describe("opening a pull request (REST: Create a pull request)", () => {
  it("takes the branches as they are and tells it", () => {
    const { box, repository, pull, log } = town();
    const base = box.ask.commit(repository, "main").sha;
    const work = pull({ branch: "work" });
    expect(log.at(-1)).toBe("pull_request.opened");
    expect(work.pull).toMatchObject({
      headRef: "work",
      baseRef: "main",
      baseSha: base,
      headSha: repository.refs.get("refs/heads/work"),
    });
    expect(work.nodeId.startsWith("PR_kwDO")).toBe(true);
    expect(box.ask.changedFiles(repository, base, "work")).toEqual([
      expect.objectContaining({
        path: "src/work.js",
        status: "added",
        additions: 1,
        deletions: 0,
        patch: "@@ -0,0 +1 @@\n+work",
      }),
    ]);
  });

  it("422 for a missing branch, no commits, or one that is open already", () => {
    const { box, repository, writer, pull } = town();
    const open = (head: string, base = "main") =>
      refusal(() => box.do.createPull(writer, repository, { title: "t", head, base }));
    expect(open("nowhere")).toMatchObject({ status: 422, error: { field: "head", code: "invalid" } });
    pull({ branch: "work" });
    expect(open("work", "nowhere")).toMatchObject({ status: 422, error: { field: "base", code: "invalid" } });
    expect(open("work")).toMatchObject({ error: { message: "A pull request already exists for acme:work." } });
    box.do.createRef(writer, repository, "refs/heads/same", box.ask.commit(repository, "main").sha);
    expect(open("same")).toMatchObject({ error: { message: "No commits between main and same" } });
  });

  it("takes write access to the head branch (docs: About pull requests)", () => {
    const { box, repository, outsider, branch } = town();
    branch("work", { "w.txt": "w\n" });
    expect(
      refusal(() => box.do.createPull(outsider, repository, { title: "t", head: "work", base: "main" })).status,
    ).toBe(422);
  });
});

describe("the head moves (webhook pull_request.synchronize)", () => {
  it("follows a push and says from where to where", () => {
    const { box, repository, writer, pull, events } = town();
    const work = pull({ branch: "work" });
    const before = work.pull?.headSha;
    const { commit } = box.do.putContents(writer, repository, "more.txt", {
      message: "more",
      content: Buffer.from("m"),
      branch: "work",
    });
    expect(work.pull?.headSha).toBe(commit.sha);
    expect(events.at(-1)).toMatchObject({ event: "pull_request", action: "synchronize", before, after: commit.sha });
    expect(timeline(work, "head_ref_force_pushed")).toEqual([]);
  });

  it("marks a force push", () => {
    const { box, repository, writer, pull } = town();
    const work = pull({ branch: "work" });
    const main = box.ask.commit(repository, "main");
    const other = box.do.createCommit(writer, repository, {
      message: "again",
      tree: main.treeSha,
      parents: [main.sha],
    });
    expect(refusal(() => box.do.updateRef(writer, repository, "heads/work", other.sha, false)).status).toBe(422);
    box.do.updateRef(writer, repository, "heads/work", other.sha, true);
    expect(timeline(work, "head_ref_force_pushed")).toHaveLength(1);
    expect(work.pull?.headSha).toBe(other.sha);
  });

  it("does not count the base's own changes once the base is merged in", () => {
    const { box, repository, writer, pull } = town();
    const work = pull({ branch: "work" });
    const main = box.do.putContents(writer, repository, "base.txt", { message: "b", content: Buffer.from("b") }).commit;
    const head = box.ask.commit(repository, "work");
    const tree = box.do.createTree(writer, repository, head.treeSha, [
      { path: "base.txt", sha: main.tree.get("base.txt") },
    ]);
    const merge = box.do.createCommit(writer, repository, {
      message: "merge main",
      tree,
      parents: [head.sha, main.sha],
    });
    box.do.updateRef(writer, repository, "heads/work", merge.sha, false);
    const { baseSha = "", headSha = "" } = work.pull ?? {};
    expect(box.ask.changedFiles(repository, baseSha, headSha).map((file) => file.path)).toEqual(["src/work.js"]);
  });
});

describe("closing a pull request", () => {
  it("happens when its branch is deleted", () => {
    const { box, repository, writer, pull, events } = town();
    const work = pull({ branch: "work" });
    box.do.deleteRef(writer, repository, "heads/work");
    expect(work.state).toBe("closed");
    expect(work.pull?.merged).toBe(false);
    expect(timeline(work, "head_ref_deleted")).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ event: "pull_request", action: "closed" });
    expect(refusal(() => box.do.updatePull(writer, repository, work.number, { state: "open" })).status).toBe(422);
  });

  it("and reopening tell so; edits carry changes", () => {
    const { box, repository, writer, pull, log, events } = town();
    const work = pull({ body: "old" });
    log.length = 0;
    box.do.updatePull(writer, repository, work.number, { state: "closed" });
    box.do.updatePull(writer, repository, work.number, { state: "open" });
    box.do.updatePull(writer, repository, work.number, { title: "New", body: "new" });
    expect(log).toEqual(["pull_request.closed", "pull_request.reopened", "pull_request.edited"]);
    expect(events.at(-1)?.changes).toEqual({ title: { from: "Change work-1" }, body: { from: "old" } });
    expect(work.stateReason).toBeNull();
  });
});

describe("reviews (REST: Pull request reviews)", () => {
  it("nobody approves their own; others may, and it is told", () => {
    const { box, repository, writer, admin, reader, pull, events } = town();
    const work = pull({});
    expect(refusal(() => box.do.createReview(writer, repository, work.number, { event: "APPROVE" }))).toMatchObject({
      status: 422,
      error: "Can not approve your own pull request",
    });
    expect(refusal(() => box.do.createReview(admin, repository, work.number, { event: "COMMENT" })).status).toBe(422);
    const review = box.do.createReview(admin, repository, work.number, { event: "APPROVE" });
    expect(review).toMatchObject({ state: "APPROVED", commitSha: work.pull?.headSha });
    expect(events.at(-1)).toMatchObject({ event: "pull_request_review", action: "submitted" });
    expect(box.do.createReview(reader, repository, work.number, { event: "APPROVE" }).state).toBe("APPROVED");
  });
});
