import { describe, expect, it } from "@jest/globals";
import type { GitHubClient, GraphqlAnswer } from "../../../src/github/request/client.ts";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import { createTogether } from "../../../src/github/request/together.ts";

const DATE = "2026-03-01T09:00:00Z";
const QUESTION = "query Issue($number: Int!) { issue(number: $number) { title } viewer { login } }";
const CHANGE = "mutation Say($body: String!) { addComment(input: { body: $body }) { id } }";

/** Answers each root field with its own variables; `fail` may throw first. */
function github(fail: (query: string, sent: number) => void = () => undefined) {
  const sent: { query: string; variables: Record<string, unknown>; tries: number | undefined }[] = [];
  const client: GitHubClient = {
    async graphql<T>(query: string, variables: Record<string, unknown>, options: { tries?: number } = {}) {
      sent.push({ query, variables, tries: options.tries });
      fail(query, sent.length);
      const fields = [
        ...query.matchAll(/(?:(r\d+): )?(issue|viewer|addComment)\b\(?(?:number: \$(\w+)|input: \{ body: \$(\w+))?/g),
      ];
      const data = Object.fromEntries(
        fields.map(([, alias, name = "", number, body]) => [
          alias ?? name,
          { name, of: variables[number ?? body ?? ""] },
        ]),
      );
      return { data: data as T, errors: [], date: DATE } as GraphqlAnswer<T>;
    },
    rest: async () => ({ status: 200, data: null, headers: {} }),
  };
  return { client, sent };
}

/** The same, and this answer to whatever is asked together. */
function answering(whole: Pick<GraphqlAnswer<unknown>, "data" | "errors">) {
  const { client, sent } = github();
  const graphql: GitHubClient["graphql"] = async <T>(query: string, variables: Record<string, unknown>) => {
    const answer = await client.graphql<T>(query, variables);
    return query.includes("Together") ? ({ ...whole, date: DATE } as GraphqlAnswer<T>) : answer;
  };
  return { client: { ...client, graphql }, sent };
}

describe("passes side by side", () => {
  it("ask together, and each hears its own answer", async () => {
    const { client, sent } = github();
    const together = createTogether(client, () => 0);
    const lanes = [1, 2, 3].map(() => together.lane());
    const answers = await Promise.all(
      lanes.map(({ client: own }, index) => own.graphql<Record<string, unknown>>(QUESTION, { number: index })),
    );
    expect(sent).toHaveLength(1);
    expect(answers.map(({ data }) => data?.["issue"])).toEqual([0, 1, 2].map((of) => ({ name: "issue", of })));
    expect(together.width()).toBeGreaterThan(7);
  });

  it("do not wait for one that has ended", async () => {
    const { client, sent } = github();
    const together = createTogether(client, () => 0);
    const [first, second] = [together.lane(), together.lane()];
    const answer = first.client.graphql<Record<string, unknown>>(QUESTION, { number: 5 });
    second.end();
    expect((await answer).data?.["issue"]).toEqual({ name: "issue", of: 5 });
    expect(sent.map(({ query }) => query)).toEqual([QUESTION]);
  });

  it("ask one by one, and fewer the next time, where GitHub fails at all of them", async () => {
    const { client, sent } = github((query) => {
      if (query.includes("Together")) throw new Unavailable("GraphQL", 504, "timeout");
    });
    const together = createTogether(client, () => 0);
    const lanes = [together.lane(), together.lane()];
    const answers = await Promise.all(
      lanes.map(({ client: own }, number) => own.graphql<Record<string, unknown>>(QUESTION, { number })),
    );
    expect(answers.map(({ data }) => data?.["issue"])).toEqual([0, 1].map((of) => ({ name: "issue", of })));
    expect(sent.map(({ tries }) => tries)).toEqual([1, undefined, undefined]);
    expect(together.width()).toBe(3);
  });

  it("never make a change twice: whoever asked for it hears that it may have been made", async () => {
    const { client, sent } = github((query) => {
      if (query.includes("Together")) throw new Unavailable("GraphQL", null, "no answer");
    });
    const together = createTogether(client, () => 0);
    const lanes = [together.lane(), together.lane()];
    const ended = await Promise.allSettled(
      lanes.map(({ client: own }, index) => own.graphql(CHANGE, { body: String(index) })),
    );
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(sent).toHaveLength(1);
  });

  it("never make a change twice that was answered with no data: GitHub may have begun with it", async () => {
    const { client, sent } = answering({ data: null, errors: [{ message: "Something went wrong" }] });
    const together = createTogether(client, () => 0);
    const lanes = [together.lane(), together.lane()];
    const ended = await Promise.allSettled(
      lanes.map(({ client: own }, body) => own.graphql(CHANGE, { body: `${body}` })),
    );
    expect(ended.map((one) => (one.status === "rejected" ? one.reason : null))).toEqual([
      expect.any(Unavailable),
      expect.any(Unavailable),
    ]);
    expect(sent).toHaveLength(1);
  });

  it("ask again alone for what GitHub gave up in the middle, and believe what it forbids", async () => {
    const { client, sent } = answering({
      data: { r0: null, r1: { login: "bot" }, r2: null, r3: { title: "Two" } },
      errors: [
        { message: "Resource limits exceeded", type: "RESOURCE_LIMITS_EXCEEDED", path: ["r0"] },
        { message: "Could not resolve to an Issue", type: "NOT_FOUND", path: ["r2"] },
      ],
    });
    const together = createTogether(client, () => 0);
    const lanes = [together.lane(), together.lane(), together.lane()];
    const answers = await Promise.all(
      lanes.map(({ client: own }, number) => own.graphql<Record<string, unknown>>(QUESTION, { number })),
    );
    expect(sent.map(({ variables }) => variables)).toEqual([{ v0: 0, v1: 1, v2: 2 }, { number: 0 }]);
    expect(answers.map(({ data }) => data?.["issue"])).toEqual([{ name: "issue", of: 0 }, null, { title: "Two" }]);
    expect(answers.map(({ errors }) => errors.map(({ path }) => path))).toEqual([[], [["issue"]], []]);
  });

  it("ask again alone, all of them, where an error names no place", async () => {
    const { client, sent } = answering({ data: { r0: { title: "?" } }, errors: [{ message: "Timeout" }] });
    const together = createTogether(client, () => 0);
    const lanes = [together.lane(), together.lane()];
    const answers = await Promise.all(
      lanes.map(({ client: own }, number) => own.graphql<Record<string, unknown>>(QUESTION, { number })),
    );
    expect(sent).toHaveLength(3);
    expect(answers.map(({ data }) => data?.["issue"])).toEqual([0, 1].map((of) => ({ name: "issue", of })));
  });

  it("all hear of a limit", async () => {
    const { client, sent } = github(() => {
      throw new RateLimited("limited", 0, 60_000);
    });
    const together = createTogether(client, () => 0);
    const lanes = [together.lane(), together.lane()];
    const ended = await Promise.allSettled(lanes.map(({ client: own }, number) => own.graphql(QUESTION, { number })));
    expect(ended.map((one) => (one.status === "rejected" ? one.reason : null))).toEqual([
      expect.any(RateLimited),
      expect.any(RateLimited),
    ]);
    expect(sent).toHaveLength(1);
  });

  it("send what nobody waits for with the next change, and the rest at the end", async () => {
    const { client, sent } = github();
    const together = createTogether(client, () => 0);
    together.later(CHANGE, { body: "release 1" });
    const lane = together.lane();
    await lane.client.graphql(CHANGE, { body: "next" });
    together.later(CHANGE, { body: "release 2" });
    await together.settle();
    expect(sent.map(({ variables }) => Object.values(variables))).toEqual([["release 1", "next"], ["release 2"]]);
  });
});
