import { describe, expect, it } from "@jest/globals";
import { anonymous } from "../../../src/sandbox/state/callers.ts";
import { refusal, timeline, town } from "./town.ts";

const INTEGRATION = { status: 403, message: "Resource not accessible by integration" };

describe("installation and Actions tokens (docs: Permissions required for GitHub Apps)", () => {
  it("may do what their permissions say, whatever the role of anybody", () => {
    const { box, repository, install } = town();
    const { caller } = install("helper", { issues: "write", contents: "read" });
    const issue = box.do.createIssue(caller, repository, { title: "a", labels: ["fresh"] });
    expect(issue.labelIds).toHaveLength(1);
    expect(issue.appId).toBe(caller.app?.id);
    box.do.updateIssue(caller, repository, 1, { state: "closed" });
    expect(
      refusal(() => box.do.putContents(caller, repository, "x", { message: "m", content: Buffer.from("x") })),
    ).toMatchObject(INTEGRATION);
    expect(refusal(() => box.do.deleteIssue(caller, repository, 1))).toMatchObject(INTEGRATION);
  });

  it("are refused with 403 where the permission is missing or read only", () => {
    const { box, repository, writer, install, actions } = town();
    box.do.createIssue(writer, repository, { title: "a" });
    for (const caller of [install("a", { contents: "write" }).caller, actions({ issues: "read" })]) {
      expect(refusal(() => box.do.createComment(caller, repository, 1, "x"))).toMatchObject(INTEGRATION);
      expect(refusal(() => box.do.addLabels(caller, repository, 1, ["bug"]))).toMatchObject(INTEGRATION);
      expect(refusal(() => box.do.createIssue(caller, repository, { title: "b" }))).toMatchObject(INTEGRATION);
    }
  });

  it("comment on a pull request with either permission", () => {
    const { box, repository, pull, install } = town();
    const { number } = pull({});
    for (const permission of ["issues", "pull_requests"]) {
      const { caller } = install(`with-${permission}`, { [permission]: "write" });
      expect(box.do.createComment(caller, repository, number, "x").body).toBe("x");
    }
  });

  it("do not reach repositories outside the installation", () => {
    const { box, repository, writer, install } = town({ private: true });
    box.do.createIssue(writer, repository, { title: "a" });
    const { caller, installation } = install("elsewhere", { issues: "write" });
    installation.repositoryIds = [];
    expect(box.ask.can(caller, repository, "metadata", "read")).toBe(false);
    expect(refusal(() => box.do.createComment(caller, repository, 1, "x"))).toMatchObject({ status: 404 });
  });
});

describe("roles (docs: Repository roles for an organization)", () => {
  it("asks those without a credential to authenticate", () => {
    const { box, repository } = town();
    expect(refusal(() => box.do.createIssue(anonymous(), repository, { title: "a" }))).toMatchObject({
      status: 401,
      message: "Requires authentication",
    });
    expect(box.ask.can(anonymous(), repository, "issues", "read")).toBe(true);
    expect(box.ask.can(anonymous(), repository, "issues", "write")).toBe(false);
  });

  it("hides Git writes from those without push access behind 404", () => {
    const { box, repository, reader, triager, outsider } = town();
    const { sha } = box.ask.commit(repository, "main");
    for (const caller of [reader, triager, outsider]) {
      expect(refusal(() => box.do.createRef(caller, repository, "refs/heads/x", sha)).status).toBe(404);
      expect(
        refusal(() => box.do.putContents(caller, repository, "x", { message: "m", content: Buffer.from("x") })).status,
      ).toBe(404);
    }
  });

  it("lets only writers merge", () => {
    const { box, repository, pull, triager, outsider, writer } = town();
    const { number } = pull({});
    for (const caller of [triager, outsider])
      expect(refusal(() => box.do.mergePull(caller, repository, number, {})).status).toBe(403);
    expect(box.do.mergePull(writer, repository, number, {}).sha).toHaveLength(40);
  });

  it("makes an archived repository read-only", () => {
    const { box, repository, admin } = town();
    repository.archived = true;
    expect(refusal(() => box.do.createIssue(admin, repository, { title: "a" }))).toMatchObject({
      status: 403,
      message: "Repository was archived so is read-only.",
    });
  });
});

describe("a removed collaborator (REST: Remove a repository collaborator)", () => {
  it("is gone everywhere", () => {
    const { box, repository, admin, triager, log, events } = town();
    const account = box.ask.actor(triager.account?.id ?? 0);
    const issue = box.do.createIssue(admin, repository, { title: "a", assignees: ["tomas"] });
    log.length = 0;
    box.do.removeCollaborator(admin, repository, "tomas");
    expect(box.ask.role(repository, account)).toBe("none");
    expect(box.ask.isAssignable(repository, account)).toBe(false);
    expect(issue.assigneeIds).toEqual([]);
    expect(timeline(issue, "unassigned")).toHaveLength(1);
    expect(log.at(-1)).toBe("member.removed");
    expect(events.at(-1)?.member).toBe(account);
    expect(refusal(() => box.do.addLabels(triager, repository, 1, ["bug"])).status).toBe(403);
  });

  it("takes an admin to add or remove; people may leave by themselves", () => {
    const { box, repository, admin, writer, reader } = town();
    expect(refusal(() => box.do.setCollaborator(writer, repository, "otto", "read")).status).toBe(403);
    expect(refusal(() => box.do.removeCollaborator(writer, repository, "rui")).status).toBe(403);
    box.do.setCollaborator(admin, repository, "otto", "maintain");
    expect(box.ask.can(writer, repository, "administration", "write")).toBe(false);
    box.do.removeCollaborator(reader, repository, "rui");
    expect(repository.collaborators.has(reader.account?.id ?? 0)).toBe(false);
  });
});
