/** Whoever finds the receiver's address may send to it: only what GitHub signed is heard. */
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { labelled, openReceiver, type Receiver, SECRET, signatureOf } from "./receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

describe("a delivery that GitHub did not sign", () => {
  const body = labelled();
  it.each<[string, Readonly<Record<string, string | null>>]>([
    ["without a signature", { "x-hub-signature-256": null }],
    ["with an empty one", { "x-hub-signature-256": "" }],
    ["by another secret", { "x-hub-signature-256": signatureOf(body, "another") }],
    ["by an empty secret", { "x-hub-signature-256": signatureOf(body, " ") }],
    ["by the secret that Probot takes where none is set", { "x-hub-signature-256": signatureOf(body, "development") }],
    ["of another body", { "x-hub-signature-256": signatureOf(`${body} `) }],
    ["cut short", { "x-hub-signature-256": signatureOf(body).slice(0, 20) }],
    ["in capitals", { "x-hub-signature-256": signatureOf(body).toUpperCase() }],
    ["twice", { "x-hub-signature-256": `${signatureOf(body, "another")}, ${signatureOf(body)}` }],
    [
      "in the old way alone",
      {
        "x-hub-signature-256": null,
        "x-hub-signature": `sha1=${createHmac("sha1", SECRET).update(body).digest("hex")}`,
      },
    ],
    ["by the former secret, when no former secret is set", { "x-hub-signature-256": signatureOf(body, "the former") }],
  ])("is refused: %s", async (_, headers) => {
    const answer = await receiver.deliver(body, headers);
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain("s3cret-title");
    expect(await receiver.app.engine.size()).toBe(0);
    expect(receiver.requests).toEqual([]);
    const log = receiver.lines.join("");
    expect(log).not.toContain("s3cret-title");
    expect(log).not.toContain(signatureOf(body).slice(7));
  });

  it("does not name its event or its id to anybody but the log", async () => {
    const headers = { "x-hub-signature-256": signatureOf("x"), "x-github-event": "<b>", "x-github-delivery": "<i>" };
    const answer = await receiver.deliver(body, headers);
    expect(await answer.text()).not.toMatch(/<b>|<i>/);
  });
});

describe("a delivery that comes again", () => {
  it("asks for the same look once more, and for nothing else", async () => {
    const id = { "x-github-delivery": "11111111-2222-3333-4444-555555555555" };
    for (let time = 0; time < 5; time += 1) expect((await receiver.deliver(labelled(), id)).status).toBe(200);
    expect(await receiver.app.engine.size()).toBe(1);
  });

  it("of years ago says no more than look: what it claims is not believed", async () => {
    const old = labelled({
      action: "closed",
      sender: { login: "admin" },
      issue: { number: 4, labels: [{ name: "incident" }] },
    });
    expect((await receiver.deliver(old)).status).toBe(200);
    await receiver.deliver(labelled());
    expect(await receiver.app.engine.size()).toBe(1);
    // Everything that follows is read from GitHub.
    expect(receiver.requests.every((request) => request.startsWith("GET /app"))).toBe(true);
  });
});

describe("a delivery that is signed, by whoever has the secret", () => {
  it.each([
    ["a repository above the API's root", { repository: { full_name: "../app" } }],
    ["a repository with a path", { repository: { full_name: "acme/shop/../../orgs" } }],
    ["a repository of dots", { repository: { full_name: "acme/.." } }],
    ["a repository that is no text", { repository: { full_name: { toLowerCase: 1 } } }],
    ["a number with a path", { issue: { number: "4/../../x", labels: [{ name: "incident" }] } }],
    ["a number that is none", { issue: { number: 4.5, labels: [{ name: "incident" }] } }],
    ["a negative number", { issue: { number: -4, labels: [{ name: "incident" }] } }],
    ["a label that is no text", { issue: { number: 4, labels: [{ name: 5 }, { name: "incident" }] } }],
    ["a type that is no text", { issue: { number: 4, labels: [{ name: "incident" }], type: { name: {} } } }],
    ["an installation that is no number", { installation: { id: "3/access_tokens" } }],
  ])("leads nowhere else on GitHub: %s", async (_, part) => {
    expect((await receiver.deliver(labelled(part))).status).toBe(200);
    expect(await receiver.app.engine.size()).toBe(0);
    expect(receiver.requests).toEqual([]);
  });

  it.each([
    "null",
    "[]",
    "1",
    '"x"',
    "{}",
    '{"installation":{"id":3}}',
    `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
  ])("of no sense does no harm: %.30s", async (body) => {
    const { status } = await receiver.deliver(body);
    expect([200, 400, 500]).toContain(status);
    expect(await receiver.app.engine.size()).toBe(0);
    expect((await receiver.deliver(labelled())).status).toBe(200);
    expect(await receiver.app.engine.size()).toBe(1);
  });

  it.each([
    "__proto__",
    "constructor",
    "toString",
    "*",
    "error",
    "hasOwnProperty",
  ])("of an event named %s does no harm", async (name) => {
    const { status } = await receiver.deliver(labelled(), { "x-github-event": name });
    expect([200, 400, 500]).toContain(status);
    expect(await receiver.app.engine.size()).toBe(0);
    expect((await receiver.deliver(labelled())).status).toBe(200);
  });

  it("changes no prototype by its keys", async () => {
    for (const key of ["__proto__", "constructor"]) {
      const body = `{"${key}":{"polluted":1,"prototype":{"polluted":1}},${labelled().slice(1)}`;
      expect((await receiver.deliver(body)).status).toBe(200);
    }
    expect("polluted" in {}).toBe(false);
    expect(await receiver.app.engine.size()).toBe(1);
  });
});
