/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/lib/", "<rootDir>/dist/"],
  extensionsToTreatAsEsm: [".ts"],
  moduleFileExtensions: ["ts", "js", "mjs", "cjs", "json", "node"],
  transform: { "\\.ts$": "<rootDir>/test/support/esbuild-transform.js" },
  injectGlobals: false,
  // A limit for what hangs, not for what is slow.
  testTimeout: 120_000,
  // What a test file loads stays in its worker's memory: without new workers they come to gigabytes, and crawl.
  workerIdleMemoryLimit: "1GB",
  // One less than there are, which is jest's own choice, would leave half of a small machine idle.
  maxWorkers: "100%",
  coverageProvider: "v8",
  collectCoverageFrom: ["src/**/*.ts"],
  coverageDirectory: "coverage",
  coverageReporters: ["text-summary", "lcov"],
};
