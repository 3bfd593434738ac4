/** The reference page of the environment variables, from the table that the App reads them by. */
import { type Group, GROUPS, VARIABLES } from "../../src/app/settings/environment.ts";

/** @returns Markdown. */
export function environmentPage(): string {
  return `# Environment variables

<!-- Written by scripts/generate-reference.ts from src/app/settings/environment.ts. Change it there. -->

What \`quench serve\` reads, once, when it starts; [the commands that read GitHub](command-line.md) read the same but the
server's, or a token. All mistakes are told at once, no secret is ever shown, and a name that nothing reads but that looks
as if it was meant (\`WEBHOOKS_SECRET\`, anything that begins with \`QUENCH_\`) is told with the one that probably was. An
empty value is the same as none.

${Object.keys(GROUPS)
  .map((group) => section(group as Group))
  .join("\n\n")}

The Action has [inputs](../how-to/run-as-an-action.md) instead; where its runner needs a proxy, set
\`NODE_USE_ENV_PROXY: 1\` beside \`HTTPS_PROXY\` in the job's \`env\`, which the Node.js of the runner obeys.
`;
}

function section(group: Group): string {
  const rows = VARIABLES.filter((one) => one.group === group).map(
    ({ name, fallback, what, example, secret, lowerCase }) => {
      const remarks = [
        what,
        ...(lowerCase ? ["Also in lower case, which goes first."] : []),
        ...(secret ? ["*Secret.*"] : []),
      ];
      return `| \`${name}\` | ${fallback === null ? "" : code(fallback)} | ${remarks.join(" ")} | ${code(example)} |`;
    },
  );
  return [
    `## ${GROUPS[group].replaceAll("`", "")}`,
    "",
    "| name | default | what | example |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** Words are words, anything else is as it is typed. */
function code(text: string): string {
  return text.includes(" ") && !text.startsWith("-----") ? text : `\`${text}\``;
}
