import { describe, expect, it } from "@jest/globals";
import { hear, type Seed } from "../../../src/core/commands/hear.ts";
import type { Standing } from "../../../src/core/commands/types.ts";
import type { Comment } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { itemIn, judge, ofKind, planned, row } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  comment,
  day,
  incident,
  item,
  link,
  OPENED,
  openPull,
  ownComment,
  person,
  pull,
  snapshot,
} from "../../support/snapshot.ts";

const { policy } = policyInForce();
const SEED: Seed = { owner: "oscar", verifier: null, operator: null, since: OPENED };

interface Told {
  readonly people?: readonly Person[];
  readonly self?: Partial<Snapshot["self"]>;
  readonly seed?: Partial<Seed>;
}

/** How each command stands, in the order in which it is heard on item 2. */
function standings(comments: readonly Comment[], told: Told = {}): readonly Standing[] {
  const subject = item(2, { owner: "oscar", comments });
  const read = snapshot({ items: [subject], people: told.people ?? [], self: told.self ?? {} });
  return hear(read, policy, subject, { ...SEED, ...told.seed }, []).map((one) => one.standing);
}

const only = (one: Comment, told: Told = {}): Standing | undefined => standings([one], told)[0];
const ACCEPTED = { kind: "accepted" };

describe("rulebook N who is heard", () => {
  it("N pass: a collaborator, and the owner", () => {
    expect(only(comment("/quench due 2026-04-01", "tess", day(1)))).toEqual(ACCEPTED);
    expect(only(comment("/quench ack runbook", "oscar", day(1)))).toEqual(ACCEPTED);
  });

  it("N: an outsider gets neither an answer nor a reaction, whatever is said", () => {
    for (const said of [
      "/quench verify",
      "/quench owner @mallory",
      "/quench nonsense",
      "/quench override because I say so, really",
    ]) {
      const told = comment(said, "mallory", day(1));
      expect(only(told)).toEqual({ kind: "ignored" });
      const writes = planned(snapshot({ items: [item(2, { owner: "oscar", comments: [told] })] }));
      expect(ofKind(writes, "notice")).toEqual([]);
      expect(ofKind(writes, "reaction")).toEqual([]);
    }
  });

  it("N: a bot is not heard, even with our own name's look", () => {
    expect(only(comment("/quench verify", "renovate[bot]", day(1)))).toEqual({ kind: "ignored" });
    expect(only(comment("/quench verify", "maya", day(1), { author: actor("maya", "ghost") }))).toEqual({
      kind: "ignored",
    });
  });

  it("N: our own comments are never commands", () => {
    expect(standings([ownComment("notice:help", "/quench verify")])).toEqual([]);
  });

  it("N: somebody named without a collaborator's role is heard", () => {
    const told = comment("/quench ack oncall", "contractor", day(1));
    const people = [person("contractor", "read", false)];
    expect(only(told, { people, seed: { operator: "contractor" } })).toEqual(ACCEPTED);
    expect(only(told, { people })).toEqual({ kind: "ignored" });
  });

  it("R-V1 unknown: a role that could not be read, or nobody looked up, decides nothing", () => {
    const told = comment("/quench due 2026-04-01", "tess", day(1));
    expect(only(told, { people: [person("tess", { unreadable: "role of tess: 502", transient: true })] })?.kind).toBe(
      "undecided",
    );
    expect(only(comment("/quench due 2026-04-01", "stranger", day(1)))?.kind).toBe("undecided");
  });

  it("R-V1 unknown: nothing is answered before it can be decided", () => {
    const people = [person("tess", { unreadable: "role of tess: 502", transient: true })];
    const writes = planned(
      snapshot({ items: [item(2, { comments: [comment("/quench due nonsense", "tess", day(1))] })], people }),
    );
    expect(ofKind(writes, "notice")).toEqual([]);
    expect(ofKind(writes, "reaction")).toEqual([]);
  });
});

describe("rulebook N what is heard", () => {
  it.each([
    ["a code fence", "```\n/quench verify\n```"],
    ["a quote", "> /quench verify"],
    ["an HTML comment", "<!--\n/quench verify\n-->"],
    ["the middle of a line", "please /quench verify"],
  ])("N: not what stands in %s", (_where, body) => {
    expect(standings([comment(body, "maya", day(1))])).toEqual([]);
  });

  it("N: several lines of one comment are heard each, in order", () => {
    const told = comment(
      "Handing over.\n/quench verifier @vera\n/quench operator @otto\n/quench due 2026-04-01",
      "maya",
      day(1),
    );
    expect(standings([told])).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
  });

  it("law 2: comments are heard by time, not by the order in which they arrive", () => {
    const named = comment("/quench verifier @vera", "maya", day(1));
    const verified = comment("/quench verify", "vera", day(2));
    expect(standings([verified, named])).toEqual([ACCEPTED, ACCEPTED]);
    expect(standings([named, verified])).toEqual([ACCEPTED, ACCEPTED]);
  });

  it("law 2: comments of the same second are heard by their ids", () => {
    const named = comment("/quench verifier @vera", "maya", day(1));
    const verified = comment("/quench verify", "vera", day(1));
    expect(standings([verified, named])).toEqual([ACCEPTED, ACCEPTED]);
  });
});

describe("R-H4 edits", () => {
  it("R-H4 fail: somebody else's edit voids a comment, and its author is told", () => {
    const edited = comment("/quench due 2026-04-01", "tess", day(1), { editor: actor("oscar"), lastEditedAt: day(2) });
    expect(only(edited)).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("Somebody else edited this comment"),
    });
  });

  it("R-H4 fail: a deleted account's edit is somebody else's", () => {
    const edited = comment("/quench due 2026-04-01", "tess", day(1), {
      editor: actor("ghost", "ghost"),
      lastEditedAt: day(2),
    });
    expect(only(edited)?.kind).toBe("refused");
  });

  it("R-H4 pass: the author's own edit counts from then on", () => {
    const edited = comment("/quench verify", "vera", day(1), { editor: actor("Vera"), lastEditedAt: day(3) });
    expect(standings([edited, comment("/quench verifier @vera", "maya", day(2))])).toEqual([ACCEPTED, ACCEPTED]);
  });
});

describe("R-H4 a word once given: the reaction is the record", () => {
  const verdicts = (reactions: readonly string[], told: Told = {}) =>
    only(comment("/quench due 2026-04-01", "tess", day(1), { ownReactions: reactions }), told);

  it("R-H4 pass: accepted when it was said, though its author has left since", () => {
    expect(verdicts(["+1"], { people: [person("tess", "none")] })).toEqual(ACCEPTED);
  });

  it("R-H4 fail: refused when it was said, though its author has the right now", () => {
    expect(verdicts(["confused"])?.kind).toBe("refused");
  });

  it("R-H4: an edit makes it another comment", () => {
    const edited = comment("/quench due 2026-04-01", "tess", day(1), {
      ownReactions: ["+1"],
      editor: actor("tess"),
      lastEditedAt: day(2),
    });
    expect(only(edited, { people: [person("tess", "none")] })).toEqual({ kind: "ignored" });
  });

  it("R-H7: as an Action nothing is recorded, because every workflow reacts as the same bot", () => {
    expect(verdicts(["+1"], { self: { kind: "action" }, people: [person("tess", "none")] })).toEqual({
      kind: "ignored",
    });
  });

  it("N: of a comment with a good and a bad line, the good one counts at every pass", () => {
    const told = comment("/quench ack runbook\n/quench nonsense", "oscar", day(1));
    const first = snapshot({ items: [item(2, { owner: "oscar", comments: [told] })] });
    const reactions = ofKind(planned(first), "reaction").map((write) => write.content);
    expect(ofKind(planned(first), "notice")).toHaveLength(1);
    const seen = { ...told, ownReactions: reactions };
    const second = snapshot({ items: [item(2, { owner: "oscar", comments: [seen] })] });
    expect(standings([seen]).map((standing) => standing.kind)).toEqual(["accepted", "refused"]);
    expect(JSON.stringify(judge(second))).toBe(JSON.stringify(judge(first)));
    expect(ofKind(planned(second), "notice")).toEqual([]);
    expect(ofKind(planned(second), "reaction")).toEqual([]);
  });
});

describe("rulebook N naming people", () => {
  it("N fail: whoever is named must be somebody here", () => {
    expect(only(comment("/quench verifier @mallory", "maya", day(1)))).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("`mallory` is not a member"),
    });
    expect(only(comment("/quench owner @mallory", "maya", day(1)))?.kind).toBe("refused");
  });

  it("R-V1 unknown: membership that could not be read refuses neither the naming nor what hangs on it", () => {
    const people = [person("vera", "write", { unreadable: "membership of vera: 502", transient: true })];
    const comments = [comment("/quench verifier @vera", "maya", day(1)), comment("/quench verify", "vera", day(2))];
    expect(standings(comments, { people }).map((standing) => standing.kind)).toEqual(["undecided", "undecided"]);
  });

  it("N: a later naming that can be read settles it", () => {
    const people = [person("vera", "write", { unreadable: "membership of vera: 502", transient: true })];
    const comments = [
      comment("/quench verifier @vera", "maya", day(1)),
      comment("/quench verifier @tess", "maya", day(2)),
      comment("/quench verify", "paul", day(3)),
    ];
    expect(standings(comments, { people }).map((standing) => standing.kind)).toEqual([
      "undecided",
      "accepted",
      "refused",
    ]);
  });

  it("N fail: nobody names themselves verifier", () => {
    expect(only(comment("/quench verifier @Tess", "tess", day(1)))).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("Nobody names themselves"),
    });
  });
});

describe("R-H1 a command links a pull request only where it is accepted", () => {
  const linkedBy = (by: string, over: Partial<Comment> = {}, people: readonly Person[] = []) => {
    const url = "https://github.com/acme/shop/pull/102";
    const told = comment(`/quench evidence implementation ${url}`, by, day(1, 200), over);
    const verdict = judge(
      snapshot({
        items: [item(2, { owner: "oscar", comments: [told], links: [link(102, "command")] })],
        pulls: [pull(102)],
        people,
      }),
    );
    return { status: itemIn(verdict, 2).status, shown: row(verdict, "R-Q1:#2/implementation") };
  };

  it("R-H1 pass: by the owner", () => {
    expect(linkedBy("oscar").shown.outcome).toBe("pass");
  });

  it("R-H1 fail: by an outsider", () => {
    const found = linkedBy("mallory");
    expect(found.shown).toMatchObject({ outcome: "fail", phrase: "No pull request is linked." });
    expect(found.status).toBe("open");
  });

  it("R-H1 fail: by the owner, edited by somebody else", () => {
    expect(linkedBy("oscar", { editor: actor("paul"), lastEditedAt: day(1, 210) }).shown.outcome).toBe("fail");
  });

  it("R-H1 unknown: by somebody whose role could not be read", () => {
    const people = [person("paul", { unreadable: "role of paul: 502", transient: true })];
    expect(linkedBy("paul", {}, people).shown.outcome).toBe("unknown");
  });

  it("R-H1 fail: an outsider's link brings no check to a pull request", () => {
    const told = comment("/quench evidence implementation https://github.com/acme/shop/pull/102", "mallory", day(1));
    const writes = planned(
      snapshot({ items: [item(2, { comments: [told], links: [link(102, "command")] })], pulls: [openPull(102)] }),
    );
    expect(ofKind(writes, "check")).toEqual([]);
  });
});

describe("rulebook N on the incident", () => {
  it("N: what belongs on an item is refused there, and the other way round", () => {
    const here = incident({
      comments: [
        comment("/quench verify", "vera", day(1)),
        comment("/quench restored 2026-03-02T10:00Z it was so", "maya", day(1)),
      ],
    });
    const read = snapshot({ incident: here });
    expect(hear(read, policy, here, { ...SEED, owner: null }, []).map((one) => one.standing.kind)).toEqual([
      "refused",
      "accepted",
    ]);
    expect(only(comment("/quench restored 2026-03-02T10:00Z it was so", "maya", day(1)))).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("on the incident"),
    });
  });

  it("N: the items' owners acknowledge there too", () => {
    const here = incident({ comments: [comment("/quench ack runbook", "oscar", day(1))] });
    expect(hear(snapshot({ incident: here }), policy, here, { ...SEED, owner: null }, ["oscar"])[0]?.standing).toEqual(
      ACCEPTED,
    );
    expect(hear(snapshot({ incident: here }), policy, here, { ...SEED, owner: null }, [])[0]?.standing.kind).toBe(
      "refused",
    );
  });
});

describe("rulebook N an owner who is named and not assigned yet", () => {
  const named = comment("/quench owner @otto", "tess", day(1));
  const acknowledged = comment("/quench ack runbook", "otto", day(1, 1));

  it("N pass: speaks as the owner from the naming on", () => {
    expect(standings([named, acknowledged], { seed: { owner: null } })).toEqual([ACCEPTED, ACCEPTED]);
  });

  it("N fail: not before it, and not once people assigned somebody else after it was carried out", () => {
    const early = comment("/quench ack runbook", "otto", day(0, 60));
    expect(standings([early, named], { seed: { owner: null } })[0]?.kind).toBe("refused");
    const carriedOut = { ...named, ownReactions: ["+1"] };
    expect(standings([carriedOut, acknowledged])[1]?.kind).toBe("refused");
  });

  it("N unknown: where nobody can say whether the naming counts", () => {
    const people = [person("tess", { unreadable: "role of tess: 502", transient: true })];
    expect(standings([named, acknowledged], { people, seed: { owner: null } })[1]?.kind).toBe("undecided");
  });
});

describe("rulebook N ack runbook: the runbook's owners in CODEOWNERS", () => {
  const ack = (by: string, over: Partial<Snapshot>, people: readonly Person[] = []) => {
    const subject = item(2, { owner: "oscar", comments: [comment("/quench ack runbook", by, day(2))] });
    const read = snapshot({ items: [subject], pulls: [pull(102, ["docs/runbooks/checkout.md"])], people, over });
    return hear(read, policy, subject, SEED, [])[0]?.standing.kind;
  };
  const codeowners = "* @maya\n/docs/runbooks/ @tess @acme/sre";

  it("N pass: a person named there, in any case, and a member of a team named there", () => {
    expect(ack("tess", { codeowners: "/docs/ @TESS" })).toBe("accepted");
    expect(ack("otto", { codeowners, teams: { "acme/sre": ["Otto"] } })).toBe("accepted");
  });

  it("N fail: somebody named for other files, or where there is no such file", () => {
    expect(ack("maya", { codeowners, teams: { "acme/sre": [] } })).toBe("refused");
    expect(ack("tess", { codeowners: null })).toBe("refused");
  });

  it("N unknown: CODEOWNERS or a team of it that was not read", () => {
    expect(ack("otto", {})).toBe("undecided");
    expect(ack("otto", { codeowners: { unreadable: "CODEOWNERS: 502" } })).toBe("undecided");
    expect(ack("otto", { codeowners })).toBe("undecided");
    // The owner needs none of it.
    expect(ack("oscar", {})).toBe("accepted");
  });

  it("N: of other topics CODEOWNERS says nothing", () => {
    const subject = item(2, { owner: "oscar", comments: [comment("/quench ack adoption", "tess", day(2))] });
    const read = snapshot({
      items: [subject],
      pulls: [pull(102, ["docs/runbooks/checkout.md"])],
      over: { codeowners },
    });
    expect(hear(read, policy, subject, SEED, [])[0]?.standing.kind).toBe("refused");
  });
});

describe("N who is named", () => {
  it("N unknown: somebody who was not looked up", () => {
    expect(only(comment("/quench verifier @nora", "maya", day(1)))).toEqual({
      kind: "undecided",
      why: "whether nora is a member was not read",
    });
  });

  it("N fail: a team, and a bot, with the reason", () => {
    expect(only(comment("/quench owner @acme/sre", "maya", day(1)))).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("is a team; name one person of it"),
    });
    expect(only(comment("/quench owner @dependabot[bot]", "maya", day(1)))).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("is a bot"),
    });
  });

  it("N pass: who was named keeps the role through a rename", () => {
    const oz = { ...actor("oz"), nodeId: "U_otto" };
    const acked = comment("/quench ack oncall", "oz", day(2), { author: oz });
    const told: Told = { people: [{ ...person("oz"), nodeId: "U_otto" }], seed: { operator: "oz" } };
    expect(standings([comment("/quench operator @otto", "maya", day(1)), acked], told)).toEqual([ACCEPTED, ACCEPTED]);
  });

  it("N: a bot gets neither an answer nor a reaction, though it were the verifier's namesake", () => {
    const said = comment("/quench verify", "vera", day(1), { author: actor("vera", "bot") });
    expect(only(said, { seed: { verifier: "vera" } })).toEqual({ kind: "ignored" });
  });
});

describe("R-O3 a delegate speaks in the place of whoever is away", () => {
  const away = [{ login: "oscar", from: "2026-03-10", until: "2026-03-12", delegate: "mallory" }];
  const reader = person("mallory", "read", true);
  const lines = [
    `evidence implementation https://github.com/acme/shop/pull/1`,
    "snooze 3 the vendor is away",
    "blocked the vendor is away",
    "score",
    "outcome confirmed 5% it did",
    "ack adoption",
    "due 2026-04-01",
  ];

  function standings(at: string, delegate = "mallory") {
    const { policy } = policyInForce({ people: { away: [{ ...away[0], delegate }] } });
    const comments = lines.map((line) => comment(`/quench ${line}`, "mallory", at));
    const issue = item(2, { owner: "oscar", comments });
    const read = snapshot({ items: [issue], people: [reader], now: "2026-03-20T09:00:00Z" });
    const seed = { owner: "oscar", verifier: "vera", operator: null, since: issue.createdAt };
    return hear(read, policy, issue, seed, []).map(({ standing }) => standing.kind);
  }

  it("N: what the owner may say, on the days of the leave; acknowledgements stay personal", () => {
    expect(standings("2026-03-11T09:00:00Z")).toEqual([
      "accepted",
      "accepted",
      "accepted",
      "accepted",
      "accepted",
      "refused",
      "refused",
    ]);
    expect(new Set(standings("2026-03-09T23:59:59Z"))).toEqual(new Set(["refused"]));
    expect(new Set(standings("2026-03-13T00:00:00Z"))).toEqual(new Set(["refused"]));
    expect(new Set(standings("2026-03-11T09:00:00Z", "paul"))).toEqual(new Set(["refused"]));
  });
});
