/** Names in the environment that look as if they were meant for Quench, and are none of its variables. */
import { type Environment, VARIABLES, type VariableName } from "./environment.ts";

/** What other Apps, and Probot by itself, call the same. */
const ALIASES: Readonly<Record<string, VariableName>> = {
  GITHUB_APP_ID: "APP_ID",
  GH_APP_ID: "APP_ID",
  GITHUB_APP_PRIVATE_KEY: "PRIVATE_KEY",
  GITHUB_PRIVATE_KEY: "PRIVATE_KEY",
  APPID: "APP_ID",
  APP_PRIVATE_KEY: "PRIVATE_KEY",
  PRIVATE_KEY_FILE: "PRIVATE_KEY_PATH",
  GITHUB_WEBHOOK_SECRET: "WEBHOOK_SECRET",
  WEBHOOK_SECRET_OLD: "WEBHOOK_SECRET_PREVIOUS",
  PRIVATE_KEY_OLD: "PRIVATE_KEY_PREVIOUS",
  GHE_HOST: "GITHUB_API_URL",
  GITHUB_ENTERPRISE_URL: "GITHUB_API_URL",
  LOGLEVEL: "LOG_LEVEL",
};

/** Names shorter than this are near too many others: `HOST` and `HOME`. */
const SHORTEST = 6;
const PREFIX = "QUENCH_";

export interface Misspelt {
  readonly name: string;
  /** Null where nothing is near. */
  readonly meant: VariableName | null;
}

/** The names that nothing reads, each with the variable that was probably meant; by name. Values are not looked at. */
export function misspeltNames(env: Environment): readonly Misspelt[] {
  const known = new Set<string>(
    VARIABLES.flatMap(({ name, lowerCase }) => [name, ...(lowerCase ? [name.toLowerCase()] : [])]),
  );
  return Object.keys(env)
    .filter((name) => !known.has(name) && (env[name] ?? "") !== "")
    .sort()
    .flatMap((name): readonly Misspelt[] => {
      const meant = meantBy(name, env);
      return meant !== null || name.toUpperCase().startsWith(PREFIX) ? [{ name, meant }] : [];
    });
}

function meantBy(name: string, env: Environment): VariableName | null {
  const upper = name.toUpperCase();
  const bare = upper.startsWith(PREFIX) ? upper.slice(PREFIX.length) : upper;
  const same = VARIABLES.find((one) => one.name === bare && one.name !== name)?.name ?? ALIASES[bare];
  if (same !== undefined && (bare !== upper || upper === name || bare.length >= SHORTEST)) return same;
  if (bare.length < SHORTEST) return null;
  const near = VARIABLES.flatMap((one) =>
    one.name.length >= SHORTEST && env[one.name] === undefined && isNear(bare, one.name) ? [one.name] : [],
  );
  return near[0] ?? null;
}

/** One letter more, less, other, or two exchanged; in a long name two such. Underscores do not count. */
function isNear(given: string, name: string): boolean {
  const plain = (text: string): string => text.replaceAll("_", "");
  return distanceOf(plain(given), plain(name)) <= (name.length >= 12 ? 2 : 1);
}

/** The optimal string alignment distance. */
function distanceOf(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let line = 1; line <= from.length; line += 1) {
    const row = [line];
    for (let column = 1; column <= to.length; column += 1) {
      const above = rows[line - 1] ?? [];
      const cost = from[line - 1] === to[column - 1] ? 0 : 1;
      let least = Math.min((above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + cost);
      if (line > 1 && column > 1 && from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1]) {
        least = Math.min(least, (rows[line - 2]?.[column - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    rows.push(row);
  }
  return rows[from.length]?.[to.length] ?? 0;
}

/** One line for people. */
export function misspeltLine({ name, meant }: Misspelt): string {
  return meant === null
    ? `${name} is set, and Quench has no such variable: see docs/reference/environment.md.`
    : `${name} is set, and Quench does not read it: is ${meant} meant?`;
}
