/** What GitHub shows of a text of ours, as a page: GitHub-flavored Markdown in a plain frame, for phone and desktop. */
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** One thing that people see. */
export interface Exhibit {
  /** File name without its ending: `tracker-open`. */
  readonly name: string;
  /** When people see it: one line. */
  readonly caption: string;
  readonly kind: "comment" | "issue" | "check" | "summary";
  /** Of an issue or a check. */
  readonly title: string;
  /** `success`, `failure`, `in_progress` of a check; labels of an issue. */
  readonly marks: readonly string[];
  readonly body: string;
  /** Annotations of a check, which stand on the lines of the changed files. */
  readonly notes?: readonly { readonly place: string; readonly level: string; readonly text: string }[];
  /** The bot's login, where it is another than the App's. */
  readonly by?: string;
  /** Whether what is folded is shown. */
  readonly unfolded: boolean;
}

const STYLE = `
*{box-sizing:border-box}
body{margin:0;padding:12px;background:#fff;color:#1c2128;font:14px/1.5 "Liberation Sans",Arial,sans-serif;width:var(--width)}
article{border:1px solid #d4d9df;border-radius:6px;overflow-wrap:anywhere}
header{background:#f4f6f8;border-bottom:1px solid #d4d9df;padding:8px 14px;color:#57606a}
header b{color:#1c2128}
h1.title{font-size:20px;margin:0 0 8px}
main{padding:14px}
h1,h2{border-bottom:1px solid #d4d9df;padding-bottom:4px;margin:16px 0 10px;font-size:19px}
h3{font-size:16px;margin:14px 0 8px}
main>:first-child{margin-top:0}
main>:last-child{margin-bottom:0}
p{margin:0 0 12px}ul,ol{margin:0 0 12px;padding-left:24px}
code{background:#eef0f3;border-radius:4px;padding:1px 5px;font:12px "Liberation Mono",monospace}
pre{background:#f4f6f8;border-radius:6px;padding:12px;overflow:hidden}pre code{background:none;padding:0;white-space:pre}
table{border-collapse:collapse;margin:0 0 12px;display:block;overflow-x:auto}
td,th{border:1px solid #d4d9df;padding:5px 10px}
a{color:#0757c4;text-decoration:none}
blockquote{border-left:4px solid #d4d9df;margin:0 0 12px;padding:0 12px;color:#57606a}
details{margin:0 0 10px}summary{cursor:pointer}
.mention{font-weight:bold;background:#fff3c4}
.note{margin-top:10px;border-left:4px solid #b35900}
.mark{display:inline-block;border:1px solid #d4d9df;border-radius:10px;padding:0 8px;margin:0 6px 6px 0;font-size:12px}
`;

const OPTIONS = { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true };

/** A page of one exhibit. @param width in CSS pixels. */
export function pageOf(exhibit: Exhibit, width: number): string {
  const { kind, title, marks, body, notes = [], by = "quench[bot]", unfolded } = exhibit;
  const chips = marks.map((mark) => `<span class="mark">${escape(mark)}</span>`).join("");
  const head = kind === "comment" || kind === "summary" ? "" : `<h1 class="title">${escape(title)}</h1>${chips}`;
  const content = linked(render(body, kind === "comment" || kind === "issue"));
  return `<!doctype html><meta charset="utf-8"><title>${escape(exhibit.name)}</title><style>${STYLE}</style>
<body style="--width:${width}px">${head}<article><header>${headerOf(kind, by)}</header><main>${
    unfolded ? content.replaceAll("<details>", "<details open>") : content
  }</main></article>${notes.map(noteOf).join("")}`;
}

function headerOf(kind: Exhibit["kind"], by: string): string {
  if (kind === "check") return "check of <b>quench</b>";
  return kind === "summary" ? "<b>quench</b> summary" : `<b>${escape(by.replace("[bot]", ""))}</b> bot`;
}

function noteOf({ place, level, text }: NonNullable<Exhibit["notes"]>[number]): string {
  return `<article class="note"><header>${escape(place)} · ${escape(level)}</header><main><p>${escape(text)}</p></main></article>`;
}

/** In issues and comments, unlike in files, each line end within a paragraph or a list's entry is a line break. */
function render(body: string, breaks: boolean): string {
  const html = micromark(body.replaceAll("\r\n", "\n"), "utf8", OPTIONS);
  if (!breaks) return html;
  return html
    .split(/(<pre>[\s\S]*?<\/pre>)/)
    .map((part) => (part.startsWith("<pre>") ? part : part.replaceAll(SOFT_BREAK, "<br>\n")))
    .join("");
}

/** A line end that stands between words or inline elements, and not beside a block. */
const SOFT_BREAK =
  /(?<!<br \/>|<\/?(?:p|ul|ol|li|h[1-6]|details|blockquote|table|thead|tbody|tr|th|td|pre|hr)\b[^>]*>|<\/summary>|-->|^)\n(?!$|\n|<\/?(?:p|ul|ol|li|h[1-6]|details|summary|blockquote|table|thead|tbody|tr|th|td|pre|hr)\b)/g;

/** Shows what GitHub would make a mention or a reference, outside code and links: a mention is what pings somebody. */
function linked(html: string): string {
  let quiet = 0;
  return html.replaceAll(/<(\/?)(\w+)[^>]*>|[^<]+/g, (piece, closing: string | undefined, tag: string | undefined) => {
    if (tag !== undefined) {
      if (["a", "code", "pre"].includes(tag.toLowerCase())) quiet += closing === "/" ? -1 : 1;
      return piece;
    }
    if (quiet > 0) return piece;
    return piece
      .replaceAll(/(?<![\w`/])@([\w-]+(?:\/[\w-]+)?)/g, '<span class="mention">@$1</span>')
      .replaceAll(/(?<![\w&])#(\d+)\b/g, '<a href="#">#$1</a>');
  });
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
