import { describe, expect, it } from "@jest/globals";
import { settleMoved } from "../../../src/github/incident/read-moved.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused, Unavailable } from "../../../src/github/request/errors.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { incident, tracker } from "../../support/snapshot.ts";

const FROM = { nodeId: "I_old", repository: "acme/shop", number: 12 };

function moved(): Issue {
  const mark = { key: "tracker", lastEditorIsUs: true };
  const memory = { state: "moved" as const, data: { version: 1 }, from: FROM, proven: false };
  return incident({ comments: [tracker({}, { own: { ...mark, memory } })] });
}

/** A GitHub that answers the one question, and notes it. */
function github(answer: () => unknown): { readonly client: GitHubClient; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const rest = async (route: string, parameters: unknown) => {
    asked.push([route, parameters]);
    return { data: answer(), status: 200, headers: {} };
  };
  return { client: { rest } as unknown as GitHubClient, asked };
}

const memoryOf = (issue: Issue) => (isUnreadable(issue.comments) ? issue.comments : issue.comments[0]?.own?.memory);

describe("R-H7 the memory of a transferred incident", () => {
  it("pass: GitHub leads from the former place to this issue", async () => {
    const { client, asked } = github(() => ({ node_id: "I_1" }));
    expect(memoryOf(await settleMoved(client, moved()))).toMatchObject({ state: "moved", proven: true });
    const route = "GET /repos/{owner}/{repo}/issues/{issue_number}";
    expect(asked).toEqual([[route, { owner: "acme", repo: "shop", issue_number: 12 }]]);
  });

  it("fail: another issue stands there, or nothing that we may see", async () => {
    const elsewhere = github(() => ({ node_id: "I_old" }));
    expect(memoryOf(await settleMoved(elsewhere.client, moved()))).toMatchObject({ state: "void" });
    const gone = github(() => {
      throw new Refused("GET issue", 404, {}, {});
    });
    expect(memoryOf(await settleMoved(gone.client, moved()))).toMatchObject({ state: "void" });
  });

  it("unknown: an outage forgets nothing, because nothing is written on it", async () => {
    const down = github(() => {
      throw new Unavailable("GET issue", 502, "bad gateway");
    });
    expect(memoryOf(await settleMoved(down.client, moved()))).toMatchObject({ transient: true });
  });

  it("asks nothing of an incident that never moved", async () => {
    const { client, asked } = github(() => ({}));
    await settleMoved(client, incident({ comments: [tracker()] }));
    expect(asked).toEqual([]);
  });
});
