/** What runs or is about to: told by repository without looking at each of it. */
import type { Subject } from "./queue.ts";

export interface InFlight<T> {
  readonly size: number;
  add(item: T, subject: Subject): void;
  delete(item: T): void;
  /** True where a look may read something of the repository: at something in it, or at all of its installation. */
  has(repository: string, installation: number): boolean;
}

export function createInFlight<T>(): InFlight<T> {
  const areas = new Map<T, string>();
  const counts = new Map<string, number>();
  return {
    get size() {
      return areas.size;
    },
    add(item, subject) {
      if (areas.has(item)) return;
      const area = areaOf(subject);
      areas.set(item, area);
      counts.set(area, (counts.get(area) ?? 0) + 1);
    },
    delete(item) {
      const area = areas.get(item);
      if (area === undefined) return;
      areas.delete(item);
      const left = (counts.get(area) ?? 0) - 1;
      if (left > 0) counts.set(area, left);
      else counts.delete(area);
    },
    has: (repository, installation) =>
      counts.has(repository.toLowerCase()) || counts.has(`sweep ${installation}`) || counts.has("sweep"),
  };
}

/** No repository's name has a blank, or none around its slash. */
function areaOf({ kind, installation, repository }: Subject): string {
  if (repository !== null) return repository.toLowerCase();
  return kind === "sweep" && installation !== null ? `${kind} ${installation}` : kind;
}
