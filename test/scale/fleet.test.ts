import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  type Commits,
  indexIn,
  installationOf,
  ORIGINALS,
  originalOf,
  ownInstallation,
  remember,
  toOriginal,
  toTwin,
  twinOf,
  twinSha,
} from "./fleet.ts";

const fleet = { repositories: 100, incidents: 10, listed: 5, installations: 4 };
const index = fc.integer({ min: 0, max: 999_999 });
const sha = fc.stringMatching(/^[0-9a-f]{40}$/);

describe("a twin", () => {
  it("is asked and answered as its original, under its own name and with its own commits", () => {
    fc.assert(
      fc.property(index, sha, (at, commit) => {
        const commits: Commits = new Map();
        const said = `{"full_name":"${ORIGINALS.incident}","name":"original-loud","sha":"${commit}","number":1}`;
        remember(said, commits);
        const told = toTwin(said, ORIGINALS.incident, at);
        expect(told).toContain(`"full_name":"${twinOf(at)}"`);
        expect(told).toContain(twinSha(commit, at));
        expect(told).not.toContain("original");
        expect(toOriginal(told, ORIGINALS.incident, commits)).toBe(said);
        expect(indexIn(told)).toBe(at);
      }),
    );
  });

  it("has commits that no other twin has", () => {
    const same = "b".repeat(40);
    expect(new Set(Array.from({ length: 1000 }, (_each, at) => twinSha(same, at))).size).toBe(1000);
    expect(twinSha(same, 17)).toMatch(/^[0-9a-f]{40}$/);
  });

  it("leaves alone what is no twin's", () => {
    expect(indexIn("/repos/acme/.github/contents/quench.yml")).toBeNull();
    expect(toOriginal("f".repeat(40), ORIGINALS.quiet, new Map())).toBe("f".repeat(40));
    const digest = "c".repeat(64);
    expect(toTwin(digest, ORIGINALS.quiet, 3)).toBe(digest);
  });

  it("copies the original with an incident as long as there are incidents", () => {
    expect(originalOf(9, fleet)).toBe(ORIGINALS.incident);
    expect(originalOf(10, fleet)).toBe(ORIGINALS.quiet);
  });

  it("belongs to one of the installations, whose token is the box's own", () => {
    const ids = Array.from({ length: 8 }, (_each, at) => installationOf(at, fleet, 3_000_024));
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) {
      expect(ownInstallation(`/app/installations/${id}/access_tokens`)).toBe(
        "/app/installations/3000024/access_tokens",
      );
    }
    expect(ownInstallation("/app")).toBe("/app");
  });
});
