/** What the command says of itself. */

export const HELP = `quench: an incident closes when its fix is proven, not when someone says so.

Usage
  quench <command> [options]

Commands
  serve     run the GitHub App: takes webhooks at /api/github/webhooks
  sandbox   bring up GitHub in a box, with the App against it
  demo      play an incident in the sandbox, from its label to a closure that was earned
  start     serve where there are credentials, else demo (what \`npm start\` does)
  help      this text

Options of sandbox
  --port <n>    port of the box (4010); 0 takes any free one
  --empty       without sample files in the repository
  --no-app      only the box: webhooks go to http://127.0.0.1:<port + 1>/api/github/webhooks
  --json        print one line of JSON when ready: addresses, repository, a token for each person

Options of any command
  --help, -h    this text
  --version     the version

Environment of serve
  APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, WEBHOOK_SECRET    the App's credentials
  PORT (3000), HOST (127.0.0.1), LOG_LEVEL (info)
  GITHUB_API_URL, GITHUB_GRAPHQL_URL                         another GitHub than github.com

Examples
  quench demo
  quench sandbox --json
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
