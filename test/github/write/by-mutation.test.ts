import { describe, expect, it } from "@jest/globals";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Unavailable } from "../../../src/github/request/errors.ts";
import { byMutation } from "../../../src/github/write/by-mutation.ts";
import { watched } from "../../action/fixture.ts";

const BOT = { login: "github-actions[bot]" };
const PLACE = { owner: "acme", repo: "shop" };
const POST = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
const PATCH = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
const CLAIM = "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
const RELEASE = "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}";

const TRACKER = {
  nodeId: "IC_77",
  databaseId: 77,
  url: "https://github.com/acme/shop/issues/12#issuecomment-77",
  author: { login: BOT.login, nodeId: "BOT_1", kind: "bot" as const },
  body: "Tracker",
  createdAt: "2026-03-01T09:00:00Z",
  lastEditedAt: null,
  editor: null,
  ownReactions: [],
  own: { key: "tracker", memory: { state: "none" as const }, lastEditorIsUs: true },
};

function setUp(answer: (query: string) => unknown = () => ({})) {
  const asked: string[] = [];
  let elapsed = 0;
  const client: GitHubClient = {
    async graphql<T>(query: string, variables: Record<string, unknown>) {
      asked.push(`${/mutation (\w+)/.exec(query)?.[1]} ${JSON.stringify(variables)}`);
      const said = answer(query);
      if (said instanceof Error) throw said;
      const errors = said === null ? [{ message: "Resource not accessible by integration", type: "FORBIDDEN" }] : [];
      return { data: said as T, errors, date: "2026-03-01T09:00:00Z" };
    },
    async rest(route) {
      asked.push(route);
      return { status: route.startsWith("DELETE") ? 204 : 201, data: { id: 5 }, headers: {} };
    },
  };
  const made = byMutation(client, BOT, undefined, () => elapsed);
  const { result } = watched({ incident: { comments: [TRACKER] } });
  if (result.kind !== "judged") throw new Error(result.kind);
  made.learn(result.snapshot);
  return { client: made.client, asked, wait: (ms: number) => void (elapsed += ms) };
}

const comment = { addComment: { commentEdge: { node: { databaseId: 99, body: "Hello" } } } };

describe("comments as mutations", () => {
  it("are made on issues that were read, and answered as REST answers them", async () => {
    const { client, asked } = setUp(() => comment);
    const answer = await client.rest(POST, { ...PLACE, issue_number: 13, body: "Hello" });
    expect(answer).toMatchObject({ status: 201, data: { id: 99, body: "Hello", user: BOT } });
    expect(asked).toEqual(['AddComment {"subject":"I_13","body":"Hello"}']);
  });

  it("are edited where they are ours", async () => {
    const { client, asked } = setUp(() => ({ updateIssueComment: { issueComment: { databaseId: 77 } } }));
    await client.rest(PATCH, { ...PLACE, comment_id: 77, body: "New" });
    await client.rest(PATCH, { ...PLACE, comment_id: 78, body: "New" });
    expect(asked).toEqual(['UpdateComment {"id":"IC_77","body":"New"}', PATCH]);
  });

  it("go over REST where the issue is unknown, the mutation is refused, or the server does not know it", async () => {
    const unknown = setUp(() => comment);
    await unknown.client.rest(POST, { ...PLACE, issue_number: 999, body: "Hello" });
    expect(unknown.asked).toEqual([POST]);
    for (const answer of [null, new Unavailable("GraphQL", 200, "this GitHub does not know Mutation.addComment")]) {
      const { client, asked } = setUp(() => answer);
      await client.rest(POST, { ...PLACE, issue_number: 13, body: "Hello" });
      expect(asked.map((one) => one.split(" ")[0])).toEqual(["AddComment", "POST"]);
    }
  });

  it("are not repeated where nobody knows whether they were made", async () => {
    const { client, asked } = setUp(() => new Unavailable("GraphQL", null, "no answer"));
    await expect(client.rest(POST, { ...PLACE, issue_number: 13, body: "Hello" })).rejects.toThrow(Unavailable);
    expect(asked).toHaveLength(1);
  });
});

describe("the release of a claim", () => {
  const removed = () => ({ removeReaction: { reaction: { content: "EYES" } } });
  it("is a mutation while it is surely ours", async () => {
    const { client, asked, wait } = setUp(removed);
    await client.rest(CLAIM, { ...PLACE, comment_id: 77, content: "eyes" });
    wait(7_000);
    await client.rest(RELEASE, { ...PLACE, comment_id: 77, reaction_id: 5 });
    expect(asked).toEqual([CLAIM, 'RemoveEyes {"subject":"IC_77"}']);
  });

  it("is by its own id later, when somebody else may hold it", async () => {
    const { client, asked, wait } = setUp(removed);
    await client.rest(CLAIM, { ...PLACE, comment_id: 77, content: "eyes" });
    wait(9_000);
    await client.rest(RELEASE, { ...PLACE, comment_id: 77, reaction_id: 5 });
    await client.rest(RELEASE, { ...PLACE, comment_id: 78, reaction_id: 6 });
    expect(asked).toEqual([CLAIM, RELEASE, RELEASE]);
  });
});
