import { afterEach, describe, expect, it } from "@jest/globals";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { SweepStage } from "./stage.ts";

let stage: SweepStage;
afterEach(() => stage.close());

interface Issue {
  readonly title: string;
  readonly user: { readonly login: string };
}

const reports = (): Promise<Issue[]> =>
  stage.api<Issue[]>(`GET /issues?state=all&per_page=100&labels=${encodeURIComponent("quench: report")}`);

describe("the repository's own issues, in a sweep", () => {
  it("are made once when they come due, from what was read for the incidents", async () => {
    stage = await SweepStage.open("2026-03-05T10:00:00Z");
    await stage.settle(await stage.plant(["2026-03-04", "2026-03-04"]));
    await stage.run();
    const before = await reports();
    await stage.at("2026-03-09T09:30:00Z");
    const { report } = await stage.run();
    expect(report.failures).toEqual([]);
    const digests = await reports();
    expect(digests).toHaveLength(before.length + 1);
    expect(digests[0]).toMatchObject({ user: { login: "github-actions[bot]" } });
    expect(report.summary).toContain("open the issue");
    await stage.advance("PT1H");
    await stage.run();
    await stage.advance("PT1H");
    expect((await stage.run()).requests).toBe(2);
    expect(await reports()).toHaveLength(digests.length);
  });

  it("are not half made where the token's hour does not reach, and it is said what to do", async () => {
    stage = await SweepStage.open("2026-03-05T10:00:00Z");
    await stage.settle(await stage.plant(["2026-03-04", "2026-03-04"]));
    await stage.run();
    const before = await reports();
    await stage.at("2026-03-09T09:30:00Z");
    // Just enough for the looks themselves, which know no part of the incidents that they leave out.
    const { report } = await stage.run({}, scarce);
    expect(await reports()).toHaveLength(before.length);
    expect(report.warnings.join(" ")).toMatch(/left|is late/);
    await stage.advance("PT1H");
    await stage.run();
    expect((await reports()).length).toBe(before.length + 1);
  });
});

/** A GitHub that says little is left of the hour. */
function scarce(client: GitHubClient): GitHubClient {
  return {
    async graphql(query, variables, options) {
      const answer = await client.graphql<never>(query, variables, options);
      return { ...answer, rate: { limit: 1_000, remaining: 340, resetAt: Date.parse("2026-03-09T10:20:00Z") } };
    },
    rest: (route, parameters, options) => client.rest(route, parameters, options),
  };
}
