import { describe, expect, it } from "@jest/globals";
import nock from "nock";
import { createSigner, recognize } from "../../../src/github/identity.ts";
import { applyWrite } from "../../../src/github/write/write.ts";
import { ensureTrackerId, isMissingIn } from "../../../src/github/write/write-comments.ts";
import type { TrackerMemory, Write } from "../../../src/core/plan/write.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { watched } from "../../action/fixture.ts";
import { comment, ISSUE, PAGE, repo, strictNock, testClient, testContext } from "./write-support.ts";

const MEMORY = {
  version: 1,
  restoredAt: null,
  created: {},
  severity: null,
  signOffs: {},
  settled: null,
  enforcedSince: null,
} as TrackerMemory;
const COMMENTS = "/issues/12/comments";
const tracker = (existing: number | null): Extract<Write, { kind: "tracker" }> => ({
  kind: "tracker",
  key: "tracker",
  issue: ISSUE,
  existing,
  body: "How it stands",
  memory: MEMORY,
});
const notice: Write = { kind: "notice", key: "undo:CE_1", issue: ISSUE, body: "Reopened, because" };

strictNock();

describe("what was read under the claim", () => {
  it("is not looked for once more where it was not there", async () => {
    repo().post(COMMENTS).reply(201, comment(9, "<!-- quench:notice:undo:CE_1 -->\nReopened, because"));
    const asked: string[] = [];
    const wasMissing = (issue: number, key: string): boolean => asked.push(`${issue} ${key}`) > 0;
    expect(await applyWrite(testClient(), testContext({ wasMissing }), notice)).toBe("done");
    expect(asked).toEqual(["12 notice:undo:CE_1"]);
  });

  it("tells of a comment only where all of an issue's were read", () => {
    const said = { nodeId: "IC_1", databaseId: 1, own: { key: "notice:undo:CE_1" } };
    const snapshotOf = (comments: unknown): Snapshot => {
      const { result } = watched({});
      if (result.kind !== "judged") throw new Error(result.kind);
      return { ...result.snapshot, incident: { ...result.snapshot.incident, comments } } as Snapshot;
    };
    const key = "notice:undo:CE_1";
    expect(isMissingIn(snapshotOf([]), 12, key)).toBe(true);
    expect(isMissingIn(snapshotOf([said]), 12, key)).toBe(false);
    expect(isMissingIn(snapshotOf([said]), 12, "notice:undo:CE_2")).toBe(true);
    expect(isMissingIn(snapshotOf({ unreadable: "comments" }), 12, key)).toBe(false);
    expect(isMissingIn(snapshotOf([]), 999, key)).toBe(false);
  });
});

describe("the tracker", () => {
  it("is made where none of ours is, with marker and signed memory, and is read back", async () => {
    const signer = createSigner(new Uint8Array(32).fill(3));
    let sent = "";
    const scope = repo();
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, [comment(5, "<!-- quench:tracker -->\nforged", "olga")]);
    scope.post(COMMENTS).reply(201, (_uri, body) => {
      sent = (body as { body: string }).body;
      return comment(9, sent);
    });
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, () => [comment(9, sent)]);
    const context = testContext({ signer });
    expect(await ensureTrackerId(testClient(), context, tracker(null))).toMatchObject({ id: 9, result: "done" });
    expect(context.guarded).toEqual(["create"]);
    const seen = { ours: true, editorIsUs: true, issueNodeId: "I_12", signer };
    expect(recognize(sent, seen)).toEqual({
      body: "How it stands",
      own: { key: "tracker", lastEditorIsUs: true, memory: { state: "valid", data: MEMORY } },
    });
    // Signed for another issue: nothing, unless GitHub says that this one was it.
    expect(recognize(sent, { ...seen, issueNodeId: "I_13" }).own?.memory).toMatchObject({
      state: "moved",
      from: { nodeId: "I_12", repository: "acme/shop", number: 12 },
      proven: false,
    });
  });

  it("yields to a lower one that another pass made at the same time", async () => {
    const scope = repo();
    scope.get(COMMENTS).query(PAGE).reply(200, []);
    scope.post(COMMENTS).reply(201, comment(9, "<!-- quench:tracker -->\nHow it stands"));
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, [
        comment(8, "<!-- quench:tracker -->\ntheirs"),
        comment(9, "<!-- quench:tracker -->\nHow it stands"),
      ]);
    scope.delete("/issues/comments/9").reply(204);
    expect(await ensureTrackerId(testClient(), testContext(), tracker(null))).toEqual({ id: 8, result: "unchanged" });
  });

  it("is edited in place", async () => {
    repo().patch("/issues/comments/9", { body: "<!-- quench:tracker -->\nHow it stands" }).reply(200, comment(9, ""));
    expect(await applyWrite(testClient(), testContext(), tracker(9))).toBe("done");
  });

  it("is made again where somebody deleted it after the read", async () => {
    const scope = repo();
    scope.patch("/issues/comments/9").reply(404, { message: "Not Found" });
    scope.get(COMMENTS).query(PAGE).reply(200, []);
    scope.post(COMMENTS).reply(201, comment(10, "<!-- quench:tracker -->\nHow it stands"));
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, [comment(10, "<!-- quench:tracker -->\nHow it stands")]);
    expect(await applyWrite(testClient(), testContext(), tracker(9))).toBe("done");
  });

  it("is not made twice where the answer to the POST was lost", async () => {
    const scope = repo();
    scope.get(COMMENTS).query(PAGE).reply(200, []);
    scope.post(COMMENTS).reply(502, "Bad gateway");
    scope
      .get(COMMENTS)
      .query(PAGE)
      .times(2)
      .reply(200, [comment(9, "<!-- quench:tracker -->\nHow it stands")]);
    const context = testContext();
    expect(await ensureTrackerId(testClient(), context, tracker(null))).toMatchObject({ id: 9, result: "done" });
    expect(context.guarded).toHaveLength(1);
  });

  it("is tried again where the POST failed and nothing came of it", async () => {
    const scope = repo();
    scope.get(COMMENTS).query(PAGE).times(2).reply(200, []);
    scope.post(COMMENTS).replyWithError("socket hang up");
    scope.post(COMMENTS).reply(201, comment(9, "<!-- quench:tracker -->\nHow it stands"));
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, [comment(9, "<!-- quench:tracker -->\nHow it stands")]);
    const context = testContext();
    expect(await applyWrite(testClient(), context, tracker(null))).toBe("done");
    expect(context.guarded).toHaveLength(2);
  });
});

describe("a comment under a topic", () => {
  const topic = (existing: number | null): Write => ({
    kind: "topic_comment",
    key: "item:12",
    issue: ISSUE,
    topic: "item",
    existing,
    body: "Status",
  });

  it("is made once, and an equal one is left alone", async () => {
    const scope = repo();
    scope.get(COMMENTS).query(PAGE).reply(200, []);
    scope.post(COMMENTS, { body: "<!-- quench:item -->\nStatus" }).reply(201, comment(3, ""));
    expect(await applyWrite(testClient(), testContext(), topic(null))).toBe("done");
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, [comment(3, "<!-- quench:item -->\nStatus")]);
    expect(await applyWrite(testClient(), testContext(), topic(null))).toBe("unchanged");
  });

  it("that exists with other words is edited", async () => {
    const scope = repo();
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, [comment(3, "<!-- quench:item -->\nOld")]);
    scope.patch("/issues/comments/3", { body: "<!-- quench:item -->\nStatus" }).reply(200, {});
    expect(await applyWrite(testClient(), testContext(), topic(null))).toBe("done");
  });
});

describe("a notice", () => {
  it("is said once for ever under its key", async () => {
    const scope = repo();
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, [comment(1, "<!-- quench:notice:undo:CE_1 -->\nfake", "olga")]);
    scope
      .post(COMMENTS, { body: "<!-- quench:notice:undo:CE_1 -->\nReopened, because" })
      .reply(201, comment(2, "<!-- quench:notice:undo:CE_1 -->\nReopened, because"));
    expect(await applyWrite(testClient(), testContext(), notice)).toBe("done");
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, [comment(2, "<!-- quench:notice:undo:CE_1 -->\nReopened, because")]);
    expect(await applyWrite(testClient(), testContext(), notice)).toBe("unchanged");
  });

  it("is found on a later page", async () => {
    const scope = repo();
    const next = `<https://forge.test/repositories/1/issues/12/comments?page=2>; rel="next"`;
    scope
      .get(COMMENTS)
      .query(PAGE)
      .reply(200, [comment(1, "hello", "olga")], { link: next });
    scope
      .get(COMMENTS)
      .query({ ...PAGE, page: "2" })
      .reply(200, [comment(2, "<!-- quench:notice:undo:CE_1 -->\r\nReopened, because")]);
    expect(await applyWrite(testClient(), testContext(), notice)).toBe("unchanged");
  });

  it("is given up after three ambiguous failures, without a fourth POST", async () => {
    const scope = repo();
    scope.get(COMMENTS).query(PAGE).times(4).reply(200, []);
    scope.post(COMMENTS).times(3).reply(503, "");
    await expect(applyWrite(testClient(), testContext(), notice)).rejects.toMatchObject({ name: "Unavailable" });
  });

  it("is not tried again where it was refused", async () => {
    const scope = repo();
    scope.get(COMMENTS).query(PAGE).reply(200, []);
    scope.post(COMMENTS).reply(403, { message: "Resource not accessible by integration" });
    await expect(applyWrite(testClient(), testContext(), notice)).rejects.toMatchObject({
      name: "Refused",
      status: 403,
    });
  });

  it("is not said once the claim is lost", async () => {
    const scope = repo();
    scope.get(COMMENTS).query(PAGE).reply(200, []);
    const lost = testContext({ beforeCreate: () => Promise.reject(new Error("lost")) });
    await expect(applyWrite(testClient(), lost, notice)).rejects.toThrow("lost");
  });
});

describe("small things", () => {
  it("a duplicate is deleted; one that is gone is fine", async () => {
    const write: Write = { kind: "delete_comment", key: "duplicate:9", comment: 9 };
    const scope = repo();
    scope.delete("/issues/comments/9").reply(204);
    expect(await applyWrite(testClient(), testContext(), write)).toBe("done");
    scope.delete("/issues/comments/9").reply(404, { message: "Not Found" });
    expect(await applyWrite(testClient(), testContext(), write)).toBe("unchanged");
  });

  it("a reaction is left once, and repeated after a lost answer", async () => {
    const write: Write = { kind: "reaction", key: "r", comment: 9, content: "+1" };
    const scope = repo();
    scope.post("/issues/comments/9/reactions", { content: "+1" }).reply(502, "");
    scope.post("/issues/comments/9/reactions", { content: "+1" }).reply(200, { id: 1, content: "+1" });
    expect(await applyWrite(testClient(), testContext(), write)).toBe("unchanged");
    expect(nock.isDone()).toBe(true);
  });
});
