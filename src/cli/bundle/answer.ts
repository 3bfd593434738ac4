/** Whether a file is the bundle that was posted: what can be said of it, and on what that rests. Pure. */
import { inWords } from "../../core/render/words.ts";
import type { PostedBundle } from "../../github/posted-bundle.ts";

/** A file that somebody holds against an incident's bundle. */
export interface GivenFile {
  /** As it was named; `standard input`. */
  readonly name: string;
  readonly sha256: string;
  /** The issue that it names as its own, where it is the document of a bundle. */
  readonly origin: { readonly id: string; readonly name: string } | null;
  /** Its JSON in one form, to tell other bytes from another content; null where it is none. */
  readonly json: string | null;
}

export interface Answer {
  readonly answer: "yes" | "no" | "unknown";
  /** One sentence. */
  readonly sentence: string;
  /** More sentences: what it rests on, what to do. */
  readonly more: readonly string[];
}

export interface Incident {
  /** `acme/shop#12`. */
  readonly name: string;
  readonly nodeId: string;
}

/** @param posted null: none stands there. `unread`: why the comments could not be read. */
export function answerOn(
  file: GivenFile,
  incident: Incident,
  posted: PostedBundle | { readonly unread: string } | null,
): Answer {
  const { name } = file;
  if (posted !== null && "unread" in posted) {
    return unknown(`whether ${name} is the bundle of ${incident.name}: its comments could not be read`, [
      `${posted.unread}.`,
    ]);
  }
  if (file.origin === null) {
    return no(`${name} is not the bundle of ${incident.name}`, [
      "It is not the document of a completion bundle at all.",
    ]);
  }
  const isMoved = posted !== null && posted.signedFor === file.origin.name;
  if (file.origin.id !== incident.nodeId && !isMoved && file.sha256 !== posted?.sha256) {
    return no(`${name} is not the bundle of ${incident.name}`, [
      `It is a bundle of ${file.origin.name}: hold it against that one.`,
    ]);
  }
  if (posted === null) {
    return unknown(`whether ${name} was posted on ${incident.name}: no bundle stands there`, [
      "The file says that it is its bundle; comments that somebody deleted leave nothing to hold it against.",
    ]);
  }
  return file.sha256 === posted.sha256 ? answerOnSame(file, incident, posted) : answerOnOther(file, incident, posted);
}

function answerOnSame({ name, sha256 }: GivenFile, incident: Incident, posted: PostedBundle): Answer {
  const rests = restsOn(posted);
  const more = [`SHA-256 ${sha256}, as ${rests.named}.`, ...rests.told, ...damage(posted)];
  return rests.trust === "none"
    ? unknown(`whether ${name} is what was posted on ${incident.name}`, more)
    : yes(`${name} is, byte for byte, the bundle that was posted on ${incident.name}`, more);
}

function answerOnOther(file: GivenFile, incident: Incident, posted: PostedBundle): Answer {
  const { name, sha256, json } = file;
  const rests = restsOn(posted);
  const sums = `Its SHA-256 is ${sha256}; ${rests.named} ${posted.sha256}.`;
  if (rests.trust === "none") {
    return unknown(`whether ${name} is what was posted on ${incident.name}`, [sums, ...rests.told, ...damage(posted)]);
  }
  const same = json !== null && posted.document !== null && json === plainJson(posted.document);
  const hint = same
    ? "It says the same in other bytes (an editor or a checkout changed blanks or line ends): save it anew with `-o`."
    : "It says something else: it was changed, or it is of another time.";
  return no(`${name} is not the bundle that was posted on ${incident.name}`, [
    sums,
    hint,
    ...rests.told,
    ...damage(posted),
  ]);
}

interface Rests {
  readonly trust: "proven" | "told" | "none";
  /** A clause without its object: `its comments name`. */
  readonly named: string;
  readonly told: readonly string[];
}

/** On what it rests that this SHA-256 is the one that was posted. */
export function restsOn(posted: PostedBundle): Rests {
  const { signature, remembered, edited, signedFor, missing, parts } = posted;
  const named = signature === "gone" ? "Quench's memory names" : "its comments name";
  if (remembered) return { trust: "proven", named, told: ["Quench's signed memory on the tracker names the same."] };
  if (signature === "valid" && signedFor === null) {
    return { trust: "proven", named, told: ["Its signature is valid: the App's key made it, for this incident."] };
  }
  if (edited.length > 0) {
    const checked =
      signature === "unchecked" ? " With the App's key (APP_ID, PRIVATE_KEY_PATH) its signature tells." : "";
    return { trust: "none", named, told: [`Somebody could have changed the SHA-256 with the comment.${checked}`] };
  }
  switch (signature) {
    case "valid":
      return {
        trust: "proven",
        named,
        told: [`Its signature is valid, for ${signedFor ?? ""}, from which the incident was transferred.`],
      };
    case "wrong":
      return {
        trust: "none",
        named,
        told: [
          "Its signature is not by the key at hand: if the App's key was rotated since, set PRIVATE_KEY_PREVIOUS as well.",
        ],
      };
    case "unchecked":
      return {
        trust: "told",
        named,
        told: [
          "Its signature is not checked: that takes the App's key (APP_ID, PRIVATE_KEY_PATH). It rests on GitHub, which says that nobody else edited the comments.",
        ],
      };
    case "unsigned":
      return {
        trust: "told",
        named,
        told: [
          "It is not signed: the Quench that posted it has no key. It rests on GitHub, which says that nobody else edited the comments.",
        ],
      };
    case "gone":
      return {
        trust: missing.length < parts ? "told" : "none",
        named: "its comments name",
        told: ["The comment with its signature was deleted; the others are as they were posted, says GitHub."],
      };
  }
}

/** What became of its comments since. */
export function damage({ missing, edited, parts, matches, document }: PostedBundle): readonly string[] {
  const lines: string[] = [];
  if (missing.length === parts) lines.push("Its comments were deleted.");
  else if (missing.length > 0) lines.push(`Deleted or emptied since: ${partsOf(missing)} of ${parts}.`);
  if (edited.length > 0) {
    const who = [...new Set(edited.map(({ by }) => by ?? "somebody"))];
    lines.push(`Edited since by ${inWords(who)}: ${partsOf(edited.map(({ part }) => part))} of ${parts}.`);
  }
  if (document !== null && !matches)
    lines.push("What stands there now is not what was posted: its SHA-256 is another.");
  return lines;
}

function partsOf(parts: readonly number[]): string {
  const shown = parts.slice(0, 10).map(String);
  return `${parts.length === 1 ? "part" : "parts"} ${inWords(shown)}${parts.length > 10 ? " and more" : ""}`;
}

/** A document's JSON without its layout; null where it is none. */
export function plainJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text.replace(/^\ufeff/, "")));
  } catch {
    return null;
  }
}

function yes(clause: string, more: readonly string[]): Answer {
  return { answer: "yes", sentence: `Yes: ${clause}.`, more };
}

function no(clause: string, more: readonly string[]): Answer {
  return { answer: "no", sentence: `No: ${clause}.`, more };
}

function unknown(clause: string, more: readonly string[]): Answer {
  return { answer: "unknown", sentence: `It cannot be told ${clause}.`, more };
}
