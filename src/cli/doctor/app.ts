/** The App's permissions and events, its own and those that an installation was granted. */
import type { AppSeen } from "./credentials.ts";
import { ask, whyNotAnswered } from "./ask.ts";
import { fail, type Line, ok, unknown, warn } from "./line.ts";
import { readManifest } from "../manifest.ts";
import { lacksOf, missingEvents, type Permissions } from "./lacks.ts";

interface RestInstallation {
  readonly id: number;
  readonly html_url?: string;
  readonly target_type?: string;
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
  readonly suspended_at?: string | null;
}

/** What app.yml asks for, against what the App asks for. */
export function lookAtApp({ permissions, events, settingsUrl }: AppSeen): readonly Line[] {
  const manifest = readManifest();
  const lacks = lacksOf(manifest.default_permissions, permissions);
  const silent = missingEvents(manifest.default_events, events);
  const page = `${settingsUrl}/permissions`;
  return [
    lacks.length === 0
      ? ok(
          "app-permissions",
          `the App asks for all ${Object.keys(manifest.default_permissions).length} permissions of app.yml`,
        )
      : (lacks.some(({ vital }) => vital) ? fail : warn)(
          "app-permissions",
          `the App does not ask for ${lacks.map(({ name }) => name).join(", ")}`,
          "add it on this page; then each installation's owner accepts it (docs/reference/permissions.md: what each is for)",
          page,
        ),
    silent.length === 0
      ? ok("app-events", `the App hears all ${manifest.default_events.length} events of app.yml`)
      : (silent.includes("issues") ? fail : warn)(
          "app-events",
          `the App does not hear ${silent.join(", ")}: Quench looks later than it could`,
          "subscribe to it on this page",
          page,
        ),
  ];
}

/** Whether the App is installed on a repository, and what its owner has granted. */
export async function lookAtInstallation(
  app: AppSeen,
  owner: string,
  repo: string,
): Promise<{ readonly id: number | null; readonly lines: readonly Line[] }> {
  const asked = await ask(app.client, "GET /repos/{owner}/{repo}/installation", { owner, repo });
  if (asked.kind === "unread")
    return { id: null, lines: [unknown("installation", whyNotAnswered(asked), "try again later")] };
  if (asked.kind === "refused") {
    const saw = `${app.slug} is not installed on ${owner}/${repo}, or there is no such repository`;
    const todo = "check its spelling, and install the App on it";
    return { id: null, lines: [fail("installation", saw, todo, `${app.pageUrl}/installations/new`)] };
  }
  const installation = asked.data as RestInstallation;
  const url = installation.html_url ?? null;
  if (typeof installation.suspended_at === "string") {
    const saw = `the installation has been suspended since ${installation.suspended_at}`;
    return { id: null, lines: [fail("installation", saw, "take the suspension back at the bottom of this page", url)] };
  }
  const seen = ok("installation", `${app.slug} is installed on ${owner}/${repo}`);
  return { id: installation.id, lines: [seen, ...grantedLines(app, installation, url)] };
}

function grantedLines(app: AppSeen, installation: RestInstallation, url: string | null): readonly Line[] {
  const personal = installation.target_type === "User";
  const { permissions = {}, events = [] } = installation;
  // Of what the App itself does not ask for, nobody can have granted anything: that is told of the App.
  const waiting = lacksOf(app.permissions, permissions, personal);
  const silent = missingEvents(app.events, events, personal);
  return [
    waiting.length === 0
      ? ok("granted", "its owner has granted all that the App asks for")
      : (waiting.some(({ vital }) => vital) ? fail : warn)(
          "granted",
          `its owner has not accepted ${waiting.map(({ name }) => name).join(", ")} yet`,
          "an owner of the account reviews the request and accepts it on this page",
          url,
        ),
    ...(silent.length === 0
      ? []
      : [
          warn(
            "granted-events",
            `this installation is not sent ${silent.join(", ")}`,
            "accept the App's new permissions on this page",
            url,
          ),
        ]),
  ];
}
