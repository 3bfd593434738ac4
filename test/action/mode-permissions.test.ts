/** Each mode with the permissions of its table on a private repository: with all of them nothing is refused, without one it is. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { gate } from "../../src/action/gate/gate.ts";
import { readInputs } from "../../src/action/inputs.ts";
import type { Mode } from "../../src/action/job.ts";
import { metered } from "../../src/action/meter.ts";
import { type Lack, watched } from "../../src/action/permissions.ts";
import { policy } from "../../src/action/policy/policy.ts";
import { report } from "../../src/action/report/report.ts";
import { sweep } from "../../src/action/sweep/sweep.ts";
import { MODE_PERMISSIONS, type ModeName } from "../../src/core/onboarding/modes.ts";
import { createClient } from "../../src/github/request/client.ts";
import { ACTIONS } from "../support/three-ways.ts";
import { form, type Pull, World } from "../support/e2e.ts";
import { theAction } from "../support/instance.ts";

const MODES: readonly (readonly [ModeName, Mode, string])[] = [
  ["gate", gate, "issues"],
  ["sweep", sweep, "schedule"],
  ["report", report, "workflow_dispatch"],
  ["policy", policy, "pull_request"],
];

let world: World;
let incident = 0;
let change: Pull;
const workspace = mkdtempSync(join(tmpdir(), "quench-needs-"));

beforeAll(async () => {
  world = await World.open({ app: false });
  await world.as.admin.patch(world.repo, { private: true });
  ({ number: incident } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) }));
  await theAction(world).look(incident);
  const items = await world.items(incident);
  await world.name(items);
  for (const item of items) await world.fillIn(item, { "Target environment": "production" });
  const { head } = await world.ship(items);
  await world.as.author.post(`${world.repo}/statuses/${head.sha}`, { state: "success", context: "ci/old" });
  await world.exercise(items);
  change = await world.pull(world.as.author, { files: { ".github/quench.yml": "version: 1\nmode: warn\n" } });
});
afterAll(async () => {
  await world.close();
  rmSync(workspace, { recursive: true, force: true });
});

/** One run of a mode with a token that may do this, and what was refused to it. */
async function lacking(name: ModeName, mode: Mode, event: string, permissions: object): Promise<readonly Lack[]> {
  const { url: apiUrl, graphqlUrl, repository } = world.box;
  const { data } = await world.control("POST", "tokens", { permissions });
  const [owner = "", repo = ""] = repository.split("/");
  const place = { owner, repo };
  const { fetch: send, meter } = metered(fetch);
  const given = createClient({ auth: data.token, baseUrl: apiUrl, graphqlUrl, fetch: send });
  const { client, lacks } = watched(given, place, name);
  const quiet = () => undefined;
  await mode({
    runner: {
      apiUrl,
      graphqlUrl,
      owner,
      repo,
      eventName: event,
      eventPath: "",
      workspace,
      temp: workspace,
      actor: null,
      workflow: null,
    },
    inputs: readInputs((input) => ({ token: String(data.token), mode: name })[input] ?? ""),
    place,
    payload: { action: "edited", issue: { number: incident }, ...(event === "pull_request" ? pullPayload() : {}) },
    client,
    identity: ACTIONS,
    meter,
    lacks,
    log: { info: quiet, warn: quiet },
    say: quiet,
    command: quiet,
    sleep: async () => undefined,
    elapsed: () => 0,
  }).catch((error: unknown) => {
    // What a mode cannot do at all without, it says by an error; what was refused is told all the same.
    if (lacks().length === 0) throw error;
  });
  return lacks();
}

function pullPayload() {
  const { number, head } = change;
  return { pull_request: { number, head, base: { ref: "main" } } };
}

describe("on a private repository", () => {
  it.each(MODES)("%s is refused nothing with the permissions of its table", async (name, mode, event) => {
    expect(await lacking(name, mode, event, MODE_PERMISSIONS[name])).toEqual([]);
  });

  // A sweep makes the passes of the gate, and a policy's simulation reads what it does.
  const each = MODES.filter(([name]) => name === "gate" || name === "report");

  it.each(
    each.flatMap(([name, mode, event]) =>
      Object.entries(MODE_PERMISSIONS[name]).map(([key, level]) => ({ name, mode, event, key, level })),
    ),
  )("$name needs `$key: $level`", async ({ name, mode, event, key, level }) => {
    const { [key]: _left, ...rest } = MODE_PERMISSIONS[name] as Record<string, string>;
    const lacks = await lacking(name, mode, event, rest);
    expect(lacks.map((lack) => [lack.key, lack.level])).toContainEqual([key, level]);
  });
});
