import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Sandbox, startSandbox } from "../../../src/sandbox/start.ts";

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox({ empty: true });
});
afterAll(() => box.close());

const as = (role: keyof Sandbox["people"]) => ({ authorization: `Bearer ${box.people[role].token}` });
async function ask(query: string, variables: object, role: keyof Sandbox["people"] = "actions") {
  const answer = await fetch(box.graphqlUrl, {
    method: "POST",
    headers: as(role),
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as { data: Record<string, never> | null; errors?: { type?: string; path?: unknown }[] };
}
async function rest<T>(route: string, body?: object): Promise<T> {
  const [method, path] = route.split(" ");
  const init = {
    method: method ?? "GET",
    headers: as("actions"),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return (await (await fetch(`${box.url}/repos/${box.repository}${path}`, init)).json()) as T;
}

describe("mutations of the box", () => {
  it("comment, edit and take a reaction back, several in one request, in their order", async () => {
    const issue = await rest<{ number: number; node_id: string }>("POST /issues", { title: "Down" });
    const add = `mutation($s: ID!, $a: String!, $b: String!) {
      one: addComment(input: { subjectId: $s, body: $a }) { commentEdge { node { databaseId body } } }
      two: addComment(input: { subjectId: $s, body: $b }) { commentEdge { node { databaseId body } } }
    }`;
    const made = await ask(add, { s: issue.node_id, a: "First", b: "Second" });
    expect(made.errors).toBeUndefined();
    const [first, second] = await rest<{ id: number; node_id: string; body: string; user: { login: string } }[]>(
      `GET /issues/${issue.number}/comments`,
    );
    expect([first?.body, second?.body, first?.user.login]).toEqual(["First", "Second", "github-actions[bot]"]);

    await rest(`POST /issues/comments/${first?.id}/reactions`, { content: "eyes" });
    const change = `mutation($id: ID!, $b: String!) {
      edit: updateIssueComment(input: { id: $id, body: $b }) { issueComment { databaseId } }
      free: removeReaction(input: { subjectId: $id, content: EYES }) { reaction { content } }
    }`;
    const changed = await ask(change, { id: first?.node_id, b: "Changed" });
    expect(changed).toEqual({
      data: { edit: { issueComment: { databaseId: first?.id } }, free: { reaction: { content: "EYES" } } },
    });
    expect((await rest<{ body: string }[]>(`GET /issues/${issue.number}/comments`))[0]?.body).toBe("Changed");
    expect(await rest<unknown[]>(`GET /issues/comments/${first?.id}/reactions`)).toEqual([]);
  });

  it("refuse what is not there, or not allowed, beside what is done", async () => {
    const issue = await rest<{ number: number; node_id: string }>("POST /issues", { title: "Down" });
    const both = `mutation($s: ID!) {
      gone: addComment(input: { subjectId: "I_none", body: "x" }) { commentEdge { node { databaseId } } }
      here: addComment(input: { subjectId: $s, body: "x" }) { commentEdge { node { body } } }
    }`;
    const answer = await ask(both, { s: issue.node_id });
    expect(answer.data).toMatchObject({ gone: null, here: { commentEdge: { node: { body: "x" } } } });
    expect(answer.errors).toEqual([expect.objectContaining({ type: "NOT_FOUND", path: ["gone"] })]);
    const free = `mutation($id: ID!) { removeReaction(input: { subjectId: $id, content: EYES }) { reaction { content } } }`;
    expect((await ask(free, { id: issue.node_id })).errors).toHaveLength(1);
  });

  it("are counted as writes", async () => {
    await fetch(`${box.url}/_sandbox/requests`, { method: "DELETE" });
    await ask('mutation { addComment(input: { subjectId: "I_none", body: "x" }) { subject { id } } }', {});
    const { writes, graphql } = (await (await fetch(`${box.url}/_sandbox/requests`)).json()) as {
      writes: number;
      graphql: { mutations: number; cost: number };
    };
    expect({ writes, ...graphql }).toMatchObject({ writes: 1, mutations: 1, cost: 1 });
  });
});
