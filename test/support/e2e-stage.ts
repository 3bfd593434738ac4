/** The stage of the end-to-end tests: GitHub in a box, the real App beside it, and the box's controls. */
import type { AppConfig } from "../../src/app/settings/config.ts";
import { createLog } from "../../src/app/log.ts";
import { type RunningApp, startApp } from "../../src/app/start.ts";
import type { Sandbox } from "../../src/sandbox/start.ts";
import { bringNearer } from "./e2e-database.ts";
import { type Answer, type Role, type Someone, someone } from "./e2e-people.ts";

/** Looks at the box in a row that find nothing running before the clock is moved on: work may be between two hands. */
const STILL = 3;

/** One GitHub with as many Apps beside it as were started. */
export class Stage {
  readonly box: Sandbox;
  readonly as: Readonly<Record<Role, Someone>>;
  /** `/repos/acme/shop`. */
  readonly repo: string;
  /** `https://github.com/acme/shop`. */
  readonly web: string;
  private readonly apps: RunningApp[] = [];
  /** The address of the database that the Apps share; null: each has its memory. */
  readonly database: string | null;
  private readonly end: () => Promise<void>;
  private sparing = false;

  protected constructor(box: Sandbox, end: () => Promise<void>, database: string | null = null) {
    this.box = box;
    this.end = end;
    this.database = database;
    this.repo = `/repos/${box.repository}`;
    this.web = `https://github.com/${box.repository}`;
    const person = (role: Role) =>
      someone(box.url, box.people[role].login, box.people[role].token, (call) => this.spared(call));
    this.as = {
      admin: person("admin"),
      owner: person("owner"),
      verifier: person("verifier"),
      author: person("author"),
      outsider: person("outsider"),
      actions: person("actions"),
    };
    box.addIdleProbe("apps", async () => !(await this.busy()));
  }

  /** Starts an App with the box's credentials; its webhooks come to the one that started last. */
  async startApp(more: Partial<AppConfig> = {}): Promise<RunningApp> {
    const { appId, privateKey, webhookSecret } = this.box.credentials;
    const logLevel = process.env["E2E_LOG"] === undefined ? "silent" : "debug";
    const app = await startApp({
      clock: this.box.clock,
      log: createLog({ level: logLevel, now: () => this.box.clock.now() }),
      config: {
        appId,
        privateKey,
        webhookSecret,
        port: 0,
        host: "127.0.0.1",
        logLevel,
        apiUrl: this.box.url,
        graphqlUrl: this.box.graphqlUrl,
        ...(this.database === null ? {} : { databaseUrl: this.database }),
        ...more,
      },
    });
    this.apps.push(app);
    this.box.setWebhookUrl(app.webhooksUrl);
    await this.settle();
    return app;
  }

  async stopApp(app = this.apps.at(-1)): Promise<void> {
    if (app === undefined) return;
    this.apps.splice(this.apps.indexOf(app), 1);
    await app.stop();
  }

  /** What a crash or a deployment does. */
  async restart(): Promise<void> {
    await this.stopApp();
    await this.startApp();
  }

  async close(): Promise<void> {
    while (this.apps.length > 0) await this.stopApp();
    await this.end();
  }

  // The box's controls.

  async control(method: string, path: string, body?: unknown): Promise<Answer> {
    const before = this.offset();
    const response = await fetch(`${this.box.url}/_sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const moved = this.offset() - before;
    // The database has a clock of its own, which nobody moves: what waits there comes nearer instead.
    if (path === "clock" && this.database !== null && Math.abs(moved) > 1) await bringNearer(this.database, moved);
    return { status: response.status, data: await response.json() };
  }

  /** How far the box's clock is ahead of the wall's, in ms. */
  private offset(): number {
    return this.box.clock.now() - Date.now();
  }

  private async isBusy(): Promise<boolean> {
    return (await Promise.all(this.apps.map((app) => app.engine.busy()))).includes(true);
  }

  /** Waits for calm; where only a retry is waited for, the clock is moved instead. */
  async settle(): Promise<void> {
    for (let step = 0, still = 0; step < 2000; step += 1) {
      const { status } = await this.control("GET", "idle?timeout=0.1");
      if (status === 200) return;
      still = this.apps.some((app) => app.engine.running() > 0) ? 0 : still + 1;
      if (still < STILL || !(await this.isBusy())) continue;
      await this.control("POST", "clock", { advance: "PT6S" });
      still = 0;
    }
    throw new Error("there is no calm");
  }

  async advance(duration: string): Promise<void> {
    await this.control("POST", "clock", { advance: duration });
    await this.settle();
  }

  async fault(fault: Readonly<Record<string, unknown>>): Promise<void> {
    const { status, data } = await this.control("POST", "faults", fault);
    if (status !== 201) throw new Error(JSON.stringify(data));
  }

  /** @returns how many of a fault's times are left, all faults together. */
  async clearFaults(): Promise<number> {
    const { data } = await this.control("GET", "faults");
    await this.control("DELETE", "faults");
    return (data.faults as { left: unknown }[]).reduce(
      (sum, { left }) => sum + (typeof left === "number" ? left : 0),
      0,
    );
  }

  /** From now on faults of routes meet the App alone: people's calls are made while there are none. */
  sparePeople(): void {
    this.sparing = true;
  }

  private async spared(call: () => Promise<Answer>): Promise<Answer> {
    if (!this.sparing) return call();
    if (await this.busy()) await this.settle();
    const { data } = await this.control("GET", "faults");
    const faults = data.faults as Record<string, unknown>[];
    if (faults.length === 0) return call();
    await this.control("DELETE", "faults");
    try {
      return await call();
    } finally {
      for (const { id: _id, left, ...fault } of faults) {
        if (left !== 0) await this.fault({ ...fault, ...(typeof left === "number" ? { times: left } : {}) });
      }
    }
  }

  private async busy(): Promise<boolean> {
    return (await Promise.all(this.apps.map((app) => app.engine.busy()))).some(Boolean);
  }

  async person(login: string, role: string): Promise<Someone> {
    const { data } = await this.control("POST", "people", { login, role, repository: this.box.repository });
    return someone(this.box.url, login, data.token);
  }

  now(): string {
    return new Date(this.box.clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
  }
}
