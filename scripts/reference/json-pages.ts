/** The reference pages of the verdict's and the snapshot's JSON. */
import { readFileSync } from "node:fs";
import { snapshotJsonSchema, verdictJsonSchema } from "./schemas.ts";
import { tablesOf } from "./tables.ts";

const WRITTEN = (from: string): string =>
  `<!-- Written by scripts/generate-reference.ts from ${from}. Change it there. -->`;

/** The example of the page; a test evaluates it. */
const EXAMPLE = "docs/reference/snapshot.example.json";

/** @returns Markdown. */
export function verdictPage(): string {
  return `# The verdict as JSON

${WRITTEN("src/core/verdict/schema.ts")}

\`quench evaluate --json\` prints one verdict; each archived [bundle](bundle.md) holds its gate and scorecard.
[The schema](verdict.schema.json) describes all of it; \`schema\` names its version, which changes when a program that
reads it would have to.

\`\`\`console
$ quench evaluate --snapshot incident.json --json | jq -r '.next.text'
\`\`\`

| exit code | means |
| --- | --- |
| 0 | the incident may close |
| 2 | it may not |
| 3 | unknown: facts that decide could not be read |
| 1 | the command could not run; the message says where and why |

- The verdict is a tree. Each node names its rule ([what it decides](rules.md)), its outcome, one sentence for a person,
  the addresses of the facts that decided, and the nearest step that would turn it.
- \`closable\` decides. Its children are the conditions; \`next\` is the nearest step of all of them.
- A score is a range: \`min\` and \`max\` differ where facts are unknown. It passes once \`min\` reaches \`target\`, and fails once
  \`max\` cannot.
- \`phrase\` and \`text\` are Markdown. A person's words in them are escaped, and nobody is mentioned.
- The same snapshot and policy give the same bytes.

${tablesOf(verdictJsonSchema(), "Verdict", false)}
`;
}

/** @returns Markdown. */
export function snapshotPage(): string {
  return `# The snapshot as JSON

${WRITTEN("src/core/snapshot/schema.ts")}

A snapshot is everything that was read of one incident at one instant. Quench reads it from GitHub, and
[\`quench record\`](../how-to/record-an-incident.md) writes it to a file; for \`quench evaluate --snapshot FILE\` you may also
write one by hand, to see what a rule would say. [The schema](snapshot.schema.json) describes all of it, and editors
complete and check by it.

\`\`\`json
${readFileSync(EXAMPLE, "utf8").trim()}
\`\`\`

## What may be left out

- Ids, addresses and titles are made from what stands around them: the number, the key, the repository.
- A list that is left out is empty, and \`null\` stands for what did not happen: never edited, not closed, no check.
- A person is a member from the role \`triage\` up; somebody who is not in \`people\` is unknown.
- What could let a gate pass has no such default: who contributed to a pull request, whether it was reverted, whether a
  check is required. Left out, it is unknown, and so is what rests on it.
- A key that does not exist is an error, so that a slip of the pen does not change a verdict in silence.

A fact that could not be read is written as \`{ "unreadable": "502 from GitHub" }\`. Times are ISO 8601; one with an offset
is converted.

${tablesOf(snapshotJsonSchema(), "Snapshot", true)}
`;
}
