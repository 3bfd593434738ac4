/** Who asks. Sources: docs.github.com "Authenticating to the REST API", "Generating a JSON Web Token (JWT)…". */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Reply, START, startBox, type TestBox } from "./box.ts";
import { signedJwt } from "./jwt.ts";

let box: TestBox;
beforeEach(async () => {
  box = await startBox();
});
afterEach(async () => box.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const asApp = (token: string): Promise<Reply> => box.call("nobody", "GET", "/app", undefined, bearer(token));
const seconds = START / 1000;

describe("an App's JWT", () => {
  it("is taken with the App's id or client id as issuer", async () => {
    expect((await asApp(signedJwt(box.credentials, START))).body.slug).toBe("quench");
    expect((await asApp(signedJwt(box.credentials, START, { iss: box.credentials.clientId }))).status).toBe(200);
  });

  it.each([
    [{ exp: seconds - 1 }, /^'Expiration time' claim \('exp'\) must be a numeric value/],
    [{ exp: seconds + 3600 }, /^'Expiration time' claim \('exp'\) is too far in the future$/],
    [{ exp: "soon" }, /^'Expiration time' claim \('exp'\) must be a numeric value/],
    [{ iat: seconds + 300 }, /^'Issued at' claim \('iat'\) must be an Integer/],
    [{ iat: undefined }, /^'Issued at' claim \('iat'\) must be an Integer/],
  ])("with the claims %p is refused", async (claims, message) => {
    const reply = await asApp(signedJwt(box.credentials, START, claims));
    expect(reply.status).toBe(401);
    expect(reply.body.message).toMatch(message);
    // The box's time, by which the claims are judged; it runs on while the test does.
    expect(reply.headers.get("date")).toMatch(/^Mon, 02 Mar 2026 09:0\d:\d\d GMT$/);
  });

  it("is refused with another key, another algorithm and for an unknown App", async () => {
    const other = await startBox();
    const forged = signedJwt({ ...box.credentials, privateKey: other.credentials.privateKey }, START);
    await other.close();
    const undecodable = "A JSON web token could not be decoded";
    expect((await asApp(forged)).body.message).toBe(undecodable);
    expect((await asApp(signedJwt(box.credentials, START, {}, { alg: "none" }))).body.message).toBe(undecodable);
    const [head, , signature] = signedJwt(box.credentials, START).split(".");
    expect((await asApp(`${head}.!!.${signature}`)).status).toBe(401);
    const unknown = await asApp(signedJwt(box.credentials, START, { iss: 1 }));
    expect([unknown.status, unknown.body.message]).toEqual([404, "Integration not found"]);
  });

  it("follows the box's clock, and opens only the App's own routes", async () => {
    const token = signedJwt(box.credentials, START);
    expect((await box.call("nobody", "GET", "issues", undefined, bearer(token))).status).toBe(401);
    box.state.clock.moveTo(START + 600_000);
    expect((await asApp(token)).status).toBe(401);
  });
});

describe("an installation's token", () => {
  const path = (): string => `/app/installations/${box.credentials.installationId}/access_tokens`;

  it("lives one hour of the box's time", async () => {
    const { body } = await box.call("jwt", "POST", path());
    expect(body.token).toMatch(/^ghs_/);
    expect(Date.parse(body.expires_at)).toBe(START + 3_600_000);
    expect(body.repository_selection).toBe("selected");
    const get = (): Promise<Reply> =>
      box.call("nobody", "GET", "/installation/repositories", undefined, bearer(body.token));
    expect((await get()).body.repositories[0].full_name).toBe("acme/shop");
    box.state.clock.moveTo(START + 3_600_000);
    expect([(await get()).status, (await get()).body.message]).toEqual([401, "Bad credentials"]);
  });

  it("may be narrowed, never widened", async () => {
    const narrow = (await box.call("jwt", "POST", path(), { permissions: { issues: "read" } })).body;
    expect(narrow.permissions).toEqual({ issues: "read", metadata: "read" });
    const refused = await box.call("nobody", "POST", "issues", { title: "x" }, bearer(narrow.token));
    expect([refused.status, refused.body.message]).toEqual([403, "Resource not accessible by integration"]);
    expect((await box.call("jwt", "POST", path(), { permissions: { issues: "admin" } })).status).toBe(422);
    expect((await box.call("jwt", "POST", path(), { permissions: { secrets: "read" } })).status).toBe(422);
    expect((await box.call("jwt", "POST", path(), { repositories: ["elsewhere"] })).status).toBe(422);
  });

  it("acts as the App's bot and is worth nothing while suspended", async () => {
    const issue = (await box.call("installation", "POST", "issues", { title: "By the bot" })).body;
    expect(issue.user).toMatchObject({ login: "quench[bot]", type: "Bot", html_url: "https://github.com/apps/quench" });
    expect(issue.performed_via_github_app.slug).toBe("quench");
    const installation = box.state.world.installations.get(box.credentials.installationId);
    if (installation !== undefined) installation.suspendedAt = box.state.clock.iso();
    const refused = await box.call("installation", "GET", "issues");
    expect([refused.status, refused.body.message]).toEqual([403, "This installation has been suspended"]);
  });
});

describe("people and nobody", () => {
  it("takes token, bearer and basic credentials, and refuses wrong ones everywhere", async () => {
    const { token, login } = box.people.author;
    const basic = Buffer.from(`${login}:${token}`).toString("base64");
    for (const authorization of [`token ${token}`, `Bearer ${token}`, `Basic ${basic}`]) {
      expect((await box.call("nobody", "GET", "/user", undefined, { authorization })).body.login).toBe(login);
    }
    const wrong = await box.call("nobody", "GET", "/repos/acme/shop", undefined, bearer("ghp_wrong"));
    expect([wrong.status, wrong.body.message]).toEqual([401, "Bad credentials"]);
    expect((await box.call("nobody", "GET", "/user")).body.message).toBe("Requires authentication");
    expect((await box.call("nobody", "POST", "issues", { title: "x" })).status).toBe(401);
  });

  it("hides a private repository behind 404", async () => {
    for (const repository of box.state.world.repositories.values()) repository.private = true;
    expect((await box.call("author", "GET", "issues")).status).toBe(200);
    expect((await box.call("outsider", "GET", "issues")).status).toBe(404);
    expect((await box.call("nobody", "GET", "/repos/acme/shop")).status).toBe(404);
    expect((await box.call("outsider", "POST", "issues", { title: "x" })).status).toBe(404);
  });

  it("tells an App without the permission that it has none, in a private repository", async () => {
    await box.close();
    box = await startBox({}, { issues: "write" });
    for (const repository of box.state.world.repositories.values()) repository.private = true;
    expect((await box.call("installation", "GET", "issues")).status).toBe(200);
    const refused = await box.call("installation", "GET", "pulls");
    expect([refused.status, refused.body.message]).toEqual([403, "Resource not accessible by integration"]);
  });
});
