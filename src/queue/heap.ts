/** Things by an instant, the earliest first: setting, moving and removing one costs a few steps however many there are. */

export interface Heap<T> {
  readonly size: number;
  /** Puts the item in, or moves it. Of two at the same instant the one set first comes first. */
  set(item: T, at: number): void;
  delete(item: T): void;
  /** The earliest one; null where there is none. */
  first(): { readonly item: T; readonly at: number } | null;
  clear(): void;
}

interface Node<T> {
  readonly item: T;
  readonly at: number;
  readonly order: number;
  place: number;
}

/** Makes an empty binary heap that knows where each of its items stands. */
export function createHeap<T>(): Heap<T> {
  let nodes: Node<T>[] = [];
  const known = new Map<T, Node<T>>();
  let order = 0;

  const isBefore = (one: Node<T>, other: Node<T>): boolean =>
    one.at < other.at || (one.at === other.at && one.order < other.order);
  const put = (node: Node<T>, place: number): void => {
    nodes[place] = node;
    node.place = place;
  };
  const rise = (node: Node<T>): void => {
    for (let place = node.place; place > 0; ) {
      const above = (place - 1) >> 1;
      const parent = nodes[above];
      if (parent === undefined || !isBefore(node, parent)) return;
      put(parent, place);
      put(node, above);
      place = above;
    }
  };
  const sink = (node: Node<T>): void => {
    for (let place = node.place; ; ) {
      const [left, right] = [nodes[2 * place + 1], nodes[2 * place + 2]];
      const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, node)) return;
      const below = child.place;
      put(child, place);
      put(node, below);
      place = below;
    }
  };
  const remove = (item: T): void => {
    const node = known.get(item);
    if (node === undefined) return;
    known.delete(item);
    const last = nodes.pop();
    if (last === undefined || last === node) return;
    put(last, node.place);
    rise(last);
    sink(last);
  };

  return {
    get size() {
      return nodes.length;
    },
    set(item, at) {
      if (known.get(item)?.at === at) return;
      remove(item);
      const node: Node<T> = { item, at, order: order++, place: nodes.length };
      known.set(item, node);
      nodes.push(node);
      rise(node);
    },
    delete: remove,
    first: () => nodes[0] ?? null,
    clear() {
      nodes = [];
      known.clear();
    },
  };
}
