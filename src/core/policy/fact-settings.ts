/** What counts as a fact, and who may say what: failure classes, evidence, kinds of files, labels and people. */
import * as z from "zod";
import { DEFAULT_FILES, DEFAULT_OUTPUT_CHECKS } from "./defaults.ts";
import { day, failureClass, globs, host, labelName, login, loginOrBot, team } from "./settings.ts";

export const failureClasses = z
  .array(failureClass)
  .max(200, "list at most 200 classes")
  .default([])
  .describe(
    "Classes that the forms' *Failure class* may name, such as `config-change`; an empty list lets it name any. (R-M1, R-S1)",
  );

export const evidence = z
  .strictObject({
    output_checks: z
      .strictObject({
        include: globs
          .default([...DEFAULT_OUTPUT_CHECKS.include])
          .describe("Names of checks that count; `*` also matches `/`, and case does not matter. (R-H2)"),
        exclude: globs
          .default([...DEFAULT_OUTPUT_CHECKS.exclude])
          .describe("Names of checks that do not count even so. (R-H2)"),
      })
      .prefault({})
      .describe(
        "Checks whose success is command output, a half of implementation evidence; a list replaces its default. (R-H2, R-Q1)",
      ),
    trusted_hosts: z
      .array(host)
      .max(100, "list at most 100 hosts")
      .default([])
      .describe(
        "Hosts whose links may serve as a dashboard signal, such as `grafana.example.com` or `*.example.com`. (R-H6, R-A1)",
      ),
  })
  .prefault({})
  .describe("What counts as evidence. (R-H2, R-H6)");

const fileGlobs = (kind: keyof typeof DEFAULT_FILES, what: string) =>
  globs.default([...DEFAULT_FILES[kind]]).describe(what);

export const files = z
  .strictObject({
    tests: fileGlobs("tests", "Regression tests. (R-W2, R-S1, R-C6)"),
    guardrails: fileGlobs("guardrails", "Automated guardrails: checks, hooks, policies, workflows. (R-W2, R-C6)"),
    runbooks: fileGlobs("runbooks", "Runbooks and process documents. (R-W3, R-S1, R-C6)"),
    oncall_checklists: fileGlobs("oncall_checklists", "On-call checklists. (R-A1, R-Y9)"),
    monitoring: fileGlobs("monitoring", "Alert rules, dashboards and their routing. (R-S1)"),
    rollback: fileGlobs("rollback", "Rollback scripts and rehearsals. (R-S1)"),
    ownership: fileGlobs("ownership", "Files that say who owns and who is called. (R-S1)"),
    retros: fileGlobs("retros", "Retrospectives. (R-Y1)"),
  })
  .prefault({})
  .describe(
    "Which changed files of a merged pull request prove what: globs from the repository's root; a list replaces its default. (R-H2)",
  );

export const ledger = z
  .strictObject({
    risk_label: labelName.default("residual-risk").describe("Label of residual risks. (R-Z1)"),
    debt_label: labelName.default("reliability-debt").describe("Label of deferred reliability work. (R-D1)"),
  })
  .prefault({})
  .describe("Labels of what is accepted or put off. (R-Z1, R-D1)");

const absence = z
  .strictObject({
    login: login.describe("Login of who is away. (R-O3)"),
    from: day.describe("First day away, in the team's time zone. (R-O3)"),
    until: day.describe("Last day away. (R-O3)"),
    delegate: login.describe(
      "Login of who stands in: is reminded, and says in their place what an owner says; acknowledgements and sign-off stay personal. (R-O3)",
    ),
  })
  .refine(({ from, until }) => from <= until, "make `until` no earlier than `from`")
  .refine(
    ({ login: who, delegate }) => who.toLowerCase() !== delegate.toLowerCase(),
    "name somebody else as `delegate` than who is away",
  );

export const people = z
  .strictObject({
    override: z
      .strictObject({
        role: z
          .enum(["maintain", "admin"])
          .default("maintain")
          .describe("Least repository role that has the right by itself. (R-C5)"),
        users: z
          .array(loginOrBot)
          .max(100, "list at most 100 logins")
          .prefault([])
          .describe(
            "Logins that have it besides. An App, as `name[bot]`, may then close as not planned; a bot's commands never count. (R-C5, R-C3)",
          ),
        teams: z
          .array(team)
          .max(50, "list at most 50 teams")
          .prefault([])
          .describe("Teams, as `organization/team`, that have it besides. (R-C5)"),
      })
      .prefault({})
      .describe(
        "Who may override a gate, accept a risk, defer, retire, and let an incident go as not planned. (R-C5, R-C3, R-B5)",
      ),
    steward: z
      .enum(["triage", "write", "maintain", "admin"])
      .default("triage")
      .describe("Least role that may name owner, verifier, operator and dates by command. (R-B2, R-H4)"),
    escalation: login
      .nullable()
      .prefault(null)
      .describe(
        "Login of who is called where an incident is disputed or work stays overdue; `null` for nobody. (R-C8, R-O3)",
      ),
    away: z
      .array(absence)
      .max(100, "list at most 100 absences")
      .prefault([])
      .describe("Who is away, and who stands in for them. (R-O3)"),
  })
  .prefault({})
  .describe("Who may do what. (R-C5)");
