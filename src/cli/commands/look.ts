/** The commands that look at incidents. Each loads what it needs when it runs: help must not wait for it. */
import { type Command, GITHUB_ENVIRONMENT, JSON_OPTION, type OptionSpec } from "../frame/command.ts";

const INCIDENT = {
  name: "OWNER/REPO#N",
  what: "the incident; its address, as the browser shows it, works too",
} as const;

const REPOSITORY = { name: "OWNER/REPO", what: "the repository; its address works too" } as const;

const AS: OptionSpec = {
  name: "as",
  value: "LOGIN",
  what: "whose comments are Quench's own (the App's; with a token: the bot that wrote the tracker comment)",
};

const evaluate: Command = {
  name: "evaluate",
  section: "look",
  line: "judge an incident: live, or as it was recorded",
  synopsis: [
    "quench evaluate OWNER/REPO#N [--policy FILE] [--as LOGIN] [--json]",
    "quench evaluate --snapshot FILE [--policy FILE] [--now ISO] [--json]",
  ],
  details: [
    "Live, it reads the incident from GitHub as `quench record` does, judges it, and writes nothing anywhere. Remarks on what could not be read go to standard error.",
  ],
  operands: [INCIDENT],
  options: [
    { name: "snapshot", value: "FILE", what: "judge this recording, offline; `-` for standard input" },
    { name: "policy", value: "FILE", what: "judge by this policy file in place of the repository's" },
    {
      name: "now",
      value: "ISO",
      what: "with --snapshot: judge as of this instant, such as 2026-03-01T09:30:00Z, in place of the recording's",
    },
    { ...AS, what: `live: ${AS.what}` },
    { name: "json", what: "print the verdict as JSON (docs/reference/verdict.md)" },
  ],
  examples: [
    { line: "quench evaluate acme/shop#12", what: "may it close, and what is the next step" },
    { line: "quench evaluate acme/shop#12 --policy draft.yml", what: "and under another policy" },
    { line: "quench evaluate --snapshot incident.json --now 2026-03-20T09:00:00Z", what: "a recording, later" },
    { line: "quench evaluate acme/shop#12 --json | jq -r .next.text", what: "the next step alone" },
  ],
  exits: { 0: "the incident may close", 2: "it may not", 3: "unknown: something that decides could not be read" },
  environment: GITHUB_ENVIRONMENT,
  async run({ text, flag, operands: [incident] }, env) {
    const { evaluate: run } = await import("../evaluate.ts");
    return run({
      incident,
      snapshot: text("snapshot"),
      policy: text("policy"),
      now: text("now"),
      as: text("as"),
      json: flag("json"),
      env,
    });
  },
};

const record: Command = {
  name: "record",
  section: "look",
  line: "write what Quench reads of an incident into a file",
  synopsis: ["quench record OWNER/REPO#N [-o FILE] [--redact] [--force] [--as LOGIN]"],
  details: [
    "Reads as the App, which can verify what it remembers, where its credentials are set; else with a token, or with what `gh auth token` says. More: docs/how-to/record-an-incident.md.",
  ],
  operands: [INCIDENT],
  options: [
    {
      name: "output",
      short: "o",
      value: "FILE",
      fallback: "-",
      what: "the file; a former snapshot is overwritten; `-` for standard output",
    },
    {
      name: "redact",
      what: "take people's words and names out; nothing is written where that would change the judgment",
    },
    { name: "force", what: "overwrite any file" },
    AS,
  ],
  examples: [
    { line: "quench record acme/shop#12 -o incident.json", what: "for `quench evaluate --snapshot`" },
    { line: "quench record https://github.com/acme/shop/issues/12 --redact -o shared.json", what: "to share it" },
    { line: "quench record acme/shop#12 | quench evaluate --snapshot -", what: "judged at once" },
  ],
  exits: { 0: "written" },
  environment: GITHUB_ENVIRONMENT,
  async run({ text, flag, operands: [incident] }, env) {
    const { record: run } = await import("../record.ts");
    return run({
      incident,
      output: text("output"),
      redact: flag("redact"),
      force: flag("force"),
      as: text("as"),
      env,
    });
  },
};

const report: Command = {
  name: "report",
  section: "look",
  line: "tell how a repository's incidents stand",
  synopsis: ["quench report OWNER/REPO [-o DIR] [--json]"],
  details: [
    "Reads the open incidents and those closed in the last 15 days, and writes nothing to GitHub. Without a policy file it judges by the defaults in warn mode, and says so. What could not be read is told, and exits with 3.",
    "With -o: `portfolio.md` and `portfolio.json` (docs/reference/portfolio.md), `verdicts/N.json`, `bundles/N.json` and beside each bundle its `.sha256`. Former files of these names that Quench wrote are replaced, all others are left alone.",
    "Ctrl-C ends it with what is known so far. More: docs/reference/baseline.md.",
  ],
  operands: [REPOSITORY],
  options: [
    { name: "output", short: "o", value: "DIR", what: "write the report, the verdicts and the bundles as files there" },
    { name: "json", what: "print the portfolio as JSON (docs/reference/portfolio.md)" },
  ],
  examples: [
    { line: "quench report acme/shop", what: "the portfolio, in the terminal" },
    { line: "quench report acme/shop -o report", what: "with verdicts and bundles as files" },
    { line: "quench report acme/shop --json | jq '.incidents[] | select(.overdue > 0).number'", what: "what is late" },
  ],
  exits: { 0: "all is read and told", 3: "something could not be read, or not be told" },
  environment: GITHUB_ENVIRONMENT,
  async run({ text, flag, operands: [repository] }, env) {
    const { report: run } = await import("../report.ts");
    return run({ repository, output: text("output"), json: flag("json"), env });
  },
};

const bundle: Command = {
  name: "bundle",
  section: "look",
  line: "the proof an incident closed with, and whether a file is it",
  synopsis: ["quench bundle OWNER/REPO#N [-o FILE] [--json]", "quench bundle OWNER/REPO#N --verify FILE [--json]"],
  details: [
    "Puts the document together from the comments that hold it, checks it, and prints it as it was posted; what is said of it goes to standard error. Where none was posted, it says why and what is missing.",
    "With --verify it tells whether a file is, byte for byte, what was posted. A token tells by the SHA-256 and by who edited the comments; the App's credentials check the signature as well (docs/reference/bundle.md).",
  ],
  operands: [INCIDENT],
  options: [
    {
      name: "verify",
      value: "FILE",
      what: "tell whether this file is the bundle that was posted; `-` for standard input",
    },
    {
      name: "output",
      short: "o",
      value: "FILE",
      what: "write the document into this file; a former one is overwritten",
    },
    { name: "json", what: "print what is known of it as JSON, the document with it" },
  ],
  examples: [
    { line: "quench bundle acme/shop#12 -o bundle.json", what: "keep it" },
    { line: "quench bundle acme/shop#12 --verify bundle.json", what: "whether it is still what was archived" },
    { line: "quench bundle acme/shop#12 | sha256sum", what: "its SHA-256, made anew" },
  ],
  exits: {
    0: "it is there as it was posted; with --verify: the file is it",
    2: "none was posted, or it was changed; with --verify: the file is not it",
    3: "it cannot be told",
  },
  environment: GITHUB_ENVIRONMENT,
  async run({ text, flag, operands: [incident] }, env) {
    const { bundle: run } = await import("../bundle.ts");
    return run({ incident, verify: text("verify"), output: text("output"), json: flag("json"), env });
  },
};

const baseline: Command = {
  name: "baseline",
  section: "look",
  line: "what the gate would have said of past closures",
  synopsis: ["quench baseline OWNER/REPO [--days N] [--label NAME] [--policy FILE] [--json]"],
  details: [
    "Judges each incident that was closed as completed, by what GitHub shows of the time of its close: by the repository's policy as if it had been enforced, or by the defaults where there is none. It reads, and writes nothing.",
    "Ctrl-C ends it with what is known so far. More: docs/reference/baseline.md.",
  ],
  operands: [REPOSITORY],
  options: [
    { name: "days", value: "N", fallback: "90", what: "how far back to look, in days, up to 3650" },
    {
      name: "label",
      value: "NAME",
      what: "what makes an issue an incident, in place of the policy's labels and types",
    },
    { name: "policy", value: "FILE", what: "judge by this policy, as if it had been enforced" },
    JSON_OPTION,
  ],
  examples: [
    { line: "quench baseline acme/shop", what: "the last 90 days" },
    { line: "quench baseline acme/shop --label outage", what: "where incidents have another label" },
    { line: "quench baseline acme/shop --days 30 --json", what: "for a program" },
  ],
  exits: { 0: "told", 3: "something could not be told" },
  environment: GITHUB_ENVIRONMENT,
  async run({ text, flag, operands: [repository] }, env) {
    const { baseline: run } = await import("../baseline.ts");
    const [label, policy] = [text("label"), text("policy")];
    return run({ repository, days: text("days") ?? "90", label, policy, json: flag("json"), env });
  },
};

const explain: Command = {
  name: "explain",
  section: "look",
  line: "tell what a rule decides, or list them all",
  synopsis: ["quench explain [RULE] [--json]"],
  operands: [{ name: "RULE", what: "its id, as a verdict names it: `R-S2`" }],
  options: [JSON_OPTION],
  examples: [
    { line: "quench explain R-C1", what: "what it takes to close" },
    { line: "quench explain", what: "all of them" },
  ],
  exits: { 0: "told", 1: "there is no such rule" },
  environment: [],
  async run({ flag, operands: [id] }) {
    const { explain: run } = await import("../explain.ts");
    return run({ id, json: flag("json") });
  },
};

export const LOOK: readonly Command[] = [evaluate, record, report, bundle, baseline, explain];
