/** Who and what is in the box at the start: an organization, a repository, people with tokens, and the App. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { newToken } from "./control/tokens.ts";
import { seedFiles } from "./seed-files.ts";
import type { Box } from "./state/box.ts";
import type { Account, GitHubApp, Installation, Repository, Role } from "./state/model.ts";
import { storeAccount, storeApp, storeUserToken } from "./state/people.ts";
import { storeRepository } from "./state/repositories.ts";
import { ACTIONS_APP_ID } from "./state/workflow-runs.ts";

export type SeedRole = "admin" | "owner" | "verifier" | "author" | "outsider" | "actions";

export type Permissions = Record<string, "read" | "write" | "admin">;

export interface SeedOptions {
  /** Only the organization, the people and a repository with a README. */
  empty?: boolean;
  app?: { permissions: Permissions; events: readonly string[]; webhookUrl?: string | null; keys?: KeyPair };
}

/** The App's keys in PEM. A pair takes a tenth of a second to make, so that many boxes may share one. */
export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** PKCS #1, as GitHub hands it out. */
export const makeKeys = (): KeyPair =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });

/** What an App needs to act in the box. */
export interface Credentials {
  appId: number;
  clientId: string;
  /** PEM, PKCS #1 as GitHub hands it out. */
  privateKey: string;
  webhookSecret: string;
  installationId: number;
}

export interface Seed {
  repository: Repository;
  app: GitHubApp;
  installation: Installation;
  people: Record<SeedRole, { login: string; token: string }>;
  credentials: Credentials;
}

const CAST: readonly { seed: Exclude<SeedRole, "actions">; login: string; name: string; role: Role }[] = [
  { seed: "admin", login: "ada-admin", name: "Ada Okafor", role: "admin" },
  { seed: "owner", login: "olu-owner", name: "Olu Bergström", role: "write" },
  { seed: "verifier", login: "vera-verifier", name: "Vera Lindqvist", role: "write" },
  { seed: "author", login: "andy-author", name: "Andy Moreau", role: "write" },
  { seed: "outsider", login: "otto-outsider", name: "Otto Feld", role: "none" },
];

/** What a workflow's token may do here ("Controlling permissions for GITHUB_TOKEN"). */
const ACTIONS_PERMISSIONS: Permissions = {
  issues: "write",
  checks: "write",
  statuses: "write",
  contents: "read",
  pull_requests: "read",
  actions: "read",
  metadata: "read",
};

const APP_PERMISSIONS: Permissions = {
  issues: "write",
  checks: "write",
  contents: "read",
  pull_requests: "read",
  actions: "read",
  statuses: "read",
  merge_queues: "read",
  members: "read",
  metadata: "read",
};

const APP_EVENTS = [
  "check_run",
  "check_suite",
  "issue_comment",
  "issues",
  "member",
  "merge_group",
  "pull_request",
  "pull_request_review",
  "push",
  "status",
  "sub_issues",
  "workflow_run",
];

const seedApp = (box: Box, owner: Account, repository: Repository, options: SeedOptions["app"]) => {
  const pair = options?.keys ?? makeKeys();
  const permissions: Permissions = { ...(options?.permissions ?? APP_PERMISSIONS), metadata: "read" };
  const events = [...(options?.events ?? APP_EVENTS)];
  const webhookSecret = randomBytes(20).toString("hex");
  const app = storeApp(box, {
    clientId: `Iv23li${randomBytes(7).toString("hex")}`,
    slug: "quench",
    name: "Quench",
    ownerId: owner.id,
    publicKey: pair.publicKey,
    webhookUrl: options?.webhookUrl ?? null,
    webhookSecret,
    events,
    permissions,
  });
  const installation: Installation = {
    id: box.id(),
    appId: app.id,
    accountId: owner.id,
    repositorySelection: "selected",
    repositoryIds: [repository.id],
    permissions,
    events,
    createdAt: box.clock.iso(),
    suspendedAt: null,
  };
  box.world.installations.set(installation.id, installation);
  const credentials: Credentials = {
    appId: app.id,
    clientId: app.clientId,
    privateKey: pair.privateKey,
    webhookSecret,
    installationId: installation.id,
  };
  return { app, installation, credentials };
};

const seedActions = (box: Box, repository: Repository): { login: string; token: string } => {
  const bot = box.world.accounts.get(box.world.apps.get(ACTIONS_APP_ID)?.botId ?? 0);
  if (bot === undefined) throw new Error("The box has no GitHub Actions App.");
  const token = newToken("ghs");
  box.world.tokens.set(token, {
    token,
    kind: "actions",
    accountId: bot.id,
    installationId: null,
    repositoryIds: [repository.id],
    permissions: ACTIONS_PERMISSIONS,
    expiresAt: null,
  });
  return { login: bot.login, token };
};

/** Fills an empty box. */
export const seed = (box: Box, options: SeedOptions = {}): Seed => {
  const organization = storeAccount(box, { login: "acme", name: "Acme", type: "Organization" });
  const accounts = CAST.map((person) => ({
    ...person,
    account: storeAccount(box, { login: person.login, name: person.name }),
  }));
  const admin = accounts.find((person) => person.seed === "admin");
  const repository = storeRepository(box, organization, {
    name: "shop",
    description: "The Acme web shop",
    author: admin?.account,
    files: options.empty ? { "README.md": "# shop\n" } : seedFiles(),
  });
  const person = (role: Exclude<SeedRole, "actions">): { login: string; token: string } => {
    const found = accounts.find((one) => one.seed === role);
    if (found === undefined) throw new Error(`Nobody plays ${role}.`);
    if (found.role !== "none") repository.collaborators.set(found.account.id, found.role);
    return { login: found.login, token: storeUserToken(box, found.account, newToken("ghp")).token };
  };
  const people = {
    admin: person("admin"),
    owner: person("owner"),
    verifier: person("verifier"),
    author: person("author"),
    outsider: person("outsider"),
    actions: seedActions(box, repository),
  };
  return { repository, people, ...seedApp(box, organization, repository, options.app) };
};
