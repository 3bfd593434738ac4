import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createEtagCache, partOf, type RestAnswer } from "../../../src/github/request/etag-cache.ts";

const SAID = { etag: '"e"', at: 0 };
const of = (data: unknown): RestAnswer => ({ status: 200, headers: { link: '<x?page=2>; rel="next"' }, data });
/** About a thousand characters that hardly pack. */
const noise = (name: string): string =>
  Array.from({ length: 16 }, (_, at) => createHash("sha256").update(`${name} ${at}`).digest("hex")).join("");

describe("the cache of answers", () => {
  it("gives back what was answered, and to each reader a copy (property)", () => {
    const cache = createEtagCache();
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.string()), (data, headers) => {
        // JSON has no negative nought.
        const answer = JSON.parse(JSON.stringify({ status: 404, headers, data })) as RestAnswer;
        cache.set("a", SAID, answer);
        const kept = cache.get("a");
        expect(kept).toMatchObject(SAID);
        expect(kept?.unpack()).toEqual(answer);
        expect(kept?.unpack()).not.toBe(kept?.unpack());
      }),
    );
  });

  it("keeps a number that is too large for one as a text", () => {
    const cache = createEtagCache();
    cache.set("a", SAID, of([{ id: 12_345_678_901_234_567_890n }]));
    expect(cache.get("a")?.unpack().data).toEqual([{ id: "12345678901234567890" }]);
  });

  it("knows when it was said last, of the answer that was asked about: whatever came meanwhile", () => {
    const cache = createEtagCache(2);
    cache.set("a", SAID, of(1));
    const asked = cache.get("a");
    asked?.confirm(7);
    expect(cache.get("a")).toMatchObject({ etag: '"e"', at: 7 });
    // A slower answer of before is kept while GitHub says that it is still the first one.
    cache.set("a", { etag: '"old"', at: 8 }, of(2));
    asked?.confirm(9);
    expect(cache.get("a")).toMatchObject({ etag: '"e"', at: 9 });
    expect(cache.get("a")?.unpack()).toEqual(of(1));
    // It had to go meanwhile.
    for (const key of ["b", "c"]) cache.set(key, SAID, of(3));
    expect(cache.get("a")).toBeUndefined();
    asked?.confirm(10);
    expect(cache.get("a")?.unpack()).toEqual(of(1));
    expect([cache.get("b"), cache.get("c")?.at]).toEqual([undefined, 0]);
  });

  it("keeps no more answers than it may: those go first that were not used for longest", () => {
    const cache = createEtagCache(2);
    cache.set("a", SAID, of(1));
    cache.set("b", SAID, of(2));
    expect(cache.get("a")?.unpack().data).toBe(1);
    cache.set("c", SAID, of(3));
    expect([cache.get("a")?.unpack().data, cache.get("b"), cache.get("c")?.unpack().data]).toEqual([1, undefined, 3]);
  });

  it("keeps no more bytes than it may, counted as they are packed", () => {
    const cache = createEtagCache(100, 5_000, 2_000);
    const names = Array.from({ length: 9 }, (_, at) => `n${at}`);
    for (const name of names) cache.set(name, SAID, of(noise(name)));
    const kept = names.filter((name) => cache.get(name) !== undefined);
    // A thousand characters of sixteen kinds are some six hundred bytes.
    expect(kept.length).toBeGreaterThanOrEqual(5);
    expect(kept).toEqual(names.slice(-kept.length));
    expect(kept.length).toBeLessThan(names.length);
    // What repeats itself takes next to nothing, however long it is.
    for (let at = 0; at < 20; at += 1) cache.set(`r${at}`, SAID, of("x".repeat(10_000)));
    expect(Array.from({ length: 20 }, (_, at) => cache.get(`r${at}`)).filter((one) => one === undefined)).toEqual([]);
    // One that is too large leaves the others alone, and what was there of it is not true any more.
    cache.set("r0", SAID, of(Array.from({ length: 10 }, (_, at) => noise(`large ${at}`))));
    expect(cache.get("r0")).toBeUndefined();
    expect(cache.get("r1")).toBeDefined();
  });

  it("keeps what one may read apart from what another may, within bounds for both", () => {
    const all = createEtagCache(2);
    const [one, other] = [partOf(all, "1"), partOf(all, "2")];
    one.set("a", SAID, of("private"));
    expect([one.get("a")?.unpack().data, other.get("a")]).toEqual(["private", undefined]);
    other.set("a", SAID, of("own"));
    other.set("b", SAID, of("own"));
    expect(one.get("a")).toBeUndefined();
    expect([other.get("a")?.unpack().data, other.get("b")?.unpack().data]).toEqual(["own", "own"]);
  });
});
