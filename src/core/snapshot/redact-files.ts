/** Files and notes inside a snapshot that name people: the policy, CODEOWNERS, and what we remember. */
import { isLogin } from "../login.ts";
import { parsePolicy } from "../policy/parse.ts";
import type { Policy } from "../policy/schema.ts";
import type { Names } from "./redact-names.ts";
import type { PolicyFileVersion, PolicyVersion } from "./types.ts";
import type { Veil } from "./redact-text.ts";

/** A version of the policy, and of the files that it builds on. */
export function redactVersion(version: PolicyVersion, names: Names, veil: Veil): PolicyVersion {
  const quiet = <T extends PolicyFileVersion>(one: T): T => ({
    ...one,
    text: redactPolicy(one.text, one.path, names, veil),
  });
  const { bases } = version;
  const redacted = bases?.map((base) => ({ ...base, versions: base.versions.map(quiet) }));
  return { ...quiet(version), ...(redacted === undefined ? {} : { bases: redacted }) };
}

/**
 * The policy's text with its comments redacted and its people renamed. What it says stays: a change that would make it
 * say anything else is not made.
 */
function redactPolicy(text: string | null, path: string, names: Names, veil: Veil): string | null {
  if (text === null) return null;
  const silent = text.replace(/(^|[ \t])#.*$/gm, (comment) => veil.text(comment));
  const quiet = says(silent, path) === says(text, path) ? silent : text;
  const { policy } = parsePolicy(quiet, path);
  if (policy === null) return quiet;
  const renamed = withPeople(policy, (login) => names.login(login));
  const people = [
    ...policy.people.override.users,
    ...(policy.people.escalation === null ? [] : [policy.people.escalation]),
    ...policy.people.away.flatMap(({ login, delegate }) => [login, delegate]),
  ];
  const named = people.reduce(
    (so, login) => so.replace(new RegExp(`(?<![\\w-])${login}(?![\\w-])`, "gi"), () => names.login(login)),
    quiet,
  );
  const read = parsePolicy(named, path).policy;
  return JSON.stringify(read) === JSON.stringify(renamed) ? named : quiet;
}

function says(text: string, path: string): string {
  return JSON.stringify(parsePolicy(text, path));
}

function withPeople(policy: Policy, rename: (login: string) => string): Policy {
  const { override, escalation, away } = policy.people;
  return {
    ...policy,
    people: {
      ...policy.people,
      override: { ...override, users: override.users.map(rename) },
      escalation: escalation === null ? null : rename(escalation),
      away: away.map((one) => ({ ...one, login: rename(one.login), delegate: rename(one.delegate) })),
    },
  };
}

/** Patterns and teams stay; people are renamed, and addresses of mail and comments lose their letters. */
export function redactCodeowners(text: string, names: Names, veil: Veil): string {
  return text
    .split(/(\r\n|\n|\r)/)
    .map((part, index) => (index % 2 === 1 ? part : redactOwners(part, names, veil)))
    .join("");
}

function redactOwners(line: string, names: Names, veil: Veil): string {
  const [, pattern = "", rest = ""] = /^(\s*(?:\\.|[^\s\\])*)(.*)$/su.exec(line) ?? [];
  if (pattern.trimStart().startsWith("#")) return veil.text(line);
  const comment = /(?:^|\s)#/.exec(rest)?.index ?? rest.length;
  const owners = rest.slice(0, comment).replace(/\S+/g, (word) => {
    if (word.startsWith("@") && isLogin(word.slice(1))) return `@${names.login(word.slice(1))}`;
    return word.startsWith("@") && word.includes("/") ? word : veil.text(word);
  });
  return pattern + owners + veil.text(rest.slice(comment));
}

/** What a comment of ours remembers: only the digests of sign-offs name a person, and what it was told by (R-H5). */
export function redactDigest(memory: Readonly<Record<string, unknown>>, names: Names, veil: Veil): unknown {
  const { data } = memory;
  if (typeof data !== "object" || data === null || !("signOffs" in data)) return memory;
  const { signOffs } = data;
  if (typeof signOffs !== "object" || signOffs === null) return memory;
  const redacted = Object.entries(signOffs).map(([key, digest]: [string, unknown]) => [
    key,
    typeof digest === "string" ? digestOf(digest, names, veil) : digest,
  ]);
  return { ...memory, data: { ...data, signOffs: Object.fromEntries(redacted) } };
}

/** Merge commits, runs by their address, blobs, and the owner last; each kind in its order. */
function digestOf(digest: string, names: Names, veil: Veil): string {
  const parts = digest.split("|");
  const owner = parts.pop() ?? "";
  const first = parts.findIndex((part) => /^https?:/.test(part));
  const runs = parts.filter((part) => /^https?:/.test(part)).map((part) => veil.text(part));
  const others = parts.filter((part) => !/^https?:/.test(part));
  const at = first === -1 ? others.length : first;
  return [...others.slice(0, at), ...runs.sort(), ...others.slice(at), names.login(owner).toLowerCase()].join("|");
}
