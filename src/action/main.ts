/** The companion Action: one event, the same pass as the App's, and a job that says how it went. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import * as core from "@actions/core";
import { createClient } from "../github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../github/request/errors.ts";
import { reconcile } from "../reconcile.ts";
import { lookAt } from "./event.ts";
import { findIncidents } from "./find.ts";
import { identify } from "./identity.ts";
import { readInputs, readRunner } from "./inputs.ts";
import { type Report, report } from "./report.ts";
import { renderSummary } from "./summary.ts";
import { policyOfTheWorkflow, watch, type Watched } from "./watch.ts";

/** Our words first: a line of the log that began with a person's text could be taken for a workflow command. */
const log = {
  debug: (message: string) => core.debug(message),
  info: (fields: Record<string, unknown>, message: string) => core.info(`${message} ${JSON.stringify(fields)}`),
  warn: (fields: Record<string, unknown>, message: string) => core.info(`${message} ${JSON.stringify(fields)}`),
};

async function run(): Promise<void> {
  const runner = readRunner(process.env);
  const inputs = readInputs((name) => core.getInput(name));
  const look = lookAt(runner.eventName, JSON.parse(readFileSync(runner.eventPath, "utf8")));
  if (look === null) {
    core.info(
      `An event of the kind ${JSON.stringify(runner.eventName)} has nothing to do with an issue or pull request.`,
    );
    await publish(report({ kind: "issue", number: 0 }, [], inputs.dryRun));
    return;
  }
  const client = createClient({
    auth: inputs.token,
    baseUrl: runner.apiUrl,
    graphqlUrl: runner.graphqlUrl,
    userAgent: "quench-action",
    log: { debug: log.debug, warn: (message) => core.debug(message) },
  });
  const identity = await identify(client);
  const place = { owner: runner.owner, repo: runner.repo };
  const watched: Watched[] = [];
  for (const number of await findIncidents(client, place, look)) {
    const subject = { ...place, number };
    const deps = { client, identity, log, readOnly: inputs.dryRun, defaultPolicy: policyOfTheWorkflow };
    watched.push(
      await watch(subject, {
        look: (each) => reconcile(each, deps),
        sleep: (milliseconds) => sleep(milliseconds),
        waiting: (why, milliseconds) => core.info(`Waiting ${Math.ceil(milliseconds / 1000)} s: ${why}.`),
      }),
    );
  }
  await publish(report(look, watched, inputs.dryRun));
}

async function publish(said: Report): Promise<void> {
  for (const [name, value] of Object.entries(said.outputs)) core.setOutput(name, value);
  if (said.judged.length === 0) core.info("Nothing here belongs to an incident.");
  for (const note of said.notes) core.info(note);
  for (const warning of said.warnings) core.warning(warning);
  const happened = [...said.failures, ...said.warnings, ...said.notes];
  if (process.env["GITHUB_STEP_SUMMARY"] && said.judged.length + happened.length > 0) {
    await core.summary.addRaw(renderSummary(said.judged, happened)).write();
  }
  if (said.failures.length > 0) core.setFailed(said.failures.join("\n"));
}

/** What the person who maintains the workflow can do about it. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Refused)) return message;
  if (error.status === 401) return `${message}. The input \`token\` is not valid, or no longer.`;
  if (error.status !== 403) return message;
  return `${message}. The job needs \`contents: read\`, \`issues: write\`, \`checks: write\`, \`pull-requests: read\`, \`actions: read\`, \`deployments: read\` and \`statuses: read\`.`;
}

try {
  await run();
} catch (error) {
  const outage = error instanceof Unavailable || error instanceof RateLimited;
  const gating = process.env["GITHUB_EVENT_NAME"]?.startsWith("pull_request") === true;
  // What GitHub could not answer never punishes (R-V1), and never lets a merge through either.
  if (outage && !gating) core.warning(`GitHub could not be read: ${explain(error)}. The next event looks again.`);
  else core.setFailed(explain(error));
}
