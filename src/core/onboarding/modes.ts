/**
 * The modes of the Action, and what each needs of the job's token, and not more: the lines under `permissions:` of a job
 * that runs it alone. Workflows that are offered, written and checked are held to it.
 */
export const MODE_NAMES = ["gate", "sweep", "report", "policy", "prove"] as const;

export type ModeName = (typeof MODE_NAMES)[number];

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

export type ModePermissions = Readonly<Partial<Record<(typeof PERMISSION_KEYS)[number], "read" | "write">>>;

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
