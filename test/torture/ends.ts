/** How a run ends: everything that anybody can see, in words that two runs share; and whether anything was made twice. */
import { BOT, CHECK, type Comment, type Issue } from "../support/e2e.ts";
import type { Mode } from "./cast.ts";
import type { RemoteWorld } from "./remote.ts";
import type { Done } from "./wire.ts";

/** One line for each thing, sorted. */
export type End = readonly string[];

/** Reads the end. */
export async function readEnd(world: RemoteWorld): Promise<End> {
  const all: (Issue & { readonly pull_request?: object })[] = [];
  for (let page = 1; ; page += 1) {
    const found = await world.as.admin.get(`${world.repo}/issues?state=all&per_page=100&page=${page}`);
    all.push(...found);
    if (found.length < 100) break;
  }
  const names = new Names(all);
  const lines: string[] = [];
  for (const issue of all) {
    const name = names.of(issue.number);
    const tell = (what: string): void => void lines.push(names.plain(`${name} | ${what}`));
    tell(`is ${issue.state}${issue.state_reason === null ? "" : ` as ${issue.state_reason}`}`);
    tell(
      `has the labels ${issue.labels
        .map((label) => label.name)
        .toSorted()
        .join(", ")}`,
    );
    tell(
      `has the assignees ${issue.assignees
        .map(({ login }) => login)
        .toSorted()
        .join(", ")}`,
    );
    if (issue.user.login === BOT) tell(`says ${issue.body}`);
    for (const line of await commentsOf(world, names, issue.number)) tell(line);
    for (const line of await eventsOf(world, issue.number)) tell(line);
    if (issue.pull_request === undefined) {
      const items = await world.items(issue.number);
      if (items.length > 0)
        tell(
          `has below it ${items
            .map(({ number }) => names.of(number))
            .toSorted()
            .join("; ")}`,
        );
    } else for (const line of await checksOf(world, issue.number)) tell(line);
  }
  return lines.toSorted();
}

async function commentsOf(world: RemoteWorld, names: Names, number: number): Promise<readonly string[]> {
  const comments = await world.comments(number);
  for (const comment of comments) names.add(comment);
  const lines: string[] = [];
  for (const comment of comments) {
    lines.push(`${comment.user.login} says ${comment.body}`);
    const reactions = await world.reactionsOn(comment);
    if (reactions.length > 0) lines.push(`${reactions.toSorted().join(", ")} by the App on ${comment.body}`);
  }
  return lines;
}

/** Closes and reopenings in their order, which must be the same; what else happened shows in what is there. */
async function eventsOf(world: RemoteWorld, number: number): Promise<readonly string[]> {
  const events = (await world.events(number)).filter(({ event }) => event === "closed" || event === "reopened");
  return events.length === 0
    ? []
    : [`was ${events.map(({ event, actor }) => `${event} by ${actor?.login ?? "nobody"}`).join(", then ")}`];
}

async function checksOf(world: RemoteWorld, number: number): Promise<readonly string[]> {
  const pull = await world.as.admin.get(`${world.repo}/pulls/${number}`);
  const commits: readonly (readonly [string, string | null])[] = [
    ["its head", pull.head.sha],
    ["its merge", pull.merged === true ? pull.merge_commit_sha : null],
  ];
  const lines: string[] = [];
  for (const [place, sha] of commits) {
    if (sha === null) continue;
    for (const { status, conclusion, output } of await world.gates(sha))
      lines.push(`${CHECK} on ${place}: ${status} ${conclusion ?? ""} ${output.title}`);
  }
  return lines;
}

/** What differs between two runs although nothing does: numbers, ids, hashes and times. */
class Names {
  private readonly issues = new Map<number, string>();
  private readonly comments = new Map<number, string>();

  constructor(all: readonly Issue[]) {
    const byNumber = new Map(all.map((issue) => [issue.number, issue]));
    for (const { number, title } of all) {
      const incident = Number(/\(incident #(\d+)\)$/.exec(title)?.[1]);
      const named = byNumber.get(incident)?.title;
      const own = named === undefined ? title : title.replace(`#${incident}`, `"${named}"`);
      // A debt is told by what it is about.
      this.issues.set(
        number,
        own.replace(/#(\d+)/g, (_whole, other) => `"${byNumber.get(Number(other))?.title ?? other}"`),
      );
    }
  }

  add({ id, body, user }: Comment): void {
    this.comments.set(id, user.login === BOT ? (body.split("\n")[0] ?? "") : body);
  }

  of(number: number): string {
    return `[${this.issues.get(number) ?? number}]`;
  }

  plain(text: string): string {
    return (
      text
        .replace(/<!-- quench-memory [^>]*-->/g, "<memory>")
        .replace(
          /(issuecomment-|answer:|comment:)(\d+)/g,
          (_whole, kind, id) => `${kind}<${this.comments.get(Number(id)) ?? "?"}>`,
        )
        .replace(/(notice:(?:undo|disputed|warned|reopened)[\w-]*:)[\w=+/:-]+/g, "$1<event>")
        .replace(/(\/(?:issues|pull)\/)(\d+)/g, (_whole, kind, number) => `${kind}${this.of(Number(number))}`)
        .replace(/#(\d+)\b/g, (_whole, number) => this.of(Number(number)))
        .replace(
          /(quench:incident:|reminder:|"(?:item|number|pull|issue)": |\bItem |, i)(\d+)\b/g,
          (_whole, before, number) => `${before}${this.of(Number(number))}`,
        )
        // Named by the command's comment.
        .replace(/(quench:(?:item:item|entry:[a-z]+)-)[a-z]+-/g, "$1<comment>-")
        .replace(/"id": "[\w=-]+"/g, '"id": "<id>"')
        .replace(/\b[0-9a-f]{7,64}\b/g, "<sha>")
        .replace(/(HMAC-SHA-256[^`]*`)[^`]*/g, "$1<signature>")
        .replace(/runs\/\d+/g, "runs/<run>")
        .replace(/2030-01-\d\dT[\d:.]+Z/g, "<time>")
        .replace(/2030-01-(?:09|10|11)(?: \d\d:\d\d)?/g, "<day>")
        .replace(/\b\d\d:\d\d(?::\d\d)?\b/g, "<hour>")
    );
  }
}

/** What two ends differ by, line by line; nothing where they are the same. */
export function differences(undisturbed: End, disturbed: End): readonly string[] {
  const besides = without(disturbed, undisturbed);
  const told: string[] = [];
  for (const text of without(undisturbed, disturbed)) {
    // The same comment with other words is one difference, not two.
    const head = text.split("\n")[0] ?? "";
    const at = besides.findIndex((other) => other.split("\n")[0] === head);
    const other = at < 0 ? null : (besides.splice(at, 1)[0] ?? null);
    if (other === null) told.push(`missing: ${text}`);
    else {
      told.push(`otherwise: ${head}`);
      told.push(...without(text.split("\n"), other.split("\n")).map((line) => `  - ${line}`));
      told.push(...without(other.split("\n"), text.split("\n")).map((line) => `  + ${line}`));
    }
  }
  return [...told, ...besides.map((text) => `besides: ${text}`)];
}

function without(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/**
 * What was brought into being more than once, by what GitHub carried out: even where one of the two is gone again.
 *
 * @param incidents numbers.
 */
export async function twice(world: RemoteWorld, done: readonly Done[], mode: Mode): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const { method, path, body, status } of done) {
    const meaning = status === 201 ? meaningOf(method, path, body) : null;
    // The claim is made on the tracker: of two processes that begin at once, the later takes its own back (ADR 4).
    if (mode === "twins" && body.includes("<!-- quench:tracker -->")) continue;
    if (meaning !== null) counts.set(meaning, (counts.get(meaning) ?? 0) + 1);
  }
  const wrong = [...counts]
    .filter(([, count]) => count > 1)
    .map(([meaning, count]) => `${count} times made: ${meaning}`);
  for (const incident of await world.labelled("incident"))
    wrong.push(...(await world.twice(incident.number)).map((line) => `${incident.title}: ${line}`));
  return wrong;
}

/** What a creation brings into being, by what must be there once; null for what GitHub itself keeps once. */
function meaningOf(method: string, path: string, body: string): string | null {
  if (method !== "POST") return null;
  const sent =
    body === "" ? {} : (JSON.parse(body) as { body?: string; title?: string; name?: string; head_sha?: string });
  const marks = (sent.body?.match(/<!-- quench:[^>]*-->/g) ?? []).join(" ");
  if (path.endsWith("/check-runs")) return `check ${sent.name ?? ""} on ${sent.head_sha ?? ""}`;
  if (/\/issues\/\d+\/comments$/.test(path)) return `comment ${path} ${marks}`;
  if (path.endsWith("/issues")) return `issue ${sent.title ?? ""} ${marks}`;
  return null;
}
