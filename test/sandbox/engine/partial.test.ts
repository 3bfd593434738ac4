import { describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { withoutField } from "../../../src/sandbox/engine/partial.ts";

const schema = buildSchema(`
  type Query { repository: Repository, rateLimit: Int }
  type Repository { issue: Node, open: Boolean! }
  interface Node { id: ID! }
  type Issue implements Node { id: ID!, title: String, comments: Comments!, subs: [Issue]!, strict: [Issue!] }
  type Comments { nodes: [Comment] }
  type Comment { body: String! }
`);

const query = `query { rateLimit repository { open its: issue { id ... on Issue { title comments { nodes { body } } ...rest } } } }
  fragment rest on Issue { subs { comments { nodes { body } } } strict { comments { nodes { body } } } }`;

const body = () =>
  JSON.stringify({
    data: {
      rateLimit: 1,
      repository: {
        open: true,
        its: {
          id: "1",
          title: "t",
          comments: { nodes: [{ body: "a" }, null, { body: "b" }] },
          subs: [{ comments: { nodes: [] } }, null],
          strict: [{ comments: { nodes: [] } }],
        },
      },
    },
  });

const lose = (path: string | null) =>
  JSON.parse(withoutField(schema, query, body(), path)) as {
    data: { repository: Record<string, unknown> | null } | null;
    errors?: { path: unknown[] }[];
  };

describe("a partial answer (GraphQL specification: Handling field errors)", () => {
  it("lacks a field that may be null, and says so", () => {
    const answer = lose("repository.its.title");
    expect(answer.data?.repository?.its).toMatchObject({ id: "1", title: null });
    expect(answer.errors).toEqual([expect.objectContaining({ path: ["repository", "its", "title"] })]);
  });

  it("lacks the nearest parent that may be null where the field may not", () => {
    const answer = lose("repository.its.comments");
    expect(answer.data?.repository).toEqual({ open: true, its: null });
    expect(answer.errors?.[0]?.path).toEqual(["repository", "its", "comments"]);
    expect(lose("repository.open").data?.repository).toBeNull();
  });

  it("goes through lists, item by item", () => {
    const answer = lose("repository.its.comments.nodes.body");
    expect(answer.data?.repository?.its).toMatchObject({ comments: { nodes: [null, null, null] } });
    expect(answer.errors?.map((error) => error.path.at(-2))).toEqual([0, 2]);
  });

  it("follows fragments, and lists whose items may not be null", () => {
    expect(lose("repository.its.subs.comments").data?.repository?.its).toMatchObject({ subs: [null, null] });
    expect(lose("repository.its.strict.comments").data?.repository?.its).toMatchObject({ strict: null });
  });

  it("takes the first field where no path is given, and changes nothing where a path leads nowhere", () => {
    expect(lose(null).data).toEqual({ rateLimit: 1, repository: null });
    expect(lose("repository.nothing").errors).toBeUndefined();
  });
});
