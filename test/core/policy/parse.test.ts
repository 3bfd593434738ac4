import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Diagnostic, formatDiagnostic, parsePolicy } from "../../../src/core/policy/parse.ts";
import type { Policy } from "../../../src/core/policy/schema.ts";

const PATH = ".github/quench.yml";

function policyOf(text: string): Policy {
  const { policy, problems } = parsePolicy(text, PATH);
  expect(problems).toEqual([]);
  if (policy === null) throw new Error("refused");
  return policy;
}

function problemsOf(text: string): readonly Diagnostic[] {
  const { policy, problems } = parsePolicy(text, PATH);
  expect(policy).toBeNull();
  expect(problems.length).toBeGreaterThan(0);
  return problems;
}

describe("parsePolicy", () => {
  it("reads the file that the design shows", () => {
    const policy = policyOf(
      [
        "version: 1",
        "mode: enforce                  # shadow | warn | enforce",
        "enforce:",
        "  when: [SEV1, SEV2, repeat]",
        "incident:",
        "  labels: [incident]",
        "items:",
        "  label: hardening",
        "  create: on_label             # or on_restored",
        "closure:",
        "  grace: 60s",
        "time:",
        "  zone: Europe/Berlin",
        "  workdays: [mon, tue, wed, thu, fri]",
        "failure_classes: [config-change, capacity, dependency, deploy]",
      ].join("\n"),
    );
    expect(policy.mode).toBe("enforce");
    expect(policy.closure.grace).toBe(60_000);
    expect(policy.time.zone).toBe("Europe/Berlin");
    expect(policy.failure_classes).toEqual(["config-change", "capacity", "dependency", "deploy"]);
  });

  it("fills in every default", () => {
    const policy = policyOf("version: 1");
    expect(policy).toMatchObject({
      version: 1,
      enabled: true,
      mode: "shadow",
      enforce: { when: ["SEV1", "SEV2", "repeat"] },
      incident: { labels: ["incident"], types: ["Incident"] },
      items: { label: "hardening", create: "on_label" },
      closure: { grace: 60_000, max_reopens_per_day: 2 },
      windows: { keep: 24 * 3_600_000, close: 72 * 3_600_000, learn: 14 * 86_400_000 },
      time: { zone: "UTC", workdays: ["mon", "tue", "wed", "thu", "fri"] },
      failure_classes: [],
      people: { override: { role: "maintain", users: [], teams: [] }, steward: "triage", escalation: null },
    });
    expect(policy.evidence.trusted_hosts).toEqual([]);
    expect(policy.files.tests.length).toBeGreaterThan(0);
  });

  it("reads CRLF, a byte order mark, anchors, and logins with or without @", () => {
    const policy = policyOf(
      "\ufeffversion: 1\r\npeople:\r\n  escalation: '@octocat'\r\n  override: { users: [alice, '@bob'], teams: ['@acme/sre'] }\r\nincident: { labels: &l [sev, outage], types: *l }\r\n",
    );
    expect(policy.people).toEqual({
      steward: "triage",
      override: { role: "maintain", users: ["alice", "bob"], teams: ["acme/sre"] },
      escalation: "octocat",
      away: [],
    });
    expect(policy.incident.types).toEqual(["sev", "outage"]);
  });

  it("shares nothing between two policies", () => {
    const first = policyOf("version: 1");
    first.incident.labels.push("changed");
    expect(policyOf("version: 1").incident.labels).toEqual(["incident"]);
  });

  it.each([
    ["version: 1\nmoode: enforce", 2, 1, "moode", /no setting/, "did you mean `mode`?"],
    ["version: 1\nclosure:\n  grac: 1s", 3, 3, "closure.grac", /no setting/, "did you mean `grace`?"],
    [
      "version: 1\nclosure:\n  zzz: 1",
      3,
      3,
      "closure.zzz",
      /no setting/,
      "known here: `grace`, `max_reopens_per_day`, `override_lasts`, `settles_after`",
    ],
    ["mode: warn", 1, 1, "version", /missing/, "write `version: 1`"],
    ["version: 2", 1, 10, "version", /cannot be `2`/, "write `version: 1`"],
    ["version: '1'", 1, 10, "version", /cannot be `"1"`/, "write `version: 1`"],
    ["version: 1\nmode: warned", 2, 7, "mode", /cannot be `warned`/, "did you mean `warn`?"],
    ["version: 1\nmode: off", 2, 7, "mode", /cannot be `off`/, "write one of `shadow`, `warn`, `enforce`"],
    ["version: 1\nenabled: yes", 2, 10, "enabled", /cannot be `yes`/, "write `true` or `false`"],
    [
      "version: 1\nenforce:\n  when:\n    - SEV1\n    - SEV9",
      5,
      7,
      "enforce.when[1]",
      /cannot be `SEV9`/,
      "did you mean `SEV1`?",
    ],
    ["version: 1\nclosure: {grace: 60}", 2, 18, "closure.grace", /cannot be `60`/, /duration such as `60s`/],
    [
      "version: 1\nclosure: {grace: 2h}",
      2,
      18,
      "closure.grace",
      /cannot be `2h`/,
      "write a duration from `0s` to `1h`",
    ],
    ["version: 1\nwindows: {keep: 14d}", 2, 10, "windows", /does not add up/, /shorter/],
    ["version: 1\ntime: {zone: Mars/Phobos}", 2, 14, "time.zone", /Mars/, /IANA/],
    ["version: 1\nincident: {labels: []}", 2, 20, "incident.labels", /empty list/, "list at least one label"],
    ["version: 1\nincident: {labels: incident}", 2, 20, "incident.labels", /cannot be/, "write a list, `[a, b]`"],
    ["version: 1\nincident:", 2, 10, "incident", /empty/, /remove the line/],
    ["version: 1\nfiles: {tests: [/a/**]}", 2, 17, "files.tests[0]", /cannot be/, /repository's root/],
    ["version: 1\npeople: {escalation: acme/sre}", 2, 22, "people.escalation", /cannot be/, /one GitHub login/],
    ["version: 1\nversion: 1", 2, 1, "", /written twice/, /keep one/],
    ["version: 1\nclosure: {grace: 1s, grace: 2s}", 2, 22, "", /`grace` is written twice/, /keep one/],
    ["a: b: c", 1, 4, "", /YAML cannot be read/, /correct/],
    ["version: 1\n---\nversion: 1", 2, 1, "", /more than one/, /keep one/],
    ["version: !!js/function x", 1, 10, "", /cannot be read/, /correct/],
    ["", 1, 1, "", /says nothing/, "begin with `version: 1`"],
    ["# nothing yet\n", 1, 1, "", /says nothing/, "begin with `version: 1`"],
    ["- version: 1", 1, 1, "", /not a list/, "begin with `version: 1`"],
    ["just text", 1, 1, "", /not a list/, "begin with `version: 1`"],
    ["version: 1\nmode: *nope", 1, 1, "", /anchor that is not there/, /alias/],
    ["? [a]\n: 1", 1, 3, "", /plain word/, /name/],
    ["__proto__: {enabled: false}\nversion: 1", 1, 1, "__proto__", /no setting/, /known here/],
    ["version: 1\nconstructor: 1", 2, 1, "constructor", /no setting/, /known here/],
  ])("tells what is wrong with %j", (text, line, column, key, message, fix) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ path: PATH, line, column, key });
    expect(problem?.message).toMatch(message);
    if (typeof fix === "string") expect(problem?.fix).toBe(fix);
    else expect(problem?.fix).toMatch(fix);
  });

  it.each([
    ["grace: 1s", "grace", "move it to `closure.grace`, indented below `closure:`"],
    ["closure.grace: 1s", "closure.grace", "write `closure:` and below it, indented, `grace:`"],
    ["closure: {mode: warn}", "closure.mode", "move it to `mode` at the top level, not indented"],
    ["users: [alice]", "users", "move it to `people.override.users`, indented below `override:`"],
    ["label: x", "label", "move it to `items.label`, indented below `items:`"],
    ["reminders: {audit: 3}", "reminders.audit", "move it to `rhythm.audit`, indented below `rhythm:`"],
    [
      "reminders: {warn: 3}",
      "reminders.warn",
      "move it to `promote.warn`, indented below `promote:` or `phases.warn`, indented below `phases:`",
    ],
    ["quiet_hour: 1", "quiet_hour", "did you mean `time.quiet_hours`?"],
    ["closure.graec: 1s", "closure.graec", "did you mean `closure.grace`?"],
    ["failure-classes: []", "failure-classes", "did you mean `failure_classes`?"],
    ["closure: {maxReopensPerDay: 1}", "closure.maxReopensPerDay", "did you mean `max_reopens_per_day`?"],
    ["time: {quiet_hours: {form: '22:00', to: '06:00'}}", "time.quiet_hours.form", "did you mean `from`?"],
    ["people: {override: {user: [alice]}}", "people.override.user", "did you mean `users`?"],
    ["people: {override: {zzzz: 1}}", "people.override.zzzz", "known here: `role`, `users`, `teams`"],
  ])("says what was meant by an unknown key, or where it belongs: %s", (text, key, fix) => {
    const found = problemsOf(`version: 1\n${text}`).find((problem) => problem.key === key);
    expect(found).toMatchObject({ line: 2, message: `\`${key}\` is no setting`, fix });
  });

  it.each([
    [
      "promote: {warn: 2026-05-01, enforce: 2026-05-01}",
      "promote",
      "make the day of `warn` earlier than that of `enforce`",
    ],
    [
      "promote: {warn: 2026-05-02, enforce: 2026-05-01}",
      "promote",
      "make the day of `warn` earlier than that of `enforce`",
    ],
    ["adoption: {least: 21}", "adoption", "make `least` no larger than `pull_requests`"],
    ["adoption: {pull_requests: 4}", "adoption", "make `least` no larger than `pull_requests`"],
    ["windows: {keep: 72h}", "windows", "make `keep` shorter than `close`, and `close` shorter than `learn`"],
    ["windows: {close: 14d}", "windows", "make `keep` shorter than `close`, and `close` shorter than `learn`"],
    ["sprint: {rank: 5}", "sprint", "make each step end after the one before it"],
    ["sprint: {adopt: 14}", "sprint", "make each step end after the one before it"],
    [
      "reminders: {before: [1, 3]}",
      "reminders.before",
      "list each number of days once, the largest first, such as `[3, 1]`",
    ],
    [
      "reminders: {before: [3, 3]}",
      "reminders.before",
      "list each number of days once, the largest first, such as `[3, 1]`",
    ],
    ['time: {quiet_hours: {from: "08:00", to: "08:00"}}', "time.quiet_hours", "make `from` and `to` differ"],
    ["incident: {labels: [Hardening]}", "incident.labels", "give each a label of its own"],
    ["incident: {labels: [drill]}", "incident.labels", "give each a label of its own"],
    ["incident: {drill_label: residual-risk}", "incident.drill_label", "give each a label of its own"],
    ["ledger: {debt_label: residual-risk}", "ledger.debt_label", "give each a label of its own"],
    ["items: {label: Incident}", "items.label", "give each a label of its own"],
  ])("refuses settings that contradict each other: %s", (text, key, fix) => {
    const problems = problemsOf(`version: 1\n${text}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 2, key, fix });
    expect(problems[0]?.message).toMatch(/ do(?:es)? not add up$/);
  });

  it.each([
    "promote: {warn: 2026-05-01, enforce: 2026-05-02}",
    "promote: {enforce: 2026-05-02}",
    "adoption: {least: 20}",
    "adoption: {pull_requests: 5}",
    "windows: {keep: 71h}",
    "sprint: {rank: 4}",
    "reminders: {before: []}",
    "reminders: {before: [14, 7, 1]}",
    'time: {quiet_hours: {from: "22:00", to: "06:00"}, days_off: [2028-02-29]}',
    "incident: {labels: [outage, Outage]}",
    "scores: {scorecard: 0, rubric: 0, adoption: 0}",
    "enforce: {when: []}",
    "rhythm: {digest: null, audit: null, hour: 0}",
    "gates: {items: shadow, owners: null}",
    "people: {override: {role: admin}, steward: write}",
  ])("takes %s", (text) => {
    expect(policyOf(`version: 1\n${text}`).version).toBe(1);
  });

  it("names both settings where one of the two is a default", () => {
    expect(problemsOf("version: 1\nincident: {labels: [hardening]}")[0]).toMatchObject({
      line: 2,
      column: 20,
      message: "`incident.labels` and `items.label` do not add up",
    });
  });

  it.each([
    ["closure: {grace: 01s}", "write a duration such as `60s`, `15m`, `72h`, `3d` or `2w`"],
    ["closure: {grace: ' 1s'}", "write a duration such as `60s`, `15m`, `72h`, `3d` or `2w`"],
    ["closure: {grace: 3601s}", "write a duration from `0s` to `1h`"],
    ["closure: {override_lasts: 23h}", "write a duration from `1d` to `30d`"],
    ["scores: {rubric: '7'}", "write a whole number from 0 to 10"],
    ["scores: {rubric: 11}", "write a whole number from 0 to 10"],
    ["scores: {rubric: 6.5}", "write a whole number from 0 to 10"],
    ["time: {days_off: [2026-02-29]}", "write a day such as `2026-03-31`"],
    ["time: {quiet_hours: {from: '24:00', to: '06:00'}}", "write a time of day such as `22:00`, in quotes"],
    ["people: {escalation: 12}", "write one GitHub login, such as `octocat`, in quotes if it looks like a number"],
    ["people: {override: {teams: [sre]}}", "write a team as `organization/team`"],
    ["evidence: {trusted_hosts: ['https://x.example']}", "write a host such as `grafana.example.com`"],
    ["items: {label: ' a'}", "write a label's name, without blanks around it"],
    [`items: {label: ${"x".repeat(51)}}`, "write at most 50 characters, as GitHub's labels have"],
    ["failure_classes: [1]", "write a class such as `config-change`, in quotes if it looks like a number"],
    ["people: {override: {role: write}}", "write one of `maintain`, `admin`"],
  ])("says what to write instead: %s", (text, fix) => {
    expect(problemsOf(`version: 1\n${text}`)[0]?.fix).toBe(fix);
  });

  it("keeps a host in small letters, as links are compared", () => {
    expect(policyOf("version: 1\nevidence: {trusted_hosts: [Grafana.Example.com]}").evidence.trusted_hosts).toEqual([
      "grafana.example.com",
    ]);
  });

  it("takes lists as long as they may be, and refuses longer ones", () => {
    const globs = (count: number): string => JSON.stringify(Array.from({ length: count }, (_, at) => `**/x${at}/**`));
    expect(policyOf(`version: 1\nfiles: {tests: ${globs(200)}}`).files.tests).toHaveLength(200);
    for (const count of [201, 500, 3000]) {
      expect(problemsOf(`version: 1\nfiles: {tests: ${globs(count)}}`)).toEqual([
        {
          path: PATH,
          line: 2,
          column: 16,
          key: "files.tests",
          message: "`files.tests` is too long",
          fix: "list at most 200 globs",
        },
      ]);
    }
    const days = Array.from({ length: 400 }, (_, at) => `20${String(20 + (at % 60)).padStart(2, "0")}-01-01`);
    expect(policyOf(`version: 1\ntime: {days_off: [${days.join(", ")}]}`).time.days_off).toHaveLength(400);
  });

  it("refuses a list of globs that together would take too long to match", () => {
    const globs = JSON.stringify(Array.from({ length: 190 }, () => "**/*a".repeat(12)));
    expect(problemsOf(`version: 1\nfiles: {tests: ${globs}}`)[0]).toMatchObject({
      message: "`files.tests` does not add up",
      fix: "write fewer globs, or simpler ones: together they hold too many stars and alternatives",
    });
  });

  it("reads a large file that says something: 200 globs in every list, each with its comment", () => {
    const list = (indent: string, entry: (at: number) => string, count = 200): string =>
      Array.from({ length: count }, (_, at) => `${indent}- ${entry(at)} # why\n`).join("");
    const kinds = [
      "tests",
      "guardrails",
      "runbooks",
      "oncall_checklists",
      "monitoring",
      "rollback",
      "ownership",
      "retros",
    ];
    const text = [
      "version: 1\nfiles:\n",
      ...kinds.map((kind) => `  ${kind}:\n${list("    ", (at) => `"**/${kind}/item-${at}/**"`)}`),
      `failure_classes:\n${list("  ", (at) => `class-${at}`)}`,
    ].join("");
    expect(text.length).toBeGreaterThan(60_000);
    expect(policyOf(text).files.retros).toHaveLength(200);
  });

  it("tells several problems in the order of the file", () => {
    const problems = problemsOf("version: 1\nmode: loud\nitems:\n  create: never\nbogus: 1");
    expect(problems.map(({ line, key }) => [line, key])).toEqual([
      [2, "mode"],
      [4, "items.create"],
      [5, "bogus"],
    ]);
  });

  it("quotes the file's own text so that it cannot break out of our Markdown", () => {
    const [problem] = problemsOf('version: 1\n"a`@everyone <!--": 1');
    expect(problem?.message).toBe("``a`@everyone <!--`` is no setting");
  });

  it.each([
    ["flow mappings", "{".repeat(60_000)],
    ["flow sequences", "a: [".repeat(15_000)],
    ["block sequences", "- ".repeat(30_000)],
    ["explicit keys", "? ".repeat(30_000)],
    ["compact mappings", "a: ".repeat(20_000)],
    ["closed nesting", `${"[".repeat(3000)}${"]".repeat(3000)}`],
  ])("refuses deep nesting without falling over: %s", (_, text) => {
    const [problem] = problemsOf(text);
    expect(problem?.message).toMatch(/nests too deeply/);
  });

  it("refuses alias bombs and files of many aliases", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    const bomb = names.map(
      (name, at) =>
        `${name}: &${name} [${
          at === 0
            ? "x"
            : Array(10)
                .fill(`*${names[at - 1]}`)
                .join(",")
        }]`,
    );
    expect(problemsOf(bomb.join("\n"))[0]?.message).toMatch(/anchors too often/);
    expect(problemsOf(`- &a x\n${"- *a\n".repeat(150)}`)[0]?.message).toMatch(/anchors too often/);
    expect(problemsOf(`- &a x\n${"- *a\n".repeat(12_000)}`)[0]?.message).toMatch(/too many keys and values/);
  });

  it("refuses what is larger than 256 kB, and tells few of many problems", () => {
    expect(problemsOf(`version: 1 #${"x".repeat(262_144)}`)[0]?.message).toMatch(/larger than 256 kB/);
    expect(problemsOf(Array.from({ length: 9000 }, (_, at) => `k${at}:`).join("\n")).length).toBeLessThanOrEqual(20);
    expect(problemsOf(`[${",".repeat(60_000)}`).length).toBeLessThanOrEqual(20);
  });

  it("never throws, and places every problem in the file", () => {
    const piece = fc.constantFrom(
      "version: 1",
      "mode: ",
      "- ",
      "{",
      "}",
      "[",
      "]",
      ":",
      "&a ",
      "*a",
      "!!",
      "'",
      '"',
      "|",
      "\n",
      "  ",
      "closure:",
      "#",
      "\t",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const text = pieces.join("");
        const { policy, problems } = parsePolicy(text, PATH);
        expect(policy === null).toBe(problems.length > 0);
        for (const { line, column } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(text.split("\n").length);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("formatDiagnostic", () => {
  it("is one line that an editor can jump to", () => {
    const [problem] = problemsOf("version: 1\nmoode: warn");
    if (problem === undefined) throw new Error("no problem");
    expect(formatDiagnostic(problem)).toBe(".github/quench.yml:2:1: `moode` is no setting; did you mean `mode`?");
  });
});
