import { describe, expect, it } from "@jest/globals";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConfigError, configWarnings, hasCredentials, readConfig } from "../../../src/app/settings/config.ts";
import { VARIABLES } from "../../../src/app/settings/environment.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { commandHelp } from "../../../src/cli/frame/help.ts";

const makeKey = (): string =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;
const PEM = makeKey();
const OTHER = makeKey();
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
      concurrency: 8,
      metricsRepositories: false,
    });
  });

  it("takes a database, and tells one that is none without its text", () => {
    const url = "postgres://quench:p4ss@db.example.com:5432/quench?sslmode=require";
    expect(readConfig({ ...GOOD, DATABASE_URL: url }).databaseUrl).toBe(url);
    expect(readConfig({ ...GOOD, DATABASE_URL: " " }).databaseUrl).toBeUndefined();
    for (const wrong of [
      "mysql://quench:p4ss@db/quench",
      "quench:p4ss",
      "postgres://quench:p4ss@db",
      "postgres://quench:p4#ss@db/quench",
      "p4ss",
    ]) {
      expect(problemsOf({ ...GOOD, DATABASE_URL: wrong })).toEqual([
        "DATABASE_URL is not a database's address: set one such as postgres://NAME:PASSWORD@HOST:5432/DATABASE, with `/`, `#`, `?`, `@` and `%` in the password as %2F, %23, %3F, %40 and %25.",
      ]);
    }
  });

  it("takes what concerns the metrics and the looks at once", () => {
    const more = { METRICS_PORT: "9090", METRICS_REPOSITORIES: "true", CONCURRENCY: "16" };
    expect(readConfig({ ...GOOD, ...more })).toMatchObject({
      metricsPort: 9090,
      metricsRepositories: true,
      concurrency: 16,
    });
    expect(problemsOf({ ...GOOD, PORT: "9090", METRICS_PORT: "9090" })).toEqual([
      "METRICS_PORT is PORT: set another one, or leave it out to have both on one.",
    ]);
    expect(problemsOf({ ...GOOD, PORT: "0", METRICS_PORT: "0" })).toEqual([]);
    expect(problemsOf({ ...GOOD, METRICS_PORT: "x", METRICS_REPOSITORIES: "yes", CONCURRENCY: "65" })).toEqual([
      "CONCURRENCY is `65`: set a number of looks at once, 1 to 64.",
      "METRICS_PORT is `x`: set a port.",
      "METRICS_REPOSITORIES is `yes`: set true or false.",
    ]);
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

  it("takes former secrets beside the present ones, and tells what is wrong with them by their own names", () => {
    const former = readConfig({ ...GOOD, WEBHOOK_SECRET_PREVIOUS: "before", PRIVATE_KEY_PREVIOUS: OTHER });
    expect(former).toMatchObject({ previousWebhookSecret: "before", previousPrivateKey: OTHER });
    const read = (path: string) => (path === "old.pem" ? OTHER : "");
    expect(readConfig({ ...GOOD, PRIVATE_KEY_PREVIOUS_PATH: "old.pem" }, read).previousPrivateKey).toBe(OTHER);
    expect(problemsOf({ ...GOOD, PRIVATE_KEY_PREVIOUS: "s3cret" })[0]).toMatch(
      /^PRIVATE_KEY_PREVIOUS holds no private key/,
    );
    expect(problemsOf({ ...GOOD, PRIVATE_KEY_PREVIOUS_PATH: "/nowhere" })).toEqual([
      "PRIVATE_KEY_PREVIOUS_PATH is `/nowhere`: that file cannot be read.",
    ]);
  });

  it("tells what an address of GitHub should be, and shows no password", () => {
    const api = (GITHUB_API_URL: string) => problemsOf({ ...GOOD, GITHUB_API_URL });
    expect(api("https://github.com")).toEqual([
      "GITHUB_API_URL is the address of GitHub's pages: set https://api.github.com.",
    ]);
    expect(api("https://acme.ghe.com/")).toEqual([
      "GITHUB_API_URL is the address of GitHub's pages: set https://api.acme.ghe.com.",
    ]);
    expect(api("https://api.acme.ghe.com")).toEqual([]);
    expect(api("https://olga:s3cret@ghe.test/api/v3")).toEqual([
      "GITHUB_API_URL holds a name or a password: leave them out.",
    ]);
    expect(api("olga:s3cret@ghe.test")[0]).toBe("GITHUB_API_URL is no URL: set a URL such as https://api.github.com.");
    expect(api("https://ghe.test/api/v3?x=1")[0]).toBe("GITHUB_API_URL has more behind the path: end it there.");
  });

  it("never shows a key that stands where its path should", () => {
    for (const [name, text] of [
      ["PRIVATE_KEY_PATH", PEM],
      ["PRIVATE_KEY_PATH", PEM.replaceAll("\n", "\\n")],
      ["PRIVATE_KEY_PATH", Buffer.from(PEM).toString("base64")],
    ] as const) {
      const problems = problemsOf({ APP_ID: "1", WEBHOOK_SECRET: "s", [name]: text });
      expect(problems).toEqual([
        "PRIVATE_KEY_PATH is no path: set the path of the key's file, or the key itself as PRIVATE_KEY.",
      ]);
    }
  });

  it("warns of names that nothing reads and that look as if they were meant", () => {
    const meant = (name: string) =>
      configWarnings({ [name]: "s3cret" }).map((line) => / is (\w+) meant/.exec(line)?.[1] ?? line);
    for (const [name, variable] of Object.entries({
      WEBHOOKS_SECRET: "WEBHOOK_SECRET",
      WEBHOOK_SECERT: "WEBHOOK_SECRET",
      webhook_secret: "WEBHOOK_SECRET",
      WEBHOOK_SECRET_PREVIUOS: "WEBHOOK_SECRET_PREVIOUS",
      QUENCH_PORT: "PORT",
      QUENCH_APP_ID: "APP_ID",
      QUENCH_WEBHOOKS_SECRET: "WEBHOOK_SECRET",
      GITHUB_APP_ID: "APP_ID",
      APPID: "APP_ID",
      GHE_HOST: "GITHUB_API_URL",
      HTTPS_PROXXY: "HTTPS_PROXY",
      PRIVATE_KEY_PAHT: "PRIVATE_KEY_PATH",
    })) {
      expect([name, ...meant(name)]).toEqual([name, variable]);
    }
    expect(meant("QUENCH_ZZZ")).toEqual([
      "QUENCH_ZZZ is set, and Quench has no such variable: see docs/reference/environment.md.",
    ]);
    const usual =
      "HOME PATH HOSTNAME PWD USER SHELL LANG TERM MODE APP NODE_ENV GITHUB_SHA GITHUB_REF DATABASE SECRET KEY POST PROXY";
    expect(usual.split(" ").flatMap(meant)).toEqual([]);
    expect(configWarnings({ ...GOOD, https_proxy: "http://x", NO_PROXY: "y", WEBHOOKS_SECRET: "" })).toEqual([]);
    // What is set as it should be is not missed under another name.
    expect(configWarnings({ ...GOOD, WEBHOOK_SECRETS: "s3cret" })).toEqual([]);
    expect(configWarnings({ WEBHOOKS_SECRET: "s3cret" }).join()).not.toContain("s3cret");
    expect(() => readConfig({ APP_ID: "1", PRIVATE_KEY: PEM, WEBHOOKS_SECRET: "s3cret" })).toThrow(
      "The environment is not complete:\n  - WEBHOOK_SECRET is missing: set the secret that the App's webhook has.\n  - WEBHOOKS_SECRET is set, and Quench does not read it: is WEBHOOK_SECRET meant?",
    );
  });

  it("is all in one table, from which the help and the page come", () => {
    const names = VARIABLES.map(({ name }) => name);
    const page = readFileSync("docs/reference/environment.md", "utf8");
    const helped = COMMANDS.map((command) => commandHelp(command, false)).join("");
    expect(new Set(names).size).toBe(names.length);
    for (const { name, fallback, what } of VARIABLES) {
      expect(what).toMatch(/[.!]$/);
      expect(page).toContain(
        `| \`${name}\` | ${fallback === null ? "" : fallback.includes(" ") ? fallback : `\`${fallback}\``} |`,
      );
      expect(helped).toMatch(new RegExp(`[ \n]${name}(?:,|\n)`));
    }
    // Nothing is read that the table does not have.
    const sources = ["config.ts", "proxy.ts", "read-key.ts"]
      .map((file) => readFileSync(`src/app/settings/${file}`, "utf8"))
      .join("\n");
    expect(sources).not.toMatch(/process\.env|env\[/);
  });

  it("knows whether somebody set out to give credentials", () => {
    expect(hasCredentials({})).toBe(false);
    expect(hasCredentials({ APP_ID: " ", PORT: "1" })).toBe(false);
    expect(hasCredentials({ APP_ID: "12" })).toBe(true);
    expect(hasCredentials({ PRIVATE_KEY_PATH: "app.pem" })).toBe(true);
  });
});
