/**
 * App, Action and command line judge by the same core: over every scenario each of them is run through its own code, from
 * what was read to what it gives out, and the whole verdicts are compared.
 */
import { describe, expect, it } from "@jest/globals";
import type { Comment, Issue } from "../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { isUnreadable, type Readable } from "../../src/core/snapshot/types.ts";
import { differing } from "../support/differing.ts";
import { ACTIONS, byTheAction, byTheApp, byTheCommandLine } from "../support/three-ways.ts";
import { scenario, scenarioNames } from "./folders.ts";

describe("the same incident, as it was read", () => {
  it.each(scenarioNames())("%s: App, Action and command line say the same, to the last word", async (name) => {
    const { snapshot } = scenario(name);
    const app = await byTheApp(snapshot);
    expect(app).toMatchObject({ schema: "quench/verdict/1" });
    const action = await byTheAction(snapshot);
    expect(action.verdict).toEqual(app);
    expect(await byTheCommandLine(snapshot)).toEqual(app);
    // An output of a job has a limit, and the one of a hundred items is beyond it: the job says so.
    expect(action.limited).toBe(name === "hundred-items");
  });

  it("without a policy file the App is silent, and who was asked judges by the defaults", async () => {
    const { snapshot } = scenario("closed-too-early");
    const bare = { ...snapshot, policy: [] };
    expect(await byTheApp(bare)).toMatchObject({ kind: "no_policy", outcomes: [] });
    const { verdict } = await byTheAction(bare);
    expect(verdict).toMatchObject({ schema: "quench/verdict/1", mode: "warn", policy: { path: null } });
    expect(await byTheCommandLine(bare)).toEqual(verdict);
  });
});

/** What the App has beside the Action: what it remembers under its key, and the reactions that are its own alone (R-H4). */
function withoutMemory(snapshot: Snapshot): Snapshot {
  const comment = (one: Comment): Comment => {
    const forgotten = one.own?.memory.state === "valid" ? { ...one.own, memory: KEYLESS } : one.own;
    return { ...one, own: forgotten, ownReactions: [] };
  };
  const issue = (one: Issue): Issue => ({
    ...one,
    comments: isUnreadable(one.comments) ? one.comments : one.comments.map(comment),
  });
  const issues = (list: Readable<readonly Issue[]>) => (isUnreadable(list) ? list : list.map(issue));
  const { incident, items, ledger } = snapshot;
  return { ...snapshot, incident: issue(incident), items: issues(items), ledger: issues(ledger) };
}

const KEYLESS = { state: "void", why: "there is no key" } as const;

/** The same under the other name: what was the App's own is the Action's own. */
function asTheActionReads(snapshot: Snapshot): Snapshot {
  const renamed = JSON.stringify(snapshot).replaceAll(
    JSON.stringify(snapshot.self.login),
    JSON.stringify(ACTIONS.login),
  );
  const read = JSON.parse(renamed) as Snapshot;
  return { ...read, self: { login: ACTIONS.login, kind: "action", appId: ACTIONS.appId } };
}

/** What the Action says of its memory, in every incident on which something was said before. */
const ITSELF = "R-H7";

/**
 * Where the App's verdict rests on what it remembers or was the only one to mark, and the Action's therefore is another:
 * `docs/how-to/run-as-an-action.md` says what that costs. In every other scenario both say the same but for R-H7.
 */
const REMEMBERED: Readonly<Record<string, { readonly because: string; readonly at: readonly string[] }>> = {
  "bundle-ready": { because: "when it became closable", at: ["R-M1", "wakeAt"] },
  "disputed-over-a-weekend": { because: "which items it made that are gone", at: ["R-F1"] },
  "effect-after-review": { because: "when the control was adopted", at: ["R-M1", "R-Y7"] },
  "effect-measured": { because: "when the control was adopted", at: ["R-C7", "R-M1", "R-S2", "items"] },
  "effect-too-few": { because: "when the control was adopted", at: ["R-C7", "R-M1", "R-S2", "R-Y7"] },
  "finding-repeated-regression": { because: "which items it made that are gone", at: ["R-F1"] },
  "forged-sign-offs": { because: "which items it made that are gone", at: ["R-F1"] },
  "pattern-closed-without-effect": { because: "when the control was adopted", at: ["R-C7", "R-M1", "R-Y7"] },
  "pattern-owner-has-left": {
    because: "that an author had the right when the comment was first seen",
    at: ["R-H4", "R-O2", "R-S1", "R-Y10"],
  },
  "retired-control": {
    because: "that the control was once verified, and so may be retired",
    at: (
      "R-A3 R-B1 R-B2 R-B3 R-C1 R-C2 R-E1 R-G1 R-K1 R-L1 R-M1 R-O1 R-O2 R-O3 R-P1 R-P2 R-P4 R-W3 R-X1 R-X2 " +
      "R-Y10 R-Y2 R-Y3 R-Y5 R-Y8 items next wakeAt"
    ).split(" "),
  },
  "rubric-risk": { because: "when the control was adopted", at: ["R-M1", "R-S2", "items"] },
  "settled-and-decayed": {
    because: "that the closure was settled",
    at: ["R-C3", "R-C7", "R-M1", "R-O3", "closure", "items", "wakeAt"],
  },
  "settled-and-reverted": { because: "that the closure was settled", at: ["R-C7", "R-M1", "wakeAt"] },
  "silently-bypassed-control": { because: "when the control was adopted", at: ["R-M1", "wakeAt"] },
  "weakened-severity": {
    because: "the severity that was owed before",
    at: ["R-C3", "R-E1", "R-V3", "closure", "effectiveMode", "severity"],
  },
};

/**
 * An App whose memory was taken away trusts no severity that would spare the incident, until it has written anew what it
 * saw: the Action never has one that could be taken away.
 */
const DOUBTED: Readonly<Record<string, readonly string[]>> = {
  "low-severity": ["R-C3", "R-V3", "closure", "effectiveMode", "severity"],
  "repeat-of-a-class": ["R-E1", "R-V3", "severity"],
  "weakened-severity": ["R-C3", "R-E1", "R-V3", "closure", "effectiveMode", "severity"],
};

describe("the same incident, as each of them reads it", () => {
  it.each(scenarioNames())("%s: without a key, and nothing else, the Action knows less than the App", async (name) => {
    const { snapshot } = scenario(name);
    const known = new Set(snapshot.self.kind === "app" && hasTracker(snapshot) ? [ITSELF] : []);
    const action = await byTheAction(asTheActionReads(withoutMemory(snapshot)));
    // Taken from the App, too, nothing is left in which they differ but the word for it.
    const forgetful = await byTheApp(withoutMemory(snapshot));
    expect([...differing(forgetful, action.verdict)].sort()).toEqual([...known, ...(DOUBTED[name] ?? [])].sort());
    const app = await byTheApp(snapshot);
    expect([...differing(app, action.verdict)].sort()).toEqual([...known, ...(REMEMBERED[name]?.at ?? [])].sort());
  });

  it("every exception is of a scenario, and has its reason", () => {
    expect(
      [...Object.keys(REMEMBERED), ...Object.keys(DOUBTED)].filter((name) => !scenarioNames().includes(name)),
    ).toEqual([]);
    for (const { because, at } of Object.values(REMEMBERED)) {
      expect(because).toMatch(/^(?:when|which|that|the) /);
      expect(at.length).toBeGreaterThan(0);
    }
  });
});

/** Something of ours stands on the incident, of which R-H7 speaks. */
function hasTracker({ incident }: Snapshot): boolean {
  return !isUnreadable(incident.comments) && incident.comments.some(({ own }) => own?.key === "tracker");
}
