/** Issues of the same repository as people list them. */

/**
 * The numbers of one entry: `#12`, `12 13`, or `#12 and #13` with a remark behind them; null where it begins otherwise,
 * so that "all but #13" is not #13.
 */
export function issuesIn(entry: string): readonly number[] | null {
  const run =
    /^(?:#?[1-9]\d{0,8}(?: |$))+$/.exec(entry)?.[0] ??
    /^(?:(?:and |& ?)?#[1-9]\d{0,8}(?![\w/-])[ .]*)+/.exec(entry)?.[0];
  return run === undefined ? null : Array.from(run.matchAll(/\d+/g), ([number]) => Number(number));
}
