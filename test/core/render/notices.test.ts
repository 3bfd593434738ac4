import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { COMMAND_NAMES, USAGE } from "../../../src/core/commands/usage.ts";
import { ALONE_PAGE, STOP_PAGE } from "../../../src/core/documentation.ts";
import {
  renderDisputed,
  renderHelp,
  renderPending,
  renderUndo,
  renderWarning,
} from "../../../src/core/render/notices.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { judge } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, comment, day, incident, item, person, snapshot } from "../../support/snapshot.ts";

const IN_FORCE = policyInForce({ people: { escalation: "ester" } });
const CLOSE = closed(day(1), "oscar");

function read(comments: readonly ReturnType<typeof comment>[] = []) {
  return snapshot({ items: [item(2), item(3), item(4), item(5)], incident: incident({ comments }) });
}

describe("what is said once", () => {
  it("says of an undone close how it was closed, the nearest step, what is missing and the way out", () => {
    const text = renderUndo(judge(read(), IN_FORCE), buildCase(read(), IN_FORCE.policy), CLOSE);
    expect(text).toMatch(
      /^## ⛔ Reopened: the fix is not proven yet\n\nThis incident was closed by `oscar`\.\n\n\*\*Next:\*\* /,
    );
    expect(text).toContain("\n\nStill missing:\n- **Scorecard**: The scorecard is at ");
    expect(text).toContain("\n- **A control runs in the normal workflow**: No control is implemented yet.\n");
    // One line for each condition, whatever the number of items.
    expect(text).toContain("\n- **Owners confirmed adoption**: 0 of 4 owners confirmed adoption.\n");
    expect(text.match(/^- /gm)).toHaveLength(5);
    const one = snapshot({ items: [item(2)] });
    expect(renderUndo(judge(one, IN_FORCE), buildCase(one, IN_FORCE.policy), CLOSE)).toContain(
      "\n- **Owners confirmed adoption**: #2 has no owner who could confirm adoption.\n",
    );
    expect(text).toMatch(
      /undone at most 2 times a day\.\n\nNot what you wanted\? \[How to stop or undo it\]\(https:\/\/\S+\/stop-what-you-did-not-want\.md\)\.$/,
    );
  });

  it("only tells in warn mode", () => {
    const text = renderWarning(judge(read(), IN_FORCE), buildCase(read(), IN_FORCE.policy), CLOSE);
    expect(text).toContain("It stays closed: nothing is enforced here.");
    expect(text).toContain("Still missing:");
  });

  it("calls the escalation owner of the incident, else of the policy", () => {
    const subject = (...said: Parameters<typeof comment>[]) => {
      const whole = read(said.map((one) => comment(...one)));
      return renderDisputed(judge(whole, IN_FORCE), buildCase(whole, IN_FORCE.policy));
    };
    expect(subject()).toContain("\n\n@ester, please decide.");
    expect(subject(["/quench escalation @otto", "maya", day(1)])).toContain("\n\n@otto, please decide.");
    const whole = read();
    const nobody = policyInForce();
    expect(renderDisputed(judge(whole, nobody), buildCase(whole, nobody.policy))).toContain(
      "Someone with maintain or admin, please decide.",
    );
  });

  it("calls who stands in for the escalation owner; nobody who left, and nobody while it is paused", () => {
    const called = (settings: object, people: readonly Person[] = []) => {
      const inForce = policyInForce({ ...settings });
      const whole = { ...read(), people: { ...read().people, ...Object.fromEntries(people.map((p) => [p.login, p])) } };
      return renderDisputed(judge(whole, inForce), buildCase(whole, inForce.policy)).split("\n\n")[1] ?? "";
    };
    const away = [{ login: "ester", from: day(0).slice(0, 10), until: "2026-12-24", delegate: "tess" }];
    expect(called({ people: { escalation: "ester", away } })).toMatch(
      /^@tess, for `ester`, who is away until Dec 24, 2026, please decide\./,
    );
    const paused = { reminders: { paused: [1] } };
    expect(called({ people: { escalation: "ester" }, ...paused })).toMatch(/^`ester`, please decide\./);
    expect(called({ people: { escalation: "ester", away }, ...paused })).toMatch(/^`tess`, for `ester`, who is away/);
    const gone = [person("ester", "none", false)];
    expect(called({ people: { escalation: "ester" } }, gone)).toMatch(
      /^Someone with maintain or admin, please decide\./,
    );
  });

  it("asks about a close that cannot be judged, and says what was not read and what would help", () => {
    const whole = snapshot({
      items: { unreadable: "items: HTTP 403", permission: "issues: read" },
      incident: incident({ close: CLOSE }),
    });
    const verdict = judge(whole, IN_FORCE);
    const text = renderPending(verdict, buildCase(whole, IN_FORCE.policy), "some facts could not be read");
    expect(text).toMatch(/^## ❔ Closed, and not judged for a day\n\n@ester, please look: /);
    expect(text).toContain("\n\nWhat could not be read:\n- ");
    expect(text).toContain("issues: read");
    expect(text).toContain("judged as soon as the facts can be read");
    expect(text).toContain(STOP_PAGE);
    const nobody = renderPending(verdict, buildCase(whole, policyInForce().policy), "some facts could not be read");
    expect(nobody).toContain("Someone with maintain or admin, please look");
  });

  it("has the documentation's home where the project is", () => {
    const { url } = parse(readFileSync("app.yml", "utf8")) as { url: string };
    expect(STOP_PAGE).toBe(`${url}/blob/main/docs/how-to/stop-what-you-did-not-want.md`);
    for (const page of [STOP_PAGE, ALONE_PAGE]) expect(existsSync(page.slice(`${url}/blob/main/`.length))).toBe(true);
  });

  it("helps with every command, each once", () => {
    const help = renderHelp();
    for (const name of COMMAND_NAMES) expect(help.split(`\n- \`${USAGE[name].form}\`: `)).toHaveLength(2);
    expect(help.match(/^- /gm)).toHaveLength(COMMAND_NAMES.length);
    expect(help).not.toMatch(/(?<!`[^`\n]*)@[a-z]/);
  });
});
