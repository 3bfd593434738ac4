/** Whether the gate's check is required before a merge, and from Quench alone. */
import { Apps } from "../../core/evidence/reporter.ts";
import type { PolicyInForce } from "../../core/policy/resolve.ts";
import { CHECK_NAME } from "../../core/rules/pull-gate.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import { RequiredReader } from "../../github/controls/read-required.ts";
import { createSight } from "../../github/links/sight.ts";
import { whyUnread } from "./ask.ts";
import { fail, type Line, ok, unknown, warn } from "./line.ts";
import type { Home } from "./repository.ts";

/**
 * @param ours id of the App that reports the check: Quench's own, or Actions'; null where nobody can tell.
 * @param policy null where it could not be read.
 */
export async function lookAtCheck(
  home: Home,
  ours: number | null,
  policy: PolicyInForce | null,
): Promise<readonly Line[]> {
  const { client, owner, repo, url, branch } = home;
  const place = { owner, repo, name: `${owner}/${repo}`, defaultBranch: branch };
  const reader = new RequiredReader(createSight(client, place), place);
  const page = `${url}/settings/rules`;
  const name = `\`${CHECK_NAME}\``;
  let required: Awaited<ReturnType<RequiredReader["of"]>>;
  try {
    required = await reader.of({ repository: null, name: CHECK_NAME, app: null }, new Apps());
  } catch (error) {
    return [unknown("required-check", whyUnread(error), "try again later")];
  }
  if (isUnreadable(required.required)) {
    const { unreadable, permission } = required.required;
    return [
      unknown(
        "required-check",
        unreadable,
        permission === undefined ? "look at this page" : `give the credentials ${permission}`,
        page,
      ),
    ];
  }
  if (!required.required) return [notRequired(name, branch, policy, page)];
  return [pinLine(name, required, ours, page), ...everywhereLines(name, policy, `${url}/settings/rules`)];
}

function notRequired(name: string, branch: string, policy: PolicyInForce | null, page: string): Line {
  const saw = `${name} is not required on \`${branch}\``;
  if (policy?.state === "in_force" && policy.policy.mode !== "enforce") {
    return ok("required-check", `${saw}; in mode \`${policy.policy.mode}\` it would stop nothing`);
  }
  const todo =
    "require it from the App alone (docs/how-to/require-the-check.md); without that a merge can close an incident";
  return warn("required-check", `${saw}: it tells, and stops no merge`, todo, page);
}

function pinLine(
  name: string,
  { pinned, pins }: Awaited<ReturnType<RequiredReader["of"]>>,
  ours: number | null,
  page: string,
): Line {
  if (pinned === null) {
    const todo = "choose the App as its source on this page (docs/how-to/require-the-check.md)";
    return warn("required-check", `${name} is required from anybody: any workflow may report it`, todo, page);
  }
  const told = pins.join(" and ");
  if (ours === null) {
    const todo = "compare the number with APP_ID; with the App's credentials here it is compared";
    return unknown(
      "required-check",
      `${name} is required from the App ${told}; whether that is Quench cannot be told`,
      todo,
      page,
    );
  }
  return pins.every((id) => id === ours)
    ? ok("required-check", `${name} is required, from the App ${ours} alone`)
    : fail(
        "required-check",
        `${name} is required from the App ${told}, and Quench is ${ours}: merges wait forever`,
        "choose Quench as its source on this page",
        page,
      );
}

/** A required check that is never posted holds a merge up for ever. */
function everywhereLines(name: string, policy: PolicyInForce | null, page: string): readonly Line[] {
  if (policy?.state !== "in_force" || policy.policy.checks.all_pull_requests) return [];
  const saw = `${name} is required, and appears only on pull requests that are linked to an incident: others wait forever`;
  const todo = "set `checks.all_pull_requests: true` in .github/quench.yml on the default branch";
  return [fail("required-everywhere", saw, todo, page)];
}
