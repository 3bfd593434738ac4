/** Worlds full of dates, waits and deadlines, for what changes by itself. Built from dice, as `world.ts` is. */
import type { PastIncident } from "../../src/core/snapshot/facts.ts";
import type { Comment, Issue } from "../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { addDays, addMs } from "../../src/core/time.ts";
import type { Dice } from "./dice.ts";
import { policyInForce } from "./policy.ts";
import { controlFacts } from "./story.ts";
import {
  actor,
  closed,
  comment,
  day,
  HERE,
  incident,
  item,
  labeled,
  link,
  person,
  pull,
  reopened,
  run,
  shut,
  snapshot,
  tracker,
} from "./snapshot.ts";
import type { World } from "./world.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Chatham",
  "America/Sao_Paulo",
  "Africa/Casablanca",
  "Pacific/Apia",
];
const LANES = ["controls", "quality", "operations"];
const PATHS = [
  ".github/workflows/guard.yml",
  "test/a.test.ts",
  "docs/runbooks/a.md",
  "docs/oncall/list.md",
  "docs/retros/a.md",
];

/** A day of the incident's first three months. */
const someDay = (dice: Dice): string => addDays("2026-03-01", dice.nat(80));
const someTime = (dice: Dice, days = 40): string => day(dice.nat(days), dice.nat(1439));
const chance = (dice: Dice, of: number): boolean => dice.nat(of - 1) === 0;

function said(dice: Dice): readonly Comment[] {
  const url = `https://github.com/${HERE}/actions/runs/${901 + dice.nat(2)}`;
  const lines = [
    `/quench snooze ${1 + dice.nat(20)} the vendor is away`,
    `/quench due ${someDay(dice)}`,
    "/quench verifier @vera",
    "/quench operator @otto",
    "/quench ack oncall",
    "/quench ack adoption",
    "/quench ack runbook",
    "/quench verify",
    "/quench phase warn",
    "/quench retire it costs more than the risk",
    "/quench blocked the vendor does not answer",
    `/quench evidence behavior drill ${url}`,
    `/quench defer #${2 + dice.nat(2)} ${someDay(dice)} the vendor comes first`,
    "/quench outcome confirmed -40% it did",
    "/quench escalation @maya",
  ];
  return Array.from({ length: dice.nat(6) }, () =>
    comment(dice.pick(lines), dice.pick(["maya", "maya", "oscar", "vera", "otto", "tess"]), someTime(dice, 12)),
  );
}

/** Closed and opened again, by people and by us, and perhaps closed at last. */
function history(dice: Dice, issue: Issue): Issue {
  let shown = issue;
  for (let turn = dice.nat(4); turn > 0; turn -= 1) {
    const at = someTime(dice, 20);
    const reason = dice.pick(["completed", "completed", "not_planned"] as const);
    shown = shut(shown, closed(at, dice.pick(["paul", "oscar", "maya"]), { reason }));
    if (turn === 1 && chance(dice, 2)) return shown;
    const since = "unreadable" in shown.events ? [] : shown.events;
    const again = reopened(addMs(at, 60_000), dice.pick(["quench[bot]", "quench[bot]", "maya"]));
    shown = { ...shown, state: "open", stateReason: null, closedAt: null, events: [...since, again] };
  }
  return shown;
}

function anItem(dice: Dice, number: number): Issue {
  const maybe = (value: string): string | null => (chance(dice, 3) ? null : value);
  const base = item(number, {
    owner: maybe("oscar"),
    fields: {
      lane: dice.pick(LANES),
      failure_class: "config-change",
      risk_reduction: maybe(dice.pick(["high", "medium", "low"])),
      adoption_speed: maybe(dice.pick(["fast", "medium", "slow"])),
      reversibility: maybe("easy"),
      due: maybe(someDay(dice)),
      adoption_check: maybe(someDay(dice)),
      review: maybe(someDay(dice)),
      phase: maybe("shadow"),
      control_check: maybe("guard"),
    },
    comments: said(dice),
    links: chance(dice, 3) ? [] : [link(100 + number)],
  });
  return chance(dice, 3) ? history(dice, base) : base;
}

function anEntry(dice: Dice, number: number): Issue {
  const [label, fields] = dice.pick([
    [
      "residual-risk",
      `### Risk statement\n\nIt may come back.\n\n### Trigger for re-prioritization\n\nTwo pages.\n\n### Target date\n\n${someDay(dice)}\n\n### Covers\n\n#2`,
    ],
    ["reliability-debt", `### Item\n\n#3\n\n### Revisit date\n\n${someDay(dice)}`],
  ] as const);
  return item(number, {
    body: `### Incident reference\n\n#1\n\n${fields}`,
    labels: [label],
    owner: chance(dice, 4) ? null : "vera",
    comments: said(dice),
    author: actor(dice.pick(["maya", "paul", "mallory"])),
    openedByUs: chance(dice, 2),
  });
}

function past(dice: Dice, number: number): PastIncident {
  const openedAt = someTime(dice, 60);
  return {
    number,
    url: `https://github.com/${HERE}/issues/${number}`,
    failureClass: "config-change",
    openedAt,
    startedAt: chance(dice, 2) ? addMs(openedAt, -3_600_000) : null,
    detectedAt: null,
    restoredAt: null,
    drill: chance(dice, 6),
    duplicate: false,
  };
}

function theIncident(dice: Dice): Issue {
  const memory = {
    restoredAt: chance(dice, 3) ? day(0, 120) : null,
    verified: (chance(dice, 2) ? { I_2: someTime(dice, 30), I_3: someTime(dice, 30) } : {}) as Record<string, string>,
    enforcedSince: day(-30),
  };
  const lines = [
    "/quench override the customer waits for it and we know",
    `/quench restored ${someTime(dice, 12)} it was so`,
    "- 08:30 rises\n- 08:42 paged https://grafana.example.com/d/1",
    `/quench defer #2 ${someDay(dice)} the vendor comes first`,
    `/quench snooze ${1 + dice.nat(20)} the vendor is away`,
    "/quench risk accept #30",
    "/quench merge-owner @oscar",
    "/quench ack adoption",
  ];
  const comments = Array.from({ length: dice.nat(4) }, () =>
    comment(dice.pick(lines), dice.pick(["maya", "maya", "oscar"]), someTime(dice, 12)),
  );
  const base = incident({
    fields: {
      restored_at: dice.pick([null, "2026-03-02T11:00Z", someTime(dice, 30)]),
      retro: dice.pick([null, "https://wiki.example.com/retro"]),
      severity: dice.pick(["SEV1", "SEV3"]),
    },
    comments: [...(chance(dice, 4) ? [] : [tracker(memory)]), ...comments],
    events: [labeled(day(0), "paul")],
    links: chance(dice, 2) ? [link(101)] : [],
  });
  return history(dice, base);
}

/** A world at a moment of its first three months; some of it could not be read. */
export function timedWorld(dice: Dice): World {
  const numbers = [2, 3, 4].slice(0, dice.nat(3));
  const pulls = [1, ...numbers].map((number) =>
    pull(100 + number, [dice.pick(PATHS), dice.pick(PATHS)], { mergedAt: someTime(dice, 20) }),
  );
  const runs = [901, 902, 903].map((id) =>
    run(
      id,
      pulls.flatMap((one) => one.mergeCommit ?? []),
      { startedAt: day(21), completedAt: day(21, 9) },
    ),
  );
  const lost = { unreadable: "502", transient: true };
  const over: Partial<Snapshot> = {
    ledger: chance(dice, 8) ? lost : [30, 31].slice(0, dice.nat(2)).map((number) => anEntry(dice, number)),
    controls: Object.fromEntries(numbers.map((number) => [number, chance(dice, 3) ? lost : controlFacts()])),
    strayed: [],
    ...(chance(dice, 3) ? {} : { history: [40, 41, 42].slice(0, dice.nat(3)).map((number) => past(dice, number)) }),
  };
  const read = snapshot({
    now: day(dice.nat(70), dice.nat(1439)),
    incident: theIncident(dice),
    items: chance(dice, 12) ? lost : numbers.map((number) => anItem(dice, number)),
    pulls,
    runs,
    people: chance(dice, 4) ? [person(dice.pick(["maya", "oscar"]), lost)] : [],
    over,
  });
  const settings = {
    mode: dice.pick(["enforce", "enforce", "warn", "shadow"]),
    ...(chance(dice, 4) ? { mode: "shadow", promote: { warn: "2026-03-20", enforce: "2026-04-10" } } : {}),
    time: {
      zone: dice.pick(ZONES),
      workdays: dice.pick([["mon", "tue", "wed", "thu", "fri"], ["sun", "mon", "tue", "wed", "thu"], ["wed"]]),
      days_off: chance(dice, 2) ? ["2026-03-31", "2026-04-03"] : [],
      quiet_hours: dice.pick([null, { from: "20:00", to: "08:00" }, { from: "12:00", to: "13:30" }]),
    },
    rhythm: { hour: dice.pick([0, 7, 9, 12, 23]) },
    people: { escalation: dice.pick([null, "maya"]) },
    closure: { max_reopens_per_day: dice.pick([1, 2]), override_lasts: dice.pick(["1d", "7d"]) },
    effect: { window: dice.pick(["7d", "20d", "90d"]), least: dice.pick([1, 3]) },
  };
  return { snapshot: read, inForce: policyInForce(settings) };
}
