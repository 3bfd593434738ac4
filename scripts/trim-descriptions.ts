/**
 * Trims GitHub's OpenAPI description to what the sandbox answers:
 *
 *     node scripts/run.mjs scripts/trim-descriptions.ts [folder of an earlier `npm pack`]
 *
 * writes test/descriptions/rest.json (every operation of the route table) and test/descriptions/webhooks.json (every
 * event it sends) as JSON Schema 2020-12, without texts and examples. Needs npm and tar; about 30 MB are downloaded.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routes } from "../src/sandbox/rest/table.ts";
import { collectSchemas, type Json, named, resolveRef, type Schema, shareRepeated, toSchema } from "./trim/schema.ts";

const PACKAGE = "@octokit/openapi@23.0.2";
const ENTRY = "package/generated/api.github.com.json";
const OUT = "test/descriptions";

/** Events and actions that the sandbox sends, by the names of the description. */
const WEBHOOKS: Readonly<Record<string, readonly string[]>> = {
  issues:
    "opened edited closed reopened labeled unlabeled assigned unassigned locked unlocked typed untyped deleted transferred".split(
      " ",
    ),
  "issue-comment": ["created", "edited", "deleted"],
  "issue-dependencies": ["blocked-by-added", "blocked-by-removed", "blocking-added", "blocking-removed"],
  "sub-issues": ["sub-issue-added", "sub-issue-removed", "parent-issue-added", "parent-issue-removed"],
  label: ["created", "edited", "deleted"],
  "pull-request":
    "opened edited closed reopened labeled unlabeled assigned unassigned locked unlocked synchronize".split(" "),
  "pull-request-review": ["submitted"],
  "check-run": ["created", "completed", "rerequested", "requested-action"],
  "check-suite": ["completed", "requested"],
  "workflow-run": ["requested", "in-progress", "completed"],
  "merge-group": ["checks-requested"],
  member: ["added", "edited", "removed"],
  organization: ["member-added", "member-removed"],
  installation: ["created", "deleted", "suspend", "unsuspend"],
  "installation-repositories": ["added", "removed"],
};
const WITHOUT_ACTION = ["push", "status"];

const fetched = (folder: string | undefined): Json => {
  const at = folder ?? mkdtempSync(join(tmpdir(), "descriptions-"));
  if (folder === undefined) execFileSync("npm", ["pack", PACKAGE, "--silent", "--pack-destination", at]);
  const tarball = join(at, `${PACKAGE.replace("@", "").replace(/[/@]/g, "-")}.tgz`);
  // The package is 395 MB unpacked: only the one file is taken out.
  execFileSync("tar", ["-xzf", tarball, "-C", at, ENTRY]);
  return JSON.parse(readFileSync(join(at, ENTRY), "utf8")) as Json;
};

/** The root directory is the same operation with an empty path. */
const ALIASES: Readonly<Record<string, string>> = { "/repos/{}/{}/contents": "/repos/{}/{}/contents/{}" };

const plain = (pattern: string): string => {
  const bare = pattern.replace(/\{[a-z_]+\+?\}/g, "{}");
  return ALIASES[bare] ?? bare;
};

const bodyOf = (document: Json, holder: unknown): Schema | undefined => {
  const content = (resolveRef(document, holder) as { content?: Record<string, { schema?: unknown }> }).content ?? {};
  const media = content["application/json"] ?? Object.values(content)[0];
  return media?.schema === undefined ? undefined : toSchema(media.schema);
};

const trimOperation = (document: Json, operation: Json): Json => {
  const docs = operation.externalDocs as { url?: string } | undefined;
  const responses: Json = {};
  for (const [status, response] of Object.entries(operation.responses as Json)) {
    const schema = bodyOf(document, response);
    responses[status] = schema ?? null;
  }
  const request = operation.requestBody === undefined ? undefined : bodyOf(document, operation.requestBody);
  return { docs: docs?.url ?? null, ...(request === undefined ? {} : { request }), responses };
};

const trimRest = (document: Json): Json => {
  const paths = document.paths as Record<string, Record<string, Json>>;
  const byPlain = new Map(Object.entries(paths).map(([path, methods]) => [plain(path), methods]));
  const operations: Json = {};
  const missing: string[] = [];
  for (const { method, pattern } of routes) {
    const operation = byPlain.get(plain(pattern))?.[method.toLowerCase()];
    if (operation === undefined) missing.push(`${method} ${pattern}`);
    else operations[`${method} ${pattern}`] = trimOperation(document, operation);
  }
  return { source: PACKAGE, missing, operations, schemas: collectSchemas(document, operations) };
};

const trimWebhooks = (document: Json): Json => {
  const webhooks = document["x-webhooks"] as Record<string, { post: { requestBody: unknown } }>;
  const keys = Object.entries(WEBHOOKS).flatMap(([event, actions]) => actions.map((action) => `${event}-${action}`));
  const events: Json = {};
  const missing: string[] = [];
  for (const key of [...keys, ...WITHOUT_ACTION]) {
    const schema = webhooks[key] === undefined ? undefined : bodyOf(document, webhooks[key].post.requestBody);
    if (schema === undefined) missing.push(key);
    else events[key] = schema;
  }
  return { source: PACKAGE, missing, events, schemas: collectSchemas(document, events) };
};

const write = (name: string, value: Json): void => {
  const text = `${JSON.stringify(named(shareRepeated(value)))}\n`;
  writeFileSync(join(OUT, name), text);
  console.log(`${name}: ${Math.round(text.length / 1024)} kB, missing: ${JSON.stringify(value.missing)}`);
};

const document = fetched(process.argv[2]);
write("rest.json", trimRest(document));
write("webhooks.json", trimWebhooks(document));
