/** One incident as it is read now, for the commands that judge what GitHub shows. */
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { isUnreadable } from "../core/snapshot/types.ts";
import { ACTIONS_LOGIN, onlyReading, tokenIdentity } from "../github/identity.ts";
import { withoutReactions } from "../github/read-as.ts";
import { readSnapshot, type ReadResult, type Subject } from "../github/read.ts";
import { BadArgument, checkSameHost, type Named } from "./argument.ts";
import type { Access } from "./credentials.ts";

/** Whose comments Quench's own are where nothing tells: the name in app.yml. */
export const OUR_LOGIN = "quench[bot]";
const TRACKER_LINE = /^<!-- quench:tracker -->(?:\r?\n|$)/;

/** A repository of the same name on another GitHub is another one. */
export function checkHost(named: Named, { repository }: Snapshot): void {
  checkSameHost(named, repository.url);
}

/** Reads incidents one after another. `whole`: also where no policy is in force, where the App itself reads little. */
export type ReadIncident = (subject: Subject, whole?: boolean) => Promise<ReadResult>;

/**
 * Reads as the App would, as far as the credentials go.
 *
 * With a mere token we are recognized by the author of the tracker comment. Only a bot is taken for us: a person who types
 * our marker stays a person, and a bot that does so has no say in any judgment either way. Whatever the comments
 * remember is void without the key. Who we are on one incident is the guess for the next.
 *
 * @param as login whose comments are ours; undefined: found out.
 */
export function createReader({ client, viewer, app }: Access, as: string | undefined): ReadIncident {
  if (app !== null) {
    const self = { ...app, login: as ?? app.login };
    return (subject, whole = false) => readSnapshot(client, subject, whole ? onlyReading(self) : self);
  }
  let guess = as ?? (viewer?.endsWith("[bot]") === true ? viewer : OUR_LOGIN);
  return async (subject) => {
    const first = await readSnapshot(client, subject, tokenIdentity(guess));
    if (first.kind === "gone") return first;
    const found = as === undefined && guess !== viewer ? trackerAuthor(first.snapshot) : null;
    const read = found === null || found === guess ? first : await readSnapshot(client, subject, tokenIdentity(found));
    guess = found ?? guess;
    if (read.kind === "gone" || read.snapshot.self.login === viewer) return read;
    return { kind: "snapshot", snapshot: withoutReactions(read.snapshot) };
  };
}

/** One incident. @throws BadArgument where it cannot be read. */
export async function readAs(access: Access, subject: Subject, as: string | undefined): Promise<Snapshot> {
  const result = await createReader(access, as)(subject);
  if (result.kind === "snapshot") return result.snapshot;
  const name = `${subject.owner}/${subject.repo}#${subject.number}`;
  throw new BadArgument(
    `${name} cannot be read: ${result.why.replace(/\.$/, "")}. Check its spelling, and that ${access.viewer ?? "the token"} may see the repository.`,
  );
}

/** The bot that wrote the first tracker comment; a workflow's only where no other did. */
function trackerAuthor({ incident }: Snapshot): string | null {
  if (isUnreadable(incident.comments)) return null;
  const trackers = incident.comments
    .filter(({ author, body, own }) => author.kind === "bot" && (own?.key === "tracker" || TRACKER_LINE.test(body)))
    .toSorted((a, b) => a.databaseId - b.databaseId);
  const app = trackers.find(({ author }) => author.login !== ACTIONS_LOGIN);
  return (app ?? trackers[0])?.author.login ?? null;
}
