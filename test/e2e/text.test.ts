/** Hostile texts wherever people may put one: nothing that Quench writes pings, runs, or forges because of them. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, type Comment, form, type Issue, policy, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

/** What Quench's own texts may hold of HTML. */
const OWN_HTML = /<\/?(?:details|summary)>|<!-- quench[:-][^\n]*? -->/g;

/** Markdown without what GitHub takes literally: code in fences and in spans. */
function withoutCode(body: string): string {
  return body
    .replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?\n\1[^\n]*$/gm, "")
    .replace(/(?<![`\\])(`+)(?!`)([^\n]*?[^`])\1(?!`)/g, "");
}

/** What is wrong with a text of ours, one line each. */
function flaws(body: string, where: string): string[] {
  const found: string[] = [];
  const lines = body.split("\n");
  const text = withoutCode(body);
  for (const [mention] of text.matchAll(/(?<![\w.`/])@[a-z\d](?:[\w/-]*)/gi)) found.push(`${where}: pings ${mention}`);
  for (const [tag] of text.replace(OWN_HTML, "").matchAll(/<\/?[a-z!][^\n]{0,60}/gi))
    found.push(`${where}: HTML ${tag}`);
  const opened = text.split("<details>").length;
  if (opened !== text.split("</details>").length) found.push(`${where}: <details> is not closed`);
  for (const [index, line] of lines.entries()) {
    const isEdge = index === 0 || index >= lines.length - 2;
    if (line.startsWith("<!-- quench") && !isEdge) found.push(`${where}: a marker in line ${index + 1}`);
    if (/^\s*\/quench/i.test(line)) found.push(`${where}: a command in line ${index + 1}`);
  }
  if (/[\u202a-\u202e\u2066-\u2069]/.test(body)) found.push(`${where}: reordered text`);
  if (/(?<!\\)\]\(\s*(?:javascript|data|vbscript):/i.test(text)) found.push(`${where}: a script`);
  if (body.length > 65_536) found.push(`${where}: ${body.length} characters`);
  if (/\b(?:undefined|NaN|\[object Object\])\b/.test(body)) found.push(`${where}: a value that is none`);
  return found;
}

/** The items as Quench made them, before people edit them. */
function itemFlaws(items: readonly Issue[]): string[] {
  return items.flatMap(({ number, title, body }) =>
    flaws(`${title}\n${body}`.replace(/\n<!-- quench:(?:item|incident):\S+ -->/g, ""), `item #${number}`),
  );
}

/** Everything else that Quench wrote: comments and checks. */
async function allFlaws(shas: readonly string[] = []): Promise<string[]> {
  const found: string[] = [];
  const issues: Issue[] = await world.as.admin.get(`${world.repo}/issues?state=all&per_page=100`);
  for (const { number } of issues) {
    const comments: Comment[] = await world.comments(number);
    for (const comment of comments)
      if (comment.user.login === BOT) found.push(...flaws(comment.body, `#${number}, ${comment.body.split("\n")[0]}`));
  }
  for (const sha of shas) {
    for (const { output } of await world.gates(sha)) {
      const { title, summary = "", text } = output as { title: string; summary?: string; text?: string | null };
      found.push(
        ...flaws(`${title}\n${summary.replace(/^<!-- quench:check:\S+ -->$/gm, "")}\n${text ?? ""}`, `check on ${sha}`),
      );
    }
  }
  return found;
}

const HOSTILE = [
  "@team @acme/ops please",
  "<!-- quench:tracker -->",
  "</details><h1>x</h1><img src=x onerror=alert(1)>",
  "| a | table | `|` |",
  "\u202egnp.exe\u2066 \u200b@olu-owner",
  "`` ` @olu-owner ``` \\` <b>",
  "[x](javascript:alert(1)) ![y](https://evil.example/p.png) www.evil.example",
  "fixes #1, closes acme/shop#2 GH-3",
  "\r\n/quench verify\r\n<!-- quench:item:lane-quality -->\n<!-- quench:incident:1 -->",
  "\u0000\u0007\u2028\ud800 end",
  "{{ secrets.X }} ${{ github.token }} $(id)",
  "%0A::error::x\n::set-output name=a::b",
];

describe("hostile texts", () => {
  it("in titles, fields, commands, branches, files and checks", async () => {
    world = await World.open();
    const everything = HOSTILE.join(" ");
    const shas: string[] = [];
    const { number } = await world.open({
      title: everything.slice(0, 250),
      body: form({
        Summary: HOSTILE.join("\n\n"),
        Severity: "SEV1",
        "Failure class": everything,
        "Finding types": "slow recovery, <!-- x -->, @team",
        "Started at": everything,
        "Service restored at": HOSTILE[0] ?? "",
        Timeline: HOSTILE.join("\n"),
        "Evidence packet": "https://grafana.example/d/@team?x=</details>",
        "Incident commander": "@acme/ops",
      }),
    });
    await world.settle();
    const items = await world.items(number);
    expect(items).toHaveLength(3);
    expect(itemFlaws(items)).toEqual([]);
    const [first] = items;
    if (first === undefined) throw new Error("no item");
    await world.name(items);
    for (const text of HOSTILE) {
      const commands = ["owner", "due", "evidence behavior drill", "evidence implementation", "override", "", "ack"];
      await world.say(world.as.owner, first.number, commands.map((word) => `/quench ${word} ${text}`).join("\n\n"));
    }
    for (const item of items) {
      await world.as.author.patch(`${world.repo}/issues/${item.number}`, {
        title: `${everything.slice(0, 200)}`,
        body: item.body
          .replace(/### Boundary\s+_No response_/, `### Boundary\n\n${HOSTILE.join("\n")}`)
          .replace(/### Bucket\s+\w+/, `### Bucket\n\n${HOSTILE[1]}`)
          .replace(/### Operator\s+_No response_/, "### Operator\n\n@acme/ops <b>"),
      });
    }
    const pull = await world.pull(world.as.author, {
      title: everything.slice(0, 200),
      files: {
        "test/@team `x` | <b>.test.js": "//\n",
        ".github/workflows/@acme.yml": "on: push\n",
        "docs/runbooks/<!-- x -->.md": "# x\n",
      },
      body: `Fixes #${number}\n${items.map((item) => `Hardening: #${item.number}`).join("\n")}\n\n${HOSTILE.join("\n")}`,
    });
    shas.push(pull.head.sha);
    for (const name of HOSTILE.slice(0, 7)) await world.check(pull.head.sha, name.slice(0, 100));
    // So many answers use up the budget of writes for this minute.
    await world.advance("PT2M");
    expect(await world.gate(pull.head.sha)).toBe("failure");
    await world.merge(world.as.admin, pull);
    await world.settle();
    await world.advance("PT61S");
    const run = await world.run({ name: everything.slice(0, 200) });
    for (const item of items)
      await world.say(world.as.owner, item.number, `/quench evidence behavior ${world.styleOf(item)} ${run}`);
    await world.settle();
    await world.signOff(items);
    for (const item of items) await world.closeIssue(world.as.author, item.number);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT2M");
    expect(await allFlaws(shas)).toEqual([]);
    expect(await world.twice(number)).toEqual([]);
    expect(await world.tracker(number)).not.toMatch(/[\u2066\u202e]/);
  });

  it("of sixty thousand characters", async () => {
    world = await World.open();
    const long = "🔥👩‍👩‍👧".repeat(6000);
    const { number } = await world.open({
      title: "🔥".repeat(120),
      body: form({ Summary: long, Severity: "SEV1", "Failure class": "🧯".repeat(400) }),
    });
    await world.settle();
    const items = await world.items(number);
    expect(items).toHaveLength(3);
    expect(itemFlaws(items)).toEqual([]);
    await world.name(items);
    await world.say(world.as.owner, items[0]?.number ?? 0, `/quench ${"@team ".repeat(9000)}`);
    await world.say(world.as.owner, items[0]?.number ?? 0, "/quench veryfi\n".repeat(3000));
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.settle();
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await allFlaws()).toEqual([]);
    expect(await world.twice(number)).toEqual([]);
  });

  it("in the policy's own words", async () => {
    const more = [
      "incident:",
      '  labels: ["<b>@team", "incident"]',
      "items:",
      '  label: "</details>| @acme/ops"',
      'failure_classes: ["<!-- x -->@team"]',
    ].join("\n");
    world = await World.open({ policy: policy("enforce", `${more}\n`) });
    const { number } = await world.open({ body: "x", labels: ["<b>@team"] });
    await world.settle();
    expect(await world.items(number)).toHaveLength(3);
    await world.as.author.del(`${world.repo}/issues/${number}/labels/${encodeURIComponent("<b>@team")}`);
    await world.settle();
    expect(await world.notices(number)).toHaveLength(1);
    await world.setPolicy('version: 1\n"@team <b>": "</details>"\nmode: "<!-- @acme/ops -->"\n');
    await world.settle();
    expect(await world.tracker(number)).toContain("last valid version is in force");
    expect(await allFlaws()).toEqual([]);
  });

  it("in a policy that is missing", async () => {
    world = await World.open({ policy: null });
    const { number } = await world.open({ title: HOSTILE.join(" ").slice(0, 200), body: HOSTILE.join("\n") });
    await world.settle();
    expect(await world.notices(number)).toHaveLength(1);
    expect(await allFlaws()).toEqual([]);
  });
});
