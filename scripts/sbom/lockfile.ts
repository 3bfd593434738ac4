/** The packages that a user of Quench installs, by package-lock.json: everything reached from `dependencies`. */

/** What npm writes of a package. Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#packages */
export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  /** `sha512-` and base64. */
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface Lockfile {
  readonly name?: string;
  readonly version?: string;
  /** By path: `` is the project, `node_modules/pino/node_modules/x` one that only pino sees. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface RuntimePackage {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; null where the package names none. */
  readonly license: string | null;
  readonly integrity: string | null;
  readonly hasInstallScript: boolean;
  /** Paths of what it asks for. */
  readonly needs: readonly string[];
}

const FOLDER = "node_modules/";

/**
 * In the order of their paths. `npm sbom --omit dev` and `npm ls --omit dev` are not asked: they leave out what a
 * development dependency needs too, `pg` and `zod` among them.
 */
export function runtimePackages(lock: Lockfile): readonly RuntimePackage[] {
  const found = new Map<string, RuntimePackage>();
  const waiting = [...neededBy("", lock)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const entry = lock.packages[path];
    if (entry === undefined || found.has(path)) continue;
    const needs = neededBy(path, lock);
    found.set(path, {
      path,
      name: path.slice(path.lastIndexOf(FOLDER) + FOLDER.length),
      version: entry.version ?? "",
      license: entry.license ?? null,
      integrity: entry.integrity ?? null,
      hasInstallScript: entry.hasInstallScript === true,
      needs,
    });
    waiting.push(...needs);
  }
  return [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Paths of what the package at a path asks for, as Node.js finds them from there; what is not installed is left out. */
export function neededBy(path: string, { packages }: Lockfile): readonly string[] {
  const entry = packages[path] ?? {};
  const meta = entry.peerDependenciesMeta ?? {};
  // A peer that is asked of whoever uses the package counts for the package; one that may be missing does not.
  const peers = Object.keys(entry.peerDependencies ?? {}).filter((name) => meta[name]?.optional !== true);
  const names = new Set([
    ...Object.keys(entry.dependencies ?? {}),
    ...Object.keys(entry.optionalDependencies ?? {}),
    ...(path === "" ? [] : peers),
  ]);
  return [...names].flatMap((name) => resolve(path, name, packages) ?? []).sort();
}

function resolve(from: string, name: string, packages: Lockfile["packages"]): string | null {
  // The package's own folder, then each that it lies in.
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf(FOLDER) - 1))) {
    const path = `${place === "" ? "" : `${place}/`}${FOLDER}${name}`;
    if (packages[path] !== undefined) return path;
    if (place === "") return null;
  }
}
