/** How each command is written: for answers that say what would work, and for `/quench help`. */
import type { CommandName } from "./types.ts";

export interface Usage {
  /** As in the rulebook's table N. */
  readonly form: string;
  /** One that would be taken. */
  readonly example: string;
}

/** In the order in which help lists them. */
export const USAGE: Readonly<Record<CommandName, Usage>> = {
  item: {
    form: "/quench item <finding type> <title>",
    example: "/quench item missed detection Alert on a stalled queue",
  },
  evidence: {
    form: "/quench evidence implementation|ownership|rollback|dashboard|failure-path <url> [note], or behavior <style> <url>",
    example: "/quench evidence behavior drill https://github.com/acme/shop/actions/runs/42",
  },
  owner: { form: "/quench owner @login", example: "/quench owner @octocat" },
  due: { form: "/quench due <date> [because]", example: "/quench due 2026-03-31" },
  verifier: { form: "/quench verifier @login", example: "/quench verifier @octocat" },
  operator: { form: "/quench operator @login", example: "/quench operator @octocat" },
  escalation: { form: "/quench escalation @login", example: "/quench escalation @octocat" },
  "merge-owner": { form: "/quench merge-owner @login", example: "/quench merge-owner @octocat" },
  phase: { form: "/quench phase shadow|warn|enforce", example: "/quench phase warn" },
  verify: { form: "/quench verify", example: "/quench verify" },
  ack: { form: "/quench ack runbook|oncall|adoption", example: "/quench ack oncall" },
  outcome: {
    form: "/quench outcome confirmed|refuted|inconclusive <number>% <because>",
    example: "/quench outcome confirmed 40% two incidents instead of five",
  },
  snooze: { form: "/quench snooze <days> <because>", example: "/quench snooze 3 waiting for the vendor's fix" },
  blocked: { form: "/quench blocked <because>", example: "/quench blocked the staging cluster is down" },
  score: { form: "/quench score", example: "/quench score" },
  retire: {
    form: "/quench retire <reason> [replaced by #n]",
    example: "/quench retire the queue is gone, replaced by #12",
  },
  defer: {
    form: "/quench defer #<item> <date> <because>",
    example: "/quench defer #12 2026-06-30 the vendor ships in May",
  },
  risk: { form: "/quench risk accept #<risk issue>", example: "/quench risk accept #12" },
  restored: {
    form: "/quench restored <ISO time> <because>",
    example: "/quench restored 2026-03-01T09:30Z the form was filled in too early",
  },
  override: { form: "/quench override <reason>", example: "/quench override The drill is booked for Monday, see #12" },
  "false-alarm": { form: "/quench false-alarm <because>", example: "/quench false-alarm the probe was misconfigured" },
  help: { form: "/quench help", example: "/quench help" },
};

/** Every command's name, in the order of help. */
export const COMMAND_NAMES = Object.keys(USAGE) as readonly CommandName[];
