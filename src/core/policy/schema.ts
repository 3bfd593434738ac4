/**
 * The policy file's shape. Keys are written as in the file, so that `policy.closure.max_reopens_per_day`, the docs and
 * an error message all call a setting by one name. Durations are milliseconds once read.
 */
import { z } from "zod";
import { SEVERITIES } from "../forms/vocabulary.ts";
import { isLogin, isTeam } from "../login.ts";
import { isZone, parseDuration } from "../time.ts";
import { DEFAULT_FILES, DEFAULT_OUTPUT_CHECKS } from "./defaults.ts";
import { globProblem } from "./glob.ts";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A duration between two bounds, `60s` to `2w`; the error names the bounds. */
function duration(min: string, max: string) {
  const low = parseDuration(min) ?? 0;
  const high = parseDuration(max) ?? 0;
  return z.string("write a duration such as `60s`, `15m`, `72h`, `3d` or `2w`").transform((text, context) => {
    const ms = parseDuration(text);
    if (ms === null) {
      context.addIssue("write a duration such as `60s`, `15m`, `72h`, `3d` or `2w`");
      return z.NEVER;
    }
    if (ms < low || ms > high) {
      context.addIssue(`write a duration from \`${min}\` to \`${max}\``);
      return z.NEVER;
    }
    return ms;
  });
}

const labelName = z
  .string()
  .trim()
  .min(1, "write a label's name")
  .max(50, "GitHub's labels have at most 50 characters");
const glob = z
  .string()
  .min(1, "write a glob such as `docs/runbooks/**`")
  .max(300, "a glob has at most 300 characters")
  .superRefine((pattern, context) => {
    const problem = globProblem(pattern);
    if (problem !== null) {
      context.addIssue(problem);
    }
  });
const globs = z.array(glob).max(200, "list at most 200 globs");
const login = z
  .string()
  .transform((text) => text.trim().replace(/^@/, ""))
  .refine(isLogin, "write one GitHub login, such as `octocat`");
const team = z
  .string()
  .transform((text) => text.trim().replace(/^@/, ""))
  .refine(isTeam, "write a team as `organization/team`");
const host = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
    "write a host such as `grafana.example.com`",
  );
const failureClass = z.string().trim().min(1, "write a class such as `config-change`").max(100);

/** `.github/quench.yml`, version 1. Unknown keys are refused: a misspelt key must not silently do nothing. */
export const policySchema = z.strictObject({
  version: z.literal(1, "write `version: 1`"),
  enabled: z.boolean("write `true` or `false`").default(true),
  // A file that does not say its mode must not start to reopen issues or comment at people: whoever wants that says so.
  mode: z.enum(["shadow", "warn", "enforce"]).default("shadow"),
  enforce: z
    .strictObject({ when: z.array(z.enum([...SEVERITIES, "repeat"])).default(["SEV1", "SEV2", "repeat"]) })
    .prefault({}),
  incident: z
    .strictObject({
      labels: z.array(labelName).min(1, "list at least one label").max(20).default(["incident"]),
      types: z.array(z.string().trim().min(1).max(100)).max(20).default(["Incident"]),
    })
    .prefault({}),
  items: z
    .strictObject({
      label: labelName.default("hardening"),
      create: z.enum(["on_label", "on_restored"]).default("on_label"),
    })
    .prefault({}),
  closure: z
    .strictObject({
      grace: duration("0s", "1h").prefault("60s"),
      max_reopens_per_day: z.int("write a whole number").min(1).max(10).default(2),
    })
    .prefault({}),
  windows: z
    .strictObject({
      keep: duration("1h", "90d").prefault("24h"),
      close: duration("1h", "90d").prefault("72h"),
      learn: duration("1h", "90d").prefault("14d"),
    })
    .refine(
      ({ keep, close, learn }) => keep < close && close < learn,
      "make `keep` shorter than `close`, and `close` shorter than `learn`",
    )
    .prefault({}),
  time: z
    .strictObject({
      zone: z.string().refine(isZone, "write an IANA time zone such as `Europe/Berlin` or `UTC`").default("UTC"),
      workdays: z.array(z.enum(WEEKDAYS)).min(1, "list at least one day").default(["mon", "tue", "wed", "thu", "fri"]),
    })
    .prefault({}),
  failure_classes: z.array(failureClass).max(200).default([]),
  evidence: z
    .strictObject({
      output_checks: z
        .strictObject({
          include: globs.default([...DEFAULT_OUTPUT_CHECKS.include]),
          exclude: globs.default([...DEFAULT_OUTPUT_CHECKS.exclude]),
        })
        .prefault({}),
      trusted_hosts: z.array(host).max(100).default([]),
    })
    .prefault({}),
  files: z
    .strictObject({
      tests: globs.default([...DEFAULT_FILES.tests]),
      guardrails: globs.default([...DEFAULT_FILES.guardrails]),
      runbooks: globs.default([...DEFAULT_FILES.runbooks]),
      oncall_checklists: globs.default([...DEFAULT_FILES.oncall_checklists]),
      monitoring: globs.default([...DEFAULT_FILES.monitoring]),
      rollback: globs.default([...DEFAULT_FILES.rollback]),
      ownership: globs.default([...DEFAULT_FILES.ownership]),
      retros: globs.default([...DEFAULT_FILES.retros]),
    })
    .prefault({}),
  people: z
    .strictObject({
      override: z
        .strictObject({ users: z.array(login).max(100).default([]), teams: z.array(team).max(50).default([]) })
        .prefault({}),
      escalation: login.nullable().default(null),
    })
    .prefault({}),
});

/** The policy in force: every setting has its value. */
export type Policy = z.output<typeof policySchema>;

/** The kinds of file that a merged pull request can prove something with (R-H2). */
export type FileKind = keyof Policy["files"];
