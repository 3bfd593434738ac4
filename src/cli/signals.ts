/** How a long-running command ends. */

/**
 * Resolves at the first SIGINT or SIGTERM. A second one ends the process at once, for somebody who will not wait.
 */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    const listen = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve(signal);
    };
    process.on("SIGINT", listen);
    process.on("SIGTERM", listen);
  });
}
