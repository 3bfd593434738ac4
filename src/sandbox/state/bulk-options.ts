/** How large a large incident is. */

export interface BulkOptions {
  items: number;
  /** Merged pull requests of each item. */
  pulls: number;
  /** Jobs, and so check runs, on each head and each merge commit. */
  checks: readonly string[];
  /** On the incident. */
  comments: number;
  /** Files of one more pull request, the last; 0 leaves it out. */
  files: number;
  /** How long ago it began; all is spread over this time. */
  days: number;
  /** Who did everything. */
  author: string;
  incidentLabel: string;
  itemLabel: string;
  incidentBody: string;
  /** `{incident}` stands for its number. */
  itemBody: string;
  /** `{item}` stands for the item's number. */
  pullBody: string;
}

export interface BulkResult {
  incident: number;
  items: number[];
  pulls: number;
  largestPull: number | null;
  comments: number;
  checkRuns: number;
}

/** 100 items of 10 pull requests, 500 comments, one pull request of 3,000 files. */
export const LARGE: Omit<BulkOptions, "author"> = {
  items: 100,
  pulls: 10,
  checks: ["test", "lint"],
  comments: 500,
  files: 3000,
  days: 30,
  incidentLabel: "incident",
  itemLabel: "hardening",
  incidentBody: "The checkout was down.",
  itemBody: "Part of #{incident}.",
  pullBody: "Hardening: #{item}",
};
