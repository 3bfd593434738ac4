/** The verdict in one line, the same words wherever it is shown. */
import type { Verdict } from "../verdict/types.ts";

/** Begins with a mark and a blank; Markdown. */
export function headline(verdict: Verdict): string {
  const { closure, closable, override } = verdict;
  if (closure.kind === "settled") return "✅ Closed: the fix is proven";
  if (closure.kind === "disputed") return "⛔ Disputed: closed again before the fix was proven";
  if (closure.kind === "pending") return "❔ Closed, and not judged yet";
  const isKept = closure.kind === "kept";
  if (closable.outcome === "pass") return `✅ ${isKept ? "Closed" : "Ready to close"}: the fix is proven`;
  if (override?.running === true)
    return `⚠️ Overridden: ${isKept ? "closed" : "may close"}, though the fix is not proven`;
  if (closable.outcome === "unknown") return "❔ Cannot tell yet: some facts could not be read";
  return `${isKept ? "⚠️ Closed" : "⛔ Not ready to close"}: ${lower(closable.phrase)}`.replace(/\.$/, "");
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
