/** What people write where they have nothing to say. */

/** A text as it is compared: one line, in lower case, without a last period. */
export function folded(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[.\s]+$/, "")
    .trim()
    .toLowerCase();
}

const NOTHING = /^(?:_no response_|none|nothing|n\/?a|not applicable|tbd|tba|todo|unknown|later)$/;

/** True for a folded text that says nothing: a word for it, or GitHub's own for an empty answer. */
export function saysNothing(plain: string): boolean {
  return NOTHING.test(plain);
}
