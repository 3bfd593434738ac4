/**
 * Half a year in the box: control audits on their days, promotions announced, moved and come, the ledger's pages filled,
 * rewritten and emptied, and closes that were only recorded. The App is restarted in between.
 */
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Comment, form, type Issue, policy, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const BERLIN = "time:\n  zone: Europe/Berlin\n";
const REPORTS = "quench: report";
/** A Monday. */
const START = "2027-01-04T08:00:00Z";

/** Our issues whose title begins so, by number. */
async function reports(title: string): Promise<Issue[]> {
  return (await world.labelled(REPORTS)).filter((issue) => issue.title.startsWith(title));
}

async function only(title: string): Promise<Issue> {
  const [issue, ...more] = await reports(title);
  if (issue === undefined || more.length > 0) throw new Error(`${more.length + 1} or none of "${title}"`);
  return issue;
}

/** Moves the clock to an instant. */
async function until(instant: string): Promise<void> {
  const seconds = Math.round((Date.parse(instant) - Date.parse(world.now())) / 1000);
  await world.advance(`PT${seconds}S`);
}

async function incident(fields: Readonly<Record<string, string>> = {}): Promise<number> {
  const { number } = await world.open({
    body: form({ Severity: "SEV1", "Failure class": "config-change", "Finding types": "slow recovery", ...fields }),
  });
  await world.settle();
  return number;
}

describe("R-K2: closes that are only recorded", () => {
  it("are kept on the incident, marked as a false alarm and taken back, through restarts and a reopening", async () => {
    world = await World.open({ policy: policy("shadow", BERLIN), now: START });
    const number = await incident();
    const before = await world.notices(number);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT2M");
    expect(await world.tracker(number)).toMatch(
      /\*\*Closed early\.\*\* It would have been reopened: \d of 6 conditions are not met yet\. It stays closed: shadow mode only records/,
    );
    expect(await world.notices(number)).toEqual(before);
    const said = await world.say(world.as.author, number, "/quench false-alarm I say so");
    await world.settle();
    expect(await world.tracker(number)).not.toContain("A false alarm");
    const alarm = await world.say(world.as.admin, number, "/quench false-alarm the *probe* lied");
    await world.settle();
    const told = `[A false alarm](${world.web}/issues/${number}#issuecomment-${alarm.id}), says \`${world.as.admin.login}\`: the \\*probe\\* lied`;
    expect(await world.tracker(number)).toContain(told);
    expect(await world.reactionsOn(said)).not.toContain("+1");
    await world.restart();
    await world.advance("P1D");
    expect(await world.tracker(number)).toContain(told);
    await world.as.admin.del(`${world.repo}/issues/comments/${alarm.id}`);
    await world.settle();
    expect(await world.tracker(number)).toContain(
      "If closing it was right: `/quench false-alarm <because>` here (someone with maintain or admin).",
    );
    await world.say(world.as.admin, number, "/quench false-alarm after all");
    await world.as.admin.patch(`${world.repo}/issues/${number}`, { state: "open" });
    await world.settle();
    expect(await world.tracker(number)).toMatch(
      /<summary>Closed early before \(1\)<\/summary>\n\n- Closed Jan 4, 2027, 09:\d\d GMT\+1: it would have been reopened\. \[A false alarm\]/,
    );
    expect(await world.twice(number)).toEqual([]);
  }, 60_000);
});

describe("R-K2: a promotion", () => {
  it("is announced a week before, moved, announced anew, and closed once its day came", async () => {
    const mode = (day: string) => policy("shadow", `promote:\n  warn: ${day}\n${BERLIN}rhythm:\n  digest: null\n`);
    world = await World.open({ policy: mode("2027-02-15"), now: START });
    const number = await incident();
    await world.closeIssue(world.as.author, number);
    await until("2027-01-20T10:00:00Z");
    await world.say(world.as.admin, number, "/quench false-alarm a fire drill");
    const open = await incident({ Severity: "SEV2" });
    await until("2027-02-08T07:59:30Z");
    expect(await reports("Quench goes")).toEqual([]);
    expect(await world.tracker(open)).not.toContain("📅");
    await until("2027-02-08T08:01:00Z");
    const first = await only("Quench goes to warn mode on February 15, 2027");
    expect(first.body).toContain("## 📅 From Feb 15, 2027, 00:00 GMT+1 Quench is in warn mode");
    expect(first.body).toContain(
      "Of 2 incidents looked at, 1 was closed early: 1 close would have been undone. It was called a false alarm.",
    );
    expect(first.body).toContain(`- #${number} Checkout is down: closed Jan 4, 2027. [False alarm]`);
    expect(await world.tracker(open)).toContain("> 📅 From Feb 15, 2027, 00:00 GMT+1 Quench is in warn mode.");
    await world.restart();
    await world.advance("P1D");
    expect(await reports("Quench goes")).toHaveLength(1);

    await world.setPolicy(mode("2027-03-01"));
    await world.settle();
    expect(await world.issue(first.number)).toMatchObject({ state: "closed", state_reason: "not_planned" });
    expect((await world.comments(first.number)).map(({ body }: Comment) => body)).toEqual([
      expect.stringContaining(
        "Feb 15, 2027 is no longer in the policy: Quench stays in shadow mode. It goes on to warn mode on Mar 1, 2027 instead.",
      ),
    ]);
    expect(await world.tracker(open)).not.toContain("📅");
    await until("2027-02-22T08:01:00Z");
    const second = await only("Quench goes to warn mode on March 1, 2027");
    await until("2027-02-28T22:59:00Z");
    expect((await world.issue(second.number)).state).toBe("open");
    await world.stopApp();
    await until("2027-03-01T05:00:00Z");
    await world.startApp();
    expect(await world.issue(second.number)).toMatchObject({ state: "closed", state_reason: "completed" });
    expect(await world.tracker(open)).toContain("warn mode.");
    await world.closeIssue(world.as.author, open);
    await world.advance("PT2M");
    expect((await world.notices(open)).filter((key) => key.startsWith("warned:"))).toHaveLength(1);
    await world.advance("P10D");
    expect(await reports("Quench goes")).toHaveLength(2);
  }, 120_000);

  it("is announced at once where the date was written late", async () => {
    world = await World.open({ policy: policy("warn", BERLIN), now: START });
    await world.setPolicy(policy("warn", `promote:\n  enforce: 2027-01-06\n${BERLIN}`));
    await world.settle();
    const notice = await only("Quench goes to enforce mode on January 6, 2027");
    expect(notice.body).toContain("There was no incident to look at: nothing was closed early.");
    expect(notice.body).toContain(`[.github/quench.yml](${world.web}/edit/main/.github/quench.yml)`);
    await world.setPolicy(policy("warn", BERLIN));
    await world.settle();
    expect((await world.issue(notice.number)).state).toBe("closed");
  }, 60_000);
});

describe("R-C7: a promotion to enforce mode", () => {
  it("judges no close before it, and undoes those after it", async () => {
    const text = policy("warn", `promote:\n  enforce: 2027-01-18\ngates:\n  checklist: warn\n${BERLIN}`);
    world = await World.open({ policy: text, now: START });
    const [before, after] = [await incident(), await incident()];
    await until("2027-01-17T22:00:00Z");
    await world.closeIssue(world.as.author, before);
    await world.advance("PT2M");
    expect((await world.issue(before)).state).toBe("closed");
    const [notice] = await reports("Quench goes to enforce mode on January 18, 2027");
    expect(notice?.body).toContain("`gates.checklist` stays in warn mode.");
    await until("2027-01-18T08:00:00Z");
    await world.restart();
    await world.closeIssue(world.as.author, after);
    await world.advance("PT2M");
    expect((await world.issue(before)).state).toBe("closed");
    expect((await world.issue(after)).state).toBe("open");
    expect(await world.reopenings(before)).toBe(0);
    expect(await world.reopenings(after)).toBe(1);
    expect(await world.tracker(before)).toContain("it was closed before the gate watched it");
    expect(await world.tracker(before)).toContain("**Closed early.** It would have been reopened");
  }, 60_000);
});

describe("R-Z1, R-D1: the ledger's pages", () => {
  it("are filled, grow old on their days, are restored, and emptied", async () => {
    world = await World.open({
      policy: policy("enforce", `${BERLIN}rhythm:\n  digest: null\n`),
      now: "2027-03-22T08:00:00Z",
    });
    const number = await incident();
    const [item] = await world.items(number);
    if (item === undefined) throw new Error("no item");
    await world.say(world.as.admin, item.number, `/quench owner @${world.as.owner.login}`);
    await world.settle();
    expect(await world.labelled(REPORTS)).toEqual([]);
    await world.say(world.as.admin, item.number, `/quench defer #${item.number} 2027-03-28 the cluster is taken`);
    await world.settle();
    const page = await only("Reliability debt");
    const [entry] = await world.labelled("reliability-debt");
    expect(page.body).toContain("## ⏳ 1 deferred, none overdue");
    expect(page.body).toContain(
      `- ⏳ #${entry?.number} Reliability debt of item #​${item.number}\n  revisit date Mar 28, 2027 · \`${world.as.owner.login}\` · item #${item.number} · incident #${number}`,
    );
    expect(page.body).toContain("Why deferred: the cluster is taken");

    // Somebody opens a risk by the form, and an outsider's issue is given the label.
    const risk = form({
      "Incident reference": `#${number}`,
      "Risk statement": "The pool can run dry.",
      Owner: `@${world.as.owner.login}`,
    });
    const filed = await world.open(
      { title: "Residual risk: pool", body: risk, labels: ["residual-risk"] },
      world.as.admin,
    );
    const strange = await world.as.outsider.post(`${world.repo}/issues`, { title: "Pay me", body: risk });
    await world.as.admin.post(`${world.repo}/issues/${strange.number}/labels`, { labels: ["residual-risk"] });
    await world.settle();
    const risks = await only("Residual risks");
    expect(risks.body).toContain("## ⛔ 1 residual risk: 1 unmanaged");
    expect(risks.body).toContain(`#${filed.number}`);
    expect(risks.body).toContain(`Not counted, because people without a say here opened it: #${strange.number}.`);
    expect(risks.body).not.toContain("Pay me");

    // Whatever a person writes into a page is restored, marker or not, and the same issue stays.
    for (const body of ["Mine.", `${page.body}\nmore`]) {
      await world.as.admin.patch(`${world.repo}/issues/${page.number}`, { body });
      await world.settle();
      expect((await world.issue(page.number)).body).toBe(page.body);
    }
    // The clocks go forward in the night to the 28th; that day ends at 22:00Z.
    await until("2027-03-28T21:59:00Z");
    expect((await world.issue(page.number)).body).toBe(page.body);
    await until("2027-03-28T22:01:00Z");
    expect((await world.issue(page.number)).body).toContain("## ⛔ 1 deferred: 1 overdue");
    await world.as.admin.patch(`${world.repo}/issues/${page.number}`, { state: "closed" });
    await world.settle();
    await world.closeIssue(world.as.admin, entry?.number ?? 0);
    await world.closeIssue(world.as.admin, filed.number, "not_planned");
    await world.restart();
    expect(await world.issue(page.number)).toMatchObject({
      state: "closed",
      body: expect.stringContaining("## ✅ Nothing is deferred"),
    });
    expect((await world.issue(risks.number)).body).toContain("## ✅ No residual risk is open");
    expect(await world.labelled(REPORTS)).toHaveLength(2);
  }, 120_000);
});

describe("R-O2: the monthly audit", () => {
  it("comes on its days, proposes a retirement with the figures, and closes the former", async () => {
    const settings = `${BERLIN}rhythm:\n  digest: null\neffect:\n  window: 60d\n  least: 3\n`;
    world = await World.open({ policy: policy("enforce", settings), now: START });
    const number = await incident();
    await world.prove(number);
    await world.closeIssue(world.as.owner, number);
    await world.settle();
    expect(await reports("Control audit")).toEqual([]);
    await until("2027-02-01T07:59:00Z");
    expect(await reports("Control audit")).toEqual([]);
    await until("2027-02-01T08:01:00Z");
    const february = await only("Control audit");
    expect(february.title).toBe("Control audit: February 1, 2027");
    expect(february.body).toContain("Controls without a check (3)");
    expect(february.body).toContain("too few to say whether it helped");

    for (const day of ["2027-02-05", "2027-02-12", "2027-02-19"]) {
      await until(`${day}T10:00:00Z`);
      await incident({ "Started at": `${day}T09:00:00Z` });
      await world.restart();
    }
    await until("2027-03-01T08:01:00Z");
    const march = await only("Control audit: March 1, 2027");
    expect(march.body).toContain("**Proposed for retirement**");
    expect(march.body).toMatch(
      /- #\d+ \*Rollback rehearsal gate\* .*\n {2}1 incident of `config-change` in the 60 days before Jan 4, 2027.*, 3 in the \d+ days after/,
    );
    expect(march.body).toContain(`The audit before this one: #${february.number}.`);
    expect(await world.issue(february.number)).toMatchObject({ state: "closed", state_reason: "completed" });

    await until("2027-04-01T07:01:00Z");
    await only("Control audit: April 1, 2027");
    const [first] = await world.items(number);
    await world.say(world.as.admin, first?.number ?? 0, "/quench retire it never ran after the move");
    // May 1 is a Saturday.
    await until("2027-05-03T06:59:00Z");
    expect(await reports("Control audit: May 1")).toEqual([]);
    await world.stopApp();
    await until("2027-05-03T12:00:00Z");
    await world.startApp();
    const may = await only("Control audit: May 1, 2027");
    expect(may.body).toContain("## ⛔ 2 controls to retire");
    expect(may.body).not.toContain(`#${first?.number} `);
    await until("2027-06-02T12:00:00Z");
    await until("2027-07-02T12:00:00Z");
    await world.restart();
    const all = await reports("Control audit");
    expect(all.map(({ title, state }) => `${title} ${state}`)).toEqual([
      "Control audit: February 1, 2027 closed",
      "Control audit: March 1, 2027 closed",
      "Control audit: April 1, 2027 closed",
      "Control audit: May 1, 2027 closed",
      "Control audit: June 1, 2027 closed",
      "Control audit: July 1, 2027 open",
    ]);
  }, 240_000);

  it("is quiet while there is no control", async () => {
    world = await World.open({ policy: policy("enforce", `${BERLIN}rhythm:\n  digest: null\n`), now: START });
    await incident();
    await until("2027-02-10T08:00:00Z");
    expect(await reports("Control audit")).toEqual([]);
  }, 60_000);

  it("tells what runs and what it costs, then what was bypassed and who has left", async () => {
    const settings = `${BERLIN}rhythm:\n  digest: null\nadoption:\n  least: 2\n`;
    world = await World.open({ policy: policy("enforce", settings), now: START });
    const number = await incident();
    const [item] = await world.items(number);
    if (item === undefined) throw new Error("no item");
    await world.name([item]);
    await world.fillIn(item, { "Control check": "guard" });
    const guard = async (sha: string, conclusion: string): Promise<void> => {
      const run = { name: "Guard", event: "pull_request", head_sha: sha, conclusion, jobs: [{ name: "guard" }] };
      await world.run({ ...run, duration_seconds: 60 });
      await world.advance("PT2M");
    };
    const change = async (name: string, conclusion: string, body = ""): Promise<void> => {
      const files =
        body === "" ? { [`src/${name}.js`]: "//\n" } : { ".github/workflows/guard.yml": "on: pull_request\n" };
      const pull = await world.pull(world.as.author, { files, body });
      await guard(pull.head.sha, conclusion);
      await world.merge(world.as.admin, pull);
      await world.advance("PT2M");
    };
    await change("first", "success", `Hardening: #${item.number}`);
    await change("second", "success");
    await change("third", "success");
    await until("2027-02-01T08:01:00Z");
    const well = await only("Control audit: February 1, 2027");
    expect(well.body).toContain("## ✅ The one control runs");
    expect(well.body).toMatch(/`guard` of #\d+ costs \d+(?:\.\d)? minutes a week: 2 runs since Jan 4, 2027\./);
    await world.fillIn(item, { "Rollout phase": "enforce" });
    await change("fourth", "failure");
    await world.as.admin.del(`${world.repo}/collaborators/${world.as.verifier.login}`);
    await until("2027-03-01T08:01:00Z");
    const bad = await only("Control audit: March 1, 2027");
    expect(bad.body).toContain("## ⛔ 1 of 1 control in trouble, 1 role left vacant");
    expect(bad.body).toContain(`- #${item.number} does not run as it should: \`guard\` was bypassed`);
    expect(bad.body).toContain(`\`${world.as.verifier.login}\` (verifier) of #${item.number} is no longer a member.`);
  }, 120_000);
});
