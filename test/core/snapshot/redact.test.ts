import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import * as z from "zod";
import { differences } from "../../../src/cli/differences.ts";
import { scanCommands } from "../../../src/core/commands/scan.ts";
import { type InForce, resolvePolicy } from "../../../src/core/policy/resolve.ts";
import { parseSnapshot } from "../../../src/core/snapshot/parse.ts";
import { redactCommand } from "../../../src/core/snapshot/redact-command.ts";
import { redact } from "../../../src/core/snapshot/redact.ts";
import { createVeil } from "../../../src/core/snapshot/redact-text.ts";
import { snapshotSchema } from "../../../src/core/snapshot/schema.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { evaluate } from "../../../src/core/verdict/evaluate.ts";
import { scenario, scenarioNames } from "../../scenarios/folders.ts";
import { Dice } from "../../support/dice.ts";
import { COMMITTED } from "../../support/policy.ts";
import { comment, day, file, incident, item, pull, snapshot } from "../../support/snapshot.ts";
import { shipped } from "../../support/story.ts";
import { world } from "../../support/world.ts";

function inForce({ policy }: Snapshot): InForce {
  const resolved = resolvePolicy(isUnreadable(policy) ? [] : policy);
  if (resolved.state !== "in_force") throw new Error("no policy is in force");
  return resolved;
}

/** What a redacted snapshot is judged otherwise. */
function changed(whole: Snapshot): readonly string[] {
  const without = redact(whole);
  return differences(evaluate(whole, inForce(whole)), evaluate(without, inForce(without)));
}

function withPolicy(whole: Snapshot, text: string): Snapshot {
  const version = { path: ".github/quench.yml", commit: "c0ffee0".repeat(5), committedAt: COMMITTED, text };
  return { ...whole, policy: [version] };
}

/** A generated world with its policy in it, as a reader would find it. */
function generated(seed: number, hostile: boolean, unreadable: boolean): Snapshot {
  const made = world(new Dice(seed), { hostile, unreadable });
  const { mode, closure, items, people, evidence } = made.inForce.policy;
  const policy = {
    version: 1,
    mode,
    closure: { max_reopens_per_day: closure.max_reopens_per_day },
    items: { create: items.create },
    people: { escalation: people.escalation, override: { users: people.override.users } },
    evidence: { trusted_hosts: evidence.trusted_hosts },
  };
  return withPolicy(made.snapshot, JSON.stringify(policy));
}

/** Words of six letters and more in the comments of people, command lines left out. */
function longWords(whole: Snapshot): readonly string[] {
  const items = isUnreadable(whole.items) ? [] : whole.items;
  return [whole.incident, ...items].flatMap(({ comments }) =>
    (isUnreadable(comments) ? [] : comments).flatMap(({ body, own }) => {
      const commands = new Set(scanCommands(body).map(({ line }) => line));
      const prose = body.split(/\r\n|\n|\r/).filter((_, index) => own !== null || !commands.has(index + 1));
      const words = prose.join("\n").replace(/https?:\/\/\S+|<!-- quench:\S+ -->|@person-\d+|<\/?\w+/g, " ");
      return (words.match(/\p{L}{6,}/gu) ?? []).filter((word) => !/^x+$/.test(word));
    }),
  );
}

describe("a redacted snapshot", () => {
  it.each(scenarioNames())("is judged the same: %s", (name) => {
    const { snapshot: whole } = scenario(name);
    expect(changed(whole)).toEqual([]);
    expect(longWords(redact(whole))).toEqual([]);
  });

  it("is judged the same, and says no more, whatever is in it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.boolean(), fc.boolean(), (seed, hostile, unreadable) => {
        const whole = generated(seed, hostile, unreadable);
        const without = redact(whole);
        expect(changed(whole)).toEqual([]);
        expect(longWords(without)).toEqual([]);
        const text = JSON.stringify(without);
        const parsed = parseSnapshot(text, "s.json");
        expect(parsed.problems).toEqual([]);
        expect(parsed.snapshot).toEqual(JSON.parse(text));
      }),
      { numRuns: 80, seed: 20260311 },
    );
  });

  it("is the same each time, and of itself", () => {
    const whole = generated(7, false, false);
    expect(JSON.stringify(redact(whole))).toBe(JSON.stringify(redact(whole)));
    expect(changed(redact(whole))).toEqual([]);
  });

  it("keeps lines, lengths, numbers and times of what people wrote", () => {
    const body = "At 09:30 Márta restarted 3 pods,\r\n`kubectl` said 2026-03-02T09:31:00Z; call +4930123456 (#12).";
    const without = redact(snapshot({ incident: incident({ comments: [comment(body, "oscar", day(1))] }) }));
    const [said] = isUnreadable(without.incident.comments) ? [] : without.incident.comments;
    expect(said?.body).toBe(
      "xx 09:30 xxxxx xxxxxxxxx 3 xxxx,\r\n`xxxxxxx` xxxx 2026-03-02T09:31:00Z; xxxx +0000000000 (#12).",
    );
  });

  it("calls each person by one name wherever the person stands, and no bot", () => {
    const whole = withPolicy(
      snapshot({
        incident: incident({
          fields: { commander: "@Oscar" },
          comments: [
            comment("/quench escalation @oscar\n\nThanks @oscar, @oscarine and mail@oscar.example", "maya", day(1)),
            comment("Stale.", "stale[bot]", day(1)),
          ],
        }),
        items: [item(2, { owner: "oscar" })],
        over: { codeowners: "# Ask Oscar\n/docs/ @oscar @acme/oncall oscar@example.com\n" },
      }),
      "version: 1\nmode: enforce # as Oscar said\npeople:\n  escalation: oscar\n  override:\n    users: [Maya]\n",
    );
    const text = JSON.stringify(redact(whole));
    expect(text).not.toMatch(/oscar|maya/i);
    expect(text).toContain("stale[bot]");
    expect(text).toContain("quench[bot]");
    const without = redact(whole);
    const oscar = isUnreadable(without.items) ? undefined : without.items[0]?.assignees[0]?.login;
    expect(oscar).toMatch(/^person-\d+$/);
    expect(without.codeowners).toBe(`# xxx xxxxx\n/docs/ @${oscar} @acme/oncall xxxxx@xxxxxxx.xxx\n`);
    expect(without.incident.body).toContain(`@${oscar}`);
    expect(Object.keys(without.people)).toContain(oscar);
    const policy = isUnreadable(without.policy) ? "" : (without.policy[0]?.text ?? "");
    expect(policy).toContain(`mode: enforce # xx xxxxx xxxx\npeople:\n  escalation: ${oscar}\n`);
    const [said] = isUnreadable(without.incident.comments) ? [] : without.incident.comments;
    expect(said?.body).toBe(`/quench escalation @${oscar}\n\nxxxxxx @${oscar}, @xxxxxxxx xxx xxxx@xxxxx.xxxxxxx`);
    expect(changed(whole)).toEqual([]);
  });

  it("keeps two logins of one account one account (R-H5)", () => {
    const nodeId = "U_renamed";
    const renamed = { ...incident().author, login: "oscar-new", nodeId };
    const whole = snapshot({ incident: incident({ author: { ...renamed, login: "oscar" }, assignees: [renamed] }) });
    const { author, assignees } = redact(whole).incident;
    expect(author.login).not.toBe(assignees[0]?.login);
    expect(author.nodeId).toBe(assignees[0]?.nodeId);
    expect(author.nodeId).not.toBe(nodeId);
  });

  it("keeps what an item names and its pull request touches, and nothing else of it (R-S2, R-S3)", () => {
    const runbook = file("docs/runbooks/pool.md", {
      added: ["When guard-pool.yml is red, ask Oscar to raise it.", "Rotate the pool limit by hand."],
    });
    const whole = withPolicy(
      snapshot({
        items: [
          item(2, {
            title: "Hardening: Rotate the pool limit (incident #1)",
            fields: {
              proposed_control: "A secret plan: `.github/workflows/guard-pool.yml` refuses a pool above 5.",
              boundary: "It does not cover the console of the vendor.",
            },
            links: [{ pull: "acme/shop#101", kind: "body_line" }],
          }),
        ],
        over: {
          pulls: {
            "acme/shop#101": pull(101, [".github/workflows/guard-pool.yml"], {
              ...shipped([".github/workflows/guard-pool.yml"]),
              files: [file(".github/workflows/guard-pool.yml"), runbook],
            }),
          },
        },
      }),
      "version: 1\nmode: enforce\n",
    );
    const without = redact(whole);
    const [only] = isUnreadable(without.items) ? [] : without.items;
    expect(only?.title).toBe("Hardening: xxxxxx xxx xxxx xxxxx (incident #1)");
    expect(only?.body).toContain("x xxxxxx xxxx: `.github/workflows/guard-pool.yml` xxxxxxx x xxxx xxxxx 5.");
    expect(JSON.stringify(without)).toContain("oooo guard-pool.yml oo ooo, ooo ooooo oo ooooo oo.");
    expect(JSON.stringify(without)).toContain("xxxxxx xxx xxxx xxxxx oo oooo.");
    expect(changed(whole)).toEqual([]);
  });

  it("takes what is new in a snapshot for people's words", () => {
    const whole = { ...snapshot(), novelty: { deep: ["Oscar's secret plan"] } };
    expect(JSON.stringify(redact(whole))).toContain('"novelty":{"deep":["xxxxx\'x xxxxxx xxxx"]}');
  });

  it("keeps every choice that the schema knows", () => {
    const schema = JSON.stringify(z.toJSONSchema(snapshotSchema, { io: "input" }));
    const choices = [...schema.matchAll(/"(\w+)":\{[^{}]*"enum":\["([^"]+)"/g)].map(([, key, value]) => [key, value]);
    expect(choices.length).toBeGreaterThan(10);
    for (const [key = "", value = ""] of choices) {
      const whole = { ...snapshot(), novelty: { [key]: value } } as unknown as { novelty: unknown } & Snapshot;
      expect((redact(whole) as unknown as { novelty: unknown }).novelty).toEqual({ [key]: value });
    }
  });
});

describe("addresses", () => {
  const links = ["https://logs.example.org/abc", "https://logs.example.org/xyz"];
  const veil = createVeil({
    names: { login: () => "person-1", knows: (login) => login === "oscar", nodeId: (id) => id },
    repositoryUrl: "https://github.com/acme/shop",
    trustedHosts: ["grafana.example.com", "*.trusted.example"],
    links,
  });

  it.each([
    ["https://github.com/acme/shop/actions/runs/901", "https://github.com/acme/shop/actions/runs/901"],
    ["https://github.com/oscar/fork/pull/3", "https://github.com/person-1/fork/pull/3"],
    ["https://user-images.githubusercontent.com/1/a.png", "https://user-images.githubusercontent.com/1/a.png"],
    ["https://grafana.example.com/d/checkout?orgId=1", "https://grafana.example.com/d/checkout?orgId=1"],
    ["https://one.trusted.example/d/1", "https://one.trusted.example/d/1"],
    ["https://trusted.example/d/1", "https://xxxxxxx.xxxxxxx/x/1"],
    ["see https://chat.acme.example/room-7/987654.", "xxx https://xxxx.xxxx.xxxxxxx/xxxx-7/000000."],
    ["http://github.com.evil.example/acme", "http://xxxxxx.xxx.xxxx.xxxxxxx/xxxx"],
  ])("%s becomes %s", (text, wanted) => {
    expect(veil.text(text)).toBe(wanted);
  });

  it("stay apart where something is kept under them, at a sentence's end too", () => {
    const [one = "", other = ""] = links.map((link) => veil.text(link));
    expect(one).not.toBe(other);
    expect(veil.text(`${links[1]}.`)).toBe(`${other}.`);
    expect(veil.text(`(${links[1]})`)).toBe(`(${other})`);
  });
});

describe("command lines", () => {
  const veil = createVeil({
    names: { login: () => "person-1", knows: () => true, nodeId: (id) => id },
    repositoryUrl: "https://github.com/acme/shop",
    trustedHosts: [],
    links: [],
  });

  it.each([
    ["/quench owner @Oscar.", "/quench owner @person-1."],
    ["/quench Verifier: oscar please", "/quench Verifier: person-1 xxxxxx"],
    ["/quench owner @acme/team", "/quench owner @xxxx/xxxx"],
    ["/quench due 2026-04-01 vendor is late", "/quench due 2026-04-01 xxxxxx xx xxxx"],
    [
      "/quench evidence behavior drill https://github.com/acme/shop/actions/runs/9 it went well",
      "/quench evidence behavior drill https://github.com/acme/shop/actions/runs/9 xx xxxx xxxx",
    ],
    [
      "/quench evidence rollback https://github.com/acme/b we took 1h 5m at night",
      "/quench evidence rollback https://github.com/acme/b xx xxxx 1h 5m xx xxxxx",
    ],
    ["/quench evidence dashboard <https://a.example/b>.", "/quench evidence dashboard <https://x.xxxxxxx/x>."],
    ["/quench item missed detection Alert on queue", "/quench item missed detection xxxxx xx xxxxx"],
    ["/quench item slow-recovery: Rehearse", "/quench item slow-recovery: xxxxxxxx"],
    ["/quench outcome confirmed -40% as hoped", "/quench outcome confirmed -40% xx xxxxx"],
    ["/quench outcome confirmed 40 % as hoped", "/quench outcome confirmed 40 % xx xxxxx"],
    ["/quench retire twice as dear, replaced by #12.", "/quench retire xxxxx xx xxxx, replaced by #12."],
    ["/quench defer #12 2026-06-30 after the move", "/quench defer #12 2026-06-30 xxxxx xxx xxxx"],
    ["/quench risk accept #51", "/quench risk accept #51"],
    ["/quench restored 2026-03-01 09:30 UTC too early", "/quench restored 2026-03-01 09:30 UTC xxx xxxxx"],
    ["/quench snooze 3 days on leave", "/quench snooze 3 days xx xxxxx"],
    ["/quench override the drill is on Monday", "/quench override xxx xxxxx xx xx xxxxxx"],
    ["/quench verify", "/quench verify"],
    ["/quench verfy now", "/quench xxxxx xxx"],
    ["/quench", "/quench"],
  ])("%s", (line, wanted) => {
    expect(redactCommand(line, veil)).toBe(wanted);
  });
});
