/**
 * Turns of the event loop, for the steps of looks. A look goes on when GitHub has answered, and what GitHub has answered
 * at one moment would all go on at once: a delivery that comes meanwhile would wait for the whole of it.
 */

/** Resolves when the caller may go on: one after the other, and between two of them whatever has come in is heard. */
export type NextTurn = () => Promise<void>;

/** Makes the turns of one process: one in each round of the event loop, in the order in which they were asked for. */
export function createTurns(): NextTurn {
  const waiting: (() => void)[] = [];
  const give = (): void => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(give);
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(give);
    });
}
