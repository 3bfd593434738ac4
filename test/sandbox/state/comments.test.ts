import { describe, expect, it } from "@jest/globals";
import { refusal, timeline, town } from "./town.ts";

describe("comments (REST: Issue comments; repository roles)", () => {
  it("lets everybody comment on a public repository, and tells it", () => {
    const { box, repository, outsider, writer, events } = town();
    box.do.createIssue(writer, repository, { title: "a" });
    const comment = box.do.createComment(outsider, repository, 1, "hello");
    expect(comment).toMatchObject({
      body: "hello",
      authorId: outsider.account?.id,
      lastEditedAt: null,
      editorId: null,
    });
    expect(events.at(-1)).toMatchObject({ event: "issue_comment", action: "created", comment: { body: "hello" } });
  });

  it("lets the author and those with write access edit and delete, nobody else", () => {
    const { box, repository, outsider, reader, triager, writer, events } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    const comment = box.do.createComment(outsider, repository, 1, "one");
    for (const caller of [reader, triager]) {
      expect(refusal(() => box.do.updateComment(caller, repository, comment.id, "x")).status).toBe(403);
      expect(refusal(() => box.do.deleteComment(caller, repository, comment.id)).status).toBe(403);
    }
    box.do.updateComment(outsider, repository, comment.id, "two");
    box.do.updateComment(writer, repository, comment.id, "three");
    expect(events.at(-1)).toMatchObject({
      event: "issue_comment",
      action: "edited",
      changes: { body: { from: "two" } },
    });
    expect(comment.editorId).toBe(writer.account?.id);
    expect(comment.edits.map((edit) => edit.text)).toEqual(["one", "two", "three"]);
    box.do.deleteComment(writer, repository, comment.id);
    expect(events.at(-1)).toMatchObject({ event: "issue_comment", action: "deleted" });
    expect(timeline(issue, "comment_deleted")).toHaveLength(1);
    expect(refusal(() => box.ask.comment(repository, comment.id)).status).toBe(404);
  });

  it("lets any App with issues: write edit anybody's comment", () => {
    const { box, repository, writer, actions } = town();
    box.do.createIssue(writer, repository, { title: "a" });
    const comment = box.do.createComment(writer, repository, 1, "one");
    const bot = actions({ issues: "write" });
    box.do.updateComment(bot, repository, comment.id, "two");
    expect(comment.editorId).toBe(bot.account?.id);
    expect(comment.authorId).toBe(writer.account?.id);
  });

  it("refuses blank and overlong bodies (suzuki-shunsuke/github-comment#125)", () => {
    const { box, repository, writer } = town();
    box.do.createIssue(writer, repository, { title: "a" });
    expect(refusal(() => box.do.createComment(writer, repository, 1, " \n")).status).toBe(422);
    expect(refusal(() => box.do.createComment(writer, repository, 1, "x".repeat(65_537)))).toEqual({
      status: 422,
      message: "Validation Failed",
      error: {
        resource: "IssueComment",
        code: "unprocessable",
        field: "data",
        message: "Body is too long (maximum is 65536 characters)",
      },
    });
    expect(box.do.createComment(writer, repository, 1, "x".repeat(65_536)).body).toHaveLength(65_536);
  });

  it("closes a locked issue to those without write access (renovatebot/renovate#6215)", () => {
    const { box, repository, writer, outsider, triager } = town();
    box.do.createIssue(writer, repository, { title: "a" });
    box.do.lockIssue(triager, repository, 1, true, "resolved");
    expect(refusal(() => box.do.createComment(outsider, repository, 1, "x"))).toMatchObject({
      status: 403,
      message: "Unable to create comment because issue is locked.",
    });
    expect(box.do.createComment(writer, repository, 1, "x").body).toBe("x");
  });
});

describe("reactions (REST: Reactions)", () => {
  it("makes one of a kind for each person", () => {
    const { box, repository, writer, outsider } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    const first = box.do.addReaction(outsider, repository, issue, "rocket");
    const again = box.do.addReaction(outsider, repository, issue, "rocket");
    const other = box.do.addReaction(writer, repository, issue, "rocket");
    expect([first.created, again.created, other.created]).toEqual([true, false, true]);
    expect(again.reaction).toBe(first.reaction);
    expect(refusal(() => box.do.removeReaction(outsider, repository, issue, other.reaction.id)).status).toBe(403);
    box.do.removeReaction(writer, repository, issue, other.reaction.id);
    expect(issue.reactions).toEqual([first.reaction]);
  });

  it("knows eight contents", () => {
    const { box, repository, writer } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    expect(refusal(() => box.do.addReaction(writer, repository, issue, "thumbs" as never)).status).toBe(422);
  });
});
