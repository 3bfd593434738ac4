/** How much two labels are alike: what a form's author keeps when rewording one. */

/** From here on two labels in the same place are taken as one reworded. */
export const ALIKE = 0.6;

/** Words that questions of every kind share. */
const FILLERS: ReadonlySet<string> = new Set("a an the of is are was were be do does did has have had".split(" "));

/** Longest label compared; GitHub's are shorter. */
const LONGEST = 300;

/**
 * A label's words, cut to their stems by length alone, as a set; scripts written without blanks count by the sign.
 *
 * What a label says in parentheses at its end is advice (`(leave empty if unsure)`), and not what it asks for.
 */
export function stems(label: string): ReadonlySet<string> {
  const text = label.normalize("NFKC").toLowerCase().slice(0, LONGEST).replaceAll("(s)", "");
  const asked = text.replace(/\([^()]*\)[\s:?*.]*$/, "");
  const words = (/[\p{L}\p{N}]/u.test(asked) ? asked : text).match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}\p{M}])+/gu,
  );
  return new Set((words ?? []).filter((word) => !FILLERS.has(word)).map(stem));
}

/** `describe` and `description`, `reproduce` and `reproduction`, `version` and `versions`. */
function stem(word: string): string {
  const single = word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
  return single.slice(0, 5);
}

/** Dice's coefficient of two sets of stems, and enough where one of them is a part of the other. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  const shared = [...small].filter((word) => large.has(word)).length;
  const dice = (2 * shared) / Math.max(1, a.size + b.size);
  // `Which version?` of `Which version do you use?`; a single word is too little to go by.
  return shared === small.size && shared > 1 ? Math.max(dice, ALIKE) : dice;
}
