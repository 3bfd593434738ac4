/** The one comment in a repository that has no policy yet. */
import type { RepositoryFacts } from "../snapshot/types.ts";

const STARTER = `# Quench: an incident closes when its fix is proven.
version: 1
mode: warn          # shadow records, warn tells, enforce reopens
enforce:
  when: [SEV1, SEV2]
incident:
  labels: [incident]
items:
  label: hardening
`;

/** Says once how to begin, with a link that opens GitHub's editor on a ready policy file. */
export function renderPointer(repository: RepositoryFacts): string {
  const branch = encodeURIComponent(repository.defaultBranch);
  const link = `${repository.url}/new/${branch}?filename=${encodeURIComponent(".github/quench.yml")}&value=${encodeURIComponent(STARTER)}`;
  return [
    "## Quench is installed, and not set up here",
    "Quench keeps an incident open until its fix is proven. It does nothing in this repository before a policy file says so.",
    `**Next:** [Create \`.github/quench.yml\`](${link}) on the default branch. It starts in warn mode, which tells and undoes nothing.`,
    "Nothing more will be said here if you leave it.",
  ].join("\n\n");
}
