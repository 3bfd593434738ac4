/** Where HTML begins and ends in Markdown, by CommonMark (https://spec.commonmark.org/0.31.2/#html-blocks). */

/** HTML that stays literal or hidden over blank lines, and what ends it. A quote in HTML is a quote. */
const HTML_BLOCKS: readonly (readonly [RegExp, string])[] = [
  [/^<pre(?=[\s>]|$)/i, "</pre>"],
  [/^<script(?=[\s>]|$)/i, "</script>"],
  [/^<style(?=[\s>]|$)/i, "</style>"],
  [/^<textarea(?=[\s>]|$)/i, "</textarea>"],
  [/^<blockquote(?=[\s>]|$)/i, "</blockquote>"],
  [/^<\?/, "?>"],
  [/^<!\[CDATA\[/, "]]>"],
  [/^<![a-z]/i, ">"],
];

/** Tags that end a paragraph where a line begins with one. */
const BLOCK_TAG =
  /^<\/?(?:address|article|aside|base|basefont|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)/i;

/** A line that is one whole tag begins HTML up to a blank line too, but ends no paragraph. */
const LONE_TAG =
  /^<(?:[a-z][a-z\d-]*(?: +[a-z_:][\w.:-]*(?: *= *(?:[^ "'=<>`]+|'[^']*'|"[^"]*"))?)* *\/?|\/[a-z][a-z\d-]* *)> *$/i;
const LONGEST_TAG = 1000;

/** What a line that begins with `<` begins. */
export type HtmlStart =
  /** Text up to a line that holds `end`; null where the line itself holds it. */
  | { readonly kind: "literal"; readonly end: string | null }
  /** A comment; whether it is still open behind the line, `opensComment` tells. */
  | { readonly kind: "comment" }
  /** A tag: raw HTML up to a blank line. */
  | { readonly kind: "tag" };

/** The HTML block that a line begins, its indentation taken away; null if none. */
export function htmlStart(text: string, inParagraph: boolean): HtmlStart | null {
  if (!text.startsWith("<")) {
    return null;
  }
  if (text.startsWith("<!--")) {
    return { kind: "comment" };
  }
  for (const [start, end] of HTML_BLOCKS) {
    if (start.test(text)) {
      return { kind: "literal", end: text.toLowerCase().includes(end) ? null : end };
    }
  }
  const alone = !inParagraph && text.length <= LONGEST_TAG && LONE_TAG.test(text);
  return alone || BLOCK_TAG.test(text) ? { kind: "tag" } : null;
}

/** True when the text leaves an HTML comment open, given whether one is open at its start. */
export function opensComment(text: string, open: boolean): boolean {
  let inside = open;
  for (let at = 0; at !== -1; ) {
    const next = inside ? text.indexOf("-->", at) : text.indexOf("<!--", at);
    if (next === -1) return inside;
    // `<!-->` is a whole comment: its end may share the start's hyphens.
    at = inside ? next + 3 : next + 2;
    inside = !inside;
  }
  return inside;
}
