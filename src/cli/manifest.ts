/** The App's manifest: what it asks for. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Manifest {
  readonly default_permissions: Record<string, "read" | "write">;
  readonly default_events: readonly string[];
}

/** app.yml, as it came with this version. */
export function readManifest(): Manifest {
  return parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")) as Manifest;
}
