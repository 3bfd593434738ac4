/** How a command ends that is told to stop. */

/** As a shell tells it (128 + SIGINT). */
const INTERRUPTED = 130;

/** Ends the process as Ctrl-C does. */
export function interrupted(): never {
  process.exit(INTERRUPTED);
}

/** Ctrl-C ends the process at once, without a word; a command that has something to end first asks for `untilSignal`. */
export function quitOnInterrupt(): void {
  process.on("SIGINT", interrupted);
}

/** Runs what blocks: then no listener would hear Ctrl-C, and the system ends the process by itself. */
export function withoutListening<T>(act: () => T): T {
  const listened = process.listeners("SIGINT").includes(interrupted);
  process.off("SIGINT", interrupted);
  try {
    return act();
  } finally {
    if (listened) quitOnInterrupt();
  }
}

/**
 * Resolves at the first SIGINT or SIGTERM. A second one ends the process at once, for somebody who will not wait.
 */
export function untilSignal(): Promise<NodeJS.Signals> {
  return firstSignal().came;
}

/** The same for a command that may come to its end before: then `release` makes Ctrl-C what it was. */
export function firstSignal(): { readonly came: Promise<NodeJS.Signals>; readonly release: () => void } {
  const quits = process.listeners("SIGINT").includes(interrupted);
  process.off("SIGINT", interrupted);
  let tell: (signal: NodeJS.Signals) => void = () => undefined;
  const came = new Promise<NodeJS.Signals>((resolve) => {
    tell = resolve;
  });
  let asked = false;
  const listen = (signal: NodeJS.Signals): void => {
    if (asked) interrupted();
    asked = true;
    tell(signal);
  };
  process.on("SIGINT", listen);
  process.on("SIGTERM", listen);
  return {
    came,
    release() {
      process.off("SIGINT", listen);
      process.off("SIGTERM", listen);
      if (quits) quitOnInterrupt();
    },
  };
}
