/** Accounts, their credentials, Apps and teams. Ids and instants as in model.ts. */

export type Role = "none" | "read" | "triage" | "write" | "maintain" | "admin";

export interface Account {
  id: number;
  nodeId: string;
  login: string;
  type: "User" | "Bot" | "Organization";
  name: string | null;
  createdAt: string;
  /** A deleted account shows as `ghost` wherever it acted. */
  deleted: boolean;
}

export interface Token {
  token: string;
  kind: "user" | "installation" | "actions";
  accountId: number;
  /** Set for installation and Actions tokens: whose permissions bound it. */
  installationId: number | null;
  /** Null = every repository its account or installation reaches. */
  repositoryIds: number[] | null;
  permissions: Record<string, "read" | "write" | "admin"> | null;
  expiresAt: string | null;
}

export interface GitHubApp {
  id: number;
  nodeId: string;
  clientId: string;
  slug: string;
  name: string;
  ownerId: number;
  /** The `<slug>[bot]` account its installation tokens act as. */
  botId: number;
  publicKey: string;
  webhookUrl: string | null;
  webhookSecret: string | null;
  /** As the hook's configuration writes them; left out: `json`, and certificates are verified. */
  webhookContentType?: "json" | "form";
  webhookInsecureSsl?: "0" | "1";
  events: string[];
  permissions: Record<string, "read" | "write" | "admin">;
  createdAt: string;
}

export interface Installation {
  id: number;
  appId: number;
  accountId: number;
  repositorySelection: "all" | "selected";
  repositoryIds: number[];
  permissions: Record<string, "read" | "write" | "admin">;
  events: string[];
  createdAt: string;
  suspendedAt: string | null;
}

export interface Team {
  id: number;
  nodeId: string;
  organizationId: number;
  slug: string;
  name: string;
  /** Members of child teams count as members of their parents too. */
  parentId: number | null;
  memberIds: number[];
}
