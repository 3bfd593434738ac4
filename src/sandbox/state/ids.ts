/**
 * GraphQL global ids in GitHub's present form: a type prefix, an underscore, and base64url of a MessagePack array.
 * Source: GitHub blog, "GraphQL Global ID Formats" changelog (November 2021), and ids seen in GitHub's own API
 * examples (`I_kwDO…`, `U_kgDO…`). They are opaque to clients; only prefix and uniqueness carry meaning here.
 */

/** Kinds that belong to no repository: their ids hold two elements (`U_kgDO…`). */
const GLOBAL = new Set(["U", "O", "BOT", "R", "A", "E", "T"]);

const uint32 = (value: number): number[] => [
  0xce,
  (value >>> 24) & 0xff,
  (value >>> 16) & 0xff,
  (value >>> 8) & 0xff,
  value & 0xff,
];

/**
 * The node id of database id `id`. Repository-bound kinds hold a middle element, as GitHub's do (`I_kwDO…`).
 * @param prefix GitHub's type prefix, such as `I` for an issue or `IC` for an issue comment
 */
export const nodeIdOf = (prefix: string, id: number): string => {
  const bytes = GLOBAL.has(prefix) ? [0x92, 0x00, ...uint32(id)] : [0x93, 0x00, ...uint32(1), ...uint32(id)];
  return `${prefix}_${Buffer.from(bytes).toString("base64url")}`;
};

/** The prefix of each kind the box makes ids for; `node(id:)` tells types apart by it. */
export const PREFIX = {
  user: "U",
  organization: "O",
  bot: "BOT",
  app: "A",
  repository: "R",
  issue: "I",
  pullRequest: "PR",
  issueComment: "IC",
  review: "PRR",
  label: "LA",
  commit: "C",
  checkSuite: "CS",
  checkRun: "CR",
  status: "SC",
  workflow: "W",
  workflowRun: "WFR",
  ruleset: "RRS",
  reaction: "REA",
  edit: "UCE",
  artifact: "AR",
  deployment: "DE",
  deploymentStatus: "DES",
  team: "T",
} as const;

/** Prefixes of timeline events, by their REST name. */
export const EVENT_PREFIX: Readonly<Record<string, string>> = {
  closed: "CE",
  reopened: "REE",
  merged: "ME",
  labeled: "LE",
  unlabeled: "UNLE",
  assigned: "AE",
  unassigned: "UNAE",
  renamed: "RTE",
  locked: "LOE",
  unlocked: "UNLOE",
  "cross-referenced": "CRE",
  connected: "CNE",
  disconnected: "DISE",
  sub_issue_added: "SIAE",
  sub_issue_removed: "SIRE",
  parent_issue_added: "PIAE",
  parent_issue_removed: "PIRE",
  head_ref_force_pushed: "HRFPE",
  head_ref_deleted: "HRDE",
  review_requested: "RRE",
  comment_deleted: "CDE",
  referenced: "REFE",
  transferred: "TRE",
  marked_as_duplicate: "MADE",
  unmarked_as_duplicate: "UMADE",
};
