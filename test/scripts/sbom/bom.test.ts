/** The bill of materials, held to the parts of CycloneDX 1.5 that its readers rely on. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { type Bom, bomOf, LICENSES_READ } from "../../../scripts/sbom/bom.ts";
import { type Lockfile, runtimePackages } from "../../../scripts/sbom/lockfile.ts";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lockfile;
const project = JSON.parse(readFileSync("package.json", "utf8")) as Parameters<typeof bomOf>[1] & {
  readonly dependencies: Readonly<Record<string, string>>;
};
const bom = bomOf(lock, project);
const PURL = /^pkg:npm\/(?:%40[\w.-]+\/)?[\w.-]+@[\w.+-]+$/;

const folder = mkdtempSync(join(tmpdir(), "quench-sbom-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(env: Readonly<Record<string, string>> = {}): string {
  const file = join(folder, "deep", "bom.json");
  const { status, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "scripts/sbom.ts", file], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return readFileSync(file, "utf8");
}

describe("the bill of materials", () => {
  it("is CycloneDX 1.5 of this project", () => {
    expect(bom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.5", version: 1 });
    expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(bom.metadata.component).toEqual({
      type: "application",
      "bom-ref": `pkg:npm/quench@${project.version}`,
      name: "quench",
      version: project.version,
      purl: `pkg:npm/quench@${project.version}`,
      licenses: [{ license: { id: "Apache-2.0" } }],
    });
  });

  it("names each package with its purl, its license and its SHA-512", () => {
    expect(bom.components.length).toBeGreaterThan(50);
    for (const component of bom.components) {
      expect(component.purl).toMatch(PURL);
      expect(component["bom-ref"]).toBe(component.purl);
      expect(component.licenses).toHaveLength(1);
      expect(component.hashes).toEqual([{ alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) }]);
    }
  });

  it("has every direct dependency in the version of package.json, and every package of the tree, each once", () => {
    const purls = bom.components.map(({ purl }) => purl);
    expect(new Set(purls).size).toBe(purls.length);
    for (const [name, version] of Object.entries(project.dependencies)) {
      expect(purls).toContain(`pkg:npm/${name.replace("@", "%40")}@${version}`);
    }
    const tree = new Set(runtimePackages(lock).map(({ name, version }) => `${name}@${version}`));
    expect(new Set(bom.components.map(({ name, version }) => `${name}@${version}`))).toEqual(tree);
  });

  it("says what depends on what, and points to nothing that it does not name", () => {
    const refs = [bom.metadata.component["bom-ref"], ...bom.components.map((one) => one["bom-ref"])];
    expect(bom.dependencies.map(({ ref }) => ref).sort()).toEqual([...refs].sort());
    for (const { dependsOn } of bom.dependencies) {
      expect(new Set(dependsOn).size).toBe(dependsOn.length);
      for (const ref of dependsOn) expect(refs).toContain(ref);
    }
    const own = bom.dependencies.find(({ ref }) => ref === bom.metadata.component["bom-ref"]);
    expect(own?.dependsOn).toHaveLength(Object.keys(project.dependencies).length);
  });

  it("is the same whenever and wherever it is made, and states a time only where it is given one", () => {
    const text = written({ SOURCE_DATE_EPOCH: "" });
    expect(text).toBe(`${JSON.stringify(bom, null, 2)}\n`);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/https?:|registry|timestamp/);
    if (hostname().length > 3) expect(text).not.toContain(hostname());
    const dated = JSON.parse(written({ SOURCE_DATE_EPOCH: "1767225600" })) as Bom;
    expect(dated.metadata.timestamp).toBe("2026-01-01T00:00:00.000Z");
    expect(dated.components).toEqual(bom.components);
  });

  it("gets another serial number when anything in it changes", () => {
    expect(bomOf(lock, project).serialNumber).toBe(bom.serialNumber);
    expect(bomOf(lock, { ...project, version: "99.0.0" }).serialNumber).not.toBe(bom.serialNumber);
    expect(bomOf(lock, project, "2026-01-01T00:00:00Z").serialNumber).not.toBe(bom.serialNumber);
  });

  it("is not made where a package names no license, or has no hash", () => {
    const of = (entry: object): Lockfile => ({
      packages: { "": { dependencies: { x: "1" } }, "node_modules/x": { version: "1.0.0", ...entry } },
    });
    const integrity = `sha512-${Buffer.alloc(64).toString("base64")}`;
    expect(() => bomOf(of({ integrity }), project)).toThrow("x names no license");
    expect(() => bomOf(of({ license: "MIT" }), project)).toThrow("x has no SHA-512");
    expect(() => bomOf(of({ license: "MIT", integrity: "sha1-AAAA" }), project)).toThrow("x has no SHA-512");
    const either = bomOf(of({ integrity, license: "(MIT OR CC0-1.0)" }), project);
    expect(either.components[0]?.licenses).toEqual([{ expression: "(MIT OR CC0-1.0)" }]);
  });

  it("has read the license of a package only where the package names none itself", () => {
    const unnamed = runtimePackages(lock).filter(({ license }) => license === null);
    expect(unnamed.map(({ name }) => name)).toEqual(Object.keys(LICENSES_READ));
    expect(readFileSync("node_modules/jstat/LICENSE", "utf8")).toContain(
      "Permission is hereby granted, free of charge",
    );
  });
});
