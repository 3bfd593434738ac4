import { describe, expect, it } from "@jest/globals";
import type { Issue } from "../../../src/sandbox/state/model.ts";
import { storeAccount as storeNew } from "../../../src/sandbox/state/people.ts";
import { refusal, timeline, type Town, town } from "./town.ts";

const storePerson = (box: Town["box"], login: string) => storeNew(box, { login });

const labelsPut = (issue: Issue): string[] =>
  issue.events.flatMap((event) => (event.event === "labeled" ? [event.label.name] : []));

describe("opening an issue (REST: Create an issue)", () => {
  it("tells opened, then labeled for each label, the opened payload showing them all", () => {
    const { box, repository, writer, log, events } = town();
    const shown: number[] = [];
    box.onEvent((event) => shown.push(event.issue?.labelIds.length ?? -1));
    box.do.createLabel(writer, repository, { name: "incident" });
    log.length = 0;
    events.length = 0;
    shown.length = 0;
    const issue = box.do.createIssue(writer, repository, {
      title: "Down",
      labels: ["incident", "BUG"],
      assignees: ["tomas"],
    });
    expect(log).toEqual(["issues.opened", "issues.labeled", "issues.labeled", "issues.assigned"]);
    expect(shown[0]).toBe(2);
    expect(events.slice(1, 3).map((event) => event.label?.name)).toEqual(["incident", "bug"]);
    expect(labelsPut(issue)).toEqual(["incident", "bug"]);
    expect(timeline(issue, "assigned")).toHaveLength(1);
    expect(issue).toMatchObject({ number: 1, state: "open", stateReason: null, body: null });
  });

  it("creates a label it does not know, for those with push access", () => {
    const { box, repository, writer, triager } = town();
    box.do.createIssue(writer, repository, { title: "a", labels: ["brand new"] });
    expect(box.ask.label(repository, "brand new")).toMatchObject({ color: "ededed", isDefault: false });
    expect(refusal(() => box.do.createIssue(triager, repository, { title: "a", labels: ["newer"] })).status).toBe(422);
  });

  it("drops an outsider's labels and assignees without a word", () => {
    const { box, repository, outsider, reader } = town();
    for (const caller of [outsider, reader]) {
      const issue = box.do.createIssue(caller, repository, { title: "a", labels: ["bug"], assignees: ["wanda"] });
      expect(issue.labelIds).toEqual([]);
      expect(issue.assigneeIds).toEqual([]);
      expect(issue.events).toEqual([]);
    }
  });

  it("hides a private repository from outsiders", () => {
    const { box, repository, outsider, reader } = town({ private: true });
    expect(refusal(() => box.do.createIssue(outsider, repository, { title: "a" }))).toMatchObject({
      status: 404,
      message: "Not Found",
    });
    expect(box.do.createIssue(reader, repository, { title: "a" }).number).toBe(1);
  });

  it("refuses an assignee who cannot be (JasonEtco/create-an-issue#41)", () => {
    const { box, repository, writer } = town();
    expect(refusal(() => box.do.createIssue(writer, repository, { title: "a", assignees: ["otto"] }))).toEqual({
      status: 422,
      message: "Validation Failed",
      error: { value: "otto", resource: "Issue", field: "assignees", code: "invalid" },
    });
  });

  it("asks for a title", () => {
    const { box, repository, writer } = town();
    expect(refusal(() => box.do.createIssue(writer, repository, { title: " " })).error).toEqual({
      resource: "Issue",
      code: "missing_field",
      field: "title",
    });
    expect(refusal(() => box.do.createIssue(writer, repository, { title: "x".repeat(257) })).status).toBe(422);
    expect(repository.nextNumber).toBe(1);
  });

  it("takes a body of 65,536 characters and refuses one more", () => {
    const { box, repository, writer } = town();
    expect(box.do.createIssue(writer, repository, { title: "a", body: "é".repeat(65_536) }).number).toBe(1);
    expect(box.do.createIssue(writer, repository, { title: "a", body: "🔥".repeat(65_536) }).number).toBe(2);
    const over = refusal(() => box.do.createIssue(writer, repository, { title: "a", body: "é".repeat(65_537) }));
    expect(over).toMatchObject({ status: 422, error: { field: "body" } });
  });
});

describe("closing and reopening (docs: Closing an issue; repository roles)", () => {
  it("closes as completed by default, keeps the reason asked for, and reopens as reopened", () => {
    const { box, repository, triager, log } = town();
    const issue = box.do.createIssue(triager, repository, { title: "a" });
    box.do.updateIssue(triager, repository, 1, { state: "closed" });
    expect(issue).toMatchObject({ state: "closed", stateReason: "completed", closedById: triager.account?.id });
    box.do.updateIssue(triager, repository, 1, { state: "open" });
    expect(issue).toMatchObject({ state: "open", stateReason: "reopened", closedAt: null, closedById: null });
    box.do.updateIssue(triager, repository, 1, { state: "closed", state_reason: "not_planned" });
    expect(timeline(issue, "closed").map((event) => [event.stateReason, event.closer])).toEqual([
      ["completed", null],
      ["not_planned", null],
    ]);
    expect(timeline(issue, "reopened")).toHaveLength(1);
    expect(log.slice(1)).toEqual(["issues.closed", "issues.reopened", "issues.closed"]);
  });

  it("ignores state_reason unless the state changes", () => {
    const { box, repository, triager, log } = town();
    const issue = box.do.createIssue(triager, repository, { title: "a" });
    box.do.updateIssue(triager, repository, 1, { state: "closed" });
    box.do.updateIssue(triager, repository, 1, { state: "closed", state_reason: "not_planned" });
    expect(issue.stateReason).toBe("completed");
    expect(timeline(issue, "closed")).toHaveLength(1);
    expect(log.filter((name) => name === "issues.closed")).toHaveLength(1);
  });

  it("lets an author close their own, and reopen only what they closed themselves", () => {
    const { box, repository, outsider, triager } = town();
    const issue = box.do.createIssue(outsider, repository, { title: "a" });
    box.do.updateIssue(outsider, repository, 1, { state: "closed" });
    box.do.updateIssue(outsider, repository, 1, { state: "open" });
    box.do.updateIssue(triager, repository, 1, { state: "closed" });
    expect(refusal(() => box.do.updateIssue(outsider, repository, 1, { state: "open" })).status).toBe(403);
    expect(issue.state).toBe("closed");
  });

  it("refuses others without triage (rmetzger/flink-community-tools#12)", () => {
    const { box, repository, outsider, reader, writer } = town();
    box.do.createIssue(writer, repository, { title: "a" });
    for (const caller of [outsider, reader]) {
      expect(refusal(() => box.do.updateIssue(caller, repository, 1, { state: "closed" }))).toMatchObject({
        status: 403,
        message: "Must have admin rights to Repository.",
      });
    }
  });

  it("answers 404 for what never was and 410 for what was deleted; only admins delete", () => {
    const { box, repository, writer, admin } = town();
    box.do.createIssue(writer, repository, { title: "a" });
    expect(refusal(() => box.do.deleteIssue(writer, repository, 1)).status).toBe(403);
    box.do.deleteIssue(admin, repository, 1);
    expect(refusal(() => box.ask.issue(repository, 1))).toMatchObject({
      status: 410,
      message: "This issue was deleted",
    });
    expect(refusal(() => box.ask.issue(repository, 2)).status).toBe(404);
    expect(box.do.createIssue(writer, repository, { title: "b" }).number).toBe(2);
  });
});

describe("editing (webhook issues.edited; GraphQL lastEditedAt, editor, userContentEdits)", () => {
  it("carries the former body and keeps every version", () => {
    const { box, repository, writer, outsider, events } = town();
    const issue = box.do.createIssue(outsider, repository, { title: "a", body: "first" });
    box.clock.moveTo(box.clock.now() + 60_000);
    box.do.updateIssue(writer, repository, 1, { body: "second" });
    expect(events.at(-1)).toMatchObject({ event: "issues", action: "edited", changes: { body: { from: "first" } } });
    expect(issue.editorId).toBe(writer.account?.id);
    expect(issue.lastEditedAt).not.toBeNull();
    expect(issue.edits.map((edit) => [edit.text, edit.editorId])).toEqual([
      ["first", outsider.account?.id],
      ["second", writer.account?.id],
    ]);
    expect(issue.edits[0]?.editedAt).toBe(issue.createdAt);
  });

  it("tells a renaming and leaves lastEditedAt alone", () => {
    const { box, repository, writer, events } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    box.do.updateIssue(writer, repository, 1, { title: "b" });
    expect(events.at(-1)?.changes).toEqual({ title: { from: "a" } });
    expect(timeline(issue, "renamed")[0]).toMatchObject({ from: "a", to: "b" });
    expect(issue.lastEditedAt).toBeNull();
  });

  it("tells nothing where nothing changed", () => {
    const { box, repository, writer, log } = town();
    box.do.createIssue(writer, repository, { title: "a", body: "b" });
    const before = log.length;
    box.do.updateIssue(writer, repository, 1, { title: "a", body: "b", labels: [], assignees: [], state: "open" });
    expect(log).toHaveLength(before);
  });

  it("lets triage mark, but not rewrite others' text; drops an author's labels silently", () => {
    const { box, repository, writer, triager, outsider } = town();
    const own = box.do.createIssue(outsider, repository, { title: "a" });
    expect(refusal(() => box.do.updateIssue(triager, repository, 1, { body: "x" })).status).toBe(403);
    box.do.updateIssue(outsider, repository, 1, { title: "mine", labels: ["bug"], assignees: ["wanda"] });
    expect(own).toMatchObject({ title: "mine", labelIds: [], assigneeIds: [] });
    box.do.updateIssue(writer, repository, 1, { labels: ["bug"], assignees: ["wanda"] });
    expect(own.labelIds).toHaveLength(1);
    expect(own.assigneeIds).toEqual([writer.account?.id]);
  });
});

describe("labels and assignees (REST: Labels, Issue assignees)", () => {
  it("adds each once, replaces, and removes", () => {
    const { box, repository, triager, log } = town();
    box.do.createIssue(triager, repository, { title: "a" });
    log.length = 0;
    box.do.addLabels(triager, repository, 1, ["bug", "Bug"]);
    box.do.addLabels(triager, repository, 1, ["bug"]);
    box.do.setLabels(triager, repository, 1, ["question"]);
    expect(log).toEqual(["issues.labeled", "issues.unlabeled", "issues.labeled"]);
    expect(box.do.removeLabel(triager, repository, 1, "QUESTION")).toEqual([]);
    expect(refusal(() => box.do.removeLabel(triager, repository, 1, "question"))).toMatchObject({
      status: 404,
      message: "Label does not exist",
    });
  });

  it("refuses labels of those without triage, and ignores their assigning", () => {
    const { box, repository, outsider, writer } = town();
    const issue = box.do.createIssue(outsider, repository, { title: "a" });
    expect(refusal(() => box.do.addLabels(outsider, repository, 1, ["bug"])).status).toBe(403);
    expect(box.do.addAssignees(outsider, repository, 1, ["wanda"]).assigneeIds).toEqual([]);
    box.do.addAssignees(writer, repository, 1, ["wanda", "nobody", "otto"]);
    expect(issue.assigneeIds).toEqual([writer.account?.id]);
    box.do.removeAssignees(outsider, repository, 1, ["wanda"]);
    expect(issue.assigneeIds).toHaveLength(1);
  });

  it("assigns also who has commented (docs: Assigning issues)", () => {
    const { box, repository, outsider, writer } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    box.do.createComment(outsider, repository, 1, "me!");
    box.do.addAssignees(writer, repository, 1, ["otto"]);
    expect(issue.assigneeIds).toEqual([outsider.account?.id]);
    expect(box.ask.isAssignable(repository, box.ask.actor(outsider.account?.id ?? 0))).toBe(false);
  });

  it("assigns ten at most", () => {
    const { box, repository, admin, writer } = town();
    const logins = Array.from({ length: 11 }, (_, index) => `person-${index}`);
    for (const login of logins) {
      const account = storePerson(box, login);
      repository.collaborators.set(account.id, "read");
    }
    const issue = box.do.createIssue(writer, repository, { title: "a" });
    box.do.addAssignees(admin, repository, 1, logins);
    expect(issue.assigneeIds).toHaveLength(10);
  });

  it("holds label names unique without case (422 already_exists) and to write access (404)", () => {
    const { box, repository, writer, triager } = town();
    expect(refusal(() => box.do.createLabel(writer, repository, { name: "BUG" }))).toMatchObject({
      status: 422,
      error: { resource: "Label", code: "already_exists", field: "name" },
    });
    expect(refusal(() => box.do.createLabel(triager, repository, { name: "x" })).status).toBe(404);
    expect(refusal(() => box.do.createLabel(writer, repository, { name: "x", color: "#ff0000" })).status).toBe(422);
  });

  it("takes a renamed label along and a deleted one off", () => {
    const { box, repository, writer, events } = town();
    const issue = box.do.createIssue(writer, repository, { title: "a", labels: ["bug"] });
    box.do.updateLabel(writer, repository, "bug", { new_name: "defect" });
    expect(events.at(-1)).toMatchObject({ event: "label", action: "edited", changes: { name: { from: "bug" } } });
    expect(box.do.addLabels(writer, repository, 1, ["DEFECT"]).map((label) => label.name)).toEqual(["defect"]);
    box.do.deleteLabel(writer, repository, "defect");
    expect(issue.labelIds).toEqual([]);
  });
});
