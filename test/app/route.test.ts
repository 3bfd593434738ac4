import { describe, expect, it } from "@jest/globals";
import { signalOf } from "../../src/app/events/events.ts";
import type { Signal } from "../../src/app/events/signal.ts";
import { createIndex } from "../../src/app/known/index.ts";
import { issueKey } from "../../src/app/events/references.ts";
import { createRouter, type Router } from "../../src/app/route.ts";
import { createMemoryQueue } from "../../src/queue/memory.ts";
import type { IncidentSubject, Subject, Turn } from "../../src/queue/queue.ts";
import { createTestClock, flush } from "../queue/test-clock.ts";

const incident = (number: number): IncidentSubject => ({
  kind: "incident",
  installation: 3,
  repository: "acme/shop",
  number,
});

function pull(text: string): Signal {
  const payload = {
    action: "opened",
    installation: { id: 3 },
    repository: { full_name: "acme/shop" },
    pull_request: { number: 70, body: text },
  };
  const signal = signalOf("pull_request", payload, { appId: 7, login: null });
  if (signal === null) throw new Error("no signal");
  return signal;
}

/** A router over a real queue whose passes wait until they are let go. */
function held(most?: number) {
  const index = createIndex();
  const began: string[] = [];
  const gates: (() => void)[] = [];
  let router: Router | null = null;
  const queue = createMemoryQueue({
    clock: createTestClock(),
    work: ({ subject, reasons }) => {
      began.push(`${subject.kind === "incident" ? subject.number : "sweep"} ${reasons.join(" ")}`);
      return new Promise<void>((resolve) => gates.push(resolve));
    },
    onEnd: (subject: Subject) => router?.ended(subject),
  });
  router = createRouter({ index, queue, most });
  const release = async (): Promise<void> => {
    gates.shift()?.();
    await flush();
  };
  return { index, queue, router, began, release };
}

describe("the router", () => {
  it("drops what matches nothing while nothing is being read", () => {
    const { router, queue } = held();
    expect(router.route(pull("Fixes #2"))).toBe(0);
    expect(router.kept).toBe(0);
    expect(queue.size).toBe(0);
  });

  it("keeps what matches nothing yet during a pass, and routes it when the pass has indexed what it read", async () => {
    const { router, queue, index, began, release } = held();
    queue.enqueue(incident(1), { reason: "issues.labeled" });
    expect(router.route(pull("Fixes #2"))).toBe(0);
    expect(router.route(pull("Fixes #3"))).toBe(0);
    expect(router.kept).toBe(2);
    index.apply({ kind: "put", subject: incident(1), keys: [issueKey("acme/shop", 2)] });
    await release();
    expect(began).toEqual(["1 issues.labeled", "1 pull_request.opened"]);
    await release();
    expect(router.kept).toBe(0);
    expect(queue.size).toBe(0);
  });

  it("keeps what matches nothing yet of one that matches something", async () => {
    const { router, queue, index, began, release } = held();
    index.apply({ kind: "put", subject: incident(8), keys: [issueKey("acme/shop", 70)] });
    queue.enqueue(incident(1), { reason: "issues.labeled" });
    expect(router.route(pull("Fixes #2"))).toBe(1);
    expect(router.kept).toBe(1);
    index.apply({ kind: "put", subject: incident(1), keys: [issueKey("acme/shop", 2)] });
    await release();
    expect(began).toEqual(["1 issues.labeled", "8 pull_request.opened", "1 pull_request.opened"]);
    await release();
    await release();
    expect(router.kept).toBe(0);
    expect(queue.size).toBe(0);
  });

  it("keeps it through a sweep and the passes that the sweep asks for", async () => {
    const { router, queue, index, began, release } = held();
    queue.enqueue({ kind: "sweep", installation: null, repository: null }, { reason: "start" });
    router.route(pull("Fixes #2"));
    queue.enqueue(incident(1), { reason: "sweep" });
    await release();
    expect(router.kept).toBe(1);
    index.apply({ kind: "put", subject: incident(1), keys: [issueKey("acme/shop", 2)] });
    await release();
    expect(began.at(-1)).toBe("1 pull_request.opened");
  });

  it("is not held up by other repositories", () => {
    const { router, queue } = held();
    queue.enqueue({ kind: "incident", installation: 3, repository: "acme/api", number: 1 }, { reason: "event" });
    router.route(pull("Fixes #2"));
    expect(router.kept).toBe(0);
  });

  it("looks at every known incident where too much had to be kept", async () => {
    const { router, queue, index, began, release } = held(1);
    index.apply({ kind: "put", subject: incident(8), keys: [] });
    queue.enqueue(incident(1), { reason: "event" });
    router.route(pull("Fixes #2"));
    router.route(pull("Fixes #3"));
    expect(router.kept).toBe(1);
    await release();
    expect(began).toEqual(["1 event", "8 too many events"]);
  });

  it("forgets what it may not see any more, and sweeps what is new", () => {
    const { router, index, began } = held();
    index.apply({ kind: "put", subject: incident(1), keys: [issueKey("acme/shop", 2)] });
    const self = { appId: 7, login: null };
    const removed = signalOf(
      "installation_repositories",
      { action: "removed", installation: { id: 3 }, repositories_removed: [{ full_name: "Acme/shop" }] },
      self,
    );
    const created = signalOf("installation", { action: "created", installation: { id: 3 } }, self);
    if (removed === null || created === null) throw new Error("no signal");
    router.route(removed);
    expect(index.incidents).toBe(0);
    expect(router.route(created)).toBe(1);
    expect(began).toEqual(["sweep installation.created"]);
  });
});

describe("the index", () => {
  it("replaces what is known of an incident, and lets go of what no longer belongs", () => {
    const index = createIndex();
    index.apply({ kind: "put", subject: incident(1), keys: ["a", "b"] });
    index.apply({ kind: "put", subject: incident(1), keys: ["b", "c"] });
    expect(index.find("a")).toEqual([]);
    expect(index.find("c")).toEqual([incident(1)]);
    expect(index.find("acme/shop#1")).toEqual([incident(1)]);
    index.apply({ kind: "remove", subject: incident(1) });
    expect(index.find("b")).toEqual([]);
    expect(index.incidents).toBe(0);
  });

  it("is bounded in incidents, keys and repositories", () => {
    const index = createIndex({ incidents: 2, keysOfEach: 3, repositories: 1 });
    for (let number = 1; number <= 4; number += 1)
      index.apply({ kind: "put", subject: incident(number), keys: ["x", "y", "z"] });
    expect(index.incidents).toBe(2);
    expect(index.find("x").map(({ number }) => number)).toEqual([3, 4]);
    expect(index.find("z")).toEqual([]);
    const facts = {
      installation: 3,
      incidentLabels: [],
      incidentTypes: [],
      itemLabels: ["hardening", "residual-risk", "reliability-debt"],
    };
    index.apply({ kind: "learn", repository: "acme/one", facts });
    index.apply({ kind: "learn", repository: "acme/Two", facts });
    expect(index.facts("acme/one")).toBeNull();
    expect(index.facts("ACME/two")).toEqual(facts);
  });

  it("knows incidents by repository and by installation", () => {
    const index = createIndex();
    index.apply({ kind: "put", subject: incident(1), keys: [] });
    index.apply({ kind: "put", subject: { ...incident(2), installation: 4, repository: "other/shop" }, keys: [] });
    expect(index.incidentsOf("ACME/shop")).toEqual([incident(1)]);
    expect(index.incidentsOfInstallation(4).map(({ number }) => number)).toEqual([2]);
    index.apply({ kind: "forget_installation", installation: 4 });
    expect(index.incidents).toBe(1);
  });
});

describe("an event on an issue that a page of ours lists, or is", () => {
  const issues = (action: string, labels: readonly string[], event = "issues") => {
    const payload = {
      action,
      installation: { id: 3 },
      repository: { full_name: "acme/shop" },
      issue: { number: 20, labels: labels.map((name) => ({ name })) },
    };
    const signal = signalOf(event, payload, { appId: 7, login: null });
    if (signal === null) throw new Error("no signal");
    return signal;
  };
  const asked = async (signal: Signal, ledgerLabels?: readonly string[]) => {
    const began: string[] = [];
    const index = createIndex();
    if (ledgerLabels !== undefined) {
      const facts = { installation: 3, incidentLabels: ["incident"], incidentTypes: [], itemLabels: ["hardening"] };
      index.apply({ kind: "learn", repository: "acme/shop", facts: { ...facts, ledgerLabels } });
    }
    const work = async ({ subject }: Turn) => void began.push(subject.kind);
    const router = createRouter({ index, queue: createMemoryQueue({ clock: createTestClock(), work }) });
    router.route(signal);
    await flush();
    return began;
  };

  it("asks for a look at the repository's own issues", async () => {
    for (const label of ["residual-risk", "Reliability-Debt", "quench: report"])
      for (const action of ["labeled", "edited", "closed", "deleted"])
        expect(await asked(issues(action, [label]))).toEqual(["repository"]);
    expect(await asked(issues("labeled", ["debts"]), ["risks", "debts"])).toEqual(["repository"]);
  });

  it("asks for none elsewhere, and none for a comment", async () => {
    expect(await asked(issues("edited", ["hardening", "bug"]))).toEqual([]);
    expect(await asked(issues("labeled", ["residual-risk"]), ["risks", "debts"])).toEqual([]);
    expect(await asked(issues("created", ["residual-risk"], "issue_comment"))).toEqual([]);
  });
});
