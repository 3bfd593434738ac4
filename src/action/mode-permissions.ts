/**
 * What each mode needs of the job's token, and not more: the lines under `permissions:` of a job that runs it alone.
 * The workflows in the docs, the one that `quench init` writes, and this repository's own are held to it by tests.
 */
import type { ModeName } from "./inputs.ts";

/** Keys under `permissions:`, in the order in which people meet them. */
export const PERMISSION_KEYS = [
  "contents",
  "issues",
  "checks",
  "pull-requests",
  "actions",
  "deployments",
  "statuses",
] as const;

type ModePermissions = Readonly<Partial<Record<(typeof PERMISSION_KEYS)[number], "read" | "write">>>;

/** Everything that a verdict is read from. */
const READING = {
  contents: "read",
  "pull-requests": "read",
  actions: "read",
  deployments: "read",
  statuses: "read",
} as const satisfies ModePermissions;

/** `prove` takes commits and the policy from the repository, runs the tests, and posts one check. */
export const MODE_PERMISSIONS: Readonly<Record<ModeName, ModePermissions>> = {
  gate: { ...READING, issues: "write", checks: "write" },
  sweep: { ...READING, issues: "write", checks: "write" },
  report: { ...READING, issues: "read", checks: "read" },
  policy: { ...READING, issues: "read", checks: "write" },
  prove: { contents: "read", checks: "write" },
};
