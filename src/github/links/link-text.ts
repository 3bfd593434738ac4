/** The text of a cited link → its parts, read strictly: what a browser would bend into another address is none here. */

export interface LinkParts {
  /** Host and port in lower case, as `URL.host` has them: `github.com`, `ghe.example.com:8443`. */
  readonly host: string;
  /** The decoded segments of the path, without empty ones. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** Without its `#`. */
  readonly fragment: string;
}

/** Longer ones are no address of anything that we look up. */
const LONGEST = 4096;

/** What sentences and Markdown leave behind an address; GFM's autolinks leave most of it out, too. */
const LEFTOVERS = new Set("?!.,:;*_~'\"`>]}|");

/** Scheme, authority, path, query, fragment. */
const SHAPE = /^https?:\/\/([^/?#\\@\s]+)((?:\/[^?#\s]*)?)(\?[^#\s]*)?(?:#(\S*))?$/i;

/**
 * Parses a link. Null for what is no web address, and for one that names somebody before its host, has a backslash, a
 * blank, an encoded slash, or a segment `.` or `..`, written or encoded: such addresses are made to be misread.
 */
export function parseLink(link: string): LinkParts | null {
  if (link.length > LONGEST) return null;
  const text = withoutLeftovers(link.trim());
  const shape = SHAPE.exec(text);
  if (shape === null || !URL.canParse(text)) return null;
  const [, , path = "", query = "", fragment = ""] = shape;
  const segments: string[] = [];
  for (const part of path.split("/")) {
    if (part === "") continue;
    const segment = decoded(part);
    if (segment === null || !isPlain(segment)) return null;
    segments.push(segment);
  }
  return { host: new URL(text).host, segments, query: new URLSearchParams(query), fragment };
}

/** Without punctuation at its end, and without a closing parenthesis that nothing in it opens. */
function withoutLeftovers(link: string): string {
  let end = link.length;
  let open = 0;
  for (const char of link) open += char === "(" ? 1 : char === ")" ? -1 : 0;
  for (; end > 0; end -= 1) {
    const char = link.charAt(end - 1);
    if (char === ")" && open < 0) open += 1;
    else if (!LEFTOVERS.has(char)) break;
  }
  return link.slice(0, end);
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** True for a segment that means itself, whoever reads it. */
function isPlain(segment: string): boolean {
  // Control characters have no place in a path: some readers drop them, others stop there.
  return segment !== "." && segment !== ".." && !/[/\\\p{Cc}]/u.test(segment);
}
