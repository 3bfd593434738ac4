/**
 * `npm run sbom [-- FILE]`: writes the bill of materials of what a user installs, as CycloneDX JSON. FILE:
 * lib/quench.cdx.json where none is named.
 *
 * A time is stated only where SOURCE_DATE_EPOCH (seconds; https://reproducible-builds.org/specs/source-date-epoch/) is
 * set, as the release does from its commit.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { bomOf } from "./sbom/bom.ts";
import type { Lockfile } from "./sbom/lockfile.ts";

type Project = Parameters<typeof bomOf>[1];

const [file = "lib/quench.cdx.json"] = process.argv.slice(2);
const epoch = process.env["SOURCE_DATE_EPOCH"];
const at = epoch === undefined || epoch === "" ? undefined : new Date(Number(epoch) * 1000).toISOString();
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lockfile;
const project = JSON.parse(readFileSync("package.json", "utf8")) as Project;
const bom = bomOf(lock, project, at);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`${file}: ${bom.components.length} packages, ${bom.serialNumber}`);
