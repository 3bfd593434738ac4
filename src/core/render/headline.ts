/** The verdict in one line, the same words wherever it is shown. */
import type { Verdict } from "../verdict/types.ts";

/** Begins with a mark and a blank; Markdown. */
export function headline(verdict: Verdict): string {
  const { closure, closable, override } = verdict;
  if (closure.kind === "settled") return "✅ Closed: the fix is proven";
  if (closure.kind === "disputed") return "⛔ Disputed: closed again before the fix was proven";
  if (closable.outcome === "pass") return "✅ Ready to close: the fix is proven";
  if (override?.running === true) return "⚠️ Overridden: may close, though the fix is not proven";
  if (closable.outcome === "unknown") return "❔ Cannot tell yet: some facts could not be read";
  return `⛔ Not ready to close: ${lower(closable.phrase)}`.replace(/\.$/, "");
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
