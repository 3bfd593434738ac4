/**
 * Builds dist/action/index.js: `npm run build:action`; with `--check` it writes nothing and fails unless the committed
 * bundle is, byte for byte, what the sources give.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";

const outfile = "dist/action/index.js";

/**
 * Parts of packages that the Action never runs, left out of the file: of @actions/core an HTTP client of 400 kB for OpenID
 * tokens alone; of @octokit/rest a method for each route of GitHub's, and a walk over pages; of zod what makes and reads
 * JSON Schema; of jStat all but its special functions.
 */
const UNUSED: Readonly<Record<string, string>> = {
  "@actions/http-client": "export class HttpClient {}",
  "@actions/http-client/lib/auth": "export class BearerCredentialHandler {}",
  "@octokit/plugin-rest-endpoint-methods": "export const legacyRestEndpointMethods = () => ({});",
  "@octokit/plugin-paginate-rest": "export const paginateRest = () => ({});",
  "../core/json-schema-processors.js": "export const toJSONSchema = undefined;",
  "../core/to-json-schema.js":
    "export const createToJSONSchemaMethod = () => undefined, createStandardJSONSchemaMethod = () => undefined;",
};
/** In their order, as jStat's own build puts them together. */
const JSTAT = ["_header", "core", "special", "_footer"];

/** A setting's words, which stand in the reference made of them. */
const DESCRIPTION = /\.describe\(\s*(?:"(?:[^"\\]|\\.)*"|`[^`$\\]*`),?\s*\)/g;

const unused: Plugin = {
  name: "unused parts",
  setup(bundle) {
    bundle.onResolve({ filter: /^@|json-schema/ }, ({ path }) =>
      UNUSED[path] === undefined ? undefined : { path, namespace: "unused" },
    );
    // What an ES module imports of Node's own is loaded at the start, whole, though perhaps one mode alone needs it.
    bundle.onResolve({ filter: /^[a-z]/ }, ({ path, namespace }) =>
      namespace !== "later" && isBuiltin(path) ? { path, namespace: "later" } : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: "later" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
    bundle.onLoad({ filter: /.*/, namespace: "unused" }, ({ path }) => ({ contents: UNUSED[path] ?? "" }));
    bundle.onLoad({ filter: /src\/core\/policy\/[\w-]+\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll(DESCRIPTION, ""),
      loader: "ts",
    }));
    bundle.onLoad({ filter: /jstat\/dist\/jstat\.js$/ }, ({ path }) => ({
      contents: JSTAT.map((name) => readFileSync(join(dirname(path), "..", "src", `${name}.js`), "utf8")).join("\n"),
    }));
  },
};

const { outputFiles } = await build({
  entryPoints: ["src/action/main.ts"],
  outfile,
  write: false,
  bundle: true,
  platform: "node",
  format: "esm",
  // The oldest Node that may ever run it: tests run the bundle on the Node they have.
  target: "node20",
  minify: true,
  // One byte a character is read quicker than two.
  charset: "ascii",
  legalComments: "inline",
  plugins: [unused],
  // CommonJS packages in an ES module ask for Node's own modules through `require`.
  banner: {
    js: 'import{createRequire as quenchRequire}from"node:module";const require=quenchRequire(import.meta.url);',
  },
  logLevel: "warning",
});

const built = outputFiles[0]?.text;
if (built === undefined) throw new Error("esbuild gave no output");

if (!process.argv.includes("--check")) {
  mkdirSync(dirname(outfile), { recursive: true });
  writeFileSync(outfile, built);
  // The repository's own package.json says so too; this one travels with the file.
  writeFileSync("dist/action/package.json", '{ "type": "module" }\n');
  console.log(`${outfile}: ${Math.round(built.length / 1024)} kB`);
} else if (committed() !== built) {
  console.error(`${outfile} is not what the sources give. Run \`npm run build:action\` and commit it.`);
  process.exitCode = 1;
} else {
  console.log(`${outfile} is up to date.`);
}

function committed(): string | null {
  try {
    return readFileSync(outfile, "utf8");
  } catch {
    return null;
  }
}
