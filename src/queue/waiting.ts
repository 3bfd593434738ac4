/**
 * What waits for its turn: by lanes, and within a lane one of each owner after the other, so that whoever has thousands
 * waiting takes no more turns than whoever has one.
 */
import { LANES, type Lane } from "./queue.ts";

export interface Waiting<T> {
  readonly size: number;
  /** Puts the item behind those of its owner in that lane, or moves it there; where it already stands, it stays. */
  put(item: T, lane: Lane, owner: number | null): void;
  /** Takes the next one of the first of these lanes that has any. */
  take(lanes: readonly Lane[]): T | null;
  clear(): void;
}

interface Place<T> {
  readonly item: T;
  readonly lane: Lane;
}

/** One lane: its owners in the order of their turns, and what each has waiting. */
interface Track<T> {
  readonly turns: Fifo<number | null>;
  readonly owned: Map<number | null, Fifo<Place<T>>>;
}

/** Makes an empty waiting room. Deterministic: the same calls give the same order. */
export function createWaiting<T>(): Waiting<T> {
  const places = new Map<T, Place<T>>();
  const emptyTrack = (): Track<T> => ({ turns: createFifo(), owned: new Map() });
  const tracks: Readonly<Record<Lane, Track<T>>> = {
    urgent: emptyTrack(),
    usual: emptyTrack(),
    background: emptyTrack(),
  };

  /** What was moved leaves its former place behind, which counts for nothing. */
  const next = (own: Fifo<Place<T>>): Place<T> | null => {
    for (let place = own.shift(); place !== undefined; place = own.shift()) {
      if (places.get(place.item) === place) return place;
    }
    return null;
  };
  const takeFrom = ({ turns, owned }: Track<T>): T | null => {
    for (let owner = turns.shift(); owner !== undefined; owner = turns.shift()) {
      const own = owned.get(owner);
      const place = own === undefined ? null : next(own);
      if (own === undefined || own.size === 0) owned.delete(owner);
      else turns.push(owner);
      if (place === null) continue;
      places.delete(place.item);
      return place.item;
    }
    return null;
  };

  return {
    get size() {
      return places.size;
    },
    put(item, lane, owner) {
      if (places.get(item)?.lane === lane) return;
      const place = { item, lane };
      places.set(item, place);
      const { turns, owned } = tracks[lane];
      const own = owned.get(owner);
      if (own !== undefined) return own.push(place);
      const first = createFifo<Place<T>>();
      first.push(place);
      owned.set(owner, first);
      turns.push(owner);
    },
    take(lanes) {
      for (const lane of lanes) {
        const item = takeFrom(tracks[lane]);
        if (item !== null) return item;
      }
      return null;
    },
    clear() {
      places.clear();
      for (const lane of LANES) {
        tracks[lane].turns.clear();
        tracks[lane].owned.clear();
      }
    },
  };
}

interface Fifo<T> {
  readonly size: number;
  push(item: T): void;
  shift(): T | undefined;
  clear(): void;
}

/** What was taken is cut off in pieces this large: `Array.shift` moves everything that is left. */
const CUT = 1_024;

function createFifo<T>(): Fifo<T> {
  let items: T[] = [];
  let head = 0;
  return {
    get size() {
      return items.length - head;
    },
    push: (item) => void items.push(item),
    shift() {
      if (head >= items.length) return undefined;
      const item = items[head];
      head += 1;
      if (head === items.length) {
        items = [];
        head = 0;
      } else if (head >= CUT && head * 2 >= items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    clear() {
      items = [];
      head = 0;
    },
  };
}
