/**
 * What ends the making of an offer: the comment on the incident that somebody has just labelled, and then the mark. The
 * comment is no second voice: it comes with the offer, on the incident that was its occasion, or never. A repository in
 * which nobody labels one hears of the offer by itself alone.
 */
import type { Offer, SetUpFacts } from "../onboarding/types.ts";
import { pointerText } from "../onboarding/text.ts";
import type { Write } from "./write.ts";

/**
 * The label that tells how far the offer has come: made first, with `begun`, it is the claim; `offered`, it outlives the
 * offer and the comment, which people may delete.
 */
export const MARK = {
  name: "quench: set-up offered",
  color: "ededed",
  begun: "Quench is about to offer its set-up",
  offered: "Quench has offered its set-up once",
} as const;

/** The comment, then the mark: a cut between the two finds the comment by its key. */
export function planPointer(facts: SetUpFacts, offer: Offer): readonly Write[] {
  const { pointAt } = facts;
  const point = pointAt !== null && !pointAt.pointed && offer.state === "open";
  return [
    ...(point
      ? [
          {
            kind: "notice" as const,
            key: "set-up",
            issue: { number: pointAt.number, nodeId: pointAt.nodeId },
            body: pointerText(facts, offer),
            onceInRepository: true,
          },
        ]
      : []),
    {
      kind: "label",
      key: `label:${MARK.name}`,
      name: MARK.name,
      color: MARK.color,
      description: MARK.offered,
      update: true,
    },
  ];
}
