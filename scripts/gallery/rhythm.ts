/** Weeks and months: reminders, digests, audits, the ledger's pages, a promotion. */
import { form, type Issue, policy, type World } from "../../test/support/e2e.ts";
import type { Album } from "./album.ts";
import { begin, incident, START, type Story, until } from "./stories.ts";

const BERLIN = "time:\n  zone: Europe/Berlin\n";

export async function playRhythm(album: Album): Promise<void> {
  album.chapter("Reminders");
  await reminders(album);
  album.chapter("Digests, audits and ledger pages");
  await digests(album);
  await audits(album);
  await ledgers(album);
  await promotion(album);
}

async function reminders(album: Album): Promise<void> {
  const away = "  away:\n    - {login: andy-author, from: 2030-01-14, until: 2030-01-25, delegate: vera-verifier}\n";
  const quiet = "rhythm:\n  digest: null\n  audit: null\n";
  const story = await begin(policy("enforce", `people:\n  escalation: ada-admin\n${away}${quiet}`));
  const { world, number } = story;
  const [first, second] = await world.items(number);
  if (first === undefined || second === undefined) throw new Error("the incident has no items");
  await world.say(world.as.admin, first.number, `/quench owner @${world.as.owner.login}\n/quench due 2030-01-14`);
  await world.say(world.as.admin, second.number, `/quench owner @${world.as.author.login}\n/quench due 2030-01-17`);
  await world.fillIn(second, { "Adoption check date": "2030-01-18", "Review date": "2030-01-18" });
  await world.settle();
  await until(world, "2030-01-11T09:00:05Z");
  await album.comment(world, first.number, "notice:reminder", "reminder", "The working day before a due date");
  await until(world, "2030-01-16T09:00:05Z");
  await album.comment(world, second.number, "notice:reminder", "reminder-delegate", "For somebody who is away");
  await until(world, "2030-01-17T09:00:05Z");
  await album.comment(world, first.number, "notice:reminder", "reminder-overdue", "Overdue, with the escalation owner");
  await until(world, "2030-01-18T09:00:05Z");
  await album.comment(world, second.number, "notice:reminder", "reminder-several", "Several dates of one issue");
  await world.close();
}

const ALONE = "rhythm:\n  audit: null\n";

async function digests(album: Album): Promise<void> {
  const story = await begin(policy("enforce", `${BERLIN}${ALONE}`), "2030-02-28T10:00:00Z");
  const { world, number } = story;
  const { admin, owner, author } = world.as;
  const [first, second] = await world.items(number);
  if (first === undefined || second === undefined) throw new Error("the incident has no items");
  await world.name([first, second]);
  await world.say(admin, first.number, "/quench due 2030-03-03");
  await world.say(admin, second.number, "/quench due 2030-03-08");
  await world.say(owner, second.number, "/quench blocked the vendor's switch ships in spring");
  await world.settle();
  await until(world, "2030-03-04T08:00:05Z");
  await album.issue(world, "Hardening digest", "digest-small", "The weekly digest of a quiet week");
  // A second incident is proven and closed, a third overridden, a fourth quarrelled about.
  const more = async (title: string): Promise<Story> => {
    const issue = await world.open({ title, body: incident(world.now(), { "Finding types": "late decision" }) });
    await world.settle();
    return { world, number: issue.number };
  };
  const search = await more("Search answered nothing for an hour");
  await world.prove(search.number);
  const mail = await more("Order mails went out twice");
  await world.prove(mail.number);
  for (const item of await world.items(mail.number)) await world.closeIssue(owner, item.number);
  await world.closeIssue(owner, mail.number);
  await world.advance("PT2M");
  const login = await more("Nobody could sign in for ten minutes");
  await world.say(admin, login.number, "/quench override The customer needs the record closed this week.");
  await world.closeIssue(owner, login.number);
  await world.advance("PT2M");
  const stock = await more("Stock counts were a day old");
  for (let close = 1; close <= 5; close += 1) {
    await world.closeIssue(author, stock.number);
    await world.advance("PT13H");
  }
  await until(world, "2030-03-10T10:00:00Z");
  for (let close = 1; close <= 4; close += 1) {
    await world.closeIssue(author, stock.number);
    await world.advance("PT20M");
  }
  await until(world, "2030-03-11T08:00:05Z");
  await album.issue(world, "Hardening digest", "digest", "The weekly digest of a full week");
  await world.close();
}

async function audits(album: Album): Promise<void> {
  const settings = `${BERLIN}rhythm:\n  digest: null\neffect:\n  window: 60d\n  least: 3\nadoption:\n  least: 2\n`;
  const { world, number } = await begin(policy("enforce", settings), "2027-01-04T08:00:00Z");
  const items = await world.items(number);
  const [item] = items;
  if (item === undefined) throw new Error("the incident has no items");
  await world.name([item]);
  await world.fillIn(item, { "Control check": "guard" });
  await change(world, "first", "success", `Hardening: #${item.number}`);
  await change(world, "second", "success");
  await change(world, "third", "success");
  await until(world, "2027-02-01T08:01:00Z");
  await album.issue(world, "Control audit", "audit-well", "The monthly control audit, with all well");
  await world.fillIn(item, { "Rollout phase": "enforce" });
  await change(world, "fourth", "failure");
  await world.as.admin.del(`${world.repo}/collaborators/${world.as.verifier.login}`);
  await until(world, "2027-03-01T08:01:00Z");
  await album.issue(world, "Control audit", "audit-trouble", "A control bypassed, and somebody who has left");
  await world.close();
  await retirement(album, settings);
}

/** Three incidents of its class after a control was adopted. */
async function retirement(album: Album, settings: string): Promise<void> {
  const { world, number } = await begin(policy("enforce", settings), "2027-01-04T08:00:00Z");
  await world.prove(number);
  await world.closeIssue(world.as.owner, number);
  await world.settle();
  for (const day of ["2027-02-05", "2027-02-12", "2027-02-19"]) {
    await until(world, `${day}T10:00:00Z`);
    await world.open({ title: "Checkout answered 500 again", body: incident(world.now()) });
    await world.settle();
  }
  await until(world, "2027-03-01T08:01:00Z");
  await album.issue(world, "Control audit", "audit-retirement", "Controls proposed for retirement, with the figures");
  await world.close();
}

/** A pull request that is merged with this conclusion of the guard. */
async function change(world: World, name: string, conclusion: string, body = ""): Promise<void> {
  const files = body === "" ? { [`src/${name}.js`]: "//\n" } : { ".github/workflows/guard.yml": "on: pull_request\n" };
  const pull = await world.pull(world.as.author, { files, body });
  const run = { name: "Guard", event: "pull_request", head_sha: pull.head.sha, conclusion, jobs: [{ name: "guard" }] };
  await world.run({ ...run, duration_seconds: 60 });
  await world.advance("PT2M");
  await world.merge(world.as.admin, pull);
  await world.advance("PT2M");
}

async function ledgers(album: Album): Promise<void> {
  const { world, number } = await begin(policy("enforce", `${BERLIN}rhythm:\n  digest: null\n  audit: null\n`));
  const { admin, owner } = world.as;
  const items = await world.items(number);
  const [first, second]: readonly (Issue | undefined)[] = items;
  if (first === undefined || second === undefined) throw new Error("the incident has no items");
  await world.say(admin, first.number, `/quench owner @${owner.login}`);
  await world.say(
    admin,
    first.number,
    `/quench defer #${first.number} 2030-01-18 the vendor ships the switch in January`,
  );
  await world.say(admin, second.number, `/quench defer #${second.number} 2030-06-03 the cluster is taken until summer`);
  await world.say(admin, number, "/quench override The customer needs the record closed this week.");
  await world.settle();
  const risk = (fields: Readonly<Record<string, string>>, title: string) =>
    world.open(
      { title, labels: ["residual-risk"], body: form({ "Incident reference": `#${number}`, ...fields }) },
      admin,
    );
  await risk(
    {
      "Risk statement": "The pool can run dry when two regions fail over at once.",
      "Why not fully solved": "The second region has no spare capacity before March.",
      "Temporary control": "The on-call engineer watches the pool's dashboard.",
      Trigger: "Two failovers in a week",
      Owner: `@${owner.login}`,
      "Target date": "2030-03-01",
      Covers: `#${second.number}`,
    },
    "Residual risk: two regions at once",
  );
  await risk({ "Risk statement": "Mails can go out twice.", Owner: `@${owner.login}` }, "Residual risk: mails");
  await world.settle();
  await until(world, "2030-01-21T10:00:00Z");
  await album.issue(world, "Reliability debt", "ledger-debt", "The page of deferred work");
  await album.issue(world, "Residual risks", "ledger-risk", "The page of residual risks");
  await world.close();
}

async function promotion(album: Album): Promise<void> {
  const story = await begin(
    policy("shadow", `promote:\n  warn: 2030-01-28\n${BERLIN}rhythm:\n  digest: null\n`),
    START,
  );
  const { world, number } = story;
  await world.closeIssue(world.as.author, number);
  const other = await world.open({ title: "Order mails went out twice", body: incident(world.now()) });
  await world.settle();
  await world.closeIssue(world.as.owner, other.number);
  await world.advance("PT2M");
  await world.say(world.as.admin, other.number, "/quench false-alarm the mails were a test");
  await world.settle();
  await until(world, "2030-01-21T08:01:00Z");
  await album.issue(world, "Quench goes", "promotion", "A week before the mode promotes itself");
  await world.close();
}
