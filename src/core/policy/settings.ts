/**
 * The kinds of value that settings take: durations, days, globs, people. Each error says what to write instead. What a
 * check cannot tell the JSON Schema by itself stands beside it as `pattern`; `bounds` is for the reference page.
 */
import * as z from "zod";
import { isLogin, isTeam } from "../login.ts";
import { parseDuration } from "../time.ts";
import { globProblem, globsProblem } from "./glob.ts";
import { rangePattern } from "./range-pattern.ts";

export const MODES = ["shadow", "warn", "enforce"] as const;
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A duration between two bounds, `60s` to `2w`; the error names the bounds. */
export function duration(min: string, max: string) {
  const low = parseDuration(min) ?? 0;
  const high = parseDuration(max) ?? 0;
  const example = "write a duration such as `60s`, `15m`, `72h`, `3d` or `2w`";
  return z
    .string(example)
    .meta({ pattern: durationPattern(low, high), bounds: `\`${min}\` to \`${max}\`` })
    .transform((text, context) => {
      const ms = /^(?:0|[1-9]\d*)[a-z]$/.test(text) ? parseDuration(text) : null;
      if (ms === null) {
        context.addIssue(example);
        return z.NEVER;
      }
      if (ms < low || ms > high) {
        context.addIssue(`write a duration from \`${min}\` to \`${max}\``);
        return z.NEVER;
      }
      return ms;
    });
}

/** A duration takes at most six digits. */
const MOST = 999_999;

function durationPattern(low: number, high: number): string {
  const units = ["s", "m", "h", "d", "w"].flatMap((unit) => {
    const one = parseDuration(`1${unit}`) ?? 1;
    const [from, to] = [Math.ceil(low / one), Math.min(MOST, Math.floor(high / one))];
    return from > to ? [] : [`(?:${rangePattern(from, to)})${unit}`];
  });
  return `^(?:${units.join("|")})$`;
}

/** Text that neither begins nor ends with a blank. */
const TRIMMED = /^\S(?:.*\S)?$/;

export const labelName = z
  .string("write a label's name, in quotes if it looks like a number")
  .max(50, "write at most 50 characters, as GitHub's labels have")
  .regex(TRIMMED, "write a label's name, without blanks around it");
export const issueType = z
  .string("write an issue type's name, in quotes if it looks like a number")
  .max(100, "write at most 100 characters")
  .regex(TRIMMED, "write an issue type's name, without blanks around it");
export const failureClass = z
  .string("write a class such as `config-change`, in quotes if it looks like a number")
  .max(100, "write at most 100 characters")
  .regex(TRIMMED, "write a class such as `config-change`, without blanks around it");

const glob = z
  .string("write a glob such as `docs/runbooks/**`, in quotes")
  .max(300, "write at most 300 characters")
  .meta({ pattern: "^(?!\\.?/|!|\\s)[^\\\\]*[^\\\\\\s]$" })
  .superRefine((pattern, context) => {
    const problem = globProblem(pattern);
    if (problem !== null) {
      context.addIssue(problem);
    }
  });
export const globs = z
  .array(glob)
  .max(200, "list at most 200 globs")
  .superRefine((patterns, context) => {
    const problem = globsProblem(patterns);
    if (problem !== null) {
      context.addIssue(problem);
    }
  });

export const login = z
  .string("write one GitHub login, such as `octocat`, in quotes if it looks like a number")
  .meta({ pattern: "^@?(?!.{40})[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,20})?$" })
  .transform((text) => text.replace(/^@/, ""))
  .refine(isLogin, "write one GitHub login, such as `octocat`");
/** A login, or an App's as GitHub writes it: `deployer[bot]`. */
export const loginOrBot = z
  .string("write one GitHub login, such as `octocat` or `deployer[bot]`")
  .meta({ pattern: "^@?(?!.{46})[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,20})?(?:\\[bot\\])?$" })
  .transform((text) => text.replace(/^@/, ""))
  .refine(
    (text) => isLogin(text.replace(/\[bot\]$/, "")),
    "write one GitHub login, such as `octocat` or `deployer[bot]`",
  );
export const team = z
  .string("write a team as `organization/team`")
  .meta({ pattern: "^@?[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$" })
  .transform((text) => text.replace(/^@/, ""))
  .refine(isTeam, "write a team as `organization/team`");
export const host = z
  .string("write a host such as `grafana.example.com`")
  .regex(
    /^(?:\*\.)?(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/,
    "write a host such as `grafana.example.com`",
  )
  .toLowerCase();

/** A calendar day, `2026-03-31`. */
export const day = z.iso.date("write a day such as `2026-03-31`");
/** A time of day on the team's clocks, `22:00`. */
export const clock = z
  .string("write a time of day such as `22:00`, in quotes")
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "write a time of day such as `22:00`, in quotes");

/** On or off. */
export const flag = z.boolean("write `true` or `false`");

/** A whole number between two bounds; the error names them. */
export function count(min: number, max: number) {
  const wanted = `write a whole number from ${min} to ${max}`;
  return z.int(wanted).min(min, wanted).max(max, wanted);
}
