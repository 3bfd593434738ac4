/** Reads the fields of one body by type, and collects what could not be read. */
import { isLogin, isTeam } from "../login.ts";
import { codeSpan, plainText, safeUrl } from "../markdown.ts";
import { globProblem } from "../policy/glob.ts";
import type { Instant } from "../snapshot/types.ts";
import { isDay, localDay, parseTime } from "../time.ts";
import type { SeverityName } from "../verdict/types.ts";
import { withoutComments } from "./comments.ts";
import type { FieldValue, FormDefinition, FormProblem } from "./definition.ts";
import type { CalendarDay, ControlCheck, IncidentReference } from "./fields.ts";
import { issuesIn } from "./issue-list.ts";
import { type ScannedForm, scanForm } from "./scan.ts";
import { FINDING_TYPES, type FindingType, SEVERITIES, wordOf } from "./vocabulary.ts";

/** What people write for "nothing" where a single value is asked for. */
const NOTHING = /^(?:none|n\/?a|tbd|tba|todo|unknown|\?+|-+|\u2013|\u2014|\u2026|\.+)$/i;
const MOST_GLOBS = 50;
const MOST_LINKS = 50;
const MOST_ISSUES = 100;
const MOST_PROBLEMS = 100;

export class FormReader {
  private readonly definition: FormDefinition;
  private readonly scanned: ScannedForm;
  private readonly zone: string;
  private readonly found: FormProblem[];

  constructor(definition: FormDefinition, body: string, zone: string) {
    this.definition = definition;
    this.scanned = scanForm(definition, body);
    this.zone = zone;
    this.found = [...this.scanned.problems];
  }

  problems(): readonly FormProblem[] {
    return this.found;
  }

  /** Free text: raw Markdown, trimmed, without HTML comments; null where nothing is left. */
  text(id: string): string | null {
    const value = this.scanned.values[id];
    const text = typeof value === "string" ? withoutComments(value) : "";
    return text === "" ? null : text;
  }

  /** Free text that settles something: what people write for "nothing" is nothing. */
  told(id: string): string | null {
    return this.line(id) === null ? null : this.text(id);
  }

  /** A single value on one line, as people see it: escapes undone, nothing invisible in it. */
  line(id: string): string | null {
    const text = plainText(this.text(id) ?? "");
    return text === "" || NOTHING.test(text) ? null : text;
  }

  choice<T extends string>(id: string, words: readonly T[]): T | null {
    const text = this.line(id);
    return text === null ? null : (wordOf(words, text) ?? this.refuse(id, text, `one of ${words.join(", ")}`));
  }

  severity(id: string): SeverityName | null {
    const text = this.line(id);
    // A repository's own form may explain its choices: `SEV1 – all customers`, `SEV-1: critical`.
    const number = text === null ? undefined : /^SEV[- ]?([1-4])(?![0-9A-Za-z])/i.exec(text)?.[1];
    const severity = SEVERITIES.find((name) => name === `SEV${number}`);
    return severity ?? (text === null ? null : this.refuse(id, text, "one of SEV1, SEV2, SEV3, SEV4"));
  }

  /** A class in the policy's own spelling, where the policy lists it. */
  failureClass(id: string, known: readonly string[]): string | null {
    const text = this.line(id);
    if (text === null) {
      return null;
    }
    const listed = wordOf(known, text);
    if (listed === null && known.length > 0) {
      this.refuse(id, text, "one of the policy's failure classes");
    }
    return listed ?? text;
  }

  /** In the rulebook's order, each once. */
  findingTypes(id: string): readonly FindingType[] {
    const value = this.scanned.values[id];
    const texts = Array.isArray(value)
      ? value.filter((each): each is string => typeof each === "string")
      : (this.line(id) ?? "").split(",");
    const found = new Set<FindingType>();
    for (const text of texts.map(plainText).filter((each) => each !== "" && !NOTHING.test(each))) {
      const type = wordOf(FINDING_TYPES, text);
      if (type === null) {
        this.refuse(id, text, `one of ${FINDING_TYPES.join(", ")}`);
      } else {
        found.add(type);
      }
    }
    return FINDING_TYPES.filter((type) => found.has(type));
  }

  time(id: string): Instant | null {
    const text = this.line(id);
    return text === null
      ? null
      : (parseTime(unquoted(text), this.zone) ??
          this.refuse(id, text, "an ISO 8601 time, such as `2026-03-01T09:30Z`"));
  }

  /** A calendar day; of a time, the day that it is in the policy's zone. */
  day(id: string): CalendarDay | null {
    const text = this.line(id);
    if (text === null) {
      return null;
    }
    const plain = unquoted(text);
    const time = isDay(plain) ? null : parseTime(plain, this.zone);
    return isDay(plain)
      ? plain
      : time === null
        ? this.refuse(id, text, "a date, such as `2026-03-31`")
        : localDay(time, this.zone);
  }

  /** One login, as `@login` or `login` (R-B2). */
  login(id: string): string | null {
    const text = this.line(id);
    if (text === null) {
      return null;
    }
    const login = unquoted(text).replace(/^@/, "");
    if (isTeam(login)) {
      return this.refuse(id, text, "one person; a team cannot answer for it");
    }
    return isLogin(login) ? login : this.refuse(id, text, "one GitHub login");
  }

  ticked(id: string): boolean {
    const value: FieldValue | undefined = this.scanned.values[id];
    const options = this.definition.fields.find((field) => field.id === id)?.options ?? [];
    return (
      Array.isArray(value) &&
      value.some(
        (box) => typeof box === "object" && box.checked && (options.length === 1 || options.includes(box.label)),
      )
    );
  }

  /** `#12`, `12`, `owner/repo#12`, or an issue's address. */
  incident(id: string): IncidentReference | null {
    const text = this.line(id);
    if (text === null) {
      return null;
    }
    const plain = unquoted(text);
    const match =
      /^(?:([\w.-]{1,39}\/[\w.-]{1,100}))?#?([1-9]\d{0,8})$/.exec(plain) ??
      /^https?:\/\/[^/\s]+\/([\w.-]{1,39}\/[\w.-]{1,100})\/issues\/([1-9]\d{0,8})(?:[?#]\S*)?$/.exec(plain);
    const number = Number(match?.[2] ?? 0);
    return number === 0 ? this.refuse(id, text, "an issue, such as `#12`") : { repository: match?.[1] ?? null, number };
  }

  /** One issue of this repository: `#12` or `12`. */
  issue(id: string): number | null {
    const text = this.line(id);
    const number = /^#?([1-9]\d{0,8})$/.exec(unquoted(text ?? ""))?.[1];
    return text === null || number !== undefined
      ? number === undefined
        ? null
        : Number(number)
      : this.refuse(id, text, "an issue of this repository, such as `#12`");
  }

  /** Issues of this repository, each once: `#12, #13`, or one a line. */
  issues(id: string): readonly number[] {
    const numbers = new Set<number>();
    for (const part of (this.text(id) ?? "").split(/[\n,;]/)) {
      const entry = unquoted(plainText(part.replace(/^\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?/, "")));
      const found = entry === "" || NOTHING.test(entry) ? [] : issuesIn(entry);
      for (const number of found ?? []) numbers.add(number);
      if (found === null) {
        this.refuse(id, entry, "issues of this repository, such as `#12, #13`");
      }
    }
    return [...numbers].slice(0, MOST_ISSUES);
  }

  /** `name`, `name @app`, or `owner/repo: name @app` (R-B3). */
  check(id: string): ControlCheck | null {
    const text = this.line(id);
    if (text === null) {
      return null;
    }
    const match = /^(?:([\w.-]{1,39}\/[\w.-]{1,100}): )?(.+?)(?: @([A-Za-z0-9][A-Za-z0-9-]{0,99}))?$/.exec(
      unquoted(text),
    );
    const name = unquoted(match?.[2]?.trim() ?? "");
    if (match === null || name === "" || name === "*" || name.slice(0, -1).includes("*")) {
      return this.refuse(id, text, "a check: `name`, `name @app`, or `owner/repo: name @app`");
    }
    return { repository: match[1] ?? null, name, app: match[3] ?? null };
  }

  /** Globs, one a line or separated by commas outside braces. */
  globs(id: string): readonly string[] {
    const globs: string[] = [];
    for (const line of (this.text(id) ?? "").split("\n")) {
      for (const part of line.replace(/^\s*[-*+]\s+/, "").split(/,(?![^{]{0,300}\})/)) {
        const glob = unquoted(part.trim());
        const why = glob === "" || NOTHING.test(glob) || /^`{3,}|^~{3,}/.test(glob) ? "" : globProblem(glob);
        if (why === null && glob.length <= 300 && globs.length < MOST_GLOBS) {
          globs.push(glob);
        } else if (why !== "") {
          this.refuse(id, glob, "a glob of paths from the repository's root");
        }
      }
    }
    return [...new Set(globs)];
  }

  /** The http(s) addresses in a text, each once. */
  links(id: string): readonly string[] {
    const text = this.text(id) ?? "";
    const found = new Set<string>();
    for (const [url] of text.matchAll(/https?:\/\/[^\s<>"'`|\]]{1,1000}/gi)) {
      const whole = url.replace(/[.,;:!?*_]+$/, "");
      const link = whole.endsWith(")") && !whole.includes("(") ? whole.replace(/\)+$/, "") : whole;
      if (safeUrl(link) !== null && found.size < MOST_LINKS) {
        found.add(link);
      }
    }
    return [...found];
  }

  private refuse(id: string, text: string, wanted: string): null {
    const label = this.definition.fields.find((field) => field.id === id)?.label ?? id;
    const message = `*${label}* cannot be ${codeSpan(text, 80)}: it should be ${wanted}.`;
    if (this.found.length < MOST_PROBLEMS) {
      this.found.push({ code: "invalid", field: id, label, line: this.scanned.lines[id] ?? null, message });
    }
    return null;
  }
}

/** A value without the backticks or quotes that people put around it. */
function unquoted(text: string): string {
  return /^([`"'])(.+)\1$/.exec(text)?.[2]?.trim() ?? text;
}
