/** Every answer of the REST face, held against GitHub's OpenAPI description over real HTTP. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { routes } from "../../../src/sandbox/rest/table.ts";
import { startBox, type TestBox } from "./box.ts";
import { type Contract, contractOf, DISAGREEMENTS } from "./contract.ts";
import { type Description, readDescription } from "./description.ts";
import { checkStory } from "./stories/checks.ts";
import { codeStory } from "./stories/code.ts";
import { furtherStory } from "./stories/further.ts";
import { issueStory } from "./stories/issues.ts";
import { peopleStory } from "./stories/people.ts";

const description = readDescription<Description>("rest.json");

describe("the REST face against GitHub's description", () => {
  let box: TestBox;
  let contract: Contract;

  beforeAll(async () => {
    box = await startBox();
    contract = contractOf(box);
    await issueStory(contract.ask);
    await codeStory(contract.ask, box);
    await checkStory(contract.ask, box);
    await furtherStory(contract.ask, box);
    await peopleStory(contract.ask, box);
  });

  afterAll(async () => {
    await box.close();
  });

  it("answers every call as the description says", () => {
    expect(contract.faults).toEqual([]);
  });

  it("invents no field", () => {
    // GitHub's answers have these although its description does not say so: every error body has had `status` since
    // 2024 (the description gives it to the plain error alone), and `closed` events tell the `state_reason`
    // (docs.github.com/rest "Issue event types").
    const known = /^\S+ \S+ 4\d\d \.status$|\/events(\/\{event_id\})? 200 (\[\])?\.state_reason$/;
    expect([...contract.strangers].filter((each) => !known.test(each))).toEqual([]);
  });

  it("has had a success of every route checked", () => {
    const unchecked = routes
      .map(({ method, pattern }) => `${method} ${pattern}`)
      .filter((operation) => !contract.covered.has(operation));
    expect(unchecked).toEqual([]);
  });

  it("has every route in the description", () => {
    expect(description.missing).toEqual([]);
  });

  it("names the page that the description names for each route", () => {
    // Pages that moved or were renamed; the description still has the old address.
    const moved = new Set([
      "GET /meta",
      "DELETE /repos/{owner}/{repo}/issues/{number}/assignees",
      "POST /repos/{owner}/{repo}/check-runs",
      "GET /app/installations",
    ]);
    const others = routes
      .map(({ method, pattern, docs }) => ({ operation: `${method} ${pattern}`, docs }))
      .filter(({ operation, docs }) => {
        const named = description.operations[operation]?.docs;
        if (named === undefined || named === null || moved.has(operation)) return false;
        return named !== `https://docs.github.com/rest/${docs}`;
      })
      .map(({ operation, docs }) => `${operation}: ${docs} is not ${description.operations[operation]?.docs}`);
    expect(others).toEqual([]);
  });

  it("gives a reason for each disagreement with the description", () => {
    for (const { reason } of Object.values(DISAGREEMENTS)) expect(reason.length).toBeGreaterThan(20);
  });
});
