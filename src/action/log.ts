/**
 * The job's log. The runner takes a line that begins with `::` for a command, and one that holds `##[` anywhere
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands), so that nobody's text may
 * begin a line, end one, or hold that sign. The token is never printed, not even masked.
 */

/** ANSI colors and everything else that is no printable character; line breaks among them. */
// oxlint-disable-next-line no-control-regex -- they are what is taken out
const UNPRINTABLE = /\u001b\[[\d;]*[A-Za-z]|[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
/** A verdict may name a thousand things; a line of a log is read by people. */
const LONGEST = 4000;

/** Makes any text one line that is no command, whatever it holds. */
export function createCleaner(token: string): (text: string) => string {
  return (text) => {
    // Shorter, it is no token, and would blot out words.
    const bare = token.length < 8 ? text : text.replaceAll(token, "***");
    const line = bare.replace(UNPRINTABLE, " ").replaceAll("##[", "# #[").trim();
    const cut = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
    return cut.startsWith("::") ? `: ${cut}` : cut;
  };
}
