/**
 * People's text with its letters taken out: each becomes `x`, so that lines, lengths, numbers, times and Markdown stay as
 * they were. Addresses stay where they lead to this GitHub or to a host that the policy trusts.
 */
import { isLogin } from "../login.ts";
import type { Names } from "./redact-names.ts";

export interface Veil {
  /**
   * @param kept words and phrases that stay, in any case: what a rule compares.
   * @param letter what letters become.
   */
  text(text: string, kept?: readonly string[], letter?: string): string;
  /** A repository, a pull request's key, or an issue elsewhere: `owner/name`, `owner/name#12`. */
  place(name: string): string;
  login(login: string): string;
}

export interface VeilSettings {
  readonly names: Names;
  /** `https://github.com/acme/shop`. */
  readonly repositoryUrl: string;
  readonly trustedHosts: readonly string[];
  /** Addresses that something is kept under: no two of them become one. */
  readonly links: readonly string[];
}

/** What stays of any text before its letters go: addresses, times, our own markers, and the tags that Markdown knows. */
const ADDRESS = String.raw`(?<url>https?:\/\/[^\s<>"'${"`"}|\]]+)`;
const TOKENS = [
  String.raw`(?<time>\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\p{L}\p{N}]))`,
  String.raw`(?<marker><!-- quench:(?:item|entry|incident):[a-z0-9-]{1,60} -->)`,
  String.raw`(?<tag><\/?(?:pre|script|style|textarea|blockquote|details|summary|div|p|table|tr|td|th|ul|ol|li|h[1-6]|hr)(?![\w-])|<!\[CDATA\[)`,
  String.raw`(?<![\p{L}\p{N}_])@(?<login>[A-Za-z0-9][A-Za-z0-9_-]{0,38})(?![\w/-])`,
  String.raw`(?<digits>\d{5,})`,
  String.raw`(?<letter>(?!\ufe0f)[\p{L}\p{M}])`,
];
const PLAIN = new RegExp([ADDRESS, ...TOKENS].join("|"), "giu");

/** Makes what takes the letters out of texts. */
export function createVeil({ names, repositoryUrl, trustedHosts, links }: VeilSettings): Veil {
  const home = new URL(repositoryUrl);
  const owner = home.pathname.split("/")[1] ?? "";
  const apart = new Map<string, string>();

  const isKept = ({ host, hostname }: URL): boolean =>
    [home.host, `api.${home.host}`, `www.${home.host}`].includes(host) ||
    hostname.endsWith(".githubusercontent.com") ||
    trustedHosts.some((one) => (one.startsWith("*.") ? hostname.endsWith(one.slice(1)) : hostname === one));

  const person = (login: string): string =>
    names.knows(login) && login.toLowerCase() !== owner.toLowerCase() ? names.login(login) : login;

  const address = (url: string): string => {
    // What ends a sentence is matched with the address, and is none of it.
    for (let end = url.length; end > 0 && end > url.length - 4; end -= 1) {
      const known = apart.get(url.slice(0, end));
      if (known !== undefined) return known + url.slice(end);
    }
    const parsed = URL.canParse(url) ? new URL(url) : null;
    if (parsed === null || !isKept(parsed)) {
      const scheme = url.slice(0, url.indexOf("//") + 2);
      return scheme + plain(url.slice(scheme.length), "x");
    }
    if (parsed.host !== home.host) return url;
    return url.replace(/^(https?:\/\/[^/]+\/)([^/?#]+)/i, (_, host: string, first: string) => host + person(first));
  };

  const plain = (text: string, letter: string): string =>
    text.replace(/\d{5,}/g, zeros).replace(/(?!\ufe0f)[\p{L}\p{M}]/gu, letter);

  const text = (whole: string, kept: readonly string[] = [], letter = "x"): string =>
    whole.replace(tokensWith(kept), (match, ...rest) => {
      const found = rest.at(-1) as Readonly<Record<string, string | undefined>>;
      if (found["url"] !== undefined) return address(match);
      if (found["digits"] !== undefined) return zeros(match);
      if (found["letter"] !== undefined) return letter;
      const { login } = found;
      if (login === undefined) return match;
      return isLogin(login) && names.knows(login) ? `@${names.login(login)}` : plain(match, letter);
    });

  const veil: Veil = {
    text,
    place: (name) => name.replace(/^[^/#]+(?=\/)/, person),
    login: (login) => names.login(login),
  };
  const taken = new Map<string, string>();
  for (const link of links) {
    const whole = text(link);
    if (taken.get(whole) === undefined) taken.set(whole, link);
    else apart.set(link, `${whole}-${taken.size + apart.size}`);
  }
  return veil;
}

function zeros(digits: string): string {
  return "0".repeat(digits.length);
}

// The same list of phrases goes with many texts.
const compiled = new WeakMap<readonly string[], RegExp>();

/** The expression with phrases that stay, the longest first, each only where it is no part of a longer word. */
function tokensWith(kept: readonly string[]): RegExp {
  if (kept.length === 0) return PLAIN;
  const known = compiled.get(kept);
  if (known !== undefined) return known;
  const longestFirst = kept.toSorted((a, b) => b.length - a.length);
  const escaped = longestFirst.map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  const phrases = String.raw`(?<![\p{L}\p{N}_-])(?<phrase>${escaped.join("|")})(?![\p{L}\p{N}_-])`;
  const made = new RegExp([ADDRESS, phrases, ...TOKENS].join("|"), "giu");
  compiled.set(kept, made);
  return made;
}
