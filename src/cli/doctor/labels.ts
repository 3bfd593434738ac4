/** Whether people can mark an incident, and whether what the issue forms add is there to be added. */
import type { Policy } from "../../core/policy/schema.ts";
import { listed } from "../frame/read-line.ts";
import { listAll } from "../../github/write/write-context.ts";
import { shellWord } from "../shell-word.ts";
import { ask, whyUnread } from "./ask.ts";
import { counted, fail, type Line, ok, unknown, warn } from "./line.ts";
import type { Home } from "./repository.ts";

/** Labels are listed a hundred at a time. */
const LABEL_PAGES = 20;
/** Debts and risks are told by these, which their forms add. */
const FORM_LABELS = ["residual-risk", "reliability-debt"] as const;
const OURS = /^quench: /;

export async function lookAtLabels(home: Home, policy: Policy): Promise<readonly Line[]> {
  const { client, owner, repo } = home;
  let names: readonly string[];
  try {
    const list = await listAll(client, "GET /repos/{owner}/{repo}/labels", { owner, repo }, { pages: LABEL_PAGES });
    names = (list as readonly { readonly name: string }[]).map(({ name }) => name);
  } catch (error) {
    return [
      unknown("labels", `the labels could not be read: ${whyUnread(error)}`, "give the credentials issues: read"),
    ];
  }
  const known = new Set(names.map((name) => name.toLowerCase()));
  const isMissing = (name: string): boolean => !known.has(name.toLowerCase());
  const ours = names.filter((name) => OURS.test(name)).length;
  return [
    await incidentLine(home, policy, policy.incident.labels.filter(isMissing)),
    formLine(home, [policy.items.label, ...FORM_LABELS].filter(isMissing)),
    ok("own-labels", `${counted(ours, "label")} of Quench's own; it makes each when it is first needed`),
  ];
}

/** One mark that people can give is enough. */
async function incidentLine(home: Home, policy: Policy, missing: readonly string[]): Promise<Line> {
  const { labels, types } = policy.incident;
  const there = labels.filter((label) => !missing.includes(label));
  if (missing.length === 0 && labels.length > 0)
    return ok("incident-label", `the incident label ${listed(there)} is there`);
  if (there.length > 0) {
    return warn(
      "incident-label",
      `there is no label ${listed(missing)}; ${listed(there)} is there`,
      create(home, missing),
      labelsPage(home),
    );
  }
  const type = await typeThere(home, types);
  if (type === true) return ok("incident-label", `the issue type ${listed(types)} marks incidents`);
  const saw = `there is no label ${listed(missing)}`;
  return type === null
    ? unknown(
        "incident-label",
        `${saw}, and whether there is an issue type ${listed(types)} cannot be seen`,
        create(home, missing),
        labelsPage(home),
      )
    : fail("incident-label", `${saw}: no issue can be marked as an incident`, create(home, missing), labelsPage(home));
}

/** Null where that cannot be seen. Source: https://docs.github.com/en/rest/orgs/issue-types */
async function typeThere({ client, owner, organization }: Home, types: readonly string[]): Promise<boolean | null> {
  if (types.length === 0 || !organization) return false;
  const asked = await ask(client, "GET /orgs/{org}/issue-types", { org: owner });
  if (asked.kind !== "answer" || !Array.isArray(asked.data)) return null;
  const names = (asked.data as readonly { readonly name?: string }[]).map(({ name }) => name?.toLowerCase());
  return types.some((type) => names.includes(type.toLowerCase()));
}

function formLine(home: Home, missing: readonly string[]): Line {
  if (missing.length === 0) return ok("form-labels", "the labels that the issue forms add are there");
  const saw = `there is no label ${listed(missing)}: GitHub leaves out what a form cannot add`;
  return warn("form-labels", saw, create(home, missing), labelsPage(home));
}

function labelsPage({ url }: Home): string {
  return `${url}/labels`;
}

/** The command that makes them. */
function create({ owner, repo, url }: Home, labels: readonly string[]): string {
  const host = URL.canParse(url) ? new URL(url).host : "github.com";
  const where = `--repo ${host === "github.com" ? "" : `${host}/`}${owner}/${repo}`;
  const [first = "incident", ...more] = labels.map(shellWord);
  return more.length === 0
    ? `\`gh label create ${first} ${where}\``
    : `\`for label in ${labels.map(shellWord).join(" ")}; do gh label create "$label" ${where}; done\``;
}
