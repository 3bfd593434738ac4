/** The release: nothing is published that a person has not seen, and no job has more than its own steps need. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { needsOf } from "../../scripts/workflows/needs.ts";
import { parseWorkflow } from "../../scripts/workflows/workflow.ts";

const text = readFileSync(".github/workflows/release.yml", "utf8");
const { jobs } = parseWorkflow("release.yml", text);
const written = parse(text) as {
  readonly on: { readonly push: { readonly tags: readonly string[]; readonly branches?: unknown } };
  readonly jobs: Readonly<
    Record<string, { readonly needs?: string | readonly string[]; readonly environment?: string }>
  >;
};

/** The jobs that must have ended well before one begins. */
function before(id: string): readonly string[] {
  const direct = [written.jobs[id]?.needs ?? []].flat();
  return [...new Set([...direct, ...direct.flatMap(before)])].sort();
}

const runsOf = (id: string): string =>
  jobs
    .find((job) => job.id === id)
    ?.steps.map(({ run }) => run ?? "")
    .join("\n") ?? "";

describe("the release", () => {
  it("begins with a tag of a whole version, not with the major tag that it moves", () => {
    expect(Object.keys(written.on)).toEqual(["push"]);
    expect(written.on.push.branches).toBeUndefined();
    const [pattern = ""] = written.on.push.tags;
    expect(written.on.push.tags).toHaveLength(1);
    // GitHub's filter, as a regular expression: a plus repeats what stands before it, a star is anything without a slash.
    const filter = new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
    for (const tag of ["v1.0.0", "v0.12.3", "v1.0.0-rc.1"]) expect([tag, filter.test(tag)]).toEqual([tag, true]);
    for (const tag of ["v1", "v1.0", "1.0.0", "vx.0.0"]) expect([tag, filter.test(tag)]).toEqual([tag, false]);
  });

  it("gives each job exactly what its steps need", () => {
    for (const job of jobs) {
      expect([job.id, job.permissions]).toEqual([job.id, needsOf(job)]);
    }
    expect(parseWorkflow("release.yml", text).permissions).toEqual({});
  });

  it("publishes only what was checked, and drafts only what was attested", () => {
    expect(before("package")).toEqual(["check"]);
    expect(before("image")).toEqual(["check"]);
    expect(before("draft")).toEqual(["attest", "check", "image", "package"]);
    expect(runsOf("check")).toContain(".ci/run");
    expect(runsOf("check")).toContain('test "$GITHUB_REF_NAME" = ');
    expect(runsOf("package")).toMatch(/build:action && git diff --exit-code -- dist\/action/);
    expect(runsOf("draft")).toMatch(/gh release create [^\n]*--draft [^\n]*--verify-tag/);
    expect(runsOf("draft")).toContain("sha256sum --check --strict");
  });

  it("attests archive, bill of materials and image", () => {
    const attest = jobs.find(({ id }) => id === "attest")?.steps ?? [];
    const of = (name: string) =>
      attest.filter(({ uses }) => uses?.startsWith(`actions/${name}@`)).map(({ with: inputs }) => inputs);
    expect(of("attest-build-provenance").map(({ "subject-path": path }) => path ?? "image")).toEqual([
      "release/*.tgz\nrelease/quench.cdx.json\n",
      "image",
    ]);
    expect(of("attest-sbom").map(({ "subject-path": path }) => path ?? "image")).toEqual(["release/*.tgz", "image"]);
    for (const inputs of of("attest-sbom")) expect(inputs["sbom-path"]).toBe("release/quench.cdx.json");
  });

  it("moves the major tag last, by itself, and once somebody has approved it", () => {
    expect(before("major-tag")).toEqual(["attest", "check", "draft", "image", "package"]);
    expect(written.jobs["major-tag"]?.environment).toBe("major-tag");
    expect(jobs.filter(({ id }) => runsOf(id).includes("git/refs")).map(({ id }) => id)).toEqual(["major-tag"]);
    expect(Object.entries(written.jobs).filter(([, job]) => job.environment !== undefined)).toHaveLength(1);
  });

  it("keeps the token away from packages' code: it is in three steps, of which none installs anything", () => {
    const holding = jobs.filter(({ steps }) =>
      steps.some(({ env }) => Object.values(env).join().includes("github.token")),
    );
    expect(holding.map(({ id }) => id)).toEqual(["image", "draft", "major-tag"]);
    for (const { id } of holding) expect(runsOf(id)).not.toMatch(/\b(?:npm|npx|node)\b/);
  });
});
