import { describe, expect, it } from "@jest/globals";
import { signalOf } from "../../src/app/events/events.ts";
import type { Payload } from "../../src/app/events/payload.ts";
import { issueKey, shaKey } from "../../src/app/events/references.ts";
import { signatureHeaders } from "../../src/sandbox/engine/signature.ts";
import { KINDS } from "./mix.ts";
import { headersOf, type Occasion, payloadOf, SIZES } from "./payloads.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const occasion: Occasion = {
  kind: "check_run.completed",
  repository: "acme/twin-000007",
  repositoryId: 1_000_007,
  installation: 24,
  number: 7,
  sha: SHA,
  id: 4711,
};
const SELF = { appId: 1, login: "quench[bot]" };

describe("a made-up delivery", () => {
  it.each(KINDS)("%s is as large as GitHub's example", (kind) => {
    const { event, body } = payloadOf({ ...occasion, kind });
    expect(body.length / (SIZES[event] ?? 1)).toBeGreaterThan(0.95);
    expect(body.length / (SIZES[event] ?? 1)).toBeLessThan(1.15);
  });

  it.each(KINDS)("%s has the fields that every event has", (kind) => {
    const { event, body } = payloadOf({ ...occasion, kind });
    const payload = JSON.parse(body) as Payload;
    expect(kind).toBe(payload.action === undefined ? event : `${event}.${payload.action}`);
    expect(payload.installation).toMatchObject({ id: 24 });
    expect(payload.repository).toMatchObject({ full_name: occasion.repository, default_branch: "main" });
    expect(payload.sender?.login).toBe("dana-developer");
  });

  it("is signed as the box signs", () => {
    const { event, body } = payloadOf(occasion);
    const headers = headersOf(event, body, "secret", "d-1");
    expect(headers).toMatchObject({ "x-github-event": "check_run", "x-github-delivery": "d-1" });
    expect(headers["content-length"]).toBe(String(Buffer.byteLength(body)));
    expect(headers["x-hub-signature-256"]).toBe(signatureHeaders("secret", body)["X-Hub-Signature-256"]);
    expect(headersOf(event, body, "another", "d-1")["x-hub-signature-256"]).not.toBe(headers["x-hub-signature-256"]);
  });

  it.each(KINDS.filter((kind) => /^check_|^workflow_|^status/.test(kind)))("%s leads to its commit", (kind) => {
    const { event, body } = payloadOf({ ...occasion, kind });
    expect(signalOf(event, JSON.parse(body) as Payload, SELF)?.keys).toContain(shaKey(SHA));
  });

  it.each(KINDS.filter((kind) => /^pull_request|^issue/.test(kind)))("%s leads to its number", (kind) => {
    const { event, body } = payloadOf({ ...occasion, kind });
    expect(signalOf(event, JSON.parse(body) as Payload, SELF)?.keys).toContain(issueKey(occasion.repository, 7));
  });

  it("of a merge says that it landed, of a push to a branch nothing", () => {
    const merged = payloadOf({ ...occasion, kind: "pull_request.closed" });
    const signal = signalOf(merged.event, JSON.parse(merged.body) as Payload, SELF);
    expect(signal?.keys).toContain("merged acme/twin-000007");
    const pushed = payloadOf({ ...occasion, kind: "push" });
    expect(signalOf(pushed.event, JSON.parse(pushed.body) as Payload, SELF)).toBeNull();
    const landed = payloadOf({ ...occasion, kind: "push", number: 0 });
    expect(JSON.parse(landed.body)).toMatchObject({ ref: "refs/heads/main" });
  });

  it("of an incident has its label, and of an installation no repository", () => {
    const { event, body } = payloadOf({ ...occasion, kind: "issues.edited", labels: ["incident"] });
    expect(signalOf(event, JSON.parse(body) as Payload, SELF)?.issue).toMatchObject({
      number: 7,
      labels: ["incident"],
    });
    const installed = payloadOf({ ...occasion, kind: "installation.created" });
    expect(signalOf(installed.event, JSON.parse(installed.body) as Payload, SELF)?.sweep).toEqual({
      kind: "sweep",
      installation: 24,
      repository: null,
    });
  });
});
