/** Plays the two originals in the box: a repository whose usual incident the App has settled, and one without any. */
import { type Sandbox, startSandbox } from "../../src/sandbox/start.ts";
import { readManifest } from "../../src/cli/manifest.ts";
import { INCIDENT, ITEM } from "../bench/reads.ts";
import { control } from "../bench/webhooks.ts";
import { ORIGINALS } from "./fleet.ts";
import type { IncidentFacts } from "./generator.ts";

/** As `npm run bench` has the usual incident. */
const USUAL = { items: 5, pulls: 2, comments: 30, files: 12 };
const POLICY = ".github/quench.yml";

/** A box with both repositories, and nobody listening yet. */
export async function openBox(): Promise<Sandbox> {
  const { default_permissions: permissions, default_events: events } = readManifest();
  const box = await startSandbox({ app: { permissions, events } });
  const { policy } = await files(box);
  const [, loud = ""] = ORIGINALS.incident.split("/");
  await rest(box, "PATCH", `/repos/${box.repository}`, { name: loud });
  await control(box.url, "POST", "repositories", { repository: ORIGINALS.quiet, admin: box.people.admin.login });
  const content = { message: "Add the policy", content: policy };
  await rest(box, "PUT", `/repos/${ORIGINALS.quiet}/contents/${POLICY}`, content);
  return box;
}

/** Opens the incident, and hears what the App makes of it. @param settled waits until the App asks nothing any more. */
export async function playIncident(box: Sandbox, settled: () => Promise<void>): Promise<IncidentFacts> {
  const size = { ...USUAL, incident_body: INCIDENT, item_body: ITEM, repository: ORIGINALS.incident };
  const { incident: number } = (await control(box.url, "POST", "bulk", size)) as { incident: number };
  // The first comment brings the App here; after the second there is nothing left to write.
  for (const body of ["We are looking into it.", "It holds."]) {
    await rest(box, "POST", `/repos/${ORIGINALS.incident}/issues/${number}/comments`, { body });
    await settled();
  }
  const pulls = (await rest(box, "GET", `/repos/${ORIGINALS.incident}/pulls?state=all&per_page=100`)) as readonly {
    readonly number: number;
    readonly head: { readonly sha: string };
  }[];
  return { number, label: "incident", pulls: pulls.map((pull) => ({ number: pull.number, sha: pull.head.sha })) };
}

async function files(box: Sandbox): Promise<{ readonly policy: string }> {
  const { content } = (await rest(box, "GET", `/repos/${box.repository}/contents/${POLICY}`)) as { content: string };
  return { policy: content.replaceAll("\n", "") };
}

async function rest(box: Sandbox, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${box.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${box.people.admin.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
