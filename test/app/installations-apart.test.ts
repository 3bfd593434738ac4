/** One App, many accounts: what one of them says never decides for another whose token is used, or what is forgotten. */
import { describe, expect, it } from "@jest/globals";
import { signalOf } from "../../src/app/events/events.ts";
import { createIndex } from "../../src/app/known/index.ts";
import type { Payload } from "../../src/app/events/payload.ts";
import { issueKey, mergedKey, shaKey } from "../../src/app/events/references.ts";
import { othersOf, subjectsOf } from "../../src/app/route.ts";
import type { Signal } from "../../src/app/events/signal.ts";
import type { IncidentSubject } from "../../src/queue/queue.ts";

const THEIRS = 3;
const STRANGER = 4;
const incident: IncidentSubject = { kind: "incident", installation: THEIRS, repository: "acme/shop", number: 1 };
const SHA = "a".repeat(40);

function known() {
  const index = createIndex();
  index.apply({
    kind: "put",
    subject: incident,
    keys: [issueKey("acme/shop", 2), shaKey(SHA), mergedKey("acme/shop"), mergedKey("mallory/fork")],
  });
  const facts = { installation: THEIRS, incidentLabels: ["incident"], incidentTypes: [], itemLabels: ["hardening"] };
  index.apply({ kind: "learn", repository: "acme/shop", facts });
  return index;
}

function signal(name: string, payload: object, installation = STRANGER, repository = "mallory/fork"): Signal {
  const whole = { installation: { id: installation }, repository: { full_name: repository }, ...payload } as Payload;
  const found = signalOf(name, whole, { appId: 7, login: null });
  if (found === null) throw new Error("no signal");
  return found;
}

describe("an event of another installation", () => {
  it.each([
    [
      "that mentions an incident",
      "pull_request",
      { action: "opened", pull_request: { number: 9, body: "see acme/shop#1" } },
    ],
    [
      "that mentions one of its items",
      "pull_request",
      { action: "opened", pull_request: { number: 9, body: "acme/shop#2" } },
    ],
    ["on a commit that a fork has too", "status", { sha: SHA }],
    [
      "of a check on that commit",
      "check_run",
      { action: "completed", check_run: { head_sha: SHA, app: { id: 1 }, pull_requests: [] } },
    ],
  ])("looks with the incident's own installation, never with the stranger's: %s", (_, name, payload) => {
    const subjects = subjectsOf(signal(name, payload), known());
    expect(subjects).toEqual([incident]);
  });

  it("makes nothing of an issue there that only bears our number or our label", () => {
    const issue = { number: 1, labels: [{ name: "incident" }], body: "acme/shop#1" };
    const subjects = subjectsOf(signal("issues", { action: "labeled", issue }), known());
    expect(subjects).toEqual([{ ...incident, installation: STRANGER, repository: "mallory/fork" }]);
  });

  it("ends what we know of its own installation and repository alone", () => {
    const gone = signal("installation", { action: "deleted", repository: undefined });
    expect(gone.forget).toEqual({ installation: STRANGER, repositories: [] });
    const index = known();
    index.apply({ kind: "forget_installation", installation: STRANGER });
    expect(index.incidentsOf("acme/shop")).toEqual([incident]);
    const deleted = signal("repository", { action: "deleted" });
    expect(deleted.forget).toEqual({ installation: null, repositories: ["mallory/fork"] });
  });

  it("asks for no check in a repository that is not its own", () => {
    const { others } = signal("pull_request", { action: "opened", pull_request: { number: 9, body: "acme/shop#1" } });
    for (const other of others) expect(other.repository).toBe("mallory/fork");
    expect(othersOf(signal("pull_request", { action: "synchronize", pull_request: { number: 9 } }), known())).toEqual(
      [],
    );
  });
});

describe("an event of the same account", () => {
  it("brings the App's new number, where it was installed again", () => {
    const again = signal("issues", { action: "edited", issue: { number: 2, body: "" } }, 5, "Acme/shop");
    expect(subjectsOf(again, known())).toEqual([{ ...incident, installation: 5 }]);
  });

  it("reaches an incident in another repository of the account", () => {
    const payload = { action: "opened", pull_request: { number: 9, body: "acme/shop#1" } };
    expect(subjectsOf(signal("pull_request", payload, THEIRS, "acme/api"), known())).toEqual([incident]);
  });
});
