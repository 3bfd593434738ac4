/** The reference page of a report's files. */
import { portfolioJsonSchema } from "./schemas.ts";
import { tablesOf } from "./tables.ts";

/** @returns Markdown. */
export function portfolioPage(): string {
  return `# The report and its files

<!-- Written by scripts/generate-reference.ts from src/core/portfolio/document-schema.ts. Change it there. -->

A report is how a repository's incidents stand today: those that are open, those closed in the last 15 days, and those with
an open entry of the ledger, whenever they were closed. It is read only; nothing is written to GitHub.

| by | command |
| --- | --- |
| a terminal | \`quench report acme/shop\`, with \`-o DIR\` for the files and \`--json\` for \`portfolio.json\` on standard output |
| a workflow | \`mode: report\` ([how](../how-to/run-as-an-action.md)): the same files below the workspace, and the portfolio as the job's summary |

| file | what is in it |
| --- | --- |
| \`portfolio.md\` | the portfolio for people: what was not read, each incident with its next step, and the digest of today |
| \`portfolio.json\` | the same for programs, as below; [the schema](portfolio.schema.json) |
| \`verdicts/12.json\` | the [verdict](verdict.md) of incident 12 |
| \`bundles/12.json\` | its [completion bundle](bundle.md), byte for byte: as it was posted, or as it is to be posted (\`bundle.state\`) |
| \`bundles/12.json.sha256\` | its sum: \`cd bundles && sha256sum -c *.sha256\` |

- Files of these names that Quench wrote before are replaced, and those of incidents that are not in the report any more are
  taken away. Any other file in the folder is left alone and named. Where somebody else's file stands in the place of one of
  these, nothing is read or written, and the message names it.
- **Nothing half looks whole.** Every incident that was listed has its row. One that was not read stands there as \`unread\`,
  with why; \`complete\` is false; and \`stopped\` says when to come again, where a rate limit or the time limit ended the report.
- Without a policy file it is judged by the defaults in warn mode, and \`policy.path\` is null. Where the policy says
  \`enabled: false\` nothing is judged, no file is written, and \`--json\` prints \`null\`.

${tablesOf(portfolioJsonSchema(), "portfolio.json", false)}
`;
}
