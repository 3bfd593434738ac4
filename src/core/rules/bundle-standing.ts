/** How the posted bundle stands: whether it is all there as we wrote it, and whether the evidence is still the same (R-G1). */
import * as z from "zod";
import { byText } from "../order.ts";
import type { Comment } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { Judged } from "../verdict/judged.ts";
import { isUnread } from "./bundle-document.ts";
import {
  CONFIRMATION_KINDS,
  everything,
  linksOf,
  RUNBOOK_KINDS,
  shippedOf,
  TEST_KINDS,
  urlsOf,
} from "./bundle-links.ts";
import { type PartKey, partIn, readPartKey } from "./bundle-parts.ts";

/** A link as it is told apart: the same address may prove several things. */
export interface ChangedLink {
  readonly item: number | null;
  /** `EvidenceKind`. */
  readonly kind: string;
  readonly url: string;
}

/** What of the evidence is other than in the bundle. */
export interface BundleChange {
  readonly came: readonly ChangedLink[];
  readonly went: readonly ChangedLink[];
  /** The same for the same links, whatever their order. */
  readonly fingerprint: string;
}

export interface BundleStanding {
  readonly sha256: string;
  readonly parts: number;
  /** Of its first comment; null where that is gone. */
  readonly url: string | null;
  /** Parts of which no comment of ours is left. */
  readonly gone: readonly number[];
  /** Parts that somebody else edited last. */
  readonly edited: readonly { readonly part: number; readonly by: string | null }[];
  /** Null where nothing is, or where that cannot be told. */
  readonly change: BundleChange | null;
  /** Our comments that say a change while the incident is closed, by fingerprint. */
  readonly told: readonly string[];
}

/** A comment of ours that holds a part, or did. */
export interface BundlePart {
  readonly key: PartKey;
  readonly comment: Comment;
}

/** Every comment of ours with a part's marker, the oldest first. */
export function bundleParts({ incident }: Snapshot): readonly BundlePart[] {
  if (isUnreadable(incident.comments)) return [];
  return incident.comments
    .flatMap((comment): readonly BundlePart[] => {
      const key = comment.own === null ? null : readPartKey(comment.own.key);
      return key === null ? [] : [{ key, comment }];
    })
    .sort((a, b) => a.comment.databaseId - b.comment.databaseId);
}

/** The bundle that was posted: the one remembered, else the first that is all there; null where none is. */
export function postedBundle({ snapshot, memory }: Case): { readonly sha256: string; readonly parts: number } | null {
  if (memory.bundle !== undefined) return { sha256: memory.bundle.sha256, parts: memory.bundle.parts };
  const parts = bundleParts(snapshot);
  for (const { key } of parts) {
    const there = new Set(parts.flatMap((one) => (isOf(one, key) ? [one.key.part] : [])));
    if (there.size === key.of) return { sha256: key.sha256, parts: key.of };
  }
  return null;
}

function isOf({ key }: BundlePart, { sha256, of }: PartKey): boolean {
  return key.sha256 === sha256 && key.of === of;
}

/** How the bundle stands; null where none was posted. */
export function bundleStanding(subject: Judged): BundleStanding | null {
  const posted = postedBundle(subject);
  if (posted === null) return null;
  const parts = Array.from({ length: posted.parts }, (_, index) => partOf(subject.snapshot, posted, index + 1));
  const edited = parts.flatMap((one) =>
    one === null || one.comment.own?.lastEditorIsUs === true
      ? []
      : [{ part: one.key.part, by: one.comment.editor?.login ?? null }],
  );
  const gone = parts.flatMap((one, index) => (one === null ? [index + 1] : []));
  const document = gone.length + edited.length > 0 ? null : joined(parts);
  return {
    sha256: posted.sha256,
    parts: posted.parts,
    url: parts[0]?.comment.url ?? null,
    gone,
    edited,
    change: document === null ? null : changeSince(subject, document),
    told: toldChanges(subject.snapshot),
  };
}

/** The first comment with this part; of two, the later one is a duplicate. */
function partOf(
  snapshot: Snapshot,
  { sha256, parts }: { readonly sha256: string; readonly parts: number },
  part: number,
): BundlePart | null {
  return (
    bundleParts(snapshot).find((one) => isOf(one, { ...one.key, sha256, of: parts }) && one.key.part === part) ?? null
  );
}

function joined(parts: readonly (BundlePart | null)[]): string | null {
  const texts = parts.map((one) => (one === null ? null : partIn(one.comment.body, one.key)));
  return texts.some((text) => text === null) ? null : texts.join("");
}

/** How the key of a comment begins that says a change of the evidence. */
export const CHANGE_NOTICE = "bundle-changed:";

function toldChanges({ incident }: Snapshot): readonly string[] {
  if (isUnreadable(incident.comments)) return [];
  const prefix = `notice:${CHANGE_NOTICE}`;
  return incident.comments.flatMap(({ own }) =>
    own?.key.startsWith(prefix) === true ? [own.key.slice(prefix.length)] : [],
  );
}

/** What came and went since; null where nothing did. What could not be read has not gone, so nothing is said then. */
function changeSince(subject: Judged, document: string): BundleChange | null {
  if (isUnread(subject)) return null;
  const then = archived(document);
  if (then === null) return null;
  const now = new Map(evidenceLinks(subject).map((link) => [idOf(link), link]));
  const before = new Map(then.links.map((link) => [idOf(link), link]));
  // Of a list that was cut nobody can tell what is new.
  const came = then.cut ? [] : [...now].flatMap(([id, link]) => (before.has(id) ? [] : [link]));
  const went = [...before].flatMap(([id, link]) => (now.has(id) ? [] : [link]));
  if (came.length + went.length === 0) return null;
  const sorted = { came: came.sort(byId), went: went.sort(byId) };
  const words = [...sorted.came.map((link) => `+${idOf(link)}`), ...sorted.went.map((link) => `-${idOf(link)}`)];
  return { ...sorted, fingerprint: fingerprintOf(words.join("\n")) };
}

function evidenceLinks(subject: Judged): readonly ChangedLink[] {
  const proofs = linksOf(everything(subject), [...TEST_KINDS, ...RUNBOOK_KINDS, ...CONFIRMATION_KINDS]);
  const shipped = shippedOf(subject).flatMap(({ issue, evidence }) =>
    urlsOf(evidence, ["diff"]).map((url): ChangedLink => ({ item: issue.number, kind: "diff", url })),
  );
  return [...proofs.map(({ item, kind, url }) => ({ item, kind, url })), ...shipped];
}

const Link = z.object({ item: z.number().nullable(), kind: z.string(), url: z.string() });
/** What of a document is compared, in whatever later version it was written. */
const Archived = z.object({
  controls: z.array(z.object({ item: z.number(), pulls: z.array(z.string()) })),
  tests: z.array(Link),
  runbooks: z.array(Link),
  confirmations: z.array(Link),
  leftOut: z.record(z.string(), z.number()),
});

/** The links of the archived document; null where it is not one. `cut`: it has not all of them. */
function archived(document: string): { readonly links: readonly ChangedLink[]; readonly cut: boolean } | null {
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch {
    return null;
  }
  const read = Archived.safeParse(value);
  if (!read.success) return null;
  const { controls, tests, runbooks, confirmations, leftOut } = read.data;
  const shipped = controls.flatMap(({ item, pulls }) => pulls.map((url) => ({ item, kind: "diff", url })));
  const { controls: c = 0, tests: t = 0, runbooks: r = 0, confirmations: o = 0 } = leftOut;
  return { links: [...tests, ...runbooks, ...confirmations, ...shipped], cut: c + t + r + o > 0 };
}

function idOf({ item, kind, url }: ChangedLink): string {
  return `${String(item ?? 0).padStart(10, "0")} ${kind} ${url}`;
}

function byId(a: ChangedLink, b: ChangedLink): number {
  return byText(idOf(a), idOf(b));
}

/** FNV-1a, twice: it tells changes apart and protects nothing. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fingerprintOf(text: string): string {
  return [0x811c9dc5, 0x01000193]
    .map((basis) => {
      let hash = basis;
      for (let index = 0; index < text.length; index += 1) {
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
      }
      return hash.toString(16).padStart(8, "0");
    })
    .join("");
}
