/** The commands that run something until they are told to stop, and those that are about the command itself. */
import { ROLES } from "../../app/settings/role.ts";
import { type Command, UsageError } from "../frame/command.ts";

const serve: Command = {
  name: "serve",
  section: "run",
  line: "run the GitHub App: takes webhooks at /api/github/webhooks",
  synopsis: ["quench serve [--role receiver|worker|all]"],
  details: [
    "All it needs is in the environment. Ctrl-C or SIGTERM ends it after what it is at, within 10 seconds; again: at once.",
    "With `DATABASE_URL` any number of processes share the work: receivers take webhooks, workers look at incidents.",
  ],
  operands: [],
  options: [
    {
      name: "role",
      value: "ROLE",
      fallback: "all",
      choices: ROLES,
      what: "what this process does; a part of it needs `DATABASE_URL`",
    },
  ],
  examples: [
    { line: "APP_ID=12 PRIVATE_KEY_PATH=app.pem WEBHOOK_SECRET=… quench serve", what: "on port 3000" },
    { line: "HOST=0.0.0.0 PORT=8080 quench serve", what: "in a container, with the rest from its environment" },
    { line: "DATABASE_URL=postgres://… quench serve --role worker", what: "one of several workers" },
  ],
  exits: { 0: "it was told to stop", 1: "it cannot start; every mistake of the environment is told at once" },
  environment: ["credentials", "rotation", "server", "scale", "github", "network"],
  async run({ text }, env) {
    const role = ROLES.find((one) => one === text("role")) ?? "all";
    const { serve: run } = await import("../serve.ts");
    return run(env, role);
  },
};

const demo: Command = {
  name: "demo",
  section: "try",
  line: "play an incident, from its label to an earned closure",
  synopsis: ["quench demo"],
  operands: [],
  options: [],
  examples: [{ line: "quench demo", what: "half a minute, without GitHub and without credentials" }],
  exits: { 0: "the story came to its end", 1: "it went another way" },
  environment: [],
  async run() {
    const { demo: run } = await import("../demo.ts");
    return run();
  },
};

const start: Command = {
  name: "start",
  section: "run",
  line: "serve with credentials, else demo (what `npm start` does)",
  synopsis: ["quench start", "quench"],
  operands: [],
  options: [],
  examples: [{ line: "npm start", what: "in a clone" }],
  exits: { 0: "as of `serve`, or of `demo`" },
  environment: ["credentials", "rotation", "server", "scale", "github", "network"],
  async run(given, env) {
    const { hasCredentials } = await import("../../app/settings/config.ts");
    return (hasCredentials(env) ? serve : demo).run({ ...given, text: () => "all" }, env);
  },
};

const sandbox: Command = {
  name: "sandbox",
  section: "try",
  line: "bring up GitHub in a box, with the App against it",
  synopsis: ["quench sandbox [--port N] [--empty] [--no-app] [--json]"],
  details: [
    "A repository, people with tokens, and the App, on this machine alone. Ctrl-C ends it, and nothing is kept.",
  ],
  operands: [],
  options: [
    { name: "port", value: "N", fallback: "4010", what: "port of the box; 0 takes any free one" },
    { name: "empty", what: "without sample files in the repository" },
    {
      name: "no-app",
      what: "only the box: webhooks go to `http://127.0.0.1:<port + 1>/api/github/webhooks`",
    },
    { name: "json", what: "print one line of JSON when ready: addresses, repository, a token for each person" },
  ],
  examples: [
    { line: "quench sandbox", what: "with what to try first" },
    { line: "quench sandbox --json --port 0", what: "for a program" },
  ],
  exits: { 0: "it was told to stop", 1: "it cannot start" },
  environment: [],
  async run({ text, flag }) {
    const port = portOf(text("port") ?? "");
    const { sandbox: run } = await import("../sandbox.ts");
    return run({ port, empty: flag("empty"), app: !flag("no-app"), json: flag("json") });
  },
};

function portOf(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`\`--port\` is \`${value}\`: give a whole number from 0 to 65535.`);
}

export const RUN: readonly Command[] = [serve, start, demo, sandbox];
