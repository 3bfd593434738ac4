/**
 * Worlds for property tests: incidents with honest and hostile histories, all of it data that a reader could have read.
 *
 * Built from a seed, which fast-check hands out and reports: a world has thousands of choices, and shrinking each of
 * them costs far more than it explains.
 */
import { PROOF_CHECK } from "../../src/core/evidence/red-green.ts";
import { DEBT_FORM } from "../../src/core/forms/debt.ts";
import { renderForm } from "../../src/core/forms/render.ts";
import { RISK_FORM } from "../../src/core/forms/residual-risk.ts";
import type { InForce } from "../../src/core/policy/resolve.ts";
import type { CitedLink, ControlFacts, LookedUp } from "../../src/core/snapshot/facts.ts";
import type { Comment, Issue, PullLink, StoredMemory, TimelineEvent } from "../../src/core/snapshot/issue.ts";
import type { Check, PullRequest } from "../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import type { Person, Readable, Role } from "../../src/core/snapshot/types.ts";
import type { Dice } from "./dice.ts";
import { HOSTILE } from "./hostile-text.ts";
import { policyInForce } from "./policy.ts";
import {
  controlFacts,
  DASHBOARD,
  escalation,
  EXPERIMENT,
  FAILURE_PATH,
  FAILURE_PATH_LINK,
  proofs,
  shipped,
  sightings,
} from "./story.ts";
import {
  actor,
  APP_ID,
  CAST,
  check,
  closed,
  comment,
  day,
  file,
  HERE,
  incident,
  item,
  labeled,
  ownComment,
  person,
  pull,
  reopened,
  run,
  SELF,
  sha,
  shut,
  snapshot,
  tracker,
  unlabeled,
} from "./snapshot.ts";

const LOGINS = Object.keys(CAST);
const TYPES = ["missed detection", "late decision", "slow recovery", "repeated regression"];
const PATHS = [
  ".github/workflows/guard.yml",
  "test/checkout.test.ts",
  "docs/runbooks/checkout.md",
  "src/app.ts",
  "docs/oncall/list.md",
  "`@acme/all`|<b>.md",
];
const LANES = ["controls", "quality", "operations"] as const;
const PULLS = [101, 102, 103, 104];
const RUNS = [901, 902, 903];

export interface WorldOptions {
  /** Parts that could not be read occur. */
  readonly unreadable?: boolean;
  /** Hostile text everywhere people may write. */
  readonly hostile?: boolean;
}

export interface World {
  readonly snapshot: Snapshot;
  readonly inForce: InForce;
}

class Builder {
  private readonly dice: Dice;
  private readonly options: WorldOptions;
  /** An honest world, in which little goes wrong: else hardly any would ever pass. */
  private readonly likely: boolean;

  constructor(dice: Dice, options: WorldOptions) {
    this.dice = dice;
    this.options = options;
    this.likely = dice.nat(1) === 0;
  }

  pick<T>(choices: readonly T[]): T {
    return this.dice.pick(choices);
  }

  /** True once in `of` times. */
  chance(of: number): boolean {
    return this.dice.nat(of - 1) === of - 1;
  }

  some<T>(most: number, make: () => T): readonly T[] {
    return Array.from({ length: this.dice.nat(most) }, make);
  }

  at(): string {
    return day(this.dice.nat(6), this.dice.nat(1439));
  }

  text(plain: string): string {
    return this.options.hostile === true && this.chance(2) ? this.pick(HOSTILE) : plain;
  }

  read<T>(value: T, of = 12): Readable<T> {
    if (this.options.unreadable !== true || !this.chance(of)) return value;
    return this.chance(2)
      ? { unreadable: "502", transient: true }
      : { unreadable: "403", permission: "contents: read" };
  }

  private command(): string {
    const runUrl = `https://github.com/acme/shop/actions/runs/${this.pick(RUNS)}`;
    const lines = [
      "/quench verify",
      "/quench ack oncall",
      "/quench ack runbook",
      "/quench help",
      `/quench verifier @${this.pick(LOGINS)}`,
      `/quench operator @${this.pick(LOGINS)}`,
      `/quench owner @${this.pick(LOGINS)}`,
      "/quench due 2026-04-01",
      `/quench evidence behavior ${this.pick(["drill", "rollback"])} ${runUrl}`,
      `/quench evidence implementation https://github.com/${HERE}/pull/${this.pick(PULLS)}`,
      "/quench restored 2026-03-02T10:00Z it was so",
      "/quench nonsense",
      "/quench override we accept the risk for now",
      "/quench ack adoption",
      `/quench escalation @${this.pick(LOGINS)}`,
      `/quench merge-owner @${this.pick(LOGINS)}`,
      `/quench phase ${this.pick(["shadow", "warn", "enforce"])}`,
      `/quench outcome ${this.pick(["confirmed", "refuted"])} 40% it was measured`,
      "/quench due 2026-06-01 because it takes longer",
      "/quench retire it duplicates a stronger one replaced by #3",
      `/quench defer #${this.pick([2, 3, 4])} 2026-05-01 because of the freeze`,
      "/quench risk accept #51",
      "/quench blocked waiting for the vendor",
      "/quench snooze 3 on leave until then",
      "/quench false-alarm it was planned maintenance",
      `/quench evidence rollback ${runUrl}`,
      `/quench evidence dashboard ${DASHBOARD}`,
      `/quench evidence failure-path ${FAILURE_PATH}`,
      "/quench item slow recovery Rehearse the rollback",
      "Nothing to see here: 09:30 and 10:30, https://grafana.example.com/d/1",
    ];
    const said = this.text(this.pick(lines));
    return this.chance(5) ? `${said}\n${this.pick(lines)}` : said;
  }

  comment(): Comment {
    const by = this.pick([...LOGINS, "stale[bot]"]);
    const at = this.at();
    const edit: Partial<Comment> = this.chance(6)
      ? { editor: actor(this.pick([by, ...LOGINS])), lastEditedAt: at > day(3) ? at : day(3) }
      : {};
    const reactions = this.chance(4) ? [this.pick(["+1", "confused"])] : [];
    return comment(this.command(), by, at, { ...edit, ownReactions: reactions });
  }

  link(): PullLink {
    const kind = this.pick(["closing_keyword", "development", "body_line", "command", "mentioned"] as const);
    return { pull: `${HERE}#${this.pick(PULLS)}`, kind };
  }

  check(): Check {
    const ours = this.chance(6);
    const name = ours
      ? this.pick(["Quench / hardening gate", PROOF_CHECK])
      : this.text(this.pick(["ci / test", "lint", "build"]));
    const over: Partial<Check> = ours
      ? {
          app: { id: this.pick([APP_ID, 999, 15_368]), slug: "quench" },
          own: this.chance(2) ? { title: "Old", summary: "old", text: "" } : null,
        }
      : {};
    return check(name, this.pick(["success", "success", "failure", null]), over);
  }

  /** What an honest item's pull request is most of the time: merged on the second day, green, with what its lane ships. */
  private honestPull(number: number): PullRequest {
    const path = PATHS[(number - 102 + LANES.length) % LANES.length] ?? "src/app.ts";
    return pull(number, [path], {
      ...shipped([path]),
      title: this.text(`Change ${number}`),
      closes: this.read(this.chance(3) ? [`${HERE}#${this.pick([1, 2, 3])}`] : []),
      revertedBy: this.read(this.chance(15) ? `${HERE}#101` : null, 20),
      contributors: this.read(this.chance(15) ? ["vera"] : ["paul"], 20),
      ...(this.chance(10) ? { state: "open" as const, mergedAt: null, mergeCommit: null } : {}),
    });
  }

  pull(number: number): PullRequest {
    if (this.likely) return this.honestPull(number);
    const state = this.pick(["merged", "merged", "merged", "open", "closed"] as const);
    const merged = state === "merged";
    const mergedAt = merged ? this.at() : null;
    return pull(number, [], {
      title: this.text(`Change ${number}`),
      author: actor(this.pick(["paul", "oscar", "vera"])),
      contributors: this.read([this.pick(LOGINS)]),
      state,
      mergedAt,
      mergeCommit: merged ? sha(number) : null,
      baseBranch: this.text("main"),
      baseIsDefault: !this.chance(8),
      files: this.read(
        this.some(3, () =>
          file(this.pick(PATHS), this.chance(6) ? { change: "deleted", additions: 0, deletions: 3 } : {}),
        ),
      ),
      head: { sha: sha(number + 5000), checks: this.read(this.some(3, () => this.check())) },
      closes: this.read(this.chance(3) ? [`${HERE}#${this.pick([1, 2, 3])}`] : []),
      revertedBy: this.read(this.chance(8) ? `${HERE}#${this.pick(PULLS)}` : null),
    });
  }

  found(id: number, pulls: readonly PullRequest[]): Readable<LookedUp> {
    if (this.chance(this.likely ? 20 : 8)) return { kind: this.pick(["absent", "other", "image"] as const) };
    const contained = pulls.flatMap((one) =>
      one.mergeCommit !== null && (this.likely || this.chance(2)) ? [one.mergeCommit] : [],
    );
    if (this.likely) return this.read<LookedUp>({ kind: "run", run: run(id, contained) }, 20);
    const exercised = run(id, [], {
      name: this.text("drill"),
      conclusion: this.pick(["success", "success", "failure"]),
      startedAt: day(5),
      completedAt: this.pick([day(5, 10), day(6)]),
      contains: this.read(contained),
    });
    return this.read<LookedUp>({ kind: "run", run: exercised });
  }

  private history(events: readonly TimelineEvent[], issue: Issue): Issue {
    let shown: Issue = { ...issue, events };
    const turns = this.dice.nat(3);
    for (let turn = 0; turn < turns; turn += 1) {
      const reason = this.pick(["completed", "completed", "not_planned", "duplicate"] as const);
      const closer = this.pick([
        { kind: "direct" },
        { kind: "pull_request", url: "https://github.com/acme/shop/pull/101", number: 101, repository: HERE },
        { kind: "project", title: this.text("Board") },
      ] as const);
      shown = shut(shown, closed(day(2 + turn, 10), this.pick([...LOGINS, "stale[bot]"]), { reason, closer }));
      if (turn === turns - 1 && this.chance(2)) return shown;
      const since = "unreadable" in shown.events ? [] : shown.events;
      shown = {
        ...shown,
        state: "open",
        stateReason: null,
        closedAt: null,
        events: [...since, reopened(day(2 + turn, 30), this.pick([SELF, SELF, "maya"]))],
      };
    }
    return shown;
  }

  /** An item that most of what it takes has been said on, in order, by those who may. */
  private honest(number: number): Issue {
    const runUrl = `https://github.com/acme/shop/actions/runs/${this.pick(RUNS)}`;
    const lane = LANES[(number - 2) % LANES.length] ?? "controls";
    const said = proofs(runUrl).filter(() => !this.chance(12));
    return item(number, {
      key: `lane-${lane}`,
      owner: "oscar",
      title: this.text(`Guardrail ${number}`),
      fields: {
        ...EXPERIMENT,
        lane,
        finding_type: this.pick([null, null, "late decision"]),
        control_check: this.pick([null, "guard"]),
      },
      labels: ["hardening", this.pick(["quench: open", "quench: verified"])],
      comments: this.read([...said, ...this.some(1, () => this.comment())], 20),
      links: this.read([{ pull: `${HERE}#${100 + number}`, kind: "body_line" }], 20),
    });
  }

  item(number: number): Issue {
    if (this.likely) return this.honest(number);
    const owner = this.chance(4) ? null : this.pick(["oscar", "oscar", "paul", "mallory"]);
    const own = this.chance(4);
    const notes = own
      ? [
          ownComment("item", this.pick(["", "old"]), {
            own: { key: "item", memory: { state: "none" }, lastEditorIsUs: this.chance(2) },
          }),
        ]
      : [];
    const base = item(number, {
      key: this.pick(["lane-controls", "lane-quality", "lane-operations", "slow-recovery"]),
      owner,
      title: this.text(`Guardrail ${number}`),
      openedByUs: !this.chance(5),
      fields: {
        lane: this.pick(["controls", "quality", "operations"]),
        finding_type: this.pick([...TYPES, null]),
        proposed_control: this.text("Guardrail"),
        verifier: this.chance(3) ? this.text("@vera") : null,
        operator: this.chance(3) ? this.text("@otto") : null,
        owner: this.chance(4) ? this.text("@oscar") : null,
        due: this.text("2026-03-31"),
      },
      labels: [
        "hardening",
        ...this.some(2, () => this.pick(["quench: open", "quench: verified", "quench: in_progress", "team-a"])),
      ],
      comments: this.read([...notes, ...this.some(7, () => this.comment())]),
      links: this.read(this.some(3, () => this.link())),
    });
    const withHistory = this.history("unreadable" in base.events ? [] : base.events, base);
    return { ...withHistory, labels: [...new Set(withHistory.labels)], events: this.read(withHistory.events, 20) };
  }

  private memory(): StoredMemory {
    if (this.chance(4)) return { state: "void", why: "somebody else edited it" };
    if (this.chance(6)) return { state: "none" };
    const data = {
      version: 1,
      restoredAt: this.chance(3) ? day(0, 120) : null,
      created: this.chance(2) ? { "lane-controls": "I_2" } : {},
      signOffs: {},
      settled: this.chance(3) ? LAST_CLOSE : null,
      severity: this.pick(["SEV1", "SEV3", null]),
      enforcedSince: this.chance(3) ? day(-30) : null,
    };
    return { state: "valid", data };
  }

  incident(): Issue {
    const trackers = this.some(2, () =>
      tracker({}, { own: { key: "tracker", memory: this.memory(), lastEditorIsUs: !this.chance(4) } }),
    );
    const forged = this.chance(4) ? [comment("<!-- quench:tracker -->\n## Ready to close", "mallory", day(0, 30))] : [];
    const events: TimelineEvent[] = [labeled(day(0), "paul")];
    const off = this.chance(6);
    if (off) events.push(unlabeled(day(1, 1), this.pick(LOGINS)));
    const back = off && this.chance(2);
    if (back) events.push(labeled(day(1, 5), this.pick(LOGINS)));
    const named = this.likely ? [escalation()] : [];
    const base = incident({
      title: this.text("Checkout is down"),
      labels: [...(off && !back ? [] : ["incident"]), ...(this.chance(8) ? ["quench: disputed"] : [])],
      fields: {
        severity: this.pick(["SEV1", "SEV2", "SEV3", null]),
        failure_class: this.text("config-change"),
        finding_types: this.some(2, () => this.pick(TYPES)),
        restored_at: this.pick(["2026-03-02T11:00Z", "2027-01-01T00:00Z", "soon", null]),
        timeline: this.text("- 08:30 rises\n- 08:42 paged"),
        evidence_packet: this.text("https://grafana.example.com/d/1"),
      },
      comments: this.read([...trackers, ...forged, ...named, ...this.some(3, () => this.comment())], 25),
      links: this.read(this.some(2, () => this.link())),
    });
    const shown = this.history(events, base);
    return { ...settledBy(shown), events: this.read(shown.events, 25) };
  }

  private control(): Readable<ControlFacts> {
    const mixed = sightings(this.dice.nat(8)).map((one) => ({
      ...one,
      result: this.likely ? one.result : this.pick(["passed", "passed", "failed", "skipped", "missing"] as const),
      required: this.pick([true, false, null]),
    }));
    const facts = this.likely
      ? controlFacts()
      : controlFacts({ sightings: this.read(mixed), required: this.read(!this.chance(3)), scheduled: this.read([]) });
    return this.read(facts);
  }

  private entry(number: number): Issue {
    const risk = number === 51;
    const owner = this.chance(3) ? null : "oscar";
    const covers = this.pick(["#2", "#3, #4", null]);
    const body = risk
      ? renderForm(RISK_FORM, {
          incident: "#1",
          statement: this.text("It may come back."),
          trigger: this.chance(3) ? null : "A second incident of the class.",
          target: this.chance(3) ? null : "2026-05-01",
          covers,
        })
      : renderForm(DEBT_FORM, { incident: "#1", item: "#3", revisit: this.chance(3) ? null : "2026-05-01" });
    return item(number, {
      body,
      key: `entry-${number}`,
      title: this.text(risk ? "Residual risk" : "Debt"),
      owner,
      openedByUs: this.chance(2),
      author: actor(this.pick([SELF, "maya", "paul"])),
      labels: [risk ? "residual-risk" : "reliability-debt"],
      comments: this.read(this.some(2, () => comment("/quench ack adoption", "oscar", this.at()))),
    });
  }

  people(): readonly Person[] {
    const roles: readonly Role[] = ["none", "read", "triage", "write", "maintain", "admin"];
    return LOGINS.map((login) => {
      if (this.likely || !this.chance(6))
        return person(login, this.read(CAST[login] ?? "none"), this.read(CAST[login] !== "none"));
      const role = this.pick(roles);
      return person(login, this.read(role), this.read(role !== "none"));
    });
  }

  world(): World {
    const count = this.likely ? 3 : this.dice.nat(3);
    const items = Array.from({ length: count }, (_, index) => this.item(index + 2));
    const pulls = PULLS.map((number) => this.pull(number));
    const links = RUNS.map(
      (id): CitedLink => ({ url: `https://github.com/acme/shop/actions/runs/${id}`, found: this.found(id, pulls) }),
    );
    const unread = Object.fromEntries(pulls.map((one) => [one.key, this.read(one)]));
    const action = this.chance(4);
    const ledger = this.chance(3) ? [this.entry(51), this.entry(52)] : [];
    const read = snapshot({
      now: day(this.likely ? 7 : this.pick([2, 7, 20, 60])),
      incident: this.incident(),
      items: this.read(items, 25),
      links: [...links, { ...FAILURE_PATH_LINK, found: this.read(FAILURE_PATH_LINK.found) }],
      people: this.people(),
      self: action ? { kind: "action", login: "github-actions[bot]", appId: 15368 } : {},
      repository: { labels: this.read(this.chance(2) ? ["incident"] : ["incident", "hardening", "quench: open"]) },
      over: {
        pulls: unread,
        ledger: this.read(ledger),
        controls: Object.fromEntries(items.map((one) => [one.number, this.control()])),
        codeowners: this.read(this.pick([null, "docs/runbooks/ @oscar\n"])),
        history: this.read([]),
        strayed: this.read([]),
      },
    });
    const settings = {
      mode: this.pick(["enforce", "enforce", "enforce", "warn", "shadow"]),
      closure: { max_reopens_per_day: this.pick([1, 2, 3]) },
      items: { create: this.pick(["on_label", "on_restored"]) },
      people: { escalation: this.pick([null, "ester"]), override: { users: this.chance(4) ? ["oscar"] : [] } },
    };
    return { snapshot: action ? asAction(read) : read, inForce: policyInForce(settings) };
  }
}

/** Stands in a memory for the incident's last close, whose id is known only once its history is. */
const LAST_CLOSE = "the last close";

function settledBy(issue: Issue): Issue {
  if ("unreadable" in issue.comments || "unreadable" in issue.events) return issue;
  const close = issue.events.findLast((event) => event.kind === "closed")?.id ?? "CE_0";
  const text = JSON.stringify(issue.comments).replaceAll(`"${LAST_CLOSE}"`, JSON.stringify(close));
  return { ...issue, comments: JSON.parse(text) as readonly Comment[] };
}

/** As an Action our comments carry no memory, and were written by the bot of all workflows. */
function asAction(read: Snapshot): Snapshot {
  const author = actor(read.self.login);
  const of = (issue: Issue): Issue => {
    if ("unreadable" in issue.comments) return issue;
    const comments = issue.comments.map(
      (one): Comment =>
        one.own === null ? one : { ...one, author, own: { ...one.own, memory: { state: "void", why: "no key" } } },
    );
    return { ...issue, comments, author: issue.openedByUs ? author : issue.author };
  };
  return { ...read, incident: of(read.incident), items: "unreadable" in read.items ? read.items : read.items.map(of) };
}

/** A world; the same dice give the same one, except for ids. */
export function world(dice: Dice, options: WorldOptions = {}): World {
  return new Builder(dice, options).world();
}
