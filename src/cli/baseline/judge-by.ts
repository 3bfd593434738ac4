/** By which policy past closures are judged, and what makes an issue an incident there. */
import { readFileSync } from "node:fs";
import { formatDiagnostic, parsePolicy } from "../../core/policy/parse.ts";
import { type InForce, resolvePolicy } from "../../core/policy/resolve.ts";
import { defaultsEnforced, enforced } from "../../core/simulate/simulate.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import { readPolicyHome } from "../../github/heads/read-policy-change.ts";
import { readPolicy } from "../../github/incident/read-policy.ts";
import { DEFAULT_LABEL } from "../../github/portfolio/read-set-up.ts";
import type { IncidentMarks } from "../../github/portfolio/by-mark.ts";
import type { GitHubClient } from "../../github/request/client.ts";
import { BadArgument, type NamedRepository } from "../argument.ts";
import { codeOf, nameOf, reasonOf } from "../file-failure.ts";

export interface JudgedBy {
  /** In enforce mode. */
  readonly policy: InForce;
  /** What makes an issue an incident. */
  readonly marks: IncidentMarks;
  readonly source: "default" | "repository" | "file";
  /** Of the policy file; null for the defaults. */
  readonly path: string | null;
  /** True where a policy is in force in the repository: then Quench's own comments there mean something. */
  readonly live: boolean;
  /** What is to be told of it: why it is not the repository's own, for example. */
  readonly notes: readonly string[];
  /** True where the repository's policy could not be read. */
  readonly unread: boolean;
}

/**
 * The repository's own policy, as if it had been enforced; the defaults where there is none.
 *
 * @param given `policy`: a file in its place. `label`: what makes an incident, in place of the policy's labels and types.
 * @throws BadArgument where the repository is out of sight, or the file is no policy.
 */
export async function judgedBy(
  client: GitHubClient,
  { owner, repo }: NamedRepository,
  given: { readonly policy: string | undefined; readonly label: string | undefined },
): Promise<JudgedBy> {
  const home = await readPolicyHome(client, owner, repo);
  if (home === null) {
    throw new BadArgument(
      `${owner}/${repo} cannot be read: it does not exist, or the credentials may not see it. Check its spelling, and what they may see.`,
    );
  }
  const read = await readPolicy(client, home.holder, home.shared, `${owner}/${repo}`);
  const own = isUnreadable(read) ? null : resolvePolicy(read);
  const live = own?.state === "in_force" && own.standing.path !== null;
  const base = { source: "default", path: null, live, ...byDefaults(), notes: [], unread: false } as const;
  if (given.policy !== undefined) {
    const policy = policyFrom(given.policy);
    return withLabel({ ...base, source: "file", path: given.policy, ...byItself(policy) }, given.label);
  }
  if (isUnreadable(read)) {
    const help = read.permission === undefined ? "" : ` It takes ${read.permission}.`;
    const notes = [`Its policy could not be read, so the defaults judge: ${read.unreadable}.${help}`];
    return withLabel({ ...base, notes, unread: true }, given.label);
  }
  if (own?.state === "disabled") {
    return withLabel({ ...base, notes: ["Its policy says `enabled: false`, so the defaults judge."] }, given.label);
  }
  if (own?.state !== "in_force") return withLabel(base, given.label);
  const { problem, path } = own.standing;
  const notes = problem === null ? [] : [`Its policy file has a mistake: ${problem}`];
  if (path === null)
    return withLabel({ ...base, notes: [...notes, "It was never valid: the defaults judge."] }, given.label);
  return withLabel({ ...base, source: "repository", path, ...byItself(enforced(own)), notes }, given.label);
}

/** Just what the offer to set Quench up looks at, so that both count the same. */
function byDefaults(): Pick<JudgedBy, "policy" | "marks"> {
  return { policy: defaultsEnforced(), marks: { labels: [DEFAULT_LABEL], types: [] } };
}

function byItself(policy: InForce): Pick<JudgedBy, "policy" | "marks"> {
  return { policy, marks: policy.policy.incident };
}

function withLabel(judge: JudgedBy, label: string | undefined): JudgedBy {
  if (label === undefined) return judge;
  const { policy } = judge.policy;
  const marks = { labels: [label], types: [] };
  const incident = { ...policy.incident, ...marks };
  return { ...judge, marks, policy: { ...judge.policy, policy: { ...policy, incident } } };
}

function policyFrom(file: string): InForce {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    throw new BadArgument(`${nameOf(file)}: ${reasonOf(code)}; name a policy file.`);
  }
  const { policy, problems } = parsePolicy(text, file);
  if (policy === null) throw new BadArgument(problems.map(formatDiagnostic).join("\n"));
  if (policy._extends !== null) {
    throw new BadArgument(
      `--policy: ${file} extends another file, which is not looked up here: put what it takes from there into it.`,
    );
  }
  const { standing, ...rest } = defaultsEnforced();
  return enforced({ ...rest, standing: { ...standing, path: file }, policy });
}
