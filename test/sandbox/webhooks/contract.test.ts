/** Every payload the box sends, held against GitHub's webhook schemas. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { BoxEvent } from "../../../src/sandbox/state/contract.ts";
import { renderWebhook } from "../../../src/sandbox/webhooks/render.ts";
import { startBox, type TestBox } from "../rest/box.ts";
import { type Ask, contractOf } from "../rest/contract.ts";
import { compiler, faultOf, readDescription } from "../rest/description.ts";
import { checkStory } from "../rest/stories/checks.ts";
import { codeStory } from "../rest/stories/code.ts";
import { furtherStory } from "../rest/stories/further.ts";
import { issueStory } from "../rest/stories/issues.ts";
import { peopleStory } from "../rest/stories/people.ts";
import { undeclared } from "../rest/undeclared.ts";
import { rareEvents } from "./rare.ts";

interface Webhooks {
  missing: string[];
  events: Record<string, object>;
  schemas: Record<string, object>;
}

const description = readDescription<Webhooks>("webhooks.json");
const compile = compiler(description.schemas);

/** `issue_comment` + `created` → `issue-comment-created`. */
const keyOf = ({ event, action }: Pick<BoxEvent, "event" | "action">): string =>
  [event, ...(action === null ? [] : [action])].join("-").replaceAll("_", "-");

/**
 * Where a schema is older than GitHub: the list of events an App may name in a suite lacks `sub_issues` and
 * `issue_dependencies`, which are events all the same. The names are left out before the rest is checked.
 */
const withoutNewEvents = (key: string, payload: Record<string, unknown>): Record<string, unknown> => {
  if (!key.startsWith("check-suite")) return payload;
  const suite = payload.check_suite as { app: { events: string[] } };
  const events = suite.app.events.filter((event) => event !== "sub_issues" && event !== "issue_dependencies");
  return { ...payload, check_suite: { ...suite, app: { ...suite.app, events } } };
};

/**
 * Fields that GitHub sends and some schemas have not heard of: each is in the schema of the same object elsewhere
 * (`simple-user`, `workflow-run`, `issue`, `app-permissions`).
 */
const KNOWN_ELSEWHERE = /\.(user_view_type|display_title|parent_issue_url|merge_queues)$/;

describe("webhook payloads against GitHub's schemas", () => {
  let box: TestBox;
  const payloads: { key: string; payload: Record<string, unknown> }[] = [];

  beforeAll(async () => {
    box = await startBox();
    const [installation] = box.state.world.installations.values();
    if (installation === undefined) throw new Error("The box has no installation.");
    const render = (event: BoxEvent): void => {
      // As it goes over the wire.
      const payload = JSON.parse(JSON.stringify(renderWebhook(box.state, event, installation))) as Record<
        string,
        unknown
      >;
      payloads.push({ key: keyOf(event), payload });
    };
    box.state.onEvent(render);
    const ask: Ask = contractOf(box).ask;
    await issueStory(ask);
    await codeStory(ask, box);
    await checkStory(ask, box);
    await furtherStory(ask, box);
    await peopleStory(ask, box);
    for (const event of rareEvents(box)) render(event);
  });

  afterAll(async () => {
    await box.close();
  });

  it("has a schema for every event", () => {
    expect(description.missing).toEqual([]);
    expect([...new Set(payloads.map(({ key }) => key))].filter((key) => description.events[key] === undefined)).toEqual(
      [],
    );
  });

  it("has sent every event that the description was trimmed to", () => {
    const sent = new Set(payloads.map(({ key }) => key));
    expect(Object.keys(description.events).filter((key) => !sent.has(key))).toEqual([]);
  });

  it("fits the schemas", () => {
    const faults = new Set<string>();
    const validators = new Map<string, ReturnType<typeof compile>>();
    for (const { key, payload } of payloads) {
      const validate = validators.get(key) ?? compile(description.events[key] ?? false);
      validators.set(key, validate);
      const fault = faultOf(validate, withoutNewEvents(key, payload));
      if (fault !== null) faults.add(`${key}: ${fault}`);
    }
    expect([...faults]).toEqual([]);
  });

  it("invents no field", () => {
    const strangers = new Set<string>();
    for (const { key, payload } of payloads) {
      const schema = description.events[key];
      if (schema === undefined) continue;
      for (const path of undeclared(description.schemas, schema, payload)) strangers.add(`${key} ${path}`);
    }
    expect([...strangers].filter((each) => !KNOWN_ELSEWHERE.test(each))).toEqual([]);
  });
});
