/** The red–green proof as GitHub shows it: who may report it, and what it comes to on an item of the Quality lane. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { PROOF_CHECK } from "../../src/core/evidence/red-green.ts";
import { byTheApp } from "../support/by-the-app.ts";
import { form, type Pull, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

/** What is said of the proof of the item's pull request, and of the item's implementation. */
async function standing(incident: number, item: number, { number }: Pull) {
  await world.settle();
  const verdict = await byTheApp(world, incident);
  const told = verdict.rules.find(({ key }) => key === `R-H2:#${item}/${world.box.repository}#${number}/red-green`);
  const gate = verdict.items.find((one) => one.number === item)?.gate;
  const implementation = gate?.children
    .flatMap(({ children }) => children)
    .find(({ title }) => title === "Implementation");
  return {
    proof: told?.outcome ?? "none",
    implementation: implementation?.outcome,
    phrase: implementation?.phrase ?? "",
  };
}

describe("a red–green proof", () => {
  it("counts from GitHub Actions, on the last head, and from nobody else", async () => {
    world = await World.open();
    const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "repeated regression" }) });
    await world.settle();
    const quality = (await world.items(number)).find(({ body }) => /### Lane\s+quality/.test(body))?.number ?? 0;
    const pull = await world.pull(world.as.author, {
      files: { "tests/pool.test.js": "// fails without the fix\n", "src/pool.js": "// the fix\n" },
      body: `Hardening: #${quality}`,
    });
    await world.merge(world.as.admin, pull);
    const none = { proof: "none", implementation: "fail" };
    expect(await standing(number, quality, pull)).toMatchObject(none);

    // Another App's check of that name, and a commit status: as if they were not there, and no command output either.
    const { data: other } = await world.control("POST", "apps", { slug: "prover" });
    const forged = await fetch(`${world.box.url}${world.repo}/check-runs`, {
      method: "POST",
      headers: { authorization: `Bearer ${other.token}` },
      body: JSON.stringify({ name: PROOF_CHECK, head_sha: pull.head.sha, status: "completed", conclusion: "success" }),
    });
    expect(forged.status).toBe(201);
    await world.as.author.post(`${world.repo}/statuses/${pull.head.sha}`, { state: "success", context: PROOF_CHECK });
    expect(await standing(number, quality, pull)).toMatchObject(none);

    await world.check(pull.head.sha, PROOF_CHECK, "neutral");
    expect(await standing(number, quality, pull)).toMatchObject({ proof: "unknown", implementation: "fail" });
    await world.check(pull.head.sha, PROOF_CHECK, "failure");
    expect(await standing(number, quality, pull)).toMatchObject({ proof: "fail", implementation: "fail" });
    await world.advance("PT1M");
    await world.check(pull.head.sha, PROOF_CHECK);
    expect(await standing(number, quality, pull)).toEqual({
      proof: "pass",
      implementation: "pass",
      phrase: "A merged diff with a red–green proof: its tests failed without the change and passed with it.",
    });
    expect(await world.twice(number)).toEqual([]);
  });
});
