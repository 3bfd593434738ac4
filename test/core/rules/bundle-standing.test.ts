import { describe, expect, it } from "@jest/globals";
import { bundleParts, bundleStanding, postedBundle } from "../../../src/core/rules/bundle-standing.ts";
import { partKey } from "../../../src/core/rules/bundle-parts.ts";
import type { Comment } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { assess } from "../../../src/core/verdict/assess.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, ownComment, snapshot, tracker } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

const inForce = policyInForce();
const SHA = "ab".repeat(32);
const OTHER = "cd".repeat(32);
const story = closableStory();
const text = ofKind(planned(story), "bundle")[0]?.document ?? "";
const document = JSON.parse(text);

/** The comment of one part; ids grow with what is made later. */
function part(body: string, number = 1, of = 1, over: Partial<Comment> = {}, sha256 = SHA): Comment {
  const open = !body.endsWith("\n");
  const key = partKey({ part: number, of, sha256, open });
  return ownComment(key, `A part.\n\n\`\`\`json\n${body}${open ? "\n" : ""}\`\`\``, over);
}

const withComments = (comments: readonly Comment[], read = story): Snapshot => ({
  ...read,
  incident: {
    ...read.incident,
    comments: [...(isUnreadable(read.incident.comments) ? [] : read.incident.comments), ...comments],
  },
});
const subject = (read: Snapshot) => assess(buildCase(read, inForce.policy), inForce);
const standing = (comments: readonly Comment[], read = story) => bundleStanding(subject(withComments(comments, read)));
const changed = (over: object) => standing([part(`${JSON.stringify({ ...document, ...over })}\n`)])?.change ?? null;

describe("R-G1: the bundle that was posted", () => {
  it("is none without a comment of ours that is one", () => {
    expect(standing([])).toBeNull();
    expect(standing([{ ...part(text), own: null }])).toBeNull();
    const read = { ...story, incident: { ...story.incident, comments: { unreadable: "502" } } };
    expect(bundleParts(read)).toEqual([]);
    expect(postedBundle(buildCase(read, inForce.policy))).toBeNull();
  });

  it("is the first that is all there, and each part its first comment", () => {
    const [one, two] = [text.slice(0, 400), text.slice(400)];
    const [first, second, twice] = [part(one, 1, 2), part(two, 2, 2), part(two, 2, 2)];
    const half = part("{}\n", 1, 2, {}, OTHER);
    const found = standing([twice, half, second, first].sort((a, b) => b.databaseId - a.databaseId));
    expect(found).toMatchObject({ sha256: SHA, parts: 2, url: first.url, gone: [], edited: [], change: null });
    expect(standing([first, half])).toBeNull();
    // Two halves of two bundles are none.
    expect(standing([first, part(two, 2, 2, {}, OTHER)])).toBeNull();
    expect(standing([part(one, 1, 3), part(two, 2, 2)])).toBeNull();
  });

  it("is the one remembered, with what of it is gone", () => {
    const memory = { bundle: { sha256: SHA, parts: 2, told: [] } };
    const read = snapshot({});
    const here = (comments: readonly Comment[]) => ({
      ...read,
      incident: { ...read.incident, comments: [tracker(memory), ...comments] },
    });
    const found = (comments: readonly Comment[]) => bundleStanding(subject(here(comments)));
    expect(found([])).toMatchObject({ parts: 2, url: null, gone: [1, 2], edited: [], change: null });
    const second = part("{}\n", 2, 2);
    expect(found([second, part("{}\n", 1, 1, {}, OTHER)])).toMatchObject({ url: null, gone: [1] });
    const editor = actor("mallory");
    const own = (comment: Comment) => ({ ...comment.own, lastEditorIsUs: false }) as Comment["own"];
    const edited = found([part("{}\n", 1, 2), { ...second, editor, own: own(second) }]);
    expect(edited).toMatchObject({ gone: [], edited: [{ part: 2, by: "mallory" }], change: null });
    expect(found([{ ...second, own: own(second) }])?.edited).toEqual([{ part: 2, by: null }]);
  });
});

describe("R-G1: what changed since", () => {
  const link = (url: string, kind = "test_change") => ({ item: 2, kind, url, because: "x" });

  it("is nothing where the evidence is the same", () => {
    expect(standing([part(text)])).toMatchObject({ gone: [], edited: [], change: null, told: [] });
  });

  it("is what went, in order, with a fingerprint of its own", () => {
    const [a, b] = ["https://github.com/a", "https://github.com/b"].map((url) => link(url));
    const found = changed({ tests: [...document.tests, b, a] });
    expect(found?.came).toEqual([]);
    expect(found?.went.map(({ url }) => url)).toEqual([a?.url, b?.url]);
    expect(found?.went[0]).toEqual({ item: 2, kind: "test_change", url: a?.url });
    expect(found?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(changed({ tests: [...document.tests, a, b] })?.fingerprint).toBe(found?.fingerprint);
    expect(changed({ tests: [...document.tests, a] })?.fingerprint).not.toBe(found?.fingerprint);
    const without = { ...link("https://github.com/c"), item: null };
    expect(changed({ confirmations: [...document.confirmations, without] })?.went).toMatchObject([{ item: null }]);
  });

  it("is what came, unless the list was cut: of that nobody can tell", () => {
    const found = changed({ tests: [], runbooks: [] });
    expect(found?.went).toEqual([]);
    expect(found?.came.length).toBeGreaterThan(1);
    const ids = found?.came.map(({ item, kind, url }) => `${String(item).padStart(10, "0")} ${kind} ${url}`) ?? [];
    expect(ids).toEqual([...ids].sort());
    for (const key of ["controls", "tests", "runbooks", "confirmations"]) {
      expect(changed({ tests: [], leftOut: { ...document.leftOut, [key]: 1 } })).toBeNull();
    }
    expect(changed({ tests: [], leftOut: { ...document.leftOut, windows: 1 } })).not.toBeNull();
    const both = changed({ tests: [link("https://github.com/a")] });
    expect([both?.came.length, both?.went.length].every((count) => count !== undefined && count > 0)).toBe(true);
    expect(both?.fingerprint).not.toBe(changed({ tests: [] })?.fingerprint);
  });

  it("tells the pull requests of the controls too", () => {
    const [control, ...rest] = document.controls;
    const more = { ...control, pulls: [...control.pulls, "https://github.com/acme/shop/pull/999"] };
    expect(changed({ controls: [more, ...rest] })?.went).toEqual([
      { item: control.item, kind: "diff", url: "https://github.com/acme/shop/pull/999" },
    ]);
  });

  it("unknown: is not told of a document that cannot be read, nor while evidence is unread", () => {
    expect(standing([part("no JSON\n")])?.change).toBeNull();
    expect(standing([part('{"tests":[]}\n')])?.change).toBeNull();
    expect(
      standing([ownComment(partKey({ part: 1, of: 1, sha256: SHA, open: false }), "no fence")])?.change,
    ).toBeNull();
    const unread = { ...story, ledger: { unreadable: "502" } };
    const less = part(`${JSON.stringify({ ...document, tests: [] })}\n`);
    expect(standing([less], unread)?.change).toBeNull();
  });

  it("knows what was told already", () => {
    const notices = [ownComment("notice:bundle-changed:0011", ""), ownComment("notice:due:bundle-changed:0022", "")];
    expect(standing([part(text), ...notices])?.told).toEqual(["0011"]);
  });
});
