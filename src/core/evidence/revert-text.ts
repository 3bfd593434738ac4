/**
 * What a commit's message, or a pull request's title and body, says it takes back (R-H2). Texts prove nothing: whoever
 * asks looks at what landed. Here it only matters to read no more into a text than it says.
 */
import { buttonRefs, footerRefs, readBody } from "./revert-body.ts";
import { type ChangeRef, isRevertTitle, plainTitle, readTitle, type RevertText, splitNumber } from "./revert-title.ts";

export { type ChangeRef, plainTitle, type RevertText } from "./revert-title.ts";

/** A commit's message, in its parts. */
export interface CommitText {
  /** What the change is called: its subject with and without its number, and for a merge the pull request's title. */
  readonly titles: readonly string[];
  /** The number that the subject gives it as its own: a claim, like everything here. */
  readonly number: number | null;
  readonly says: RevertText;
}

const CONVENTIONAL_REVERT = /^\s*revert(?:\([^()]{0,60}\))?!?: /i;
const MERGE = /^Merge pull request #(\d{1,9}) from [^\s/]{1,100}\/(\S{1,300})$/;

/** Reads a commit's message. */
export function readCommitText(message: string): CommitText {
  const { head, rest } = split(message);
  const merge = MERGE.exec(head);
  if (merge !== null) {
    const { title, body } = joined(split(rest.trimStart()));
    return {
      titles: namesOf(title, head),
      number: Number(merge[1]),
      says: readText(title, body, merge[2] ?? null),
    };
  }
  const own = splitNumber(plainTitle(head));
  const { title, body } = joined({ head: own.title, rest });
  return {
    titles: namesOf(title, own.title, head),
    number: own.pull?.kind === "pull" ? own.pull.number : null,
    says: readText(title, body, null),
  };
}

/** Reads a pull request's title and body; its head branch helps where GitHub's button named it. */
export function readPullText(title: string, body: string, branch: string | null = null): RevertText {
  const whole = joined({ head: title, rest: unixLines(body) });
  return readText(whole.title, whole.body, branch);
}

/** What others may quote a pull request's title as: whole, and as it was cut off. */
export function pullTitles(title: string, body: string): readonly string[] {
  return namesOf(joined({ head: title, rest: unixLines(body) }).title, title);
}

function namesOf(...titles: readonly string[]): readonly string[] {
  return [...new Set(titles.map(plainTitle))].filter((title) => title !== "");
}

function unixLines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

interface Split {
  readonly head: string;
  readonly rest: string;
}

function split(text: string): Split {
  const lines = unixLines(text);
  const end = lines.indexOf("\n");
  return end < 0 ? { head: lines, rest: "" } : { head: lines.slice(0, end), rest: lines.slice(end + 1) };
}

/** GitHub cuts long titles with `…` and puts the rest, behind another `…`, at the start of the body. */
function joined({ head, rest }: Split): { readonly title: string; readonly body: string } {
  const title = head.trimEnd();
  const body = rest.trimStart();
  if (!title.endsWith("…") || !body.startsWith("…")) return { title, body };
  const next = split(body);
  return { title: `${title.slice(0, -1)}${next.head.slice(1)}`, body: next.rest };
}

function readText(title: string, body: string, branch: string | null): RevertText {
  const visible = withoutComments(body);
  const button = buttonRefs(visible);
  const said = readTitle(title, branch);
  const listed = readBody(visible, isRevertTitle(title));
  const footer = CONVENTIONAL_REVERT.test(title) && listed.reverts.length === 0 ? footerRefs(visible) : [];
  // The button's own line says it best: a number inside the quoted title may be an issue's.
  const named = button.length > 0 ? [] : said.reverts;
  return {
    reverts: settled([...button, ...listed.reverts, ...footer], named),
    restores: settled(listed.restores, said.restores),
  };
}

/** HTML comments are templates' and tools' text. */
function withoutComments(body: string): string {
  let visible = "";
  for (let from = 0; ; ) {
    const start = body.indexOf("<!--", from);
    if (start < 0) return visible + body.slice(from);
    visible += body.slice(from, start);
    const end = body.indexOf("-->", start);
    if (end < 0) return visible;
    from = end + 3;
  }
}

/** Each reference once. Where a hash or a number says what is meant, a title beside it says nothing more. */
function settled(fromBody: readonly ChangeRef[], fromTitle: readonly ChangeRef[]): readonly ChangeRef[] {
  const certain = fromBody.some(({ kind }) => kind !== "title") || fromTitle.some(({ kind }) => kind === "commit");
  const numbered = fromTitle.some(({ kind }) => kind === "pull");
  const kept = [...fromBody, ...fromTitle].filter((ref) => {
    if (ref.kind !== "title") return true;
    // `(#12)` in a quoted title may be an issue's number and the title's own end.
    return !certain && (!numbered || splitNumber(ref.title).pull !== null);
  });
  return [...new Map(kept.map((ref) => [JSON.stringify(ref), ref])).values()];
}
