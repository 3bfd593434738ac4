/** A repository in the box, and the bundle run on its events over real HTTP. */
import { type Sandbox, startSandbox } from "../../src/sandbox/start.ts";
import { type Ended, type Job, runJob } from "./runner.ts";

export type Role = keyof Sandbox["people"];

export interface IssueJson {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly labels: readonly { readonly name: string }[];
  readonly user: { readonly login: string };
}

export interface CheckJson {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: { readonly title: string };
}

export const GATE = "Quench / hardening gate";
/** SEV1, so that enforce blocks. */
export const INCIDENT_BODY = "### Severity\n\nSEV1\n\n### Finding types\n\nmissed detection\n";

export class ActionStage {
  readonly box: Sandbox;
  private branches = 0;

  private constructor(box: Sandbox) {
    this.box = box;
  }

  static async open(): Promise<ActionStage> {
    return new ActionStage(await startSandbox({ empty: true }));
  }

  async api<T>(role: Role, route: string, body?: unknown): Promise<T> {
    const [method = "GET", path = ""] = route.split(" ");
    const { url, repository, people } = this.box;
    const answer = await fetch(`${url}${path.startsWith("/_") ? "" : `/repos/${repository}`}${path}`, {
      method,
      headers: { authorization: `Bearer ${people[role].token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${text}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  control<T>(name: string, body: object): Promise<T> {
    return this.api("admin", `POST /_sandbox/${name}`, body);
  }

  put(path: string, text: string, more: object = {}): Promise<unknown> {
    const content = Buffer.from(text).toString("base64");
    return this.api("admin", `PUT /contents/${path}`, { message: `Add ${path}`, content, ...more });
  }

  policy(text: string): Promise<unknown> {
    return this.put(".github/quench.yml", `version: 1\n${text}`);
  }

  enforce(more = ""): Promise<unknown> {
    return this.policy(`mode: enforce\nclosure:\n  grace: 1s\n${more}`);
  }

  async incident(title = "Checkout is down", body = INCIDENT_BODY): Promise<number> {
    return (await this.api<IssueJson>("admin", "POST /issues", { title, body, labels: ["incident"] })).number;
  }

  issue(number: number): Promise<IssueJson> {
    return this.api("admin", `GET /issues/${number}`);
  }

  close(role: Role, number: number): Promise<unknown> {
    return this.api(role, `PATCH /issues/${number}`, { state: "closed", state_reason: "completed" });
  }

  comments(number: number): Promise<readonly { readonly body: string }[]> {
    return this.api("admin", `GET /issues/${number}/comments`);
  }

  items(number: number): Promise<readonly IssueJson[]> {
    return this.api("admin", `GET /issues/${number}/sub_issues`);
  }

  /** A pull request of one commit from a branch of its own. */
  async pull(body: string, message = "A fix"): Promise<{ readonly number: number; readonly sha: string }> {
    const { object } = await this.api<{ object: { sha: string } }>("author", "GET /git/ref/heads/main");
    const branch = `fix-${(this.branches += 1)}`;
    await this.api("author", "POST /git/refs", { ref: `refs/heads/${branch}`, sha: object.sha });
    await this.put(`${branch}.md`, "A fix.\n", { branch, message });
    const asked = { title: "A fix", head: branch, base: "main", body };
    const { number, head } = await this.api<{ number: number; head: { sha: string } }>("author", "POST /pulls", asked);
    return { number, sha: head.sha };
  }

  async checks(sha: string): Promise<readonly CheckJson[]> {
    return (await this.api<{ check_runs: CheckJson[] }>("admin", `GET /commits/${sha}/check-runs`)).check_runs;
  }

  /** A workflow's token with these permissions; what is left out it lacks. */
  async token(permissions: Readonly<Record<string, string>>): Promise<string> {
    return (await this.control<{ token: string }>("tokens", { permissions })).token;
  }

  async private(): Promise<void> {
    const { url, repository, people } = this.box;
    await fetch(`${url}/repos/${repository}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${people.admin.token}` },
      body: JSON.stringify({ private: true }),
    });
  }

  fault(fault: object): Promise<unknown> {
    return this.control("faults", fault);
  }

  run(event: string, payload: object, more: Partial<Job> = {}): Promise<Ended> {
    const { url: apiUrl, graphqlUrl, repository, people } = this.box;
    return runJob({ apiUrl, graphqlUrl, repository, token: people.actions.token, event, payload, ...more });
  }

  onIssue(action: string, number: number, more: Partial<Job> = {}): Promise<Ended> {
    return this.run("issues", { action, issue: { number } }, more);
  }

  onPull(number: number, more: Partial<Job> = {}): Promise<Ended> {
    return this.run("pull_request", { action: "opened", pull_request: { number } }, more);
  }
}
