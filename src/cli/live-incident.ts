/** One incident, read from GitHub now: what `quench record` writes and `quench evaluate` judges. */
import type { Environment } from "../app/settings/config.ts";
import { formatDiagnostic } from "../core/policy/parse.ts";
import { parseSnapshot } from "../core/snapshot/parse.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { checkBot, type Named } from "./argument.ts";
import { type Access, findAccess } from "./credentials.ts";
import { CannotJudge } from "./policy-source.ts";
import { checkHost, readAs } from "./read-live.ts";

/**
 * @param as login whose comments are Quench's own; undefined: found out
 * @throws BadArgument, NoAccess, CannotJudge, and what GitHub does not answer; `whyNot` says what to do about it
 */
export async function readIncident(
  subject: Named,
  as: string | undefined,
  env: Environment,
): Promise<{ readonly snapshot: Snapshot; readonly access: Access }> {
  if (as !== undefined) checkBot(as);
  const access = await findAccess(env, subject.owner);
  const read = await readAs(access, subject, as);
  checkHost(subject, read);
  return { snapshot: replay(read), access };
}

/** The snapshot as it will be read back: what is written must be what is judged. @throws CannotJudge */
export function replay(snapshot: Snapshot): Snapshot {
  const parsed = parseSnapshot(JSON.stringify(snapshot), "the snapshot");
  if (parsed.snapshot !== null) return parsed.snapshot;
  throw new CannotJudge(
    ["What was read could not be judged offline:", ...parsed.problems.map(formatDiagnostic)].join("\n"),
  );
}
