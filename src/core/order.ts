/** The order of texts: by code units, the same on every machine, because lists arrive in no particular order (law 2). */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
