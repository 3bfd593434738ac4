/**
 * Jest transformer: TypeScript to ES modules through esbuild.
 *
 * It only erases types; `npm run check` type-checks. The cache key covers esbuild's version and the options, so
 * that neither an upgrade nor a change below can be answered from an old cache.
 */
import { createHash } from "node:crypto";
import { transformSync, version } from "esbuild";

/** @type {import("esbuild").TransformOptions} */
const options = { loader: "ts", format: "esm", target: "node20", sourcemap: "inline", sourcesContent: true };
const salt = JSON.stringify([version, options]);

function transform(sourceText, sourcePath) {
  const { code } = transformSync(sourceText, { ...options, sourcefile: sourcePath });
  return { code };
}

export default {
  canInstrument: false,
  getCacheKey(sourceText, sourcePath) {
    return createHash("sha256")
      .update(salt)
      .update("\0")
      .update(sourcePath)
      .update("\0")
      .update(sourceText)
      .digest("hex");
  },
  process: transform,
  processAsync: async (sourceText, sourcePath) => transform(sourceText, sourcePath),
};
