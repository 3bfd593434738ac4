/** The story that the demo plays: one incident, from the label to a closure that had to be earned. */
import { INCIDENT_FORM } from "../../core/forms/incident.ts";
import { renderForm } from "../../core/forms/render.ts";
import { CHECK_NAME } from "../../core/rules/pull-gate.ts";
import { type Person, StoryError } from "./person.ts";
import { checkOn, GUARD, mergeAnother, openPull, report } from "./pulls.ts";

/** What the story needs of its stage. */
export interface Stage {
  /** `/repos/acme/shop`. */
  readonly repository: string;
  /** The repository's address for people: `https://github.com/acme/shop`. */
  readonly web: string;
  readonly people: Readonly<Record<"admin" | "owner" | "verifier" | "author" | "actions", Person>>;
  now(): string;
  /** Moves GitHub's clock and the App's alike. */
  advance(duration: string): Promise<void>;
  /** Resolves once no webhook, pass or due wake-up is pending. */
  settle(): Promise<void>;
  /** Makes a workflow run happen, and answers with its address. */
  run(name: string, seconds: number): Promise<string>;
}

/** How the story is told. */
export interface Teller {
  /** What a person does next. */
  step(text: string): Promise<void>;
  /** One line of what came of it. */
  says(text: string): void;
  /** What Quench wrote, as Markdown. */
  wrote(where: string, markdown: string): void;
}

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly html_url: string;
}

/** Plays the story to its end. @throws StoryError where something does not come as told. */
export async function play(stage: Stage, teller: Teller): Promise<void> {
  const { repository, people } = stage;
  const { admin, owner, verifier, author } = people;

  await teller.step(`${owner.login} opens an incident and labels it \`incident\``);
  const incident = (await owner.post(`${repository}/issues`, {
    title: "Checkout answered 500 for 42 minutes",
    body: renderForm(INCIDENT_FORM, incidentValues(stage.now())),
    labels: ["incident"],
  })) as Issue;
  const where = `${repository}/issues/${incident.number}`;
  await stage.settle();
  const items = (await owner.get(`${where}/sub_issues`)) as Issue[];
  expect(items.length >= 3, "hardening items");
  for (const item of items) teller.says(`created #${item.number} ${item.title}`);
  teller.wrote(`tracker comment on #${incident.number}`, await latest(owner, where));

  await teller.step(`${author.login} closes the incident: "it is fixed, isn't it?"`);
  await author.patch(where, { state: "closed", state_reason: "completed" });
  await stage.settle();
  teller.says("Quench waits a minute, in case a comment comes with the close");
  await stage.advance("PT61S");
  await stage.settle();
  expect(((await owner.get(where)) as Issue).state === "open", "the close undone");
  teller.wrote(`comment on #${incident.number}`, await latest(owner, where));

  await teller.step(`${owner.login} says what each item changes, and gives it an owner, a verifier and an operator`);
  for (const item of items) {
    await describeControl(owner, `${repository}/issues/${item.number}`);
    const names = `/quench owner @${owner.login}\n/quench verifier @${verifier.login}\n/quench operator @${owner.login}\n/quench due ${stage.now().slice(0, 10)}`;
    await owner.post(`${repository}/issues/${item.number}/comments`, { body: names });
  }
  await stage.settle();

  await teller.step(
    `${author.login} opens a pull request with a test, a guard, an alert and the runbook; its text says "Fixes #${incident.number}"`,
  );
  const links = items.map((item) => `Hardening: #${item.number}`).join("\n");
  const pull = await openPull(stage, `Fixes #${incident.number}\n\n${links}`);
  await stage.settle();
  const sha = pull.head.sha;
  const red = await checkOn(owner, repository, sha);
  expect(red.conclusion === "failure", "a red check");
  teller.says(`check "${CHECK_NAME}": ${red.conclusion}`);
  teller.wrote("check on the pull request", `## ${red.output.title}\n\n${red.output.summary}`);

  await teller.step(`${author.login} takes the closing keyword out, CI passes, and ${admin.login} merges`);
  await author.patch(`${repository}/pulls/${pull.number}`, { body: `Refs #${incident.number}\n\n${links}` });
  await report(stage, sha, ["test", GUARD]);
  await stage.settle();
  teller.says(`check "${CHECK_NAME}": ${(await checkOn(owner, repository, sha)).conclusion}`);
  await admin.put(`${repository}/pulls/${pull.number}/merge`, { merge_method: "squash" });
  await stage.settle();

  await teller.step(`A drill runs on the merged commit, and ${owner.login} links it`);
  await stage.advance("PT10M");
  const styles = ["alert-replay", "regression-trend", "drill"] as const;
  const run = await stage.run("Incident drill", 372);
  teller.says(run);
  for (const item of items) {
    const style = await styleOf(owner, `${repository}/issues/${item.number}`, styles);
    const proof = [
      `/quench evidence behavior ${style} ${run}`,
      // A check of the suite is no drill: what the drill exercised is told beside it.
      ...(style === "regression-trend" ? [`/quench evidence rollback ${run}`] : []),
      "/quench evidence dashboard https://grafana.example.com/d/connection-pool",
      `/quench evidence failure-path ${stage.web}/blob/main/docs/runbooks/connection-pool.md`,
    ];
    await owner.post(`${repository}/issues/${item.number}/comments`, { body: proof.join("\n") });
  }
  await owner.post(`${where}/comments`, { body: `/quench escalation @${admin.login}` });
  await stage.settle();

  await teller.step(`Merged is not adopted: ${author.login}'s next pull request is merged, and the guard runs on it`);
  await mergeAnother(stage);
  await stage.settle();
  const guarded = items[0];
  if (guarded !== undefined)
    teller.says(lineOf(await own(owner, `${repository}/issues/${guarded.number}`, "item"), "Observed"));

  await teller.step(
    `${owner.login} acknowledges on-call duty, runbook and adoption; ${verifier.login} looks at the evidence and signs off`,
  );
  await stage.advance("PT5M");
  for (const item of items) {
    await owner.post(`${repository}/issues/${item.number}/comments`, {
      body: "/quench ack oncall\n/quench ack runbook\n/quench ack adoption",
    });
    await verifier.post(`${repository}/issues/${item.number}/comments`, {
      body: "The drill recovered in 6 minutes, the test fails without the fix.\n\n/quench verify",
    });
  }
  await stage.settle();
  const first = items[0];
  if (first !== undefined)
    teller.wrote(`comment on #${first.number}`, await own(owner, `${repository}/issues/${first.number}`, "item"));

  await teller.step(`${owner.login} closes the items and the incident`);
  for (const item of items)
    await owner.patch(`${repository}/issues/${item.number}`, { state: "closed", state_reason: "completed" });
  await owner.patch(where, { state: "closed", state_reason: "completed" });
  await stage.settle();
  await stage.advance("PT10M");
  await stage.settle();
  expect(((await owner.get(where)) as Issue).state === "closed", "a close that holds");
  teller.says("ten minutes later: the incident is still closed");
  teller.wrote(`tracker comment on #${incident.number}`, await own(owner, where, "tracker"));
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new StoryError(`the story expected ${what}`);
}

function incidentValues(now: string): Record<string, string | readonly string[]> {
  const at = (minutes: number) => new Date(Date.parse(now) - minutes * 60_000).toISOString().replace(/\.\d+Z$/, "Z");
  return {
    summary: "Checkout answered 500 after a configuration change doubled the connection pool.",
    severity: "SEV1",
    failure_class: "config-change",
    finding_types: ["missed detection", "repeated regression"],
    started_at: at(90),
    detected_at: at(71),
    restored_at: at(48),
    impact: "One in three checkouts failed.",
    timeline: `${at(90)} deploy\n${at(71)} first report\n${at(48)} rolled back`,
    evidence_packet: "https://grafana.example.com/d/checkout",
  };
}

/** Fills in an item's form as a person does, on the page itself: the precise change, and where it ends. */
async function describeControl(person: Person, issue: string): Promise<void> {
  const { body } = (await person.get(issue)) as { body: string };
  const answers = {
    "Proposed control": "Refuse a pool above the database's limit in `.github/workflows/pool-limit.yml`.",
    Boundary: "Covers the checkout's pool alone, not those of other services.",
    Hypothesis: "If we refuse a pool above the limit, incidents of this class drop by 50 %.",
    // The guard is a check: what it does on later pull requests shows whether it is adopted.
    ...(body.includes("### Lane\n\ncontrols") ? { "Control check": GUARD } : {}),
  };
  const filled = Object.entries(answers).reduce(
    (text, [label, answer]) => text.replace(new RegExp(`(### ${label}\n\n)[^\n]*`), `$1${answer}`),
    body,
  );
  await person.patch(issue, { body: filled });
}

interface Comment {
  readonly body: string;
}

async function latest(person: Person, issue: string): Promise<string> {
  const comments = (await person.get(`${issue}/comments?per_page=100`)) as Comment[];
  return comments.at(-1)?.body ?? "";
}

async function own(person: Person, issue: string, key: string): Promise<string> {
  const comments = (await person.get(`${issue}/comments?per_page=100`)) as Comment[];
  return comments.find((comment) => comment.body.startsWith(`<!-- quench:${key} -->`))?.body ?? "";
}

/** The line of a comment that begins with a row's title, without its mark and its links. */
function lineOf(comment: string, title: string): string {
  const line = comment.split("\n").find((one) => one.includes(`${title}:`)) ?? "";
  return line.slice(Math.max(0, line.indexOf(title))).replace(/ \(\[.*$/, "");
}

/** The style that an item's finding type asks for, read from its form as a person would. */
async function styleOf(person: Person, issue: string, styles: readonly [string, string, string]): Promise<string> {
  const { body } = (await person.get(issue)) as { body: string };
  const finding = /### Finding type\s+(.+)/.exec(body)?.[1]?.trim();
  if (finding === "missed detection") return styles[0];
  return finding === "repeated regression" ? styles[1] : styles[2];
}
