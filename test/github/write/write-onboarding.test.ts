/** The offer's writer, request by request. What it comes to, with every cut, is in test/e2e/onboarding.test.ts. */
import { describe, expect, it } from "@jest/globals";
import type { Write } from "../../../src/core/plan/write.ts";
import { ensureOffer, ensureProposalClosed, OFFER_KEY } from "../../../src/github/write/write-onboarding.ts";
import { ISSUE, repo, strictNock, testClient, testContext, US } from "./write-support.ts";

strictNock();

const MARK = { name: "quench: set-up offered", color: "ededed", description: "Quench is about to offer its set-up" };
const OFFER: Extract<Write, { kind: "offer_set_up" }> = {
  kind: "offer_set_up",
  key: "set-up",
  title: "Set up Quench",
  body: "The text.",
  mark: MARK,
  takeOver: false,
  proposal: null,
};
const OURS = { number: 13, user: { login: US }, body: `<!-- quench:${OFFER_KEY} -->\nThe text.` };
const offer = (over: Partial<typeof OFFER> = {}) => ensureOffer(testClient(), testContext(), { ...OFFER, ...over });
const listed = (found: readonly object[]) => repo().get("/issues").query(true).reply(200, found);

describe("the offer as an issue", () => {
  it("is made under the claim, with its marker and its label", async () => {
    repo().post("/labels", MARK).reply(201, {});
    listed([]);
    repo()
      .post("/issues", { title: "Set up Quench", body: OURS.body, labels: [MARK.name] })
      .reply(201, OURS);
    await expect(offer()).resolves.toBe("done");
  });

  it("is left to whoever claimed it", async () => {
    repo().post("/labels").reply(422, { message: "Validation Failed" });
    await expect(offer()).resolves.toBe("skipped");
  });

  it("taken over, is looked for first: anybody's imitation is none", async () => {
    listed([{ ...OURS, user: { login: "mallory" } }, OURS]);
    repo()
      .post("/issues/13/labels", { labels: [MARK.name] })
      .reply(200, []);
    await expect(offer({ takeOver: true })).resolves.toBe("unchanged");
  });

  it("whose answer was lost is found again, not made again", async () => {
    repo().post("/labels").reply(201, {});
    listed([]);
    repo().post("/issues").reply(502);
    listed([OURS]);
    await expect(offer()).resolves.toBe("done");
  });

  it("that is refused is told, and nothing else is tried", async () => {
    repo().post("/labels").reply(403, { message: "Resource not accessible by integration" });
    await expect(offer()).rejects.toThrow("403");
  });
});

describe("the offer as a pull request", () => {
  const proposal = {
    branch: "quench/set-up",
    base: "main",
    message: "Set up Quench",
    body: "The proposal.",
    files: [
      { path: ".github/quench.yml", text: "version: 1\n" },
      { path: ".github/ISSUE_TEMPLATE/incident.yml", text: "name: Incident\n" },
    ],
  };
  const body = `<!-- quench:${OFFER_KEY} -->\nThe proposal.`;
  const ref = (branch: string) => repo().get(`/git/ref/heads/${branch}`);
  const pulls = (found: readonly object[]) => repo().get("/pulls").query(true).reply(200, found);

  it("adds only what is not there, in one commit that comes with its branch", async () => {
    ref("quench/set-up").reply(404, {});
    pulls([]);
    ref("main").reply(200, { object: { sha: "b1" } });
    repo().get("/contents/.github/quench.yml").query({ ref: "b1" }).reply(404, {});
    repo().get("/contents/.github/ISSUE_TEMPLATE/incident.yml").query({ ref: "b1" }).reply(200, {});
    repo()
      .get("/git/commits/b1")
      .reply(200, { tree: { sha: "t1" } });
    const tree = [{ path: ".github/quench.yml", mode: "100644", type: "blob", content: "version: 1\n" }];
    repo().post("/git/trees", { base_tree: "t1", tree }).reply(201, { sha: "t2" });
    repo()
      .post("/git/commits", { message: "Set up Quench", tree: "t2", parents: ["b1"] })
      .reply(201, { sha: "c2" });
    repo().post("/git/refs", { ref: "refs/heads/quench/set-up", sha: "c2" }).reply(201, {});
    pulls([]);
    repo()
      .post("/pulls", { title: "Set up Quench", head: "quench/set-up", base: "main", body })
      .reply(201, { ...OURS, body });
    repo()
      .post("/issues/13/labels", { labels: [MARK.name] })
      .reply(200, []);
    await expect(offer({ takeOver: true, proposal })).resolves.toBe("done");
  });

  it("is no more where people have a branch of that name: the issue is", async () => {
    ref("quench/set-up").reply(200, { object: { sha: "p1" } });
    pulls([]);
    repo()
      .get("/commits/p1")
      .reply(200, { author: { login: "paul" } });
    listed([]);
    repo().post("/issues").reply(201, OURS);
    await expect(offer({ takeOver: true, proposal })).resolves.toBe("done");
  });

  it("is opened from the branch that a cut left behind, and never pushed to", async () => {
    ref("quench/set-up").reply(200, { object: { sha: "c2" } });
    pulls([]);
    repo()
      .get("/commits/c2")
      .reply(200, { author: { login: US } });
    pulls([]);
    repo()
      .post("/pulls")
      .reply(201, { ...OURS, body });
    repo().post("/issues/13/labels").reply(200, []);
    await expect(offer({ takeOver: true, proposal })).resolves.toBe("done");
  });
});

describe("closing the pull request that is not needed any more", () => {
  const close = { kind: "close_proposal", key: "set-up-done", issue: ISSUE, notice: "Done." } as const;
  const closing = () => ensureProposalClosed(testClient(), testContext(), close);

  it("says why first", async () => {
    repo()
      .get("/pulls/12")
      .reply(200, { state: "open", user: { login: US } });
    repo().get("/issues/12/comments").query(true).reply(200, []);
    repo()
      .post("/issues/12/comments")
      .reply(201, { id: 1, body: "", user: { login: US } });
    repo().patch("/pulls/12", { state: "closed" }).reply(200, {});
    await expect(closing()).resolves.toBe("done");
  });

  it.each([
    ["closed", US, "unchanged"],
    ["open", "paul", "skipped"],
  ])("a %s one of %s is left: %s", async (state, login, result) => {
    repo().get("/pulls/12").reply(200, { state, user: { login } });
    await expect(closing()).resolves.toBe(result);
  });
});
