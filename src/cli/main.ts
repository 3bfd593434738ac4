#!/usr/bin/env node
/** The `quench` command. */
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { hasCredentials } from "../app/config.ts";
import { HELP, suggestion } from "./help.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values = Readonly<Record<string, string | boolean | undefined>>;

interface Command {
  readonly options: Options;
  /** How many arguments besides options it takes at most; none by default. */
  readonly operands?: number;
  /** @returns the exit code. */
  run(values: Values, operands: readonly string[]): Promise<number>;
}

/** Somebody wrote the command in a way that it cannot be meant. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

// Each command loads what it needs: `quench help` does not wait for Probot.
const runServe = async (): Promise<number> => (await import("./serve.ts")).serve(process.env);
const runDemo = async (): Promise<number> => (await import("./demo.ts")).demo();

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: { options: {}, run: runServe },
  sandbox: {
    options: {
      port: { type: "string", default: "4010" },
      empty: { type: "boolean", default: false },
      "no-app": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
    async run(values) {
      const { sandbox } = await import("./sandbox.ts");
      return sandbox({
        port: portOf(values["port"]),
        empty: values["empty"] === true,
        app: values["no-app"] !== true,
        json: values["json"] === true,
      });
    },
  },
  demo: { options: {}, run: runDemo },
  "check-policy": {
    options: { json: { type: "boolean", default: false } },
    operands: 1,
    async run(values, [file = ".github/quench.yml"]) {
      const { checkPolicy } = await import("./check-policy.ts");
      return checkPolicy({ file, json: values["json"] === true, now: Date.now() });
    },
  },
  forms: {
    options: {
      write: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
    operands: 1,
    async run(values, [folder]) {
      if (values["write"] === true && values["check"] === true) {
        throw new UsageError("`--write` and `--check` are two things: give one of them.");
      }
      const { forms } = await import("./forms.ts");
      const action = values["check"] === true ? "check" : values["write"] === true ? "write" : "print";
      return forms({ action, folder, json: values["json"] === true });
    },
  },
  parse: {
    options: { form: { type: "string" }, json: { type: "boolean", default: false } },
    operands: 1,
    async run(values, [body]) {
      const form = values["form"];
      if (typeof form !== "string") {
        throw new UsageError(
          "`--form` is missing: give the issue form, as in `--form .github/ISSUE_TEMPLATE/bug.yml`.",
        );
      }
      const { parse } = await import("./parse.ts");
      return parse({ form, body, oneLine: values["json"] === true });
    },
  },
  evaluate: {
    options: {
      snapshot: { type: "string" },
      policy: { type: "string" },
      now: { type: "string" },
      json: { type: "boolean", default: false },
    },
    async run({ snapshot, policy, now, json }) {
      if (typeof snapshot !== "string") {
        throw new UsageError("`--snapshot` is missing: give the snapshot's file, or `-` for standard input.");
      }
      const { evaluate } = await import("./evaluate.ts");
      const text = (value: string | boolean | undefined) => (typeof value === "string" ? value : undefined);
      return evaluate({ snapshot, policy: text(policy), now: text(now), json: json === true });
    },
  },
  record: {
    options: {
      output: { type: "string", short: "o" },
      redact: { type: "boolean", default: false },
      force: { type: "boolean", default: false },
      as: { type: "string" },
    },
    operands: 1,
    async run({ output, redact, force, as }, [incident]) {
      const { record } = await import("./record.ts");
      const text = (value: string | boolean | undefined) => (typeof value === "string" ? value : undefined);
      return record({
        incident,
        output: text(output),
        redact: redact === true,
        force: force === true,
        as: text(as),
        env: process.env,
      });
    },
  },
  explain: {
    options: { json: { type: "boolean", default: false } },
    operands: 1,
    async run(values, [id]) {
      const { explain } = await import("./explain.ts");
      return explain({ id, json: values["json"] === true });
    },
  },
  start: { options: {}, run: () => (hasCredentials(process.env) ? runServe() : runDemo()) },
  help: {
    options: {},
    async run() {
      process.stdout.write(HELP);
      return 0;
    },
  },
};

/**
 * Runs one command line.
 *
 * @param argv without node and script.
 * @returns the exit code: 0 done, 1 anything else; `evaluate` has codes of its own.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  if (name === "--help" || name === "-h") return main(["help"]);
  const command = name === undefined ? COMMANDS["start"] : COMMANDS[name];
  if (command === undefined || (name !== undefined && !Object.hasOwn(COMMANDS, name))) {
    const near = suggestion(name ?? "", Object.keys(COMMANDS));
    process.stderr.write(
      `There is no command \`${name ?? ""}\`.${near === null ? "" : ` Did you mean \`${near}\`?`} See \`quench help\`.\n`,
    );
    return 1;
  }
  try {
    const { values, operands } = read(command, rest);
    if (values["help"] === true) return await main(["help"]);
    return await command.run(values, operands);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message} See \`quench help\`.\n`);
    return 1;
  }
}

function read(
  { options, operands = 0 }: Command,
  args: readonly string[],
): { readonly values: Values; readonly operands: readonly string[] } {
  try {
    const all: Options = { ...options, help: { type: "boolean", short: "h", default: false } };
    const read = parseArgs({ args: [...args], options: all, strict: true, allowPositionals: operands > 0 });
    const extra = read.positionals[operands];
    if (extra !== undefined) throw new TypeError(`Unexpected argument '${extra}'`);
    return { values: read.values as Values, operands: read.positionals };
  } catch (error) {
    // Node's own words name the option; the rest of them is advice for programmers.
    throw new UsageError(error instanceof Error ? `${error.message.split(". ")[0] ?? ""}.` : String(error));
  }
}

function portOf(value: string | boolean | undefined): number {
  const port = Number(value);
  if (typeof value !== "string" || !/^\d+$/.test(value) || port > 65_535) {
    throw new UsageError(`--port is \`${String(value)}\`: give a number from 0 to 65535.`);
  }
  return port;
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return text;
}

/** True where this file was started, also through the link that npm makes for the bin. */
function isStarted(): boolean {
  const script = process.argv[1];
  if (script === undefined) return false;
  try {
    return realpathSync(script) === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
}

if (isStarted()) {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
      // Keep-alive connections of a client that is done must not hold the process.
      if (process.stdout.writableLength === 0) process.exit();
      else process.stdout.once("drain", () => process.exit());
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
}
