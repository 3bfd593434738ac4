import { describe, expect, it } from "@jest/globals";
import { applyWrite, creates } from "../../../src/github/write/write.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import { ISSUE, PAGE, repo, strictNock, testClient, testContext, US } from "./write-support.ts";

const ITEM: Write = {
  kind: "create_item",
  key: "lane-quality",
  incident: ISSUE,
  title: "Regression test (incident #12)",
  body: "### Incident reference\n\n#12\n\n<!-- quench:item:lane-quality -->",
  labels: ["hardening", "quench: open"],
};
const BODY = `${ITEM.kind === "create_item" ? ITEM.body : ""}\n<!-- quench:incident:12 -->`;
const LISTED = { ...PAGE, creator: US, state: "all", sort: "created", direction: "desc", labels: "hardening" };

const issue = (number: number, given: object = {}): object => ({
  id: number * 100,
  number,
  title: "t",
  body: BODY,
  state: "open",
  user: { login: US },
  ...given,
});

strictNock();

describe("an item", () => {
  it("is created with its markers and attached by database id", async () => {
    const scope = repo();
    scope.get("/issues").query(LISTED).reply(200, []);
    scope
      .post("/issues", { title: "Regression test (incident #12)", body: BODY, labels: ["hardening", "quench: open"] })
      .reply(201, issue(20));
    scope.post("/issues/12/sub_issues", { sub_issue_id: 2000 }).reply(201, issue(12));
    const context = testContext();
    expect(await applyWrite(testClient(), context, ITEM)).toBe("done");
    expect(context.guarded).toEqual(["create"]);
  });

  it("that was created and not attached is found and attached, not created again", async () => {
    const scope = repo();
    scope
      .get("/issues")
      .query(LISTED)
      .reply(200, [issue(20)]);
    scope.get("/issues/20/parent").reply(404, { message: "Not Found" });
    scope.post("/issues/12/sub_issues", { sub_issue_id: 2000 }).reply(201, issue(12));
    const context = testContext();
    expect(await applyWrite(testClient(), context, ITEM)).toBe("done");
    expect(context.guarded).toEqual([]);
  });

  it("with a parent is there already", async () => {
    const scope = repo();
    scope
      .get("/issues")
      .query(LISTED)
      .reply(200, [issue(20)]);
    scope.get("/issues/20/parent").reply(200, issue(12));
    expect(await applyWrite(testClient(), testContext(), ITEM)).toBe("unchanged");
  });

  it("that somebody closed meanwhile is left alone", async () => {
    repo()
      .get("/issues")
      .query(LISTED)
      .reply(200, [issue(20, { state: "closed" })]);
    expect(await applyWrite(testClient(), testContext(), ITEM)).toBe("skipped");
  });

  it("of another incident, of another author, or with another key is another one", async () => {
    const scope = repo();
    scope
      .get("/issues")
      .query(LISTED)
      .reply(200, [
        issue(21, { body: BODY.replace("incident:12", "incident:1") }),
        issue(22, { user: { login: "olga" } }),
        issue(23, { body: BODY.replace("lane-quality", "lane-controls") }),
      ]);
    scope.post("/issues").reply(201, issue(24));
    scope.post("/issues/12/sub_issues", { sub_issue_id: 2400 }).reply(201, issue(12));
    expect(await applyWrite(testClient(), testContext(), ITEM)).toBe("done");
  });

  it("whose POST had no answer is looked for before it is tried again", async () => {
    const scope = repo();
    scope.get("/issues").query(LISTED).reply(200, []);
    scope.post("/issues").reply(502, "");
    scope
      .get("/issues")
      .query(LISTED)
      .reply(200, [issue(20)]);
    scope.post("/issues/12/sub_issues", { sub_issue_id: 2000 }).reply(201, issue(12));
    expect(await applyWrite(testClient(), testContext(), ITEM)).toBe("done");
  });

  it("whose attaching had no answer is attached once", async () => {
    const scope = repo();
    scope.get("/issues").query(LISTED).reply(200, []);
    scope.post("/issues").reply(201, issue(20));
    scope.post("/issues/12/sub_issues").reply(502, "");
    scope.post("/issues/12/sub_issues").reply(422, { message: "Issue may not contain duplicate sub-issues" });
    scope.get("/issues/20/parent").reply(200, issue(12));
    expect(await applyWrite(testClient(), testContext(), ITEM)).toBe("done");
  });

  it("that may not be attached is told as refused", async () => {
    const scope = repo();
    scope.get("/issues").query(LISTED).reply(200, []);
    scope.post("/issues").reply(201, issue(20));
    scope.post("/issues/12/sub_issues").reply(422, { message: "Parent cannot have more than 100 sub-issues" });
    scope.get("/issues/20/parent").reply(404, { message: "Not Found" });
    await expect(applyWrite(testClient(), testContext(), ITEM)).rejects.toMatchObject({ name: "Refused", status: 422 });
  });
});

describe("an entry of the ledger", () => {
  const ENTRY: Write = {
    kind: "create_entry",
    key: "defer-cd-a",
    incident: ISSUE,
    title: "Reliability debt of item #20 (incident #12)",
    body: "### Incident reference\n\n#12\n\n<!-- quench:entry:defer-cd-a -->",
    labels: ["reliability-debt"],
    assignees: ["olga"],
  };
  const TEXT = "### Incident reference\n\n#12\n\n<!-- quench:entry:defer-cd-a -->\n<!-- quench:incident:12 -->";
  const ENTRIES = { ...LISTED, labels: "reliability-debt" };

  it("is created with its markers and its assignee, and attached", async () => {
    const scope = repo();
    scope.get("/issues").query(ENTRIES).reply(200, []);
    scope
      .post("/issues", {
        title: "Reliability debt of item #20 (incident #12)",
        body: TEXT,
        labels: ["reliability-debt"],
        assignees: ["olga"],
      })
      .reply(201, issue(30, { body: TEXT }));
    scope.post("/issues/12/sub_issues", { sub_issue_id: 3000 }).reply(201, issue(12));
    const context = testContext();
    expect(await applyWrite(testClient(), context, ENTRY)).toBe("done");
    expect(context.guarded).toEqual(["create"]);
    expect(creates(ENTRY)).toBe(true);
  });

  it("is there already where its markers are, below its incident; an item's markers are no entry's", async () => {
    const scope = repo();
    scope
      .get("/issues")
      .query(ENTRIES)
      .reply(200, [issue(29), issue(30, { body: TEXT })]);
    scope.get("/issues/30/parent").reply(200, issue(12));
    expect(await applyWrite(testClient(), testContext(), ENTRY)).toBe("unchanged");
  });

  it("without an assignee names none", async () => {
    const scope = repo();
    scope.get("/issues").query(ENTRIES).reply(200, []);
    scope.post("/issues", (sent: object) => !("assignees" in sent)).reply(201, issue(30, { body: TEXT }));
    scope.post("/issues/12/sub_issues", { sub_issue_id: 3000 }).reply(201, issue(12));
    expect(await applyWrite(testClient(), testContext(), { ...ENTRY, assignees: [] })).toBe("done");
  });
});

describe("labels", () => {
  const label: Write = { kind: "label", key: "label:hardening", name: "hardening", color: "1d76db", description: "d" };

  it("are created; one that exists is fine, another 422 is not", async () => {
    const scope = repo();
    scope.post("/labels", { name: "hardening", color: "1d76db", description: "d" }).reply(201, {});
    expect(await applyWrite(testClient(), testContext(), label)).toBe("done");
    const errors = [{ resource: "Label", code: "already_exists", field: "name" }];
    scope.post("/labels").reply(422, { message: "Validation Failed", errors });
    expect(await applyWrite(testClient(), testContext(), label)).toBe("unchanged");
    scope.post("/labels").reply(422, { message: "Validation Failed", errors: [{ code: "invalid" }] });
    await expect(applyWrite(testClient(), testContext(), label)).rejects.toMatchObject({ status: 422 });
  });

  it("of an issue are added and removed by name, and no other is touched", async () => {
    const scope = repo();
    scope.post("/issues/12/labels", { labels: ["quench: verified"] }).reply(200, []);
    scope.delete("/issues/12/labels/quench%3A%20open").reply(404, { message: "Label does not exist" });
    const write: Write = {
      kind: "issue_labels",
      key: "l",
      issue: ISSUE,
      add: ["quench: verified"],
      remove: ["quench: open"],
    };
    expect(await applyWrite(testClient(), testContext(), write)).toBe("done");
  });

  it("assignees are added and removed by name", async () => {
    const scope = repo();
    scope.post("/issues/12/assignees", { assignees: ["olga"] }).reply(201, {});
    scope.delete("/issues/12/assignees", { assignees: ["vera"] }).reply(200, {});
    const write: Write = { kind: "assign", key: "a", issue: ISSUE, add: ["olga"], remove: ["vera"] };
    expect(await applyWrite(testClient(), testContext(), write)).toBe("done");
  });
});

describe("closing what we opened", () => {
  const write: Write = { kind: "close_own", key: "duplicate:12", issue: ISSUE, reason: "duplicate", notice: null };

  it("closes it with its reason", async () => {
    const scope = repo();
    scope.get("/issues/12").reply(200, issue(12));
    scope.patch("/issues/12", { state: "closed", state_reason: "duplicate" }).reply(200, {});
    expect(await applyWrite(testClient(), testContext(), write)).toBe("done");
  });

  it("closes a report that another one follows as completed", async () => {
    const scope = repo();
    scope.get("/issues/12").reply(200, issue(12));
    scope.patch("/issues/12", { state: "closed", state_reason: "completed" }).reply(200, {});
    expect(await applyWrite(testClient(), testContext(), { ...write, reason: "completed" })).toBe("done");
  });

  it("says why before, once", async () => {
    const scope = repo();
    scope.get("/issues/12").reply(200, issue(12));
    scope.get("/issues/12/comments").query(PAGE).reply(200, []);
    scope.post("/issues/12/comments", { body: "<!-- quench:notice:duplicate:12 -->\nof #3" }).reply(201, { id: 1 });
    scope.patch("/issues/12").reply(200, {});
    expect(await applyWrite(testClient(), testContext(), { ...write, notice: "of #3" })).toBe("done");
  });

  it("leaves anybody else's alone, and one that is closed", async () => {
    const scope = repo();
    scope.get("/issues/12").reply(200, issue(12, { user: { login: "olga" } }));
    expect(await applyWrite(testClient(), testContext(), write)).toBe("skipped");
    scope.get("/issues/12").reply(200, issue(12, { state: "closed" }));
    expect(await applyWrite(testClient(), testContext(), write)).toBe("unchanged");
  });
});

describe("an issue of our own", () => {
  const digest: Write = {
    kind: "own_issue",
    key: "digest:2026-W10",
    title: "Digest",
    body: "Text",
    labels: ["hardening"],
    existing: null,
  };

  it("is made once per key", async () => {
    const scope = repo();
    scope.get("/issues").query(LISTED).reply(200, []);
    const body = "<!-- quench:own:digest:2026-W10 -->\nText";
    scope.post("/issues", { title: "Digest", body, labels: ["hardening"] }).reply(201, issue(30));
    expect(await applyWrite(testClient(), testContext(), digest)).toBe("done");
    scope
      .get("/issues")
      .query(LISTED)
      .reply(200, [issue(30, { body })]);
    expect(await applyWrite(testClient(), testContext(), digest)).toBe("unchanged");
  });

  it("is brought up to date only where it is ours and differs", async () => {
    const scope = repo();
    const body = "<!-- quench:own:digest:2026-W10 -->\nText";
    scope.get("/issues/30").reply(200, issue(30, { title: "Digest", body }));
    expect(await applyWrite(testClient(), testContext(), { ...digest, existing: 30 })).toBe("unchanged");
    scope.get("/issues/30").reply(200, issue(30, { title: "Digest", body: "old" }));
    scope.patch("/issues/30", { title: "Digest", body }).reply(200, {});
    expect(await applyWrite(testClient(), testContext(), { ...digest, existing: 30 })).toBe("done");
    scope.get("/issues/30").reply(200, issue(30, { user: { login: "olga" } }));
    expect(await applyWrite(testClient(), testContext(), { ...digest, existing: 30 })).toBe("skipped");
  });
});

describe("what creates", () => {
  it("is what GitHub has no unique key for", () => {
    expect(creates(ITEM)).toBe(true);
    expect(creates({ kind: "notice", key: "k", issue: ISSUE, body: "b" })).toBe(true);
    expect(creates({ kind: "reopen", key: "k", issue: ISSUE, closeEvent: "CE", notice: null })).toBe(true);
    expect(creates({ kind: "reaction", key: "k", comment: 1, content: "+1" })).toBe(false);
    expect(creates({ kind: "delete_comment", key: "k", comment: 1 })).toBe(false);
  });
});

describe("a label of ours", () => {
  const label: Write = { kind: "label", key: "label:x", name: "quench: report", color: "5319e7", description: "New" };
  const there = {
    message: "Validation Failed",
    errors: [{ resource: "Label", code: "already_exists", field: "name" }],
  };

  it("is left as people have it where it exists", async () => {
    repo().post("/labels").reply(422, there);
    expect(await applyWrite(testClient(), testContext(), label)).toBe("unchanged");
  });

  it("brings a label's description up to date, and nothing else of it", async () => {
    const scope = repo();
    scope.post("/labels").reply(422, there);
    scope.patch("/labels/quench%3A%20report", { description: "New" }).reply(200, {});
    expect(await applyWrite(testClient(), testContext(), { ...label, update: true })).toBe("done");
  });
});
