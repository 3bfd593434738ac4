import { describe, expect, it } from "@jest/globals";
import { BACKLOG_RULES } from "../../../src/core/rules/backlog.ts";
import { DEPARTED_RULE } from "../../../src/core/rules/departed.ts";
import { candidatesFor, controlPaths, successorOf } from "../../../src/core/rules/successors.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { policyInForce } from "../../support/policy.ts";
import { saysOf, subjectOf } from "../../support/rule.ts";
import {
  actor,
  assigned,
  comment,
  day,
  incident,
  item,
  link,
  openPull,
  person,
  pull,
  SELF,
  snapshot,
} from "../../support/snapshot.ts";

interface Told {
  readonly issue?: Partial<Issue> & { readonly fields?: Readonly<Record<string, string>> };
  readonly pulls?: readonly PullRequest[];
  readonly codeowners?: Snapshot["codeowners"];
  readonly teams?: NonNullable<Snapshot["teams"]>;
  readonly gone?: readonly string[];
  readonly escalation?: string;
  readonly over?: Partial<Snapshot>;
}

const STAFFED = { owner: "oscar", fields: { verifier: "vera", operator: "otto" }, links: [link(102)] };
const GUARD = ".github/workflows/guard.yml";

function read(told: Told): Snapshot {
  const gone = (told.gone ?? ["oscar"]).map((login) => person(login, "none", false));
  return snapshot({
    items: [item(2, { ...STAFFED, ...told.issue })],
    pulls: told.pulls ?? [pull(102, [GUARD, "src/a.ts"])],
    people: gone,
    over: { codeowners: told.codeowners ?? null, teams: told.teams ?? {}, ...told.over },
  });
}

const subject = (told: Told) =>
  subjectOf(
    read(told),
    policyInForce(told.escalation === undefined ? {} : { people: { escalation: told.escalation } }),
  );

function asked(told: Told) {
  const judged = subject(told);
  const [only] = judged.items;
  if (only === undefined) throw new Error("no item");
  return { judged, only };
}

/** What is said of item 2. */
function says(told: Told): VerdictNode {
  const [found] = saysOf([DEPARTED_RULE], "R-Y10", subject(told)).filter(({ item: number }) => number === 2);
  if (found === undefined) throw new Error("nothing is said");
  return found;
}

describe("R-Y10 a proposal for whoever has left", () => {
  it("is whom CODEOWNERS names for the control's files, with the command ready to be sent", () => {
    const found = says({ codeowners: "* @tess\n/.github/ @maya" });
    expect(found.phrase).toBe(
      "`oscar` (owner) of #2 is no longer a member. CODEOWNERS names `maya` for `.github/workflows/guard.yml`.",
    );
    expect(found.next).toMatchObject({
      text: "Name another owner: `/quench owner @maya` on #2.",
      distance: "comment",
      who: ["someone with triage or above"],
    });
  });

  it("looks at guardrails and tests first, then at the other files", () => {
    const files = ["a/first.ts", "test/a.test.ts"];
    const found = says({ codeowners: "/a/ @maya\n/test/ @tess", pulls: [pull(102, files)] });
    expect(found.next?.text).toContain("/quench owner @tess");
    const unowned = says({ codeowners: "/a/ @maya", pulls: [pull(102, files)] });
    expect(unowned.next?.text).toContain("/quench owner @maya");
  });

  it("is a member of a team that owns them; who has left themselves, is not", () => {
    const told = { codeowners: "* @acme/sre", gone: ["oscar", "tess"] };
    expect(says({ ...told, teams: { "acme/sre": ["tess", "maya"] } }).next?.text).toContain("/quench owner @maya");
    expect(says({ ...told, teams: { "acme/sre": { unreadable: "403" } } }).next?.text).toContain("@login");
    const odd = asked({ ...told, gone: [], teams: { "acme/sre": ["no login", "maya"] } });
    expect(candidatesFor(odd.judged, odd.only, "owner", "oscar").map(({ login }) => login)).toEqual(["maya"]);
  });

  it("is nobody of whom nobody knows whether they are a member", () => {
    expect(says({ codeowners: "* @nora" }).next?.text).toBe("Name another owner: `/quench owner @login` on #2.");
    expect(says({ codeowners: { unreadable: "502" } }).next?.text).toContain("@login");
  });

  it("is not the verifier for an owner, nor the one who left under another name", () => {
    const over = { people: { ...read({}).people, oz: { ...person("oz"), nodeId: "U_oscar" } } };
    expect(says({ codeowners: "* @vera @oz @tess", over }).next?.text).toContain("/quench owner @tess");
  });

  it("is not the owner for a verifier, nor who worked on the change", () => {
    const found = says({ gone: ["vera"], codeowners: "* @oscar @paul @tess" });
    expect(found.next?.text).toBe("Name another verifier: `/quench verifier @tess` on #2.");
    const open = [openPull(102, [GUARD], { contributors: ["tess"] })];
    expect(says({ gone: ["vera"], codeowners: "* @oscar @paul @tess", pulls: open }).next?.text).toContain("@login");
  });

  it("may be anybody for an operator", () => {
    const found = says({ gone: ["otto"], codeowners: "* @otto @oscar" });
    expect(found.next?.text).toBe("Name another operator: `/quench operator @oscar` on #2.");
  });

  it("says nothing of another repository's files, nor of deleted ones", () => {
    const elsewhere = [pull(102, [GUARD], { repository: "acme/other" })];
    expect(says({ codeowners: "* @maya", pulls: elsewhere }).next?.text).toContain("@login");
    const deleted = pull(102, [], { files: [{ path: GUARD, change: "deleted", additions: 0, deletions: 3 }] });
    expect(says({ codeowners: "* @maya", pulls: [deleted] }).next?.text).toContain("@login");
    expect(
      says({ codeowners: "* @maya", pulls: [pull(102, [], { files: { unreadable: "502" } })] }).next?.text,
    ).toContain("@login");
  });

  it("is the policy's escalation owner where CODEOWNERS names nobody who could", () => {
    const found = says({ escalation: "tess", codeowners: "* @oscar" });
    expect(found.phrase).toContain("The policy's escalation owner is `tess`.");
    expect(found.next?.text).toContain("/quench owner @tess");
    expect(says({ escalation: "vera" }).next?.text).toContain("@login");
    expect(says({ escalation: "tess", gone: ["oscar", "tess"] }).next?.text).toContain("@login");
  });

  it("is the policy's escalation owner for one who was named by command", () => {
    const named = comment("/quench escalation @otto", "maya", day(0, 10), { ownReactions: ["+1"] });
    const inForce = policyInForce({ people: { escalation: "tess" } });
    const read = snapshot({ incident: incident({ comments: [named] }), people: [person("otto", "none", false)] });
    const [found] = saysOf([DEPARTED_RULE], "R-Y10", subjectOf(read, inForce));
    expect(found?.next?.text).toBe("Name another escalation owner: `/quench escalation @tess` on #1.");
  });

  it("is looked for among the first files and people only", () => {
    const many = Array.from({ length: 60 }, (_, at) => `src/${String(at).padStart(2, "0")}.ts`);
    const { judged, only } = asked({ codeowners: "/src/59.ts @maya", pulls: [pull(102, many.toReversed())] });
    expect(successorOf(judged, only, "owner", "oscar")).toBeNull();
    const logins = Array.from({ length: 12 }, (_, at) => `p${at}`);
    const few = asked({ codeowners: `* ${logins.map((login) => `@${login}`).join(" ")}` });
    const candidates = candidatesFor(few.judged, few.only, "owner", "oscar").map(({ login }) => login);
    expect(candidates).toEqual(logins.slice(0, 10));
  });

  it("names each candidate once, and not the one who has left", () => {
    const { judged, only } = asked({
      codeowners: "* @tess @oscar @TESS @acme/sre @maya",
      teams: { "acme/sre": { unreadable: "403" } },
    });
    expect(candidatesFor(judged, only, "owner", "oscar")).toEqual([
      { login: "tess", because: "CODEOWNERS names `tess` for `.github/workflows/guard.yml`" },
      { login: "maya", because: "CODEOWNERS names `maya` for `.github/workflows/guard.yml`" },
    ]);
  });

  it("is looked for in open changes only while none is merged", () => {
    const codeowners = "/.github/ @maya\n/src/ @tess";
    const open = openPull(103, ["src/b.ts"]);
    const links = [link(102), link(103)];
    const merged = { codeowners, issue: { links }, pulls: [pull(102, [GUARD]), open] };
    expect(says(merged).next?.text).toContain("@maya");
    expect(controlPaths(asked(merged).judged, asked(merged).only)).toEqual([GUARD]);
    expect(says({ ...merged, pulls: [open] }).next?.text).toContain("@tess");
  });

  it("may be anybody for an owner where no verifier is named", () => {
    const told = { issue: { fields: { operator: "otto" } }, codeowners: "* @vera" };
    expect(says(told).next?.text).toContain("/quench owner @vera");
  });
});

describe("R-Y10 an owner whom GitHub unassigned as they left", () => {
  const unassigned = (login: string) => ({
    kind: "unassigned" as const,
    id: "UE_1",
    at: day(1),
    actor: actor("maya"),
    assignee: login,
  });
  const told = (login: string, gone: readonly string[]): Told => ({
    gone,
    codeowners: "* @tess",
    issue: { assignees: [], events: [assigned(day(0, 60), "maya", login), unassigned(login)] },
  });

  it("is told as one who has left", () => {
    const found = says(told("oscar", ["oscar"]));
    expect(found.phrase).toContain("`oscar` (owner) of #2 is no longer a member.");
    expect(found.next?.text).toBe("Name another owner: `/quench owner @tess` on #2.");
  });

  it("is none where they are still a member, or nobody knows", () => {
    expect(says(told("oscar", [])).outcome).toBe("pass");
    expect(says(told("stranger", [])).outcome).toBe("pass");
  });
});

describe("R-Y10 a login that is now another account's", () => {
  const young = (login: string, createdAt: string) => ({
    over: { people: { ...read({ gone: [] }).people, [login]: { ...person(login), createdAt } } },
    gone: [],
  });

  it("fails for a verifier and an operator whom the form names", () => {
    const found = says({ ...young("vera", day(1)), codeowners: "* @tess" });
    expect(found.phrase).toContain("`vera` (verifier) of #2 is named by a login that is now another account's.");
    expect(found.next?.text).toBe("Name another verifier: `/quench verifier @tess` on #2.");
    expect(says(young("otto", day(1))).phrase).toBe(
      "`otto` (operator) of #2 is named by a login that is now another account's.",
    );
    const both = { people: { ...young("otto", day(1)).over.people, vera: { ...person("vera"), createdAt: day(1) } } };
    expect(says({ over: both, gone: [] }).phrase).toBe(
      "`vera` (verifier), `otto` (operator) of #2 are named by a login that is now another account's.",
    );
    expect(says(young("vera", day(0))).outcome).toBe("pass");
  });

  it("fails for an owner whom we assigned because a text named them; R-B2 says so, too", () => {
    const named = comment("/quench owner @oscar", "maya", day(0, 60), { ownReactions: ["+1"] });
    const told = (createdAt: string, by = SELF): Told => ({
      ...young("oscar", createdAt),
      issue: { comments: [named], events: [assigned(day(0, 61), by, "oscar")] },
    });
    const owner = (one: Told) => saysOf(BACKLOG_RULES, "R-B2", subject(one))[0];
    expect(says(told(day(1))).phrase).toContain(
      "`oscar` (owner) of #2 is named by a login that is now another account's.",
    );
    expect(owner(told(day(1)))).toMatchObject({
      outcome: "fail",
      phrase: "The login of the owner of #2 is now another account's.",
    });
    expect(says(told(day(0, 60))).outcome).toBe("pass");
    // Whom a person assigned is that account, whatever it was called before.
    expect(says(told(day(1), "maya")).outcome).toBe("pass");
    expect(owner(told(day(1), "maya"))?.outcome).toBe("pass");
  });
});

describe("R-B2 an owner is a person", () => {
  const owner = (login: string, kind?: "ghost") =>
    saysOf(BACKLOG_RULES, "R-B2", subject({ gone: [], issue: { assignees: [actor(login, kind)] } }))[0];

  it("fails for a bot, and for an account that was deleted", () => {
    expect(owner("dependabot[bot]")).toMatchObject({
      outcome: "fail",
      phrase: "#2 is assigned to a bot, and an owner is one person.",
    });
    expect(owner("ghost", "ghost")?.phrase).toBe(
      "#2 is assigned to an account that was deleted, and an owner is one person.",
    );
    expect(owner("oscar")?.outcome).toBe("pass");
  });
});
