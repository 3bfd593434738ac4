/** How the policy stands, in words: which files decided, and what is wrong with the newest. */
import { codeSpan } from "../markdown.ts";
import type { PolicyStanding } from "../verdict/types.ts";

/** What a policy's fault comes to, as one sentence; empty where there is none. */
export function policyFault({ problem, commit, alone }: PolicyStanding): string {
  if (problem === null) return "";
  const standing =
    alone === true
      ? "its own settings alone are in force"
      : commit === null
        ? "the defaults in shadow mode are in force"
        : "the last valid version is in force";
  return `The policy file has an error, so ${standing}: ${problem}`;
}

/** Which files decided, at which commits. */
export function policySource(standing: PolicyStanding): string {
  const { path, commit, files = [] } = standing;
  if (path === null || commit === null) return "The built-in defaults decide.";
  const bases = files
    .slice(1)
    .map((file) => `${codeSpan(`${file.repository}/${file.path}`, 300)} at ${codeSpan(file.commit.slice(0, 7))}`);
  const upon = bases.length === 0 ? "" : `, built on ${bases.join(", and that on ")}`;
  return `${codeSpan(path, 300)} at ${codeSpan(commit.slice(0, 7))} on the default branch decides${upon}.`;
}
