import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Command, type CommandProblem, parseCommand } from "../../../src/core/commands/parse.ts";
import { scanCommands } from "../../../src/core/commands/scan.ts";
import { COMMAND_NAMES, USAGE } from "../../../src/core/commands/usage.ts";

const parse = (text: string, zone?: string): Command | CommandProblem =>
  parseCommand({ text: `/quench ${text}` }, zone);
const URL = "https://github.com/acme/shop/pull/7";

describe("parseCommand", () => {
  it.each<[string, Command]>([
    ["", { name: "help" }],
    ["help me", { name: "help" }],
    ["score", { name: "score" }],
    ["verify", { name: "verify" }],
    ["Verify.", { name: "verify" }],
    [
      "item missed detection Alert on a stalled queue",
      { name: "item", finding: "missed detection", title: "Alert on a stalled queue" },
    ],
    ["item Slow-Recovery: rehearse", { name: "item", finding: "slow recovery", title: "rehearse" }],
    ["item late decision - name a commander", { name: "item", finding: "late decision", title: "name a commander" }],
    [`evidence implementation ${URL}`, { name: "evidence", topic: "implementation", url: URL, note: null }],
    [
      `evidence failure-path <${URL}>. see there`,
      { name: "evidence", topic: "failure-path", url: URL, note: "see there" },
    ],
    [
      `evidence behavior alert-replay ${URL} replayed twice`,
      { name: "evidence", topic: "behavior", style: "alert-replay", url: URL, note: "replayed twice" },
    ],
    ["snooze 3 waiting for the vendor", { name: "snooze", days: 3, because: "waiting for the vendor" }],
    ["snooze 2 days waiting", { name: "snooze", days: 2, because: "waiting" }],
    ["blocked  no   cluster", { name: "blocked", because: "no cluster" }],
    ["owner @alice", { name: "owner", login: "alice" }],
    ["verifier Bob", { name: "verifier", login: "Bob" }],
    ["operator @carol_acme.", { name: "operator", login: "carol_acme" }],
    ["escalation @dave", { name: "escalation", login: "dave" }],
    ["merge-owner @erin", { name: "merge-owner", login: "erin" }],
    ["due 2026-03-31", { name: "due", date: "2026-03-31", because: null }],
    ["due 2026-03-31 the vendor slipped", { name: "due", date: "2026-03-31", because: "the vendor slipped" }],
    ["phase ENFORCE", { name: "phase", phase: "enforce" }],
    ["ack runbook", { name: "ack", topic: "runbook" }],
    ["ack oncall", { name: "ack", topic: "oncall" }],
    ["ack adoption", { name: "ack", topic: "adoption" }],
    [
      "outcome confirmed 40% two instead of five",
      { name: "outcome", result: "confirmed", percent: 40, because: "two instead of five" },
    ],
    ["outcome refuted -12.5 % it rose", { name: "outcome", result: "refuted", percent: -12.5, because: "it rose" }],
    ["outcome inconclusive −0% few", { name: "outcome", result: "inconclusive", percent: 0, because: "few" }],
    ["retire it costs too much", { name: "retire", because: "it costs too much", replacedBy: null }],
    [
      "retire a stronger one is there, replaced by #12",
      { name: "retire", because: "a stronger one is there", replacedBy: 12 },
    ],
    ["retire done (Replaced by #3).", { name: "retire", because: "done", replacedBy: 3 }],
    [
      "retire was replaced by another team",
      { name: "retire", because: "was replaced by another team", replacedBy: null },
    ],
    ["defer #12 2026-06-30 vendor", { name: "defer", item: 12, until: "2026-06-30", because: "vendor" }],
    ["risk accept #4", { name: "risk", accept: 4 }],
    [
      "restored 2026-03-01T09:30:00Z clock was wrong",
      { name: "restored", at: "2026-03-01T09:30:00Z", because: "clock was wrong" },
    ],
    ["restored 2026-03-01 09:30 +02:00 wrong", { name: "restored", at: "2026-03-01T07:30:00Z", because: "wrong" }],
    ["override the drill is on Monday", { name: "override", because: "the drill is on Monday" }],
    ["false-alarm the probe lied", { name: "false-alarm", because: "the probe lied" }],
  ])("reads %s", (text, command) => {
    expect(parse(text)).toEqual(command);
  });

  it("reads a time without an offset on the policy's clocks", () => {
    expect(parse("restored 2026-03-01T09:30 x", "Europe/Berlin")).toMatchObject({ at: "2026-03-01T08:30:00Z" });
    expect(parse("restored 2026-07-01T09:30 x", "Europe/Berlin")).toMatchObject({ at: "2026-07-01T07:30:00Z" });
    expect(parse("restored 2026-03-01T09:30 x")).toMatchObject({ at: "2026-03-01T09:30:00Z" });
  });

  it.each([
    ["verfy", null, "Did you mean `/quench verify`?"],
    ["zzzzzz", null, "`/quench help` lists them all."],
    ["constructor", null, "is not a command"],
    ["verify looks good", "verify", "more than it takes"],
    ["ack oncall for #3", "ack", "more than it takes"],
    ["score now", "score", "more than it takes"],
    ["item outage Title", "item", "`missed detection`"],
    ["item missed detection", "item", "it needs a title"],
    ["evidence", "evidence", "it needs a kind of evidence"],
    ["evidence implmentation x", "evidence", "did you mean `implementation`?"],
    ["evidence behavior https://a.b/c", "evidence", "`alert-replay`"],
    ["evidence dashboard", "evidence", "it needs a link"],
    ["evidence dashboard grafana", "evidence", "whole address"],
    ["evidence dashboard javascript:alert(1)", "evidence", "is not a link"],
    ["evidence dashboard https://u:p@a.b/", "evidence", "is not a link"],
    ["snooze soon because", "snooze", "from 1 to 90"],
    ["snooze 0 because", "snooze", "from 1 to 90"],
    ["snooze 3", "snooze", "it needs a reason"],
    ["blocked", "blocked", "it needs a reason"],
    ["owner", "owner", "it needs one person's login"],
    ["owner @acme/sre", "owner", "name one person of it"],
    ["owner @alice @bob", "owner", "more than it takes"],
    ["owner @al!ce", "owner", "not a GitHub login"],
    ["due soon", "due", "is not a date"],
    ["due next quarter", "due", "is not a date"],
    ["due 2026-02-30", "due", "is not a date"],
    ["phase on", "phase", "`shadow`, `warn`, `enforce`"],
    ["outcome confirmed better", "outcome", "number of percent"],
    ["outcome confirmed 40%", "outcome", "it needs a reason"],
    ["retire", "retire", "it needs a reason"],
    ["retire replaced by #12", "retire", "it needs a reason"],
    ["defer #12 later x", "defer", "is not a date"],
    ["defer x 2026-03-31 y", "defer", "issue's number"],
    ["risk #4", "risk", "accept"],
    ["risk accept", "risk", "issue's number"],
    ["restored yesterday x", "restored", "ISO 8601"],
    ["restored 2026-03-01 x", "restored", "ISO 8601"],
    ["restored 2026-03-01T09:30Z", "restored", "it needs a reason"],
    ["override too short", "override", "at least 20 characters"],
    ["override", "override", "it needs a reason"],
    ["override a                     b", "override", "at least 20 characters"],
    ["false-alarm", "false-alarm", "it needs a reason"],
  ])("refuses %s, and says what would work", (text, command, hint) => {
    const problem = parse(text);
    expect(problem).toMatchObject({ name: "problem", command });
    expect(problem.name === "problem" && problem.message).toContain(hint);
    if (command !== null) {
      expect(problem.name === "problem" && problem.message).toContain(`/quench ${command}`);
    }
  });

  it("counts an override's reason in characters, not in code units", () => {
    expect(parse(`override ${"😀".repeat(19)}`).name).toBe("problem");
    expect(parse(`override ${"😀".repeat(20)}`).name).toBe("override");
  });

  it("lets nothing invisible make a word another one", () => {
    expect(parse("ver\u200bify")).toEqual({ name: "verify" });
    expect(parse("owner @ali\u202ece")).toEqual({ name: "owner", login: "alice" });
    expect(parse("\u3000ack\u00a0oncall")).toEqual({ name: "ack", topic: "oncall" });
  });

  it("quotes people's text in its answers so that it pings nobody and opens nothing", () => {
    const problem = parse("@everyone`<!--");
    expect(problem).toMatchObject({
      name: "problem",
      message: "``/quench @everyone`<!--`` is not a command. `/quench help` lists them all.",
    });
  });

  it("takes the example of every command", () => {
    for (const name of COMMAND_NAMES) {
      expect([name, parseCommand({ text: USAGE[name].example }).name]).toEqual([name, name]);
    }
  });

  it.each(["@dependabot[bot]", "github-actions[bot]", "@Renovate[Bot]."])("takes no bot for a person: %s", (word) => {
    const command = parse(`owner ${word}`);
    expect(command).toMatchObject({ name: "problem", command: "owner" });
    expect(command.name === "problem" && command.message).toContain("is a bot, and answers for nothing; name a person");
  });

  it("never throws, whatever stands on the line", () => {
    const word = fc.oneof(
      fc.constantFrom(...COMMAND_NAMES, "#1", "@a", "2026-03-01", "40%", URL, "accept", "behavior", "drill"),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 7 }), (words) => {
        const command = parse(words.join(" "));
        if (command.name === "problem") {
          expect(command.message).not.toBe("");
          expect(scanCommands(command.message)).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    `retire ${" ,".repeat(30_000)}replaced by #1`,
    `evidence dashboard https://${"a.".repeat(30_000)}`,
    `item ${"a-".repeat(30_000)}`,
  ])("gets through a hostile line: %#", (text) => {
    expect(typeof parse(text).name).toBe("string");
  });
});
