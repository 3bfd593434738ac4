import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { Write } from "../../../src/core/plan/write.ts";
import { verifyBundle } from "../../../src/github/bundle.ts";
import { createSigner } from "../../../src/github/identity.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused, Unavailable } from "../../../src/github/request/errors.ts";
import { applyWrite, creates } from "../../../src/github/write/write.ts";
import { ISSUE, testContext, US } from "./write-support.ts";

const KEY = new Uint8Array(32).fill(3);
const signer = createSigner(KEY);

/** 200 kB of lines, and one that is longer than a comment. */
const DOCUMENT = `{\n${Array.from({ length: 2000 }, (_, line) => `  "${line}": "${"x".repeat(60)}",`).join("\n")}\n  "long": "${"🔥y".repeat(25_000)}"\n}\n`;

function bundle(document = DOCUMENT, text = "## 📦 The bundle"): Extract<Write, { kind: "bundle" }> {
  return { kind: "bundle", key: "bundle", issue: ISSUE, text, document };
}

interface Kept {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
}

/** The comments of one issue, as REST has them. `meet`: called before each write, may throw. */
class Comments {
  readonly list: Kept[] = [];
  readonly writes: string[] = [];
  meet: (write: string, act: () => void) => void = (_write, act) => act();

  readonly client: GitHubClient = {
    graphql: () => Promise.reject(new Error("nothing is asked")),
    rest: async (route, parameters = {}) => {
      const [verb] = route.split(" ");
      const id = Number(parameters["comment_id"]);
      const answer = (data: unknown) => ({ status: 200, data, headers: {} });
      if (verb === "GET") return answer(this.list.map((one) => ({ ...one })));
      const at = this.list.findIndex((one) => one.id === id);
      if (verb !== "POST" && at < 0) throw new Refused(route, 404, { message: "Not Found" }, {});
      let data: unknown = null;
      this.meet(verb ?? "", () => {
        this.writes.push(verb ?? "");
        const body = String(parameters["body"]);
        if (verb === "DELETE") this.list.splice(at, 1);
        else if (verb === "PATCH") (this.list[at] as Kept).body = body;
        else {
          const made: Kept = { id: 100 + this.writes.length, body, user: { login: US } };
          this.list.push(made);
          data = made;
        }
      });
      return answer(data);
    },
  };

  add(body: string, login = "olga"): Kept {
    const made = { id: 10 + this.list.length, body, user: { login } };
    this.list.push(made);
    return made;
  }

  check(keys = [KEY]) {
    const own = this.list.filter(({ user }) => user.login === US).map(({ body }) => body);
    return verifyBundle(own, ISSUE.nodeId, keys);
  }
}

const apply = (comments: Comments, write = bundle(), given = signer) =>
  applyWrite(comments.client, testContext({ signer: given }), write);

describe("the bundle's comments", () => {
  it("hold a large document in parts, each within GitHub's limit, and it comes back byte by byte", async () => {
    const comments = new Comments();
    comments.add("<!-- quench:bundle:1/1:00 -->\nnot ours");
    expect(creates(bundle())).toBe(true);
    expect(await apply(comments)).toBe("done");
    const own = comments.list.slice(1);
    expect(own.length).toBeGreaterThan(3);
    for (const { body } of own) expect(body.length).toBeLessThanOrEqual(65_000);
    expect(own.map(({ body }) => /part (\d+ of \d+)/.exec(body)?.[1])).toEqual(
      own.map((_one, index) => `${index + 1} of ${own.length}`),
    );
    expect(comments.check()).toEqual({
      sha256: createHash("sha256").update(DOCUMENT).digest("hex"),
      parts: own.length,
      missing: [],
      document: DOCUMENT,
      matches: true,
      signature: "valid",
    });
    expect(await apply(comments)).toBe("unchanged");
    expect(comments.writes).toHaveLength(own.length);
  });

  it("cut after any part and begun again, end the same, with nothing twice", async () => {
    const whole = new Comments();
    await apply(whole);
    for (let cut = 0; cut <= whole.list.length; cut += 1) {
      const comments = new Comments();
      comments.meet = (_write, act) => {
        if (comments.writes.length === cut) throw new Error("the process died");
        act();
      };
      await apply(comments).catch(() => "cut");
      expect(comments.list).toHaveLength(Math.min(cut, whole.list.length));
      comments.meet = (_write, act) => act();
      await apply(comments);
      expect(comments.list.map(({ body }) => body)).toEqual(whole.list.map(({ body }) => body));
      expect(comments.check()).toMatchObject({ matches: true, signature: "valid" });
    }
  });

  it("begun over other facts, give way to those of now", async () => {
    const comments = new Comments();
    comments.meet = (_write, act) => {
      if (comments.writes.length === 2) throw new Error("the process died");
      act();
    };
    await apply(comments).catch(() => "cut");
    expect(comments.list).toHaveLength(2);
    comments.meet = (_write, act) => act();
    const later = `${DOCUMENT.slice(0, -2)},"more": 1}\n`;
    expect(await apply(comments, bundle(later))).toBe("done");
    expect(comments.check()).toMatchObject({ document: later, matches: true, missing: [] });
    // Once a whole one stands, another never replaces it.
    const before = comments.list.map(({ body }) => body);
    expect(await apply(comments)).toBe("skipped");
    expect(comments.list.map(({ body }) => body)).toEqual(before);
  });

  it("are settled by looking where an answer is lost", async () => {
    const comments = new Comments();
    let lost = 0;
    comments.meet = (write, act) => {
      act();
      if (write === "POST" && lost < 1) {
        lost += 1;
        throw new Unavailable("POST", 502, "lost");
      }
    };
    expect(await apply(comments)).toBe("done");
    expect(comments.check()).toMatchObject({ missing: [], matches: true });
    expect(new Set(comments.list.map(({ body }) => body.split("\n")[0])).size).toBe(comments.list.length);
  });

  it("say without a key what that means", async () => {
    const comments = new Comments();
    await apply(comments, bundle("{}\n"), null);
    expect(comments.list).toHaveLength(1);
    expect(comments.list[0]?.body).toContain("- Not signed: this Quench runs without a key of its own.");
    expect(comments.check()).toMatchObject({ document: "{}\n", matches: true, signature: "unsigned" });
  });
});

describe("checking a bundle", () => {
  it("tells each kind of change", async () => {
    const comments = new Comments();
    await apply(comments);
    const bodies = comments.list.map(({ body }) => body);
    const with_ = (index: number, change: (body: string) => string) =>
      bodies.map((body, at) => (at === index ? change(body) : body));
    const { sha256 } = verifyBundle(bodies, ISSUE.nodeId, [KEY]) ?? {};
    expect(verifyBundle(bodies, "I_13", [KEY])?.signature).toBe("wrong");
    expect(verifyBundle(bodies, ISSUE.nodeId, [new Uint8Array(32)])?.signature).toBe("wrong");
    expect(verifyBundle(bodies, ISSUE.nodeId, [new Uint8Array(32), KEY])?.signature).toBe("valid");
    expect(verifyBundle(bodies, ISSUE.nodeId, [])?.signature).toBe("unchecked");
    expect(verifyBundle(bodies.toReversed(), ISSUE.nodeId, [KEY])).toMatchObject({ matches: true, signature: "valid" });
    expect(
      verifyBundle(
        with_(1, (body) => body.replace("xxx", "xyx")),
        ISSUE.nodeId,
        [KEY],
      ),
    ).toMatchObject({
      matches: false,
      signature: "valid",
    });
    expect(verifyBundle(bodies.slice(0, -1), ISSUE.nodeId, [KEY])).toMatchObject({
      missing: [bodies.length],
      document: null,
      matches: false,
    });
    // Whoever changes the document and its SHA-256 cannot sign it.
    const forged = createHash("sha256").update("{}\n").digest("hex");
    const alone = new Comments();
    await apply(alone, bundle("{ }\n"));
    const other = (alone.list[0]?.body ?? "").replace("{ }\n", "{}\n");
    const claimed = other.replaceAll(/[0-9a-f]{64}/g, forged);
    expect(verifyBundle([claimed], ISSUE.nodeId, [KEY])).toMatchObject({ matches: true, signature: "wrong" });
    expect(verifyBundle(["hello", "<!-- quench:tracker -->\nx"], ISSUE.nodeId, [KEY])).toBeNull();
    expect(sha256).toBe(createHash("sha256").update(DOCUMENT).digest("hex"));
  });
});
