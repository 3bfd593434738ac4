/**
 * Lockfile → a bill of materials in CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/). Pure: the same lockfile gives
 * the same bytes, with no path, host or time of the machine in it, so that anybody can make it again and compare.
 */
import { createHash } from "node:crypto";
import { type Lockfile, neededBy, type RuntimePackage, runtimePackages } from "./lockfile.ts";

export interface Component {
  readonly type: "application" | "library";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses: readonly ({ readonly license: { readonly id: string } } | { readonly expression: string })[];
  readonly hashes?: readonly { readonly alg: "SHA-512"; readonly content: string }[];
}

export interface Bom {
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.5";
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly timestamp?: string; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** Licenses of packages that name none in the form that npm knows, read in the package itself. */
export const LICENSES_READ: Readonly<Record<string, string>> = {
  // `licenses` in its package.json, and the text of its LICENSE.
  jstat: "MIT",
};

/**
 * @param project name, version and license of package.json.
 * @param at the time to state, in ISO form; left out: none is.
 * @throws where a package has no license or no SHA-512.
 */
export function bomOf(
  lock: Lockfile,
  project: { readonly name: string; readonly version: string; readonly license: string },
  at?: string,
): Bom {
  const packages = runtimePackages(lock);
  const refs = new Map(packages.map((one) => [one.path, purlOf(one.name, one.version)]));
  const own = purlOf(project.name, project.version);
  const refsOf = (paths: readonly string[]): readonly string[] => sorted(paths.flatMap((path) => refs.get(path) ?? []));
  // One version installed in two places is one component.
  const components = new Map(packages.map((one) => [refs.get(one.path) ?? "", componentOf(one)]));
  const edges = new Map<string, readonly string[]>([[own, refsOf(neededBy("", lock))]]);
  for (const { path, needs } of packages) {
    const ref = refs.get(path) ?? "";
    edges.set(ref, sorted([...(edges.get(ref) ?? []), ...refsOf(needs)]));
  }
  const body = {
    metadata: {
      ...(at === undefined ? {} : { timestamp: at }),
      component: {
        type: "application",
        "bom-ref": own,
        name: project.name,
        version: project.version,
        purl: own,
        licenses: licensesOf(project.license),
      },
    },
    components: sorted([...components.keys()]).flatMap((ref) => components.get(ref) ?? []),
    dependencies: sorted([...edges.keys()]).map((ref) => ({ ref, dependsOn: edges.get(ref) ?? [] })),
  } as const;
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: serialOf(JSON.stringify(body)),
    version: 1,
    ...body,
  };
}

function componentOf({ name, version, license, integrity }: RuntimePackage): Component {
  const purl = purlOf(name, version);
  const known = license ?? LICENSES_READ[name];
  if (known === undefined) throw new Error(`${name} names no license: read it, and add it to LICENSES_READ.`);
  const base64 = /^sha512-(.+)$/.exec(integrity ?? "")?.[1];
  if (base64 === undefined) throw new Error(`${name} has no SHA-512 in package-lock.json.`);
  const content = Buffer.from(base64, "base64").toString("hex");
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version,
    purl,
    licenses: licensesOf(known),
    hashes: [{ alg: "SHA-512", content }],
  };
}

/** Source: https://github.com/package-url/purl-spec, type `npm`. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.split("/").map(encodeURIComponent).join("/")}@${encodeURIComponent(version)}`;
}

function licensesOf(license: string): Component["licenses"] {
  return /^[\w.+-]+$/.test(license) ? [{ license: { id: license } }] : [{ expression: license }];
}

/** A UUID that follows from the content (version 8, RFC 9562): another bill of materials has another one. */
function serialOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join("-")}`;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
