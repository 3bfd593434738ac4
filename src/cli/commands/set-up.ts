/** The commands that set Quench up, and check how it is set up. */
import { type Command, GITHUB_ENVIRONMENT, JSON_OPTION, UsageError } from "../frame/command.ts";

const init: Command = {
  name: "init",
  section: "set-up",
  line: "write policy, issue forms and workflow into a checkout",
  synopsis: [
    "quench init [DIR] [--yes] [--force] [--json]",
    "quench init [DIR] --with app|action|both --mode shadow|warn --zone ZONE --uses OWNER/REPO@SHA",
  ],
  details: [
    "Asks what it cannot see, with a proposal for each answer; writes nothing before the last answer, then all of it or nothing. What is there already stays as it is: a file that differs is named and left. A second run changes nothing.",
  ],
  operands: [
    { name: "DIR", what: "a folder in the checkout (the working directory); the files go to the checkout's root" },
  ],
  options: [
    { name: "yes", short: "y", what: "ask nothing: take every proposal" },
    {
      name: "with",
      value: "WHAT",
      choices: ["app", "action", "both"],
      what: "what looks at the incidents: the App you run, a workflow of this repository, or both (proposal: action)",
    },
    {
      name: "mode",
      value: "MODE",
      choices: ["shadow", "warn"],
      what: "shadow records, warn tells; enforce comes later (proposal: warn)",
    },
    { name: "zone", value: "ZONE", what: "the team's time zone, such as Europe/Berlin (proposal: this machine's)" },
    {
      name: "uses",
      value: "OWNER/REPO@SHA",
      what: "the copy of the Action that the workflow runs (proposal: the clone that this command runs from, where its commit is on GitHub)",
    },
    { name: "force", what: "overwrite files that differ, and say which" },
    { name: "json", what: "print what was written and left as JSON" },
  ],
  examples: [
    { line: "quench init", what: "in the checkout, with questions" },
    { line: "quench init --yes --with action --zone Europe/Berlin", what: "without" },
  ],
  exits: { 0: "written, or left where something is there already", 1: "nothing was written; standard error says why" },
  environment: [],
  async run({ text, flag, operands: [folder] }, env) {
    const { init: run } = await import("../init/init.ts");
    return run({
      folder,
      yes: flag("yes"),
      force: flag("force"),
      json: flag("json"),
      given: { with: text("with"), mode: text("mode"), zone: text("zone"), uses: text("uses") },
      env,
    });
  },
};

const checkPolicy: Command = {
  name: "check-policy",
  section: "set-up",
  line: "tell what is wrong with a policy file, or what it puts in force",
  synopsis: ["quench check-policy [FILE] [--json]"],
  operands: [{ name: "FILE", what: "the policy (.github/quench.yml); `-` for standard input" }],
  options: [{ name: "json", what: "print problems, warnings and the policy with all its defaults as JSON" }],
  examples: [
    { line: "quench check-policy", what: "the policy of this checkout" },
    { line: "git show main:.github/quench.yml | quench check-policy -", what: "of another branch" },
  ],
  exits: { 0: "valid, perhaps with warnings", 1: "not valid, or not to be read" },
  environment: [],
  async run({ flag, operands: [file = ".github/quench.yml"] }) {
    const { checkPolicy: run } = await import("../check-policy.ts");
    return run({ file, json: flag("json"), now: Date.now() });
  },
};

const doctor: Command = {
  name: "doctor",
  section: "set-up",
  line: "check that everything is set up: each line ok, or what to do",
  synopsis: ["quench doctor [OWNER/REPO] [--json]"],
  details: ["It reads, writes nothing, and prints no secret. More: docs/how-to/find-out-what-is-wrong.md."],
  operands: [{ name: "OWNER/REPO", what: "the repository; its address works too" }],
  options: [JSON_OPTION],
  examples: [
    { line: "quench doctor acme/shop", what: "credentials, permissions, webhook, labels, check, clock, rate budget" },
  ],
  exits: {
    0: "all is well, perhaps with warnings",
    2: "something is to be mended",
    3: "something could not be checked",
  },
  environment: GITHUB_ENVIRONMENT,
  async run({ flag, operands: [repository] }, env) {
    const { doctor: run } = await import("../doctor.ts");
    return run({ repository, json: flag("json"), env });
  },
};

const forms: Command = {
  name: "forms",
  section: "set-up",
  line: "print, write or check the issue forms",
  synopsis: ["quench forms [DIR] [--write | --check] [--json]"],
  operands: [{ name: "DIR", what: "their folder (.github/ISSUE_TEMPLATE)" }],
  options: [
    { name: "write", what: "write them into DIR, and the chooser's configuration where there is none" },
    { name: "check", what: "tell where those in DIR differ, and what to run" },
    { name: "json", what: "print the same as one line of JSON" },
  ],
  examples: [
    { line: "quench forms --check", what: "for CI: are they what this version writes" },
    { line: "quench forms --write", what: "bring them up to date" },
  ],
  exits: { 0: "done; with --check: none differs", 1: "with --check: one differs; else it could not be done" },
  environment: [],
  async run({ flag, operands: [folder] }) {
    if (flag("write") && flag("check")) {
      throw new UsageError("`--write` and `--check` are two things: give one of them.");
    }
    const { forms: run } = await import("../forms.ts");
    const action = flag("check") ? "check" : flag("write") ? "write" : "print";
    return run({ action, folder, json: flag("json") });
  },
};

const parse: Command = {
  name: "parse",
  section: "set-up",
  line: "read an issue's body by any issue form, as JSON",
  synopsis: ["quench parse --form FILE [BODY] [--json]"],
  operands: [{ name: "BODY", what: "a file with the body; `-` or nothing for standard input" }],
  options: [
    { name: "form", value: "FILE", what: "the issue form; it may be older or newer than the body" },
    { name: "json", what: "print one line of JSON" },
  ],
  examples: [
    {
      line: "gh issue view 12 --json body --jq .body | quench parse --form .github/ISSUE_TEMPLATE/incident.yml",
      what: "what an issue says",
    },
  ],
  exits: { 0: "read, whatever was found in it", 1: "form or body cannot be read" },
  environment: [],
  async run({ text, flag, operands: [body] }) {
    const form = text("form");
    if (form === undefined) {
      throw new UsageError("`--form` is missing: give the issue form, as in `--form .github/ISSUE_TEMPLATE/bug.yml`.");
    }
    const { parse: run } = await import("../parse.ts");
    return run({ form, body, oneLine: flag("json") });
  },
};

export const SET_UP: readonly Command[] = [init, checkPolicy, doctor, forms, parse];
