/** One incident judged in the three ways that Quench has: by the App's worker, by a job of the Action, in a terminal. */
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, jest } from "@jest/globals";
import { report } from "../../src/action/gate/say.ts";
import { watch } from "../../src/action/gate/watch.ts";
import { defaultInForce } from "../../src/core/policy/resolve.ts";
import type { Clients } from "../../src/app/clients.ts";
import { createIndex } from "../../src/app/known/index.ts";
import { createLog } from "../../src/app/log.ts";
import { createWorker } from "../../src/app/looks/work.ts";
import { evaluate } from "../../src/cli/evaluate.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import type { Identity } from "../../src/github/identity.ts";
import type { GitHubClient } from "../../src/github/request/client.ts";
import { createMemoryQueue } from "../../src/queue/memory.ts";
import type { IncidentSubject, Queue } from "../../src/queue/queue.ts";
import { type PassResult, reconcile, type ReconcileDeps } from "../../src/reconcile.ts";
import { createTestClock, flush } from "../queue/test-clock.ts";

/** Nothing is asked of GitHub: the scenario is what was read. */
const SILENT: GitHubClient = {
  graphql: () => Promise.reject(new Error("GitHub was asked")),
  rest: async (route) => {
    if (route === "GET /app") return { status: 200, data: { slug: "quench" }, headers: {} };
    throw new Error(`GitHub was asked: ${route}`);
  },
};
const LOG = { info: () => undefined, warn: () => undefined };

/** Only the reader is another, and nothing is written: what is decided does not depend on it. */
function reading(snapshot: Snapshot, deps: ReconcileDeps): ReconcileDeps {
  return { ...deps, readOnly: true, steps: { read: async () => ({ kind: "snapshot", snapshot }) } };
}

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

/** What the App's worker makes of an incident that its queue holds. */
export async function byTheApp(snapshot: Snapshot): Promise<unknown> {
  const clock = createTestClock(Date.parse(snapshot.now));
  const clients: Clients = { app: SILENT, forInstallation: () => SILENT, forget: () => undefined };
  const results: PassResult[] = [];
  const index = createIndex();
  const worker = createWorker({
    config: {
      appId: snapshot.self.appId ?? 0,
      privateKey,
      webhookSecret: "s",
      port: 0,
      host: "",
      logLevel: "silent",
      apiUrl: "https://forge.test",
      graphqlUrl: "https://forge.test/graphql",
    },
    clients,
    index: () => index,
    clock,
    log: createLog({ level: "silent" }),
    pass: async (subject, deps) => {
      const result = await reconcile(placeOf(subject), reading(snapshot, deps));
      results.push(result);
      return result;
    },
    repositoryPass: async () => undefined,
  });
  const queue: Queue = createMemoryQueue({ clock, work: worker.work, keep: (change) => index.apply(change) });
  const { owner, name } = snapshot.repository;
  queue.enqueue(
    { kind: "incident", installation: 3, repository: `${owner}/${name}`, number: snapshot.incident.number },
    { reason: "issues.labeled" },
  );
  await flush();
  for (let turn = 0; turn < 50 && results.length === 0; turn += 1) await flush();
  await queue.stop();
  const [result] = results;
  return result?.kind === "judged" ? asJson(result.verdict) : result;
}

function placeOf({ repository, number }: IncidentSubject) {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo, number };
}

export const ACTIONS: Identity = { login: "github-actions[bot]", appId: 15_368, kind: "action", key: null };

/** What a job of the mode `gate` puts out; `limited`: the output holds no verdict of this length, and says so. */
export async function byTheAction(
  snapshot: Snapshot,
): Promise<{ readonly verdict: unknown; readonly limited: boolean }> {
  const { owner, name } = snapshot.repository;
  const { number } = snapshot.incident;
  const deps = { client: SILENT, identity: ACTIONS, log: LOG, defaultPolicy: defaultInForce };
  const watched = await watch(
    { owner, repo: name, number },
    {
      look: (subject) => reconcile(subject, reading(snapshot, deps)),
      sleep: async () => undefined,
      waiting: () => undefined,
    },
  );
  const { outputs, judged, warnings } = report({
    holding: null,
    passes: { watched: [watched], broken: new Map(), left: [] },
    dryRun: true,
  });
  if (outputs.verdict !== "") return { verdict: JSON.parse(outputs.verdict), limited: false };
  expect(warnings.join("\n")).toContain("The verdict is too large for an output");
  return { verdict: asJson(judged[0]?.verdict), limited: true };
}

/** What `quench evaluate --snapshot FILE --json` prints. */
export async function byTheCommandLine(snapshot: Snapshot): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "quench-same-"));
  const file = join(folder, "snapshot.json");
  writeFileSync(file, JSON.stringify(snapshot));
  let printed = "";
  let complaints = "";
  const out = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const err = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    complaints += String(text);
    return true;
  });
  try {
    const code = await evaluate({ snapshot: file, json: true, env: {} });
    expect(complaints).toBe("");
    const verdict = JSON.parse(printed) as { closable: { outcome: string } };
    expect(code).toBe({ pass: 0, unknown: 3 }[verdict.closable.outcome] ?? 2);
    return verdict;
  } finally {
    out.mockRestore();
    err.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
