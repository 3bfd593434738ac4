/** How an issue of ours that stands by itself begins: its marker's key, and the text of it (`identity.ts` writes it). */
export const OWN_PREFIX = "own:";

/** True for such a text. Only in an issue that we opened does it mean anything: anyone may type it. */
export function isOwnText(body: string | null | undefined): boolean {
  return (body ?? "").startsWith(`<!-- quench:${OWN_PREFIX}`);
}
