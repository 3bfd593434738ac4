/** What one process of the App does. */
export const ROLES = ["receiver", "worker", "all"] as const;

/** `receiver`: takes webhooks and looks at nothing; `worker`: the other way round. Only with a database between them. */
export type Role = (typeof ROLES)[number];
