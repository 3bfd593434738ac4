/** `quench doctor`: whether everything is set up: each line ok, or what to do. Reads, and writes nothing. */
import { type Environment, hasCredentials } from "../app/settings/config.ts";
import { ACTIONS } from "../core/evidence/reporter.ts";
import { defaultPolicy } from "../core/policy/resolve.ts";
import type { GitHubClient } from "../github/request/client.ts";
import { BadArgument, checkSameHost, type NamedRepository, repositoryOf } from "./argument.ts";
import { wantsColor } from "./demo/terminal.ts";
import { findWorkflows, lookAtActions } from "./doctor/actions.ts";
import { lookAtApp, lookAtInstallation } from "./doctor/app.ts";
import { lookAtBudget } from "./doctor/budget.ts";
import { type CredentialsSeen, lookAtCredentials } from "./doctor/credentials.ts";
import { lookAtEnvironment } from "./doctor/environment.ts";
import { lookAtLabels } from "./doctor/labels.ts";
import { exitCode, type Group, type Line, ok, unknown } from "./doctor/line.ts";
import { lookAtReach } from "./doctor/reach.ts";
import { lookAtForms, lookAtPolicy } from "./doctor/policy.ts";
import { doctorJson, doctorText } from "./doctor/print.ts";
import { lookAtRepository } from "./doctor/repository.ts";
import { lookAtCheck } from "./doctor/required-check.ts";
import { lookAtWebhook } from "./doctor/webhook.ts";
import { createProgress } from "./progress.ts";

export interface DoctorOptions {
  /** Left out: only the environment is looked at, and the App. */
  readonly repository: string | undefined;
  readonly json: boolean;
  readonly env: Environment;
}

/** @returns the exit code: 0 all ok, perhaps with warnings; 2 something to mend; 3 something could not be checked; 1 cannot run. */
export async function doctor({ repository, json, env }: DoctorOptions): Promise<number> {
  const progress = createProgress(process.stderr, "looking");
  progress.show(0, 0);
  try {
    const named = repository === undefined ? null : repositoryOf(repository, "doctor", env);
    const groups = await look(named, env);
    progress.clear();
    const name = named === null ? null : `${named.owner}/${named.repo}`;
    const text = json
      ? `${JSON.stringify(doctorJson(groups, name), null, 2)}\n`
      : doctorText(groups, wantsColor(process.stdout, process.env));
    process.stdout.write(text);
    return exitCode(groups);
  } catch (error) {
    progress.clear();
    if (!(error instanceof BadArgument)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function look(named: NamedRepository | null, env: Environment): Promise<readonly Group[]> {
  const environment = lookAtEnvironment(env, process.versions.node);
  const first = { name: "Environment", lines: environment.lines };
  if (environment.addresses === null) return [first, named === null ? NOT_NAMED : outOfReach(named)];
  const reach = await lookAtReach(environment.addresses, Date.now);
  const seen = await lookAtCredentials(env, environment.addresses, environment.problems, reach.reached);
  const { app, token } = seen;
  const installed = app === null || named === null ? null : await lookAtInstallation(app, named.owner, named.repo);
  const reader = readerOf(seen, installed?.id ?? null);
  const home = named === null || reader === null ? NOTHING : await lookAtHome(named, reader, seen);
  const without = (id: string, what: string): readonly Line[] =>
    named === null || token === null ? [] : [appLine(id, what, home.byAction, hasCredentials(env))];
  const permissions = app === null ? without("app-permissions", "the App's permissions") : lookAtApp(app);
  const webhook = app === null ? without("webhook", "the App's webhook") : await lookAtWebhook(app);
  const rest = named === null ? [NOT_NAMED] : reader === null ? [outOfReach(named)] : home.groups;
  return [
    first,
    { name: "Credentials", lines: [...reach.lines, ...seen.lines] },
    { name: "Permissions", lines: [...permissions, ...(installed?.lines ?? [])] },
    { name: "Webhook", lines: webhook },
    ...rest,
    { name: "Rate budget", lines: reader === null ? [] : await lookAtBudget(reader.client, reader.whose) },
  ];
}

interface Reader {
  readonly client: GitHubClient;
  /** For people. */
  readonly who: string;
  readonly whose: string;
  readonly byApp: boolean;
}

function readerOf({ app, token }: CredentialsSeen, installation: number | null): Reader | null {
  if (app !== null && installation !== null) {
    const client = app.forInstallation(installation);
    return { client, who: `the App ${app.slug}`, whose: "this installation", byApp: true };
  }
  return token === null ? null : { client: token.client, who: token.login, whose: token.login, byApp: false };
}

/**
 * What takes the App's credentials; where the Action does the work, there is nothing to look at.
 *
 * @param broken whether they are there, and do not work.
 */
function appLine(id: string, what: string, byAction: boolean, broken: boolean): Line {
  if (broken) return unknown(id, `${what}: only working credentials of the App show that`, "mend those first");
  if (byAction) return ok(id, `${what}: not looked at, as the Action does the work here`);
  const todo = "set APP_ID and PRIVATE_KEY_PATH, where Quench runs as an App";
  return unknown(id, `${what}: only the App's own credentials show that`, todo);
}

const NOT_NAMED: Group = {
  name: "Repository",
  lines: [ok("repository", "none was looked at: name one, as in `quench doctor acme/shop`")],
};

function outOfReach({ owner, repo }: NamedRepository): Group {
  return {
    name: "Repository",
    lines: [
      unknown(
        "repository",
        `${owner}/${repo} could not be looked at`,
        "mend the credentials or the installation first",
      ),
    ],
  };
}

interface HomeSeen {
  readonly groups: readonly Group[];
  /** Whether a workflow uses the Action. */
  readonly byAction: boolean;
}

const NOTHING: HomeSeen = { groups: [], byAction: false };

async function lookAtHome(named: NamedRepository, reader: Reader, { app }: CredentialsSeen): Promise<HomeSeen> {
  const { home, lines } = await lookAtRepository(reader.client, named, reader.who);
  if (home === null) return { ...NOTHING, groups: [{ name: "Repository", lines }] };
  checkSameHost(named, home.url);
  const workflows = await findWorkflows(home);
  const byAction = "found" in workflows && workflows.found.length > 0;
  const policy = await lookAtPolicy(home, Date.now(), byAction);
  const settings = policy.resolved?.state === "in_force" ? policy.resolved.policy : defaultPolicy("warn");
  const ours = app?.id ?? (byAction ? ACTIONS.id : null);
  const groups = [
    { name: "Repository", lines },
    { name: "Labels", lines: await lookAtLabels(home, settings) },
    { name: "Policy", lines: policy.lines },
    { name: "Issue forms", lines: await lookAtForms(home) },
    { name: "Required check", lines: await lookAtCheck(home, ours, policy.resolved) },
    { name: "Actions", lines: await lookAtActions(home, workflows, reader.byApp) },
  ];
  return { groups, byAction };
}
