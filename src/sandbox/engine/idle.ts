/** When nothing is under way any more: no delivery, no call being answered, and every probe says so. */

/** True where its part of the system has nothing to do. */
export type IdleProbe = () => boolean | Promise<boolean>;

export interface Idle {
  addProbe: (name: string, probe: IdleProbe) => void;
  /** Waits until all is idle twice in a row, at most `timeoutMs`; the names of what still works, or none. */
  settle(timeoutMs: number): Promise<string[]>;
}

const BETWEEN_CHECKS_MS = 5;

const ask = async (probe: IdleProbe): Promise<boolean> => {
  try {
    return await probe();
  } catch {
    return false;
  }
};

export const createIdle = (): Idle => {
  const probes = new Map<string, IdleProbe>();

  const busy = async (): Promise<string[]> => {
    const names: string[] = [];
    for (const [name, probe] of probes) if (!(await ask(probe))) names.push(name);
    return names;
  };

  return {
    addProbe(name, probe) {
      probes.set(name, probe);
    },
    async settle(timeoutMs) {
      const end = performance.now() + timeoutMs;
      let calm = 0;
      for (;;) {
        const names = await busy();
        calm = names.length === 0 ? calm + 1 : 0;
        if (calm >= 2) return [];
        if (performance.now() >= end) return names.length > 0 ? names : ["settling"];
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_CHECKS_MS));
      }
    },
  };
};
