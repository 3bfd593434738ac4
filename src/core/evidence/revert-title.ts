/**
 * What one line says it takes back: the title of a pull request, the subject of a commit, or a line of a squash text
 * (R-H2). It only reads; whether anything of that landed is for others to find out.
 *
 * Forms: GitHub's button and `git revert` write `Revert "…"`, from git 2.43 on `Reapply "…"` for the revert of a revert.
 * Source: https://git-scm.com/docs/git-revert
 */

/** Something that may have landed before, as a text names it. */
export type ChangeRef =
  /** `repository`: `owner/name`; null where the text leaves it out. */
  | { readonly kind: "pull"; readonly repository: string | null; readonly number: number }
  /** 7 to 40 hexadecimal digits, in lower case. */
  | { readonly kind: "commit"; readonly sha: string }
  /** `whole` is false where the title was cut off: then it is a prefix. */
  | { readonly kind: "title"; readonly title: string; readonly whole: boolean };

/** What a text says. A revert of a revert is a revert of that; only `Reapply`, `Reland`, `Un-revert` restore by name. */
export interface RevertText {
  readonly reverts: readonly ChangeRef[];
  readonly restores: readonly ChangeRef[];
}

export const SAYS_NOTHING: RevertText = { reverts: [], restores: [] };

const REVERTS = /^(?:revert(?:s|ing|ed)?|back(?:s|ing|ed)?[ -]?out|roll(?:s|ing|ed)?[ -]?back|undo(?:es)?)(?![\w-])/i;
const RESTORES = /^(?:un-?revert(?:s|ing|ed)?|re-?land(?:s|ing|ed)?|re-?appl(?:y|ies|ying|ied))(?![\w-])/i;
/** `fix(scope)!: `, as in https://www.conventionalcommits.org. */
const CONVENTIONAL = /^([a-z]{2,20})(?:\([^()]{0,60}\))?!?: ?/i;
/** What tools and teams put before a title: `[1.x]`, `:rewind:`, `⏪`, `SHOP-12:`, and Azure's `Merged PR 12:`. */
const TAGS =
  /^(?:\[[^[\]]{1,40}\] ?|:[a-z_]{1,40}: ?|\p{Extended_Pictographic}\ufe0f? ?|[A-Z][A-Z\d]{1,9}-\d{1,9}(?:: ?| )|Merged PR \d{1,9}: )+/iu;
/** The name of the branch that GitHub's button makes, with the number of what it reverts. */
const BUTTON_BRANCH = /^revert-(\d{1,9})-/;
const QUOTED_MERGE = /^Merge pull request #(\d{1,9}) from /;

/** One spelling of a title: single blanks, straight quotes. */
export function plainTitle(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/[“”„]/g, '"');
}

/** Splits a trailing `(#12)` or `(owner/name#12)` off a plain title. */
export function splitNumber(title: string): { readonly title: string; readonly pull: ChangeRef | null } {
  const open = title.endsWith(")") ? title.lastIndexOf("(") : -1;
  const pull = open < 0 ? null : numberOf(title.slice(open + 1, -1));
  return pull === null ? { title, pull: null } : { title: title.slice(0, open).trim(), pull };
}

/** `#12`, `owner/name#12`, or the address of a pull request. */
function numberOf(text: string): ChangeRef | null {
  const [, name, hash, path, id] =
    /^(?:([\w.-]{1,100}\/[\w.-]{1,100})?#(\d{1,9})|https?:\/\/[\w.:-]{1,200}\/([\w.-]{1,100}\/[\w.-]{1,100})\/pull\/(\d{1,9}))$/.exec(
      text,
    ) ?? [];
  const number = Number(hash ?? id ?? 0);
  return number > 0 ? { kind: "pull", repository: name ?? path ?? null, number } : null;
}

/** Whether a title is one of a revert, or of a change that brings a reverted one back. */
export function isRevertTitle(title: string): boolean {
  return opened(plainTitle(title)) !== null;
}

interface Opened {
  readonly restores: boolean;
  readonly rest: string;
  /** It stands behind `fix: ` or the like: then only what names a thing beyond doubt counts. */
  readonly strict: boolean;
}

function opened(plain: string): Opened | null {
  const tagged = /^\[reverts?\] ?/i.exec(plain);
  if (tagged !== null) return { restores: false, rest: plain.slice(tagged[0].length), strict: false };
  const title = plain.replace(TAGS, "");
  const conventional = CONVENTIONAL.exec(title);
  const strict = conventional !== null && !REVERTS.test(title) && !RESTORES.test(title);
  const text = strict ? title.slice(conventional[0].length) : title.replace(/^(\w{1,20})\([^()]{0,60}\)/, "$1");
  for (const [verb, restores] of [
    [REVERTS, false],
    [RESTORES, true],
  ] as const) {
    const found = verb.exec(text);
    if (found === null) continue;
    const rest = text.slice(found[0].length).replace(/^!?:/, "").trim();
    const again = /^(?:the )?revert of (?=\S)/i.exec(rest);
    if (again !== null && !restores) return { restores: true, rest: rest.slice(again[0].length), strict };
    return { restores, rest, strict };
  }
  return null;
}

/**
 * Reads a title.
 *
 * @param branch the head branch, where it is known: under a revert title it may hold the number that the title lacks.
 */
export function readTitle(title: string, branch: string | null = null): RevertText {
  const found = opened(plainTitle(title));
  if (found === null) return SAYS_NOTHING;
  const refs = refsIn(found);
  const number = found.restores ? undefined : BUTTON_BRANCH.exec(branch ?? "")?.[1];
  if (number !== undefined && !refs.some(({ kind }) => kind === "pull"))
    refs.push({ kind: "pull", repository: null, number: Number(number) });
  return found.restores ? { reverts: [], restores: refs } : { reverts: refs, restores: [] };
}

/** Reads a line of a body: only the numbers, addresses and hashes that follow the verb at once. */
export function readLine(line: string): RevertText {
  const found = opened(plainTitle(line).replace(/^(?:This PR|This|It) /i, ""));
  if (found === null) return SAYS_NOTHING;
  const { refs } = readList(withoutNoun(found.rest));
  return found.restores ? { reverts: [], restores: refs } : { reverts: refs, restores: [] };
}

function withoutNoun(rest: string): string {
  return rest.replace(/^(?:(?:the|changes?|of|from|in|pull requests?|PRs?|commits?) )*/i, "");
}

function refsIn({ rest, strict }: Opened): ChangeRef[] {
  if (rest.startsWith('"')) return strict && !rest.endsWith('"') ? [] : quoted(rest);
  if (/^'.+'$/.test(rest)) return titleRefs(rest.slice(1, -1), true);
  const things = withoutNoun(rest);
  const { refs, end } = readList(things);
  if (refs.length > 0) return strict && end < things.length ? [] : refs;
  if (strict) return [];
  const bare = /^(\d{1,9})(?= ?(?:\(|$))/.exec(things)?.[1];
  if (bare !== undefined) return [{ kind: "pull", repository: null, number: Number(bare) }];
  const { title, pull } = splitNumber(rest);
  return [...(pull === null ? [] : [pull]), ...titleRefs(title, true)];
}

/**
 * Numbers, addresses and hashes at the start of a text, one behind the other: `#1, #2 and #3`.
 *
 * @param hashes the text before it says that hashes follow.
 */
export function readList(text: string, hashes = false): { readonly refs: ChangeRef[]; readonly end: number } {
  const refs: ChangeRef[] = [];
  let end = 0;
  const token =
    /(?:(?:,|&|\+|and) ?){0,2}((?:[\w.:/-]{0,300}#\d{1,9})|https?:[\w.:/-]{1,300}|[0-9a-f]{7,40})(?![\w/#-])[.:]? ?/iy;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const said = (found[1] ?? "").replace(/[.:]$/, "");
    // A few digits alone are a date or a count, a few letters alone are a word.
    const isSha = /^[0-9a-f]{7,40}$/i.test(said) && (hashes || said.length === 40 || /\d[a-f]|[a-f]\d/i.test(said));
    const ref: ChangeRef | null = isSha ? { kind: "commit", sha: said.toLowerCase() } : numberOf(said);
    if (ref === null) break;
    refs.push(ref);
    end = token.lastIndex;
  }
  return { refs, end };
}

/** `"T"`, `"T (#12)"`, `"A" + "B"`, cut off or with something behind it; `text` begins with the opening quote. */
function quoted(text: string): ChangeRef[] {
  const last = text.lastIndexOf('"');
  // A last quote that opens something closes nothing: the title was cut off.
  const isOpen = last === 0 || /(?:Revert|Reapply) $/.test(text.slice(Math.max(0, last - 8), last));
  const inside = isOpen ? text.slice(1) : text.slice(1, last);
  const several = inside.split(/" ?(?:\+|&|,|and|, and) ?"/);
  const parts = several.length > 1 ? [...several, inside] : [inside];
  return parts.flatMap((part) => titleRefs(part, !isOpen));
}

/** What a quoted title names: its last number where that stands outside any inner quote, else only itself. */
function titleRefs(quotedTitle: string, closed: boolean): ChangeRef[] {
  const cut = quotedTitle.replace(/(?:…|\.\.\.)"*$/, "");
  const whole = closed && cut === quotedTitle;
  // What was cut off inside the number leaves the title, and no number.
  const title = whole ? quotedTitle.trim() : withoutStub(cut.trim());
  if (title === "") return [];
  const merge = QUOTED_MERGE.exec(title)?.[1];
  const pull: ChangeRef | null =
    merge === undefined ? splitNumber(title).pull : { kind: "pull", repository: null, number: Number(merge) };
  return [...(whole && pull !== null ? [pull] : []), { kind: "title", title, whole }];
}

function withoutStub(title: string): string {
  const open = title.lastIndexOf("(");
  return open > 0 && /^\((?:[\w./-]{0,100}#?\d{0,9})$/.test(title.slice(open)) ? title.slice(0, open).trim() : title;
}
