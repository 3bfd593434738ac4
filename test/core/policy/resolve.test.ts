import { describe, expect, it } from "@jest/globals";
import { defaultPolicy, resolvePolicy } from "../../../src/core/policy/resolve.ts";
import type { PolicyVersion } from "../../../src/core/snapshot/types.ts";

/** Versions of the file, newest first. */
function versions(...texts: (string | null)[]): PolicyVersion[] {
  return texts.map((text, index) => ({
    path: ".github/quench.yml",
    commit: `commit-${texts.length - index}`,
    committedAt: "2026-03-01T00:00:00Z",
    text,
  }));
}

const ENFORCE = "version: 1\nmode: enforce";
const WARN = "version: 1\nmode: warn";
const BROKEN = "version: 1\nmode: loud";

describe("resolvePolicy", () => {
  it("is absent where there is no file, and where it was deleted", () => {
    expect(resolvePolicy([])).toEqual({ state: "absent" });
    expect(resolvePolicy(versions(null, ENFORCE))).toEqual({ state: "absent" });
  });

  it("takes the newest version", () => {
    const found = resolvePolicy(versions(WARN, ENFORCE));
    expect(found).toMatchObject({ state: "in_force", policy: { mode: "warn" } });
    expect(found).toMatchObject({
      standing: { path: ".github/quench.yml", commit: "commit-2", problem: null, belowFloor: [] },
    });
  });

  it("keeps the last valid version in force, and tells file, line and fix of the newest", () => {
    const found = resolvePolicy(versions(BROKEN, "version: 3", ENFORCE));
    expect(found).toMatchObject({ state: "in_force", policy: { mode: "enforce" }, standing: { commit: "commit-1" } });
    expect(found.state === "in_force" && found.standing.problem).toBe(
      ".github/quench.yml:2:7: `mode` cannot be `loud`; write one of `shadow`, `warn`, `enforce`.",
    );
  });

  it("says how many problems more there are", () => {
    const found = resolvePolicy(versions("version: 1\nmode: loud\nbogus: 1"));
    expect(found.state === "in_force" && found.standing.problem).toMatch(/enforce`\. \(1 more\)$/);
  });

  it("is shadow mode with the problem told where no version was ever valid", () => {
    const found = resolvePolicy(versions(BROKEN, BROKEN));
    expect(found).toMatchObject({
      state: "in_force",
      policy: defaultPolicy("shadow"),
      standing: { path: null, commit: null },
    });
    expect(found.state === "in_force" && found.standing.problem).toMatch(/loud/);
  });

  it("does not go back behind a deletion", () => {
    expect(resolvePolicy(versions(BROKEN, null, ENFORCE))).toMatchObject({
      state: "in_force",
      policy: { mode: "shadow" },
    });
  });

  it("is disabled by the newest valid version that says so", () => {
    expect(resolvePolicy(versions("version: 1\nenabled: false", ENFORCE))).toMatchObject({
      state: "disabled",
      standing: { problem: null },
    });
    const broken = resolvePolicy(versions(BROKEN, "version: 1\nenabled: false"));
    expect(broken.state).toBe("disabled");
    expect(broken.state === "disabled" && broken.standing.problem).toMatch(/loud/);
  });

  it("puts a banner on a policy that makes the gate block nothing", () => {
    const found = resolvePolicy(versions("version: 1\nmode: enforce\nenforce: {when: []}"));
    expect(found.state === "in_force" && found.standing.belowFloor).toEqual([expect.stringMatching(/blocks nothing/)]);
  });
});

describe("defaultPolicy", () => {
  it("differs by its mode only", () => {
    expect(defaultPolicy("warn")).toEqual({ ...defaultPolicy("enforce"), mode: "warn" });
  });
});
