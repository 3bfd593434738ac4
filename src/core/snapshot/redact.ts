/**
 * A snapshot that can be shared: people's free text loses its letters and people get pseudonyms, while everything that a
 * rule reads stays (`quench record --redact`).
 *
 * What is not known to be harmless is taken for people's text: a field that is new in a snapshot is redacted until
 * somebody puts it on the list below. The repository's name and address, labels, paths, names of checks, environments
 * and branches, commits and times stay.
 */
import { parsePolicy } from "../policy/parse.ts";
import { resolvePolicy } from "../policy/resolve.ts";
import { redactCodeowners, redactDigest, redactVersion } from "./redact-files.ts";
import { redactComment } from "./redact-command.ts";
import { type BodySettings, isClass, isPublic, redactBody } from "./redact-form.ts";
import { keptOf, titleParts } from "./redact-kept.ts";
import { type Names, namesIn } from "./redact-names.ts";
import { createVeil, type Veil } from "./redact-text.ts";
import type { Snapshot } from "./snapshot.ts";
import { isUnreadable } from "./types.ts";

type Raw = Readonly<Record<string, unknown>>;

/** Keys whose texts are no person's words: ids, instants, choices, and names of technical things. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    "schema now at revertedAt createdAt closedAt lastEditedAt mergedAt committedAt openedAt startedAt detectedAt restoredAt " +
    "completedAt nodeId id commit sha headSha mergeCommit blob contains state stateReason reason kind status conclusion " +
    "change result how role permission labels label type ownReactions baseBranch defaultBranch path paths name slug event " +
    "environment environments subIssue"
  ).split(" "),
);
const LOGINS: ReadonlySet<string> = new Set(["contributors", "assignee", "overrideTeam", "members"]);
const PLACES: ReadonlySet<string> = new Set([
  "pull",
  "key",
  "repository",
  "headRepository",
  "closes",
  "issue",
  "reach",
  "revertedBy",
]);

const LONG_AGO = "2000-01-01T00:00:00Z";

/** The same snapshot without people's words and names. Nothing is read and nothing is judged here. */
export function redact(snapshot: Snapshot): Snapshot {
  const names = namesIn(snapshot);
  const veil = createVeil({
    names,
    repositoryUrl: snapshot.repository.url,
    trustedHosts: trustedHostsOf(snapshot),
    links: Object.keys(snapshot.links),
  });
  const { names: kept, phrases } = keptOf(snapshot, veil);
  const redactor = new Redactor(
    names,
    veil,
    { veil, kept, phrases, environments: environmentsOf(snapshot) },
    beginOf(snapshot),
  );
  return redactor.snapshot(snapshot);
}

class Redactor {
  private readonly names: Names;
  private readonly veil: Veil;
  private readonly body: BodySettings;
  private readonly begin: string;

  /** @param begin when the first of its issues was opened. */
  constructor(names: Names, veil: Veil, body: BodySettings, begin: string) {
    this.begin = begin;
    this.names = names;
    this.veil = veil;
    this.body = body;
  }

  snapshot(whole: Snapshot): Snapshot {
    const { repository, self, policy, codeowners, teams, links, pulls, people, ...rest } = whole;
    const { names, veil } = this;
    // The walk keeps every shape; what it returns is checked where a snapshot is read.
    return {
      ...(this.walk(rest, "") as Omit<Snapshot, "policy">),
      repository,
      self,
      policy: isUnreadable(policy)
        ? (this.walk(policy, "") as typeof policy)
        : policy.map((version) => redactVersion(version, names, veil)),
      pulls: this.entries(pulls, (key) => veil.place(key)) as Snapshot["pulls"],
      links: this.entries(links, (key) => veil.text(key)) as Snapshot["links"],
      people: this.entries(people, (key) => names.login(key).toLowerCase()) as Snapshot["people"],
      ...(codeowners === undefined
        ? {}
        : { codeowners: typeof codeowners === "string" ? redactCodeowners(codeowners, names, veil) : codeowners }),
      ...(teams === undefined ? {} : { teams: this.entries(teams, (key) => key, "members") as typeof teams }),
    };
  }

  private entries(record: Raw, rename: (key: string) => string, under = ""): Raw {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), this.walk(value, under)]));
  }

  /** @param key that the value, or the list it is in, stands under. */
  private walk(value: unknown, key: string): unknown {
    if (typeof value === "string") return this.string(value, key);
    if (Array.isArray(value)) return value.map((each) => this.walk(each, key));
    if (typeof value !== "object" || value === null) return value;
    const raw = value as Raw;
    if (typeof raw["login"] === "string") return this.person(raw);
    if (key === "memory") return redactDigest(raw, this.names, this.veil);
    if (key === "own" && typeof raw["key"] === "string") return { ...raw, memory: this.walk(raw["memory"], "memory") };
    if (key === "incident" || key === "items" || key === "ledger") return this.issue(raw, key);
    const inner = Object.fromEntries(Object.entries(raw).map(([name, each]) => [name, this.walk(each, name)]));
    if (key === "comments" && typeof raw["body"] === "string" && raw["own"] === null)
      return { ...inner, body: redactComment(raw["body"], this.veil) };
    return inner;
  }

  private string(text: string, key: string): string {
    const { names, veil } = this;
    if (HARMLESS.has(key)) return text;
    if (LOGINS.has(key)) return names.login(text);
    if (PLACES.has(key)) return veil.place(text);
    if (key === "failureClass") return isClass(text) ? text : veil.text(text);
    if (key === "added") return this.documentLine(text);
    if (key === "unreadable" || key === "absent" || key === "because" || key === "why")
      return text.replace(/[A-Za-z0-9][A-Za-z0-9_-]*/g, (word) => (names.knows(word) ? names.login(word) : word));
    return veil.text(text);
  }

  private issue(raw: Raw, key: string): Raw {
    const { title, body, ...rest } = raw;
    if (typeof title !== "string" || typeof body !== "string") return this.walk(raw, "") as Raw;
    const settings = key === "items" ? this.body : { ...this.body, kept: [], phrases: new Map<string, string>() };
    const { before, name, behind } = titleParts(title);
    const phrase = settings.phrases.get(name.toLowerCase());
    const named = phrase ?? (isPublic(name) ? name : this.veil.text(name, settings.kept));
    return {
      ...(this.walk(rest, "") as Raw),
      title: before + named + behind,
      body: redactBody(body, settings),
    };
  }

  /** An account's age tells whose it is; it matters only where it is younger than what the snapshot tells of (R-B2). */
  private person(raw: Raw): Raw {
    const { login, nodeId, kind } = raw as { login: string; nodeId?: string; kind?: string };
    const pseudonym = kind === "bot" ? login : this.names.login(login);
    if (pseudonym === login) return raw;
    const rest = this.walk({ ...raw, login: null }, "") as Raw;
    return {
      ...rest,
      login: pseudonym,
      ...(nodeId === undefined ? {} : { nodeId: this.names.nodeId(nodeId) }),
      ...(typeof raw["createdAt"] === "string" && raw["createdAt"] < this.begin ? { createdAt: LONG_AGO } : {}),
    };
  }

  /** A line that a document gained. Its letters become other ones, so that they never read like an item's words. */
  private documentLine(text: string): string {
    const { veil } = this;
    const { kept, phrases } = this.body;
    let out = "";
    let rest = text;
    for (;;) {
      const lower = rest.toLowerCase();
      const found = [...phrases.keys()]
        .map((phrase) => ({ phrase, at: lower.indexOf(phrase) }))
        .filter(({ at }) => at !== -1)
        .sort((a, b) => a.at - b.at || b.phrase.length - a.phrase.length)[0];
      if (found === undefined) return out + veil.text(rest, kept, "o");
      out += veil.text(rest.slice(0, found.at), kept, "o") + (phrases.get(found.phrase) ?? "");
      rest = rest.slice(found.at + found.phrase.length);
    }
  }
}

function beginOf({ incident, items, ledger }: Snapshot): string {
  const lists = [items, ledger].flatMap((list) => (isUnreadable(list) ? [] : list));
  return [incident, ...lists].map(({ createdAt }) => createdAt).sort()[0] ?? LONG_AGO;
}

function trustedHostsOf({ policy }: Snapshot): readonly string[] {
  if (isUnreadable(policy)) return [];
  const inForce = resolvePolicy(policy);
  const older = policy.flatMap(({ text, path }) => (text === null ? [] : (parsePolicy(text, path).policy ?? [])));
  return (inForce.state === "in_force" ? inForce.policy : older[0])?.evidence.trusted_hosts ?? [];
}

function environmentsOf({ controls = {}, links }: Snapshot): ReadonlySet<string> {
  const found = new Set<string>();
  const gather = (value: unknown, key: string): void => {
    if (typeof value === "string" && (key === "environment" || key === "environments")) found.add(value.toLowerCase());
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) gather(inner, Array.isArray(value) ? key : name);
  };
  gather([controls, links], "");
  return found;
}
