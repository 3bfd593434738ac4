/**
 * What people and Quench do on the stage. Nothing here looks inside the App: what it did is read back over the API.
 */
import { openSandbox } from "../../src/cli/sandbox.ts";
import { makeKeys } from "../../src/sandbox/seed.ts";
import { nextDatabase } from "./e2e-database.ts";
import type { Someone } from "./e2e-people.ts";
import { Stage } from "./e2e-stage.ts";

export { type Someone, someone } from "./e2e-people.ts";

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly login: string };
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly state_reason: string | null;
  readonly html_url: string;
  readonly user: { readonly login: string };
  readonly labels: readonly { readonly name: string }[];
  readonly assignees: readonly { readonly login: string }[];
}

export interface Pull {
  readonly number: number;
  readonly html_url: string;
  readonly head: { readonly sha: string };
}

export const BOT = "quench[bot]";
export const CHECK = "Quench / hardening gate";

const POLICY_FILE = ".github/quench.yml";

/** A policy file's text, with whatever `more` adds below. */
export function policy(mode: "shadow" | "warn" | "enforce", more = ""): string {
  const evidence = more.includes("evidence:") ? "" : "evidence:\n  trusted_hosts: [grafana.example.com]\n";
  return `version: 1\nmode: ${mode}\n${evidence}${more}`;
}

/** One pair for all the boxes of a test file. */
const keys = makeKeys();

/** One GitHub with the App beside it. */
export class World extends Stage {
  private branches = 0;
  /** The runbook that a pull request changed last. */
  private runbook = "docs/runbooks/checkout-errors.md";

  /**
   * @param options `policy`: the file's text instead of the seeded one, null for none. `app: false`: only the box, to
   * start Apps with `startApp`. `now`: the first instant of its clock. `postgres`: the address of the database that the
   * Apps share; left out: one of `inPostgres`, or none where that was not called.
   */
  static async open(
    options: { policy?: string | null; app?: boolean; now?: string; postgres?: string | null } = {},
  ): Promise<World> {
    const start = options.now === undefined ? {} : { now: Date.parse(options.now) };
    const open = await openSandbox({ port: 0, app: false, logLevel: "silent", keys, ...start });
    const { box } = open;
    const database = options.postgres === undefined ? await nextDatabase() : options.postgres;
    const world = new World(box, () => open.close(), database);
    box.setWebhookUrl(null);
    if (options.policy !== undefined) await world.setPolicy(options.policy);
    if (options.app !== false) await world.startApp();
    return world;
  }

  // What people do.

  async setPolicy(text: string | null): Promise<void> {
    const { admin } = this.as;
    const path = `${this.repo}/contents/${POLICY_FILE}`;
    const present = await admin.call("GET", path);
    const sha = present.status === 200 ? { sha: present.data.sha } : {};
    if (text === null) {
      if (present.status === 200) await admin.del(path, { message: "No policy", ...sha });
    } else {
      const content = Buffer.from(text).toString("base64");
      await admin.put(path, { message: "Policy", content, ...sha });
    }
  }

  async open(
    fields: { title?: string; body?: string | null; labels?: readonly string[]; type?: string } = {},
    by: Someone = this.as.owner,
  ): Promise<Issue> {
    return by.post(`${this.repo}/issues`, {
      title: "Checkout is down",
      ...(fields.type === undefined ? { labels: ["incident"] } : {}),
      ...fields,
    });
  }

  issue(number: number): Promise<Issue> {
    return this.as.admin.get(`${this.repo}/issues/${number}`);
  }

  comments(number: number): Promise<Comment[]> {
    return this.as.admin.get(`${this.repo}/issues/${number}/comments?per_page=100`);
  }

  async say(by: Someone, number: number, body: string): Promise<Comment> {
    return by.post(`${this.repo}/issues/${number}/comments`, { body });
  }

  async closeIssue(by: Someone, number: number, reason: string | null = "completed"): Promise<void> {
    await by.patch(`${this.repo}/issues/${number}`, {
      state: "closed",
      ...(reason === null ? {} : { state_reason: reason }),
    });
  }

  items(incident: number): Promise<Issue[]> {
    return this.as.admin.get(`${this.repo}/issues/${incident}/sub_issues?per_page=100`);
  }

  /** A branch with files, and a pull request from it. */
  async pull(
    by: Someone,
    options: {
      files: Readonly<Record<string, string>>;
      body?: string;
      title?: string;
      base?: string;
      message?: string;
    },
  ): Promise<Pull> {
    const base = options.base ?? "main";
    const ref = await by.get(`${this.repo}/git/ref/heads/${base}`);
    this.branches += 1;
    this.runbook = Object.keys(options.files).find((path) => /(?:^|\/)runbooks\//.test(path)) ?? this.runbook;
    const branch = `change-${this.branches}`;
    await by.post(`${this.repo}/git/refs`, { ref: `refs/heads/${branch}`, sha: ref.object.sha });
    for (const [path, text] of Object.entries(options.files)) {
      const there = await by.call("GET", `${this.repo}/contents/${path}?ref=${branch}`);
      await by.put(`${this.repo}/contents/${path}`, {
        message: options.message ?? `Change ${path}`,
        content: Buffer.from(text).toString("base64"),
        branch,
        ...(there.status === 200 ? { sha: there.data.sha } : {}),
      });
    }
    return by.post(`${this.repo}/pulls`, {
      title: options.title ?? "A change",
      body: options.body ?? "",
      head: branch,
      base,
    });
  }

  /** CI passes (or not) on a commit. */
  async check(sha: string, name = "test", conclusion = "success"): Promise<void> {
    await this.as.actions.post(`${this.repo}/check-runs`, { name, head_sha: sha, status: "completed", conclusion });
  }

  async merge(by: Someone, pull: Pull, options: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await by.put(`${this.repo}/pulls/${pull.number}/merge`, { merge_method: "squash", ...options });
  }

  /** A workflow run on the default branch; its address. */
  async run(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const run = {
      repository: this.box.repository,
      name: "Drill",
      event: "workflow_dispatch",
      conclusion: "success",
      duration_seconds: 300,
      ...fields,
    };
    const { status, data } = await this.control("POST", "workflow-runs", run);
    if (status !== 201) throw new Error(JSON.stringify(data));
    return data.html_url;
  }

  // What Quench did, as anybody can read it.

  async own(number: number, key: string): Promise<Comment[]> {
    const marker = `<!-- quench:${key} -->`;
    return (await this.comments(number)).filter(
      (comment) => comment.user.login === BOT && comment.body.startsWith(marker),
    );
  }

  async tracker(incident: number): Promise<string> {
    const [tracker] = await this.own(incident, "tracker");
    if (tracker === undefined) throw new Error(`#${incident} has no tracker`);
    return tracker.body;
  }

  /** Every text of ours on an issue that is said once, by its key, without tracker and item comments. */
  async notices(number: number): Promise<string[]> {
    return (await this.comments(number)).flatMap(({ user, body }) => {
      const key = user.login === BOT ? /^<!-- quench:notice:(\S+) -->/.exec(body)?.[1] : undefined;
      return key === undefined ? [] : [key];
    });
  }

  /** The reactions that the App left on a comment. */
  async reactionsOn(comment: { readonly id: number }): Promise<string[]> {
    const found = await this.as.admin.get(`${this.repo}/issues/comments/${comment.id}/reactions`);
    return found
      .filter(({ user }: { user: { login: string } }) => user.login === BOT)
      .map(({ content }: { content: string }) => content);
  }

  /** The text of an item's own comment. */
  async itemText(item: Pick<Issue, "number"> | undefined): Promise<string> {
    return (await this.own(item?.number ?? 0, "item"))[0]?.body ?? "";
  }

  /** Every issue with a label, open or closed, by number. */
  async labelled(label: string): Promise<Issue[]> {
    const found: Issue[] = await this.as.admin.get(`${this.repo}/issues?state=all&labels=${label}&per_page=100`);
    return found.toSorted((a, b) => a.number - b.number);
  }

  async events(
    number: number,
  ): Promise<{ event: string; actor: { login: string } | null; label?: { name: string } }[]> {
    return this.as.admin.get(`${this.repo}/issues/${number}/timeline?per_page=100`);
  }

  /** How often the App reopened an issue. */
  async reopenings(number: number): Promise<number> {
    const events = await this.events(number);
    return events.filter(({ event, actor }) => event === "reopened" && actor?.login === BOT).length;
  }

  /** Our check on a commit: all of that name by our App. */
  async gates(sha: string): Promise<{ status: string; conclusion: string | null; output: { title: string } }[]> {
    const name = encodeURIComponent(CHECK);
    const { check_runs: runs } = await this.as.admin.get(
      `${this.repo}/commits/${sha}/check-runs?check_name=${name}&filter=all`,
    );
    return runs.filter((run: { app: { id: number } }) => run.app.id === this.box.credentials.appId);
  }

  /** The one gate on a commit, as `completed/failure`; told where there is none or several. */
  async gate(sha: string): Promise<string> {
    const gates = await this.gates(sha);
    const [gate] = gates;
    if (gate === undefined || gates.length > 1) return `${gates.length} checks`;
    return gate.conclusion ?? gate.status;
  }

  statusOf(item: Issue): string {
    const found = item.labels.map(({ name }) => name).filter((name) => name.startsWith("quench: "));
    return found.join(" + ").replaceAll("quench: ", "");
  }

  async statuses(incident: number): Promise<string[]> {
    return (await this.items(incident)).map((item) => this.statusOf(item));
  }

  // A whole proof.

  /** The words of the item's form for its behavioral evidence. */
  styleOf(item: Issue): string {
    const finding = /### Finding type\s+(.+)/.exec(item.body)?.[1]?.trim() ?? "";
    const styles: Readonly<Record<string, string>> = {
      "missed detection": "alert-replay",
      "late decision": "drill",
      "slow recovery": "rollback",
      "repeated regression": "regression-trend",
    };
    return styles[finding] ?? "drill";
  }

  async name(items: readonly Issue[], people: { owner?: Someone; verifier?: Someone; operator?: Someone } = {}) {
    const { owner = this.as.owner, verifier = this.as.verifier, operator = owner } = people;
    for (const item of items) {
      await this.describeControl(item);
      const lines = [`owner @${owner.login}`, `verifier @${verifier.login}`, `operator @${operator.login}`];
      await this.say(this.as.admin, item.number, lines.map((line) => `/quench ${line}`).join("\n"));
    }
  }

  /** The owner fills in an item's form on the page: the precise change, where it ends, what it is expected to do. */
  async describeControl(item: Issue): Promise<void> {
    await this.fillIn(item, {
      "Proposed control": "Refuse a pool above the limit: `.github/workflows/limit-0.yml` and its test.",
      Boundary: "Covers the checkout's pool alone.",
      Hypothesis: "If we refuse a pool above the limit, incidents of this class drop by 50 %.",
    });
  }

  /** The owner edits an issue's form: answers by label, one line each. */
  async fillIn(issue: Pick<Issue, "number">, answers: Readonly<Record<string, string>>): Promise<void> {
    const { body } = await this.issue(issue.number);
    const filled = Object.entries(answers).reduce(
      (text, [label, answer]) => text.replace(new RegExp(`(### ${label}\n\n)[^\n]*`), `$1${answer}`),
      body,
    );
    await this.as.owner.patch(`${this.repo}/issues/${issue.number}`, { body: filled });
  }

  /** One pull request with a guard, a test and a runbook that serves all the items, merged with CI green. */
  async ship(items: readonly Issue[], options: { body?: string; files?: Readonly<Record<string, string>> } = {}) {
    const lines = items.map(({ number }) => `Hardening: #${number}`).join("\n");
    const pull = await this.pull(this.as.author, {
      files: options.files ?? proof(this.branches),
      body: `${options.body ?? ""}\n\n${lines}`.trim(),
    });
    await this.check(pull.head.sha);
    await this.merge(this.as.admin, pull);
    return pull;
  }

  /** A drill after the merge, linked beside a trusted dashboard and the failure path that the last runbook tells. */
  async exercise(items: readonly Issue[], by: Someone = this.as.owner): Promise<void> {
    await this.advance("PT5M");
    const run = await this.run();
    for (const item of items) {
      const style = this.styleOf(item);
      const lines = [
        `evidence behavior ${style} ${run}`,
        ...(style === "rollback" ? [] : [`evidence rollback ${run}`]),
        "evidence dashboard https://grafana.example.com/d/limit",
        this.failurePath(),
      ];
      await this.say(by, item.number, lines.map((line) => `/quench ${line}`).join("\n"));
    }
  }

  /** Where the failure path of what was shipped last is documented, as evidence. */
  failurePath(): string {
    return `evidence failure-path ${this.web}/blob/main/${this.runbook}`;
  }

  /** The operator is on call for it; the owner has read the runbook and can execute the control. */
  async acknowledge(items: readonly Issue[], people: { owner?: Someone; operator?: Someone } = {}): Promise<void> {
    const { owner = this.as.owner, operator = owner } = people;
    for (const item of items) {
      await this.say(operator, item.number, "/quench ack oncall");
      await this.say(owner, item.number, "/quench ack runbook\n/quench ack adoption");
    }
  }

  async signOff(
    items: readonly Issue[],
    people: { owner?: Someone; verifier?: Someone; operator?: Someone } = {},
  ): Promise<void> {
    const { verifier = this.as.verifier } = people;
    await this.advance("PT5M");
    await this.acknowledge(items, people);
    for (const item of items) await this.say(verifier, item.number, "It holds.\n\n/quench verify");
    await this.settle();
  }

  /** The scorecard's escalation owner. */
  async escalate(incident: number): Promise<void> {
    await this.say(this.as.owner, incident, `/quench escalation @${this.as.admin.login}`);
  }

  /**
   * Everything that an incident needs to be closed.
   *
   * @param chosen which of its items are proven; all unless told.
   */
  async prove(incident: number, chosen: (item: Issue, index: number) => boolean = () => true): Promise<Issue[]> {
    await this.settle();
    const items = (await this.items(incident)).filter(chosen);
    await this.escalate(incident);
    await this.name(items);
    await this.settle();
    await this.ship(items);
    await this.settle();
    await this.exercise(items);
    await this.signOff(items);
    return this.items(incident);
  }

  /**
   * What must hold after any history: one tracker, one item for each key, nothing said twice, and at most one reopening
   * for each close.
   *
   * @returns what does not hold, one line each.
   */
  async twice(incident: number): Promise<string[]> {
    const wrong: string[] = [];
    const trackers = await this.own(incident, "tracker");
    if (trackers.length !== 1) wrong.push(`${trackers.length} trackers`);
    const all: Issue[] = await this.as.admin.get(`${this.repo}/issues?state=all&per_page=100`);
    const keys = new Map<string, number>();
    for (const { body, user } of all) {
      const marks = (kind: string) => [...(body ?? "").matchAll(new RegExp(`<!-- quench:${kind}:(\\S+) -->`, "g"))];
      const key = marks("item").at(-1)?.[1];
      if (user.login !== BOT || key === undefined || marks("incident").at(-1)?.[1] !== `${incident}`) continue;
      keys.set(key, (keys.get(key) ?? 0) + 1);
    }
    for (const [key, count] of keys) if (count > 1) wrong.push(`${count} items ${key}`);
    const items = await this.items(incident);
    const orphans =
      [...keys.values()].reduce((sum, count) => sum + count, 0) - items.filter(({ user }) => user.login === BOT).length;
    if (orphans > 0) wrong.push(`${orphans} items without a parent`);
    for (const number of [incident, ...items.map((item) => item.number)]) {
      const own = (await this.comments(number)).filter(({ user }) => user.login === BOT);
      const marks = own.map(({ body }) => body.split("\n")[0] ?? "");
      for (const mark of new Set(marks)) {
        const count = marks.filter((one) => one === mark).length;
        if (count > 1) wrong.push(`#${number}: ${count} comments ${mark}`);
      }
      let closed = true;
      for (const { event, actor } of await this.events(number)) {
        if (event === "closed") closed = true;
        if (event !== "reopened") continue;
        if (!closed && actor?.login === BOT) wrong.push(`#${number}: reopened twice`);
        closed = false;
      }
    }
    return wrong;
  }
}

/** A guard, a test, an alert, a runbook and the on-call checklist. */
export function proof(name: number | string): Readonly<Record<string, string>> {
  return {
    [`tests/limit-${name}.test.js`]: "// The pool stays within the database's limit.\n",
    [`.github/workflows/limit-${name}.yml`]: "name: Limit\non: pull_request\n",
    [`docs/runbooks/limit-${name}.md`]: `# Limit\n\n1. Look at limit-${name}.yml, then at the dashboard.\n`,
    [`docs/oncall/limit-${name}.md`]: "- [ ] The limit holds.\n",
    [`monitoring/alerts/limit-${name}.yml`]: "groups: []\n",
  };
}

/** The incident form, filled in as a browser would. */
export function form(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([label, value]) => `### ${label}\n\n${value}`)
    .join("\n\n");
}
