/**
 * Everything Quench can ever write, as a closed union of plain data (law 6).
 *
 * Each write has a `key` that is the same whenever the same thing is meant, and is applied by an `ensure…` of
 * `src/github/write.ts`: twice is the same as once. No write edits a body that a person may edit.
 */
import type { Instant } from "../snapshot/types.ts";

/** What we remember in our own tracker comment, signed by the writer and bound to the issue (R-H7). */
export interface TrackerMemory {
  readonly version: 1;
  /** R-W4: the start, latched when first valid; null until then. */
  readonly restoredAt: Instant | null;
  /** R-F1: keys of the items ever created → their node ids, so that one a person deleted is not made again. */
  readonly created: Readonly<Record<string, string>>;
  /** R-H5: what each sign-off saw when it was first seen: comment (and edit) → digest of the evidence. */
  readonly signOffs: Readonly<Record<string, string>>;
  /** R-C7: node id of the close event that passed; null while none did. */
  readonly settled: string | null;
  /** The strictest severity stated so far: a lower one counts only by the override right. */
  readonly severity: "SEV1" | "SEV2" | "SEV3" | "SEV4" | null;
  /** R-C7: since when the gate has been in enforce mode here, as first seen; null while it is not. */
  readonly enforcedSince: Instant | null;
  /** Set where it was an incident by its issue type alone: taking a type off leaves no event that says who did it. */
  readonly typed?: boolean | undefined;
  /** R-B5: by item node id, the strictest obligations accepted so far. */
  readonly obligations?: Readonly<Record<string, Obligation>> | undefined;
  /** R-K1: node ids of items that were verified once → since when. */
  readonly verified?: Readonly<Record<string, Instant>> | undefined;
  /** R-B5: keys of the commands whose weakening counted when they were heard, so that it counts for ever. */
  readonly weakenings?: readonly string[] | undefined;
  /** R-C7, by the names of gates with a mode of their own: since when each is enforced; null while it is not. Others: as the policy. */
  readonly gates?: Readonly<Record<string, Instant | null>> | undefined;
  /** R-A3: node ids of items whose check was required once. */
  readonly required?: readonly string[] | undefined;
  /** R-O3: by number of the item or ledger entry, what it was reminded of. */
  readonly reminded?: Readonly<Record<string, Reminded>> | undefined;
  /** R-K2: node ids of the closes that were told or recorded instead of undone → when they were. */
  readonly early?: Readonly<Record<string, Instant>> | undefined;
  /** R-G1: the bundle that was posted, and the changes of the evidence that were told since, by fingerprint. */
  readonly bundle?: BundleMemory | undefined;
}

export interface BundleMemory {
  /** Of the document's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly parts: number;
  readonly told: readonly string[];
}

/** What one thread was reminded of, so that a deleted comment is not posted again. */
export interface Reminded {
  /** The team's day on which something was sent there last; left out while nothing was. */
  readonly on?: string | undefined;
  /** By topic and date, `due/2026-03-31`: the last step sent, `before-1`; `seen` where the date was seen and none was. */
  readonly dates: Readonly<Record<string, string>>;
}

/** What an item promised: weakened only by the right (R-B5). */
export interface Obligation {
  readonly due: string | null;
  readonly riskReduction: "high" | "medium" | "low" | null;
  readonly failureClass: string | null;
  /** The item's number, under which GitHub tells what became of it once its node id means nothing any more. */
  readonly number?: number | undefined;
  /** `owner/name` that the number is of, where the incident was transferred since and the item stayed behind. */
  readonly repository?: string | undefined;
}

export interface IssueRef {
  readonly number: number;
  readonly nodeId: string;
}

export interface CheckContent {
  readonly status: "in_progress" | "completed";
  readonly conclusion: "success" | "failure" | "action_required" | null;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
}

export type Write =
  /** Creates a label of ours that the repository lacks. */
  | {
      readonly kind: "label";
      readonly key: string;
      readonly name: string;
      readonly color: string;
      readonly description: string;
      /** True: where the label exists, its description is brought up to date. */
      readonly update?: boolean;
    }
  /** Adds and removes labels of ours on an issue (and, R-C3 only, puts the incident label back). */
  | {
      readonly kind: "issue_labels";
      readonly key: string;
      readonly issue: IssueRef;
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  /** The incident's tracker comment: one, edited in place, with the signed memory. `existing`: its comment's database id. */
  | {
      readonly kind: "tracker";
      readonly key: string;
      readonly issue: IssueRef;
      readonly existing: number | null;
      readonly body: string;
      readonly memory: TrackerMemory;
    }
  /** A comment of ours edited in place under a topic (the item's own comment: `item`). */
  | {
      readonly kind: "topic_comment";
      readonly key: string;
      readonly issue: IssueRef;
      readonly topic: string;
      readonly existing: number | null;
      readonly body: string;
    }
  /** A comment said once for ever under its key (an answer, a reminder, why a close was undone). */
  | {
      readonly kind: "notice";
      readonly key: string;
      readonly issue: IssueRef;
      readonly body: string;
      /** Said once in the whole repository: of several at once the first stays, whichever issue it is on. */
      readonly onceInRepository?: boolean;
    }
  /** The completion bundle (R-G1), once: a text for people, and the document in as many comments as it takes. */
  | {
      readonly kind: "bundle";
      readonly key: string;
      readonly issue: IssueRef;
      /** Markdown of the first comment, without the document. */
      readonly text: string;
      /** The document's bytes as text. */
      readonly document: string;
    }
  /** Duplicates of our own comments, removed; the lowest id leads. */
  | { readonly kind: "delete_comment"; readonly key: string; readonly comment: number }
  | {
      readonly kind: "reaction";
      readonly key: string;
      readonly comment: number;
      readonly content: "+1" | "eyes" | "confused";
    }
  /** A hardening item as a sub-issue of the incident, once per key (R-F1). */
  | {
      readonly kind: "create_item";
      readonly key: string;
      readonly incident: IssueRef;
      readonly title: string;
      readonly body: string;
      readonly labels: readonly string[];
    }
  /**
   * An entry of the ledger (a debt of `/quench defer` or of an override) as a sub-issue of the incident, once per key.
   * `assignees`: members only; GitHub refuses an issue that names anybody else.
   */
  | {
      readonly kind: "create_entry";
      readonly key: string;
      readonly incident: IssueRef;
      readonly title: string;
      readonly body: string;
      readonly labels: readonly string[];
      readonly assignees: readonly string[];
    }
  /** Undo of a close (R-C2, R-C3), keyed by the close event's node id. The notice is posted before reopening; null = quietly. */
  | {
      readonly kind: "reopen";
      readonly key: string;
      readonly issue: IssueRef;
      readonly closeEvent: string;
      readonly notice: string | null;
    }
  /** Close of an issue we opened (untouched items of an incident let go; duplicates of our own; the former report). */
  | {
      readonly kind: "close_own";
      readonly key: string;
      readonly issue: IssueRef;
      readonly reason: "not_planned" | "duplicate" | "completed";
      readonly notice: string | null;
    }
  /** Sets an item's sole assignee at a command's request (`/quench owner @x`). */
  | {
      readonly kind: "assign";
      readonly key: string;
      readonly issue: IssueRef;
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  /** The PR check. `existing`: our check run's id on that head. */
  | {
      readonly kind: "check";
      readonly key: string;
      readonly repository: string;
      readonly sha: string;
      readonly name: string;
      readonly existing: number | null;
      readonly content: CheckContent;
      /** What it is about, so that a look that is asked for finds it: `pull 12`, `group <base> <ref>`. */
      readonly about?: string;
      /**
       * Set where passes of several incidents write it: the summary that this content was put together over; null where
       * there was no check. Where another one stands meanwhile, nothing is written.
       */
      readonly over?: string | null;
    }
  /** An issue of our own (digest, audit, ledger page), once per key. */
  | {
      readonly kind: "own_issue";
      readonly key: string;
      readonly title: string;
      readonly body: string;
      readonly labels: readonly string[];
      readonly existing: number | null;
    }
  /**
   * The one offer to set Quench up in a repository: an issue, or with a proposal a pull request. Claimed by making the
   * repository's label, which GitHub lets one of several do; where the branch may not be made, the issue is.
   */
  | {
      readonly kind: "offer_set_up";
      readonly key: string;
      readonly title: string;
      readonly body: string;
      readonly mark: { readonly name: string; readonly color: string; readonly description: string };
      /** The label is there, and whoever made it cannot be at it any more. */
      readonly takeOver: boolean;
      readonly proposal: SetUpProposal | null;
    }
  /** Closes the pull request that was the offer, once it was taken in another way. */
  | { readonly kind: "close_proposal"; readonly key: string; readonly issue: IssueRef; readonly notice: string };

/** A branch of ours, made once and never pushed to again, with files that are not there yet (law 6: a listed exception). */
export interface SetUpProposal {
  readonly branch: string;
  readonly base: string;
  readonly message: string;
  readonly body: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}
