import { describe, expect, it } from "@jest/globals";
import { generateKeyPairSync } from "node:crypto";
import { ConfigError, hasCredentials, readConfig } from "../../src/app/config.ts";

const { privateKey: PEM } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const GOOD = { APP_ID: "12", PRIVATE_KEY: PEM, WEBHOOK_SECRET: "s" };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("the configuration", () => {
  it("has Probot's names and usual values", () => {
    expect(readConfig(GOOD)).toEqual({
      appId: 12,
      privateKey: PEM,
      webhookSecret: "s",
      port: 3000,
      host: "127.0.0.1",
      logLevel: "info",
      apiUrl: "https://api.github.com",
      graphqlUrl: "https://api.github.com/graphql",
    });
  });

  it("takes the key as PEM, on one line, in base64, or from a file", () => {
    expect(readConfig({ ...GOOD, PRIVATE_KEY: PEM.replaceAll("\n", "\\n") }).privateKey).toBe(PEM);
    expect(readConfig({ ...GOOD, PRIVATE_KEY: Buffer.from(PEM).toString("base64") }).privateKey).toBe(PEM);
    const fromFile = readConfig({ APP_ID: "12", WEBHOOK_SECRET: "s", PRIVATE_KEY_PATH: "app.pem" }, (path) => {
      expect(path).toBe("app.pem");
      return PEM;
    });
    expect(fromFile.privateKey).toBe(PEM);
  });

  it("finds GraphQL beside the API of any GitHub", () => {
    expect(readConfig({ ...GOOD, GITHUB_API_URL: "https://ghe.test/api/v3/" })).toMatchObject({
      apiUrl: "https://ghe.test/api/v3",
      graphqlUrl: "https://ghe.test/api/graphql",
    });
    expect(readConfig({ ...GOOD, GITHUB_API_URL: "http://127.0.0.1:4010" }).graphqlUrl).toBe(
      "http://127.0.0.1:4010/graphql",
    );
    expect(readConfig({ ...GOOD, GITHUB_GRAPHQL_URL: "http://x.test/g" }).graphqlUrl).toBe("http://x.test/g");
  });

  it("tells every problem at once, and never the key", () => {
    expect(problemsOf({})).toHaveLength(3);
    const wrong = {
      APP_ID: "twelve",
      PRIVATE_KEY: "not-a-key-but-secret",
      WEBHOOK_SECRET: " ",
      PORT: "70000",
      LOG_LEVEL: "loud",
      GITHUB_API_URL: "github",
    };
    const problems = problemsOf(wrong);
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual([
      "APP_ID",
      "PRIVATE_KEY",
      "WEBHOOK_SECRET",
      "PORT",
      "LOG_LEVEL",
      "GITHUB_API_URL",
    ]);
    expect(problemsOf({ ...GOOD, GITHUB_GRAPHQL_URL: "graph" })[0]).toMatch(/^GITHUB_GRAPHQL_URL is `graph`/);
    expect(problems.join()).not.toContain("but-secret");
    expect(problemsOf({ ...GOOD, PRIVATE_KEY: "", PRIVATE_KEY_PATH: "/nowhere/app.pem" })).toEqual([
      "PRIVATE_KEY_PATH is `/nowhere/app.pem`: that file cannot be read.",
    ]);
  });

  it("refuses a key that is not RSA", () => {
    const { privateKey } = generateKeyPairSync("ed25519", {
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    expect(problemsOf({ ...GOOD, PRIVATE_KEY: privateKey })).toEqual([
      "PRIVATE_KEY holds no RSA key: GitHub's App keys are RSA.",
    ]);
  });

  it("knows whether somebody set out to give credentials", () => {
    expect(hasCredentials({})).toBe(false);
    expect(hasCredentials({ APP_ID: " ", PORT: "1" })).toBe(false);
    expect(hasCredentials({ APP_ID: "12" })).toBe(true);
    expect(hasCredentials({ PRIVATE_KEY_PATH: "app.pem" })).toBe(true);
  });
});
