/** A small box to test in: one organization, one repository, a person for every role, an App and an Actions token. */
import type { Box } from "../../../src/sandbox/state/box.ts";
import { callerOfAccount, callerOfToken } from "../../../src/sandbox/state/callers.ts";
import { BoxError, type BoxEvent, type Caller } from "../../../src/sandbox/state/contract.ts";
import { createState } from "../../../src/sandbox/state/create.ts";
import type { GitHubApp, Installation, Issue, Repository, Role } from "../../../src/sandbox/state/model.ts";
import { storeAccount, storeApp } from "../../../src/sandbox/state/people.ts";
import { storeRepository } from "../../../src/sandbox/state/repositories.ts";

export const START = Date.parse("2026-03-02T09:00:00Z");

type Permissions = Record<string, "read" | "write" | "admin">;

export interface Town {
  box: Box;
  repository: Repository;
  admin: Caller;
  writer: Caller;
  triager: Caller;
  reader: Caller;
  outsider: Caller;
  /** Every event so far, as `event.action`. */
  log: string[];
  events: BoxEvent[];
  /** A caller of an App that is installed with these permissions. */
  install: (slug: string, permissions: Permissions) => { caller: Caller; app: GitHubApp; installation: Installation };
  /** A caller with a workflow's token. */
  actions: (permissions: Permissions) => Caller;
  /** Makes a branch with one commit. */
  branch: (name: string, files: Record<string, string>, message?: string) => string;
  /** A pull request from a fresh branch. */
  pull: (input: {
    title?: string;
    body?: string;
    branch?: string;
    base?: string;
    files?: Record<string, string>;
    message?: string;
  }) => Issue;
}

export const FILES = {
  "README.md": "# shop\n",
  "src/cart.js": "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n",
};

export const town = (options: { private?: boolean } = {}): Town => {
  const box = createState({ now: START });
  const org = storeAccount(box, { login: "acme", type: "Organization" });
  const repository = storeRepository(box, org, { name: "shop", private: options.private ?? false, files: FILES });
  const person = (login: string, role: Role): Caller => {
    const account = storeAccount(box, { login });
    if (role !== "none") repository.collaborators.set(account.id, role);
    return callerOfAccount(account);
  };
  const events: BoxEvent[] = [];
  const log: string[] = [];
  box.onEvent((event) => {
    events.push(event);
    log.push(event.action === null ? event.event : `${event.event}.${event.action}`);
  });
  const writer = person("wanda", "write");
  let branches = 0;

  const branch = (name: string, files: Record<string, string>, message = `change ${name}`): string => {
    const head = box.ask.commit(repository, repository.defaultBranch);
    box.do.createRef(writer, repository, `refs/heads/${name}`, head.sha);
    let sha = head.sha;
    for (const [path, text] of Object.entries(files)) {
      const former = box.ask.commit(repository, name).tree.get(path);
      sha = box.do.putContents(writer, repository, path, {
        message,
        content: Buffer.from(text),
        branch: name,
        sha: former,
      }).commit.sha;
    }
    return sha;
  };

  return {
    box,
    repository,
    admin: person("alba", "admin"),
    writer,
    triager: person("tomas", "triage"),
    reader: person("rui", "read"),
    outsider: person("otto", "none"),
    log,
    events,
    install(slug, permissions) {
      const app = storeApp(box, {
        slug,
        name: slug,
        clientId: `Iv.${slug}`,
        ownerId: org.id,
        publicKey: "",
        webhookUrl: null,
        webhookSecret: null,
        events: [],
        permissions,
      });
      const installation: Installation = {
        id: box.id(),
        appId: app.id,
        accountId: org.id,
        repositorySelection: "selected",
        repositoryIds: [repository.id],
        permissions,
        events: [],
        createdAt: box.clock.iso(),
        suspendedAt: null,
      };
      box.world.installations.set(installation.id, installation);
      const account = box.world.accounts.get(app.botId) ?? null;
      return { caller: { account, app, installation, token: null, asApp: false }, app, installation };
    },
    actions(permissions) {
      const bot = box.ask.account("github-actions[bot]");
      if (bot === undefined) throw new Error("no Actions bot");
      const token = `ghs_${Object.keys(permissions).join("_")}`;
      box.world.tokens.set(token, {
        token,
        kind: "actions",
        accountId: bot.id,
        installationId: null,
        repositoryIds: [repository.id],
        permissions,
        expiresAt: null,
      });
      const caller = callerOfToken(box.world, token, box.clock.now());
      if (caller === null) throw new Error("no caller");
      return caller;
    },
    branch,
    pull(input) {
      const name = input.branch ?? `work-${++branches}`;
      branch(name, input.files ?? { [`src/${name}.js`]: `${name}\n` }, input.message);
      return box.do.createPull(writer, repository, {
        title: input.title ?? `Change ${name}`,
        body: input.body ?? null,
        head: name,
        base: input.base ?? "main",
      });
    },
  };
};

/** What GitHub refuses with: status, message and the first field error. */
export const refusal = (act: () => unknown): { status: number; message: string; error: unknown } => {
  try {
    act();
  } catch (error) {
    if (error instanceof BoxError) return { status: error.status, message: error.message, error: error.errors?.[0] };
    throw error;
  }
  throw new Error("It was not refused.");
};

/** The timeline's events of one kind. */
export const timeline = <E extends Issue["events"][number]["event"]>(issue: Issue, event: E) =>
  issue.events.filter((one): one is Extract<Issue["events"][number], { event: E }> => one.event === event);
