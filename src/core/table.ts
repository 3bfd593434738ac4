/** Where a table begins, by GitHub's extension of Markdown (https://github.github.com/gfm/#tables-extension-). */

/** Whether two lines begin a table: a row of dashes below a row of as many cells. */
export function isTable(head: string, dashes: string): boolean {
  if (!dashes.includes("|") || !/^(?=.*-)\|?(?: *:?-+:? *\|)* *(?::?-+:?)?$/.test(dashes.trim())) return false;
  return cellsOf(head) === cellsOf(dashes);
}

function cellsOf(row: string): number {
  const inner = row.trim().replace(/^\|/, "").replace(/\|$/, "");
  return inner.replace(/\\./g, "").split("|").length;
}
