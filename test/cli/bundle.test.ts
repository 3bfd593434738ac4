import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { bundleSchema } from "../../src/core/rules/bundle-schema.ts";
import { type Comment, form, policy, World } from "../support/e2e.ts";
import type { Said } from "../support/said.ts";
import { type Env, environmentsOf, run } from "./stage.ts";

const folder = mkdtempSync(join(tmpdir(), "quench-bundle-"));
let world: World;
let proven = 0;
let open = 0;
let app: Env;
let token: Env;
/** The document as it was posted. */
let document = "";
let file = "";

const bundle = (env: Env, number: number, ...argv: string[]): Promise<Said> =>
  run(env, "bundle", `${world.box.repository}#${number}`, ...argv);
const plain = (text: string): string => text.replace(/\s+/g, " ").trim();

async function posted(): Promise<Comment> {
  const found = (await world.comments(proven)).find(({ body }) => body.startsWith("<!-- quench:bundle:"));
  if (found === undefined) throw new Error("no bundle was posted");
  return found;
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

beforeAll(async () => {
  world = await World.open();
  const body = form({ Summary: "Checkout hung", Severity: "SEV1", "Failure class": "config-change" });
  proven = (await world.open({ body })).number;
  await world.prove(proven);
  open = (await world.open({ body })).number;
  await world.settle();
  ({ app, token } = environmentsOf(world, folder));
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world.close();
});

describe("quench bundle", () => {
  it("prints the document as it was posted, and what it rests on beside it", async () => {
    const { code, out, err } = await bundle(token, proven);
    expect(code).toBe(0);
    expect(bundleSchema.parse(JSON.parse(out)).incident.number).toBe(proven);
    const sha256 = createHash("sha256").update(out).digest("hex");
    expect((await posted()).body).toContain(sha256);
    expect(plain(err)).toContain(
      `This is the bundle that was posted on acme/shop#${proven}. Its signature is not checked`,
    );
    expect(plain(err)).toContain(`SHA-256 ${sha256}, posted at https://github.com/`);
    document = out;
    file = write("bundle.json", out);
  });

  it("checks the signature with the App's key, and writes a file", async () => {
    const path = join(folder, "kept.json");
    const { code, out, err } = await bundle(app, proven, "-o", path);
    expect([code, out]).toEqual([0, ""]);
    expect(readFileSync(path, "utf8")).toBe(document);
    expect(plain(err)).toContain("Quench's signed memory on the tracker names the same.");
    expect(plain(err)).toContain(`Written to ${path}.`);
    expect((await bundle(app, proven, "-o", path)).code).toBe(0);
    const other = write("notes.json", "{}");
    expect((await bundle(app, proven, "-o", other)).err).toBe(
      `${other}: this file holds something else than a bundle; name another.\n`,
    );
  });

  it("tells all it knows as JSON", async () => {
    const { code, out, err } = await bundle(app, proven, "--json");
    expect([code, err]).toEqual([0, ""]);
    expect(JSON.parse(out)).toMatchObject({
      schema: "quench/bundle-check/1",
      incident: `acme/shop#${proven}`,
      answer: "yes",
      bundle: { parts: 1, missing: [], edited: [], matches: true, signature: "valid", remembered: true, document },
      file: null,
    });
  });

  it("says why there is none, and what is missing", async () => {
    const { code, out, err } = await bundle(token, open);
    expect([code, out]).toEqual([2, ""]);
    expect(plain(err)).toContain(`No bundle is posted on acme/shop#${open}: the incident was never ready to close`);
    expect(plain(err)).toContain("- controls: missing. Merge a control: a pull request with");
    const json = await bundle(token, open, "--json");
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({ answer: "no", bundle: null });
    const issue = await world.open({ labels: [] });
    expect((await bundle(token, issue.number)).err).toContain("it is no incident");
  });

  it("says what is wrong with what was typed", async () => {
    expect((await run(token, "bundle", world.box.repository)).err).toContain("names no issue");
    expect((await bundle(token, proven, "--verify", join(folder, "nothing.json"))).err).toContain(
      "nothing.json: there is no such file; name the file to hold against the bundle, or `-`.",
    );
    expect((await bundle(token, proven, "--verify", folder)).err).toContain("this is a folder");
    expect((await bundle(token, proven, "--verify", file, "-o", file)).err).toContain("`--verify` writes no file");
    expect((await bundle(token, 9999)).err).toContain("acme/shop#9999 cannot be read");
  });
});

describe("quench bundle --verify", () => {
  const verify = (env: Env, path: string, number = proven) => bundle(env, number, "--verify", path);

  it("says yes to the very bytes: by the key, and by GitHub alone", async () => {
    const sure = await verify(app, file);
    expect([sure.code, sure.err]).toEqual([0, ""]);
    expect(plain(sure.out)).toContain(
      `Yes: ${file} is, byte for byte, the bundle that was posted on acme/shop#${proven}.`,
    );
    const told = await verify(token, file);
    expect(told.code).toBe(0);
    expect(plain(told.out)).toContain("Its signature is not checked: that takes the App's key");
  });

  it("says no to another content, and to the same content in other bytes", async () => {
    const changed = await verify(token, write("changed.json", document.replace("Checkout hung", "Checkout was slow")));
    expect(changed.code).toBe(2);
    expect(plain(changed.out)).toContain("It says something else: it was changed, or it is of another time.");
    for (const other of [
      document.replaceAll("\n", "\r\n"),
      JSON.stringify(JSON.parse(document)),
      `\ufeff${document}`,
    ]) {
      const same = await verify(token, write("other.json", other));
      expect(same.code).toBe(2);
      expect(plain(same.out)).toContain("It says the same in other bytes");
    }
  });

  it("says no to a file that is no bundle, and to the bundle of another incident", async () => {
    for (const text of ["", "{}", "not JSON", '{"schema":"quench/verdict/1"}', "\u0000\u00ff"]) {
      const none = await verify(token, write("none.json", text));
      expect(none.code).toBe(2);
      expect(plain(none.out)).toContain("It is not the document of a completion bundle at all.");
    }
    const elsewhere = await verify(token, file, open);
    expect(elsewhere.code).toBe(2);
    expect(plain(elsewhere.out)).toContain(`It is a bundle of acme/shop#${proven}: hold it against that one.`);
  });

  it("cannot tell of a comment that somebody edited, but for the key; the file that was kept is still it", async () => {
    const comment = await posted();
    const path = `${world.repo}/issues/comments/${comment.id}`;
    await world.as.admin.patch(path, { body: comment.body.replaceAll("Checkout hung", "Nothing happened") });
    await world.settle();
    const shown = await bundle(token, proven);
    expect([shown.code, shown.out]).toEqual([2, ""]);
    expect(plain(shown.err)).toContain("is not there as it was posted. Edited since by ada-admin: part 1 of 1.");
    const told = await verify(token, file);
    expect(told.code).toBe(3);
    expect(plain(told.out)).toContain("It cannot be told whether");
    expect(plain(told.out)).toContain("With the App's key (APP_ID, PRIVATE_KEY_PATH) its signature tells.");
    const sure = await verify(app, file);
    expect(sure.code).toBe(0);
    expect(plain(sure.out)).toContain("What stands there now is not what was posted");
    expect(
      (await verify(app, write("forged.json", document.replaceAll("Checkout hung", "Nothing happened")))).code,
    ).toBe(2);
  });

  it("is not fooled by another document with a SHA-256 of its own", async () => {
    const comment = await posted();
    const forged = document.replaceAll("Checkout hung", "All is well");
    const sum = (text: string) => createHash("sha256").update(text).digest("hex");
    const body = comment.body.replaceAll("Nothing happened", "All is well").replaceAll(sum(document), sum(forged));
    await world.as.admin.patch(`${world.repo}/issues/comments/${comment.id}`, { body });
    await world.settle();
    const path = write("forged.json", forged);
    expect((await verify(token, path)).code).toBe(3);
    const sure = await verify(app, path);
    expect(sure.code).toBe(2);
    expect((await verify(app, file)).code).toBe(0);
  });

  it("holds against the memory what was deleted; a token cannot tell then", async () => {
    await world.as.admin.del(`${world.repo}/issues/comments/${(await posted()).id}`);
    await world.settle();
    const sure = await verify(app, file);
    expect(sure.code).toBe(0);
    expect(plain(sure.out)).toContain("Its comments were deleted.");
    const told = await verify(token, file);
    expect(told.code).toBe(3);
    expect(plain(told.out)).toContain("comments that somebody deleted leave nothing to hold it against");
    expect((await bundle(app, proven)).code).toBe(2);
  });

  it("tells of an incident that was transferred: the signature is for the former one", async () => {
    const other = await World.open({ policy: policy("enforce") });
    try {
      const body = form({ Summary: "Checkout hung", Severity: "SEV1", "Failure class": "config-change" });
      const { number } = await other.open({ body });
      await other.prove(number);
      await other.settle();
      const { box } = other;
      const addresses = { GITHUB_API_URL: box.url, GITHUB_GRAPHQL_URL: box.graphqlUrl, PATH: folder };
      const path = join(folder, "theirs.json");
      const name = `${box.repository}#${number}`;
      const mere = { ...addresses, GITHUB_TOKEN: box.people.owner.token };
      expect((await run(mere, "bundle", name, "-o", path)).code).toBe(0);
      expect(existsSync(path)).toBe(true);
      // The issue goes elsewhere: its new place has the comments, and the document names the former one.
      await other.control("POST", "repositories", {
        repository: "acme/other",
        admin: other.as.admin.login,
        install: true,
      });
      const moved = await other.control("POST", "issue-transfers", {
        repository: box.repository,
        number,
        to: "acme/other",
      });
      if (moved.status >= 300) throw new Error(JSON.stringify(moved.data));
      const gone = await run(mere, "bundle", name);
      expect([gone.code, plain(gone.err)]).toEqual([1, expect.stringContaining("it was transferred to acme/other")]);
      const there = `acme/other#${moved.data.number}`;
      const told = await run(mere, "bundle", there, "--verify", path);
      expect([told.code, plain(told.out)]).toEqual([0, expect.stringContaining(`Yes: ${path} is, byte for byte`)]);
      const owned = { ...addresses, APP_ID: String(box.credentials.appId), PRIVATE_KEY: box.credentials.privateKey };
      const sure = await run(owned, "bundle", there, "--verify", path);
      expect([sure.code, plain(sure.out)]).toEqual([0, expect.stringContaining(`Yes: ${path} is, byte for byte`)]);
    } finally {
      await other.close();
    }
  }, 60_000);
});
