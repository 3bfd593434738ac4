/** The companion Action: reads its inputs and the event, runs one mode, and says how it went. */
import { setTimeout as sleep } from "node:timers/promises";
import * as core from "@actions/core";
import type { ModeName } from "../core/onboarding/modes.ts";
import { ACTIONS_LOGIN } from "../github/identity.ts";
import { createClient } from "../github/request/client.ts";
import { readOnlyFor, sayTrouble, sayUsage } from "./ending.ts";
import { holdsUp } from "./failing.ts";
import { identify } from "./identity.ts";
import { readEvent, readInputs, readRunner } from "./inputs.ts";
import type { JobReport, Mode } from "./job.ts";
import { sayLacks } from "./lacks.ts";
import { createCleaner } from "./log.ts";
import { metered } from "./meter.ts";
import { watched } from "./permissions.ts";
import { useProxy } from "./proxy.ts";
import { publish } from "./publish.ts";

const clean = createCleaner(core.getInput("token").trim());
const say = (line: string): void => core.info(clean(line));
const command = (line: string): void => core.info(line);
/** Our words first, in every line. */
const log = {
  info: (fields: Record<string, unknown>, message: string) => say(`${message} ${JSON.stringify(fields)}`),
  warn: (fields: Record<string, unknown>, message: string) => say(`${message} ${JSON.stringify(fields)}`),
};

/** Each mode is evaluated only where it runs. */
const MODES: Readonly<Record<ModeName, () => Promise<Mode>>> = {
  gate: async () => (await import("./gate/gate.ts")).gate,
  sweep: async () => (await import("./sweep/sweep.ts")).sweep,
  report: async () => (await import("./report/report.ts")).report,
  policy: async () => (await import("./policy/policy.ts")).policy,
  prove: async () => (await import("./prove/prove.ts")).prove,
};

async function run(): Promise<JobReport> {
  const began = performance.now();
  const runner = readRunner(process.env);
  const inputs = readInputs((name) => core.getInput(name));
  const payload = readEvent(runner.eventPath);
  const withoutProxy = await useProxy(process.env);
  const { fetch: send, meter } = metered(fetch);
  const { owner, repo } = runner;
  const place = { owner, repo };
  const { client, lacks } = watched(
    createClient({
      auth: inputs.token,
      baseUrl: runner.apiUrl,
      graphqlUrl: runner.graphqlUrl,
      userAgent: "quench-action",
      fetch: send,
      log: { debug: (line) => core.debug(clean(line)), warn: (line) => core.debug(clean(line)) },
    }),
    place,
    inputs.mode,
  );
  const elapsed = (): number => performance.now() - began;
  let login = ACTIONS_LOGIN;
  let report: JobReport;
  try {
    // Asked while the mode is being loaded.
    const [identity, mode] = await Promise.all([identify(client), MODES[inputs.mode]()]);
    ({ login } = identity);
    const pause = (milliseconds: number): Promise<void> => sleep(milliseconds);
    const job = {
      runner,
      inputs,
      place,
      payload,
      client,
      identity,
      meter,
      lacks,
      log,
      say,
      command,
      sleep: pause,
      elapsed,
    };
    report = await mode(job);
  } catch (error) {
    report = sayTrouble(error, holdsUp(runner.eventName, payload) && !inputs.dryRun, withoutProxy);
  }
  const said = sayLacks(lacks(), {
    login,
    own: login === ACTIONS_LOGIN,
    mode: inputs.mode,
    readOnly: readOnlyFor(runner, payload),
  });
  const usage = sayUsage(inputs, meter, elapsed());
  const parts = [report.summary.trimEnd(), said.summary].filter((part) => part !== "");
  return {
    ...report,
    outputs: { ...report.outputs, requests: String(meter.requests()) },
    notes: [...report.notes, `${usage}.`],
    warnings: [...report.warnings, ...(said.warning === null ? [] : [said.warning])],
    // Where there is nothing to show, no summary is made for it.
    summary: parts.length === 0 ? "" : [...parts, `<sub>${usage}</sub>`].join("\n\n"),
  };
}

await publish(await run().catch((error: unknown) => sayTrouble(error, true, null)), clean);
