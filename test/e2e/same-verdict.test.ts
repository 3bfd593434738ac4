/**
 * One incident at five stages, judged over real requests by all that Quench is: the App, the Action's bundle as a runner
 * runs it (in a dry run, beside the App), and the command line with a token and with the App's credentials.
 */
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { evaluate } from "../../src/cli/evaluate.ts";
import { PROOF_CHECK } from "../../src/core/evidence/red-green.ts";
import type { Verdict, VerdictNode } from "../../src/core/verdict/types.ts";
import { runJob } from "../action/runner.ts";
import { byTheApp } from "../support/by-the-app.ts";
import { differing } from "../support/differing.ts";
import { form, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const BODY = form({
  Summary: "The order queue stood still.",
  Severity: "SEV1",
  "Failure class": "capacity",
  "Finding types": "slow recovery, repeated regression",
});

/** The bundle, in a dry run: what its step puts out. */
async function byTheAction(number: number): Promise<Verdict> {
  const ended = await runJob({
    apiUrl: world.box.url,
    graphqlUrl: world.box.graphqlUrl,
    repository: world.box.repository,
    token: world.box.people.actions.token,
    event: "issues",
    payload: { action: "edited", issue: await world.issue(number), repository: { full_name: world.box.repository } },
    inputs: { "dry-run": "true" },
  });
  expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
  const verdict = JSON.parse(ended.outputs["verdict"] ?? "null") as Verdict;
  expect(ended.outputs["outcome"]).toBe(verdict.closable.outcome);
  expect(ended.outputs["closable"]).toBe(String(verdict.closable.outcome === "pass"));
  expect(ended.outputs["next-step"]).toBe(verdict.next?.text ?? "");
  return verdict;
}

/** What `quench evaluate owner/repo#n --json` prints. */
async function byTheCommandLine(number: number, credentials: Readonly<Record<string, string>>): Promise<Verdict> {
  const env = { GITHUB_API_URL: world.box.url, GITHUB_GRAPHQL_URL: world.box.graphqlUrl, ...credentials };
  let printed = "";
  const out = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  let told = "";
  const err = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    told += String(text);
    return true;
  });
  try {
    const code = await evaluate({ incident: `${world.box.repository}#${number}`, json: true, env });
    if (printed === "") throw new Error(told);
    const verdict = JSON.parse(printed) as Verdict;
    expect(code).toBe(verdict.closable.outcome === "pass" ? 0 : 2);
    return verdict;
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

describe("the same verdict, at five stages of one incident", () => {
  it("by the App, the Action's bundle and the command line", async () => {
    world = await World.open();
    const { number } = await world.open({ body: BODY });
    await world.settle();
    const items = await world.items(number);
    expect(items).toHaveLength(3);
    const { appId, privateKey } = world.box.credentials;
    const seen: string[] = [];

    const stage = async (name: string, remembered: readonly string[] = []): Promise<Verdict> => {
      await world.settle();
      const app = await byTheApp(world, number);
      const own = await byTheCommandLine(number, { APP_ID: String(appId), PRIVATE_KEY: privateKey });
      expect([name, own]).toEqual([name, app]);
      // Whoever has no key knows nothing of what the App remembers: the terminal says so (R-H7), and to the Action the
      // App's comments are another's, of which it says nothing. Nothing else is different.
      const terminal = await byTheCommandLine(number, { GITHUB_TOKEN: world.box.people.verifier.token });
      const action = await byTheAction(number);
      for (const keyless of [terminal, action]) {
        expect([name, ...differing(app, keyless)].sort()).toEqual([name, "R-H7", ...remembered].sort());
      }
      expect([name, ...differing(terminal, action)]).toEqual([name, "R-H7"]);
      seen.push(`${name}: ${app.closable.outcome}, ${app.items.filter(({ status }) => status === "verified").length}`);
      return app;
    };

    await stage("fresh");
    await world.escalate(number);
    await world.name(items);
    await stage("owner set");
    const pull = await world.ship(items);
    await world.check(pull.head.sha, PROOF_CHECK);
    const merged = await stage("merged");
    for (const { gate, lane, number: item } of merged.items) {
      const proof = "red–green proof: its tests failed without the change and passed with it";
      const isProof = phrases(gate).some((phrase) => phrase.includes(proof));
      expect([item, isProof]).toEqual([item, lane === "quality"]);
    }
    await world.exercise(items);
    await world.signOff(items.slice(0, 2));
    // When a control was adopted is remembered.
    await stage("half adopted", ["R-M1"]);
    await world.signOff(items.slice(2));
    await stage("closable", ["R-M1"]);
    expect(seen).toEqual([
      "fresh: fail, 0",
      "owner set: fail, 0",
      "merged: fail, 0",
      "half adopted: fail, 2",
      "closable: pass, 3",
    ]);
    // Twenty judgments over real requests, five of them by a bundle that starts anew.
  }, 120_000);
});

function phrases(node: VerdictNode): readonly string[] {
  return [node.phrase, ...node.children.flatMap(phrases)];
}
