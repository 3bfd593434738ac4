import { describe, expect, it } from "@jest/globals";
import { type Lockfile, neededBy, runtimePackages } from "../../../scripts/sbom/lockfile.ts";

const lock: Lockfile = {
  packages: {
    "": { dependencies: { a: "1", "@s/b": "1" } },
    "node_modules/a": {
      version: "1.0.0",
      license: "MIT",
      dependencies: { c: "2" },
      optionalDependencies: { gone: "1" },
    },
    "node_modules/a/node_modules/c": { version: "2.0.0", dependencies: { d: "1" } },
    "node_modules/@s/b": {
      version: "1.0.0",
      dependencies: { c: "1" },
      peerDependencies: { a: "1", tool: "1" },
      peerDependenciesMeta: { tool: { optional: true } },
    },
    "node_modules/c": { version: "1.0.0", hasInstallScript: true },
    "node_modules/d": { version: "1.0.0", dependencies: { a: "1" } },
    "node_modules/tool": { version: "1.0.0", dev: true, dependencies: { c: "1" } },
  },
};

describe("the runtime packages of a lockfile", () => {
  it("are those that Node.js would find from each other, each place once, and no tool of development", () => {
    expect(runtimePackages(lock).map(({ path, name, version }) => [path, name, version])).toEqual([
      ["node_modules/@s/b", "@s/b", "1.0.0"],
      ["node_modules/a", "a", "1.0.0"],
      ["node_modules/a/node_modules/c", "c", "2.0.0"],
      ["node_modules/c", "c", "1.0.0"],
      ["node_modules/d", "d", "1.0.0"],
    ]);
  });

  it("ask for the nearest of a name, for a peer that must be there, and not for what is not installed", () => {
    expect(neededBy("node_modules/a", lock)).toEqual(["node_modules/a/node_modules/c"]);
    expect(neededBy("node_modules/@s/b", lock)).toEqual(["node_modules/a", "node_modules/c"]);
    expect(neededBy("node_modules/a/node_modules/c", lock)).toEqual(["node_modules/d"]);
    expect(neededBy("node_modules/d", lock)).toEqual(["node_modules/a"]);
  });

  it("tell which of them run something when they are installed", () => {
    const running = runtimePackages(lock).filter(({ hasInstallScript }) => hasInstallScript);
    expect(running.map(({ path }) => path)).toEqual(["node_modules/c"]);
  });
});
