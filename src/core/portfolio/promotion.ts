/**
 * The notice that the mode promotes itself (R-K2): one issue a week before, closed once the day came, or once the date
 * was taken out of the policy or moved. It is written once, with the counts of that moment.
 */
import type { Write } from "../plan/write.ts";
import { type Announcement, announcementOf, promotionAt } from "../policy/promote.ts";
import type { Mode, PolicyStanding } from "../verdict/types.ts";
import { rankOf } from "../rules/gates.ts";
import { type PromotionFacts, renderPromoted, renderPromotion, renderStopped } from "../render/promotion.ts";
import { formatLongDay, isDay } from "../time.ts";
import { ownIssue, REPORT_LABEL } from "./report.ts";
import type { OwnIssue, Portfolio } from "./types.ts";

/** The notice that is due, and the closes of those whose day came or will not come. */
export function planPromotions(portfolio: Portfolio): readonly Write[] {
  const { facts, inForce, due } = portfolio;
  const next = announcementOf(inForce.policy, facts.now);
  return [
    ...announce(portfolio, due.promotion === null ? null : next),
    ...facts.own.flatMap((issue) => ended(portfolio, issue, next)),
  ];
}

export function promotionKey({ mode, day }: Pick<Announcement, "mode" | "day">): string {
  return `promotion:${mode}:${day}`;
}

function announce(portfolio: Portfolio, next: Announcement | null): readonly Write[] {
  if (next === null || ownIssue(portfolio.facts, promotionKey(next)) !== null) return [];
  const title = `Quench goes to ${next.mode} mode on ${formatLongDay(next.day)}`;
  const body = renderPromotion(promotionFacts(portfolio, next));
  return [{ kind: "own_issue", key: promotionKey(next), title, body, labels: [REPORT_LABEL], existing: null }];
}

function promotionFacts({ facts, inForce, parts, beyond }: Portfolio, next: Announcement): PromotionFacts {
  const { repository } = facts;
  const { policy, standing } = inForce;
  return {
    next,
    policy,
    from: promotionAt(policy, facts.now).mode,
    files: policyFiles(repository, standing),
    incidents: parts.flatMap(({ number, url, title, drill, earlyCloses }) =>
      drill || earlyCloses.length === 0 ? [] : [{ number, url, title, closes: earlyCloses }],
    ),
    looked: parts.filter(({ unread, drill, watchedSince }) => unread === null && !drill && watchedSince !== null)
      .length,
    beyond,
    unread: parts.filter(({ unread }) => unread !== null).map(({ number }) => number),
  };
}

/** Where the dates can be changed: in this repository's file, and in those that it builds on. */
function policyFiles(
  { owner, name, url, defaultBranch }: Portfolio["facts"]["repository"],
  { path, files }: PolicyStanding,
): PromotionFacts["files"] {
  const here = `${owner}/${name}`;
  const forge = url.endsWith(`/${here}`) ? url.slice(0, -here.length - 1) : null;
  const all = files ?? (path === null ? [] : [{ repository: here, path }]);
  return all.map((file) => {
    const place = file.path.split("/").map(encodeURIComponent).join("/");
    if (file.repository.toLowerCase() === here.toLowerCase())
      return { name: file.path, url: `${url}/edit/${encodeURIComponent(defaultBranch)}/${place}` };
    return {
      name: `${file.repository}/${file.path}`,
      url: forge === null ? "" : `${forge}/${file.repository}/blob/HEAD/${place}`,
    };
  });
}

/** A notice of ours whose day came, or that will not come as announced. */
function ended({ facts, inForce }: Portfolio, issue: OwnIssue, next: Announcement | null): readonly Write[] {
  const [, mode, day] = /^promotion:(warn|enforce):(.+)$/.exec(issue.key) ?? [];
  // One that somebody opened again is theirs.
  if (issue.state !== "open" || issue.reopened || !isPromoted(mode) || day === undefined || !isDay(day)) return [];
  if (next !== null && issue.key === promotionKey(next)) return [];
  const now = promotionAt(inForce.policy, facts.now).mode;
  const came = rankOf(now) >= rankOf(mode);
  const moved = inForce.policy.promote[mode];
  const notice = came ? renderPromoted(now) : renderStopped(mode, day, moved === day ? null : moved, now);
  const ref = { number: issue.number, nodeId: issue.nodeId };
  const reason = came ? "completed" : "not_planned";
  return [{ kind: "close_own", key: `close:${issue.key}`, issue: ref, reason, notice }];
}

function isPromoted(mode: string | undefined): mode is Exclude<Mode, "shadow"> {
  return mode === "warn" || mode === "enforce";
}
