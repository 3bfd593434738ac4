import { describe, expect, it } from "@jest/globals";
import { applyWrite } from "../../../src/github/write/write.ts";
import { LOOK_AGAIN } from "../../../src/github/write/write-check.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import { PAGE, repo, strictNock, testClient, testContext } from "./write-support.ts";

const NAME = "Quench / hardening gate";
const RUNS = "/commits/abc123/check-runs";
const QUERY = { ...PAGE, check_name: NAME, filter: "latest" };
const check = (
  existing: number | null,
  status: "completed" | "in_progress" = "completed",
): Extract<Write, { kind: "check" }> => ({
  kind: "check",
  key: "check:abc123",
  repository: "acme/shop",
  sha: "abc123",
  name: NAME,
  existing,
  content: {
    status,
    conclusion: status === "completed" ? "failure" : null,
    title: "Not ready",
    summary: "Why",
    text: "",
  },
});
const FIELDS = {
  name: NAME,
  actions: [LOOK_AGAIN],
  status: "completed",
  conclusion: "failure",
  output: { title: "Not ready", summary: "Why" },
};

strictNock();

describe("the check run", () => {
  it("is made on the head where none of ours is", async () => {
    const scope = repo();
    const foreign = { id: 1, name: NAME, app: { id: 99 } };
    scope
      .get(RUNS)
      .query(QUERY)
      .reply(200, { total_count: 1, check_runs: [foreign] });
    scope.post("/check-runs", { ...FIELDS, head_sha: "abc123" }).reply(201, { id: 5 });
    const context = testContext();
    expect(await applyWrite(testClient(), context, check(null))).toBe("done");
    expect(context.guarded).toEqual(["create"]);
  });

  it("is changed in place", async () => {
    repo().patch("/check-runs/5", FIELDS).reply(200, { id: 5 });
    expect(await applyWrite(testClient(), testContext(), check(5))).toBe("done");
  });

  it("is found after a lost answer, and brought up to date", async () => {
    const scope = repo();
    scope.get(RUNS).query(QUERY).reply(200, { total_count: 0, check_runs: [] });
    scope.post("/check-runs").reply(502, "");
    const ours = [4, 5].map((id) => ({ id, name: NAME, app: { id: 7 } }));
    scope.get(RUNS).query(QUERY).reply(200, { total_count: 2, check_runs: ours });
    expect(await applyWrite(testClient(), testContext(), check(null))).toBe("done");
  });

  it("that another pass made is changed, not doubled", async () => {
    const scope = repo();
    scope
      .get(RUNS)
      .query(QUERY)
      .reply(200, { total_count: 1, check_runs: [{ id: 5, name: NAME, app: { id: 7 } }] });
    scope.patch("/check-runs/5", FIELDS).reply(200, {});
    expect(await applyWrite(testClient(), testContext(), check(null))).toBe("done");
  });

  it("sends no conclusion while it runs", async () => {
    const { conclusion: _, ...running } = { ...FIELDS, status: "in_progress" };
    repo().patch("/check-runs/5", running).reply(200, {});
    expect(await applyWrite(testClient(), testContext(), check(5, "in_progress"))).toBe("done");
  });
});
