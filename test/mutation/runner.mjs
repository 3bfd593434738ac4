/**
 * A test runner for mutation testing: the tests of the core, bundled once and run in this process.
 *
 * A mutant is a switch inside the instrumented code, so that for most of them nothing has to be loaded anew: a run takes
 * milliseconds, where starting jest for each would take seconds. `npm test` runs the same files in jest.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { compileFunction } from "node:vm";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { build } from "esbuild";
import { expect } from "expect";

const require = createRequire(import.meta.url);
/** In this order: the generated page of rules notices a changed word of the registry at once. */
const FOLDERS = [
  "test/docs",
  "test/core/evidence",
  "test/core/rules",
  "test/core/verdict",
  "test/core/portfolio",
  "test/core/onboarding",
  "test/core/pulls",
  "test/core/simulate",
  "test/core/policy",
  "test/core/plan",
  "test/scenarios",
];
const FILES = ["test/core/leave.test.ts"];
const SUCCESS = 0;
const FAILED = 1;

/** What judges thousands of cases in one test is for `npm test`: here every mutant would wait for it. */
const isWanted = (name) => name.endsWith(".test.ts") && !/laws|property|registry/.test(name);

/** Says, before a file of tests defines any, which file it is. */
const namingFiles = {
  name: "naming-files",
  setup(builder) {
    builder.onLoad({ filter: /\.test\.ts$/ }, ({ path }) => {
      const file = JSON.stringify(relative(process.cwd(), path));
      const naming = `import { testsOf } from "@jest/globals";\ntestsOf(${file});\n`;
      return { contents: naming + readFileSync(path, "utf8"), loader: "ts" };
    });
  },
};

/** One script that defines every test through what `collector` gives it. */
async function bundle() {
  const inFolders = FOLDERS.flatMap((folder) => {
    const names = readdirSync(folder, { recursive: true }).map(String);
    return names
      .filter(isWanted)
      .sort()
      .map((name) => join(folder, name));
  });
  const files = [...inFolders, ...FILES];
  const contents = files.map((file) => `import ${JSON.stringify(`./${file}`)};`);
  const { outputFiles } = await build({
    stdin: { contents: contents.join("\n"), resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["@jest/globals"],
    plugins: [namingFiles],
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** Tests that mirror the mutated file go first: most mutants never meet another one. */
function nearestFirst(tests, mutated) {
  const mirror = basename(mutated ?? "").replace(/\.ts$/, ".test.ts");
  const near = (test) => basename(test.file) === mirror;
  return [...tests.filter(near), ...tests.filter((test) => !near(test))];
}

/** `describe`, `it` and their `each`, which only collect the tests. */
function collector() {
  const tests = [];
  const path = [];
  let file = "";
  const testsOf = (name) => {
    file = name;
  };
  const each = (define) => (table) => (name, run) =>
    table.forEach((row, index) => define(`${name} [${index}]`, () => run(...(Array.isArray(row) ? row : [row]))));
  const it = (name, run) => tests.push({ id: String(tests.length), file, name: [...path, name].join(" › "), run });
  const describe = (name, body) => {
    path.push(name);
    body();
    path.pop();
  };
  return {
    tests,
    globals: {
      describe: Object.assign(describe, { each: each(describe) }),
      it: Object.assign(it, { each: each(it) }),
      testsOf,
      expect,
    },
  };
}

async function failureOf(test) {
  try {
    await test.run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

class InProcessRunner {
  #script = "";
  #tests = null;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    globalThis.__stryker__ ??= {};
    this.#script = await bundle();
  }

  /** Evaluates the script anew, so that constants are made under the mutant that is active now. */
  #load() {
    const { tests, globals } = collector();
    const needs = (name) => (name === "@jest/globals" ? globals : require(name));
    const evaluate = compileFunction(this.#script, ["require", "module", "__filename", "__dirname"]);
    evaluate(needs, {}, resolve("bundle.cjs"), process.cwd());
    return tests;
  }

  async dryRun() {
    const stryker = globalThis.__stryker__;
    stryker.mutantCoverage = { static: {}, perTest: {} };
    stryker.currentTestId = undefined;
    this.#tests = this.#load();
    const results = [];
    for (const test of this.#tests) {
      stryker.currentTestId = test.id;
      const started = performance.now();
      const failure = await failureOf(test);
      const result = { id: test.id, name: test.name, timeSpentMs: Math.round(performance.now() - started) };
      results.push(
        failure === null ? { ...result, status: SUCCESS } : { ...result, status: FAILED, failureMessage: failure },
      );
    }
    stryker.currentTestId = undefined;
    return { status: "complete", tests: results, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    const stryker = globalThis.__stryker__;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    stryker.hitLimit = hitLimit;
    stryker.activeMutant = activeMutant.id;
    try {
      const tests = mutantActivation === "static" ? this.#load() : (this.#tests ??= this.#load());
      return await this.#run(
        nearestFirst(tests, activeMutant.fileName),
        testFilter === undefined ? null : new Set(testFilter),
      );
    } catch (error) {
      return { status: "killed", killedBy: ["0"], failureMessage: String(error), nrOfTests: 1 };
    } finally {
      stryker.activeMutant = undefined;
    }
  }

  async #run(tests, wanted) {
    let count = 0;
    for (const test of tests) {
      if (wanted !== null && !wanted.has(test.id)) continue;
      count += 1;
      const failure = await failureOf(test);
      const { hitCount, hitLimit } = globalThis.__stryker__;
      if (hitCount !== undefined && hitCount > hitLimit) return { status: "timeout", reason: "hit limit reached" };
      if (failure !== null) return { status: "killed", killedBy: [test.id], failureMessage: failure, nrOfTests: count };
    }
    return { status: "survived", nrOfTests: count };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "in-process", InProcessRunner)];
