/** What in a text of ours would ping, open HTML, link elsewhere, or break its layout (law 7). */
import { DOCUMENTATION } from "../../src/core/documentation.ts";
import { withoutCode } from "./visible.ts";

const OUR_HTML = /^<\/?(?:details|summary|sub)>$/;

/** Takes our diagrams out; tells of lines in them that are not of our making. */
function withoutDiagrams(body: string, found: string[]): string {
  return body.replace(/^```mermaid\n([\s\S]*?)\n```$/gm, (_whole, lines: string) => {
    for (const line of lines.split("\n")) {
      if (!DIAGRAM.test(line)) found.push(`draws ${line}`);
    }
    return "";
  });
}

const DIAGRAM =
  /^(?:gantt| {2}(?:dateFormat YYYY-MM-DD|axisFormat %b %d|todayMarker off|section (?:Sprint|Due)|[A-Z][\p{L}\p{M}\p{N} .()/+-]* :(?:(?:done|crit|active|milestone), )?[si]\d+, \d{4}-\d\d-\d\d, (?:\d{4}-\d\d-\d\d|0d)))$/u;

interface Ours {
  /** Headings beyond the first line that are of our making: each a whole line. */
  readonly headings?: RegExp;
  /** Links that are of our making beside those into the repository. */
  readonly links?: RegExp;
}

/** What in a text of ours would ping, open HTML, link elsewhere, or break its layout (law 7). */
export function trouble(key: string, body: string, { headings, links }: Ours = {}): readonly string[] {
  // Sections of several incidents in one check are told apart by our own markers, each on a line of its own.
  const found: string[] = [];
  // The bundle's document stands in a fence of ours, which nothing in it can end: it holds no backtick and no bracket.
  const read = key.startsWith("bundle:") ? body.replace(/^```json\n[^`<>]*\n```$/m, "") : body;
  const prose = withoutDiagrams(read, found);
  const shown = withoutCode(prose.replace(/^<!-- quench:check:\d+:[a-z]+ -->$/gm, ""));
  // The escalation owner is called where an incident is disputed (R-C8), and where a close cannot be judged (R-V2).
  const told = /^(?:disputed|pending):/.test(key) ? shown.replace(/^@[\w-]+(?=, please (?:decide|look))/gm, "") : shown;
  // A reminder is for its owner, at the beginning of a line.
  const called = key.startsWith("reminder:") ? told.replace(/^@[\w-]+(?=, this is yours)/gm, "") : told;
  // GitHub looks for mentions in text, not in addresses.
  for (const [ping] of called.replace(/(?<!\\)\]\([^)]*\)/g, "]").matchAll(/@[A-Za-z0-9][\w-]*/g))
    found.push(`pings ${ping}`);
  for (const [tag] of shown.matchAll(/<[A-Za-z!/?][^>]{0,40}>?/g)) if (!OUR_HTML.test(tag)) found.push(`opens ${tag}`);
  for (const [, url = ""] of shown.matchAll(/(?<!\\)\]\(([^)]*)\)/g)) {
    if (url.startsWith(`${DOCUMENTATION}/`) || links?.test(url) === true) continue;
    if (!/^https:\/\/(?:github\.com\/acme\/shop|grafana\.example\.com)\//.test(url)) found.push(`links to ${url}`);
  }
  const bare = shown.replace(/(?<!\\)\]\([^)]*\)/g, "]");
  for (const [url] of bare.matchAll(/(?:https?:\/\/|www\.)\S+/g)) found.push(`autolinks ${url}`);
  if (/(?<!\\)!\[/.test(shown)) found.push("shows an image");
  for (const [index, line] of prose.split("\n").entries()) {
    if (index > 0 && /^\s{0,3}#{1,6}\s/.test(line) && headings?.test(line) !== true) found.push(`heads ${line}`);
    if (/^\s{0,3}(?:`{3,}[^`]*$|~~~)/.test(line)) found.push(`fences ${line}`);
    if (/^\s{0,3}\|/.test(line)) found.push(`tables ${line}`);
    if (/^\s{0,3}\/quench/.test(line)) found.push(`commands ${line}`);
  }
  const count = (what: RegExp): number => (shown.match(what) ?? []).length;
  if (count(/<details>/g) !== count(/<\/details>/g)) found.push("leaves details open");
  // GitHub links `#2` and `acme/other#4` wherever they stand outside of code.
  for (const [reference] of bare.matchAll(/(?<![\w`&])(?:acme\/other#\d+|gh-\d+|#999\b)/gi))
    found.push(`refers to ${reference}`);
  if (/[\u202a-\u202e\u2066-\u2069\u061c]/.test(body)) found.push("reorders text");
  // Issues, comments and checks: 65,535 characters, which GitHub keeps in four bytes each at most.
  if (body.length > 65_000 || Buffer.byteLength(body) > 4 * 65_535) found.push("is too long");
  return found.map((what) => `${key}: ${what}`);
}
