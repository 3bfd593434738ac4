import { describe, expect, it } from "@jest/globals";
import { takeClaim } from "../../../src/github/write/claim.ts";
import { repo, strictNock, testClient } from "./write-support.ts";

const TARGET = { owner: "acme", repo: "shop", comment: 9 };
const REACTIONS = "/issues/comments/9/reactions";
const at = (id: number, created_at: string): object => ({ id, content: "eyes", created_at });
const date = (iso: string): Record<string, string> => ({ date: new Date(iso).toUTCString() });

strictNock();

describe("the claim", () => {
  it("is ours where the reaction is new, and is released by its id", async () => {
    const scope = repo();
    scope.post(REACTIONS, { content: "eyes" }).reply(201, at(1, "2026-03-01T09:00:00Z"));
    scope.delete(`${REACTIONS}/1`).reply(204);
    const claim = await takeClaim(testClient(), TARGET, () => 0);
    expect(claim).not.toBeNull();
    await claim?.keep();
    await claim?.release();
    await claim?.release();
  });

  it("may be on an issue of ours", async () => {
    const scope = repo();
    scope.post("/issues/41/reactions", { content: "eyes" }).reply(201, at(1, "2026-03-01T09:00:00Z"));
    scope.delete("/issues/41/reactions/1").reply(204);
    const claim = await takeClaim(testClient(), { owner: "acme", repo: "shop", issue: 41 }, () => 0);
    await claim?.release();
    expect(claim).not.toBeNull();
  });

  it("is another's where the reaction is there and young, by GitHub's clock", async () => {
    repo().post(REACTIONS).reply(200, at(1, "2026-03-01T09:00:00Z"), date("2026-03-01T09:00:19Z"));
    expect(await takeClaim(testClient(), TARGET)).toBeNull();
  });

  it("is taken over where a dead process left it", async () => {
    const scope = repo();
    scope.post(REACTIONS).reply(200, at(1, "2026-03-01T09:00:00Z"), date("2026-03-01T09:00:20Z"));
    scope.delete(`${REACTIONS}/1`).reply(204);
    scope.post(REACTIONS).reply(201, at(2, "2026-03-01T09:00:20Z"));
    scope.delete(`${REACTIONS}/2`).reply(204);
    const claim = await takeClaim(testClient(), TARGET);
    await claim?.release();
    expect(claim).not.toBeNull();
  });

  it("is not taken over where somebody else was quicker", async () => {
    const scope = repo();
    scope.post(REACTIONS).reply(200, at(1, "2026-03-01T09:00:00Z"), date("2026-03-01T09:05:00Z"));
    scope.delete(`${REACTIONS}/1`).reply(404, { message: "Not Found" });
    scope.post(REACTIONS).reply(200, at(2, "2026-03-01T09:05:00Z"), date("2026-03-01T09:05:00Z"));
    expect(await takeClaim(testClient(), TARGET)).toBeNull();
  });

  it("is renewed before it runs out", async () => {
    let elapsed = 0;
    const scope = repo();
    scope.post(REACTIONS).reply(201, at(1, "2026-03-01T09:00:00Z"));
    const claim = await takeClaim(testClient(), TARGET, () => elapsed);
    elapsed = 7_999;
    await claim?.keep();
    elapsed = 8_000;
    scope.delete(`${REACTIONS}/1`).reply(204);
    scope.post(REACTIONS).reply(201, at(2, "2026-03-01T09:00:08Z"));
    await claim?.keep();
    elapsed = 12_000;
    await claim?.keep();
    scope.delete(`${REACTIONS}/2`).reply(204);
    await claim?.release();
    expect(scope.isDone()).toBe(true);
  });

  it("is lost where another pass took it over meanwhile, and then is not released for them", async () => {
    let elapsed = 0;
    const scope = repo();
    scope.post(REACTIONS).reply(201, at(1, "2026-03-01T09:00:00Z"));
    const claim = await takeClaim(testClient(), TARGET, () => elapsed);
    elapsed = 30_000;
    scope.delete(`${REACTIONS}/1`).reply(404, { message: "Not Found" });
    await expect(claim?.keep()).rejects.toMatchObject({ name: "ClaimLost" });
    await expect(claim?.keep()).rejects.toMatchObject({ name: "ClaimLost" });
    await claim?.release();
  });

  it("is lost where somebody came between our DELETE and our POST", async () => {
    let elapsed = 0;
    const scope = repo();
    scope.post(REACTIONS).reply(201, at(1, "2026-03-01T09:00:00Z"));
    const claim = await takeClaim(testClient(), TARGET, () => elapsed);
    elapsed = 9_000;
    scope.delete(`${REACTIONS}/1`).reply(204);
    scope.post(REACTIONS).reply(200, at(2, "2026-03-01T09:00:09Z"));
    await expect(claim?.keep()).rejects.toMatchObject({ name: "ClaimLost" });
    await claim?.release();
  });

  it("that cannot be released runs out by itself", async () => {
    const scope = repo();
    scope.post(REACTIONS).reply(201, at(1, "2026-03-01T09:00:00Z"));
    scope.delete(`${REACTIONS}/1`).times(2).reply(502, "");
    const claim = await takeClaim(testClient(), TARGET);
    await expect(claim?.release()).resolves.toBeUndefined();
  });

  it("is refused with the tracker gone", async () => {
    repo().post(REACTIONS).reply(404, { message: "Not Found" });
    await expect(takeClaim(testClient(), TARGET)).rejects.toMatchObject({ name: "Refused", status: 404 });
  });
});
