/**
 * How we recognize what we wrote: a marker in the first line, and a signed memory block in the last (R-H7).
 *
 * Anyone who may write can edit our comments, and anyone at all can type a marker. So a marker means something only in
 * a comment that we wrote, and memory only where we also were its last editor and the signature over it, the marker's
 * key and the issue's node id verifies. Without a key of our own (the Action) no memory is written or believed.
 */
import { createHmac, createPrivateKey, hkdfSync, timingSafeEqual } from "node:crypto";
import { ACTIONS } from "../core/evidence/reporter.ts";
import type { OwnMark, StoredMemory } from "../core/snapshot/issue.ts";

/** 32 bytes for HMAC-SHA256, derived from the App's private key. */
export type MemoryKey = Uint8Array;

/** Who we are, as the shells know it. */
export interface Identity {
  /** `quench[bot]`, `github-actions[bot]`, or a user's login. */
  readonly login: string;
  readonly appId: number | null;
  readonly kind: "app" | "action";
  /** Null where there is no secret that only we hold. */
  readonly key: MemoryKey | null;
  /** Keys that were ours before the last rotation: what they signed is believed, and signed anew. */
  readonly formerKeys?: readonly MemoryKey[];
}

/** The account behind every workflow's own token. */
export const ACTIONS_LOGIN = `${ACTIONS.slug}[bot]`;

/** Whoever acts by a mere token: there is no key, as every workflow of a repository acts under the same name (R-H7). */
export function tokenIdentity(login: string): Identity {
  return { login, appId: login === ACTIONS_LOGIN ? ACTIONS.id : null, kind: "action", key: null };
}

/**
 * Who reads an incident whole although no policy is in force on it: as the App, which keeps silent there, less is read.
 * Nothing may be written by it.
 */
export function onlyReading(identity: Identity): Identity {
  return { ...identity, kind: "action", key: null };
}

export interface Signer {
  sign(message: string): string;
  /** Constant-time. */
  verify(message: string, signature: string): boolean;
  /** True where it is a former key's. */
  isFormer?(message: string, signature: string): boolean;
}

/** What a comment of ours remembers, and the issue it is bound to. */
export interface Memory {
  readonly issueNodeId: string;
  readonly data: unknown;
  /** `owner/name#12`, by which GitHub is asked about the issue once it was transferred; left out: it cannot be. */
  readonly place?: string;
}

/** GitHub refuses more than 65,536 characters, and may silently keep the old text near it: stay below. */
export const MAX_BODY = 65_000;

const KEY = /^[A-Za-z0-9][A-Za-z0-9._:/#@+=-]{0,199}$/;
const MARKER = /^<!-- quench:([A-Za-z0-9][A-Za-z0-9._:/#@+=-]{0,199}) -->$/;
const MEMORY = /^<!-- quench-memory ([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9_-]+))? -->$/;
/** Where a block was written: the issue's node id and its place. */
const ORIGIN = /^([\w=+/-]{1,200}) ([\w.-]{1,100}\/[\w.-]{1,100})#(\d{1,10})$/;

/**
 * Derives the signing key by HKDF, so that the App's private key itself signs nothing but its tokens.
 *
 * @param privateKeyPem PKCS#1 or PKCS#8; the same key in either form gives the same result.
 * @throws where the text is not a private key.
 */
export function memoryKey(privateKeyPem: string): MemoryKey {
  const pem = privateKeyPem.includes("\\n") ? privateKeyPem.replaceAll("\\n", "\n") : privateKeyPem;
  const der = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });
  return new Uint8Array(hkdfSync("sha256", der, new Uint8Array(0), "quench memory 1", 32));
}

/** Makes a signer; null without a key. @param former keys whose signatures still verify. */
export function createSigner(key: MemoryKey | null, former: readonly MemoryKey[] = []): Signer | null {
  if (key === null) return null;
  const digest = (by: MemoryKey, message: string): Buffer => createHmac("sha256", by).update(message, "utf8").digest();
  const isBy = (by: MemoryKey, message: string, signature: string): boolean => {
    const expected = digest(by, message);
    const given = Buffer.from(signature, "base64url");
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  return {
    sign: (message) => digest(key, message).toString("base64url"),
    verify: (message, signature) => [key, ...former].some((by) => isBy(by, message, signature)),
    isFormer: (message, signature) =>
      !isBy(key, message, signature) && former.some((by) => isBy(by, message, signature)),
  };
}

/** The key is part of what is signed: memory of one comment means nothing in another of the same issue. */
function signed(issueNodeId: string, key: string, payload: string, origin: string | undefined): string {
  return origin === undefined
    ? `quench-memory-1\n${issueNodeId}\n${key}\n${payload}`
    : `quench-memory-2\n${issueNodeId}\n${key}\n${origin}\n${payload}`;
}

/**
 * A comment of ours: marker line, text, and the signed memory where there is some and a signer for it.
 *
 * A text too long for GitHub is cut at a line's end; the marker and the memory are never cut.
 *
 * @throws where the key could end its HTML comment, or the memory alone is too large.
 */
export function composeBody(key: string, text: string, memory?: Memory | null, signer?: Signer | null): string {
  if (!KEY.test(key)) throw new Error(`"${key}" cannot be the key of a comment`);
  const head = `<!-- quench:${key} -->\n`;
  let tail = "";
  if (memory !== undefined && memory !== null && signer !== undefined && signer !== null) {
    const payload = encoded(JSON.stringify(memory.data));
    const { issueNodeId, place } = memory;
    const origin = place === undefined ? undefined : encoded(`${issueNodeId} ${place}`);
    const signature = signer.sign(signed(issueNodeId, key, payload, origin));
    tail = `\n\n<!-- quench-memory ${payload}.${signature}${origin === undefined ? "" : `.${origin}`} -->`;
  }
  const room = MAX_BODY - head.length - tail.length;
  if (room < 0) throw new Error(`the memory of "${key}" is too large for a comment`);
  return `${head}${cut(text.trimEnd(), room)}${tail}`;
}

function encoded(text: string): string {
  return Buffer.from(text, "utf8").toString("base64url");
}

function decoded(text: string): string {
  return Buffer.from(text, "base64url").toString("utf8");
}

function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const end = text.lastIndexOf("\n", room - 3);
  return `${text.slice(0, Math.max(0, end))}\n…`;
}

export interface Seen {
  /** Written by our login; whoever else types our marker is not us. */
  readonly ours: boolean;
  /** Never edited, or last edited by us. */
  readonly editorIsUs: boolean;
  readonly issueNodeId: string;
  readonly signer: Signer | null;
}

/**
 * Reads a comment back. For ours, `body` is the text alone, exactly as it was composed; for everybody else's it is
 * the raw body, and `own` is null whatever it imitates.
 */
export function recognize(rawBody: string, seen: Seen): { own: OwnMark | null; body: string } {
  if (!seen.ours) return { own: null, body: rawBody };
  const lines = rawBody.replaceAll("\r\n", "\n").trimEnd().split("\n");
  const key = MARKER.exec(lines[0] ?? "")?.[1];
  if (key === undefined) return { own: null, body: rawBody };
  const block = lines.length > 1 ? MEMORY.exec(lines.at(-1) ?? "") : null;
  const body = (block === null ? lines.slice(1) : lines.slice(1, -1)).join("\n").trimEnd();
  const memory = readMemory(key, block, seen);
  return { own: { key, memory, lastEditorIsUs: seen.editorIsUs }, body };
}

/** The account of every workflow: what it says may be anybody's who may push, and an App's never. */
const WORKFLOWS = "github-actions[bot]";

/**
 * What another instance's comment is. Its memory cannot be verified without its key; that there is some tells an App
 * from the Action, which has no key and leaves none.
 *
 * @param login of the bot that wrote it.
 */
export function readPeer(
  rawBody: string,
  login: string,
): { readonly key: string; readonly kind: "app" | "action" } | null {
  const lines = rawBody.replaceAll("\r\n", "\n").trimEnd().split("\n");
  const key = MARKER.exec(lines[0] ?? "")?.[1];
  if (key === undefined) return null;
  const remembers = lines.length > 1 && MEMORY.test(lines.at(-1) ?? "");
  return { key, kind: remembers && login !== WORKFLOWS ? "app" : "action" };
}

function readMemory(key: string, block: RegExpExecArray | null, seen: Seen): StoredMemory {
  if (seen.signer === null) return { state: "void", why: "no key" };
  if (block === null) return { state: "none" };
  if (!seen.editorIsUs) return { state: "void", why: "somebody else edited it" };
  const [, payload = "", signature = "", origin] = block;
  const [, nodeId, repository, number] = ORIGIN.exec(decoded(origin ?? "")) ?? [];
  // One of another issue counts for nothing here, unless GitHub says that the issue was that one.
  const isMoved = nodeId !== undefined && nodeId !== seen.issueNodeId;
  const message = signed(isMoved ? nodeId : seen.issueNodeId, key, payload, origin);
  if (!seen.signer.verify(message, signature)) return { state: "void", why: "the signature does not verify" };
  const former = seen.signer.isFormer?.(message, signature) === true ? { former: true as const } : {};
  try {
    const data: unknown = JSON.parse(decoded(payload));
    if (!isMoved || repository === undefined) return { state: "valid", data, ...former };
    return { state: "moved", data, from: { nodeId, repository, number: Number(number) }, proven: false };
  } catch {
    return { state: "void", why: "the block does not parse" };
  }
}
