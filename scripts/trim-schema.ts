/**
 * Writes src/sandbox/graphql/schema.ts from GitHub's public GraphQL schema (`@octokit/graphql-schema`).
 *
 * Kept: every type that a query can reach, with every field, argument and value, so that the box refuses exactly the
 * documents that GitHub refuses. Left out: descriptions, and mutations with the types that only they use.
 *
 * Run: node scripts/run.mjs scripts/trim-schema.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type DefinitionNode, Kind, parse, print, visit } from "graphql";

const SOURCE = "node_modules/@octokit/graphql-schema/schema.graphql";
const TARGET = "src/sandbox/graphql/schema.ts";

const nameOf = (definition: DefinitionNode): string | undefined =>
  "name" in definition && definition.name !== undefined ? definition.name.value : undefined;

const whole = visit(parse(readFileSync(SOURCE, "utf8"), { noLocation: true }), {
  enter(node) {
    return "description" in node && node.description !== undefined ? { ...node, description: undefined } : undefined;
  },
});
const byName = new Map(whole.definitions.map((definition) => [nameOf(definition), definition]));

const implementers = new Map<string, string[]>();
for (const definition of whole.definitions) {
  for (const { name } of "interfaces" in definition ? (definition.interfaces ?? []) : []) {
    implementers.set(name.value, [...(implementers.get(name.value) ?? []), nameOf(definition) ?? ""]);
  }
}

const kept = new Set<string>();
const open = ["Query"];
for (let name = open.pop(); name !== undefined; name = open.pop()) {
  const definition = byName.get(name);
  if (kept.has(name) || definition === undefined) continue;
  kept.add(name);
  visit(definition, { NamedType: (type) => void open.push(type.name.value) });
  open.push(...(implementers.get(name) ?? []));
}

const sdl = print({
  kind: Kind.DOCUMENT,
  definitions: whole.definitions.filter(
    (definition) => definition.kind === Kind.DIRECTIVE_DEFINITION || kept.has(nameOf(definition) ?? ""),
  ),
});
const { version } = JSON.parse(readFileSync(`${dirname(SOURCE)}/package.json`, "utf8")) as { version: string };
const escaped = sdl.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
writeFileSync(
  TARGET,
  `/**
 * GitHub's public GraphQL schema as far as queries reach, without descriptions.
 * Source: @octokit/graphql-schema ${version}. Written by scripts/trim-schema.ts: do not edit.
 */
export const SDL = \`${escaped}\`;
`,
);
console.log(`${TARGET}: ${kept.size} types, ${sdl.length} characters`);
