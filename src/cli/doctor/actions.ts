/** The Action: whether a workflow uses it, may run, and may do what it needs. */
import { MODE_NAMES, MODE_PERMISSIONS } from "../../core/onboarding/modes.ts";
import { UNKNOWN_COPY } from "../../core/onboarding/workflow.ts";
import { inParallel } from "../../github/request/look.ts";
import { shellWord } from "../shell-word.ts";
import { ask, whyNotAnswered } from "./ask.ts";
import { fail, type Line, ok, unknown, warn } from "./line.ts";
import type { Home } from "./repository.ts";
import { type ActionUse, type Level, readWorkflowFile, type WorkflowFile } from "./workflow-file.ts";

const FOLDER = ".github/workflows";
/** Workflow files that are read. */
const MOST_FILES = 50;

const RANK: Readonly<Record<Level, number>> = { none: 0, read: 1, write: 2 };

export interface Workflow extends WorkflowFile {
  /** `quench.yml` */
  readonly name: string;
}

export type Workflows = { readonly found: readonly Workflow[] } | { readonly unread: Line };

/** The workflow files that use the Action. */
export async function findWorkflows({ client, owner, repo }: Home): Promise<Workflows> {
  const folder = await ask(client, `GET /repos/{owner}/{repo}/contents/${FOLDER}`, { owner, repo });
  if (folder.kind === "refused" && folder.status === 404) return { found: [] };
  if (folder.kind !== "answer") return { unread: unread(folder) };
  const names = (Array.isArray(folder.data) ? (folder.data as readonly { name: string; type: string }[]) : [])
    .filter(({ name, type }) => type === "file" && /\.ya?ml$/.test(name))
    .map(({ name }) => name);
  const found: Workflow[] = [];
  let problem: Line | null = null;
  await inParallel(names.slice(0, MOST_FILES), async (name) => {
    const path = `${FOLDER}/${encodeURIComponent(name)}`;
    const asked = await ask(client, `GET /repos/{owner}/{repo}/contents/${path}`, { owner, repo });
    if (asked.kind !== "answer") problem = unread(asked);
    else {
      const { content = "" } = asked.data as { readonly content?: string };
      const file = readWorkflowFile(Buffer.from(content, "base64").toString("utf8"));
      if (file.uses.length > 0) found.push({ name, ...file });
    }
  });
  if (problem !== null) return { unread: problem };
  return { found: found.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function unread(asked: Parameters<typeof whyNotAnswered>[0]): Line {
  const todo =
    asked.kind === "refused" ? `give the credentials ${asked.permission ?? "contents: read"}` : "try again later";
  return unknown("workflow", `the workflow files could not be read: ${whyNotAnswered(asked)}`, todo);
}

/** @param byApp whether the App does the work here: then no workflow is needed. */
export async function lookAtActions(home: Home, workflows: Workflows, byApp: boolean): Promise<readonly Line[]> {
  if ("unread" in workflows) return [workflows.unread];
  const { found } = workflows;
  if (found.length === 0) {
    if (byApp) return [ok("workflow", "no workflow uses the Action; the App does the work")];
    const saw = "no workflow on the default branch uses the Action";
    return [
      warn(
        "workflow",
        saw,
        "`quench init` in a checkout writes one; without it, install the App",
        `${home.url}/tree/${home.branch}/${FOLDER}`,
      ),
    ];
  }
  const allowed = await allowedLine(home);
  const fallback = found.some(({ uses }) => uses.some(({ permissions }) => permissions === null))
    ? await defaultLevel(home)
    : null;
  const states = await Promise.all(found.map((workflow) => stateLine(home, workflow)));
  return [
    ...(allowed === null ? [] : [allowed]),
    ...states,
    ...found.flatMap((workflow) => [...copyLines(home, workflow), ...permissionLines(home, workflow, fallback)]),
    ...sweepLines(found),
  ];
}

/** Null where only administrators are told: whether it runs, its runs tell too. */
async function allowedLine({ client, owner, repo, url }: Home): Promise<Line | null> {
  const asked = await ask(client, "GET /repos/{owner}/{repo}/actions/permissions", { owner, repo });
  if (asked.kind !== "answer") return null;
  const { enabled, allowed_actions: allowed } = asked.data as {
    readonly enabled?: boolean;
    readonly allowed_actions?: string;
  };
  const page = `${url}/settings/actions`;
  if (enabled === false) return fail("actions", "Actions is switched off", "allow it on this page", page);
  return allowed === "local_only"
    ? fail("actions", "only actions of this repository's owner are allowed", "allow Quench's on this page", page)
    : ok(
        "actions",
        `Actions is switched on${allowed === "selected" ? " for selected actions: Quench's must be among them" : ""}`,
      );
}

/** What a workflow's token may do by default; null where only administrators are told. */
async function defaultLevel({ client, owner, repo }: Home): Promise<"read" | "write" | null> {
  const asked = await ask(client, "GET /repos/{owner}/{repo}/actions/permissions/workflow", { owner, repo });
  if (asked.kind !== "answer") return null;
  const { default_workflow_permissions: level } = asked.data as { readonly default_workflow_permissions?: string };
  return level === "read" || level === "write" ? level : null;
}

/** Whether GitHub runs it, and how its last run ended. */
async function stateLine({ client, owner, repo, url }: Home, { name }: Workflow): Promise<Line> {
  const id = `workflow ${name}`;
  const page = `${url}/actions/workflows/${encodeURIComponent(name)}`;
  const where = { owner, repo, workflow_id: name };
  const asked = await ask(client, "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}", where);
  if (asked.kind === "refused" && asked.status === 404) {
    return warn(id, `${name} has never run`, "cause one of its events, or start it on this page", page);
  }
  if (asked.kind !== "answer") {
    const todo =
      asked.kind === "refused" ? `give the credentials ${asked.permission ?? "actions: read"}` : "try again later";
    return unknown(id, `whether ${name} runs could not be read: ${whyNotAnswered(asked)}`, todo, page);
  }
  const { state = "active" } = asked.data as { readonly state?: string };
  if (state !== "active") {
    const why =
      state === "disabled_inactivity" ? "GitHub switched it off, as nobody touched the repository for 60 days" : state;
    return fail(
      id,
      `${name} is switched off (${why})`,
      `\`gh workflow enable ${shellWord(name)} --repo ${owner}/${repo}\``,
      page,
    );
  }
  const runs = await ask(client, "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", {
    ...where,
    status: "completed",
    per_page: 1,
  });
  const list = runs.kind === "answer" ? (runs.data as { readonly workflow_runs?: readonly Run[] }).workflow_runs : [];
  const [last] = list ?? [];
  if (last === undefined) return ok(id, `${name} is there and active`);
  const told = `${name} is active; its last run ended with ${last.conclusion ?? "nothing"} (${last.event ?? ""}, ${last.created_at ?? ""})`;
  // A gate that holds a merge up fails by right.
  return last.conclusion === "startup_failure"
    ? fail(id, told, "its page tells the mistake in the file", last.html_url ?? page)
    : ok(id, told);
}

interface Run {
  readonly conclusion?: string | null;
  readonly event?: string;
  readonly created_at?: string;
  readonly html_url?: string;
}

/** Somebody committed the workflow that was offered, and named no copy of the Action yet. */
function copyLines({ url, branch }: Home, { name, uses }: Workflow): readonly Line[] {
  if (!uses.some(({ copy }) => copy === UNKNOWN_COPY)) return [];
  const saw = `${name} still says \`uses: ${UNKNOWN_COPY}\`, which GitHub refuses to run`;
  const todo = "name your copy of Quench, and the full SHA of one of its commits";
  return [fail(`copy ${name}`, saw, todo, `${url}/blob/${branch}/${FOLDER}/${name}`)];
}

function permissionLines(home: Home, { name, uses }: Workflow, fallback: "read" | "write" | null): readonly Line[] {
  const page = `${home.url}/blob/${home.branch}/${FOLDER}/${name}`;
  return uses.map(({ job, mode, permissions }) => {
    const id = `permissions ${name} ${job}`;
    const known = MODE_NAMES.find((each) => each === (mode ?? "gate"));
    const which = `${name}, job \`${job}\` (mode ${mode ?? "by an expression"})`;
    if (known === undefined) {
      return fail(id, `${which}: there is no such mode`, `write one of ${MODE_NAMES.join(", ")}`, page);
    }
    const needs = MODE_PERMISSIONS[known];
    if (permissions === null && fallback === null) {
      return warn(
        id,
        `${which} says no \`permissions:\`, so that the repository's default decides`,
        `write ${yamlOf(Object.entries(needs))}`,
        page,
      );
    }
    const lacks = lacksOf(needs, permissions ?? defaultOf(fallback));
    return lacks.length === 0
      ? ok(id, `${which} may do what it needs`)
      : fail(id, `${which} may not do what it needs`, `add under \`permissions:\`: ${yamlOf(lacks)}`, page);
  });
}

/** What a job may do that says nothing itself; where the default is `read`, contents and packages alone. */
function defaultOf(level: "read" | "write" | null): NonNullable<ActionUse["permissions"]> {
  return level === "write" ? () => "write" : (key) => (key === "contents" || key === "packages" ? "read" : "none");
}

function lacksOf(
  needs: Readonly<Record<string, Level>>,
  has: (key: string) => Level,
): readonly (readonly [string, Level])[] {
  return Object.entries(needs).filter(([key, level]) => RANK[has(key)] < RANK[level]);
}

function yamlOf(permissions: readonly (readonly [string, Level])[]): string {
  return permissions.map(([key, level]) => `\`${key}: ${level}\``).join(", ");
}

/** Without a sweep nothing happens on a date, and a close by another workflow is missed. */
function sweepLines(found: readonly Workflow[]): readonly Line[] {
  const gates = found.some(({ uses }) => uses.some(({ mode }) => mode === "gate"));
  const sweeps = found.some(
    ({ uses, events }) => events.includes("schedule") && uses.some(({ mode }) => mode === "sweep" || mode === null),
  );
  if (!gates || sweeps) return [];
  const saw = "no workflow runs `mode: sweep` on a schedule: reminders, and closes by other workflows, are missed";
  return [warn("sweep", saw, "add the scheduled job of docs/how-to/run-as-an-action.md")];
}
