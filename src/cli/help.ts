/** What the command says of itself. */
import { type Group, GROUPS, VARIABLES } from "../app/environment.ts";

/** The environment's table: names, what holds where they are not given, and examples. */
function environment(groups: readonly Group[]): string {
  return groups
    .map((group) => {
      const names = VARIABLES.filter((one) => one.group === group).map(({ name, fallback }) =>
        fallback === null ? name : `${name} (${fallback})`,
      );
      return `  ${GROUPS[group]}\n${names.map((name) => `    ${name}`).join("\n")}`;
    })
    .join("\n");
}

export const HELP = `quench: an incident closes when its fix is proven, not when someone says so.

Usage
  quench <command> [options]

Commands
  serve     run the GitHub App: takes webhooks at /api/github/webhooks
  sandbox   bring up GitHub in a box, with the App against it
  demo      play an incident in the sandbox, from its label to a closure that was earned
  start     serve where there are credentials, else demo (what \`npm start\` does)
  check-policy [FILE]
            tell what is wrong with a policy file (.github/quench.yml; - for standard input), or what it puts in
            force; exit 1 where it is not valid
  forms [DIR]
            print the issue forms of incidents, items, risks and debts (DIR: .github/ISSUE_TEMPLATE)
  parse --form FILE [BODY]
            read an issue's body by any issue form, and print it as JSON (BODY: a file; - or nothing for standard
            input); exit 1 where the form cannot be used
  evaluate --snapshot FILE
            judge a snapshot offline (FILE: - for standard input); exit 0 closable, 2 not, 3 unknown, 1 cannot run
  record OWNER/REPO#N [-o FILE]
            read an incident from GitHub, and write what evaluate judges (an issue's address works too; without -o:
            standard output); exit 0 written, 1 cannot: what is wrong, and what to do
  explain [ID]
            tell what a rule decides (R-S2), or list them all
  help      this text

Options of sandbox
  --port <n>    port of the box (4010); 0 takes any free one
  --empty       without sample files in the repository
  --no-app      only the box: webhooks go to http://127.0.0.1:<port + 1>/api/github/webhooks
  --json        print one line of JSON when ready: addresses, repository, a token for each person

Options of check-policy
  --json        print problems, warnings and the policy with all its defaults as JSON

Options of forms
  --write       write them into DIR, and the chooser's configuration where there is none
  --check       tell where those in DIR differ, and what to run; exit 1 where one does
  --json        print the same as one line of JSON

Options of parse
  --form <file> the issue form; it may be older or newer than the body
  --json        print one line of JSON

Options of evaluate
  --policy <file>  a policy file in place of the snapshot's
  --now <ISO>      an instant in place of the snapshot's, such as 2026-03-01T09:30:00Z
  --json           print the verdict as JSON (docs/reference/verdict.md)

Options of record
  -o, --output <file>  the file; a former snapshot is overwritten
  --redact      take people's words and names out; nothing is written where that would change the judgement
  --force       overwrite any file
  --as <login>  whose comments are Quench's own (the App's; with a token: the bot that wrote the tracker comment)

Options of explain
  --json        print the same as JSON

Options of any command
  --help, -h    this text
  --version     the version

Environment of serve and record (docs/reference/environment.md)
${environment(["credentials", "rotation", "server", "github", "network", "record"])}
  record reads as the App, which can verify what it remembers; without its credentials, with a token, or with what
  \`gh auth token\` says.

Examples
  quench demo
  quench sandbox --json
  quench check-policy .github/quench.yml
  quench forms --check
  gh issue view 12 --json body --jq .body | quench parse --form .github/ISSUE_TEMPLATE/incident.yml
  quench evaluate --snapshot incident.json --policy .github/quench.yml
  quench record acme/shop#12 -o incident.json
  quench explain R-S2
  APP_ID=12 PRIVATE_KEY_PATH=app.pem WEBHOOK_SECRET=… quench serve
`;

/** The command that was probably meant; null where none is near. */
export function suggestion(given: string, commands: readonly string[]): string | null {
  const near = commands
    .map((command) => ({ command, distance: distanceOf(given.toLowerCase(), command) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.max(2, Math.floor(near.command.length / 3)) ? near.command : null;
}

/** Levenshtein's distance, over one row. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
