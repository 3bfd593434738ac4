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

function setUp(answer: (query: string) => unknown = () => ({}), type?: string) {
  const asked: string[] = [];
  let elapsed = 0;
  const client: GitHubClient = {
    async graphql<T>(query: string, variables: Record<string, unknown>) {
      asked.push(`${/mutation (\w+)/.exec(query)?.[1]} ${JSON.stringify(variables)}`);
      const said = answer(query);
      if (said instanceof Error) throw said;
      const problem = said === null ? "FORBIDDEN" : type;
      const errors = problem === undefined ? [] : [{ message: "It went wrong", type: problem }];
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

  it("go over REST where the issue is unknown, or the mutation is refused", async () => {
    const unknown = setUp(() => comment);
    await unknown.client.rest(POST, { ...PLACE, issue_number: 999, body: "Hello" });
    expect(unknown.asked).toEqual([POST]);
    const { client, asked } = setUp(() => null);
    await client.rest(POST, { ...PLACE, issue_number: 13, body: "Hello" });
    expect(asked.map((one) => one.split(" ")[0])).toEqual(["AddComment", "POST"]);
  });

  it.each([
    ["without an answer", new Unavailable("GraphQL", null, "no answer"), undefined],
    ["by a server that is too old", new Unavailable("GraphQL", 200, "this GitHub does not know X"), undefined],
    ["with an error about what was made", { addComment: { commentEdge: null } }, "INTERNAL"],
    ["with what nobody can name", { addComment: { commentEdge: null } }, "FORBIDDEN"],
    ["with nothing at all", {}, undefined],
    ["without a comment's id", { addComment: { commentEdge: { node: null } } }, undefined],
  ])("are not repeated unseen where it ended %s, and go over REST from then on", async (_how, answer, type) => {
    const { client, asked } = setUp(() => answer, type);
    const say = () => client.rest(POST, { ...PLACE, issue_number: 13, body: "Hello" });
    await expect(say()).rejects.toThrow(Unavailable);
    expect(asked.map((one) => one.split(" ")[0])).toEqual(["AddComment"]);
    await say();
    expect(asked.slice(1)).toEqual([POST]);
  });
});

describe("the release of a claim", () => {
  const removed = () => ({ removeReaction: { reaction: { content: "EYES" } } });
  it("is a mutation while it is surely ours", async () => {
    const { client, asked, wait } = setUp(removed);
    await client.rest(CLAIM, { ...PLACE, comment_id: 77, content: "eyes" });
    wait(6_000);
    await client.rest(RELEASE, { ...PLACE, comment_id: 77, reaction_id: 5 });
    expect(asked).toEqual([CLAIM, 'RemoveEyes {"subject":"IC_77"}']);
  });

  it("is by its own id later, when somebody else may hold it", async () => {
    const { client, asked, wait } = setUp(removed);
    await client.rest(CLAIM, { ...PLACE, comment_id: 77, content: "eyes" });
    wait(7_500);
    await client.rest(RELEASE, { ...PLACE, comment_id: 77, reaction_id: 5 });
    await client.rest(RELEASE, { ...PLACE, comment_id: 78, reaction_id: 6 });
    expect(asked).toEqual([CLAIM, RELEASE, RELEASE]);
  });
});
