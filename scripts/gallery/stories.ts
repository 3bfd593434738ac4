/** What the stories share: the incident that they are about, and how it comes about. */
import { form, policy, World } from "../../test/support/e2e.ts";

/** A Wednesday morning. */
export const START = "2030-01-09T10:00:00Z";
export const TITLE = "Checkout answered 500 for 42 minutes";
/** A policy in enforce mode that names an escalation owner. */
export const ENFORCE = policy("enforce", "people:\n  escalation: vera-verifier\n");

export interface Story {
  readonly world: World;
  /** The incident's. */
  readonly number: number;
}

/** A repository with one incident, which is restored at this instant. */
export async function begin(text: string = ENFORCE, now: string = START, more: Fields = {}): Promise<Story> {
  const world = await World.open({ policy: text, now });
  const { number } = await world.open({ title: TITLE, body: incident(world.now(), more) });
  await world.settle();
  return { world, number };
}

export type Fields = Readonly<Record<string, string>>;

/** The incident's form, filled in. @param now when the service was restored. */
export function incident(now: string, more: Fields = {}): string {
  const before = (minutes: number): string =>
    `${new Date(Date.parse(now) - minutes * 60_000).toISOString().slice(0, 16)}Z`;
  return form({
    Summary: "The checkout answered 500 to every second customer.",
    Severity: "SEV1",
    "Failure class": "config-change",
    "Finding types": "missed detection, slow recovery",
    "Started at": before(60),
    "Detected at": before(50),
    "Service restored at": before(1),
    ...more,
  });
}

/** Numbers of the incident's items. */
export async function itemsOf({ world, number }: Story): Promise<readonly number[]> {
  return (await world.items(number)).map((item) => item.number);
}

/** The clock at an instant. */
export async function until(world: World, instant: string): Promise<void> {
  await world.control("POST", "clock", { now: instant });
  await world.settle();
}

/** Nothing can be read of who may do what: the App lacks a permission. */
export async function hideRights(world: World): Promise<void> {
  const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
  await world.fault({ route: "GET /repos/*/*/collaborators/*/permission", ...refused });
  await world.fault({ route: "GET /repos/*/*/assignees/*", ...refused });
}
