/** The policy in force, and the issue forms beside it. */
import { compareForms } from "../../core/forms/compare.ts";
import { formFiles } from "../../core/forms/templates.ts";
import { plainText } from "../../core/markdown.ts";
import { FORMS_FOLDER } from "../../core/onboarding/links.ts";
import { formatDiagnostic, POLICY_PATH } from "../../core/policy/parse.ts";
import { type PolicyInForce, resolvePolicy } from "../../core/policy/resolve.ts";
import { promotionAt } from "../../core/policy/promote.ts";
import { policyWarnings } from "../../core/policy/warnings.ts";
import { isUnreadable, type PolicyVersion } from "../../core/snapshot/types.ts";
import { localDay } from "../../core/time.ts";
import { readPolicyHome } from "../../github/heads/read-policy-change.ts";
import { readPolicy } from "../../github/incident/read-policy.ts";
import { inParallel } from "../../github/request/look.ts";
import { instant } from "../../github/request/errors.ts";
import { ask, whyNotAnswered, whyUnread } from "./ask.ts";
import { counted, fail, type Line, ok, unknown, warn } from "./line.ts";
import type { Home } from "./repository.ts";

export interface PolicySeen {
  /** Null where it could not be read. */
  readonly resolved: PolicyInForce | null;
  readonly lines: readonly Line[];
}

/** Remarks on a valid file that are told. */
const MOST_WARNINGS = 5;

/** @param now our clock in milliseconds, for promotion dates. @param byAction whether the Action is used here. */
export async function lookAtPolicy(home: Home, now: number, byAction: boolean): Promise<PolicySeen> {
  const { client, owner, repo, url, branch } = home;
  let read: Awaited<ReturnType<typeof readPolicy>>;
  try {
    const holder = await readPolicyHome(client, owner, repo);
    if (holder === null) return { resolved: null, lines: [unknown("policy", "the repository is out of sight")] };
    read = await readPolicy(client, holder.holder, holder.shared, `${owner}/${repo}`);
  } catch (error) {
    return { resolved: null, lines: [unknown("policy", whyUnread(error), "try again later")] };
  }
  if (isUnreadable(read)) {
    const todo = read.permission === undefined ? "try again later" : `give the credentials ${read.permission}`;
    return { resolved: null, lines: [unknown("policy", read.unreadable, todo)] };
  }
  const resolved = resolvePolicy(read);
  // The file may be its owner's, in the repository `.github`.
  const holder = read[0]?.repository;
  const file =
    holder === undefined || !URL.canParse(url)
      ? `${url}/blob/${branch}/${POLICY_PATH}`
      : `${new URL(url).origin}/${holder}/blob/HEAD/${POLICY_PATH}`;
  return {
    resolved,
    lines: [...policyLines(resolved, home, file, byAction, now), ...remarks(resolved, read, now, file)],
  };
}

function policyLines(
  resolved: PolicyInForce,
  { owner, repo, url, branch }: Home,
  file: string,
  byAction: boolean,
  now: number,
): readonly Line[] {
  if (resolved.state === "absent") {
    const does = byAction ? "the Action judges by the defaults in warn mode" : "Quench is silent here";
    return [
      warn(
        "policy",
        `${owner}/${repo} has no ${POLICY_PATH}, nor has its owner's .github repository: ${does}`,
        "write one with `quench init` in a checkout, and commit it",
        `${url}/new/${branch}?filename=${POLICY_PATH}`,
      ),
    ];
  }
  const { standing } = resolved;
  const broken =
    standing.problem === null
      ? []
      : [
          fail(
            "policy",
            `${standing.problem} ${standing.path === null ? "It was never valid: nothing is enforced." : "The last valid version stays in force."}`,
            "mend it on the default branch; `quench check-policy` tells all of its mistakes",
            file,
          ),
        ];
  if (resolved.state === "disabled") {
    const saw = "the policy says `enabled: false`: Quench is silent here";
    return [...broken, warn("policy-off", saw, "take that line out to switch it on", file)];
  }
  const { mode, next } = promotionAt(resolved.policy, instant(now));
  const promoted = next === null ? "" : `, \`${next.mode}\` from ${next.at}`;
  return [
    ...broken,
    ...(standing.problem === null
      ? [ok("policy", `${standing.path ?? "the defaults"} is valid; mode \`${mode}\`${promoted}`)]
      : []),
    ...(standing.alone === true
      ? [
          warn(
            "policy-base",
            "what the policy extends is out of Quench's sight: its own settings count alone",
            "let the App see that repository",
          ),
        ]
      : []),
    ...standing.belowFloor.map((clause) =>
      warn("policy-floor", `below the recommended floor: ${plainText(clause)}`, null, file),
    ),
  ];
}

function remarks(
  resolved: PolicyInForce,
  [newest]: readonly PolicyVersion[],
  now: number,
  file: string,
): readonly Line[] {
  if (resolved.state !== "in_force" || resolved.standing.problem !== null) return [];
  const text = newest?.text ?? null;
  if (newest === undefined || text === null) return [];
  const today = localDay(instant(now), resolved.policy.time.zone);
  const found = policyWarnings(text, resolved.policy, newest.path, today);
  const left = found.length - MOST_WARNINGS;
  return [
    ...found.slice(0, MOST_WARNINGS).map((remark) => warn("policy-remark", formatDiagnostic(remark), null, file)),
    ...(left > 0
      ? [warn("policy-remark", `${counted(left, "more remark")}`, "`quench check-policy` tells them all")]
      : []),
  ];
}

/** Whether the issue forms are there, and are those that this version of Quench reads best. */
export async function lookAtForms({ client, owner, repo, url, branch }: Home): Promise<readonly Line[]> {
  const expected = formFiles();
  const texts = await inParallel(Object.keys(expected), async (name) => {
    const path = `${FORMS_FOLDER}/${name}`;
    return { name, asked: await ask(client, `GET /repos/{owner}/{repo}/contents/${path}`, { owner, repo }) };
  });
  const found: Record<string, string | null> = {};
  for (const { name, asked } of texts) {
    if (asked.kind === "unread" || (asked.kind === "refused" && asked.status !== 404)) {
      const todo =
        asked.kind === "refused" ? `give the credentials ${asked.permission ?? "contents: read"}` : "try again later";
      return [unknown("forms", whyNotAnswered(asked), todo)];
    }
    const { content = "" } = (asked.kind === "answer" ? asked.data : {}) as { readonly content?: string };
    found[name] = asked.kind === "answer" ? Buffer.from(content, "base64").toString("utf8") : null;
  }
  const drift = compareForms(expected, found);
  if (drift.length === 0)
    return [ok("forms", `the ${Object.keys(expected).length} issue forms are there and up to date`)];
  const absent = drift.filter(({ line }) => line === null).map(({ file }) => file);
  const differing = drift
    .filter(({ line }) => line !== null)
    .map(({ file, line }) => `${file} (from line ${line ?? 1})`);
  const parts = [
    ...(absent.length > 0 ? [`missing: ${absent.join(", ")}`] : []),
    ...(differing.length > 0 ? [`different: ${differing.join(", ")}`] : []),
  ];
  const todo = "`quench forms --write` in a checkout, and commit; an issue written without a form works too";
  return [warn("forms", `issue forms ${parts.join("; ")}`, todo, `${url}/tree/${branch}/${FORMS_FOLDER}`)];
}
