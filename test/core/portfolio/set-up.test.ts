import { describe, expect, it } from "@jest/globals";
import type { SetUpFacts } from "../../../src/core/onboarding/types.ts";
import { planSetUp } from "../../../src/core/portfolio/set-up.ts";
import { facts, offer } from "../onboarding/facts.ts";

const kinds = (over: Partial<SetUpFacts>): string[] => planSetUp(facts(over)).map(({ kind }) => kind);

describe("the offer to set Quench up", () => {
  it("is an issue by default, and claims the mark first", () => {
    const [write, ...more] = planSetUp(facts());
    expect(more).toEqual([]);
    expect(write).toMatchObject({
      kind: "offer_set_up",
      key: "set-up",
      title: "Set up Quench",
      mark: { name: "quench: set-up offered", description: "Quench is about to offer its set-up" },
      takeOver: false,
      proposal: null,
    });
  });

  it("is a pull request where files may be written: of what is not there yet, from a branch of ours", () => {
    const [write] = planSetUp(facts({ mayPropose: true, forms: ["incident.yml", "bug.yml"] }));
    if (write?.kind !== "offer_set_up" || write.proposal === null) throw new Error("no proposal");
    const { branch, base, files, body } = write.proposal;
    expect([branch, base]).toEqual(["quench/set-up", "main"]);
    expect(files.map(({ path }) => path)).toEqual([
      ".github/quench.yml",
      ".github/ISSUE_TEMPLATE/hardening.yml",
      ".github/ISSUE_TEMPLATE/residual-risk.yml",
      ".github/ISSUE_TEMPLATE/reliability-debt.yml",
    ]);
    expect(body).toContain("Merge this pull request");
    // What the issue would say stands by, for where the branch may not be made.
    expect(write.body).toContain("Create `.github/quench.yml`");
  });

  it.each<[string, Partial<SetUpFacts>]>([
    ["nobody who may write has labelled an incident", { wanted: false }],
    ["the look back is not complete", { baseline: null }],
    ["it was made once, and deleted since", { mark: "offered" }],
    ["somebody else is just making it", { mark: "begun" }],
    ["the repository is archived", { repository: { ...facts().repository, archived: true } }],
    ["the policy could not be read", { policy: { unreadable: "502", transient: true } }],
    ["there is a policy", { policy: { path: ".github/quench.yml", enabled: true } }],
    ["it was closed", { mark: "offered", offers: [offer({ state: "closed" })] }],
    ["it stands", { mark: "offered", offers: [offer()] }],
  ])("is not made where %s", (_why, over) => {
    expect(planSetUp(facts(over))).toEqual([]);
  });

  it("is taken over where whoever claimed it cannot be at it any more", () => {
    const [write] = planSetUp(facts({ mark: "begun", abandoned: true }));
    expect(write).toMatchObject({ kind: "offer_set_up", takeOver: true });
  });

  it("is followed by the comment, and then by the mark that outlives both", () => {
    const [notice, label, ...more] = planSetUp(facts({ mark: "begun", offers: [offer()] }));
    expect(more).toEqual([]);
    expect(notice).toMatchObject({ kind: "notice", key: "set-up", issue: { number: 12 }, onceInRepository: true });
    expect(label).toMatchObject({ kind: "label", description: "Quench has offered its set-up once", update: true });
  });

  it.each<[string, Partial<SetUpFacts>]>([
    ["nobody is at an incident now", { pointAt: null }],
    ["it was said before the cut", { pointAt: { number: 12, nodeId: "I", pointed: true } }],
    ["it is closed already", { offers: [offer({ state: "closed" })] }],
  ])("has no comment where %s", (_why, over) => {
    expect(kinds({ mark: "begun", offers: [offer()], ...over })).toEqual(["label"]);
  });

  it("made by two at once, the first stays", () => {
    const [duplicate, ...more] = planSetUp(facts({ mark: "offered", offers: [offer(), offer({ number: 14 })] }));
    expect(more).toEqual([]);
    expect(duplicate).toMatchObject({ kind: "close_own", issue: { number: 14 }, reason: "duplicate" });
  });
});

describe("asked for anew", () => {
  const reopened = offer({ reopenedAt: "2026-03-02T09:00:00Z", title: "Set up Quench, please" });

  it("reopened since it was written, it looks back again, under the title that it has by now", () => {
    const [write, ...more] = planSetUp(facts({ mark: "offered", offers: [reopened] }));
    expect(more).toEqual([]);
    expect(write).toMatchObject({ kind: "own_issue", key: "set-up", existing: 13, title: "Set up Quench, please" });
    if (write?.kind !== "own_issue") throw new Error("no issue");
    expect(write.body).toContain("<!-- quench-as-of 2026-03-04T09:00:00Z -->");
  });

  it.each<[string, Partial<SetUpFacts>]>([
    ["once it has", { offers: [offer({ ...reopened, asOf: "2026-03-02T09:00:00Z" })] }],
    ["while it is read", { offers: [reopened], baseline: null }],
    ["where it was closed again", { offers: [offer({ ...reopened, state: "closed" })] }],
    ["where it is a pull request, which people own", { offers: [offer({ ...reopened, kind: "pull_request" })] }],
  ])("not %s", (_why, over) => {
    expect(planSetUp(facts({ mark: "offered", ...over }))).toEqual([]);
  });
});

describe("taken", () => {
  const policy = { path: ".github/quench.yml", enabled: true };

  it("the issue is closed as done, with a line", () => {
    const [write, ...more] = planSetUp(facts({ policy, offers: [offer()] }));
    expect(more).toEqual([]);
    expect(write).toEqual({
      kind: "close_own",
      key: "set-up-done",
      issue: { number: 13, nodeId: "I_13" },
      reason: "completed",
      notice: "✅ Done: `.github/quench.yml` is there, and Quench follows it from now on.",
    });
  });

  it("the pull request is closed where the policy came another way", () => {
    const [write] = planSetUp(facts({ policy, offers: [offer({ kind: "pull_request" })] }));
    expect(write).toMatchObject({ kind: "close_proposal", key: "set-up-done", issue: { number: 13 } });
  });

  it("a policy that switches Quench off is an answer too", () => {
    const [write] = planSetUp(facts({ policy: { ...policy, enabled: false }, offers: [offer()] }));
    if (write?.kind !== "close_own") throw new Error("not closed");
    expect(write.notice).toContain("switches Quench off");
  });

  it("what is closed, or merged, stays as it is", () => {
    expect(kinds({ policy, offers: [offer({ state: "closed" })] })).toEqual([]);
  });
});
