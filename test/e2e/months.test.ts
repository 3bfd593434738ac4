/**
 * R-O3 over months: a team of five, three incidents, two time zones, both changes of the clocks, holidays, leave, and
 * an App that is restarted at seeded random moments. Every reminder is written out by hand.
 */
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Act, Months, mornings } from "../support/e2e-months.ts";

let months: Months | undefined;
afterEach(async () => months?.world.close());

const FIVE_MINUTES = 300_000;
const RHYTHM = "digest: null\n  audit: null";

describe("spring in Berlin", () => {
  // The clocks change on Sunday, March 28: nine o'clock is 08:00Z before, 07:00Z from then on.
  const DAYS_OFF = ["2027-03-26", "2027-03-29", "2027-05-06"];
  const SETTINGS = `time:
  zone: Europe/Berlin
  days_off: [${DAYS_OFF.join(", ")}]
rhythm:
  ${RHYTHM}
people:
  escalation: eli
  away:
    - {login: ben, from: 2027-04-12, until: 2027-04-16, delegate: cho}
`;

  const EXPECTED = [
    // a3: due and review on Friday, March 12, adoption check on Monday: one comment a day. Both words before a Monday
    // fall on the Friday before.
    "2027-03-09T08:00Z a3 @cho due/2027-03-12/before-3 review/2027-03-12/before-3",
    "2027-03-11T08:00Z a3 @cho due/2027-03-12/before-1 review/2027-03-12/before-1",
    "2027-03-12T08:00Z a3 @cho due/2027-03-12/on adoption/2027-03-15/before-1 review/2027-03-12/on",
    "2027-03-15T08:00Z a3 @cho due/2027-03-12/overdue-1 adoption/2027-03-15/on review/2027-03-12/overdue-1",
    "2027-03-16T08:00Z a3 @cho due/2027-03-12/overdue-2 adoption/2027-03-15/overdue-1 review/2027-03-12/overdue-2",
    "2027-03-17T08:00Z a3 @cho @eli due/2027-03-12/overdue-3 adoption/2027-03-15/overdue-2 review/2027-03-12/overdue-3",
    "2027-03-18T08:00Z a3 @cho @eli adoption/2027-03-15/overdue-3",
    // a1: March 28 is a Sunday and the 26th a holiday.
    "2027-03-25T08:00Z a1 @ana due/2027-03-31/before-3",
    // The debt is revisited on Easter Monday: both words before it fall on Thursday, the one on it on Tuesday.
    "2027-03-25T08:00Z debt @ana debt/2027-03-29/before-1",
    "2027-03-30T07:00Z debt @ana debt/2027-03-29/overdue-1",
    "2027-03-31T07:00Z debt @ana debt/2027-03-29/overdue-2",
    "2027-04-01T07:00Z debt @ana @eli debt/2027-03-29/overdue-3",
    "2027-04-08T07:00Z debt @ana @eli debt/2027-03-29/overdue-4",
    "2027-03-30T07:00Z a1 @ana due/2027-03-31/before-1",
    "2027-03-31T07:00Z a1 @ana due/2027-03-31/on",
    "2027-04-01T07:00Z a1 @ana due/2027-03-31/overdue-1",
    "2027-04-02T07:00Z a1 @ana due/2027-03-31/overdue-2",
    // b1: due on Monday, April 5.
    "2027-04-02T07:00Z b1 @dev due/2027-04-05/before-1",
    "2027-04-05T07:00Z a1 @ana @eli due/2027-03-31/overdue-3",
    "2027-04-05T07:00Z b1 @dev due/2027-04-05/on",
    "2027-04-06T07:00Z b1 @dev due/2027-04-05/overdue-1",
    // c3 has no owner up to noon; then the newest.
    "2027-04-06T10:00Z c3 @ben @eli due/2027-04-01/overdue-3",
    // a3's snooze of twenty days is over.
    "2027-04-07T07:00Z a3 @cho @eli due/2027-03-12/overdue-6 adoption/2027-03-15/overdue-5 review/2027-03-12/overdue-6",
    "2027-04-08T07:00Z a3 @cho @eli adoption/2027-03-15/overdue-6",
    // a2: due on Wednesday, April 14; ben is away for the week, and cho stands in.
    "2027-04-09T07:00Z a2 @ben due/2027-04-14/before-3",
    // c1 is the escalation owner's own, and nobody is called twice.
    "2027-04-09T07:00Z c1 @eli due/2027-04-13/before-3",
    "2027-04-12T07:00Z c1 @eli due/2027-04-13/before-1",
    "2027-04-13T07:00Z c1 @eli due/2027-04-13/on",
    "2027-04-14T07:00Z c1 @eli due/2027-04-13/overdue-1",
    "2027-04-15T07:00Z c1 @eli due/2027-04-13/overdue-2",
    "2027-04-16T07:00Z c1 @eli due/2027-04-13/overdue-3",
    "2027-04-12T07:00Z a1 @ana @eli due/2027-03-31/overdue-4",
    "2027-04-13T07:00Z a2 @cho due/2027-04-14/before-1",
    "2027-04-13T07:00Z c3 @cho @eli due/2027-04-01/overdue-4",
    "2027-04-14T07:00Z a2 @cho due/2027-04-14/on",
    // b1 was paused from the 6th to the 14th: then the newest.
    "2027-04-14T10:00Z b1 @dev @eli due/2027-04-05/overdue-3",
    "2027-04-15T07:00Z a2 @cho due/2027-04-14/overdue-1",
    "2027-04-15T07:00Z b1 @dev @eli due/2027-04-05/overdue-4",
    "2027-04-16T07:00Z a2 @cho due/2027-04-14/overdue-2",
    "2027-04-19T07:00Z a1 @ana @eli due/2027-03-31/overdue-5",
    "2027-04-19T07:00Z a2 @ben @eli due/2027-04-14/overdue-3",
    "2027-04-22T07:00Z b1 @dev @eli due/2027-04-05/overdue-5",
    // b1 is another one's by now.
    "2027-04-29T07:00Z b1 @ana @eli due/2027-04-05/overdue-6",
    // a2's date was moved to Friday, May 7, the day after a holiday, and back on that day: nothing of it comes again.
    "2027-05-04T07:00Z a2 @ben due/2027-05-07/before-3",
    "2027-05-05T07:00Z a2 @ben due/2027-05-07/before-1",
    "2027-05-07T07:00Z a2 @ben due/2027-05-07/on",
    "2027-05-10T07:00Z a2 @ben @eli due/2027-04-14/overdue-6",
  ];

  it(
    "R-O3: every reminder that should be there, and none more",
    async () => {
      const life = (months = await Months.open({ now: "2027-03-01T06:30:00Z", settings: SETTINGS, seed: 20270301 }));
      const { world } = life;
      const a = await life.incident("a");
      const [a1, a2, a3] = a.items;
      await life.say(a1, "owner @ana", "due 2027-03-31");
      await life.say(a2, "owner @ben", "due 2027-04-14");
      await life.say(a3, "owner @cho", "due 2027-03-12");
      await world.fillIn(a3 ?? { number: 0 }, { "Adoption check date": "2027-03-15", "Review date": "2027-03-12" });
      await world.settle();
      let b: Awaited<ReturnType<Months["incident"]>> | undefined;
      let c: Awaited<ReturnType<Months["incident"]>> | undefined;
      const label = `${world.repo}/issues`;
      const acts: readonly Act[] = [
        {
          at: "2027-03-15T09:00:00Z",
          what: async () => {
            b = await life.incident("b");
            await life.say(b.items[0], "owner @dev", "due 2027-04-05");
            await life.say(b.items[1], "owner @ana", "due 2027-05-18");
          },
        },
        { at: "2027-03-18T11:00:00Z", what: async () => void (await life.say(a3, "snooze 20 the vendor is away")) },
        {
          at: "2027-03-22T11:00:00Z",
          what: async () => {
            c = await life.incident("c");
            const [c1, c2, c3] = c.items;
            await life.say(c1, "owner @eli", "due 2027-04-13");
            await life.say(c2, "owner @ana", "due 2027-04-02");
            await life.say(c3, "due 2027-04-01");
            await world.settle();
            await life.say(c, `defer #${c2?.number} 2027-03-29 the vendor comes first`);
            await world.settle();
            const [debt] = await world.labelled("reliability-debt");
            life.call(debt ?? { number: 0 }, "debt");
          },
        },
        { at: "2027-03-30T12:00:00Z", what: async () => life.deleteLast(a1) },
        {
          at: "2027-04-05T12:00:00Z",
          what: async () => {
            await life.deleteLast(a1);
            await life.deleteLast(b?.items[0]);
          },
        },
        {
          at: "2027-04-06T10:00:00Z",
          what: async () => {
            await world.as.admin.post(`${label}/${b?.number}/labels`, { labels: ["quench: paused"] });
            await life.say(c?.items[2], "owner @ben");
          },
        },
        {
          at: "2027-04-08T11:00:00Z",
          what: async () => {
            await life.drop(a3);
            await life.drop(c?.items[1]);
            const [debt] = await world.labelled("reliability-debt");
            await life.drop(debt);
          },
        },
        { at: "2027-04-13T11:00:00Z", what: async () => life.drop(c?.items[2]) },
        {
          at: "2027-04-13T12:00:00Z",
          what: async () => {
            expect(await world.tracker(a.number)).toContain("`ben` is away until Apr 16, 2027: `cho` stands in.");
            expect(await world.tracker(b?.number ?? 0)).toContain(
              "⏸️ Reminders and escalation are paused; the gate is not. Take the label `quench: paused` off to let them go on.",
            );
          },
        },
        {
          at: "2027-04-14T10:00:00Z",
          what: async () => void (await world.as.admin.del(`${label}/${b?.number}/labels/quench:%20paused`)),
        },
        {
          at: "2027-04-19T11:00:00Z",
          what: async () => {
            await life.drop(c?.items[0]);
            await life.say(a2, "due 2027-05-07 the vendor delivers then");
          },
        },
        { at: "2027-04-20T11:00:00Z", what: async () => life.drop(a1) },
        {
          at: "2027-04-21T11:00:00Z",
          what: async () => {
            expect(await world.tracker(a.number)).not.toContain("stands in");
            expect(await world.tracker(b?.number ?? 0)).not.toContain("paused");
          },
        },
        { at: "2027-04-22T11:00:00Z", what: async () => void (await life.say(b?.items[0], "owner @ana")) },
        { at: "2027-04-30T11:00:00Z", what: async () => life.drop(b) },
        { at: "2027-05-07T11:00:00Z", what: async () => void (await life.say(a2, "due 2027-04-14")) },
        { at: "2027-05-11T11:00:00Z", what: async () => life.drop(a2) },
      ];
      await life.live(
        mornings("2027-03-02", "2027-05-12", (day) => (day < "2027-03-28" ? "08:00" : "07:00"), EXPECTED, ...DAYS_OFF),
        acts,
      );
      expect(life.seen.toSorted()).toEqual(EXPECTED.toSorted());
      expect(life.restarts).toBeGreaterThan(5);
    },
    FIVE_MINUTES,
  );
});

describe("autumn in New York", () => {
  // The clocks change on Sunday, November 7; the hour lies in the quiet hours, so that things come at half past eight:
  // 12:30Z before, 13:30Z from then on.
  const SETTINGS = `time:
  zone: America/New_York
  days_off: [2027-11-25]
  quiet_hours: {from: "18:00", to: "08:30"}
rhythm:
  hour: 8
  ${RHYTHM}
people:
  escalation: eli
  away:
    - {login: cho, from: 2027-10-18, until: 2027-10-22, delegate: ben}
    - {login: ben, from: 2027-10-20, until: 2027-10-22, delegate: cho}
`;

  const EXPECTED = [
    // f1: ben stands in for cho; once he is away too, and would pass it back, it is cho's own.
    "2027-10-18T12:30Z f1 @ben due/2027-10-21/before-3",
    "2027-10-20T12:30Z f1 @cho due/2027-10-21/before-1",
    "2027-10-21T12:30Z f1 @cho due/2027-10-21/on",
    "2027-10-22T12:30Z f1 @cho due/2027-10-21/overdue-1",
    // d1: due on Monday, November 8; e1 on Wednesday, paused by the policy from Friday noon on.
    "2027-11-05T12:30Z d1 @ana due/2027-11-08/before-1",
    "2027-11-05T12:30Z e1 @dev due/2027-11-10/before-3",
    "2027-11-08T13:30Z d1 @ana due/2027-11-08/on",
    "2027-11-09T13:30Z d1 @ana due/2027-11-08/overdue-1",
    // Quench was down from then to a Saturday: on Monday the newest alone.
    "2027-11-22T13:30Z d1 @ana @eli due/2027-11-08/overdue-4",
    "2027-11-26T13:30Z d1 @ana @eli due/2027-11-08/overdue-5",
    "2027-12-02T13:30Z d1 @ana @eli due/2027-11-08/overdue-6",
  ];

  it(
    "R-O3: every reminder that should be there, and none more",
    async () => {
      const life = (months = await Months.open({ now: "2027-10-11T12:00:00Z", settings: SETTINGS, seed: 20271011 }));
      const d = await life.incident("d");
      const e = await life.incident("e");
      const f = await life.incident("f");
      await life.say(d.items[0], "owner @ana", "due 2027-11-08");
      await life.say(e.items[0], "owner @dev", "due 2027-11-10");
      await life.say(f.items[0], "owner @cho", "due 2027-10-21");
      await life.world.settle();
      const paused = SETTINGS.replace("rhythm:", `reminders: {paused: [${e.number}]}\nrhythm:`);
      const acts: readonly Act[] = [
        { at: "2027-10-22T16:00:00Z", what: async () => life.drop(f.items[0]) },
        {
          at: "2027-11-05T16:00:00Z",
          what: async () => {
            await life.world.setPolicy(`version: 1\nmode: enforce\n${paused}`);
            await life.world.settle();
          },
        },
        { at: "2027-11-09T17:00:00Z", what: () => life.stop() },
        { at: "2027-11-20T17:00:00Z", what: () => life.start() },
      ];
      await life.live(
        mornings("2027-10-12", "2027-12-03", (day) => (day < "2027-11-07" ? "12:30" : "13:30"), EXPECTED, "2027-11-25"),
        acts,
      );
      expect(life.seen.toSorted()).toEqual(EXPECTED.toSorted());
      expect(await life.world.tracker(e.number)).toContain("⏸️ Reminders and escalation are paused; the gate is not.");
    },
    FIVE_MINUTES,
  );
});

describe("a date that outlives its incident", () => {
  it(
    "R-O3, R-X2: the review of a settled incident is reminded of, though the App was restarted long after the close",
    async () => {
      const life = (months = await Months.open({
        now: "2027-06-07T08:00:00Z",
        settings: `rhythm:\n  ${RHYTHM}\n`,
        seed: 7,
      }));
      const { world } = life;
      const { number, items } = await life.incident("g");
      await world.fillIn(items[0] ?? { number: 0 }, { "Review date": "2027-07-14" });
      await world.prove(number);
      await world.closeIssue(world.as.admin, number);
      await world.advance("PT61S");
      expect((await world.issue(number)).state).toBe("closed");
      await life.live(["2027-07-05T09:00:05Z"], []);
      await world.restart();
      await life.live(["2027-07-08T09:00:05Z", "2027-07-09T09:00:05Z", "2027-07-13T09:00:05Z"], []);
      const { login } = world.as.owner;
      expect(life.seen).toEqual([
        `2027-07-09T09:00Z g1 @${login} review/2027-07-14/before-3`,
        `2027-07-13T09:00Z g1 @${login} review/2027-07-14/before-1`,
      ]);
      await world.say(world.as.owner, items[0]?.number ?? 0, "/quench outcome confirmed -40% it held");
      await world.settle();
      await life.live(["2027-07-14T09:00:05Z", "2027-07-15T09:00:05Z"], []);
      expect(life.seen).toHaveLength(2);
      expect((await world.issue(number)).state).toBe("closed");
    },
    FIVE_MINUTES,
  );

  it(
    "R-O3: so is the due date of an item that was left open when its incident was closed early, in shadow mode",
    async () => {
      const life = (months = await Months.open({
        now: "2027-06-07T08:00:00Z",
        settings: `rhythm:\n  ${RHYTHM}\n`,
        seed: 8,
        mode: "shadow",
      }));
      const { number, items } = await life.incident("h");
      await life.say(items[0], "owner @ana", "due 2027-06-09");
      await life.world.closeIssue(life.world.as.admin, number);
      await life.live(["2027-06-28T09:00:05Z"], []);
      await life.world.restart();
      await life.live(["2027-07-05T09:00:05Z"], []);
      expect(life.seen).toEqual([
        "2027-06-28T09:00Z h1 @ana due/2027-06-09/overdue-5",
        "2027-07-05T09:00Z h1 @ana due/2027-06-09/overdue-6",
      ]);
    },
    FIVE_MINUTES,
  );
});
