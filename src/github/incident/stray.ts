/** What became of an issue that was an item once, and who did it, from the issue and the two timelines (R-B5). */
import { sameLogin } from "../../core/people.ts";
import type { Policy } from "../../core/policy/schema.ts";
import type { StrayedItem } from "../../core/snapshot/facts.ts";
import type { Actor, Instant, Unreadable } from "../../core/snapshot/types.ts";
import { incidentNamed } from "../links/cited.ts";
import { isProblem, present, unreadable } from "../request/problems.ts";
import type { Raw, RawActor, RawList, RawRepositoryName } from "../raw.ts";
import { toActor } from "../people/read-actors.ts";

export interface RawStrayEvent {
  readonly __typename: string;
  readonly createdAt: string;
  readonly actor: Raw<RawActor>;
  readonly label?: { readonly name: string };
  readonly parent?: Raw<{ readonly id: string }>;
  readonly fromRepository?: Raw<RawRepositoryName>;
}

export interface RawStray {
  readonly __typename: string;
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly lastEditedAt: string | null;
  readonly author: Raw<RawActor>;
  readonly editor: Raw<RawActor>;
  readonly repository: Raw<RawRepositoryName>;
  readonly parent: Raw<{ readonly id: string }>;
  readonly labels: Raw<RawList<{ readonly name: string }>>;
  readonly events: Raw<{
    readonly nodes?: readonly Raw<RawStrayEvent>[] | null;
    readonly pageInfo: { readonly hasPreviousPage: boolean };
  }>;
}

/** The incident that it belonged to. */
export interface Home {
  readonly repository: string;
  readonly number: number;
  readonly nodeId: string;
  readonly policy: Policy;
  /** Our own login. */
  readonly self: string;
}

/** A removal that the incident's own timeline shows. */
export interface Removal {
  readonly at: Instant;
  readonly actor: Actor;
}

/** How the body of an item that we made ends. */
const OUR_ITEM = /<!-- quench:item:\S+ -->\s*(?:<!-- quench:incident:\d+ -->\s*)?$/;

const WHAT = "items that are gone";

/**
 * The ways in which it left, each with who did it; none where it was no item. Where there are several, any of them by
 * somebody with the right lets the item go.
 *
 * @param remembered its node id when we last saw it as an item; null where only the timeline names it.
 */
export function waysOf(
  raw: RawStray,
  remembered: string | null,
  removal: Removal | undefined,
  home: Home,
): readonly StrayedItem[] | Unreadable {
  const labels = present(raw.labels)?.nodes ?? [];
  const events = present(raw.events)?.nodes ?? [];
  const parts = [raw.labels, ...labels, raw.events, ...events];
  const missing = parts.find((part) => present(part) === null);
  if (isProblem(missing)) return unreadable(missing, WHAT);
  if (parts.includes(null) || parts.includes(undefined)) return unreadable(null, WHAT);
  const told = events.flatMap((event) => present(event) ?? []);
  const isLabel = (name: string | undefined): boolean => name?.toLowerCase() === home.policy.items.label.toLowerCase();
  const labelled = labels.some((label) => isLabel(present(label)?.name));
  const labelings = told.filter((event) => event.__typename === "LabeledEvent" && isLabel(event.label?.name));
  const last = (type: string, which: (event: RawStrayEvent) => boolean): Actor | null =>
    personOf(told.findLast((event) => event.__typename === type && which(event))?.actor);

  if (remembered === null) {
    const then = removal?.at ?? "";
    const wasItem =
      labelings.some(({ createdAt }) => createdAt <= then) ||
      (labelled && labelings.length === 0) ||
      (sameLogin(toActor(raw.author).login, home.self) && OUR_ITEM.test(raw.body));
    if (!wasItem) {
      const cutOff = present(raw.events)?.pageInfo.hasPreviousPage === true;
      return cutOff ? { unreadable: `${WHAT}: #${raw.number} has more events than were read` } : [];
    }
  }
  const stray = (how: StrayedItem["how"], by: Actor | null): StrayedItem => ({
    nodeId: remembered ?? raw.id,
    number: raw.number,
    url: raw.url,
    how,
    by,
  });
  const ways: StrayedItem[] = [];
  const elsewhere = !isHome(present(raw.repository), home);
  const linked = present(raw.parent)?.id === home.nodeId;
  // Without a parent it belongs to the incident that its own body names.
  const named = raw.parent === null && incidentNamed(raw.body, home.repository, home.policy) === nameOf(home);
  if (elsewhere) {
    const from = ({ fromRepository }: RawStrayEvent): boolean => isHome(present(fromRepository), home);
    const moved = told.some((event) => event.__typename === "TransferredEvent");
    // What was never transferred stayed where it was, and it is the incident that went away.
    const left = !moved && present(raw.events)?.pageInfo.hasPreviousPage === false;
    ways.push(left ? stray("left", null) : stray("transferred", last("TransferredEvent", from)));
  }
  if (removal !== undefined && !linked) ways.push(stray("unlinked", actorOf(removal.actor)));
  if (elsewhere) return ways;
  if (removal === undefined && !linked && !named) {
    const off = last("ParentIssueRemovedEvent", (event) => present(event.parent)?.id === home.nodeId);
    // One that only its body tied to the incident was taken away by whoever wrote the body last.
    const rewritten = raw.parent === null && raw.lastEditedAt !== null ? personOf(raw.editor) : null;
    ways.push(stray("unlinked", off ?? rewritten));
  }
  const unlabelled = last("UnlabeledEvent", ({ label }) => isLabel(label?.name));
  // A label that nobody took off went with the label itself; that explains nothing where something else does.
  if (!labelled && (unlabelled !== null || ways.length === 0)) ways.push(stray("unlabelled", unlabelled));
  // It is where it was, and yet was not among the items that were read.
  return ways.length === 0
    ? { unreadable: `${WHAT}: #${raw.number} came back while they were read`, transient: true }
    : ways;
}

function isHome(repository: RawRepositoryName | null, home: Home): boolean {
  return repository?.nameWithOwner.toLowerCase() === home.repository.toLowerCase();
}

function nameOf({ repository, number }: Home): string {
  return `${repository}#${number}`.toLowerCase();
}

function personOf(raw: Raw<RawActor>): Actor | null {
  return actorOf(toActor(raw));
}

/** A deleted account is nobody whose right could be told. */
function actorOf(actor: Actor): Actor | null {
  return actor.kind === "ghost" ? null : actor;
}
