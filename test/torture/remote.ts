/** The stage of the end-to-end tests with a box in a process of its own: people act there as they do in those tests. */
import { readFileSync } from "node:fs";
import { parseDuration } from "../../src/sandbox/engine/duration.ts";
import type { Sandbox } from "../../src/sandbox/start.ts";
import { World } from "../support/e2e.ts";

/** What `quench sandbox --no-app --json` prints. */
export interface BoxLine {
  readonly api: string;
  readonly graphql: string;
  readonly repository: string;
  readonly people: Readonly<Record<keyof Sandbox["people"], string>>;
  readonly logins: Readonly<Record<keyof Sandbox["people"], string>>;
  readonly credentials: { readonly appId: number; readonly privateKeyPath: string; readonly webhookSecret: string };
}

export interface Time {
  now(): number;
  /** So many milliseconds pass, for the box and for every App. */
  pass(ms: number): Promise<void>;
  /** Resolves once nothing is under way. */
  calm(): Promise<void>;
}

export class RemoteWorld extends World {
  private readonly time: Time;

  constructor(line: BoxLine, time: Time) {
    super(asSandbox(line, time), async () => undefined);
    this.time = time;
  }

  override settle(): Promise<void> {
    return this.time.calm();
  }

  override async advance(duration: string): Promise<void> {
    await this.time.pass(parseDuration(duration) ?? 0);
    await this.settle();
  }
}

/** What the stage asks of a box, by what it printed; there is no state of it to look into. */
function asSandbox({ api, graphql, repository, people, logins, credentials }: BoxLine, time: Time): Sandbox {
  const roles = Object.keys(people) as (keyof Sandbox["people"])[];
  const found: Pick<Sandbox, "url" | "graphqlUrl" | "repository" | "people" | "addIdleProbe"> & {
    readonly credentials: Pick<Sandbox["credentials"], "appId" | "privateKey" | "webhookSecret">;
    readonly clock: Pick<Sandbox["clock"], "now">;
  } = {
    url: api,
    graphqlUrl: graphql,
    repository,
    people: Object.fromEntries(
      roles.map((role) => [role, { login: logins[role], token: people[role] }]),
    ) as Sandbox["people"],
    credentials: {
      appId: credentials.appId,
      privateKey: readFileSync(credentials.privateKeyPath, "utf8"),
      webhookSecret: credentials.webhookSecret,
    },
    clock: { now: () => time.now() },
    addIdleProbe: () => undefined,
  };
  return found as unknown as Sandbox;
}
