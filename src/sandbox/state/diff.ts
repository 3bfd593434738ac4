/** Line differences: unified patches as GitHub shows them, and three-way merges as Git makes them. */

/** A changed stretch: lines [aStart, aEnd) of the former became lines [bStart, bEnd) of the latter. */
export interface Hunk {
  aStart: number;
  aEnd: number;
  bStart: number;
  bEnd: number;
}

/** Beyond this many edits a file counts as rewritten whole; GitHub, too, shows no patch for very large diffs. */
const MOST_EDITS = 4000;

/** Lines with their line ends, so that a missing last newline is a difference. */
export const splitLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The changed stretches between two texts (Myers, "An O(ND) Difference Algorithm", 1986). */
export const diffLines = (a: readonly string[], b: readonly string[]): Hunk[] => {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const n = a.length - head - tail;
  const m = b.length - head - tail;
  if (n === 0 && m === 0) return [];
  const whole: Hunk = { aStart: head, aEnd: head + n, bStart: head, bEnd: head + m };
  if (n === 0 || m === 0) return [whole];

  const trace: Map<number, number>[] = [];
  const furthest = new Map<number, number>([[1, 0]]);
  const limit = Math.min(n + m, MOST_EDITS);
  const at = (k: number): number => furthest.get(k) ?? -1;
  let found = -1;
  for (let d = 0; d <= limit && found < 0; d++) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < n && x - k < m && a[head + x] === b[head + x - k]) x++;
      furthest.set(k, x);
      if (x >= n && x - k >= m) {
        found = d;
        break;
      }
    }
  }
  if (found < 0) return [whole];

  const hunks: Hunk[] = [];
  let x = n;
  let y = m;
  for (let d = found; d > 0; d--) {
    const before = trace[d] ?? new Map<number, number>();
    const reach = (k: number): number => before.get(k) ?? -1;
    const k = x - y;
    const fromK = k === -d || (k !== d && reach(k - 1) < reach(k + 1)) ? k + 1 : k - 1;
    const fromX = reach(fromK);
    const fromY = fromX - fromK;
    const step: Hunk =
      fromK === k + 1
        ? { aStart: head + fromX, aEnd: head + fromX, bStart: head + fromY, bEnd: head + fromY + 1 }
        : { aStart: head + fromX, aEnd: head + fromX + 1, bStart: head + fromY, bEnd: head + fromY };
    const next = hunks[0];
    if (next !== undefined && next.aStart === step.aEnd && next.bStart === step.bEnd) {
      next.aStart = step.aStart;
      next.bStart = step.bStart;
    } else {
      hunks.unshift(step);
    }
    x = fromX;
    y = fromY;
  }
  return hunks;
};

/** Added and removed lines, and the patch with three lines of context, as `GET pulls/{n}/files` gives it. */
export const unifiedDiff = (
  former: string,
  latter: string,
): { additions: number; deletions: number; patch: string } => {
  const a = splitLines(former);
  const b = splitLines(latter);
  const hunks = diffLines(a, b);
  const additions = hunks.reduce((sum, hunk) => sum + hunk.bEnd - hunk.bStart, 0);
  const deletions = hunks.reduce((sum, hunk) => sum + hunk.aEnd - hunk.aStart, 0);
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && hunk.aStart - last.aEnd <= 6) groups.at(-1)?.push(hunk);
    else groups.push([hunk]);
  }
  const show = (mark: string, line: string): string =>
    line.endsWith("\n") ? mark + line.slice(0, -1) : `${mark}${line}\n\\ No newline at end of file`;
  const range = (start: number, length: number): string =>
    length === 1 ? `${start + 1}` : `${length === 0 ? start : start + 1},${length}`;
  const parts = groups.map((group) => {
    const first = group[0];
    const last = group.at(-1);
    if (first === undefined || last === undefined) return "";
    const before = Math.min(3, first.aStart);
    const after = Math.min(3, a.length - last.aEnd);
    const out: string[] = [];
    let position = first.aStart - before;
    for (const hunk of group) {
      for (; position < hunk.aStart; position++) out.push(show(" ", a[position] ?? ""));
      for (let i = hunk.aStart; i < hunk.aEnd; i++) out.push(show("-", a[i] ?? ""));
      for (let i = hunk.bStart; i < hunk.bEnd; i++) out.push(show("+", b[i] ?? ""));
      position = hunk.aEnd;
    }
    for (; position < last.aEnd + after; position++) out.push(show(" ", a[position] ?? ""));
    const aFrom = first.aStart - before;
    const bFrom = first.bStart - before;
    const header = `@@ -${range(aFrom, last.aEnd + after - aFrom)} +${range(bFrom, last.bEnd + after - bFrom)} @@`;
    return [header, ...out].join("\n");
  });
  return { additions, deletions, patch: parts.join("\n") };
};

/** The three-way merge of one text; null where both sides changed the same or touching lines differently. */
export const mergeText = (base: string, ours: string, theirs: string): string | null => {
  const o = splitLines(base);
  const a = splitLines(ours);
  const b = splitLines(theirs);
  const left = diffLines(o, a).map((hunk) => ({ ...hunk, lines: a.slice(hunk.bStart, hunk.bEnd) }));
  const right = diffLines(o, b).map((hunk) => ({ ...hunk, lines: b.slice(hunk.bStart, hunk.bEnd) }));
  const out: string[] = [];
  let position = 0;
  while (left.length > 0 || right.length > 0) {
    const l = left[0];
    const r = right[0];
    const touching = l !== undefined && r !== undefined && l.aStart <= r.aEnd && r.aStart <= l.aEnd;
    if (touching) {
      const same = l.aStart === r.aStart && l.aEnd === r.aEnd && l.lines.join("") === r.lines.join("");
      if (!same) return null;
      right.shift();
    }
    const takeLeft = l !== undefined && (r === undefined || touching || l.aStart < r.aStart);
    const next = takeLeft ? left.shift() : right.shift();
    if (next === undefined) break;
    out.push(...o.slice(position, next.aStart), ...next.lines);
    position = next.aEnd;
  }
  out.push(...o.slice(position));
  return out.join("");
};
