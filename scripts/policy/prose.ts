/** What the reference page of the policy file says besides its tables. */
import { POLICY_PATH } from "../../src/core/policy/parse.ts";
import { SCHEMA_URL } from "./json-schema.ts";

export const INTRODUCTION = `One file says how Quench judges in a repository: \`${POLICY_PATH}\` on the default branch. It is never read from a pull
request's head, so that nobody can loosen the gate that judges them. What it does not set has its default, and a
repository without the file is left alone.

A file to begin with:

${fence(
  "yaml",
  `# yaml-language-server: $schema=${SCHEMA_URL}
version: 1
mode: warn                     # shadow records, warn tells, enforce reopens
promote:
  enforce: 2027-01-11          # from that day on
enforce:
  when: [SEV1, SEV2, repeat]
time:
  zone: Europe/Berlin
failure_classes: [config-change, capacity, dependency, deploy]
`,
)}

The first line names [the schema](policy.schema.json) to editors with a YAML language server (VS Code with the YAML
extension, Neovim, JetBrains): they complete the keys, show what each changes, and mark mistakes. In an editor without
one, and in CI, ask the command:

\`\`\`console
$ quench check-policy
.github/quench.yml:3:1: \`clousure\` is no setting; did you mean \`closure\`?
\`\`\`

It exits with 1 where the file is not valid; else it says in one line what is in force. \`--json\` prints the same for
programs, with all defaults filled in. A file that is no longer valid does not open the gate: the last valid version on
the default branch stays in force, and every verdict says what to mend.`;

export const KINDS = `- **duration**: a whole number and a unit, \`s\`, \`m\`, \`h\`, \`d\` or \`w\`: \`60s\`, \`72h\`, \`14d\`.
- **day**: \`2026-03-31\`. **time of day**: \`"22:00"\`, on the clocks of \`time.zone\`.
- **glob**: a path from the repository's root, letters by case. \`*\` stands for anything but \`/\`, \`?\` for one such
  character, \`**\` for anything, \`**/\` also for no folder at all, \`{a,b}\` for either. Everything else stands for itself;
  names with a leading dot are matched like any other.
- Numbers are written without quotes. A list that is set replaces the default list.`;

export const CHECKS = `The schema knows each setting; these are left to \`quench check-policy\`:

- \`time.zone\` is a zone that exists; \`time.quiet_hours\` begin and end at different times.
- \`windows\` and the steps of \`sprint\` follow each other; \`reminders.before\` goes down.
- \`promote.warn\` comes before \`promote.enforce\`; \`adoption.least\` is no larger than \`adoption.pull_requests\`.
- The labels of incidents, drills, items, residual risks and debts differ.
- No key is written twice, no alias or nesting makes the file larger than it looks, and a list of globs stays within
  70,000 characters and 6,000 stars and alternatives.

Some settings are possible and yet below the floor of the guide, so that every verdict carries a banner: a lower
\`scores.scorecard\` than 4, \`scores.rubric\` than 7 or \`scores.adoption\` than 4, a gate softer than the mode, and an empty
\`enforce.when\` in enforce mode.

Others are valid and hardly meant. The command warns of a glob that can match no file, a value listed twice, a promotion
that has come or changes nothing, a gate stricter than the mode, a digest on a day off, and reminders in quiet hours.`;

/** A block of code in Markdown. */
export function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\`\`\``;
}
