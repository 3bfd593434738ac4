import { describe, expect, it } from "@jest/globals";
import { PROOF_CHECK } from "../../../src/core/evidence/red-green.ts";
import { type ProofContent, writeProofCheck } from "../../../src/github/write/write-proof-check.ts";
import { repo, strictNock, testClient, testContext } from "./write-support.ts";

strictNock();

const sha = "b".repeat(40);
const content: ProofContent = { conclusion: "success", title: "Red, then green", summary: "**✅ Proven.**", text: "" };
const fields = {
  name: PROOF_CHECK,
  status: "completed",
  conclusion: "success",
  output: { title: "Red, then green", summary: "**✅ Proven.**", text: "" },
};
const listed = { check_name: PROOF_CHECK, filter: "latest", per_page: "100", page: "1" };
const run = (id: number, app = 7, name: string = PROOF_CHECK): object => ({ id, name, app: { id: app } });

const write = (): Promise<void> => writeProofCheck(testClient(), testContext(), { sha, content });

describe("writeProofCheck", () => {
  it("makes the check where there is none of ours, whatever others have", async () => {
    const others = [run(1, 8), run(2, 7, "Quench / hardening gate")];
    repo().get(`/commits/${sha}/check-runs`).query(listed).reply(200, { total_count: 2, check_runs: others });
    repo()
      .post("/check-runs", { head_sha: sha, ...fields })
      .reply(201, { id: 3 });
    await expect(write()).resolves.toBeUndefined();
  });

  it("brings our newest one up to date, so that twice is once", async () => {
    repo()
      .get(`/commits/${sha}/check-runs`)
      .query(listed)
      .reply(200, { total_count: 2, check_runs: [run(4), run(9)] });
    repo().patch("/check-runs/9", fields).reply(200, { id: 9 });
    await expect(write()).resolves.toBeUndefined();
  });

  it("looks again before it repeats a creation that nobody answered", async () => {
    repo().get(`/commits/${sha}/check-runs`).query(listed).reply(200, { total_count: 0, check_runs: [] });
    repo().post("/check-runs").reply(502, {});
    repo()
      .get(`/commits/${sha}/check-runs`)
      .query(listed)
      .reply(200, { total_count: 1, check_runs: [run(5)] });
    await expect(write()).resolves.toBeUndefined();
  });

  it("hands a refusal on", async () => {
    repo().get(`/commits/${sha}/check-runs`).query(listed).reply(200, { total_count: 0, check_runs: [] });
    repo().post("/check-runs").reply(403, { message: "Resource not accessible by integration" });
    await expect(write()).rejects.toMatchObject({ name: "Refused", status: 403 });
  });
});
