/** ISO 8601 durations for the clock control: `P3D`, `PT61S`, `P1W`, `P1DT2H30M`. */

const UNITS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000] as const;
const SHAPE = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * Milliseconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds; null where it is none.
 * Months and years are refused: their length depends on where one stands.
 */
export const parseDuration = (text: string): number | null => {
  const match = SHAPE.exec(text);
  if (match === null || text === "P" || text.endsWith("T")) return null;
  return UNITS.reduce((sum, unit, index) => sum + Number(match[index + 1] ?? 0) * unit, 0);
};
